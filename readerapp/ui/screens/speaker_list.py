"""Speakers screen: how much each speaker says; rename, role, aliases, merge, filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from readerapp.core.model import Speaker
from readerapp.listing.speaker_stats import SpeakerStats, draw_bar, draw_strip
from readerapp.text.graphemes import cell_width
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.screens.name_picker import FORM_KEYS, NameOption, NamePicker
from readerapp.ui.screens.table_editor import FieldsForm, TableEditorScreen
from readerapp.ui.widgets.table import Column, Table, TableRow

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.text.turns import Turn

_WIDTHS = {"speaker": 0, "turns": 5, "highlights": 10, "words": 5, "share": 10, "role": 10}
_STRIP = 24
"""Width of the strip of positions in cells where there is room; at least a third of it."""
_NAME = 30
"""Width in cells up to which a name has its room before any other column."""
_COUNTS = ("turns", "highlights", "words")


class SpeakerEditor(Protocol):
    """The part of a session that the speakers screen uses."""

    def edit_speaker(
        self,
        key: str,
        *,
        name: str,
        role: str,
        aliases: Sequence[str],
        labelled: Sequence[Speaker],
    ) -> Change:
        """Set name, role and aliases of the speaker with the id `key`."""

    def merge_speakers(self, key: str, into: str, *, labelled: Sequence[Speaker]) -> Change:
        """Merge the speaker `key` into the speaker `into`: both are one person."""


class TurnToggle(Protocol):
    """The highlights of all turns of a transcript."""

    @property
    def total(self) -> int:
        """Return the number of turns."""

    def missing(self) -> list[Turn]:
        """Return the turns that are not highlighted."""

    def toggle(self) -> Change:
        """Highlight all turns; if all are highlighted, take the highlights away."""


class SpeakersScreen(TableEditorScreen[SpeakerStats | None]):
    """Table of speakers; returns the one to filter the list by, or None.

    Args:
        editor: the session whose speakers are edited.
        statistics: returns the statistics of the speakers as they are now.
        turns: the turns of a transcript.
        length: length of the document in code points.
        apply_change: called with each change, made or undone here.
        undo: undoes the last step that was made here.
        plain: whether to write shares and places as words, without drawing them.
    """

    BINDINGS = [
        ("escape,q,S", "leave", "Back"),
        ("e", "edit", "Edit name, role and other names"),
        ("m", "merge", "Merge into another speaker"),
        ("a", "turns", "Highlight all labelled turns, or remove these highlights"),
        ("u", "undo", "Undo the last change here"),
    ]

    def __init__(
        self,
        editor: SpeakerEditor,
        statistics: Callable[[], list[SpeakerStats]],
        turns: TurnToggle,
        length: int,
        apply_change: Callable[[Change], None],
        undo: Callable[[], Change],
        *,
        plain: bool = False,
    ) -> None:
        self._columns = [Column("speaker", opens=True)]  # until the width is known
        empty = "No speakers yet · s on a quotation names one"
        super().__init__(Table(self._columns, empty=empty), apply_change)
        self._undo = undo
        self._length, self._plain = length, plain
        self._editor, self._statistics, self._turns = editor, statistics, turns
        self._stats: dict[str, SpeakerStats] = {}

    def on_mount(self) -> None:
        """Fill the table."""
        self.fill()
        self.set_focus(self._table)

    def on_resize(self) -> None:
        """Show the keys and columns that fit."""
        self._show_keys()
        self._show_rows()

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Leave to filter the highlights by the speaker of the row (Enter)."""
        self.dismiss(self._stats[event.key])

    def action_edit(self) -> None:
        """Edit the speaker's name, role and aliases."""
        if key := self._table.current:
            speaker = self._stats[key].speaker
            fields = [
                ("Name", speaker.name),
                ("Role", speaker.role),
                ("Also known as (separate with commas)", ", ".join(speaker.aliases)),
            ]
            save = partial(self._edit, key)
            self.app.push_screen(FieldsForm(FORM_KEYS, fields, save, replaces=True))

    def action_merge(self) -> None:
        """Ask which other speaker is the same person, then merge both."""
        key = self._table.current
        others = [stats.speaker for stats in self._stats.values() if stats.speaker.id != key]
        if not key or not others:
            self.fill("No other speaker to merge with" if key else "")
            return
        candidates = [NameOption(s.name, "this name stays", s.aliases) for s in others]
        title = f"Merge {self._stats[key].speaker.name} into"
        chooser = NamePicker(title, "", candidates, new=False)

        def merge(name: str | None) -> None:
            into = next((s.id for s in others if s.name == name), None)
            if into:
                self.run(lambda: self._editor.merge_speakers(key, into, labelled=self._labelled))

        self.app.push_screen(chooser, merge)

    def action_turns(self) -> None:
        """Highlight all labelled turns; if all are highlighted, take the highlights away."""
        self.run(self._turns.toggle)

    def action_undo(self) -> None:
        """Undo the last step that was made here."""
        self.run(self._undo, undone=True)

    @property
    def _labelled(self) -> list[Speaker]:
        """Return the speakers who have no record yet."""
        return [stats.speaker for stats in self._stats.values() if not stats.is_stored]

    def _edit(self, key: str, values: Sequence[str]) -> None:
        name, role, aliases = values
        others = [part.strip() for part in aliases.split(",") if part.strip()]
        labelled = self._labelled
        self.show_change(
            self._editor.edit_speaker(key, name=name, role=role, aliases=others, labelled=labelled)
        )

    def fill(self, message: str = "", at: str | None = None) -> None:
        """Show the speakers as they are now, and a message in the last row."""
        self._stats = {one.speaker.id: one for one in self._statistics()}
        self._show_rows()
        self.show_message(message or self._facts())
        self._show_keys()

    def _show_rows(self) -> None:
        """Show the table: the names first, then as many columns as have room beside them."""
        names = [cell_width(sanitize_label(one.speaker.name)) for one in self._stats.values()]
        least = min(_NAME, max([len("speaker"), *names]))
        self._columns = [
            Column(name, width, right=name in _COUNTS, opens=name == "speaker")
            for name, width in _WIDTHS.items()
            if name != "turns" or self._turns.total
        ]
        taken = sum(column.width + 1 for column in self._columns) + 1
        strip = min(_STRIP, self.app.size.width - taken - least - 1)
        if not self._plain and strip >= _STRIP // 3:
            self._columns.append(Column("position in document", strip))
        self._table.set_columns(self._columns, least=least)
        self._table.show([self._table_row(one) for one in self._stats.values()])

    def _facts(self) -> str:
        speakers = count_noun(len(self._stats), "speaker")
        if not self._turns.total:
            return speakers
        highlighted = self._turns.total - len(self._turns.missing())
        turns = count_noun(self._turns.total, "labelled turn")
        return f"{speakers} · {turns}, {highlighted} highlighted"

    def _show_keys(self) -> None:
        """Show the keys in the title, as many words as fit."""
        turns = ""
        if self._turns.total:
            missing = len(self._turns.missing())
            whole = f"highlight {missing} turns" if missing else "remove turn highlights"
            turns = f" · a {whole}"
        self.show_title(
            (
                f"Speakers · Enter filter by speaker · e edit · m merge{turns} · u undo · Esc back",
                f"Speakers · Enter filter · e edit · m merge{turns} · Esc back",
                f"Enter filter · e edit · m merge{' · a turns' if turns else ''} · Esc",
                f"Enter list e edit m merge{' a turns' if turns else ''} Esc",
            )
        )

    def _table_row(self, stats: SpeakerStats) -> TableRow:
        texts = {
            "speaker": stats.speaker.name,
            "role": stats.speaker.role,
            "turns": str(stats.turns),
            "highlights": str(stats.highlights),
            "words": str(stats.words),
            "share": f"{stats.share:.0%}" if self._plain else draw_bar(stats.share, 10),
        }
        cells = [
            texts[one.title]
            if one.title in texts
            else draw_strip(stats.places, self._length, one.width)
            for one in self._columns
        ]
        return TableRow(stats.speaker.id, tuple(cells))
