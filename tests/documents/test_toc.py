"""Chapters as locators in every format: from headings, a table of contents, or lines of text."""

import pytest

from tests.documents.samples import located, opened, packed
from tests.documents.test_plain_structure import book

WORDS = "<p>The tide came in.</p><p>Nobody wrote it down.</p>"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a.md", "# Chapter 1\n\nOne.\n\n# Chapter 2\n\nThe tide.\n\nNobody wrote it down.\n"),
        ("a.html", f"<html><body><h1>Chapter 1</h1>{WORDS[:29]}<h1>Chapter 2</h1>{WORDS}"),
    ],
)
def test_headings_that_number_chapters(tmp_path, name, written):
    assert located(opened(tmp_path, name, written), "Nobody wrote") == "ch. 2 ¶3"


def test_other_headings_are_no_chapters(tmp_path):
    document = opened(tmp_path, "a.md", "# 1 Scope\n\nOne.\n\n# 2 Terms\n\nTwo.\n")
    assert document.milestones == ()


def test_an_epub_made_of_plain_text_and_one_with_flat_contents(tmp_path):
    container = '<container><rootfile full-path="o.opf"/></container>'
    package = (
        '<package><manifest><item id="a" href="a.html"/><item id="n" href="n.ncx"/></manifest>'
        '<spine toc="n"><itemref idref="a"/></spine></package>'
    )
    titles = ("VOLUME I", "CHAPTER I", "CHAPTER II", "VOLUME II", "CHAPTER I", "CHAPTER II")

    def made(page: str, entries: str) -> bytes:
        files = {"mimetype": "application/epub+zip", "META-INF/container.xml": container}
        contents = f"<ncx>{entries}</ncx>"
        return packed({**files, "o.opf": package, "a.html": page, "n.ncx": contents})

    paragraphs = "".join(f"<p>{part}</p>" for part in book(*titles).split("\n\n") if part)
    plain = opened(tmp_path, "a.epub", made(f"<html><body>{paragraphs}</body></html>", ""))
    page = "".join(
        f"<h2 id='h{n}'>{title}</h2><p>In {title} of {n}.</p>" for n, title in enumerate(titles)
    )
    entries = "".join(
        f"<navPoint><navLabel>{title}</navLabel><content src='a.html#h{n}'/></navPoint>"
        for n, title in enumerate(titles)
        if title.startswith("CHAPTER")
    )
    flat = opened(tmp_path, "b.epub", made(f"<html><body>{page}</body></html>", entries))
    expected = ["vol. 1", "vol. 1 ch. 1", "vol. 1 ch. 2", "vol. 2", "vol. 2 ch. 1", "vol. 2 ch. 2"]
    for document in (plain, flat):
        assert [milestone.label for milestone in document.milestones] == expected
