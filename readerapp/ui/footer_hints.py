"""The hints of the footer: which actions it shows in which state of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, NamedTuple

from readerapp.ui.actions import ACTIONS, Action, Where, display_key

Moment = Literal[
    "reading",
    "selecting",
    "highlight",
    "embedded",
    "proposal",
    "moving",
    "list",
    "embedded in list",
    "proposal in list",
    "documents",
    "folders",
    "files",
]
"""The state of the reader, or the view of the library, that decides which keys the footer shows."""

_FOOTER_HINTS: dict[Moment, str] = {
    "reading": "quotation.next help quit mark search review open verify note speaker pane.next "
    "library select highlight.next zen",
    "selecting": "note speaker help quit mark copy drop select.grow select.swap mark.green",
    # A mark is sent with its footer: 600 bytes.
    "highlight": "mark speaker help quit tags delete copy",
    "embedded": "copy select help quit highlight.next pane.next search quotation.next export",
    "proposal": "proposals mark help quit delete speaker tags copy",
    "moving": "mark drop help quit select.swap select.grow",
    "documents": "library.open open library.filter library.view help quit library.annotations "
    "library.order library.remove library.undo library.rename library.texts",
    "folders": "library.open open library.filter library.view help quit library.leave",
    "files": "library.open open library.filter library.view help quit library.parent library.leave",
    "list": "list.open help quit note copy copy.all delete list.filter list.leave list.order "
    "speaker tags export",
    "embedded in list": "list.open help quit copy copy.all list.filter list.leave "
    "list.order export",
    "proposal in list": "list.open help quit proposals note delete list.filter list.leave "
    "list.order",
}
"""The actions of the footer, the most useful first."""

_FOOTER_PLACES: dict[Moment, tuple[Where, ...]] = {
    **dict.fromkeys(("reading", "selecting", "highlight", "embedded"), ("reader", "document")),
    **dict.fromkeys(("list", "embedded in list"), ("reader", "list")),
}
"""Where the actions of plug-ins work that the footer may show."""

_RIGHT_HINTS = ("help", "quit")
"""The actions that are always at the right end, so that they are where one looks for them."""


class FooterHint(NamedTuple):
    """An entry of the footer.

    Attributes:
        label: The key as it is shown; empty for a word alone.
        word: What the key does.
        key: Textual's name of the key, which a click presses; empty for none.
        right: Whether the entry is at the right end.
    """

    label: str
    word: str
    key: str = ""
    right: bool = False


_THREAD_HINTS = ("reply", "resolve")
"""The actions that come first, after the one for the note, where several annotators write about
one passage."""

_MATCH_HINTS = ("search.next", "search.previous", "matches")
"""The actions that come first while a match is marked."""


def list_footer_hints(
    moment: Moment,
    actions: Iterable[Action] = ACTIONS,
    *,
    shared: bool = False,
    searching: bool = False,
    chapters: bool = False,
    annotated: bool = False,
    offered: bool = False,
) -> list[FooterHint]:
    """Return the entries of the footer, the most useful first.

    Args:
        moment: The state of the reader.
        actions: The action table, with the user's keys.
        shared: Whether other annotators take part in the annotation's thread.
        searching: Whether a match of a search is marked.
        chapters: Whether the document has headings, so that its contents are worth a place.
        annotated: Whether there are annotations, so that the panes that list them are.
        offered: Whether an earlier version has annotations that can be carried over.
    """
    by_id = {action.id: action for action in actions}
    names = _FOOTER_HINTS[moment].split()
    if shared and moment in ("highlight", "list"):
        note = "mark" if moment == "highlight" else "note"
        names = list(dict.fromkeys([*_RIGHT_HINTS, note, *_THREAD_HINTS, *names]))
    if moment == "reading":
        first = ["pane.next"] * annotated + ["contents"] * chapters
        names = list(dict.fromkeys([*["carry"] * offered, *names[:6], *first, *names]))
    if searching and moment in ("reading", "highlight"):
        names = list(dict.fromkeys([*_MATCH_HINTS, *_RIGHT_HINTS, *names]))
    places = _FOOTER_PLACES.get(moment, ())
    chosen = [by_id[name] for name in names]
    chosen += [one for one in by_id.values() if one.footer and one.where in places]
    if moment == "moving":  # the same key saves the new range
        chosen = [replace(one, short="save") if one.id == "mark" else one for one in chosen]
    elif moment in ("highlight", "proposal"):  # and here it edits the note
        chosen = [replace(one, short="note") if one.id == "mark" else one for one in chosen]
    return [
        FooterHint(display_key(one.keys[0]), one.short, one.keys[0], one.id in _RIGHT_HINTS)
        for one in chosen
        if one.keys
    ]
