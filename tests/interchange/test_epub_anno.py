"""EPUB Annotations 1.0: exports follow the draft, and files of other programs are imported."""

import json
import re
from dataclasses import replace

import pytest

from readerapp.core.model import COLOURS, Target
from readerapp.interchange.exporters import export
from readerapp.interchange.importers import read_annotations
from tests.interchange.test_exports import SOURCE, document_note, entry, orphan

BOOK = replace(
    SOURCE,
    name="books/salt.epub",
    format="epub",
    author="Ines Moor, Ted Ash",
    date="2019-05-01",
    parts=[(0, "text/one.xhtml"), (15, "text/two%20b.xhtml")],
)

# The draft's tables (W3C Working Draft, 2026): what each object may have, `!` what it must have.
# Selectors beyond them and terms under a prefix are allowed: "implementations may add terms".
RULES = {
    "set": "@context! id! type! generator about! generated title items!",
    "about": "dc:identifier dc:title dc:format dc:publisher dc:creator dc:date",
    "generator": "id! type! name! homepage",
    "item": "id! type! motivation created! modified creator target! body",
    "creator": "id! type! name",
    "target": "source! selector meta",
    "body": "type! value! format color highlight tags",
    "FragmentSelector": "type! value! conformsTo refinedBy",
    "TextQuoteSelector": "type! exact! prefix suffix",
}


def keeps(rule, value):
    known = {name.rstrip("!") for name in RULES[rule].split()}
    needed = {name.rstrip("!") for name in RULES[rule].split() if name.endswith("!")}
    own = {name for name in value if not name.startswith("readerapp:")}
    return needed <= own <= known


def set_of(source, *entries):
    return json.loads("".join(export("epub-anno", source, entries)))


def test_a_set_follows_the_draft():
    found = set_of(BOOK, entry(1), entry(2, note="", colour="teal"), orphan(), document_note())
    assert keeps("set", found)
    assert found["@context"][0] == "https://www.w3.org/ns/epub-anno.jsonld"
    assert (found["type"], found["generator"]["type"]) == ("AnnotationSet", "Software")
    assert keeps("about", found["about"])
    assert keeps("generator", found["generator"])
    assert found["about"]["dc:format"] == "application/epub+zip"
    assert found["about"]["dc:creator"] == ["Ines Moor", "Ted Ash"]
    assert found["about"]["dc:date"] == "2019"
    for item in found["items"]:
        assert keeps("item", item)
        assert keeps("creator", item["creator"])
        assert keeps("target", item["target"])
        assert keeps("body", item["body"])
        assert item["motivation"] in ("bookmarking", "commenting", "highlighting")
        assert item["body"].get("color", "pink") in "pink orange yellow green blue purple".split()
        assert all(keeps(s["type"], s) for s in item["target"].get("selector", ()))
    assert [item["motivation"] for item in found["items"]] == [
        *("commenting", "highlighting", "highlighting", "commenting"),
    ]


def test_a_highlight_names_the_file_of_the_book_that_contains_it():
    found = set_of(BOOK, entry(1), entry(2), document_note())
    assert [item["target"]["source"] for item in found["items"][:2]] == [
        "text/one.xhtml",
        "text/two%20b.xhtml",
    ]
    assert found["items"][2]["target"]["source"].startswith("urn:uuid:")


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_that_the_draft_lacks_come_back_all_the_same(colour):
    text = "".join(export("epub-anno", BOOK, [entry(colour=colour)]))
    [item] = read_annotations(text.encode(), "a.annotation").items
    assert item.colour == colour


def fragment_of(exact, prefix="", suffix=""):
    target = Target(start=0, end=len(exact), exact=exact, prefix=prefix, suffix=suffix)
    [item] = set_of(BOOK, entry(target=target))["items"]
    return item["target"]["selector"][1]["value"]


def test_words_as_a_text_fragment():
    assert fragment_of("a vote, twice-told", "it was ", " So be") == (
        ":~:text=was-,a%20vote%2C%20twice%2Dtold,-So"
    )
    long = " ".join(f"w{n}" for n in range(60))
    assert re.fullmatch(":~:text=w0%20.*w5,w54%20.*w59", fragment_of(long))


def theirs(**changes):
    item = {
        "id": "urn:uuid:6f0c4f2e-1111-4222-8333-444455556666",
        "type": "Annotation",
        "created": "2026-03-01T10:00:00Z",
        "target": {"source": "text/one.xhtml", "selector": []},
        "body": {"type": "TextualBody", "value": "why"},
        **changes,
    }
    about = {"dc:title": {"text": "The Salt Road", "language": "en"}}
    found = {"@context": "x", "type": "AnnotationSet", "about": about, "items": [item]}
    return read_annotations(json.dumps(found).encode(), "a.annotation")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (":~:text=twice%2Dtold", ("", "twice-told", "")),
        (":~:text=it%20was-,a%20vote,-So", ("it was", "a vote", "So")),
        ("chapter1:~:text=a%20vote&text=another", ("", "a vote", "")),
    ],
)
def test_a_text_fragment_gives_words_and_context(value, words):
    selector = {"type": "FragmentSelector", "value": value}
    [item] = theirs(target={"source": "t", "selector": [selector]}).items
    assert (item.prefix, item.exact, item.suffix) == words
    assert item.document == "The Salt Road"


@pytest.mark.parametrize(
    "value", [":~:text=first%20words,last%20words", "xywh=1,2,3,4", ":~:text="]
)
def test_a_fragment_without_all_its_words_is_reported_if_there_is_no_note(value):
    selector = {"type": "FragmentSelector", "value": value}
    batch = theirs(target={"source": "t", "selector": [selector]}, body=None)
    assert batch.items == ()
    assert len(batch.problems) == 1


def test_words_with_language_keywords_and_the_speaker_as_a_tag():
    body = {
        "type": "TextualBody",
        "value": {"language": "he", "direction": "rtl", "text": "שלום"},
        "tags": ["rent", "speaker:Ida Holm"],
        "keyword": "teacher",
        "color": "orange",
    }
    [item] = theirs(body=body).items
    assert (item.note, item.tags, item.speaker) == ("שלום", ("rent", "teacher"), "Ida Holm")
    assert item.colour == "orange"


def test_a_bookmark_is_no_annotation_of_words():
    batch = theirs(motivation="bookmarking", body=None)
    assert (batch.items, batch.problems) == ((), ())
