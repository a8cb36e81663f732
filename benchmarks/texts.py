"""Invented texts of any size, made of syllables, the same at every run."""

from __future__ import annotations

import random
from collections.abc import Iterator

OPENING = "The measured text opens here."

_SYLLABLES = "ba da fen gor hal in ka lum mer no or pel ri sa tor un ve wil yar zo".split()


def prose(size: int, seed: int = 1) -> str:
    """Make paragraphs of sentences, some of them quoted, `size` code points in all."""
    pieces, length = [], 0
    for piece in _paragraphs(random.Random(seed)):
        pieces.append(piece)
        length += len(piece)
        if length >= size:
            break
    return "".join(pieces)[: size - 1] + "\n"


def _paragraphs(chance: random.Random) -> Iterator[str]:
    vocabulary = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(3000)]

    def sentence() -> str:
        words = chance.choices(vocabulary, k=chance.randint(4, 18))
        said = " ".join(words).capitalize()
        name = chance.choice(vocabulary).capitalize()
        return f"“{said},” said {name}." if chance.random() < 0.2 else f"{said}."

    yield OPENING + " "
    while True:
        yield " ".join(sentence() for _ in range(chance.randint(2, 7))) + "\n\n"
