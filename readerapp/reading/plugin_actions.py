"""Actions of plug-ins: what one is, and the handle by which it reads and edits a document.

An action runs on a thread, while the person goes on reading. It never touches the screen: its
handle has copies of what was on the screen when the key was pressed, and edits go through the
session, so that each is saved, shown and can be undone.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from readerapp.annotations.change import Change
from readerapp.core.errors import ReaderError
from readerapp.core.keymap import canonical_key
from readerapp.core.model import new_id
from readerapp.core.plugins import Plugin
from readerapp.interchange.annotation_facts import (
    AnnotationFacts,
    DocumentFacts,
    annotation_facts,
    document_facts,
)
from readerapp.interchange.annotation_view import AnnotationView

if TYPE_CHECKING:
    from readerapp.annotations.session import ReadingSession

ACTION_SECONDS = 10.0
"""Seconds that an action may take: as long as somebody remembers which key was pressed."""
_SHORT_WIDTH, _HELP_WIDTH, _SENTENCE_WIDTH = 16, 100, 200
"""Most characters of the word in the footer, of the help, and of a sentence of an action."""
_EDITS_IN_STEP = 200
"""Edits of an action that are one undo step."""
_name = re.compile(r"[A-Za-z0-9_.-]{1,40}")

Place = Literal["reader", "document", "list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderAction:
    """Something that a key does in the reader; the entry point gives its name.

    Attributes:
        run: does it; called on a thread with the handle.
        short: the word in the footer.
        help: the sentence in the help and in the command palette.
        keys: its keys, as in the settings ("ctrl+k", "f9"); the first one is shown. Without any it
            is in the command palette only.
        where: the pane that must have the focus: "document", "list", or "reader" for any.
        footer: whether the footer shows it, if there is room.
    """

    run: Callable[[ActionHandle], object]
    short: str
    help: str
    keys: tuple[str, ...] = ()
    where: Place = "reader"
    footer: bool = False


def load_action(plugin: Plugin) -> ReaderAction:
    """Return the action of a plug-in, its keys in canonical spelling.

    Raises:
        PluginError: it cannot be loaded.
    """
    action = plugin.load(ReaderAction, lambda action: _find_mistake(plugin, action))
    return replace(action, keys=tuple(map(canonical_key, action.keys)))


def _find_mistake(plugin: Plugin, action: ReaderAction) -> str:
    """Return what is wrong with an action; empty if it can be used."""
    if not _name.fullmatch(plugin.name):
        return "the name of an action has letters, digits, dots, dashes and underscores only"
    is_function, has_keys = callable(action.run), isinstance(action.keys, tuple)
    if not is_function or not has_keys:
        return "run is no function" if has_keys else 'keys are a tuple, as in ("f9", "ctrl+k")'
    for what, text, most in (
        ("short", action.short, _SHORT_WIDTH),
        ("help", action.help, _HELP_WIDTH),
    ):
        if not isinstance(text, str) or not text.isprintable() or not 0 < len(text) <= most:
            return f"{what} is a text on one line of at most {most} characters"
    if str(action.where) not in get_args(Place):
        return "where is reader, document or list"
    try:
        [canonical_key(key) for key in action.keys]
    except ReaderError as error:
        return str(error)
    return ""


class ActionHandle:
    """What an action may read and do; of no use once the action has ended, or took too long.

    Attributes:
        caret: the offset of the caret.
        selection: the selected range, half-open; None if nothing is selected.
        chosen: the id of the annotation under the caret, or of the row of the list; "" for none.
    """

    def __init__(
        self,
        session: ReadingSession,
        views: Sequence[AnnotationView],
        *,
        caret: int,
        selection: tuple[int, int] | None,
        chosen: str,
        colour: str,
        label: str,
        show: Callable[[Change], object],
        say: Callable[[str, bool], object],
    ) -> None:
        """Create the handle.

        Args:
            session: the session of the document.
            views: the annotations, replies in their threads.
            caret: as the attribute.
            selection: as the attribute.
            chosen: as the attribute.
            colour: the colour of a new highlight.
            label: the name of the undo step.
            show: shows a change; called on any thread.
            say: shows a sentence, as a warning or not; called on any thread.
        """
        self.caret, self.selection, self.chosen = caret, selection, chosen
        self._session, self._views, self._colour = session, views, colour
        self._label, self._edits, self._token = label, 0, new_id()
        self._source = session.export_source()
        self._show, self._say = show, say
        self._lock = threading.Lock()
        self._is_closed = False

    @cached_property
    def document(self) -> DocumentFacts:
        """Return the document, with its text."""
        return replace(document_facts(self._source), text=self._session.document.text.whole())

    @cached_property
    def annotations(self) -> tuple[AnnotationFacts, ...]:
        """Return the annotations as they were when the key was pressed, by position."""
        return annotation_facts(self._source.name or self._source.title, self._views)

    def locator(self, start: int, end: int) -> str:
        """Return how a half-open range of the text is cited, such as "¶12"."""
        return self._session.document.range_locator(start, end)

    def add(
        self,
        start: int,
        end: int,
        *,
        colour: str = "",
        note: str = "",
        tags: Iterable[str] = (),
        speaker: str = "",
    ) -> str:
        """Highlight a range of the text; the person can undo it.

        Args:
            start: the offset of the first code point.
            end: the offset after the last code point.
            colour: one of the eight colours; empty for that of the settings.
            note: the note, in Markdown.
            tags: the tags.
            speaker: the name of who said the words.

        Returns:
            The id of the new annotation. When this returns, it is saved.

        Raises:
            ReaderError: the range or the colour is wrong, it could not be saved, or the action has
                ended.
        """
        with self._open(), self._join_edits():
            change = self._session.highlight(
                start,
                end,
                colour=colour or self._colour,
                note=note,
                tags=tuple(tags),
                speaker=speaker,
            )
        self._show(replace(change, sentence="", focus=None))
        return change.focus or ""

    def edit(
        self,
        key: str,
        *,
        colour: str | None = None,
        note: str | None = None,
        tags: Iterable[str] | None = None,
        speaker: str | None = None,
    ) -> None:
        """Change fields of an annotation; the person can undo it.

        Args:
            key: the id of the annotation.
            colour: the new colour; None to leave it.
            note: the new note; None to leave it.
            tags: the new tags; None to leave them.
            speaker: the name of who said the words, "" for nobody; None to leave it.

        Raises:
            ReaderError: there is no such annotation, it belongs to the file, a value is wrong, it
                could not be saved, or the action has ended.
        """
        with self._open(), self._join_edits():
            session = self._session
            changes = []
            if colour is not None:
                changes.append(session.set_colour(key, colour))
            if note is not None:
                changes.append(session.set_note(key, note))
            if tags is not None:
                changes.append(session.set_tags(key, tuple(tags)))
            if speaker is not None:
                changes.append(session.set_speaker([key], speaker))
        for change in changes:
            self._show(replace(change, sentence="", focus=None))

    def notify(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence in the status line.

        Args:
            sentence: the sentence, without a full stop; only one line of it is shown.
            warning: whether it is about something that went wrong.
        """
        with self._open():
            self._say(str(sentence)[:_SENTENCE_WIDTH], warning)

    def close(self) -> None:
        """Refuse everything that the action may still try."""
        with self._lock:
            self._is_closed = True

    def _join_edits(self) -> AbstractContextManager[None]:
        """Make all edits of the action one undo step; many edits make several.

        Each edit writes its step anew, so that a step of thousands would take long.
        """
        self._edits += 1
        token = f"{self._token} {self._edits // _EDITS_IN_STEP}"
        return self._session.joined_edits(token, self._label)

    @contextmanager
    def _open(self) -> Iterator[None]:
        """Let the action do something, if it has not ended; one thing at a time."""
        with self._lock:
            if self._is_closed:
                raise ReaderError("The action has ended, or took too long.")
            yield
