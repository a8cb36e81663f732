"""The handle of a plug-in's action: what it reads, and edits that are saved and can be undone."""

from __future__ import annotations

import pytest

from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.core import plugins
from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import nest_threads
from readerapp.reading.plugin_actions import ActionHandle, ReaderAction, load_action
from tests.made_plugins import Install
from tests.sessions import ARTICLE, mark, span, words

FERRY = "The last ferry"


class Screen:
    """What an action has shown."""

    def __init__(self, session: ReadingSession) -> None:
        self.changes: list[Change] = []
        self.said: list[tuple[str, bool]] = []
        self.handle = ActionHandle(
            session,
            nest_threads(session.views()),
            caret=3,
            selection=span(FERRY),
            chosen="",
            colour="green",
            label="long words",
            show=self.changes.append,
            say=lambda sentence, warning: self.said.append((sentence, warning)),
        )


def test_a_handle_has_the_document_and_its_annotations(session: ReadingSession) -> None:
    key = mark(session, FERRY, note="why?", tags=["a"], speaker="Ida", colour="blue")
    session.reply(key, "because")
    handle = Screen(session).handle
    assert (handle.document.title, handle.document.format) == (
        "Ferry line to close after ninety years",
        "text",
    )
    assert handle.document.text == ARTICLE
    assert handle.locator(*span(FERRY)) == "¶2"
    (one,) = handle.annotations
    assert (one.id, one.start, one.end) == (key, *span(FERRY))
    assert (one.exact, one.note, one.tags) == (FERRY, "why?", ("a",))
    assert (one.speaker, one.creator, one.colour, one.locator) == ("Ida", "Ana", "blue", "¶2")
    (reply,) = one.replies
    assert (reply.note, reply.reply_to) == ("because", key)


def test_edits_go_through_the_session(session: ReadingSession) -> None:
    screen = Screen(session)
    key = screen.handle.add(*span(FERRY), note="n", tags=["a", "a"], speaker="Ida")
    placed = session.get(key)
    assert words(session, key) == FERRY
    assert (placed.annotation.colour, placed.annotation.tags) == ("green", ("a",))
    screen.handle.edit(key, colour="red", note="other", tags=(), speaker="")
    changed = session.get(key).annotation
    assert (changed.colour, changed.note, changed.tags) == ("red", "other", ())
    assert changed.speaker is None
    assert [(change.sentence, change.focus) for change in screen.changes] == [("", None)] * 5
    other = mark(session, "sail on Sunday")  # by the person, meanwhile
    screen.handle.edit(key, note="last")
    assert session.undo().sentence == "Undid: long words"
    assert session.get(key).annotation.note == "other"
    assert session.undo().sentence == "Undid: highlight"
    assert other not in session.placed
    assert session.undo().sentence == "Undid: long words"  # the highlight and its fields
    assert not session.placed


def test_wrong_edits_are_refused(session: ReadingSession) -> None:
    handle = Screen(session).handle
    with pytest.raises(ReaderError, match="outside the text"):
        handle.add(0, 10**6)
    with pytest.raises(ReaderError, match="no colour gold"):
        handle.add(0, 5, colour="gold")
    with pytest.raises(ReaderError, match="deleted"):
        handle.edit("nobody", colour="red")
    assert not session.placed


def test_a_handle_that_is_closed_refuses_everything(session: ReadingSession) -> None:
    screen = Screen(session)
    screen.handle.notify("x" * 1000, warning=True)
    screen.handle.close()
    key = mark(session, FERRY)
    for attempt in (
        lambda: screen.handle.add(0, 5),
        lambda: screen.handle.edit(key, note="late"),
        lambda: screen.handle.notify("late"),
    ):
        with pytest.raises(ReaderError, match="The action has ended"):
            attempt()
    assert screen.said == [("x" * 200, True)]
    assert len(session.placed) == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("run=1, short='x', help='x'", "run is no function"),
        ("run=print, short='x' * 17, help='x'", "short is a text on one line"),
        ("run=print, short='x', help='x\\ny'", "help is a text on one line"),
        ("run=print, short='x', help='x', where='library'", "where is reader, document or list"),
    ],
)
def test_an_action_that_is_wrong_is_refused(install: Install, fields: str, reason: str) -> None:
    source = f"from readerapp.plugin import ReaderAction\nX = ReaderAction({fields})"
    install("acts_wrong", source, "x = acts_wrong:X", "actions")
    (plugin,) = plugins.list_plugins("actions")
    with pytest.raises(plugins.PluginError, match=reason):
        load_action(plugin)


def test_keys_are_spelt_as_the_program_spells_them(install: Install) -> None:
    source = (
        "from readerapp.plugin import ReaderAction\n"
        "X = ReaderAction(run=print, short='x', help='x', keys=('Ctrl + K', '?'))"
    )
    install("acts", source, "x = acts:X\na b = acts:X", "actions")
    first, second = plugins.list_plugins("actions")
    action = load_action(first)
    assert isinstance(action, ReaderAction)
    assert action.keys == ("ctrl+k", "question_mark")
    with pytest.raises(plugins.PluginError, match="the name of an action has letters"):
        load_action(second)
