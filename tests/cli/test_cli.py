"""The command line: output, exit codes, and one sentence for each error."""

from __future__ import annotations

import fcntl
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import tinydb

from readerapp import __version__, cli
from readerapp.workspace import make_context
from tests.documents.depositions import Deposition
from tests.sessions import ARTICLE, span

QUOTE = "A bus does not float,"


@dataclass
class Done:
    """The exit code and output of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> object:
        """Return the JSON value that it printed."""
        return json.loads(self.out)


class Shell:
    """Runs commands in this process."""

    def __init__(self, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capture, self._patch = capture, patch

    def __call__(self, *arguments: str | Path, stdin: str | None = None) -> Done:
        if stdin is not None:
            self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = self._capture.readouterr()
        return Done(code, out, err)

    def fails(self, *arguments: str | Path, code: int = 1) -> str:
        """Run a command that must fail; return its error sentence."""
        done = self(*arguments)
        assert (done.code, done.out) == (code, "")
        assert done.err.endswith("\n") and "Traceback" not in done.err
        if code == 1:
            assert done.err.count("\n") == 1 and done.err.startswith("readerapp: ")
        return done.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(capsys, monkeypatch)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the article into the working folder, with a store of its own; return its path."""
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("READERAPP_ANNOTATOR", "Ana")
    file = Path.cwd() / "ferry.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


def process(
    *arguments: str | Path, run: Sequence[str] = ("-m", "readerapp"), **options: object
) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own; `run` are the arguments of Python that start it."""
    command: Sequence[str | Path] = [sys.executable, *run, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, **options)  # type: ignore[call-overload,no-any-return]


def finished(running: subprocess.Popen[bytes]) -> Done:
    out, err = running.communicate(timeout=600)
    return Done(running.returncode, out.decode(), err.decode())


# The commands


def test_text_is_what_offsets_count_in(run: Shell, path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo \xe2\x80\x9cthree\xe2\x80\x9d\r\n")
    assert run("text", path) == Done(0, "one\ntwo “three”\n", "")
    assert run("text", "-", stdin="a\r\nb") == Done(0, "a\nb", "")


def test_text_prints_the_contents(run: Shell, path: Path) -> None:
    book = path.with_suffix(".md")
    book.write_text("# One\n\nWords.\n\n## T\x1bwo\n\nMore.\n")
    assert run("text", book, "--contents") == Done(0, "One\n  T␛wo\n", "")
    two = json.loads(run("text", book, "--contents", "--json").out)[1]
    assert two == {
        "start": 13,
        "depth": 1,
        "title": "T\x1bwo",
        "path": "T\x1bwo",
        "locator": "¶3",
    }
    path.write_text("Nothing.\n")
    assert run("text", path, "--contents") == Done(0, "", "No headings were found.\n")
    assert "only with --contents" in run("text", path, "--json").err


def test_add_prints_the_new_id_and_list_has_it_all(run: Shell, path: Path) -> None:
    done = run(
        *("add", path, "--quote", QUOTE, "--note", "strong", "--speaker", "Ida Holm"),
        *("--tag", "bus", "--tag", "Key Point", "--colour", "blue"),
    )
    assert (done.code, done.err) == (0, "")
    key = done.out.removesuffix("\n")
    assert key and "\n" not in key
    start, end = span(QUOTE)
    (item,) = run("list", path, "--json").json  # type: ignore[misc]
    assert item == {
        "id": key,
        "document": str(path),
        "start": start,
        "end": end,
        "exact": QUOTE,
        "state": "exact",
        "colour": "blue",
        "note": "strong",
        "tags": ["bus", "Key Point"],
        "speaker": "Ida Holm",
        "creator": "Ana",
        "created": item["created"],
        "modified": item["created"],
        "locator": "¶5",
    }
    assert list(item) == [
        *("id", "document", "start", "end", "exact", "state", "colour", "note", "tags"),
        *("speaker", "creator", "created", "modified", "locator"),
    ]
    line = run("list", path).out
    assert line == "¶5  blue  “A bus does not float,”  – Ida Holm  [strong]  #bus  #Key Point\n"


def test_add_by_offsets_and_by_context(run: Shell, path: Path) -> None:
    start, end = span("painful")
    run("add", path, "--start", str(start), "--end", str(end))
    run("add", path, "--quote", "the last ferry", "--nth", "2")
    run("add", path, "--quote", "last ferry", "--prefix", "The", "--suffix", "across")
    found = run("list", path, "--json").json
    assert [item["start"] for item in found] == sorted(  # type: ignore[attr-defined]
        [start, ARTICLE.index("last ferry across"), ARTICLE.index("The last ferry leaves")]
    )
    assert {item["colour"] for item in found} == {"yellow"}  # type: ignore[attr-defined]


def test_the_colour_of_the_settings_is_used(run: Shell, path: Path, home: Path) -> None:
    settings = home / ".config" / "readerapp"
    settings.mkdir(parents=True)
    (settings / "settings.toml").write_text('colour = "teal"\n')
    run("add", path, "--quote", "painful")
    assert run("list", path).out.split()[1] == "teal"


def test_list_without_a_path_lists_every_document(run: Shell, path: Path) -> None:
    run("add", path, "--quote", QUOTE, "--speaker", "Ida Holm")
    other = path.with_name("other.txt")
    other.write_text("Another one entirely.\n")
    run("add", other, "--quote", "entirely", "--note", "n")
    gone = path.with_name("gone.txt")
    gone.write_text("Here today, gone tomorrow.\n")
    run("add", gone, "--quote", "gone tomorrow", "--speaker", "Clerk", "--tag", "t")
    run("add", "-", "--quote", "piped words", stdin="Some piped words.\n")
    gone.unlink()
    done = run("list", "--json")
    items = {item["exact"]: item for item in done.json}  # type: ignore[attr-defined]
    assert set(items) == {QUOTE, "entirely", "gone tomorrow", "piped words"}
    left = items["gone tomorrow"]
    assert (left["start"], left["end"], left["state"]) == (12, 25, "exact")
    assert (left["speaker"], left["creator"], left["document"]) == ("Clerk", "Ana", str(gone))
    assert done.err.count("its file was not found") == 2
    lines = run("list").out.splitlines()
    assert len(lines) == 4 and any(line.startswith("Ferry line to close") for line in lines)
    assert [i["exact"] for i in run("list", "--tag", "t", "--json").json] == ["gone tomorrow"]  # type: ignore[attr-defined]


def test_a_path_that_has_another_text_now(run: Shell, path: Path) -> None:
    run("add", path, "--quote", QUOTE)
    other = path.with_name("other.txt")
    other.write_text("Another one entirely.\n")
    run("add", other, "--quote", "entirely")
    other.replace(path)
    done = run("list", "--json")
    assert sorted(item["exact"] for item in done.json) == [QUOTE, "entirely"]  # type: ignore[attr-defined]
    path.write_bytes(b"\0\1\2" * 400)
    assert len(run("list", "--json").json) == 2  # type: ignore[arg-type]


def test_a_store_without_documents_lists_nothing(run: Shell, path: Path) -> None:
    assert run("list", "--json") == Done(0, "[]\n", "")
    store = str(make_context().folder)
    assert run("list") == Done(0, "", f"No annotations yet in the store {store}.\n")
    assert run("list", path, "--json") == Done(0, "[]\n", "")


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ([], 2),
        (["--speaker", "holm"], 1),
        (["--speaker", "holm", "--speaker", "aune"], 2),
        (["--speaker", "-"], 0),
        (["--tag", "sale"], 1),
        (["--tag", "sale", "--tag", "no"], 0),
        (["--colour", "red"], 1),
        (["--colour", "red", "--colour", "yellow"], 2),
        (["--by", "ana"], 2),
        (["--by", "Bo"], 0),
        (["--search", "bus FLOAT"], 1),
        (["--search", "doesn't"], 1),
        (["--search", "speaker:holm"], 0),
        (["--state", "exact"], 2),
        (["--state", "orphaned"], 0),
        (["--speaker", "aune", "--color", "yellow"], 0),
        (["--by", "me"], 2),
        (["--filter", "no:tag has:note since:today"], 1),
        (["--filter=-tag:sale", "--speaker", "Per Aune"], 0),
    ],
)
@pytest.mark.parametrize("command", ["list", "export"])
def test_filters(run: Shell, path: Path, command: str, filters: list[str], count: int) -> None:
    run("add", path, "--quote", QUOTE, "--speaker", "Ida Holm", "--note", "It doesn’t.")
    run(
        "add",
        path,
        "--quote",
        "painful",
        "--speaker",
        "Per Aune",
        "--tag",
        "sale",
        "--colour",
        "red",
    )
    form = ["--json"] if command == "list" else ["--format", "json"]
    assert len(run(command, path, *filters, *form).json) == count  # type: ignore[arg-type]


def test_exports_say_what_colours_and_tags_stand_for(run: Shell, path: Path) -> None:
    run("add", path, "--quote", "painful", "--tag", "place/pier", "--colour", "red")
    run("add", path, "--quote", "A bus does not float")
    book = make_context().codebook
    book.name_colour("red", "to <check>")
    book.name_colour("blue", "unused")
    book.define_tag("place/pier", "At sea")
    assert len(run("list", path, "--colour", "To <Check>", "--json").json) == 1  # type: ignore[arg-type]
    for form, legend in (
        ("text", ("Colours: red = to <check>\n", "Tags: place/pier = At sea\n", "to <check> ·")),
        ("markdown", ("- Colours: red = to \\<check\\>\n", "- Tags: place/pier = At sea\n")),
        ("html", ('<i class="swatch red"></i>to &lt;check&gt; <span>1</span>', "Tags</dt>")),
        ("qdc", ("<Description>At sea</Description>", "<Description>to &lt;check&gt;<")),
    ):
        exported = run("export", path, "--format", form).out
        assert all(part in exported for part in legend), (form, exported)
        assert "unused" not in exported


def test_a_filter_that_is_not_valid_is_wrong_usage(run: Shell, path: Path) -> None:
    colours = "choose one of yellow, green, blue, pink, orange, purple, teal, red."
    for words, sentence in (
        (["--colour", "mauve"], f"No such colour: mauve · {colours}"),
        (["--filter", "nota:x"], "No such filter: nota: · did you mean note:."),
    ):
        assert sentence in run.fails("list", path, *words, code=2)


def test_drifted_and_orphaned_highlights_say_so(run: Shell, path: Path) -> None:
    run("add", path, "--quote", "We kept the boats running through two floods,")
    run("add", path, "--quote", "The last ferry leaves at noon.")
    text = ARTICLE.replace("kept the boats", "kept these boats").replace(
        " The last ferry leaves at noon.", ""
    )
    path.write_text(text, encoding="utf-8")
    drifted, lost = run("list", path, "--json").json  # type: ignore[misc]
    assert drifted["state"] == "drifted"
    assert text[drifted["start"] : drifted["end"]].startswith("We kept these boats")
    assert (lost["state"], lost["start"], lost["end"]) == ("orphaned", None, None)
    assert lost["exact"] == "The last ferry leaves at noon."
    assert run("list", path, "--state", "drifted", "--state", "orphaned").out.count("\n") == 2
    assert "  text not found  “The last ferry" in run("list", path).out


def test_where_there_is_nothing_to_print_a_sentence_says_so(run: Shell, path: Path) -> None:
    store = str(make_context().folder)
    assert run("list", path) == Done(0, "", f"No annotations yet in the store {store}.\n")
    filtered = f"No annotations in the store {store} match this filter.\n"
    assert run("list", path, "--tag", "x").err == filtered
    assert run("speakers", path).err.startswith("No speakers yet")
    assert run("list", path, "--json").err == "", "a program reads the empty list"
    path.write_text("Nobody says anything here.\n", encoding="utf-8")
    assert run("suggest", path) == Done(0, "", "No quotations were found.\n")


def test_export_to_standard_output_and_to_files(run: Shell, path: Path, tmp_path: Path) -> None:
    run("add", path, "--quote", QUOTE, "--speaker", "Ida Holm", "--note", "strong")
    plain = run("export", path)
    assert plain.code == 0 and plain.err == ""
    assert plain.out.startswith("# Ferry line to close") and "> A bus does not float," in plain.out
    for name in ("markdown", "text", "json", "jsonl", "csv", "w3c", "html", "hypothesis"):
        done = run("export", path, "--format", name)
        assert done.code == 0 and "A bus does not float" in done.out, name
    assert (
        json.loads(run("export", path, "--format", "json").out) == run("list", path, "--json").json
    )
    done = run("export", path, "-o", tmp_path / "notes.md")
    assert done == Done(0, "", f"1 annotation written to {tmp_path / 'notes.md'}.\n")
    assert (tmp_path / "notes.md").read_text() == plain.out
    run("export", path, "--format", "qdpx", "-o", tmp_path / "notes")
    assert (tmp_path / "notes").read_bytes().startswith(b"PK")
    assert "## Ida Holm" in run("export", path, "--group", "speaker").out


def test_export_to_the_clipboard_says_which_way_it_went(run: Shell, path: Path, home: Path) -> None:
    run("add", path, "--quote", QUOTE)
    done = run("export", path, "--clipboard")
    copied = home / ".local" / "state" / "readerapp" / "copied.txt"
    assert (done.code, done.out) == (0, "") and str(copied) in done.err
    assert "A bus does not float" in copied.read_text()


def test_a_copy_without_a_terminal(run: Shell, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", path, "--quote", QUOTE)
    monkeypatch.setenv("SSH_TTY", "/dev/pts/9")
    real = Path.open

    def no_terminal(self: Path, *args: object, **kwargs: object) -> object:
        if self == Path("/dev/tty"):
            raise OSError(6, "No such device or address")
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", no_terminal)
    assert "no terminal to copy through; use -o FILE" in run.fails("export", path, "--clipboard")


def test_suggest_says_who_probably_said_it(run: Shell, path: Path) -> None:
    value = run("suggest", path, "--json").json
    assert isinstance(value, dict) and value["fingerprint"].startswith("sha256:")
    first = value["quotations"][0]
    assert {"start", "end", "speaker", "confidence", "reason", "candidates"} <= set(first)
    assert ARTICLE[first["start"] : first["end"]].startswith("We kept the boats")
    assert first["speaker"] == "Ida Holm" and 0 < first["confidence"] <= 1
    assert {"name", "score"} == set(first["candidates"][0])
    assert [q["start"] for q in value["quotations"]] == sorted(
        q["start"] for q in value["quotations"]
    )
    assert "Ida Holm: “We kept the boats" in run("suggest", path).out


def test_speakers_says_who_speaks_how_much(run: Shell, path: Path) -> None:
    run("add", path, "--quote", QUOTE, "--speaker", "Ida Holm")
    run("add", path, "--quote", "We kept the boats", "--speaker", "ida holm")
    run("add", path, "--quote", "painful", "--speaker", "Per Aune")
    first, second = run("speakers", path, "--json").json  # type: ignore[misc]
    assert first == {
        "name": "Ida Holm",
        "aliases": [],
        "role": "",
        "quotations": 2,
        "turns": 0,
        "highlights": 2,
        "words": 9,
        "share": 0.9,
        "first": "¶3",
        "last": "¶5",
        "places": [ARTICLE.index("We kept"), ARTICLE.index("A bus")],
    }
    assert second["name"] == "Per Aune"
    assert "Ida Holm" in run("speakers", path).out.splitlines()[0]


def test_what_a_transcript_labels_counts_without_highlights(run: Shell, path: Path) -> None:
    talk = path.with_name("talk.txt")
    talk.write_text("ADA: One two three.\n\nBO: Four.\n\nADA: Five six.\n\nBO: Seven.\n")
    run("add", str(talk), "--quote", "two three", "--note", "counted once")
    found = run("speakers", str(talk), "--json").json
    counts = [(one["name"], one["quotations"], one["turns"], one["words"]) for one in found]  # type: ignore[index, union-attr]
    assert counts == [("ADA", 2, 2, 5), ("BO", 2, 2, 2)]


def test_check_of_a_changed_document(run: Shell, path: Path) -> None:
    lost = run("add", path, "--quote", QUOTE).out.strip()
    exact_id = run("add", path, "--quote", "We kept").out.strip()
    before = run("check", path, "--json").json
    assert isinstance(before, dict) and before["annotations"] == []
    path.write_text(ARTICLE.replace(QUOTE, "Nobody knows.") + "\n\nA last word.\n", "utf-8")
    found = run("check", path, "--json").json
    assert isinstance(found, dict)
    assert (found["exact"], found["orphaned"], found["unsettled"]) == (1, 1, 1)
    [one] = found["annotations"]
    assert (one["id"], one["state"], one["exact"]) == (lost, "orphaned", QUOTE)
    assert one["reason"] and one["start"] is None
    listed = run("list", path, "--state", "orphaned", "--json").json
    assert isinstance(listed, list) and [row["id"] for row in listed] == [lost]
    shown = run("check", path)
    assert shown.code == 0 and lost in shown.out and exact_id not in shown.out
    assert run("check", path, "--repair").code == 1


def test_check(run: Shell, path: Path, tmp_path: Path) -> None:
    run("add", path, "--quote", QUOTE)
    done = run("check")
    assert done.code == 0 and done.out.endswith("No problems found.\n") and done.err == ""
    value = run("check", "--json").json
    assert isinstance(value, dict)
    assert value["healthy"] and value["store"]["folder"] == str(tmp_path / "store")
    (file,) = (tmp_path / "store").glob("*.json")
    file.write_bytes(file.read_bytes()[:50])
    assert run("check").code == 1
    assert run("check", "--repair").code == 0
    assert run("check").code == 0


def test_recovery_of_a_damaged_file_is_reported(run: Shell, path: Path, tmp_path: Path) -> None:
    run("add", path, "--quote", QUOTE)
    (file,) = (tmp_path / "store").glob("*.json")
    for command in (["list", path], ["export", path], ["list"]):
        file.write_bytes(file.read_bytes()[:50])
        done = run(*command)
        assert done.code == 0 and QUOTE in done.out.replace("&", "") and "rebuilt" in done.err


# Options


@pytest.mark.parametrize("before", [True, False])
def test_store_and_annotator_before_the_command_and_behind(
    run: Shell, path: Path, tmp_path: Path, before: bool
) -> None:
    options = ["--store", str(tmp_path / "mine"), "--as", "Bo Lind"]
    command = ["add", str(path), "--quote", QUOTE]
    assert run(*(options + command if before else command + options)).code == 0
    (item,) = run(f"--store={tmp_path / 'mine'}", "list", "--json").json  # type: ignore[misc]
    assert item["creator"] == "Bo Lind"
    assert not (tmp_path / "store").exists()


def test_the_store_of_the_working_folder(
    run: Shell, path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READERAPP_STORE")
    run("add", path, "--quote", QUOTE)
    data = home / ".local" / "share" / "readerapp" / "annotations"
    assert len(list(data.glob("*.json"))) == 1
    (Path.cwd() / "annotations").mkdir()
    run("add", path, "--quote", QUOTE)
    assert len(list(Path("annotations").glob("*.json"))) == 1


def test_the_store_of_the_settings_is_the_last_resort(
    run: Shell, path: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READERAPP_STORE")
    (home / ".config" / "readerapp").mkdir(parents=True)
    (home / ".config" / "readerapp" / "settings.toml").write_text(
        f'store = "{tmp_path / "chosen"}"\nannotator = "Set"\n'
    )
    monkeypatch.delenv("READERAPP_ANNOTATOR")
    run("add", path, "--quote", QUOTE)
    assert [item["creator"] for item in run("list", "--json").json] == ["Set"]  # type: ignore[attr-defined]
    assert (tmp_path / "chosen").is_dir()
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "nearer"))
    assert run("list", "--json").json == []


def test_the_store_is_private(run: Shell, path: Path, tmp_path: Path) -> None:
    run("add", path, "--quote", QUOTE)
    folder = tmp_path / "store"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_help_can_be_read(run: Shell) -> None:
    done = run("--help")
    assert done.code == 0 and done.err == ""
    for command in ("read", "text", "add", "list", "export", "check"):
        assert f"\n  {command} " in done.out
        about = run(command, "-h")
        assert about.code == 0 and "--store DIR" in about.out and "--as NAME" in about.out
    assert "READERAPP_STORE" in done.out and done.out.isascii()
    assert max(map(len, done.out.splitlines())) <= 100
    assert run("--version").out == f"readerapp {__version__}\n"


# What cannot be done


def test_no_file_of_that_name_is_one_sentence(run: Shell, path: Path) -> None:
    for command in ([], ["read"], ["text"], ["list"], ["export"], ["suggest"], ["speakers"]):
        sentence = run.fails(*command, "nosuchfile")
        assert "There is no file nosuchfile" in sentence
    assert "nosuchfile" in run.fails("add", "nosuchfile", "--quote", "x")


def test_a_terminal_is_needed_to_read(run: Shell, path: Path) -> None:
    for arguments in ([path], ["read", path], [], ["library"], ["--", "ferry.txt"]):
        assert "needs a terminal" in run.fails(*arguments)


def test_a_file_named_like_a_command(run: Shell, path: Path) -> None:
    path.replace("list")
    assert "needs a terminal" in run.fails("read", "list")
    assert run("list").out == ""
    assert run("text", "list").out == ARTICLE
    Path("-x").write_text("dash")
    assert "needs a terminal" in run.fails("--", "-x")
    assert run("text", "--", "-x").out == "dash"


BAD = {
    "folder": "is a folder",
    "binary.txt": "binary file",
    "shut.txt": "cannot be read|not text|permission",
}


@pytest.mark.parametrize("command", ["text", "list", "export", "suggest", "speakers", "read"])
def test_what_is_no_text_is_one_sentence(run: Shell, path: Path, command: str) -> None:
    Path("folder").mkdir()
    Path("binary.txt").write_bytes(bytes(range(256)) * 40)
    assert "is a folder" in run.fails(command, "folder")
    assert "binary file" in run.fails(command, "binary.txt")
    assert run.fails(command, "fer\0ry.txt")
    assert run.fails(command, "x" * 300)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(run: Shell, path: Path) -> None:
    path.chmod(0)
    assert "read" in run.fails("text", path)


ODD = {
    "empty": b"",
    "nul": b"one \0 two\n",
    "surrogates": b"one \xed\xa0\x80 two\n",
    "invalid": b"one \xff\xfe two caf\xc3\xa9 caf\xc3\xa9\n" + "“é”".encode() * 40,
    "one line": b"word " * 400_000,
    "utf-16": "one “two”\n".encode("utf-16"),
    "controls": b"\x1b[31mred\x1b]0;title\x07 \xc2\x9b1m two\n",
}


@pytest.mark.parametrize("name", ODD)
def test_unusual_texts_are_readable(run: Shell, path: Path, name: str) -> None:
    path.write_bytes(ODD[name])
    text = run("text", path)
    assert (text.code, text.err) == (0, "")
    assert run("list", path, "--json") == Done(0, "[]\n", "")
    if name == "empty":
        assert "Quotation not found" in run.fails("add", path, "--quote", "two")
        return
    word = "word" if name == "one line" else "two" if "two" in text.out else "é"
    done = run("add", path, "--quote", word, "--nth", "1", "--note", "\x1b[31m\0\ud800")
    assert (done.code, done.err) == (0, "")
    (item,) = run("list", path, "--json").json  # type: ignore[misc]
    assert text.out[item["start"] : item["end"]] == word
    line = run("list", path).out
    assert "\x1b" not in line and "\0" not in line
    for form in ("markdown", "text", "json", "csv"):
        assert run("export", path, "--format", form).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "ferry.txt"],
        ["add", "ferry.txt", "--start", "3"],
        ["add", "ferry.txt", "--start", "3", "--end", "x"],
        ["add", "ferry.txt", "--quote", "a", "--start", "3", "--end", "4"],
        ["add", "ferry.txt", "--quote", "a", "--colour", "mauve"],
        ["add"],
        ["list", "--state", "lost"],
        ["list", "--nonsense"],
        ["list", "--jso"],
        ["export", "ferry.txt", "--format", "poem"],
        ["export", "ferry.txt", "-o", "x.md", "--clipboard"],
        ["ferry.txt", "another.txt"],
        ["text"],
        ["--store"],
    ],
)
def test_wrong_usage(run: Shell, path: Path, arguments: list[str]) -> None:
    assert " -h` shows how it is used.\n" in run.fails(*arguments, code=2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", "ferry.txt", "--quote", "lease"], "Quotation not found"),
        (["add", "ferry.txt", "--quote", " "], "empty"),
        (
            ["add", "ferry.txt", "--quote", "ferry"],
            "number with --nth (1…2), or give the text before it with --prefix.",
        ),
        (["add", "ferry.txt", "--start", "5", "--end", "5"], "range is empty"),
        (["add", "ferry.txt", "--start", "0", "--end", "99999"], "which has offsets 0 to"),
        (["add", "ferry.txt", "--start", "-4", "--end", "3"], "which has offsets 0 to"),
        (["add", "ferry.txt", "--quote", "painful", "--as", " "], "needs a name"),
        (["export", "ferry.txt", "--format", "qdpx"], "write it to a file"),
        (["export", "ferry.txt", "-o", "notes.xyz"], "Unknown format .xyz"),
        (["export", "ferry.txt", "-o", "no/notes.md"], "cannot be written"),
        (["export", "ferry.txt", "-o", "ferry.txt"], "is the document itself"),
        (["list", "--store", "ferry.txt"], "folder"),
        (["check", "--store", "ferry.txt"], "folder"),
        (["add", "ferry.txt", "--quote", "painful", "--store", "ferry.txt/x"], "folder"),
    ],
)
def test_mistakes_are_one_sentence(
    run: Shell, path: Path, arguments: list[str], sentence: str
) -> None:
    assert sentence in run.fails(*arguments)
    assert path.read_text(encoding="utf-8") == ARTICLE


def test_a_mistake_in_the_settings_is_one_sentence(run: Shell, path: Path, home: Path) -> None:
    (home / ".config" / "readerapp").mkdir(parents=True)
    (home / ".config" / "readerapp" / "settings.toml").write_text("colour = 3\n")
    assert "line 1" in run.fails("list")


def test_a_store_that_cannot_be_written_says_so(run: Shell, path: Path) -> None:
    """Nobody can create a folder in /proc, not even root."""
    sentence = run.fails("add", path, "--quote", QUOTE, "--store", "/proc/annotations")
    assert "--store" in sentence
    assert run("list", path, "--store", "/proc/annotations", "--json").out == "[]\n"


def test_a_disk_that_fails_is_one_sentence(
    run: Shell, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(5, "Input/output error", "/somewhere")

    monkeypatch.setattr("readerapp.documents.open", fail)
    assert "/somewhere cannot be used: Input/output error." in run.fails("text", path)


def test_ctrl_c_ends_a_command(run: Shell, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("readerapp.documents.open", interrupted)
    assert run("text", path) == Done(130, "", "")


def test_a_terminal_gets_nothing_it_would_obey(
    run: Shell, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"one \x1b[31mred\x1b[0m\n\ttwo\n")
    assert "\x1b" in run("text", path).out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run("text", path).out == "one ␛[31mred␛[0m\n\ttwo\n"


# Processes of their own


def test_the_module_runs_as_a_command(path: Path) -> None:
    added = finished(process("add", path, "--quote", QUOTE))
    assert (added.code, added.err) == (0, "")
    listed = finished(process("list", path, "--json"))
    assert [item["id"] for item in listed.json] == [added.out.strip()]  # type: ignore[attr-defined]
    lost = finished(process("nosuchfile"))
    assert (lost.code, lost.out, lost.err.count("\n")) == (1, "", 1)


def test_plain_tinydb_reads_what_was_marked(path: Path, tmp_path: Path) -> None:
    finished(process("add", path, "--quote", QUOTE, "--note", "why", "--speaker", "Ida Holm"))
    (file,) = (tmp_path / "store").glob("*.json")
    with tinydb.TinyDB(file, encoding="utf-8") as db:
        (annotation,) = db.table("annotations").all()
        (speaker,) = db.table("speakers").all()
        (annotator,) = db.table("annotators").all()
        (document,) = db.table("document").all()
    assert annotation["target"]["exact"] == QUOTE and annotation["note"] == "why"
    assert annotation["speaker"] == speaker["id"] and speaker["name"] == "Ida Holm"
    assert annotation["creator"] == annotator["id"] and annotator["name"] == "Ana"
    assert document["id"] == file.stem and document["names"] == [str(path)]


def test_processes_that_mark_one_document_at_once_lose_nothing(path: Path, tmp_path: Path) -> None:
    words = ["The last ferry across", "We kept", "painful", "A bus", "harbour board", "two floods"]
    # On a busy machine a turn may take longer than a person would wait for it.
    script = (
        "import sys; from readerapp.store import document_files; "
        "document_files.LOCK_TIMEOUT = 600; "
        "from readerapp.cli import main; sys.exit(main())"
    )
    running = [
        process(
            *("add", path, "--quote", quote, "--speaker", f"Speaker {number % 2}", "--as", name),
            run=("-c", script),
        )
        for number, quote in enumerate(words)
        for name in ("Ana", "Bo")
    ]
    done = [finished(one) for one in running]
    assert [one.err for one in done if one.code] == []
    listed = finished(process("list", path, "--json")).json
    assert {item["id"] for item in listed} == {one.out.strip() for one in done}  # type: ignore[attr-defined]
    assert sorted(item["exact"] for item in listed) == sorted(words * 2)  # type: ignore[attr-defined]
    assert {item["creator"] for item in listed} == {"Ana", "Bo"}  # type: ignore[attr-defined]
    assert len(list((tmp_path / "store").glob("*.json"))) == 1


class Clock:
    """A simulated clock of the lock: it advances only while waiting, and calls `ends` at 4 s."""

    def __init__(self, ends: Callable[[], None]) -> None:
        self.now, self._ends = 0.0, ends

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.now > 4:
            self._ends()


def test_add_waits_for_another_process_as_long_as_a_command_does(
    run: Shell, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("add", path, "--quote", QUOTE).code == 0
    (lock,) = (tmp_path / "store").glob("*.lock")
    with lock.open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        clock = Clock(lambda: fcntl.flock(file, fcntl.LOCK_UN))
        monkeypatch.setattr("readerapp.store.lock.time", clock)
        done = run("add", path, "--quote", "painful")
    assert (done.code, done.err) == (0, "") and 4 < clock.now < 5


def test_a_pipe_that_nobody_reads_is_no_error(path: Path) -> None:
    path.write_text("words and words\n" * 200_000)
    running = process("text", path)
    assert running.stdout and running.stderr
    assert running.stdout.read(10) == b"words and "
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait(60) == 0


def test_standard_input_is_known_by_its_content(path: Path) -> None:
    def piped(*arguments: str) -> Done:
        running = process(*arguments, stdin=subprocess.PIPE)
        out, err = running.communicate(ARTICLE.encode(), timeout=60)
        return Done(running.returncode, out.decode(), err.decode())

    assert piped("add", "-", "--quote", QUOTE).code == 0
    (item,) = piped("list", "-", "--json").json  # type: ignore[misc]
    assert item["exact"] == QUOTE
    assert len(finished(process("list", path, "--json")).json) == 1  # type: ignore[arg-type]


def test_commands_do_not_load_the_screen(path: Path) -> None:
    script = (
        "import sys\n"
        "from readerapp.cli import main\n"
        f"main(['add', {str(path)!r}, '--quote', 'painful'])\n"
        f"main(['list', {str(path)!r}])\n"
        f"main(['export', {str(path)!r}])\n"
        "assert 'textual' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_in_a_transcript_add_knows_whose_turn_it_is(run: Shell, path: Path) -> None:
    path.write_text(
        "IDA HOLM: We kept the boats running.\n\nPER AUNE: And the pier?\n\n"
        "IDA HOLM: Sold, like the rest of it.\n",
        encoding="utf-8",
    )
    for words, more in (
        ("And the pier?", ()),
        ("Sold", ("--speaker", "")),
        ("boats", ("--speaker", "Bo")),
    ):
        assert run("add", path, "--quote", words, *more).code == 0
    said = {item["exact"]: item["speaker"] for item in run("list", path, "--json").json}
    assert said == {"And the pier?": "PER AUNE", "Sold": None, "boats": "Bo"}


def test_lines_are_cited_where_the_settings_ask_for_them(
    run: Shell, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('locators = "lines"\n')
    monkeypatch.setenv("READERAPP_SETTINGS", str(settings))
    done = run("add", path, "--quote", "The last ferry across the Venn")
    assert done.err == "Highlighted l. 3.\n"
    run("add", path, "--quote", "said.\n\n“We kept")
    listed = json.loads(run("list", path, "--json").out)
    assert [one["locator"] for one in listed] == ["l. 3", "ll. 3-5"]
    assert "ll. 3-5 · yellow" in run("export", path).out
    settings.write_text('locators = "pages"\n')
    assert "choose one of paragraphs, lines" in run.fails("list", path)
    settings.write_text("")
    assert [one["locator"] for one in json.loads(run("list", "--json").out)] == ["¶2", "¶2"]


@pytest.mark.parametrize(("ending", "pages"), [("txt", 60), ("pdf", 8)])
def test_a_deposition_is_cited_by_page_and_line(
    run: Shell, path: Path, ending: str, pages: int
) -> None:
    deposition = Deposition(pages, first=101, seed=10)
    file = path.with_name(f"holm.{ending}")
    written = deposition.pdf() if ending == "pdf" else deposition.text(head="#").encode()
    file.write_bytes(written)
    passages = [each for each in deposition.passages if each.words.startswith("A. I was")]
    cited = [each for each in passages if each.start.split(":")[0] != each.end.split(":")[0]]
    for nth, passage in enumerate(passages, 1):
        if passage in cited[:2]:
            done = run("add", file, "--quote", passage.words, "--nth", str(nth))
            assert done.err == f"Highlighted {passage.locator}.\n"
    listed = json.loads(run("list", file, "--json").out)
    assert [(one["locator"], one["speaker"]) for one in listed] == [
        (passage.locator, "IDA HOLM") for passage in cited[:2]
    ]
    assert len(listed) == 2
    assert f"{cited[0].locator}  yellow" in run("list", file).out
    for name in ("markdown", "text", "csv", "html", "json", "w3c"):
        assert cited[0].locator in run("export", file, "--format", name).out
    suggested = json.loads(run("suggest", file, "--json").out)["quotations"]
    first = deposition.passages[5]
    assert suggested[0]["locator"] == first.locator
    assert f"({first.locator}; " in run("suggest", file).out
