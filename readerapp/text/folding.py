"""Folding: the same wording gives the same text, however it is wrapped and typeset."""

from __future__ import annotations

import re

SINGLE_QUOTES = "'‘’‚‛‹›′"
DOUBLE_QUOTES = '"“”„‟«»″'
DASHES = "-‐‑‒–—―−"

_FOLDED = {
    sign: family[0] for family in (SINGLE_QUOTES, DOUBLE_QUOTES, DASHES) for sign in family[1:]
}
_dashes = re.compile("--+")


def fold(text: str) -> str:
    """`text` without white space, with straight quotation marks and each run of dashes as one."""
    text = "".join(text.split())
    if not text.isascii():
        for sign, plain in _FOLDED.items():  # twenty searches in C beat one table look-up per sign
            text = text.replace(sign, plain)
    return _dashes.sub("-", text)
