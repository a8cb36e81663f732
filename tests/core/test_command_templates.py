"""Templates of commands: words of a document become one argument, never an option or a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.core import command_templates as templates
from readerapp.core.errors import ReaderError
from readerapp.core.settings import parse_settings

HOSTILE = "--output=x; rm -rf ~ `id` $(id)\n{seconds} 'a' \"b\"\x00\x1b[2J"


def filled(template: str, text: str) -> list[str]:
    words = templates.split_command(template, templates.COMMAND_FIELDS)
    return templates.fill_command(words, {"text": text})


def test_words_of_a_document_are_one_argument_and_no_option() -> None:
    program, argument = filled("dict {text}", HOSTILE)
    assert program == "dict"
    assert argument == "output=x; rm -rf ~ `id` $(id) {seconds} 'a' \"b\" [2J"
    assert filled("look -t '{text}' --word={text}", "-a b") == ["look", "-t", "a b", "--word=-a b"]
    assert filled("trans -b", "words") == ["trans", "-b"]


def test_addresses_are_percent_encoded() -> None:
    template = "https://x.org/?q={text}&l=en"
    assert templates.is_address(template) and not templates.is_address("open https://x.org")
    assert templates.fill_address(template, "Zoë & co\n#1") == (
        "https://x.org/?q=Zo%C3%AB%20%26%20co%20%231&l=en"
    )
    assert filled("xdg-open https://x.org/{text}", "a/b?") == ["xdg-open", "https://x.org/a%2Fb%3F"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("[commands]\nd = 3", "line 2: a command is a text"),
        ("commands = 3", "commands is a table"),
        ('[commands]\nd = "dict \'x"', "line 2: d: a quotation mark is not closed"),
        ('[commands]\nd = "dict {word}"', "there is no field {word}; the fields are {text}"),
        ('[commands]\nd = "{text} x"', "cannot be a field"),
        ('[commands]\nd = " "', "the command is empty"),
        ('player = "mpv {text}"', "the fields are {seconds} and {media}"),
        ("player = 3", "player is a text"),
    ],
)
def test_mistakes_are_reported_with_their_line(line: str, sentence: str) -> None:
    with pytest.raises(ReaderError) as error:
        parse_settings(f"{line}\n", Path("settings.toml"))
    assert sentence in str(error.value)


def test_commands_and_player_are_read_from_the_settings() -> None:
    text = 'player = "mpv {media}"\n[commands]\ndictionary = "dict {text}"\n"my web" = "https://x/{text}"\n'
    settings = parse_settings(text, Path("settings.toml"))
    assert settings.player == "mpv {media}"
    assert settings.commands == {"dictionary": "dict {text}", "my web": "https://x/{text}"}


def test_too_many_words_are_refused() -> None:
    with pytest.raises(ReaderError, match="select less"):
        filled("dict {text}", "x" * 20_000)
