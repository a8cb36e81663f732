"""External commands on the selection, and the player of a recording.

Nothing runs that the settings do not name. See `reading/external_command.py` for the limits.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.reading.completion import complete_path, typed_file
from readerapp.text.motions import word_at
from readerapp.text.phrases import quote
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    import subprocess

    from readerapp.ui.reader.screen import ReaderScreen
    from readerapp.ui.screens.command_output import CommandOutputScreen

_HELP = """\
A command of your own runs here on the selected words, or on the word at the caret. Name it in
{path}, for example:

[commands]
dictionary = "dict {{text}}"
translation = "trans -b"
encyclopedia = "https://en.wikipedia.org/wiki/Special:Search?search={{text}}"

{{text}} is replaced by the words; without it they are on standard input. An address is shown as a
link. The settings are read when readerapp starts."""


_FAILURE_DELAY = 0.7
"""Seconds after which a player that has failed is noticed."""


class ExternalCommandController(ReaderController):
    """Runs the commands of the settings, and plays the recording of a transcript."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._media: Path | None = None  # the recording that the user has named
        self._player: subprocess.Popen[bytes] | None = None
        self._playing_from: int | None = None  # seconds

    # Commands

    async def action_run(self) -> None:
        """Choose a command for the selection, or the word at the caret; one alone runs at once."""
        try:
            opened = self._choose()
        except ReaderError as error:
            self.say(str(error), warning=True)
        else:
            await opened

    def _choose(self) -> Awaitable[object]:
        """Open the panel in which a command is chosen, or the panel of the only command."""
        from readerapp.ui.screens.command_output import CommandOutputScreen
        from readerapp.ui.screens.name_picker import NameOption, NamePicker

        commands = self.reader.context.settings.commands
        if not commands:
            from readerapp.core.paths import settings_path

            text = _HELP.format(path=settings_path())
            return self.app.push_screen(CommandOutputScreen("No commands yet", text), self._closed)
        text = self._subject()
        if len(commands) == 1:
            return self._run(next(iter(commands)), text)
        options = [NameOption(name, template) for name, template in commands.items()]
        picker = NamePicker("Run on", quote(text), options, new=False)

        def chosen(name: str | None) -> None:
            if name is not None and name in commands:
                self._run(name, text)

        return self.app.push_screen(picker, chosen)

    def _subject(self) -> str:
        """Return the selected words, those of the chosen row of the list, or the word here.

        Raises:
            ReaderError: there is no word.
        """
        reader, text = self.reader, self.reader.document.text
        span = reader.document_view.caret.selection
        if span is not None:
            return text.slice(span.start, span.end)
        if reader.focused is reader.highlight_list:
            row = self.list_model.row(reader.highlight_list.current)
            if row is not None and row.exact:
                return row.exact
        bounds = word_at(text, reader.document_view.caret.at)
        if bounds is None:
            raise ReaderError(f"No word here · {self.app.key('select')} select words first")
        return text.slice(*bounds)

    def _run(self, name: str, text: str) -> Awaitable[object]:
        """Run a command on `text` and show its output; an address is shown as a link."""
        from readerapp.core import command_templates as templates
        from readerapp.ui.screens.command_output import CommandOutputScreen

        template = self.reader.context.settings.commands[name]
        title = f"{name} · {sanitize_label(text, 30)}"
        if templates.is_address(template):
            address = templates.fill_address(template, text)
            panel = CommandOutputScreen(title, address, address=address)
            return self.app.push_screen(panel, partial(self._copy, panel, "address"))
        words = templates.split_command(template, templates.COMMAND_FIELDS)
        arguments = templates.fill_command(words, {"text": text})
        typed = "" if templates.takes_field(template, "text") else text
        stopped = threading.Event()
        panel = CommandOutputScreen(title, stop=stopped.set)
        opened = self.app.push_screen(panel, partial(self._copy, panel, "output"))
        work = partial(self._run_on_thread, panel, arguments, typed, stopped)
        self.start_thread(work, group="command", exclusive=False)
        return opened

    def _run_on_thread(
        self,
        panel: CommandOutputScreen,
        arguments: list[str],
        typed: str,
        stopped: threading.Event,
    ) -> None:
        from readerapp.reading.external_command import run_command

        try:
            output, problem = run_command(
                arguments,
                typed,
                stop=stopped.is_set,
                show=lambda text: self.call_on_screen(panel.show, text),
            )
        except ReaderError as error:
            output, problem = str(error), "did not start"
        self.call_on_screen(panel.show, output, ended=True, problem=problem)

    def _copy(self, panel: CommandOutputScreen, what: str, answer: str | None) -> None:
        if answer == "copy":
            self.reader.exporting.copy(panel.text, what)

    def _closed(self, answer: str | None) -> None:
        """Do nothing: the panel only explained something."""

    # The player

    def action_play(self) -> None:
        """Play the recording from the time at the caret; a second time there, stop it."""
        from readerapp.reading.time_marks import time_mark_at

        reader = self.reader
        template = reader.context.settings.player
        if not template:
            self.say('No player · settings: player = "mpv --start={seconds} {media}"')
            return
        mark = time_mark_at(reader.document, reader.document_view.caret.at)
        if mark is None:
            self.say("No times in this document · nothing to play")
            return
        try:
            self._play(template, mark.seconds, mark.label)
        except ReaderError as error:
            self.say(str(error), warning=True)

    def _play(self, template: str, seconds: int, label: str) -> None:
        """Start the player, or ask for the recording first.

        Raises:
            ReaderError: the player cannot be started.
        """
        from readerapp.core import command_templates as templates
        from readerapp.reading.external_command import find_media, start_player

        if self.stop_player() and self._playing_from == seconds:
            self.say("Stopped")
            return
        media = self._media or find_media(self.reader.document.path)
        if media is None and templates.takes_field(template, "media"):
            hint = "the audio or video file of this transcript"
            self.reader.prompt.ask("recording", hint=hint, complete=complete_path)
            return
        words = templates.split_command(template, templates.PLAYER_FIELDS)
        values = {"seconds": str(seconds), "media": str((media or Path()).absolute())}
        self._player = start_player(templates.fill_command(words, values))
        self._playing_from = seconds
        name = sanitize_label(media.name if media else words[0], 24)
        self.reader.say_hint(f"Playing {name} from {label} · {self.app.key('play')} stop")
        self.reader.set_timer(_FAILURE_DELAY, partial(self._report_failure, self._player, words[0]))

    def _report_failure(self, player: subprocess.Popen[bytes], program: str) -> None:
        """Say that a player ended at once with an error: its own message goes nowhere."""
        if player is self._player and player.poll():
            self.reader.say_news(f"{program} ended with status {player.returncode}", warning=True)

    def play_media(self, name: str) -> None:
        """Play the recording that the user has named; it is kept until the document is closed.

        Raises:
            ReaderError: there is no such file.
        """
        self._media = typed_file(name)
        self.action_play()

    def stop_player(self) -> bool:
        """Stop the player; return whether it was running."""
        from readerapp.reading.external_command import stop_player

        player, self._player = self._player, None
        return player is not None and stop_player(player)
