"""Measure what a note of 5 MB costs: in the reader, in lists and in exports.

    python benchmarks/large_note.py [--megabytes 5] [--lines]

The reader runs on its own terminal; a time is from a key until the screen shows its effect. The
time of a command is processor time. Memory is the peak of the process. With --lines the note has
lines of 80 characters, else it is one line.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from readerapp import documents
from readerapp.interchange.exporters.formats import FORMATS
from readerapp.workspace import make_context
from tests.e2e.terminal import Pty

ROOT = Path(__file__).resolve().parents[1]
TEXT = "“We kept the boats running,” said Ida Holm. It is the last one.\n\n" * 50
WORDS = "word and sö “on”, "
HIDDEN = "Characters not shown"


def prepare(folder: Path, size: int, lines: bool) -> tuple[Path, Path]:
    """Store a document with a short note and a long one; return its path and the store's."""
    file, store = folder / "ferry.txt", folder / "store"
    file.write_text(TEXT, encoding="utf-8")
    note = (WORDS * (size // len(WORDS) + 1))[:size]
    if lines:
        note = "\n".join(note[at : at + 80] for at in range(0, size, 80))
    session = make_context(str(store), "Ana").open_session(
        documents.open(str(file)), allow_unsaved=True
    )
    for start, text in ((0, "a short note"), (66, note)):
        session.set_note(session.highlight(start, start + 26).focus or "", text)
    session.close()
    return file, store


def in_the_reader(file: Path, store: Path) -> None:
    """Measure going to the note, writing in it, and moving through the panes."""
    command = [sys.executable, "-m", "readerapp", str(file), "--store", str(store), "--as", "Ana"]
    with Pty(command, (120, 40), {"PYTHONPATH": str(ROOT)}) as reader:

        def show(what: str, keys: str, wanted: str, *, gone: bool = False) -> None:
            begin = time.perf_counter()
            reader.write(keys)
            while (wanted in reader.text()) == gone:
                reader.pump(0.005)
            print(f"{what:44}{time.perf_counter() - begin:8.2f} s")

        show("open the document", "", "· saved")
        show("] to the highlight", "]", HIDDEN)
        show("[ away from it", "[", HIDDEN, gone=True)
        show("to its row in the list", "\t\x1b[B", HIDDEN)
        show("a: write at its end", "\x1ba", " above")
        show("a first letter", "<", "<")
        worst = 0.0
        for number in range(40):
            word = chr(ord("A") + number // 4) * (number % 4 + 1)
            begin = time.perf_counter()
            reader.write(f" {word}" if len(word) == 1 else word[0])
            while word not in reader.text():
                reader.pump(0.002)
            worst = max(worst, time.perf_counter() - begin)
            reader.settle(0.05)
        print(f"{'the longest of 40 letters':44}{worst:8.2f} s")
        show("until all is on the disk", "", "· saved")
        show("Ctrl+Home: its beginning", "\x1b[1;5H", " below")
        reader.write("\x1b")
        reader.wait_for("? help")
        show("Ctrl+P: the palette", "\x10", "Search for commands")
        reader.write("\x1b")
        reader.wait_for(lambda screen: "Search for commands" not in screen)
        show("a filter", "fshort\r", "Highlights 1 of 2")
        status = Path(f"/proc/{reader.pid}/status")
        if status.exists():
            peak = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
            print(f"{'memory at most':44}{int(peak.split()[1]) / 1024:8.0f} MB")


def by_commands(file: Path, store: Path, folder: Path) -> None:
    """Measure `list`, and `export` in every format."""
    exports = [("export", str(file), "-o", str(folder / "notes"), "--format", f) for f in FORMATS]
    for words in [("list", str(file)), ("list", str(file), "--json"), *exports]:
        command = [sys.executable, "-m", "readerapp", *words, "--store", str(store)]
        done = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        _, status, usage = os.wait4(done.pid, 0)
        took = usage.ru_utime + usage.ru_stime
        what = " ".join(word for word in words if os.sep not in word and word != "-o")
        failed = "" if status == 0 else "  failed"
        print(f"{what:44}{took:8.2f} s{usage.ru_maxrss / 1024:8.0f} MB{failed}")


def main() -> None:
    """Print times and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--lines", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(HOME=scratch, XDG_DATA_HOME=scratch, XDG_STATE_HOME=scratch)
        folder = Path(scratch)
        file, store = prepare(folder, round(options.megabytes * 1e6), options.lines)
        in_the_reader(file, store)
        by_commands(file, store, folder)


if __name__ == "__main__":
    main()
