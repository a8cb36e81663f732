import io
import os
import sys

import pytest

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.text import byte_source
from tests.documents import pdfs
from tests.documents.samples import opened, packed


class Piped:
    """Standard input with contents."""

    def __init__(self, data: bytes, terminal: bool = False) -> None:
        self.buffer = io.BytesIO(data)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def test_plain_text_keeps_every_character(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"A walk in May\r\n\r\nIt  rained.\r\n")
    document = documents.open(path)
    assert document.text.whole() == "A walk in May\n\nIt  rained.\n"
    assert (document.title, document.format) == ("A walk in May", "text")
    assert document.names == (str(path),)
    assert document.path == path
    assert [(run.start, run.end, run.kind) for run in document.styles] == [(0, 13, "heading1")]
    assert document.headings == ()


def test_names_are_absolute(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("words")
    monkeypatch.chdir(tmp_path)
    assert documents.open("a.txt").names == (str(tmp_path / "a.txt"),)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n  The  Title \n\nText.", "The Title"),
        ("A sentence, that ends.\n\nMore.", "file.txt"),
        ("Only one line", "file.txt"),
        ("a line of a paragraph\nthat goes on\n", "file.txt"),
        ("* * *\n\nText", "file.txt"),
        ("word " * 50 + "\n\nText", "file.txt"),
        ("", "file.txt"),
    ],
)
def test_titles_of_plain_text(tmp_path, text, title):
    path = tmp_path / "file.txt"
    path.write_text(text)
    assert documents.open(path).title == title


def test_a_file_name_that_is_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    with open(path, "w") as file:
        file.write("words.")
    document = documents.open(os.fsdecode(path))
    document.title.encode()
    assert document.names == (os.fsdecode(path),)


def test_an_empty_file_is_a_readable_page(tmp_path):
    path = tmp_path / "empty.txt"
    path.touch()
    document = documents.open(path)
    assert len(document.text) == 0
    assert document.locator(0) == "¶1"
    assert document.paragraph_start(1) is None


def test_hand_wrapped_prose_flows_and_verse_does_not(tmp_path):
    prose = "\n".join(["The quick brown fox jumps over the lazy dog and runs away in all"] * 20)
    verse = "\n".join(["Short lines here", "And Not Much More"] * 12)
    for name, text, column in (("prose", prose, 64), ("verse", verse, 0)):
        path = tmp_path / name
        path.write_text(text + "\n\n" + text)
        assert documents.open(path).text.flow.column == column


# Paragraphs


def test_paragraphs_are_counted_without_blank_lines(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\n\none\n  \ntwo\nthree\n")
    document = documents.open(path)
    text = document.text.whole()
    numbers = [document.paragraph_number(text.index(word)) for word in ("one", "two", "three")]
    assert numbers == [1, 2, 3]
    assert document.paragraph_number(0) == 1
    assert document.paragraph_number(len(text)) == 3
    assert document.locator(text.index("two")) == "¶2"
    starts = [document.paragraph_start(n) for n in range(5)]
    assert starts == [None, text.index("one"), text.index("two"), text.index("three"), None]


def test_numbers_far_in_are_known_after_indexing(tmp_path, monkeypatch):
    monkeypatch.setattr(byte_source, "MEMORY_SIZE", 1000)
    path = tmp_path / "long.txt"
    path.write_text("".join(f"Paragraph {n}, {'with many words ' * 30}\n\n" for n in range(3000)))
    document = documents.open(path)
    end = document.text.at_fraction(1)
    assert document.known_paragraph_number(0) == 1
    assert document.known_paragraph_number(end) is None
    stops = iter([False] * 10 + [True] * 10)
    assert not document.index(lambda: next(stops))
    assert document.index()
    assert document.known_paragraph_number(end) == 3000
    start = document.paragraph_start(2500)
    assert document.text.slice(start, start + 15) == "Paragraph 2499,"


def test_one_endless_line_is_one_paragraph(tmp_path):
    path = tmp_path / "line.txt"
    path.write_text("word " * 20_000)
    document = documents.open(path)
    assert document.text.block_count > 5
    assert document.paragraph_number(90_000) == 1
    assert document.paragraph_start(2) is None


# Standard input


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Piped("été\r\n# no heading".encode()))
    document = documents.open("-")
    assert document.text.whole() == "été\n# no heading"
    assert (document.title, document.path, document.names) == ("standard input", None, ())
    monkeypatch.setattr(sys, "stdin", Piped(b"# Head\n"))
    assert documents.open("-", as_format="markdown").text.whole() == "Head"


def test_standard_input_that_cannot_be_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Piped(b"", terminal=True))
    with pytest.raises(ReaderError, match="Standard input is a terminal"):
        documents.open("-")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ReaderError, match="Standard input is a terminal"):
        documents.open("-")
    broken = Piped(b"")
    broken.buffer = _Broken()
    monkeypatch.setattr(sys, "stdin", broken)
    with pytest.raises(ReaderError, match="cannot be read"):
        documents.open("-")
    monkeypatch.setattr("readerapp.documents.registry.MAXIMUM_SIZE", 3)
    monkeypatch.setattr(sys, "stdin", Piped(b"12345"))
    with pytest.raises(ReaderError, match="save it to a file"):
        documents.open("-")


class _Broken(io.BytesIO):
    def read(self, size=-1):
        raise OSError(5, "Input/output error")


# The registry


def test_a_format_can_be_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("# Head\n")
    assert documents.open(path, as_format="markdown").text.whole() == "Head"
    assert documents.open(path, as_format="text").text.whole() == "# Head\n"
    with pytest.raises(ReaderError, match=r"Unknown format klingon; choose from .*, text"):
        documents.open(path, as_format="klingon")


def test_an_encoding_can_be_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("žluť".encode("cp1250"))
    assert documents.open(path, encoding="cp1250").text.whole() == "žluť"


def test_markdown_is_known_by_name_up_to_a_size(tmp_path, monkeypatch):
    path = tmp_path / "A.MD"
    path.write_text("# Head\n")
    assert documents.open(path).format == "markdown"
    monkeypatch.setattr(limits, "MARKDOWN", 3)
    assert documents.open(path).format == "text"


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_binary_content_is_named_whatever_the_name(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(bytes(500))
    with pytest.raises(ReaderError, match="looks like a binary file"):
        documents.open(path)


# Long documents


def lines_of(count: int) -> list[list[tuple[float, float, float, str]]]:
    return [pdfs.column(f"Page {number} of many.\nIt has words.") for number in range(count)]


def test_the_beginning_of_a_long_document_is_seen_before_its_end_is_read(tmp_path):
    chapters = {f"c{n}.html": f"<p>{'The tide came in. ' * 100}</p>" for n in range(20)}
    items = "".join(f'<item id="{name[:-5]}" href="{name}"/>' for name in chapters)
    order = "".join(f'<itemref idref="{name[:-5]}"/>' for name in chapters)
    package = f"<package><manifest>{items}</manifest><spine>{order}</spine></package>"
    container = '<container><rootfile full-path="o.opf"/></container>'
    files = {"META-INF/container.xml": container, "o.opf": package, **chapters}
    for name, data in {
        "a.pdf": pdfs.pdf(lines_of(60)),
        "b.epub": packed({"mimetype": "application/epub+zip", **files}),
        "c.html": f"<html><body>{'<p>The tide came in again.</p>' * 500}</body></html>".encode(),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        reports, seen = [], []
        document = documents.open(
            path,
            progress=lambda done, total, reports=reports: reports.append((done, total)),
            preview=lambda text, names, seen=seen, reports=reports: seen.append(
                (text, reports[-1])
            ),
        )
        ((begun, (done, total)),) = seen
        assert done < total / 2
        assert document.text.whole().startswith(begun.whole()[:100])


def test_a_short_document_has_no_preview(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdfs.pdf(lines_of(3)))
    documents.open(path, preview=lambda *_: pytest.fail("it is there at once"))


def test_what_the_progress_raises_ends_the_work(tmp_path):
    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 5:
            raise StoppedError

    path = tmp_path / "a.pdf"
    path.write_bytes(pdfs.pdf(lines_of(60)))
    with pytest.raises(StoppedError):
        documents.open(path, progress=stop)


@pytest.mark.parametrize(
    "beginning",
    ["<!-- -->" * 900 + "<htmlx", "<!---->" * 1100 + "x", "<?xml" * 1500, " " * 8000 + "<!--"],
    ids=lambda beginning: beginning[:8],
)
def test_format_detection_does_not_backtrack(tmp_path, beginning):
    """The comments can be matched by the repeats of the pattern in 2^900 ways."""
    document = opened(tmp_path, "a", beginning)
    assert (document.format, document.text.whole()) == ("text", beginning)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("author,text", "chat"), ("author; Text ;date", "chat"), ('"author"\t"words"', "chat"),
        ("author,context", "text"), ("author,\ttext x", "text"), ("text", "text"),
    ],
)  # fmt: skip
def test_the_first_lines_of_a_chat(tmp_path, head, kind):
    sign = next((sign for sign in ",;\t" if sign in head), ",")
    row = sign.join(["Ann"] + ["hello"] * head.count(sign))
    assert opened(tmp_path, "a.csv", f"{head}\n{row}\n").format == kind
