"""Keys that wait for another key: counts (`5j`), bookmarks (`m a`, `' a`), ZZ, a question.

A digit begins a count where it has nothing to colour: nothing is selected and no highlight is
under the caret. The next key takes the count, the letter or the second Z before any binding does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events

from readerapp.core.errors import ReaderError
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.actions import Action, display_key
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.reading.bookmarks import Bookmark
    from readerapp.ui.reader.screen import ReaderScreen

_COUNTED = ("caret.", "page.", "scroll.", "quotation.", "highlight.", "search.next", "search.prev")
"""Beginnings of the ids of the actions that are repeated as often as the count says."""
_TO_PARAGRAPH = ("caret.top", "caret.bottom", "mark")
"""The actions that go to the paragraph with the number of the count: g, G, Enter."""
_MAX_DIGITS = 6
_MAX_REPEATS = 2000
"""Most repeats of an action: some thousand rows take a second."""

_PLACES = 3
"""Most bookmarks that are named with their places in the status line."""

_LEAVE, _SET_BOOKMARK, _GO_TO_BOOKMARK = "leave", "set bookmark", "go to bookmark"
_QUESTION, _OFFER = "question", "offer"


class KeySequenceController(ReaderController):
    """Takes the second and further keys of a sequence."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._count = ""  # the digits so far
        self._prefix = ""  # what the next key is for; empty for nothing
        self._yes_keys: tuple[str, ...] = ()
        self._yes: Callable[[], None] = lambda: None
        self._decline: Callable[[], None] = lambda: None

    async def take(self, event: events.Key) -> bool:
        """Take a key before its binding; return False if it belongs to no sequence."""
        prefix, self._prefix = self._prefix, ""
        if prefix:
            if prefix == _OFFER:
                if event.key == "escape":
                    self.attempt(self._decline)
                return event.key == "escape"
            if event.key == "escape":
                return True
            if prefix == _QUESTION:
                if event.key in self._yes_keys:
                    self.attempt(self._yes)
                    return True
                return False
            if prefix == _LEAVE:
                await self._leave(event.key)
            elif prefix == _SET_BOOKMARK:
                self._set_bookmark(event)
            else:
                await self._go_to_bookmark(event)
            return True
        if self._count or self._begins_count(event.key):
            return await self._take_count_key(event.key)
        return False

    def ask(self, question: str, keys: Sequence[str], yes: Callable[[], None]) -> None:
        """Ask a question that the next key answers; any other key means no and is not lost.

        Args:
            question: the question, with the keys that mean yes.
            keys: the keys that mean yes, besides y.
            yes: called after one of them.
        """
        self.say(question)
        self._prefix, self._yes_keys, self._yes = _QUESTION, (*keys, "y"), yes

    def offer(self, decline: Callable[[], None]) -> bool:
        """Let Esc as the next key decline what the status line offers; any other key is not lost.

        Args:
            decline: called after Esc.

        Returns:
            Whether Esc declines; False if the next key is the second one of a sequence.
        """
        if self._prefix or self._count:
            return False
        self._prefix, self._decline = _OFFER, decline
        return True

    @property
    def is_waiting(self) -> bool:
        """Return whether the next key belongs to those before it, or answers a question."""
        return bool(self._count) or self._prefix not in ("", _OFFER)

    @property
    def is_asking(self) -> bool:
        """Return whether the next key answers a question."""
        return self._prefix == _QUESTION

    def forget_question(self) -> None:
        """Forget the question or offer, because another sentence takes its place."""
        if self._prefix in (_QUESTION, _OFFER):
            self._prefix = ""

    def cancel(self) -> None:
        """Forget the keys so far, because something else was done."""
        self._count = self._prefix = ""

    # Counts

    def _begins_count(self, key: str) -> bool:
        """Return whether a digit is the first one of a count."""
        if not _is_digit(key) or key == "0":
            return False
        reader, action = self.reader, self._action(key)
        return (
            reader.focused is reader.document_view
            and (action is None or action.id.startswith("mark."))
            and reader.document_view.caret.selection is None
            and not reader.marking.is_moving_ends
            and reader.panes.chosen_key is None
        )

    async def _take_count_key(self, key: str) -> bool:
        if _is_digit(key):
            self._count = (self._count + key)[:_MAX_DIGITS]
            self._show_count()
            return True
        if key == "backspace":
            self._count = self._count[:-1]
            if self._count:
                self._show_count()
            return True
        count, self._count = int(self._count), ""
        if key == "escape":
            return True
        action = self._action(key)
        if key == "percent_sign":
            self.attempt(lambda: self.reader.search.go_to(f"{min(count, 100)} %"))
        elif action is None:
            return False
        elif action.id == "goto":
            self.reader.search.action_ask_position(str(count))
        elif action.id in _TO_PARAGRAPH:
            self.attempt(lambda: self.reader.search.go_to(f"¶{count}"))
        elif action.id.startswith(_COUNTED):
            await self._repeat(action, count)
        else:
            return False
        return True

    async def _repeat(self, action: Action, count: int) -> None:
        """Run an action of the document `count` times, or until it changes nothing more."""
        view = self.reader.document_view
        for _ in range(min(count, _MAX_REPEATS)):
            before = (view.caret.at, view.top, view.caret.selection)
            await self.app.run_action(action.method, view)
            if before == (view.caret.at, view.top, view.caret.selection):
                return

    def _action(self, key: str) -> Action | None:
        """Return the action of a key in the document."""
        places = ("document", "reader")
        actions = [one for one in self.app.actions if key in one.keys and one.where in places]
        return actions[0] if actions else None

    # ZZ

    def action_leave(self) -> None:
        """Wait for the second key of ZZ or ZQ."""
        self._prefix = _LEAVE
        self.say("Z again leaves · Esc cancel")

    async def _leave(self, key: str) -> None:
        if key == "Z":
            await self.app.action_quit()
        elif key == "Q":
            self.app.quit_now()
        else:
            self.say(f"Z {display_key(key)} has no action · ZZ quit")

    # Bookmarks

    def action_set_bookmark(self) -> None:
        """Wait for the letter of a new bookmark."""
        self._prefix = _SET_BOOKMARK
        self.say("Bookmark here: type a letter · Esc cancel")

    def action_go_to_bookmark(self) -> None:
        """Wait for the letter of a bookmark; list them."""
        self._prefix = _GO_TO_BOOKMARK
        bookmarks = self._bookmarks()
        places = [f"{one.letter} {self._place(one)}" for one in bookmarks]
        if len(places) > _PLACES:  # the rest is in the list
            places = [" ".join(one.letter for one in bookmarks)]
        listed = " · ".join(places) if places else f"none yet, {self.app.key('bookmark.set')} sets"
        self.say(f"Bookmark: {listed} · ' back · Enter list")

    async def action_list_bookmarks(self) -> None:
        """Show the bookmarks of the document; go to the chosen one."""
        from readerapp.ui.screens.bookmarks import BookmarkScreen

        def go(letter: str | None) -> None:
            if letter:
                self._jump(letter)

        bookmarks = self._bookmarks()
        keys = (self.app.key("bookmark.set"), self.app.key("bookmark.go"))
        await self.app.push_screen(BookmarkScreen(bookmarks, self._place, keys), go)

    def _show_count(self) -> None:
        self.say(f"{self._count} … · Esc cancel")

    def _set_bookmark(self, event: events.Key) -> None:
        from readerapp.reading.bookmarks import is_letter, make_bookmark

        letter = event.character or ""
        if not is_letter(letter):
            self._refuse_letter(event)
            return

        def set_bookmark() -> None:
            reader = self.reader
            bookmark = make_bookmark(letter, reader.document.text, reader.document_view.caret.at)
            reader.saving.save_position()  # so that there is a file to write it to
            reader.context.last_positions.add_bookmark(self.session.fingerprint, bookmark)
            self.say(f"Bookmark {letter} set · {self.app.key('bookmark.go')} {letter} go back here")

        self.attempt(set_bookmark)

    async def _go_to_bookmark(self, event: events.Key) -> None:
        from readerapp.reading.bookmarks import is_letter

        letter = event.character or ""
        if event.key in ("apostrophe", "grave_accent"):
            if not self.reader.document_view.jump_to_and_fro():
                self.say("No jump to go back to")
        elif event.key in ("enter", "tab", "space"):
            await self.action_list_bookmarks()
        elif is_letter(letter):
            self._jump(letter)
        else:
            self._refuse_letter(event)

    def _refuse_letter(self, event: events.Key) -> None:
        self.say(f"A bookmark is a letter, not {display_key(event.key)}")

    def _jump(self, letter: str) -> None:
        from readerapp.reading.bookmarks import locate_bookmark

        def jump() -> None:
            bookmark = next((one for one in self._bookmarks() if one.letter == letter), None)
            if bookmark is None:
                key = f"{self.app.key('bookmark.set')} {letter}"
                raise ReaderError(f"There is no bookmark {letter} · {key} sets it")
            self.reader.document_view.jump(locate_bookmark(bookmark, self.reader.document.text))

        self.attempt(jump)

    def _bookmarks(self) -> tuple[Bookmark, ...]:
        """Return the bookmarks of the document, as they are stored now."""
        if self.reader.pending_actions.loaded_model is None:
            return ()
        positions, document = self.reader.context.last_positions, self.reader.document
        stored = positions.find(self.session.fingerprint, document.names)
        return stored.bookmarks if stored else ()

    def _place(self, bookmark: Bookmark) -> str:
        return sanitize_label(self.reader.document.known_locator(bookmark.at), 20)


def _is_digit(key: str) -> bool:
    return len(key) == 1 and key in "0123456789"
