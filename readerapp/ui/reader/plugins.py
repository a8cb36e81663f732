"""Plug-ins on the reader screen: loading and running their actions, and naming those that fail.

Plug-ins are loaded on a thread once the first frame is on the screen. A key that no action of the
program has waits for that, so that it does not matter how fast somebody types.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from readerapp.core import plugins
from readerapp.core.errors import ReaderError
from readerapp.core.plugins import Plugin, PluginError
from readerapp.ui.actions import PLUGIN_GROUP, add_action
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.reading.plugin_actions import ActionHandle, ReaderAction
    from readerapp.ui.reader.screen import ReaderScreen


class PluginController(ReaderController):
    """Loads the actions of plug-ins, and runs them."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._actions: dict[str, tuple[Plugin, ReaderAction]] = {}  # by the name of the plug-in
        self._running: dict[str, ActionHandle] = {}
        self._loaded = asyncio.Event()

    def start(self) -> None:
        """Load the actions on a thread, if there are any."""
        found = plugins.list_plugins("actions")
        if found:
            self.start_thread(partial(self._load_on_thread, found), group="plugins")
        else:
            self._finish_loading([])

    def _load_on_thread(self, found: tuple[Plugin, ...]) -> None:
        from readerapp.reading.plugin_actions import load_action

        loaded = []
        try:
            for plugin in found:
                with suppress(PluginError):  # it is named on the screen
                    loaded.append((plugin, load_action(plugin)))
        finally:  # keys wait for this
            self.call_on_screen(self._finish_loading, loaded)

    def _finish_loading(self, loaded: list[tuple[Plugin, ReaderAction]]) -> None:
        self._loaded.set()
        for plugin, action in loaded:
            with suppress(PluginError):
                self._add(plugin, action)
        if loaded:
            self.reader.panes.show_footer()
        self.report_failures()

    def _add(self, plugin: Plugin, action: ReaderAction) -> None:
        """Add an action to the table of the app.

        Raises:
            PluginError: one of its keys has another action.
        """
        chosen = self.reader.context.settings.keys.get(f"{plugins.ACTION_ID}{plugin.name}")
        self.app.actions = add_action(plugin, action, self.app.actions, chosen)
        self._actions[plugin.name] = plugin, action

    async def press(self, key: str) -> bool:
        """Run the action of a plug-in that has a key; return False if none has.

        Args:
            key: Textual's name of the key.
        """
        await self._loaded.wait()
        reader, focused = self.reader, self.reader.focused
        panes = {"document": reader.document_view, "list": reader.highlight_list}
        for action in self.app.actions:
            is_here = focused is panes.get(action.where, focused)
            if action.group == PLUGIN_GROUP and key in action.keys and is_here:
                return await self.app.run_action(action.method, reader)
        return False

    def action_run(self, name: str) -> None:
        """Run the action of a plug-in on a thread.

        Args:
            name: the name of the plug-in.
        """
        self.attempt(lambda: self._run(name))

    def _run(self, name: str) -> None:
        """Run an action.

        Raises:
            ReaderError: it is still running.
        """
        from readerapp.interchange.annotation_view import nest_threads
        from readerapp.reading.plugin_actions import ActionHandle

        if name not in self._actions:  # it has failed meanwhile
            return
        if name in self._running:
            raise ReaderError(f"{name} is still running")
        reader = self.reader
        caret = reader.document_view.caret
        span = caret.selection
        handle = self._running[name] = ActionHandle(
            self.session,
            nest_threads(self.list_model.all_rows()),
            caret=caret.at,
            selection=(span.start, span.end) if span else None,
            chosen=reader.panes.chosen_key or "",
            colour=reader.context.settings.colour,
            label=self._actions[name][1].short,
            show=partial(self.call_on_screen, reader.panes.apply_change),
            say=lambda sentence, warning: self.call_on_screen(self.say, sentence, warning=warning),
        )
        self.start_thread(partial(self._run_on_thread, name, handle), group=name, exclusive=False)

    def _run_on_thread(self, name: str, handle: ActionHandle) -> None:
        from readerapp.reading.plugin_actions import ACTION_SECONDS

        plugin, action = self._actions[name]
        try:
            plugin.call(lambda: action.run(handle), ACTION_SECONDS)
        except PluginError:
            handle.close()
            self.call_on_screen(self._drop, name)
        except ReaderError as error:
            self.call_on_screen(self.say, str(error).rstrip("."), warning=True)
        finally:
            handle.close()
            self.call_on_screen(self._end, name)

    def _end(self, name: str) -> None:
        """Note that an action has ended."""
        self._running.pop(name, None)

    def _drop(self, name: str) -> None:
        """Take an action that has failed out of the table, and name it."""
        method = f"plugins.run({name!r})"
        self.app.actions = tuple(one for one in self.app.actions if one.method != method)
        self._actions.pop(name, None)
        self.reader.panes.show_footer()
        self.report_failures()

    def close(self) -> None:
        """Refuse what actions still try that run when the document is left.

        A key that waits for plug-ins waits no longer: nothing more is called on this screen, and no
        other key would be delivered.
        """
        self._loaded.set()
        for handle in self._running.values():
            handle.close()

    async def load_exporters(self) -> None:
        """Load the exporters of plug-ins; keys that are typed meanwhile wait."""
        if plugins.list_plugins("exporters"):
            from readerapp.interchange.exporters.plugins import load_exporters

            await asyncio.to_thread(load_exporters)

    async def load_rules(self) -> None:
        """Load the speaker rules of plug-ins; keys that are typed meanwhile wait."""
        if plugins.list_plugins("speaker_rules"):
            from readerapp.speakers.plugins import load_all_speaker_rules

            await asyncio.to_thread(load_all_speaker_rules)
            self.report_failures()

    def report_failures(self) -> None:
        """Name the plug-ins that have failed, in the status line."""
        if sentences := plugins.take_new_failures():
            self.reader.say_news(*sentences, warning=True)

    def say_error(self, error: ReaderError) -> None:
        """Show an error in the status line; one of a plug-in is said with that."""
        plugins.mark_reported([error])
        self.say(str(error).rstrip("."), warning=True)
