"""What differs between the words that were marked and those that stand there now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOST = 400
"""Words of each side that are compared: what a person can look through."""

_word = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words; `changed` if the other side has not got it."""

    words: str
    changed: bool = False


def compare(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both sides in pieces, word by word; what lies behind the first 400 words is not compared."""
    olds, news = _word.findall(old)[:_MOST], _word.findall(new)[:_MOST]
    left, right = [], []
    for kind, a, b, c, d in _matcher(olds, news).get_opcodes():
        changed = kind != "equal"
        if b > a:
            left.append(Piece("".join(olds[a:b]), changed))
        if d > c:
            right.append(Piece("".join(news[c:d]), changed))
    return left, right


def changes(old: str, new: str) -> list[str]:
    """Each difference in words: "two → three", "− before" or "+ then"."""
    olds, news = _word.findall(old)[:_MOST], _word.findall(new)[:_MOST]
    found = []
    for kind, a, b, c, d in _matcher(olds, news).get_opcodes():
        gone, come = "".join(olds[a:b]).strip(), "".join(news[c:d]).strip()
        if kind == "replace":
            found.append(f"{gone} → {come}")
        elif kind == "delete":
            found.append(f"− {gone}")
        elif kind == "insert":
            found.append(f"+ {come}")
    return found


def _matcher(olds: list[str], news: list[str]) -> SequenceMatcher[str]:
    left, right = [word.strip() for word in olds], [word.strip() for word in news]
    return SequenceMatcher(None, left, right, autojunk=False)
