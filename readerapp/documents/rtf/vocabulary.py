"""The control words of RTF that stand for letters, and the destinations that are read or skipped.

Source: Rich Text Format Specification 1.9.1, appendix B (index of control words).
"""

from __future__ import annotations

SIGN_WORDS = {
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
    b"tab": " ", b"nestcell": " ", b"zwj": "\u200d", b"zwnj": "\u200c",
}  # fmt: skip
"""Words that stand for a letter or a space."""
SIGNS = {b"~": "\u00a0", b"_": "-", b"\t": " "}
"""Control symbols that stand for a letter or a space."""
TOGGLES = {
    b"b": "bold", b"i": "italic", b"strike": "strike", b"striked": "strike", b"v": "hidden",
    b"deleted": "deleted", b"revised": "inserted",
}  # fmt: skip
"""Words that switch a property (an attribute of `RtfState`) on; with the number 0, off."""
PROPERTIES: dict[bytes, tuple[str, object]] = {
    b"intbl": ("in_table", True), b"s": ("style", None), b"outlinelevel": ("outline", None),
    b"ilvl": ("depth", None), b"super": ("position", "super"), b"sub": ("position", "sub"),
    b"nosupersub": ("position", ""), b"f": ("font", None), b"af": ("other_font", None),
    b"revauth": ("inserted_by", None), b"revauthdel": ("deleted_by", None),
    b"rtlch": ("from_right", True), b"ltrch": ("from_right", False),
}  # fmt: skip
"""Words that set a property (an attribute of `RtfState`) to a value; None for their number."""
FONT_WORDS = {b"f", b"af", b"rtlch", b"ltrch"}
"""Those of them that decide about the font."""
NOTE_FORMS = {
    prefix + word: (kind, form)
    for prefix, kind in ((b"ftn", "footnote"), (b"aftn", "endnote"))
    for word, form in (
        (b"nar", "decimal"), (b"nalc", "lowerLetter"), (b"nauc", "upperLetter"),
        (b"nrlc", "lowerRoman"), (b"nruc", "upperRoman"), (b"nchi", "chicago"),
    )
}  # fmt: skip
"""Words that set the number format of footnotes or endnotes (as in `format_number`)."""
EDGES = {
    b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl", b"footerr", b"footerf"
}  # fmt: skip
"""The destinations of page headers and footers."""
SKIPPED = EDGES | {
    b"colortbl", b"filetbl", b"nonshppict", b"shprslt", b"objdata", b"objclass", b"objname", b"tc",
    b"tcn", b"xe", b"rxe", b"txe", b"bkmkend", b"listpicture", b"template", b"sp",
    b"private1", b"ftnsep", b"ftnsepc", b"ftncn", b"aftnsep", b"aftnsepc", b"aftncn", b"panose",
    b"nonesttables", b"mmathPict", b"falt", b"fldtype", b"datafield",
}  # fmt: skip
"""Destinations without words of the text."""
SHOWN = {
    b"shppict", b"do", b"ud", b"fldrslt", b"mmath", b"moMath", b"moMathPara", b"mf",
    b"mnum", b"mden", b"me", b"msSup", b"msSub", b"msSubSup", b"msup", b"msub", b"mr", b"mrad",
    b"mdeg", b"md", b"mnary", b"mfunc", b"mfName", b"mlim", b"mlimLow", b"mlimUpp", b"macc",
    b"mbar", b"mbox", b"mborderBox", b"mm", b"mmr", b"meqArr", b"msPre", b"mgroupChr", b"mphant",
}  # fmt: skip
r"""Destinations after a star (\*) with words of the text; programs may skip others."""
MATH_SIGNS = {b"mden": "/", b"msup": "^", b"msub": "_", b"mdeg": "√"}
"""Destinations of formulas, and the sign that separates their words from those before."""
