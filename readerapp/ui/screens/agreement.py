"""Agreement screen: how far two annotators agree, and a table of what they marked differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.collaboration.agreement.compare import Comparison, compare_coders
from readerapp.collaboration.agreement.report import Difference, list_differences, summary_lines
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.widgets.table import Column, Table, TableRow


@dataclass(frozen=True, slots=True)
class AgreementPosition:
    """Position in the walk through the disagreements.

    Attributes:
        pair: index of the pair of annotators.
        row: key of the table row; None for the first.
    """

    pair: int = 0
    row: str | None = None


@dataclass(frozen=True, slots=True)
class AgreementResult:
    """How the agreement screen was left.

    Attributes:
        position: the position at which it was left.
        to: the passage to go to; None if none was chosen.
        file: True to compare with another file.
    """

    position: AgreementPosition
    to: Difference | None = None
    file: bool = False


class AgreementScreen(ModalScreen[AgreementResult]):
    """Table of disagreements between two annotators; returns an `AgreementResult`.

    Args:
        comparison: the comparison of all annotators.
        locator: cites an offset (code points) for the first column, as in "¶12".
        position: the position to start at.
    """

    BINDINGS = [
        ("escape,q", "leave", "Back"),
        ("right,l,tab", "people(1)", "Others"),
        ("left,h,shift+tab", "people(-1)", "Others"),
        ("f", "file", "File"),
    ]

    def __init__(
        self, comparison: Comparison, locator: Callable[[int], str], position: AgreementPosition
    ) -> None:
        super().__init__()
        self._comparison, self._locator, self._position = comparison, locator, position
        self._pairs = comparison.coder_pairs
        self._rows: dict[str, Difference] = {}
        self._title = Static("", classes="title", markup=False)
        self._figures = Static("", id="figures", markup=False)
        self._table = Table((), empty="No differences")

    def compose(self) -> ComposeResult:
        """Yield the title, the agreement figures and the table."""
        yield self._title
        yield self._figures
        yield self._table

    def on_mount(self) -> None:
        """Show the pair and the row at which the screen was left last."""
        self._show(self._position.pair % len(self._pairs), self._position.row)
        self.set_focus(self._table)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Leave for the passage of the row (Enter)."""
        self.dismiss(AgreementResult(self._current_position, to=self._rows[event.key]))

    def action_people(self, direction: int) -> None:
        """Show the next (1) or previous (-1) pair of annotators."""
        self._show((self._position.pair + direction) % len(self._pairs), None)

    def action_file(self) -> None:
        """Leave to compare with the annotations of a file too."""
        self.dismiss(AgreementResult(self._current_position, file=True))

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(AgreementResult(self._current_position))

    @property
    def _current_position(self) -> AgreementPosition:
        return AgreementPosition(self._position.pair, self._table.current)

    def _show(self, pair: int, row: str | None) -> None:
        self._position = AgreementPosition(pair, row)
        coders = compare_coders(*self._pairs[pair])
        differences = list_differences(coders, self._comparison.words)
        self._rows = {f"{each.start} {each.end} {n}": each for n, each in enumerate(differences)}
        names = [sanitize_label(coder.name, 24) for coder in (coders.ours, coders.theirs)]
        pair_count = len(self._pairs)
        which_pair = f" ({pair + 1} of {pair_count}) · ← → others" if pair_count > 1 else ""
        keys = "Enter go there · f add a file · Esc back"
        self._title.update(Content(f"Agreement · {' and '.join(names)}{which_pair} · {keys}"))
        self._figures.update(Content("\n".join(summary_lines(coders, self._comparison))))
        self._table.set_columns((Column("place", 6), *map(Column, names)))
        items = [
            TableRow(key, (self._locator(each.start), each.ours, each.theirs))
            for key, each in self._rows.items()
        ]
        self._table.show(items, row)
