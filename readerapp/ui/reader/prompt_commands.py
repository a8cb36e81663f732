"""Runs the commands of the `:` prompt; a command that is an action runs as its key does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.core.settings_table import theme_labels
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from collections.abc import Callable

    from readerapp.reading.prompt_commands import PromptCommand


class PromptCommandController(ReaderController):
    """Runs the commands of the `:` prompt.

    A row of `PROMPT_COMMANDS` whose id is that of an action needs nothing here. Others, and those
    with an argument, have an entry in `_methods`.
    """

    def submit(self, line: str) -> bool:
        """Run the command that `line` names, and close the prompt.

        A ReaderError keeps the prompt open with its text.

        Returns:
            False if the line names no command: then it is a place to go to.
        """
        from readerapp.reading.prompt_commands import parse_command

        found = parse_command(line, (each.title for each in self.reader.document.headings))
        if found is None:
            return False
        command, argument = found
        try:
            run = self._prepare(command, argument)
        except ReaderError as error:
            self.reader.prompt.refuse(str(error))
            return True
        self.reader.prompt.close()
        self.reader.call_later(run)  # after the prompt has given the focus back
        return True

    def _prepare(self, command: PromptCommand, argument: str) -> Callable[[], object]:
        """Return what runs the command.

        Raises:
            ReaderError: the argument is not valid.
        """
        methods: dict[str, Callable[[str], Callable[[], object]]] = {
            "quit.now": lambda _: self.app.quit_now,
            "drop.match": lambda _: self.reader.document_view.forget_match,
        }
        with_argument: dict[str, Callable[[str], Callable[[], object]]] = {
            "open": self._open,
            "theme.choose": self._choose_theme,
        }
        if command.id in methods:
            return methods[command.id](argument)
        if argument and command.id in with_argument:
            return with_argument[command.id](argument)
        return lambda: self._run_action(command.id)

    async def _run_action(self, id_: str) -> None:
        """Run the action with this id as its key does."""
        action = next((one for one in self.app.actions if one.id == id_), None)
        if action is None:
            raise ReaderError(f"There is no action {id_}")
        view = self.reader.document_view
        await self.app.run_action(
            action.method, view if action.where == "document" else self.reader
        )

    def action_save(self) -> None:
        """Save what is typed, and say whether everything is saved."""
        saving = self.reader.saving
        saving.save_now()
        if problem := saving.unsaved or saving.store_problem:
            self.say(f"Not saved: {problem}", warning=True)
        else:
            self.say("Everything is saved already")

    def _open(self, typed: str) -> Callable[[], object]:
        """Return what opens the document at a path or address that somebody typed."""
        opener = self.reader.open_prompt()
        name = opener.find(typed)
        return lambda: opener.open_named(name, typed)

    def _choose_theme(self, typed: str) -> Callable[[], object]:
        """Return what switches to the theme that somebody typed."""
        from readerapp.reading.prompt_commands import find_theme

        theme = find_theme(typed)
        if theme is None:
            raise ReaderError(f"No theme {typed}: {' · '.join(theme_labels().values())}")
        return lambda: self.app.choose_theme(theme)
