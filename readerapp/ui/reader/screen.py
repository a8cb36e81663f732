"""The reader: document, highlight list and notes on one screen, and the only hub between them.

Keys become messages or screen actions, these become one call of the session, which saves
and answers with a Change, and the change goes down to the panes.
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
    from readerapp.ui.widgets.bars import PromptBar
    from readerapp.ui.widgets.document_view import DocumentView
    from readerapp.ui.widgets.highlight_list import HighlightList
    from readerapp.ui.widgets.overview_ruler import OverviewRuler


class ReaderScreen(
    BackgroundTasks,
    NoteSaving,
    SearchActions,
    ExportActions,
    ImportActions,
    AgreementActions,
    SpeakerActions,
):
    """One document and what was marked in it."""

    BINDINGS = make_bindings("reader")

    def compose(self) -> ComposeResult:
        """The panes, the status line, and a prompt in place of the key bar."""
        with Container(id="body"):
            with Container(id="text"):
                yield self.document
                yield self.strip
            with Container(id="side"):
                yield self.highlights
                yield self.notes
        yield self.status
        yield self.keys
        yield self.prompt
        yield Static("", id="small", markup=False)

    def on_mount(self) -> None:
        """The first page; the annotations follow from a thread."""
        self.status.show_title(byline(self.reading))
        self.set_focus(self.document)
        self._arrange()
        self.show_place()
        self.app.wake(self.open_annotations)  # type: ignore[attr-defined]

    # What the panes say

    def on_document_view_moved(self) -> None:
        """The caret or the selection moved: the highlight under it gets the focus."""
        at = self.document.caret.at
        here = [placed.key for placed in self.document.touching(at, at + 1)]
        if self.passage_key not in here and self.focused is not self.highlights:
            self.focus_on(here[-1] if here else None)
        self.show_place()
        self._show_keys()
        self.app.paint()  # type: ignore[attr-defined]

    def on_document_view_clicked(self, message: DocumentView.Clicked) -> None:
        """A click on a highlight selects it; elsewhere it puts the caret down."""
        self.status.clear_message()
        here = self.document.touching(message.offset, message.offset + 1)
        self.focus_on(here[-1].key if here else None)

    def on_overview_ruler_pointed(self, message: OverviewRuler.Pointed) -> None:
        """A click on the strip goes to that part of the document."""
        self.status.clear_message()
        self.document.jump(self.reading.text.at_fraction(message.fraction))

    def on_highlight_list_chosen(self, message: HighlightList.Chosen) -> None:
        """The document follows the list."""
        row = self.desk.row(message.key)
        if row is None:
            return
        if row.placed.shown:
            self.document.caret.drop()
            self.document.jump(row.placed.start, end=row.placed.end, remember=message.open)
        self.focus_on(message.key)
        if message.open and row.placed.shown:
            self.set_focus(self.document)

    def on_prompt_bar_changed(self, message: PromptBar.Changed) -> None:
        """Search and filter act while they are typed."""
        if message.purpose == "find":
            self.search_typed(message.text, message.pattern)
        elif message.purpose == "filter":
            self.attempt(lambda: self.filter_list(message.text))

    def on_prompt_bar_submitted(self, message: PromptBar.Submitted) -> None:
        """Enter in the prompt."""
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
        """Esc in the prompt, or a click beside it."""
        self.prompt.close()
        if message.purpose == "find":
            self.leave_search()
        elif message.purpose == "filter":
            self.attempt(lambda: self.filter_list(""))

    # Places

    def action_pane(self, direction: int) -> None:
        """The next pane: document, list, note."""
        panes = [self.document, self.highlights, self.notes.editor]
        here = panes.index(self.focused) if self.focused in panes else 0
        self.set_focus(panes[(here + direction) % len(panes)])

    def action_zen(self) -> None:
        """The text alone, or the panes again."""
        self.set_class(not self.has_class("-zen"), "-zen")
        self._arrange()

    def action_drop(self) -> None:
        """Esc: drop what is being done, one thing at a time."""
        if self.drop_move() or self.document.caret.selection is not None:
            self.document.drop()
        elif not self.forget_matches() and self._desk and self.desk.filtered:
            self.attempt(lambda: self.filter_list(""))

    def action_leave(self) -> None:
        """Esc in the list."""
        self.set_focus(self.document)

    def action_filter(self) -> None:
        """Ask what the list shall show."""

        def complete(typed: str) -> Completion:
            return complete_filter(typed, self._desk.filter_values() if self._desk else {})

        query = self._desk.query if self._desk else ""
        hint = "words speaker:… tag:… colour:… by:… is:orphaned"
        self.prompt.ask("filter", query, hint, complete=complete)

    def action_order(self) -> None:
        """The next order of the list."""

        def order() -> None:
            from readerapp.listing.filters import ORDERS

            following = ORDERS.index(self.desk.order) + 1
            self.desk.set_order(ORDERS[following % len(ORDERS)])
            self._show_list()

        self.attempt(order)

    async def action_about(self) -> None:
        """Title, author and date of the document, and where it is from."""
        from readerapp.ui.screens.info import AboutScreen

        await self.app.push_screen(AboutScreen(self._here()))

    async def action_help(self) -> None:
        """All keys, and where the annotations are kept."""
        from readerapp.ui.screens.info import HelpScreen

        await self.app.push_screen(HelpScreen(self.app.actions, self._here()))  # type: ignore[attr-defined]

    def _here(self) -> dict[str, str]:
        """What is known of the document, and who annotates it where."""
        kept, who = str(self.place.store.folder), self.place.who.annotator.name
        return {**document_facts(self.reading), "Annotations": kept, "Annotator": who}

    async def action_library(self) -> None:
        """The documents read; Esc there comes back."""
        from readerapp.ui.screens.library import LibraryScreen

        self.notes.flush()
        if self._desk is not None:
            self.remember_place()
        await self.app.push_screen(LibraryScreen(self.place))

    # Showing

    def take(self, change: Change) -> None:
        """Show a change in every pane."""
        self.desk.take(change)
        placed = self.desk.session.placed
        changed = [placed[key] for key in change.ids if key in placed]
        self.document.show_highlights(change.ids, changed)
        if self.scheme == "colour" and not change.speakers:
            marks = [(one, one.annotation.colour) for one in changed]
            self.strip.change_marks(change.ids, marks)
        else:
            self.show_colours()
        self._show_list()
        if change.focus:
            self.focus_on(change.focus)
        elif self.desk.row(self.focused_key) is None:
            self.on_document_view_moved()
        self.show_place()
        self._show_keys()
        if change.sentence:
            self.say(change.sentence, warning=bool(self.unsaved))

    def focus_on(self, key: str | None) -> None:
        """Make an annotation the one that keys act on."""
        self.focused_key = key
        self.document.focus_highlight(self.passage_key)
        if self._desk is None:
            return
        self.highlights.focus_on(key)
        self.show_note()
        self._show_keys()

    def _show_list(self) -> None:
        desk = self.desk
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
        self.highlights.show(desk.rows, desk.place, title=title, empty=empty, grouped=grouped)
        self.show_note()

    def show_place(self) -> None:
        """Place, number of highlights and saved state."""
        at = self.document.caret.at
        parts = [f"{self.reading.text.fraction(at):.0%}", self.reading.known_locator(at)]
        if self._desk:
            count = len(self.desk.session.placed)
            parts.append(count_noun(count, "highlight"))
            parts.append(self.save_state)
        self.strip.show_place(*self.document.seen)
        # "saved" takes the room of "saving", which may come with each letter of a note.
        spare = len("saving") - len("saved") if parts[-1] == "saved" else 0
        self.status.show_place(" · ".join(part for part in parts if part), spare)

    def _show_keys(self) -> None:
        if self.focused is self.notes.editor:
            kept = "not saved: see above" if self.unsaved else "saved while you type"
            self.keys.show([("Esc", "done"), ("Tab", "panes"), ("", kept)])
            return
        if self.focused is self.highlights:
            now: Moment = "list"
        elif self._moving:
            now = "moving"
        elif self.document.caret.selection:
            now = "selecting"
        else:
            now = "highlight" if self.focused_key else "reading"
        self.keys.show(footer_hints(now, self.app.actions, talk=self.in_talk))  # type: ignore[attr-defined]

    def show_all(self) -> None:
        """Show the annotations as they have been read."""
        self.show_colours()
        self._show_list()
        self.on_document_view_moved()

    def filter_list(self, query: str) -> None:
        """List what `query` lets through."""
        self.desk.set_filter(query)
        self._show_list()
        self.highlights.focus_on(self.focused_key)

    def on_descendant_focus(self) -> None:
        """Other panes, other keys; where there is room for one pane only, it is this one."""
        self._arrange()
        self._show_keys()

    def on_resize(self, event: events.Resize) -> None:
        """Other sizes, other layouts."""
        self._arrange()

    def _arrange(self) -> None:
        focus: Pane = "document"
        focused = self.prompt.asked_from if self.prompt.open else self.focused
        if focused is self.highlights:
            focus = "list"
        elif focused is self.notes.editor:
            focus = "note"
        layout = choose_layout(*self.app.size, focus=focus, zen=self.has_class("-zen"))
        for name in ("small", "wide", "stacked"):
            self.set_class(getattr(layout, name), f"-{name}")
        self.query_one("#text").display = layout.document
        self.query_one("#side").display = layout.list or layout.note
        self.highlights.display = layout.list
        self.notes.display = layout.note
        if layout.small:
            self.query_one("#small", Static).update(too_small(*self.app.size))
