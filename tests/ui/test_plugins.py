"""Plug-ins in the reader: an action with a key, a theme, an exporter; and actions that fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.events import Key

from readerapp.core.display_choices import save_choice
from readerapp.reading import plugin_actions
from readerapp.reading.prompt_commands import find_theme
from readerapp.ui.help_topics import find_topics, help_topics
from readerapp.ui.screens.export_dialog import ExportForm
from tests.made_plugins import start_anew, write_metadata
from tests.ui.conftest import ARTICLE, Open


@pytest.mark.usefixtures("example")
async def test_the_example_has_a_key_a_theme_and_a_format(
    open_reader: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    save_choice("theme", "ansi-light", "")  # the last one before those of plug-ins
    async with open_reader() as reader:
        await reader.press("f6")  # as soon as the first page is there
        await reader.sees("3 long words highlighted", "Highlights 3")
        first = reader.annotations[0]
        assert (first.colour, first.tags) == ("teal", ("long word",))
        while "0 long words highlighted" not in reader.text:  # its thread may not have ended yet
            await reader.press("f6")
            await reader.until(lambda: re.search("still running|0 long words", reader.text))
        await reader.press("u")
        await reader.sees("Undid: long words")
        assert not reader.annotations
        await reader.press("U")
        await reader.sees("Highlights 3")
        (topic,) = find_topics(help_topics(reader.app.actions), "long")
        assert (topic.title, topic.entries[0].keys) == ("Plug-ins", "F6")
        await reader.press("f2")
        await reader.sees("Theme: harbour")
        assert reader.style("last ferry").bgcolor.get_truecolor() == (15, 28, 40)
        reader.app.export_choice = ExportForm("marks", "", str(home))  # as last time
        await reader.press("E")
        await reader.sees("one annotation a line, for scripts", "The plug-in marks writes it")
        await reader.press("enter")
        await reader.sees("Exported 3 highlights")
    (path,) = Path(home).rglob("*.marks")
    assert path.read_text("utf-8").startswith("#marks\tFerry line to close")
    start_anew(monkeypatch)
    async with open_reader() as reader:  # the theme is imported again, for the first frame
        assert reader.app.theme == find_theme("har") == "harbour"
        assert reader.style("last ferry").bgcolor.get_truecolor() == (15, 28, 40)


async def test_a_key_that_waits_for_plug_ins_is_given_up_with_its_document(
    open_reader: Open, site: Path, article: Path
) -> None:
    gate = "import threading\nasked, go_on = threading.Event(), threading.Event()\n"
    (site / "gate.py").write_text(gate, encoding="utf-8")
    slow = "import gate\ngate.asked.set()\ngate.go_on.wait(60)\nX = 1\n"
    (site / "acts_late.py").write_text(slow, encoding="utf-8")
    write_metadata(site, "acts_late", {"readerapp.actions": {"late": "acts_late:X"}})
    import gate

    async with open_reader() as reader:
        await reader.until(gate.asked.is_set)
        reader.app.post_message(Key("f6", None))
        article.write_text(f"A new first line.\n\n{ARTICLE}", encoding="utf-8")
        try:
            await reader.sees("A new first line.")
            reader.app.post_message(Key("w", "w"))
            await reader.until(lambda: reader.caret.startswith("new first line"))
        finally:
            gate.go_on.set()


BROKEN = """
from readerapp.plugin import ReaderAction, ReaderError
import threading
late = threading.Event()
refused = []
def slow(reader):
    late.wait(60)
    try:
        reader.add(0, 5)
    except ReaderError as error:
        refused.append(str(error))
def wrong(reader):
    reader.edit(reader.annotations[0].id, note="mine", tags=["a"], speaker="Ida", colour="red")
    {}[1]
def says(reader):
    assert reader.document.text[reader.caret] == "W" and reader.selection is None
    raise ReaderError("Choose another place.")
SLOW, WRONG, SAYS = (
    ReaderAction(run=run, short="x", help="Does it", keys=(key,), where=where)
    for run, key, where in ((slow, "f6", "reader"), (wrong, "f7", "list"), (says, "f8", "document"))
)
TAKEN = ReaderAction(run=print, short="x", help="x", keys=("ctrl+p",))
"""


async def test_an_action_that_fails_is_named_and_switched_off(
    open_reader: Open, site: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "acts.py").write_text(BROKEN, encoding="utf-8")
    names = {name: f"acts:{name.upper()}" for name in ("slow", "wrong", "says", "taken")}
    write_metadata(site, "acts", {"readerapp.actions": names})
    settings = home / "settings.toml"
    settings.write_text('[keys]\n"plugin.slow" = "f9"\n', encoding="utf-8")
    monkeypatch.setenv("READERAPP_SETTINGS", str(settings))
    async with open_reader() as reader:
        await reader.sees("The plug-in taken failed (key Ctrl+P has palette")
        await reader.press(".", "enter", "f8")
        await reader.sees("Choose another place")
        await reader.press("f7")
        await reader.sees("F7 has no action")  # it is an action of the list
        await reader.press("tab", "f7")
        await reader.sees("The plug-in wrong failed (KeyError: 1)", "mine", "Ida")
        (one,) = reader.annotations
        assert (one.note, one.tags, one.colour) == ("mine", ("a",), "red")
        await reader.press("f7")
        await reader.sees("F7 has no action")
        await reader.press("f6")
        await reader.sees("F6 has no action")  # the settings give it another key
        monkeypatch.setattr(plugin_actions, "ACTION_SECONDS", 0.2)
        await reader.press("f9")
        await reader.sees("The plug-in slow failed (no answer within 0.2 seconds)")
        import acts

        acts.late.set()
        await reader.until(lambda: acts.refused)
        assert acts.refused == ["The action has ended, or took too long."]
        await reader.sees("Highlights 1")
