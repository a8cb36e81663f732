"""The quotations of a draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp import documents
from readerapp.verification.draft import list_quotations
from readerapp.verification.quotation import DraftQuotation

MARKDOWN = """Ines Calloway told the council:

> We were asked to compare two prices.
>
> In the end we compared two towns.

And Renn:

> I love that boat.
>
> — Tobias Renn, chair

“It is over,” said Anna Berg. “I think,” she said, “that it rains.”

> “This is set off, and in marks,” said Anna Berg.
"""


def quotations(folder: Path, text: str, name: str = "draft.txt") -> list[DraftQuotation]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    document = documents.open(str(path))
    found = list_quotations(document)
    assert all(document.text.slice(one.start, one.end) == one.exact for one in found)
    return found


def test_marks_and_blocks_are_quotations(tmp_path: Path) -> None:
    found = quotations(tmp_path, MARKDOWN, "draft.md")
    assert [(one.kind, one.exact) for one in found] == [
        ("block", "We were asked to compare two prices.\n\nIn the end we compared two towns."),
        ("block", "I love that boat."),
        ("quotation", "It is over,"),
        ("quotation", "I think,"),
        ("quotation", "that it rains."),
        ("quotation", "This is set off, and in marks,"),
    ]
    assert [one.speaker for one in found[:3]] == ["Ines Calloway", "Tobias Renn", "Anna Berg"]


def test_a_quotation_of_several_paragraphs_is_one(tmp_path: Path) -> None:
    text = "He spoke.\n\n“One is this one.\n\n“Two is that,” said Anna Berg.\n\nHe left.\n"
    [found] = quotations(tmp_path, text)
    assert found.exact == "One is this one.\n\n“Two is that,"
    assert found.speaker == "Anna Berg"


@pytest.mark.parametrize(
    "quoted", ["“we came”", '"we came"', "„we came“", "«we came»", "« we came »", "「we came」"]
)
def test_all_kinds_of_marks_are_known(tmp_path: Path, quoted: str) -> None:
    [found] = quotations(tmp_path, f"She said: {quoted} and left.\n")
    assert found.exact == "we came"


def test_a_quotation_inside_another_one_is_part_of_it(tmp_path: Path) -> None:
    [found] = quotations(tmp_path, "“He said, ‘The river decides.’ And I laughed,” she said.\n")
    assert found.exact == "He said, ‘The river decides.’ And I laughed,"


def test_lines_behind_a_sign_are_a_block(tmp_path: Path) -> None:
    [found] = quotations(tmp_path, "She wrote\n\n> The bridge is\n> not safe.\n\nThat was all.\n")
    assert (found.kind, found.exact) == ("block", "The bridge is\n> not safe.")


def test_other_languages_name_nobody_for_sure(tmp_path: Path) -> None:
    text = (
        "Der Rat und die Stadt. „Wir sind nicht müde“ wurde von Katrina gerufen. Das ist alles.\n"
    )
    assert all(one.speaker is None for one in quotations(tmp_path, text))
