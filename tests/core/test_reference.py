"""References: how each part is written, and what stands for a missing citation key."""

from __future__ import annotations

import pytest

from readerapp.core.errors import ReaderError
from readerapp.core.reference import (
    LABELS,
    Reference,
    clean_part,
    family_name,
    find_doi,
    find_isbn,
    make_citekey,
)


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/182.", "10.1000/182"),
        ("(doi:10.1002/(SICI)1097-4571(199806)49:8)", "10.1002/(SICI)1097-4571(199806)49:8"),
        ("DOI 10.1234.5/ab_c-d;", "10.1234.5/ab_c-d"),
        ("version 10.12 of 3/4", ""),
    ],
)
def test_a_doi_is_found_without_the_marks_around_it(text: str, doi: str) -> None:
    assert find_doi(text) == doi


@pytest.mark.parametrize(
    ("written", "isbn"),
    [
        ("urn:isbn:978-0-306-40615-7", "9780306406157"),
        ("ISBN 0-8044-2957-X", "080442957X"),
        ("978-0-306-40615-8", ""),
        ("9780306", ""),
    ],
)
def test_an_isbn_has_a_right_check_digit(written: str, isbn: str) -> None:
    assert find_isbn(written) == isbn


@pytest.mark.parametrize(
    ("name", "written", "stored"),
    [
        ("doi", "https://dx.doi.org/10.1000%2F182", "10.1000/182"),
        ("citekey", "@smith2020", "smith2020"),
        ("zotero", "zotero://select/library/items/ABCD2345", "ABCD2345"),
        ("title", " A\x1b[31m title \n here", "A [31m title here"),
        ("authors", ["Holm,  Ida", "", "Holm, Ida"], ["Holm, Ida"]),
        ("doi", "", ""),
    ],
)
def test_a_part_is_stored_in_one_form(name: str, written: str, stored: object) -> None:
    assert clean_part(name, written) == stored


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("doi", "11.1/2"),
        ("citekey", "a b"),
        ("citekey", "a{b"),
        ("isbn", "123"),
        ("zotero", "abc"),
        ("address", "javascript:alert(1)"),
        ("type", "essay"),
    ],
)
def test_what_cannot_be_a_part_is_refused(name: str, written: str) -> None:
    with pytest.raises(ReaderError):
        clean_part(name, written)


def test_parts_of_other_types_are_left_out() -> None:
    values = {"doi": 3, "authors": ["Bo", 4], "title": "T", "merge": {}}
    assert Reference.from_mapping(values) == Reference(authors=("Bo",), title="T")
    assert Reference.from_mapping(dict.fromkeys(LABELS, "x")).authors == ()


def test_a_reference_is_completed_by_another_one() -> None:
    ours = Reference(doi="10.1000/1", authors=("Bo",))
    assert ours.completed(Reference(doi="10.1000/2", isbn="1")) == Reference(
        doi="10.1000/1", authors=("Bo",), isbn="1"
    )


@pytest.mark.parametrize(
    ("reference", "title", "key"),
    [
        (Reference(citekey="own"), "The Vote", "own"),
        (Reference(authors=("José Álvarez Ñuñez",), date="2020"), "The Vote", "nunez2020vote"),
        (Reference(title="Über Größe"), "x", "uber"),
        (Reference(date="2020"), "The 3 Votes", "votes2020"),
        (Reference(authors=("People of the town",), date="2020"), "A", "peopleofthetown2020"),
        (Reference(), "議会", "doc12345678"),
        (Reference(date="2020"), "", "doc12345678"),
    ],
)
def test_a_document_without_a_key_has_one_of_author_year_and_title(
    reference: Reference, title: str, key: str
) -> None:
    assert make_citekey(reference, title, "12345678-aaaa") == key


def test_the_family_name_is_before_the_comma_or_the_last_word() -> None:
    assert family_name("van Dijk, Teun") == "van Dijk"
    assert family_name("  ") == ""
