"""Speakers: who said a passage, the speakers screen, and the review of quotations."""

from __future__ import annotations

import shlex
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from readerapp.text.phrases import quote
from readerapp.ui.reader import ReaderController
from readerapp.ui.reader.marking import PendingRange

if TYPE_CHECKING:
    from readerapp.listing.speaker_stats import SpeakerStats

# Ranking and screens are imported on first use, so that the first page does not wait for them.


class SpeakersController(ReaderController):
    """Asks who said something, and opens the screens about speakers."""

    async def action_choose(self) -> None:
        """Ask for the speaker of the highlight or the text here.

        Text without a highlight gets one when a name is chosen. Both are one undo step.
        """
        await self.reader.pending_actions.ask(self._open_name_picker)

    def _open_name_picker(self) -> Awaitable[object]:
        from readerapp.reading.speaker_review import suggest_speakers
        from readerapp.ui.screens.name_picker import NameOption, NamePicker

        session, marking = self.session, self.reader.marking
        target = marking.find_target()
        if isinstance(target, PendingRange):
            words, speaker = marking.words_of(target), target.speaker
            proposals = suggest_speakers(session, (target.start, target.end))
        else:
            placed = session.get(target)
            annotation = placed.annotation
            words = annotation.target.exact if annotation.target else ""
            speaker = annotation.speaker or ""
            span = (placed.start, placed.end) if placed.shown else None
            proposals = suggest_speakers(session, span, target)
        picker = NamePicker(
            "Who said",
            quote(words) if words else "this",
            [NameOption(p.name, p.why, p.also) for p in proposals],
            nobody=", 0 for nobody" if speaker else "",
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

    async def action_show(self) -> None:
        """Show the speakers; Enter there filters the list to one speaker."""
        from readerapp.annotations.change import Change
        from readerapp.ui.screens.speakers import SpeakersScreen

        panes = self.reader.panes

        def statistics() -> list[SpeakerStats]:
            panes.apply_change(Change("", speakers=True))
            return self.list_model.voices()

        def done(name: str | None) -> None:
            self.attempt(lambda: panes.apply_change(Change("", speakers=True)))
            if name:
                self.attempt(lambda: panes.filter_list(f"speaker:{shlex.quote(name)}"))

        def show() -> Awaitable[object]:
            length = len(self.reader.document.text)
            screen = SpeakersScreen(self.session, statistics, length, panes.apply_change)
            return self.app.push_screen(screen, done)

        await self.reader.pending_actions.ask(show)

    async def action_review(self) -> None:
        """Review the quotations that have no speaker."""
        from readerapp.ui.screens.speaker_panel import SpeakerReviewController

        await self.reader.pending_actions.ask(lambda: SpeakerReviewController(self.reader).begin())
