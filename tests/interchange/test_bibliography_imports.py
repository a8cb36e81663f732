"""References from BibTeX, CSL JSON and Zotero."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.reference import Reference, clean_part
from readerapp.interchange.annotation_view import ExportSource
from readerapp.interchange.exporters import export
from readerapp.interchange.importers import read_annotations
from readerapp.interchange.importers.base import ImportedReference
from readerapp.interchange.importers.bibtex import is_bibtex, read_bibtex

BIB = r"""% Encoding: UTF-8
Made by hand.
@string{jv = "Journal of " # {Votes}}
@comment{@book{never, title = {No}}}
@Article{holm2020,
  author = {Holm, Ida and {The Vote Group} and van Dijk, Jr, Teun and others},
  title  = "{{On Votes}} --- Stra{\ss}en \& more",
  year   = 2020, month = may,
  journal = jv,
  doi = {https://doi.org/10.1000/a\_b},
  file = {Full Text:/home/ana/Holm\; Ek - 2020.pdf:application/pdf;:C\:/b.pdf:PDF},
}
@online(ek, title = {Web }# {page}, url = {https://example.org/a_b}, date = {2021-03-04})
@book{cut, title = {No end
@book{key2, title = {Last}, isbn = {978-0-306-40615-7, 0-8044-2957-X}, school = {S}}
"""


def references(data: object) -> list[ImportedReference]:
    text = data if isinstance(data, str) else json.dumps(data)
    return [*read_annotations(text.encode(), "file").references]


def test_bibtex_is_read_as_tex_programs_read_it() -> None:
    batch = read_bibtex(BIB)
    article, page, last = batch.references
    assert article.parts == {
        "citekey": "holm2020",
        "type": "article",
        "title": "On Votes — Straßen & more",
        "authors": ["Holm, Ida", "The Vote Group", "van Dijk, Teun, Jr"],
        "date": "2020-05",
        "container": "Journal of Votes",
        "doi": "10.1000/a_b",
    }
    assert article.files == ("/home/ana/Holm; Ek - 2020.pdf", "C:/b.pdf")
    assert page.parts["title"] == "Web page"
    assert page.parts["address"] == "https://example.org/a_b"
    assert last.parts["isbn"] == "978-0-306-40615-7"
    assert batch.problems == ("The entry in line 14 was left out: a value does not end.",)
    assert len(references(BIB)) == 3


def test_what_is_exported_comes_back() -> None:
    reference = Reference(
        citekey="smith2020",
        type="article",
        title="A {title} & 50% -- more",
        authors=("Smith, Jo", "The Group", "Ñuñez, Ana and Co"),
        date="2020-05-17",
        container="Votes_1",
        publisher="A \\ Press",
        doi="10.1000/a_b%c",
        isbn="9780306406157",
        address="https://example.org/?a=1&b_c",
        language="pt",
    )
    source = ExportSource(id="1", title="x", name="/a/b_1 c.pdf", reference=reference)
    [found] = read_bibtex("".join(export("bibtex", source, []))).references
    parts = {name: clean_part(name, value) for name, value in found.parts.items()}
    assert Reference.from_mapping(parts) == reference
    assert found.files == ("/a/b_1 c.pdf",)


@given(st.text(alphabet=st.sampled_from('@ab{}(),="#\\%\n '), max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_bibtex(f"@a{{{text}")
    is_bibtex(text)


def test_a_file_without_an_end_is_read_in_linear_time() -> None:
    for entry in ("@a{b, c = {\n", "@a{b,c={"):
        batch = read_bibtex(entry * 50_000)
        assert len(batch.problems) < 100
        assert not batch.references


def test_csl_json_is_read() -> None:
    item = {
        "id": "http://zotero.org/users/1/items/ABCD2345",
        "citation-key": "holm2020",
        "type": "article-journal",
        "title": "On Votes",
        "author": [
            {"family": "Dijk", "given": "Teun", "non-dropping-particle": "van"},
            {"literal": "The Group"},
            3,
        ],
        "issued": {"date-parts": [[2020, "5"]]},
        "DOI": "10.1000/182",
        "container-title": "Votes",
        "language": "de-DE",
    }
    [found] = references([item])
    assert found.parts == {
        "citekey": "holm2020",
        "type": "article",
        "title": "On Votes",
        "authors": ["van Dijk, Teun", "The Group"],
        "date": "2020-05",
        "container": "Votes",
        "doi": "10.1000/182",
        "language": "de-DE",
    }
    assert "citekey" not in references([{"id": item["id"], "type": "book", "title": "A"}])[0].parts


@pytest.mark.parametrize("shape", ["api", "better-bibtex"])
def test_works_of_zotero_are_read_with_their_files(shape: str) -> None:
    work = {
        "key": "ABCD2345",
        "itemType": "journalArticle",
        "title": "On Votes",
        "creators": [
            {"creatorType": "editor", "name": "An Editor"},
            {"creatorType": "author", "firstName": "Ida", "lastName": "Holm"},
        ],
        "date": "2020-05-17",
        "DOI": "10.1000/182",
    }
    if shape == "api":
        work["extra"] = "Citation Key: holm2020"
        file = {"key": "F", "itemType": "attachment", "parentItem": "ABCD2345", "filename": "a.pdf"}
        data: object = [{"data": work}, {"data": file}]
    else:
        work |= {"citationKey": "holm2020", "attachments": [{"path": "a.pdf", "title": "PDF"}]}
        data = {"config": {}, "items": [work]}
    [found] = references(data)
    assert found.parts == {
        "citekey": "holm2020",
        "type": "article",
        "title": "On Votes",
        "authors": ["Holm, Ida"],
        "date": "2020-05-17",
        "doi": "10.1000/182",
        "zotero": "ABCD2345",
    }
    assert found.files == ("a.pdf",)
