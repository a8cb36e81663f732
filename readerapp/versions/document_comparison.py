"""Comparison of two documents, and with what a document is compared if nobody says it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.reading.reanchor_review import first_words, last_words
from readerapp.text.paragraph_flow import ParagraphFlow
from readerapp.text.phrases import count_noun
from readerapp.versions.comparison import (
    KINDS,
    TextChange,
    TextComparison,
    WordSegment,
    compare_texts,
)
from readerapp.versions.web_versions import find_former_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from readerapp.core.child_process import Report
    from readerapp.documents import Document
    from readerapp.versions.text_history import TextHistory


_SHORT_TEXTS = 500_000
"""Code points of two texts that are compared in a quarter of a second; longer ones are compared in
a child process, because a thread would delay every key meanwhile."""
_CONTEXT = 60
"""Code points of unchanged words that are shown on each side of a difference: a row."""


@dataclass(frozen=True, slots=True)
class DocumentComparison:
    """What changed between two documents.

    Attributes:
        old: the old document.
        new: the new document.
        changes: what changed.
        since: when the old text was read or fetched (RFC 3339, UTC); empty if nobody knows.
    """

    old: Document
    new: Document
    changes: TextComparison
    since: str = ""

    def old_locator(self, change: TextChange) -> str:
        """Return how the old place of a change is cited; empty for an addition."""
        if change.kind == "added":
            return ""
        return self.old.range_locator(change.old_start, change.old_end)

    def new_locator(self, change: TextChange) -> str:
        """Return how the new place of a change is cited; empty for a removal."""
        if change.kind == "removed":
            return ""
        return self.new.range_locator(change.new_start, change.new_end)

    def segment_words(self, segment: WordSegment) -> str:
        """Return the words of a segment on one line; they are not sanitized."""
        text = (self.old if segment.kind == "removed" else self.new).text
        return " ".join(text.slice(segment.start, segment.end).split())

    @property
    def since_when(self) -> str:
        """Return since when it changed, as " since 28 November"; a file is named instead.

        Empty if nothing of both is known.
        """
        when = describe_day(self.since) or PurePath(next(iter(self.old.names), "")).name
        return f" since {when}" if when else ""

    def place(self, change: TextChange) -> str:
        """Return both places: "¶3", "¶3 → ¶4", "¶4" of an addition, "former ¶4" of a removal."""
        old, new = self.old_locator(change), self.new_locator(change)
        if not new:
            return f"former {old}"
        return new if old in ("", new) else f"{old} → {new}"


def compare_documents(old: Document, new: Document, since: str = "") -> DocumentComparison:
    """Compare the texts of two documents.

    Args:
        old: the old document.
        new: the new document.
        since: when the old one was read or fetched (RFC 3339, UTC).

    Raises:
        ReaderError: a text is too long to be compared.
    """
    changes = compare_texts(old.text.whole(), new.text.whole(), old.text.flow, new.text.flow)
    return DocumentComparison(old, new, changes, since)


@dataclass(frozen=True, slots=True)
class _CompareJob:
    """A comparison for a child process."""

    old: str
    new: str
    old_flow: ParagraphFlow
    new_flow: ParagraphFlow

    def run(self, _report: Report) -> TextComparison:
        """Compare the texts."""
        return compare_texts(self.old, self.new, self.old_flow, self.new_flow)


def compare_in_background(
    old: Document, new: Document, since: str, is_cancelled: Callable[[], bool]
) -> DocumentComparison:
    """Compare the texts of two documents on a thread, without a delay for the keys.

    Args:
        old: the old document.
        new: the new document.
        since: when the old one was read or fetched (RFC 3339, UTC).
        is_cancelled: called regularly; a long comparison ends when it returns True.

    Raises:
        ReaderError: a text is too long to be compared, or nobody wants the comparison any more.
    """
    if len(old.text) + len(new.text) <= _SHORT_TEXTS:
        return compare_documents(old, new, since)
    from readerapp.core.child_process import run_in_child

    job = _CompareJob(old.text.whole(), new.text.whole(), old.text.flow, new.text.flow)
    failure = "The comparison ended without a result; try readerapp diff"
    changes = run_in_child(job, is_cancelled, failure)
    if changes is None:
        raise ReaderError("The comparison was stopped")
    return DocumentComparison(old, new, changes, since)


@dataclass(frozen=True, slots=True)
class EarlierText:
    """The earlier text of a document.

    Attributes:
        document: the earlier text.
        since: when it was read or fetched (RFC 3339, UTC).
    """

    document: Document
    since: str


def find_earlier_text(
    history: TextHistory, document: Document, fingerprint: str
) -> EarlierText | None:
    """Return the text that a document had when it was read last; of a web page, else the version
    that was fetched before.

    Args:
        history: the texts that were read.
        document: the document as it is now.
        fingerprint: of its text.
    """
    version = history.find_earlier(document.names, fingerprint)
    if version and (earlier := history.load(version, document.names)):
        return EarlierText(earlier, version.read)
    return find_fetched_before(document, fingerprint)


def find_fetched_before(document: Document, fingerprint: str) -> EarlierText | None:
    """Return the version of a web page that was fetched before, if its text is another one."""
    former = find_former_version(document, fingerprint)
    return EarlierText(former.document, former.snapshot.read) if former else None


def open_earlier_version(paths: Iterable[str]) -> EarlierText | None:
    """Return the text of the first file that is there and can be read, of earlier versions."""
    for path in paths:
        if not documents.is_address(path) and Path(path).is_file():
            with suppress(ReaderError):  # it was replaced by something that is no document
                return EarlierText(documents.open(path), "")
    return None


def shorten_unchanged(words: str, *, first: bool, last: bool) -> str:
    """Return unchanged words without the part that is far from a difference.

    Args:
        words: the words.
        first: whether no difference precedes them.
        last: whether no difference follows.
    """
    before = "" if first and not last else first_words(words, _CONTEXT)
    after = "" if last else last_words(words, _CONTEXT)
    if len(words) <= len(before) + len(after) + _CONTEXT // 4:
        return words
    return " ".join(filter(None, (before, "…", after)))


def describe_counts(changes: TextComparison) -> str:
    """Return how much changed, as "2 paragraphs changed, 1 added"; "no paragraph changed".

    >>> describe_counts(compare_texts("One ferry sails.", "One ferry sails.\\n\\nTwo do not."))
    '1 paragraph added'
    """
    parts: list[str] = []
    for kind in KINDS:
        if number := changes.counts[kind]:
            parts.append(f"{number if parts else count_noun(number, 'paragraph')} {kind}")
    return ", ".join(parts) or "no paragraph changed"


def describe_day(time: str) -> str:
    """Return the day of a time as people write it; with the clock if it was in the last day.

    The day is the local one.

    >>> describe_day("2020-11-28T12:00:00Z")
    '28 November 2020'
    """
    from datetime import datetime, timedelta

    try:
        then = datetime.fromisoformat(time).astimezone()
    except ValueError:
        return ""
    today = datetime.now().astimezone()
    if today - then < timedelta(days=1) and today.date() == then.date():
        return f"{then:%H:%M}"
    year = "" if then.year == today.year else f" {then.year}"
    return f"{then.day} {then:%B}{year}"
