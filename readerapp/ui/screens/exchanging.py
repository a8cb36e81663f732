"""Exchanging: import into the document that is open, and the conflicts of several people."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.widgets import Input, TextArea
from textual.worker import get_current_worker

from readerapp.completion import complete_path, typed_file
from readerapp.model import ReaderError
from readerapp.text.counting import counted
from readerapp.text.safe import label
from readerapp.ui.screens.base import BREATH, ReaderBase

if TYPE_CHECKING:
    from readerapp.exchange.disputes import Dispute, Value
    from readerapp.exchange.importing import Plan
    from readerapp.session.change import Change

_PAUSE = 0.1
"""Seconds from one look whether somebody is typing to the next."""

# What imports and settles is imported when it is wanted: the first page does not wait for it.


class ExchangingActions(ReaderBase):
    """Import a file, settle conflicts."""

    def action_import(self) -> None:
        """Ask for a file of annotations."""
        self._ask_import()

    def _ask_import(self, name: str = "") -> None:
        hint = "a file that somebody sent or another program wrote"
        self.prompt.ask("import", name, hint, complete=complete_path)

    def import_from(self, name: str) -> None:
        """Take in what a file has for this document, on a thread.

        Raises:
            ReaderError: there is no such file.
        """
        path = typed_file(name)
        self.say(f"Importing {label(name, 40)} …")
        self._import(path, name)

    @work(thread=True, exclusive=True, group="import")
    def _import(self, path: Path, name: str) -> None:
        """Work out what comes, and save it or ask; the reader goes on meanwhile."""
        from readerapp.exchange.importing import Importer, read_files

        app, worker = self.app, get_current_worker()
        told = -1

        def progress(done: float) -> None:
            nonlocal told
            if worker.is_cancelled:
                raise ReaderError("The import was left; nothing was imported.")
            if int(done * 20) != told:
                told = int(done * 20)
                app.call_from_thread(self.say, f"Importing {label(path.name, 40)} … {done:.0%}")

        try:
            importer = Importer(self.place, progress)
            importer.add(read_files([path])[0], self.desk.session)
            [plan] = importer.plans
            counts, problems = plan.counts, len(importer.problems)
            if counts.new and counts.orphaned == counts.new and not counts.unchanged:
                sentence = f"None of the words of {path.name} are in this document"
                raise ReaderError(f"{sentence}; nothing was imported.")
            if counts.alters:
                app.call_from_thread(self._ask_to_import, path.name, plan, problems)
            else:
                app.call_from_thread(self._imported, self._save(path.name, plan, problems))
        except ReaderError as error:
            again = partial(self._ask_import, name)
            app.call_from_thread(self.ask_again, again, str(error))

    def _ask_to_import(self, name: str, plan: Plan, problems: int) -> None:
        """Ask as soon as nobody is typing: what was typed shall not answer."""
        from readerapp.ui.screens.import_question import ImportQuestion

        if self.app.screen is not self or isinstance(self.focused, Input | TextArea):
            self.set_timer(_PAUSE, lambda: self._ask_to_import(name, plan, problems))
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._commit(name, plan, problems)
            else:
                self.say("Nothing was imported.")

        self.app.push_screen(ImportQuestion(name, plan.counts, problems), answered)

    @work(thread=True, exclusive=True, group="import")
    def _commit(self, name: str, plan: Plan, problems: int) -> None:
        """Save what was asked about."""
        try:
            sentence = self._save(name, plan, problems)
        except ReaderError as error:
            self.app.call_from_thread(self.say, str(error), warning=True)
        else:
            self.app.call_from_thread(self._imported, sentence)

    def _save(self, name: str, plan: Plan, problems: int) -> str:
        """Save a plan; the sentence that says so."""
        from readerapp.exchange.importing import commit

        commit(plan, f"Import of {label(name, 60)}", self.place)
        told = f"; {counted(problems, 'problem')}" if problems else ""
        return f"Imported: {plan.counts}{told}"

    def _imported(self, sentence: str) -> None:
        if self.take_others():
            self.set_timer(BREATH, lambda: self._imported(sentence))
        else:
            self.say(sentence)

    async def action_conflicts(self) -> None:
        """The fields that people set differently."""
        from readerapp.exchange.disputes import disputes, settle
        from readerapp.ui.screens.conflicts import ConflictsScreen

        actor = self.place.actor.name

        def show() -> object:
            session = self.desk.session

            def take(dispute: Dispute, value: Value) -> Change:
                return settle(session, dispute, value, actor)

            return self.app.push_screen(
                ConflictsScreen(
                    lambda: disputes(session),
                    settle=take,
                    undo=session.undo,
                    took=self.take,
                )
            )

        await self.ask(show)
