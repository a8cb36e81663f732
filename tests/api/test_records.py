"""Records: they have all that the objects of `--json` have, and stay as they are."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from readerapp.api.records import make_annotation
from readerapp.core.model import Annotation
from readerapp.interchange.annotation_view import AnnotationView, ExportSource, with_replies

SOURCE = ExportSource(id="", name="a.txt")
ROOT = AnnotationView(
    annotation=Annotation(
        id="1", note="*No.*", tags=("a", "b"), creator="ada", created="2026-11-30"
    )
)
REPLY = AnnotationView(annotation=Annotation(id="2", note="Why?", reply_to="1", resolved="2026"))
VIEWS = {
    "bare": ROOT,
    "thread": with_replies(ROOT, [REPLY]),
    "reply": REPLY,
    "embedded": replace(ROOT, is_embedded=True),
    "imported": replace(ROOT, annotation=replace(ROOT.annotation, place="p. 3", resolved="2026")),
    "proposed": replace(ROOT, annotation=replace(ROOT.annotation, proposed=True, reason="Why")),
    "accepted": replace(
        ROOT, annotation=replace(ROOT.annotation, proposed=True, accepted="2026", accepted_by="bo")
    ),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_record_has_all_that_json_has(view: AnnotationView) -> None:
    """A new key of `annotation_item` needs a field: this fails without one."""
    made = make_annotation(SOURCE, view)
    item = made.to_dict()
    assert all(key in ("tags", "replies") or getattr(made, key) == item[key] for key in item)
    assert list(made.tags) == item["tags"]
    assert [one.id for one in made.replies] == [one["id"] for one in item.get("replies", [])]


def test_a_record_is_a_copy_of_its_own() -> None:
    made = make_annotation(SOURCE, VIEWS["thread"])
    made.to_dict()["tags"].append("another")
    assert made.to_dict()["tags"] == ["a", "b"]
    with pytest.raises(FrozenInstanceError):
        made.note = "another"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(made)) == made
    assert {made: 1}[make_annotation(SOURCE, VIEWS["thread"])] == 1


def test_a_record_prints_what_it_says() -> None:
    shown = repr(make_annotation(SOURCE, ROOT))
    assert "note='*No.*', tags=('a', 'b')" in shown
    assert "speaker" not in shown and "place" not in shown
