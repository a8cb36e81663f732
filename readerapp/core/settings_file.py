"""The commented settings file: all settings with what they are for, the defaults as comments.

A file that exists keeps every line of its own: `complete_settings` only adds comments about the
settings that it does not mention.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from textwrap import wrap

from readerapp.core.settings_table import SETTINGS, Setting, describe_values

_HEAD = """\
# Settings of readerapp. Remove the # before a setting to change it; a line that is left out has
# its default. `readerapp config --check` checks the file.
"""
_MOST_BRACKETS = 100
"""How many lines that may begin a table are looked at: each takes a parse of what is before it."""
_COLUMNS = 98
"""Length of a line of comment in characters."""


def complete_settings(
    text: str = "", values: Mapping[str, str | int | bool] | None = None
) -> tuple[str, list[str]]:
    """Add what a settings file does not mention, as comments with the defaults.

    Args:
        text: The text of the file, valid TOML; empty for a new file.
        values: The values of settings that are in force without being in a file, by name: they are
            written, and not as comments.

    Returns:
        The new text, and the names of the settings that were added.
    """
    text = text if text.strip() else _HEAD
    known = values or {}
    missing = [setting for setting in SETTINGS if not _mentions(text, setting)]
    tables = [setting for setting in missing if setting.kind == "table"]
    others = [setting for setting in missing if setting.kind != "table"]
    at = _first_table(text)
    before, after = text[:at].rstrip("\n"), text[at:]
    if others:
        text = f"{before}\n{''.join(_describe(others, known))}"
        text += f"\n{after}" if after else ""
    if tables:
        text = text.rstrip("\n") + "\n" + "".join(_describe(tables, known))
    return text, [setting.name for setting in missing]


def format_value(value: str | int | bool) -> str:
    """Return a value as TOML writes it.

    >>> format_value(True), format_value(80), format_value('a "b"')
    ('true', '80', '"a \\\\"b\\\\""')
    """
    if isinstance(value, str):
        return format_text(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def format_default(setting: Setting) -> str:
    """Return the line of TOML with a setting's default, or an example where it is empty."""
    return setting.example[0] if setting.example else _line(setting, setting.default)


def _line(setting: Setting, value: str | int | bool) -> str:
    return f"{setting.name} = {format_value(value)}"


def format_text(text: str) -> str:
    r"""Return a text as TOML writes it.

    >>> print(format_text('a "b"\n'))
    "a \"b\"\n"
    """
    short = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return f'"{"".join(short.get(sign) or _printable(sign) for sign in text)}"'


def _printable(sign: str) -> str:
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def _describe(settings: Iterable[Setting], values: Mapping[str, str | int | bool]) -> Iterator[str]:
    """Generate the lines of settings: what they are for, and their defaults as comments."""
    for setting in settings:
        allowed = describe_values(setting)
        about = f"{setting.name}: {setting.help}{f' ({allowed})' if allowed else ''}."
        if replaced := " and ".join(name for name in (setting.option, setting.variable) if name):
            about += f" {replaced} {'go' if ' and ' in replaced else 'goes'} before it."
        yield "\n" + "".join(f"# {line}\n" for line in wrap(about, _COLUMNS))
        if setting.kind == "table":
            yield f"[{setting.name}]\n"  # not a comment: its entries are only right below it
            yield from (f"# {line}\n" for line in setting.example)
        elif setting.name in values:
            yield f"{_line(setting, values[setting.name])}\n"
        else:
            yield f"# {format_default(setting)}\n"


def _mentions(text: str, setting: Setting) -> bool:
    """Return whether a file has a setting, or a comment with its line."""
    name = re.escape(setting.name)
    line = rf"[\"']?{name}[\"']?[ \t]*=|\[[ \t]*[\"']?{name}[\"']?[ \t]*[\].]|{name}\."
    return re.search(rf"^[ \t]*(?:#[ \t]*)?(?:{line})", text, re.MULTILINE) is not None


def _first_table(text: str) -> int:
    """Return the offset of the first table with the comments above it; the length for none.

    A bracket that begins a line inside a value is no table: what is before it is not valid TOML.
    """
    brackets = re.finditer(r"^[ \t]*(?:#[ \t]*)?\[", text, re.MULTILINE)
    for found in islice(brackets, _MOST_BRACKETS):
        before = text[: found.start()]
        try:
            tomllib.loads(before)
        except ValueError:
            continue
        lines = before.splitlines(keepends=True)
        while lines and lines[-1].lstrip().startswith("#"):
            lines.pop()
        return len("".join(lines))
    return len(text)
