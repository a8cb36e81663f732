"""The reference of a document: what a bibliography says of it, and how each part is written.

A part comes from the document itself, from the file of a reference manager, or from a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

from readerapp.core.errors import ReaderError
from readerapp.core.languages import parse_language

if TYPE_CHECKING:
    from readerapp.core.model import DocumentRecord

TYPES = ("article", "book", "chapter", "document", "letter", "report", "thesis", "video", "webpage")
"""Types of references: the distinction that citation styles make."""

LABELS = {
    "citekey": "Citation key",
    "type": "Type",
    "title": "Title",
    "authors": "Authors",
    "date": "Date",
    "container": "In",
    "publisher": "Publisher",
    "doi": "DOI",
    "isbn": "ISBN",
    "address": "Address",
    "zotero": "Zotero key",
    "language": "Language",
}
"""The parts of a reference with their names for people, in the order of a list."""

_LONGEST = 1_000
"""Code points of one part; the title of a statute has some hundreds."""
_KEY_PART = 20
"""Letters of a name, or of a word of the title, in a citation key that is made."""
_MOST_AUTHORS = 1_000
"""Authors of one reference; papers of particle physics have more, but nobody cites all."""

_doi_address = re.compile(r"(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)", re.IGNORECASE)
_doi = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s<>\"{}\\^`|]+")
_citekey = re.compile(r"[^\W_](?:[\w:.+/-]*\w)?")
_zotero = re.compile(r"[A-Z0-9]{8}")
_day = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_year = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_base_letters = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
_short_words = frozenset(
    ("a", "an", "the", "on", "of", "in", "le", "la", "les", "der", "die", "das", "el", "los", "il")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a bibliography says of a document; each part is empty if it is not known.

    Attributes:
        citekey: the key under which papers cite it, such as "smith2020".
        type: one of TYPES.
        title: its title in the bibliography.
        authors: their names, each as "Family, Given" or as the source writes it.
        date: when it was published: ISO 8601, as far as it is known.
        container: the journal, book or site that it is in.
        publisher: who published it.
        doi: its DOI, without the address of a resolver.
        isbn: its ISBN, digits only (and X).
        address: its address on the web.
        zotero: the key of the item in Zotero.
        language: the code of its language, with a region if one is said (`core.languages`).
    """

    citekey: str = ""
    type: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    container: str = ""
    publisher: str = ""
    doi: str = ""
    isbn: str = ""
    address: str = ""
    zotero: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in LABELS)

    @classmethod
    def stored(cls, record: DocumentRecord) -> Self:
        """Return what people and reference managers said of a document."""
        return cls.from_mapping(record.reference)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """Make a reference of parts that others wrote; what cannot be a part is left out."""
        found: dict[str, Any] = {}
        for name in LABELS:
            value = values.get(name)
            if name == "authors":
                names = value if isinstance(value, list | tuple) else ()
                found[name] = tuple(filter(None, map(_line, names[:_MOST_AUTHORS])))
            elif isinstance(value, str):
                found[name] = _line(value)
        return cls(**found)

    def to_dict(self) -> dict[str, Any]:
        """Return the parts that are known as JSON-ready data."""
        values = ((name, getattr(self, name)) for name in LABELS)
        return {name: _plain(value) for name, value in values if value}

    def completed(self, other: Reference) -> Self:
        """Return the reference with the parts of `other` where it has none."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        missing = {name: getattr(other, name) for name, value in values.items() if not value}
        return replace(self, **missing)


def clean_part(name: str, value: str | Iterable[str]) -> str | list[str]:
    """Return a part of a reference in the form in which it is stored; an empty one removes it.

    Args:
        name: one of LABELS.
        value: the part as a person or a file writes it; for `authors` a list.

    Raises:
        ReaderError: the value cannot be such a part.

    >>> clean_part("doi", "https://doi.org/10.1000/ABC")
    '10.1000/ABC'
    """
    if name == "authors":
        listed = [value] if isinstance(value, str) else list(value)
        return list(dict.fromkeys(filter(None, map(_line, listed))))[:_MOST_AUTHORS]
    line = _line(value)
    clean = _CLEANERS.get(name)
    return clean(line) if clean and line else line


def check_part(name: str, value: str | Iterable[str]) -> None:
    """Check a part that a person types: `clean_part` takes more, because files have other dates.

    Args:
        name: one of LABELS.
        value: the part; empty if it is to be removed.

    Raises:
        ReaderError: it is too long, or no date.
    """
    for one in [value] if isinstance(value, str) else value:
        if len(one) > _LONGEST:
            label = LABELS[name]
            raise ReaderError(f"{label}: more than {_LONGEST:,} characters are too many.")
        if name == "date" and one.strip() and not _is_date(one.strip()):
            what = "as a year, a month or a day: 2026, 2026-11 or 2026-11-30"
            raise ReaderError(f"{_line(one)} is no date; write it {what}.")


def _is_date(text: str) -> bool:
    """Return whether a text is a year, a month or a day that is in the calendar."""
    from datetime import date

    if not _day.fullmatch(text):
        return False
    year, month, day = (int(part) for part in [*text.split("-"), "1", "1"][:3])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def find_doi(text: str) -> str:
    """Return the first DOI in a text; empty if there is none.

    >>> find_doi("See https://doi.org/10.1000/182. Next")
    '10.1000/182'
    """
    match = _doi.search(text)
    return _without_end(match.group()) if match else ""


def same_doi(doi: str) -> str:
    """Return the form of a DOI in which two spellings are equal: they differ in case only."""
    return doi.lower()


def find_isbn(text: str) -> str:
    """Return the digits of an ISBN if the text is one with a right check digit; else "".

    >>> find_isbn("urn:isbn:978-0-306-40615-7")
    '9780306406157'
    """
    digits = re.sub(r"[\s-]", "", text.lower().removeprefix("urn:").removeprefix("isbn"))
    digits = digits.lstrip(":").upper()
    if re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII):
        total = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
        return digits if total % 11 == 0 else ""
    if re.fullmatch(r"97[89]\d{10}", digits, re.ASCII):
        total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(digits))
        return digits if total % 10 == 0 else ""
    return ""


def family_name(author: str) -> str:
    """Return the family name: what is before the comma, else the last word.

    A name whose last word is no name, as that of a group, stays whole.

    >>> family_name("Holm, Ida"), family_name("Ida Holm"), family_name("People of the town")
    ('Holm', 'Holm', 'People of the town')
    """
    family, comma, _ = author.partition(",")
    words = author.split()
    if comma:
        return family.strip()
    return words[-1] if words and not words[-1][0].islower() else " ".join(words)


def find_year(date: str) -> str:
    """Return the year in four digits; empty if the date has none."""
    match = _year.search(date)
    return match[1] if match else ""


def make_citekey(reference: Reference, title: str, key: str) -> str:
    """Return the citation key: the one that was given, else one of author, year and title.

    Args:
        reference: what is known of the document.
        title: the title that it has here.
        key: the id of the document, for one of which nothing else is known.

    >>> make_citekey(Reference(authors=("Ortega, Ana",), date="2026-11-02"), "The Council", "")
    'ortega2026council'
    """
    if reference.citekey:
        return reference.citekey
    family = _ascii_word(family_name(reference.authors[0])) if reference.authors else ""
    words = map(_ascii_word, re.split(r"[^\w’']+", reference.title or title))
    telling = (word for word in words if not (word in _short_words or word.isdigit()))
    word = next(filter(None, telling), "")[:_KEY_PART]
    year = find_year(reference.date)
    parts = (family[:_KEY_PART], year, word) if family else (word, year)
    return "".join(parts) if family or word else f"doc{key[:8]}"


def _ascii_word(word: str) -> str:
    """Return a word in lower-case ASCII letters and digits, which every program takes in a key."""
    lower = "".join(_base_letters.get(sign, sign) for sign in word.lower())
    plain = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain)


def _line(value: object) -> str:
    """Return a text on one line without control characters; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    plain = "".join(sign if sign.isprintable() else " " for sign in value[: 4 * _LONGEST])
    return " ".join(plain.split())[:_LONGEST]


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _without_end(doi: str) -> str:
    """Return a DOI without the marks that ended the sentence or the bracket it stood in."""
    while doi:
        last = doi[-1]
        unopened = last in ")]" and doi.count(last) > doi.count("(["[")]".index(last)])
        if last not in ".,;:'’”»" and not unopened:
            break
        doi = doi[:-1]
    return doi


def _clean_doi(line: str) -> str:
    from urllib.parse import unquote

    match = _doi_address.match(line)
    bare = line[match.end() :] if match else line
    bare = unquote(bare) if match and "/" in match.group() else bare
    if not _doi.fullmatch(bare):
        raise ReaderError(f"{line} is no DOI; write it as in 10.1000/182.")
    return bare


def _clean_isbn(line: str) -> str:
    if isbn := find_isbn(line):
        return isbn
    raise ReaderError(f"{line} is no ISBN; look for a mistake in its digits.")


def _clean_citekey(line: str) -> str:
    key = line.removeprefix("@")
    if not _citekey.fullmatch(key):
        what = "letters, digits and any of _ : . + / - between them, no spaces"
        raise ReaderError(f"{line} cannot be a citation key; use {what}.")
    return key


def _clean_zotero(line: str) -> str:
    key = line.rstrip("/").rpartition("/")[2]
    if not _zotero.fullmatch(key):
        raise ReaderError(f"{line} is no key of Zotero; it has eight capitals and digits.")
    return key


def _clean_address(line: str) -> str:
    if not line.startswith(("http://", "https://")) or " " in line:
        raise ReaderError(f"{line} is no web address; begin it with https://.")
    return line


def _clean_type(line: str) -> str:
    if line not in TYPES:
        raise ReaderError(f"There is no type {line}; choose one of {', '.join(TYPES)}.")
    return line


_CLEANERS: Mapping[str, Callable[[str], str]] = {
    "citekey": _clean_citekey,
    "type": _clean_type,
    "doi": _clean_doi,
    "isbn": _clean_isbn,
    "address": _clean_address,
    "zotero": _clean_zotero,
    "language": parse_language,
}
