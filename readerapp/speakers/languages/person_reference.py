"""Words of a sentence that refer to somebody, in languages of a European kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["name", "role", "organisation", "noun", "pronoun", "nobody"]


@dataclass(frozen=True, slots=True)
class PersonReference:
    """Words that refer to somebody.

    Attributes:
        start: Start in code points.
        end: End, exclusive.
        kind: What kind of words they are.
        name: The words without an article; of a name, without the office in front of it.
        gender: "m", "f" or "".
        is_oblique: Whether it stands behind a word that governs it («по словам»).
        is_definite: Whether the words mean somebody who is known ("die Kapitänin").
    """

    start: int
    end: int
    kind: Kind
    name: str
    gender: str = ""
    is_definite: bool = False
    is_oblique: bool = False


def rename(reference: PersonReference, name: str) -> PersonReference:
    """Return a reference with another name."""
    return replace(reference, name=name)
