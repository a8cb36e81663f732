"""The answers of the tools, and what they have in common: limits, pages, and safe text.

Every list comes in pages: an answer has `next_cursor`, which the next call takes as `cursor`. A
text in an answer has no character that a terminal obeys; each is replaced by one visible character,
so offsets stay right.

The SDK makes schemas of these classes; it cannot do so for classes with slots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar

from readerapp.core.errors import ReaderError
from readerapp.text.sanitize import sanitize

MOST_CHARACTERS = 50_000
"""Code points of text in one answer: some 12,000 tokens, which every model can take."""
MOST_ITEMS = 50
"""Items of a list in one answer."""
_LONGEST_STRING = 4_000
"""Code points of a note or quotation in a list; the rest is cut."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class ListedDocument:
    """A document: its id for the other tools, and how many highlights a person has in it."""

    id: str
    title: str
    name: str
    format: str
    highlights: int
    proposals: int
    has_file: bool
    resource: str


@dataclass(frozen=True)
class DocumentList:
    """Documents that may be read; `next_cursor` is empty on the last page."""

    documents: list[ListedDocument]
    total: int
    next_cursor: str = ""


@dataclass(frozen=True)
class TextPart:
    """A part of a document's text: `[start, end)` in code points of a text of `length`.

    `next_start` is where to read on; null at the end of the text.
    """

    document: str
    title: str
    text: str
    start: int
    end: int
    length: int
    locator: str
    next_start: int | None = None
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Heading:
    """A heading: where it begins, how deep it is below others, its words, how it is cited."""

    start: int
    depth: int
    title: str
    locator: str


@dataclass(frozen=True)
class Contents:
    """The headings of a document, or its pages, chapters or times if it has none."""

    document: str
    length: int
    headings: list[Heading]
    next_cursor: str = ""


@dataclass(frozen=True)
class AnnotationList:
    """Annotations, each with the fields of `readerapp list --json`; `document` is an id here."""

    annotations: list[dict[str, Any]]
    next_cursor: str = ""
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Hit:
    """A place where the words were found, with some text around it."""

    document: str
    title: str
    start: int
    end: int
    context: str
    locator: str


@dataclass(frozen=True)
class SearchResult:
    """The places where words were found, in the order of documents and text."""

    hits: list[Hit]
    next_cursor: str = ""
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SuggestionList:
    """Quotations with their probable speakers, as `readerapp suggest --json` prints them."""

    document: str
    quotations: list[dict[str, Any]]
    next_cursor: str = ""


@dataclass(frozen=True)
class Verification:
    """What was found about the quotations of a draft, as `readerapp verify --json` prints it."""

    quotations: list[dict[str, Any]]
    sources: int
    problems: list[dict[str, Any]]
    next_cursor: str = ""


@dataclass(frozen=True)
class Place:
    """A place in a text, with what is around it."""

    start: int
    end: int
    context: str
    locator: str


@dataclass(frozen=True)
class MadeProposal:
    """A proposal that was saved; `number` is that of the request, from 1."""

    number: int
    id: str
    start: int
    end: int
    exact: str
    locator: str


@dataclass(frozen=True)
class RefusedProposal:
    """A proposal that was not saved: why, and the places that fit its quotation."""

    number: int
    reason: str
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class ProposalResult:
    """What was saved as proposals, which a person now accepts or rejects, and what was not."""

    document: str
    proposed: list[MadeProposal]
    refused: list[RefusedProposal]


@dataclass(frozen=True)
class Withdrawal:
    """The ids of the proposals that were withdrawn."""

    withdrawn: list[str]


def parse_cursor(cursor: str) -> int:
    """Return the number of items before a page.

    Raises:
        ReaderError: it is not a cursor that an answer had.
    """
    if not cursor:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 9:
        raise ReaderError("This cursor is not one of an answer; leave it out for the first page.")
    return int(cursor)


def take_page(
    items: Sequence[Item] | Iterable[Item],
    cursor: str,
    make: Callable[[Item], Any],
    most: int = MOST_ITEMS,
) -> tuple[list[Any], str]:
    """Return the items of a page, made ready, and the cursor of the next page.

    A page ends when its text is as long as an answer may be.

    Args:
        items: all items, in order; only those up to the end of the page are used.
        cursor: the cursor of the page; empty for the first one.
        make: returns what the answer has for an item.
        most: the most items of a page.

    Raises:
        ReaderError: the cursor is not one.
    """
    first, size = parse_cursor(cursor), 0
    page: list[Any] = []
    for number, item in enumerate(items):
        if number < first:
            continue
        made = make(item)
        size += _measure(made)
        if page and (len(page) == most or size > MOST_CHARACTERS):
            return page, str(first + len(page))
        page.append(made)
    return page, ""


def make_safe(value: Any) -> Any:
    """Return data of an answer with safe strings, the long ones cut."""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, dict):
        return {key: make_safe(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [make_safe(one) for one in value]
    return value


def safe_text(text: str, most: int = _LONGEST_STRING) -> str:
    """Return a text without characters that a terminal obeys, cut after so many code points."""
    safe = sanitize(text[:most], lines=True)
    return safe if len(text) <= most else f"{safe}…"


def _measure(value: Any) -> int:
    """Return about how many code points of text a value has."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(len(key) + _measure(one) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return sum(map(_measure, value))
    if is_dataclass(value):
        return sum(_measure(getattr(value, one.name)) for one in fields(value))
    return 8  # a number
