"""Numbers with what they count."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun, which takes an "s" unless there is one: "1 mark", "2 marks".

    `plural` is for nouns that have another one.
    """
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
