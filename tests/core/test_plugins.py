"""Plug-ins: which there are, how they are asked, and what becomes of one that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.core import plugins
from readerapp.core.errors import ReaderError
from readerapp.core.paths import app_folder
from tests.made_plugins import Install, start_anew


def test_plug_ins_are_listed_once_and_again_after_a_change(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("talk_format", "TALK = 1", "talk = talk_format:TALK")
    scanned = []
    scan = plugins._scan
    monkeypatch.setattr(plugins, "_scan", lambda folders: scanned.append(1) or scan(folders))
    monkeypatch.setattr(plugins, "_lists", {})
    assert [one.name for one in plugins.list_plugins("formats")] == ["talk"]
    plugins.save_list()
    plugins._lists.clear()  # as in the next process
    assert [one.name for one in plugins.list_plugins("formats")] == ["talk"]
    assert len(scanned) == 1
    install("second", "", "second = second:X\ntalk = second:TALK")
    assert sorted(one.name for one in plugins.list_plugins("formats")) == ["second", "talk"]
    assert len(scanned) == 2


def test_the_working_folder_is_not_searched(
    site: Path, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("talk_format", "TALK = 1", "talk = talk_format:TALK")
    monkeypatch.chdir(site)
    assert plugins.list_plugins("formats") == ()
    gone = site / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert [one.name for one in plugins.list_plugins("formats")] == ["talk"]
    monkeypatch.chdir(site)  # a place that exists, for what follows


def test_a_plug_in_has_the_name_and_the_version_of_its_package(install: Install) -> None:
    install("talk_format", "TALK = 1", "talk = talk_format:TALK")
    (plugin,) = plugins.list_plugins("formats")
    assert (plugin.distribution, plugin.version) == ("talk-format", "1.0")
    assert plugins.list_plugins("themes") == ()
    old = plugin._replace(package="Talk_Format-2.1-py3.11.egg-info")
    assert (old.distribution, old.version) == ("talk-format", "2.1")
    assert plugin._replace(package="talk.egg-info").version == ""


def test_one_that_fails_is_named_once_and_switched_off(install: Install) -> None:
    install("talk_format", "TALK = 1", "talk = talk_format:TALK\nnext = talk_format:TALK")
    talk, other = plugins.list_plugins("formats")
    assert talk.load(int) == 1
    with pytest.raises(plugins.PluginError, match=r"talk failed \(ZeroDivisionError"):
        talk.call(lambda: 1 // 0)
    assert plugins.list_plugins("formats") == (other,)
    with pytest.raises(plugins.PluginError, match="ZeroDivisionError"):
        talk.load(int)
    with pytest.raises(plugins.PluginError, match="is no str"):
        other.load(str)
    first, second = plugins.take_new_failures()
    assert "talk failed" in first and "next failed" in second
    assert plugins.take_new_failures() == []


def test_what_a_plug_in_says_itself_is_no_failure(install: Install) -> None:
    install("talk_format", "TALK = 1", "talk = talk_format:TALK")
    (talk,) = plugins.list_plugins("formats")

    def refuse() -> None:
        raise ReaderError("Choose another file.")

    with pytest.raises(ReaderError, match=r"^Choose another file\.$"):
        talk.call(refuse)
    assert plugins.list_plugins("formats") == (talk,)
    assert plugins.take_new_failures() == []


def test_what_a_plug_in_prints_is_not_among_the_data(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("talk_format", "print('import')\nTALK = 1", "talk = talk_format:TALK")
    (talk,) = plugins.list_plugins("formats")
    talk.load(int)
    talk.call(lambda: print("work"))
    print("data")
    out, err = capsys.readouterr()
    assert (out, err) == ("data\n", "import\nwork\n")


def test_a_check_says_what_is_wrong_with_it(install: Install) -> None:
    install("talk_format", "TALK = 1", "talk = talk_format:TALK")
    (talk,) = plugins.list_plugins("formats")
    with pytest.raises(plugins.PluginError, match=r"\(1 is too small\)"):
        talk.load(int, lambda number: f"{number} is too small")


def test_the_sentence_can_be_printed(install: Install) -> None:
    install("talk_format", "TALK = 1", "ta\x1blk = talk_format:TALK")
    (talk,) = plugins.list_plugins("formats")
    assert str(talk.fail("\x1b[2J\u202e" + "long " * 100)).isprintable()


@pytest.mark.parametrize("name", ["talk", "talk-format"])
def test_settings_switch_a_plug_in_or_a_package_off(
    install: Install, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    install("talk_format", "TALK = 1", "talk = talk_format:TALK")
    (talk,) = plugins.list_plugins("formats")
    settings = app_folder("config") / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[plugins]\noff = ["{name}"]\n')
    assert plugins.list_plugins("formats") == ()
    with pytest.raises(plugins.PluginError, match=r"talk is off \(switched off in the settings\)"):
        talk.load(int)
    settings.write_text("a mistake")
    start_anew(monkeypatch)
    monkeypatch.setattr(plugins, "_off_lists", {})
    assert plugins.list_plugins("formats") == (talk,)


def test_a_variable_switches_all_off(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("talk_format", "TALK = 1", "talk = talk_format:TALK")
    monkeypatch.setenv("READERAPP_NO_PLUGINS", "1")
    assert plugins.list_plugins("formats") == ()
    assert [one.reason_off for one in plugins.list_installed("formats")] == [
        "READERAPP_NO_PLUGINS is set"
    ]
    monkeypatch.setenv("READERAPP_NO_PLUGINS", "0")
    assert len(plugins.list_plugins("formats")) == 1
