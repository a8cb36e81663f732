"""All uses of names that are private in Textual, each with its reason.

No other module imports a private module of Textual, reads a private attribute of its objects, or
overrides a private method: `tests/architecture/test_private_names.py` checks it.
`tests/ui/test_textual_internals.py` has a test for each name, which fails if a new version of
Textual breaks it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Protocol, TextIO, cast, runtime_checkable

from textual import events
from textual._compositor import CompositorUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.dom import DOMNode
from textual.drivers import linux_driver
from textual.errors import NoWidget
from textual.geometry import Region
from textual.message_pump import MessagePump
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Input, TextArea


async def deliver_key(
    app: App[Any],
    event: events.Key,
    otherwise: Callable[[str], Awaitable[bool]] | None = None,
) -> None:
    """Deliver a key and wait for all its effects, focus changes included.

    A key that no binding takes goes to `otherwise`, then to the focused widget.

    Textual puts a key into the queue of the focused widget, and looks for bindings when it comes
    back. If two keys arrive together, the second is then delivered to the widget that had the
    focus before the first had its effect: of `a` (write a note) and `h`, the `h` would move the
    caret. Here a binding runs at once, and the next key waits for this one.
    """
    focused = app.focused
    typing = isinstance(focused, (Input, TextArea))
    if not (typing and event.is_printable):
        if await app._check_bindings(event.key, priority=True):
            return
        if await app._check_bindings(event.key):
            await _settle(focused or app.screen)
            return
        if otherwise and await otherwise(event.key):
            await _settle(focused or app.screen)
            return
    target: Widget = focused or app.screen
    target._forward_event(event)
    await _settle(target)


async def deliver_paste(app: App[Any], event: events.Paste) -> None:
    """Deliver a paste and wait for its effect, so that an Enter after it submits all of it."""
    target: Widget = app.focused or app.screen
    target._forward_event(event)
    await _settle(target)


@asynccontextmanager
async def settle_after_mouse(app: App[Any], event: events.MouseEvent) -> AsyncIterator[None]:
    """Wait, after the block in which a mouse event is delivered, for all its effects."""
    target: Widget = app.mouse_captured or app.screen
    with suppress(NoWidget):
        target = app.mouse_captured or app.get_widget_at(event.x, event.y)[0]
    yield
    await _settle(target)


async def _settle(widget: Widget | None) -> None:
    """Wait until `widget` and all its ancestors have handled their queued messages."""
    if widget is None:
        return
    nodes: list[MessagePump] = [
        node for node in widget.ancestors_with_self if node is not widget.app
    ]
    for node in nodes:
        await _settle_node(node)


async def _settle_node(node: MessagePump) -> None:
    """Wait until `node` has handled its queued messages, or has ended."""
    handled = asyncio.Event()
    if node.is_running and node.call_later(handled.set):
        waiting = asyncio.ensure_future(handled.wait())
        await asyncio.wait((waiting, node.task), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()


async def arrange_now(app: App[Any]) -> None:
    """Do all requested layouts now, and return when every widget has handled its new size.

    Textual does a layout at the next tick of a clock. A key before that tick would use rows of
    the old width and height, and the result would depend on the time between keys.
    """
    if app._resize_event is not None:
        app._check_resize()
        await _settle(app.screen)
    # One pass over all widgets takes microseconds, a walk down the tree of each screen takes as
    # long as a part of the key.
    requests = [node for node in app._registry if getattr(node, "_layout_required", False)]
    if not requests:
        return
    for screen in (*app._background_screens, app.screen):
        if screen.is_running and await _is_layout_due(screen, requests):
            screen._layout_required = screen._scroll_required = False
            screen._refresh_layout()
            await _settle_all(screen)
            # Textual discards what it has rendered of the layout within a batch.
            screen._repaint_required = True


async def _is_layout_due(screen: Screen[Any], requests: Iterable[DOMNode]) -> bool:
    """Return whether the screen, or one of the widgets in `requests` on it, needs a layout."""
    widgets = [node for node in requests if isinstance(node, Widget) and screen in node.ancestors]
    for widget in widgets:
        widget._check_refresh()  # the widget itself would notify the screen only when idle
    if widgets:
        await _settle_node(screen)
    return screen._layout_required


async def _settle_all(screen: Screen[Any]) -> None:
    """Wait until all widgets of a screen that have messages, and the screen, have handled them.

    Twice, because what one widget does with a new size may send a message to another.
    """
    for _ in range(2):
        widgets = screen.walk_children(Widget)
        for widget in [widget for widget in widgets if widget.message_queue_size]:
            await _settle_node(widget)
    await _settle_node(screen)


def paint_deferred_updates(app: App[Any]) -> None:
    """Make the screens paint, at the next tick, the updates that a batch has held back."""
    for screen in (*app._background_screens, app.screen):
        screen.check_idle()


class OneFrameScreen(Screen[ScreenResultType]):
    """A screen that renders nothing during a batch update, and everything when it ends.

    Textual renders a new layout even during a batch and discards the result, which is a large
    part of the work at the start.
    """

    def _compositor_refresh(self) -> None:
        if self.app._batch_count:
            self._repaint_required = True
        else:
            super()._compositor_refresh()


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Send an escape sequence (for example a copy) to the terminal, after all queued output."""
    if app._driver is not None:
        app._driver.write(sequence)


def redraw_terminal(app: App[Any]) -> None:
    """Send the whole screen again: another program may have written to the terminal."""
    if isinstance(app._driver, HookedDriver):
        app._driver.redraw()
    app.screen.refresh(layout=True)


def suspend_app(app: App[Any]) -> bool:
    """Give the terminal to the shell until it continues this program.

    Returns:
        False if there is no shell that could continue it; it has gone on at once.
    """
    if not isinstance(app._driver, HookedDriver):
        return False
    suspended = app._driver.suspend_process()
    app.screen.refresh(layout=True)
    return suspended


@contextmanager
def shell_mode(app: App[Any]) -> Iterator[None]:
    """Give the terminal to another program inside the block, as it was before the app started."""
    if app._driver is None or not app._driver.can_suspend:
        yield
        return
    app._driver.suspend_application_mode()
    try:
        with app._driver.no_automatic_restart():
            yield
    finally:
        app._driver.resume_application_mode()
        app.screen.refresh(layout=True)


@runtime_checkable
class LinePainter(Protocol):
    """A widget without border or padding that can return its lines as terminal output."""

    def paint_lines(self, lines: Iterable[int]) -> list[str]:
        """Return lines of the widget, each in its full width, with SGR sequences."""


def paint_now(screen: Screen[Any]) -> None:
    """Paint the changes of a screen now, as one frame.

    Textual paints at the next tick of a clock, and its compositor examines every widget for each
    line; this takes most of the time between a key and the screen update. Here the compositor is
    called at once, and only for widgets that are not `LinePainter`.

    The update is left to Textual if a layout is required, if another screen is on top, or if more
    messages wait, because then one frame for all of them is enough.
    """
    app, driver = screen.app, screen.app._driver
    shown = screen._compositor.visible_widgets
    if driver is None or app.is_headless or app.message_queue_size:
        return
    if app.screen is not screen or screen._repaint_required:
        return
    if any(_is_to_be_arranged(node) for node in (screen, *shown)):
        return
    changed = screen._dirty_widgets | {widget for widget in shown if widget._repaint_required}
    if not changed or not changed <= shown.keys():
        return
    screen._dirty_widgets.clear()
    frame, others = "", set(changed)
    for widget in changed:
        widget._repaint_required = False
        region, clip = shown[widget]
        if isinstance(widget, LinePainter) and clip.contains_region(region):
            others.remove(widget)
            # Textual's own cache of these lines stays invalid.
            regions = widget._exchange_repaint_regions()
            lines = sorted({line for part in regions for line in part.line_range})
            frame += _positioned_lines(region, lines, widget.paint_lines(lines))
    screen._compositor.update_widgets(others)
    update = screen._compositor.render_update(screen_stack=app._background_screens)
    if update is not None:
        frame += cast(CompositorUpdate, update).render_segments(app.console)
    if frame:
        cursor = screen.outer_size.clamp_offset(app.cursor_position)
        app._begin_update()
        driver.write(f"{frame}\x1b[{cursor.y + 1};{cursor.x + 1}H")
        app._end_update()


def _is_to_be_arranged(widget: Widget) -> bool:
    """Return whether a widget waits for a layout, a scroll or a recompose."""
    return widget._layout_required or widget._scroll_required or widget._recompose_required


def _positioned_lines(region: Region, lines: Iterable[int], texts: Iterable[str]) -> str:
    """Return the output for lines of a widget in `region`, each after a cursor move."""
    column = region.x + 1
    return "".join(
        f"\x1b[{region.y + line + 1};{column}H{text}"
        for line, text in zip(lines, texts, strict=True)
    )


class InputParser(XTermParser):
    """Textual's parser of terminal input, which is in a private module."""

    @property
    def awaits_more(self) -> bool:
        """Return whether the parser waits, for a limited time, for the rest of a sequence."""
        return self._timeout_time is not None


class Writer(Protocol):
    """What Textual's driver needs of its writer thread."""

    def start(self) -> None:
        """Start to write."""

    def write(self, data: str) -> None:
        """Send `data` to the terminal, after all data before it."""

    def stop(self) -> None:
        """Stop, after all data has been sent."""


class HookedDriver(linux_driver.LinuxDriver):
    """Textual's Linux driver with another writer and other mouse reports.

    Textual has no other way to replace either.
    """

    mouse_on: str
    """The sequence that switches mouse reports on."""
    mouse_off: str
    """The sequence that switches mouse reports off."""

    @property
    def terminal(self) -> TextIO | None:
        """Return the file that the driver writes to."""
        return self._file

    def redraw(self) -> None:
        """Send all of the next frame; the content of the terminal is unknown."""

    def suspend_process(self) -> bool:
        """Stop until the shell continues the program; return False if there is no such shell."""
        return False

    @property
    def driven_app(self) -> App[Any]:
        """Return the app of the driver."""
        return self._app

    def start_application_mode(self) -> None:
        """Start application mode as Textual does."""
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def start_with_writer(self, make_writer: Callable[[TextIO], Writer]) -> None:
        """Start application mode with another writer: already the first byte goes through it.

        Args:
            make_writer: Returns the writer for a terminal; not called if application mode cannot
                be started.
        """
        names = vars(linux_driver)
        writer_thread = names["WriterThread"]
        names["WriterThread"] = make_writer
        try:
            HookedDriver.start_application_mode(self)
        finally:
            names["WriterThread"] = writer_thread

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write(self.mouse_on)
            self.flush()

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write(self.mouse_off)
            self.flush()
