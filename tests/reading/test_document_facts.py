"""What a document says of itself, and of what it does not show."""

from __future__ import annotations

import pytest

from readerapp import documents
from readerapp.reading.goto import document_facts, loss_notice
from readerapp.text.graphemes import cell_width
from tests.made_documents import Made

PAGES = "20 of 21 pages have no text layer (p. 2-21)"


def test_omissions_are_facts_those_of_words_first(made: Made) -> None:
    """Case A17: the sum of what is not shown."""
    path = made(
        "Words.",
        omissions=["the author's changes are shown as accepted"],
        losses=[PAGES, PAGES],
        things=["picture", "equation", "picture"],
    )
    document = documents.open(path)
    assert document.losses == (PAGES,)
    assert document_facts(document)["Omissions"] == [
        PAGES,
        "The author's changes are shown as accepted",
        "2 pictures are not shown",
        "1 equation is not shown",
    ]


def test_a_document_without_omissions_has_no_such_fact(made: Made) -> None:
    assert "Omissions" not in document_facts(documents.open(made("Words.")))


@pytest.mark.parametrize(
    ("losses", "notice"),
    [
        ([], ""),
        ([PAGES], "20 of 21 pages have no text layer · Ctrl+P About"),
        (["1 chapter is missing", PAGES], "1 chapter is missing and 1 more · Ctrl+P About"),
        (["a" * 40], "Words of the file are not shown · Ctrl+P About"),
        ([PAGES, "b"], "Words of the file are not shown · Ctrl+P About"),
    ],
)
def test_the_notice_of_losses_is_short(made: Made, losses: list[str], notice: str) -> None:
    document = documents.open(made("Words.", losses=losses, things=["picture"]))
    assert loss_notice(document, "Ctrl+P About") == notice
    assert cell_width(notice) <= 50
