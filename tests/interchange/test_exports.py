"""Exports: each format is valid and has words, note, tags, colour, speaker, locator, annotator."""

import csv
import io
import json
import zipfile
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, Annotation, Target
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.citation import entry_template
from readerapp.interchange.exporters import GROUPS, export, export_bytes
from readerapp.interchange.exporters.document_facts import source_facts
from readerapp.interchange.exporters.file_names import suggest_file_name
from readerapp.interchange.exporters.formats import FORMATS
from readerapp.text.sanitize import sanitize

TEXT = "It was a vote. So they said, and it was a vote. So it stood in the minutes."
SOURCE = ExportSource(
    id="6f0c4f2e-1111-4222-8333-444455556666",
    title="Council split",
    name="news/council.txt",
    fingerprint="sha256:00",
    text=TEXT,
)
HOSTILE = 'A\x1b]52;c;UFdORUQ=\x1b\\B\x9b2J\u202e\x00"`<b>[x](y)\ud800'


FIELDS = {field.name for field in fields(Annotation)} - {"speaker", "creator"}


def entry(number=1, **changes):
    start = 10 * number
    values = {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "target": Target(start=start, end=start + 7, exact="a vote.", prefix="was ", suffix=" So"),
        "colour": "blue",
        "note": "Check the **minutes**.\nTwice.",
        "tags": ("rent", "town hall"),
        "speaker": "s1",
        "creator": "11111111-2222-4333-8444-555555555555",
        "created": "2026-03-01T10:00:00.000000Z",
        "modified": "2026-03-02T10:00:00.000000Z",
        **{name: value for name, value in changes.items() if name in FIELDS},
    }
    names_of = {
        "start": start,
        "end": start + 7,
        "speaker": "Maria Ortega",
        "creator": "Bo Lind",
        "stored_locator": f"¶{number}",
    }
    names = {name: value for name, value in changes.items() if name not in values}
    if "said_by" in names:
        names["speaker"] = names.pop("said_by")
    if "locator" in names:
        names["stored_locator"] = names.pop("locator")
    if "made_by" in names:
        names["creator"] = names.pop("made_by")
    return AnnotationView(annotation=Annotation(**values), **{**names_of, **names})


def orphan():
    return entry(3, start=-1, end=-1, state="orphaned", note="", tags=(), said_by="")


def document_note():
    return entry(4, target=None, start=-1, end=-1, locator="", said_by="", note="All of it.")


TEXTS = [name for name, known in FORMATS.items() if not (known.binary or known.copies)]


def text_of(name, *entries, source=SOURCE, **options):
    """Return the file as text; of a zip file, the texts in it."""
    if name in TEXTS:
        return "".join(export(name, source, entries, **options))
    content = b"".join(export_bytes(name, source, entries, **options))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(member).decode() for member in archive.namelist())


def w3c_items(*entries):
    return json.loads(text_of("w3c", *entries))["first"]["items"]


# What is about the document, or about the tags, and not about each annotation.
ABOUT = {"csl-json", "qdc"}
WRITTEN = [name for name, known in FORMATS.items() if not known.copies]


@pytest.mark.parametrize("name", [name for name in WRITTEN if name not in ABOUT])
def test_every_format_has_all_fields(name):
    text = text_of(name, entry(2, made_by="Ana"), entry())
    place = 'startPosition="10"' if name == "qdpx" else "¶1"
    for part in ("a vote.", "minutes", "rent", "blue", "Maria Ortega", place, "Bo Lind", "Council"):
        assert part in text.replace(SOURCE.name, "Council"), part


@pytest.mark.parametrize("name", WRITTEN)
def test_nothing_marked_is_still_a_file_of_the_format(name):
    text = text_of(name)
    if FORMATS[name].suffix.endswith("json") or name in ("w3c", "epub-anno"):
        json.loads(text)
    assert FORMATS[name].binary or name == "jsonl" or text.endswith("\n")


@pytest.mark.parametrize("name", [name for name in WRITTEN if name not in ABOUT])
def test_orphans_and_document_notes_are_distinguished(name):
    text = text_of(name, orphan(), document_note())
    in_words = "text not found" in text or "orphaned" in text
    assert in_words or (name == "qdpx" and "<Note " in text)
    assert "All of it." in text


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "hostile", [HOSTILE, "=HYPERLINK(1)", "\n\n# x\n", ",\n;", "'", "\r\n", "]]>", "[red]"]
)
def test_any_text_can_be_written_and_exact_formats_are_safe_to_print(name, hostile):
    marked = entry(
        target=Target(start=1, end=9, exact=hostile, prefix=hostile, suffix=hostile),
        note=hostile,
        tags=(hostile,),
        colour=hostile,
        said_by=hostile,
        made_by=hostile,
        locator=hostile,
    )
    source = ExportSource(id=hostile, title=hostile, name=hostile)
    for group in GROUPS:
        text = "".join(export(name, source, [marked], group=group))
        assert text.encode("utf-8").decode("utf-8") == text
        if FORMATS[name].exact:
            # what is printed is the file itself, and no terminal obeys it
            assert sanitize(text, lines=True) == text
        else:
            assert "\x1b" not in sanitize(text, lines=True)


@pytest.mark.parametrize("name", ["json", "jsonl", "w3c"])
def test_json_is_exact_whatever_the_note_holds(name):
    marked = entry(note=HOSTILE)
    text = text_of(name, marked)
    if name == "w3c":
        [note] = [b["value"] for b in w3c_items(marked)[0]["body"] if b["purpose"] == "commenting"]
    else:
        found = json.loads(text)
        note = (found[0] if name == "json" else found)["note"]
    assert note == HOSTILE


def test_json_is_the_list_of_the_contract():
    [found, lost, about] = json.loads(text_of("json", entry(), orphan(), document_note()))
    assert found == {
        "id": "00000000-0000-4000-8000-000000000001",
        "document": "news/council.txt",
        "start": 10,
        "end": 17,
        "exact": "a vote.",
        "state": "exact",
        "colour": "blue",
        "note": "Check the **minutes**.\nTwice.",
        "tags": ["rent", "town hall"],
        "speaker": "Maria Ortega",
        "creator": "Bo Lind",
        "created": "2026-03-01T10:00:00.000000Z",
        "modified": "2026-03-02T10:00:00.000000Z",
        "locator": "¶1",
    }
    assert (lost["start"], lost["end"], lost["exact"], lost["speaker"]) == (
        None,
        None,
        "a vote.",
        None,
    )
    assert about["exact"] is None


def test_json_lines_are_the_same_items():
    entries = (entry(1), entry(2))
    lines = [json.loads(line) for line in text_of("jsonl", *entries).splitlines()]
    assert lines == json.loads(text_of("json", *entries))


def test_markdown_reads_as_facts_on_the_document_and_quotations():
    source = replace(SOURCE, author="A_B", date="2026-02-28", accessed="2026-11-30")
    text = "".join(export("markdown", source, [entry()]))
    assert text == (
        "# Council split\n\n"
        "- Author: A\\_B\n"
        "- Published: 2026-02-28\n"
        "- Source: `news/council.txt`\n"
        "- Annotated: 2026-03-01\n"
        "- Annotator: Bo Lind\n"
        "- Contents: 1 highlight\n"
        "- Exported: 2026-11-30\n"
        "\n> a vote.\n"
        "\nMaria Ortega · ¶1 · blue · #rent #town-hall\n"
        "\nCheck the **minutes**.\nTwice.\n"
    )


def test_text_reads_as_citation_facts_and_note():
    entries = (
        '\n"a vote." (Maria Ortega, Council split, ¶1)\n'
        "    {}#rent #town-hall{}\n"
        "    Check the **minutes**.\n    Twice.\n"
    )
    assert text_of("text", entry()) == (
        "Council split\n=============\n\n"
        "Source: news/council.txt\nAnnotated: 2026-03-01\nAnnotator: Bo Lind\n"
        "Contents: 1 highlight\n"
        f"{entries.format('blue · ', '')}"
    )
    # A copy: without the heading, and with colour and annotator only where annotators differ.
    assert text_of("text", entry(), heading=False) == entries.format("", "")
    named = replace(SOURCE, colour_names={"blue": "evidence"})
    text = "".join(export("text", named, [entry()], heading=False))
    assert text == entries.format("evidence · ", "")
    shared = text_of("text", entry(), entry(2, made_by="Ana"), heading=False)
    assert shared.startswith(entries.format("blue · ", " · by Bo Lind"))


@pytest.mark.parametrize(
    ("style", "start"),
    [
        ("plain", '"a vote." (Maria Ortega, Council split, ¶1)\n    #rent'),
        ("markdown", "> a vote.\n>\n> — Maria Ortega, Council split, ¶1\n\nCheck the **minutes**"),
        ("transcript", "[¶1] Maria Ortega: a vote. (Council split)\nCheck the **minutes**"),
        ("{quoted} – {place}", '"a vote." – ¶1\nCheck the **minutes**'),
    ],
)
def test_a_list_can_be_copied_in_each_citation_style(style, start):
    name, template = entry_template(style)
    text = text_of(name, entry(), template=template, heading=False)
    assert text.strip().startswith(start)


def test_text_quotes_with_the_marks_of_the_document():
    target = Target(start=1, end=9, exact="He said “no”.", prefix="x “", suffix="” y")
    text = text_of("text", entry(target=target), entry(2))
    assert "“He said ‘no’.”" in text and "“a vote.”" in text


def test_the_facts_on_a_document_say_how_much_is_exported():
    about = source_facts(SOURCE, [entry(), document_note(), entry(5, created="2026-04-02T")])
    assert about["Contents"] == "2 highlights, 1 document note"
    assert about["Annotated"] == "2026-03-01 to 2026-04-02"
    online = ExportSource(id="x", title="T", name="https://example.org/a_b?c=1")
    assert "- Source: <https://example.org/a_b?c=1>\n" in "".join(export("markdown", online, []))
    assert '<a href="https://example.org/a_b?c=1"' in "".join(export("html", online, []))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Trump wanted ‘a share’, says CEO…", "trump-wanted-a-share-says-ceo.md"),
        ("It’s  a/b\\c: d.", "its-a-b-c-d.md"),
        ("Œuvres d’été — Straße", "œuvres-dete-strasse.md"),
        ("Война и мир", "война-и-мир.md"),
        ("紫式部日記", "紫式部日記.md"),
        ("../..", "highlights.md"),
        ("", "highlights.md"),
        ("-rf \x1b[2J *", "rf-2j.md"),
    ],
)
def test_a_file_is_named_after_the_words_of_the_title(title, name):
    assert suggest_file_name(title, ".md") == name


@given(st.text(max_size=300))
def test_a_suggested_name_is_one_short_name_of_a_file(title):
    name = suggest_file_name(title, ".md")
    assert 3 < len(name.encode()) <= 255 and name.endswith(".md")
    assert not name.startswith((".", "-")) and not {*" /\\'\"\n\x00"}.intersection(name)


@pytest.mark.parametrize("name", ["markdown", "text"])
def test_groups_by_speaker_and_tag_with_the_rest_last(name):
    entries = (entry(1, said_by="Nair", tags=("b",)), entry(2, tags=("a", "b")), orphan())
    speakers = text_of(name, *entries, group="speaker")
    order = [speakers.index(word) for word in ("Maria Ortega", "Nair", "No speaker")]
    assert order == sorted(order)
    tags = text_of(name, *entries, group="tag")
    assert tags.count("a vote.") == 4
    assert "No tag" in tags


def test_markdown_headings_show_hostile_titles_as_they_are():
    source = ExportSource(id="x", title="# 1. <b>*Bold*</b> [l](u) &amp;")
    html = MarkdownIt("commonmark").render("".join(export("markdown", source, [])))
    assert html.startswith("<h1># 1. &lt;b&gt;*Bold*&lt;/b&gt; [l](u) &amp;amp;</h1>\n")


def test_csv_is_a_table_whose_cells_cannot_run():
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]
    entries = [entry(n, note=formula) for n, formula in enumerate(formulas, 1)]
    text = text_of("csv", *entries, entry(9, note="plain =1", said_by="=x", tags=("-a", "b")))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["note"] for row in rows[:-1]] == [f"'{formula}" for formula in formulas]
    last = rows[-1]
    assert (last["note"], last["speaker"], last["tags"]) == ("plain =1", "'=x", "'-a; b")
    assert (last["start"], last["end"], last["place"]) == ("90", "97", "¶9")


@given(st.lists(st.text(), min_size=3, max_size=3))
def test_csv_keeps_every_cell(texts):
    note, speaker, title = (t.encode("utf-8", "replace").decode() for t in texts)
    source = ExportSource(id="x", title=title)
    text = "".join(export("csv", source, [entry(note=note, said_by=speaker)]))
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    for cell, value in ((row["note"], note), (row["speaker"], speaker), (row["document"], title)):
        assert cell.removeprefix("'") == value or cell == value


# The words of the Web Annotation vocabulary (W3C Recommendation 2017, section 4.1 and model)
# that an annotation and its parts may use.
ALLOWED = {
    "Annotation": {
        *("id", "type", "motivation", "creator", "created", "modified", "body", "target"),
        *("stylesheet", "readerapp:state", "readerapp:locator"),
    },
    "TextualBody": {"type", "purpose", "value", "format"},
    "SpecificResource": {"type", "source", "styleClass", "selector"},
    "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
    "TextPositionSelector": {"type", "start", "end"},
    "CssStylesheet": {"type", "value"},
    "Person": {"id", "type", "name"},
    "Text": {"id", "type", "dcterms:title"},
}
MOTIVATIONS = {"highlighting", "commenting", "tagging", "identifying"}


def check_vocabulary(node):
    if isinstance(node, list):
        for item in node:
            check_vocabulary(item)
    elif isinstance(node, dict):
        assert node.keys() <= ALLOWED[node["type"]]
        assert node.get("motivation", "tagging") in MOTIVATIONS
        assert node.get("purpose", "tagging") in MOTIVATIONS
        assert node.get("id", "urn:uuid:").startswith("urn:uuid:")
        for value in node.values():
            check_vocabulary(value)


def test_w3c_uses_the_vocabulary_and_nothing_else():
    data = json.loads(text_of("w3c", entry(), orphan(), document_note()))
    assert data["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert data["type"] == "AnnotationCollection"
    assert data["total"] == 3
    assert data["first"]["type"] == "AnnotationPage"
    check_vocabulary(data["first"]["items"])


def test_w3c_says_what_is_quoted_where_and_how_it_is_coloured():
    [marked, lost, about] = w3c_items(entry(), orphan(), document_note())
    quote, position = marked["target"]["selector"]
    assert (quote["prefix"], quote["exact"], quote["suffix"]) == ("was ", "a vote.", " So")
    assert (position["start"], position["end"]) == (10, 17)
    assert marked["target"]["styleClass"] == "blue"
    assert marked["stylesheet"]["value"].startswith(".blue { background: #")
    assert [(b["purpose"], b["value"]) for b in marked["body"]] == [
        ("commenting", "Check the **minutes**.\nTwice."),
        ("tagging", "rent"),
        ("tagging", "town hall"),
        ("identifying", "Maria Ortega"),
    ]
    assert lost["target"]["selector"][1]["start"] == 30
    assert "body" not in lost
    assert about["motivation"] == "commenting"
    assert about["target"]["type"] == "Text"


def test_every_colour_has_a_style():
    for colour in COLOURS:
        assert w3c_items(entry(colour=colour))[0]["stylesheet"]["value"]


def test_ids_that_are_no_uuids_still_become_iris():
    [item] = json.loads(
        "".join(export("w3c", ExportSource(id="doc"), [entry(id="not a uuid")])),
    )["first"]["items"]
    check_vocabulary(item)


def test_unknown_formats_are_reported():
    with pytest.raises(ReaderError, match="choose one of markdown, text, obsidian"):
        export("wordperfect", SOURCE, [])
    with pytest.raises(ReaderError, match="choose one of place, speaker, tag"):
        export("text", SOURCE, [], group="colour")


def test_a_binary_format_needs_a_file():
    with pytest.raises(ReaderError, match=r"write it to a file, for example: -o notes\.qdpx"):
        export("qdpx", SOURCE, [])
    assert b"".join(export_bytes("json", SOURCE, [])) == b"[]\n"


def test_a_group_other_than_place_is_refused_where_it_has_no_effect():
    assert text_of("json", entry(), group="tag") == text_of("json", entry())
