"""External commands: input, output, limits, and that nothing is left running."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.reading import external_command
from readerapp.reading.external_command import (
    find_media,
    run_command,
    start_player,
    stop_player,
)
from readerapp.reading.time_marks import list_time_marks, time_mark_at
from tests.processes import state_of


def python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def test_input_goes_in_and_output_comes_out_without_sequences() -> None:
    script = "import sys; print('\\x1b[31m' + sys.stdin.read() + '\\x1b[0m'); sys.exit(3)"
    shown: list[str] = []
    output, problem = run_command(
        python(script), "Zoë " * 30_000, stop=lambda: False, show=shown.append
    )
    assert (output, problem) == ("Zoë " * 30_000 + "\n", "ended with status 3")
    assert shown[-1] == output


def test_a_command_that_ignores_its_input_or_the_terminal_is_harmless() -> None:
    script = "import os\ntry: os.open('/dev/tty', os.O_WRONLY); print('tty')\nexcept OSError: pass"
    assert run_command(python(script), "x" * 1_000_000, stop=lambda: False) == ("", "")


def test_limits_of_time_and_size_and_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external_command, "OUTPUT_LIMIT", 1000)
    endless = python("while True: print('x' * 99)")
    output, problem = run_command(endless, "", stop=lambda: False)
    assert (len(output), problem) == (1000, "the rest is left out")
    monkeypatch.setattr(external_command, "TIME_LIMIT", 0.2)
    silent = python("import time; time.sleep(60)")
    assert run_command(silent, "", stop=lambda: False) == ("", "stopped after 0 seconds")
    assert run_command(silent, "", stop=lambda: True) == ("", "stopped")


def test_children_end_with_the_command(tmp_path: Path) -> None:
    written = tmp_path / "pid"
    script = f"sleep 60 & echo $! > {written}; wait"

    def stop() -> bool:
        return written.is_file() and written.read_text().endswith("\n")

    run_command(["sh", "-c", script], "", stop=stop)
    child = int(written.read_text())
    end = time.monotonic() + 60
    while state_of(child) and time.monotonic() < end:
        time.sleep(0.01)
    assert not state_of(child)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(ReaderError, match="no program no-such-program"):
        run_command(["no-such-program"], "", stop=lambda: False)


def test_a_player_runs_until_it_is_stopped() -> None:
    player = start_player(["sleep", "60"])
    assert player.poll() is None
    assert stop_player(player) and not stop_player(player) and not stop_player(None)


def test_the_recording_beside_a_transcript(tmp_path: Path) -> None:
    transcript = tmp_path / "talk.en.vtt"
    assert find_media(transcript) is None and find_media(None) is None
    (tmp_path / "talk.mkv").touch()
    assert find_media(transcript) == tmp_path / "talk.mkv"
    (tmp_path / "talk.en.MP3").touch()
    assert find_media(transcript) == tmp_path / "talk.en.MP3"


def test_times_in_brackets_are_found_without_locators(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    between = "So it is.\n\n" * 40
    path.write_text(f"[00:00:04]\nA: {'Yes. ' * 90}\n\n{between}[01:02:47]\nB: No.\n")
    document = documents.open(str(path))
    assert [mark.seconds for mark in list_time_marks(document)] == [4, 3767]
    last = time_mark_at(document, len(document.text))
    assert last is not None and last.label == "01:02:47"
    first = time_mark_at(document, 0)
    assert first is not None and first.seconds == 4
    path.write_text("At [12:30] he left.\n[12:31] x\n")
    assert time_mark_at(documents.open(str(path)), 0) is None
