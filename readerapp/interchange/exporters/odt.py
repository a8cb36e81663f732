"""ODT exporter: a report with quotations, notes and the tables of the codebook, to read and print.

A zip file with a few XML parts, written with the standard library. Source: OpenDocument 1.3, part 2
(packages: `mimetype` is the first file and not compressed) and part 3 (schema).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from readerapp.interchange.annotation_view import AnnotationView, ExportSource, signature
from readerapp.interchange.citation import split_paragraphs
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.bibliography import MEDIA_TYPES
from readerapp.interchange.exporters.document_facts import source_facts
from readerapp.interchange.exporters.tables import Contents, Table, make_tables
from readerapp.interchange.exporters.text import group_views, view_facts

_MIMETYPE = MEDIA_TYPES["odt"]
_WIDEST = 12
"""Columns of a table that fit a page; of a wider one the rest follows in further tables."""
_DATE = (2000, 1, 1, 0, 0, 0)
"""The time of the parts in the zip file: two exports of the same annotations are equal."""

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{address}:1.0"'
    for name, address in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
    )
)
_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_HEADER}<manifest:manifest manifest:version="1.3"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml")
    )
    + "</manifest:manifest>"
)


def _style(name: str, parent: str, paragraph: str = "", text: str = "", level: int = 0) -> str:
    outline = f' style:default-outline-level="{level}"' if level else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph"'
        f"{f' style:parent-style-name={chr(34)}{parent}{chr(34)}' if parent else ''}{outline}>"
        f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
    )


_STYLES = (
    f'{_HEADER}<office:document-styles {_NAMESPACES} office:version="1.3"><office:styles>'
    + _style("Standard", "", 'fo:margin-bottom="0.2cm"', 'fo:font-size="11pt"')
    + _style(
        "Title", "Standard", 'fo:margin-bottom="0.4cm"', 'fo:font-size="20pt" fo:font-weight="bold"'
    )
    + "".join(
        _style(
            f"Heading_20_{level}",
            "Standard",
            'fo:margin-top="0.5cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"',
            f'fo:font-size="{size}pt" fo:font-weight="bold"',
            level,
        )
        for level, size in ((1, 16), (2, 13))
    )
    + _style(
        "Quotations",
        "Standard",
        'fo:margin-left="1cm" fo:margin-right="0.5cm" fo:margin-top="0.4cm"',
    )
    + _style("Facts", "Standard", 'fo:margin-left="1cm"', 'fo:font-size="9pt" fo:color="#555555"')
    + _style("Reply", "Standard", 'fo:margin-left="0.5cm"')
    + _style("Cell", "Standard", 'fo:margin-bottom="0cm"', 'fo:font-size="9pt"')
    + _style("Cell_20_Heading", "Cell", "", 'fo:font-weight="bold"')
    + '</office:styles><office:automatic-styles><style:page-layout style:name="Page">'
    '<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/>'
    "</style:page-layout></office:automatic-styles><office:master-styles>"
    '<style:master-page style:name="Standard" style:page-layout-name="Page"/>'
    "</office:master-styles></office:document-styles>"
)
_TABLE_WIDTH, _NAME_WIDTH, _DEFINITION_WIDTH = 17.0, 4.5, 8.0
"""Widths in centimetres: of a table, and of its columns with words."""


def _column(name: str, width: float) -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width:.2f}cm"/></style:style>'
    )


_AUTOMATIC = (
    '<style:style style:name="Table" style:family="table"><style:table-properties '
    'style:width="17cm" table:align="left" fo:margin-bottom="0.4cm"/></style:style>'
    f"{_column('Name', _NAME_WIDTH)}{_column('Definition', _DEFINITION_WIDTH)}"
    + "".join(
        _column(f"Number{count}", (_TABLE_WIDTH - _NAME_WIDTH) / count)
        for count in range(1, _WIDEST + 1)
    )
    + '<style:style style:name="Border" style:family="table-cell"><style:table-cell-properties '
    'fo:padding="0.08cm" fo:border="0.02cm solid #999999"/></style:style>'
)

_not_xml = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_several_spaces = re.compile("  +")


def write_odt(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[bytes]:
    """Write the report of one document."""
    return write_report([(source, views)], layout)


def write_report(contents: Contents, layout: ExportLayout) -> Iterator[bytes]:
    """Write a report of several documents.

    Raises:
        ReaderError: there are too many tags for a table.
    """
    title = contents[0][0].label if len(contents) == 1 else f"{len(contents)} documents"
    tables = make_tables(contents)
    body = "".join((_paragraph("Title", title), *_documents(contents, layout), *_tables(tables)))
    content = (
        f'{_HEADER}<office:document-content {_NAMESPACES} office:version="1.3">'
        f"<office:automatic-styles>{_AUTOMATIC}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    meta = (
        f'{_HEADER}<office:document-meta {_NAMESPACES} office:version="1.3"><office:meta>'
        f'<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{_escape(title)}</dc:title>'
        "</office:meta></office:document-meta>"
    )
    parts = {"content.xml": content, "styles.xml": _STYLES, "meta.xml": meta}
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype", _DATE), _MIMETYPE, zipfile.ZIP_STORED)
        for name, text in {**parts, "META-INF/manifest.xml": _MANIFEST}.items():
            info = zipfile.ZipInfo(name, _DATE)
            package.writestr(info, text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    yield output.getvalue()


def _documents(contents: Contents, layout: ExportLayout) -> Iterator[str]:
    """Yield the annotations of each document, with a heading for each if there are several."""
    for source, views in contents:
        if len(contents) > 1:
            yield _heading(1, source.label)
        for name, fact in source_facts(source, views).items():
            yield _paragraph("Facts", f"{name}: {fact}")
        several = len({view.creator for view in views}) > 1
        for heading, members in group_views(views, layout.group):
            if heading:
                yield _heading(2, heading)
            for view in members:
                facts = view_facts(view, annotator=several, colour_names=source.colour_names)
                for paragraph in split_paragraphs(view.exact):
                    yield _paragraph("Quotations", paragraph)
                yield _paragraph("Facts", " · ".join(facts))
                yield from _note("Standard", view.annotation.note)
                for reply in view.replies:
                    yield from _note("Reply", f"{signature(reply)}: {reply.annotation.note}")


def _note(style: str, note: str) -> Iterator[str]:
    """Yield the paragraphs of a note, with its line breaks; its Markdown stays as it is written."""
    for part in re.split(r"\n\s*\n", note.strip()):
        if part.strip():
            yield _paragraph(style, part.strip())


def _tables(tables: Iterable[Table]) -> Iterator[str]:
    """Yield each table below a heading; one that is wider than a page in parts."""
    for table in tables:
        yield _heading(1, table.title)
        across = range(1, len(table.columns))
        for start in range(1, max(2, len(table.columns)), _WIDEST):
            chosen = [0, *across[start - 1 : start - 1 + _WIDEST]]
            name = _escape(f"{table.name}-{start}")
            yield f'<table:table table:name="{name}" table:style-name="Table">'
            yield '<table:table-column table:style-name="Name"/>'
            for at in chosen[1:]:
                style = f"Number{len(chosen) - 1}"
                if table.columns[at] == "definition" and table.name == "codebook":
                    style = "Definition"
                yield f'<table:table-column table:style-name="{style}"/>'
            yield "<table:table-header-rows>"
            yield _row((table.columns[at] for at in chosen), "Cell_20_Heading")
            yield "</table:table-header-rows>"
            for row in table.rows:
                yield _row((row[at] for at in chosen), "Cell")
            yield "</table:table>"


def _row(cells: Iterable[str | int], style: str) -> str:
    written = []
    for cell in cells:
        kind = 'office:value-type="string"'
        if isinstance(cell, int):
            kind = f'office:value-type="float" office:value="{cell}"'
        # An empty paragraph too: without one the row is as high as one of the text.
        words = f'<text:p text:style-name="{style}">{_words(str(cell))}</text:p>'
        written.append(
            f'<table:table-cell table:style-name="Border" {kind}>{words}</table:table-cell>'
        )
    return f"<table:table-row>{''.join(written)}</table:table-row>"


def _heading(level: int, words: str) -> str:
    style = f'text:style-name="Heading_20_{level}" text:outline-level="{level}"'
    return f"<text:h {style}>{_words(words)}</text:h>"


def _paragraph(style: str, words: str) -> str:
    return f'<text:p text:style-name="{style}">{_words(words)}</text:p>' if words else ""


def _words(text: str) -> str:
    """Return words as content of a paragraph: line breaks, tabs and several spaces stay."""
    written = _several_spaces.sub(
        lambda match: f' <text:s text:c="{len(match.group()) - 1}"/>', _escape(text)
    )
    return written.replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")


def _escape(text: str) -> str:
    """Return a text for XML, without what XML cannot have."""
    plain = _not_xml.sub("\ufffd", text)
    return (
        plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
