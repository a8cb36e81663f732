"""What a key does that neither the focused widget nor its ancestors have: on every screen, in the
list, or nothing, which is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.keys import key_to_character
from textual.screen import Screen

from readerapp.ui.actions import NO_KEY, Action, display_key
from readerapp.ui.reader.screen import ReaderScreen

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp

_ANYWHERE = ("help", "redraw", "suspend")
"""The actions whose keys work on every screen, also over a prompt."""

_GO = ("goto", "jump.", "bookmark.")
"""Beginnings of the ids of actions that go somewhere, besides those of the group `finding`."""

_MODIFIERS = ("shift", "control", "alt", "super", "hyper", "meta", "caps_lock", "num_lock")


def is_modifier(key: str) -> bool:
    """Return whether a key is a modifier alone, which some terminals report.

    >>> is_modifier("left_shift"), is_modifier("shift+left")
    (True, False)
    """
    return key.endswith(_MODIFIERS)


async def run_fallback(app: ReaderApp, key: str) -> bool:
    """Run the action of a key that works on every screen, or in the document if typed in the list.

    Keys of plug-ins are none of the program's bindings; they are looked up here too.

    Returns:
        False if the key has no such action.
    """
    for action in app.actions:
        if key in action.keys and action.id in _ANYWHERE:
            return await app.run_action(action.method)
    screen = app.screen
    if not isinstance(screen, ReaderScreen) or screen.prompt.open:
        return False
    if await screen.plugins.press(key):
        return True
    if screen.focused is not screen.highlight_list:
        return False
    for action in app.actions:
        goes = action.group == "finding" or action.id.startswith(_GO)
        if key in action.keys and action.where == "document" and goes:
            screen.set_focus(screen.document_view)
            return await app.run_action(action.method, screen.document_view)
    return False


def say_unbound(app: ReaderApp, key: str) -> None:
    """Say that a key has no action, unless it is one of a prompt."""
    screen = app.screen
    if isinstance(screen, ReaderScreen) and not screen.prompt.open:
        keys = next(row.keys for row in app.actions if row.id == "help")
        typed = screen.notes_panel.editing  # there a key that is a letter would be typed
        names = [name for name in keys if not (typed and key_to_character(name))]
        help_key = f" · {display_key(names[0])} help" if names else ""
        screen.say(f"{display_key(key)} has no action{help_key}")


def described_keys(screen: Screen[Any], actions: Iterable[Action]) -> list[tuple[str, str]]:
    """Return the keys of a screen that have a description, and the description.

    Args:
        screen: The screen.
        actions: The action table; the keys of its actions are described by their sentences.
    """
    keys: dict[str, list[str]] = {}
    sentences = {action.id: action.help for action in actions}
    inherited = {one.action for one in Screen.BINDINGS if isinstance(one, Binding)}
    for key, active in screen.active_bindings.items():
        binding = active.binding
        description = sentences.get(binding.id or "", binding.description)
        if active.node is screen.app or not description or key == NO_KEY:
            continue
        if binding.id in sentences or binding.action not in inherited:
            keys.setdefault(description, []).append(display_key(key))
    return [(" ".join(names), description) for description, names in keys.items()]
