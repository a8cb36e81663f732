"""Listening to the terminal: what comes is delivered, the end wakes, and a hang-up is noticed."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue

import pytest
from textual.events import Key
from textual.message import Message

from readerapp.ui.terminal.input import KeyParser, WakeableEvent, read_input
from readerapp.ui.terminal.output_thread import write_all

PATIENCE = 20.0


class Listening:
    """A thread that listens to one end of a pty; the test holds the other."""

    def __init__(self) -> None:
        self.master, self.terminal = os.openpty()
        os.set_blocking(self.master, True)
        self.heard: SimpleQueue[Message] = SimpleQueue()
        self.ending = WakeableEvent()
        self.ended: list[bool] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        self.ended.append(read_input(self.terminal, KeyParser(), self.heard.put, self.ending))

    def key(self) -> str:
        """The next key."""
        event = self.heard.get(timeout=PATIENCE)
        assert isinstance(event, Key)
        return event.key

    def join(self) -> list[bool]:
        self._thread.join(PATIENCE)
        return self.ended


@pytest.fixture
def listening() -> Iterator[Listening]:
    made = Listening()
    yield made
    made.ending.set()
    made.join()
    os.close(made.terminal)


def test_what_comes_is_delivered_and_the_end_wakes_who_sleeps(listening: Listening) -> None:
    os.write(listening.master, "jé\n".encode())
    assert [listening.key(), listening.key()] == ["j", "é"]
    listening.ending.set()
    assert listening.join() == [True]
    os.close(listening.master)


def test_escape_alone_is_told_without_another_key(listening: Listening) -> None:
    os.write(listening.master, b"\x1b\n")
    assert listening.key() == "escape"
    os.close(listening.master)


def test_a_character_that_comes_in_two_halves_is_one_and_ends_nothing() -> None:
    terminal, typing = os.pipe()
    heard: SimpleQueue[Message] = SimpleQueue()
    ending = WakeableEvent()
    thread = threading.Thread(
        target=read_input, args=(terminal, KeyParser(), heard.put, ending), daemon=True
    )
    thread.start()
    first, rest = "é".encode()[:1], "é".encode()[1:] + b"j"
    os.write(typing, first)
    end = time.monotonic() + PATIENCE
    while select.select([terminal], [], [], 0)[0]:
        assert time.monotonic() < end, "the first half is not read"
    os.write(typing, rest)
    keys = [heard.get(timeout=PATIENCE) for _ in "éj"]
    assert [event.key for event in keys if isinstance(event, Key)] == ["é", "j"]
    ending.set()
    thread.join(PATIENCE)
    os.close(typing)
    os.close(terminal)


def test_a_terminal_that_is_gone_is_noticed(listening: Listening) -> None:
    os.close(listening.master)
    assert listening.join() == [False]


def test_an_ending_that_was_taken_back_wakes_nobody() -> None:
    ending = WakeableEvent()
    ending.set()
    ending.set()
    ending.clear()
    assert not ending.is_set()
    reader, writer = os.pipe()
    os.write(writer, b"j")
    os.close(writer)
    heard: list[Message] = []
    assert not read_input(reader, KeyParser(), heard.append, ending), "until nothing more came"
    assert [event.key for event in heard if isinstance(event, Key)] == ["j"]
    os.close(reader)


def test_a_terminal_that_lets_nobody_wait_is_waited_for() -> None:
    master, terminal = os.openpty()
    os.set_blocking(terminal, False)
    text = "é" * 50_000
    writing = threading.Thread(target=write_all, args=(terminal, "utf-8", text), daemon=True)
    writing.start()
    got = bytearray()

    def read() -> None:
        while len(got) < len(text.encode()):
            got.extend(os.read(master, 1 << 16))

    reading = threading.Thread(target=read, daemon=True)
    reading.start()
    reading.join(PATIENCE)
    writing.join(PATIENCE)
    assert got.decode() == text
    os.close(master)
    with pytest.raises(OSError, match="Input/output"):
        write_all(terminal, "utf-8", "gone")
    os.close(terminal)
