"""The commands `diff` and `refresh`, and `import` of an earlier version of a document.

Each command takes the parsed options and returns the exit code.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from readerapp import documents
from readerapp.cli.context import context_from_options
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.cli.progress import ProgressLine, open_document_with_progress
from readerapp.core.errors import ReaderError
from readerapp.text.graphemes import cell_width
from readerapp.text.sanitize import sanitize, sanitize_label
from readerapp.versions.comparison import TextComparison
from readerapp.versions.comparison_data import comparison_item
from readerapp.versions.document_comparison import (
    DocumentComparison,
    compare_documents,
    describe_counts,
    describe_day,
    find_earlier_text,
    find_fetched_before,
    shorten_unchanged,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.documents import Document
    from readerapp.documents.web import Snapshot
    from readerapp.versions.comparison import TextChange
    from readerapp.versions.web_versions import RefreshResult
    from readerapp.workspace import AppContext

_REPORTED_CHANGES = 10
"""Changes that `refresh` prints; `diff` prints all."""

_colours = re.compile("\x1b\\[[0-9;]*m")
_REMOVED, _ADDED, _END = "\x1b[31;9m", "\x1b[32;4m", "\x1b[0m"
"""Red and struck out, green and underlined: to be told apart without colours too."""


def print_changes(options: Namespace) -> int:
    """Print what changed between two documents, or in one since it was read."""
    context = context_from_options(options)
    if options.new is None:
        found = _compare_with_earlier(context, options.old, _open(context, options.old))
        nothing = f"{sanitize_label(options.old)} has not changed"
    else:
        old = _open(context, options.old)
        found = compare_documents(old, _open(context, options.new))
        nothing = "The texts have the same words"
    if options.json:
        print_json(comparison_item(found))
    elif found.changes.changes:
        since = f" since {describe_day(found.since)}" if found.since else ""
        print_result([f"{_capital(describe_counts(found.changes))}{since}\n"])
        print_result(format_changes(found, only_words=options.words), exact=True)
    else:
        since = f" since {describe_day(found.since)}" if found.since else ""
        print_notice(nothing + since)
    return int(options.exit_code and bool(found.changes.changes))


def _open(context: AppContext, name: str) -> Document:
    """Open a document, and say which of its words may be missing in the comparison."""
    document = context.with_locators(open_document_with_progress(name))
    if document.losses:
        print_notice(f"{sanitize_label(name)}: {'; '.join(document.losses)}")
    return document


def _compare_with_earlier(context: AppContext, name: str, document: Document) -> DocumentComparison:
    """Compare a document with its earlier text; with itself if it was read as it is.

    Of a web page it is the version that was fetched before, else the text that was read last.

    Raises:
        ReaderError: no earlier text is known.
    """
    from readerapp.versions.text_history import open_history

    history = open_history(context.settings)
    fingerprint = document.text.fingerprint()
    earlier = find_fetched_before(document, fingerprint)
    if earlier := earlier or find_earlier_text(history, document, fingerprint):
        return compare_documents(context.with_locators(earlier.document), document, earlier.since)
    last = history.find_last(document.names)
    if last and last.fingerprint == fingerprint:
        return DocumentComparison(document, document, TextComparison(()), last.read)
    label = sanitize_label(name)
    if documents.is_address(name):
        raise ReaderError(
            f"Only one version of {label} is kept; fetch it again: readerapp refresh {label}"
        )
    raise ReaderError(
        f"No earlier text of {label} is kept; name it, as in: readerapp diff OLD {label}"
    )


def format_changes(
    found: DocumentComparison, *, only_words: bool = False, most: int | None = None
) -> Iterator[str]:
    """Yield the changes for people, safe on a terminal.

    Words are coloured on a terminal, else marked as in git: [-removed-]{+added+}.

    Args:
        found: the comparison.
        only_words: whether each change is one line with nothing but the words that differ.
        most: the most changes to print; None prints all.
    """
    marks = _marks()
    for change in found.changes.changes[:most]:
        place = sanitize_label(found.place(change))
        words = _format_words(found, change, marks, only_words=only_words)
        if only_words:
            yield f"{place}: {words or change.kind}\n"
        else:
            yield f"\n{place}  {change.kind}\n"
            yield from (f"  {row}\n" for row in _wrap(words))
    if most is not None and (rest := len(found.changes.changes) - most) > 0:
        yield f"\n… and {rest} more\n"


def _marks() -> dict[str, tuple[str, str]]:
    """Return what is printed before and after words, by kind."""
    if sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        return {"removed": (_REMOVED, _END), "added": (_ADDED, _END), "same": ("", "")}
    return {"removed": ("[-", "-]"), "added": ("{+", "+}"), "same": ("", "")}


def _format_words(
    found: DocumentComparison,
    change: TextChange,
    marks: dict[str, tuple[str, str]],
    *,
    only_words: bool,
) -> str:
    """Return the words of a change on one line; long unchanged parts are shortened."""
    segments = change.words
    parts: list[str] = []
    for number, segment in enumerate(segments):
        words = sanitize(found.segment_words(segment))
        if segment.kind == "same":
            if only_words:
                words = "…" if 0 < number < len(segments) - 1 else ""
            else:
                last = number == len(segments) - 1
                words = shorten_unchanged(words, first=number == 0, last=last)
        before, after = marks[segment.kind]
        # Old and new words stand side by side where signs tell them apart.
        is_pair = (
            before != _ADDED
            and segment.kind == "added"
            and number
            and segments[number - 1].kind == "removed"
        )
        glue = " " if parts and (segment.spaced or only_words) and not is_pair else ""
        parts.append(f"{glue}{before}{words}{after}" if words else "")
    return "".join(parts).strip()


def _wrap(words: str) -> Iterator[str]:
    """Yield words in rows as wide as the terminal, colours opened anew in each; else in one row."""
    if not sys.stdout.isatty():
        yield words
        return
    width = get_terminal_size().columns - 2
    row, used, colour = "", 0, ""
    for word in words.split(" "):
        cells = cell_width(_colours.sub("", word))
        if used and used + 1 + cells > width:
            yield row + (_END if colour else "")
            row, used = colour, 0
        row += f" {word}" if used else word
        used += cells + (used > 0)
        if found := _colours.findall(word):
            colour = "" if found[-1] == _END else found[-1]
    yield row


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def refresh_pages(options: Namespace) -> int:
    """Fetch web pages again, one after the other; or list the versions that are kept."""
    context = context_from_options(options)
    items, failures = [], 0
    for address in options.addresses:
        try:
            if options.versions:
                items.append(_print_versions(address, as_json=options.json))
            else:
                items.append(_refresh(context, address, as_json=options.json))
        except ReaderError as error:
            failures += 1
            items.append({"address": address, "error": str(error)})
            print_notice(f"readerapp: {error}")
    if options.json:
        print_json(items)
    return int(failures > 0)


def _refresh(context: AppContext, address: str, *, as_json: bool) -> dict[str, Any]:
    """Fetch a page, print what came of it, and return it for JSON.

    Raises:
        ReaderError: the page cannot be fetched, saved or read.
    """
    from readerapp.versions.web_versions import refresh_page

    line = ProgressLine(f"Fetching {sanitize_label(address, 60)}")
    try:
        result = refresh_page(address, line.tell)
    finally:
        line.clear()
    found = None
    if result.former:
        found = compare_documents(
            context.with_locators(result.former.document),
            context.with_locators(result.current.document),
            result.former.snapshot.read,
        )
    if not as_json:
        print_result(_refresh_lines(sanitize_label(address), result, found), exact=True)
    current = result.current
    return {
        "address": address,
        "changed": found is not None,
        "first": result.is_first,
        "version": _version_item(current.snapshot),
        "versions": result.count,
        "fingerprint": current.document.text.fingerprint(),
        "comparison": comparison_item(found) if found else None,
    }


def _refresh_lines(
    label: str, result: RefreshResult, found: DocumentComparison | None
) -> Iterator[str]:
    """Yield what came of fetching a page, for people."""
    if result.is_first:
        yield f"{label}: first version, kept in {sanitize(str(result.current.snapshot.path))}\n"
    elif found is None:
        yield f"{label}: unchanged since {describe_day(result.current.snapshot.read)}\n"
    elif not found.changes.changes:
        yield f"{label}: only white space changed since {describe_day(found.since)}\n"
    else:
        since = describe_day(found.since)
        yield f"{label}: {describe_counts(found.changes)} since {since}\n"
        yield from format_changes(found, most=_REPORTED_CHANGES)


def _print_versions(address: str, *, as_json: bool) -> dict[str, Any]:
    """Print the versions of a page that are kept, the last one first; return them for JSON.

    Raises:
        ReaderError: none is kept.
    """
    from readerapp.documents.web import list_snapshots

    snapshots: Sequence[Snapshot] = list_snapshots(address)
    if not snapshots:
        label = sanitize_label(address)
        raise ReaderError(f"No version of {label} is kept; fetch it: readerapp refresh {label}")
    if not as_json:
        print_result(map(_version_line, snapshots))
    return {"address": address, "versions": [_version_item(one) for one in snapshots]}


def _version_line(snapshot: Snapshot) -> str:
    """Return a version as one line: time, hash, file, and until when it was seen."""
    checked = f"  still there {_minute(snapshot.checked)}" if snapshot.checked else ""
    digest = snapshot.sha256[:12] or "-" * 12
    return f"{_minute(snapshot.read)}  {digest}  {snapshot.path}{checked}\n"


def _minute(time: str) -> str:
    """Return a time of UTC to the minute."""
    return f"{time[:16].replace('T', ' ')} UTC"


def _version_item(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "read": snapshot.read,
        "checked": snapshot.checked or None,
        "sha256": snapshot.sha256 or None,
        "file": str(snapshot.path),
    }


def import_version(context: AppContext, options: Namespace) -> bool:
    """Carry the annotations of an earlier version over: `import OLD --into NEW`.

    Returns:
        False if the file of the options is no document with annotations in the store.

    Raises:
        ReaderError: both are one document, or nothing could be saved.
    """
    from readerapp.versions.carrying import commit_carry, plan_carry
    from readerapp.versions.offers import NAME_CELLS, describe_carry, undo_label

    [name] = options.files
    try:
        earlier = context.open_snapshot(documents.open(name))
    except ReaderError:
        return False
    with closing(earlier):
        if not earlier.store.annotations:
            return False
        later = context.open_session(open_document_with_progress(options.into))
        with closing(later):
            if later.store.record.id == earlier.store.record.id:
                raise ReaderError(f"{name} and {options.into} are one document here.")
            label = sanitize_label(Path(name).name, NAME_CELLS)
            plan = plan_carry(later, earlier.store, context.actor.name)
            if not options.dry_run:
                commit_carry(later, plan, undo_label(label))
                later.refresh()
                with suppress(ReaderError):  # the annotations are saved already
                    later.enrich()
    if options.json:
        print_json({**asdict(plan.counts), "dry_run": options.dry_run, "earlier": plan.earlier})
    else:
        print_result([f"{describe_carry(plan.counts, label)}\n"])
    return True
