"""Import, conflicts and agreement: what other people's annotations bring."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widgets import Input, TextArea
from textual.worker import get_current_worker

from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home
from readerapp.core.plugins import mark_reported
from readerapp.reading.completion import complete_path, complete_title, typed_file
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.reader import ReaderController
from readerapp.ui.reader.background_tasks import PORTION_PAUSE

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.annotations.session import ReadingSession
    from readerapp.collaboration.agreement.compare import CodedMark, Comparison
    from readerapp.collaboration.conflicts import ConflictValue, FieldConflict
    from readerapp.collaboration.importing.import_plan import ImportPlan
    from readerapp.collaboration.importing.import_preview import ImportPreview
    from readerapp.ui.reader.screen import ReaderScreen
    from readerapp.ui.screens.agreement import AgreementPosition, AgreementResult
    from readerapp.ui.screens.import_question import ImportAnswer

# Importers and comparison are imported on first use: the first page does not wait for them.

_CANCELLED = "Import cancelled"
_QUESTION_DELAY = 0.1
"""Seconds between two checks whether the user is typing."""


class ImportController(ReaderController):
    """Imports a file and resolves conflicts."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._file_of_books = ""
        """The file, as it was typed, of whose books one is asked for."""

    def action_ask(self) -> None:
        """Ask for a file of annotations to import; the document itself, if it has comments."""
        document = self.reader.document
        own = abbreviate_home(str(document.path)) if document.path and document.embedded else ""
        self._ask_file(own)

    def _ask_file(self, name: str = "") -> None:
        hint = "file of annotations (readerapp, Hypothesis, Kindle, CSV …)"
        self.reader.prompt.ask("import", name, hint, complete=complete_path)

    def import_from(self, name: str) -> None:
        """Find what a file has for this document, on a thread; then ask whether to import it.

        Raises:
            ReaderError: there is no such file.
        """
        path = typed_file(name)
        self.say(f"Reading {sanitize_label(path.name, 40)} …")
        self._plan(path, name)

    def _ask_book(self, name: str, titles: Sequence[str]) -> None:
        """Ask which book of a file is this document.

        Args:
            name: the file as it was typed.
            titles: the titles of its books.
        """
        self._file_of_books = name
        complete = partial(complete_title, titles)
        self.reader.prompt.ask("book", "", "title or a part of it", complete=complete)

    def import_book(self, title: str) -> None:
        """Find what one book of the file has for this document, whatever its title.

        Raises:
            ReaderError: the file is gone.
        """
        self._plan(typed_file(self._file_of_books), self._file_of_books, title=title)

    def _plan(self, path: Path, name: str, *, restore: bool = False, title: str = "") -> None:
        """Plan the import on a thread; the reader can be used meanwhile.

        Args:
            path: the file.
            name: its name as it was typed.
            restore: whether annotations of the file that are in the Bin are restored.
            title: the book to import from a file about several; empty for the one that fits.
        """
        work = partial(self._plan_on_thread, path, name, restore, title)
        self.start_thread(work, group="import")

    def _plan_on_thread(self, path: Path, name: str, restore: bool, title: str) -> None:
        from readerapp.collaboration.importing.document_finder import BookChoiceError
        from readerapp.collaboration.importing.import_plan import Importer, read_files
        from readerapp.collaboration.importing.import_preview import preview_import

        worker, label = get_current_worker(), sanitize_label(path.name, 40)
        last_step = -1

        def progress(done: float) -> None:
            nonlocal last_step
            if worker.is_cancelled:
                raise ReaderError(_CANCELLED)
            if int(done * 20) != last_step:
                last_step = int(done * 20)
                self.call_on_screen(self.say, f"Reading {label} … {done:.0%}")

        try:
            importer = Importer(self.reader.context, progress, restore=restore, title=title)
            importer.add(read_files([path])[0], self.session)
            [plan] = importer.plans
            counts = plan.counts
            is_foreign = counts.new and counts.orphaned == counts.new and not counts.unchanged
            if is_foreign and not title:
                sentence = f"{path.name} quotes nothing that is in this document"
                raise ReaderError(f"{sentence} · choose another")
            preview = preview_import(plan, importer.problems, notices=importer.notices)
            if counts.ids or counts.binned:
                ask = partial(self._plan, path, name, restore=True, title=title)
                self.call_on_screen(self._ask_to_import, path.name, plan, preview, ask)
            else:
                self._save(path.name, plan)  # perhaps names of speakers
                self.call_on_screen(self.show_saved, self._result(preview))
        except BookChoiceError as choice:
            question = (
                f"None of its {len(choice.titles)} {choice.what} fits. Which one? Tab lists them"
            )
            ask_book = partial(self._ask_book, name, choice.titles)
            self.call_on_screen(self.reader.pending_actions.ask_again, ask_book, question)
        except ReaderError as error:
            mark_reported([error])
            ask_file = partial(self._ask_file, name)
            self.call_on_screen(self.reader.pending_actions.ask_again, ask_file, str(error))
        self.call_on_screen(self.reader.plugins.report_failures)

    def _ask_to_import(
        self, name: str, plan: ImportPlan, preview: ImportPreview, restore: Callable[[], None]
    ) -> None:
        """Ask whether to import, once nobody is typing.

        Keys that were typed for something else must not answer the question.

        Args:
            name: the name of the file.
            plan: the planned import.
            preview: what it would do.
            restore: plans the import again, with what is in the Bin.
        """
        from readerapp.ui.screens.import_question import ImportQuestion

        reader = self.reader
        if self.app.screen is not reader or isinstance(reader.focused, Input | TextArea):
            again = partial(self._ask_to_import, name, plan, preview, restore)
            reader.set_timer(_QUESTION_DELAY, again)
            return

        def answered(answer: ImportAnswer | None) -> None:
            if answer == "import":
                work = partial(self._save_on_thread, name, plan, preview)
                self.start_thread(work, group="import")
            elif answer == "restore":
                restore()
            else:
                self.say(_CANCELLED)

        self.app.push_screen(ImportQuestion(name, preview), answered)

    def _save_on_thread(self, name: str, plan: ImportPlan, preview: ImportPreview) -> None:
        """Save the import after the user has agreed."""
        try:
            self._save(name, plan)
        except ReaderError as error:
            self.call_on_screen(self.say, str(error), warning=True)
        else:
            self.call_on_screen(self.show_saved, self._result(preview))

    def _save(self, name: str, plan: ImportPlan) -> None:
        """Save an import plan as one undo step."""
        from readerapp.collaboration.importing.import_run import commit_import

        commit_import(plan, f"import of {sanitize_label(name, 60)}", self.reader.context)

    def _result(self, preview: ImportPreview) -> str:
        """Return the message about an import, what matters first."""
        from readerapp.collaboration.importing.import_preview import describe_changes, describe_rest

        counts, rest = preview.counts, describe_rest(preview.counts)
        if counts.ids:
            parts = [f"Imported {describe_changes(counts)}", f"{self.app.key('undo')} undo"]
        else:
            is_new = preview.definitions or preview.reference
            parts = [] if is_new else ["Nothing new to import"]
        if preview.reference:
            parts.append(f"Imported {sanitize_label(preview.reference, 60)}")
        parts += [preview.definitions, rest]
        if preview.problems:
            parts.append(count_noun(len(preview.problems), "problem"))
        return " · ".join(filter(None, parts))

    def show_saved(self, sentence: str, *, is_news: bool = False) -> None:
        """Show what was saved on a thread, in portions, then a sentence about it.

        Args:
            sentence: the sentence.
            is_news: whether no key has asked for it: then the answer to a key stays in place.
        """
        try:
            has_more = self.reader.loader.apply_external_changes(tells=False)
        except ReaderError as error:
            self.say(str(error), warning=True)
            return
        if has_more:
            again = partial(self.show_saved, sentence, is_news=is_news)
            self.reader.set_timer(PORTION_PAUSE, again)
        elif is_news:
            self.reader.say_news(sentence)
        else:
            self.say(sentence)

    def place_waiting_on_thread(self, session: ReadingSession) -> None:
        """Place annotations that were imported before their document was opened, and say so."""
        from readerapp.catalog.known_documents import is_waiting

        context = self.reader.context
        if not any(map(is_waiting, context.store.documents())):
            return
        from readerapp.collaboration.importing.waiting_documents import place_waiting

        placed = place_waiting(context, session)
        if placed:
            sentence = " · ".join([*map(str, placed), f"{self.app.key('undo')} undo"])
            self.call_on_screen(self.show_saved, sentence, is_news=True)

    async def action_conflicts(self) -> None:
        """Show the fields that people set to different values."""
        from readerapp.collaboration.conflicts import list_conflicts, resolve_conflict
        from readerapp.ui.screens.conflict_screens import ConflictsScreen

        actor = self.reader.context.actor.name

        def show() -> Awaitable[object]:
            session = self.session

            def resolve(conflict: FieldConflict, value: ConflictValue) -> Change:
                return resolve_conflict(session, conflict, value, actor)

            return self.app.push_screen(
                ConflictsScreen(
                    lambda: list_conflicts(session),
                    resolve=resolve,
                    undo=self.reader.marking.undo_of_screen(),
                    apply_change=self.reader.panes.apply_change,
                )
            )

        await self.reader.pending_actions.ask(show)


class AgreementController(ReaderController):
    """Compares annotators and walks through their disagreements."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._other_files: tuple[Path, ...] = ()
        """Files that are compared too, until the document is closed."""
        self._position: AgreementPosition | None = None
        """Position at which the agreement screen was left."""

    def action_compare(self) -> None:
        """Compare the people who annotated this document."""
        self.attempt(self._compare)

    def compare_with(self, name: str) -> None:
        """Compare with the annotations of a file too.

        Args:
            name: path of the file; it is added to those named before. Empty to compare only the
                document's own annotators.

        Raises:
            ReaderError: there is no such file.
        """
        added = (typed_file(name),) if name.strip() else ()
        self._other_files = tuple(dict.fromkeys([*self._other_files, *added])) if added else ()
        self._compare(name)

    def _compare(self, name: str = "") -> None:
        """Compare on a thread, because the quotes of other files are searched in the text."""
        from readerapp.collaboration.agreement.compare import marks_of_session

        work = partial(self._compare_on_thread, marks_of_session(self.session), name)
        self.start_thread(work, group="agreement")

    def _compare_on_thread(self, own_marks: Sequence[CodedMark], name: str) -> None:
        from readerapp.collaboration.agreement.compare import compare_document
        from readerapp.collaboration.importing.import_plan import read_files

        try:
            imported = read_files(self._other_files)
            comparison = compare_document(own_marks, self.reader.document.text, imported)
        except ReaderError as error:
            self._other_files = self._other_files[:-1]
            ask_file = partial(self._ask_file, name)
            self.call_on_screen(self.reader.pending_actions.ask_again, ask_file, str(error))
        else:
            self.call_on_screen(self._show, comparison)

    def _ask_file(self, name: str = "") -> None:
        hint = "file of another annotator's annotations"
        self.reader.prompt.ask("compare with", name, hint, complete=complete_path)

    def _show(self, comparison: Comparison) -> None:
        from readerapp.ui.screens.agreement import AgreementPosition, AgreementScreen

        reader = self.reader
        if self.app.screen is not reader or reader.prompt.open or reader.notes_panel.editing:
            self.say("Comparison ready · open it again to see it")
            return  # the user is doing something else by now
        if comparison.problems:
            self.say(sanitize_label(" · ".join(comparison.problems), 200), warning=True)
        position = self._position or AgreementPosition()
        screen = AgreementScreen(comparison, reader.document.locator, position)
        self.app.push_screen(screen, self._leave)

    def _leave(self, result: AgreementResult | None) -> None:
        """Do what the user chose in the agreement screen."""
        if result is None:
            return
        self._position = result.position
        if result.file:
            self._ask_file()
        elif result.to:
            view = self.reader.document_view
            view.caret.drop()
            view.jump(result.to.start, end=result.to.end, remember=True)
            self.reader.set_focus(view)
