"""Settings, keymap and identity: the user's choices, and messages about mistakes."""

import json
import os
import socket
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_config_path, user_data_path

from readerapp.core import settings
from readerapp.core.errors import ReaderError
from readerapp.core.identity import identify
from readerapp.core.keymap import build_keymap, canonical_key
from readerapp.core.settings import (
    MOST_MISTAKES,
    Settings,
    examine_settings,
    load_settings,
    parse_settings,
)
from readerapp.core.settings_table import SETTINGS

HERE = Path("settings.toml")


def test_without_a_file_there_are_the_defaults():
    assert load_settings() == Settings()
    assert load_settings().colour == "yellow"


def test_the_file_in_the_configuration_folder_is_read():
    path = user_config_path("readerapp") / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text('annotator = "Maria Ortega"\ncite-speaker = false\n')
    found = load_settings()
    assert (found.annotator, found.cite_speaker, found.path) == ("Maria Ortega", False, path)


def test_another_file_can_be_named(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('theme = "ansi-dark"\n')
    assert load_settings({"READERAPP_SETTINGS": str(path)}).theme == "ansi-dark"


def test_the_table_names_each_setting_with_its_default():
    defaults = {setting.field: setting.default for setting in SETTINGS if setting.kind != "table"}
    tables = {setting.field: {} for setting in SETTINGS if setting.kind == "table"}
    found = Settings()
    named = {name: getattr(found, name) for name in Settings.__slots__ if name != "path"}
    assert {**defaults, **tables} == named


def test_all_mistakes_of_a_file_are_found_and_the_rest_is_used():
    text = 'width = 5\ncolour = "red"\nx = 1\n[keys]\nzen = "n"\ncaret.up = "crtl+x"\ntags = 5\n'
    found, mistakes = examine_settings(text, HERE)
    assert (found.colour, found.keys, found.width) == ("red", {"zen": ("n",)}, 80)
    assert [str(one).partition(":")[0] for one in mistakes] == [
        f"settings.toml, line {number}" for number in (1, 3, 6, 7)
    ]


def test_the_number_of_mistakes_that_are_named_is_limited():
    text = "[keys]\n" + "".join(f"a{number} = 5\n" for number in range(20_000))
    assert len(examine_settings(text, HERE)[1]) == MOST_MISTAKES


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('\nannotatr = "x"', "settings.toml, line 2: there is no setting 'annotatr'; did you mean"),
        ('annotatr = "x"', "did you mean 'annotator'[?]$"),
        ('zzz = "x"', "there are annotator, theme, width, colour"),
        ("annotator = 5", "line 1: annotator is a text in quotation marks"),
        ('a = "\n', "are not valid TOML: .*line 1"),
        ('# colour\n\ncolour = "mauve"', "line 3: no colour is called 'mauve'; choose one of yel"),
        (
            'theme = "nord"',
            "line 1: no theme is called 'nord'; choose one of reader-dark, reader-l",
        ),
        ('citation = "apa"', "choose one of plain, markdown, transcript"),
        ('citation = "{quoted} ({speeker})"', "line 1: templates .* did you mean {speaker}"),
        ('citation = "{quoted"', "line 1: the { at character 1 of the template stands alone"),
        ('citation = "{quote.__class__}"', "no field {quote.__class__}; there are quote"),
        ("templates = 5", "line 1: templates is a table"),
        ('[templates]\ncsv = "{quote}"', "line 2: templates are texts for markdown and text"),
        ("[templates]\ntext = 5", "line 2: templates are texts for markdown and text"),
        ('x = "1"\n[templates]\ntext = "{nope}"', "there is no setting 'x'"),
        ('[templates]\n\ntext = "{nope}"', "line 3: templates have no field {nope}"),
        ('width = "80"', "line 1: width is a number, 20 to 1000; 0: as wide"),
        ("width = 12", "line 1: width is a number"),
        ("history = -1", "line 1: history is a number"),
        ("history = true", "line 1: history is a number"),
        ('cite-speaker = "yes"', "line 1: cite-speaker is true or false"),
        ('keys = "n"', "line 1: keys is a table"),
        ('[keys]\n"zen" = 5', "line 2: keys are a text or a list"),
        ('theme = "ansi-dark"\n[keys]\ntheme = [1]', "line 3: keys are a text or a list"),
        (
            "[keys]\ncaret.down = []\n'caret.up' = \"crtl+x\"",
            "line 3: 'crtl\\+x' is not a key: 'crtl'",
        ),
        ('thme = "x"', r"did you mean 'theme'\?$"),
        ('[keys]\n\ncaret.down = "nope"', "line 3: 'nope' is not a key"),
        ('[keys.caret]\ndown = "nope"', "line 2: 'nope' is not a key"),
        ("[" * 5000, "are not valid TOML"),
    ],
)
def test_a_mistake_is_reported_with_its_line(text, sentence):
    with pytest.raises(ReaderError, match=sentence):
        parse_settings(text, HERE)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_file_gives_settings_or_an_error_sentence(text):
    try:
        parse_settings(text, HERE)
    except ReaderError as error:
        assert str(error).endswith((".", "?")) and not str(error).endswith("?.")


@pytest.mark.parametrize("keys", ['","', '" , "', '[","]', '["comma"]'])
def test_a_comma_alone_is_the_key(keys: str) -> None:
    assert parse_settings(f"[keys]\nzen = {keys}", HERE).keys == {"zen": ("comma",)}
    assert parse_settings('[keys]\nzen = [",", "n"]', HERE).keys == {"zen": ("comma", "n")}


def test_files_that_cannot_be_read_are_reported(tmp_path):
    with pytest.raises(ReaderError, match=r"READERAPP_SETTINGS is .* which does not exist"):
        load_settings({"READERAPP_SETTINGS": str(tmp_path / "none.toml")})
    with pytest.raises(ReaderError, match="are a folder; replace it"):
        load_settings({"READERAPP_SETTINGS": str(tmp_path)})
    with pytest.raises(ReaderError, match="cannot be read"):
        load_settings({"READERAPP_SETTINGS": str(tmp_path / ("x" * 300))})
    (tmp_path / "latin.toml").write_bytes(b'annotator = "Jos\xe9"')
    with pytest.raises(ReaderError, match="not UTF-8"):
        load_settings({"READERAPP_SETTINGS": str(tmp_path / "latin.toml")})


def test_what_is_no_regular_file_is_reported_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")  # nobody writes to it
    (tmp_path / "link.toml").symlink_to("/dev/zero")  # it never ends
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        for name in ("pipe.toml", "link.toml", "s"):
            with pytest.raises(ReaderError, match=r"a pipe or a device|cannot be read"):
                load_settings({"READERAPP_SETTINGS": str(tmp_path / name)})
    (tmp_path / "large.toml").write_bytes(b"#" * 2_000_000)
    with pytest.raises(ReaderError, match="larger than 256 kB"):
        load_settings({"READERAPP_SETTINGS": str(tmp_path / "large.toml")})


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "9" * 5000,
        "a = 1e999999999\nb = [" + "[" * 5000,
        "[" * 100_000,
        "\n" * 200_000 + "colur = 1",
        " " * 200_000 + "colur = 1",
        f"{'x' * 100_000} = 1",
        f'colour = "{"x" * 100_000}"',
        f'[keys]\n"document.down" = "{"crtl+" * 50_000}x"',
        "[keys]\na" + ".b" * 2000 + ' = "x"',
    ],
    ids=lambda text: text[:20],
)
def test_malicious_files_end_in_an_error_sentence(text):
    with pytest.raises(ReaderError) as told:
        parse_settings(text, HERE)
    assert len(str(told.value)) < 1000


def test_keys_may_be_lists_dotted_or_removed():
    text = '[keys]\ncaret.down = ["n", "ctrl+n"]\nzen = ""\n"mark.red" = "f5"'
    assert parse_settings(text, HERE).keys == {
        "caret.down": ("n", "ctrl+n"),
        "zen": (),
        "mark.red": ("f5",),
    }


# Keys


@dataclass(frozen=True)
class Act:
    id: str
    keys: tuple[str, ...]
    where: str = "document"


TABLE = (
    Act("down", ("j", "down")),
    Act("up", ("k",)),
    Act("list.down", ("j",), "list"),
    Act("help", ("question_mark",), "everywhere"),
)


def meet(a, b):
    return a == b or "everywhere" in (a, b)


def test_changed_keys_replace_an_actions_own():
    keys = build_keymap(TABLE, {"up": ("ctrl+K", "?")}, meet=lambda a, b: a == b)
    assert keys == {
        "down": ("j", "down"),
        "up": ("ctrl+k", "question_mark"),
        "list.down": ("j",),
        "help": ("question_mark",),
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dwon": ("n",)}, "there is no action 'dwon'; did you mean 'down'"),
        ({"fly": ("n",)}, r"there is no action 'fly'; the help shows all"),
        ({"up": ("j",)}, "'up' takes 'j', which 'down' has"),
        ({"up": ("?",)}, "'up' takes 'question_mark', which 'help' has"),
        ({"up": ("n",), "down": ("n",)}, "takes 'n', which"),
        ({"list.down": ("question_mark",)}, "'list.down' takes"),
    ],
)
def test_unknown_actions_and_clashes_are_reported(changes, sentence):
    with pytest.raises(ReaderError, match=sentence):
        build_keymap(TABLE, changes, meet)


def test_keys_can_be_swapped_and_places_that_do_not_meet_share_them():
    swapped = build_keymap(TABLE, {"up": ("j",), "down": ("k",)}, meet)
    assert (swapped["up"], swapped["down"], swapped["list.down"]) == (("j",), ("k",), ("j",))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("N", "N"),
        ("shift+n", "N"),
        ("Ctrl+D", "ctrl+d"),
        ("shift+ctrl+up", "ctrl+shift+up"),
        ("ENTER", "enter"),
        ("/", "slash"),
        (".", "full_stop"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("-", "minus"),
        ("full_stop", "full_stop"),
        ("slash", "slash"),
        (" ctrl + n ", "ctrl+n"),
        ("é", "é"),
    ],
)
def test_each_key_has_one_spelling(key, name):
    assert canonical_key(key) == name
    assert canonical_key(name) == name


@pytest.mark.parametrize("key", ["", "ctrl+", "crtl+n", "pgdown", "nn", "ctrl+n+m", "\x07"])
def test_what_is_no_key_is_reported(key):
    with pytest.raises(ReaderError, match="is not a key"):
        canonical_key(key)


def test_characters_have_the_names_that_textual_gives_them():
    from textual.keys import _character_to_key

    for character in map(chr, range(33, 127)):
        assert canonical_key(character) == _character_to_key(character)


# Identity


def test_the_annotator_is_looked_up_in_order():
    env = {"READERAPP_ANNOTATOR": "Nair"}
    assert identify("Maria", "Chen", env).annotator.name == "Maria"
    assert identify(None, "Chen", env).annotator.name == "Nair"
    assert identify(None, "Chen", {}).annotator.name == "Chen"
    assert identify(None, "", {}).annotator.name


def test_one_person_keeps_an_id_through_a_new_name_and_others_have_their_own():
    first = identify(None, "Chen", {})
    renamed = identify(None, "Chen Wei", {})
    assert renamed.annotator.id == first.annotator.id
    assert renamed.device == first.device
    guest = identify("Maria", "Chen", {})
    assert guest.annotator.id != first.annotator.id
    assert identify(" MARIA ", "Chen", {}).annotator.id == guest.annotator.id
    assert identify("chen", "Chen", {}).annotator.id == first.annotator.id


def test_another_machine_with_the_same_home_is_another_device(monkeypatch):
    first = identify()
    monkeypatch.setattr("os.uname", lambda: SimpleNamespace(nodename="copied-laptop"))
    second = identify()
    assert second.annotator == first.annotator
    assert second.device != first.device
    monkeypatch.undo()


def test_the_name_is_one_clean_line():
    assert identify("  Maria\n\x1b[2J  Ortega ").annotator.name == "Maria [2J Ortega"
    for empty in ("", " \t", "\x1b"):
        with pytest.raises(ReaderError, match="needs a name"):
            identify(empty)


def test_an_account_without_a_name_can_annotate(monkeypatch):
    def nobody():
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    found = identify(environment={})
    assert found.annotator.name == "reader"
    assert found.device.startswith("reader-")


def test_the_identity_file_is_private_and_survives_damage():
    first = identify("Maria")
    path = user_data_path("readerapp") / "identity.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({**kept, "devices": ["?"]}))
    assert identify("Maria").annotator == first.annotator
    for damage in ("", "[" * 100_000, '{"annotators": 5}', "null"):
        path.write_text(damage)
        assert identify("Maria") == identify("Maria")


def test_a_home_that_cannot_be_written_still_has_annotators():
    folder = user_data_path("readerapp")
    folder.parent.mkdir(parents=True)
    folder.write_text("a file where the folder should be")
    one, two = identify("Maria"), identify("Maria")
    assert one.annotator == two.annotator
    assert one.device != two.device  # never two processes under one device


def test_processes_that_start_together_agree():
    code = "from readerapp.core.identity import identify; i = identify('M'); print(i)"
    command = [sys.executable, "-c", code]
    env = {**os.environ, "PYTHONPATH": str(Path(settings.__file__).parents[2])}
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
    assert all(process.returncode == 0 for process in started)
