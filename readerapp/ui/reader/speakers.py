"""Speakers screen, colour scheme and speaker review: actions of the reader screen."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from readerapp.reading.color_by import SCHEMES, Scheme, colour_legend, displayed_colour
from readerapp.ui.reader import ReaderBase

if TYPE_CHECKING:
    from readerapp.listing.speaker_stats import SpeakerStats

# Ranking and screens are imported on first use, so that the first page does not wait for them.


class SpeakerActions(ReaderBase):
    """Actions that show the speakers, change the colour scheme, and review speakers."""

    scheme: Scheme = "colour"
    """What the colours of the highlights mean."""

    async def action_speakers(self) -> None:
        """Show the speakers; Enter there filters the list to one speaker."""
        from readerapp.annotations.change import Change
        from readerapp.ui.screens.speakers import SpeakersScreen

        def voices() -> list[SpeakerStats]:
            self.apply_change(Change("", speakers=True))
            return self.list_model.voices()

        def done(name: str | None) -> None:
            self.attempt(lambda: self.apply_change(Change("", speakers=True)))
            if name:
                self.attempt(lambda: self.filter_list(f"speaker:{shlex.quote(name)}"))

        def show() -> object:
            length = len(self.document.text)
            screen = SpeakersScreen(self.list_model.session, voices, length, self.apply_change)
            return self.app.push_screen(screen, done)

        await self.ask(show)

    def action_colours(self) -> None:
        """Switch the colours: the highlights' own, by speaker, by annotator."""

        def colour() -> None:
            self.scheme = SCHEMES[(SCHEMES.index(self.scheme) + 1) % len(SCHEMES)]
            self.show_colours()
            rows = self.list_model.all_rows()
            colour_of = displayed_colour(self.scheme, [row.placed for row in rows])
            self.say(colour_legend(self.scheme, rows, colour_of))

        self.attempt(colour)

    def show_colours(self) -> None:
        """Colour text, list and overview ruler by the current colour scheme."""
        placed = [row.placed for row in self.list_model.all_rows()]
        colour_of = displayed_colour(self.scheme, placed)
        self.document_view.show_colours(colour_of)
        self.highlight_list.show_colours(colour_of)
        marks = ((one, colour_of(one.annotation)) for one in placed)
        self.overview_ruler.show_marks(len(self.document.text), marks)

    async def action_review(self) -> None:
        """Review the quotations that have no speaker."""
        from readerapp.ui.reader.speaker_review import SpeakerReviewController

        await self.ask(lambda: SpeakerReviewController(self).begin())
