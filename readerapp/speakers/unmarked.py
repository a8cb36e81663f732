"""Speech that no mark closes: opened by a dash, or by a mark whose partner is missing.

It ends where the narration begins to say who speaks ("— At the harbour, said Tom. — And now?").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CUE = re.compile(
    r"(?<=[,?!…])[ \n]+(?:[—–][ ]?)?"
    r"(?:([a-z]+)[ \n]+(?:(?:he|she|I|they|the|an?|his|her|my)\b|[A-Z])|"
    r"(?:he|she|I|they|[A-Z]\w+(?:[ ][A-Z]\w+)?)[ \n]+([a-z]+)(?=[.,;:]|$))"
)
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
