"""The encoding of web pages, with and without a label; cases B3 and B4 of the formats."""

import pytest

from readerapp.documents.html.parser import parse_xml
from tests.documents.samples import opened

PAGE = '<!DOCTYPE html><html><head><meta charset="{}"></head><body><p>{}</p></body></html>'


@pytest.mark.parametrize(
    ("label", "encoding", "words"),
    [
        ("shift_jis", "cp932", "株式会社①髙橋です。"),
        ("gb2312", "gbk", "朱镕基总理的讲话，旧编码。"),
        ("iso-8859-1", "cp1252", "“He said it” – costs €5"),
        ("euc-kr", "cp949", "뷁은 글자입니다."),
        ("gb2312", "utf-8", "谷歌的记忆学习新知识，这些是正确的字。"),
        ("iso-8859-1", "utf-8", "Zoë’s café"),
        ("utf-16", "ascii", "plain words in ascii bytes"),
        ("x-user-defined", "ascii", "plain words"),
        ("x-user-defined", "cp1252", "Où est-il, très chère?"),
        ("klingon", "cp1252", "Où est-il, très chère?"),
        ("utf-8", "cp1252", "Où est-il, très chère?"),
        ("us-ascii", "koi8-r", "Это старое письмо, и слова должны быть видны."),
    ],
    ids=[
        "html-sjis-cp932", "html-gb2312-gbk", "html-latin1-cp1252", "euc-kr-cp949", "html-lie-utf8",
        "latin1-utf8", "html-utf16meta", "html-xuser", "xuser-cp1252", "unknown", "utf8-cp1252",
        "ascii-koi8",
    ],
)  # fmt: skip
def test_a_page_with_a_label(tmp_path, label, encoding, words):
    page = PAGE.format(label, words).encode(encoding)
    assert opened(tmp_path, "a.html", page).text.whole() == words


def test_carriage_returns_and_form_feeds(tmp_path):
    """The files ctl.txt and ctl2.txt: their characters stay, but for the newlines."""
    assert opened(tmp_path, "a.txt", b"One\rTwo\r").text.whole() == "One\nTwo\n"
    words = "One words\n\fTwo \u2028 words\u0085next\n"
    assert opened(tmp_path, "b.txt", words).text.whole() == words


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("gb2312", "gbk"), ("gb2312", "utf-8"), ("iso-8859-1", "utf-8"), ("utf-8", "utf-8"),
        ("klingon", "utf-8"), ("utf-16", "utf-16"),
    ],
)  # fmt: skip
def test_xml_with_a_label(label, encoding):
    """Pages of an EPUB and other XML: libxml2 would believe a wrong label."""
    words = "镕基 Zoë" if encoding != "gbk" else "镕基"
    page = f'<?xml version="1.0" encoding="{label}"?><p>{words}</p>'.encode(encoding)
    assert parse_xml(page, "a").text == words
