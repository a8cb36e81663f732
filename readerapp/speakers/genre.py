"""Genre of a text: news and other reports, or a story."""

from __future__ import annotations

import re
from collections import Counter

SAMPLE = 60_000
"""Code points at the beginning of a text whose words are counted."""

_REPORTING = frozenset(
    "percent million billion official officials president government campaign company police"
    " minister statement reporter reporters announced election says added told"
    " Monday Tuesday Wednesday Thursday Friday"
    " Mondays Tuesdays Wednesdays Thursdays Fridays".split()
)
_REPORTING_FORM = re.compile(r"spokes\w+|(?:19|20)\d\d")
_REPORTING_PHRASES = tuple(
    re.compile(rf"{phrase}(?<!\w{phrase})\b") for phrase in ("per cent", "according to")
)
_NARRATING = frozenset(
    "he she him her his you me my cried asked replied thought looked upon had it nothing eyes"
    " little came went hand door room Miss Mrs".split()
)


def is_news(text: str, words: Counter[str]) -> bool:
    """Return whether the text reports (news, essays) rather than tells a story with dialogue.

    Compares the frequency of words of reports, words of stories and digits at its beginning.

    Args:
        text: The text.
        words: How often each word is in the first `SAMPLE` code points (`word_frequencies`).
    """
    sample = text[:SAMPLE]
    forms = (
        count
        for word, count in words.items()
        if word.startswith(("spokes", "19", "20")) and _REPORTING_FORM.fullmatch(word)
    )
    phrases = (len(pattern.findall(sample)) for pattern in _REPORTING_PHRASES)
    signs = sum(map(sample.count, "%$€£"))
    listed = sum(map(words.__getitem__, _REPORTING))
    reporting = 3 * (signs + listed + sum(forms) + sum(phrases))
    narrating = 0.6 * sum(map(words.__getitem__, _NARRATING))
    digits = min(sum(map(sample.count, "0123456789")), len(sample) * 6 / 1000)
    return reporting + digits > narrating
