"""BibTeX and citations by key: entries that other readers read as they were meant."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.model import Annotation, Target
from readerapp.core.paths import sample_docs_folder
from readerapp.core.reference import Reference
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters import export
from readerapp.interchange.exporters.bibtex import unique_keys
from readerapp.interchange.exporters.several import export_several
from readerapp.interchange.template_fields import cite_view
from readerapp.interchange.tex_text import decode_tex, encode_tex

TALK = ExportSource(
    id="1b2c3d4e-0000-4000-8000-000000000000",
    title="Größe & {price}",
    name="/home/ana/talk_1.txt",
    reference=Reference(
        authors=("Ortega, Ana", "The Group and Friends", "Bo Ek"),
        date="2020-05-17",
        doi="10.1000/a_b%c",
        container="Votes",
        type="article",
    ),
)


def view(exact: str = "We were *promised* a vote", **fields: str) -> AnnotationView:
    target = Target(start=0, end=len(exact), exact=exact)
    note = fields.pop("note", "")
    annotation = Annotation(id="a", target=target, note=note, tags=("rent, high", "vote"))
    return AnnotationView(annotation=annotation, **fields)


def test_an_entry_has_what_is_known_and_the_quotations() -> None:
    marked = view(note="Why?\n\n100%", stored_locator="p. 12")
    assert "".join(export("bibtex", TALK, [marked])) == (
        "@article{ortega2020grosse,\n"
        "  title = {{Größe \\& \\{price\\}}},\n"
        "  author = {Ortega, Ana and {The Group and Friends} and Bo Ek},\n"
        "  date = {2020-05-17},\n"
        "  journaltitle = {Votes},\n"
        "  doi = {10.1000/a_b%c},\n"
        "  file = {/home/ana/talk_1.txt},\n"
        "  keywords = {rent high, vote},\n"
        '  annote = {"We were *promised* a vote" (p. 12)\n\nWhy?\n\n100\\%\n\n'
        "yellow · \\#rent,-high \\#vote},\n"
        "}\n"
    )


def test_a_finding_of_a_quote_check_is_readable_and_no_keyword() -> None:
    note = "Quote check: **altered**\n\n> A ghost\n> bus\n> — talk.txt, p. 3\n\nAsk Bo."
    annotation = Annotation(id="a", note=note, tags=("rent", "quote-check", "quote-check/altered"))
    found = AnnotationView(annotation=annotation)
    entry = "".join(export("bibtex", TALK, [found]))
    assert (
        "\n\n“A ghost bus”\n\n— talk.txt, p. 3\n\nAsk Bo." in entry and "textgreater" not in entry
    )
    assert "  keywords = {rent},\n" in entry
    for name in ("ris", "csl-json"):
        assert "quote-check" not in "".join(export(name, TALK, [found])).partition("N1")[0]
    for name in ("obsidian", "org"):
        text = "".join(export(name, TALK, [found]))
        assert "#quote" not in text and ":quote" not in text and '- "quote' not in text


def test_people_do_not_get_the_folders_of_the_author(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    sample = ExportSource(id="1", name=f"{sample_docs_folder()}/council-vote.txt")
    assert (TALK.short_name, sample.short_name) == ("~/talk_1.txt", "council-vote.txt")
    for name in ("markdown", "text", "html", "obsidian", "org", "evidence"):
        assert "/home/ana" not in "".join(export(name, TALK, [view()])), name


def test_keys_are_unique_and_do_not_depend_on_the_order() -> None:
    def source(key: str, own: str = "") -> ExportSource:
        return ExportSource(id=f"{key}-0000", title="Talk", reference=Reference(citekey=own))

    sources = [source("aaaa1"), source("bbbb2"), source("cccc3", "talk"), source("dddd4", "own")]
    keys = unique_keys(sources)
    assert keys == ["talk-aaaa", "talk-bbbb", "talk", "own"]
    assert unique_keys(sources[::-1]) == keys[::-1]
    twice = unique_keys([source("aaaa1", "k"), source("aaaa2", "K")])
    assert len({key.casefold() for key in twice}) == 2
    written = "".join(export_several("bibtex", [(one, []) for one in sources]))
    assert re.findall(r"@misc\{(.*),", written) == keys


@given(st.text(alphabet=st.sampled_from("a{}\\%$&#_^~-`'\"é\n [,@")))
def test_words_survive_tex_and_braces_are_balanced(text: str) -> None:
    written = encode_tex(text)
    assert decode_tex(written) == text
    depth = 0
    for sign in re.findall("[{}]", written):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"Stra{\ss}e {\'E}cole \v{c}aj", "Straße École čaj"),
        (r"{\"o}ko \`a \'{\i} \o re", "öko à í øre"),
        (r"1--2 --- ``so'' \emph{big} $x$", "1–2 — “so” big x"),
        ("a~b% a remark\n   c", "a\u00a0bc"),
        ("\\", "\\"),
    ],
)
def test_commands_of_text_become_what_they_show(tex: str, words: str) -> None:
    assert decode_tex(tex) == words


@pytest.mark.parametrize(
    ("style", "locator", "speaker", "citation"),
    [
        ("pandoc", "p. 12", "", '"We were \\*promised\\* a vote" [@ortega2020grosse, p. 12]'),
        (
            "pandoc",
            "00:12:03",
            "Bo]",
            '"We were \\*promised\\* a vote" [Bo in @ortega2020grosse, at 00:12:03]',
        ),
        (
            "latex",
            "p. 12",
            "",
            r"\enquote{We were *promised* a vote} \autocite[12]{ortega2020grosse}",
        ),
        (
            "latex",
            "",
            "B&B]",
            r"\enquote{We were *promised* a vote} \autocite[{B\&B] in}][]{ortega2020grosse}",
        ),
        ("chicago", "p. 12", "", '"We were *promised* a vote" (Ortega, Friends, and Ek 2020, 12)'),
        ("{citekey} {year} {doi}", "", "", "ortega2020grosse 2020 10.1000/a_b%c"),
    ],
)
def test_a_citation_names_the_entry(style: str, locator: str, speaker: str, citation: str) -> None:
    assert cite_view(TALK, view(stored_locator=locator, speaker=speaker), style=style) == citation


def test_a_document_without_author_or_year_is_cited_by_its_title() -> None:
    source = ExportSource(id="1", title="Council split")
    assert cite_view(source, view("No"), style="chicago") == '"No" (Council split n.d.)'
    assert cite_view(source, view("No"), style="pandoc") == '"No" [@council]'
