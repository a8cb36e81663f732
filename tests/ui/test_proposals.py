"""The review of proposals: one key per answer, at each size of the terminal."""

from __future__ import annotations

from pathlib import Path

from readerapp import documents
from readerapp.annotations.proposals import Proposal
from readerapp.cli import main
from readerapp.workspace import make_context
from tests.ui.conftest import ARTICLE, FIRST, SECOND, THIRD, Open, Reader

PROGRAM = "Helper (MCP)"


def propose(article: Path, home: Path, *quotations: str) -> None:
    """Propose to highlight quotations, as a program."""
    session = make_context(str(home / "store"), PROGRAM).open_session(documents.open(str(article)))
    session.propose(
        [
            Proposal(
                start=ARTICLE.index(words),
                end=ARTICLE.index(words) + len(words),
                note=f"note {number}",
                tags=("claim",),
                speaker="Ida Holm",
                reason="no source",
            )
            for number, words in enumerate(quotations, 1)
        ]
    )
    session.close()


def accepted(reader: Reader) -> list[bool]:
    return [not row.is_proposal for row in reader.screen.list_model.all_rows()]


async def test_its_sign_and_the_words_of_its_keys_are_shown_where_room_is_short(
    open_reader: Open, article: Path, home: Path
) -> None:
    store = ("--store", str(home / "store"), "--as", "Ana")
    assert main([*store, "add", str(article), "--quote", FIRST]) == 0
    propose(article, home, FIRST)
    async with open_reader(size=(40, 10)) as reader:
        await reader.sees("◇H")
        await reader.press("P")
        await reader.sees("Enter ok · x reject · s skip · e note")
        await reader.press("escape", "R")
        await reader.sees("s other · n skip · b back")


async def test_proposals_are_accepted_edited_and_rejected(
    open_reader: Open, article: Path, home: Path
) -> None:
    propose(article, home, FIRST, SECOND)
    async with open_reader(size=(80, 24)) as reader:
        await reader.sees("2 proposals · P review", "0 highlights, 2 proposed")
        await reader.press("P")
        await reader.sees("Proposals · 1 of 2", PROGRAM, "Note: note 1", "Why: no source")
        await reader.press("enter")
        await reader.sees("Proposal accepted", "2 of 2", "Note: note 2")
        assert accepted(reader) == [True, False]
        await reader.press("u")
        await reader.sees("Undid: acceptance of 1 proposal", "1 of 2")
        await reader.press("A")
        await reader.sees("Accept all 2 unread? A or y yes")
        await reader.press("escape")
        assert accepted(reader) == [False, False]
        await reader.press("x")
        await reader.sees("Proposal rejected")
        await reader.press("e", *" ok", "escape")
        await reader.sees("1 highlight ·")
        assert accepted(reader) == [True] and reader.notes == ["note 2 ok"]
        await reader.press("P")
        await reader.sees("No proposals to review")
        await reader.press("l")  # which leaves room for the number of highlights
        propose(article, home, THIRD)
        await reader.sees("1 new proposal · P review", "1 highlight, 1 proposed")


async def test_the_open_review_shows_what_others_decide_meanwhile(
    open_reader: Open, article: Path, home: Path
) -> None:
    propose(article, home, FIRST, SECOND, THIRD)
    store = ["--store", str(home / "store"), "--as", "Bo"]
    session = make_context(str(home / "store"), "Bo").open_session(documents.open(str(article)))
    first, second, third = (placed.key for placed in session.proposals())
    session.close()
    async with open_reader(size=(80, 24)) as reader:
        await reader.press("P")
        await reader.sees("Proposals · 1 of 3", "Note: note 1")
        assert main(["accept", second, *store]) == 0
        await reader.sees("Changed by somebody else", "Note: note 1")
        await reader.press("A")
        await reader.sees("Accept all 2 unread?")
        assert main(["delete", first, *store]) == 0
        await reader.sees("Changed by somebody else", "3 of 3", "Note: note 3")
        await reader.press("y")  # the question about all was about others
        assert accepted(reader) == [True, False]
        propose(article, home, "harbour board")
        await reader.sees("3 of 4", "Note: note 3")
        assert main(["accept", third, *store]) == 0
        await reader.sees("of 4", "Note: note 1", "harbour board")
