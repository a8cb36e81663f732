import pytest
from webencodings.labels import LABELS

from readerapp.core.errors import ReaderError
from readerapp.text import encoding
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
    assert unread == {"csiso2022kr", "iso-2022-cn", "iso-2022-cn-ext", "replacement"}
    for label in LABELS.keys() - unread:
        assert encoding.decode(b"plain", label.upper()) or label.startswith("utf-16")
        assert isinstance(encoding.decode(bytes(range(256)), label), str)


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("gb2312", "gb18030"), ("shift_jis", "cp932"), ("euc-kr", "cp949"), ("latin1", "cp1252"),
        ("ascii", "cp1252"), ("iso-8859-9", "cp1254"), ("big5", "big5hkscs"), ("tis-620", "cp874"),
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
