"""Earlier versions of the document: offered when it is opened, and carried over with one key."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.annotations.session import ReadingSession
    from readerapp.ui.reader.screen import ReaderScreen
    from readerapp.versions.offers import CarryOffer
    from readerapp.versions.recognition import EarlierVersion

# The comparison of versions is imported on a thread: the first page does not wait for it.


class VersionsController(ReaderController):
    """Knows the earlier versions of the document, and carries over what they have.

    Attributes:
        earlier: the earlier versions, the most likely first; none until they have been looked for.
        offer: what can be carried over; None if there is nothing, or if it was declined.
        offered: the sentence of the last offer, so that it is not said again when the file is
            reloaded.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.earlier: tuple[EarlierVersion, ...] = ()
        self.offer: CarryOffer | None = None
        self.offered = ""
        self._is_carrying = False
        self._has_looked = False
        self._is_wanted = False  # asked for before the earlier versions were known

    def look_on_thread(self, session: ReadingSession) -> None:
        """Look for earlier versions, on the thread that has opened the session.

        A store that cannot be read is reported elsewhere.
        """
        from readerapp.versions.offers import find_offer, find_versions

        worker, context = get_current_worker(), self.reader.context
        versions, offer = [], None
        with suppress(ReaderError):
            versions = find_versions(context, session, lambda: worker.is_cancelled)
            offer = find_offer(context, session, versions)
        self.call_on_screen(self._end_look, tuple(versions), offer)

    def _end_look(self, versions: tuple[EarlierVersion, ...], offer: CarryOffer | None) -> None:
        self.earlier, self.offer, self._has_looked = versions, offer, True
        if self._is_wanted:
            self.attempt(self._carry)
        elif offer is not None:
            self._show_offer(offer)

    def _show_offer(self, offer: CarryOffer) -> None:
        """Say what is offered; Esc declines, unless it is the Esc of something else."""
        reader = self.reader
        reader.panes.show_footer()
        if offer.sentence == self.offered:
            return
        self.offered = offer.sentence
        parts = [offer.sentence, f"{self.app.key('carry')} carries them over"]
        is_reading = reader.focused is reader.document_view and not reader.prompt.open
        if is_reading and reader.key_sequences.offer(self._decline):
            parts.append("Esc not again")
        reader.say_news(*parts)

    def _decline(self) -> None:
        """Remember that the offer was declined."""
        offer, self.offer = self.offer, None
        if offer is not None:
            self.reader.saving.save_position()  # so that there is a file to write it to
            positions = self.reader.context.last_positions
            positions.decline(self.session.fingerprint, offer.version.record.id)
            self.reader.panes.show_footer()
            self.say(f"Not offered again · {self.app.key('carry')} still carries them over")

    def action_carry(self) -> None:
        """Carry over the annotations of an earlier version, on a thread."""
        self.attempt(self._carry)

    def _carry(self) -> None:
        self._is_wanted = not self._has_looked
        if self._is_wanted:
            self.say("Looking for earlier versions …")
            return
        versions = [self.offer.version] if self.offer else list(self.earlier)
        if not versions:
            raise ReaderError("No earlier version of this document has annotations")
        if self._is_carrying:
            return
        self._is_carrying = True
        self.say("Carrying over …")
        session = self.session
        self.start_thread(lambda: self._carry_on_thread(session, versions), group="carry")

    def _carry_on_thread(self, session: ReadingSession, versions: list[EarlierVersion]) -> None:
        from readerapp.versions.offers import (
            carry_version,
            describe_carry,
            find_offer,
            short_name,
        )

        worker = get_current_worker()
        context, offer, is_warning = self.reader.context, self.offer, False
        sentence = ""
        try:
            for version in versions:
                counts = carry_version(context, session, version, lambda: worker.is_cancelled)
                check = f"{self.app.key('review.drifted')} checks"
                undo = f"{self.app.key('undo')} undo"
                sentence = describe_carry(counts, short_name(version), check, undo)
                if counts:
                    break
            sentence = session.store.warning or sentence
            offer = find_offer(context, session, self.earlier)
        except ReaderError as error:
            sentence, is_warning = str(error), True
        self.call_on_screen(self._show_carried, sentence, offer, warning=is_warning)

    def _show_carried(
        self, sentence: str, offer: CarryOffer | None, *, warning: bool = False
    ) -> None:
        self._is_carrying, self.offer = False, offer
        self.reader.panes.show_footer()
        if warning:
            self.say(sentence, warning=True)
        else:
            self.reader.importing.show_saved(sentence)
