"""The command `cite`: what a bibliography says of a document, shown and set."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from readerapp.annotations.reference_edits import other_values
from readerapp.cli.context import context_from_options, open_session, open_snapshot
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.core.reference import LABELS, Reference, check_part

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from readerapp.annotations.snapshot import AnnotationSnapshot
    from readerapp.core.model import DocumentRecord
    from readerapp.workspace import AppContext


def cite(options: Namespace) -> int:
    """Set the parts of a document's reference that the options name; print the reference."""
    parts = _chosen_parts(options)
    context = context_from_options(options)
    if not parts and not options.clear:
        with closing(open_snapshot(context, options.path)) as snapshot:
            _print_reference(snapshot, as_json=options.json)
        return 0
    with closing(open_session(context, options.path)) as session:
        if options.clear:
            stored = Reference.stored(session.store.record).to_dict()
            parts = {**dict.fromkeys(stored, ""), **parts}
        change = session.set_reference(parts)
        print_notice(change.sentence or "Nothing to change")
        if change.sentence and options.citekey:
            _tell_same_key(context, session.store.record)
        _print_reference(session, as_json=options.json)
    return 0


def _chosen_parts(options: Namespace) -> dict[str, str | Sequence[str]]:
    """Return the parts that are to be set; an option that was not given changes nothing.

    Raises:
        ReaderError: One of them cannot be such a part.
    """
    values = {name: getattr(options, name) for name in LABELS}
    parts = {name: value for name, value in values.items() if value is not None}
    for name, value in parts.items():
        check_part(name, value)
    return parts


def _tell_same_key(context: AppContext, record: DocumentRecord) -> None:
    """Print which other document has the citation key of a document: papers would cite both."""
    key = Reference.stored(record).citekey
    for other in context.store.documents():
        if other.id != record.id and Reference.stored(other).citekey == key:
            print_notice(f"{other.title} has the key {key} too; an export changes one of them.")


def _print_reference(snapshot: AnnotationSnapshot, *, as_json: bool) -> None:
    source = snapshot.export_source()
    stored = Reference.stored(snapshot.store.record).to_dict()
    others = other_values(snapshot.store.record)
    known = {**source.reference.to_dict(), "citekey": source.citekey}
    if as_json:
        print_json({"reference": known, "set": sorted(stored), "also": others})
        return
    print_result(_lines(known, stored, others))


def _origin_of_key(known: dict[str, str | list[str]]) -> str:
    """Return what the citation key was made of, as `core.reference.make_citekey` does it."""
    parts = [name for name, part in (("author", "authors"), ("year", "date")) if known.get(part)]
    words = [*parts, "title"]
    return f"made of the {' and '.join(filter(None, (', '.join(words[:-1]), words[-1])))}"


def _lines(
    known: dict[str, str | list[str]], stored: dict[str, object], others: dict[str, list[str]]
) -> Iterator[str]:
    """Yield a line for each part that is known, with where it is from."""
    for name, label in LABELS.items():
        if not (value := known.get(name)):
            continue
        words = "; ".join(value) if isinstance(value, list) else value
        made = _origin_of_key(known) if name == "citekey" else "from the document"
        origin = "" if name in stored else f" ({made})"
        yield f"{label}: {words}{origin}\n"
        yield from (
            f"  set by somebody else at the same time: {one}\n" for one in others.get(name, ())
        )
