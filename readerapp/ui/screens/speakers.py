"""The speakers of the document: how much each says; rename, role, aliases, merge, filter."""

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
from readerapp.ui.screens.name_picker import NameOption, NamePicker
from readerapp.ui.screens.prompt_screen import QuestionScreen
from readerapp.ui.widgets.bars import LineInput
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
    """What the screen needs of a session."""

    @property
    def speakers(self) -> list[Speaker]:
        """The speakers."""

    def edit_speaker(self, key: str, *, name: str, role: str, aliases: Sequence[str]) -> Change:
        """Rename, or set role and aliases."""

    def merge_speakers(self, key: str, into: str) -> Change:
        """Two names are one person."""

    def undo(self) -> Change:
        """Take the last step back."""


class SpeakersScreen(ModalScreen[str | None]):
    """Answers with the name to filter by, or None."""

    BINDINGS = [
        ("escape,q,S", "leave", "Back"),
        ("e", "edit", "Edit"),
        ("m", "merge", "Merge"),
        ("u", "undo", "Undo"),
    ]

    def __init__(
        self,
        cast: SpeakerEditor,
        voices: Callable[[], list[SpeakerStats]],
        length: int,
        took: Callable[[Change], None],
    ) -> None:
        """What is changed or taken back here is told to `took`."""
        super().__init__()
        self._took = took
        self._length = length  # of the document, in code points
        self._cast, self._voices = cast, voices
        self._title = Static("", classes="title", markup=False)
        self._table = Table(_COLUMNS, empty="No speakers yet: s on a quotation names one.")

    def compose(self) -> ComposeResult:
        """A title and the table."""
        yield self._title
        yield self._table

    def on_mount(self) -> None:
        """Fill the table."""
        self._fill("Speakers · Enter only this voice · e edit · m merge · u undo · Esc back")
        self.set_focus(self._table)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Enter filters the highlights to this voice."""
        self.dismiss(self._named(event.key).name)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_edit(self) -> None:
        """Name, role and aliases."""
        if key := self._table.current:
            self.app.push_screen(SpeakerForm(self._named(key), partial(self._edit, key)))

    def action_merge(self) -> None:
        """Choose who this speaker really is."""
        key = self._table.current
        if not key or len(self._cast.speakers) < 2:
            return
        others = [s for s in self._cast.speakers if s.id != key]
        candidates = [NameOption(s.name, s.role, s.aliases) for s in others]
        chooser = NamePicker("Is the same person as", self._named(key).name, candidates, new=False)
        self.app.push_screen(chooser, lambda name: self._merge(key, name))

    def action_undo(self) -> None:
        """Take the last step back."""
        self._try(self._cast.undo)

    def _edit(self, key: str, name: str, role: str, aliases: Sequence[str]) -> None:
        self._show(self._cast.edit_speaker(key, name=name, role=role, aliases=aliases))

    def _merge(self, key: str, name: str | None) -> None:
        into = next((s.id for s in self._cast.speakers if s.name == name and s.id != key), None)
        if into:
            self._try(lambda: self._cast.merge_speakers(key, into))

    def _try(self, act: Callable[[], Change]) -> None:
        try:
            change = act()
        except ReaderError as error:
            self._fill(str(error))
            return
        self._show(change)

    def _show(self, change: Change) -> None:
        self._took(change)
        self._fill(change.sentence)

    def _fill(self, title: str) -> None:
        self._title.update(Content(sanitize_label(title)))
        self._table.show([_item(voice, self._length) for voice in self._voices()])

    def _named(self, key: str) -> Speaker:
        return next(s for s in self._cast.speakers if s.id == key)


class SpeakerForm(QuestionScreen[bool]):
    """Asks for name, role and aliases; `save` takes them, or raises ReaderError and it stays."""

    def __init__(self, speaker: Speaker, save: Callable[[str, str, list[str]], None]) -> None:
        super().__init__()
        self._save = save
        self._told = Static(Content("Speaker: Tab next, Enter saves, Esc leaves"))
        self._kept = (speaker.name, speaker.role, ", ".join(speaker.aliases))
        self._inputs = [LineInput(sanitize_label(text), compact=True) for text in self._kept]

    def compose(self) -> ComposeResult:
        """Three inputs with their names."""
        with Vertical(id="panel"):
            yield self._told
            for name, field in zip(
                ("Name", "Role", "Also known as (commas)"), self._inputs, strict=True
            ):
                yield Label(Content(name))
                yield field

    def on_mount(self) -> None:
        """Nothing blinks."""
        for field in self._inputs:
            field.cursor_blink = False
        self.set_focus(self._inputs[0])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves."""
        event.stop()
        # What was not touched stays as it is, with signs that cannot be shown.
        name, role, aliases = (
            kept if field.value == sanitize_label(kept) else field.value
            for kept, field in zip(self._kept, self._inputs, strict=True)
        )
        others = [part.strip() for part in aliases.split(",") if part.strip()]
        try:
            self._save(name, role, others)
        except ReaderError as error:
            self._told.update(Content(sanitize_label(str(error))))
            return
        self.dismiss(True)


def _item(voice: SpeakerStats, length: int) -> TableRow:
    speaker = voice.speaker
    return TableRow(
        speaker.id,
        (
            speaker.name,
            speaker.role,
            str(voice.quotations),
            str(voice.words),
            draw_bar(voice.share, 10),
            draw_strip(voice.places, length, 24),
        ),
    )
