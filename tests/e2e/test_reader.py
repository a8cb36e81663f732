"""The reader in real terminals: a whole session, how it ends, and every byte that it sends."""

from __future__ import annotations

import base64
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest
import tinydb

from tests.e2e.terminal import Pty, Tmux, needs_tmux
from tests.safety.link import PATIENT

pytestmark = pytest.mark.e2e

FIRST = "We kept the boats running through two floods,"
SECOND = "Nobody asked us before they sold the pier."
ARTICLE = f"""\
Ferry line to close after ninety years

The last ferry across the Venn will sail on Sunday, the harbour board said.

“{FIRST}” said Ida Holm, who has steered the line since 1998. “{SECOND}”

Holm has sixty days to appeal.
"""


@pytest.fixture
def article(home: Path) -> Path:
    path = home / "ferry.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def reader(path: Path, *run: str) -> list[str]:
    """Return the command that opens the reader on `path`, with a store in the same folder."""
    store = path.parent / "store"
    words = ("--store", str(store), "--as", "Ana", str(path))
    return [sys.executable, *(run or ("-m", "readerapp")), *words]


def saved_annotations(home: Path) -> list[dict[str, object]]:
    """Return the annotations in the store in order of position, as plain TinyDB reads them."""
    [file] = (home / "store").glob("*.json")
    with tinydb.TinyDB(file, encoding="utf-8") as database:
        rows = [dict(row) for row in database.table("annotations") if not row["deleted"]]
    return sorted(rows, key=lambda row: row["target"]["start"])


def speakers(home: Path) -> list[str]:
    [file] = (home / "store").glob("*.json")
    with tinydb.TinyDB(file, encoding="utf-8") as database:
        return [row["name"] for row in database.table("speakers")]


STORY = [
    *(".", "a", "w", "h", "y", " ", "n", "o", "w", "?", "Escape"),
    *(".", "s", "A", "d", "a", " ", "B", "e", "r", "g", "Enter"),
]


@needs_tmux
@pytest.mark.parametrize("burst", [False, True], ids=["one by one", "in one burst"])
def test_annotations_survive_a_restart(article: Path, burst: bool) -> None:
    with Tmux(reader(article), size=(120, 40)) as terminal:
        terminal.wait_for(". next quotation")
        for keys in [STORY] if burst else [[key] for key in STORY]:
            terminal.keys(*(key if len(key) > 1 else _tmux(key) for key in keys))
        terminal.wait_for("speaker Ada Berg")
        terminal.keys("q")
        terminal.wait_until_ended()
    first, second = saved_annotations(article.parent)
    assert (first["target"]["exact"], first["note"]) == (FIRST, "why now?")  # type: ignore[index]
    assert second["target"]["exact"] == SECOND  # type: ignore[index]
    assert speakers(article.parent) == ["Ada Berg"]
    with Tmux(reader(article), size=(120, 40)) as terminal:
        terminal.wait_for(_all("2 highlights", "✎ why now?", "Ada Berg"))
        terminal.keys("q")
        terminal.wait_until_ended()


def test_keys_typed_while_it_starts_are_not_lost(article: Path) -> None:
    with Pty(reader(article), size=(120, 40)) as terminal:
        terminal.wait_for(lambda _: b"\x1b[?1049h" in terminal.output)
        terminal.write(".aearly\x1b")
        terminal.wait_for(_all("✎ early"))
        end(terminal)
    assert [row["note"] for row in saved_annotations(article.parent)] == ["early"]


def test_of_a_hundred_keys_typed_while_it_starts_none_is_lost(article: Path) -> None:
    typed = "abcdefghijklmnopqrstuvwxyz" * 4
    with Pty(reader(article), size=(200, 40)) as terminal:
        terminal.write("/")
        for letter in typed:
            terminal.write(letter)
            terminal.pump(0.002)
        terminal.wait_for(f"find: {typed}")


def test_the_first_page_stays_on_the_screen_and_is_sent_once(article: Path) -> None:
    colours = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with Pty(reader(article), size=(120, 40), env=colours) as terminal:
        terminal.wait_for(". next quotation")
        terminal.settle(quiet=0.5)
        sent = bytes(terminal.output)
    words = b"The last ferry across the Venn"
    assert sent.count(words) == 1
    assert sent.count(b"\x1b[?1049h") == 1
    assert b"\x1b[2J" not in sent
    seen, screen = [], pyte.Screen(120, 40)
    stream = pyte.ByteStream(screen)
    for piece in re.split(rb"(?=\x1b\[\d*;?\d*H)", sent):
        stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*\$?[a-z]", b"", piece))
        seen.append(any(words.decode() in row for row in screen.display))
    assert all(seen[seen.index(True) :]), "no blank frame between"


def test_a_start_that_fails_restores_the_terminal(article: Path) -> None:
    script = (
        "import sys, readerapp.ui.app as app\n"
        "from readerapp.cli import main\n"
        "from readerapp.core.errors import ReaderError\n"
        "def fail(*_, **__): raise ReaderError('It cannot start; try again.')\n"
        "app.run_app = fail\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, *reader(article)[3:]]
    with Pty(["sh", "-c", 'stty -a; "$@"; stty -a', "sh", *command], size=(120, 40)) as terminal:
        terminal.wait_until_ended()
        sent = bytes(terminal.output)
    assert b"\x1b[?1049h" in sent
    before, after = sent.partition(b"\x1b[?1049h")[0], sent.rpartition(b"\x1b[?1049l")[2]
    assert b"It cannot start; try again." in after
    assert b"Traceback" not in sent
    assert sent.rfind(b"\x1b[?25h") > sent.rfind(b"\x1b[?25l"), "the cursor is back"
    modes = before.partition(b"speed")[2]
    assert modes and after.endswith(modes), "keys are shown again"


def test_a_dropped_connection_loses_nothing_that_was_typed(article: Path) -> None:
    with Pty(reader(article, "-c", PATIENT), size=(120, 40)) as terminal:
        terminal.wait_for(". next quotation")
        terminal.write(".a")
        terminal.wait_for("Esc done")
        terminal.write("to the last letter")
        terminal.wait_for("to the last letter")
        terminal.hang_up()
        terminal.wait_until_ended()
        assert terminal.exit_code() == 128 + signal.SIGHUP
    assert [row["note"] for row in saved_annotations(article.parent)] == ["to the last letter"]


def test_when_terminated_it_restores_the_terminal(article: Path) -> None:
    with Pty(reader(article, "-c", PATIENT), size=(120, 40)) as terminal:
        terminal.wait_for(". next quotation")
        terminal.write(".aunfinished")
        terminal.wait_for("unfinished")
        terminal.kill(signal.SIGTERM)
        terminal.wait_until_ended()
        assert terminal.exit_code() == 128 + signal.SIGTERM
        ending = bytes(terminal.output)
    for mode in (1000, 1003, 1006, 1049, 2004):
        on, off = b"\x1b[?%dh" % mode, b"\x1b[?%dl" % mode
        assert ending.rfind(off) > ending.rfind(on), mode
    assert ending.rfind(b"\x1b[?25h") > ending.rfind(b"\x1b[?25l"), "the cursor is back"
    assert [row["note"] for row in saved_annotations(article.parent)] == ["unfinished"]


def test_nothing_is_written_while_nothing_happens(article: Path) -> None:
    with Pty(reader(article), size=(120, 40)) as terminal:
        terminal.wait_for(". next quotation")
        terminal.write(".")
        terminal.settle(quiet=1.5)  # a clock or a cursor that blinks would never let it
        terminal.write("a")
        terminal.wait_for("Esc done")
        terminal.settle(quiet=1.5)
        end(terminal)


def test_the_mouse_reports_no_plain_motion_over_ssh(article: Path) -> None:
    far = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    with Pty(reader(article), size=(120, 40), env=far) as terminal:
        terminal.wait_for(". next quotation")
        terminal.write("\x1b[<0;10;6M\x1b[<0;10;6m\x1b[<0;10;6M\x1b[<0;10;6m")
        terminal.write("\r")
        terminal.wait_for("1 highlight")
        end(terminal)
        modes = set(re.findall(rb"\x1b\[\?(\d+)h", terminal.output))
    assert {b"1000", b"1002", b"1006"} <= modes
    assert not {b"1003", b"1015"} & modes


@pytest.mark.parametrize("term", ["xterm-256color", "xterm"])
def test_no_color_sends_no_colour(article: Path, term: str) -> None:
    with Pty(reader(article), size=(120, 40), env={"NO_COLOR": "1", "TERM": term}) as terminal:
        visit(terminal)
        end(terminal)
        assert not [*colours(terminal.output)]


def test_a_terminal_of_sixteen_colours_gets_no_others(article: Path) -> None:
    with Pty(reader(article), size=(120, 40), env={"TERM": "xterm"}) as terminal:
        visit(terminal)
        row = next(n for n, text in enumerate(terminal.screen.display) if "We kept" in text[:60])
        cell = terminal.screen.buffer[row][5]
        assert cell.bg not in ("default", cell.fg), "the highlight is to be seen, and readable"
        end(terminal)
        sent = {*colours(terminal.output)}
    assert sent <= {*range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)}


ESC, BEL = "\x1b", "\x07"
COPY = f"{ESC}]52;c;{base64.b64encode(b'stolen').decode()}{BEL}"
HOSTILE = (
    f"{COPY} {ESC}]0;TITLE{BEL} {ESC}[31;5mBLINK {ESC}P+q544e{ESC}\\ \x9b35mC1 \x9d0;C1TITLE\x9c "
    "\u202eBIDI\u202c \u2066ISOLATE\u2069 [bold red]MARKUP[/nope] [@click=app.quit]CLICK[/] \x7f"
)
FORBIDDEN = (b"\x1b]52", b"stolen", b"\x1b]0;TITLE", b"\x1b[31;5m", b"\x1bP+q", b"\x7f")


def test_nothing_hostile_reaches_the_terminal(home: Path) -> None:
    path = home / f"{HOSTILE.replace('/', '-')[:150]}.txt"
    text = f"{HOSTILE}\n\nShe said “so {HOSTILE} it goes” and left.\n"
    path.write_text(text, encoding="utf-8")
    with Pty(reader(path), size=(120, 40)) as terminal:
        terminal.wait_for("0 highlights")
        terminal.write(".1")
        terminal.wait_for("1 highlight")
        end(terminal)
    make_hostile(home)
    with Pty(reader(path), size=(120, 40)) as terminal:
        for keys, shown in (
            ("", "Highlights 1"), ("g]", "CLICK"), ("s", "Speaker: "),
            ("\x1b", "Highlights 1"), ("t", "Tags"), ("\x1b", "Highlights 1"),
            ("S", "Speakers ·"), ("e", "Also known"), ("\x1b", "Speakers ·"),
            ("\x1b", "Highlights 1"), ("?", "Keys ·"), ("\x1b", "Highlights 1"),
            ("x", "Deleted"), ("B", "Bin"), ("\x1b", "Highlights 0"), ("L", "Library"),
        ):  # fmt: skip
            terminal.write(keys)
            terminal.wait_for(shown)
        terminal.write("q")
        terminal.wait_until_ended()
        sent = bytes(terminal.output)
    for needle in FORBIDDEN:
        assert needle not in sent, needle
    shown = sent.decode("utf-8")
    assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert "[@click=app.quit]" in shown, "markup is words like any other"
    assert not re.search(r"\x1b\]8;", shown), "no link is made of text"


def make_hostile(home: Path) -> None:
    """Write hostile text into the fields of the store, as an imported file may have it."""
    [file] = (home / "store").glob("*.json")
    with tinydb.TinyDB(file, encoding="utf-8") as database:
        who = {"id": "7f1f7d2e-0c5e-4f9d-9a51-0f3a5d0c1e11", "name": HOSTILE, "aliases": [HOSTILE]}
        database.table("speakers").insert({**who, "role": HOSTILE})
        changes = {"note": HOSTILE, "tags": [HOSTILE], "speaker": who["id"]}
        database.table("annotations").update(changes)


def visit(terminal: Pty) -> None:
    """Highlight, write a note and open every screen."""
    terminal.wait_for(". next quotation")
    terminal.write(".3anote\x1b.5/boats\r")
    terminal.wait_for(_all("2 highlights", "✎ note"))
    for keys, shown in (("?", "Keys ·"), ("\x1b", "2 highlights"), ("S", "Speakers ·")):
        terminal.write(keys)
        terminal.wait_for(shown)
    terminal.write("\x1b")
    terminal.wait_for("2 highlights")


def colours(sent: bytes | bytearray) -> Iterator[int]:
    """Yield every colour code that is sent: 30 to 107; 38 and 48 for more than sixteen colours."""
    for sequence in re.findall(rb"\x1b\[([0-9;:]*)m", bytes(sent)):
        parameters = [int(part or 0) for part in re.split(rb"[;:]", sequence)]
        for number in parameters:
            if (30 <= number <= 48 and number != 39) or 90 <= number <= 107:
                yield number
            if number in (38, 48):
                break  # what follows are its components


def end(terminal: Pty) -> None:
    terminal.write("\x1bq")
    terminal.wait_until_ended()
    assert terminal.exit_code() == 0


def _all(*texts: str):  # type: ignore[no-untyped-def]
    return lambda screen: all(text in screen for text in texts)


def _tmux(key: str) -> str:
    """Return tmux's name of a key; tmux interprets a lone semicolon and a space itself."""
    return {" ": "Space", ";": "\\;"}.get(key, key)


def test_text_typed_into_a_prompt_is_shown_and_triggers_no_action(
    home: Path, article: Path
) -> None:
    with Pty(reader(article)) as terminal:
        terminal.wait_for(". next quotation")
        terminal.write(".1:\tx")
        terminal.wait_for("go to: x")
        terminal.write("\x1b[<0;10;5M\x1b[<0;10;5m")  # a click beside it
        terminal.wait_for("t tags")
        terminal.write("t")
        terminal.wait_for("Tags: ")
        for number, letter in enumerate("harbour", 1):  # each alone, as somebody types
            terminal.write(letter)
            terminal.wait_for("\n " + "harbour"[:number])
        terminal.write("\x1bL/\tqx")
        terminal.wait_for("filter: qx")
        terminal.write("\x1b\x1b")
        terminal.wait_for("1 highlight")
        terminal.write("q")
        terminal.wait_until_ended()
    assert len(saved_annotations(home)) == 1
