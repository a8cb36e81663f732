"""The contents screen: headings by level with their highlights, filtered by what is typed."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from readerapp.reading.outline import Outline
from readerapp.text.phrases import count_noun
from readerapp.ui.widgets.outline_list import OutlineList, OutlineRow
from readerapp.ui.widgets.prompt import LineInput

_PAGE = 10
"""Rows by which PgUp and PgDn move."""


class ContentsScreen(ModalScreen[int | None]):
    """The entries of an outline; returns the offset of the one that was chosen, or None.

    Args:
        outline: the outline, with at least one entry.
        offset: the offset of the caret.
        counts: the number of highlights in each entry; None if it is not known yet.
        length: the length of the document in code points.
        typed: the filter to begin with.
    """

    BINDINGS = [
        Binding("escape", "dismiss", "Back"),
        Binding("up,ctrl+p", "step(-1)", show=False),
        Binding("down,ctrl+n", "step(1)", show=False),
        Binding("pageup", f"step(-{_PAGE})", show=False),
        Binding("pagedown", f"step({_PAGE})", show=False),
        Binding("ctrl+home", "step(-1000000000)", show=False),
        Binding("ctrl+end", "step(1000000000)", show=False),
    ]

    def __init__(
        self,
        outline: Outline,
        offset: int,
        counts: Sequence[int] | None,
        length: int,
        typed: str = "",
    ) -> None:
        super().__init__()
        self._outline, self._counts, self._length = outline, counts, length
        self._here = outline.index_at(offset)
        self._title = Static("", classes="title", markup=False)
        hint = "type to filter"
        self._input = LineInput(typed, compact=True, select_on_focus=False, placeholder=hint)
        self._list = OutlineList()
        self._has_labels = outline.has_headings and any(one.label for one in outline.entries)
        self._shown: Sequence[int] = ()  # the indexes of the entries that are listed

    def compose(self) -> ComposeResult:
        """Yield the title, the filter and the list."""
        yield self._title
        yield self._input
        yield self._list

    def on_mount(self) -> None:
        """List all entries, or those of the filter; the cursor does not blink."""
        self._input.cursor_blink = False
        self._input.cursor_position = len(self._input.value)
        self.set_focus(self._input)
        self.call_after_refresh(self._fill)

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the entries that fit what is typed."""
        event.stop()
        self._fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the current entry (Enter)."""
        event.stop()
        self._choose(self._list.current)

    def on_outline_list_chosen(self, event: OutlineList.Chosen) -> None:
        """Choose the clicked entry."""
        self._choose(event.index)

    def on_click(self, event: events.Click) -> None:
        """Keep the keys in the filter after a click."""
        self.set_focus(self._input)

    def action_step(self, rows: int) -> None:
        """Move to another entry."""
        self._list.step(rows)

    def _choose(self, index: int) -> None:
        if index < len(self._shown):
            self.dismiss(self._outline.entries[self._shown[index]].start)

    def _fill(self) -> None:
        """List the entries that fit; the current one is where the caret is, else the best."""
        typed = self._input.value
        shown = self._shown = self._outline.find(typed)
        current = self._here
        if typed.strip():
            best = set(self._outline.find_best(typed))
            current = next((index for index in shown if index in best), None)
        place = shown.index(current) if current is not None and current in shown else 0
        is_filtered = bool(typed.strip())
        self._list.show(
            lambda number: self._row(shown[number], is_filtered),
            len(shown),
            place,
            has_labels=self._has_labels,
            empty="No match · Backspace edits the filter",
        )
        noun = "heading" if self._outline.has_headings else "place"
        total = count_noun(len(self._outline.entries), noun)
        found = f"{len(shown)} of {total}" if is_filtered else total
        self._title.update(Content(f"Contents · {found} · Enter go there · Esc back"))

    def _row(self, index: int, is_filtered: bool) -> OutlineRow:
        entry = self._outline.entries[index]
        return OutlineRow(
            title=entry.title,
            above=entry.path.removesuffix(entry.title) if is_filtered else "",
            depth=0 if is_filtered else entry.depth,
            count=self._counts[index] if self._counts else None,
            label=entry.label if self._outline.has_headings else "",
            percent=f"{entry.start / max(1, self._length):.0%}",
            is_here=index == self._here,
        )
