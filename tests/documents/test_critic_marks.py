"""CriticMarkup in Markdown: read as annotations of the file, and written into a copy of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.documents import open as open_document
from readerapp.documents.document import Document
from readerapp.documents.file_marks import FileMark, FileReply
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.critic_copy import copy_with_critic_marks
from readerapp.documents.formats.critic_marks import read_comment, write_comment
from readerapp.documents.formats.markdown import open_markdown
from readerapp.documents.formats.plain import open_plain
from readerapp.text.byte_source import MemoryBytes

PAGE = """\
---
title: Ferry
---
# The **ferry** line

The ferry *waits* at the [old quay](http://x.y/z "t"). “A bus does not float,” she said.
It goes on & on.

- first item
- second `code` item

    ```
    block of code
    ```

| a | b |
|---|---|
| cell one | cell two |

Last paragraph[^1].

[^1]: The footnote text.
"""


def markdown(text: str | bytes, name: str = "a.md") -> tuple[DocumentInput, Document]:
    data = text.encode() if isinstance(text, str) else text
    source = DocumentInput(MemoryBytes(data), name, name)
    return source, (open_markdown if name.endswith(".md") else open_plain)(source)


def marks(text: str) -> list[tuple[str, str, str, str, int | None]]:
    """Return the annotations of a file: kind, words, author, note and what each answers."""
    document = markdown(text)[1]
    return [
        (one.kind, document.text.slice(one.start, one.end), one.author, one.note, one.reply_to)
        for one in document.embedded
    ]


def copy(
    text: str | bytes, *passages: str, name: str = "a.md", **fields: object
) -> tuple[str, int]:
    """Return the copy with a mark on each passage, and how many stand apart from their words."""
    source, document = markdown(text, name)
    whole = document.text.whole()
    made = []
    for number, passage in enumerate(passages):
        start = whole.index(passage)
        given = {"note": f"n{number}", **fields}
        made.append(FileMark(start=start, end=start + len(passage), words=passage, **given))  # type: ignore[arg-type]
    done = copy_with_critic_marks(source, made, whole, "")
    (problem,) = done.problems or ("0",)
    return done.data.decode(), int(problem.split()[0])


# Reading


def test_marks_are_not_in_the_text() -> None:
    source = (
        "A {==ferry **waits**==}{>>Why?<<}{>>@Bo: So.<<} at {~~noon~>one~~}. "
        "A {--very --}long {++new ++}word {>>alone<<} here.\n"
    )
    text = markdown(source)[1].text.whole()
    assert text == "A ferry waits at one. A long new word here."
    assert marks(source) == [
        ("comment", "ferry waits", "", "Why?", None),
        ("comment", "ferry waits", "Bo", "So.", 0),
        ("comment", "", "", "alone", None),
        ("strike", "", "", "deleted: noon", None),
        ("underline", "one", "", "inserted", None),
        ("strike", "", "", "deleted: very", None),
        ("underline", "new ", "", "inserted", None),
    ]


def test_braces_that_are_no_marks_are_text() -> None:
    source = "Code `{==no==}`, {==open, {~~none}, {% tag %}.\n\n    {>>code<<}\n"
    assert marks(source) == []
    assert "{==no==}, {==open, {~~none}, {% tag %}." in markdown(source)[1].text.whole()


def test_many_openers_without_an_end_take_no_square_time() -> None:
    source = "{>>" * 20_000 + "\n"
    assert len(markdown(source)[1].text) >= 60_000


@given(st.text(max_size=60), st.text("ab c:@{}<>", max_size=20))
@example("a <<} b", "Ana: Olsen")
def test_a_comment_is_read_as_it_was_written(note: str, author: str) -> None:
    written = write_comment(note, author, "Tags: rent")
    assert written.startswith("{>>") and written.index("<<}") == len(written) - 3
    _, words = read_comment(written[3:-3])
    assert words.splitlines()[-1:] == ["Tags: rent"]


# Writing


@pytest.mark.parametrize(
    ("passage", "written"),
    [
        ("ferry line", "# The {==**ferry** line==}{>>n0<<}\n"),
        ("waits at the old quay", '{==*waits* at the [old quay](http://x.y/z "t")==}{>>n0<<}.'),
        ("“A bus does not float,”", "{==“A bus does not float,”==}{>>n0<<} she said."),
        ("said. It goes on & on.", "{==said.\nIt goes on & on.==}{>>n0<<}\n"),
        ("code item", "second {==`code` item==}{>>n0<<}\n"),
        ("cell one", "| {==cell one==}{>>n0<<} | cell two |"),
    ],
)
def test_a_mark_stands_at_its_words(passage: str, written: str) -> None:
    text, apart = copy(PAGE, passage)
    assert written in text and apart == 0
    assert text.replace("{==", "").replace("==}{>>n0<<}", "") == PAGE
    assert [one[:4] for one in marks(text)] == [("comment", passage, "", "n0")]


def test_a_mark_that_cannot_stand_there_quotes_its_words() -> None:
    text, apart = copy(PAGE, "block of code", "The ferry waits", "waits at")
    assert apart == 2
    assert "    ```\n\n{>>n0 [Passage: “block of code”]<<}\n" in text
    words = markdown(text)[1].text.whole()
    assert " ".join(words.split()) == " ".join(markdown(PAGE)[1].text.whole().split())
    assert len(marks(text)) == 3


def test_a_passage_of_several_paragraphs_is_marked_in_each() -> None:
    text, apart = copy("One two.\n\nThree four.\n", "two.\n\nThree")
    assert (text, apart) == ("One {==two.==}\n\n{==Three==}{>>n0<<} four.\n", 0)


def test_bytes_and_line_ends_stay() -> None:
    data = "\ufeffEins zwei.\r\n\r\nDrei ‘vier’.\r\n".encode()
    text, _ = copy(data, "zwei", "Drei")
    assert text == "\ufeffEins {==zwei==}{>>n0<<}.\r\n\r\n{==Drei==}{>>n1<<} ‘vier’.\r\n"
    latin, _ = copy("Caf\xe9 crème, déjà vu, à côté.\n", "crème", name="a.txt", note="“x”")
    assert latin == "Café {==crème==}{>>“x”<<}, déjà vu, à côté.\n"


def test_replies_authors_and_facts() -> None:
    reply = FileReply(note="No.", author="Bo")
    text, _ = copy("A bus.\n", "bus", author="Ana", speaker="Ida", tags=("rent",), replies=(reply,))
    assert text == "A {==bus==}{>>@Ana: n0 [Speaker: Ida; tags: rent]<<}{>>@Bo: No.<<}.\n"
    assert marks(text)[0][2:] == ("Ana", "n0\nSpeaker: Ida; tags: rent", None)


def test_a_reply_to_a_comment_of_the_file_follows_it() -> None:
    source, document = markdown("A {==bus==}{>>Why?<<} floats.\n")
    reply = FileReply(note="No.")
    mark = FileMark(start=2, end=5, words="bus", note="Why?", embedded=0, replies=(reply,))
    done = copy_with_critic_marks(source, [mark], document.text.whole(), "")
    assert done.data == b"A {==bus==}{>>Why?<<}{>>No.<<} floats.\n"


def test_a_file_that_changed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("One.\n")
    whole = open_document(file).text.whole()
    source, _ = markdown("Two.\n")
    with pytest.raises(ReaderError, match="has changed"):
        copy_with_critic_marks(source, [], whole, "")


_WORDS = st.sampled_from(
    ["one", "*two*", "**three four**", "`five`", "[six](u)", "“seven”", "e.g.", "\n", "\n\n- "]
)


@given(st.lists(_WORDS, min_size=1, max_size=25), st.data())
def test_without_the_marks_the_copy_is_the_file(parts: list[str], data: st.DataObject) -> None:
    source, document = markdown(" ".join(parts) + "\n")
    whole = document.text.whole()
    spans = st.tuples(st.integers(0, len(whole)), st.integers(0, len(whole)))
    chosen = [sorted(one) for one in data.draw(st.lists(spans, max_size=4))]
    made = [
        FileMark(start=start, end=end, words=whole[start:end], note="n")
        for start, end in chosen
        if whole[start:end].strip()
    ]
    written = copy_with_critic_marks(source, made, whole, "").data.decode()
    bare = re.sub(r"\{==|==\}|\{>>.*?<<\}", "", written, flags=re.DOTALL)
    assert bare.split() == source.raw.read(0, source.raw.size).decode().split()
    assert markdown(written)[1].text.whole().split() == whole.split()
    assert written.count("{>>") == len(made)
