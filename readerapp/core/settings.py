"""The user's settings: a TOML file, validated with a message and a line number for each mistake."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from readerapp.core.display_choices import TEXT_WIDTH, load_choice
from readerapp.core.errors import ReaderError, nearest_name, shorten
from readerapp.core.model import COLOURS
from readerapp.core.paths import settings_path
from readerapp.core.settings_table import (
    LOCATORS,
    SETTINGS,
    Setting,
    describe_values,
    list_themes,
)
from readerapp.core.templates import TEMPLATE_FORMATS, parse_template

_MAXIMUM_SIZE = 256 << 10
"""Maximum size of a settings file in bytes; all actions with long templates take some kilobytes."""
_QUOTED_LENGTH = 60
"""Maximum number of characters of a wrong name or value that a message repeats."""
MOST_MISTAKES = 50
"""Maximum number of mistakes that are named: each takes a search through the file."""
_MESSAGE_LENGTH = 500
"""Maximum length of a message in characters: it quotes wrong keys and templates as they are."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's settings. An empty text means that the setting is not set.

    Attributes:
        annotator: Name of the annotator.
        theme: One of `THEMES`.
        width: Maximum width of the text in cells; 0 is the width of the pane.
        colour: Colour of a new highlight, one of `COLOURS`.
        citation: A citation style or a template.
        cite_speaker: Whether a citation names the speaker.
        locators: What places of a plain text are cited by, one of `LOCATORS`.
        screen_reader: Whether the screen is made for a screen reader.
        store: The folder of annotation files.
        history: Mebibytes of texts that are kept to show what changed since they were read.
        colours: By colour, what it is called.
        templates: By export format, the template of an annotation.
        player: Command that plays a recording, with `{seconds}` and `{media}`.
        commands: By name, the commands and addresses for a selection, with `{text}`.
        keys: By action id, the keys that replace the default keys of the action.
        plugins: Under "off", the names of plug-ins, or of their packages, that are switched off.
        path: The settings file; None if there is none.
    """

    annotator: str = ""
    theme: str = ""
    width: int = TEXT_WIDTH
    colour: str = COLOURS[0]
    citation: str = "plain"
    cite_speaker: bool = True
    locators: str = LOCATORS[0]
    screen_reader: bool = False
    store: str = ""
    history: int = 200
    colours: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    player: str = ""
    commands: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plugins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: Path | None = None


def wants_screen_reader(settings: Settings, environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether to start for a screen reader.

    READERAPP_SCREEN_READER says so, else what the user chose with the command, else the setting.

    >>> wants_screen_reader(Settings(), {"READERAPP_SCREEN_READER": "1"})
    True
    >>> wants_screen_reader(Settings(screen_reader=True), {"READERAPP_SCREEN_READER": "0"})
    False
    """
    chosen = environment.get("READERAPP_SCREEN_READER", "").strip().casefold()
    if not chosen:
        return bool(load_choice("screen-reader", settings.screen_reader))
    return chosen not in ("0", "no", "false", "off")


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Load the settings; return the defaults if there is no file.

    Raises:
        ReaderError: As `read_settings_text`, or the file contains a mistake; the message names file
            and line.
    """
    path = settings_path(environment)
    text = read_settings_text(path, environment)
    return Settings() if text is None else parse_settings(text, path)


def read_settings_text(path: Path, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the text of a settings file; None if there is no file.

    Raises:
        ReaderError: The file named by READERAPP_SETTINGS is missing, or a file cannot be read.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        if environment.get("READERAPP_SETTINGS"):
            raise ReaderError(f"READERAPP_SETTINGS is {path}, which does not exist.") from None
        return None
    except OSError as error:
        raise ReaderError(f"The settings {path} cannot be read ({error.strerror}).") from error
    except UnicodeError:
        raise ReaderError(f"The settings {path} are not UTF-8 text; save them as UTF-8.") from None


def _read(path: Path) -> str:
    """Read the file, without waiting for the other end of a pipe.

    Raises:
        ReaderError: The path is no regular file, or the file is too large.
    """
    # Without O_NONBLOCK, opening a pipe waits for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"
            raise ReaderError(f"The settings {path} are {kind}; replace it with a file.")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(_MAXIMUM_SIZE + 1)
    finally:
        os.close(descriptor)
    if len(data) > _MAXIMUM_SIZE:
        raise ReaderError(
            f"The settings {path} are larger than {_MAXIMUM_SIZE >> 10} kB; shorten them."
        )
    return data.decode("utf-8-sig").replace("\r\n", "\n")  # editors of Windows write the mark


def parse_settings(text: str, path: Path) -> Settings:
    """Parse the settings in `text`.

    Args:
        text: The TOML text.
        path: The path for error messages.

    Raises:
        ReaderError: The text contains a mistake; the message names file and line.
    """
    settings, mistakes = examine_settings(text, path, most=1)
    if mistakes:
        raise mistakes[0]
    return settings


def examine_settings(
    text: str, path: Path, most: int = MOST_MISTAKES
) -> tuple[Settings, list[ReaderError]]:
    """Return what is right in the settings, and the mistakes in the order of the file.

    Args:
        text: The TOML text. A mistake in the syntax hides all others.
        path: The path for error messages.
        most: The number of mistakes after which the rest of the file is left out.
    """
    import tomllib

    file = SettingsText(text, path)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # `int` raises ValueError for thousands of digits.
        sentence = f"The settings {path} are not valid TOML: {shorten(str(error), 200)}."
        return Settings(path=path), [ReaderError(sentence)]
    chosen: dict[str, Any] = {"path": path}
    mistakes: list[ReaderError] = []
    for name, value in data.items():
        setting = _BY_NAME.get(name)
        if len(mistakes) >= most:
            break
        if setting is None:
            what = f"there is no setting {shorten(name, _QUOTED_LENGTH)!r}{_guess(name, _BY_NAME)}"
            mistakes.append(file.mistake(name, what))
            continue
        for part in _parts(setting, value):
            if len(mistakes) >= most:
                break
            try:
                checked = _checked(file, setting, part)
            except ReaderError as error:
                mistakes.append(error)
                continue
            if isinstance(checked, dict):
                chosen.setdefault(setting.field, {}).update(checked)
            else:
                chosen[setting.field] = checked
    return Settings(**chosen), mistakes


_BY_NAME = {setting.name: setting for setting in SETTINGS}


def _parts(setting: Setting, value: object) -> Iterator[object]:
    """Generate the parts of a value that can be right or wrong: the entries of a table."""
    if setting.kind != "table" or not isinstance(value, dict) or not value:
        yield value
    else:
        yield from ({name: entry} for name, entry in value.items())


class SettingsText(NamedTuple):
    """The text of a settings file with its path, to say where a mistake is."""

    text: str
    path: Path

    def mistake(self, name: str, what: str, table: str = "") -> ReaderError:
        """Return the error for a mistake in the setting `name`, with its line if it is found."""
        what = what if len(what) <= _MESSAGE_LENGTH else f"{what[:_MESSAGE_LENGTH]}…"
        what = what if what.endswith(("?", "…")) else f"{what.rstrip('.')}."
        if len(name) > 4 * _QUOTED_LENGTH:  # too long for a regular expression
            return ReaderError(f"{self.path}: {what}")
        begin = (
            re.search(rf"^[ \t]*\[[ \t]*{table}[ \t]*\]", self.text, re.MULTILINE)
            if table
            else None
        )
        names = "|".join(map(re.escape, (name, name.rpartition(".")[2])))
        key = re.compile(rf"^[ \t]*\[?[\w.\"' ]*?[\"']?\b(?:{names})[\"']?\s*[=.\]]", re.MULTILINE)
        found = key.search(self.text, begin.end() if begin else 0)
        number = self.text.count("\n", 0, found.end() - 1) + 1 if found else 0
        line = f", line {number}" if number else ""
        return ReaderError(f"{self.path}{line}: {what}")


def _checked(file: SettingsText, setting: Setting, value: object) -> object:
    name = setting.name
    if setting.kind == "table":
        return _TABLES[name](file, value)
    if setting.kind == "flag":
        if not isinstance(value, bool):
            raise file.mistake(name, f"{name} is {describe_values(setting)}")
        return value
    if setting.kind == "number":
        is_number = type(value) is int and (
            setting.least <= value <= setting.most or (value == 0 and setting.zero)
        )
        if not is_number:
            raise file.mistake(name, f"{name} is a number, {describe_values(setting)}")
        return value
    if not isinstance(value, str):
        raise file.mistake(name, f'{name} is a text in quotation marks, as in: {name} = "..."')
    if setting.kind == "citation" and "{" in value:
        return _template(file, name, value)
    if setting.kind == "command" and value:
        return _command(file, name, value)
    choices = setting.choices
    if name == "theme" and value not in choices:
        choices = list_themes()
    if choices and value not in choices:
        options = ", ".join(choices)
        called = shorten(value, _QUOTED_LENGTH)
        raise file.mistake(name, f"no {name} is called {called!r}; choose one of {options}")
    return value


def _plugins(file: SettingsText, value: object) -> dict[str, tuple[str, ...]]:
    names = value.get("off", []) if isinstance(value, dict) and value.keys() <= {"off"} else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        what = 'plugins is a table with one line: off = ["name", "other-name"]'
        raise file.mistake("plugins", what)
    return {"off": tuple(names)} if value else {}


def _colours(file: SettingsText, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise file.mistake("colours", "colours is a table: a line [colours], then names")
    for colour, name in value.items():
        if colour not in COLOURS:
            what = (
                f"there is no colour {shorten(colour, _QUOTED_LENGTH)!r}{_guess(colour, COLOURS)}"
            )
            raise file.mistake(colour, what, "colours")
        if not isinstance(name, str):
            what = f'a name is a text in quotation marks, as in: {colour} = "evidence"'
            raise file.mistake(colour, what, "colours")
    return {colour: " ".join(name.split()) for colour, name in value.items()}


def _templates(file: SettingsText, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise file.mistake("templates", "templates is a table: a line [templates], then templates")
    for name, text in value.items():
        if name not in TEMPLATE_FORMATS or not isinstance(text, str):
            formats = " and ".join(TEMPLATE_FORMATS)
            what = f'templates are texts for {formats}, as in: text = "{{quoted}}"'
            raise file.mistake(name, what, "templates")
        _template(file, name, text, "templates")
    return value


def _template(file: SettingsText, name: str, text: str, table: str = "") -> str:
    try:
        parse_template(text)
    except ReaderError as error:
        raise file.mistake(name, str(error).rstrip("."), table) from None
    return text


def _commands(file: SettingsText, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise file.mistake("commands", "commands is a table: a line [commands], then commands")
    for name, text in value.items():
        if not isinstance(text, str):
            what = 'a command is a text in quotation marks, as in: dictionary = "dict {text}"'
            raise file.mistake(name, what, "commands")
        _command(file, name, text, "commands")
    return value


def _command(file: SettingsText, name: str, text: str, table: str = "") -> str:
    from readerapp.core.command_templates import COMMAND_FIELDS, PLAYER_FIELDS, split_command

    try:
        split_command(text, COMMAND_FIELDS if table else PLAYER_FIELDS)
    except ReaderError as error:
        raise file.mistake(name, f"{shorten(name, _QUOTED_LENGTH)}: {error}", table) from None
    return text


def _keys(file: SettingsText, value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise file.mistake("keys", "keys is a table: a line [keys], then one action a line")
    from readerapp.core.keymap import parse_keys

    try:
        actions = _flat(value)
    except RecursionError:
        raise file.mistake("keys", "keys has a name with too many dots") from None
    found = {}
    for action, keys in actions.items():
        if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            keys = ",".join("comma" if key.strip() == "," else key for key in keys)
        if not isinstance(keys, str):
            what = f'keys are a text or a list of texts, as in: "{action}" = "n, ctrl+n"'
            raise file.mistake(action, what, "keys")
        try:
            found[action] = parse_keys(keys)
        except ReaderError as error:
            raise file.mistake(action, str(error), "keys") from None
    return found


_TABLES: Mapping[str, Callable[[SettingsText, object], dict[str, Any]]] = {
    "colours": _colours,
    "templates": _templates,
    "commands": _commands,
    "keys": _keys,
    "plugins": _plugins,
}


def _flat(table: Mapping[str, object], before: str = "") -> dict[str, object]:
    """Return the table with whole action ids as keys.

    TOML reads an unquoted `document.down` as a table within a table.
    """
    found: dict[str, object] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}.")
        else:
            found[before + name] = value
    return found


def _guess(name: str, known: Collection[str]) -> str:
    close = nearest_name(name[:_QUOTED_LENGTH], known)
    return f"; did you mean {close!r}?" if close else f"; there are {', '.join(known)}"
