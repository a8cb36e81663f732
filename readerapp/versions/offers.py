"""What an earlier version of an open document has that the document has not, to be offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.documents import Document
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.versions.carrying import CarryCounts, commit_carry, list_waiting, plan_carry
from readerapp.versions.recognition import EarlierVersion, find_earlier_versions
from readerapp.versions.text_history import TextHistory, TextVersion, open_history
from readerapp.workspace import AppContext

LONGEST_TEXT = 5_000_000
"""Code points of the longest text that is compared with others when it is opened: to read it takes
a second, in which every key would wait a little."""

NAME_CELLS = 30
"""Maximum width in cells of the name of a version in a sentence."""


@dataclass(frozen=True, slots=True)
class CarryOffer:
    """An earlier version with annotations that were never carried over.

    Attributes:
        version: the earlier version.
        waiting: their number, as in "12 highlights".
        is_newer: whether its file was written later, so that it may be no earlier version.
    """

    version: EarlierVersion
    waiting: str
    is_newer: bool = False

    @property
    def sentence(self) -> str:
        """Return what the version has."""
        which = "Another version" if self.is_newer else "An earlier version"
        return f"{which}, {short_name(self.version)}, has {self.waiting}"


def find_versions(
    context: AppContext, session: ReadingSession, is_cancelled: Callable[[], bool] = lambda: False
) -> list[EarlierVersion]:
    """Find the earlier versions of an open document; those that it is linked to come first.

    Raises:
        ReaderError: the store cannot be read.
    """
    document = session.document
    if len(document.text) > LONGEST_TEXT:
        return []
    current = replace(session.store.record, names=document.names, title=document.title)
    history = open_history(context.settings)
    return find_earlier_versions(
        context.store,
        document.text,
        current,
        lambda record: load_earlier(record, history),
        is_cancelled=is_cancelled,
    )


def find_offer(
    context: AppContext, session: ReadingSession, versions: Iterable[EarlierVersion]
) -> CarryOffer | None:
    """Return the first version with something to carry over that was not declined, or None.

    Raises:
        ReaderError: the store cannot be read.
    """
    position = context.last_positions.find(session.fingerprint, session.document.names)
    declined = position.declined if position else ()
    for version in versions:
        if version.record.id in declined:
            continue
        with closing(context.store.open(version.record)) as earlier:
            waiting = list_waiting(session.store, earlier)
        if waiting:
            first = [one for one in waiting if one.reply_to is None] or waiting
            noun = "highlight" if all(one.target for one in first) else "annotation"
            is_newer = _written(version.path) > _written(session.document.path)
            return CarryOffer(version, count_noun(len(first), noun), is_newer)
    return None


def _written(path: Path | str | None) -> float:
    """Return when a file was written, in seconds since 1970; 0 without a file."""
    try:
        return Path(path).stat().st_mtime if path else 0.0
    except (OSError, ValueError):
        return 0.0


def carry_version(
    context: AppContext,
    session: ReadingSession,
    version: EarlierVersion,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> CarryCounts:
    """Carry over what `version` has and the document has not, as `commit_carry` does.

    Raises:
        ReaderError: nothing was saved, perhaps because `is_cancelled` returned True.
    """
    with closing(context.store.open(version.record)) as earlier:
        plan = plan_carry(session, earlier, context.actor.name, is_cancelled)
    commit_carry(session, plan, undo_label(short_name(version)))
    return plan.counts


def undo_label(name: str) -> str:
    """Return the name of the undo step that carries over from a version with this short name."""
    return f"annotations of {name}"


def describe_carry(counts: CarryCounts, name: str, check: str = "", undo: str = "") -> str:
    """Describe what was carried over.

    Args:
        counts: the counts.
        name: the short name of the version.
        check: how to check what is not exact, as in "D checks"; empty to leave it out.
        undo: how to undo it, as in "u undo"; empty to leave it out.
    """
    if not counts:
        return f"All of {name} is here already"
    states = (
        (counts.exact, "exact"),
        (counts.drifted, "moved"),
        (counts.orphaned, "not found"),
    )
    found = ", ".join(f"{number} {state}" for number, state in states if number)
    checked = f" ({check})" if check and counts.drifted + counts.orphaned else ""
    others = (
        count_noun(counts.notes, "note") if counts.notes else "",
        count_noun(counts.replies, "reply", "replies") if counts.replies else "",
        f"{counts.updated} updated" if counts.updated else "",
    )
    parts = [
        f"{counts.highlights} carried over: {found}{checked}" if counts.highlights else "",
        *others,
        undo,
    ]
    return " · ".join(filter(None, parts))


def short_name(version: EarlierVersion) -> str:
    """Return the name of a version for a sentence."""
    return sanitize_label(version.name, NAME_CELLS)


def load_earlier(record: DocumentRecord, history: TextHistory) -> Document | None:
    """Return the document whose text `record` describes; None if nothing has that text any more.

    It is among the texts that were read last, or in one of its files. Nothing is fetched.
    """
    if document := history.load(TextVersion(record.fingerprint, ""), record.names):
        return document
    for name in record.names:
        if "://" not in name and Path(name).is_file():
            with suppress(ReaderError):
                document = documents.open(name)
                if document.text.fingerprint() == record.fingerprint:
                    return document
    return None
