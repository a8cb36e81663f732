"""Each private name of Textual that the reader uses: a missing one fails here."""

from __future__ import annotations

import ast
import asyncio
import inspect
import sys
from collections.abc import Iterable
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, MouseMove, Resize
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from readerapp.ui import textual_internals
from readerapp.ui.terminal.driver import ReaderDriver
from readerapp.ui.textual_internals import HookedDriver, InputParser


class Two(App[None]):
    """An editor and an input; `n` goes to the editor, `d` takes the input away."""

    BINDINGS: ClassVar = [("n", "go('edit')"), ("d", "drop"), ("ctrl+l", "leave")]

    def compose(self) -> ComposeResult:
        yield TextArea(id="edit")
        yield Input(id="input")

    def action_go(self, name: str) -> None:
        self.screen.set_focus(self.query_one(f"#{name}"))

    async def action_drop(self) -> None:
        self.query_one(Input).remove()

    def action_leave(self) -> None:
        self.screen.set_focus(None)


async def test_check_bindings_and_forward_event_deliver_in_order() -> None:
    async with Two().run_test() as pilot:
        app = pilot.app
        app.screen.set_focus(None)
        for key in "nabn":
            await textual_internals.deliver_key(app, Key(key, key))
        await textual_internals.deliver_key(app, Key("ctrl+l", None))
        await textual_internals.deliver_key(app, Key("n", "n"))
        await textual_internals.deliver_key(app, Key("c", "c"))
        assert app.query_one(TextArea).text == "abnc", "each letter is there when the call returns"


async def test_delivery_ends_when_the_widget_goes_away_meanwhile() -> None:
    async with Two().run_test() as pilot:
        app = pilot.app
        app.screen.set_focus(app.query_one(Input))
        async with asyncio.timeout(60):
            await textual_internals.deliver_key(app, Key("x", "x"))
            removing = app.query_one(Input).remove()
            await textual_internals.deliver_key(app, Key("y", "y"))
            await removing
            await textual_internals.deliver_key(app, Key("n", "n"))
            await textual_internals.deliver_key(app, Key("z", "z"))
        assert app.query_one(TextArea).text.endswith("z")


async def test_the_driver_writes_what_is_ours() -> None:
    written: list[str] = []
    async with Two().run_test() as pilot:
        assert pilot.app._driver is not None
        pilot.app._driver.write = written.append  # type: ignore[method-assign]
        textual_internals.write_to_terminal(pilot.app, "\x1b]52;c;eA==\x07")
    assert "\x1b]52;c;eA==\x07" in written


def test_the_driver_overrides_what_textual_calls() -> None:
    for name in ("_enable_mouse_support", "_disable_mouse_support"):
        assert callable(getattr(LinuxDriver, name))
        assert getattr(ReaderDriver, name) is not getattr(LinuxDriver, name)


class Terminal(HookedDriver):
    """Collects what it writes; needs no terminal."""

    mouse_on, mouse_off = "on", "off"

    def __init__(self, app: App[None], *, mouse: bool = True) -> None:
        Driver.__init__(self, app, mouse=mouse)
        self._file = sys.__stderr__
        self.written: list[str] = []

    def write(self, data: str) -> None:
        self.written.append(data)

    def flush(self) -> None:
        pass


async def test_the_driver_reports_the_mouse_as_its_sequences_say() -> None:
    async with Two().run_test() as pilot:
        for mouse, sequences in ((True, ["on", "off"]), (False, [])):
            driver = Terminal(pilot.app, mouse=mouse)
            assert driver.driven_app is pilot.app
            assert driver.terminal is sys.__stderr__
            driver._enable_mouse_support()
            driver._disable_mouse_support()
            assert driver.written == sequences


async def test_textual_makes_its_writer_by_the_name_that_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[object] = []
    theirs = linux_driver.WriterThread
    assert "WriterThread(" in inspect.getsource(LinuxDriver.start_application_mode)
    monkeypatch.setattr(
        LinuxDriver,
        "start_application_mode",
        lambda driver: linux_driver.WriterThread(driver._file),
    )
    async with Two().run_test() as pilot:
        Terminal(pilot.app).start_with_writer(made.append)  # type: ignore[arg-type]
    assert made == [sys.__stderr__]
    assert linux_driver.WriterThread is theirs


def test_the_parser_tells_that_it_awaits_more() -> None:
    parser = InputParser()
    assert not parser.awaits_more
    assert not list(parser.feed("\x1b"))
    assert parser.awaits_more
    assert [event.key for event in parser.feed("[A") if isinstance(event, Key)] == ["up"]
    assert not parser.awaits_more


async def test_a_layout_that_was_requested_is_done_at_once() -> None:
    async with Both().run_test() as pilot:
        lines = pilot.app.query_one(Lines)
        with pilot.app.batch_update():
            lines.styles.height = 5
            await textual_internals.arrange_now(pilot.app)
            assert lines.size.height == 5
            pilot.app.screen.styles.padding = (0, 7)
            await textual_internals.arrange_now(pilot.app)
            assert lines.size.width == pilot.app.size.width - 14
            size = Size(50, 20)
            await pilot.app.on_event(Resize(size, size))
            await textual_internals.arrange_now(pilot.app)
            assert lines.size.width == 50 - 14


async def test_without_a_request_nothing_is_laid_out_and_nobody_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[object] = []
    async with Both().run_test() as pilot:
        await pilot.pause()
        monkeypatch.setattr(Screen, "_refresh_layout", calls.append)
        monkeypatch.setattr(textual_internals, "_settle_node", calls.append)
        pilot.app.query_one(Lines).refresh()
        await textual_internals.arrange_now(pilot.app)
    assert not calls


async def test_what_was_put_off_in_a_batch_is_painted_later() -> None:
    async with Held().run_test() as pilot:
        widget = pilot.app.query_one(Counted)
        with pilot.app.batch_update():
            before = widget.count
            widget.refresh(layout=True)
            await pilot.pause()
            assert widget.count == before
        textual_internals.paint_deferred_updates(pilot.app)
        async with asyncio.timeout(60):
            while widget.count == before:
                await pilot.pause()


async def test_the_mouse_is_delivered_before_the_block_is_left() -> None:
    async with Two().run_test() as pilot:
        field = pilot.app.query_one(Input)
        clicked: list[bool] = []
        field.call_later(clicked.append, True)
        at = field.region
        event = MouseMove(field, at.x, at.y, 0, 0, 0, False, False, False)
        async with textual_internals.settle_after_mouse(pilot.app, event):
            pass
        assert clicked


# The private names that the module uses, by the class of Textual that has them.
NAMES = {
    "App": "_background_screens _batch_count _begin_update _check_bindings _check_resize _driver "
    "_end_update _registry _resize_event",
    "Screen": "_compositor _compositor_refresh _dirty_widgets _forward_event _layout_required "
    "_recompose_required _refresh_layout _repaint_required _scroll_required",
    "Widget": "_check_refresh _exchange_repaint_regions _forward_event _layout_required "
    "_recompose_required _repaint_required _scroll_required",
    "LinuxDriver": "_app _disable_mouse_support _enable_mouse_support _file _mouse",
    "XTermParser": "_timeout_time",
}


async def test_textual_has_every_private_name() -> None:
    async with Two().run_test() as pilot:
        owners = {
            "App": pilot.app,
            "Screen": pilot.app.screen,
            "Widget": pilot.app.query_one(Input),
            "LinuxDriver": Terminal(pilot.app),
            "XTermParser": InputParser(),
        }
        for owner, names in NAMES.items():
            assert not [name for name in names.split() if not hasattr(owners[owner], name)]


def test_every_private_name_that_is_used_stands_in_the_table() -> None:
    tree = ast.parse(inspect.getsource(textual_internals))
    nodes = list(ast.walk(tree))
    used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    used |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    own = {name for name, value in vars(textual_internals).items() if inspect.isfunction(value)}
    private = {name for name in used - own if name.startswith("_") and not name.endswith("__")}
    assert private == {name for names in NAMES.values() for name in names.split()}


class Counted(Widget):
    """A widget that counts how often it was rendered."""

    count = 0

    def render(self) -> str:
        self.count += 1
        return ""


class Held(App[None]):
    """An app whose screen delays rendering until the end of a batch."""

    def get_default_screen(self) -> Screen[None]:
        return textual_internals.OneFrameScreen()

    def compose(self) -> ComposeResult:
        yield Counted()


async def test_a_new_layout_is_rendered_once_at_the_end_of_a_batch() -> None:
    async with Held().run_test() as pilot:
        widget = pilot.app.query_one(Counted)
        with pilot.app.batch_update():
            before = widget.count
            for columns in (50, 60, 70):
                await pilot.resize_terminal(columns, 20)
            assert widget.size.width == 70, "it is laid out"
            assert widget.count == before
        pilot.app.screen.check_idle()
        async with asyncio.timeout(60):
            while widget.count == before:
                await pilot.pause()


class Lines(Widget):
    """A widget that stores its lines as they are sent to the terminal."""

    said = "old"

    def paint_lines(self, lines: Iterable[int]) -> list[str]:
        return [f"{self.said} {line}" for line in lines]


class Both(Two):
    """An app with a widget that Textual renders, and one that stores its lines."""

    CSS = "Lines { height: 3 }"

    def compose(self) -> ComposeResult:
        yield Input(id="input")
        yield Lines()


async def test_all_that_has_changed_is_painted_as_one_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    async with Both().run_test() as pilot:
        app, screen = pilot.app, pilot.app.screen
        await pilot.pause()
        monkeypatch.setattr(app._driver, "write", written.append)
        lines, field = app.query_one(Lines), app.query_one(Input)
        lines.said = "new"
        lines.refresh(Region(0, 1, 9, 1))
        textual_internals.paint_now(screen)
        assert not written, "no terminal"
        monkeypatch.setattr(App, "is_headless", False)
        field.placeholder = "words"
        textual_internals.paint_now(screen)
        frames = [text for text in written if "H" in text]
        assert len(frames) == 1
        assert "ords" in frames[0]
        assert "new 1" in frames[0]
        assert "new 0" not in frames[0], "only the lines that changed"
        written.clear()
        textual_internals.paint_now(screen)
        assert not written, "nothing has changed since"
        lines.refresh()
        await app.push_screen(Screen())
        textual_internals.paint_now(screen)
        assert "new 0" not in "".join(written), "another screen lies above"


async def test_layout_changes_are_left_to_textual(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    async with Both().run_test() as pilot:
        await pilot.pause()
        monkeypatch.setattr(pilot.app._driver, "write", written.append)
        monkeypatch.setattr(App, "is_headless", False)
        pilot.app.query_one(Input).refresh(layout=True)
        textual_internals.paint_now(pilot.app.screen)
        assert not written
