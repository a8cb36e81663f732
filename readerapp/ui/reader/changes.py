"""What changed in the text: told when a document is opened, and shown one change at a time."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.annotations.session import ReadingSession
    from readerapp.documents import Document
    from readerapp.ui.reader.screen import ReaderScreen
    from readerapp.versions.comparison import TextChange
    from readerapp.versions.document_comparison import DocumentComparison
    from readerapp.versions.text_history import TextHistory
    from readerapp.versions.web_versions import RefreshResult

# The comparison is imported on a thread: the first page does not wait for it.

_BUSY_DELAY = 0.5
"""Seconds between two looks whether the user is back in the document."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of looking for changes: a comparison, or a sentence why there is none."""

    found: DocumentComparison | None
    reason: str = ""


class ChangesController(ReaderController):
    """Compares the document with the text that was read last, and walks through the changes.

    Attributes:
        is_wanted: whether the panel opens as soon as it is known what changed.
        has_news: whether the text has changed since it was read, and nobody has looked at it yet.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.is_wanted = self.has_news = False
        self._answer: _Answer | None = None
        self._is_looking = self._is_seen = False

    # Looking for changes

    def look_on_thread(self, session: ReadingSession) -> None:
        """Keep the text as the one read last; say how much changed if nobody has seen it yet.

        Called on the thread that has opened the session, when it has nothing else to do.
        """
        from readerapp.versions.text_history import open_history

        document, fingerprint = session.document, session.fingerprint
        history = open_history(self.reader.context.settings)
        if _is_last_version(document):
            history.remember(document, fingerprint, session.store.record.names)
        is_news = bool(document.names) and history.is_news(document.names[0], fingerprint)
        if is_news or self.is_wanted:
            answer = self._compare(session, history)
            if is_news and answer.found is None:  # only white space differs
                history.confirm_seen(document.names[0], fingerprint)
            self.call_on_screen(self._end_look, answer, is_news)

    def _compare(self, session: ReadingSession, history: TextHistory) -> _Answer:
        """Compare the document with its earlier text, on a thread.

        An old copy of a web page is compared with the copy before it. Without an earlier text it is
        the file of an earlier version.
        """
        from readerapp.versions.document_comparison import (
            compare_in_background,
            find_earlier_text,
            find_fetched_before,
            open_earlier_version,
        )

        context, document = self.reader.context, session.document
        try:
            earlier = (
                find_earlier_text(history, document, session.fingerprint)
                if _is_last_version(document)
                else find_fetched_before(document, session.fingerprint)
            )
            paths = [version.path for version in self.reader.versions.earlier]
            earlier = earlier or open_earlier_version(paths)
            if earlier is None:
                return _Answer(None, "No other text of this document is kept to compare it with")
            old = context.with_locators(earlier.document)
            worker = get_current_worker()
            found = compare_in_background(old, document, earlier.since, lambda: worker.is_cancelled)
        except ReaderError as error:
            return _Answer(None, str(error))
        if found.changes.changes:
            return _Answer(found)
        return _Answer(None, f"The words have not changed{found.since_when}")

    def _end_look(self, answer: _Answer, is_news: bool) -> None:
        """Show the panel if it is wanted; else say what is new.

        Two threads may look: one since the document was opened, one since the panel was asked for.
        """
        self._answer, self._is_looking = answer, False
        if self.is_wanted:
            self._open_when_reading()
        elif answer.found and is_news and not self._is_seen:
            self.has_news = True
            if self.reader.versions.offer is None:  # which is long, and matters more
                self._announce(answer.found)

    def _announce(self, found: DocumentComparison) -> None:
        """Say how much changed."""
        number = count_noun(found.changes.paragraphs, "paragraph")
        keys = f"{self.app.key('verify')} d shows"
        self.reader.say_news(f"{number} changed{found.since_when}", keys)

    # The panel

    async def action_show(self) -> None:
        """Show what changed in the text since it was read."""
        await self.reader.pending_actions.ask(self._show)

    def _show(self) -> Awaitable[object] | None:
        if self._answer and self._answer.found:
            return self._open(self._answer)
        self.is_wanted = True
        if not self._is_looking:
            self._is_looking = True
            self.say("Comparing …")
            session = self.session
            self.start_thread(lambda: self._look_again_on_thread(session), group="changes")
        return None

    def _look_again_on_thread(self, session: ReadingSession) -> None:
        from readerapp.versions.text_history import open_history

        answer = self._compare(session, open_history(self.reader.context.settings))
        if not get_current_worker().is_cancelled:
            self.call_on_screen(self._end_look, answer, False)

    def _open_when_reading(self) -> None:
        """Open the panel once the user is in the document and types nothing."""
        if self._is_reading and self._answer:
            self.is_wanted = False
            answer = self._answer
            self.attempt(lambda: self._open(answer))
        elif self.is_wanted:
            self.reader.set_timer(_BUSY_DELAY, self._open_when_reading)

    @property
    def _is_reading(self) -> bool:
        """Return whether the user is in the document, and types nothing."""
        reader = self.reader
        return reader.is_current and not reader.prompt.open and not reader.notes_panel.editing

    def _open(self, answer: _Answer) -> Awaitable[object] | None:
        """Open the panel; say so instead if there is nothing to show."""
        from readerapp.ui.screens.change_panel import ChangePanel
        from readerapp.versions.change_review import ChangeReview, changed_ranges
        from readerapp.versions.document_comparison import describe_counts

        reader, view, found = self.reader, self.reader.document_view, answer.found
        if found is None:
            self.say(answer.reason)
            return None
        reader.status.clear_message()
        self.has_news, self._is_seen = False, True
        review = ChangeReview(found, self.session)
        near = f"{review.near_count} at your highlights · " if review.near_count else ""
        reader.set_focus(view)
        top, at = view.top, view.caret.at
        stays = False

        def stay() -> None:
            nonlocal stays
            stays = True

        def end(_: object) -> None:
            view.show_changed(())
            reader.arrangement.reserve_bottom_rows(0)
            if not stays:
                view.restore(top, at)
            reader.panes.focus_at_caret()

        panel = ChangePanel(
            review,
            show=self._show_change,
            stay=stay,
            reserve_rows=reader.arrangement.reserve_bottom_rows,
            message=f"{near}{describe_counts(found.changes)}{found.since_when}",
        )
        view.caret.drop()
        view.remember()
        view.show_changed(changed_ranges(found.changes.changes))
        self.start_thread(self._confirm_on_thread, group="changes")
        return self.app.push_screen(panel, end)

    def _show_change(self, change: TextChange) -> None:
        """Show a change in the document, with its first new word at the caret."""
        start = next((start for start, _ in change.added_ranges), change.new_start)
        self.reader.document_view.jump(start, end=change.new_end, remember=False)

    def _confirm_on_thread(self) -> None:
        """Note that the changes were seen."""
        from readerapp.versions.text_history import open_history

        names = self.reader.document.names
        with suppress(ReaderError):
            if names:
                history = open_history(self.reader.context.settings)
                history.confirm_seen(names[0], self.session.fingerprint)

    # Web pages

    def action_refresh(self) -> None:
        """Fetch the web page again, and show what changed."""
        self.attempt(self._refresh)

    def _refresh(self) -> None:
        document = self.reader.document
        if not document.read:
            raise ReaderError("Only a web page can be refreshed")
        address = document.names[0]
        self.say(f"Fetching {sanitize_label(address, 40)} … · you can read on")
        self.start_thread(lambda: self._refresh_on_thread(address), group="refresh")

    def _refresh_on_thread(self, address: str) -> None:
        from readerapp.versions.web_versions import refresh_page

        worker = get_current_worker()

        def progress(_done: int, _total: int) -> None:
            if worker.is_cancelled:
                raise ReaderError("Fetching was stopped")

        try:
            result = refresh_page(address, progress)
        except ReaderError as error:
            if not worker.is_cancelled:
                self.call_on_screen(self.say, str(error), warning=True)
            return
        self.call_on_screen(self._show_refreshed, result)

    def _show_refreshed(self, result: RefreshResult) -> None:
        """Show the page as it is now, with the panel of changes; say so if nothing changed."""
        from readerapp.versions.document_comparison import describe_day

        current = result.current
        if current.document.text.fingerprint() == self.session.fingerprint:
            self.say(f"Unchanged since {describe_day(current.snapshot.read)}")
        elif not self.reader.reload.replace_screen(current.document, with_changes=True):
            self.reader.set_timer(_BUSY_DELAY, lambda: self._show_refreshed(result))


def _is_last_version(document: Document) -> bool:
    """Return whether a document is not an old copy of a web page, opened by its file name."""
    from readerapp.documents.web import list_snapshots

    last = next(iter(list_snapshots(document.names[0])), None) if document.read else None
    return last is None or last.path == document.path
