"""Question before an import: what the file brings, whose it is, and of when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical

from readerapp.collaboration.importing.import_preview import (
    ImportEntry,
    ImportPreview,
    describe_changes,
    describe_rest,
)
from readerapp.text.phrases import count_noun, quote
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.screens.name_picker import QuestionScreen
from readerapp.ui.widgets.text_page import (
    FAINT,
    PLAIN,
    STRONG,
    Pieces,
    QuestionPanel,
    flow_pieces,
)

ImportAnswer = Literal["import", "restore"]

_ENTRY_ROWS = 8
"""Most entries that are shown."""
_NAMES = 4
"""Most annotators that are named."""


class ImportQuestion(QuestionScreen[ImportAnswer]):
    """Asks whether to import; returns "import", "restore" to plan it again with the Bin, or None.

    Args:
        name: the name of the file.
        preview: what the import would do.
    """

    BINDINGS = [
        ("enter", "answer('import')", "Import"),
        ("r", "answer('restore')", "Restore"),
        ("q", "leave", "Cancel"),
    ]

    def __init__(self, name: str, preview: ImportPreview) -> None:
        super().__init__()
        self._file, self._preview = name, preview
        self._panel = QuestionPanel()

    def compose(self) -> ComposeResult:
        """Yield the panel."""
        with Vertical(id="panel"):
            yield self._panel

    def on_resize(self) -> None:
        """Show as much of the preview as has room."""
        width, most = self.app.size.width - 2, self.app.size.height * 4 // 5 - 1
        about = [*self._about(width)]
        keys: Pieces = [(self._keys(width), STRONG)]
        room = max(0, min(_ENTRY_ROWS, most - len(about) - 1))
        named = len(self._preview.annotators) > 1
        entries = [_entry_row(entry, named=named) for entry in self._preview.entries[:room]]
        self._panel.show([*about[: most - 1], *entries, keys])

    def action_answer(self, answer: ImportAnswer) -> None:
        """Answer the question; without a change there is nothing to import."""
        counts = self._preview.counts
        if counts.ids if answer == "import" else counts.binned:
            self.dismiss(answer)

    def _about(self, width: int) -> Iterator[Pieces]:
        """Yield rows about the import as a whole."""
        preview, counts = self._preview, self._preview.counts
        title = f"Import {sanitize_label(self._file, max(10, width - 40))}: "
        rest = describe_rest(counts)
        pieces = [
            (title, STRONG),
            (describe_changes(counts), STRONG),
            (f" · {rest}" if rest else "", PLAIN),
        ]
        yield from flow_pieces(pieces, width, 3)
        names = [f"{name} ({number})" for name, number in preview.annotators[:_NAMES]]
        if more := len(preview.annotators) - len(names):
            names.append(f"{more} more")
        facts = (f"by {', '.join(names)}" if names else "", " to ".join(preview.days))
        if any(facts):
            yield from flow_pieces([(" · ".join(filter(None, facts)), PLAIN)], width, 2)
        for notice in preview.notices[:1]:
            sentence = notice.removeprefix(f"{self._file}: ").rstrip(".")
            yield from flow_pieces([(sentence, PLAIN)], width, 2)
        if problems := preview.problems:
            sentence = f"{count_noun(len(problems), 'problem')}: {problems[0].rstrip('.')}"
            yield from flow_pieces([(sentence, PLAIN)], width, 2)

    def _keys(self, width: int) -> str:
        counts = self._preview.counts
        keys = ["Enter import"] if counts.ids else []
        if counts.binned:
            one = "it" if counts.binned == 1 else f"the {counts.binned}"
            keys.append(f"r restore {one} deleted here" if width > 60 else "r restore")
        return " · ".join([*keys, "Esc cancel"])


def _entry_row(entry: ImportEntry, *, named: bool) -> Pieces:
    """Return the row of an annotation: outcome, words, note.

    Args:
        entry: the annotation.
        named: whether it says who made it.
    """
    words = quote(entry.quotation[:200]) if entry.quotation else ""
    shown = " · ".join(part for part in (words, entry.note[:200]) if part) or "empty note"
    about = f"{entry.outcome} · {entry.annotator}" if named else entry.outcome
    return [(f"{about}: ", FAINT), (shown, PLAIN)]
