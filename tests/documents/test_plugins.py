"""Formats of installed packages: entry points in folders of the import path."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.cli import main
from readerapp.core.errors import ReaderError
from readerapp.documents import plugins, registry
from readerapp.documents.format import Format

PAGE = Path(__file__).resolve().parents[2] / "docs" / "add-a-format.md"
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
SAMPLE, PROJECT, MODULE = (body for _, body in BLOCKS)

Install = Callable[..., None]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the import path; a plug-in has a moment to answer."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(plugins, "SECONDS", 0.2)
    monkeypatch.setattr(plugins, "_loaded", {})
    return folder


@pytest.fixture
def install(site: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a package: its metadata and a module."""

    def put(module: str, source: str, entry: str) -> None:
        (site / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.delitem(sys.modules, module, raising=False)
        metadata = site / f"{module}-1.0.dist-info"
        metadata.mkdir()
        lines = f"[console_scripts]\na = b:c\n\n[readerapp.formats]\n{entry}\n\n[other]\nd = e:f\n"
        (metadata / "entry_points.txt").write_text(lines, encoding="utf-8")

    return put


@pytest.fixture
def talk(install: Install, tmp_path: Path) -> Path:
    """A file of the format in the documentation, and its package, installed."""
    name, value = re.findall(r'^(\w+) = "(\w+:\w+)"', PROJECT, re.MULTILINE)[0]
    install("talk_format", MODULE, f"# the format\n{name} = {value} [extra]")
    path = tmp_path / "meeting.talk"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def test_the_example_of_the_documentation_works(talk: Path) -> None:
    document = documents.open(talk)
    text = document.text.whole()
    assert document.format == "talk"
    assert document.extraction == "talk 1"
    assert text == "Monday\n\nIda: The ferry was late."
    assert [heading.title for heading in document.headings] == ["Monday"]
    assert document.locator(text.index("ferry")) == "00:00:05"
    (remark,) = document.embedded
    assert (remark.author, remark.note) == ("Jon", "Check the timetable.")
    assert text[remark.start : remark.end] == "Ida: The ferry was late."
    assert document.omissions == ("1 picture is not shown",)


def test_commands_know_the_format(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["text", "-h"])
    assert "talk" in capsys.readouterr().out
    other = talk.rename(talk.with_suffix(".txt"))
    assert main(["text", str(other)]) == 0
    assert "[image]" in capsys.readouterr().out
    assert main(["text", "--format", "talk", str(other)]) == 0
    said = capsys.readouterr()
    assert "[image]" not in said.out
    assert "Ida: The ferry was late." in said.out
    assert main(["text", "--format", "tlak", str(other)]) == 1
    assert "Unknown format tlak; choose from pdf, " in capsys.readouterr().err


def test_a_list_of_annotations_is_made_anew_for_another_version_of_a_package(talk: Path) -> None:
    assert ("talk", "talk_format-1.0.dist-info") in registry.list_format_versions()


def test_errors_of_a_plug_in_are_those_of_the_document(talk: Path) -> None:
    talk.write_bytes(b"# \xff")
    with pytest.raises(ReaderError, match=r"meeting\.talk is not in UTF-8"):
        documents.open(talk)


def test_built_in_formats_are_asked_first_and_plain_text_last(
    install: Install, tmp_path: Path
) -> None:
    source = """
from readerapp.documents.format import Format
from readerapp.documents.formats.plain import open_plain
ALL = Format("other name", lambda source: True, open_plain, version=7)
"""
    install("takes_all", source, "all = takes_all:ALL")
    page, notes, sheet = (tmp_path / name for name in ("a.html", "a.md", "a.png"))
    page.write_text("<!doctype html><p>words")
    notes.write_text("# words")
    sheet.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    assert documents.open(page).format == "html"
    assert documents.open(notes).extraction == "text 7"
    with pytest.raises(ReaderError, match="looks like a binary file"):
        documents.open(sheet)  # the plug-in took it, and says so itself
    assert documents.open(notes, as_format="markdown").format == "markdown"


HEAD = "from readerapp.documents.format import Format\nX = Format('x', "
BROKEN = {
    "no module": ("", "broken = gone_format:X", "ModuleNotFoundError: No module named"),
    "no attribute": ("", "broken = bad:X", "AttributeError: module 'bad' has no attribute 'X'"),
    "no format": ("X = 1", "broken = bad:X", "TypeError: bad:X is no Format"),
    "raises": ("raise SystemExit('a\\nb')", "broken = bad:X", "SystemExit: a b"),
    "hangs": ("import time; time.sleep(60)", "broken = bad:X", "no answer within 0.2 seconds"),
    "does not recognise": (
        HEAD + "lambda s: 1 / 0, print)",
        "broken = bad:X",
        "ZeroDivisionError: division by zero",
    ),
    "does not open": (
        HEAD + "lambda s: 1, lambda s: {}[1])",
        "broken = bad:X",
        "KeyError: 1",
    ),
    "makes no document": (
        HEAD + "lambda s: 1, lambda s: 'a')",
        "broken = bad:X",
        "it made str, not a document",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_plug_in_is_named_and_the_file_opens_as_text(
    install: Install, tmp_path: Path, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    module = f"bad_{case.replace(' ', '_')}"  # one that hangs keeps the lock of its name
    source, entry, reason = (part.replace("bad", module) for part in BROKEN[case])
    install(module, source, entry)
    path = tmp_path / "a.txt"
    path.write_text("words")
    document = documents.open(path)
    assert document.text.whole() == "words"
    (said,) = document.losses
    assert document.omissions == (said,)
    assert said.startswith("The plug-in broken failed (")
    assert reason in said
    assert main(["text", str(path)]) == 0
    assert f"{said}." in capsys.readouterr().err
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0")
    with pytest.raises(ReaderError, match=r"^The plug-in broken failed .* is a picture \(PNG\)"):
        documents.open(path)
    with pytest.raises(ReaderError, match=r"^The plug-in broken failed"):
        documents.open(path, as_format="broken")


def test_plug_ins_are_listed_once_and_again_after_a_change(
    install: Install, talk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned = []
    scan = plugins._scan
    monkeypatch.setattr(plugins, "_scan", lambda folders: scanned.append(1) or scan(folders))
    monkeypatch.setattr(plugins, "_listed", {})
    assert [one.name for one in plugins.list_plugins()] == ["talk"]
    plugins.save_list()
    plugins._listed.clear()  # as in the next process
    assert [one.name for one in plugins.list_plugins()] == ["talk"]
    assert len(scanned) == 1
    install("second", "", "second = second:X\ntalk = second:TALK")
    assert sorted(one.name for one in plugins.list_plugins()) == ["second", "talk"]
    assert len(scanned) == 2


def test_the_working_folder_is_not_searched(
    talk: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)
    assert plugins.list_plugins() == ()
    gone = talk.parent / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert [one.name for one in plugins.list_plugins()] == ["talk"]
    monkeypatch.chdir(site)  # a place that exists, for what follows


def test_the_built_in_formats_are_the_same_records() -> None:
    assert all(isinstance(kind, Format) for kind in registry.FORMATS)
    assert registry.FORMATS[-1].catch_all
