"""The agreement screen: how far two people agree, and side by side where they do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.collaboration.agreement.compare import Comparison, side_by_side
from readerapp.collaboration.agreement.report import Difference, differences, figures
from readerapp.text.sanitize import label
from readerapp.ui.widgets.table import Column, Item, Table


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a walk through the disagreements is: which two people, and which row."""

    couple: int = 0
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """How the screen was left: where it was; a passage to go to, or another file to compare."""

    at: Spot
    to: Difference | None = None
    file: bool = False


class AgreementScreen(ModalScreen[Left]):
    """Answers with how it was left; `locator` cites the place of an offset."""

    BINDINGS = [
        ("escape,q", "leave", "Back"),
        ("right,l,tab", "people(1)", "Others"),
        ("left,h,shift+tab", "people(-1)", "Others"),
        ("f", "file", "File"),
    ]

    def __init__(self, found: Comparison, locator: Callable[[int], str], at: Spot) -> None:
        super().__init__()
        self._found, self._locator, self._at = found, locator, at
        self._couples = found.couples
        self._rows: dict[str, Difference] = {}
        self._title = Static("", classes="title", markup=False)
        self._figures = Static("", id="figures", markup=False)
        self._table = Table((), empty="They marked and labelled everything alike.")

    def compose(self) -> ComposeResult:
        """A title, the figures and the table."""
        yield self._title
        yield self._figures
        yield self._table

    def on_mount(self) -> None:
        """Go on where the walk was left."""
        self._show(self._at.couple % len(self._couples), self._at.row)
        self.set_focus(self._table)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Enter goes to the passage."""
        self.dismiss(Left(self._spot, to=self._rows[event.key]))

    def action_people(self, direction: int) -> None:
        """The next two people."""
        self._show((self._at.couple + direction) % len(self._couples), None)

    def action_file(self) -> None:
        """Compare with what a file holds too."""
        self.dismiss(Left(self._spot, file=True))

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(Left(self._spot))

    @property
    def _spot(self) -> Spot:
        return Spot(self._at.couple, self._table.current)

    def _show(self, couple: int, row: str | None) -> None:
        self._at = Spot(couple, row)
        one = side_by_side(*self._couples[couple])
        found = differences(one, self._found.words)
        self._rows = {f"{each.start} {each.end} {n}": each for n, each in enumerate(found)}
        names = [label(coder.name, 24) for coder in (one.ours, one.theirs)]
        many = len(self._couples)
        others = f" ({couple + 1} of {many}) · ← → others" if many > 1 else ""
        keys = "Enter goes there · f with a file · Esc back"
        self._title.update(Content(f"Agreement · {' and '.join(names)}{others} · {keys}"))
        self._figures.update(Content("\n".join(figures(one, self._found))))
        self._table.head((Column("place", 6), *map(Column, names)))
        items = [
            Item(key, (self._locator(each.start), each.ours, each.theirs))
            for key, each in self._rows.items()
        ]
        self._table.show(items, row)
