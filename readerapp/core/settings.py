"""The user's settings: a TOML file, validated with a message and a line number for each mistake."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from readerapp.core.display_choices import MIN_TEXT_WIDTH, TEXT_WIDTH, load_choice
from readerapp.core.errors import ReaderError, nearest_name, shorten
from readerapp.core.model import COLOURS
from readerapp.core.paths import settings_path
from readerapp.core.templates import CITATION_STYLES, TEMPLATE_FORMATS, parse_template

_MAXIMUM_SIZE = 256 << 10
"""Maximum size of a settings file in bytes; all actions with long templates take some kilobytes."""
_QUOTED_LENGTH = 60
"""Maximum number of characters of a wrong name or value that a message repeats."""
_MESSAGE_LENGTH = 500
"""Maximum length of a message in characters: it quotes wrong keys and templates as they are."""
_WIDEST = 1000
"""Maximum of the setting `width` in cells."""
_MOST_HISTORY = 100_000
"""Maximum of the setting `history` in mebibytes."""
THEME_LABELS = {
    "reader-dark": "dark",
    "reader-light": "light",
    "ansi-dark": "terminal colours, dark",
    "ansi-light": "terminal colours, light",
}
"""What each theme is called on the screen, by its name in the settings."""
THEMES = tuple(THEME_LABELS)
"""Names in the order in which F2 cycles through them; the last two use the terminal's palette. The
themes of plug-ins come behind them."""
LOCATORS = ("paragraphs", "lines")
"""What a plain text may be cited by: its chapters, times and paragraphs, or its lines."""

EXAMPLE = """\
# Settings of readerapp. Every line may be left out.
annotator = "Maria Ortega"    # who makes annotations; else the login name
theme = "reader-dark"         # reader-light, ansi-dark, ansi-light: the terminal's own colours
width = 80                    # widest text in columns; 0: as wide as the pane
colour = "yellow"             # of a new highlight
citation = "plain"            # of y and Y: plain, markdown, transcript, evidence, or a template
cite-speaker = true           # with who said it
locators = "paragraphs"       # how a plain text is cited; lines: by line, as in l. 120
screen-reader = false         # true: no drawing, the cursor at the caret, changes in words
store = "~/annotations"       # the folder of annotation files
history = 200                 # MB of texts kept to show what changed since you read them; 0: none
# player = "mpv --start={seconds} {media}"   # p plays a recording from the time at the cursor

[colours]                     # what a colour stands for; K names them for one store
# yellow = "evidence"

[templates]                   # how export writes an annotation: markdown, text
# markdown = "{blockquote}{\\n\\n|note|}"

[keys]                        # action = keys; ? shows the actions
# "document.down" = "n, ctrl+n"

[commands]                    # | runs one on the selection; {text} is what is selected
# dictionary = "dict {text}"
# translation = "trans -b"    # without {text}: on standard input
# encyclopedia = "https://en.wikipedia.org/wiki/Special:Search?search={text}"

[plugins]
# off = ["name"]              # plug-ins or their packages that are not used; readerapp plugins
"""


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
        plugins: Names of plug-ins, or of their packages, that are switched off.
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
    plugins: tuple[str, ...] = ()
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
        ReaderError: The file named by READERAPP_SETTINGS is missing, a file cannot be read, or it
            contains a mistake; the message names file and line.
    """
    path = settings_path(environment)
    try:
        text = _read(path)
    except FileNotFoundError:
        if environment.get("READERAPP_SETTINGS"):
            raise ReaderError(f"READERAPP_SETTINGS is {path}, which does not exist.") from None
        return Settings()
    except OSError as error:
        raise ReaderError(f"The settings {path} cannot be read ({error.strerror}).") from error
    except UnicodeError:
        raise ReaderError(f"The settings {path} are not UTF-8 text; save them as UTF-8.") from None
    return parse_settings(text, path)


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
    return data.decode("utf-8").replace("\r\n", "\n")


def parse_settings(text: str, path: Path) -> Settings:
    """Parse the settings in `text`.

    Args:
        text: The TOML text.
        path: The path for error messages.

    Raises:
        ReaderError: The text contains a mistake; the message names file and line.
    """
    import tomllib

    file = _File(text, path)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # `int` raises ValueError for thousands of digits.
        raise ReaderError(
            f"The settings {path} are not valid TOML: {shorten(str(error), 200)}."
        ) from None
    known = {name.replace("_", "-"): name for name in Settings.__slots__ if name != "path"}
    chosen: dict[str, Any] = {"path": path}
    for name, value in data.items():
        if name not in known:
            what = f"there is no setting {shorten(name, _QUOTED_LENGTH)!r}{_guess(name, known)}"
            raise file.mistake(name, what)
        chosen[known[name]] = _checked(file, name, value)
    return Settings(**chosen)


class _File(NamedTuple):
    text: str
    path: Path

    def mistake(self, name: str, what: str, table: str = "") -> ReaderError:
        """Return the error for a mistake in the setting `name`, with its line if it is found."""
        what = what if len(what) <= _MESSAGE_LENGTH else f"{what[:_MESSAGE_LENGTH]}…"
        if len(name) > 4 * _QUOTED_LENGTH:  # too long for a regular expression
            return ReaderError(f"{self.path}: {what}.")
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
        return ReaderError(f"{self.path}{line}: {what}.")


def _checked(file: _File, name: str, value: object) -> object:
    if name == "keys":
        return _keys(file, value)
    if name == "templates":
        return _templates(file, value)
    if name == "commands":
        return _commands(file, value)
    if name == "colours":
        return _colours(file, value)
    if name == "plugins":
        return _plugins_off(file, value)
    if name in ("cite-speaker", "screen-reader"):
        if not isinstance(value, bool):
            raise file.mistake(name, f"{name} is true or false")
        return value
    if name == "width":
        if type(value) is not int or (value != 0 and not MIN_TEXT_WIDTH <= value <= _WIDEST):
            what = f"width is a number of columns, {MIN_TEXT_WIDTH} to {_WIDEST}, or 0 for no limit"
            raise file.mistake(name, what)
        return value
    if name == "history":
        if type(value) is not int or not 0 <= value <= _MOST_HISTORY:
            what = f"history is a number of MB, 0 to {_MOST_HISTORY}; 0 keeps no text"
            raise file.mistake(name, what)
        return value
    if not isinstance(value, str):
        raise file.mistake(name, f'{name} is a text in quotation marks, as in: {name} = "..."')
    if name == "citation" and "{" in value:
        return _template(file, name, value)
    if name == "player" and value:
        return _command(file, name, value)
    choices: dict[str, Collection[str]] = {
        "colour": COLOURS,
        "citation": CITATION_STYLES,
        "locators": LOCATORS,
        "theme": THEMES,
    }
    if name == "theme" and value not in THEMES:
        choices["theme"] = list_themes()
    if name in choices and value not in choices[name]:
        options = ", ".join(choices[name])
        called = shorten(value, _QUOTED_LENGTH)
        raise file.mistake(name, f"no {name} is called {called!r}; choose one of {options}")
    return value


def list_themes() -> tuple[str, ...]:
    """Return the names of all themes: the built-in ones, then those of installed plug-ins."""
    from readerapp.core.plugins import list_installed

    return tuple(dict.fromkeys([*THEMES, *(one.name for one in list_installed("themes"))]))


def theme_labels() -> dict[str, str]:
    """Return what each theme that can be chosen is called on the screen, by its name.

    The themes of plug-ins have their names.
    """
    from readerapp.core.plugins import list_plugins

    names = (one.name for one in list_plugins("themes"))
    return {**THEME_LABELS, **{name: name for name in names if name not in THEME_LABELS}}


def _plugins_off(file: _File, value: object) -> tuple[str, ...]:
    names = value.get("off", []) if isinstance(value, dict) and value.keys() <= {"off"} else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        what = 'plugins is a table with one line: off = ["name", "other-name"]'
        raise file.mistake("plugins", what)
    return tuple(names)


def _colours(file: _File, value: object) -> dict[str, str]:
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


def _templates(file: _File, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise file.mistake("templates", "templates is a table: a line [templates], then templates")
    for name, text in value.items():
        if name not in TEMPLATE_FORMATS or not isinstance(text, str):
            formats = " and ".join(TEMPLATE_FORMATS)
            what = f'templates are texts for {formats}, as in: text = "{{quoted}}"'
            raise file.mistake(name, what, "templates")
        _template(file, name, text, "templates")
    return value


def _template(file: _File, name: str, text: str, table: str = "") -> str:
    try:
        parse_template(text)
    except ReaderError as error:
        raise file.mistake(name, str(error).rstrip("."), table) from None
    return text


def _commands(file: _File, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise file.mistake("commands", "commands is a table: a line [commands], then commands")
    for name, text in value.items():
        if not isinstance(text, str):
            what = 'a command is a text in quotation marks, as in: dictionary = "dict {text}"'
            raise file.mistake(name, what, "commands")
        _command(file, name, text, "commands")
    return value


def _command(file: _File, name: str, text: str, table: str = "") -> str:
    from readerapp.core.command_templates import COMMAND_FIELDS, PLAYER_FIELDS, split_command

    try:
        split_command(text, COMMAND_FIELDS if table else PLAYER_FIELDS)
    except ReaderError as error:
        raise file.mistake(name, f"{shorten(name, _QUOTED_LENGTH)}: {error}", table) from None
    return text


def _keys(file: _File, value: object) -> dict[str, tuple[str, ...]]:
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
            keys = ",".join(keys)
        if not isinstance(keys, str):
            what = f'keys are a text or a list of texts, as in: "{action}" = "n, ctrl+n"'
            raise file.mistake(action, what, "keys")
        try:
            found[action] = parse_keys(keys)
        except ReaderError as error:
            raise file.mistake(action, str(error), "keys") from None
    return found


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
