"""The commented settings file: what is written is valid, and what a person wrote is kept."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.settings import parse_settings
from readerapp.core.settings_file import complete_settings, format_text
from readerapp.core.settings_table import SETTINGS

HERE = Path("settings.toml")
NAMES = [setting.name for setting in SETTINGS]


def test_a_new_file_changes_nothing_and_each_of_its_lines_works():
    text, added = complete_settings()
    assert added == NAMES
    assert not any(tomllib.loads(text).values())
    used = re.sub(r'^# (?=[\w"-.]+ = )', "", text, flags=re.MULTILINE)
    found = parse_settings(used, HERE)
    assert (found.annotator, found.theme, found.width) == ("Maria Ortega", "reader-dark", 80)
    assert found.templates == {"markdown": "{blockquote}{\n\n|note|}"}
    assert len(found.commands) == 3
    assert found.keys["page.down"] == ("space", "pagedown", "ctrl+f")
    assert found.player.startswith("mpv")


def test_what_is_in_force_without_a_file_is_written():
    text, _ = complete_settings("", {"theme": "ansi-dark", "width": 0, "screen-reader": True})
    assert {k: v for k, v in tomllib.loads(text).items() if not isinstance(v, dict)} == {
        "theme": "ansi-dark",
        "width": 0,
        "screen-reader": True,
    }


def test_a_file_keeps_its_lines_and_gets_what_is_missing():
    own = '# mine\nwidth = 70  # narrow\n# theme = "x"\n\n# my keys\n[keys]\nzen = "F9"  # so\n'
    text, added = complete_settings(own)
    assert added == [name for name in NAMES if name not in ("width", "theme", "keys")]
    lines = iter(text.splitlines())
    assert all(line in lines for line in own.splitlines()), "in the same order"
    assert text.index("# colour =") < text.index("# my keys") < text.index("[colours]")
    assert complete_settings(text) == (text, [])


@pytest.mark.parametrize(
    "own",
    [
        'commands.a = """\n[keys]\nzen = 1\n"""',
        "[keys]\nzen = [\n'n',\n\n]\n",
        "\n\n[ 'keys' ]\n'zen'=''",
        "[keys.caret]\ndown = 'n'\n[[x]]\ny = 1",
        "colours = { red = 'x' }\n[templates]",
        "templates = {}",
        "# [keys]\n# zen = 1",
    ],
)
def test_completing_a_file_changes_no_value(own):
    text, _ = complete_settings(own)
    values = tomllib.loads(text)
    assert {name: value for name, value in values.items() if value} == {
        name: value for name, value in tomllib.loads(own).items() if value
    }


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_text_is_read_back_as_it_was(text):
    assert tomllib.loads(f"a = {format_text(text)}")["a"] == text
