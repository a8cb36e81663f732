"""Base screens with a prompt or a question panel.

An open prompt or panel gets all keys and clicks until it is answered or cancelled.
"""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widget import Widget

from readerapp.ui.widgets.prompt import PromptBar


class PromptScreen(Screen[ScreenResultType]):
    """A screen that keeps the focus and the clicks in its open prompt.

    Keys go to the widget that has the focus. If the focus could leave an open prompt, text typed
    for the prompt would run commands of a pane.
    """

    prompt: PromptBar

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Focus a widget.

        While the prompt is open, a widget outside of it gets the focus when the prompt closes.
        """
        if self.prompt.open and not self._prompts(widget):
            self.prompt.asked_from = widget or self.prompt.asked_from
            return
        super().set_focus(widget, scroll_visible, from_app_focus)

    def get_widget_at(self, x: int, y: int) -> tuple[Widget, Region]:
        """Return the widget under a click: the prompt, wherever it is, while it is open."""
        widget, region = super().get_widget_at(x, y)
        if self.prompt.open and not self._prompts(widget):
            return self.prompt, self.prompt.region
        return widget, region

    def _prompts(self, widget: Widget | None) -> bool:
        return widget is not None and self.prompt in widget.ancestors_with_self


class QuestionScreen(ModalScreen[ScreenResultType | None]):
    """A panel that asks a question; Esc or a click beside it returns None and changes nothing."""

    BINDINGS = [("escape", "leave", "Leave")]

    def on_click(self, event: events.Click) -> None:
        """Cancel after a click beside the panel."""
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.action_leave()

    def action_leave(self) -> None:
        """Cancel (Esc); nothing changes."""
        self.dismiss(None)
