"""The command `doctor`: each thing that is wrong has a row that says what to do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from importlib import metadata
from pathlib import Path

import pytest

from readerapp.cli import doctor_checks, main
from readerapp.cli.config_command import read_report
from readerapp.cli.doctor_checks import Diagnosis, DoctorInput, diagnose
from readerapp.cli.doctor_command import format_rows
from readerapp.core.paths import app_folder

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give git the time of a busy machine to tell its version."""
    monkeypatch.setattr(doctor_checks, "_GIT_TIMEOUT", 60.0)


def rows(**environment: str) -> list[Diagnosis]:
    """Return what is found in an environment that is right except for these variables."""
    right = {"TERM": "xterm-256color", "PATH": os.environ["PATH"], "HOME": str(Path.home())}
    around = DoctorInput(read_report(), Path("store").absolute(), {**right, **environment})
    return [*diagnose(around)]


def find(found: list[Diagnosis], subject: str, state: str) -> list[str]:
    """Return sentences and advice of the rows about a subject."""
    return [f"{one.sentence} {one.advice}" for one in found if one[:2] == (state, subject)]


def test_an_installation_that_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--store", "store"]) == 0
    out, err = capsys.readouterr()
    assert "Nothing must be mended" in err
    lines = out.splitlines()
    assert all(line[:6] in ("ok    ", "note  ") for line in lines)
    for subject in ("readerapp", "Packages", "Settings", "Store", "Folders"):
        assert any(line.startswith(f"ok    {subject} ") for line in lines), subject
    assert any("textual" in line for line in lines)
    assert any(line.startswith("note  Clipboard ") and "saved to" in line for line in lines)
    assert main(["doctor", "--store", "store", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["healthy"] is True
    assert {"state", "subject", "sentence", "advice"} == set(data["findings"][0])


def test_mistakes_and_damage_are_named_with_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = app_folder("config") / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('widht = 5\n[keys]\nzoom = "z"\n')
    Path("store").mkdir(mode=0o700)
    name = "00000000-0000-4000-8000-000000000000.json"
    Path("store", name).write_text("{")
    Path("store", name).chmod(0o600)
    assert main(["doctor", "--store", "store"]) == 1
    out, err = capsys.readouterr()
    fixes = [line for line in out.splitlines() if line.startswith("fix")]
    assert "line 1: there is no setting" in fixes[0] and "config --check" in fixes[0]
    assert "line 3: there is no action" in fixes[1]
    assert name in fixes[2] and "readerapp check --repair" in fixes[2]
    assert "3 things to mend" in err


def test_a_store_in_a_folder_that_git_made_is_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    Path("essay.txt").write_text("A bus does not float.")
    Path("annotations").mkdir()
    Path("annotations").chmod(0o755)
    assert main(["add", "essay.txt", "--quote", "float"]) == 0
    assert main(["doctor"]) == 0
    [note] = [row for row in capsys.readouterr().out.splitlines() if "Other users" in row]
    assert note.startswith("note  Store ") and "readerapp check --repair" in note
    assert main(["check"]) == 0
    capsys.readouterr()
    assert main(["list", "--json"]) == 0
    [listed] = json.loads(capsys.readouterr().out)
    assert main(["delete", listed["id"]]) == 0
    assert main(["doctor"]) == 0
    assert ": 1 document, 0 annotations," in capsys.readouterr().out
    Path("annotations").chmod(0o700)
    [file] = Path("annotations").glob("*.json")
    file.chmod(0o644)
    assert main(["doctor"]) == 1


def test_settings_that_cannot_be_read_are_a_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("READERAPP_SETTINGS", "none.toml")
    assert main(["doctor", "--store", "store"]) == 1
    out = capsys.readouterr().out
    assert "fix   Settings    READERAPP_SETTINGS is none.toml, which does not exist." in out
    assert "ok    Store" in out


def test_a_store_that_cannot_be_read_hides_nothing_else() -> None:
    Path("store").write_text("a file")
    found = rows()
    assert find(found, "Store", "fix")
    assert find(found, "Plug-ins", "ok")


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = rows(PATH="", EDITOR="vi", SHELL="/bin/zsh", SSH_TTY="/dev/pts/1", TERM="tmux")
    assert "sync" in find(found, "git", "note")[0]
    assert "vi was not found" in find(found, "Editor", "note")[0]
    assert "completion zsh > ~/.zfunc/_readerapp" in find(found, "Completion", "note")[0]
    assert "set-clipboard on" in find(found, "tmux", "note")[0]
    assert find(found, "SSH", "ok")
    Path("~/.zshrc").expanduser().write_text('eval "$(readerapp completion zsh)"\n')
    assert "~/.zshrc" in find(rows(SHELL="/bin/zsh"), "Completion", "ok")[0]
    assert "nothing completes" in find(rows(SHELL="/bin/ksh"), "Completion", "ok")[0]


def test_another_encoding_must_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getencoding", lambda: "ISO-8859-1")
    (row,) = find(rows(), "Terminal", "fix")
    assert row == "The encoding is ISO-8859-1. Set UTF-8, for example: export LANG=C.UTF-8"


def test_a_full_disk_and_a_folder_of_others_must_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 5 << 20))
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: "state" not in str(path) and real(path, mode)
    )
    (app_folder("state")).mkdir(parents=True)
    found = rows()
    assert "5 MB are free" in find(found, "Disk", "fix")[0]
    assert "cannot be written. Change the permissions" in find(found, "Folders", "fix")[0]


def test_packages_that_are_older_or_missing_must_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    required = [
        "textual<9,>=8.2.8",
        "tinydb>=4.9.0",
        "gone>=1.0",
        "edlib>=1.3; sys_platform == 'x'",
        "mcp>=2.0.0; extra == 'mcp'",
    ]
    versions = {"textual": "8.2.10", "tinydb": "4.8.9"}

    def version(name: str) -> str:
        if name not in versions:
            raise metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(metadata, "requires", lambda _: required)
    monkeypatch.setattr(metadata, "version", version)
    found = rows()
    assert find(found, "Packages", "ok") == ["textual 8.2.10. "]
    (wrong,) = find(found, "Packages", "fix")
    assert "tinydb 4.9.0 is needed, 4.8.9 is there; gone 1.0 is needed, none is there." in wrong
    assert "readerapp[mcp]" in find(found, "Extras", "ok")[0]


def test_settings_of_tmux_that_disturb_are_named(tmp_path: Path) -> None:
    program = tmp_path / "tmux"
    program.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        "  -V) echo tmux 3.3a ;;\n"
        "  *set-clipboard) echo off ;;\n"
        "  *escape-time) echo 500 ;;\n"
        "  *focus-events) echo off ;;\n"
        "  *) exit 1 ;;\n"
        "esac\n"
    )
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        found = rows(TMUX="/tmp/x,1,0", PATH=os.environ["PATH"])
    (values,) = find(found, "tmux", "ok")
    assert "tmux 3.3a: set-clipboard off, escape-time 500, focus-events off." in values
    assert [one.rpartition(": ")[2] for one in find(found, "tmux", "note")] == [
        "set -s set-clipboard on",
        "set -s escape-time 10",
    ]


def test_rows_fit_the_terminal_and_keep_commands_whole() -> None:
    row = Diagnosis(
        "fix", "Store", "It is " + "very " * 20 + "bad\x1b[2J.", "run long-command --now"
    )
    lines = [*format_rows([row], 60)]
    assert all(len(line) <= 60 and "\x1b" not in line for line in lines)
    assert lines[0].startswith("fix   Store       It is")
    assert lines[-1] == " " * 18 + "-> run long-command --now\n"
    assert len([*format_rows([row], 0)]) == 1


_WITHOUT = """
import sys
for name in ("argcomplete", "tinydb"):
    sys.modules[name] = None  # an import of it fails
from readerapp.cli import main
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["add", __file__, "--start", "0", "--end", "9"], ""),
        (["completion", "bash"], ""),
        ([], "readerapp li"),
    ],
)
def test_a_missing_package_is_named_in_a_sentence(words: list[str], line: str) -> None:
    shell = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))} if line else {}
    command = [sys.executable, "-c", _WITHOUT, *words]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **shell})
    sentence = r"readerapp: The package \w+ is missing; `readerapp doctor` says what to do\.\n"
    assert re.fullmatch("" if line else sentence, done.stderr), done.stderr
    assert (done.returncode, done.stdout) == (1, "")


def test_doctor_works_where_packages_are_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "readerapp.cli.completion", raising=False)
    monkeypatch.setitem(sys.modules, "argcomplete", None)
    assert main(["doctor"]) == 1
    assert "The package argcomplete is missing." in capsys.readouterr().out
