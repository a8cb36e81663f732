"""The commands that do what the keys do, for scripts.

These are `edit`, `tag`, `speaker`, `accept`, `delete` and `restore`.

Each command takes the parsed options and returns the exit code.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.api.library import Library
from readerapp.api.records import EditResult
from readerapp.catalog.annotation_edits import UnknownAnnotationError
from readerapp.cli.context import context_from_options
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.core.errors import ReaderError
from readerapp.store import backups
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

_LONGEST_NOTE = 10 << 20
"""Bytes of a note that are read from a file; a reader could not show a longer one."""
_SAME = "Nothing to change"


def edit(options: Namespace) -> int:
    """Change note and colour of an annotation."""
    note = options.note if options.note_file is None else _read_note(options.note_file)
    results = _library(options).edit(options.id, note=note, colour=options.colour)
    parts = [] if note is None else ["Note saved" if note else "Note removed"]
    if options.colour:
        parts.append(f"Colour: {options.colour}")
    return _report(options, results, " · ".join(parts))


def change_tags(options: Namespace) -> int:
    """Change the tags of annotations."""
    results = _library(options).tag(
        options.ids, add=options.add, remove=options.remove, only=options.set
    )
    return _report(options, results, "Tags changed")


def set_speaker(options: Namespace) -> int:
    """Set the speaker of an annotation."""
    results = _library(options).set_speaker(options.id, options.name)
    name = " ".join(options.name.split())
    return _report(options, results, f"Speaker: {name}" if name else "Speaker removed")


def accept(options: Namespace) -> int:
    """Accept proposals of programs."""
    return _report(options, _library(options).accept(options.ids), "Accepted")


def delete(options: Namespace) -> int:
    """Move annotations to the trash."""
    return _report(options, _library(options).delete(options.ids), "Deleted")


def restore(options: Namespace) -> int:
    """Take annotations out of the trash, or restore a document's annotations from a dated copy."""
    library = _library(options)
    if len(options.ids) == 1:
        (name,) = options.ids
        stem, store = name.removesuffix(".json"), library.context.store
        if any(copy.path.stem == stem for copy in store.backups()):
            sentence = backups.restore_copy(store, name)
            if options.json:
                print_json({"restored": stem, "sentence": sentence})
            else:
                print_result([sentence + "\n"])
            return 0
    try:
        return _report(options, library.restore(options.ids), "Restored")
    except UnknownAnnotationError as error:
        raise ReaderError(f"{error} For dated copies see `readerapp check`.") from error


def _library(options: Namespace) -> Library:
    return Library(context_from_options(options))


def _report(options: Namespace, results: Sequence[EditResult], done: str) -> int:
    """Print what an edit did, and return the exit code.

    Args:
        options: the options of the command.
        results: the annotations after the edit.
        done: the beginning of the sentence that is printed.
    """
    changed = [one for one in results if one.changed]
    titles = list(dict.fromkeys(sanitize_label(one.title, 60) for one in changed or results))
    where = titles[0] if len(titles) == 1 else count_noun(len(titles), "document")
    many = f" · {count_noun(len(changed), 'annotation')}" if len(changed) > 1 else ""
    print_notice(f"{done if changed else _SAME}{many} · {where}")
    if options.json:
        print_json([one.to_dict() for one in results])
    return 0


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
