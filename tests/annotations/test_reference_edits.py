"""The reference of a document: two people set it, and copies of its record are merged."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from readerapp.annotations.reference_edits import merge_reference, other_values, set_parts
from readerapp.core.model import DocumentRecord
from readerapp.core.reference import Reference
from readerapp.interchange.record_merge import merge_parts, merge_records
from readerapp.workspace import merge_saved_records

NEW = DocumentRecord(id="d", title="Talk")


def test_different_parts_of_two_people_both_survive() -> None:
    ana = set_parts(NEW, {"doi": "10.1000/1"}, "ana")
    bo = set_parts(NEW, {"citekey": "smith2020"}, "bo")
    merged = merge_reference(ana, {"document": [bo.to_dict()]})
    assert Reference.stored(merged).to_dict() == {"citekey": "smith2020", "doi": "10.1000/1"}
    assert not other_values(merged)
    assert merge_saved_records(ana, bo) == replace(bo, reference=merged.reference)


def test_both_values_of_one_part_stay_until_somebody_settles_it() -> None:
    ana = set_parts(NEW, {"citekey": "smith2020"}, "ana")
    bo = set_parts(NEW, {"citekey": "smith2020a"}, "bo")
    merged = merge_reference(ana, {"document": [bo.to_dict()]})
    shown = Reference.stored(merged).citekey
    other = {"smith2020", "smith2020a"} - {shown}
    assert other_values(merged) == {"citekey": [*other]}
    settled = set_parts(merged, {"citekey": shown}, "ana")
    assert not other_values(settled)
    again = merge_reference(settled, {"document": [bo.to_dict()]})
    assert again == settled


def test_the_order_in_which_copies_meet_does_not_matter() -> None:
    base = set_parts(NEW, {"title": "A", "authors": ["Bo"]}, "ana")
    copies = [
        set_parts(base, {"title": "B"}, "ana"),
        set_parts(base, {"title": "C", "date": "2020"}, "bo"),
        set_parts(base, {"authors": []}, "cy"),
    ]
    results = []
    for order in permutations(copies):
        row = order[0].to_dict()
        for copy in (*order[1:], *order):
            row = merge_records(row, copy.to_dict())
        results.append(row["reference"])
    assert all(result == results[0] for result in results)
    assert Reference.stored(DocumentRecord.from_dict({"id": "d", "reference": results[0]})).date


def test_a_part_can_be_removed_and_nothing_is_written_for_a_document_without() -> None:
    record = set_parts(set_parts(NEW, {"doi": "10.1000/1"}, "ana"), {"doi": ""}, "ana")
    assert not Reference.stored(record)
    assert set_parts(NEW, {"doi": ""}, "ana") == NEW
    assert "reference" not in NEW.to_dict()


def test_a_field_of_this_name_of_another_program_stays() -> None:
    row = {**NEW.to_dict(), "reference": "shelf 4"}
    record = DocumentRecord.from_dict(row)
    assert record.to_dict() == row
    assert not Reference.stored(record)
    assert merge_parts("shelf 4", {"doi": "10.1000/1"}) == {"doi": "10.1000/1"}
