"""The package of an EPUB: which pages the book has, in which order, and what it says of itself.

A package that is not well-formed is repaired. Of several renditions the default one is taken.

Sources: https://www.w3.org/TR/epub-33/ and, for EPUB 2, https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from readerapp.core.errors import ReaderError
from readerapp.core.reference import Reference
from readerapp.documents.html.parser import local_attribute, parse_xml
from readerapp.documents.references import make_reference
from readerapp.documents.zip_archive import ZipArchive

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_PACKAGE_TYPE = "application/oebps-package+xml"
_NCX_TYPE = "application/x-dtbncx+xml"
_UNKNOWN_AUTHOR = "Unknown"
"""The name that calibre writes for an unknown author."""
_FALLBACKS = 20
"""Alternatives of an item that are tried one after the other."""


@dataclass(frozen=True, slots=True)
class Page:
    """An item of the reading order.

    Attributes:
        name: the archive name of its file; empty if the archive has no such file.
        address: the name of its file as the package writes it.
        media_type: the type of the file, as "application/xhtml+xml".
        stands_for: archive name of the item that this one is an alternative of; empty mostly.
    """

    name: str
    address: str
    media_type: str
    stands_for: str = ""

    @property
    def is_markup(self) -> bool:
        """Return whether the file is said to be HTML, or XML of some kind, or nothing is said."""
        return is_markup(self.media_type)


@dataclass(frozen=True, slots=True)
class Package:
    """The content of the package file.

    Attributes:
        pages: the items of the reading order; those outside it (`linear="no"`) at the end.
        unknown: ids in the reading order that name no item.
        nav: archive name of the navigation document (EPUB 3); empty if there is none.
        ncx: archive name of the NCX (EPUB 2); empty if there is none.
        title: the title of the book.
        author: the authors, with commas between them.
        date: the first ten characters of the date: YYYY-MM-DD, or less.
        reference: identifiers, publisher, and the authors as a catalogue files them.
    """

    pages: Sequence[Page]
    unknown: Sequence[str]
    nav: str
    ncx: str
    title: str
    author: str
    date: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of the manifest."""

    path: str
    address: str
    media_type: str
    properties: tuple[str, ...]
    fallback: str


def read_package(archive: ZipArchive, label: str) -> Package:
    """Read the package file that the container file names.

    Raises:
        ReaderError: a file is missing or damaged, or no pages are in the archive.
    """
    name = _package_name(archive, label)
    root = parse_xml(archive.read(name), label, repair=True)
    items = {
        (each.get("id") or "").strip(): _Item(
            resolve(archive, name, (each.get("href") or "").strip()),
            (each.get("href") or "").strip(),
            (each.get("media-type") or "").strip().lower(),
            tuple((each.get("properties") or "").split()),
            (each.get("fallback") or "").strip(),
        )
        for each in root.iter("{*}item")
    }
    spine = next(root.iter("{*}spine"), None)
    order = [] if spine is None else list(spine.iter("{*}itemref"))
    names = [(each.get("idref") or "").strip() for each in order]
    aside = [(each.get("linear") or "").strip().lower() == "no" for each in order]
    in_turn = [key for key, apart in zip(names, aside, strict=True) if not apart]
    in_turn += [key for key, apart in zip(names, aside, strict=True) if apart]
    pages = _distinct(_page(archive, items, key) for key in in_turn if key in items)
    if not any(page.name for page in pages):
        raise ReaderError(f"{label} has no readable chapters; get a new copy.")
    nav = next((item.path for item in items.values() if "nav" in item.properties), "")
    ncx = items.get("" if spine is None else (spine.get("toc") or "").strip())
    other = (item.path for item in items.values() if item.media_type == _NCX_TYPE)
    return Package(
        pages,
        [key for key in in_turn if key not in items],
        nav if nav in archive else "",
        ncx.path if ncx else next(other, ""),
        _dublin_core(root, "title"),
        ", ".join(name for name in _creators(root) if name and name != _UNKNOWN_AUTHOR),
        _dublin_core(root, "date")[:10],
        make_reference(
            identifiers=map(words_of, root.iter(f"{{{_DUBLIN_CORE}}}identifier")),
            authors=_filed_creators(root),
            type="book",
            publisher=_dublin_core(root, "publisher"),
        ),
    )


def refuse_protected(archive: ZipArchive, package: Package, label: str) -> None:
    """Check that no pages are encrypted; fonts and pictures may be.

    Raises:
        ReaderError: pages are encrypted.
    """
    if _ENCRYPTION not in archive:
        return
    listed = parse_xml(archive.read(_ENCRYPTION), label, repair=True).iter("{*}CipherReference")
    encrypted = {resolve(archive, "", each.get("URI") or "") for each in listed}
    if any(page.name in encrypted for page in package.pages if page.is_markup):
        raise ReaderError(f"{label} has copy protection (DRM); open it in the seller's program.")


def resolve(archive: ZipArchive, base: str, address: str) -> str:
    """Return the archive name of `address` as the file `base` means it, without its fragment.

    It is the name as the archive writes it, or what it should be if there is no such file.
    """
    path = unquote(address.partition("#")[0], errors="replace")
    if not path:
        return base
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), path)).lstrip("/")
    return archive.find(path) or path


def is_markup(media_type: str) -> bool:
    """Return whether a media type is HTML, or XML of some kind, or missing.

    >>> is_markup("application/xhtml+xml"), is_markup("image/png")
    (True, False)
    """
    return not media_type or "xml" in media_type or "html" in media_type or "oeb1" in media_type


def words_of(element: Element) -> str:
    """Return the words of an element with white space collapsed."""
    return " ".join("".join(str(words) for words in element.itertext()).split())


def _package_name(archive: ZipArchive, label: str) -> str:
    """Return the archive name of the package file.

    Programs zip the folder of a book instead of its content, and lose the container.

    Raises:
        ReaderError: the archive has no package, or its container is damaged.
    """
    ends = [each for each in archive.names if each.replace("\\", "/").endswith(f"/{_CONTAINER}")]
    container = archive.find(_CONTAINER) or (ends[0] if len(ends) == 1 else None)
    folder = container[: -len(_CONTAINER)] if container else ""
    packages = [each for each in archive.names if each.lower().endswith(".opf")]
    if container is None and len(packages) == 1:
        return packages[0]
    root = parse_xml(archive.read(container or _CONTAINER), label, repair=len(packages) == 1)
    listed = list(root.iter("{*}rootfile"))
    typed = [each for each in listed if each.get("media-type") == _PACKAGE_TYPE]
    named = [(each.get("full-path") or "").strip() for each in (*typed, *listed)]
    known = [name for path in named if (name := archive.find(f"{folder}{path}"))]
    fitting = [name for name in known if name.lower().endswith(".opf")] if not typed else known
    return next(iter([*fitting, *known, *packages[:1]]), named[0] if named else "")


def _page(archive: ZipArchive, items: Mapping[str, _Item], key: str) -> Page:
    """Return an item of the reading order, or its first alternative that can be read."""
    first = item = items[key]
    for _ in range(_FALLBACKS):
        if item.path in archive and is_markup(item.media_type):
            break
        following = items.get(item.fallback)
        if following is None:
            item = first
            break
        item = following
    else:
        item = first
    there = item.path if item.path in archive else ""
    return Page(there, item.address, item.media_type, first.path if item is not first else "")


def _distinct(pages: Iterator[Page]) -> list[Page]:
    """Return pages without those that come again."""
    seen: dict[tuple[str, str], Page] = {}
    for page in pages:
        seen.setdefault((page.name, "" if page.name else page.address), page)
    return list(seen.values())


def _creators(root: Element) -> Iterator[str]:
    """Yield the authors."""
    return (words_of(each) for each in root.iter(f"{{{_DUBLIN_CORE}}}creator"))


def _filed_creators(root: Element) -> Iterator[str]:
    """Yield the authors as a catalogue files them ("Holm, Ida"), where the package says so."""
    filed = {
        (each.get("refines") or "").removeprefix("#"): words_of(each)
        for each in root.iter("{*}meta")
        if each.get("property") == "file-as"
    }
    for creator in root.iter(f"{{{_DUBLIN_CORE}}}creator"):
        attribute = local_attribute(creator, "file-as")
        name = attribute or filed.get(creator.get("id") or "", "") or words_of(creator)
        if name != _UNKNOWN_AUTHOR:
            yield name


def _dublin_core(root: Element, name: str) -> str:
    """Return the first Dublin Core element with that name as words; empty if there is none."""
    element = next(root.iter(f"{{{_DUBLIN_CORE}}}{name}"), None)
    return "" if element is None else words_of(element)
