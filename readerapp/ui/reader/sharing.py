"""Import, conflicts, agreement, copy and export: actions of the reader screen.

Copy and export tell in the status line what was really done.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.widgets import Input, TextArea
from textual.worker import get_current_worker

from readerapp.annotations.change import display_title
from readerapp.core.errors import ReaderError
from readerapp.reading.completion import complete_path, typed_file, typed_path
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.reader import PORTION_PAUSE, ReaderBase
from readerapp.ui.textual_internals import write_to_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from readerapp.annotations.change import Change
    from readerapp.collaboration.agreement.compare import CodedMark, Comparison
    from readerapp.collaboration.conflicts import ConflictValue, FieldConflict
    from readerapp.collaboration.importing.importer import ImportPlan
    from readerapp.interchange.clipboard.routes import CopyResult
    from readerapp.ui.screens.agreement import AgreementPosition, AgreementResult


# The comparison is imported on first use, so that the first page does not wait for it.


class AgreementActions(ReaderBase):
    """Actions that compare annotators and walk through their disagreements."""

    _beside: tuple[Path, ...] = ()
    """Files that are compared too, until the document is closed."""
    _walk: AgreementPosition | None = None
    """Position at which the agreement screen was left."""

    def action_agreement(self) -> None:
        """Compare the people who annotated this document."""
        self.attempt(self._gather)

    def compare_with(self, name: str) -> None:
        """Compare with the annotations of a file too.

        Args:
            name: path of the file; it is added to those named before. Empty to compare only the
                document's own annotators.

        Raises:
            ReaderError: there is no such file.
        """
        added = (typed_file(name),) if name.strip() else ()
        self._beside = tuple(dict.fromkeys([*self._beside, *added])) if added else ()
        self._gather(name)

    def _gather(self, name: str = "") -> None:
        from readerapp.collaboration.agreement.compare import marks_of_session

        self._compare(marks_of_session(self.list_model.session), name)

    @work(thread=True, exclusive=True, group="agreement")
    def _compare(self, here: Sequence[CodedMark], name: str) -> None:
        """Compare on a thread, because the quotes of other files are searched in the text."""
        from readerapp.collaboration.agreement.compare import compare_document
        from readerapp.collaboration.importing.importer import read_files

        try:
            parcels = read_files(self._beside)
            found = compare_document(here, self.document.text, parcels)
        except ReaderError as error:
            self._beside = self._beside[:-1]
            again = partial(self._ask_file, name)
            self.app.call_from_thread(self.ask_again, again, str(error))
            return
        self.app.call_from_thread(self._show_agreement, found)

    def _ask_file(self, name: str = "") -> None:
        hint = "a file of somebody else's marks"
        self.prompt.ask("agreement with", name, hint, complete=complete_path)

    def _show_agreement(self, found: Comparison) -> None:
        from readerapp.ui.screens.agreement import AgreementPosition, AgreementScreen

        if self.app.screen is not self or self.prompt.open or self.notes_panel.editing:
            self.say("The agreement is worked out; ask for it again to see it.")
            return  # the user is doing something else by now
        if found.problems:
            self.say(sanitize_label("; ".join(found.problems), 200), warning=True)
        screen = AgreementScreen(found, self.document.locator, self._walk or AgreementPosition())
        self.app.push_screen(screen, self._left)

    def _left(self, left: AgreementResult | None) -> None:
        if left is None:
            return
        self._walk = left.at
        if left.file:
            self._ask_file()
        elif left.to:
            self.document_view.caret.drop()
            self.document_view.jump(left.to.start, end=left.to.end, remember=True)
            self.set_focus(self.document_view)


_PAUSE = 0.1
"""Seconds between two checks whether the user is typing."""

# Importers and conflicts are imported on first use: the first page does not wait for them.


class ImportActions(ReaderBase):
    """Actions that import a file and resolve conflicts."""

    def action_import(self) -> None:
        """Ask for a file of annotations to import."""
        self._ask_import()

    def _ask_import(self, name: str = "") -> None:
        hint = "a file that somebody sent or another program wrote"
        self.prompt.ask("import", name, hint, complete=complete_path)

    def import_from(self, name: str) -> None:
        """Import the annotations that a file has for this document, on a thread.

        Raises:
            ReaderError: there is no such file.
        """
        path = typed_file(name)
        self.say(f"Importing {sanitize_label(name, 40)} …")
        self._import(path, name)

    @work(thread=True, exclusive=True, group="import")
    def _import(self, path: Path, name: str) -> None:
        """Plan the import on a thread, then save it or ask first.

        It asks if the import would change, remove or restore annotations that are here. The reader
        can be used meanwhile.
        """
        from readerapp.collaboration.importing.importer import Importer, read_files

        app, worker = self.app, get_current_worker()
        told = -1

        def progress(done: float) -> None:
            nonlocal told
            if worker.is_cancelled:
                raise ReaderError("The import was left; nothing was imported.")
            if int(done * 20) != told:
                told = int(done * 20)
                app.call_from_thread(
                    self.say, f"Importing {sanitize_label(path.name, 40)} … {done:.0%}"
                )

        try:
            importer = Importer(self.context, progress)
            importer.add(read_files([path])[0], self.list_model.session)
            [plan] = importer.plans
            counts, problems = plan.counts, len(importer.problems)
            if counts.new and counts.orphaned == counts.new and not counts.unchanged:
                sentence = f"None of the words of {path.name} are in this document"
                raise ReaderError(f"{sentence}; nothing was imported.")
            if counts.alters:
                app.call_from_thread(self._ask_to_import, path.name, plan, problems)
            else:
                app.call_from_thread(self._imported, self._save(path.name, plan, problems))
        except ReaderError as error:
            again = partial(self._ask_import, name)
            app.call_from_thread(self.ask_again, again, str(error))

    def _ask_to_import(self, name: str, plan: ImportPlan, problems: int) -> None:
        """Ask whether to import, once nobody is typing.

        Keys that were typed for something else must not answer the question.
        """
        from readerapp.ui.screens.conflicts import ImportQuestion

        if self.app.screen is not self or isinstance(self.focused, Input | TextArea):
            self.set_timer(_PAUSE, lambda: self._ask_to_import(name, plan, problems))
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._commit(name, plan, problems)
            else:
                self.say("Nothing was imported.")

        self.app.push_screen(ImportQuestion(name, plan.counts, problems), answered)

    @work(thread=True, exclusive=True, group="import")
    def _commit(self, name: str, plan: ImportPlan, problems: int) -> None:
        """Save the import after the user has agreed."""
        try:
            sentence = self._save(name, plan, problems)
        except ReaderError as error:
            self.app.call_from_thread(self.say, str(error), warning=True)
        else:
            self.app.call_from_thread(self._imported, sentence)

    def _save(self, name: str, plan: ImportPlan, problems: int) -> str:
        """Save an import plan; return the sentence for the status line."""
        from readerapp.collaboration.importing.importer import commit_import

        commit_import(plan, f"Import of {sanitize_label(name, 60)}", self.context)
        told = f"; {count_noun(problems, 'problem')}" if problems else ""
        return f"Imported: {plan.counts}{told}"

    def _imported(self, sentence: str) -> None:
        if self.apply_external_changes():
            self.set_timer(PORTION_PAUSE, lambda: self._imported(sentence))
        else:
            self.say(sentence)

    async def action_conflicts(self) -> None:
        """Show the fields that people set to different values."""
        from readerapp.collaboration.conflicts import list_conflicts, resolve_conflict
        from readerapp.ui.screens.conflicts import ConflictsScreen

        actor = self.context.actor.name

        def show() -> object:
            session = self.list_model.session

            def resolve(dispute: FieldConflict, value: ConflictValue) -> Change:
                return resolve_conflict(session, dispute, value, actor)

            return self.app.push_screen(
                ConflictsScreen(
                    lambda: list_conflicts(session),
                    settle=resolve,
                    undo=session.undo,
                    took=self.apply_change,
                )
            )

        await self.ask(show)


# Exporters and the clipboard are imported on first use: the first page does not wait for them.


class ExportActions(ReaderBase):
    """Actions that copy a quotation, copy the list, and export it to a file."""

    _overwrite: Path | None = None
    """The existing file that the user was asked about; a second Enter overwrites it."""

    def action_copy(self) -> None:
        """Copy the highlight, selection or quotation here, with its citation."""
        self.attempt(lambda: self._send(self._citation()))

    def action_copy_all(self) -> None:
        """Copy all annotations that the list shows."""

        def copy() -> None:
            from readerapp.interchange.exporters import export
            from readerapp.listing.export import export_entries, export_source

            rows = self.list_model.rows
            if not rows:
                raise ReaderError("The list is empty; there is nothing to copy.")
            found = export_entries(rows)
            template = self.context.settings.templates.get("text", "")
            self._send(
                "".join(
                    export("text", export_source(self.list_model.session), found, template=template)
                )
            )

        self.attempt(copy)

    def action_export(self) -> None:
        """Ask for the file to export to; its extension chooses the format."""
        stem = sanitize_label(self.document.title, 60).replace("/", "-") or "highlights"
        hint = ".md .txt .html .csv .json and more"
        self._overwrite = None
        self.prompt.ask("export to", f"{stem}.md", hint, complete=complete_path)

    def export_to(self, name: str) -> None:
        """Write the annotations that the list shows to a file.

        An existing file is overwritten only after a second Enter.

        Raises:
            ReaderError: the file exists, or cannot be written.
        """
        from readerapp.listing.export import export_to_file

        path = typed_path(name)
        if path.is_file() and path != self._overwrite:
            self._overwrite = path
            raise ReaderError(f"{sanitize_label(str(path))} exists; Enter again writes over it.")
        self._overwrite = None
        templates = self.context.settings.templates
        self.say(
            export_to_file(self.list_model.session, self.list_model.rows, path, templates=templates)
        )

    def _citation(self) -> str:
        from readerapp.interchange.citation import cite

        style = self.context.settings.citation
        title = display_title(self.list_model.session.store.record, self.document.title)
        row = self.list_model.row(self._copied())
        if row and row.placed.annotation.target:
            exact = row.placed.annotation.target.exact
            speaker = row.speaker if self.context.settings.cite_speaker else ""
            return cite(exact, speaker=speaker, title=title, locator=row.locator, style=style)
        span = self.document_view.caret.subject()
        if span is None:
            raise ReaderError("There is nothing to copy here; select some words first.")
        exact = self.document.text.slice(span.start, span.end)
        return cite(exact, title=title, locator=self.document.locator(span.start), style=style)

    def _copied(self) -> str | None:
        if self.focused is self.highlight_list:
            return self.highlight_list.current
        return None if self.document_view.caret.selection else self.focused_key

    @work(thread=True, exclusive=True, group="clipboard")
    def _send(self, text: str) -> None:
        """Copy on a thread, because a clipboard tool may be slow."""
        from readerapp.interchange.clipboard import routes

        try:
            sent = routes.copy_text(text)
        except ReaderError as error:
            self.app.call_from_thread(self.say, str(error), warning=True)
            return
        self.app.call_from_thread(self._sent, sent)

    def _sent(self, sent: CopyResult) -> None:
        if sent.escape:
            write_to_terminal(self.app, sent.escape)
        self.say(sent.sentence)
