"""Whatever the structure of an XML document, each word of it is in the text, once and apart."""

from collections.abc import Iterator

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from readerapp.documents.format import DocumentInput
from readerapp.documents.odt.reader import open_odt
from readerapp.documents.xml.articles import open_docbook, open_jats
from readerapp.documents.xml.fb2 import open_fb2
from readerapp.documents.xml.tei import open_tei
from readerapp.text.byte_source import MemoryBytes

_TAGS = {
    open_fb2: (
        "section title p subtitle epigraph cite poem stanza v text-author strong emphasis sup a "
        "table tr td th annotation date code"
    ).split(),
    open_tei: (
        "div head p lg l sp speaker stage note list item label table row cell q quote said hi ref "
        "seg name opener closer address addrLine epigraph cit bibl u castItem titlePart lb pb front"
    ).split(),
    open_jats: (
        "sec title p list list-item disp-quote verse-line bold italic sup xref ext-link fig "
        "caption label table-wrap table tr td th ref mixed-citation fn boxed-text def-item term def"
    ).split(),
    open_docbook: (
        "chapter section title para itemizedlist orderedlist listitem blockquote emphasis literal "
        "link footnote quote row entry note varlistentry term member simpara figure bridgehead"
    ).split(),
}
_ROOTS = {
    open_fb2: "<FictionBook><body>{}</body></FictionBook>",
    open_tei: "<TEI><text><body>{}</body></text></TEI>",
    open_jats: "<article><body>{}</body></article>",
    open_docbook: "<article>{}</article>",
    open_odt: "<document><body><text><section>{}</section></text></body></document>",
}
_INLINE = ["span", "a", "frame", "custom-shape", "g", "note", "ruby"]
_BLOCKS = ["p", "h", "list", "section", "table", "frame", "numbered-paragraph"]
_ODT = {
    "p": _INLINE, "h": ["span", "a"], "span": _INLINE, "a": ["span"], "frame": ["text-box"],
    "text-box": _BLOCKS, "custom-shape": ["p", "list"], "g": ["custom-shape", "frame"],
    "note": ["note-body"], "note-body": ["p", "list"], "ruby": ["ruby-base"], "ruby-base": ["span"],
    "list": ["list-item", "list-header"], "list-item": ["p", "h", "list"], "section": _BLOCKS,
    "list-header": ["p"], "table": ["table-row"], "table-row": ["table-cell"],
    "table-cell": ["p", "list", "table", "section"], "numbered-paragraph": ["p"],
}  # fmt: skip
"""The elements of OpenDocument and what they may have in them."""
_WORDS_OF_ODT = {"p", "h", "span", "a", "ruby-base"}
"""Elsewhere OpenDocument allows no words."""


_WITH_ONE = {"note", "numbered-paragraph"}
"""Elements of OpenDocument that have one element in them."""


@st.composite
def _documents(draw: st.DrawFn) -> tuple[object, str, list[str]]:
    """Draw a format, a document in it, and its words."""
    opener = draw(st.sampled_from(sorted(_ROOTS, key=lambda each: each.__name__)))
    words: list[str] = []

    def new_word(tag: str) -> str:
        if opener is open_odt and tag not in _WORDS_OF_ODT:
            return ""
        words.append(f"w{len(words)}x")
        return words[-1]

    def pieces(tag: str, depth: int) -> Iterator[str]:
        yield f" {new_word(tag)} "
        inner = _ODT[tag] if opener is open_odt else _TAGS[opener]
        most = 0 if depth > 3 else 1 if tag in _WITH_ONE else 3
        for child in draw(st.lists(st.sampled_from(inner), max_size=most)):
            yield f"<{child}>{''.join(pieces(child, depth + 1))}</{child}> {new_word(tag)} "

    return opener, _ROOTS[opener].format("".join(pieces("section", 0))), words


@settings(max_examples=60, deadline=None)
@given(_documents())
def test_every_word_is_in_the_text(drawn):
    opener, written, words = drawn
    assume(words)
    source = DocumentInput(MemoryBytes(written.encode()), "a.xml", "a.xml")
    shown = opener(source).text.whole()
    found = "".join(sign if sign.isalnum() else " " for sign in shown).split()
    assert sorted(word for word in found if word in set(words)) == sorted(words), shown
