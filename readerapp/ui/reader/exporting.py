"""Copy and export: the citation of what is here, the export dialog, and what was really done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home
from readerapp.core.plugins import mark_reported
from readerapp.reading.completion import kind_of, shorten_path, typed_path
from readerapp.ui.reader import ReaderController
from readerapp.ui.textual_internals import write_to_terminal

if TYPE_CHECKING:
    from readerapp.interchange.annotation_view import AnnotationView
    from readerapp.interchange.clipboard.routes import CopyResult
    from readerapp.ui.reader.screen import ReaderScreen
    from readerapp.ui.screens.export_dialog import ExportForm, ExportScope

# Exporters and clipboard are imported on first use: the first page does not wait for them.

SAMPLE_LENGTH = 20_000
"""Code points at the start of the text that show which quotation marks it uses."""
_EXPORTING = "Exporting to {}…"
_FOLDER_WIDTH = 24
"""Cells for a folder in a message."""


class ExportController(ReaderController):
    """Copies a quotation, copies the list, and exports it to a file."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._overwrite: Path | None = None
        """The existing file that the user was asked about; a second Enter overwrites it."""
        self._last_name = ""
        """The name of the last file to which this document was exported."""
        self._exported = ""
        """The message about an export to a file; empty for one to the clipboard."""

    def action_copy(self) -> None:
        """Copy the highlight, selection or quotation here, with its citation."""
        self.attempt(lambda: self.copy(*self._citation(), then=self._hint_all()))

    def _hint_all(self) -> str:
        """Return how to copy all that the list shows, after a copy of one of its rows."""
        listed = sum(row.thread is None for row in self.list_model.shared_rows)
        if self.reader.focused is not self.reader.highlight_list or listed < 2:
            return ""
        return f"{self.app.key('copy.all')} copies all {listed}"

    def action_copy_all(self) -> None:
        """Copy all annotations that the list shows, each with its citation."""

        def copy() -> None:
            from readerapp.interchange.annotation_view import nest_threads
            from readerapp.interchange.citation import entry_template
            from readerapp.interchange.exporters import export
            from readerapp.interchange.exporters.document_facts import describe_contents

            views = nest_threads(self.list_model.shared_rows)
            if not views:
                has_filter = self.list_model.is_filtered
                key = self.app.key("drop" if has_filter else "mark")
                what = "clear filter" if has_filter else "highlight sentence"
                raise ReaderError(f"Nothing to copy · {key} {what}")
            settings = self.reader.context.settings
            export_format, template = entry_template(settings.citation)
            if own := settings.templates.get("text", ""):
                export_format, template = "text", own
            if not settings.cite_speaker:
                views = [replace(view, speaker="") for view in views]
            source = self.session.export_source()
            pieces = export(export_format, source, views, template=template, heading=False)
            text = "".join(pieces).removeprefix("\n")
            self.copy(text, describe_contents(views, highlight="quotation"))

        self.attempt(copy)

    async def action_ask(self) -> None:
        """Ask what to export, in which format, and where to."""
        await self.reader.plugins.load_exporters()
        await self.reader.pending_actions.ask(self._open_dialog)

    def _open_dialog(self) -> Awaitable[object]:
        from readerapp.interchange.exporters import list_fitting_formats
        from readerapp.ui.screens.export_dialog import ExportDialog, ExportForm

        scopes = self._scopes()
        document = self.reader.document
        here = str(Path.cwd())
        beside = str(document.path.resolve().parent) if document.path else here
        last = self.app.export_choice
        source = self.session.export_source()
        formats = list_fitting_formats(document.format)
        if last is None or last.format not in formats:
            last = replace(last or ExportForm("", "", here), format="markdown")
        choice = self._suggest(source.label, last)

        def preview(chosen: ExportForm, count: int) -> list[str]:
            from readerapp.interchange.exporters.preview import preview_export

            template = self.reader.context.settings.templates.get(chosen.format, "")
            return preview_export(
                chosen.format,
                source,
                scopes[chosen.scope].views,
                group=chosen.group,
                template=template,
                count=count,
            )

        def export(chosen: ExportForm) -> None:
            self._export(chosen, scopes[chosen.scope].views)

        def leave(chosen: ExportForm | None) -> None:
            if chosen:
                self.app.export_choice = chosen
                self._last_name = chosen.name
            if self._exported or not chosen:  # a copy has its own message
                self.say(self._exported or "Nothing exported")
            self.reader.plugins.report_failures()

        self._exported, self._overwrite = "", None
        return self.app.push_screen(
            ExportDialog(
                source.label,
                scopes,
                choice,
                formats=formats,
                folders=list(dict.fromkeys((beside, here, choice.folder))),
                preview=preview,
                export=export,
            ),
            leave,
        )

    def _scopes(self) -> list[ExportScope]:
        """Return what can be exported: what the list shows, all, the annotation here.

        Those that belong to the file are exported if somebody asks for them.

        Raises:
            ReaderError: there is no annotation.
        """
        from readerapp.interchange.annotation_view import nest_threads
        from readerapp.ui.screens.export_dialog import ExportScope

        model = self.list_model
        shown = model.shared_rows
        every = [row for row in model.all_rows() if not row.is_proposal]
        if not (every or shown):
            raise ReaderError(f"Nothing to export · {self.app.key('mark')} highlight sentence")
        stored = [row for row in every if not row.is_embedded]
        scopes = [ExportScope(f"all: {len(stored)}", nest_threads(stored))] if stored else []
        if len(stored) < len(every):
            name = f"{'with ' if stored else ''}those of the file: {len(every)}"
            scopes.append(ExportScope(name, nest_threads(every)))
        if len(shown) != len(every) or not set(map(id, shown)) <= set(map(id, every)):
            name = f"what the list shows: {len(shown)} of {len(every)}"
            scope = ExportScope(name, nest_threads(shown))
            scopes.insert(0 if model.is_filtered else 1, scope)
        if row := model.thread(self.reader.panes.chosen_key):
            scopes.append(ExportScope("this one", [row]))
        return scopes

    def _suggest(self, title: str, last: ExportForm) -> ExportForm:
        """Return what is filled in at first: as last time, with a name for this document.

        Args:
            title: the title of the document.
            last: what was chosen last.
        """
        from readerapp.interchange.exporters.file_names import suggest_file_name, with_suffix
        from readerapp.interchange.exporters.formats import FORMATS

        export_format = FORMATS[last.format]
        name = with_suffix(self._last_name, export_format) or suggest_file_name(
            title, export_format.suffix
        )
        return replace(last, name=name, scope=0)

    def _export(self, chosen: ExportForm, views: Sequence[AnnotationView]) -> None:
        """Export annotations as it was chosen in the dialog.

        An existing file is overwritten only after a second Enter, and never one that the format
        updates.

        Raises:
            ReaderError: the folder does not exist, the file does, or it cannot be written.
        """
        from readerapp.interchange.exporters import export, export_to_file
        from readerapp.interchange.exporters.document_facts import describe_contents
        from readerapp.interchange.exporters.formats import FORMATS

        session, export_format = self.session, FORMATS[chosen.format]
        template = self.reader.context.settings.templates.get(chosen.format, "")
        source = session.export_source(
            text=export_format.needs_text, file_digest=export_format.needs_digest
        )
        if chosen.to_clipboard:
            if export_format.binary or export_format.copies:
                label = export_format.label
                raise ReaderError(f"{label} cannot be pasted · choose a file or another format")
            what = describe_contents(views)
            if export_format.plugin:
                self._copy_export(lambda: "".join(export(chosen.format, source, views)), what)
                return
            pieces = export(chosen.format, source, views, group=chosen.group, template=template)
            self.copy("".join(pieces), what)
            return
        path = self._export_path(chosen)
        asks = kind_of(path) == "file" and not export_format.updates
        if asks and path != self._overwrite:
            self._overwrite = path
            raise ReaderError(f"{path.name} exists · Enter again to overwrite")
        self._overwrite = None
        folder = shorten_path(abbreviate_home(str(path.parent)), _FOLDER_WIDTH)
        done = f"Exported {describe_contents(views)} · {{}}"
        if export_format.copies:
            from readerapp.annotations.file_copies import prepare_copy

            write = prepare_copy(path, export_format, session, views)
            self._exported = _EXPORTING.format(path.name)
            self._write_copy(write, done, f"{path.name} in {folder}")
            return
        write_file = partial(
            export_to_file,
            path,
            chosen.format,
            source,
            views,
            document=session.document.path,
            store=session.store.folder,
            group=chosen.group,
            template=template,
        )
        if export_format.plugin:
            self._exported = _EXPORTING.format(path.name)
            self._write_copy(lambda: [write_file()], done, f"{path.name} in {folder}")
            return
        write_file()
        self._exported = done.format(f"{path.name} in {folder}")

    def _copy_export(self, write: Callable[[], str], what: str) -> None:
        """Copy an export that a plug-in writes on a thread.

        Args:
            write: returns the export.
            what: what it is, as in "2 quotations".
        """

        def work() -> None:
            try:
                text = write()
            except ReaderError as error:
                self.call_on_screen(self.reader.plugins.say_error, error)
            else:
                self.call_on_screen(self.copy, text, what)

        self._exported = "Copying…"
        self.start_thread(work, group="copy", exclusive=False)

    def _write_copy(self, write: Callable[[], list[str]], done: str, place: str) -> None:
        """Write a copy of the document on a thread, and say then how it ended.

        Args:
            write: writes, and returns a sentence and the problems.
            done: the message, with "{}" for the place or the first problem.
            place: the name of the file and its folder.
        """

        def work() -> None:
            try:
                _, *problems = write()
            except ReaderError as error:
                mark_reported([error])
                self.call_on_screen(say, str(error).rstrip("."), warning=True)
            else:
                self.call_on_screen(say, done.format(problems[0] if problems else place))

        def say(sentence: str, *, warning: bool = False) -> None:
            self._exported = sentence  # the dialog may leave after this
            self.say(sentence, warning=warning)

        self.start_thread(work, group="copy", exclusive=False)

    def _export_path(self, chosen: ExportForm) -> Path:
        """Return the path of the file that was chosen.

        Raises:
            ReaderError: no name was typed, it is a folder, or its folder does not exist.
        """
        if not chosen.name.strip():
            raise ReaderError("Type a file name")
        folder = typed_path(chosen.folder) if chosen.folder.strip() else Path.cwd()
        path = Path.cwd() / folder / typed_path(chosen.name)
        kind = kind_of(path)
        if kind == "folder":
            raise ReaderError(f"{path.name} is a folder · type a file name")
        if kind == "device":  # a pipe that nobody reads would stop the reader
            raise ReaderError(f"{path.name} is a pipe or a device · type a file name")
        if kind_of(path.parent) != "folder":
            raise ReaderError(f"No such folder: {path.parent}")
        return path

    def _citation(self) -> tuple[str, str]:
        """Return the citation of what is here, and what it is in words."""
        from readerapp.core.model import Annotation, Target
        from readerapp.interchange.annotation_view import AnnotationView
        from readerapp.interchange.citation import find_quotation_marks
        from readerapp.interchange.template_fields import cite_view

        document, settings = self.reader.document, self.reader.context.settings
        view = self.list_model.row(self.reader.panes.chosen_key)
        if view and not view.exact:
            return view.annotation.note, "1 document note"
        if view is None:
            if (span := self.reader.document_view.caret.subject()) is None:
                key = self.app.key("select")
                raise ReaderError(f"Nothing to copy here · {key} select words")
            exact = document.text.slice(span.start, span.end)
            target = Target(start=span.start, end=span.end, exact=exact)
            view = AnnotationView(
                annotation=Annotation(id="", target=target),
                start=span.start,
                end=span.end,
                document=document,
            )
        elif not settings.cite_speaker:
            view = replace(view, speaker="")
        marks = find_quotation_marks([view.exact, document.text.slice(0, SAMPLE_LENGTH)])
        source = self.session.export_source()
        return cite_view(source, view, style=settings.citation, marks=marks), "1 quotation"

    def copy(
        self,
        text: str,
        what: str,
        *,
        then: str = "",
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """Copy on a thread, because a clipboard tool may be slow.

        Args:
            text: the text to copy.
            what: what it is, as in "2 quotations".
            then: what to do next, for the end of the message.
            tell: shows the message; None for the status line.
        """
        show = tell or self.say
        self.start_thread(lambda: self._copy_on_thread(text, what, then, show), group="clipboard")

    def _copy_on_thread(self, text: str, what: str, then: str, show: Callable[[str], None]) -> None:
        from readerapp.interchange.clipboard import routes

        try:
            result = routes.copy_text(text)
        except ReaderError as error:
            self.call_on_screen(self._show_not_copied, str(error), show)
        else:
            self.call_on_screen(self._show_copied, result, what, then, show)

    def _show_not_copied(self, why: str, show: Callable[[str], None]) -> None:
        if show == self.say:
            self.say(why, warning=True)
        else:
            show(why)

    def _show_copied(
        self, result: CopyResult, what: str, then: str, show: Callable[[str], None]
    ) -> None:
        if result.escape:
            write_to_terminal(self.app, result.escape)
        show(" · ".join(filter(None, (result.describe(what, short=True), then))))
