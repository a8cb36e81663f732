"""Imports: files of other programs, our own exports, and malicious files."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, Annotation, Annotator, DocumentRecord, Speaker, Target
from readerapp.interchange import importers
from readerapp.interchange.exporters import export, export_bytes
from readerapp.interchange.importers import csv, lua_tables, read_annotations
from readerapp.interchange.importers.base import nearest_colour, stable_id, utc_time
from readerapp.interchange.record_merge import stamp_changes
from tests.interchange.test_exports import HOSTILE, SOURCE, TEXT, document_note, entry, orphan


def load(value, name="their file"):
    content = value if isinstance(value, bytes) else value.encode("utf-8")
    return read_annotations(content, name)


def load_json(value):
    return load(json.dumps(value))


def only(batch):
    assert batch.problems == ()
    [item] = batch.items
    return item


# Our own


STARTS = [at for at in range(len(TEXT)) if TEXT.startswith("a vote.", at)]


def marked(number, **changes):
    """Return an entry whose words are in TEXT."""
    start = STARTS[number]
    target = Target(
        start=start,
        end=start + 7,
        exact="a vote.",
        prefix=TEXT[max(0, start - 64) : start],
        suffix=TEXT[start + 7 : start + 71],
    )
    return entry(number, start=start, end=start + 7, target=target, **changes)


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "w3c", "epub-anno", "hypothesis", "qdpx"])
def test_what_was_exported_comes_back(name):
    entries = [marked(0), marked(1, colour="red", tags=()), orphan(), document_note()]
    batch = load(b"".join(export_bytes(name, SOURCE, entries)))
    assert batch.problems == ()
    assert len(batch.items) == 4
    for item, made in zip(batch.items, entries, strict=True):
        assert item.id == made.annotation.id
        assert item.exact == made.exact
        assert item.note == made.annotation.note
        assert item.tags == made.annotation.tags
        assert item.speaker == made.speaker
        assert item.creator == made.creator
        assert item.created == made.annotation.created
        assert item.modified == made.annotation.modified
        assert item.locator == made.locator or name == "qdpx"
        if made.exact:
            assert item.colour == made.annotation.colour
        if made.has_range and name != "hypothesis":
            assert item.start == made.start
        assert item.document in (SOURCE.title, SOURCE.name)
        if made.has_range and name in ("w3c", "epub-anno", "hypothesis", "qdpx"):
            assert item.prefix == made.annotation.target.prefix
            assert item.suffix == made.annotation.target.suffix


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "w3c", "epub-anno", "hypothesis"])
@pytest.mark.parametrize("note", [HOSTILE, "=1+1", "'=1", "'", "a\n\nb ", "; x", "\r\nx"])
def test_hostile_notes_come_back_as_they_were_but_for_surrogates_and_line_ends(name, note):
    batch = load("".join(export(name, SOURCE, [entry(note=note)])))
    assert only(batch).note == note.replace("\ud800", "?").replace("\r\n", "\n")


def test_a_list_of_one_is_a_list():
    found = only(load_json({"exact": "a vote.", "note": "", "start": -4}))
    assert (found.exact, found.start, found.colour) == ("a vote.", None, "yellow")
    assert found.target.exact == "a vote."


def store_file():
    note = Annotation.from_dict(
        {
            "id": "a1",
            "target": {"start": 3, "end": 9, "exact": "a vote", "prefix": "was "},
            "note": "n",
            "tags": ["rent"],
            "colour": "red",
            "speaker": "s1",
            "creator": "p1",
            "created": "2026-03-01T10:00:00.000000Z",
            "future": {"kept": True},
        }
    )
    gone = Annotation(id="a2", deleted="2026-03-01T10:00:00.000000Z")
    return {
        "document": {"1": DocumentRecord(id="d1", title="Council split").to_dict()},
        "annotators": {"1": Annotator(id="p1", name="Bo Lind").to_dict()},
        "speakers": {"4": Speaker(id="s1", name="Maria Ortega").to_dict()},
        "annotations": {
            "1": stamp_changes(None, note.to_dict(), "bo-1"),
            "7": stamp_changes(None, gone.to_dict(), "bo-1"),
        },
        "history": {"1": {"id": "h1"}},
    }


def test_another_readers_file_brings_its_records_as_they_are_and_its_words():
    file = store_file()
    batch = load_json(file)
    item = only(batch)
    assert (item.id, item.exact, item.prefix, item.start) == ("a1", "a vote", "was ", 3)
    assert (item.speaker, item.creator, item.colour) == ("Maria Ortega", "Bo Lind", "red")
    assert (item.note, item.tags, item.document) == ("n", ("rent",), "Council split")
    assert batch.tables["annotations"] == list(file["annotations"].values())
    assert batch.tables["annotations"][0]["future"] == {"kept": True}
    assert sorted(batch.tables) == ["annotations", "annotators", "document", "speakers"]


def test_invalid_records_of_a_store_file_are_skipped_and_reported():
    file = store_file()
    file["annotations"]["8"] = {"id": "a3", "target": {"start": 9, "end": 3, "exact": ""}}
    file["annotations"]["9"] = "a text"
    file["speakers"]["5"] = {"id": "s2"}
    batch = load_json(file)
    assert len(batch.tables["annotations"]) == 2
    assert len(batch.problems) == 3
    file["annotations"] |= {str(n): 5 for n in range(100, 150)}
    assert batch.problems[0] in load_json(file).problems
    assert load_json(file).problems[-1] == "33 more skipped."


# W3C


def w3c(**changes):
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "http://example.org/anno1",
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": "why?"},
        "target": {
            "source": "http://example.org/page",
            "selector": {"type": "TextQuoteSelector", "exact": "a vote", "prefix": "was "},
        },
        **changes,
    }


@pytest.mark.parametrize(
    "wrapped",
    [
        w3c(),
        [w3c()],
        {"type": "AnnotationPage", "items": [w3c()]},
        {"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": [w3c()]}},
        {"type": ["AnnotationCollection"], "items": [w3c()], "first": "http://example.org/p1"},
        {"@graph": [w3c()]},
        {"@type": "AnnotationSet", "items": [w3c()]},
    ],
)
def test_web_annotations_in_any_wrapping(wrapped):
    item = only(load_json(wrapped))
    assert (item.exact, item.prefix, item.note) == ("a vote", "was ", "why?")
    assert item.document == "http://example.org/page"
    assert item.id == stable_id("http://example.org/anno1")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"body": None, "bodyValue": "plain"}, {"note": "plain"}),
        ({"body": "http://example.org/video", "bodyValue": "x"}, {"note": "x"}),
        ({"body": [{"value": "a"}, {"value": "b"}]}, {"note": "a\n\nb"}),
        ({"body": {"type": "Choice", "items": [{"value": "a"}, "b"]}}, {"note": "a"}),
        (
            {"body": {"value": "<p>so &amp; so</p><b>x</b>", "format": "text/html"}},
            {"note": "so & sox"},
        ),
        ({"body": {"value": "rent"}, "motivation": "tagging"}, {"tags": ("rent",), "note": ""}),
        ({"body": {"value": "Nair", "purpose": "identifying"}}, {"speaker": "Nair"}),
        ({"creator": {"nickname": "bo"}}, {"creator": "bo"}),
        ({"creator": [{"name": "Bo"}, {"name": "Al"}]}, {"creator": "Bo"}),
        ({"created": "2026-01-02T03:04:05+02:00"}, {"created": "2026-01-02T01:04:05.000000Z"}),
        (
            {"body": {"value": "n", "color": "pink", "tags": ["k"]}},
            {"colour": "pink", "tags": ("k",)},
        ),
        (
            {"target": {"source": {"id": "urn:x", "dc:title": "T"}, "selector": []}},
            {"exact": "", "document": "T"},
        ),
        ({"target": [{"source": 5}], "bodyValue": "n"}, {"exact": "", "document": ""}),
        ({"target": ["http://example.org/b"]}, {"exact": "", "document": "http://example.org/b"}),
        (
            {
                "target": {
                    "source": "x",
                    "selector": {
                        "type": "FragmentSelector",
                        "value": "p1",
                        "refinedBy": {
                            "type": "TextPositionSelector",
                            "start": 7,
                            "refinedBy": {"type": ["TextQuoteSelector"], "exact": "vote"},
                        },
                    },
                }
            },
            {"exact": "vote", "start": 7},
        ),
    ],
)
def test_the_freedoms_of_the_web_annotation_model(changes, expected):
    item = only(load_json(w3c(**changes)))
    assert {name: getattr(item, name) for name in expected} == expected


def test_a_set_of_epub_annotations():
    found = {
        "@context": "https://www.w3.org/ns/epub-anno.jsonld",
        "type": "AnnotationSet",
        "about": {"dc:title": "Emma"},
        "items": [
            w3c(
                id="urn:uuid:6f0c4f2e-1111-4222-8333-444455556666",
                motivation="highlighting",
                body={"type": "TextualBody", "value": "", "color": "green", "tags": ["ch1"]},
            )
        ],
    }
    item = only(load_json(found))
    assert item.id == "6f0c4f2e-1111-4222-8333-444455556666"
    assert (item.document, item.colour, item.tags) == ("Emma", "green", ("ch1",))


def test_an_invalid_annotation_is_skipped_alone():
    batch = load_json([w3c(), w3c(id=None, body=None, target=None), {"type": "Person"}, 5])
    assert len(batch.items) == 1
    assert batch.problems == (
        "Item 2 skipped: it has neither a quotation nor a note.",
        "Item 3 skipped: it is not an annotation.",
        "Item 4 skipped: it is not an annotation.",
    )
    many = load_json([w3c(), *[{"type": "Person"}] * 30])
    assert many.problems[-1] == "10 more items skipped for similar reasons."


# Hypothesis


def hypothesis_annotation(**changes):
    return {
        "id": "xyz-1",
        "uri": "http://example.org/page",
        "user": "acct:bo@example.org",
        "user_info": {"display_name": None},
        "created": "2026-03-01T10:00:00.000000+00:00",
        "updated": "2026-03-02T10:00:00.000000+00:00",
        "text": "why?",
        "tags": ["rent", "speaker:Maria Ortega", "colour:red"],
        "document": {"title": ["Council split"]},
        "target": [
            {
                "source": "http://example.org/page",
                "selector": [
                    {"type": "RangeSelector", "startContainer": "/p[1]"},
                    {"type": "TextPositionSelector", "start": 7, "end": 13},
                    {"type": "TextQuoteSelector", "exact": "a vote", "suffix": " So"},
                ],
            }
        ],
        **changes,
    }


def test_an_export_of_hypothesis():
    file = {"export_date": "x", "export_userid": "y", "annotations": [hypothesis_annotation()]}
    item = only(load_json(file))
    assert (item.exact, item.suffix, item.note, item.tags) == ("a vote", " So", "why?", ("rent",))
    assert (item.speaker, item.colour, item.creator) == ("Maria Ortega", "red", "bo")
    assert item.created == "2026-03-01T10:00:00.000000Z"
    assert item.document == "Council split"
    assert only(load_json({"total": 1, "rows": [hypothesis_annotation()]})) == item
    assert only(load_json([hypothesis_annotation()])) == item


def test_a_reply_is_a_note_on_the_same_passage_and_a_page_note_has_none():
    reply = hypothesis_annotation(
        id="r", text="no", references=["xyz-1"], target=[{"source": "x"}], user="acct:al@h"
    )
    page = hypothesis_annotation(id="p", text="all", target=[{"source": "x"}])
    stray = hypothesis_annotation(id="s", text="s", references=["gone"], target=[{"source": "x"}])
    items = load_json([reply, hypothesis_annotation(), page, stray]).items
    assert [(i.exact, i.note, i.creator) for i in items] == [
        ("a vote", "no", "al"),
        ("a vote", "why?", "bo"),
        ("", "all", "bo"),
        ("", "s", "bo"),
    ]


# SLATE

LINES = "It was a vote.\n\n  So they\tsaid,\nand it was.\n"


def slate(content, text=LINES):
    batch = read_annotations(content.encode(), "council.txt.annotations")
    assert (batch.document, batch.items) == ("council.txt", ())
    return batch.within(text)


@pytest.mark.parametrize(
    ("line", "exact", "tags"),
    [
        ("(0, 3) - label:a", "vote.", ("label:a",)),
        ("((0, 2), (2, 1)) - a b", "a vote.\n\n  So they", ("a", "b")),
        ("((2, 1, 2), (2, 2, 3)) - a-b", "ey\tsaid", ("a-b",)),
        ("2 - a", "So they\tsaid,", ("a",)),
        ("((2,), (3,)) - a", "So they\tsaid,\nand it was.", ("a",)),
        ("() - a", "", ("a",)),
    ],
)
def test_places_of_slate(line, exact, tags):
    item = only(slate(line))
    assert (item.exact, item.tags, item.document) == (exact, tags, "council.txt")
    if exact:
        assert LINES[item.start :].startswith(exact)
        assert item.prefix + exact + item.suffix == LINES


def test_links_of_slate_share_a_label():
    items = slate("3 0 - \n3 2 - \n[(0, 1), (2, 0)] - x\n").items
    assert [(item.exact.split()[0], item.tags) for item in items] == [
        ("and", ("link-1",)),
        ("It", ("link-1",)),
        ("and", ("link-2",)),
        ("So", ("link-2",)),
        ("was", ("x", "link-3")),
        ("So", ("x", "link-3")),
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("(1, 0) - a", "(9, 0) - a", "(0, 9) - a", "(0, 0, 9) - a", "((2, 0), (0, 0)) - a"),
        *("99999999999999999999 - a", "__import__('os') - a", "half a li"),
    ],
)
def test_invalid_lines_are_reported_and_nothing_is_executed(line):
    batch = slate(f"(0, 0) - b\n{line}\n")
    assert [item.exact for item in batch.items] == ["It"]
    assert len(batch.problems) == 1


# KOReader

LUA = """-- we can read Lua syntax here!
return {
    ["annotations"] = {
        [1] = {
            ["chapter"] = "Chapter \\"1\\"",
            ["color"] = "cyan",
            ["datetime"] = "2026-03-01 10:00:00",
            ["datetime_updated"] = "2026-03-02 10:00:00",
            ["drawer"] = "lighten",
            ["note"] = "first\\
second",
            ["page"] = "/body/DocFragment[5]/p[1]/text().0",
            ["pageno"] = 12,
            ["pos0"] = "/body", ["pos1"] = "/body",
            ["text"] = "na\\195\\175ve vote",
        },
        [2] = { ["datetime"] = "2026-03-01 11:00:00", ["page"] = 3, ["text"] = "in Chapter 2" },
    },
    ["doc_props"] = { ["title"] = "Emma" },
    partial = true, n = -1.5e3; nothing = nil,
}
"""

OLD_LUA = """return {
    ["bookmarks"] = {
        [1] = { ["datetime"] = "2020-01-01 10:00:00", ["notes"] = "a vote", ["text"] = "mine" },
        [2] = { ["datetime"] = "2020-01-02 10:00:00", ["notes"] = "so",
                ["text"] = "Page 4 so @ 2020-01-02 10:00:00" },
    },
    ["highlight"] = {
        [3] = { [1] = { ["datetime"] = "2020-01-01 10:00:00", ["drawer"] = "lighten",
                        ["text"] = "a vote" } },
        [4] = { { ["datetime"] = "2020-01-02 10:00:00", ["drawer"] = "lighten",
                  ["text"] = "so" } },
    },
    ["stats"] = { ["title"] = "Emma" },
}
"""


def test_metadata_of_koreader_is_read_as_data():
    item = only(load(LUA))
    assert (item.exact, item.note) == ("naïve vote", "first\nsecond")
    assert (item.colour, item.locator) == ("teal", 'Chapter "1", p. 12')
    assert (item.created, item.modified) == (
        "2026-03-01T10:00:00.000000Z",
        "2026-03-02T10:00:00.000000Z",
    )
    assert item.document == "Emma"
    assert load(LUA).items[0].id == item.id


def test_older_metadata_keeps_notes_elsewhere():
    items = load(OLD_LUA).items
    assert [(i.exact, i.note, i.locator) for i in items] == [
        ("a vote", "mine", "p. 3"),
        ("so", "", "p. 4"),
    ]


@pytest.mark.parametrize(
    "code",
    [
        "return { os.execute('rm') }",
        "return { [1] = (function() end)() }",
        "return { x = y }",
        "return { y }",
        "return {} os.exit()",
        "return { 1 2 }",
        "return { [{}] = 1 }",
        'return { "never closed }',
        "return {" * 3,
        "return {" + "{" * 5000,
        "return { a = }",
    ],
)
def test_lua_that_would_have_to_run_is_refused(code):
    with pytest.raises(ReaderError, match="cannot be read as data: line 1"):
        load(code)


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (r'"a\"b\\c\n\65\x42\z  d"', 'a"b\\c\nABd'),
        ("'it''s'"[:4] + "'", "it'"[:2]),
        ("[[long]]", "long"),
        ("[==[a]]b]==]", "a]]b"),
        (r'"\240\159\145\169"', "👩"),
        ("0x10", 16),
        ("-3", -3),
        (".5", 0.5),
        ("007", 7.0),
        ("true", True),
        ("false", False),
        ("nil", None),
        ("{1,2;3}", {1: 1, 2: 2, 3: 3}),
    ],
)
def test_lua_values(literal, value):
    if literal.startswith("'"):
        literal, value = "'it'", "it"
    assert lua_tables.parse_lua(f"return {{ x = {literal} --[[ c ]] }} -- end") == {"x": value}
    assert lua_tables.parse_lua(f"{{ {literal} }}") == {1: value}


def test_json_of_koreader():
    book = {
        "title": "Emma",
        "entries": [
            {"text": "a vote", "note": "n", "time": 1772359200, "page": 4, "drawer": "lighten"},
            {"text": "", "page": 5},
        ],
    }
    item = only(load_json(book))
    assert (item.exact, item.note, item.locator) == ("a vote", "n", "p. 4")
    assert item.created == "2026-03-01T10:00:00.000000Z"
    assert load_json({**book, "entries": ["?"]}).problems
    both = load_json({"documents": [book, {**book, "title": "Persuasion"}], "version": "1"})
    assert [i.document for i in both.items] == ["Emma", "Persuasion"]


# Kindle

CLIPPINGS = """\ufeffEmma (Austen, Jane)
- Your Highlight on page 12 | location 170-171 | Added on Monday, April 21, 2014 10:08:07 PM

handsome, clever, and rich
==========
\ufeffEmma (Austen, Jane)
- Your Note on page 12 | location 171 | Added on Monday, April 21, 2014 10:09:00 PM

so are they all
==========
Emma (Austen, Jane)
- Your Bookmark on page 30 | location 400 | Added on Tuesday, 22 April 2014 08:00:00


==========
Emma (Austen, Jane)
- Your Highlight on page 12 | location 170-172 | Added on Monday, April 21, 2014 10:10:07 PM

handsome, clever, and rich, with a comfortable home
==========
Stolz (Autor)
- Ihre Markierung auf Seite 3-3 | Hinzugefügt am Dienstag, 22. April 2014 08:00:00

Es ist eine Wahrheit
==========
Stolz (Autor)
- Ihre Notiz auf Seite 9 | Hinzugefügt am Dienstag, 22. April 2014 08:00:00

allein
==========
broken
==========
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_clippings_of_a_kindle(ends):
    batch = load(CLIPPINGS.replace("\n", ends))
    assert len(batch.problems) == 1
    assert [(i.exact, i.note, i.document, i.locator) for i in batch.items] == [
        (
            "handsome, clever, and rich, with a comfortable home",
            "so are they all",  # written when the highlight was shorter
            "Emma (Austen, Jane)",
            "location 170-172",
        ),
        ("Es ist eine Wahrheit", "", "Stolz (Autor)", "Ihre Markierung auf Seite 3-3"),
        ("", "allein", "Stolz (Autor)", "Ihre Notiz auf Seite 9"),
    ]
    assert batch.items[0].created == "2014-04-21T22:10:07.000000Z"
    assert batch.items[1].created == "2014-04-22T08:00:00.000000Z"


def test_a_note_belongs_to_the_highlight_that_ends_at_its_position():
    first_two = "==========".join(CLIPPINGS.split("==========")[:2]) + "==========\n"
    item = only(load(first_two))
    assert (item.exact, item.note) == ("handsome, clever, and rich", "so are they all")


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("Added on Tuesday, 22 April 2014 08:00:01", "2014-04-22T08:00:01.000000Z"),
        ("Added on Tuesday, April 22, 2014 12:30 AM", "2014-04-22T00:30:00.000000Z"),
        ("添加于 2014年4月22日星期二 8:00:01", "2014-04-22T08:00:01.000000Z"),
        ("添加于 2014年4月22日星期二 下午8:00:01", "2014-04-22T20:00:01.000000Z"),
        ("作成日: 2014年4月22日火曜日 20:00:01", "2014-04-22T20:00:01.000000Z"),
        ("作成日: 2014年4月22日火曜日 午後 12:00:01", "2014-04-22T12:00:01.000000Z"),
        ("Hinzugefügt am Samstag, 1. März 2014 um 20:00:01 Uhr", "2014-03-01T20:00:01.000000Z"),
        ("Ajouté le mardi 22 avril 2014 20:00:01", "2014-04-22T20:00:01.000000Z"),
        ("Ajouté le dimanche 1er juin 2014 à 20:00:01", "2014-06-01T20:00:01.000000Z"),
        ("Ajouté le mardi 1 juillet 2014", "2014-07-01T00:00:00.000000Z"),
        ("Ajouté le vendredi 1 août 2014", "2014-08-01T00:00:00.000000Z"),
        ("Añadido el martes, 6 de mayo de 2014 8:00:01 p. m.", "2014-05-06T20:00:01.000000Z"),
        ("Aggiunto in data martedì 7 gennaio 2014 20:00:01", "2014-01-07T20:00:01.000000Z"),
        ("Adicionado: terça-feira, 4 de março de 2014 20:00:01", "2014-03-04T20:00:01.000000Z"),
        ("Toegevoegd op dinsdag 4 maart 2014 20:00:01", "2014-03-04T20:00:01.000000Z"),
        ("Добавлено: вторник, 4 марта 2014 г. в 20:00:01", "2014-03-04T20:00:01.000000Z"),
        ("Добавлено: воскресенье, 4 мая 2014 г. в 8:00:01", "2014-05-04T08:00:01.000000Z"),
        ("2014년 4월 22일 화요일 오후 8:00:01에 추가됨", "2014-04-22T20:00:01.000000Z"),
        ("新增於 2014年4月22日星期二 下午8:00:01", "2014-04-22T20:00:01.000000Z"),
        ("Dodano: wtorek, 4 marca 2014 20:00:01", "2014-03-04T20:00:01.000000Z"),
        ("Lisätty tiistai 4. toukokuuta 2014 20:00:01", ""),
        ("Added on 31 February 2014", ""),
        ("sometime", ""),
    ],
)
def test_when_a_clipping_was_added(words, time):
    block = f"T\n- Your Highlight on page 1 | {words}\n\nx\n==========\n"
    batch = load(block)
    assert batch.items[0].created == time
    assert bool(batch.problems) == (time == "")


# Readwise


def test_readwise_tables_of_both_kinds():
    long = (
        "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,"
        "Highlighted at,Document tags\n"
        '"a ""vote""\nhere",Emma,Austen,,n,pink,"k,l",page,12,2026-03-01 10:00:00+00:00,\n\n'
    )
    item = only(load(long))
    assert (item.exact, item.note, item.colour) == ('a "vote"\nhere', "n", "pink")
    assert (item.tags, item.locator, item.document) == (("k", "l"), "12", "Emma")
    assert item.created == "2026-03-01T10:00:00.000000Z"
    short = "Highlight,Title,Author,URL,Note,Location,Date\r\na vote,Emma,A,u,'=n,3,\r\n"
    item = only(load(short))
    assert (item.exact, item.document, item.note, item.created) == ("a vote", "Emma", "'=n", "")


def test_a_table_with_the_line_ends_of_old_macs():
    assert only(load("Highlight,Note\ra vote,n\r")).note == "n"


def test_a_too_large_cell_is_reported(monkeypatch):
    monkeypatch.setattr(csv, "_CELL_LENGTH", 1000)
    with pytest.raises(ReaderError, match="table is damaged"):
        load(f"Highlight,Note\n{'x' * 2000},n\n")


def test_rows_without_words_are_reported():
    batch = load("Highlight,Note\na,b\n,\n ,\n")
    assert len(batch.items) == 2
    assert load("Highlight,Note,Color\n,,red\n").problems == (
        "Item 1 skipped: it has neither a quotation nor a note.",
    )


# Everything else


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'[{"exact": "x", "start": ' + b"9" * 5000 + b"}]", "a number is too long"),
        (b"", "cannot be imported"),
        (b"just text\n", "cannot be imported"),
        (b"{}", "cannot be imported"),
        (b"[1, 2]", "cannot be imported"),
        (b'{"annotations": [', "damaged or cut off"),
        (
            b'{\n<<<<<<< HEAD\n"a": 1,\n=======\n"a": 2\n>>>>>>> theirs\n}',
            "unresolved git conflict",
        ),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"\xe9t\xe9", "not UTF-8"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_what_cannot_be_imported_is_reported(content, sentence):
    with pytest.raises(ReaderError, match=f"^their file .*{sentence}"):
        read_annotations(content, "their file")


def test_a_too_large_file_is_not_read(monkeypatch):
    monkeypatch.setattr(importers, "MAXIMUM_SIZE", 2**20)
    with pytest.raises(ReaderError, match="larger than 1 MB"):
        read_annotations(b" " * (2**20 + 1), "their file")


def test_utf_16_files_and_byte_order_marks():
    text = json.dumps([{"exact": "é", "note": ""}], ensure_ascii=False)
    for encoding in ("utf-16", "utf-8-sig"):
        assert only(load(text.encode(encoding))).exact == "é"


def test_a_damaged_line_is_skipped_alone():
    batch = load('{"exact": "a", "note": ""}\n{"exact": \n{"exact": "b", "note": NaN}\n')
    assert [item.exact for item in batch.items] == ["a", "b"]
    assert batch.problems == ("Item 2 skipped: it is not an object.",)


def test_the_same_file_twice_has_the_same_ids():
    for content in (CLIPPINGS, LUA, OLD_LUA, json.dumps([w3c(id=None)])):
        assert [i.id for i in load(content).items] == [i.id for i in load(content).items]


def test_the_later_of_two_with_one_id_counts():
    batch = load_json([w3c(), w3c(bodyValue="later", body=None)])
    assert [item.note for item in batch.items] == ["later"]
    [problem] = batch.problems
    assert "repeated an id" in problem
    assert only(load_json([w3c(), w3c()])).note


def test_nothing_exported_is_nothing_to_import():
    batch = load("".join(export("json", SOURCE, [])))
    assert (batch.items, batch.problems) == ((), ())


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        *((colour_name, colour_name) for colour_name in COLOURS),
        ("#fff59d", "yellow"),
        ("#90CAF9", "blue"),
        ("#f00", "yellow"),
        ("#ff0000ff", "red"),
        ("#888888", "yellow"),
        ("olive", "green"),
        ("Violet", "purple"),
        (None, "yellow"),
        (7, "yellow"),
    ],
)
def test_colours_become_the_nearest_of_ours(name, ours):
    assert nearest_colour(name) == ours


@pytest.mark.parametrize(
    "value", [True, None, [], "x", 1e300, float("nan"), "0001-01-01T00:00+23:00"]
)
def test_invalid_times(value):
    assert utc_time(value) == ""


WORDS = (
    *("id", "type", "items", "first", "body", "target", "selector", "refinedBy", "value"),
    *("exact", "note", "tags", "text", "uri", "user", "references", "document", "title"),
    *("annotations", "entries", "documents", "creator", "created", "start", "speakers"),
    *("annotators", "merge", "deleted", "colour", "purpose", "source", "@graph", "styleClass"),
    *("color"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(WORDS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)
KINDS = st.sampled_from(
    [
        {"type": "Annotation"},
        {"type": "AnnotationPage"},
        {"export_userid": "x", "annotations": []},
        {"uri": "x", "user": 5},
        {"entries": [{"text": "x"}]},
        {"exact": "x", "note": "y"},
        {"document": {"1": {"id": "d"}}, "annotations": {"1": {"id": "a"}}},
    ]
)


@settings(max_examples=75)
@given(KINDS, st.dictionaries(st.sampled_from(["items", "body", "target", "tags"]), JSON), JSON)
def test_any_json_is_a_batch_or_an_error_sentence(kind, more, beside):
    for value in ({**more, **kind}, [{**more, **kind}, beside], {**kind, "annotations": beside}):
        try:
            batch = load_json(value)
        except ReaderError as error:
            assert str(error).endswith(".")
            continue
        for item in batch.items:
            json.dumps([getattr(item, name) for name in item.__slots__]).encode("utf-8")
            assert item.colour in COLOURS
            assert item.exact or item.note or batch.tables
            if item.target:
                assert item.target.from_dict(item.target.to_dict()) == item.target


@given(st.text(st.sampled_from("return{}[]=,;\"\\'1x.- \n-=ab"), max_size=60))
def test_any_lua_is_a_table_or_an_error(source):
    try:
        assert isinstance(lua_tables.parse_lua(source), dict)
    except ValueError as error:
        assert "is not plain data" in str(error)


@given(st.text(max_size=80))
def test_any_text_is_a_batch_or_an_error_sentence(text):
    for content in (
        text,
        f"T\n- {text}\n==========\n",
        f"T\n- Note {text} | 5-9 | {text}\n\nx\n=======\n",
        f"Highlight,Note\n{text}",
    ):
        try:
            load(content.encode("utf-8", "replace"))
        except ReaderError as error:
            assert str(error).endswith(".")
