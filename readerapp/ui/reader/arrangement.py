"""The arrangement of the panes on the screen: which are shown, zen mode, the width of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from readerapp.core.display_choices import MIN_TEXT_WIDTH
from readerapp.ui.pane_layout import choose_layout, too_small_message
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.ui.pane_layout import Pane

_WIDTH_STEP = 4
"""Columns by which a key makes the text narrower or wider."""


class ArrangementController(ReaderController):
    """Arranges the panes for the size of the screen and the pane that has the focus."""

    def action_zen(self) -> None:
        """Switch between the text alone and all panes."""
        self.reader.set_class(not self.reader.has_class("-zen"), "-zen")
        self.arrange()

    def action_width(self, steps: int) -> None:
        """Make the text narrower (negative) or wider, and remember its width.

        Wider than the pane is without a limit, for larger screens too, but only in a second step.
        """
        view = self.reader.document_view
        fills, rest = view.text_width >= view.full_width, view.text_width % _WIDTH_STEP
        limit = view.text_width - rest + steps * _WIDTH_STEP
        if steps < 0:
            limit = max(MIN_TEXT_WIDTH, limit + (_WIDTH_STEP if rest else 0))
        sentence = f"Width {limit}"
        if steps > 0 and fills:
            limit, sentence = 0, "Width: no limit"
        elif steps > 0 and limit >= view.full_width:
            limit = max(limit, self.app.context.settings.width)
            sentence = f"Width {view.full_width} · the whole pane"
        self.app.keep_text_width(limit)
        view.limit_width(limit)
        self.say(sentence)

    def arrange(self) -> None:
        """Choose the layout for the size of the screen and the pane that has the focus.

        Where there is room for one pane only, the focused pane is shown.
        """
        reader, pane = self.reader, self._focused_pane()
        layout = choose_layout(
            *self.app.size,
            focus=pane,
            zen=reader.has_class("-zen"),
            has_annotations=reader.panes.has_annotations,
            single=self.app.screen_reader,
        )
        reader.status.show_focus(active=pane == "document")
        for name in ("small", "wide", "stacked"):
            reader.set_class(getattr(layout, name), f"-{name}")
        reader.query_one("#text").display = layout.document
        reader.query_one("#side").display = layout.list or layout.note
        reader.highlight_list.display = layout.list
        reader.notes_panel.display = layout.note
        if layout.small:
            reader.query_one("#size-message", Static).update(too_small_message(*self.app.size))

    def reserve_bottom_rows(self, rows: int) -> None:
        """Reserve rows at the bottom of the screen for a panel, so that it hides no text.

        Args:
            rows: height of the panel in rows. It may hide the status line and the footer.
        """
        own_rows = 2  # the status line and the footer, which it may hide
        self.reader.query_one("#body").styles.margin = (0, 0, max(0, rows - own_rows), 0)

    def _focused_pane(self) -> Pane:
        prompt, focused = self.reader.prompt, self.reader.focused
        if prompt.open:
            focused = prompt.asked_from
        if focused is self.reader.highlight_list:
            return "list"
        return "note" if focused is self.reader.notes_panel.editor else "document"
