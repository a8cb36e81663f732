"""The builders of a text: words that are changed once they are known."""

from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import EmbeddedAnnotation
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


def test_omissions_come_once_and_those_of_words_first():
    out = DocumentBuilder()
    for _ in range(2):
        out.omit("the front matter is not shown", words=False)
        out.omit("1 chapter is missing")
        out.count_omission("picture")
    document = out.document(DocumentInput(MemoryBytes(b""), "a", "a"), "text")
    assert document.losses == ("1 chapter is missing",)
    assert document.omissions == (
        "1 chapter is missing",
        "the front matter is not shown",
        "2 pictures are not shown",
    )


def test_annotations_of_a_file_have_a_limit(monkeypatch):
    monkeypatch.setattr(limits, "EMBEDDED", 2)
    out = DocumentBuilder()
    numbers = [out.annotate(EmbeddedAnnotation(0, 0, note="a")) for _ in range(5)]
    document = out.document(DocumentInput(MemoryBytes(b""), "a", "a"), "text")
    assert (numbers, len(document.embedded)) == ([0, 1, 1, 1, 1], 2)
    assert document.omissions == ("3 annotations are not shown",)
