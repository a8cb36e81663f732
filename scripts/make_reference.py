"""Write docs/reference/ and the manual page from the tables of the program.

    python -m scripts.make_reference            (make reference)

The prose is in scripts/reference/; a line `{{ name }}` stands for what `_PARTS` makes of a table.
`tests/project/test_reference.py` fails while a written page differs from what this makes.
"""

from __future__ import annotations

import os
import re
from argparse import SUPPRESS, Action, ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from readerapp.cli.arguments import build_command_parser
from readerapp.cli.command_options import COMMANDS, list_sections
from readerapp.cli.examples import list_examples
from readerapp.core.settings_file import complete_settings, format_value
from readerapp.core.settings_table import SETTINGS, VARIABLES, describe_values
from readerapp.core.templates import FIELDS as TEMPLATE_FIELDS
from readerapp.listing.filter_query import ALIASES, DATES, FIELDS
from readerapp.reading.prompt_commands import PROMPT_COMMANDS
from readerapp.ui.actions import ACTIONS, GROUPS, display_key
from readerapp.ui.help_topics import MOUSE, NAMES, NOTE
from scripts.api_reference import describe_aliases, describe_interface

ROOT = Path(__file__).resolve().parents[1]
PROSE = ROOT / "scripts" / "reference"
TARGET = ROOT / "docs" / "reference"
NOTICE = "<!-- Made by scripts/make_reference.py: change scripts/reference/ or the tables. -->\n\n"
_PLACES = {
    "document": "the text",
    "list": "the list of highlights",
    "reader": "the reader",
    "library": "the library",
    "main": "the reader and the library",
    "everywhere": "every screen",
}
_COMMON = ("--store", "--as")

Row = tuple[str, ...]


def make_pages() -> dict[Path, str]:
    """Return the text of each page by its path."""
    from scripts.manual_page import make_manual_page

    pages = {
        TARGET / prose.name: NOTICE + _fill(prose.read_text(encoding="utf-8"))
        for prose in sorted(PROSE.glob("*.md"))
    }
    return {**pages, TARGET / "readerapp.1": make_manual_page()}


def _fill(prose: str) -> str:
    return re.sub(r"\{\{ (\w+) \}\}", lambda found: _PARTS[found[1]](), prose)


def list_options(parser: ArgumentParser) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Generate the groups of a parser: their titles, and each option with its help.

    The options of all commands and ``--help`` are left out.
    """
    formatter = parser.formatter_class(prog=parser.prog)
    # argparse has no public way to ask for its groups and for a help text that is filled in.
    for group in parser._action_groups:
        entries = [
            (_invocation(action), formatter._expand_help(action))
            for action in group._group_actions
            if action.help != SUPPRESS
            and not {"--help", *_COMMON}.intersection(action.option_strings)
        ]
        if entries:
            yield group.title or "", entries


def _invocation(action: Action) -> str:
    """Return an option as it is typed, as in ``-o, --output FILE``."""
    choices = f"{{{','.join(map(str, action.choices))}}}" if action.choices else ""
    value = str(action.metavar or choices or action.dest.upper())
    shown = f"[{value} ...]" if action.nargs == "*" else f"{value} ..."
    value = shown if action.nargs in ("*", "+") else f"[{value}]" if action.nargs == "?" else value
    names = ", ".join(action.option_strings)
    if not names:
        return value
    return names if action.nargs == 0 else f"{names} {value}"


def usage(name: str) -> str:
    """Return the usage of a command on one line."""
    text = build_command_parser(name).format_usage().removeprefix("usage: ")
    return re.sub(r" ?\[-h\]| ?\[--store DIR\]| ?\[--as NAME\]", "", " ".join(text.split()))


def _table(heads: Row, rows: Iterable[Row]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    # Some programs show the backslash of an escaped bar, others need it: an entity is for all.
    return " ".join(text.split()).replace("|", "&#124;")


def _code(text: str) -> str:
    """Return Markdown that shows a text as it is."""
    if not text:
        return ""
    if "|" in text:
        return f"<code>{escape(text)}</code>"
    return f"`{text}`" if "`" not in text else f"`` {text} ``"


def _command_table() -> str:
    parts = []
    for title, names in list_sections():
        rows = [(f"[`{name}`](#{name})", COMMANDS[name][0]) for name in names]
        parts.append(_table((title, ""), rows))
    return "\n\n".join(parts)


def _commands() -> str:
    return "\n\n".join(_command(name) for _, names in list_sections() for name in names)


def _command(name: str) -> str:
    text = COMMANDS[name][0]
    parts = [f"## {name}", f"{text[0].upper()}{text[1:]}.", f"```\n{usage(name)}\n```"]
    for title, entries in list_options(build_command_parser(name)):
        heads = (title if title not in ("positional arguments", "options") else "", "")
        parts.append(_table(heads, ((_code(one), _prose(what)) for one, what in entries)))
    examples = "\n".join(list_examples(name))
    return "\n\n".join([*parts, f"```\n{examples}\n```"])


def _prose(text: str) -> str:
    """Return a help text as Markdown: what is no word is shown as it is typed."""
    escaped = re.sub(r"([*_<>\[\]])", r"\\\1", text)
    return f"{escaped[:1].upper()}{escaped[1:]}"


def _common() -> str:
    parser = build_command_parser("library")
    formatter = parser.formatter_class(prog=parser.prog)
    rows = [
        (_code(_invocation(action)), _prose(formatter._expand_help(action)))
        for action in parser._actions
        if set(_COMMON).intersection(action.option_strings)
    ]
    return _table(("", ""), [*rows, ("`-h, --help`", "Show help"), ("`--version`", "Version")])


def _keys() -> str:
    parts = []
    for group, title in GROUPS.items():
        rows = [
            (
                " ".join(_code(display_key(key)) for key in action.keys) or "Ctrl+P",
                action.help,
                _PLACES[action.where],
                _code(action.id),
            )
            for action in ACTIONS
            if action.group == group
        ]
        parts.append(f"## {title}\n\n{_table(('key', 'does', 'works in', 'id'), rows)}")
    return "\n\n".join(parts)


def _help_rows(rows: Iterable[tuple[str, str]], head: str) -> str:
    return _table((head, "does"), rows)


def _prompt() -> str:
    rows = (
        (" ".join(_code(f":{name}") for name in one.names), one.help) for one in PROMPT_COMMANDS
    )
    return _table(("command", "does"), rows)


def _filter_fields() -> str:
    return "\n".join(
        f"| {_cell(_code(one.example))} | {_cell(one.help)} |" for one in FIELDS.values()
    )


def _aliases() -> str:
    words = ", ".join(f"`{other}:` is `{field}:`" for other, field in ALIASES.items())
    return f"Other words for fields: {words}."


def _settings() -> str:
    rows = []
    for one in SETTINGS:
        # A choice that is not set is the first one.
        value = one.choices[0] if one.choices and one.default == "" else one.default
        default = "" if one.kind == "table" or value == "" else _code(format_value(value))
        replaced = ", ".join(_code(name) for name in (one.option, one.variable) if name)
        about = f"{one.help}{f'. Instead of it: {replaced}' if replaced else ''}"
        name = f"[{one.name}]" if one.kind == "table" else one.name
        rows.append((_code(name), _escape(about), describe_values(one) or one.kind, default))
    return _table(("setting", "what it is for", "values", "default"), rows)


def _escape(text: str) -> str:
    """Return Markdown in which fields of templates and paths are shown as they are."""
    return re.sub(r"(?<!`)(\{\S*\}|\./\w+)(?!`)", r"`\1`", text)


def _environment() -> str:
    return _table(("variable", ""), ((_code(name), what) for name, what in VARIABLES.items()))


_PARTS: Mapping[str, Callable[[], str]] = {
    "api": describe_interface,
    "api_aliases": describe_aliases,
    "common": _common,
    "commands": _commands,
    "command_table": _command_table,
    "environment": _environment,
    "keys": _keys,
    "names": lambda: _help_rows(NAMES, "typed"),
    "note": lambda: _help_rows(NOTE, "key"),
    "mouse": lambda: _help_rows(MOUSE, "mouse"),
    "prompt": _prompt,
    "filter_fields": _filter_fields,
    "aliases": _aliases,
    "dates": lambda: ", ".join(map(_code, DATES)),
    "settings": _settings,
    "settings_file": lambda: complete_settings()[0].rstrip(),
    "template_fields": lambda: _table(
        ("field", "is"), ((_code(f"{{{name}}}"), what) for name, what in TEMPLATE_FIELDS.items())
    ),
}


def main() -> None:
    """Write the pages."""
    os.environ["NO_COLOR"] = "1"  # argparse of Python 3.14 colours a usage in a terminal
    TARGET.mkdir(parents=True, exist_ok=True)
    for path, text in make_pages().items():
        path.write_text(text, encoding="utf-8")
        print("wrote", path.relative_to(ROOT))


if __name__ == "__main__":
    main()
