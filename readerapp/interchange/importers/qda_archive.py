"""The archive of a REFI-QDA project: its members, with limits, and the texts of its sources.

Nothing is written to the disk, so names of members that lead out of the archive do no harm.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable
from xml.etree import ElementTree

from readerapp.core.errors import ReaderError
from readerapp.interchange.importers.qda_positions import (
    SourceText,
    decode_text,
    normalize_source,
)

Element = ElementTree.Element

MAXIMUM_TAGS = 4_000_000
"""Maximum number of tags in a file: those of 400,000 coded passages, and some 500 MB of memory."""
_MAXIMUM_SIZE = 256 * 2**20
"""Maximum number of bytes of all members together, unpacked."""
_MAXIMUM_USE = 3 * _MAXIMUM_SIZE
"""Maximum number of code points of all texts, each as often as an element names it. Programs name
each text once, and this importer asks for that of a note up to three times."""
_CHUNK = 2**20
"""Number of bytes that are unpacked at once."""
_PROJECT = "project.qde"
_INTERNAL = "internal://"
"""The beginning of a path that is relative to the folder of the sources in the project."""


def parse_xml(xml: bytes) -> Element:
    """Parse XML and return the root element, the names of elements without namespaces.

    Raises:
        ParseError: it is not XML.
        ValueError: it declares a document type, which could hold entities, or an unknown encoding,
            or is not UTF-8, or holds more than MAXIMUM_TAGS.
    """
    if b"<!DOCTYPE" in xml or b"\x00" in xml[:200]:
        raise ValueError("it declares a document type or is not UTF-8")
    if xml.count(b"<") > MAXIMUM_TAGS:
        raise ValueError(f"it has more than {MAXIMUM_TAGS} tags")
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 - no document type, so no entities
    except LookupError:
        raise ValueError("it has an unknown encoding") from None
    names: dict[str, str] = {}
    for element in root.iter():
        tag = element.tag
        element.tag = names.get(tag) or names.setdefault(tag, tag.rpartition("}")[2])
    return root


def read_archive(content: bytes, name: str) -> tuple[Element, SourceTexts]:
    """Return the root element of a project, and the texts of its sources.

    Raises:
        ReaderError: it is not a project, or damaged as a whole.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _Members(archive)
            root = parse_xml(members.read(members.project))
            texts = SourceTexts((path, members.read(member)) for member, path in members.sources)
    except RuntimeError:  # what zipfile raises for a member with a password
        raise ReaderError(f"{name} has a password; export it without one.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise ReaderError(f"{name} is damaged: {error}.") from None
    except KeyError:
        raise ReaderError(f"{name} is a zip file, but not a REFI-QDA project.") from None
    except (ElementTree.ParseError, ValueError) as error:
        raise ReaderError(f"{name} contains a project that is not XML: {error}.") from None
    return root, texts


class SourceTexts:
    """The texts of the sources in an archive, found by the path that an element gives.

    Programs differ in the case of letters and in the folders that they write. So a path is looked
    up as it is, then without case, then by its file name; if that could mean several sources, none
    is meant.
    """

    def __init__(self, members: Iterable[tuple[str, bytes]]) -> None:
        """Decode the sources, each given as its path in the folder of the sources and content."""
        self._texts: dict[str, tuple[str, bool]] = {}
        self._remaining = _MAXIMUM_USE
        self._by_folded: dict[str, list[str]] = defaultdict(list)
        self._by_file_name: dict[str, list[str]] = defaultdict(list)
        for path, content in members:
            self._texts[path] = decode_text(content)
        for path in self._texts:
            self._by_folded[path.casefold()].append(path)
            self._by_file_name[_file_name(path)].append(path)

    def of_element(self, element: Element) -> SourceText:
        """Return the text of a source or note: its own content, or that of the file it names.

        Raises:
            ReaderError: the texts that were asked for are too long together.
        """
        text, has_mark = self._find(element)
        self._remaining -= len(text)
        if self._remaining < 0:
            raise ReaderError("The project names its texts again and again; export it once more.")
        return normalize_source(text, has_mark=has_mark)

    def _find(self, element: Element) -> tuple[str, bool]:
        content = element.findtext("PlainTextContent")
        if content is not None:
            return content, False
        path = element.get("plainTextPath", "").removeprefix(_INTERNAL)
        for paths in (
            [path] if path in self._texts else [],
            self._by_folded.get(path.casefold(), []),
            self._by_file_name.get(_file_name(path), []),
        ):
            if len(paths) == 1:
                return self._texts[paths[0]]
        return "", False


_SOURCES = "sources/"
"""The folder of the sources, in lower case."""


def _file_name(path: str) -> str:
    return path.rpartition("/")[2].casefold()


class _Members:
    """Reader of the relevant members of an archive, with a limit on their total size."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._remaining = _MAXIMUM_SIZE
        lower = {name: name.casefold() for name in archive.namelist()}
        # Who packs a project again by hand often packs the folder around it.
        projects = [name for name, folded in lower.items() if _file_name(folded) == _PROJECT]
        if not projects:
            raise KeyError(_PROJECT)
        self.project = min(projects, key=len)
        folder = self.project[: -len(_PROJECT)].casefold() + _SOURCES
        self.sources = [
            (name, name[len(folder) :])
            for name, folded in lower.items()
            if folded.startswith(folder) and folded.endswith(".txt")
        ]
        names = (self.project, *(name for name, _ in self.sources))
        sizes = (archive.getinfo(name).file_size for name in names)
        self._count(sum(sizes))
        self._remaining = _MAXIMUM_SIZE  # the declared sizes may be false

    def read(self, path: str) -> bytes:
        """Return the content of a member.

        Raises:
            ReaderError: it exceeds the limit together with the members read before.
        """
        chunks = []
        with self._archive.open(path) as member:
            while chunk := member.read(_CHUNK):
                self._count(len(chunk))
                chunks.append(chunk)
        return b"".join(chunks)

    def _count(self, size: int) -> None:
        self._remaining -= size
        if self._remaining < 0:
            limit = f"{_MAXIMUM_SIZE // 2**20} MB"
            raise ReaderError(f"The project is larger than {limit} unpacked; export it in parts.")
