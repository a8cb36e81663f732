"""Characters of the symbol fonts Symbol, Wingdings, Wingdings 2 and 3, and Webdings, in Unicode.

Word writes a character of such a font by its code in the font, from F020 on. Where Unicode has
several signs that look alike, the one that most terminals can show was chosen.

Sources: Adobe Symbol encoding; Unicode 7.0, proposal L2/12-368 (Wingdings and Webdings).
"""

from __future__ import annotations

_SYMBOL = (
    "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_UPPER = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
_WINGDINGS = (
    "🖉✂✁👓🔔📖🕯☎✆✉🖃📪📫📬📭📁📂📄🗏🗐🗄⌛🖮🖰🖲🖳🖴💾🖬✇✍✎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠⚐🏱✈☼💧❄🕆✞🕈✠✡☪☯🕉☸"
    "♈♉♊♋♌♍♎♏♐♑♒♓🙰🙵●❍■□🞐❑❒⬧⧫◆❖⬥⌧⮹⌘🏵🏶“”"
)
_WINGDINGS_UPPER = (
    "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•▪○🞆🞈◉◎🔿▪☐🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛"
    "⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘➢⮙⮛⮈⮊⮉⮋←→↑↓↖↗↙↘🡸➔🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂▭▫✗✓☒☑"
)
_TABLES: dict[str, dict[int, str]] = {
    "symbol": {
        **dict(enumerate(_SYMBOL, 0x21)),
        **dict(enumerate(_SYMBOL_UPPER, 0xA0)),
        **dict(enumerate("⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭", 0xF1)),
    },
    "wingdings": {
        **dict(enumerate(_WINGDINGS, 0x21)),
        **dict(enumerate(_WINGDINGS_UPPER, 0x80)),
    },
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x55: "⊗", 0x56: "⊗",
        0x97: "●", 0x98: "●", 0xA1: "■", 0xA3: "☐", 0xA2: "▪", 0xAE: "◆", 0xAF: "◇",
        **dict(enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x69)),
    },
    "wingdings 3": {
        **dict(enumerate("→↑↓↖↗↙↘", 0x22)), 0x21: "←", 0x29: "↔", 0x2A: "↕",
        0x70: "▲", 0x71: "▼", 0x72: "△", 0x73: "▽", 0x74: "◀", 0x75: "▶", 0x76: "◁", 0x77: "▷",
        0x7C: "◀", 0x7D: "▶", 0x80: "▲", 0x81: "▼",
    },
    "webdings": {
        0x34: "▶", 0x33: "◀", 0x35: "▲", 0x36: "▼", 0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●",
        0x72: "✗", 0x78: "☒", 0x9F: "•", 0xC8: "☎", 0x59: "♥", 0x69: "ℹ", 0x73: "?",
    },
}  # fmt: skip
_PRIVATE = 0xF000
"""Where Word puts the codes of a symbol font: in the private use area of Unicode."""


def is_symbol_font(font: str) -> bool:
    """Return whether a font has signs in place of letters."""
    return font.lower() in _TABLES


def symbol(font: str, code: int) -> str:
    """Return the character of a font with a code, with or without F000; "" if it is not known.

    >>> symbol("Wingdings", 0xF0E0), symbol("Symbol", 0x61), symbol("Arial", 0x41)
    ('→', 'α', 'A')
    """
    table = _TABLES.get(font.lower())
    private = _PRIVATE <= code <= _PRIVATE + 0xFF
    if table is not None:
        return table.get(code - _PRIVATE if private else code, "")
    if private or not 0x20 <= code <= 0xFFFF or 0xD800 <= code < 0xF900:
        return ""
    return chr(code)


def translate_symbols(words: str, font: str) -> str:
    """Return words of a symbol font in Unicode; signs that are not known stay as they are."""
    return "".join(sign if sign.isspace() else symbol(font, ord(sign)) or sign for sign in words)
