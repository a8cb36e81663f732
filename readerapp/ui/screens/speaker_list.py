"""Speakers screen: how much each speaker says; rename, role, aliases, merge, filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from readerapp.core.errors import ReaderError
from readerapp.core.model import Speaker
from readerapp.listing.speaker_stats import SpeakerStats, draw_bar, draw_strip
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.screens.name_picker import NameOption, NamePicker, QuestionScreen
from readerapp.ui.widgets.prompt import LineInput
from readerapp.ui.widgets.table import Column, Table, TableRow

if TYPE_CHECKING:
    from readerapp.annotations.change import Change

_COLUMNS = (
    Column("speaker"),
    Column("role", 10),
    Column("quotes", 6, right=True),
    Column("words", 6, right=True),
    Column("share", 10),
    Column("from start to end", 24),
)


class SpeakerEditor(Protocol):
    """The part of a session that the speakers screen uses."""

    @property
    def speakers(self) -> list[Speaker]:
        """Return the speakers."""

    def edit_speaker(self, key: str, *, name: str, role: str, aliases: Sequence[str]) -> Change:
        """Set name, role and aliases of the speaker with the id `key`."""

    def merge_speakers(self, key: str, into: str) -> Change:
        """Merge the speaker `key` into the speaker `into`: both are one person."""


class SpeakersScreen(ModalScreen[str | None]):
    """Table of speakers; returns the name to filter the list by, or None.

    Args:
        editor: the session whose speakers are edited.
        statistics: returns the statistics of the speakers as they are now.
        length: length of the document in code points.
        apply_change: called with each change, made or undone here.
        undo: undoes the last step that was made here.
    """

    BINDINGS = [
        ("escape,q,S", "leave", "Back"),
        ("e", "edit", "Edit"),
        ("m", "merge", "Merge"),
        ("u", "undo", "Undo"),
    ]

    def __init__(
        self,
        editor: SpeakerEditor,
        statistics: Callable[[], list[SpeakerStats]],
        length: int,
        apply_change: Callable[[Change], None],
        undo: Callable[[], Change],
    ) -> None:
        super().__init__()
        self._apply_change, self._undo = apply_change, undo
        self._length = length
        self._editor, self._statistics = editor, statistics
        self._title = Static("", classes="title", markup=False)
        self._table = Table(_COLUMNS, empty="No speakers yet: s on a quotation names one.")

    def compose(self) -> ComposeResult:
        """Yield the title and the table."""
        yield self._title
        yield self._table

    def on_mount(self) -> None:
        """Fill the table."""
        self._fill("Speakers · Enter only this voice · e edit · m merge · u undo · Esc back")
        self.set_focus(self._table)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Leave to filter the highlights by the speaker of the row (Enter)."""
        self.dismiss(self._speaker(event.key).name)

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)

    def action_edit(self) -> None:
        """Edit the speaker's name, role and aliases."""
        if key := self._table.current:
            self.app.push_screen(SpeakerForm(self._speaker(key), partial(self._edit, key)))

    def action_merge(self) -> None:
        """Ask which other speaker is the same person, then merge both."""
        key = self._table.current
        if not key or len(self._editor.speakers) < 2:
            return
        others = [s for s in self._editor.speakers if s.id != key]
        candidates = [NameOption(s.name, s.role, s.aliases) for s in others]
        chooser = NamePicker(
            "Is the same person as", self._speaker(key).name, candidates, new=False
        )
        self.app.push_screen(chooser, lambda name: self._merge(key, name))

    def action_undo(self) -> None:
        """Undo the last step that was made here."""
        self._run(self._undo)

    def _edit(self, key: str, name: str, role: str, aliases: Sequence[str]) -> None:
        self._show(self._editor.edit_speaker(key, name=name, role=role, aliases=aliases))

    def _merge(self, key: str, name: str | None) -> None:
        into = next((s.id for s in self._editor.speakers if s.name == name and s.id != key), None)
        if into:
            self._run(lambda: self._editor.merge_speakers(key, into))

    def _run(self, act: Callable[[], Change]) -> None:
        try:
            change = act()
        except ReaderError as error:
            self._fill(str(error))
            return
        self._show(change)

    def _show(self, change: Change) -> None:
        self._apply_change(change)
        self._fill(change.sentence)

    def _fill(self, title: str) -> None:
        self._title.update(Content(sanitize_label(title)))
        self._table.show([_table_row(stats, self._length) for stats in self._statistics()])

    def _speaker(self, key: str) -> Speaker:
        return next(s for s in self._editor.speakers if s.id == key)


class SpeakerForm(QuestionScreen[bool]):
    """Form for a speaker's name, role and aliases.

    Args:
        speaker: the speaker to edit.
        save: saves name, role and aliases. If it raises ReaderError the form shows the error and
            stays open.
    """

    def __init__(self, speaker: Speaker, save: Callable[[str, str, list[str]], None]) -> None:
        super().__init__()
        self._save = save
        self._message = Static(Content("Speaker: Tab next, Enter saves, Esc leaves"))
        self._loaded_fields = (speaker.name, speaker.role, ", ".join(speaker.aliases))
        self._inputs = [
            LineInput(sanitize_label(text), compact=True) for text in self._loaded_fields
        ]

    def compose(self) -> ComposeResult:
        """Yield three labelled inputs."""
        with Vertical(id="panel"):
            yield self._message
            for name, field in zip(
                ("Name", "Role", "Also known as (commas)"), self._inputs, strict=True
            ):
                yield Label(Content(name))
                yield field

    def on_mount(self) -> None:
        """Focus the first input, without a blinking cursor."""
        for field in self._inputs:
            field.cursor_blink = False
        self.set_focus(self._inputs[0])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save the speaker (Enter)."""
        event.stop()
        # An unchanged field is saved as it was, with the characters that cannot be shown.
        name, role, aliases = (
            loaded if field.value == sanitize_label(loaded) else field.value
            for loaded, field in zip(self._loaded_fields, self._inputs, strict=True)
        )
        others = [part.strip() for part in aliases.split(",") if part.strip()]
        try:
            self._save(name, role, others)
        except ReaderError as error:
            self._message.update(Content(sanitize_label(str(error))))
            return
        self.dismiss(True)


def _table_row(stats: SpeakerStats, length: int) -> TableRow:
    speaker = stats.speaker
    return TableRow(
        speaker.id,
        (
            speaker.name,
            speaker.role,
            str(stats.quotations),
            str(stats.words),
            draw_bar(stats.share, 10),
            draw_strip(stats.places, length, 24),
        ),
    )
