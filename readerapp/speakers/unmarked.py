"""Speech that no mark closes: opened by a dash or a lonely mark, or set in as a block.

The former ends where the narration begins to say who speaks ("— At the harbour, said Tom.").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CUE = re.compile(
    r"(?<=[,?!…])[ \n]+(?:[—–][ ]?)?"
    r"(?:([a-z]+)[ \n]+(?:(?:he|she|I|they|the|an?|his|her|my)\b|[A-Z])|"
    r"(?:he|she|I|they|[A-Z]\w+(?:[ ][A-Z]\w+)?)[ \n]+([a-z]+)(?=[.,;:]|$))"
)
_BULLET = re.compile(r"(?:[>\s]*)(?:[-*+•·|#]|\(?\w{1,3}[.)][ \t])")
_WORD = re.compile(r"[a-z]+")
_ANNOUNCED = 120  # code points before the colon in which a verb of speech announces a block
_RESUMED = re.compile(r"[.,;:][ \n]+[—–―][ \n]*(?=\w)")


def ranges(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of `[start, end)` that are speech, in order; narration between is left out."""
    from readerapp.speakers.words import SPEECH_VERBS  # not needed where every mark is closed

    while start < end:
        cue = next(
            (m for m in _CUE.finditer(text, start, end) if (m[1] or m[2]) in SPEECH_VERBS), None
        )
        yield start, cue.start() if cue else end
        resumed = _RESUMED.search(text, cue.end(), end) if cue else None
        start = resumed.end() if resumed else end


def is_block(text: str, before: tuple[int, int], start: int) -> bool:
    """Whether the paragraph at `start` is set in as a quotation that the one `before` announces.

    Set in by white space or ">", behind a colon and a verb of speech ("She wrote to them:").
    """
    low, high = before
    if text[high - 1] != ":" or _BULLET.match(text, start):
        return False
    if not (text[start] == ">" or _set_in(text, start)) or _set_in(text, low):
        return False
    from readerapp.speakers.words import SPEECH_VERBS

    announced = text[max(low, high - _ANNOUNCED) : high].lower()
    return not SPEECH_VERBS.isdisjoint(_WORD.findall(announced))


def _set_in(text: str, start: int) -> bool:
    """Whether the line of `start` begins with a tab or two spaces."""
    line = text.rfind("\n", 0, start) + 1
    return "\t" in text[line:start] or start - line > 1
