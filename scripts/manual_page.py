"""The manual page readerapp(1), in the macros of man(7), from the tables of the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap

from readerapp import __version__
from readerapp.cli.arguments import build_command_parser
from readerapp.cli.command_options import COMMANDS, list_sections
from readerapp.cli.examples import list_examples
from readerapp.core.settings_file import format_value
from readerapp.core.settings_table import SETTINGS, VARIABLES, describe_values
from readerapp.listing.filter_query import FIELDS
from readerapp.ui.actions import ACTIONS, GROUPS, display_key
from scripts.make_reference import list_options, usage

_CHANGES = Path(__file__).resolve().parents[1] / "CHANGELOG.md"
_COLUMNS = 78
"""Length of a line of text in bytes: longer ones are against the style of manual pages."""
_FILES = (
    ("~/.config/readerapp/settings.toml", "the settings"),
    ("~/.local/share/readerapp/annotations/", "the annotations, if no other store is named"),
    ("~/.local/share/readerapp/web/", "fetched web pages, each with its address and the time"),
    ("~/.local/share/readerapp/backups/", "dated copies of annotation files"),
    ("~/.local/state/readerapp/", "last positions, bookmarks, what was chosen with keys"),
    ("~/.cache/readerapp/", "may be deleted at any time"),
)


def make_manual_page() -> str:
    """Return the page as troff."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield '.\\" Made by scripts/make_reference.py from the tables of the program.'
    yield f'.TH READERAPP 1 "{_date()}" "readerapp {__version__}" "User Commands"'
    yield ".SH NAME"
    yield "readerapp \\- read documents, highlight passages, and record who said what"
    yield ".SH SYNOPSIS"
    for number, line in enumerate(
        ("[\\fIFILE\\fR | \\fIADDRESS\\fR | \\fB\\-\\fR]", "\\fICOMMAND\\fR [\\fIoptions\\fR]")
    ):
        yield from [".br"] * bool(number)
        yield f"\\fBreaderapp\\fR {line}"
    yield ".SH DESCRIPTION"
    yield from _text(
        "readerapp opens a document in the terminal: text, Markdown, web pages, EPUB, PDF, DOCX, "
        "ODT, RTF, e-mail, subtitles, transcripts, screenplays and chat exports. Passages are "
        "highlighted with a key, get notes, tags and the name of who said them, and are found "
        "again when the document was moved or edited. Without FILE it opens the library; - reads "
        "standard input. Each change is on the disk at once."
    )
    yield ".PP"
    yield from _text(
        "In the reader . selects the next quotation, Enter highlights, a writes a note, s sets the "
        "speaker, E exports, ? shows all keys, q quits."
    )
    yield from _commands()
    yield from _options()
    yield ".SH FILTERS"
    yield from _text("The filter of the list (key f) and the option --filter take words and:")
    yield from _definitions((one.example, one.help) for one in FIELDS.values())
    yield from _keys()
    yield ".SH SETTINGS"
    yield from _text(
        "The settings are a TOML file. readerapp config --write writes it with all settings as "
        "comments, readerapp config --check names mistakes."
    )
    yield from _definitions(map(_setting, SETTINGS))
    yield ".SH ENVIRONMENT"
    yield from _definitions(VARIABLES.items())
    yield ".SH FILES"
    yield from _definitions(_FILES)
    yield ".SH EXIT STATUS"
    yield from _definitions(
        (
            ("0", "success"),
            ("1", "failure, with one sentence on standard error that gives the reason"),
            ("2", "wrong usage"),
        )
    )
    yield ".SH EXAMPLES"
    every = [name for _, names in list_sections() for name in names]
    for number, name in enumerate(every):
        yield from [".PP"] * bool(number)
        yield from _text(f"{COMMANDS[name][0][0].upper()}{COMMANDS[name][0][1:]}:")
        yield from (".PP", ".nf", ".RS 4")
        yield from map(_escape, list_examples(name))
        yield from (".RE", ".fi")
    yield ".SH SEE ALSO"
    yield from _text("less(1), tmux(1), git(1)")


def _commands() -> Iterator[str]:
    yield ".SH COMMANDS"
    yield from _text("readerapp COMMAND -h shows help for a command.")
    for title, names in list_sections():
        yield f".SS {_escape(title)}"
        for name in names:
            text = COMMANDS[name][0]
            yield ".TP"
            yield f"\\fB{_escape(usage(name))}\\fR"
            yield from _text(f"{text[0].upper()}{text[1:]}.")
            entries = [
                one for _, group in list_options(build_command_parser(name)) for one in group
            ]
            if entries:
                yield ".RS"
                yield from _definitions(entries)
                yield ".RE"


def _options() -> Iterator[str]:
    yield ".SH OPTIONS OF ALL COMMANDS"
    yield from _definitions(
        (
            ("--store DIR", "folder of the annotations"),
            ("--as NAME", "name of the annotator (you)"),
            ("-h, --help", "show help"),
            ("--version", "show the version"),
        )
    )


def _keys() -> Iterator[str]:
    yield ".SH KEYS"
    yield from _text("All keys can be changed in the settings; Ctrl+P finds actions by name.")
    for group, title in GROUPS.items():
        yield f".SS {_escape(title)}"
        yield from _definitions(
            (" ".join(map(display_key, one.keys)) or "(Ctrl+P)", one.help)
            for one in ACTIONS
            if one.group == group
        )


def _setting(setting: object) -> tuple[str, str]:
    one = next(other for other in SETTINGS if other is setting)
    values = describe_values(one)
    default = "" if one.kind == "table" or one.default == "" else format_value(one.default)
    about = [one.help, values, f"default {default}" if default else ""]
    return (f"[{one.name}]" if one.kind == "table" else one.name), "; ".join(filter(None, about))


def _definitions(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, text in rows:
        yield ".TP"
        yield f"\\fB{_escape(term)}\\fR"
        yield from _text(text)


def _text(text: str) -> Iterator[str]:
    """Generate the lines of a paragraph: each sentence begins a line, as troff wants it."""
    for sentence in re.split(
        r"(?<=[.:]) (?=[A-Z])", re.sub(r"`([^`]*)`", r"\1", " ".join(text.split()))
    ):
        for line in wrap(_escape(sentence), _COLUMNS, break_long_words=False):
            yield f"\\&{line}" if line.startswith(".") else line


def _escape(text: str) -> str:
    """Return text as troff takes it: no request, no escape, hyphens of options as such."""
    shown = text.replace("\\", "\\e").replace("`", "\\(ga").replace("-", "\\-")
    shown = shown.replace("'", "\\(aq").replace("^", "\\(ha").replace("~", "\\(ti")
    shown = shown.replace('"', "\\(dq")
    return "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in shown)


def _date() -> str:
    """Return the day of the newest release in the changelog."""
    found = re.search(r"^## \[[\d.]+\] - ([\d-]+)$", _CHANGES.read_text(encoding="utf-8"), re.M)
    return found[1] if found else ""
