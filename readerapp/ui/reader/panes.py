"""What the panes show: changes, the focused annotation, list, colours and footer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.colour_schemes import (
    SCHEMES,
    LegendEntry,
    Scheme,
    colour_legend,
    displayed_colour,
)
from readerapp.ui.footer_hints import FooterHint, Moment, list_footer_hints
from readerapp.ui.reader import LOADING, ReaderController
from readerapp.ui.theme import colour_key
from readerapp.ui.widgets.list_heading import ListHeading

if TYPE_CHECKING:
    from textual.widget import Widget

    from readerapp.annotations.change import Change
    from readerapp.reading.completion import Completion
    from readerapp.ui.reader.screen import ReaderScreen


class PanesController(ReaderController):
    """Shows the session's annotations in all panes, and moves the focus between the panes.

    Attributes:
        focused_key: the id of the annotation that keys act on; None if there is none.
        scheme: what the colours of the highlights mean.
        has_annotations: whether the panes have had something to show; until the annotations are
            read, whether they had when the document was left.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.focused_key: str | None = None
        self.scheme: Scheme = "colour"
        self._legend: Sequence[LegendEntry] = ()
        self.has_annotations = False

    # Moving between panes

    def action_step(self, direction: int) -> None:
        """Focus the next or previous pane: document, list, note.

        Args:
            direction: 1 for the next pane, -1 for the previous one.
        """
        reader = self.reader
        panes = [reader.document_view, reader.highlight_list, reader.notes_panel.editor]
        current = panes.index(reader.focused) if reader.focused in panes else 0
        self._focus_pane(panes[(current + direction) % len(panes)])

    def action_leave_list(self) -> None:
        """Stop a check that runs, else clear the filter, else focus the document (Esc)."""
        if self.reader.checking.cancel():
            return
        if self.list_model.is_filtered:
            self.attempt(lambda: self.filter_list(""))
        else:
            self._focus_pane(self.reader.document_view)

    def _focus_pane(self, pane: Widget) -> None:
        """Focus a pane; in the document, keys act on the highlight under the caret."""
        self.reader.set_focus(pane)
        if pane is self.reader.document_view:
            self._focus_under_caret()

    def action_cancel(self) -> None:
        """Cancel one thing (Esc).

        The first that applies: a check that runs, moving ends or the selection, the underlined
        match, the filter, a document above another.
        """
        view, list_model = self.reader.document_view, self.reader.pending_actions.loaded_model
        if self.reader.checking.cancel():
            return
        if self.reader.marking.cancel_move() or view.caret.selection is not None:
            view.drop()
        elif view.forget_match():
            return
        elif list_model and list_model.is_filtered:
            self.attempt(lambda: self.filter_list(""))
        else:
            self.reader.leave_document_above()

    # The list: filter, order, colours

    def action_filter(self) -> None:
        """Ask for the filter of the list."""

        def complete(typed: str) -> Completion:
            from readerapp.reading.filter_completion import complete_filter

            list_model = self.reader.pending_actions.loaded_model
            return complete_filter(typed, list_model.filter_values() if list_model else {})

        list_model = self.reader.pending_actions.loaded_model
        query = list_model.query if list_model else ""
        query = query or self.reader.search.note_filter
        hint = "words tag: speaker: colour: note: has: no: is: by: since: -tag:"
        self.reader.prompt.ask("filter", query, hint, complete=complete, replace=True)

    def preview_filter(self, query: str) -> None:
        """List what passes the filter while it is typed; if it is not valid yet, change nothing."""
        with suppress(ReaderError):
            self.list_model.set_filter(query)
            self._show_list()
            self._show_near_caret()

    def filter_list(self, query: str) -> None:
        """List only the annotations that pass the filter `query`.

        If it hides the annotation that keys act on, the nearest listed one takes its place:
        what is not listed must not be changed by a key.

        Raises:
            ReaderError: the query is not valid.
        """
        model = self.list_model
        model.set_filter(query)
        self._show_list()
        key = self.focused_key
        if model.is_filtered and key is not None and model.index_of(key) is None:
            root = self.highlight_key or ""
            listed = root if model.index_of(root) is not None else None
            nearest = model.nearest(self.reader.document_view.caret.at)
            self.go_to(listed or nearest, remember=True)
        self._show_near_caret()

    def filter_clicked(self, query: str) -> None:
        """List only the annotations of a name that was clicked; all, if they are listed already."""
        self.attempt(lambda: self.filter_list("" if query == self.list_model.query else query))

    def _show_near_caret(self) -> None:
        """Show the part of the list where the caret is."""
        model, key = self.list_model, self.focused_key
        if key is None or model.index_of(key) is None:
            key = model.nearest(self.reader.document_view.caret.at)
        self.reader.highlight_list.focus_on(key)
        self.follow_row(jump=True)
        self.show_footer()

    def action_order(self) -> None:
        """Switch the list to the next sort order."""

        def order() -> None:
            from readerapp.listing.filters import ORDERS

            following = ORDERS.index(self.list_model.order) + 1
            self.list_model.set_order(ORDERS[following % len(ORDERS)])
            self._show_list()
            self.say(f"Order: {_ORDER_NAMES[self.list_model.order]}")

        self.attempt(order)

    def action_colours(self) -> None:
        """Switch the colours: the highlights' own, by speaker, by annotator, by tag."""

        def colour() -> None:
            self.scheme = SCHEMES[(SCHEMES.index(self.scheme) + 1) % len(SCHEMES)]
            self.show_colours()
            has_colour = self.app.theme_styles().colour
            legend = [
                f"{sanitize_label(one.name, 24)} {one.colour}"
                if has_colour
                else f"{colour_key(one.colour)} {sanitize_label(one.name, 24)}"
                for one in self._legend
            ]
            none = (
                f"{self.app.key('codebook')} names them"
                if self.scheme == "colour"
                else f"no {self.scheme} yet"
            )
            self.say(f"{_SCHEME_NAMES[self.scheme]} · {', '.join(legend) or none}")

        self.attempt(colour)

    def show_colours(self) -> None:
        """Colour everything by the current scheme, and show the legend in the list."""
        self._show_colours()
        self._show_list()

    def action_quotations(self) -> None:
        """Mark quotations in the text faintly, or not."""
        marked = self.reader.document_view.toggle_quotations()
        self.say("Quotations marked" if marked else "Quotations not marked")

    # Messages of the panes

    def focus_at_caret(self) -> None:
        """Focus the highlight under the caret, and show the new position."""
        if not self._is_in_list:
            self._focus_under_caret()
        self.reader.announcements.announce_caret()
        self.show_position()
        self.show_footer()
        self.app.paint()

    def _focus_under_caret(self) -> None:
        """Focus the highlight under the caret, if it is not the focused one; none without one."""
        keys = self._keys_under_caret
        if self.highlight_key not in keys:
            self.focus_annotation(keys[-1] if keys else None)

    @property
    def _keys_under_caret(self) -> list[str]:
        view = self.reader.document_view
        return [placed.key for placed in view.touching(view.caret.at, view.caret.at + 1)]

    def focus_clicked(self, offset: int) -> None:
        """Focus the highlight at the clicked `offset`; clear the focus if there is none."""
        self.reader.status.clear_message()
        placed = self.reader.document_view.touching(offset, offset + 1)
        self.focus_annotation(placed[-1].key if placed else None)

    def jump_to_fraction(self, fraction: float) -> None:
        """Jump to a part of the document, 0 to 1."""
        self.reader.status.clear_message()
        self.reader.document_view.jump(self.reader.document.text.at_fraction(fraction))

    def jump_to_chosen(self, key: str, *, focus_document: bool) -> None:
        """Jump to a highlight chosen in the list.

        Args:
            key: the id of the highlight.
            focus_document: whether the focus moves to the document and Backspace leads back.
        """
        row = self.list_model.row(key)
        if row is None or key != self.reader.highlight_list.current:
            return  # a key that came meanwhile has changed the row
        self.go_to(key, remember=focus_document)
        self.reader.announcements.announce_row(key)
        if focus_document and row.has_range:
            self.reader.set_focus(self.reader.document_view)

    def go_to(self, key: str | None, *, remember: bool = False) -> None:
        """Focus an annotation, and move the caret there.

        Args:
            key: the id of the annotation; None for no annotation.
            remember: whether Backspace leads back.
        """
        row, view = self.list_model.row(key), self.reader.document_view
        if row and row.has_range:
            view.caret.drop()
            view.jump(row.start, end=row.end, remember=remember)
        self.focus_annotation(key)

    def go_to_focused(self) -> None:
        """Move the caret to the focused annotation, if it is not there."""
        if self.focused_key and self.highlight_key not in self._keys_under_caret:
            self.go_to(self.focused_key)

    def follow_row(self, *, jump: bool) -> None:
        """Focus the annotation of the current row of the list, while the list has the focus.

        To be called when the list gets the focus, or when its rows have changed: the row, the
        note and the highlight in the text that are shown as chosen are those that keys act on.

        Args:
            jump: whether the caret goes there too.
        """
        key = self.reader.highlight_list.current
        if self._is_in_list and key != self.focused_key:
            if jump:
                self.go_to(key)
            else:
                self.focus_annotation(key)

    @property
    def _is_in_list(self) -> bool:
        return self.reader.focused is self.reader.highlight_list

    # What keys act on

    @property
    def highlight_key(self) -> str | None:
        """Return the id of the highlight that keys act on, or whose reply they act on."""
        key, list_model = self.focused_key, self.reader.pending_actions.loaded_model
        return list_model.session.threads.root(key) if list_model and key else key

    @property
    def chosen_key(self) -> str | None:
        """Return the id of the annotation of the list row or under the caret.

        It may be a reply. None if text is selected, or if there is no annotation here.
        """
        if self._is_in_list:
            return self.reader.highlight_list.current
        return None if self.reader.document_view.caret.selection else self.focused_key

    def focus_annotation(self, key: str | None) -> None:
        """Make the annotation `key` the one that keys act on; None for no annotation."""
        self.focused_key = key
        self.reader.document_view.focus_highlight(self.highlight_key)
        if self.reader.pending_actions.loaded_model is None:
            return
        self.reader.highlight_list.focus_on(key)
        self.reader.notes.show_note()
        self.show_footer()

    # Showing

    def show_without_rows(self, why: str) -> None:
        """Show in the list why it has no rows: the annotations are not read yet, or cannot be."""
        heading = ListHeading(title="Highlights")
        self.reader.highlight_list.show((), lambda _: None, heading=heading, empty=why)

    def show_all(self) -> None:
        """Show the annotations after they have been read."""
        session = self.session
        self.has_annotations = bool(session.shown)
        self.reader.document_view.show_makers(
            lambda made: "" if session.is_own(made) else session.creator_name(made)
        )
        self.reader.arrangement.arrange()
        self._show_colours()
        self._show_list()
        self.focus_at_caret()
        self._show_near_caret()

    def apply_change(self, change: Change, *, choose: bool = False) -> None:
        """Show a change of the session in every pane.

        Args:
            change: the change.
            choose: whether the list, if it has the focus, goes to the first that has changed.
        """
        self.list_model.apply_change(change)
        self.reader.marking.note_steps()
        placed = self.session.shown
        if placed and not self.has_annotations:
            self.has_annotations = True  # also after an undo: the text does not jump back
            self.reader.arrangement.arrange()
        changed = [placed[key] for key in change.ids if key in placed]
        self.reader.document_view.show_highlights(change.ids, changed)
        if self.scheme == "colour" and not change.speakers:
            marks = [(one, one.annotation.colour) for one in changed]
            self.reader.overview_ruler.change_marks(change.ids, marks)
        else:
            self._show_colours()
        self._show_list()
        if self._is_in_list:
            self._choose_row(self._first_listed(change.ids) if choose else change.focus)
        elif change.focus:
            self.focus_annotation(change.focus)
        elif self.list_model.row(self.focused_key) is None:
            self.focus_at_caret()
        self.show_position()
        self.show_footer()
        if change.sentence:
            undo = f" · {self.app.key('undo')} undo" if change.undoable else ""
            self.say(f"{change.sentence}{undo}", warning=bool(self.reader.saving.unsaved))

    def _first_listed(self, keys: Iterable[str]) -> str | None:
        """Return the first of some annotations in the order of the list; None if none is there."""
        model = self.list_model
        indexes = [index for key in keys if (index := model.index_of(key)) is not None]
        return model.rows[min(indexes)].key if indexes else None

    def _choose_row(self, wanted: str | None) -> None:
        """Choose the row after a change that was made while the list has the focus.

        It is the first that is listed of these: the annotation `wanted`, the one of the row, the
        highlight of a reply that is not listed any more, the one that took its place.
        """
        index_of, rows = self.list_model.index_of, self.reader.highlight_list
        if wanted and index_of(wanted) is not None:
            rows.focus_on(wanted)
        elif self.focused_key and index_of(self.focused_key) is None:
            root = self.highlight_key
            rows.focus_on(root if root and index_of(root) is not None else None)
        self.follow_row(jump=True)

    def show_position(self) -> None:
        """Show position, number of highlights and saved state in the status line."""
        reader = self.reader
        caret, text = reader.document_view.caret, reader.document.text
        at, span = caret.at, caret.selection
        # A part that changes with every key would be spoken each time by a screen reader.
        share = "" if self.app.screen_reader else f"{text.fraction(at):.0%}"
        start, end = (span.start, span.end) if span else (at, at)
        locator = reader.document.known_range_locator(start, end)
        place = " · ".join(filter(None, (share, locator)))
        count = "" if reader.pending_actions.annotations_ready else LOADING
        state = ""
        if list_model := reader.pending_actions.loaded_model:
            proposed = list_model.proposal_count
            shown = list_model.session.shown
            count = count_noun(len(shown) - shown.note_count - proposed, "highlight")
            count += f", {proposed} proposed" if proposed else ""
            state = reader.saving.state
        reader.status.show_chapter(reader.contents.chapter_at(at))
        reader.overview_ruler.show_place(*reader.document_view.seen)
        # Reserve the width of "saving" beside "saved": it may appear with each letter of a note.
        spare_cells = len("saving") - len("saved") if state == "saved" else 0
        reader.status.show_place(place, count, state, spare_cells)

    def show_footer(self) -> None:
        """Show the keys that are useful now."""
        reader = self.reader
        if reader.focused is reader.notes_panel.editor:
            saved = "saved while you type"
            if reader.saving.state == "not saved":
                saved = "not saved (see above)"
            if reader.notes_panel.editor.read_only:
                saved = "belongs to the file"
            leave = FooterHint("Esc", "done", "escape"), FooterHint("Tab", "next pane", "tab")
            reader.footer.show([*leave, FooterHint("", saved)])
            return
        if reader.focused is reader.highlight_list:
            moment: Moment = "embedded in list" if self._is_embedded_focused else "list"
            moment = "proposal in list" if self._is_proposal_focused else moment
        elif reader.marking.is_moving_ends:
            moment = "moving"
        elif reader.document_view.caret.selection:
            moment = "selecting"
        else:
            moment = "highlight" if self.focused_key else "reading"
            moment = "embedded" if self._is_embedded_focused else moment
            moment = "proposal" if self._is_proposal_focused else moment
        if self.app.screen_reader and moment in ("selecting", "highlight", "embedded", "proposal"):
            moment = "reading"  # what changes at each highlight would be spoken each time
        searching = reader.document_view.match is not None
        shared = reader.notes.is_shared
        hints = list_footer_hints(
            moment,
            self.app.actions,
            shared=shared,
            searching=searching,
            chapters=len(reader.document.headings) > 1,
            annotated=self.has_annotations,
            offered=reader.versions.offer is not None,
        )
        if reader.focused is reader.highlight_list and self.list_model.is_filtered:
            clear = self.app.key("list.leave")
            hints = [
                one._replace(word="clear filter") if one.label == clear else one for one in hints
            ]
        reader.footer.show(hints)

    @property
    def _is_embedded_focused(self) -> bool:
        """Return whether keys act on an annotation that belongs to the file."""
        list_model = self.reader.pending_actions.loaded_model
        return list_model is not None and self.focused_key in list_model.session.embedded

    @property
    def _is_proposal_focused(self) -> bool:
        """Return whether keys act on a proposal."""
        list_model = self.reader.pending_actions.loaded_model
        row = list_model.row(self.focused_key) if list_model else None
        return row is not None and row.annotation.is_proposal

    def _show_list(self) -> None:
        model = self.list_model
        listed, total, threads = len(model.rows), len(self.session.shown), self.session.threads
        embedded = total - len(self.session.placed)
        if replies := len(threads):
            listed = sum(row.thread is None for row in model.rows)
        if notes := self.session.shown.note_count:
            listed -= sum(row.thread is None and not row.annotation.target for row in model.rows)
            total -= notes
        title = f"Highlights {listed}" if listed == total else f"Highlights {listed} of {total}"
        title += f" · {count_noun(notes, 'document note')}" if notes else ""
        title += f" · {count_noun(replies, 'reply', 'replies')}" if replies else ""
        title += f", {model.hidden_count} hidden" if model.hidden_count else ""
        title += f" · {embedded} of the file" if embedded else ""
        title += f" · {model.proposal_count} proposed" if model.proposal_count else ""
        clear = self.app.key("list.leave")
        heading = ListHeading(
            title=title,
            # Not the usual one: a scroll of the text sends each cell of the list anew.
            order=f"by {model.order}" if model.order != "place" or model.is_filtered else "",
            query=model.query,
            clear=f"{clear} clear",
            legend=self._legend,
        )
        empty = self._empty_text() if not model.rows else ""
        grouped = model.order == "speaker"
        self.reader.highlight_list.show(
            model.rows, model.index_of, heading=heading, empty=empty, grouped=grouped
        )
        self.reader.notes.show_note()

    def _empty_text(self) -> str:
        """Return what the list shows instead of rows, with the user's keys.

        It is short, because a scroll of the text sends each row of the list anew.
        """
        if self.session.shown:
            return "No highlights match this filter"
        return f"No highlights yet · {self.app.key('mark')} makes one"

    def _show_colours(self) -> None:
        """Colour text, list and overview ruler by the current colour scheme."""
        reader = self.reader
        rows = self.list_model.all_rows()
        colour_of = displayed_colour(self.scheme, rows)
        self._legend = colour_legend(self.scheme, rows, colour_of, self.list_model.colour_names)
        reader.notes_panel.show_colour_names(self.list_model.colour_names)
        reader.document_view.show_colours(colour_of)
        reader.highlight_list.show_colours(colour_of)
        marks = ((row, colour_of(row.annotation)) for row in rows)
        reader.overview_ruler.show_marks(len(reader.document.text), marks)


_ORDER_NAMES = {"place": "by place", "time": "by time, newest first", "speaker": "by speaker"}

_SCHEME_NAMES: dict[Scheme, str] = {
    "colour": "Colours as marked",
    "speaker": "Colours by speaker",
    "annotator": "Colours by annotator",
    "tag": "Colours by tag",
}
