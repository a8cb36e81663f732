"""Export dialog: what, format, file or clipboard, name and folder, with a preview.

The dialog knows the fields and what keys do in them; its owner makes the preview and exports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import AnnotationView
from readerapp.interchange.exporters import GROUPS, Group
from readerapp.interchange.exporters.document_facts import describe_contents
from readerapp.interchange.exporters.file_names import format_of_name, with_suffix
from readerapp.interchange.exporters.formats import FORMATS
from readerapp.reading.completion import TabCompletion, complete_folder, format_candidates
from readerapp.text.graphemes import cell_width
from readerapp.text.line_layout import wrap_paragraph
from readerapp.text.sanitize import sanitize, sanitize_label
from readerapp.ui.widgets.option_row import OptionRow, field_label
from readerapp.ui.widgets.prompt import LineInput
from readerapp.ui.widgets.text_page import PageLine, TextPage

PREVIEW_LINES = 60
"""Lines of the file that a preview has."""

_SHORT = 12
"""Rows of a screen on which the title gives its row to the preview."""

_GROUP_NAMES: dict[Group, str] = {"place": "none", "speaker": "by speaker", "tag": "by tag"}


@dataclass(frozen=True, slots=True)
class ExportScope:
    """Annotations that can be exported, and what they are in words."""

    name: str
    views: Sequence[AnnotationView]


@dataclass(frozen=True, slots=True)
class ExportForm:
    """What is filled in, as it was typed; `api.exporting.ExportChoice` is what a script exports.

    Attributes:
        format: one of FORMATS.
        name: the name of the file, as typed.
        folder: its folder, as typed.
        to_clipboard: whether it goes to the clipboard instead of a file.
        scope: the index of the scope.
        group: how Markdown and plain text are divided.
    """

    format: str
    name: str
    folder: str
    to_clipboard: bool = False
    scope: int = 0
    group: Group = "place"


class ExportDialog(ModalScreen[ExportForm | None]):
    """Asks what to export and where to; returns the choice after the export, None without one.

    Args:
        title: the title of the document.
        scopes: what can be exported.
        choice: what is filled in at first.
        formats: the names of the formats that fit the document.
        folders: the folders that Ctrl+T goes through.
        preview: returns the first lines of the export of a choice.
        export: exports; a `ReaderError` is shown, and the dialog stays open.
    """

    BINDINGS = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("enter", "export", "Export", show=False),
        Binding("down", "step(1)", "Next field", show=False),
        Binding("up", "step(-1)", "Previous field", show=False),
        Binding("tab", "complete(1)", "Complete the folder, or next field", show=False),
        Binding("shift+tab", "complete(-1)", "Previous completion, or field", show=False),
        Binding("ctrl+t", "next_folder", "Folder of the document, or of the shell", show=False),
        Binding("pagedown", "scroll(1)", "Next page of the preview", show=False),
        Binding("pageup", "scroll(-1)", "Previous page of the preview", show=False),
    ]

    def __init__(
        self,
        title: str,
        scopes: Sequence[ExportScope],
        choice: ExportForm,
        *,
        formats: Sequence[str],
        folders: Sequence[str],
        preview: Callable[[ExportForm, int], Sequence[str]],
        export: Callable[[ExportForm], None],
    ) -> None:
        super().__init__()
        self._document_title = title
        self._scopes, self._folders = tuple(scopes), tuple(folders)
        self._formats = tuple(formats)
        self._preview, self._export = preview, export
        self._scope = OptionRow("What", [scope.name for scope in scopes], choice.scope)
        groups = [_GROUP_NAMES[group] for group in GROUPS]
        self._group = OptionRow("Group", groups, GROUPS.index(choice.group))
        labels = [FORMATS[name].label for name in formats]
        self._format = OptionRow("Format", labels, self._formats.index(choice.format))
        self._target = OptionRow("To", ["file", "clipboard"], int(choice.to_clipboard))
        self._name_line = LineInput(choice.name, compact=True, select_on_focus=False)
        self._folder_line = LineInput(choice.folder, compact=True, select_on_focus=False)
        self._labels = {
            self._name_line: Static("", classes="asked", markup=False),
            self._folder_line: Static("", classes="asked", markup=False),
        }
        self._message = Static("", id="message", markup=False)
        self._contents = Static("", id="contents", markup=False)
        self._page = TextPage(self._preview_lines, id="preview")
        self._page.can_focus = False
        self._tabs = TabCompletion()

    @property
    def choice(self) -> ExportForm:
        """Return what is filled in."""
        return ExportForm(
            format=self._formats[self._format.current],
            name=self._name_line.value,
            folder=self._folder_line.value,
            to_clipboard=bool(self._target.current),
            scope=self._scope.current,
            group=GROUPS[self._group.current],
        )

    def compose(self) -> ComposeResult:
        """Yield the title, the fields, the message and the preview."""
        title = f"Export · {sanitize_label(self._document_title, 200)}"
        yield Static(Content(title), classes="title")
        yield self._scope
        yield self._group
        yield self._format
        yield self._target
        for line, label in self._labels.items():
            with Horizontal(classes="field"):
                yield label
                yield line
        yield self._message
        yield self._contents
        yield self._page

    def on_mount(self) -> None:
        """Focus the format; the cursor of the lines does not blink."""
        for line in self._labels:
            line.cursor_blink = False
            line.cursor_position = len(line.value)
        self._show()
        self.set_focus(self._format)

    def on_resize(self) -> None:
        """Give the row of the title to the preview on a short screen."""
        self.set_class(self.size.height < _SHORT, "-short")
        self._show_keys()

    # The fields

    @property
    def _fields(self) -> list[Widget]:
        lines = () if self._target.current else (self._name_line, self._folder_line)
        groups = (self._group,) if self._group.display else ()
        return [self._scope, *groups, self._format, self._target, *lines]

    def on_option_row_chosen(self, event: OptionRow.Chosen) -> None:
        """Show the preview of the new choice; the name gets the suffix of a new format."""
        event.stop()
        if event.row is self._format:
            name = with_suffix(self._name_line.value, FORMATS[self.choice.format])
            if name != self._name_line.value:
                with self.prevent(Input.Changed):
                    self._set_text(self._name_line, name)
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Choose the format that the suffix of the name says."""
        event.stop()
        if event.input is self._name_line:
            export_format = format_of_name(event.value, FORMATS[self.choice.format])
            if export_format.name in self._formats:
                self._format.choose(self._formats.index(export_format.name))
        self._show_keys()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Export (Enter in a line)."""
        event.stop()
        self.action_export()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show which field has the focus, and its keys."""
        self._tabs = TabCompletion()
        self._show_keys()

    def action_step(self, by: int) -> None:
        """Focus a field further down, or up if `by` is negative."""
        fields = self._fields
        at = fields.index(self.focused) if self.focused in fields else 0
        self.set_focus(fields[(at + by) % len(fields)])

    def action_complete(self, direction: int) -> None:
        """Complete the folder; in another field, go to the next or previous one."""
        if self.focused is not self._folder_line:
            self.action_step(direction)
            return
        text, cursor = self._folder_line.value, self._folder_line.cursor_position
        line = self._tabs.press(text, cursor, complete_folder, direction)
        with self.prevent(Input.Changed):
            self._set_text(self._folder_line, line.text, line.cursor)
        if len(line.names) > 1:
            self._say(format_candidates(line.names, self.size.width - 2))
        elif line.text == text:
            self._say("No folder begins like this")

    def action_next_folder(self) -> None:
        """Fill in the next of the folders: the shell's, the document's, the last one."""
        if self._target.current:
            return
        current = self._folder_line.value
        at = self._folders.index(current) if current in self._folders else -1
        self._set_text(self._folder_line, self._folders[(at + 1) % len(self._folders)])

    # Answers

    def action_export(self) -> None:
        """Export, and leave; if it is refused, keep what is filled in and say why."""
        export_format = FORMATS[self.choice.format]
        if "." not in self._name_line.value.strip("."):
            with self.prevent(Input.Changed):
                self._set_text(self._name_line, with_suffix(self._name_line.value, export_format))
        choice = self.choice
        try:
            self._export(choice)
        except ReaderError as error:
            self._say(str(error).rstrip("."), refused=True)
            return
        self.dismiss(choice)

    def action_leave(self) -> None:
        """Return to the document without an export."""
        self.dismiss(None)

    def action_scroll(self, pages: int) -> None:
        """Scroll the preview by pages."""
        self._page.action_page(pages)

    # What is shown

    def _show(self) -> None:
        """Show the preview, and the rows that the choice needs."""
        for line in self._labels:
            parent = line.parent
            if isinstance(parent, Widget):
                parent.display = not self._target.current
        self._group.display = FORMATS[self.choice.format].templates
        contents = describe_contents(self._scopes[self.choice.scope].views)
        about = FORMATS[self.choice.format].help
        self._contents.update(Content(f"{contents} · {about}"))
        self._page.remake()
        self._show_keys()

    def _preview_lines(self, width: int) -> list[PageLine]:
        try:
            lines = self._preview(replace(self.choice, to_clipboard=False), PREVIEW_LINES)
        except ReaderError as error:
            lines = [str(error)]
        shown: list[PageLine] = []
        for line in lines:
            clean = sanitize(line.expandtabs(4))
            start = 0
            for end in wrap_paragraph(clean, max(1, width), max(1, width)) or [0]:
                shown.append(PageLine("", clean[start:end]))
                start = end
        return shown

    def _show_keys(self) -> None:
        """Show the keys of the field that has the focus."""
        for line, label in self._labels.items():
            name = "Name" if line is self._name_line else "Folder"
            label.update(Content(field_label(name, focused=line.has_focus)))
            label.set_class(line.has_focus, "-focus")
        keys = ["Enter export", "Esc cancel", "↑↓ field"]
        if self.focused is self._folder_line:
            keys[2:] = ["Tab complete", "Ctrl+T document's folder"]
        elif self.focused is self._name_line:
            keys.append("the ending sets the format")
        else:
            keys.insert(2, "←→ choose")
        width = self.size.width - 2
        while len(keys) > 1 and cell_width(" · ".join(keys)) > width:
            keys.pop()
        self._say(" · ".join(keys))

    def _say(self, sentence: str, *, refused: bool = False) -> None:
        self._message.set_class(refused, "-refused")
        self._message.update(Content(sanitize(sentence)))

    def _set_text(self, line: LineInput, text: str, cursor: int | None = None) -> None:
        line.value = text
        line.cursor_position = len(text) if cursor is None else cursor
