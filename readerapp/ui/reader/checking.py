"""Check: the quotations of the document against their sources, and the review of what was found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from readerapp.annotations.change import display_title
from readerapp.core.errors import ReaderError
from readerapp.text.phrases import without_full_stop
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.ui.reader.screen import ReaderScreen
    from readerapp.ui.screens.check_sources import CheckOrder
    from readerapp.verification.check_job import CheckJob, CheckResult
    from readerapp.verification.review import QuoteReview
    from readerapp.verification.source_choice import SourceChoice
    from readerapp.verification.source_passages import CheckedQuotation, CitationForm, SourcePassage

# Verification and its screens are imported on first use: the first page does not wait for them.

_BUSY_DELAY = 0.5
"""Seconds between two looks whether the user is back in the document."""
_GROUP = "verify"
"""The group of the worker that waits for the check."""


class CheckController(ReaderController):
    """Asks for the sources, checks on a thread, and opens the review.

    The check itself runs in a child process, because it would delay every key on a thread.

    Attributes:
        is_running: whether a check runs, or its result waits until the user is back in the text.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.is_running = False
        self._run = 0  # the number of the last check: the result of an earlier one is dropped
        self._with_highlights = False

    async def action_ask(self) -> None:
        """Show the panel with the sources of this document (V)."""
        await self.reader.pending_actions.ask(self._open_sources)

    def cancel(self) -> bool:
        """Stop the check that runs; return False if none does."""
        was_running, self.is_running = self.is_running, False
        if was_running:
            self.reader.workers.cancel_group(self.reader, _GROUP)
            self.say("Check stopped")
        return was_running

    # The sources

    def _open_sources(self) -> Awaitable[object]:
        from readerapp.ui.screens.check_sources import CheckSourcesScreen
        from readerapp.verification.descriptions import source_label
        from readerapp.verification.source_choice import (
            SourceChoice,
            list_recent_sources,
            suggest_sources,
        )

        document, positions = self.reader.document, self.reader.context.last_positions
        stored = positions.find(self.session.fingerprint, document.names)
        origin, sources = "", stored.sources if stored else ()
        if not sources:
            origin, sources = suggest_sources(positions.positions(), document.names)
        choice = SourceChoice(sources, self._save, document.names)
        folder = document.path.resolve().parent if document.path else None
        screen = CheckSourcesScreen(
            choice,
            [folder] if folder and folder != Path.cwd() else [],
            list_recent_sources(positions.positions(), document.names),
            origin=source_label(origin),
            with_highlights=self._with_highlights,
            shows_changes="changes" in self.reader.controllers,
            has_news=self.reader.changes.has_news,
        )

        async def done(order: CheckOrder | None) -> None:
            if order and order.changes:
                await self.app.run_action("changes.show", self.reader)
            elif order:
                self._with_highlights = order.with_highlights
                self.attempt(lambda: self._start(choice))

        return self.app.push_screen(screen, done)

    def _save(self, sources: Sequence[str]) -> None:
        """Save the sources with the reading position of the document.

        Raises:
            ReaderError: they cannot be saved.
        """
        self.reader.saving.save_position()  # so that there is a file to write them to
        self.reader.context.last_positions.set_sources(self.session.fingerprint, sources)

    # The check

    def _start(self, choice: SourceChoice) -> None:
        from readerapp.verification.check_job import make_check_job

        self.reader.saving.save_now()
        choice.save()
        job = make_check_job(
            self.session,
            choice.sources,
            self.reader.context.folder,
            form=self._citation_form(),
            with_highlights=self._with_highlights,
        )
        self.is_running = True
        self._run += 1
        self.reader.say_hint("Checking … · you can read on · Esc stop")
        run = self._run
        self.start_thread(lambda: self._check_on_thread(job, run), group=_GROUP)

    def _citation_form(self) -> CitationForm:
        """Return how the person cites, in the quotation marks of the draft."""
        from readerapp.interchange.citation import find_quotation_marks
        from readerapp.ui.reader.exporting import SAMPLE_LENGTH
        from readerapp.verification.source_passages import CitationForm

        settings = self.reader.context.settings
        marks = find_quotation_marks([self.reader.document.text.slice(0, SAMPLE_LENGTH)])
        return CitationForm(settings.citation, settings.cite_speaker, marks)

    def _check_on_thread(self, job: CheckJob, run: int) -> None:
        from readerapp.core.child_process import run_in_child

        worker = get_current_worker()
        failure = "The check ended without a result; try again with fewer sources."

        def report(what: str, done: int, total: int) -> None:
            self.call_on_screen(self._show_progress, run, what, done, total)

        try:
            result = run_in_child(job, lambda: worker.is_cancelled, failure, report)
        except ReaderError as error:
            if not worker.is_cancelled:
                self.call_on_screen(self._fail, run, str(error))
            return
        if result is not None and not worker.is_cancelled:
            self.call_on_screen(self._show_result, run, result)

    def _is_wanted(self, run: int) -> bool:
        """Return whether the check with this number is the one that runs."""
        return self.is_running and run == self._run

    def _show_progress(self, run: int, what: str, done: int, total: int) -> None:
        """Say how far the check is, unless another message is to be read."""
        # Where each message is spoken, only the beginning of a part is one.
        if not self._is_wanted(run) or not self._is_reading or (done and self.app.screen_reader):
            return
        self.reader.say_progress(f"{what}: {done} of {total} · Esc stop")

    def _fail(self, run: int, sentence: str) -> None:
        if self._is_wanted(run):
            self.is_running = False
            self.say(sentence, warning=True)

    @property
    def _is_reading(self) -> bool:
        """Return whether the user is in the document, and types nothing."""
        reader = self.reader
        is_typing = reader.prompt.open or reader.notes_panel.editing
        return self.app.screen is reader and not is_typing

    def _show_result(self, run: int, result: CheckResult) -> None:
        """Open the review; later, if it would take keys that are meant for something else."""
        if not self._is_wanted(run):
            return
        if not self._is_reading:
            self.reader.set_timer(_BUSY_DELAY, lambda: self._show_result(run, result))
            return
        self.is_running = False
        if not result.sources:
            self.say(_describe_unread(result), warning=True)
        elif not result.quotations:
            self.say("No quotations found to check")
        else:
            self.attempt(lambda: QuoteReviewController(self.reader).begin(result))


def _describe_unread(result: CheckResult) -> str:
    """Say in a sentence why no source could be read."""
    problems = result.problems
    if not problems:
        return "No document to check against"
    reason = without_full_stop(problems[0].reason)
    many = f"None of {len(problems)} sources can be read: " if len(problems) > 1 else ""
    return f"{many}{reason}"


class QuoteReviewController(ReaderController):
    """A walk through the quotations of one reader screen that need a look."""

    def begin(self, result: CheckResult) -> Awaitable[object]:
        """Open the review panel; return what to await until it takes keys."""
        from readerapp.ui.screens.quote_check import QuoteCheckScreen
        from readerapp.verification.review import QuoteReview

        reader, view = self.reader, self.reader.document_view
        review = QuoteReview(self.session, result, view.caret.at)
        view.remember()
        panel = QuoteCheckScreen(
            review,
            reader.marking.review_callbacks(),
            show=self._show,
            copy=lambda text, tell: reader.exporting.copy(text, "1 quotation", tell=tell),
            open_source=self._open_source,
            locate=lambda one: reader.document.known_locator(one.check.quotation.start),
        )
        reader.set_focus(view)
        return self.app.push_screen(panel, lambda _: self._end(review))

    def _show(self, checked: CheckedQuotation) -> None:
        quotation = checked.check.quotation
        self.reader.document_view.select(quotation.start, quotation.end)

    def _open_source(self, passage: SourcePassage, tell: Callable[[str], None]) -> None:
        """Open a source at a passage, above the review.

        Args:
            passage: the passage.
            tell: called with a sentence if the source cannot be read.

        Raises:
            ReaderError: it cannot be read, as is known at once.
        """
        from readerapp.ui.screens.loading import open_document

        place = passage.place
        title = display_title(self.session.store.record, self.reader.document.title)
        span = (place.start, place.end)
        open_document(self.app, place.source, tell, start_at=span, returns_to=title or "the draft")

    def _end(self, review: QuoteReview) -> None:
        """Return to the document when the panel closes, and say what is left."""
        from readerapp.verification.findings import TAG

        self.reader.arrangement.reserve_bottom_rows(0)
        self.reader.document_view.drop()
        if not self.reader.saving.unsaved:
            left = f"{review.remaining} to look at" if review.remaining else "all looked at"
            total = len(review.result.quotations)
            listed = f" · {self.app.key('list.filter')} tag:{TAG} lists them"
            decided = any(one.decision for one in review.listed())
            passing = f"{review.passing} of {total} quotations pass"
            self.say(f"{passing} · {left}{listed if decided else ''}")
