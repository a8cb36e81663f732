"""The review of a quote check: the draft above, the source below, and what differs.

`QuoteCheckScreen` asks about one quotation after the other; `QuotationListScreen` lists all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.core.errors import ReaderError
from readerapp.reading.reanchor_review import first_words, last_words
from readerapp.text.graphemes import cell_width
from readerapp.text.phrases import count_noun, without_full_stop
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.screens.review_screen import ReviewCallbacks, ReviewScreenBase
from readerapp.ui.screens.table_editor import FieldsForm
from readerapp.ui.widgets.table import Column, Table, TableRow
from readerapp.ui.widgets.text_page import FAINT, PLAIN, STRONG, Pieces, flow_pieces
from readerapp.verification.descriptions import (
    LOUD_KINDS,
    VERDICT_NAMES,
    describe_differences,
    describe_verdict,
    source_label,
)
from readerapp.verification.marked_words import (
    ELSEWHERE,
    MarkedWords,
    mark_differences,
    shorten_alike,
)

if TYPE_CHECKING:
    from readerapp.verification.review import ListedQuotation, QuoteReview
    from readerapp.verification.source_passages import CheckedQuotation, SourcePassage

_CHANGED, _LOUD = Style(bold=True, underline=True), Style(bold=True, reverse=True)
_NOWHERE = "   These words are in no source · a paraphrase or translation is not recognised"
_PHRASE_NOWHERE = "   In no source · a few words in quotation marks, perhaps no quotation"
_LABEL = 30
"""Cells for the name of a source beside its place."""


class QuoteCheckScreen(ReviewScreenBase):
    """Review panel for the quotations that need a look.

    Args:
        review: the quotations.
        callbacks: what the panel calls in the reader.
        show: shows the current quotation in the document.
        copy: copies words to the clipboard, and calls the function with what to say then.
        open_source: opens the source at the passage.
        locate: returns how the place of a quotation in the draft is cited.
    """

    BINDINGS = [
        ("enter,ctrl+j", "accept", "Accept: the quotation may stay"),
        ("a", "problem", "Note a problem"),
        ("c", "correct", "Note the source's words, with their citation, as what it must say"),
        ("y", "copy", "Copy the source's words with their citation"),
        ("o", "open_source", "Open the source at this place (Backspace returns)"),
        ("tab", "passage(1)", "Next place in the sources"),
        ("shift+tab", "passage(-1)", "Previous place in the sources"),
        ("l", "list", "List all quotations"),
    ]

    def __init__(
        self,
        review: QuoteReview,
        callbacks: ReviewCallbacks,
        *,
        show: Callable[[CheckedQuotation], None],
        copy: Callable[[str, Callable[[str], None]], None],
        open_source: Callable[[SourcePassage, Callable[[str], None]], None],
        locate: Callable[[CheckedQuotation], str],
    ) -> None:
        super().__init__(review, callbacks, _describe_result(review))
        self._review, self._show = review, show
        self._copy, self._open_source, self._locate = copy, open_source, locate

    def show_current(self) -> None:
        """Show the quotation in the document."""
        if current := self._review.current:
            self._show(current)

    # Answers

    def action_accept(self) -> None:
        """Record that the quotation may stay."""
        if self._review.current:
            self.answer(self._review.accept)

    def action_problem(self) -> None:
        """Ask what is wrong, and record it."""
        if not self._review.current:
            return
        remarks: list[str] = []
        form = FieldsForm(
            "Enter save · Esc cancel",
            [("What is wrong? (may be empty)", "")],
            lambda values: remarks.append(values[0]),
        )

        def done(is_saved: bool | None) -> None:
            if is_saved:
                self.answer(lambda: self._review.note_problem(remarks[-1]))

        self.app.push_screen(form, done)

    def action_correct(self) -> None:
        """Record the words of the source, with their citation, as what the draft must say."""
        if self._review.current:
            self.answer(self._review.correct)

    # What leaves the review as it is

    def action_copy(self) -> None:
        """Copy the words of the source with their citation."""
        try:
            citation = self._review.citation
        except ReaderError as error:
            self.ask(str(error))
        else:
            self._copy(citation, self.ask)

    def action_open_source(self) -> None:
        """Open the source at the passage that is shown."""
        if passage := self._review.passage:
            try:
                self._open_source(passage, self.ask)
            except ReaderError as error:
                self.ask(str(error))

    def action_passage(self, direction: int) -> None:
        """Show the next (1) or previous (-1) place in the sources."""
        self._review.step_passage(direction)
        self.ask()

    def action_list(self) -> None:
        """List all quotations, those that pass too; go to the chosen one."""

        def chosen(number: int | None) -> None:
            if number is not None:
                self._review.go_to(number)
            self.ask()

        self.app.push_screen(QuotationListScreen(self._review.listed(), self._locate), chosen)

    # What is shown

    def rows(self, message: str) -> list[Pieces]:
        """Return the rows: verdict, quotation, source with context, what differs, and the keys."""
        current, width = self._review.current, self.columns
        if current is None:
            return self._end_rows(message)
        head = self.head_rows(self._head(current), message)
        facts = self._fact_rows(current)
        keys = self._keys(current)
        most = min(self.room, max(7, self.app.size.height // 2))  # the draft has the rest
        room = max(1, most - len(head) - len(facts) - 1)
        return [*head, *self._passage_rows(current, width, room), *facts, keys]

    def _head(self, current: CheckedQuotation) -> str:
        """Return the first row: which quotation, the verdict, how sure."""
        check, (number, total) = current.check, self._review.progress
        place = f"{number} of {total}" if number else "quotation"
        decision = f" · {self._review.decision()}" if self._review.decision() else ""
        verdict = f"{describe_verdict(check)}, {check.confidence:.0%} sure"
        kind = {"phrase": " · a phrase", "block": " · set off", "highlight": " · a highlight"}
        state = f"{place} · {verdict}{kind.get(check.quotation.kind, '')}{decision}"
        title = f" Quote check · {state}"
        return title if cell_width(title) < self.columns else f" {state}"

    def _passage_rows(self, current: CheckedQuotation, width: int, room: int) -> list[Pieces]:
        """Return the words of the draft and those of the source, in at most `room` rows."""
        check, passage = current.check, self._review.passage
        exact = check.quotation.exact
        if passage is None:
            nowhere = _PHRASE_NOWHERE if check.quotation.kind == "phrase" else _NOWHERE
            rows = flow_pieces([(nowhere, PLAIN)], width, max(1, min(2, room)))
            if room > len(rows):
                words: Pieces = [(" draft  ", FAINT), (f"“{exact}”", PLAIN)]
                rows = [*flow_pieces(words, width, min(4, room - len(rows))), *rows]
            return rows
        draft, source = mark_differences(
            exact, passage.place.exact, check.differences, spliced=check.verdict == "spliced"
        )
        draft_rows = min(4, room // 3)
        rows = []
        if draft_rows:
            fitting = shorten_alike(draft, draft_rows * width - 16)
            pieces = [(" draft  “", FAINT), *_styled(fitting), ("”", FAINT)]
            rows = flow_pieces(pieces, width, draft_rows)
        return [*rows, *self._source_rows(passage, source, width, min(8, room - len(rows)))]

    def _source_rows(
        self, passage: SourcePassage, source: Sequence[MarkedWords], width: int, room: int
    ) -> list[Pieces]:
        """Return the passage of the source with its name, place and context."""
        place = passage.place
        label = sanitize_label(source_label(place.source), _LABEL)
        facts = f"{label} {place.locator} "
        cells = room * width - len(facts) - 14
        words = shorten_alike(source, cells)
        context = max(0, cells - sum(len(one.text) for one in words)) // 2
        before, after = last_words(passage.before, context), first_words(passage.after, context)
        pieces = [
            (" source ", FAINT),
            (facts, STRONG),
            (f"…{before}" if before.strip() else "", FAINT),
            ("[", STRONG),
            *_styled(words),
            ("]", STRONG),
            (f"{after}…" if after.strip() else "", FAINT),
        ]
        return flow_pieces(pieces, width, room)

    def _fact_rows(self, current: CheckedQuotation) -> list[Pieces]:
        """Return rows with the speakers, the differences in words, and the other places."""
        check = current.check
        other = check.speaker_check == "other"
        speakers: Pieces = [(f" {self._review.describe_speakers()}", STRONG if other else PLAIN)]
        earlier = self._review.earlier()
        more = [self._also(current), f"before: {earlier}" if earlier else ""]
        facts: Pieces = [*speakers, *((f" · {one}", PLAIN) for one in more if one)]
        differences = describe_differences(check)
        small = self.app.size.height < 20
        rows = flow_pieces(facts, self.columns, 2 if other else 1)
        if not differences:
            return rows
        line: Pieces = [(f" Differs: {' · '.join(differences)}", PLAIN)]
        if small and not other:  # one row has what matters more
            return flow_pieces(line, self.columns, 1)
        return [*flow_pieces(line, self.columns, 1 if small else 3), *rows]

    def _also(self, current: CheckedQuotation) -> str:
        """Return in how many other places the words are, or which part of a splice is shown."""
        count = len(current.passages)
        if count < 2:
            return ""
        number = self._review.rank + 1
        if current.check.verdict == "spliced":
            return f"part {number} of {count}, Tab next part"
        if number > 1:
            return f"place {number} of {count}, Tab next place"
        return f"also in {count_noun(count - 1, 'other place')}, Tab shows"

    def _end_rows(self, message: str) -> list[Pieces]:
        """Return the rows when no quotation needs a look: what was found, and the keys."""
        review, (_, total) = self._review, self._review.progress
        done = f"All {total} looked at" if total else "No quotation needs a look"
        decided = [one.decision for one in review.listed()]
        counts = [
            f"{decided.count(name)} {words}"
            for name, words in (("accepted", "accepted"), ("problem", "noted as problems"))
            if name in decided
        ]
        rows = self.head_rows(f" {done}", "" if message == _describe_result(review) else message)
        facts = " · ".join([review.summary(), *counts])
        rows += flow_pieces([(f" {facts}", PLAIN)], self.columns, 2)
        if unread := _describe_problems(review):
            rows += flow_pieces([(f" {unread}", STRONG)], self.columns, 2)
        return [*rows, self.key_row("l list all · u undo · Esc back")]

    def _keys(self, current: CheckedQuotation) -> Pieces:
        """Return the row of the keys; it begins with what Enter does."""
        if not current.passages:
            return self.key_row(
                "Enter accept · a note a problem · l list all · n next · b back · u undo · Esc end",
                "Enter accept · a problem · l list · n next · b back · u undo · Esc",
                "Enter ok · n next · a problem · b back · l list · u undo",
            )
        return self.key_row(
            "Enter accept · a note a problem · c correct in the note · y copy · o open source"
            " · l list all · n next · b back · u undo · Esc end",
            "Enter accept · a note a problem · c correct · y copy · o open source · l list all"
            " · n next · b back · u undo · Esc",
            "Enter accept · a problem · c correct · y copy · o open · l list · n next · b back",
            "Enter accept · a problem · c fix · y copy · o open · n next · b back · l list",
            "Enter ok · n next · a problem · c fix · b back · y copy · o open · l list",
        )


def _describe_result(review: QuoteReview) -> str:
    """Say how many quotations pass, and which sources could not be read."""
    passing = f"{review.passing} of {len(review.result.quotations)} pass"
    return " · ".join(filter(None, (passing, _describe_problems(review))))


def _describe_problems(review: QuoteReview) -> str:
    """Say how many sources could not be read, and why not the first; empty if all could."""
    problems = review.result.problems
    if not problems:
        return ""
    return (
        f"{count_noun(len(problems), 'source')} not read: {without_full_stop(problems[0].reason)}"
    )


def _styled(words: Sequence[MarkedWords]) -> Pieces:
    """Return words in the style of their difference: what changes the sense is reversed."""
    return [(one.text, _style(one.kind)) for one in words]


def _style(kind: str) -> Style:
    if kind in LOUD_KINDS:
        return _LOUD
    if kind == ELSEWHERE:
        return FAINT
    return _CHANGED if kind else PLAIN


_COLUMNS = (
    Column("verdict", 10),
    Column("place", 9),
    Column("quotation"),
    Column("source", 22),
    Column("decision", 10),
)


class QuotationListScreen(ModalScreen[int | None]):
    """Table of all quotations of a draft; returns the number of the chosen one, or None.

    Args:
        listed: the quotations.
        locate: returns how the place of a quotation in the draft is cited.
    """

    BINDINGS = [("escape,q,l", "leave", "Back")]

    def __init__(
        self, listed: Sequence[ListedQuotation], locate: Callable[[CheckedQuotation], str]
    ) -> None:
        super().__init__()
        self._listed, self._locate = listed, locate
        self._table = Table(_COLUMNS, empty="")

    def compose(self) -> ComposeResult:
        """Yield the title and the table."""
        count = count_noun(len(self._listed), "quotation")
        yield Static(Content(f"{count} · Enter look at it · Esc back"), classes="title")
        yield self._table

    def on_mount(self) -> None:
        """Fill the table; the first one that needs a look is the current row."""
        at = next((str(one.number) for one in self._listed if one.is_open), None)
        self._table.show([self._row(one) for one in self._listed], at)
        self.set_focus(self._table)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Return the number of the row (Enter)."""
        self.dismiss(int(event.key))

    def action_leave(self) -> None:
        """Return to the review."""
        self.dismiss(None)

    def _row(self, one: ListedQuotation) -> TableRow:
        check = one.checked.check
        verdict = VERDICT_NAMES[check.verdict]
        source = source_label(check.place.source) if check.place else ""
        if check.speaker_check == "other" and check.place:
            source = f"{check.place.speaker}, {source}"
        words = " ".join(check.quotation.exact.split())
        decision = one.decision or ("to look at" if one.is_open else "")
        texts = (verdict, self._locate(one.checked), words, source, decision)
        return TableRow(str(one.number), tuple(map(sanitize_label, texts)))
