"""Terminal payloads wherever text is shown: none of them reaches the terminal.

A pty records every byte that the reader writes. The marker before each payload must be on the
screen: this proves that the payload was really shown.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import TIMEOUT, Pty
from tests.safety import payload_files
from tests.safety.link import ROOT
from tests.safety.payloads import (
    OBEYED,
    PAYLOADS,
    TYPED,
    everything,
    fill,
    markdown,
    odd_name,
    seen,
    text,
)

pytestmark = pytest.mark.e2e

SIZE = (320, 90)
ESC, DOWN = "\x1b", "\x1b[B"


def environment(home: Path) -> dict[str, str]:
    names = {f"XDG_{name}_HOME": str(home / name) for name in ("DATA", "STATE", "CACHE")}
    return {"HOME": str(home), "PYTHONPATH": str(ROOT), **names}


_COPIED = re.compile(rb"\x1b\]52;c;(?!T1dO\x07)[A-Za-z0-9+/=]+(\x07|\x1b\\)")


def obeyed(pty: Pty) -> bytes:
    """Return the payloads in the output, with the bytes before them; empty if there is none."""
    output = bytes(pty.output).replace(b"\x1b]22;default\x07", b"")  # Textual's own: the pointer
    output = _COPIED.sub(b"", output)  # what a key has copied, and not the payload
    output = output.replace(b"\x1bP+q4d73\x1b\\", b"")  # `check` asks what the terminal can do
    found = OBEYED.search(output)
    return output[max(0, found.start() - 40) : found.end()] if found else b""


_MAIN = "\nimport sys; from readerapp.cli import main; sys.exit(main())"
_WITHOUT = {
    "the filter": "from readerapp.ui.output_filters import ControlFilter\n"
    "ControlFilter.apply = lambda self, segments, background: segments" + _MAIN,
    "the text layer": "import readerapp.ui.output_filters, readerapp.ui.first_page\n"
    "from readerapp.text import sanitize\n"
    "sanitize.sanitize = lambda text, lines=False: text\n"
    "sanitize.sanitize_label = lambda text, width=None: text[:width]" + _MAIN,
}
"""The reader with one of its two layers taken out."""


class Screen:
    """A reader on a large terminal, and the payloads that its screens have shown."""

    def __init__(self, home: Path, *words: str | bytes, without: str = "") -> None:
        run = ["-c", _WITHOUT[without]] if without else ["-m", "readerapp"]
        command = [sys.executable, *run, *words]
        self.pty = Pty(command, SIZE, environment(home))  # type: ignore[arg-type]
        self.table: dict[str, set[str]] = {}

    def visit(self, place: str, letter: str, *keys: str, least: int = 0) -> None:
        """Press keys and record which payloads are on the screen then."""
        self.press(*keys)
        shown = self.table.setdefault(place, set())
        shown |= seen(letter, self.pty.text())
        end = time.monotonic() + TIMEOUT
        while len(shown) < least:
            assert time.monotonic() < end, f"{place}: only {sorted(shown)} in\n{self.pty.text()}"
            if self.pty.pump(0.1):
                shown |= seen(letter, self.pty.text())
        assert not (found := obeyed(self.pty)), (place, found)
        assert self.pty.running(), place

    def press(self, *keys: str) -> None:
        """Press keys and read the output; after Esc a pause, so that the next key is not Alt."""
        for key in keys:
            self.pty.write(key)
            self.pty.settle(0.06)

    def command(self, name: str, end: str) -> None:
        """Choose the command that begins with `name` and then has `end` in the palette."""
        self.press("\x10", name)
        self.pty.wait_for(end)
        self.press("\r")

    def report(self) -> None:
        for place, shown in self.table.items():
            print(f"{place:24} {len(shown):3} payloads shown, 0 bytes obeyed")
        shown = sum(len(shown) for shown in self.table.values())
        print(f"{len(self.table)} places, {shown} payloads shown, 0 bytes obeyed")


def opened(home: Path, without: str = "") -> Screen:
    """Start the reader on a text, a store and a file name that are full of payloads."""
    path = home / odd_name("F")
    path.write_text(text(), encoding="utf-8")
    fill(home / "store", path)
    who = everything("I").replace("\0", "")
    words = [os.fsencode(path), "--store", str(home / "store"), "--as", who]
    screen = Screen(home, *words, without=without)
    screen.pty.wait_for(f"Highlights {len(PAYLOADS)}")
    return screen


@pytest.fixture
def screen(home: Path) -> Iterator[Screen]:
    made = opened(home)
    with made.pty:
        yield made


def test_a_self_check_that_the_bytes_would_be_found(home: Path) -> None:
    for name, payload in PAYLOADS.items():
        if "markup" not in name:
            assert OBEYED.search(payload.encode()), name


@pytest.mark.slow
def test_no_payload_is_obeyed_on_any_screen(screen: Screen) -> None:
    few, typed = 7, len(TYPED) - 2
    paste = f"\x1b[200~{everything('Y', TYPED)}\x1b[201~"
    screen.visit("document text", "D", least=few)
    screen.visit("document, scrolled", "D", "G", least=few)
    screen.visit("quotations", "Q", "g", least=few)
    screen.visit("title and file name", "F", least=few)
    screen.visit("list: words", "Q", "\t", "g", "G", least=few)
    screen.visit("list: speakers", "S", least=few)
    screen.visit("list: notes", "N", least=few)
    for number in range(len(PAYLOADS)):
        screen.visit("note editor", "N", "g" if number == 0 else "j", least=1)
    screen.visit("tags", "T", "g", "t", least=1)
    screen.visit("tag input", "Y", paste, least=typed)
    screen.press(ESC)
    screen.visit("speaker chooser", "S", "s", least=few)
    screen.visit("chooser input", "Y", paste, least=typed)
    screen.press(ESC)
    screen.visit("speakers", "S", "S", least=few)
    screen.visit("speakers: roles", "R", least=1)
    screen.visit("speaker form", "A", "e", least=1)
    screen.visit("speaker form input", "Y", paste, least=typed)
    screen.press(ESC, ESC)
    screen.visit("bin", "B", "B", least=few)
    screen.press(ESC)
    screen.visit("list: annotators", "W", "C", "C")
    screen.visit("list: tags", "T", "C", least=1)
    screen.press("C")
    screen.visit("codebook", "T", "K", "G", least=few)
    screen.visit("codebook form", "T", "e", least=1)
    screen.visit("codebook form input", "Y", paste, least=typed)
    screen.press(ESC, ESC)
    screen.command("Show conflicts", "edits that disagree")
    screen.visit("conflicts", "V", least=few)
    screen.visit("conflicts: who", "Z", least=few)
    screen.press(ESC)
    screen.visit("review", "P", "R", least=1)
    screen.press(ESC)
    screen.visit("help", "I", "?", "G", least=few)
    screen.press(ESC)
    screen.visit("palette input", "Y", "\x10", paste, least=typed)
    screen.press(ESC)
    for place, key in (("search", "/"), ("filter", "f"), ("go to", ":")):
        screen.visit(f"{place} input", "Y", "j", key, "\x15", paste, least=typed)
        screen.visit(f"{place} answer", "Y", "\r", least=1)
        screen.press(ESC, ESC)
    screen.visit("export: preview", "Q", "E", least=1)
    screen.visit("export: name", "Y", "\t", "\t", "\x15", paste, least=typed)
    screen.visit("export: folder", "Y", "\x1b[B", paste, "\r", least=typed)
    screen.press(ESC)
    for act, end in (("Import annotations", "from a file"), ("Move annotations", "to another")):
        place = act.casefold()
        screen.command(act, end)
        screen.visit(f"{place} input", "Y", paste, least=typed)
        screen.visit(f"{place} answer", "Y", "\r")
        screen.press(ESC, ESC)
    screen.visit("clipboard", "Q", "y", "Y")
    screen.visit("note typed", "Y", "A", paste, least=typed)
    screen.press("\t")
    screen.visit("library", "F", "L", least=few)
    screen.press(ESC)
    screen.report()


@pytest.mark.slow
@pytest.mark.parametrize("without", _WITHOUT)
def test_each_layer_alone_keeps_every_payload_from_the_terminal(home: Path, without: str) -> None:
    screen = opened(home, without)
    with screen.pty:
        screen.visit("document text", "D", least=1)
        screen.visit("document, scrolled", "D", "G", least=1)
        screen.visit("list: words", "Q", "\t", "g", "G", least=1)
        screen.visit("note editor", "N", "g", *"jjjjjjjj", least=1)
        screen.visit("tags", "T", "t", least=1)
        screen.press(ESC)
        screen.visit("speaker chooser", "S", "s", least=1)
        screen.press(ESC)
        screen.visit("speakers", "S", "S", least=1)
        screen.visit("speaker form", "A", "e")
        screen.press(ESC, ESC)
        screen.visit("bin", "B", "B", least=1)
        screen.press(ESC)
        screen.command("Show conflicts", "edits that disagree")
        screen.visit("conflicts", "V", least=1)
        screen.press(ESC)
        screen.visit("help", "I", "?", "G")
        screen.press(ESC)
        screen.visit("search", "Y", "/", f"\x1b[200~{everything('Y', TYPED)}\x1b[201~", "\r")
        screen.press(ESC)
        screen.visit("library", "F", "L", least=1)
        screen.report()


@pytest.mark.slow
def test_no_payload_in_markdown_is_obeyed(home: Path) -> None:
    path = home / "headings.md"
    path.write_text(markdown(), encoding="utf-8")
    screen = Screen(home, str(path), "--store", str(home / "store"))
    with screen.pty:
        screen.pty.wait_for(". next quotation")
        few = 7
        screen.visit("Markdown heading", "M", least=few)
        screen.visit("Markdown headings", "H", "G", least=few)
        screen.visit("Markdown code", "C", least=few)
        screen.visit("Markdown links", "L", least=few)
        screen.visit("palette: headings", "H", "\x10", "Go to", least=few)
        screen.press(ESC)
        screen.report()


def test_bytes_that_are_no_utf8_are_not_obeyed(home: Path) -> None:
    path = home / "bytes.txt"
    path.write_bytes(
        b"".join(
            b"%d \xed\xa0\x80 \x9b7771m \xff\xfe \x85 \xf4\x90\x80\x80 \n" % n for n in range(40)
        )
    )
    screen = Screen(home, str(path), "--store", str(home / "store"))
    with screen.pty:
        screen.pty.wait_for(". next quotation")
        assert not obeyed(screen.pty)


COMMANDS: dict[str, list[str]] = {
    "text": ["text", "FILE"],
    "list": ["list", "FILE"],
    "list, all documents": ["list"],
    "list --json": ["list", "FILE", "--json"],
    "suggest": ["suggest", "FILE"],
    "suggest --json": ["suggest", "FILE", "--json"],
    "speakers": ["speakers", "FILE"],
    "speakers --json": ["speakers", "FILE", "--json"],
    "check": ["check"],
    "check --json": ["check", "--json"],
    **{
        f"export {name}": ["export", "FILE", "--format", name]
        for name in ("markdown", "text", "json", "jsonl", "csv", "w3c", "hypothesis")
    },
    "no such file": ["list", "ODD"],
    "no such folder": ["list", "FILE", "--store", "FILE"],
    "no such words": ["add", "FILE", "--quote", "ODD"],
    "no such colour": ["add", "FILE", "--quote", "x", "--colour", "ODD"],
    "no such command": ["--ODD"],
    "no such format": ["export", "FILE", "-o", "ODD"],
    "no such copy": ["restore", "ODD"],
    "not a number": ["add", "FILE", "--start", "ODD"],
    "too many words": ["text", "FILE", "ODD"],
    "import of a text": ["import", "FILE"],
    "import of nothing": ["import", "ODD"],
    "no such remote": ["sync", "ODD"],
    "agreement of nothing": ["agreement", "FILE", "ODD"],
    "copy": ["export", "FILE", "--clipboard"],
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    path = home / odd_name("F")
    path.write_text(text(), encoding="utf-8")
    fill(home / "store", path)
    return path


_ALL = """
import json, os, sys
from readerapp.cli import main
for words, variables in json.loads(sys.argv[1]):
    os.environ.update(variables)
    try:
        main(words)
    except SystemExit:
        pass
    print("DONE", flush=True)
"""


def run_all(home: Path, *commands: list[str], variables: Iterable[dict[str, str]] = ()) -> str:
    """Return the output of commands on one terminal; no payload may be in it."""
    each = [*variables] or [{}] * len(commands)
    todo = json.dumps([*zip(commands, each, strict=True)])
    with Pty([sys.executable, "-c", _ALL, todo], SIZE, environment(home)) as pty:
        pty.wait_until_ended()
        assert b"Traceback" not in pty.output, pty.text()
        assert not (found := obeyed(pty)), found
        assert pty.output.count(b"DONE") == len(commands)
        return pty.output.decode(errors="replace")


@pytest.mark.slow
def test_no_payload_is_obeyed_when_a_file_of_any_format_is_imported(home: Path) -> None:
    text_file = home / "ferry.txt"
    text_file.write_text("The ferry sails.\n")
    store = ["--store", str(home / "store")]
    sent = payload_files.write(home / "sent")
    commands = [[*store, "import", str(path), "--into", str(text_file)] for path in sent]
    *said, listed = run_all(home, *commands, [*store, "list", str(text_file)]).split("DONE")[:-1]
    unknown = [
        p.stem
        for p, words in zip(sent, said, strict=True)
        if "cannot be imported. Formats" in words
    ]
    assert unknown == ["conflict"], "the others are told what is wrong with them"
    assert listed.count("X") > len(PAYLOADS)


@pytest.mark.slow
def test_no_payload_in_settings_or_in_a_store_is_obeyed(home: Path) -> None:
    store = home / everything("K").replace("\0", "").replace("/", "")[:90]
    store.mkdir()
    (store / odd_name("J")).write_bytes(b"")
    (store / "4b1f6a52-3f0c-4f63-9d0e-5c8a4b7e9a11.json").write_text("{" + payload_files.ALL)
    settings = payload_files.settings(home / "settings")
    check = ["--store", str(store), "check"]
    commands = [check, [*check, "--repair"], check, ["--store", str(store), "list"]]
    said = run_all(home, *commands).split("DONE")
    assert all("K00" in words for words in said[:3])
    variables = [{"READERAPP_SETTINGS": str(path)} for path in settings]
    run_all(home, *[check] * len(settings), variables=variables)


OFTEN = ("text", "list", "no such file", "too many words")


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[] if n in OFTEN else [pytest.mark.slow]) for n in COMMANDS]
)
def test_no_payload_is_obeyed_in_the_output_of_a_command(filled: Path, name: str) -> None:
    words = {"FILE": os.fsencode(filled), "ODD": odd_name("Y").encode()}
    command: list[str | bytes] = [
        *(sys.executable, "-m", "readerapp", "--store", str(filled.parent / "store")),
        *(words.get(w, w.replace("ODD", odd_name("Y"))) for w in COMMANDS[name]),
    ]
    with Pty(command, SIZE, environment(filled.parent)) as pty:  # type: ignore[arg-type]
        pty.wait_until_ended()
        assert pty.exit_code() in (0, 1, 2)
        assert pty.output and b"Traceback" not in pty.output
        assert not obeyed(pty)
