"""Commands that are typed as usual, understood without argparse.

To load argparse and describe all commands to it takes about as long as Python itself to start.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from readerapp.cli.options import COMMANDS, validate_add_options

_EVERYWHERE = {"--store": "store", "--as": "annotator"}
_KNOWN = {"action", "choices", "default", "help", "metavar", "nargs", "type"}
"""Ways of describing an option that are understood here."""

_Option = tuple[str, dict[str, Any]]
"""The name of an option, and how it was described."""


def parse_fast(arguments: Sequence[str]) -> SimpleNamespace | None:
    """The options of the command that is asked for, as `options.parse` has them.

    None for all that is the least unusual: help, a mistake, ``--name=value``, an option given
    twice, a value that begins with a dash. That is left to `options.parse`.
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
    """Hears the options of a command described, as argparse would, and then what was typed."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = dict.fromkeys(_EVERYWHERE.values())
        self._options: dict[str, _Option] = {
            option: (name, {}) for option, name in _EVERYWHERE.items()
        }
        self._bare: list[_Option] = []
        self._apart: set[str] = set()
        self._lost = False

    def add_argument(self, *names: str, **how: Any) -> str:
        """Take another option, or what stands without one; its name."""
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
        """Options under a heading, which only help needs."""
        return self

    def add_mutually_exclusive_group(self) -> _ExclusiveGroup:
        """Options of which one at most may be given."""
        return _ExclusiveGroup(self, self._apart)

    def hear(self, words: Sequence[str]) -> dict[str, Any] | None:
        """The values by name that `words` ask for; None if that is not plain."""
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
        """Take the value of an option; False if it is not plain."""
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
    """Takes options of which one at most may be given, and notes their names."""

    def __init__(self, ear: _FastParser, names: set[str]) -> None:
        self._ear, self._names = ear, names

    def add_argument(self, *names: str, **how: Any) -> str:
        """Take another option; its name."""
        name = self._ear.add_argument(*names, **how)
        self._names.add(name)
        return name
