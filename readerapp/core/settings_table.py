"""The table of the settings: source of the parser, the commented settings file and the reference.

A setting is a row of `SETTINGS`; what a row says is checked by `settings.parse_settings`, written
by `settings_file.write_settings` and printed in docs/reference/settings.md.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from readerapp.core.display_choices import MIN_TEXT_WIDTH, TEXT_WIDTH
from readerapp.core.model import COLOURS
from readerapp.core.plugins import list_installed, list_plugins
from readerapp.core.templates import CITATION_STYLES

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
WIDEST = 1000
"""Maximum of the setting `width` in cells."""
MOST_HISTORY = 100_000
"""Maximum of the setting `history` in mebibytes."""

Kind = Literal["text", "choice", "citation", "flag", "number", "command", "table"]
"""What a value is: `citation` is a choice or a template, `command` a command with fields."""


class Setting(NamedTuple):
    """A setting.

    Attributes:
        name: The name in the file.
        kind: What its values are.
        default: The value without a line in the file; for a table, no entries.
        help: What it is for, without a full stop.
        example: Lines of the file that show it: values for a setting whose default is empty, and
            the entries of a table. Empty where the default shows enough.
        choices: The values that are allowed; empty for any.
        least: The smallest number that is allowed.
        most: The largest number that is allowed.
        zero: What the number 0 means, if it is allowed below `least`.
        variable: The environment variable that replaces it.
        option: The option of the command line that replaces it.
    """

    name: str
    kind: Kind
    default: str | int | bool
    help: str
    example: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    zero: str = ""
    variable: str = ""
    option: str = ""

    @property
    def field(self) -> str:
        """Return the name of its attribute in `Settings`."""
        return self.name.replace("-", "_")


SETTINGS = (
    Setting(
        "annotator",
        "text",
        "",
        "who makes annotations; else the login name",
        ('annotator = "Maria Ortega"',),
        variable="READERAPP_ANNOTATOR",
        option="--as",
    ),
    Setting(
        "theme",
        "choice",
        "",
        "the colours of the screen; ansi-dark and ansi-light are the terminal's own. Without it"
        " reader-dark, or ansi-dark where the terminal has few colours",
        ('theme = "reader-dark"',),
        choices=THEMES,
    ),
    Setting(
        "width",
        "number",
        TEXT_WIDTH,
        "widest text in columns",
        least=MIN_TEXT_WIDTH,
        most=WIDEST,
        zero="as wide as the pane",
    ),
    Setting("colour", "choice", COLOURS[0], "of a new highlight", choices=COLOURS),
    Setting(
        "citation",
        "citation",
        CITATION_STYLES[0],
        "how y and Y copy",
        choices=CITATION_STYLES,
    ),
    Setting("cite-speaker", "flag", True, "whether a citation names who said it"),
    Setting(
        "locators",
        "choice",
        LOCATORS[0],
        "what a plain text is cited by; lines as in l. 120",
        choices=LOCATORS,
    ),
    Setting(
        "screen-reader",
        "flag",
        False,
        "no drawing, the cursor where the keys act, changes in words",
        variable="READERAPP_SCREEN_READER",
    ),
    Setting(
        "store",
        "text",
        "",
        "the folder of annotation files, where there is no ./annotations",
        ('store = "~/annotations"',),
        variable="READERAPP_STORE",
        option="--store",
    ),
    Setting(
        "history",
        "number",
        200,
        "MB of texts kept to show what changed since you read them",
        most=MOST_HISTORY,
        zero="none",
    ),
    Setting(
        "player",
        "command",
        "",
        "what p plays a recording with, from the time at the cursor",
        ('player = "mpv --start={seconds} {media}"',),
    ),
    Setting(
        "colours",
        "table",
        "",
        "what a colour stands for, where the store does not name it (K does)",
        ('yellow = "evidence"',),
    ),
    Setting(
        "templates",
        "table",
        "",
        "how export writes an annotation in markdown and text",
        ('markdown = "{blockquote}{\\n\\n|note|}"',),
    ),
    Setting(
        "commands",
        "table",
        "",
        "what | runs on the selection; without {text} it is on standard input",
        (
            'dictionary = "dict {text}"',
            'translation = "trans -b"',
            'encyclopedia = "https://en.wikipedia.org/wiki/Special:Search?search={text}"',
        ),
    ),
    Setting(
        "keys",
        "table",
        "",
        "keys of actions; a line replaces all keys that the action has, so name those too that "
        "you want to keep (`readerapp config --keys` prints all)",
        ('"page.down" = "space, pagedown, ctrl+f"',),
    ),
    Setting(
        "plugins",
        "table",
        "",
        "off: plug-ins, or packages of them, that are not used; `readerapp plugins` lists them",
        ('off = ["name"]',),
    ),
)
"""All settings, in the order of the file: tables last, as TOML needs it."""


def describe_values(setting: Setting) -> str:
    """Return the values that a setting takes, in words.

    >>> describe_values(next(one for one in SETTINGS if one.name == "width"))
    '20 to 1000; 0: as wide as the pane'
    """
    if setting.kind == "flag":
        return "true or false"
    if setting.kind == "number":
        zero = f"; 0: {setting.zero}" if setting.zero else ""
        return f"{setting.least or 1} to {setting.most}{zero}"
    if setting.kind == "citation":
        return f"{', '.join(setting.choices)}, or a template"
    return ", ".join(setting.choices)


def list_themes() -> tuple[str, ...]:
    """Return the names of all themes: the built-in ones, then those of installed plug-ins."""
    return tuple(dict.fromkeys([*THEMES, *(one.name for one in list_installed("themes"))]))


def theme_labels() -> dict[str, str]:
    """Return what each theme that can be chosen is called on the screen, by its name.

    The themes of plug-ins have their names.
    """
    names = (one.name for one in list_plugins("themes"))
    return {**THEME_LABELS, **{name: name for name in names if name not in THEME_LABELS}}


VARIABLES = {
    **{one.variable: f"instead of the setting {one.name}" for one in SETTINGS if one.variable},
    "READERAPP_SETTINGS": "the settings file, instead of the one in your settings folder",
    "READERAPP_NO_PLUGINS": "1 switches all plug-ins off",
    "ESCDELAY": "how long to wait after Esc for the rest of a key, in milliseconds (100)",
    "NO_COLOR": "no colours; the gutter shows their numbers",
    "COLORTERM": "truecolor or 24bit: the terminal has 16 million colours",
    "VISUAL": "the editor that F4 opens a note in; else EDITOR",
    "XDG_CONFIG_HOME": "the folder of settings (Linux); also XDG_DATA_HOME, XDG_STATE_HOME and "
    "XDG_CACHE_HOME",
}
"""The environment variables that the program reads, and what each is for."""
