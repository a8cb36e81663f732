"""The command palette: lists actions by their help sentence, and the document's headings.

Textual parses a plain string in a hit as markup, and a heading is untrusted text. So all texts
are passed as `Content`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast, get_args

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from readerapp.core.settings import THEMES
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.actions import Action, Where, display_key
from readerapp.ui.reader.screen import ReaderScreen
from readerapp.ui.screens.library import LibraryScreen

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp

_WIDEST = 70
"""Maximum width of a command in cells."""


@dataclass(frozen=True, slots=True)
class _Command:
    title: str
    keys: str
    run: Callable[[], object]
    first: bool = True
    """Whether the command is listed before anything is typed."""

    @property
    def content(self) -> Content:
        return Content.assemble(sanitize_label(self.title, _WIDEST), "  ", (self.keys, "dim"))


class ReaderCommands(Provider):
    """The provider of palette commands in the reader and in the library; elsewhere of the app."""

    async def discover(self) -> Hits:
        """Yield the actions in the order of the action table, before anything is typed."""
        for command in self._commands():
            if command.first:
                yield DiscoveryHit(command.content, command.run, text=command.title)

    async def search(self, query: str) -> Hits:
        """Yield the actions and headings that match `query`, each with its score."""
        matcher = self.matcher(query)
        for command in self._commands():
            if (score := matcher.match(command.title)) > 0:
                yield Hit(score, command.content, command.run, text=command.title)

    def _commands(self) -> Iterator[_Command]:
        screen = self.screen
        if isinstance(screen, LibraryScreen):
            yield from self._actions(screen, {"library", "main", "everywhere"})
        elif isinstance(screen, ReaderScreen):
            yield from self._actions(screen, {*get_args(Where)} - {"library"})
            outline = screen.contents.outline
            for entry in outline.entries if outline.has_headings else ():
                go = partial(screen.document_view.jump, entry.start)
                yield _Command(f"Go to {entry.name}", "", go, first=False)
        else:
            yield from self._actions(screen, {"main", "everywhere"}, only_of_app=True)

    def _actions(
        self, screen: Screen[Any], places: Container[str], *, only_of_app: bool = False
    ) -> Iterator[_Command]:
        """Yield the actions of `screen`.

        Args:
            screen: The screen.
            places: The `where` of the actions.
            only_of_app: Whether to leave out the actions that the app itself does not have.
        """
        for action in cast("ReaderApp", self.app).actions:
            if only_of_app and not action.method.startswith("app."):
                continue
            if action.palette and action.where in places:
                keys = " ".join(map(display_key, action.keys))
                yield _Command(action.help, keys, partial(self._run, action, screen))

    async def _run(self, action: Action, screen: Screen[Any]) -> None:
        if isinstance(screen, ReaderScreen) and action.where == "document":
            await self.app.run_action(action.method, screen.document_view)
        else:
            await self.app.run_action(action.method, screen)


class ThemeCommands(Provider):
    """The provider of the list of themes."""

    async def discover(self) -> Hits:
        """Yield all themes, before anything is typed."""
        for name, choose in self._themes():
            yield DiscoveryHit(Content(name), choose, text=name)

    async def search(self, query: str) -> Hits:
        """Yield the themes whose names match `query`, each with its score."""
        matcher = self.matcher(query)
        for name, choose in self._themes():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, Content(name), choose, text=name)

    def _themes(self) -> Iterator[tuple[str, Callable[[], None]]]:
        app = cast("ReaderApp", self.app)
        for name in THEMES:
            yield name, partial(app.choose_theme, name)
