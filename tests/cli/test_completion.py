"""Completion: what a shell is offered, how fast it is found, and that nothing of it is run."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.cli import completion, main
from readerapp.cli.command_options import COMMANDS
from readerapp.cli.completion import Finder, make_script, write_candidates
from readerapp.core.paths import app_folder
from readerapp.documents.web import Snapshot
from readerapp.store.backups import Backups
from readerapp.store.codebook_file import CodebookFile

NASTY = (
    "$(touch x)",
    "`id`",
    "~root",
    "#a",
    "it's",
    'a"b',
    "*",
    "!!",
    "=ls",
    "{a,b}",
    "a:b",
    "x;y",
    "a?b",
    "[x]",
)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a busy machine the time to read files; a person who has pressed Tab has it not."""
    monkeypatch.setattr(completion, "_SECONDS", 60.0)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two documents that have annotations, and other files."""
    monkeypatch.setenv("READERAPP_STORE", "store")
    for name, speaker, tag in (("talk.txt", "Ida Holm", "rent"), ("b.md", "Bo", "bus")):
        Path(name).write_text(f"“The ferry waits,” said {speaker}. Other words.\n")
        words = ["add", name, "--quote", "The ferry waits", "--speaker", speaker, "--tag", tag]
        assert main([*words, "--as", "Ana"]) == 0
    Path("sub").mkdir()
    Path("sub/x.txt").write_text("x")
    Path("picture.png").write_bytes(b"\0")
    return Path.cwd()


def ask(line: str, shell: str = "fish") -> dict[str, str]:
    """Return the candidates at the end of a line, with their descriptions."""
    out = io.StringIO()
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_SHELL": shell,
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    if shell == "bash":
        asked["_ARGCOMPLETE_COMP_WORDBREAKS"] = " \t\n\"'@><=;|&(:"
    with pytest.MonkeyPatch.context() as patched:
        for name, value in asked.items():
            patched.setenv(name, value)
        if shell == "fish":
            patched.setenv("_ARGCOMPLETE_DFS", "\t")
        assert write_candidates(out) == 0
    lines = filter(None, out.getvalue().split("\v"))
    return dict(line.partition("\t")[::2] if shell == "fish" else (line, "") for line in lines)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("readerapp t", {"tag", "talk.txt", "text"}),
        ("readerapp --store s", {"store/", "sub/"}),
        ("readerapp --store store exp", {"export"}),
        ("readerapp talk.txt --pr", {"--print"}),
        ("readerapp sub/", {"sub/x.txt"}),
        ("readerapp TAL", {"talk.txt"}),
        ("readerapp list talk.txt --speaker ", {"Ida Holm"}),
        ("readerapp list b.md --tag=", {"--tag=bus"}),
        ("readerapp list --speaker ", {"Ida Holm", "Bo"}),
        ("readerapp list --speaker id", {"Ida Holm"}),
        ("readerapp list --tag ", {"rent", "bus"}),
        ("readerapp --store none list --tag ", set()),
        ("readerapp list --by ", {"me", "Ana"}),
        ("readerapp --as ", {"Ana"}),
        ("readerapp list --state o", {"orphaned"}),
        ("readerapp list --colour pi", {"pink"}),
        ("readerapp list --filter speaker:", {'speaker:"Ida Holm"', "speaker:Bo"}),
        ("readerapp list --filter sp", {"speaker:"}),
        ("readerapp export talk.txt --format cs", {"csv", "csl-json"}),
        ("readerapp read --print doc", set()),
        ("readerapp text --format vt", {"vtt"}),
        ("readerapp verify b.md --fail-on none,al", {"none,altered"}),
        ("readerapp completion ", {"bash", "zsh", "fish"}),
        ("readerapp sync s", {"store/", "sub/"}),
        ("readerapp add talk.txt --note ", set()),
        ("readerapp cite talk.txt --doi ", set()),
        ("readerapp cite talk.txt --type boo", {"book"}),
        ("readerapp accept 4", set()),
        ("readerapp edit 1234 --note-file t", {"talk.txt"}),
        ("readerapp nonsense.txt --x", set()),
        ("readerapp list --nonsense x --tag r", {"rent"}),
        ("readerapp list '", {"talk.txt", "b.md", "store/", "sub/"}),
    ],
)
def test_what_a_line_is_completed_with(line: str, found: set[str]) -> None:
    assert ask(line).keys() == found


@pytest.mark.usefixtures("folder")
def test_the_first_word_is_a_command_or_a_file_that_can_be_read() -> None:
    assert ask("readerapp ").keys() == {*COMMANDS, "talk.txt", "b.md", "store/", "sub/"}


def test_a_command_without_values_offers_its_options() -> None:
    assert {"--check", "--write", "--keys", "--path"} < ask("readerapp config ").keys()


@pytest.mark.usefixtures("folder")
def test_ids_are_described_by_what_they_highlight(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "talk.txt", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert ask(f"readerapp edit {one['id'][:6]}") == {one["id"]: "“The ferry waits”"}
    assert len(ask("readerapp delete ")) == 2
    assert main(["delete", one["id"]]) == 0
    assert len(ask("readerapp delete ")) == 1
    found = ask("readerapp restore ")
    assert found.pop(one["id"]) == "“The ferry waits”"
    assert found.keys() == {copy.path.stem for copy in Backups(Path("store").absolute()).list()}
    assert all(text.startswith("copy of 20") for text in found.values())


@pytest.mark.usefixtures("folder")
def test_the_codebook_and_the_settings_are_known() -> None:
    codebook = {"tags": {"tram": {"id": "tram", "definition": "lines 1 to 4"}}}
    CodebookFile(Path("store").absolute()).change(lambda _: codebook)
    assert ask("readerapp list talk.txt --tag t") == {"tram": "lines 1 to 4"}
    settings = app_folder("config") / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('x = 1\n[colours]\nred = "who"\n[templates]\ntext = "{quote}!"\n')
    assert ask("readerapp list --colour r") == {"red": "who"}
    assert ask("readerapp export --template {quote}") == {"{quote}!": "[templates] text"}


def test_addresses_of_pages_are_those_that_were_kept() -> None:
    saved = Snapshot("https://a.example/x", "https://a.example/x", "2026-11-30T10:00:00Z", "x.html")
    folder = app_folder("data") / "web"
    folder.mkdir(parents=True)
    facts = {name: getattr(saved, name) for name in Snapshot.__slots__}
    (folder / "x.html.read").write_text(json.dumps(facts))
    (folder / "y.html.read").write_text("[")
    assert ask("readerapp refresh ") == {"https://a.example/x": "read 2026-11-30"}
    assert ask("readerapp list https://a.e").keys() == {"https://a.example/x"}
    assert ask("readerapp refresh https://a.e", "bash").keys() == {"//a.example/x"}


def test_files_of_other_programs_and_damaged_ones_are_read_as_far_as_they_can(folder: Path) -> None:
    (file,) = (one for one in folder.glob("store/*.json") if b"Ida Holm" in one.read_bytes())
    data = json.loads(file.read_text())
    file.write_text(json.dumps(data))  # as plain TinyDB writes it, on one line
    assert ask("readerapp list talk.txt --tag ").keys() == {"rent"}
    file.write_text("{")
    assert ask("readerapp list talk.txt --speaker ").keys() == {"Bo"}


def test_names_with_control_characters_are_left_out(folder: Path) -> None:
    Path("new\nline.txt").write_text("x")
    Path("esc\x1b[2J.txt").write_text("x")
    words = ["add", "talk.txt", "--quote", "Other words", "--speaker", "A\x1b]0;x\x07B"]
    assert main(words) == 0
    for line in ("readerapp ", "readerapp list ", "readerapp list --speaker "):
        assert all(f"{word}{text}".isprintable() for word, text in ask(line).items())


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=12))
def test_a_shell_takes_a_candidate_for_what_it_is(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("_ARGCOMPLETE_SHELL", "bash")
        for quote in ("", "'"):
            words = Finder(append_space=False).quote_completions([text], quote, None)
            expected = [] if quote and set(text) & set("*?[!") else [text]
            assert [shlex.split(quote + word + quote)[0] for word in words] == expected


def test_bash_runs_nothing_of_a_candidate(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("_ARGCOMPLETE_SHELL", "bash")
        words = Finder(append_space=False).quote_completions([*NASTY], "", None)
        words += [
            f'"{word}"'
            for word in Finder(append_space=False).quote_completions([*NASTY], '"', None)
        ]
    script = f"printf '%s\\n' {' '.join(words)}"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    quoted = [word for word in NASTY if not set(word) & set("*?[!")]
    assert (done.stdout.splitlines(), done.stderr) == ([*NASTY, *quoted], "")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_names_the_program(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert capsys.readouterr().out == make_script(shell)
    assert "readerapp" in make_script(shell)
    assert ("|| _files" in make_script(shell)) == (shell == "zsh")


def test_the_login_shell_is_the_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert main(["completion"]) == 0
    assert capsys.readouterr().out == make_script("fish")
    monkeypatch.setenv("SHELL", "/bin/ksh")
    assert main(["completion"]) == 2
    assert (
        "name one of bash, zsh, fish, as in `readerapp completion bash`." in capsys.readouterr().err
    )


def test_a_process_prints_candidates_only_and_writes_nothing(folder: Path) -> None:
    home = Path.home()
    (home / ".config" / "readerapp").mkdir(parents=True, exist_ok=True)
    (home / ".config" / "readerapp" / "settings.toml").write_text("[[[")
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    line = "readerapp list --tag "
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))}
    patient = "from readerapp.cli import completion, main; completion._SECONDS = 60; main()"
    script = f"exec 8>&1 1>/dev/null; {shlex.join([sys.executable, '-B', '-c', patient])}"
    done = subprocess.run(
        ["bash", "-c", script], env={**os.environ, **asked}, capture_output=True, text=True
    )
    assert (set(done.stdout.split("\v")), done.stderr) == ({"bus", "rent"}, "")
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before
