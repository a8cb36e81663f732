"""The builders of a text: words that are changed once they are known."""

from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.format import DocumentInput
from readerapp.text.byte_source import MemoryBytes
from tests.documents.samples import styled


def test_superscripts_move_the_styles_in_them():
    """B12: the styles and anchors inside and behind keep their words."""
    prose = InlineWriter(DocumentBuilder())
    prose.block(BlockShape())
    prose.words("10")
    with prose.superscript():
        prose.words("6")
    prose.words(" and x")
    with prose.styled("strong"), prose.superscript():
        prose.words("a")
        with prose.styled("emphasis"):
            prose.words("b")
    prose.words("; H")
    with prose.subscript():
        prose.words("2")
    prose.words("O, y")
    with prose.subscript():
        pass
    with prose.superscript():
        prose.block(BlockShape())
        prose.words("A block.")
    prose.close()
    document = prose.out.document(DocumentInput(MemoryBytes(b""), "a", "a"), "text")
    assert document.text.whole() == "10⁶ and x^{ab}; H₂O, y\n\nA block."
    assert styled(document, "emphasis") == ["b"]
    assert styled(document, "strong") == ["^{ab}"]
