"""The parts of letters; the names of the tests and of their rows are those of the cases."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.documents.document import Document
from readerapp.documents.mail.entity import Entity
from readerapp.documents.mail.plain_body import quoted_paragraphs
from readerapp.documents.mail.signature import signature_content
from readerapp.documents.mail.transfer import decode_base64, decode_transfer
from tests.documents.samples import opened, styled

HEAD = "From: Ida Holm <ida@example.org>\nSubject: {}\nMessage-ID: <1@example.org>\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
HTML = "Content-Type: text/html; charset=utf-8\n\n"
PICTURE = "Content-Type: image/png\nContent-Disposition: inline; filename=one.png\n\nx"
PLAN = "Content-Type: application/pdf; name=plan.pdf\n\nx"


def multipart(kind: str, *parts: str, boundary: str = "B") -> str:
    """Return the head and the body of a multipart entity."""
    inside = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inside}--{boundary}--\n'


def letter(tmp_path, content: str | bytes, subject: str = "S", name: str = "a.eml") -> Document:
    data = content if isinstance(content, bytes) else content.encode()
    return opened(tmp_path, name, HEAD.format(subject).encode() + data)


def words(document: Document) -> str:
    """Return the text without heading and head."""
    return document.text.whole().split("\n\n", 2)[2]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a2_all_texts_in_order(tmp_path, ends):
    """A2: mail-two-texts."""
    parts = multipart("mixed", f"{PLAIN}Words before.\n", PICTURE, f"{PLAIN}Words after.\n", PLAN)
    document = letter(tmp_path, parts.replace("\n", ends))
    assert words(document) == (
        "Words before.\n\n[picture: one.png]\n\nWords after.\n\n[attached: plan.pdf]"
    )
    assert document.omissions == ("1 picture is not shown", "1 attachment is not shown")
    assert styled(document, "emphasis") == ["[attached: plan.pdf]"]


def test_a3_a_forwarded_letter_has_its_own_head(tmp_path):
    """A3: mail-forwarded, also as an attachment and in Base64."""
    inner = (
        "From: Eva Sand <eva@example.org>\nSubject: the leak\n"
        f"Date: Fri, 02 Feb 2024 11:00:00 +0100\n{PLAIN}The tank has leaked since March.\n"
    )
    shown = (
        "See below.\n\nthe leak\n\nFrom: Eva Sand <eva@example.org>\n"
        "Date: Fri, 02 Feb 2024 11:00:00 +0100\n\nThe tank has leaked since March."
    )
    packed = base64.encodebytes(inner.replace("\n", "\r\n").encode()).decode()
    for kind in (
        f"Content-Type: message/rfc822\nContent-Disposition: inline\n\n{inner}",
        f"Content-Type: message/rfc822\nContent-Disposition: attachment; filename=a.eml\n\n{inner}",
        f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{packed}",
        f"Content-Type: message/rfc822\n\nFrom eva@example.org Fri Feb  2 11:00:00 2024\n{inner}",
    ):
        document = letter(tmp_path, multipart("mixed", f"{PLAIN}See below.\n", kind), "Fwd")
        assert words(document) == shown
        assert [(each.level, each.title) for each in document.headings] == [
            (1, "Fwd"), (2, "the leak · Eva Sand · 2024-02-02"),
        ]  # fmt: skip


def test_a3_the_letters_of_a_digest(tmp_path):
    """A3: mail-digest."""
    first = f"\nFrom: Ida Holm <ida@example.org>\nSubject: Herring\n{PLAIN}It is back.\n"
    second = "\nFrom: Bo Lind <bo@example.org>\nSubject: Re: Herring\n\nSo is the cod.\n"
    digest = multipart("digest", first, second, boundary="D")
    document = letter(tmp_path, multipart("mixed", f"{PLAIN}Topics: Herring\n", digest))
    assert words(document) == (
        "Topics: Herring\n\nHerring\n\nFrom: Ida Holm <ida@example.org>\n\nIt is back.\n\n"
        "Re: Herring\n\nFrom: Bo Lind <bo@example.org>\n\nSo is the cod."
    )
    assert [each.title for each in document.headings][1:] == [
        "Herring · Ida Holm", "Re: Herring · Bo Lind",
    ]  # fmt: skip


def test_attachments_are_named_before_a_forwarded_letter(tmp_path):
    inner = "Content-Type: message/rfc822\n\nSubject: inner\n\nInner words."
    parts = multipart("mixed", f"{PLAIN}Outer words.", PLAN, inner)
    assert words(letter(tmp_path, parts)) == (
        "Outer words.\n\n[attached: plan.pdf]\n\ninner\n\nInner words."
    )


LONG = "The whole letter with all of its words, which are many more than ten. " * 3


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([f"{PLAIN} \n", f"{HTML}<p>Your parcel left.</p>"], "Your parcel left."),
        ([f"{PLAIN}Open it in your browser.\n", f"{HTML}<p>{LONG}</p>"], LONG.strip()),
        ([f"{PLAIN}{LONG}\n", f"{HTML}<style>a{{}}</style><p><b>{LONG}</b></p>"], LONG.strip()),
        ([f"{PLAIN}One.\n", f"{HTML}<p> &nbsp;</p>"], "One."),
        (["Content-Type: text/enriched\n\n<bold>One</bold> <<x\nline\n\nTwo"], "One <x line\nTwo"),
        ([f"{HTML}<p>One.</p>", "Content-Type: text/x-amp-html\n\n<p>Two.</p>"], "One."),
        ([f"{PLAIN}One.\n", multipart("mixed", f"{HTML}<p>One.</p>", PLAN, boundary="M")],
         "One.\n\n[attached: plan.pdf]"),
        ([multipart("related", f"{HTML}<p>One.</p>", PICTURE, boundary="M")],
         "One.\n\n[picture: one.png]"),
    ],
    ids=[
        "A4 mail-empty-plain", "a hint", "both", "empty HTML", "enriched", "AMP",
        "attached to the HTML", "related",
    ],
)  # fmt: skip
def test_a4_the_best_alternative_that_has_words(tmp_path, parts, shown):
    assert words(letter(tmp_path, multipart("alternative", *parts))) == shown


def test_b11_hidden_words_of_a_page_are_left_out(tmp_path):
    """B11: mail-preheader, the line that shops write for lists of letters."""
    page = (
        f'{HTML}<div style="display:none;max-height:0">Secret teaser &zwnj;</div>'
        '<p>Words of the letter.</p><img src="cid:1" alt="The crane">'
    )
    assert words(letter(tmp_path, page)) == "Words of the letter.\n\n[picture: The crane]"


def test_a_picture_in_the_page_is_marked_there_only(tmp_path):
    page = f'{HTML}<p>One.</p><img src="cid:1@x"><p>Two.</p>'
    picture = f"Content-ID: <1@x>\n{PICTURE}"
    assert "one.png" not in words(letter(tmp_path, multipart("related", page, picture)))


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("Content-Type: text/markdown\n\nWords in *Markdown*.", "Words in *Markdown*."),
        ("Content-Type: text/csv; name=a.csv\n\na,b\n1,2", "[file: a.csv]\n\na,b\n1,2"),
        ("Content-Type: text/x-patch\nContent-Disposition: inline\n\n-a\n+b", "-a\n+b"),
        ("Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nStatus: 5.1.1",
         "Reporting-MTA: dns; x\n\nStatus: 5.1.1"),
        ("Content-Type: text/rfc822-headers\n\nSubject: Returned\nFrom: a@b.org",
         "Subject: Returned\nFrom: a@b.org"),
        ("Content-Type: text\n\nWords.", "Words."),
        ("Content-Type: plain/text\n\nWords.", "Words."),
        ("Content-Type: nonsense\n\nWords.", "Words."),
        ("Words without a head.\nNote: more.", "Words without a head.\nNote: more."),
        ("Hello: a part without a head.\n\nMore.", "Hello: a part without a head.\n\nMore."),
        ("Content-Type: text/plain\nContent-Disposition: attachment\n\nWords.", "Words."),
        ("Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nWords.",
         "[attached: a.txt]"),
        ("Content-Type: application/octet-stream\n\nx", "[attached: application/octet-stream]"),
        ("Content-Type: application/pkcs7-mime; name=smime.p7m; smime-type=enveloped-data\n\nx",
         "[encrypted: smime.p7m]"),
        ("Content-Type: application/ms-tnef; name=winmail.dat\n\nx", "[attached: winmail.dat]"),
    ],
    ids=[
        "A5 mail-markdown", "csv", "patch", "mail-bounce", "rfc822-headers", "one word", "reversed",
        "nonsense", "no head", "no known field", "attached without a name", "attached text",
        "no name", "encrypted", "mail-tnef",
    ],
)  # fmt: skip
def test_a5_parts_of_any_kind(tmp_path, part, shown):
    assert words(letter(tmp_path, multipart("mixed", part))) == shown
    assert words(letter(tmp_path, multipart("report", part))) == shown


BOUNDARIES = {
    "A6 mail-boundary": ("----=_Next_01.EB75", "----=_Next_01.EB75"),
    "with a colon": ("=_a:b", "=_a:b"),
    "of another part": ("x", "----=_Next"),
    "missing": ("", "----=_Next"),
    "with a space at the end": ('"a "', "a"),
    "in capitals": ("Abc", "Abc"),
}


@pytest.mark.parametrize(("named", "used"), BOUNDARIES.values(), ids=BOUNDARIES.keys())
def test_a6_boundaries_as_programs_write_them(tmp_path, named, used):
    head = f"Content-Type: multipart/alternative; boundary={named}\n\n"
    body = f"--{used}\n{PLAIN}The words of the letter.\n\n--{used}--\n"
    assert words(letter(tmp_path, head + body)) == "The words of the letter."


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f"--B\n{PLAIN}One.", "One."),
        (f"--B\n{PLAIN}One.\n--B\n{PLAIN}Two.\n--B-\n", "One.\n\nTwo."),
        (f"This is a message in MIME format.\n--B\n{PLAIN}One.\n--B--\n", "One."),
        (f"Hello.\n--B\n{PLAIN}One.\n--B--\nThe list\n", "Hello.\n\nOne.\n\nThe list"),
        (f"--B\n{PLAIN}One.\n--Bee\nTwo.\n--B--\n", "One.\n--Bee\nTwo."),
        ("Just words.\n", "Just words."),
    ],
    ids=["cut", "a bad end", "preamble", "words around", "a longer boundary", "no boundary"],
)
def test_damaged_multiparts_keep_their_words(tmp_path, body, shown):
    head = "Content-Type: multipart/mixed; boundary=B\n\n"
    assert words(letter(tmp_path, head + body)) == shown


@pytest.mark.parametrize(
    ("encoding", "data", "shown"),
    [
        ("base64", b"R3LDvMOfZSBhdXMgS8O2bG4=\n-- \nlist footer added after\n",
         "Grüße aus Köln\n\n--\nlist footer added after"),
        ("base64", b"R3LDvM!OfZSBhdX\n>MgS8O2bG4\n", "Grüße aus Köln"),
        ("BASE64 (x)", b"R3LDvMOfZQ==IGF1cyBLw7Zsbg==", "Grüße aus Köln"),
        ("base64", b"R3LDvMOfZSBhdXMgS8O2bG4=\nx", "Grüße aus Köln"),
        ("base64", b"Hello there,\nthis is plain.\n", "Hello there,\nthis is plain."),
        ("quoted-printable", b"Gr=C3=BC=C3=9Fe = \nweiter =E2=82=AC 5=20\n=3D=3D end =ZZ\n",
         "Grüße weiter € 5\n== end =ZZ"),
        ("x-uuencode", b"begin 644 a\n%5V]R9',\n`\nend\n", "Words"),
        ("8bits", "Grüße".encode(), "Grüße"),
    ],
    ids=[
        "mail-b64", "rubbish", "padding inside", "one letter more", "no Base64", "mail-qp",
        "uuencode", "unknown",
    ],
)  # fmt: skip
def test_damaged_transfer_encodings(tmp_path, encoding, data, shown):
    head = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n"
    assert words(letter(tmp_path, head.encode() + data)) == shown


@pytest.mark.parametrize(
    ("head", "data", "shown"),
    [
        ("text/plain; charset=gb2312", "朱镕基总理的讲话".encode("gbk"), "朱镕基总理的讲话"),
        ("text/plain; charset=shift_jis", "株式会社①髙橋。".encode("cp932"), "株式会社①髙橋。"),
        ("text/plain; charset=iso-8859-1", b"\x93He said it\x94 \x96 costs \x805",
         "“He said it” – costs €5"),
        ("text/plain; charset=x-unknown", "Grüße, Jörg".encode("cp1252"), "Grüße, Jörg"),
        ("text/plain; charset=iso-2022-jp", "日本語のメールです。".encode("iso2022_jp"),
         "日本語のメールです。"),
        ("text/plain; charset=utf-7", b"Gr+APwA3w-e", "Grüße"),
        ("text/plain", "Grüße ohne MIME.".encode(), "Grüße ohne MIME."),
        ("text/plain; charset=iso-8859-1", "Grüße – doch UTF-8".encode(), "Grüße – doch UTF-8"),
        ("text/html", '<meta charset="gb2312"><p>镕基</p>'.encode("gbk"), "镕基"),
        ("text/html; charset=koi8-r", '<meta charset="gbk"><p>Слова</p>'.encode("koi8-r"), "Слова"),
    ],
    ids=[
        "B2 mail-gb2312-gbk", "B2 mail-sjis-cp932", "B2 mail-latin1-cp1252",
        "B15 mail-latin1-header", "mail-iso2022jp", "mail-utf7", "mail-nonmime-nocte",
        "UTF-8 with another label", "the label of the page", "the label of the part",
    ],
)  # fmt: skip
def test_b2_encodings_of_parts(tmp_path, head, data, shown):
    document = letter(tmp_path, f"Content-Type: {head}\n\n".encode() + data)
    assert words(document) == shown


def test_b15_delsp_drops_the_space_of_a_soft_break(tmp_path):
    """B15: mail-delsp (RFC 3676, section 4.1)."""
    head = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n"
    body = "A very long compou \nndword is divided, and here  \ntwo words are.\n>From a line.\n"
    assert words(letter(tmp_path, head + body)) == (
        "A very long compoundword is divided, and here two words are.\nFrom a line."
    )


def value(tag: int, *contents: bytes, indefinite: bool = False) -> bytes:
    """Return a value in the encoding of X.690."""
    inside = b"".join(contents)
    if indefinite:
        return bytes([tag, 0x80]) + inside + b"\0\0"
    length = len(inside)
    size = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
    return bytes([tag]) + size + inside


def signed(message: bytes, *, indefinite: bool) -> bytes:
    """Return signed data (RFC 5652) with that content and without signatures."""
    kind, data = (bytes.fromhex(f"06092a864886f70d01070{n}") for n in (2, 1))
    pieces = [value(4, message[n : n + 20]) for n in range(0, len(message), 20)]
    octets = value(0x24, *pieces, indefinite=True) if indefinite else value(4, message)
    content = value(0x30, data, value(0xA0, octets, indefinite=indefinite), indefinite=indefinite)
    inside = value(0x30, value(2, b"\1"), value(0x31), content, value(0x31), indefinite=indefinite)
    return value(0x30, kind, value(0xA0, inside, indefinite=indefinite), indefinite=indefinite)


@pytest.mark.parametrize("indefinite", [False, True])
def test_a_letter_in_its_signature(tmp_path, indefinite):
    """S/MIME with an opaque signature: the whole letter is in the part smime.p7m."""
    inner = multipart("mixed", f"{PLAIN}Grüße.\n", PLAN).replace("\n", "\r\n").encode()
    packed = base64.encodebytes(signed(inner, indefinite=indefinite)).decode()
    head = "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n"
    document = letter(tmp_path, f"{head}Content-Transfer-Encoding: base64\n\n{packed}")
    assert words(document) == "Grüße.\n\n[attached: plan.pdf]"


@given(st.binary(max_size=200), st.integers(0, 60))
def test_any_bytes_may_be_a_signature(data, at):
    whole = signed(b"Words.", indefinite=False)
    for each in (data, whole[:at] + data, whole[:at] + data + whole[at:]):
        assert isinstance(signature_content(each), bytes | None)


def test_files_in_plain_text_are_named(tmp_path):
    """Uuencode, as programs wrote it before MIME."""
    body = (
        "\nOne.\nbegin 644 plan a.pdf\n#8V%T\n`\nend\nTwo.\n\nbegin 3 days ago we\nHELLO\nend it\n"
    )
    assert words(letter(tmp_path, body)) == (
        "One.\n\nTwo.\n\nbegin 3 days ago we\nHELLO\nend it\n\n[attached: plan a.pdf]"
    )


def test_a_broken_page_is_read_without_its_tags(tmp_path):
    page = "<div>" * 3000 + "Words &amp; more." + "</div>" * 3000
    document = letter(tmp_path, multipart("mixed", f"{PLAIN}One.\n", HTML + page))
    assert words(document).startswith("One.\n\nWords")


@given(
    st.binary(max_size=300), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "7bit"])
)
def test_any_bytes_have_a_body(data, encoding):
    assert isinstance(decode_transfer(data, encoding), bytes)


@given(st.binary(max_size=200), st.integers(1, 80))
def test_base64_comes_back_whatever_its_lines(data, width):
    packed = base64.b64encode(data)
    lines = b"\n".join(packed[n : n + width] for n in range(0, len(packed), width))
    assert decode_base64(lines) == (data, b"")


TEXT = st.text(st.characters(codec="ascii", exclude_characters="\r>"), max_size=40)


@given(st.lists(TEXT, min_size=1, max_size=6), st.booleans())
def test_every_word_of_a_quotation_is_in_a_paragraph(lines, flowed):
    written = "\n".join(f"{'>' * (n % 3)}{line}" for n, line in enumerate(lines))
    shown = "".join(words for _, words in quoted_paragraphs(written, flowed=flowed))
    assert "".join(shown.split()) == "".join("".join(lines).split())


@given(st.binary(max_size=400))
def test_any_message_is_an_entity(data):
    entity = Entity(b"Content-Type: multipart/mixed; boundary=a\n" + data)
    for part in (entity, *entity.parts):
        assert isinstance(part.text(), str)
        assert "/" in part.media_type
