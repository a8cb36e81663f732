"""Tests of the test terminals, with well-known programs."""

import re
import sys

import pytest

from tests.e2e.terminal import Pty, Tmux, needs_tmux

pytestmark = pytest.mark.e2e


def python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


@needs_tmux
def test_tmux_types_and_shows() -> None:
    with Tmux(["cat"], size=(40, 10)) as terminal:
        terminal.type("C-d “naïve” -x 雨")
        terminal.keys("Enter")
        screen = terminal.wait_for(lambda text: text.count("雨") == 2)
        assert screen.splitlines()[:2] == ["C-d “naïve” -x 雨"] * 2
        assert terminal.running()
        terminal.keys("C-d")
        terminal.wait_until_ended()
        assert terminal.text().startswith(screen.rstrip()), "the screen outlives the program"


@needs_tmux
def test_tmux_gives_size_and_environment() -> None:
    # It stays: what a program wrote that ends at once, tmux now and then never draws.
    script = "stty size; echo $GREETING $TERM; exec cat"
    with Tmux(["sh", "-c", script], size=(50, 12), env={"GREETING": "hello"}) as terminal:
        assert terminal.wait_for("hello").startswith("12 50\nhello tmux-256color\n")


@needs_tmux
def test_tmux_resizes_and_shows_styles() -> None:
    script = "trap 'stty size' WINCH; printf '\\033[31mred\\033[0m\\n'; while :; do sleep 0.1; done"
    with Tmux(["sh", "-c", script], size=(40, 10)) as terminal:
        terminal.wait_for("red")
        assert "\x1b[31mred" in terminal.styled()
        terminal.resize(60, 20)
        terminal.wait_for("20 60")


@needs_tmux
def test_tmux_pastes_in_brackets() -> None:
    script = "printf '\\033[?2004hready\\n'; exec cat -v"
    with Tmux(["sh", "-c", script]) as terminal:
        terminal.wait_for("ready")
        terminal.paste("one")
        terminal.keys("Enter")
        terminal.wait_for("^[[200~one^[[201~")


@needs_tmux
def test_a_screen_that_never_comes_fails_with_the_screen() -> None:
    with Tmux(["sh", "-c", "echo something else; cat"]) as terminal:
        terminal.wait_for("something else")
        with pytest.raises(AssertionError, match=r"(?s)'the thing'.*something else"):
            terminal.wait_for("the thing", timeout=0.05)


@needs_tmux
def test_tmux_is_gone_afterwards() -> None:
    with Tmux(["cat"]) as terminal:
        assert terminal.running()
    with pytest.raises(AssertionError, match="tmux display-message"):
        terminal.running()


def test_a_pty_types_and_shows() -> None:
    with Pty(["cat"], size=(40, 10)) as terminal:
        terminal.write("“naïve” 雨\r")
        screen = terminal.wait_for(re.compile("雨\n.*雨"))
        assert screen.splitlines()[:2] == ["“naïve” 雨"] * 2
        assert terminal.exit_code() is None
        terminal.write(b"\x04")
        terminal.wait_until_ended()
        assert terminal.exit_code() == 0
        assert "雨".encode() in terminal.output


def test_a_pty_is_the_controlling_terminal() -> None:
    script = "trap 'stty size' WINCH; echo ready; while :; do sleep 0.1; done"
    with Pty(["sh", "-c", script], size=(40, 10)) as terminal:
        terminal.wait_for("ready")
        terminal.resize(60, 20)
        terminal.wait_for("20 60")
        terminal.write(b"\x03")
        terminal.wait_until_ended()
        assert terminal.exit_code() == -2


def test_hanging_up_sends_sighup() -> None:
    with Pty(["cat"]) as terminal:
        terminal.hang_up()
        terminal.wait_until_ended()
        assert terminal.exit_code() == -1


def test_all_of_a_long_output_is_recorded() -> None:
    with Pty(python("print('x' * 70_000, end='.')")) as terminal:
        terminal.wait_until_ended()
        assert terminal.output == b"x" * 70_000 + b"."
        assert terminal.text().endswith("x\n.")


def test_output_is_settled_when_nothing_more_comes() -> None:
    with Pty(["cat"]) as terminal:
        terminal.write("one\r")
        terminal.wait_for(lambda _: terminal.output.count(b"\n") == 2)
        assert terminal.settle() == b""
        assert terminal.output == b"one\r\none\r\n"


def test_output_that_goes_on_never_settles() -> None:
    with (
        Pty(["sh", "-c", "while echo on; do sleep 0.01; done"]) as terminal,
        pytest.raises(AssertionError, match="no end of output"),
    ):
        terminal.settle(quiet=20, timeout=0.1)


def test_queries_are_answered_once_and_in_order() -> None:
    asked = "import sys, tty; tty.setraw(0); print(end='\\x1b[c\\x1b[6n', flush=True); "
    heard = "print([sys.stdin.read(1) for _ in range(4)], flush=True); sys.stdin.read(1)"
    with Pty(python(asked + heard), answers={b"\x1b[6n": b"34", b"\x1b[c": b"12"}) as terminal:
        terminal.wait_for("['1', '2', '3', '4']")
        terminal.write("q")
        terminal.wait_until_ended()


def test_sequences_that_the_emulator_does_not_know_draw_nothing() -> None:
    strange = r"a\x1b[>1ub\x1b[<uc\x1bP+q544e\x1b\\d\x1b_note\x1b\\e\x1b[31mf\x1b]0;title\x07g"
    with Pty(python(f"print({strange!r}.encode().decode('unicode_escape'))")) as terminal:
        assert terminal.wait_for("g").rstrip() == "abcdefg"
