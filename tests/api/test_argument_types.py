"""Wrong types given to the Python interface: one sentence, and nothing is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import readerapp

WORDS = "The ferry leaves at noon."
Call = Callable[[Any, Any], object]

WRONG: dict[str, Call] = {
    "quote must be a str, or None; it is an int.": lambda doc, _: doc.add(5),
    "speaker must be a str, or None; it is an int.": (lambda doc, _: doc.add("ferry", speaker=3)),
    "tags must be a str or several; it is an int.": (
        lambda doc, _: doc.add("ferry", tags=["a", 1])
    ),
    "note must be a str; it is None.": lambda doc, _: doc.add("ferry", note=None),
    "start must be an int, or None; it is a str.": lambda doc, _: doc.add(start="4", end=9),
    "end must be an int, or None; it is a bool.": lambda doc, _: doc.add(start=0, end=True),
    "query must be a str; it is a list.": lambda doc, _: doc.find(["tag:x"]),
    "words must be a str; it is a bytes.": lambda doc, _: doc.search(b"ferry"),
    "annotations must be annotations or their ids; it is an int.": (
        lambda doc, _: doc.tag([7], add="x")
    ),
    "annotation must be an annotation or its id; it is None.": (
        lambda doc, _: doc.edit(None, note="x")
    ),
    "path must be a path (str or os.PathLike), or None; it is an int.": (
        lambda doc, _: doc.export("text", 3)
    ),
    "sources must be one path or several; it is an int.": (lambda doc, _: doc.verify([1])),
    "annotations must be annotations or their ids; it is a float.": (
        lambda _, library: library.delete(1.5)
    ),
    "document must be a document of `documents`, or a path; it is an int.": (
        lambda _, library: library.open(1)
    ),
    "path must be a path (str or os.PathLike); it is an int.": (
        lambda *_: readerapp.open(1)  # type: ignore[arg-type]
    ),
    "store must be a path (str or os.PathLike), or None; it is a list.": (
        lambda *_: readerapp.library([])  # type: ignore[arg-type]
    ),
    "new must be a path (str or os.PathLike); it is None.": (
        lambda *_: readerapp.compare("a.txt", None)  # type: ignore[arg-type]
    ),
}


@pytest.fixture
def document(tmp_path: Path) -> Any:
    (tmp_path / "ferry.txt").write_text(WORDS, encoding="utf-8")
    with readerapp.open(tmp_path / "ferry.txt", store=tmp_path / "store") as opened:
        yield opened


@pytest.mark.parametrize("sentence", WRONG)
def test_a_wrong_type_is_one_sentence_and_changes_nothing(
    sentence: str, document: Any, tmp_path: Path
) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(sentence)}$"):
        WRONG[sentence](document, readerapp.library(store=tmp_path / "store"))
    assert document.annotations == []


def test_what_behaves_as_the_type_is_taken(document: Any) -> None:
    class Index:
        """A number of another library."""

        def __init__(self, number: int) -> None:
            self.number = number

        def __index__(self) -> int:
            return self.number

    made = document.add(start=Index(4), end=Index(9), tags=iter(["a", "b"]))
    assert (made.exact, made.tags, type(made.start)) == ("ferry", ("a", "b"), int)
    assert document.tag((one for one in [made]), only="c")[0].tags == ("c",)
    assert document.delete({made.id: 1}) == [made.id]


def test_unknown_arguments_are_refused_as_python_does(document: Any) -> None:
    with pytest.raises(TypeError, match="quotation"):
        document.add(quotation="x")
