"""Completion with Tab in a prompt, as in a shell."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.listing.filter_query import FIELDS, parse_filter
from readerapp.listing.filters import Filter
from readerapp.reading.completion import (
    Completer,
    TabCompletion,
    complete_folder,
    complete_heading,
    complete_path,
    format_candidates,
    typed_file,
    typed_path,
)
from readerapp.reading.filter_completion import complete_filter
from readerapp.text.graphemes import cell_width
from readerapp.text.sanitize import sanitize

VALUES = {
    "speaker": ["Ida Holm", "Ida Berg", "Per Aune", "O'Neil", 'The "Fox"', "Back\\slash"],
    "tag": ["rent", "rent control", "bus"],
    "by": ["ana"],
}
FILTERS: Completer = partial(complete_filter, values=VALUES)
HEADINGS: Completer = partial(
    complete_heading, titles=["CHAPTER I", "CHAPTER II", "The  Flood", "CHAPTER I"]
)


@pytest.fixture
def files(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create some files in the working folder, which is also the home folder."""
    for name in ("notes.json", "notes.csv", "odd name .txt", ".hidden", "Ünder.md", "sub/deep.md"):
        path = home / "files" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.touch()
    monkeypatch.chdir(home / "files")
    monkeypatch.setenv("HOME", str(home / "files"))
    return home / "files"


def tab(line: str, complete: Completer, times: int = 1) -> str:
    """Return the line after Tab at its end."""
    tabs, cursor = TabCompletion(), len(line)
    for _ in range(abs(times)):
        after = tabs.press(line, cursor, complete, 1 if times > 0 else -1)
        line, cursor = after.text, after.cursor
    return line


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("o", ["odd name .txt"]),
        ("n", ["notes.", "notes.csv", "notes.json", "notes.csv"]),
        ("notes.j", ["notes.json", "notes.json"]),
        ("s", ["sub/", "sub/deep.md"]),
        ("ü", ["Ünder.md"]),
        (".h", [".hidden"]),
        ("~", ["~/"]),
        ("~/su", ["~/sub/"]),
        ("nowhere/x", ["nowhere/x"]),
        ("~nobody-of-this-name/x", ["~nobody-of-this-name/x"]),
        ("zebra", ["zebra"]),
        ("a\0", ["a\0"]),
    ],
)
def test_paths(typed: str, after: list[str]) -> None:
    assert [tab(typed, complete_path, times) for times in range(1, len(after) + 1)] == after


@pytest.mark.usefixtures("files")
def test_all_candidates_are_listed_and_shift_tab_goes_back() -> None:
    assert TabCompletion().press("", 0, complete_path).names == (
        "notes.csv",
        "notes.json",
        "odd name .txt",
        "sub/",
        "Ünder.md",
    )
    assert tab("", complete_folder) == "sub/"
    assert tab("n", complete_path, -3) == "notes.csv"
    tabs = TabCompletion()
    tabs.press("notes.", 6, complete_path)
    assert tabs.press("notes.", 6, complete_path, -1).text == "notes.json"


@pytest.mark.usefixtures("files")
def test_text_after_the_cursor_stays() -> None:
    after = TabCompletion().press("s.md", 1, complete_path)
    assert (after.text, after.cursor) == ("sub/.md", 4)


@pytest.mark.usefixtures("files")
def test_a_completed_path_is_the_one_that_is_read() -> None:
    Path("end ").touch()
    assert typed_file("odd name .txt").name == "odd name .txt"
    assert typed_file(" notes.csv ").name == "notes.csv"
    assert typed_file("end ").name == "end "
    assert typed_path("~/new.md") == Path.home() / "new.md"
    for typed in ("", " ", "gone.json", "sub", "~nobody-of-this-name/x", "a\0b"):
        with pytest.raises(ReaderError):
            typed_file(typed)
    with pytest.raises(ReaderError, match="There is no file a") as caught:
        typed_file("a" * 5000)  # longer than a name can be: somebody pasted a text
    assert len(str(caught.value)) < 200


def test_names_that_are_not_utf8_are_completed_too(files: Path) -> None:
    path = os.fsencode(files) + b"/bad\xff.txt"
    try:
        Path(os.fsdecode(path)).touch()
    except OSError:
        pytest.skip("this file system has only names that are text")
    assert typed_file(tab("ba", complete_path)).name == "bad\udcff.txt"
    assert format_candidates(["bad\udcff.txt", "a\x1b[31m\n"], 80) == "bad\ufffd.txt  a␛[31m"


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("sp", "speaker:"),
        ("bus C", "bus colour:"),
        ("", ""),
        ("speaker:i", 'speaker:"Ida '),
        ('speaker:"Ida B', 'speaker:"Ida Berg" '),
        ("speaker:holm", 'speaker:"Ida Holm" '),
        ("speaker:o", 'speaker:"O\'Neil" '),
        ("tag:b", "tag:bus "),
        ("a tag:r", "a tag:r"),
        ("colour:ye", "colour:yellow "),
        ("color:ye", "color:yellow "),
        ("is:not", 'is:"not found" '),
        ("has:n", "has:note "),
        ("-ta", "-tag:"),
        ("-tag:b", "-tag:bus "),
        ("tag:x,b", "tag:x,bus "),
        ("since:tod", "since:today "),
        ("by:A", "by:ana "),
        ("speaker:nobody", "speaker:nobody"),
        ("words", "words"),
    ],
)
def test_filters(typed: str, after: str) -> None:
    assert tab(typed, FILTERS) == after


def test_the_values_of_a_field_are_listed() -> None:
    assert TabCompletion().press("tag:r", 5, FILTERS).names == ("rent", "rent control")
    assert TabCompletion().press("", 0, FILTERS).names == tuple(f"{one}:" for one in FIELDS)


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_a_value_that_was_completed_is_the_one_that_is_filtered_by(names: list[str]) -> None:
    found = complete_filter("speaker:", {"speaker": names})
    for word, name in zip(found.words, found.names, strict=True):
        [wanted] = Filter.of(speaker=[name]).conditions or [None]
        assert wanted is None or wanted in parse_filter(f"bus {word} tag:x").conditions


def test_headings() -> None:
    assert tab("fl", HEADINGS) == "The Flood"
    assert tab("ch", HEADINGS) == "CHAPTER I"
    assert tab("chapter ii", HEADINGS) == "CHAPTER II"
    assert tab("nothing", HEADINGS) == "nothing"
    assert TabCompletion().press("ch", 2, HEADINGS).names == ("CHAPTER I", "CHAPTER II"), (
        "each once"
    )


@given(st.lists(st.text(max_size=30), max_size=40), st.integers(20, 240))
def test_the_list_fits_and_says_how_many_more_there_are(names: list[str], cells: int) -> None:
    shown = format_candidates(names, cells)
    assert cell_width(shown) <= max(cells, 42)
    assert sanitize(shown) == shown


@given(st.text(max_size=20), st.integers(0, 20), st.sampled_from([FILTERS, HEADINGS]))
def test_tab_leaves_the_text_after_the_cursor(text: str, cursor: int, complete: Completer) -> None:
    cursor = min(cursor, len(text))
    after = TabCompletion().press(text, cursor, complete)
    assert after.text[after.cursor :] == text[cursor:]


def test_an_accent_of_one_code_point_completes_a_name_that_has_two(files: Path) -> None:
    """As macOS writes them, and copies of its disks elsewhere keep them."""
    (files / normalize("NFD", "Éva.txt")).touch()
    for typed in ("Év", "év", normalize("NFD", "Év")):
        assert normalize("NFC", tab(typed, complete_path)) == "Éva.txt"
