"""The user's keymap: keys work and are shown; mistakes are reported before the first key."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.ui.actions import ACTIONS, can_conflict, display_key, with_keymap
from readerapp.ui.app import ReaderApp
from readerapp.workspace import make_context
from tests.ui.conftest import FIRST, Open


@pytest.fixture
def keys(home: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Return a function that writes settings with keys."""

    def write(**changes: str) -> None:
        path = home / "settings.toml"
        lines = [f'"{name.replace("_", ".")}" = "{value}"' for name, value in changes.items()]
        path.write_text("\n".join(["[keys]", *lines, ""]), encoding="utf-8")
        monkeypatch.setenv("READERAPP_SETTINGS", str(path))

    return write


def test_no_key_has_two_actions_at_the_same_time() -> None:
    for one, other in combinations(ACTIONS, 2):
        if can_conflict(one.where, other.where):
            assert not {*one.keys} & {*other.keys}, (one.id, other.id)


async def test_every_action_has_a_method(open_reader: Open) -> None:
    async with open_reader() as reader:
        panes = {"document": reader.screen.document_view, "list": reader.screen.highlight_list}
        panes["library"] = reader.app.make_library_screen()
        namespaces = {"app": reader.app, **reader.screen.controllers}
        for action in ACTIONS:
            prefix, _, name = action.method.split("(")[0].rpartition(".")
            owner = namespaces[prefix] if prefix else panes.get(action.where, reader.screen)
            assert callable(getattr(owner, f"action_{name}", None)), action.id


async def test_other_keys_work_and_are_shown(open_reader: Open, keys) -> None:  # type: ignore[no-untyped-def]
    keys(note="ctrl+n, !", speaker="W")
    async with open_reader() as reader:
        await reader.sees("Ctrl+N note", "W speaker")
        await reader.press(".", "a")
        assert reader.words == [], "the old key is free"
        await reader.press("!", *"mine", "escape", ".", "ctrl+n", *"too", "escape")
        assert reader.notes == ["mine", "too"]
        await reader.press("?", "space")
        await reader.sees("Ctrl+N !")
        await reader.press("escape", "ctrl+p", *"edit note")
        await reader.sees("Add or edit note", "Ctrl+N !")


async def test_two_keys_can_be_swapped(open_reader: Open, keys) -> None:  # type: ignore[no-untyped-def]
    keys(caret_down="k", caret_up="j", search_next="down")
    async with open_reader() as reader:
        await reader.press("k", "k")
        assert reader.caret.startswith("The last ferry")
        await reader.press("j", "j")
        assert reader.caret.startswith("Ferry line")
        await reader.press("down")
        await reader.sees("No search yet")


async def test_an_action_can_be_left_without_a_key(open_reader: Open, keys) -> None:  # type: ignore[no-untyped-def]
    keys(quit="", delete="")
    async with open_reader() as reader:
        await reader.press(".", "enter", "x", "delete", "q", "ctrl+q")
        assert reader.app.is_running
        assert reader.words == [FIRST]
        await reader.press("?", *"delete")
        await reader.sees("(palette)          Delete highlight")


async def test_what_is_typed_stays_text_whatever_the_keymap_says(open_reader: Open, keys) -> None:  # type: ignore[no-untyped-def]
    keys(help="X", pane_next="ö")
    async with open_reader() as reader:
        await reader.press(".", "a", *"XöX", "escape")
        assert reader.notes == ["XöX"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"serch": "F"}, "no action 'serch'; did you mean 'search'"),
        ({"note": "s"}, "'note' takes 's', which 'speaker' has; give one of them another key"),
        ({"caret_down": "a"}, "'caret.down' takes 'a', which 'note' has"),
        ({"palette": "G"}, "'palette' takes 'G'"),
    ],
)
def test_a_mistake_is_reported_before_the_screen_opens(
    article: Path,
    home: Path,
    keys,  # type: ignore[no-untyped-def]
    changes: dict[str, str],
    sentence: str,
) -> None:
    keys(**changes)
    with pytest.raises(ReaderError, match=sentence.replace("(", r"\(")):
        ReaderApp(make_context(str(home / "store")), documents.open(str(article)))


def test_panes_may_use_the_same_key() -> None:
    changed = with_keymap({"list.order": ("v",)})
    assert next(a for a in changed if a.id == "list.order").keys == ("v",)


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("ctrl+r", "Ctrl+R"),
        ("right_square_bracket", "]"),
        ("exclamation_mark", "!"),
        ("N", "N"),
        ("shift+tab", "Shift+Tab"),
        ("f12", "F12"),
        ("insert", "Insert"),
    ],
)
def test_keys_are_shown_as_people_write_them(key: str, shown: str) -> None:
    assert display_key(key) == shown
