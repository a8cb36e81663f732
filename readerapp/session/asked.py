"""What a person asks for, checked: each answers with it, or says in one sentence what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from readerapp.model import COLOURS, ReaderError
from readerapp.text.source import Text


def colour(name: str) -> str:
    """One of COLOURS; ReaderError if `name` is none."""
    if name not in COLOURS:
        raise ReaderError(f"No colour is called {name}; choose one of {', '.join(COLOURS)}.")
    return name


def tags(names: Iterable[str]) -> tuple[str, ...]:
    """Tags without surrounding space, empty ones and repetitions, in their order."""
    return tuple(dict.fromkeys(tag for tag in (" ".join(t.split()) for t in names) if tag))


def span(text: Text, start: int, end: int) -> tuple[int, int]:
    """The range `[start, end)` of `text`; ReaderError if it is empty or not in there."""
    if start >= end:
        raise ReaderError("There is nothing to mark here; select some words first.")
    if start < 0 or end > len(text):
        sentence = f"{start} to {end} is not in the text; its offsets go from 0 to {len(text)}."
        raise ReaderError(sentence)
    return start, end
