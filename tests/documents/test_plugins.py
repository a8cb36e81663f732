"""Formats of installed packages: entry points in folders of the import path."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp import documents
from readerapp.cli import main
from readerapp.core import plugins
from readerapp.core.errors import ReaderError
from readerapp.documents import registry
from readerapp.documents.format import Format
from tests.made_plugins import Install, start_anew

MODULE = """
from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.format import Format


def open_talk(source):
    out = DocumentBuilder()
    for line in source.read(1000).decode().splitlines():
        if line == "[image]":
            out.count_omission("picture")
        else:
            with out.block():
                out.write(line)
    return out.document(source, "talk")


TALK = Format("talk", lambda source: source.name.endswith(".talk"), open_talk)
"""


@pytest.fixture
def talk(install: Install, tmp_path: Path) -> Path:
    """A file of a format that a package adds."""
    install("talk_format", MODULE, "# the format\ntalk = talk_format:TALK [extra]")
    path = tmp_path / "meeting.talk"
    path.write_text("Ida: The ferry was late.\n[image]\n", encoding="utf-8")
    return path


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
    "no format": ("X = 1", "broken = bad:X", "bad:X is no Format"),
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
    install: Install,
    tmp_path: Path,
    case: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = f"bad_{case.replace(' ', '_')}"  # one that hangs keeps the lock of its name
    source, entry, reason = (part.replace("bad", module) for part in BROKEN[case])
    install(module, source, entry)
    seconds = 0.2 if case == "hangs" else 60.0
    start_anew(monkeypatch, seconds)
    path = tmp_path / "a.txt"
    path.write_text("words")
    document = documents.open(path)
    assert document.text.whole() == "words"
    (said,) = document.losses
    assert document.omissions == (said,)
    assert said.startswith("The plug-in broken failed (")
    assert reason in said
    assert plugins.take_new_failures() == []
    assert documents.open(path).losses == ()  # it is named once, and switched off
    with pytest.raises(ReaderError, match=r"^The plug-in broken failed"):
        documents.open(path, as_format="broken")
    start_anew(monkeypatch, seconds)
    assert main(["text", str(path)]) == 0
    assert f"{said}." in capsys.readouterr().err
    start_anew(monkeypatch, seconds)
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0")
    with pytest.raises(ReaderError, match=r"^The plug-in broken failed .* is a picture \(PNG\)"):
        documents.open(path)


def test_a_plug_in_cannot_have_the_name_of_a_built_in_format(install: Install, talk: Path) -> None:
    install("other_html", MODULE, "html = other_html:TALK")
    document = documents.open(talk)
    assert (document.format, document.losses) == ("talk", ())
    assert plugins.take_new_failures() == [
        "The plug-in html failed (html is the name of a built-in format)"
    ]


def test_the_built_in_formats_are_the_same_records() -> None:
    assert all(isinstance(kind, Format) for kind in registry.FORMATS)
    assert registry.FORMATS[-1].catch_all
