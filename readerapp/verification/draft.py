"""The quotations of a draft: those in quotation marks, with their speakers, and those set off."""

from __future__ import annotations

from readerapp.documents import Document
from readerapp.speakers import suggest
from readerapp.verification.quotation import DraftQuotation

_QUOTED = ("quotation", "phrase")
"""Kinds of suggestions that are words in quotation marks."""


def list_quotations(document: Document) -> list[DraftQuotation]:
    """Return the quotations of a draft in order, each with the speaker that the draft names."""
    text = document.text.whole()
    return [
        DraftQuotation(one.start, one.end, text[one.start : one.end], one.speaker, one.kind)
        for one in suggest(text, labelled=document.turns)
        if one.kind in _QUOTED
    ]
