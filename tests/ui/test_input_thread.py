"""The input thread: keys are delivered, the end wakes it, and a closed terminal is noticed."""

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

TIMEOUT = 60.0


class InputThread:
    """An input thread at one end of a pty; the test has the other end."""

    def __init__(self) -> None:
        self.master, self.terminal = os.openpty()
        os.set_blocking(self.master, True)
        self.received: SimpleQueue[Message] = SimpleQueue()
        self.ending = WakeableEvent()
        self.ended: list[bool] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        self.ended.append(read_input(self.terminal, KeyParser(), self.received.put, self.ending))

    def key(self) -> str:
        """Return the next key."""
        event = self.received.get(timeout=TIMEOUT)
        assert isinstance(event, Key)
        return event.key

    def join(self) -> list[bool]:
        self._thread.join(TIMEOUT)
        return self.ended


@pytest.fixture
def input_thread() -> Iterator[InputThread]:
    made = InputThread()
    yield made
    made.ending.set()
    made.join()
    os.close(made.terminal)


def test_keys_are_delivered_and_the_end_wakes_the_thread(input_thread: InputThread) -> None:
    os.write(input_thread.master, "jé\n".encode())
    assert [input_thread.key(), input_thread.key()] == ["j", "é"]
    input_thread.ending.set()
    assert input_thread.join() == [True]
    os.close(input_thread.master)


def test_escape_alone_is_delivered_without_another_key(input_thread: InputThread) -> None:
    os.write(input_thread.master, b"\x1b\n")
    assert input_thread.key() == "escape"
    os.close(input_thread.master)


def test_a_character_in_two_reads_is_one_key() -> None:
    terminal, typing = os.pipe()
    received: SimpleQueue[Message] = SimpleQueue()
    ending = WakeableEvent()
    thread = threading.Thread(
        target=read_input, args=(terminal, KeyParser(), received.put, ending), daemon=True
    )
    thread.start()
    first, rest = "é".encode()[:1], "é".encode()[1:] + b"j"
    os.write(typing, first)
    end = time.monotonic() + TIMEOUT
    while select.select([terminal], [], [], 0)[0]:
        assert time.monotonic() < end, "the first half is not read"
    os.write(typing, rest)
    keys = [received.get(timeout=TIMEOUT) for _ in "éj"]
    assert [event.key for event in keys if isinstance(event, Key)] == ["é", "j"]
    ending.set()
    thread.join(TIMEOUT)
    os.close(typing)
    os.close(terminal)


def test_a_closed_terminal_is_noticed(input_thread: InputThread) -> None:
    os.close(input_thread.master)
    assert input_thread.join() == [False]


def test_a_cleared_event_wakes_nothing() -> None:
    ending = WakeableEvent()
    ending.set()
    ending.set()
    ending.clear()
    assert not ending.is_set()
    reader, writer = os.pipe()
    os.write(writer, b"j")
    os.close(writer)
    received: list[Message] = []
    assert not read_input(reader, KeyParser(), received.append, ending), "until nothing more came"
    assert [event.key for event in received if isinstance(event, Key)] == ["j"]
    os.close(reader)


def test_writing_to_a_nonblocking_terminal_waits() -> None:
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
    reading.join(TIMEOUT)
    writing.join(TIMEOUT)
    assert got.decode() == text
    os.close(master)
    with pytest.raises(OSError, match="Input/output"):
        write_all(terminal, "utf-8", "gone")
    os.close(terminal)
