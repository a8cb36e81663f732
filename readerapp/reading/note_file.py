"""A note in a file, while the person's own editor has it.

The file is in a private folder that outlives the program and the terminal, and is removed only
when the note is on disk: what an editor has saved is never lost.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from readerapp.core.atomic_write import make_folder
from readerapp.core.errors import ReaderError
from readerapp.core.paths import app_folder

_PREFIX = "note-"


def note_files_folder() -> Path:
    """Return the folder of notes that an editor has; it may not exist yet."""
    return app_folder("state") / "editor"


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """Return the command of the person's editor: $VISUAL, else $EDITOR.

    Raises:
        ReaderError: Neither is set, or it cannot be parsed.

    >>> editor_command({"EDITOR": "code --wait"})
    ['code', '--wait']
    """
    named = environment.get("VISUAL", "").strip() or environment.get("EDITOR", "").strip()
    try:
        command = shlex.split(named)
    except ValueError:
        raise ReaderError("$EDITOR has an open quotation mark · set it to a command") from None
    if not command:
        raise ReaderError("No editor is set · start with EDITOR=nano readerapp …")
    return command


def write_note_file(note: str) -> Path:
    """Write a note to a new private file.

    Raises:
        ReaderError: It cannot be written.
    """
    folder = note_files_folder()
    try:
        make_folder(folder)
        handle, name = mkstemp(prefix=f"{_PREFIX}{os.getpid()}-", suffix=".md", dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(note)
    except OSError as error:
        raise ReaderError(f"{folder} cannot be written: {error.strerror}") from error
    return Path(name)


def read_note_file(path: Path, before: str) -> str:
    """Read the note that an editor has saved.

    Editors end a file with a newline; it is not part of the note if `before` had none.

    Raises:
        ReaderError: The file is gone or cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        why = "no file" if isinstance(error, FileNotFoundError) else "no file that can be read"
        raise ReaderError(f"The editor left {why} · note unchanged") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # every byte is a character: nothing is lost
    text = text.replace("\r\n", "\n")
    return text if before.endswith("\n") else text.removesuffix("\n")


def leftover_note_files(notes: frozenset[str]) -> list[Path]:
    """Return the files that a reader has left because it ended before the editor did.

    A file whose text is one of `notes` is saved already, and is removed.
    """
    leftovers = []
    with suppress(OSError):
        for path in sorted(note_files_folder().iterdir()):
            process = path.name.removeprefix(_PREFIX).partition("-")[0]
            if not path.name.startswith(_PREFIX) or _is_running(process):
                continue
            with suppress(ReaderError):
                text = read_note_file(path, "")
                if text in notes or not text.strip():
                    path.unlink(missing_ok=True)
                else:
                    leftovers.append(path)
    return leftovers


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except OSError:  # a process of somebody else
        return True
    return True
