"""Screens that ask: what is asked has the keys and the mouse until it is answered or left."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widget import Widget

from readerapp.ui.widgets.bars import PromptBar


class PromptScreen(Screen[ScreenResultType]):
    """Keeps the focus in the open prompt, and gives it the clicks beside it.

    Keys go where the focus is. If it could leave an open prompt, what is typed into the prompt
    would be commands to a pane.
    """

    prompt: PromptBar

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Focus a widget; one outside of an open prompt gets the focus when that is closed."""
        if self.prompt.open and not self._prompts(widget):
            self.prompt.asked_from = widget or self.prompt.asked_from
            return
        super().set_focus(widget, scroll_visible, from_app_focus)

    def get_widget_at(self, x: int, y: int) -> tuple[Widget, Region]:
        """What a click meets: the prompt, while it is open, wherever it comes."""
        widget, region = super().get_widget_at(x, y)
        if self.prompt.open and not self._prompts(widget):
            return self.prompt, self.prompt.region
        return widget, region

    def _prompts(self, widget: Widget | None) -> bool:
        return widget is not None and self.prompt in widget.ancestors_with_self


class QuestionScreen(ModalScreen[ScreenResultType | None]):
    """A panel that asks; Esc and a click beside it leave it and change nothing."""

    BINDINGS = [("escape", "leave", "Leave")]

    def on_click(self, event: events.Click) -> None:
        """A click beside the panel leaves it."""
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.action_leave()

    def action_leave(self) -> None:
        """Esc changes nothing."""
        self.dismiss(None)
