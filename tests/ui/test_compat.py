"""Each private name of Textual that the reader leans on: one that is gone fails here."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Input, TextArea

from readerapp.ui import compat
from readerapp.ui.driver import ReaderDriver


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
            await compat.deliver_key(app, Key(key, key))
        await compat.deliver_key(app, Key("ctrl+l", None))
        await compat.deliver_key(app, Key("n", "n"))
        await compat.deliver_key(app, Key("c", "c"))
        assert app.query_one(TextArea).text == "abnc", "each letter is there when the call returns"


async def test_delivery_ends_when_the_widget_goes_away_meanwhile() -> None:
    async with Two().run_test() as pilot:
        app = pilot.app
        app.screen.set_focus(app.query_one(Input))
        async with asyncio.timeout(10):
            await compat.deliver_key(app, Key("x", "x"))
            removing = app.query_one(Input).remove()
            await compat.deliver_key(app, Key("y", "y"))
            await removing
            await compat.deliver_key(app, Key("n", "n"))
            await compat.deliver_key(app, Key("z", "z"))
        assert app.query_one(TextArea).text.endswith("z")


async def test_the_driver_writes_what_is_ours() -> None:
    written: list[str] = []
    async with Two().run_test() as pilot:
        assert pilot.app._driver is not None
        pilot.app._driver.write = written.append  # type: ignore[method-assign]
        compat.write_to_terminal(pilot.app, "\x1b]52;c;eA==\x07")
    assert "\x1b]52;c;eA==\x07" in written


def test_the_driver_overrides_what_textual_calls() -> None:
    for name in ("_enable_mouse_support", "_disable_mouse_support"):
        assert callable(getattr(LinuxDriver, name))
        assert getattr(ReaderDriver, name) is not getattr(LinuxDriver, name)


async def test_painting_at_once_leaves_it_to_a_refresh_where_nobody_would_see_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Two().run_test() as pilot:
        app, screen = pilot.app, pilot.app.screen
        await pilot.pause()
        assert not compat.paint_at_once(screen, {0}), "no terminal"
        monkeypatch.setattr(App, "is_headless", False)
        assert compat.paint_at_once(screen, {0})
        assert not compat.paint_at_once(app.query_one(TextArea), {0}), "has a border"
        await app.push_screen(Screen())
        assert not compat.paint_at_once(screen, {0}), "another screen lies above"
