"""Comments and tracked changes of Word documents, as annotations of the document."""

from tests.documents.word_files import W, cell, paragraph, read, run, table


def comment(number: int, content: str, paragraph_id: str = "", author: str = "Uma") -> str:
    return (
        f'<w:comment w:id="{number}" w:author="{author}" w:date="2024-05-0{number + 1}T10:00:00Z">'
        f'<w:p w14:paraId="{paragraph_id}"><w:r><w:annotationRef/></w:r>{run(content)}</w:p>'
        "</w:comment>"
    )


def comments(*items: str) -> dict[str, str]:
    whole = f'<w:comments xmlns:w="{W}" xmlns:w14="w14">{"".join(items)}</w:comments>'
    return {"word/comments.xml": whole}


def begin(number: int) -> str:
    return f'<w:commentRangeStart w:id="{number}"/>'


def end(number: int) -> str:
    mark = f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    return f'<w:commentRangeEnd w:id="{number}"/>{mark}'


def targets(document) -> list[tuple[str, str]]:
    text = document.text.whole()
    return [(text[each.start : each.end], each.note) for each in document.embedded]


def test_comments_have_their_range_author_and_date(tmp_path):
    """Item 2 and docx-comment: on the exact range, also in lists and over paragraphs."""
    body = (
        paragraph(begin(0) + run("The mayor") + end(0) + run(" knew."), number="3")
        + begin(1) + paragraph("One") + paragraph(run("Two") + end(1) + run(" words"))
    )  # fmt: skip
    document = read(tmp_path, body, **comments(comment(0, "Who?"), comment(1, "All of it.")))
    assert targets(document) == [("The mayor", "Who?"), ("One\n\nTwo", "All of it.")]
    first = document.embedded[0]
    assert (first.kind, first.author, first.created) == ("comment", "Uma", "2024-05-01T10:00:00Z")


def test_comments_on_a_place(tmp_path):
    """A comment without a range, with an empty one, and one that the text does not name."""
    mark = '<w:r><w:commentReference w:id="0"/></w:r>'
    body = paragraph(run("Here") + mark + run(" and") + begin(1) + end(1) + run(" there"))
    items = comments(comment(0, "a"), comment(1, "b"), comment(2, "c"))
    document = read(tmp_path, body, **items)
    places = [(each.start, each.end) for each in document.embedded]
    assert places == [(4, 4), (8, 8), (14, 14)]


def test_threads_of_comments(tmp_path):
    """Replies, resolved threads and dates in UTC are in parts of their own."""
    parts = {
        "word/commentsExtended.xml": '<w15:x xmlns:w15="w15"><w15:commentEx w15:paraId="A1" '
        'w15:done="1"/><w15:commentEx w15:paraId="B2" w15:paraIdParent="A1"/></w15:x>',
        "word/commentsIds.xml": '<x xmlns:w16="w"><w16:commentId w16:paraId="A1" '
        'w16:durableId="D1"/></x>',
        "word/commentsExtensible.xml": '<x xmlns:w16="w"><w16:commentExtensible '
        'w16:durableId="D1" w16:dateUtc="2024-05-01T08:00:00Z"/></x>',
    }
    body = paragraph(begin(0) + begin(1) + run("Words") + end(0) + end(1))
    items = comments(comment(1, "No.", "B2", "Ivo"), comment(0, "Really?", "A1"))
    document = read(tmp_path, body, **items, **parts)
    first, reply = document.embedded
    assert (first.note, first.resolved, first.reply_to) == ("Really?", True, None)
    assert (reply.note, reply.author, reply.reply_to) == ("No.", "Ivo", 0)
    assert first.created == "2024-05-01T08:00:00Z"
    assert (reply.start, reply.end) == (0, 5)


def change(tag: str, content: str, author: str = "Ivo") -> str:
    inner = content.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    content = inner if tag == "del" else content
    return f'<w:{tag} w:author="{author}" w:date="2024-06-01T00:00:00Z">{content}</w:{tag}>'


def test_the_text_is_the_accepted_version(tmp_path):
    """Item 2 and docx-moved: insertions in, deletions out and named, moved words once."""
    body = paragraph(
        change("moveFrom", run("moved ")) + run("stays ") + change("moveTo", run("moved "))
        + change("ins", run("in") + run("serted ")) + change("del", run("old ") + run("words"))
        + change("ins", run("x"), "Uma") + run("end")
    )  # fmt: skip
    document = read(tmp_path, body)
    assert document.text.whole() == "stays moved inserted xend"
    assert document.omissions == (
        "4 changes are tracked (1 deletion, 2 insertions and 1 move; "
        "the text shows the accepted version)",
    )
    found = [(each.kind, each.author, each.note) for each in document.embedded]
    assert found == [
        ("underline", "Ivo", "moved here"), ("underline", "Ivo", "inserted"),
        ("strike", "Ivo", "deleted: old words"), ("underline", "Uma", "inserted"),
    ]  # fmt: skip
    assert targets(document)[1][0] == "inserted"


def test_changes_one_after_another_are_one(tmp_path):
    body = paragraph(run("a ") + change("del", run("b")) + change("del", run("c")) + run("d"))
    document = read(tmp_path, body)
    assert targets(document) == [("", "deleted: bc")]
    assert document.losses == (
        "1 change is tracked (1 deletion; the text shows the accepted version)",
    )
    inserted = read(tmp_path, paragraph(run("a ") + change("ins", run("b"))))
    assert inserted.losses == ()


def test_a_deleted_paragraph_mark_joins_paragraphs(tmp_path):
    """The mark between two paragraphs is deleted: the accepted text is one paragraph."""
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('First half')}</w:p>"
    assert (
        read(tmp_path, first + paragraph(", second half")).text.whole() == "First half, second half"
    )
    assert read(tmp_path, first + table(cell(paragraph("x")))).text.whole() == "First half\n\nx"
    in_cell = table(cell(first + paragraph(", end")) + cell(paragraph("y")))
    assert read(tmp_path, in_cell).text.whole() == "First half, end | y"


def test_deleted_rows_are_left_out(tmp_path):
    row = (
        "<w:tr><w:trPr><w:del w:author='Ivo'/></w:trPr>"
        + cell(change("del", run("gone")))
        + "</w:tr>"
    )
    body = f"<w:tbl><w:tr>{cell(paragraph('a'))}{cell(paragraph('b'))}</w:tr>{row}</w:tbl>"
    document = read(tmp_path, body)
    assert document.text.whole() == "a | b"
    assert targets(document) == [("", "deleted: gone")]


def test_a_comment_on_deleted_words_has_their_place(tmp_path):
    deleted = change("del", run("gone") + '<w:r><w:commentReference w:id="0"/></w:r>')
    document = read(
        tmp_path, paragraph(run("Here ") + deleted + run("and")), **comments(comment(0, "Why?"))
    )
    assert [(each.start, each.note) for each in document.embedded] == [
        (4, "Why?"), (4, "deleted: gone")
    ]  # fmt: skip


def test_hidden_rows_are_left_out(tmp_path):
    row = f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell(paragraph('x'))}{cell(paragraph('y'))}</w:tr>"
    shown = f"<w:tr>{cell(paragraph('a'))}{cell(paragraph('b'))}</w:tr>"
    document = read(tmp_path, f"<w:tbl>{row}{shown}</w:tbl>")
    assert document.text.whole() == "a | b"
    assert document.omissions == ("1 hidden row is not shown",)


def test_changes_of_the_format_are_no_changes(tmp_path):
    was = "<w:rPr><w:b/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>"
    document = read(tmp_path, f"<w:p><w:r>{was}<w:t>words</w:t></w:r></w:p>")
    assert document.text.whole() == "words"
    assert (document.omissions, document.embedded) == ((), ())
