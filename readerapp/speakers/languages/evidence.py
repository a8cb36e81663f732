"""What the readers of Chinese and of Korean find: persons, and who says a quotation."""

from __future__ import annotations

from typing import NamedTuple


class Mention(NamedTuple):
    """A person who is named, with the half-open range in code points of all words for it."""

    start: int
    end: int
    name: str


class Evidence(NamedTuple):
    """What the sentence around a quotation tells of its speaker.

    Attributes:
        name: The speaker; "" for a pronoun.
        kind: "beside" a verb of saying, "inside" its sentence, "pronoun", or "beat" if only what is
            told beside the quotation names somebody.
        place: "before" or "after" the quotation.
    """

    name: str
    kind: str
    place: str
