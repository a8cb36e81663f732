"""The topics of the help: keys by group, the keys of another screen, commands, mouse.

A topic is a title with entries; an entry has keys (or what is done with the mouse) and
a sentence. `find_topics` keeps the entries that match typed words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readerapp.reading.prompt_commands import PROMPT_COMMANDS
from readerapp.ui.actions import GROUPS, PLUGIN_GROUP, Action, display_key

MOUSE = (
    ("click", "Move the cursor there, or choose the highlight"),
    ("double, triple click", "Select the word, the sentence"),
    ("drag", "Select; at the edge of the pane it scrolls"),
    ("wheel", "Scrolls"),
    ("list, right edge", "Go to the highlight, or to that part of the document"),
    ("last row", "Press the key that is shown"),
    ("Shift+drag", "The terminal's own selection, for its own copy (Option or Fn on macOS)"),
)
NAMES = (
    ("1-9", "Choose a suggested or recent name"),
    ("joa Enter", "Lower case finds a name: Joanna, if there is one"),
    ("Joan Enter", "A name with a capital is taken as it is, also where Joanna exists"),
    ("0", "Remove the speaker"),
    ("Tab", "Fill in the first suggestion"),
    ("name:", "A turn that a transcript labels counts as said by that name, without a highlight"),
)
NOTE = (
    ("Esc", "Done (saved while you type)"),
    ("Ctrl+Z Ctrl+Y", "Undo, redo what was typed"),
    ("Ctrl+Home, End", "Start and end of the note"),
    ("Ctrl+K Ctrl+U", "Delete to the end, to the start of the line"),
)
_SHELL = (
    ("readerapp FILE", "Open a document; without FILE the library"),
    ("readerapp sync", "Share the annotations through git"),
    ("readerapp list", "List annotations, of one document or of all"),
    ("readerapp export", "Export annotations, for scripts"),
    ("readerapp check", "Check the store, the clipboard and the terminal"),
    ("readerapp -h", "Show all commands"),
)


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """A row of the help: keys, and what they do."""

    keys: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """A title and its entries."""

    title: str
    entries: tuple[HelpEntry, ...]


def help_topics(
    actions: Iterable[Action], own_keys: Sequence[tuple[str, str]] = ()
) -> list[HelpTopic]:
    """Return all topics.

    Args:
        actions: The action table, with the user's keys.
        own_keys: Keys and descriptions of the screen on which the help was asked for; empty for
            the reader's own screen.
    """
    table = list(actions)
    palette = next((_keys(one) for one in table if one.id == "palette"), "")
    groups = {**GROUPS, PLUGIN_GROUP: "Plug-ins"}
    by_group = [one for group in groups for one in table if one.group == group]
    without_key = next((one for one in by_group if not one.keys), None)

    def _row(action: Action) -> tuple[str, str]:
        """Return keys and sentence; the first action without a key says how it is run."""
        how = f" (palette: {palette}, then type its name)" if action is without_key else ""
        return _keys(action) or "(palette)", action.help + how

    topics = [_topic("On this screen", own_keys)] if own_keys else []
    for group, title in groups.items():
        if rows := [_row(one) for one in by_group if one.group == group]:
            topics.append(_topic(title, rows))
    commands = (
        (" ".join(f":{name}" for name in one.names[:4]), f"{one.help}{_ARGUMENTS[one.argument]}")
        for one in PROMPT_COMMANDS
    )
    topics += [
        _topic("While a note is written", NOTE),
        _topic("Names of speakers", NAMES),
        _topic("Commands", commands),
        _topic("Mouse", MOUSE),
        _topic("In the shell", _SHELL),
    ]
    return topics


_ARGUMENTS: Mapping[str, str] = {"": "", "path": ": then its path", "theme": ": then its name"}


_SYNONYMS = {
    "chapter": "contents",
    "section": "contents",
    "outline": "contents",
    "toc": "contents",
    "person": "speaker",
    "people": "speaker",
    "who": "speaker",
    "exit": "quit",
    "close": "quit",
    "leave": "quit",
    "mark": "highlight",
    "underline": "highlight",
    "comment": "note",
    "annotate": "note",
    "file": "open",
    "save": "export",
    "color": "colour",
    "dark": "theme",
    "find": "search",
    "remove": "delete",
    "trash": "bin",
}
"""Words that people look for, and the word of the help that answers them."""


def is_meant(word: str, text: str) -> bool:
    """Return whether a text has a word of a search, or the word that answers it.

    Args:
        word: A word in lower case.
        text: The text in lower case.

    >>> is_meant("chapter", "show contents"), is_meant("chapter", "show speakers")
    (True, False)
    """
    return word in text or _SYNONYMS.get(word, word) in text


def find_topics(topics: Iterable[HelpTopic], query: str) -> list[HelpTopic]:
    """Return the entries that contain all words of `query`, in their topics.

    A word that the help does not use finds what it means (`is_meant`).

    If the query is a key as it is written, the entries with that key come first.

    >>> topics = [HelpTopic("Reading", (HelpEntry("w", "Next word"), HelpEntry("e", "End")))]
    >>> [one.title for one in find_topics(topics, "w")]
    ['Key w', 'Reading']
    """
    words, key = query.casefold().split(), query.strip()
    every = list(topics)
    exact = [entry for topic in every for entry in topic.entries if key in entry.keys.split()]
    found = [HelpTopic(f"Key {key}", tuple(exact))] if key and exact else []
    for topic in every:
        entries = tuple(
            entry
            for entry in topic.entries
            if all(
                is_meant(word, f"{entry.keys} {entry.text} {topic.title}".casefold())
                for word in words
            )
        )
        if entries:
            found.append(HelpTopic(topic.title, entries))
    return found


def _topic(title: str, rows: Iterable[tuple[str, str]]) -> HelpTopic:
    return HelpTopic(title, tuple(HelpEntry(*row) for row in rows))


def _keys(action: Action) -> str:
    return " ".join(map(display_key, action.keys))
