"""The table of export formats: names, suffixes, properties, and the modules that write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readerapp.core.plugins import Plugin


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format: its name on the command line, the suffix of its files, and its purpose.

    `label` is its name in the reader.

    `exact` formats are data: programs read them, and nothing in them may be replaced on the way to
    a terminal (they contain no code point that a terminal interprets as a control). `binary`
    formats are for files only. Formats with `needs_text` require `ExportSource.text`. Those with
    `templates` accept a template for each annotation. Those with `evidence` can have evidence;
    those with `needs_digest` are made of `ExportSource.file_digest` too. A format with `copies` is
    a copy of the document's own file, for documents of the formats of these names only, with spaces
    between them; the functions here do not write it, `annotations.file_copies` does. The format of
    another package has its `plugin`, which writes it.
    """

    name: str
    suffix: str
    label: str
    help: str
    exact: bool = False
    binary: bool = False
    needs_text: bool = False
    templates: bool = False
    evidence: bool = False
    needs_digest: bool = False
    copies: str = ""
    updates: bool = False
    plugin: Plugin | None = None

    @property
    def carrier(self) -> str:
        """Return what kind of file a format with `copies` copies."""
        return "Markdown or text file" if self.name == "criticmarkup" else self.label

    def fits(self, document_format: str) -> bool:
        """Return whether a format with `copies` can copy documents of a format."""
        return document_format in self.copies.split()


REPORT_FORMATS = "odt or html"
"""The formats of a report to read, for documents whose file a format cannot copy."""

FORMATS = {
    export_format.name: export_format
    for export_format in (
        ExportFormat(
            "markdown",
            ".md",
            "Markdown",
            "quotations and notes, to read or paste",
            templates=True,
            evidence=True,
        ),
        ExportFormat(
            "text",
            ".txt",
            "Plain text",
            "quotations with their sources, and notes",
            templates=True,
            evidence=True,
        ),
        ExportFormat(
            "obsidian",
            ".md",
            "Obsidian note",
            "properties, callouts and block links; your own text stays",
            templates=True,
            updates=True,
        ),
        ExportFormat(
            "org",
            ".org",
            "Org mode",
            "headings, properties, citations; your own text stays",
            templates=True,
            updates=True,
        ),
        ExportFormat(
            "html",
            ".html",
            "HTML page",
            "a page to read, print or send",
            needs_text=True,
            evidence=True,
        ),
        ExportFormat(
            "docx",
            ".docx",
            "Word document",
            "a copy of the Word file, with highlights and comments",
            binary=True,
            copies="docx",
        ),
        ExportFormat(
            "pdf",
            ".pdf",
            "PDF",
            "a copy of the PDF, with highlights, notes and replies",
            binary=True,
            copies="pdf",
        ),
        ExportFormat(
            "evidence",
            ".html",
            "Evidence sheet",
            "to print: each quotation in its passage, with hashes and times",
            needs_text=True,
            needs_digest=True,
            evidence=True,
        ),
        ExportFormat(
            "csv",
            ".csv",
            "CSV table",
            "a table for spreadsheets; cells cannot run as formulas",
            evidence=True,
        ),
        ExportFormat(
            "xlsx",
            ".xlsx",
            "Excel workbook",
            "the annotations and a sheet for each table: speakers, tags, documents",
            binary=True,
            evidence=True,
        ),
        ExportFormat(
            "odt",
            ".odt",
            "ODT report",
            "a report with quotations, notes and tables, for LibreOffice and Word",
            binary=True,
        ),
        ExportFormat(
            "json",
            ".json",
            "JSON (to share)",
            "one list, as `list --json`",
            exact=True,
            evidence=True,
        ),
        ExportFormat(
            "ris",
            ".ris",
            "RIS references",
            "the document and its quotations, for Zotero and others",
        ),
        ExportFormat(
            "bibtex",
            ".bib",
            "BibTeX",
            "an entry for LaTeX and pandoc, with the quotations and notes in it",
        ),
        ExportFormat(
            "w3c",
            ".jsonld",
            "W3C annotations",
            "W3C Web Annotation, for other annotation tools",
            exact=True,
        ),
        ExportFormat(
            "hypothesis", ".json", "Hypothesis", "for the import of Hypothesis", exact=True
        ),
        ExportFormat(
            "epub-anno",
            ".annotation",
            "EPUB annotations",
            "EPUB Annotations, for Thorium and others",
            exact=True,
        ),
        ExportFormat(
            "qdpx",
            ".qdpx",
            "REFI-QDA project",
            "REFI-QDA project, for QualCoder, MAXQDA, NVivo and ATLAS.ti",
            binary=True,
            needs_text=True,
        ),
        ExportFormat(
            "qdc",
            ".qdc",
            "REFI-QDA codebook",
            "REFI-QDA codebook: the tags, speakers and colours alone",
        ),
        ExportFormat(
            "criticmarkup",
            ".critic.md",
            "CriticMarkup",
            "a copy of a Markdown or text file, with highlights and comments",
            copies="markdown text",
        ),
        ExportFormat(
            "jsonl", ".jsonl", "JSON lines", "one annotation a line", exact=True, evidence=True
        ),
        ExportFormat(
            "csl-json",
            ".csl.json",
            "CSL JSON",
            "the document alone, for citation processors",
            exact=True,
        ),
    )
}
"""All formats by name; those of plug-ins are added when they are loaded (`find_format`)."""

TABLES = (
    "codebook",
    "speaker-tag",
    "tag-document",
    "speaker-document",
    "tag-tag",
    "tag-overlap",
)
"""The tables of the codebook, which `tables.make_table` makes."""
TABLE_FORMAT = "csv"
"""The format that can have one table of the codebook instead of the annotations."""

ALIASES = {
    "md": "markdown",
    "txt": "text",
    "htm": "html",
    "jsonld": "w3c",
    "json-ld": "w3c",
    "ndjson": "jsonl",
    "csl": "csl-json",
    "biblatex": "bibtex",
    "critic": "criticmarkup",
}
"""Other usual names of formats, mostly the suffixes of their files."""

MODULES = {
    "markdown": "text",
    "text": "text",
    "json": "json",
    "jsonl": "json",
    "csv": "csv",
    "xlsx": "xlsx",
    "odt": "odt",
    "obsidian": "obsidian",
    "org": "org",
    "html": "html",
    "evidence": "evidence_sheet",
    "w3c": "web_annotation",
    "epub-anno": "web_annotation",
    "hypothesis": "hypothesis",
    "qdpx": "qda",
    "qdc": "qda",
    "ris": "bibliography",
    "bibtex": "bibtex",
    "csl-json": "bibliography",
}
"""The module that writes each format; it has a function `write_FORMAT`."""
