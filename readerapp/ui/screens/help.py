"""Help: every key, made from the action table."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.ui.actions import GROUPS, Action, shown_key


class HelpScreen(ModalScreen[None]):
    """All keys by group; any of Esc, q and ? leaves."""

    BINDINGS = [
        ("escape,q,question_mark,f1", "dismiss", "Back"),
        ("j", "scroll('down')", "Down"),
        ("k", "scroll('up')", "Up"),
        ("space", "scroll('page_down')", "Page"),
    ]

    def __init__(self, actions: Iterable[Action], notes: str = "") -> None:
        super().__init__()
        self._actions = tuple(actions)
        self._notes = notes

    def compose(self) -> ComposeResult:
        """One long page."""
        with VerticalScroll(id="page"):
            yield Static(Content("Keys (Esc: back)"), classes="title")
            for group, title in GROUPS.items():
                yield Static(Content(title), classes="group")
                yield Static(Content("\n".join(_lines(self._actions, group))))
            if self._notes:
                yield Static(Content("Here"), classes="group")
                yield Static(Content(self._notes))

    def action_scroll(self, how: str) -> None:
        """Scroll the page."""
        page = self.query_one("#page", VerticalScroll)
        {"down": page.scroll_down, "up": page.scroll_up, "page_down": page.scroll_page_down}[how](
            animate=False
        )


def _lines(actions: Iterable[Action], group: str) -> Iterable[str]:
    for action in actions:
        if action.group == group:
            keys = " ".join(shown_key(key) for key in action.keys) or "(no key)"
            yield f"  {keys:<16} {action.help}"
