"""Templates of external commands and of addresses, as the settings name them.

    dict {text}                          the words as one argument
    trans -b                             the words on standard input
    https://en.wiktionary.org/wiki/{text}    an address to open in the terminal
    mpv --start={seconds} {media}        the player of a recording

No shell takes part: a template is split into words once, and a field is put into its word as it is.
Words from a document cannot become options: at the start of an argument they lose their hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from readerapp.core.errors import ReaderError

COMMAND_FIELDS = ("text",)
"""The field of a command: the words that it is for."""
PLAYER_FIELDS = ("seconds", "media")
"""The fields of the player: the place in seconds, and the path of the recording."""
ARGUMENT_LENGTH = 10_000
"""Maximum length of the words in code points; Linux takes 128 kB in an argument."""

_field = re.compile(r"\{([a-z]*)\}")
_is_address = re.compile(r"https?://\S+\Z", re.IGNORECASE).match
_unsafe = re.compile(r"[\x00-\x1f\x7f]+")


def split_command(template: str, fields: Collection[str]) -> list[str]:
    """Split a template into words, of which the first names the program.

    Raises:
        ReaderError: it is empty, has an open quotation mark or an unknown field, or its program is
            a field.
    """
    import shlex

    try:
        words = shlex.split(template)
    except ValueError:
        raise ReaderError("a quotation mark is not closed") from None
    if not words or not words[0]:
        raise ReaderError("the command is empty")
    for name in _field.findall(template):
        if name not in fields:
            known = " and ".join(f"{{{field}}}" for field in fields)
            raise ReaderError(f"there is no field {{{name}}}; the fields are {known}")
    if _field.search(words[0]) and not _is_address(words[0]):
        raise ReaderError("the first word is the program; it cannot be a field")
    return words


def is_address(template: str) -> bool:
    """Return whether a template is a web address and not a program."""
    return bool(_is_address(template.strip()))


def takes_field(template: str, field: str) -> bool:
    """Return whether a template has a field."""
    return field in _field.findall(template)


def fill_address(template: str, text: str) -> str:
    """Return the web address for `text`, with all that is no letter or digit percent-encoded."""
    return _field.sub(lambda _: _percent_encoded(text), template.strip())


def fill_command(words: Collection[str], values: Mapping[str, str]) -> list[str]:
    """Return the arguments of a command, the program first.

    Args:
        words: what `split_command` returned.
        values: the values of the fields.

    Raises:
        ReaderError: a value is too long.
    """
    for value in values.values():
        if len(value) > ARGUMENT_LENGTH:
            raise ReaderError(f"More than {ARGUMENT_LENGTH} characters; select less")
    return [_fill_word(word, values) for word in words]


def _fill_word(word: str, values: Mapping[str, str]) -> str:
    """Fill one word of a command."""
    if _is_address(word):
        return _field.sub(lambda match: _percent_encoded(values[match[1]]), word)

    def value(match: re.Match[str]) -> str:
        text = _one_line(values[match[1]])
        return text if match.start() else text.lstrip("-+@ ")

    return _field.sub(value, word)


def _one_line(text: str) -> str:
    """Return `text` on one line, without control characters."""
    return " ".join(_unsafe.sub(" ", text).split())


def _percent_encoded(text: str) -> str:
    from urllib.parse import quote

    return quote(_one_line(text), safe="")
