"""Plug-ins on the command line: the example package with one of each kind, and broken ones."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

import readerapp.plugin
from readerapp.cli import main
from readerapp.core import plugins
from tests.made_plugins import EXAMPLE, PACKAGE, start_anew, write_metadata

MODULES = sorted((EXAMPLE / PACKAGE).glob("*.py"))
TALK = """\
# Monday
00:00:05 Ida: The ferry was late.
% Jon 2026-11-02 Check the timetable.
[image]
"""
NOVEL = """\
La ŝipo estas en la haveno. „Ni atendas la venton,“ diris Maria Kovač kaj ridis.

Sinjorino Petrov respondis: „Mi ne kredas tion.“ „Kaj vi?“ demandis ŝi.

„Ĉu vi venas al la haveno?“ Tio estis ĉio, kaj li ne diris pli.
"""


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of a file in the example's format; the store is beside it."""
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    path = tmp_path / "meeting.talk"
    path.write_text(TALK, encoding="utf-8")
    return str(path)


@pytest.mark.usefixtures("example")
def test_the_format_of_the_example_opens_a_file(
    talk: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["text", talk]) == 0
    assert capsys.readouterr().out == "Monday\n\nIda: The ferry was late."
    assert main(["list", talk, "--json", "--filter", "is:embedded"]) == 0
    (remark,) = json.loads(capsys.readouterr().out)
    assert (remark["creator"], remark["note"]) == ("Jon", "Check the timetable.")
    assert (remark["exact"], remark["locator"]) == ("Ida: The ferry was late.", "00:00:05")
    Path(talk).write_bytes(b"# \xff")
    assert main(["text", talk]) == 1
    assert "meeting.talk is not in UTF-8; save it in UTF-8." in capsys.readouterr().err


@pytest.mark.usefixtures("example")
def test_what_the_exporter_of_the_example_writes_its_importer_reads(
    talk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["add", talk, "--quote", "ferry was late", "--speaker", "Ida Holm", "--colour", "teal"]
    assert main([*add, "--note", "why?\n\\now", "--tag", "sea", "--tag", "late"]) == 0
    key = capsys.readouterr().out.strip()
    line = f"{key}\tteal\t00:00:05\tIda Holm\tferry was late\twhy?\\n\\\\now\tsea\tlate\n"
    path = tmp_path / "notes.marks"  # the suffix is enough
    assert main(["export", talk, "-o", str(path)]) == 0
    assert path.read_text("utf-8").endswith(line)
    capsys.readouterr()
    assert main(["export", talk, "--format", "marks"]) == 0
    assert capsys.readouterr().out == f"#marks\tMonday\n{line}"
    with pytest.raises(SystemExit):
        main(["export", "-h"])
    assert "marks" in capsys.readouterr().out
    assert main(["import", str(path), "--into", talk]) == 0
    assert " 0 changed, 1 unchanged" in capsys.readouterr().out, "nothing is lost on the way"
    other = ["--store", str(tmp_path / "other")]
    assert main(["import", str(path), "--into", talk, *other]) == 0
    capsys.readouterr()
    assert main(["list", talk, "--json", *other]) == 0
    (copy,) = [one for one in json.loads(capsys.readouterr().out) if one["id"] == key]
    assert (copy["exact"], copy["note"], copy["colour"]) == (
        "ferry was late",
        "why?\n\\now",
        "teal",
    )
    assert (copy["speaker"], copy["start"]) == (
        "Ida Holm",
        TALK.index("ferry") - len("# 00:00:05 ") + 1,
    )


@pytest.mark.usefixtures("example")
def test_the_rules_of_the_example_find_speakers(
    talk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    novel = tmp_path / "novel.txt"
    novel.write_text(NOVEL, encoding="utf-8")
    assert main(["suggest", str(novel), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["quotations"]
    assert [(one["speaker"], one["confidence"]) for one in found] == [
        ("Maria Kovač", 0.6),
        ("Sinjorino Petrov", 0.6),
        (None, 0.0),
        (None, 0.0),
    ]
    assert found[0]["reason"] == "“diris Maria Kovač” after the quotation"
    assert main(["add", str(novel), "--quote", "Kaj vi?", "--speaker", "Ana"]) == 0
    capsys.readouterr()
    assert main(["suggest", str(novel), "--json"]) == 0
    third = json.loads(capsys.readouterr().out)["quotations"][2]
    assert (third["speaker"], third["reason"]) == ("Ana", "set by you")
    novel.write_text("“The la la ferry waits,” she said. “And so do we,” said Ada Holm.\n")
    assert main(["suggest", str(novel)]) == 0
    assert "Ada Holm" in capsys.readouterr().out  # not Esperanto


@pytest.mark.usefixtures("example", "talk")
def test_plug_ins_are_listed_with_package_version_and_state(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["plugins", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in listed] == list(plugins.KINDS)
    assert {(one["package"], one["version"], one["state"], one["reason"]) for one in listed} == {
        ("readerapp-example-plugin", "1.0", "works", "")
    }
    assert main(["check"]) == 0
    assert "long-words  action" in capsys.readouterr().out
    monkeypatch.setenv("READERAPP_NO_PLUGINS", "1")
    assert main(["plugins"]) == 0
    assert capsys.readouterr().out.count("  off: READERAPP_NO_PLUGINS is set\n") == len(listed)


@pytest.mark.usefixtures("example", "talk")
def test_a_plug_in_is_imported_only_when_it_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><p>“The ferry waits,” she said.")
    assert main(["add", str(page), "--quote", "The ferry"]) == 0
    assert main(["export", str(page), "--format", "csv"]) == 0
    for words in (["export", "-h"], ["text", "-h"]):
        with pytest.raises(SystemExit):
            main(words)
    assert not [name for name in sys.modules if name.startswith(PACKAGE)]
    assert main(["suggest", str(page)]) == 0
    assert [name for name in sys.modules if name.startswith(f"{PACKAGE}.")] == [
        f"{PACKAGE}.speaker_rules"
    ]


HEAD = "from readerapp.plugin import *\n"
FAILING = {
    "no module": ("formats", "gone:X", "", "ModuleNotFoundError: No module named 'gone'"),
    "raises": ("importers", "{}:X", "raise SystemExit('a\\nb')", "SystemExit: a b"),
    "wrong type": ("exporters", "{}:X", "X = 1", "{}:X is no Exporter"),
    "taken name": (
        "exporters",
        "{}:X",
        "X = Exporter(suffix='.x', label='x', help='x', write=print)",
        "csv is the name of a built-in format",
    ),
    "no label": (
        "exporters",
        "{}:X",
        "X = Exporter(suffix='.x', label=' ', help='x', write=print)",
        "suffix, label and help are texts",
    ),
    "bad suffix": (
        "exporters",
        "{}:X",
        "X = Exporter(suffix='x/../y', label='x', help='x', write=print)",
        "its suffix is a dot, then small letters and digits",
    ),
    "taken key": (
        "actions",
        "{}:X",
        "X = ReaderAction(run=print, short='x', help='x', keys=('s',))",
        'key s has speaker; set another: [keys] "plugin.{}" = "…"',
    ),
    "no key": (
        "actions",
        "{}:X",
        "X = ReaderAction(run=print, short='x', help='x', keys=('f99',))",
        "'f99' is not a key",
    ),
    "keys are no tuple": (
        "actions",
        "{}:X",
        "X = ReaderAction(run=print, short='x', help='x', keys='f9')",
        "keys are a tuple",
    ),
    "no words": (
        "speaker_rules",
        "{}:X",
        "X = SpeakerRules(language='eo', common_words=frozenset('a'), verbs=['b'])",
        "verbs is a frozenset of at most 5,000 words",
    ),
    "hard to read": (
        "themes",
        "{}:X",
        "from readerapp_example.theme import HARBOUR\n"
        "from dataclasses import replace\n"
        "X = replace(HARBOUR, text='#405060')",
        "text on background is hard to read: contrast 2.1, needed 4.5",
    ),
    "colours alike": (
        "themes",
        "{}:X",
        "from readerapp_example.theme import HARBOUR\n"
        "from dataclasses import replace\n"
        "X = replace(HARBOUR, signs=(*HARBOUR.signs[:7], HARBOUR.signs[0]))",
        "two of its eight colours are the same",
    ),
}


@pytest.mark.usefixtures("example", "talk")
def test_each_failure_is_named_and_nothing_else_suffers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    for number, (case, (kind, value, source, _)) in enumerate(FAILING.items()):
        module = f"broken_{number}"
        (folder / f"{module}.py").write_text(HEAD + source, encoding="utf-8")
        name = "csv" if case == "taken name" else module
        entry = {f"readerapp.{kind}": {name: value.format(module)}}
        write_metadata(folder, module, entry)
    assert main(["plugins", "--json"]) == 0
    said = capsys.readouterr()
    listed = json.loads(said.out)
    working = [one for one in listed if one["package"] == "readerapp-example-plugin"]
    assert {one["state"] for one in working} == {"works"}
    reasons = {one["package"]: one["reason"] for one in listed if one["state"] == "failed"}
    assert len(reasons) == len(FAILING)
    for number, (*_, reason) in enumerate(FAILING.values()):
        assert reason.format(f"broken_{number}") in reasons[f"broken-{number}"]
    assert said.err == ""


def test_one_that_hangs_is_left_behind(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "hangs.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    write_metadata(site, "hangs", {"readerapp.themes": {"hangs": "hangs:X"}})
    monkeypatch.setattr(plugins, "SECONDS", 0.2)
    assert main(["plugins", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["state"], listed["reason"]) == ("failed", "no answer within 0.2 seconds")


LATE = """
from readerapp.plugin import Exporter, Importer
import time
def hang(*_): time.sleep(60)
def write(document, annotations): yield 1
LATE = Exporter(suffix=".late", label="x", help="x", write=hang)
WRONG = Exporter(suffix=".wrong", label="x", help="x", write=write)
READS = Importer(label="x", recognises=lambda file: file.name == "x.late", read=lambda file: [1])
ASKS = Importer(label="x", recognises=lambda file: 1 / 0, read=hang)
BYTES = Exporter(suffix=".bin", label="x", help="x", write=lambda *_: [b"\\0"], binary=True)
LOUD = Exporter(suffix=".loud", label="x", help="x", write=lambda *_: ["\\x1b[2J", "a"])
"""


def test_what_fails_at_work_writes_nothing_and_is_named_once(
    site: Path,
    talk: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (site / "late.py").write_text(LATE, encoding="utf-8")
    exporters = {
        "late": "late:LATE",
        "wrong": "late:WRONG",
        "loud": "late:LOUD",
        "bytes": "late:BYTES",
    }
    groups = {
        "readerapp.exporters": exporters,
        "readerapp.importers": {"asks": "late:ASKS", "reads": "late:READS"},
    }
    write_metadata(site, "late", groups)
    path = tmp_path / "out"
    for name, reason, seconds in (
        ("late", "no answer within 0.2 seconds", 0.2),
        ("wrong", "TypeError: it wrote int, not str", 60.0),
    ):
        monkeypatch.setattr(plugins, "WORK_SECONDS", seconds)
        monkeypatch.setattr("readerapp.interchange.exporters.plugins.WORK_SECONDS", seconds)
        assert main(["export", talk, "--format", name, "-o", str(path)]) == 1
        assert capsys.readouterr().err == f"readerapp: The plug-in {name} failed ({reason}).\n"
        assert not path.exists()
        with pytest.raises(SystemExit):  # it is off now
            main(["export", talk, "--format", name])
        capsys.readouterr()
    assert main(["export", talk, "--format", "bytes", "-o", str(path)]) == 0
    assert path.read_bytes() == b"\0"
    assert main(["export", talk, "--format", "bytes"]) == 1
    assert "bytes is not a text format; write it to a file" in capsys.readouterr().err
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["export", talk, "--format", "loud"]) == 0
    assert capsys.readouterr().out == "␛[2Ja"
    other = tmp_path / "x.late"
    other.write_text("words")
    assert main(["import", str(other), "--into", talk]) == 1
    first, second = sorted(capsys.readouterr().err.splitlines())
    assert first == "The plug-in asks failed (ZeroDivisionError: division by zero)."
    assert second.startswith("readerapp: The plug-in reads failed (TypeError: it read int")
    start_anew(monkeypatch)


def test_the_page_shows_the_example_as_it_is() -> None:
    page = (EXAMPLE.parents[1] / "docs/how-to/write-a-plug-in.md").read_text("utf-8")
    for path in (EXAMPLE / "pyproject.toml", *MODULES[1:]):
        language = "python" if path.suffix == ".py" else "toml"
        assert f"```{language}\n{path.read_text('utf-8')}```" in page, path.name


def test_the_example_imports_only_what_plug_ins_may_touch() -> None:
    used: set[str] = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("readerapp"):
                assert node.module == "readerapp.plugin", path.name
                used |= {alias.name for alias in node.names}
            assert not (isinstance(node, ast.Import) and "readerapp" in ast.unparse(node))
    assert used <= {*readerapp.plugin.__all__}
    page = (EXAMPLE.parents[1] / "docs/how-to/write-a-plug-in.md").read_text("utf-8")
    for name in readerapp.plugin.__all__:
        assert getattr(readerapp.plugin, name).__name__ == name
        assert f"`{name}`" in page
    with pytest.raises(AttributeError, match="cannot use 'Settings'"):
        _ = readerapp.plugin.Settings
