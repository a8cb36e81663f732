"""The commands that do what the keys do, for scripts.

These are `edit`, `tag`, `speaker`, `accept`, `delete` and `restore`.

Each command takes the parsed options and returns the exit code.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readerapp.annotations import field_edits
from readerapp.annotations.field_edits import Decide
from readerapp.catalog.annotation_edits import (
    Outcome,
    UnknownAnnotationError,
    change_annotations,
    find_annotations,
)
from readerapp.cli.context import context_from_options
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.core.errors import ReaderError
from readerapp.store import backups
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from readerapp.workspace import AppContext

_LONGEST_NOTE = 10 << 20
"""Bytes of a note that are read from a file; a reader could not show a longer one."""
_SAME = "Nothing to change"


def edit(options: Namespace) -> int:
    """Change note and colour of an annotation."""
    note = options.note if options.note_file is None else _read_note(options.note_file)
    decide = field_edits.edit_fields(note=note, colour=options.colour)
    parts = [] if note is None else ["Note saved" if note else "Note removed"]
    if options.colour:
        parts.append(f"Colour: {options.colour}")
    return _change(options, [options.id], decide, " · ".join(parts))


def change_tags(options: Namespace) -> int:
    """Change the tags of annotations."""
    decide = field_edits.edit_tags(add=options.add, remove=options.remove, only=options.set)
    return _change(options, options.ids, decide, "Tags changed")


def set_speaker(options: Namespace) -> int:
    """Set the speaker of an annotation."""
    decide = field_edits.edit_speaker(options.name)
    name = " ".join(options.name.split())
    done = f"Speaker: {name}" if name else "Speaker removed"
    return _change(options, [options.id], decide, done)


def accept(options: Namespace) -> int:
    """Accept proposals of programs."""
    context = context_from_options(options)
    decide = field_edits.accept(context.identity.annotator.id)
    return _change(options, options.ids, decide, "Accepted", context)


def delete(options: Namespace) -> int:
    """Move annotations to the trash."""
    return _change(options, options.ids, field_edits.delete(), "Deleted")


def restore(options: Namespace) -> int:
    """Take annotations out of the trash, or restore a document's annotations from a dated copy."""
    context = context_from_options(options)
    if len(options.ids) == 1:
        (name,) = options.ids
        stem = name.removesuffix(".json")
        if any(copy.path.stem == stem for copy in context.store.backups()):
            sentence = backups.restore_copy(context.store, name)
            if options.json:
                print_json({"restored": stem, "sentence": sentence})
            else:
                print_result([sentence + "\n"])
            return 0
    try:
        return _change(options, options.ids, field_edits.restore(), "Restored", context)
    except UnknownAnnotationError as error:
        raise ReaderError(f"{error} For dated copies see `readerapp check`.") from error


def _change(
    options: Namespace,
    ids: Sequence[str],
    decide: Decide,
    done: str,
    context: AppContext | None = None,
) -> int:
    """Change annotations, and print what was done.

    Args:
        options: the options of the command.
        ids: ids of annotations, or beginnings of them.
        decide: makes the edits.
        done: the beginning of the sentence that is printed.
        context: the store; None to open it.
    """
    context = context or context_from_options(options)
    if problem := context.store.problem:
        raise ReaderError(problem)
    outcomes = change_annotations(context, find_annotations(context, ids), decide)
    changed = [one for one in outcomes if one.changed]
    about = changed or outcomes
    titles = list(dict.fromkeys(_title(one) for one in about))
    where = titles[0] if len(titles) == 1 else count_noun(len(titles), "document")
    many = f" · {count_noun(len(changed), 'annotation')}" if len(changed) > 1 else ""
    print_notice(f"{done if changed else _SAME}{many} · {where}")
    if options.json:
        print_json([_item(one) for one in outcomes])
    return 0


def _title(outcome: Outcome) -> str:
    record = outcome.document
    return sanitize_label(record.title or next(iter(record.names), "") or record.id, 60)


def _item(outcome: Outcome) -> dict[str, Any]:
    """Return an annotation after an edit as an object of `--json`."""
    annotation, record = outcome.annotation, outcome.document
    return {
        "id": annotation.id,
        "document": next(iter(record.names), "") or record.title,
        "exact": annotation.target.exact if annotation.target else None,
        "colour": annotation.colour,
        "note": annotation.note,
        "tags": list(annotation.tags),
        "speaker": outcome.speaker or None,
        "modified": annotation.modified,
        "deleted": annotation.deleted,
        "changed": outcome.changed,
    }


def _read_note(name: str) -> str:
    """Read a note from a file or from standard input, without the newline at its end.

    Raises:
        ReaderError: it cannot be read, is too long, or is not text in UTF-8.
    """
    called = "Standard input" if name == "-" else sanitize_label(name, 60)
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_LONGEST_NOTE + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(_LONGEST_NOTE + 1)
        if len(data) > _LONGEST_NOTE:
            raise ReaderError(
                f"{called} is larger than {_LONGEST_NOTE >> 20} MB; shorten the note."
            )
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise ReaderError(f"{called} is not text in UTF-8; save it as UTF-8 first.") from error
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ReaderError(f"{called} cannot be read: {why}.") from error
    if "\0" in text:
        raise ReaderError(f"{called} is no text; a note is text in UTF-8.")
    return text.replace("\r\n", "\n").removesuffix("\n")
