"""The action table as Textual wants it: bindings with ids, and what a person's keymap changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from textual.binding import Binding, BindingType

from readerapp.ui.actions import ACTIONS, Action, Where, at, shown_key

Moment = Literal["reading", "selecting", "highlight", "moving", "list"]
"""What the person is doing, as far as the key bar goes."""

_NO_KEY = "<none>"
"""Stands for no key at all: Textual passes over an empty entry of a keymap."""

_HINTS: dict[Moment, str] = {
    "reading": "quotation.next mark note speaker search help select highlight.next pane.next quit",
    "selecting": "note speaker mark copy drop help select.grow select.swap mark.green",
    "highlight": "note speaker tags delete copy help undo",
    "moving": "mark drop select.swap select.grow help",
    "list": "list.open note speaker tags delete list.filter list.order list.leave help copy.all",
}
_IN_TALK = ("note", "reply", "resolve")
"""What comes first where several people write about one passage."""


def bindings(where: Where) -> list[BindingType]:
    """The bindings of one place, each with its action's id, so that a keymap can change it."""
    return [
        Binding(
            ",".join(action.keys) or _NO_KEY, action.method, action.short, show=False, id=action.id
        )
        for action in at(where)
    ]


def overrides(actions: Iterable[Action]) -> dict[str, str]:
    """What Textual's `set_keymap` must be told, so that `actions` have their keys."""
    own = {action.id: action.keys for action in ACTIONS}
    return {a.id: ",".join(a.keys) or _NO_KEY for a in actions if a.keys != own[a.id]}


def hints(
    moment: Moment, actions: Iterable[Action] = ACTIONS, *, talk: bool = False
) -> list[tuple[str, str]]:
    """(key, word) pairs for the key bar: what matters at this moment, the most useful first.

    `talk` says that others have a part in the annotation.
    """
    by_id = {action.id: action for action in actions}
    names = _HINTS[moment].split()
    if talk and moment in ("highlight", "list"):
        names = list(dict.fromkeys([*_IN_TALK, *names]))
    chosen = (by_id[name] for name in names)
    return [(shown_key(action.keys[0]), action.short) for action in chosen if action.keys]
