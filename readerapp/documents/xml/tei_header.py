"""The header of a TEI document: title, author and date, and the names of its speakers.

Source: TEI P5 Guidelines, chapters 2 (the header) and 13 (names).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.core.reference import Reference
from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.documents.references import make_reference

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAMED = ("person", "personGrp", "role", "castItem", "participant")
_NAME_TAGS = ("persName", "name", "role", "surname")
_DATES = ("when", "when-iso", "value", "notBefore", "from")


def read_facts(root: Element) -> tuple[str, str, str]:
    """Return title, authors and date, empty where the header does not say."""
    header = next(root.iter("{*}teiHeader"), None)
    if header is None:
        return "", "", ""
    statement = header.find(".//{*}titleStmt")
    titles = [] if statement is None else list(statement.iterchildren("{*}title"))
    main = [title for title in titles if local_attribute(title, "type") in ("", "main", "full")]
    title = next(filter(None, map(words_of, main or titles)), "")
    authors = [] if statement is None else map(words_of, statement.iterchildren("{*}author"))
    return title, ", ".join(filter(None, authors)), _date(header)


def read_reference(root: Element) -> Reference:
    """Return what the header says of the source for a bibliography."""
    header = next(root.iter("{*}teiHeader"), None)
    if header is None:
        return Reference()
    published = [header.find(f".//{{*}}{name}") for name in ("publicationStmt", "sourceDesc")]
    parts = [part for part in published if part is not None]
    publishers = [words_of(e) for part in parts for e in part.iter("{*}publisher")]
    return make_reference(
        identifiers=[words_of(e) for part in parts for e in part.iter("{*}idno")],
        publisher=next(filter(None, publishers), ""),
    )


def _date(header: Element) -> str:
    """Return the date of the source, else that of the edition."""
    for part in ("sourceDesc", "profileDesc", "publicationStmt"):
        holder = header.find(f".//{{*}}{part}")
        for date in [] if holder is None else holder.iter("{*}date"):
            written = next(filter(None, (local_attribute(date, name) for name in _DATES)), "")
            if found := written or words_of(date):
                return found
    return ""


def read_names(root: Element) -> dict[str, str]:
    """Return the names of persons and roles by their ids."""
    names: dict[str, str] = {}
    for element in root.iter(*(f"{{*}}{tag}" for tag in _NAMED)):
        key = local_attribute(element, "id")
        if not key:
            continue
        inner = (each for each in element.iter() if local_name(each) in _NAME_TAGS)
        name = words_of(next(inner, element if local_name(element) == "role" else None))
        if name:
            names.setdefault(key, name.rstrip(".,;"))
    return names


def words_of(element: Element | None) -> str:
    """Return the words of an element on one line, without notes and stage directions."""
    return "" if element is None else " ".join("".join(_words(element, 0)).split())


def _words(element: Element, depth: int) -> list[str]:
    """Return the words in an element."""
    words = [element.text or ""]
    for child in element:
        if local_name(child) not in ("note", "stage", "pb", "") and depth < 20:
            words += [" " if local_name(child) == "lb" else "", *_words(child, depth + 1)]
        words.append(child.tail or "")
    return words
