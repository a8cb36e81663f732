"""Invented texts, each the same whenever it is made."""

from __future__ import annotations

from random import Random

_SENTENCES = 5  # of a paragraph
_SYLLABLES = "ba de fi go ku la me ni po ru sa te vi zo".split()


def _word(chance: Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randrange(1, 4)))


def story(name: str, paragraphs: int = 12) -> str:
    """Return a unique text for each `name`."""
    chance = Random(name)

    def sentence() -> str:
        words = " ".join(_word(chance) for _ in range(chance.randrange(6, 14)))
        return f"{words.capitalize()}."

    lines = (" ".join(sentence() for _ in range(_SENTENCES)) for _ in range(paragraphs))
    return "\n\n".join(lines)


def replaced(text: str, share: float) -> str:
    """Return the text with this share of its sentences replaced, here and there."""
    chance = Random(f"{share}")
    paragraphs = text.count(".") // _SENTENCES + 2
    others = iter(story("elsewhere", paragraphs).replace("\n\n", " ").split(". "))
    return "\n\n".join(
        ". ".join(next(others) if chance.random() < share else one for one in line.split(". "))
        for line in text.split("\n\n")
    )


def form(name: str, number: int) -> str:
    """Return a letter that is made from a form."""
    return f"""Dear {name},

thank you for your letter. Your application number {number} was received by our office, and it is
now with the committee. The committee will decide about it within four weeks of this letter.

If you have not had an answer by then, please call the office and have the number above at hand.
Nobody there can tell you how the committee will decide. We ask you not to come without a date.

Yours sincerely,
the office of the committee
"""
