"""Flow control: on a link that accepts everything and delivers slowly, little is in transit."""

from __future__ import annotations

import io
import threading

import pytest

from readerapp.ui.terminal.capabilities import Capabilities
from readerapp.ui.terminal.frame_parser import TargetScreen
from readerapp.ui.terminal.input import KeyParser
from readerapp.ui.terminal.output_thread import ANSWER, ASK, FlowControl, OutputThread, is_remote
from readerapp.ui.terminal.renderer import DiffRenderer

SIZE = 80, 40


class FarTerminal(io.StringIO):
    """A terminal that accepts everything at once."""

    def __init__(self) -> None:
        super().__init__()
        self._written = threading.Condition()

    def write(self, text: str) -> int:
        with self._written:
            self._written.notify_all()
            return super().write(text)

    def wait_for(self, text: str) -> None:
        with self._written:
            assert self._written.wait_for(lambda: text in self.getvalue(), 20), text


def page(sign: str) -> str:
    return "".join(f"\x1b[{row};1H{sign * SIZE[0]}" for row in range(1, SIZE[1] + 1)) + "\x1b[1;1H"


def test_pictures_wait_for_a_terminal_that_answers_and_the_newest_is_sent() -> None:
    terminal, wanted, pace = FarTerminal(), TargetScreen(), FlowControl(asks=True)
    outbox = OutputThread(terminal.write, DiffRenderer(Capabilities()), pace)
    outbox.start()
    outbox.post(wanted.item(page("a"), *SIZE))
    terminal.wait_for(ASK)
    pace.answered()
    for sign in "bc":  # one asks, one more may be under way
        outbox.post(wanted.item(page(sign), *SIZE))
        terminal.wait_for(sign * 9)
    for number in range(200):
        outbox.post(wanted.item(page("dx"[number % 2]), *SIZE))
    outbox.post(wanted.item(page("e"), *SIZE))
    outbox.stop()
    output = terminal.getvalue()
    assert "eeeee" in output
    assert "dddd" not in output
    assert "xxxx" not in output


def test_a_terminal_that_never_answers_is_never_waited_for_and_asked_once() -> None:
    terminal, wanted = FarTerminal(), TargetScreen()
    outbox = OutputThread(terminal.write, DiffRenderer(Capabilities()), FlowControl(asks=True))
    outbox.start()
    for sign in "abcdefgh":
        outbox.post(wanted.item(page(sign), *SIZE))
        terminal.wait_for(sign * 9)
    outbox.stop()
    assert terminal.getvalue().count(ASK) == 1


def test_the_end_waits_for_an_answer_that_is_still_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("readerapp.ui.terminal.output_thread._LAST_WORDS", 20.0)
    pace, ended = FlowControl(asks=True), threading.Event()
    assert pace.after("x" * 10_000).endswith(ASK)
    threading.Thread(target=lambda: (pace.settle(), ended.set())).start()
    assert not ended.wait(0.05)
    pace.answered()
    assert ended.wait(20)


def test_exit_does_not_wait_without_a_query_or_without_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("readerapp.ui.terminal.output_thread._LAST_WORDS", 0.0)
    pace = FlowControl(asks=True)
    pace.settle()
    pace.after("x" * 10_000)
    pace.settle()


def test_near_terminals_are_not_asked() -> None:
    assert FlowControl().after("x" * 100_000) == "x" * 100_000
    assert not is_remote({})
    assert is_remote({"SSH_CONNECTION": "10.0.0.1 22 10.0.0.2 22"})


@pytest.mark.parametrize("pieces", [[ANSWER], ["j" + ANSWER + "k"], ["\x1b", "[0", "nj"]])
def test_the_answer_is_no_key(pieces: list[str]) -> None:
    answers: list[bool] = []
    parser = KeyParser(answered=lambda: answers.append(True))
    keys = [event.character for piece in pieces for event in parser.feed(piece)]
    assert answers == [True]
    assert keys == list("".join(pieces).replace(ANSWER, ""))
