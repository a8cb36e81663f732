import hashlib
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.text import byte_source, graphemes, sanitize
from readerapp.text.phrases import fold_text
from readerapp.text.source import Text
from tests.text.samples import texts

blocks = st.sampled_from([16, 48, 128, 1024])
BYTES = [
    b"a", b" ", b"\n", b"\r\n", b"\r", b"\xc3\xa9", b"\xc3", b"\x80", b"\xe6\xbc\xa2",
    b"\xf0\x9f\x91\x8d", b"\xed\xa0\x80", b"\xff", b"word ",
]  # fmt: skip
byte_lines = st.lists(st.sampled_from(BYTES), max_size=120).map(b"".join)


def normalised(data: bytes) -> str:
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.one_of(byte_lines, st.binary(max_size=300)), blocks)
def test_blocks_decode_to_the_whole_whatever_the_bytes(data, block):
    text = Text(byte_source.MemoryBytes(data), block=block)
    expected = normalised(data)
    assert text.whole() == expected
    assert "".join(text.block(i) for i in range(text.block_count)) == expected
    assert len(text) == len(expected)
    assert text.fingerprint() == f"sha256:{hashlib.sha256(expected.encode()).hexdigest()}"
    folded = hashlib.sha256(fold_text(expected).encode()).hexdigest()
    assert text.folded_fingerprint() == f"sha256:{folded}"


@given(byte_lines, blocks, st.data())
def test_offsets_blocks_and_bytes_agree(data, block, draws):
    text = Text(byte_source.MemoryBytes(data), block=block)
    expected = normalised(data)
    offset = draws.draw(st.integers(0, len(expected) + 3))
    i = text.block_at(offset)
    assert text.block_start(i) <= max(0, min(offset, len(expected)))
    if offset < len(expected):
        assert offset < text.block_start(i) + len(text.block(i))
        assert text.offset_of_byte(text.byte_of(offset)) == offset
    end = draws.draw(st.integers(offset, len(expected) + 3))
    assert text.slice(offset, end) == expected[offset:end]
    assert all(
        text.block_start(k) + len(text.block(k)) == text.block_start(k + 1)
        for k in range(text.block_count)
    )


@given(texts)
def test_cuts_keep_clusters_whole(source):
    text = Text.from_string(source * 3, block=192)
    expected = sanitize.sanitize(text.whole(), lines=True)
    edges = {end for _, end, _ in graphemes.clusters(expected)} | {0}
    for i in range(text.block_count):
        assert text.block_start(i) in edges
        assert len(text.block(i).encode()) <= 192


ENDLESS = [
    "क्षि",
    "👨\u200d👩\u200d👧",
    "漢",
    "각",
    "ไทยกำ",
    "e\u0301\u0323",
    "🏳\ufe0f\u200d🌈",
    "မြန်မာ",
]


@pytest.mark.parametrize("word", [*ENDLESS, "\u202e", "".join(ENDLESS)])
def test_endless_words_are_divided_between_clusters(word):
    text = Text.from_string(word * 400, block=512)
    assert text.block_count > 3
    edges = {0} | {end for _, end, _ in graphemes.clusters(sanitize.sanitize(text.whole()))}
    assert {text.block_start(i) for i in range(text.block_count)} <= edges


@given(texts, blocks)
def test_from_string_keeps_the_text(source, block):
    clean = source.removeprefix("\ufeff")
    assert Text.from_string(source, block=block).whole() == clean


def test_blocks_end_at_blank_lines_where_there_are_any():
    source = "\n\n".join("words and words " * 4 for _ in range(40))
    text = Text.from_string(source, block=512)
    assert all(text.block(i).endswith("\n\n") for i in range(text.block_count - 1))


def test_surrogates_and_returns_never_appear():
    text = Text.from_string("a\ud800b\r\nc\rd\udfff")
    assert text.whole() == "a\ufffdb\nc\nd\ufffd"


@given(texts, blocks, st.floats(0, 1))
def test_fractions(source, block, fraction):
    text = Text.from_string(source, block=block)
    offset = text.at_fraction(fraction)
    assert 0 <= offset <= len(text)
    assert 0 <= text.fraction(offset) <= 1
    assert text.at_fraction(0) == 0
    assert text.at_fraction(1) == len(text)
    assert text.fraction(len(text)) == (1 if len(text) else 0)


def test_indexing_can_be_stopped_and_resumed():
    text = Text.from_string("é" * 10_000, block=64)
    answers = iter([False, True])
    assert not text.index(lambda: next(answers))
    assert not text.indexed
    assert text.index()
    assert text.indexed
    assert len(text) == 10_000


def test_two_threads_read_one_text():
    source = "".join(f"line {n} é\n" for n in range(3000))
    text = Text.from_string(source, block=256)
    wrong: list[int] = []

    def read(step: int) -> None:
        places = range(0, len(source), step)
        wrong.extend(at for at in places if text.slice(at, at + 50) != source[at : at + 50])

    threads = [threading.Thread(target=read, args=(step,)) for step in (97, 89, 501)]
    for thread in threads:
        thread.start()
    text.index()
    for thread in threads:
        thread.join()
    assert wrong == []


# Files


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ""),
        (b"\xef\xbb\xbfone\r\ntwo", "one\ntwo"),
        ("été 漢字".encode("utf-16"), "été 漢字"),
        (b"\xfe\xff" + "été".encode("utf-16-be"), "été"),
        ("plain words\n".encode("utf-16-le"), "plain words\n"),
        ("plain words\n".encode("utf-16-be"), "plain words\n"),
        ("plain words\n".encode("utf-32"), "plain words\n"),
        ("plain words\n".encode("utf-32-be"), "plain words\n"),
        ("plain words\n".encode("utf-32-le"), "plain words\n"),
        ("Où est le café, garçon ? « Là-bas », dit-elle. ".encode("cp1252") * 3,
         "Où est le café, garçon ? « Là-bas », dit-elle. " * 3),
        ("«Привет», сказал он и ушёл домой. ".encode("cp1251") * 10,
         "«Привет», сказал он и ушёл домой. " * 10),
        (b"one\x00two", "one\x00two"),
        ("été ".encode() * 40 + b"\xff", "été " * 40 + "ÿ"),
    ],
)  # fmt: skip
def test_encodings(tmp_path, data, expected):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert Text.open(path).whole() == expected


def test_a_large_file_is_read_in_parts_and_may_shrink(tmp_path, monkeypatch):
    monkeypatch.setattr(byte_source, "MEMORY_SIZE", 1000)
    path = tmp_path / "long.txt"
    path.write_text("é word\n" * 20_000)
    text = Text.open(path)
    assert isinstance(text.raw, byte_source.FileBytes)
    assert text.slice(0, 6) == "é word"
    assert not text.changed()
    os.truncate(path, 100)
    assert text.changed()
    assert text.slice(100_000, 100_050).strip() == ""
    assert text.whole().startswith("é word\n")
    path.unlink()
    assert text.changed()


def test_a_file_that_comes_in_small_parts_is_put_together(tmp_path, monkeypatch):
    path = tmp_path / "slow.txt"
    path.write_text("some words in a file")
    monkeypatch.setattr(byte_source, "MEMORY_SIZE", 1)
    text = Text.open(path)
    whole = os.pread
    monkeypatch.setattr(os, "pread", lambda fd, size, at: whole(fd, min(size, 3), at))
    assert text.whole() == "some words in a file"


def test_what_must_be_decoded_at_once_has_a_limit(tmp_path, monkeypatch):
    path = tmp_path / "wide.txt"
    path.write_text("some words", encoding="utf-16")
    monkeypatch.setattr("readerapp.text.source.MAXIMUM_SIZE", 5)
    with pytest.raises(ReaderError, match="convert it to UTF-8"):
        Text.open(path)


def test_words_with_marks_on_their_spaces_are_not_divided():
    source = " \u0301漢" * 30 + "word \u0301" * 30
    text = Text.from_string(source, block=64)
    assert all(not text.block(i).startswith("\u0301") for i in range(text.block_count))


def test_a_small_file_is_in_memory_and_its_change_is_noticed(tmp_path):
    path = tmp_path / "short.txt"
    path.write_text("one")
    text = Text.open(path)
    path.write_text("another")
    assert text.whole() == "one"
    assert text.changed()


def test_a_change_of_a_decoded_file_is_noticed_too(tmp_path):
    path = tmp_path / "wide.txt"
    path.write_text("one", encoding="utf-16")
    text = Text.open(path)
    assert text.encoding == "utf-16"
    assert not text.changed()
    path.unlink()
    assert text.changed()


def test_a_pipe_is_read_whole(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=("through a pipe",))
    writer.start()
    text = Text.open(path)
    writer.join()
    assert text.whole() == "through a pipe"
    assert not text.changed()


def test_an_encoding_can_be_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("žluť".encode("cp1250"))
    assert Text.open(path, encoding="cp1250").whole() == "žluť"
    with pytest.raises(ReaderError, match="Unknown encoding klingon"):
        Text.open(path, encoding="klingon")


@pytest.mark.parametrize(
    "data", [bytes(200), bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + bytes(99)]
)
def test_binary_files_are_named_so(tmp_path, data):
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    with pytest.raises(ReaderError, match="looks like a binary file"):
        Text.open(path)


def test_what_cannot_be_opened_ends_in_one_error_sentence(tmp_path, monkeypatch):
    with pytest.raises(ReaderError, match=r"There is no file .*missing\.txt"):
        Text.open(tmp_path / "missing.txt")
    with pytest.raises(ReaderError, match="is a folder"):
        Text.open(tmp_path)
    with pytest.raises(ReaderError, match="There is no file"):
        Text.open(Path("nul\0byte"))
    with pytest.raises(ReaderError, match="is a device"):
        Text.open(Path("/dev/null"))
    with pytest.raises(ReaderError, match="cannot be opened"):
        Text.open(tmp_path / ("x" * 300))
    path = tmp_path / "a.txt"
    path.write_text("some words")

    def forbidden(*_args, **_named):
        raise PermissionError(13, "Permission denied")

    def broken(*_args, **_named):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched, pytest.raises(ReaderError, match="may not be read"):
        patched.setattr(os, "open", forbidden)
        Text.open(path)
    with (
        monkeypatch.context() as patched,
        pytest.raises(ReaderError, match="cannot be read: Input"),
    ):
        patched.setattr(byte_source.os, "fstat", broken)
        Text.open(path)
    monkeypatch.setattr(byte_source, "MAXIMUM_SIZE", 5)
    with pytest.raises(ReaderError, match="save it to a file"):
        Text.open(path)


def test_a_file_name_in_a_message_is_sanitized(tmp_path):
    with pytest.raises(ReaderError) as caught:
        Text.open(tmp_path / "\x1b]0;x\x07\n.txt")
    assert str(caught.value).isprintable()
