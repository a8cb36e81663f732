"""Every use of a name that is private in Textual, each with its reason.

`tests/ui/test_compat.py` has a test for each: a new Textual that breaks one fails there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

from textual import events
from textual.app import App
from textual.geometry import Region
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


def paint_at_once(widget: Widget, lines: Collection[int], scrolled: int = 0) -> bool:
    """Paint lines of a widget without border or padding now; False if that cannot be.

    A refresh is painted at the next tick of a clock, and looks at every widget for each line that
    it paints: most of the time between a key and its answer. Nothing lies over the widgets that
    are painted so; where something does, or a refresh is on its way, that will have to do.

    `scrolled` is by how many lines all others have moved up; they are not rendered again.
    """
    app, screen, driver = widget.app, widget.screen, widget.app._driver
    current = app.screen is screen and not (screen._layout_required or widget._repaint_required)
    if driver is None or app.is_headless or not current or widget.region.size != widget.size:
        return False
    if app.message_queue_size:  # more keys: one picture of what they come to is enough
        return False
    if not lines:
        return True
    width, height = widget.size
    if scrolled:
        _move_kept(widget, scrolled)
        drawn: Collection[int] = range(height)
    else:
        drawn = lines
    # What Textual keeps of these lines is old now; the next refresh would bring it back.
    widget._set_dirty(*(Region(0, line, width, 1) for line in lines))
    first, last = min(drawn), max(drawn)
    strips = widget.render_lines(Region(0, first, width, last - first + 1))
    column, row = widget.region.offset
    strokes = [
        f"\x1b[{row + line + 1};{column + 1}H{strips[line - first].render(app.console)}"
        for line in drawn
    ]
    cursor = app.cursor_position
    app._begin_update()
    driver.write("".join(strokes) + f"\x1b[{cursor.y + 1};{cursor.x + 1}H")
    app._end_update()
    return True


def _move_kept(widget: Widget, lines: int) -> None:
    """Move what Textual keeps of a widget's lines up, as they have moved."""
    cache = widget._styles_cache
    if cache._dirty_lines:  # not all that is kept is what is shown
        cache.clear()
        return
    moved = ((line - lines, strip) for line, strip in cache._cache.items())
    kept = {line: strip for line, strip in moved if 0 <= line < widget.size.height}
    cache._cache.clear()
    cache._cache.update(kept)
