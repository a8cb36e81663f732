"""Records: what is written to a file is read back, including fields of other programs."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.core.model import (
    SCHEMA,
    Annotation,
    Annotator,
    DocumentRecord,
    Record,
    RecordError,
    Speaker,
    Target,
    new_id,
    now,
)

words = st.text(max_size=12)
names = st.lists(words, max_size=3).map(tuple)
maybe = st.none() | words
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
objects = st.dictionaries(words, json_values, max_size=2)


def unknown(kind: type[Record | Target]) -> st.SearchStrategy[dict[str, Any]]:
    known = {field.name for field in fields(kind)}
    return st.dictionaries(words.filter(lambda name: name not in known), json_values, max_size=3)


@st.composite
def targets(draw: st.DrawFn) -> Target:
    start = draw(st.integers(0, 10**9))
    return Target(
        start=start,
        end=start + draw(st.integers(0, 10**6)),
        exact=draw(words),
        prefix=draw(words),
        suffix=draw(words),
        twins=draw(st.lists(st.integers(0, 10**9), max_size=3).map(tuple)),
        extra=draw(unknown(Target)),
    )


ids = words.filter(bool)
annotations = st.builds(
    Annotation,
    id=ids,
    target=st.none() | targets(),
    colour=words,
    note=words,
    tags=names,
    speaker=maybe,
    creator=words,
    created=words,
    modified=words,
    deleted=maybe,
    merge=objects,
    extra=unknown(Annotation),
)
speakers = st.builds(
    Speaker,
    id=ids,
    name=words,
    aliases=names,
    role=words,
    deleted=maybe,
    merge=objects,
    extra=unknown(Speaker),
)
annotators = st.builds(Annotator, id=ids, name=words, extra=unknown(Annotator))
documents = st.builds(
    DocumentRecord,
    id=ids,
    schema=st.integers(1, 9),
    title=words,
    fingerprint=words,
    folded=words,
    length=st.integers(0, 10**9),
    format=words,
    names=names,
    landmarks=st.lists(st.tuples(words, st.integers(0, 99)), max_size=3).map(tuple),
    extra=unknown(DocumentRecord),
)
records = annotations | speakers | annotators | documents


@given(records)
def test_a_record_survives_its_file(record: Record) -> None:
    written = json.loads(json.dumps(record.to_dict()))
    back = type(record).from_dict(written)
    assert back == record
    assert hash_of(back.to_dict()) == hash_of(record.to_dict()), "unknown fields are kept"


@given(annotations)
def test_unknown_fields_are_preserved(annotation: Annotation) -> None:
    data = annotation.to_dict()
    assert all(data[name] == value for name, value in annotation.extra.items())
    if annotation.target:
        kept = data["target"]
        assert all(kept[name] == value for name, value in annotation.target.extra.items())


@given(records, unknown(Annotation))
def test_unknown_fields_do_not_make_records_differ(record: Record, extra: dict[str, Any]) -> None:
    assert replace(record, extra=extra) == record


def test_a_note_on_the_document_has_no_target() -> None:
    assert Annotation.from_dict({"id": "a", "note": "read again"}).target is None


def test_a_record_is_written_as_short_as_possible() -> None:
    assert Annotator.from_dict({"id": "a", "name": "Ada"}).to_dict() == {"id": "a", "name": "Ada"}
    record = DocumentRecord.from_dict({"id": "d"})
    assert (record.schema, record.names, record.landmarks) == (SCHEMA, (), ())


def test_records_are_immutable() -> None:
    with pytest.raises(FrozenInstanceError):
        Speaker(id="s", name="Ada").name = "Bob"  # type: ignore[misc]


GOOD: Mapping[type, dict[str, Any]] = {
    Annotation: {"id": "a", "target": {"start": 1, "end": 2, "exact": "x"}},
    Speaker: {"id": "s", "name": "Ada"},
    Annotator: {"id": "p", "name": "Ada"},
    DocumentRecord: {"id": "d"},
    Target: {"start": 1, "end": 2, "exact": "x"},
}


@pytest.mark.parametrize(
    ("kind", "wrong", "sentence"),
    [
        (Speaker, {"id": None}, "id must be a text"),
        (Speaker, {"id": ""}, "id must be a text"),
        (Speaker, {"name": 3}, "a name must be text"),
        (Speaker, {"role": None}, "a name must be text"),
        (Speaker, {"aliases": "Ada"}, "aliases must be a list"),
        (Speaker, {"aliases": [1]}, "a name must be text"),
        (Annotator, {"name": None}, "a name must be text"),
        (Annotation, {"tags": "one"}, "tags must be a list"),
        (Annotation, {"tags": [None]}, "a field that is text is not"),
        (Annotation, {"colour": 1}, "a field that is text is not"),
        (Annotation, {"speaker": 7}, "must be text or null"),
        (Annotation, {"deleted": False}, "must be text or null"),
        (Annotation, {"merge": []}, "merge must be an object"),
        (Annotation, {"target": "here"}, "target must be an object"),
        (Annotation, {"target": {"start": 1, "end": 2}}, "target: exact is missing"),
        (DocumentRecord, {"schema": "1"}, "must be a whole number"),
        (DocumentRecord, {"length": True}, "must be a whole number"),
        (DocumentRecord, {"title": []}, "a field that is text is not"),
        (DocumentRecord, {"names": {}}, "names must be a list"),
        (Target, {"start": 2.0}, "offsets must be whole numbers"),
        (Target, {"twins": ["1"]}, "offsets must be whole numbers"),
        (Target, {"start": -1}, "must not end before it starts"),
        (Target, {"start": 3}, "must not end before it starts"),
        (Target, {"prefix": None}, "a quotation must be text"),
    ],
)
def test_a_mistake_is_reported_in_one_sentence(
    kind: type[Record | Target], wrong: dict[str, Any], sentence: str
) -> None:
    assert kind.from_dict(GOOD[kind])
    with pytest.raises(RecordError, match=re.escape(sentence)):
        kind.from_dict({**GOOD[kind], **wrong})


@pytest.mark.parametrize("kind", GOOD)
def test_a_missing_field_is_named(kind: type[Record | Target]) -> None:
    with pytest.raises(RecordError, match=f"{kind.__name__.lower()}: \\w+ is missing"):
        kind.from_dict({})


@given(st.sampled_from(sorted(GOOD, key=str)), st.dictionaries(words, json_values), st.data())
def test_a_bad_record_raises_one_error_sentence(
    kind: type[Record | Target], noise: dict[str, Any], data: st.DataObject
) -> None:
    """Any contents of a file give a record or one error sentence, never a traceback."""
    known = st.sampled_from([field.name for field in fields(kind)])
    broken = data.draw(st.dictionaries(known, json_values, max_size=3))
    try:
        record = kind.from_dict({**GOOD[kind], **noise, **broken})
    except ReaderError as error:
        assert str(error)
    else:
        assert json.dumps(record.to_dict())


def test_ids_are_uuids_and_all_different() -> None:
    made = {new_id() for _ in range(100)}
    assert len(made) == 100
    assert all(str(uuid.UUID(id_)) == id_ for id_ in made)


def test_times_are_utc_and_their_text_order_is_time_order() -> None:
    first, second = now(), now()
    assert first <= second
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", first)
    assert abs((datetime.now(UTC) - datetime.fromisoformat(first)).total_seconds()) < 60


def hash_of(data: object) -> str:
    return json.dumps(data, sort_keys=True)
