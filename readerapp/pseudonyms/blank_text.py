"""Blank text: the words of people replaced by zeros, so that only words of a format stand."""

from __future__ import annotations

import re

from readerapp.pseudonyms.offset_shift import ReplacedText

_letter = re.compile(r"[^\W\d_]")


class Blank:
    """Replaces each letter by a zero; lengths and lines stay."""

    def replace(self, text: str) -> ReplacedText:
        """Return the text without its letters.

        >>> Blank().replace("Ida, 7").text
        '000, 7'
        """
        return ReplacedText(_letter.sub("0", text))
