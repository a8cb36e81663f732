"""The key parser: keys as terminals send them, in any pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Key, MouseEvent, Paste

from readerapp.ui.terminal.input import KeyParser

KNOWN = {
    "\x1b[A": "up",
    "\x1bOA": "up",
    "\x1b[1;2C": "shift+right",
    "\x1b[5~": "pageup",
    "\x1b[Z": "shift+tab",
    "\x1bOP": "f1",
    "\x1b[27u": "escape",
    "\x1bb": "ctrl+left",
}
PLAIN = {".": "full_stop", "s": "s", "[": "left_square_bracket", "]": "right_square_bracket",
         "j": "j", "1": "1", "\r": "enter", "O": "O", "P": "P", "é": "é"}  # fmt: skip


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def parsed_keys(*pieces: str) -> list[str]:
    """Return the keys of pieces that arrive without a pause, followed by a pause."""
    clock = Clock()
    parser = KeyParser(clock=clock)
    found = [event for piece in pieces for event in [*parser.feed(piece), *parser.tick()]]
    clock.now += 1
    found += parser.tick()
    return [event.key for event in found if isinstance(event, Key)]


@pytest.mark.parametrize(("sent", "key"), KNOWN.items())
def test_sequences_are_keys(sent: str, key: str) -> None:
    assert parsed_keys(sent) == [key]
    assert parsed_keys(f"a{sent}b") == ["a", key, "b"]


@pytest.mark.parametrize("sent", ["\x1b", "\x1b\x1b", "\x1b.", "\x1b]j", "\x1b[j", "\x1b1", "\x1b"])
def test_escape_is_never_lost(sent: str) -> None:
    plain = [PLAIN[sign] for sign in sent if sign != "\x1b"]
    assert parsed_keys(sent) == ["escape"] * sent.count("\x1b") + plain


def test_a_whole_session_in_one_piece() -> None:
    keys = parsed_keys(".anow?\x1b.sAda Berg\r\x1b]\x1b[Aq" + "j" * 60)
    assert keys.count("escape") == 2
    assert keys[7:10] == ["full_stop", "s", "A"]
    assert keys[-62:-60] == ["up", "q"] and keys[-60:] == ["j"] * 60


def test_escape_waits_for_the_rest_of_a_sequence_and_not_for_ever() -> None:
    clock = Clock()
    parser = KeyParser(clock=clock)
    assert [*parser.feed("\x1b"), *parser.tick()] == []
    clock.now = 0.05
    assert [e.key for e in parser.feed("[A") if isinstance(e, Key)] == ["up"]
    assert [*parser.feed("\x1b")] == []
    clock.now = 1
    assert [e.key for e in parser.tick() if isinstance(e, Key)] == ["escape"]
    assert [e.key for e in parser.feed("[A") if isinstance(e, Key)] == ["left_square_bracket", "A"]


def test_a_paste_is_left_as_it_is() -> None:
    sent = "\x1b[200~one\x1b.two\x1b[201~"
    events, theirs = [*KeyParser().feed(sent)], [*XTermParser().feed(sent)]
    assert any(isinstance(event, Paste) for event in events)
    assert [repr(event) for event in events] == [repr(event) for event in theirs]


def test_the_mouse_and_its_pieces() -> None:
    parser = KeyParser()
    events = [*parser.feed("\x1b[<0;1"), *parser.feed("0;6M\x1b[<0;10;6m")]
    assert [type(e).__name__ for e in events if isinstance(e, MouseEvent)] == [
        "MouseDown",
        "MouseUp",
    ]


def test_what_was_kept_comes_at_the_end() -> None:
    assert [e.key for e in KeyParser().feed("\x1b") if isinstance(e, Key)] == []
    parser = KeyParser()
    assert [*parser.feed("\x1b[")] == []
    assert [e.key for e in parser.feed("") if isinstance(e, Key)] == [
        "escape",
        "left_square_bracket",
    ]


KEYS = st.sampled_from([*KNOWN, *PLAIN])


@given(st.lists(KEYS), st.data())
def test_pieces_make_no_difference(keys: list[str], data: st.DataObject) -> None:
    sent = "".join(keys)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=5)))
    pieces = [sent[a:b] for a, b in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    assert parsed_keys(*(piece for piece in pieces if piece)) == [
        (KNOWN | PLAIN)[key] for key in keys
    ]
