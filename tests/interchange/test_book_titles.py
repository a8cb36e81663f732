"""Titles of books as devices, shops and file names write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.interchange.book_titles import TitleFit, compare_titles, is_same_author, parse_title


@pytest.mark.parametrize(
    ("written", "title", "fit"),
    [
        ("Emma (Austen, Jane)", "EMMA", TitleFit.WHOLE),
        ("Emma (Austen, Jane (1775-1817))", "Emma", TitleFit.WHOLE),
        ("Emma (English Edition) (Jane Austen)", "Emma", TitleFit.WHOLE),
        ("Emma, 2nd revised edition", "Emma", TitleFit.WHOLE),
        ("Hobbit, The (Tolkien, J. R. R.)", "The Hobbit", TitleFit.WHOLE),
        ("Les Misérables [Kindle Edition]", "les_miserables", TitleFit.WHOLE),
        ("Война и мир (Толстой, Лев)", "ВОЙНА И МИР", TitleFit.WHOLE),
        ("吾輩は猫である（夏目漱石）", "吾輩は猫である", TitleFit.WHOLE),
        ("Emma: A Novel", "Emma", TitleFit.MAIN),
        ("Frankenstein (Shelley, Mary)", "Frankenstein; or, the Modern Prometheus", TitleFit.MAIN),
        ("Emma - Jane Austen", "Emma", TitleFit.MAIN),
        ("Rome: A History", "Rome: The Republic", TitleFit.WORDS),
        ("Emma", "The Project Gutenberg eBook of Emma, by Jane Austen", TitleFit.WORDS),
        ("Emma", "jane-austen_emma", TitleFit.WORDS),
        ("Emma", "Emmaus", TitleFit.NONE),
        ("Dune 2", "Dune", TitleFit.WORDS),
        ("Persuasion (Austen, Jane)", "Emma (Austen, Jane)", TitleFit.NONE),
        ("The Novel", "The Book", TitleFit.NONE),
        ("", "", TitleFit.NONE),
        ("()", "(Austen)", TitleFit.NONE),
    ],
)
def test_how_well_titles_fit(written: str, title: str, fit: TitleFit) -> None:
    one, other = parse_title(written), parse_title(title)
    assert compare_titles(one, other) is fit
    assert compare_titles(other, one) is fit


@pytest.mark.parametrize(
    ("named", "author", "same"),
    [
        ("austen jane", "Jane Austen", True),
        ("Tolkien, J. R. R.", "John Ronald Reuel Tolkien", True),
        ("Zoë Müller", "Muller, Zoe", True),
        ("McCall Smith, Alexander", "Jane Austen", False),
        ("", "Jane Austen", None),
        ("J. R.", "Jane Austen", None),
    ],
)
def test_authors_are_compared_by_their_names(named: str, author: str, same: bool | None) -> None:
    assert is_same_author(named, author) is same


def test_the_author_is_the_last_bracket_that_names_no_edition() -> None:
    title = parse_title("The Two Towers (The Lord of the Rings 2) (Tolkien) (English Edition)")
    assert (title.whole, title.author) == ("two towers", "tolkien")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_titles_compare_the_same_both_ways(one: str, other: str) -> None:
    titles = parse_title(one), parse_title(other)
    assert compare_titles(*titles) is compare_titles(*reversed(titles))
