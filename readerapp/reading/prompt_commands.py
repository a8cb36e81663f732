"""Commands of the `:` prompt, as in vim and less: their names, and completion of a line.

The prompt takes a command before a place to go to. A command has the id of an action, so that a
key, the palette and the prompt do the same; a line is only parsed here, the screen runs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from readerapp.core.settings_table import theme_labels
from readerapp.reading.completion import Completer, Completion, complete_heading, complete_path

Argument = Literal["", "path", "theme"]


@dataclass(frozen=True, slots=True)
class PromptCommand:
    """A command of the `:` prompt.

    Attributes:
        id: The id of the action that it runs, or a name that only the prompt has.
        names: What can be typed; the first one is shown and completed.
        help: The sentence in the help.
        argument: What may follow the name; empty for nothing.
    """

    id: str
    names: tuple[str, ...]
    help: str
    argument: Argument = ""


PROMPT_COMMANDS = (
    PromptCommand("quit", ("quit", "q", "qa", "qall", "wq", "wqa", "x", "xa", "exit"), "Quit"),
    PromptCommand("quit.now", ("quit!", "q!", "qa!"), "Quit, also if something is not saved"),
    PromptCommand("save", ("write", "w", "wa", "w!"), "Show whether everything is saved"),
    PromptCommand("open", ("open", "o", "e", "edit"), "Open a document", "path"),
    PromptCommand("library", ("library", "ls", "buffers"), "Library"),
    PromptCommand("bookmark.list", ("bookmarks", "marks"), "Bookmarks"),
    PromptCommand("help", ("help", "h"), "Help"),
    PromptCommand("about", ("about", "file", "f"), "About this document"),
    PromptCommand("drop.match", ("nohlsearch", "noh"), "Clear the search"),
    PromptCommand("theme.choose", ("theme", "colorscheme", "colo"), "Choose the theme", "theme"),
    PromptCommand("undo", ("undo", "u"), "Undo"),
    PromptCommand("redo", ("redo", "red"), "Redo"),
)

_BY_NAME = {name: command for command in PROMPT_COMMANDS for name in command.names}


def parse_command(line: str, titles: Iterable[str] = ()) -> tuple[PromptCommand, str] | None:
    """Parse a line of the `:` prompt.

    Args:
        line: The line.
        titles: Headings; a line that is one of them as a whole is a place, not a command.

    Returns:
        The command and its argument; None if the line names no command.

    >>> parse_command("wq")[0].id, parse_command("o ~/a b.txt")[1], parse_command("40 %")
    ('quit', '~/a b.txt', None)
    """
    name, space, argument = line.strip().partition(" ")
    command = _BY_NAME.get(name)
    if command is None or (space and not command.argument):
        return None
    folded = " ".join(line.split()).casefold()
    if space and any(" ".join(title.split()).casefold() == folded for title in titles):
        return None
    return command, argument.strip()


def find_theme(typed: str) -> str | None:
    """Return the theme that `typed` names, in words or as in the settings; None if there is none.

    The start of a name is enough where only one theme has it.

    >>> find_theme("Terminal colours,  d"), find_theme("reader-light"), find_theme("terminal")
    ('ansi-dark', 'reader-light', None)
    """
    wanted = " ".join(typed.split()).casefold()
    found = [
        name
        for name, label in theme_labels().items()
        if name.startswith(wanted) or label.startswith(wanted)
    ]
    return found[0] if len(found) == 1 else None


def complete_prompt(
    typed: str, titles: Iterable[str], complete_file: Completer = complete_path
) -> Completion:
    """Complete a command, its argument, or a heading.

    Args:
        typed: The line up to the cursor.
        titles: The headings of the document.
        complete_file: Completes the document that a command opens.
    """
    name, space, argument = typed.partition(" ")
    command = _BY_NAME.get(name)
    if space and command and command.argument == "path":
        found = complete_file(argument)
        return replace(found, start=found.start + len(name) + 1)
    if space and command and command.argument == "theme":
        # The names of the settings are offered only where one is typed.
        labels = theme_labels()
        names = dict.fromkeys([*labels.values(), *(labels if argument else ())])
        themes = tuple(theme for theme in names if theme.startswith(argument))
        return Completion(len(name) + 1, themes, themes)
    headings = complete_heading(typed, titles)
    named = [
        one
        for one in PROMPT_COMMANDS
        if one.names[0].startswith(typed) and (typed or not headings.words)
    ]
    words = tuple(one.names[0] + (" " if one.argument else "") for one in named)
    return Completion(0, (*words, *headings.words), (*words, *headings.names))
