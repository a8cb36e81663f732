"""The keymap: parse key names, apply the user's key bindings and detect conflicts.

The bindings are checked at startup, before the first key press.
"""

from __future__ import annotations

import operator
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Protocol

from readerapp.core.errors import ReaderError, nearest_name

_MODIFIERS = ("ctrl", "alt", "shift", "super", "meta", "hyper")
_KEY_NAMES = {
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"),
    *("backspace", "enter", "tab", "escape", "space", *(f"f{n}" for n in range(1, 25))),
}
# Textual names characters as Unicode does, except for these.
_SHORT_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_FULL_NAMES = {short: full for full, short in _SHORT_NAMES.items()}


class KeymapError(ReaderError):
    """A mistake in the user's keys.

    Attributes:
        action: The id of the action whose keys must be corrected.
    """

    def __init__(self, sentence: str, action: str) -> None:
        super().__init__(sentence)
        self.action = action


class KeyedAction(Protocol):
    """An action with its id, its default keys, and the place where they work."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def keys(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def where(self) -> str: ...  # noqa: D102


def build_keymap(
    actions: Iterable[KeyedAction],
    changes: Mapping[str, tuple[str, ...]],
    meet: Callable[[str, str], bool] = operator.eq,
) -> dict[str, tuple[str, ...]]:
    """Return the keys of every action by id, in Textual's names.

    An action has the keys that `changes` gives it, else its default keys. It may be left without a
    key.

    Args:
        actions: All actions.
        changes: The user's keys for actions by id.
        meet: Tells whether keys of two places are in force at the same time.

    Raises:
        KeymapError: `changes` names no action, or gives two actions the same key in one place.
    """
    table = list(actions)
    ids = {action.id for action in table}
    for name in changes:
        if name not in ids:
            close = nearest_name(name, ids)
            guess = f"; did you mean {close!r}?" if close else "; the help shows all actions."
            raise KeymapError(f"Settings, keys: there is no action {name!r}{guess}", name)
    keys = {
        action.id: tuple(map(canonical_key, changes.get(action.id, action.keys)))
        for action in table
    }
    taken: dict[str, list[KeyedAction]] = {}
    # Defaults first, so that the message names the user's change, which has to be corrected.
    for action in sorted(table, key=lambda action: action.id in changes):
        for key in keys[action.id]:
            for other in taken.setdefault(key, []):
                if action.id in changes and meet(action.where, other.where):
                    sentence = (
                        f"Settings, keys: {action.id!r} takes {key!r}, which {other.id!r} has; "
                        f"give one of them another key."
                    )
                    raise KeymapError(sentence, action.id)
            taken[key].append(action)
    return keys


def parse_keys(text: str) -> tuple[str, ...]:
    """Parse keys separated by commas ("n, ctrl+n"); the comma key is "comma", or "," alone.

    Returns:
        The keys in Textual's names.

    Raises:
        ReaderError: One of them is not a key.

    >>> parse_keys("n, Ctrl + N, ?")
    ('n', 'ctrl+n', 'question_mark')
    """
    if text.strip() == ",":
        return ("comma",)
    return tuple(canonical_key(part) for part in text.split(",") if part.strip())


def canonical_key(key: str) -> str:
    """Return the canonical spelling of a key: modifiers in a fixed order, characters by name.

    Raises:
        ReaderError: There is no such key.
    """
    spelt = key.strip()
    if spelt == "+" or spelt.endswith("++"):
        spelt = f"{spelt[:-1]}plus"
    before, _, last = spelt.rpartition("+")
    modifiers = [part.strip().casefold() for part in before.split("+") if part.strip()]
    for modifier in modifiers:
        if modifier not in _MODIFIERS:
            options = ", ".join(_MODIFIERS)
            raise ReaderError(f"{key!r} is not a key: {modifier!r} is not one of {options}")
    name = _named(key, last.strip())
    if len(name) == 1 and modifiers == ["shift"]:
        return name.upper()  # terminals send the upper-case letter
    ordered = [modifier for modifier in _MODIFIERS if modifier in modifiers]
    return "+".join([*ordered, name.lower() if ordered else name])


def _named(key: str, last: str) -> str:
    if len(last) == 1:
        if last.isalnum():
            return last
        name = unicodedata.name(last, "").lower().replace("-", "_").replace(" ", "_")
        if name:
            return _SHORT_NAMES.get(name, name)
    elif last.casefold() in _KEY_NAMES:
        return last.casefold()
    elif character_of(last):
        return last
    raise ReaderError(
        f"{key!r} is not a key; keys are like n, N, ctrl+n, f2, enter, pagedown, comma"
    )


def character_of(name: str) -> str:
    """Return the character that a key without modifiers types; "" for other keys, as `enter`.

    >>> character_of("slash"), character_of("less_than_sign"), character_of("N")
    ('/', '<', 'N')
    """
    if len(name) == 1:
        return name
    words = _FULL_NAMES.get(name, name).replace("_", " ")
    for spelt in (words, words.replace(" ", "-", 1)):  # as "less-than sign"
        with suppress(KeyError):
            found = unicodedata.lookup(spelt)
            return found if found.isprintable() else ""
    return ""
