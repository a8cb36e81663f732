"""The commands `diff` and `refresh`: what changed between versions, for people and as JSON."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.cli import main
from readerapp.core.settings import Settings
from readerapp.documents import web
from readerapp.versions.text_history import open_history
from tests.page_server import PageServer

OLD = """\
Ferry line to close

We kept the boats running through two floods, said Ida Holm.

Board chairman Per Aune called the sale a painful step and promised a bus to the town.

Holm has sixty days to appeal against the decision.
"""
NEW = OLD.replace("two floods", "three bad floods").replace("sixty", "thirty")


@pytest.fixture
def pair() -> tuple[str, str]:
    """The names of two versions of an article, in the working folder."""
    Path("old.txt").write_text(OLD, encoding="utf-8")
    Path("new.txt").write_text(NEW, encoding="utf-8")
    return "old.txt", "new.txt"


def page(article: str, beside: str = "") -> str:
    """A web page with an article and something beside it."""
    paragraphs = "".join(f"<p>{part}</p>" for part in article.split("\n\n"))
    return (
        "<html><head><title>Ferry</title></head><body>"
        f"<aside>{beside}</aside><article>{paragraphs}</article></body></html>"
    )


def test_changed_words_are_marked_as_in_git(pair, capsys):
    assert main(["diff", *pair]) == 0
    assert capsys.readouterr().out == (
        "2 paragraphs changed\n"
        "\n¶2  changed\n"
        "  We kept the boats running through [-two-]{+three bad+} floods, said Ida Holm.\n"
        "\n¶4  changed\n"
        "  Holm has [-sixty-]{+thirty+} days to appeal against the decision.\n"
    )


def test_only_the_words_and_the_exit_code(pair, capsys):
    assert main(["diff", *pair, "--words", "--exit-code"]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "¶2: [-two-]{+three bad+}",
        "¶4: [-sixty-]{+thirty+}",
    ]
    assert main(["diff", "old.txt", "old.txt", "--exit-code"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "The texts have the same words.\n")


def test_long_unchanged_parts_are_shortened_and_places_named(capsys):
    filler = "The water rose again that spring. " * 12
    Path("a.txt").write_text(f"Title\n\n{filler}two {filler}\n", encoding="utf-8")
    Path("b.txt").write_text(f"Title\n\nNew here.\n\n{filler}three {filler}\n", encoding="utf-8")
    assert main(["diff", "a.txt", "b.txt"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:4] == ["¶2  added", "  {+New here.+}"]
    assert lines[5] == "¶2 → ¶3  changed"
    assert lines[6].startswith("  … ") and lines[6].endswith(" …") and len(lines[6]) < 170
    assert "that spring. [-two-]{+three+} The water" in lines[6]


def test_colours_on_a_terminal_and_nothing_of_the_text_is_obeyed(pair, capsys, monkeypatch):
    Path("new.txt").write_text(NEW.replace("bad", "b\x1b]0;x\x07d"), encoding="utf-8")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["diff", *pair]) == 0
    printed = capsys.readouterr().out
    assert "\x1b[31;9mtwo\x1b[0m \x1b[32;4mthree b" in printed and "\x1b]" not in printed
    rows = [re.sub("\x1b\\[[0-9;]*m", "", row) for row in printed.splitlines()]
    assert max(map(len, rows)) <= 60, "rows end with a word"
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["diff", *pair]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_json_has_offsets_into_both_texts(pair, capsys):
    assert main(["diff", *pair, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"] == {"changed": 2, "added": 0, "removed": 0, "moved": 0}
    change = found["changes"][0]
    assert (change["kind"], change["old_locator"], change["new_locator"]) == ("changed", "¶2", "¶2")
    for word in change["words"]:
        text = OLD if word["kind"] == "removed" else NEW
        assert text[word["start"] : word["end"]] == word["text"]
    assert found["old"]["document"].endswith("old.txt") and found["since"] is None


def test_alone_it_compares_with_the_text_that_was_read(pair, capsys):
    assert main(["diff", "old.txt"]) == 1
    assert "No earlier text of old.txt is kept; name it" in capsys.readouterr().err
    document = documents.open("old.txt")
    open_history(Settings()).remember(document, document.text.fingerprint())
    assert main(["diff", "old.txt"]) == 0
    assert capsys.readouterr().err.startswith("old.txt has not changed since ")
    assert main(["diff", "old.txt", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []
    Path("old.txt").write_text(NEW, encoding="utf-8")
    assert main(["diff", "old.txt"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("2 paragraphs changed since ") and "[-two-]{+three bad+}" in printed


def test_a_page_is_fetched_again_and_silent_edits_are_shown(page_server: PageServer, capsys):
    address = page_server.address
    page_server.page = page(OLD, "28 November")
    assert main(["refresh", address]) == 0
    assert f"{address}: first version, kept in " in capsys.readouterr().out
    assert main(["refresh", address]) == 0
    assert f"{address}: unchanged since " in capsys.readouterr().out
    page_server.page = page(OLD, "29 November, and an advertisement")
    assert main(["refresh", address]) == 0
    assert f"{address}: unchanged since " in capsys.readouterr().out
    [snapshot] = web.list_snapshots(address)
    assert snapshot.checked > snapshot.read, "the text is the same, so only the time is noted"
    page_server.page = page(NEW)
    assert main(["refresh", address]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{address}: 2 paragraphs changed since ")
    assert "[-two-]{+three bad+}" in printed
    assert [len(one.sha256) for one in web.list_snapshots(address)] == [64, 64]
    assert page_server.requests == 4
    assert main(["diff", address, "--words"]) == 0
    assert "[-sixty-]{+thirty+}" in capsys.readouterr().out
    assert main(["refresh", address, "--versions"]) == 0
    last, first = capsys.readouterr().out.splitlines()
    assert "still there" in first and "still there" not in last
    assert page_server.requests == 4, "neither asks the server"


def test_refresh_as_json_reports_what_failed_and_goes_on(page_server: PageServer, capsys):
    page_server.page = page(OLD)
    assert main(["refresh", "not an address", page_server.address, "--json"]) == 1
    printed = capsys.readouterr()
    wrong, right = json.loads(printed.out)
    assert "is not a web address" in wrong["error"] and "not an address" in printed.err
    assert (right["first"], right["changed"], right["versions"]) == (True, False, 1)
    page_server.page = page(NEW)
    assert main(["refresh", page_server.address, "--json"]) == 0
    [item] = json.loads(capsys.readouterr().out)
    assert item["changed"] and item["comparison"]["counts"]["changed"] == 2
    assert main(["refresh", page_server.address, "--versions", "--json"]) == 0
    [listed] = json.loads(capsys.readouterr().out)
    assert [len(one["sha256"]) for one in listed["versions"]] == [64, 64]


def test_versions_of_a_page_that_was_never_fetched(capsys):
    assert main(["refresh", "http://127.0.0.1/none", "--versions"]) == 1
    assert "No version of http://127.0.0.1/none is kept" in capsys.readouterr().err


def test_highlights_stay_with_a_page_that_was_fetched_again(page_server: PageServer, capsys):
    address = page_server.address
    page_server.page = page(OLD)
    assert main(["add", address, "--quote", "Holm has sixty days"]) == 0
    page_server.page = page("A correction.\n\n" + NEW)
    assert main(["refresh", address]) == 0
    capsys.readouterr()
    assert main(["list", address, "--json"]) == 0
    [highlight] = json.loads(capsys.readouterr().out)
    text = documents.open(address).text.whole()
    assert text[highlight["start"] : highlight["end"]] == "Holm has thirty days"
    assert highlight["state"] == "drifted"


def test_snapshots_of_earlier_releases_are_read(page_server: PageServer, capsys):
    page_server.page = page(OLD)
    assert main(["refresh", page_server.address]) == 0
    [snapshot] = web.list_snapshots(page_server.address)
    facts = snapshot.path.with_name(snapshot.path.name + ".read")
    old = {name: getattr(snapshot, name) for name in ("address", "reached", "read", "file")}
    facts.write_text(json.dumps({**old, "later": 1}))
    assert main(["refresh", page_server.address]) == 0
    assert "unchanged since" in capsys.readouterr().out
    assert len(web.list_snapshots(page_server.address)) == 1
