"""The clipboard: which way a copy goes, and "copied" only where that is certain."""

import base64
import io
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_state_path

from readerapp.core.errors import ReaderError
from readerapp.interchange.clipboard import desktop, routes
from readerapp.interchange.clipboard.routes import (
    OSC_52_LIMIT,
    clean_text,
    clipboard_route,
    copy_text,
    osc_52,
)

SSH = {"SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22", "TERM": "xterm-256color"}
WORDS = '"Naïve — words." (Maria Ortega, Council split, ¶2)'


@pytest.fixture
def programs(tmp_path):
    """Return a function that adds a program to a folder that replaces the installed programs."""

    def add(name, script):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    add.path = f"{tmp_path}:/usr/bin:/bin"
    add.folder = tmp_path
    return add


def environment(programs, **more):
    others = {name: value for name, value in os.environ.items() if name not in ("PATH",)}
    return {**others, "PATH": programs.path, **more}


def copied_file():
    return user_state_path("readerapp") / "copied.txt"


def decoded(escape):
    payload = re.search(r"\]52;c;([A-Za-z0-9+/=]*)\a", escape)[1]
    return base64.b64decode(payload).decode()


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a desktop")
@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({}, "file"),
        ({"TERM": "linux"}, "file"),
        (SSH, "terminal"),
        ({"SSH_TTY": "/dev/pts/3"}, "terminal"),
        ({**SSH, "DISPLAY": "localhost:10.0"}, "terminal"),
        ({**SSH, "STY": "1.x"}, "terminal"),
        ({"STY": "1.x"}, "terminal"),
        ({"STY": "1.x", "DISPLAY": ":0"}, "desktop"),
        ({"DISPLAY": ":0"}, "desktop"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "desktop"),
        ({"WSL_DISTRO_NAME": "Debian"}, "desktop"),
        ({"TMUX": "/nowhere,1,0", "PATH": "/nowhere"}, "file"),
    ],
)
def test_the_route_depends_on_the_environment(variables, name):
    found = clipboard_route(variables)
    assert found.name == name
    assert found.why.endswith(".")


def test_inside_tmux_the_route_is_tmux_also_over_ssh(programs):
    programs("tmux", "exit 0")
    assert clipboard_route({**SSH, "TMUX": "/x,1,0", "PATH": programs.path}).name == "tmux"


def test_over_ssh_osc_52_is_sent_and_success_is_not_claimed():
    sent = copy_text(WORDS, SSH)
    assert sent.route == "terminal"
    assert decoded(sent.escape) == WORDS
    assert sent.verb == "Sent" and "not verified" in sent.way


def test_the_longest_text_that_a_terminal_takes():
    most = OSC_52_LIMIT // 4 * 3
    assert osc_52("x" * most, SSH) is not None
    assert osc_52("x" * (most + 3), SSH) is None
    sent = copy_text("x" * (most + 3), SSH)
    assert (sent.route, sent.escape) == ("file", None)
    assert sent.describe("it").endswith("copied.txt (too long for the terminal's clipboard)")


def test_screen_gets_pieces_that_it_passes_on_whole():
    escape = osc_52(WORDS * 40, {**SSH, "STY": "1.x"})
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", escape, re.DOTALL)
    assert len(pieces) > 2
    assert all(len(piece) <= 256 for piece in pieces)
    assert decoded("".join(pieces)) == WORDS * 40
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == escape


def test_a_tmux_at_the_other_end_of_the_line_gets_both_forms():
    plain, wrapped = osc_52(WORDS, {**SSH, "TERM": "tmux-256color"}).split("\x1bPtmux;")
    assert decoded(plain) == WORDS
    assert wrapped.removesuffix("\x1b\\").replace("\x1b\x1b", "\x1b") == plain


@pytest.mark.parametrize(
    ("term", "text", "plain"),
    [
        ("screen.xterm-256color", "short", False),
        ("screen-256color", "short", True),
        ("screen-256color", "long " * 99, False),
    ],
)
def test_what_screen_would_show_as_text_is_not_sent(term, text, plain):
    escape = osc_52(text, {**SSH, "TERM": term})
    assert escape.startswith("\x1b]52;") is plain
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", escape, re.DOTALL)
    assert decoded("".join(pieces)) == text


@pytest.mark.parametrize("term", ["tmux-256color", "screen-256color"])
def test_over_ssh_from_within_tmux_there_is_a_file_too(term):
    sent = copy_text(WORDS, {**SSH, "TERM": term})
    assert sent.escape
    assert copied_file().read_text() == WORDS
    assert sent.verb == "Sent and saved" and "tmux there may need set-clipboard on" in sent.way


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a desktop")
def test_without_a_known_clipboard_osc_52_is_sent_and_a_file_written():
    sent = copy_text(WORDS, {"TERM": "xterm-256color"})
    assert decoded(sent.escape) == WORDS == copied_file().read_text()
    assert sent.verb == "Sent and saved" and "not verified" in sent.way


@given(st.text(st.characters(), max_size=60))
def test_no_escape_obeys_the_text(text):
    for variables in (SSH, {**SSH, "STY": "1.x"}, {**SSH, "TERM": "tmux"}):
        escape = osc_52(clean_text(text), variables)
        assert re.fullmatch(r"[\x1b\x07A-Za-z0-9+/=\]\\;P]*", escape)
        assert "?" not in escape


@given(st.text(st.characters(), max_size=60))
def test_what_is_copied_has_no_controls_but_newline_and_tab(text):
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", cleaned)
    assert clean_text(cleaned) == cleaned


def test_words_lines_and_marks_are_left_as_they_are():
    assert clean_text("a\tb\r\nc\u202e “d” 👩‍👩‍👧 \x1b[2Je\r") == "a\tb\nc\u202e “d” 👩‍👩‍👧 [2Je"


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a desktop")
def test_without_a_clipboard_a_private_file_is_named():
    path = copied_file()
    for text in ("first, longer", "second"):
        sent = copy_text(text, {})
        assert path.read_text() == text
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (sent.route, sent.escape) == ("file", None)
    shown = str(path).replace(str(Path.home()), "~")
    assert (
        sent.describe("1 quotation", short=True)
        == f"Saved 1 quotation · {shown} (no clipboard found)"
    )
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a desktop")
def test_the_file_follows_no_link(home):
    victim = home / "victim"
    victim.write_text("mine")
    path = copied_file()
    path.parent.mkdir(parents=True)
    path.symlink_to(victim)
    copy_text(WORDS, {})
    assert victim.read_text() == "mine"
    assert path.read_text() == WORDS


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac always has a desktop")
def test_failure_of_clipboard_and_file_is_reported():
    copied_file().parent.parent.parent.mkdir(parents=True, exist_ok=True)
    copied_file().parent.parent.write_text("a file where the folder should be")
    with pytest.raises(ReaderError, match=r"\(no clipboard found\), and .*cannot be written"):
        copy_text(WORDS, {})


def test_tmux_gets_the_text_and_passes_it_on(programs):
    got = programs.folder / "got"
    programs("tmux", f'[ "$*" = "load-buffer -w -" ] && cat > {got}')
    sent = copy_text(WORDS, environment(programs, TMUX="/x,1,0"))
    assert got.read_text() == WORDS
    assert (sent.route, sent.escape) == ("tmux", None)
    assert sent.describe("9 quotations") == "Copied 9 quotations · tmux (paste: prefix ])"


def test_an_old_tmux_keeps_it_in_its_buffer_and_no_more_is_said(programs):
    got = programs.folder / "got"
    programs("tmux", f'[ "$*" = "load-buffer -" ] && cat > {got}')
    sent = copy_text(WORDS, environment(programs, TMUX="/x,1,0"))
    assert got.read_text() == WORDS
    assert sent.verb == "Copied"


def test_a_tmux_that_is_gone_leaves_the_file(programs):
    programs("tmux", "exit 1")
    sent = copy_text(WORDS, environment(programs, TMUX="/x,1,0"))
    assert sent.route == "file"
    assert copied_file().read_text() == WORDS


def xclip(programs, copy_script, paste_script):
    programs("xclip", f'case "$*" in *-o*) {paste_script};; *) {copy_script};; esac')
    return environment(programs, DISPLAY=":99")


@pytest.fixture
def linux():
    if sys.platform != "linux" or "microsoft" in Path("/proc/version").read_text().lower():
        pytest.skip("pyperclip takes another program here")


@pytest.mark.usefixtures("linux")
class TestDesktop:
    def test_copied_is_reported_when_it_was_read_back(self, programs):
        got = programs.folder / "got"
        variables = xclip(programs, f"cat > {got}", f"cat {got}")
        assert copy_text(WORDS, variables).verb == "Copied"
        assert got.read_text() == WORDS

    def test_given_is_reported_when_something_else_is_read_back(self, programs):
        variables = xclip(programs, "cat > /dev/null", "echo something else")
        sent = copy_text(WORDS, variables)
        assert sent.route == "desktop"
        assert sent.verb == "Sent" and "not verified" in sent.way

    def test_a_display_that_cannot_be_reached_leaves_the_file(self, programs, capfd):
        failing = "cat > /dev/null; echo no display >&2; exit 1"
        sent = copy_text(WORDS, xclip(programs, failing, "exit 1"))
        assert sent.route == "file"
        assert capfd.readouterr() == ("", "")  # the screen is the reader's

    def test_a_python_that_cannot_be_started_leaves_the_file(self, programs, monkeypatch):
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        assert copy_text(WORDS, environment(programs, DISPLAY=":99")).route == "file"

    def test_a_program_that_hangs_leaves_the_file(self, programs, monkeypatch):
        monkeypatch.setattr(routes, "CLIPBOARD_TIMEOUT", 0.3)
        sent = copy_text(WORDS, xclip(programs, "sleep 600", "sleep 600"))
        assert sent.route == "file"

    def test_a_program_that_stays_in_the_background_does_not_block(self, programs):
        got, served = programs.folder / "got", programs.folder / "served"
        os.mkfifo(served)
        serving = f"cat > {got}; (cat {served} > /dev/null) &"
        variables = xclip(programs, serving, f"cat {got}")
        assert copy_text(WORDS, variables).verb == "Copied"
        os.close(os.open(served, os.O_WRONLY))  # it was there all the time; now it may end

    def test_modules_in_the_working_folder_are_not_imported(self, programs):
        Path("pyperclip.py").write_text("raise SystemExit(0)")
        got = programs.folder / "got"
        assert copy_text(WORDS, xclip(programs, f"cat > {got}", f"cat {got}")).verb == "Copied"
        assert got.read_text() == WORDS


def run_desktop(monkeypatch, copy_function, paste_function=lambda: "", text=WORDS):
    import pyperclip

    functions = (copy_function, paste_function)
    monkeypatch.setattr(pyperclip, "determine_clipboard", lambda: functions)
    stdin = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    return desktop.main()


def test_pbcopy_is_told_that_it_gets_utf_8(monkeypatch, programs):
    """In the locale C it reads MacRoman, and pbpaste undoes it: what is pasted would be wrong."""
    import platform

    got, locale = programs.folder / "got", programs.folder / "locale"
    programs("pbcopy", f'echo "$LC_CTYPE,$LC_ALL" > {locale}; cat > {got}')
    programs("pbpaste", f"cat {got}")
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("PATH", programs.path)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("LC_CTYPE", "C")
    stdin = io.TextIOWrapper(io.BytesIO(WORDS.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    assert desktop.main() == desktop.COPIED
    assert (locale.read_text(), got.read_text()) == ("UTF-8,\n", WORDS)


def test_the_status_is_what_is_known(monkeypatch):
    import pyperclip

    def failing(*_):
        raise pyperclip.PyperclipException

    def copy_qt(text):
        raise AssertionError("must not be used")

    taken = []
    assert run_desktop(monkeypatch, taken.append, lambda: WORDS) == desktop.COPIED
    assert taken == [WORDS]
    windows = run_desktop(monkeypatch, taken.append, lambda: "a\r\nb\r\n", text="a\nb")
    assert windows == desktop.COPIED
    assert run_desktop(monkeypatch, taken.append, lambda: "other") == desktop.GIVEN
    assert run_desktop(monkeypatch, taken.append, failing) == desktop.GIVEN
    assert run_desktop(monkeypatch, taken.append, lambda: "") == desktop.REFUSED
    assert run_desktop(monkeypatch, failing) == desktop.REFUSED
    assert run_desktop(monkeypatch, copy_qt) == desktop.REFUSED


@pytest.mark.e2e
@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
@pytest.mark.parametrize("text", [WORDS, "two\nlines\t.\n", "x" * 200_000])
def test_a_real_tmux_has_it_in_its_buffer(text, tmp_path_factory):
    folder = tmp_path_factory.mktemp("t")
    socket = folder / "s"
    tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]
    subprocess.run([*tmux, "new-session", "-d", "-x", "80", "-y", "24", "cat"], check=True)
    try:
        sent = copy_text(text, {**os.environ, "TMUX": f"{socket},1,0"})
        shown = subprocess.run([*tmux, "show-buffer"], check=True, capture_output=True)
    finally:
        subprocess.run([*tmux, "kill-server"], check=True)
    assert sent.route == "tmux"
    assert shown.stdout.decode() == text
