"""The pages in docs/reference/ and the manual page are what the tables of the program say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readerapp.cli.command_options import COMMANDS
from readerapp.core.settings import parse_settings
from readerapp.core.settings_table import SETTINGS
from readerapp.listing.filter_query import parse_filter
from readerapp.ui.actions import ACTIONS
from scripts.make_reference import TARGET, make_pages

PAGES = make_pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path], "run `make reference`"


def test_every_command_action_and_setting_has_its_place() -> None:
    commands, keys, settings = (
        (TARGET / f"{name}.md").read_text(encoding="utf-8")
        for name in ("commands", "keys", "settings")
    )
    assert all(f"\n## {name}\n" in commands for name in COMMANDS)
    assert all(f"`{action.id}` |" in keys for action in ACTIONS)
    assert all(f"| `{one.name}` |" in settings or f"`[{one.name}]`" in settings for one in SETTINGS)


def test_the_examples_of_filters_and_settings_work() -> None:
    filters = (TARGET / "filters.md").read_text(encoding="utf-8")
    examples = re.findall(r"^\| `([^`]+)` \|", filters, re.MULTILINE)
    assert len(examples) > 15
    for one in examples:
        assert parse_filter(one), one
    file = re.search(r"```toml\n(.*?)```", (TARGET / "settings.md").read_text(), re.DOTALL)
    assert file
    assert parse_settings(file[1], Path("settings.toml")).width == 80


def test_the_manual_page_is_well_formed() -> None:
    """Each line is a known request, or text that cannot be taken for one."""
    known = {"TH", "SH", "SS", "PP", "TP", "RS", "RE", "nf", "fi", "br", "B"}
    page = (TARGET / "readerapp.1").read_text(encoding="utf-8")
    assert page.isascii()
    lines = page.splitlines()[1:]
    assert all(line[1:].split(" ")[0] in known for line in lines if line.startswith((".", "'")))
    requests = [line.split(" ")[0] for line in lines]
    assert requests.count(".RS") == requests.count(".RE") > 10
    assert requests.count(".nf") == requests.count(".fi") > 10
