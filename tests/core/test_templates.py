"""Templates written by the user: fields, the text around them, and mistakes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readerapp.core.errors import ReaderError
from readerapp.core.reference import Reference
from readerapp.core.templates import FIELDS, parse_template
from readerapp.documents.document import Document, Milestone
from readerapp.interchange.citation import cite
from readerapp.interchange.exporters import export
from readerapp.text.source import Text
from tests.interchange.test_exports import HOSTILE, SOURCE, TEXT, document_note, entry

WHERE = {"speaker": "Maria Ortega", "title": "Council split", "locator": "¶2"}


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{quoted}{ (|where|)}", '"A vote." (Maria Ortega, Council split, ¶2)'),
        ("{speaker} said: {quote}", "Maria Ortega said: A vote."),
        ("{quote} [{place}]", "A vote. [¶2]"),
        ("{{{quote}}}", "{A vote.}"),
        ("{blockquote}\n\n{note}", "> A vote."),
        ("{quote}{ — |note|}{, |title|!}", "A vote., Council split!"),
        ("{|quote|}", "A vote."),
        ("{<|quote|>|}", "<A vote.>|"),
        ("no field at all {{}}", "no field at all {}"),
    ],
)
def test_a_citation_with_a_user_template(template, written):
    assert cite("A\nvote.", **WHERE, style=template) == written


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{quot}", "templates have no field {quot}; did you mean {quote}?"),
        ("{zzz}", "templates have no field {zzz}; there are quote, quoted"),
        ("{}", "templates have no field {}; there are"),
        ("{quote", "the { at character 1 of the template stands alone; write {{ for a brace."),
        ("quote}", "the } at character 6 of the template stands alone; write }} for a brace."),
        ("{quote.__class__}", "no field {quote.__class__}"),
        ("{quote!r:>10}", "no field {quote!r:>10}"),
        ("{a {quote}}", "the { at character 1"),
    ],
)
def test_a_mistake_is_one_sentence(template, sentence):
    with pytest.raises(ReaderError) as told:
        parse_template(template)
    assert sentence in str(told.value)


@given(st.text(st.sampled_from("{}|quote. \n")))
def test_any_template_is_parsed_or_reported(template):
    try:
        written = parse_template(template).fill({"quote": "words"})
    except ReaderError as error:
        assert "\n" not in str(error)
    else:
        assert written == written.strip()


def test_field_values_are_not_parsed_as_templates():
    assert cite("{note} {{", style="{quote}", **WHERE) == "{note} {{"


def exported(name, template, *entries, **options):
    return "".join(export(name, SOURCE, entries, template=template, **options))


def test_exports_write_each_entry_so_under_its_headings():
    template = "{quoted}{ (|place|)}{ — |note|} {hashtags}"
    marked = entry(1, note="why", said_by="Nair")
    text = exported("text", template, marked, entry(2, note="", tags=()), group="speaker")
    assert text.partition("Contents: 2 highlights\n\n")[2].splitlines() == [
        *("Maria Ortega", "------------", "", '"a vote." (¶2)', ""),
        *("Nair", "----", "", '"a vote." (¶1) — why #rent #town-hall'),
    ]


def test_every_field_is_filled_in_an_export():
    source = type(SOURCE)(
        id="d",
        title="T",
        name="https://example.org/n",
        author="A",
        date="2026",
        fingerprint=SOURCE.fingerprint,
        read="2026-11-28T09:14:59.000000Z",
        reference=Reference(doi="10.1000/182"),
    )
    page = Document(Text.from_string(TEXT), "T", "text", milestones=[Milestone(0, "4:2", line=2)])
    for name in FIELDS:
        entries = [replace(entry(state="drifted"), document=page)]
        text = "".join(export("text", source, entries, template=f"<{{{name}}}>"))
        assert "<>\n" not in text
    assert "{" not in exported("markdown", "{tags}{colour}{date}{annotator}", document_note())


def test_markdown_shows_fields_as_they_are_and_the_note_as_its_author_wrote_it():
    marked = entry(said_by="*Ida* [x](y)", note="**yes**", tags=())
    text = exported("markdown", "{speaker}: {note}", marked)
    html = MarkdownIt("commonmark").render(text)
    assert "<p>*Ida* [x](y): <strong>yes</strong></p>" in html
    hostile = entry(note="", said_by=HOSTILE, tags=(HOSTILE,), made_by=HOSTILE)
    everything = " ".join(f"{{{name}}}" for name in FIELDS if name != "blockquote")
    assert "<b>" not in MarkdownIt("commonmark").render(exported("markdown", everything, hostile))


def test_hashtags_stay_hashtags_in_markdown():
    assert exported("markdown", "{hashtags}", entry()).endswith("\n#rent #town-hall\n")


def test_other_formats_take_no_template():
    with pytest.raises(ReaderError, match="templates are for markdown, text, obsidian"):
        exported("json", "{quote}", entry())
