"""Fast parser for usual command lines, without argparse.

To import argparse and to declare all commands takes about as long as the start of Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from readerapp.cli.options import COMMANDS, validate_add_options

_EVERYWHERE = {"--store": "store", "--as": "annotator"}
_KNOWN = {"action", "choices", "default", "help", "metavar", "nargs", "type"}
"""The keyword arguments of `add_argument` that this parser supports."""

_Option = tuple[str, dict[str, Any]]
"""The name of an option, and the keyword arguments that declare it."""


def parse_fast(arguments: Sequence[str]) -> SimpleNamespace | None:
    """Parse a usual command line, with the same result as `arguments.parse`.

    Return None for everything less usual: help, a mistake, ``--name=value``, an option given twice,
    a value that begins with a dash. The caller then uses `arguments.parse`.
    """
    words, before = list(arguments), []
    while words and words[0] in _EVERYWHERE:
        before += words[:2]
        del words[:2]
    if not words or words[0] not in COMMANDS:
        return None
    command, *behind = words
    ear = _FastParser()
    COMMANDS[command][1](ear)
    values = ear.hear([*before, *behind])
    options = None if values is None else SimpleNamespace(command=command, **values)
    return None if options is None or validate_add_options(options) else options


class _FastParser:
    """A parser that records option declarations and then parses the arguments.

    It implements the part of the argparse interface that `options.Parser` describes.
    """

    def __init__(self) -> None:
        self._values: dict[str, Any] = dict.fromkeys(_EVERYWHERE.values())
        self._options: dict[str, _Option] = {
            option: (name, {}) for option, name in _EVERYWHERE.items()
        }
        self._bare: list[_Option] = []
        self._apart: set[str] = set()
        self._lost = False

    def add_argument(self, *names: str, **how: Any) -> str:
        """Declare an option or a positional argument, and return its name."""
        name = names[-1].lstrip("-").replace("-", "_")
        flag = how.get("action") == "store_true"
        self._values[name] = False if flag else how.get("default")
        if names[0].startswith("-"):
            self._options.update(dict.fromkeys(names, (name, how)))
        else:
            self._bare.append((name, how))
        self._lost |= not how.keys() <= _KNOWN or how.get("nargs", "?") != "?"
        return name

    def add_argument_group(self, _title: str) -> _FastParser:
        """Return this parser, because only help needs groups."""
        return self

    def add_mutually_exclusive_group(self) -> _ExclusiveGroup:
        """Return a group of options of which at most one may be given."""
        return _ExclusiveGroup(self, self._apart)

    def hear(self, words: Sequence[str]) -> dict[str, Any] | None:
        """Parse `words` and return the values by name; None if argparse must handle them."""
        following, bare = iter(words), iter(self._bare)
        given: set[str] = set()
        for word in following:
            dashed = word.startswith("-")
            found = self._options.get(word) if dashed else next(bare, None)
            if found is None:
                return None
            name, how = found
            if how.get("action") == "store_true":
                self._values[name] = True
            elif not self._take(name, how, next(following, "-") if dashed else word, given):
                return None
            given.add(name)
        complete = all(how.get("nargs") == "?" for _, how in bare)
        plain = complete and not self._lost and len(given & self._apart) <= 1
        return self._values if plain else None

    def _take(self, name: str, how: dict[str, Any], word: str, given: set[str]) -> bool:
        """Store the value of an option; return False if argparse must handle it."""
        repeats = how.get("action") == "append"
        if word.startswith("-") or (name in given and not repeats):
            return False
        try:
            value = how.get("type", str)(word)
        except ValueError:
            return False
        if value not in how.get("choices", [value]):
            return False
        self._values[name] = [*self._values[name], value] if repeats else value
        return True


class _ExclusiveGroup:
    """A group of options of which at most one may be given; it records their names."""

    def __init__(self, ear: _FastParser, names: set[str]) -> None:
        self._ear, self._names = ear, names

    def add_argument(self, *names: str, **how: Any) -> str:
        """Declare an option and return its name."""
        name = self._ear.add_argument(*names, **how)
        self._names.add(name)
        return name
