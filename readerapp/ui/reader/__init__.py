"""The reader screen: `screen.py` has the wiring, the other modules a controller for each subject.

A controller has a reference to the screen, keeps the state of its subject and has the actions of
the keys as methods `action_<name>`. In the action table they are written with the controller's
name in front, for example `marking.undo`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError

if TYPE_CHECKING:
    from readerapp.annotations.session import ReadingSession
    from readerapp.listing.list_model import AnnotationListModel
    from readerapp.ui.app import ReaderApp
    from readerapp.ui.reader.screen import ReaderScreen


LOADING = "Loading annotations…"
"""What is shown until the annotations are read."""


class ReaderController:
    """Base of the controllers of a reader screen."""

    def __init__(self, reader: ReaderScreen) -> None:
        self.reader = reader

    @property
    def app(self) -> ReaderApp:
        """Return the app."""
        return self.reader.app

    @property
    def list_model(self) -> AnnotationListModel:
        """Return the list model of the annotations.

        Raises:
            ReaderError: the annotations are still being read.
        """
        return self.reader.list_model

    @property
    def session(self) -> ReadingSession:
        """Return the session.

        Raises:
            ReaderError: the annotations are still being read.
        """
        return self.reader.list_model.session

    def attempt(self, action: Callable[[], object]) -> None:
        """Run `action` as `PendingActions.attempt` does."""
        self.reader.pending_actions.attempt(action)

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence in the status line until the next key."""
        self.reader.say(sentence, warning=warning)

    def say_done(self, sentence: str) -> None:
        """Show what was done; if changes are not on the disk, show that instead."""
        warning = self.reader.saving.warning
        self.say(warning or sentence, warning=bool(warning))

    def start_thread(self, work: Callable[[], None], *, group: str, exclusive: bool = True) -> None:
        """Run `work` on a worker thread.

        The thread must use `call_on_screen` for everything that it shows.

        Args:
            work: called on the thread.
            group: the name of the group of workers.
            exclusive: whether the other workers of the group are cancelled.
        """
        self.reader.run_worker(work, thread=True, exclusive=exclusive, group=group)

    def call_on_screen(
        self, callback: Callable[..., object], *arguments: object, **options: object
    ) -> None:
        """Call something on the thread of the screen, from any thread.

        The calls are made in order. The thread does not wait: if the screen or the app has ended,
        nobody would answer, and the call is dropped.
        """
        self.reader.call_later(callback, *arguments, **options)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Allow an action; Textual asks before it calls `action_<action>`."""
        return True


class PendingActions(ReaderController):
    """Runs the actions of keys, as soon as the annotations are read.

    Attributes:
        loaded_model: the list model; None while a thread reads the annotations.
        load_error: why they cannot be read; the text is shown without them.
        annotations_ready: whether they have been read, or could not be.
    """

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.loaded_model: AnnotationListModel | None = None
        self.load_error = ""
        self.annotations_ready = False
        self._pending: list[Callable[[], object]] = []

    @property
    def list_model(self) -> AnnotationListModel:
        """Return the list model of the annotations.

        Raises:
            ReaderError: the annotations are still being read.
        """
        if self.loaded_model is None:
            raise ReaderError(LOADING)
        return self.loaded_model

    @property
    def has_pending(self) -> bool:
        """Return True while an action waits for the annotations.

        Keys that are typed after such an action must wait too.
        """
        return bool(self._pending)

    def attempt(self, action: Callable[[], object]) -> None:
        """Run `action` once the annotations are read; show a ReaderError in the status line.

        If the annotations cannot be read, `action` is dropped and the status line says why.
        """
        if self.load_error:
            self.say(self.load_error, warning=True)
            return
        if self.loaded_model is None:
            self._pending.append(action)
            self.say(LOADING)
            return
        try:
            action()
        except ReaderError as error:
            self.say(str(error), warning=True)

    async def ask(self, open_screen: Callable[[], Awaitable[object] | None]) -> None:
        """Open a screen that asks a question; wait until it can take the next key.

        Args:
            open_screen: pushes the screen and returns what to await, or None if no screen opens.
                It runs as in `attempt`.
        """
        screens: list[Awaitable[object] | None] = []
        self.attempt(lambda: screens.append(open_screen()))
        for mounted in screens:
            if mounted is not None:
                await mounted

    def answer(self, action: Callable[[], object]) -> object:
        """Run the action of the submitted prompt, then close the prompt.

        After a ReaderError the prompt stays open and shows the error. While the annotations are
        still being read the prompt closes, and the action waits as in `attempt`.

        Returns:
            What the action returns; None if it did not run yet.
        """
        prompt = self.reader.prompt
        if self.loaded_model is not None and not self.load_error:
            try:
                result = action()
            except ReaderError as error:
                prompt.refuse(str(error))
                return None
            prompt.close()
            return result
        prompt.close()
        self.attempt(action)
        return None

    def ask_again(self, open_prompt: Callable[[], object], error: str) -> None:
        """Open the prompt again with an error that was found later.

        If that would interrupt the user, the status line shows the error instead.

        Args:
            open_prompt: opens the prompt.
            error: one sentence.
        """
        reader = self.reader
        if self.app.screen is reader and not reader.prompt.open and not reader.notes_panel.editing:
            open_prompt()
            reader.prompt.refuse(error)
        else:
            self.say(error, warning=True)

    def run_pending(self) -> None:
        """Run the actions that waited for the annotations, and let the keys behind them follow."""
        pending, self._pending = self._pending, []
        self.annotations_ready = True
        for action in pending:
            self.attempt(action)
        self.app.resume_keys()
