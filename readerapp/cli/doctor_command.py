"""The command `doctor`: what is right with this installation, what is not, and what to do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.cli.doctor_checks import Diagnosis

_INDENT = 18
"""Column at which the sentences begin: behind the state and the longest subject."""


def doctor(options: Namespace) -> int:
    """Print the report; the exit code is 1 if something must be mended."""
    from readerapp.cli.config_command import SettingsReport, read_report
    from readerapp.cli.doctor_checks import DoctorInput, diagnose
    from readerapp.core.errors import ReaderError
    from readerapp.core.paths import settings_path
    from readerapp.core.settings import Settings
    from readerapp.workspace import locate_store_folder

    try:
        settings = read_report()
    except ReaderError as error:  # it cannot be read: that is a finding, too
        settings = SettingsReport(settings_path(), None, Settings(), (str(error),))
    store = locate_store_folder(options.store, settings.settings)
    rows = [*diagnose(DoctorInput(settings, store))]
    wrong = sum(row.state == "fix" for row in rows)
    if options.json:
        print_json({"healthy": not wrong, "findings": [row._asdict() for row in rows]})
    else:
        width = shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else 0
        print_result(format_rows(rows, width))
        told = "Nothing must be mended" if not wrong else f"{count_noun(wrong, 'thing')} to mend"
        print_notice(told)
    return 1 if wrong else 0


def format_rows(rows: Sequence[Diagnosis], width: int) -> Iterator[str]:
    """Generate the lines of the report.

    Args:
        rows: The rows.
        width: Columns of the terminal; 0 for one line a row.
    """
    for row in rows:
        head = f"{row.state:<5} {row.subject:<11} "
        sentence, advice = sanitize(row.sentence), sanitize(row.advice)
        if not width:
            yield f"{head}{sentence}{f' -> {advice}' if advice else ''}\n"
            continue
        lines = _wrap(sentence, width) or [""]
        lines += _wrap(f"-> {advice}", width) if advice else []
        yield f"{head}{lines[0]}\n"
        yield from (f"{' ' * _INDENT}{line}\n" for line in lines[1:])


def _wrap(text: str, width: int) -> list[str]:
    """Wrap a text behind the column of the sentences; paths and commands stay whole."""
    room = max(width - _INDENT, _INDENT)
    return wrap(text, room, break_on_hyphens=False, break_long_words=False)
