"""Words in TeX: written so that TeX shows them literally, and read from what others wrote.

Only the commands of text are known, as bibliographies use them: accents, letters of other
languages, dashes and quotation marks. Nothing is executed, and what is not known stays as words.
"""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",  # in the old encoding of fonts these two are other signs
    ">": r"\textgreater{}",
}
_ESCAPED = str.maketrans(_ESCAPES)
# BibTeX counts the brace of \{ too, so those that have no partner are written as words.
_UNPAIRED = str.maketrans(_ESCAPES | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"})

_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
"""Combining characters by the command for their accent."""

_LETTERS = {
    "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "ss": "ß", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "dj": "đ", "DJ": "Đ", "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
    "textasciitilde": "~", "textasciicircum": "^", "textendash": "–", "textemdash": "—",
    "textellipsis": "…", "dots": "…", "ldots": "…", "textquoteleft": "‘", "textquoteright": "’",
    "textquotedblleft": "“", "textquotedblright": "”", "textquotedbl": '"', "guillemotleft": "«",
    "guillemotright": "»", "textunderscore": "_", "textdollar": "$", "textbar": "|",
    "textless": "<", "textgreater": ">", "S": "§", "P": "¶", "pounds": "£", "copyright": "©",
    "textperiodcentered": "·", "textbullet": "•", "textdegree": "°", "slash": "/", "newline": " ",
    "par": "\n\n", "quad": " ", "qquad": " ", "space": " ",
}  # fmt: skip
_SIGNS = {"\\": " ", "/": "", "-": "", ",": " ", ";": " ", ":": " ", "!": "", "@": "", " ": " "}

_token = re.compile(
    r"\\([A-Za-z]+)\*?[ \t]*|\\(.)|(---?|``|''|~|\$|[{}])|(?<!\\)%[^\n]*\n[ \t]*", re.DOTALL
)
_ligature = re.compile(r"([-`'])(?=\1)")
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "~": "\u00a0", "$": "", "{": "", "}": ""}


def encode_tex(text: str) -> str:
    r"""Return a text so that TeX shows it literally; letters stay as they are (UTF-8).

    >>> encode_tex("50% of {x_1} & more")
    '50\\% of \\{x\\_1\\} \\& more'
    """
    plain = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    escaped = plain.translate(_ESCAPED if _has_pairs(plain) else _UNPAIRED)
    return _ligature.sub(r"\1{}", escaped)


def _has_pairs(text: str) -> bool:
    """Return whether each brace of a text has its partner."""
    depth = 0
    for sign in re.findall("[{}]", text):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def decode_tex(text: str) -> str:
    r"""Return the words of a text in TeX; commands of text become what they show.

    >>> decode_tex(r"Stra{\ss}e, {\'E}cole, \v{c}aj --- 50\%")
    'Straße, École, čaj — 50%'
    """
    words: list[str] = []
    accent = ""  # waits for its letter
    at = 0

    def write(plain: str) -> None:
        nonlocal accent
        if plain and accent:
            base = {"ı": "i", "ȷ": "j"}.get(plain[0], plain[0])
            words.append(unicodedata.normalize("NFC", base + accent) + plain[1:])
            accent = ""
        elif plain:
            words.append(plain)

    for match in _token.finditer(text):
        write(text[at : match.start()])
        at = match.end()
        name, sign, mark = match.groups()
        if name is not None:
            if name in _LETTERS:
                write(_LETTERS[name])
            elif name in _ACCENTS and name.isalpha():
                accent = _ACCENTS[name]
        elif sign is not None:
            if sign in _ACCENTS and not sign.isalpha():
                accent = _ACCENTS[sign]
            else:
                write(_SIGNS.get(sign, sign))
        elif mark is not None and not (accent and mark == "{"):
            write(_LIGATURES[mark])
    write(text[at:])
    return "".join(words)
