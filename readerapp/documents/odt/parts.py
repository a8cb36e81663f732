"""The parts of an OpenDocument text: its XML files, its body, its title, author and date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents.html.parser import local_attribute, local_name, parse_xml, whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from readerapp.documents.zip_archive import ZipArchive

_MANIFEST = "META-INF/manifest.xml"
_OTHER_KINDS = ("spreadsheet", "presentation", "drawing", "chart", "database", "image")


def read_parts(archive: ZipArchive, label: str) -> dict[str, Element]:
    """Return the XML of the parts of an archive that there are; the content must be there.

    Raises:
        ReaderError: the archive is encrypted, or a part is damaged.
    """
    if _MANIFEST in archive:
        manifest = parse_xml(archive.read(_MANIFEST), label)
        if next(manifest.iter("{*}encryption-data"), None) is not None:
            raise ReaderError(f"{label} is encrypted; save it without a password.")
    parts = {"content.xml": parse_xml(archive.read("content.xml"), label)}
    for name in ("styles.xml", "meta.xml"):
        if name in archive:
            with suppress(ReaderError):  # the words are elsewhere
                parts[name] = parse_xml(archive.read(name), label)
    return parts


def find_body(content: Element, label: str) -> Element:
    """Return the element that has the blocks of the text; an empty one if there is none.

    Raises:
        ReaderError: it is another kind of OpenDocument file.
    """
    body = content.find("{*}body")
    text = None if body is None else body.find("{*}text")
    if text is not None:
        return text
    for kind in _OTHER_KINDS if body is not None else ():
        if body is not None and body.find(f"{{*}}{kind}") is not None:
            raise ReaderError(f"{label} is an OpenDocument {kind}; save it as PDF or text.")
    return content.makeelement("text")


def read_facts(meta: Element | None) -> tuple[str, str, str]:
    """Return title, author and date, empty where the document does not say."""
    meta = None if meta is None else next(meta.iter("{*}meta"), None)
    if meta is None:
        return "", "", ""

    def first(*names: str) -> str:
        found = (element.text for name in names for element in meta.iter(f"{{*}}{name}"))
        return next((" ".join(text.split()) for text in found if text), "")

    date = first("creation-date", "date")[:10]
    return first("title"), first("initial-creator", "creator"), date


def letterhead(parts: Mapping[str, Element], master: str) -> list[Element]:
    """Return the page headers that stand on the first page only, as the head of a letter does.

    Args:
        parts: the parts of the document.
        master: the name of the master page of its first page.
    """
    styles = parts.get("styles.xml")
    for page in [] if styles is None else styles.iter("{*}master-page"):
        if local_attribute(page, "name") == master:
            first = list(page.iterchildren("{*}header-first"))
            following = local_attribute(page, "next-style-name")
            if not first and (following not in ("", master) or _page_count(parts) == 1):
                first = list(page.iterchildren("{*}header"))
            return [each for each in first if local_attribute(each, "display") != "false"]
    return []


def _page_count(parts: Mapping[str, Element]) -> int:
    """Return the number of pages that a document says it has; 0 if it does not."""
    meta = parts.get("meta.xml")
    said = None if meta is None else next(meta.iter("{*}document-statistic"), None)
    return whole_number(local_attribute(said, "page-count"))


def page_words(styles: Element | None, shown: Sequence[Element]) -> Iterator[str]:
    """Yield the lines of page headers and footers that are not `shown` in the text."""
    for master in [] if styles is None else styles.iter("{*}master-page"):
        for edge in master.iterchildren():
            if local_name(edge).startswith(("header", "footer")) and edge not in shown:
                for line in edge.iter("{*}p", "{*}h"):
                    yield plain_words(line)


def plain_words(paragraph: Element) -> str:
    """Return the words of a paragraph of a comment."""
    words = [paragraph.text or ""]
    for child in paragraph:
        tag = local_name(child)
        words.append(" " if tag in ("s", "tab", "line-break") else plain_words(child))
        words.append(child.tail or "")
    return "".join(words)
