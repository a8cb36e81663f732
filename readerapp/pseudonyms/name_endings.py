"""Endings of names: genitives, and the cases of Slavic languages, Greek and Finnish.

All words are folded as `name_forms.fold_word` folds them. Endings that would make another name of a
short one are left out: Ann and Anna, Holm and Holmes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from readerapp.pseudonyms.name_words import FUNCTION_WORDS, WORDS

SHORT = 3
"""Letters up to which a name has no endings: Ann is not in Anns, Lee not in Lees."""

_SLAVIC_SHAPE = re.compile(
    "(?:sk[iay]|ck[iay]|dzk[iay]|ova|eva|owa|ak|ek|ik|czyk|wicz|vic|ic|ov|ev|enko|uk)$"
)
_SLAVIC_LETTERS = re.compile("[čřšžďťňěůłńśźżćąęđČŘŠŽĎŤŇĚŮŁŃŚŹŻĆĄĘĐ]|ý$|cz|rz|sz")
_SLAVIC = (
    " a u e i y o em om im ym ou ow ovi owi ove owie iem ego eho iego emu iemu ej iej ie ami ach"
    " och ovou ovy im ymi imi"
).split(" ")
_FINNISH = "n a ta lle lla lta ssa sta na ksi in an en on ilta".split()
_LONG_FINNISH = "lle lla lta ssa sta ksi nak nek".split()
_CYRILLIC = (
    " а я о у ю е и ы ой ей ою ею ом ем ым им ого его ому ему ую юю ая яя ий ый ами ями ах ях ых их"
    " ыми ими ию ии ия ием иям й ь і ові еві"
).split(" ")
_GREEK = " οσ ου ο ον ε ησ η ασ α ισ ι εσ ων οι ουσ".split(" ")

Style = Literal["", "slavic", "finnish"]


def style_of(words: Sequence[str], folded: Sequence[str]) -> Style:
    """Return which endings the words of a name take, as far as their shape tells it.

    Args:
        words: The words as they are written.
        folded: The same words, folded.
    """
    if any(word.endswith("nen") and len(word) > 4 for word in folded):
        return "finnish"
    last = folded[-1] if folded else ""
    if any(map(_SLAVIC_LETTERS.search, words)) or (len(last) > 4 and _SLAVIC_SHAPE.search(last)):
        return "slavic"
    return ""


def with_endings(word: str, style: Style) -> Iterator[str]:
    """Yield a folded word of a name with the endings that it may have."""
    if len(word) < 2 or word in FUNCTION_WORDS:
        return
    if "\u0400" <= word[0] <= "\u052f":
        for stem in _cyrillic_stems(word):
            yield from (stem + ending for ending in _CYRILLIC)
    elif "\u0370" <= word[0] <= "\u03ff":
        stem = re.sub("(?:ουσ|[οηαιε]σ|ου|ων|[ηαοιε])$", "", word)
        if len(stem) >= SHORT:
            yield from (stem + ending for ending in _GREEK)
    elif "a" <= word[0] <= "z":
        if len(word) > SHORT and word not in WORDS:
            yield f"{word}s"  # of a word that would be a plural: Roses, Marks
            if word[-1] in "sxz":
                yield f"{word}es"
        if style == "slavic":
            for stem in _slavic_stems(word):
                yield from (stem + ending for ending in _SLAVIC)
        elif style == "finnish":
            yield from (word + ending for ending in _FINNISH)
            if word.endswith("nen"):
                yield from (f"{word[:-3]}se{ending}" for ending in _FINNISH)
                yield f"{word[:-3]}sta"
        elif len(word) > SHORT and word not in WORDS:
            yield from (word + ending for ending in _LONG_FINNISH)


def _cyrillic_stems(word: str) -> Iterator[str]:
    stem = re.sub("(?:ий|ый|ой|ая|яя|[аяоейьиыюу])$", "", word)
    if len(stem) >= 2:
        yield stem
    if len(word) > 4 and re.search("(?:ец|ок|ек|ел)$", word):
        yield word[:-2] + word[-1]


def _slavic_stems(word: str) -> Iterator[str]:
    stem = re.sub("[aeoiy]$", "", word)
    if len(stem) >= 2:
        yield stem
    if len(word) > 4 and re.search("(?:ek|ec|ok|el)$", word):
        yield word[:-2] + word[-1]
