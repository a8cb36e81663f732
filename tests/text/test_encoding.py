import pytest
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from readerapp.core.errors import ReaderError
from readerapp.text import encoding
from readerapp.text.byte_source import MemoryBytes
from readerapp.text.source import Text

CODECS = (
    "hex base64 punycode undefined unicode_escape raw_unicode_escape rot13 idna zlib bz2 uu quopri "
    "mbcs oem utf-32 \udc80"
).split()


@pytest.mark.parametrize("label", CODECS)
def test_codecs_that_are_no_encodings(label):
    assert encoding.codec_for(label) is None
    assert encoding.decode(b"6a", label) is None


def test_every_label_of_the_standard_has_a_codec():
    unread = {label for label in LABELS if encoding.codec_for(label) is None}
    assert unread == {
        "csiso2022kr",
        "iso-2022-cn",
        "iso-2022-cn-ext",
        "replacement",
        "x-user-defined",
    }
    for label in LABELS.keys() - unread:
        assert encoding.decode(b"plain", label.upper()) or label.startswith("utf-16")
        assert isinstance(encoding.decode(bytes(range(256)), label), str)


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("gb2312", "gb18030"), ("shift_jis", "cp932"), ("euc-kr", "cp949"), ("latin1", "cp1252"),
        ("ascii", "cp1252"), ("iso-8859-9", "cp1254"), ("big5", "big5hkscs"), ("tis-620", "cp874"),
        ("latin-1", "cp1252"), ("ISO8859_1", "cp1252"), ("windows1251", "cp1251"),
        ("win-1251", "cp1251"), ("cp-1251", "cp1251"), ("utf_8", "utf-8"), ("cp65001", "utf-8"),
        ("cp932", "cp932"), ("cp936", "gb18030"), ("ms949", "cp949"), ("IBM850", "cp850"),
        ("cp437", "cp437"), ("dos-866", "cp866"), ("euckr", "cp949"),
        ("iso-8859-8-i", "iso8859-8"), ("x-mac-cyrillic", "mac-cyrillic"), ("utf8", "utf-8"),
    ],
)  # fmt: skip
def test_labels_mean_what_other_programs_mean(label, means):
    codec = encoding.codec_for(label)
    assert codec is not None
    assert codec.name == means


@pytest.mark.parametrize("name", [*CODECS[:12], "klingon", "x" * 9000])
def test_an_encoding_chosen_by_the_user_is_used(tmp_path, name):
    path = tmp_path / "a.txt"
    path.write_bytes(b"hello world <x>")
    with pytest.raises(ReaderError, match="Unknown encoding"):
        Text.open(path, encoding=name)
    assert Text.open(path, encoding="utf-32").encoding == "utf-32"


RUSSIAN = "Это старое письмо, и слова должны быть видны. Привет, мир.\n"
GREEK = "Αυτό είναι ένα παλιό κείμενο με λέξεις. Καλημέρα κόσμε.\n"
JAPANESE = "これは古い文字コードの文章です。正しく読めますか。\n"
FRENCH = "L’été déjà « fini » — où êtes-vous, très chère ? À l’hôtel, ça va.\n"
GERMAN = "Grüße aus München, straße und äpfel\n"
POLISH = "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności. Są źli?\n"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("big5", "這是一個舊編碼的文本，應該能正確閱讀。\n"), ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN), ("cp1253", GREEK),
        ("gb18030", "这是一个旧编码的文本，应该能正确阅读。\n"),
        ("cp949", "이것은 옛날 부호의 글입니다. 바르게 읽을 수 있습니까.\n"), ("cp932", JAPANESE),
        ("iso2022_jp", JAPANESE), ("mac-roman", FRENCH), ("cp1252", FRENCH), ("cp437", GERMAN),
        ("cp850", GERMAN), ("cp1252", GERMAN), ("cp1250", POLISH), ("iso8859-2", POLISH),
        ("cp1252", "¿Qué pasó aquí? El niño comió piña mañana.\n"), ("cp1252", "naïve café\n"),
        ("cp1252", "“Don’t,” she said – and it’s £5…\n"), ("mac-roman", "don’t – “naïve”\n"),
        ("cp1254", "Bütün insanlar hür, eşit doğarlar; kardeşlik içinde yaşamalıdırlar.\n"),
        ("utf-16-le", "Plain words in UTF-16 without a mark.\n"), ("utf-32", "Plain words.\n"),
        ("utf-16-le", RUSSIAN), ("utf-16-be", GREEK),
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 5])
def test_the_encoding_of_a_text_without_a_label(name, words, times):
    """The files enc-*.txt."""
    data = (words * times).encode(name)
    found = encoding.detect_encoding(MemoryBytes(data))
    assert found is not None
    assert encoding.decode_bytes(data, found) == words * times


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Grüße in UTF-8.\n".encode() * 30 + b"Gr\xfc\xdfe in Latin-1, \x93so\x94.\n",
         "Grüße in UTF-8.\n" * 30 + "Grüße in Latin-1, “so”.\n"),
        ("Größe ".encode() + b"caf\xe9 \xe2\x80 \x81", "Größe café \ufffd \ufffd"),
    ],
    ids=["enc-mixed", "a cut sequence"],
)  # fmt: skip
def test_single_bytes_of_latin_1_in_utf_8_are_read(tmp_path, data, words):
    path = tmp_path / "mixed.txt"
    path.write_bytes(data)
    assert Text.open(path).whole() == words


@pytest.mark.parametrize(
    ("label", "data", "words"),
    [
        ("gb2312", "谷歌的记忆学习新知识".encode(), "谷歌的记忆学习新知识"),
        ("gb2312", "镕基".encode("gbk"), "镕基"),
        ("gbk", "联通".encode("gbk"), "联通"),
        ("shift_jis", "株式会社①髙橋".encode("cp932"), "株式会社①髙橋"),
        ("iso-8859-1", b"\x93He said\x94 \x96 \x80", "“He said” – €"),
        ("iso-8859-1", "Café".encode(), "Café"),
        ("utf-16", b"plain words", "plain words"),
        ("utf-16le", "words".encode("utf-16-le"), "words"),
        ("x-user-defined", "Grüße".encode("cp1252"), "Grüße"),
        ("klingon", "Grüße".encode("cp1252"), "Grüße"),
        ("us-ascii", "Grüße".encode("cp1252"), "Grüße"),
        ("us-ascii", RUSSIAN.encode("koi8-r"), RUSSIAN),
        ("utf-8", "Grüße".encode("cp1252"), "Grüße"),
        ("utf-8", "\ufeffwords".encode(), "words"),
        ("", "\ufeffwords".encode("utf-16-le"), "words"),
        ("iso-2022-jp", JAPANESE.encode("iso2022_jp"), JAPANESE),
        ("iso-2022-jp", JAPANESE.encode("cp932"), JAPANESE),
    ],
)
def test_a_label_counts_where_the_bytes_do_not_say_otherwise(label, data, words):
    """Cases B2 to B4."""
    assert encoding.decode_labelled(data, label) == words


@given(st.text(), st.sampled_from(["", "utf-8", "ascii", "latin1", "koi8-r", "klingon"]))
def test_utf_8_is_read_whatever_its_label_says(words, label):
    data = words.encode("utf-8", "ignore")
    if not data.isascii() and not data.startswith((b"\xef\xbb\xbf", b"\xff", b"\xfe")):
        assert encoding.decode_labelled(data, label) == data.decode()


@given(st.binary(), st.sampled_from(["", "utf-8", "gbk", "ascii", "latin1", "utf-16", "klingon"]))
def test_any_bytes_decode(data, label):
    assert isinstance(encoding.decode_labelled(data, label), str)
