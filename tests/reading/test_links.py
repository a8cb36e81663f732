"""Links inside a document: footnotes and back, headings, addresses outside."""

from readerapp.reading.links import LinkTarget, find_link_target
from tests.documents.samples import opened

TEXT = "First[^a] words and [a page](http://a.b).\n\nPlain.\n\n[^a]: The note.\n"


def test_from_a_mark_to_its_note_and_back(tmp_path):
    document = opened(tmp_path, "a.md", TEXT)
    text = document.text.whole()
    mark, note = text.index("[1]"), text.index("[1] The")
    for offset in (0, mark, mark + 2):
        assert find_link_target(document, offset) == LinkTarget(note)
    for offset in (note, len(text) - 1):
        assert find_link_target(document, offset) == LinkTarget(mark)
    assert find_link_target(document, text.index("page")) == LinkTarget(None, "http://a.b")
    assert find_link_target(document, text.index("Plain")) is None
