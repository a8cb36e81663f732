"""The action table: source of key bindings, footer, help, command palette and keymap.

In all of them an action has the same id. Textual is imported only to make its bindings, so that
commands and the reference can use the table without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from readerapp.core.keymap import build_keymap, canonical_key, character_of
from readerapp.core.plugins import ACTION_ID, list_installed

if TYPE_CHECKING:
    from textual.binding import BindingType

    from readerapp.core.plugins import Plugin
    from readerapp.reading.plugin_actions import ReaderAction

Where = Literal["document", "list", "note", "reader", "library", "main", "everywhere"]

GROUPS = {
    "reading": "Reading",
    "finding": "Finding",
    "selecting": "Selecting",
    "marking": "Highlights and notes",
    "sharing": "Copy and export",
    "list": "Highlight list",
    "places": "Views",
    "library": "Library",
}
PLUGIN_GROUP = "plugins"
"""The section of the actions of plug-ins, which is behind the others."""


@dataclass(frozen=True, slots=True)
class Action:
    """A command of the user interface.

    Attributes:
        id: The name of the action in bindings and in the user's keymap.
        keys: Textual key names; the first one is shown. Empty for an action without a key.
        where: The pane or screen that must have the focus for the keys to be in force; "main" is
            the reader and the library.
        method: The name of the Textual action, with arguments in Textual's syntax. A prefix names
            who has the method: `app`, or a controller of the reader screen, as in `notes.edit`.
        short: The word in the footer.
        help: The sentence in the help and in the palette.
        group: The section in the help, a key of `GROUPS`.
        palette: Whether the command palette lists it.
        footer: Whether the footer shows it behind all others; for actions of plug-ins.
    """

    id: str
    keys: tuple[str, ...]
    where: Where
    method: str
    short: str
    help: str
    group: str = "places"
    palette: bool = False
    footer: bool = False


def _make_actions(rows: Iterable[tuple[str, str, Where, str, str, str, str]]) -> tuple[Action, ...]:
    return tuple(
        Action(name, tuple(keys.split()), where, method, short, text, group)
        for name, keys, where, method, short, text, group in rows
    )


_COLOUR_NAMES = ("yellow", "green", "blue", "pink", "orange", "purple", "teal", "red")

ACTIONS: tuple[Action, ...] = (
    *_make_actions(
        [
            ("caret.left", "left h", "document", "move('left')", "left", "One character left", "reading"),
            ("caret.right", "right l", "document", "move('right')", "right", "One character right", "reading"),
            ("caret.up", "up k", "document", "move('up')", "up", "One line up", "reading"),
            ("caret.down", "down j", "document", "move('down')", "down", "One line down", "reading"),
            ("caret.word", "w ctrl+right", "document", "move('next_word')", "word", "Next word", "reading"),
            ("caret.back_word", "b ctrl+left", "document", "move('previous_word')", "back", "Previous word", "reading"),
            ("caret.word_end", "e", "document", "move('word_end')", "word end", "End of the word", "reading"),
            ("caret.sentence", "right_parenthesis", "document", "move('next_sentence')", "sentence", "Next sentence", "reading"),
            ("caret.back_sentence", "left_parenthesis", "document", "move('previous_sentence')", "back", "Previous sentence", "reading"),
            ("caret.paragraph", "right_curly_bracket", "document", "move('next_paragraph')", "paragraph", "Next paragraph", "reading"),
            ("caret.back_paragraph", "left_curly_bracket", "document", "move('previous_paragraph')", "back", "Previous paragraph", "reading"),
            ("caret.row_start", "0 home", "document", "move('row_start')", "line start", "Start of the line", "reading"),
            ("caret.row_end", "dollar_sign end", "document", "move('row_end')", "line end", "End of the line", "reading"),
            ("caret.top", "g ctrl+home", "document", "move('document_start')", "top", "Start of the document", "reading"),
            ("caret.bottom", "G ctrl+end", "document", "move('document_end')", "end", "End of the document", "reading"),
            ("page.down", "space pagedown ctrl+f", "document", "page(1)", "page", "Page down", "reading"),
            ("page.up", "pageup ctrl+b", "document", "page(-1)", "page up", "Page up", "reading"),
            ("page.half_down", "ctrl+d", "document", "page(0.5)", "half", "Half a page down", "reading"),
            ("page.half_up", "ctrl+u", "document", "page(-0.5)", "half up", "Half a page up", "reading"),
            ("scroll.down", "ctrl+e", "document", "scroll(1)", "scroll", "Scroll one line down", "reading"),
            ("scroll.up", "ctrl+y", "document", "scroll(-1)", "scroll up", "Scroll one line up", "reading"),
            ("goto", "colon", "document", "search.ask_position", "go to", "Go to 40%, 12 (paragraph), p. 12, ch. 3, 00:12:03 or a heading; or :q", "reading"),
            ("contents", "T", "reader", "contents.show", "contents", "Show contents (headings, with the number of highlights)", "reading"),
            ("link", "percent_sign", "document", "contents.follow_link", "link", "Follow the link here: from the mark of a footnote to the note, or back", "reading"),
            ("jump.back", "backspace ctrl+o", "document", "jump_back", "back", "Go back (undo last jump)", "reading"),
            ("bookmark.set", "m", "document", "sequences.set_bookmark", "bookmark", "Set bookmark (then a letter)", "reading"),
            ("bookmark.go", "apostrophe grave_accent", "document", "sequences.go_to_bookmark", "go to bookmark", "Go to bookmark (then its letter, ' back, or Enter list)", "reading"),
            ("search", "slash", "document", "search.ask", "find", "Search (Ctrl+T: regular expression)", "finding"),
            ("search.next", "n", "document", "search.next_match(1)", "next match", "Next match", "finding"),
            ("search.previous", "N", "document", "search.next_match(-1)", "previous", "Previous match", "finding"),
            ("search.word", "asterisk", "document", "search.word(1)", "word", "Search for the word at the cursor", "finding"),
            ("search.word.previous", "number_sign", "document", "search.word(-1)", "word", "Search backwards for the word at the cursor", "finding"),
            ("matches", "M", "document", "matches.ask", "highlight all", "Highlight all matches of the search, at once or one by one", "finding"),
            ("quotation.next", "full_stop", "document", "search.next_quotation(1)", "quotation", "Select next quotation", "finding"),
            ("quotation.previous", "comma", "document", "search.next_quotation(-1)", "back", "Select previous quotation", "finding"),
            ("highlight.next", "right_square_bracket", "document", "search.next_highlight(1)", "highlight", "Next highlight", "finding"),
            ("highlight.previous", "left_square_bracket", "document", "search.next_highlight(-1)", "back", "Previous highlight", "finding"),
            ("select", "v", "document", "select", "select", "Start or stop a selection", "selecting"),
            ("select.left", "shift+left", "document", "extend('left')", "select", "Select one character left", "selecting"),
            ("select.right", "shift+right", "document", "extend('right')", "select", "Select one character right", "selecting"),
            ("select.up", "shift+up", "document", "extend('up')", "select", "Select one line up", "selecting"),
            ("select.down", "shift+down", "document", "extend('down')", "select", "Select one line down", "selecting"),
            ("select.home", "shift+home", "document", "extend('row_start')", "select", "Select to the start of the line", "selecting"),
            ("select.end", "shift+end", "document", "extend('row_end')", "select", "Select to the end of the line", "selecting"),
            ("select.grow", "plus equals_sign", "document", "grow", "grow", "Grow selection: word, quotation, sentence, paragraph", "selecting"),
            ("select.shrink", "minus", "document", "shrink", "shrink", "Shrink selection", "selecting"),
            ("select.swap", "o", "document", "swap", "other end", "Go to the other end of the selection", "selecting"),
            ("drop", "escape", "document", "panes.cancel", "cancel", "Cancel, one at a time: selection or range change, search, filter of the list", "selecting"),
            ("mark", "enter ctrl+j", "document", "marking.mark", "highlight", "Highlight the selection, match, quotation or sentence (on a highlight: edit its note)", "marking"),
        ]
    ),
    *(
        Action(f"mark.{name}", (str(n),), "reader", f"marking.colour('{name}')", name, f"Highlight in {name}, or change the colour", "marking")
        for n, name in enumerate(_COLOUR_NAMES, 1)
    ),
    *_make_actions(
        [
            ("note", "a", "reader", "notes.edit", "note", "Add or edit note (highlights first if needed; Esc: back)", "marking"),
            ("note.editor", "f4", "reader", "editor.edit", "editor", "Edit note in your own editor ($VISUAL, $EDITOR)", "marking"),
            ("note.document", "A", "reader", "notes.edit_document_note", "document note", "Write the document note", "marking"),
            ("speaker", "s", "reader", "speakers.choose", "speaker", "Set speaker (highlights first if needed)", "marking"),
            ("tags", "t", "reader", "marking.tags", "tags", "Edit tags", "marking"),
            ("ends", "r", "reader", "marking.ends", "range", "Change where the highlight starts and ends", "marking"),
            ("delete", "x delete", "reader", "marking.delete", "delete", "Delete highlight (moves to Bin)", "marking"),
            ("undo", "u", "reader", "marking.undo", "undo", "Undo", "marking"),
            ("redo", "U ctrl+r", "reader", "marking.redo", "redo", "Redo", "marking"),
            ("copy", "y", "reader", "exporting.copy", "copy", "Copy highlight or selection with citation", "sharing"),
            ("copy.all", "Y", "reader", "exporting.copy_all", "copy all", "Copy all highlights in the list", "sharing"),
            ("command", "vertical_line", "reader", "commands.run", "command", "Run a command of the settings on the words here (dictionary, web)", "sharing"),
            ("play", "p", "reader", "commands.play", "play", "Play the recording from the time at the cursor, or stop it", "sharing"),
            ("export", "E", "reader", "exporting.ask", "export", "Export highlights to a file or the clipboard, with a preview", "sharing"),
            ("list.up", "up k", "list", "step(-1)", "up", "Previous highlight in the list", "list"),
            ("list.down", "down j", "list", "step(1)", "down", "Next highlight in the list", "list"),
            ("list.page_up", "pageup", "list", "step(-10)", "page up", "Ten highlights up", "list"),
            ("list.page_down", "pagedown space", "list", "step(10)", "page", "Ten highlights down", "list"),
            ("list.first", "g home", "list", "end(-1)", "first", "First highlight", "list"),
            ("list.last", "G end", "list", "end(1)", "last", "Last highlight", "list"),
            ("list.open", "enter", "list", "open", "go there", "Go to the highlight in the document", "list"),
            ("list.filter", "f", "reader", "panes.filter", "filter", "Filter the list: words, tag: speaker: has:note no:speaker since:7d", "list"),
            ("list.order", "o", "list", "panes.order", "sort", "Sort by position, time or speaker", "list"),
            ("list.leave", "escape", "list", "panes.leave_list", "document", "Clear the filter; without one, back to the document", "list"),
            ("pane.next", "tab", "reader", "panes.step(1)", "panes", "Next pane", "places"),
            ("pane.previous", "shift+tab", "reader", "panes.step(-1)", "panes", "Previous pane", "places"),
            ("zen", "z", "reader", "arrangement.zen", "text only", "Show the text only, centred (zen mode)", "places"),
            ("width.narrower", "less_than_sign", "reader", "arrangement.width(-1)", "narrower", "Make the text narrower", "places"),
            ("width.wider", "greater_than_sign", "reader", "arrangement.width(1)", "wider", "Make the text wider", "places"),
            ("speakers", "S", "reader", "speakers.show", "speakers", "Show speakers: rename, merge, set role, filter", "places"),
            ("colours", "C", "reader", "panes.colours", "colours", "Colour by: highlight colour, speaker, annotator or tag", "places"),
            ("codebook", "K", "reader", "codebook.show", "codebook", "Show codebook (name colours; define, rename, merge tags)", "places"),
            ("quotations", "Q", "document", "panes.quotations", "quotations", "Show or hide quotation italics", "finding"),
            ("review", "R", "reader", "speakers.review", "review", "Review speakers: who said each quotation that has no speaker", "marking"),
            ("proposals", "P", "reader", "proposals.review", "proposals", "Review proposals of programs: accept, edit or reject each", "marking"),
            ("verify", "V", "reader", "checking.ask", "check", "Check the quotations against their sources: files, folders, pages", "marking"),
            ("speaker.turns", "", "reader", "speakers.highlight_turns", "turns", "Highlight all labelled turns, or remove those highlights", "marking"),
            ("review.drifted", "D", "reader", "marking.review_drifted", "changed", "Check moved highlights (text changed or not found)", "marking"),
            ("changes", "", "reader", "changes.show", "what changed", "Show what changed in the text since you read it", "reading"),
            ("refresh", "", "reader", "changes.refresh", "refresh", "Refresh this page (fetch it again, show what changed)", "reading"),
            ("carry", "F", "reader", "versions.carry", "carry over", "Carry annotations over from an earlier version of the document", "marking"),
            ("bin", "B", "reader", "marking.bin", "bin", "Show Bin (deleted annotations)", "places"),
            ("import", "I", "reader", "importing.ask", "import", "Import annotations from a file", "sharing"),
            ("conflicts", "", "reader", "importing.conflicts", "conflicts", "Show conflicts (edits that disagree)", "places"),
            ("agreement", "", "reader", "agreement.compare", "agreement", "Compare annotators (agreement and differences)", "places"),
            ("save", "ctrl+s", "reader", "prompt.save", "save", "Show whether everything is saved (it is, without this key)", "places"),
            ("save_elsewhere", "", "reader", "saving.ask_folder", "move", "Move annotations to another folder", "places"),
            ("bookmark.list", "", "reader", "sequences.list_bookmarks", "bookmarks", "Show bookmarks", "reading"),
            ("library", "L", "reader", "library", "library", "Show library (all documents)", "places"),
            ("open", "O", "main", "open_file", "open", "Open another file or web address", "places"),
            ("theme", "f2", "main", "app.next_theme", "theme", "Switch theme (dark, light, terminal)", "places"),
            ("theme.choose", "", "main", "app.theme_list", "themes", "Choose theme from a list", "places"),
            ("screenshot", "", "main", "app.save_screen", "screenshot", "Save screenshot (SVG, in the current folder)", "places"),
            ("help", "question_mark f1", "main", "app.help", "help", "Show help (all keys)", "places"),
            ("screen_reader", "", "main", "app.screen_reader", "screen reader", "Turn screen reader mode on or off", "places"),
            ("language", "", "reader", "speakers.language", "language", "Set the language of this document", "places"),
            ("about", "", "reader", "about", "about", "About this document (author, date, source, what is not shown)", "places"),
            ("reply", "c", "reader", "notes.reply", "reply", "Reply to the highlight or note", "marking"),
            ("resolve", "d", "reader", "notes.resolve", "resolve", "Resolve or reopen replies", "marking"),
            ("resolved", "H", "reader", "notes.show_resolved", "resolved", "Show or hide resolved replies", "list"),
            ("palette", "ctrl+p", "everywhere", "app.command_palette", "palette", "Show all commands (palette)", "places"),
            ("redraw", "ctrl+l", "everywhere", "app.redraw", "redraw", "Redraw the screen", "places"),
            ("suspend", "ctrl+z", "everywhere", "app.suspend", "suspend", "Suspend (fg in the shell returns)", "places"),
            ("leave", "Z", "reader", "sequences.leave", "leave", "ZZ quit · ZQ quit even if something is not saved", "places"),
            ("quit", "q ctrl+q", "main", "app.quit", "quit", "Quit (changes are already saved)", "places"),
            ("library.open", "enter", "library", "open_row", "read", "Open the document, folder or file", "library"),
            ("library.view", "tab", "library", "view(1)", "view", "Next view: documents, folders, files", "library"),
            ("library.previous_view", "shift+tab", "library", "view(-1)", "view", "Previous view", "library"),
            ("library.filter", "slash f", "library", "filter", "filter", "Filter by words of title, path or format; folder:name", "library"),
            ("library.order", "o", "library", "order", "sort", "Sort by the next column", "library"),
            ("library.reverse", "R", "library", "reverse", "reverse", "Reverse the sort order", "library"),
            ("library.annotations", "s", "library", "search('annotations')", "search", "Search the annotations of all documents", "library"),
            ("library.texts", "t", "library", "search('texts')", "search texts", "Search the texts of all documents", "library"),
            ("library.rename", "r", "library", "rename", "rename", "Change the title of the document", "library"),
            ("library.remove", "x delete", "library", "remove", "remove", "Remove the document from this list (keeps its annotations)", "library"),
            ("library.undo", "u", "library", "undo", "undo", "Put back the document that was removed last", "library"),
            ("library.parent", "backspace", "library", "parent", "parent", "Show the parent folder of the files", "library"),
            ("library.leave", "escape L", "library", "back", "back", "Clear the filter, or go back to the document", "library"),
        ]
    ),
)  # fmt: skip

_PALETTE_ACTIONS = frozenset(
    {
        "goto",
        "contents",
        "link",
        "search",
        "matches",
        "bookmark.list",
        "note",
        "note.document",
        "note.editor",
        "speaker",
        "tags",
        "ends",
        "delete",
        "undo",
        "redo",
        "copy",
        "copy.all",
        "export",
        "list.filter",
        "command",
        "play",
        "zen",
        "speakers",
        "codebook",
        "review",
        "review.drifted",
        "proposals",
        "changes",
        "refresh",
        "carry",
        "verify",
        "bin",
        "import",
        "conflicts",
        "agreement",
        "save_elsewhere",
        "screen_reader",
        "language",
        "about",
        "library",
        "theme",
        "help",
        "quit",
        "reply",
        "resolve",
        "resolved",
        "speaker.turns",
        "width.narrower",
        "width.wider",
        "theme.choose",
        "screenshot",
        "open",
        "library.filter",
        "library.order",
        "library.reverse",
        "library.annotations",
        "library.texts",
        "library.rename",
        "library.remove",
        "library.undo",
        "library.view",
        "library.leave",
    }
)
ACTIONS = tuple(replace(a, palette=a.id in _PALETTE_ACTIONS) for a in ACTIONS)


def can_conflict(one: str, other: str) -> bool:
    """Return whether keys of two `where` values can be in force at the same time.

    >>> can_conflict("list", "reader"), can_conflict("list", "document")
    (True, False)
    >>> can_conflict("library", "reader"), can_conflict("library", "main")
    (False, True)
    """
    if "library" in (one, other):
        return not {one, other}.isdisjoint(("main", "everywhere")) or one == other
    return one == other or not {"reader", "main", "everywhere"}.isdisjoint((one, other))


def with_keymap(changes: Mapping[str, tuple[str, ...]]) -> tuple[Action, ...]:
    """Return the action table with the user's keys.

    Args:
        changes: The new keys of some actions, by action id.

    Raises:
        ReaderError: `changes` has an unknown action id, or gives one key to two actions that
            are in force at the same time.
    """
    added = {
        f"{ACTION_ID}{one.name}" for one in list_installed("actions")
    }  # set when they are loaded
    changes = {name: keys for name, keys in changes.items() if name not in added}
    keys = build_keymap(ACTIONS, changes, can_conflict)
    return tuple(replace(a, keys=keys[a.id]) if a.id in changes else a for a in ACTIONS)


def add_action(
    plugin: Plugin,
    action: ReaderAction,
    actions: Iterable[Action],
    chosen: tuple[str, ...] | None,
) -> tuple[Action, ...]:
    """Return an action table with the action of a plug-in behind the others.

    Args:
        plugin: The plug-in.
        action: Its action, with its keys in canonical spelling.
        actions: The table, with the user's keys.
        chosen: The keys that the settings give the action; None for its own.

    Raises:
        PluginError: One of its keys has another action.
    """
    name = f"{ACTION_ID}{plugin.name}"
    keys = action.keys if chosen is None else tuple(map(canonical_key, chosen))
    others = tuple(one for one in actions if one.id != name)
    for other in others:
        taken = [key for key in keys if key in other.keys]
        if taken and can_conflict(action.where, other.where):
            key = display_key(taken[0])
            raise plugin.fail(f'key {key} has {other.id}; set another: [keys] "{name}" = "…"')
    row = Action(
        name,
        keys,
        action.where,
        f"plugins.run({plugin.name!r})",
        action.short,
        action.help,
        PLUGIN_GROUP,
        palette=True,
        footer=action.footer,
    )
    return (*others, row)


def actions_in(where: Where, actions: Iterable[Action] = ACTIONS) -> Iterator[Action]:
    """Return an iterator over the actions whose keys are in force in `where`."""
    return (action for action in actions if action.where == where)


_KEY_LABELS = {
    "right_parenthesis": ")", "left_parenthesis": "(", "right_curly_bracket": "}",
    "left_curly_bracket": "{", "right_square_bracket": "]", "left_square_bracket": "[",
    "dollar_sign": "$", "colon": ":", "slash": "/", "asterisk": "*", "full_stop": ".",
    "comma": ",", "apostrophe": "'", "grave_accent": "`", "underscore": "_", "at": "@",
    "backslash": "\\", "plus": "+", "minus": "-", "equals_sign": "=", "question_mark": "?",
    "space": "Space", "enter": "Enter", "escape": "Esc", "backspace": "Backspace", "tab": "Tab",
    "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "delete": "Del",
    "left": "←", "right": "→", "up": "↑", "down": "↓", "f1": "F1", "f2": "F2",
}  # fmt: skip


def display_key(key: str) -> str:
    """Return the display form of a Textual key name.

    >>> display_key("ctrl+r"), display_key("exclamation_mark")
    ('Ctrl+R', '!')
    """
    *modifiers, last = key.split("+")
    name = _KEY_LABELS.get(last) or character_of(last) or last.capitalize()
    if modifiers and len(name) == 1:
        name = name.upper()
    return "+".join([*(m.capitalize() for m in modifiers), name])


NO_KEY = "<none>"
"""The key name of an action without keys: Textual ignores an empty entry of a keymap."""


def make_bindings(where: Where) -> list[BindingType]:
    """Return Textual bindings for the actions of `where`, with their ids for the keymap."""
    from textual.binding import Binding

    return [
        Binding(
            ",".join(action.keys) or NO_KEY, action.method, action.short, show=False, id=action.id
        )
        for action in actions_in(where)
    ]


def keymap_overrides(actions: Iterable[Action]) -> dict[str, str]:
    """Return the keymap for Textual's `set_keymap`: the actions whose keys were changed."""
    own = {action.id: action.keys for action in ACTIONS}
    return {a.id: ",".join(a.keys) or NO_KEY for a in actions if a.keys != own[a.id]}
