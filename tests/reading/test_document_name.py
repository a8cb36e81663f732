"""A document as it is typed or pasted: each spelling leads to the file that it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.core.errors import ReaderError
from readerapp.reading.completion import RecentDocument, TabCompletion, complete_document
from readerapp.reading.document_name import parse_document_name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document; the working folder is another one."""
    here, there = tmp_path / "here", tmp_path / "my papers"
    here.mkdir()
    there.mkdir()
    (there / "it's a draft.txt").touch()
    (there / "both.txt").touch()
    (here / "both.txt").touch()
    (there / "back\\slash.txt").touch()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(tmp_path))
    return there


@pytest.mark.parametrize(
    "typed",
    [
        "{}/it's a draft.txt",
        "  {}/it's a draft.txt \n",
        '"{}/it\'s a draft.txt"\n',
        "'{}/it's a draft.txt'",
        "~/my\\ papers/it\\'s\\ a\\ draft.txt",
        "file://{}/it%27s%20a%20draft.txt\r\n",
        "'file://localhost{}/it%27s%20a%20draft.txt'",
        "it's a draft.txt",
        "../my papers/it's a draft.txt",
    ],
)
def test_a_pasted_path_is_the_file_that_it_means(folder: Path, typed: str) -> None:
    found = Path(parse_document_name(typed.format(folder), [folder]))
    assert found.samefile(folder / "it's a draft.txt")


def test_the_most_literal_reading_and_the_working_folder_come_first(folder: Path) -> None:
    assert parse_document_name("back\\slash.txt", [folder]) == str(folder / "back\\slash.txt")
    assert Path(parse_document_name("both.txt", [folder])).samefile("both.txt")


@pytest.mark.parametrize("typed", ["https://a.org/b c", " <http://a.org>\n", '"HTTPS://A.org/"'])
def test_a_web_address_stays_one(typed: str) -> None:
    assert parse_document_name(typed) == typed.strip().strip('<>"')


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (" ", "Type a file name"),
        ("a\0b", "null character"),
        ("../my papers", "is a folder"),
        ("gone.txt", "no file gone.txt"),
        ("x" * 5000, "no file xxx"),
        ("file://elsewhere/a.txt", "no file"),
        ("www.a.org/b", "https://www.a.org/b"),
        ("\x1b[31mgone", "no file ␛"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_a_reason(folder: Path, typed: str, why: str) -> None:
    with pytest.raises(ReaderError, match=why.replace(".", r"\.")) as refused:
        parse_document_name(typed, [folder])
    assert "\x1b" not in str(refused.value)


def test_tab_completes_beside_the_document_and_among_the_recent_ones(folder: Path) -> None:
    recent = [
        RecentDocument("Emma", "/books/austen.txt"),
        RecentDocument("The Ferry", "/news/a.html"),
    ]

    def tab(typed: str, times: int = 1) -> str:
        tabs, line = TabCompletion(), typed
        for _ in range(times):
            line = tabs.press(
                line, len(line), lambda typed: complete_document(typed, [folder], recent)
            ).text
        return line

    assert tab("it") == "it's a draft.txt"
    assert tab("b") == "b" and tab("b", 2) == "both.txt" and tab("b", 3) == "back\\slash.txt"
    assert tab("ferry") == "/news/a.html"
    assert tab("AUSTEN") == "/books/austen.txt"
    assert tab("nothing") == "nothing"
    assert tab(f"{folder}/it") == f"{folder}/it's a draft.txt"
