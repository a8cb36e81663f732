"""Record merge with concurrent replies, resolves, deletions and notes, compared with a model.

The model knows for every text which text its writer saw: only that one may be replaced. It does
not use clocks.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from readerapp.annotations.note_edits import stamp_edit
from readerapp.annotations.snapshot import Threads
from readerapp.core.model import Annotation, Target
from readerapp.interchange.record_merge import list_alternatives, merge_table, stamp_changes

Record = dict[str, Any]
DEVICES = ("ana-1", "ana-2", "bo-1", "eve-1")
TARGET = Target(start=3, end=9, exact="quoted")


@dataclass
class Copy:
    """One device's copy, and its state in the model."""

    device: str
    records: dict[str, Record]
    written: set[tuple[str, str]] = field(default_factory=set)
    replaced: set[tuple[str, str]] = field(default_factory=set)

    @property
    def annotations(self) -> dict[str, Annotation]:
        return {key: Annotation.from_dict(record) for key, record in self.records.items()}

    def edit(self, key: str, text: str | None = None, **fields: Any) -> None:
        before = self.records[key]
        self.records[key] = stamp_edit(before, {**before, **fields}, self.device, text)

    def write(self, key: str, text: str) -> None:
        """Replace the text that is shown; every other text remains."""
        seen = self.records[key]["note"]
        self.edit(key, seen, note=text, deleted=None)
        self.written.add((key, text))
        self.replaced.add((key, seen))

    def take(self, other: Copy) -> None:
        merged = merge_table(self.records.values(), other.records.values())
        self.records = {record["id"]: record for record in merged}
        self.written |= other.written
        self.replaced |= other.replaced


def history(rng: random.Random) -> list[Copy]:
    """Make random edits and exchanges; every copy has the first annotation."""
    first = stamp_changes(
        None, Annotation(id="root", target=TARGET, note="base").to_dict(), "ana-1", at=9
    )
    copies = [Copy(device, {"root": first}, {("root", "base")}) for device in DEVICES]
    for step in range(rng.randint(5, 40)):
        copy = rng.choice(copies)
        key = rng.choice(sorted(copy.records))
        match rng.randrange(6):
            case 0:
                made = Annotation(
                    id=f"r{step}", target=TARGET, note=f"reply {step}", reply_to=key
                ).to_dict()
                copy.records[made["id"]] = stamp_changes(None, made, copy.device)
                copy.written.add((made["id"], made["note"]))
            case 1 | 2:
                copy.write(key, f"{copy.device} {step}")
            case 3:
                copy.edit(key, resolved=rng.choice(("2026-01-01T00:00:00Z", "")))
            case 4:
                copy.edit(key, deleted="2026-01-01T00:00:00Z")
            case _:
                copy.take(rng.choice(copies))
    return copies


def merged(copies: list[Copy]) -> Copy:
    """Merge all copies in this order."""
    both = Copy("", {})
    for copy in copies:
        both.take(copy)
    return both


@pytest.mark.parametrize("seed", range(60))
def test_every_order_of_merging_ends_in_the_same_threads_with_every_text(seed: int) -> None:
    rng = random.Random(seed)
    copies = history(rng)
    both = merged(copies)
    for _ in range(3):
        rng.shuffle(copies)
        again = merged([*copies, *rng.choices(copies, k=3)])
        assert json.dumps(again.records, sort_keys=True) == json.dumps(both.records, sort_keys=True)
    remaining = {
        (key, one.value)
        for key, record in both.records.items()
        for one in list_alternatives(record, "note")
    }
    assert both.written - both.replaced <= remaining <= both.written
    threads = Threads(both)
    for key, one in both.annotations.items():
        if key in threads:
            assert one in threads.replies(threads.root(key)) and not one.deleted
        else:
            assert one.reply_to is None or one.deleted or both.annotations["root"].deleted


@pytest.mark.parametrize("seed", range(60))
def test_merging_two_copies_twice_or_the_other_way_round_changes_nothing(seed: int) -> None:
    copies = history(random.Random(seed))
    for one in copies:
        for other in copies:
            ours = merge_table(one.records.values(), other.records.values())
            theirs = merge_table(other.records.values(), one.records.values())
            assert ours == theirs or json.dumps(ours, sort_keys=True) == json.dumps(
                theirs, sort_keys=True
            )
            assert merge_table(ours, other.records.values()) == ours
