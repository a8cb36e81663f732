"""Speakers: who said a passage, the speakers screen, and the review of quotations."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun, quote
from readerapp.ui.reader import ReaderController
from readerapp.ui.reader.marking import PendingRange

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.listing.speaker_stats import SpeakerStats
    from readerapp.reading.speaker_review import RankingJob, SpeakerReview
    from readerapp.reading.transcript_turns import TranscriptTurns, TurnHighlights
    from readerapp.speakers import Suggestion
    from readerapp.ui.reader.screen import ReaderScreen
    from readerapp.ui.screens.review_panels import SpeakerReviewScreen

# Ranking and screens are imported on first use, so that the first page does not wait for them.

_BUSY_DELAY = 0.5
"""Seconds between two checks whether the user is back in the document."""


class SpeakersController(ReaderController):
    """Asks who said something, and opens the screens about speakers."""

    async def action_choose(self) -> None:
        """Ask for the speaker of the highlight or the text here.

        Text without a highlight gets one when a name is chosen. Both are one undo step.
        """
        await self.reader.plugins.load_rules()
        await self.reader.pending_actions.ask(self._open_name_picker)

    def _open_name_picker(self) -> Awaitable[object]:
        from readerapp.reading.speaker_review import suggest_speakers
        from readerapp.ui.screens.name_picker import NameOption, NamePicker

        session, marking = self.session, self.reader.marking
        target = marking.find_target(takes_match=False)  # a word is said within a quotation
        labelled = marking.turns.speakers() if marking.turns else []
        if isinstance(target, PendingRange):
            words, speaker = marking.words_of(target), target.speaker
            proposals = suggest_speakers(session, (target.start, target.end), labelled=labelled)
        else:
            placed = session.get(target)
            annotation = placed.annotation
            words = annotation.target.exact if annotation.target else ""
            speaker = annotation.speaker or ""
            span = (placed.start, placed.end) if placed.shown else None
            proposals = suggest_speakers(session, span, target, labelled)
        picker = NamePicker(
            "Speaker",
            quote(words) if words else "",
            [NameOption(p.name, p.why, p.also) for p in proposals],
            nobody=", 0 removes the speaker" if speaker else "",
        )

        def set_speaker(name: str) -> None:
            if isinstance(target, PendingRange):
                marking.highlight(target, speaker=name)
            else:
                self.reader.panes.apply_change(session.set_speaker([target], name))

        def chosen(name: str | None) -> None:
            if name is not None:
                self.attempt(lambda: set_speaker(name))

        return self.app.push_screen(picker, chosen)

    async def action_language(self) -> None:
        """Ask for the language of the document, by whose rules speakers are found."""
        await self.reader.plugins.load_rules()
        await self.reader.pending_actions.ask(self._open_language_picker)

    def _open_language_picker(self) -> Awaitable[object]:
        from readerapp.reading.document_language import list_languages
        from readerapp.ui.screens.name_picker import NameOption, NamePicker

        session = self.session
        options = [NameOption(one.name, one.why, one.also) for one in list_languages(session)]

        def set_language(name: str) -> None:
            sentence = f"Language: {name} · {self.app.key('review')} finds who said what"
            change = session.set_reference({"language": name}, sentence)
            self.say(change.sentence or f"Language: {name}, as before")

        def chosen(name: str | None) -> None:
            if name is not None:
                self.attempt(lambda: set_language(name))

        return self.app.push_screen(
            NamePicker("Language", quote(self.reader.document.title), options, new=False), chosen
        )

    async def action_show(self) -> None:
        """Show the speakers; Enter there filters the list to one speaker."""
        from readerapp.annotations.change import Change
        from readerapp.ui.screens.speaker_list import SpeakersScreen

        panes = self.reader.panes

        def statistics() -> list[SpeakerStats]:
            panes.apply_change(Change("", speakers=True))
            return self.list_model.speaker_stats(self._turns.all)

        def done(stats: SpeakerStats | None) -> None:
            self.attempt(lambda: panes.apply_change(Change("", speakers=True)))
            if stats:
                self.attempt(lambda: self._show_passages(stats))

        def show() -> Awaitable[object]:
            length = len(self.reader.document.text)
            screen = SpeakersScreen(
                self.session,
                statistics,
                self._turn_highlights(),
                length,
                panes.apply_change,
                self.reader.marking.undo_of_screen(),
                plain=self.app.screen_reader,
            )
            return self.app.push_screen(screen, done)

        await self.reader.pending_actions.ask(show)

    def _show_passages(self, stats: SpeakerStats) -> None:
        """List only what a speaker has said, and go to the first row; without one, to a turn."""
        from readerapp.listing.filter_query import term

        reader, name = self.reader, stats.speaker.name
        if not stats.highlights:
            if stats.places:
                reader.document_view.jump(stats.places[0])
            key = self.app.key("speakers")
            turns = count_noun(stats.turns, "turn")
            self.say(f"{turns}, none highlighted · {key} a highlights all" if turns else name)
            return
        reader.panes.filter_list(term("speaker", name))
        first = self.list_model.rows[0]
        if first.has_range:
            reader.document_view.jump(first.start)  # Backspace leads back
        reader.panes.jump_to_chosen(first.key, focus_document=False)
        reader.set_focus(reader.highlight_list)
        self.say(f"{count_noun(stats.highlights, 'highlight')} · Esc shows all")

    def action_highlight_turns(self) -> None:
        """Highlight all labelled turns; if all are highlighted, take the highlights away."""

        def toggle() -> None:
            self.reader.panes.apply_change(self._turn_highlights().toggle())

        self.attempt(toggle)

    @property
    def _turns(self) -> TranscriptTurns:
        """Return the turns, which are read now if no thread has done so yet."""
        from readerapp.reading.transcript_turns import TranscriptTurns

        marking = self.reader.marking
        if marking.turns is None:
            marking.turns = TranscriptTurns(self.reader.document)
        return marking.turns

    def _turn_highlights(self) -> TurnHighlights:
        from readerapp.reading.transcript_turns import TurnHighlights

        colour = self.reader.context.settings.colour
        return TurnHighlights(self.session, self._turns.all, colour)

    async def action_review(self) -> None:
        """Review the quotations that have no speaker."""
        await self.reader.plugins.load_rules()
        await self.reader.pending_actions.ask(lambda: SpeakerReviewController(self.reader).begin())


class SpeakerReviewController(ReaderController):
    """A walk through the quotations of one reader screen that have no speaker."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._review: SpeakerReview | None = None
        self._panel: SpeakerReviewScreen | None = None
        self._ended = False

    def begin(self) -> Awaitable[object] | None:
        """Rank the quotations and open the review panel.

        A long text is ranked in another process, and the panel opens later.

        Returns:
            What to await until the panel takes keys; None if it does not open yet.
        """
        if not self._is_short:
            self.say("Finding speakers … · you can read on")
        return self._rank()

    @property
    def _is_short(self) -> bool:
        from readerapp.reading.speaker_review import MAX_IN_PROCESS_LENGTH

        return len(self.reader.document.text) <= MAX_IN_PROCESS_LENGTH

    def _rank(self) -> Awaitable[object] | None:
        from readerapp.reading.speaker_review import make_ranking_job

        job = make_ranking_job(self.session)
        if self._is_short:
            return self._show_ranked(job.run())
        self.start_thread(lambda: self._rank_on_thread(job), group="rank")
        return None

    def _rank_on_thread(self, job: RankingJob) -> None:
        worker = get_current_worker()
        try:
            suggestions = job.run_in_child(lambda: worker.is_cancelled)
        except ReaderError as error:
            self.call_on_screen(self.say, str(error), warning=True)
            return
        if not worker.is_cancelled:
            self.call_on_screen(self._show_ranked_later, suggestions)

    def _show_ranked_later(self, suggestions: Sequence[Suggestion]) -> None:
        self._show_ranked(suggestions)

    def _show_ranked(self, suggestions: Sequence[Suggestion]) -> Awaitable[object] | None:
        reader = self.reader
        if self._ended:
            return None
        if self._review is None or self._panel is None:
            if self.app.screen is not reader or reader.notes_panel.editing:
                # The panel would take keys meant for what is being written: open it later.
                reader.set_timer(_BUSY_DELAY, lambda: self._show_ranked_later(suggestions))
                return None
            return self._open_panel(suggestions)
        self._review.replace_suggestions(suggestions)
        self._panel.ask()
        return None

    def _open_panel(self, suggestions: Sequence[Suggestion]) -> Awaitable[object] | None:
        from readerapp.reading.speaker_review import SpeakerReview
        from readerapp.ui.screens.name_picker import NameOption
        from readerapp.ui.screens.review_panels import SpeakerReviewScreen

        reader, session, view = self.reader, self.session, self.reader.document_view
        self._review = SpeakerReview(session, suggestions, view.caret.at)
        if self._review.current is None:
            self._ended = True
            self.say(f"{self._review.describe_nothing()} · {self.app.key('speakers')} speakers")
            return None
        self._panel = SpeakerReviewScreen(
            self._review,
            replace(reader.marking.review_callbacks(), apply_change=self._apply_change),
            show=lambda quotation: view.select(quotation.start, quotation.end),
            speakers=lambda: [
                NameOption(s.name, s.role or "named before", s.aliases)
                for s in session.recent_speakers()
            ],
        )
        reader.set_focus(view)
        return self.app.push_screen(self._panel, lambda _: self._end())

    def _apply_change(self, change: Change) -> None:
        """Show the change after an answer or an undo, and rank the rest again."""
        self.reader.panes.apply_change(change)
        self._rank()

    def _end(self) -> None:
        self._ended = True
        self.reader.arrangement.reserve_bottom_rows(0)
        self.reader.document_view.drop()
