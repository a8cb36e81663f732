"""Flow control: on a link that accepts everything and delivers slowly, little is in transit."""

from __future__ import annotations

import io
import threading

import pytest

from readerapp.ui.terminal.escape_sequences import Capabilities
from readerapp.ui.terminal.frame_parser import TargetScreen
from readerapp.ui.terminal.input import KeyParser
from readerapp.ui.terminal.output_thread import (
    STATUS_QUERY,
    STATUS_REPLY,
    FlowControl,
    OutputThread,
    is_remote,
)
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
            assert self._written.wait_for(lambda: text in self.getvalue(), 60), text


def page(sign: str) -> str:
    return "".join(f"\x1b[{row};1H{sign * SIZE[0]}" for row in range(1, SIZE[1] + 1)) + "\x1b[1;1H"


def test_pictures_wait_for_a_terminal_that_answers_and_the_newest_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("readerapp.ui.terminal.output_thread._REPLY_TIMEOUT", 60.0)
    terminal, wanted, flow_control = FarTerminal(), TargetScreen(), FlowControl(asks=True)
    output_thread = OutputThread(terminal.write, DiffRenderer(Capabilities()), flow_control)
    output_thread.start()
    output_thread.post(wanted.item(page("a"), *SIZE))
    terminal.wait_for(STATUS_QUERY)
    flow_control.report_reply()
    for sign in "bc":  # one asks, one more may be under way
        output_thread.post(wanted.item(page(sign), *SIZE))
        terminal.wait_for(sign * 9)
    for number in range(200):
        output_thread.post(wanted.item(page("dx"[number % 2]), *SIZE))
    output_thread.post(wanted.item(page("e"), *SIZE))
    output_thread.stop()
    output = terminal.getvalue()
    assert "eeeee" in output
    assert "dddd" not in output
    assert "xxxx" not in output


def test_a_terminal_that_never_answers_is_never_waited_for_and_asked_once() -> None:
    terminal, wanted = FarTerminal(), TargetScreen()
    output_thread = OutputThread(
        terminal.write, DiffRenderer(Capabilities()), FlowControl(asks=True)
    )
    output_thread.start()
    for sign in "abcdefgh":
        output_thread.post(wanted.item(page(sign), *SIZE))
        terminal.wait_for(sign * 9)
    output_thread.stop()
    assert terminal.getvalue().count(STATUS_QUERY) == 1


def test_the_end_waits_for_an_answer_that_is_still_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("readerapp.ui.terminal.output_thread._EXIT_TIMEOUT", 20.0)
    flow_control, ended = FlowControl(asks=True), threading.Event()
    assert flow_control.with_query("x" * 10_000).endswith(STATUS_QUERY)
    threading.Thread(target=lambda: (flow_control.wait_for_replies(), ended.set())).start()
    assert not ended.wait(0.05)
    flow_control.report_reply()
    assert ended.wait(60)


def test_exit_does_not_wait_without_a_query_or_without_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("readerapp.ui.terminal.output_thread._EXIT_TIMEOUT", 0.0)
    flow_control = FlowControl(asks=True)
    flow_control.wait_for_replies()
    flow_control.with_query("x" * 10_000)
    flow_control.wait_for_replies()


def test_near_terminals_are_not_asked() -> None:
    assert FlowControl().with_query("x" * 100_000) == "x" * 100_000
    assert not is_remote({})
    assert is_remote({"SSH_CONNECTION": "10.0.0.1 22 10.0.0.2 22"})


@pytest.mark.parametrize(
    "pieces", [[STATUS_REPLY], ["j" + STATUS_REPLY + "k"], ["\x1b", "[0", "nj"]]
)
def test_the_answer_is_no_key(pieces: list[str]) -> None:
    answers: list[bool] = []
    parser = KeyParser(on_reply=lambda: answers.append(True))
    keys = [event.character for piece in pieces for event in parser.feed(piece)]
    assert answers == [True]
    assert keys == list("".join(pieces).replace(STATUS_REPLY, ""))
