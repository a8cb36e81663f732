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
        couple: index of the pair of annotators.
        row: key of the table row; None for the first.
    """

    couple: int = 0
    row: str | None = None


@dataclass(frozen=True, slots=True)
class AgreementResult:
    """How the agreement screen was left.

    Attributes:
        at: the position at which it was left.
        to: the passage to go to; None if none was chosen.
        file: True to compare with another file.
    """

    at: AgreementPosition
    to: Difference | None = None
    file: bool = False


class AgreementScreen(ModalScreen[AgreementResult]):
    """Table of disagreements between two annotators; returns an `AgreementResult`.

    Args:
        found: the comparison of all annotators.
        locator: cites an offset (code points) for the first column, as in "¶12".
        at: the position to start at.
    """

    BINDINGS = [
        ("escape,q", "leave", "Back"),
        ("right,l,tab", "people(1)", "Others"),
        ("left,h,shift+tab", "people(-1)", "Others"),
        ("f", "file", "File"),
    ]

    def __init__(
        self, found: Comparison, locator: Callable[[int], str], at: AgreementPosition
    ) -> None:
        super().__init__()
        self._found, self._locator, self._at = found, locator, at
        self._couples = found.coder_pairs
        self._rows: dict[str, Difference] = {}
        self._title = Static("", classes="title", markup=False)
        self._figures = Static("", id="figures", markup=False)
        self._table = Table((), empty="They marked and labelled everything alike.")

    def compose(self) -> ComposeResult:
        """Yield the title, the agreement figures and the table."""
        yield self._title
        yield self._figures
        yield self._table

    def on_mount(self) -> None:
        """Show the pair and the row at which the screen was left last."""
        self._show(self._at.couple % len(self._couples), self._at.row)
        self.set_focus(self._table)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Leave for the passage of the row (Enter)."""
        self.dismiss(AgreementResult(self._spot, to=self._rows[event.key]))

    def action_people(self, direction: int) -> None:
        """Show the next (1) or previous (-1) pair of annotators."""
        self._show((self._at.couple + direction) % len(self._couples), None)

    def action_file(self) -> None:
        """Leave to compare with the annotations of a file too."""
        self.dismiss(AgreementResult(self._spot, file=True))

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(AgreementResult(self._spot))

    @property
    def _spot(self) -> AgreementPosition:
        return AgreementPosition(self._at.couple, self._table.current)

    def _show(self, couple: int, row: str | None) -> None:
        self._at = AgreementPosition(couple, row)
        one = compare_coders(*self._couples[couple])
        found = list_differences(one, self._found.words)
        self._rows = {f"{each.start} {each.end} {n}": each for n, each in enumerate(found)}
        names = [sanitize_label(coder.name, 24) for coder in (one.ours, one.theirs)]
        many = len(self._couples)
        others = f" ({couple + 1} of {many}) · ← → others" if many > 1 else ""
        keys = "Enter goes there · f with a file · Esc back"
        self._title.update(Content(f"Agreement · {' and '.join(names)}{others} · {keys}"))
        self._figures.update(Content("\n".join(summary_lines(one, self._found))))
        self._table.head((Column("place", 6), *map(Column, names)))
        items = [
            TableRow(key, (self._locator(each.start), each.ours, each.theirs))
            for key, each in self._rows.items()
        ]
        self._table.show(items, row)
