"""Words shown in quotation marks."""

from __future__ import annotations

_OPENING = '“”„‟"«»‹「『《'


def in_marks(words: str) -> str:
    """`words` in curly quotation marks; as they are if they begin with a mark of their own."""
    own = words.lstrip()[:1]
    return words if own and own in _OPENING else f"“{words}”"
