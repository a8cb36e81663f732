"""Every use of a name that is private in Textual, each with its reason.

`tests/ui/test_compat.py` has a test for each: a new Textual that breaks one fails there.
"""

from __future__ import annotations

import asyncio
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.widgets import Input, TextArea


async def deliver_key(app: App[Any], event: events.Key) -> None:
    """Deliver a key and wait until all it causes has happened, focus changes included.

    Textual hands a key to the focused widget's queue, and looks for bindings when it comes
    back. Of two keys that arrive together the second is then delivered to the widget that had
    the focus before the first was acted on: of `a` (write a note) and `h`, the `h` would move
    the caret. Here a binding acts at once, and the next key waits for this one.
    """
    focused = app.focused
    typing = isinstance(focused, (Input, TextArea))
    if not (typing and event.is_printable):
        if await app._check_bindings(event.key, priority=True):
            return
        if await app._check_bindings(event.key):
            await _settle(focused)
            return
    target: Widget = focused or app.screen
    target._forward_event(event)
    await _settle(target)


async def _settle(widget: Widget | None) -> None:
    """Wait until `widget` and all above it have handled what is in their queues."""
    if widget is None:
        return
    nodes: list[MessagePump] = [
        node for node in widget.ancestors_with_self if node is not widget.app
    ]
    for node in nodes:
        handled = asyncio.Event()
        if node.is_running and node.call_later(handled.set):
            await _either(handled, node.task)


async def _either(handled: asyncio.Event, task: asyncio.Task[None]) -> None:
    """Wait for the event; or for the end of the widget's task, which then never sets it."""
    waiting = asyncio.ensure_future(handled.wait())
    await asyncio.wait((waiting, task), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Send an escape sequence of our own (a copy) to the terminal, behind what is being drawn."""
    if app._driver is not None:
        app._driver.write(sequence)
