"""The reader screen: document, highlight list and notes; the only module that connects the panes.

Keys become messages or screen actions. Each of them becomes one call of the session, which saves
and returns a `Change`. The screen passes the change to the panes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from readerapp.reading.completion import Completion, complete_filter
from readerapp.reading.goto import byline, document_facts
from readerapp.text.phrases import count_noun
from readerapp.ui.actions import Moment, footer_hints, make_bindings
from readerapp.ui.pane_layout import choose_layout, too_small
from readerapp.ui.reader.background import BackgroundTasks
from readerapp.ui.reader.note_saving import NoteSaving
from readerapp.ui.reader.search import SearchActions
from readerapp.ui.reader.sharing import AgreementActions, ExportActions, ImportActions
from readerapp.ui.reader.speakers import SpeakerActions

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.ui.pane_layout import Pane
    from readerapp.ui.widgets.document_view import DocumentView
    from readerapp.ui.widgets.highlight_list import HighlightList
    from readerapp.ui.widgets.overview_ruler import OverviewRuler
    from readerapp.ui.widgets.prompt import PromptBar


class ReaderScreen(
    BackgroundTasks,
    NoteSaving,
    SearchActions,
    ExportActions,
    ImportActions,
    AgreementActions,
    SpeakerActions,
):
    """The screen of one document and its annotations."""

    BINDINGS = make_bindings("reader")

    def compose(self) -> ComposeResult:
        """Yield the panes, the status line, the footer and the prompt that replaces the footer."""
        with Container(id="body"):
            with Container(id="text"):
                yield self.document_view
                yield self.overview_ruler
            with Container(id="side"):
                yield self.highlight_list
                yield self.notes_panel
        yield self.status
        yield self.footer
        yield self.prompt
        yield Static("", id="small", markup=False)

    def on_mount(self) -> None:
        """Show the first page, then start the thread that reads the annotations."""
        self.status.show_title(byline(self.document))
        self.set_focus(self.document_view)
        self._arrange()
        self.show_position()
        self.app.wake(self.open_annotations)  # type: ignore[attr-defined]

    # Messages from the panes

    def on_document_view_moved(self) -> None:
        """Focus the highlight under the caret after the caret or the selection moved."""
        at = self.document_view.caret.at
        here = [placed.key for placed in self.document_view.touching(at, at + 1)]
        if self.passage_key not in here and self.focused is not self.highlight_list:
            self.focus_annotation(here[-1] if here else None)
        self.show_position()
        self._show_keys()
        self.app.paint()  # type: ignore[attr-defined]

    def on_document_view_clicked(self, message: DocumentView.Clicked) -> None:
        """Focus the clicked highlight; clear the focus if there is none at the click."""
        self.status.clear_message()
        here = self.document_view.touching(message.offset, message.offset + 1)
        self.focus_annotation(here[-1].key if here else None)

    def on_overview_ruler_pointed(self, message: OverviewRuler.Pointed) -> None:
        """Jump to the part of the document that was clicked in the overview ruler."""
        self.status.clear_message()
        self.document_view.jump(self.document.text.at_fraction(message.fraction))

    def on_highlight_list_chosen(self, message: HighlightList.Chosen) -> None:
        """Jump to the highlight chosen in the list."""
        row = self.list_model.row(message.key)
        if row is None:
            return
        if row.placed.shown:
            self.document_view.caret.drop()
            self.document_view.jump(row.placed.start, end=row.placed.end, remember=message.open)
        self.focus_annotation(message.key)
        if message.open and row.placed.shown:
            self.set_focus(self.document_view)

    def on_prompt_bar_changed(self, message: PromptBar.Changed) -> None:
        """Search or filter while the query is typed."""
        if message.purpose == "find":
            self.search_typed(message.text, message.pattern)
        elif message.purpose == "filter":
            self.attempt(lambda: self.filter_list(message.text))

    def on_prompt_bar_submitted(self, message: PromptBar.Submitted) -> None:
        """Run the action of the prompt after Enter."""
        acts = {
            "find": self.keep_search,
            "filter": lambda: self.filter_list(message.text),
            "go to": lambda: self.go_to(message.text),
            "export to": lambda: self.export_to(message.text),
            "import": lambda: self.import_from(message.text),
            "agreement with": lambda: self.compare_with(message.text),
            "save in": lambda: self.save_elsewhere(message.text),
        }
        self.answer(acts[message.purpose])

    def on_prompt_bar_cancelled(self, message: PromptBar.Cancelled) -> None:
        """Close the prompt after Esc or a click beside it, and undo its search or filter."""
        self.prompt.close()
        if message.purpose == "find":
            self.leave_search()
        elif message.purpose == "filter":
            self.attempt(lambda: self.filter_list(""))

    # Moving between panes, and opening other screens

    def action_pane(self, direction: int) -> None:
        """Focus the next or previous pane: document, list, note.

        Args:
            direction: 1 for the next pane, -1 for the previous one.
        """
        panes = [self.document_view, self.highlight_list, self.notes_panel.editor]
        here = panes.index(self.focused) if self.focused in panes else 0
        self.set_focus(panes[(here + direction) % len(panes)])

    def action_zen(self) -> None:
        """Switch between the text alone and all panes."""
        self.set_class(not self.has_class("-zen"), "-zen")
        self._arrange()

    def action_drop(self) -> None:
        """Cancel one thing (Esc).

        The first that applies: moving ends or the selection, the underlined match, the filter.
        """
        if self.drop_move() or self.document_view.caret.selection is not None:
            self.document_view.drop()
        elif not self.forget_matches() and self._list_model and self.list_model.filtered:
            self.attempt(lambda: self.filter_list(""))

    def action_leave(self) -> None:
        """Focus the document (Esc in the list)."""
        self.set_focus(self.document_view)

    def action_filter(self) -> None:
        """Ask for the filter of the list."""

        def complete(typed: str) -> Completion:
            return complete_filter(
                typed, self._list_model.filter_values() if self._list_model else {}
            )

        query = self._list_model.query if self._list_model else ""
        hint = "words speaker:… tag:… colour:… by:… is:orphaned"
        self.prompt.ask("filter", query, hint, complete=complete)

    def action_order(self) -> None:
        """Switch the list to the next sort order."""

        def order() -> None:
            from readerapp.listing.filters import ORDERS

            following = ORDERS.index(self.list_model.order) + 1
            self.list_model.set_order(ORDERS[following % len(ORDERS)])
            self._show_list()

        self.attempt(order)

    async def action_about(self) -> None:
        """Show the document's title, author, date and source."""
        from readerapp.ui.screens.info import AboutScreen

        await self.app.push_screen(AboutScreen(self._here()))

    async def action_help(self) -> None:
        """Show all keys, and where the annotations are stored."""
        from readerapp.ui.screens.info import HelpScreen

        await self.app.push_screen(HelpScreen(self.app.actions, self._here()))  # type: ignore[attr-defined]

    def _here(self) -> dict[str, str]:
        """Return facts about the document, the store folder and the annotator's name."""
        kept, who = str(self.context.store.folder), self.context.who.annotator.name
        return {**document_facts(self.document), "Annotations": kept, "Annotator": who}

    async def action_library(self) -> None:
        """Open the library screen; Esc there returns to this document."""
        from readerapp.ui.screens.library import LibraryScreen

        self.notes_panel.flush()
        if self._list_model is not None:
            self.remember_position()
        await self.app.push_screen(LibraryScreen(self.context))

    # Updating the panes

    def apply_change(self, change: Change) -> None:
        """Show a change of the session in every pane."""
        self.list_model.take(change)
        placed = self.list_model.session.placed
        changed = [placed[key] for key in change.ids if key in placed]
        self.document_view.show_highlights(change.ids, changed)
        if self.scheme == "colour" and not change.speakers:
            marks = [(one, one.annotation.colour) for one in changed]
            self.overview_ruler.change_marks(change.ids, marks)
        else:
            self.show_colours()
        self._show_list()
        if change.focus:
            self.focus_annotation(change.focus)
        elif self.list_model.row(self.focused_key) is None:
            self.on_document_view_moved()
        self.show_position()
        self._show_keys()
        if change.sentence:
            self.say(change.sentence, warning=bool(self.unsaved))

    def focus_annotation(self, key: str | None) -> None:
        """Make the annotation `key` the one that keys act on; None for no annotation."""
        self.focused_key = key
        self.document_view.focus_highlight(self.passage_key)
        if self._list_model is None:
            return
        self.highlight_list.focus_on(key)
        self.show_note()
        self._show_keys()

    def _show_list(self) -> None:
        desk = self.list_model
        shown, total, threads = len(desk.rows), len(desk.session.placed), desk.session.threads
        if replies := len(threads):
            shown = sum(row.thread is None for row in desk.rows)
        title = f"Highlights {shown}" if shown == total else f"Highlights {shown} of {total}"
        title += f" · {count_noun(replies, 'reply', 'replies')}" if replies else ""
        title += f", {desk.hidden} hidden" if desk.hidden else ""
        title += f" · {desk.query}" if desk.query else ""
        title += f" · by {desk.order}" if desk.order != "place" else ""
        empty = "Nothing passes the filter." if total else "Enter marks what is under the caret."
        grouped = desk.order == "speaker"
        self.highlight_list.show(desk.rows, desk.place, title=title, empty=empty, grouped=grouped)
        self.show_note()

    def show_position(self) -> None:
        """Show position, number of highlights and saved state in the status line."""
        at = self.document_view.caret.at
        parts = [f"{self.document.text.fraction(at):.0%}", self.document.known_locator(at)]
        if self._list_model:
            count = len(self.list_model.session.placed)
            parts.append(count_noun(count, "highlight"))
            parts.append(self.save_state)
        self.overview_ruler.show_place(*self.document_view.seen)
        # Reserve the width of "saving" beside "saved": it may appear with each letter of a note.
        spare = len("saving") - len("saved") if parts[-1] == "saved" else 0
        self.status.show_place(" · ".join(part for part in parts if part), spare)

    def _show_keys(self) -> None:
        if self.focused is self.notes_panel.editor:
            kept = "not saved: see above" if self.unsaved else "saved while you type"
            self.footer.show([("Esc", "done"), ("Tab", "panes"), ("", kept)])
            return
        if self.focused is self.highlight_list:
            now: Moment = "list"
        elif self._moving:
            now = "moving"
        elif self.document_view.caret.selection:
            now = "selecting"
        else:
            now = "highlight" if self.focused_key else "reading"
        self.footer.show(footer_hints(now, self.app.actions, talk=self.in_talk))  # type: ignore[attr-defined]

    def show_all(self) -> None:
        """Show the annotations after they have been read."""
        self.show_colours()
        self._show_list()
        self.on_document_view_moved()

    def filter_list(self, query: str) -> None:
        """Show only the annotations that pass the filter `query` in the list."""
        self.list_model.set_filter(query)
        self._show_list()
        self.highlight_list.focus_on(self.focused_key)

    def on_descendant_focus(self) -> None:
        """Update the layout and the footer for the pane that got the focus.

        Where there is room for one pane only, the focused pane is shown.
        """
        self._arrange()
        self._show_keys()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout for the new screen size."""
        self._arrange()

    def _arrange(self) -> None:
        focus: Pane = "document"
        focused = self.prompt.asked_from if self.prompt.open else self.focused
        if focused is self.highlight_list:
            focus = "list"
        elif focused is self.notes_panel.editor:
            focus = "note"
        layout = choose_layout(*self.app.size, focus=focus, zen=self.has_class("-zen"))
        for name in ("small", "wide", "stacked"):
            self.set_class(getattr(layout, name), f"-{name}")
        self.query_one("#text").display = layout.document
        self.query_one("#side").display = layout.list or layout.note
        self.highlight_list.display = layout.list
        self.notes_panel.display = layout.note
        if layout.small:
            self.query_one("#small", Static).update(too_small(*self.app.size))
