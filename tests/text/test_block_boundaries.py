import pytest

from readerapp.text.block_boundaries import find_block_boundary

FLAG = "🇨🇭".encode()


@pytest.mark.parametrize(
    ("window", "limit", "place"),
    [
        (b"one\n\ntwo\nthree four", 14, 5),
        (b"one\ntwo three", 10, 4),
        (b"one two three", 10, 8),
        (b"one \xcc\x81two three", 8, 8),
        (b"onetwothree", 6, 6),
        (b"one\r\n\r\ntwo\r\nthr", 12, 7),
        (b"one\rtwo three", 10, 4),
        (b"one\r\r\ntwo", 5, 4),
        (b"onetwo\r\nthree", 7, 6),
        (b"one two\r\nthree", 8, 4),
        ("漢字漢字".encode(), 8, 6),
        ("aae\u0301\u0301".encode(), 5, 2),
        (b"aaa" + FLAG * 3, 13, 3),
        (FLAG * 3, 13, 12),
        (b"\x80" * 12, 8, 8),
        (b"\xe6\xbc" * 6, 8, 8),
    ],
)
def test_the_best_place_to_divide(window, limit, place):
    assert find_block_boundary(window, limit) == place
