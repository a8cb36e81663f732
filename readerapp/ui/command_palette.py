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

from readerapp.core.settings_table import theme_labels
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.actions import Action, Where, display_key
from readerapp.ui.help_topics import is_meant
from readerapp.ui.reader.screen import ReaderScreen
from readerapp.ui.screens.library import LibraryScreen

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


def match_score(query: str, title: str) -> float:
    """Return how well a title matches the words of a query, from 0 (not at all) to 1.

    Each word must be in the title: best as a word, then as the start of one, then inside one.
    Textual's own matcher also accepts letters that are scattered over the title.

    >>> match_score("theme", "Choose theme") > match_score("the", "Choose theme") > 0
    True
    >>> match_score("theme", "Write the document note")
    0.0
    """
    folded = title.casefold()
    words = f" {''.join(sign if sign.isalnum() else ' ' for sign in folded)} "
    wanted, score = query.casefold().split(), 0.0
    for word in wanted:
        if not is_meant(word, folded):
            return 0.0
        score += 3 if f" {word} " in words else 2 if f" {word}" in words else 1
    return score / (3 * len(wanted)) if wanted else 0.0


class ReaderCommands(Provider):
    """The provider of palette commands in the reader and in the library; elsewhere of the app."""

    async def discover(self) -> Hits:
        """Yield the actions in the order of the action table, before anything is typed."""
        for command in self._commands():
            if command.first:
                yield DiscoveryHit(command.content, command.run, text=command.title)

    async def search(self, query: str) -> Hits:
        """Yield the actions and headings that match `query`, each with its score."""
        for command in self._commands():
            if (score := match_score(query, command.title)) > 0:
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
        for _, label, content, choose in self._themes():
            yield DiscoveryHit(content, choose, text=label)

    async def search(self, query: str) -> Hits:
        """Yield the themes whose names match `query`, each with its score."""
        for name, label, content, choose in self._themes():
            if (score := max(match_score(query, label), match_score(query, name))) > 0:
                yield Hit(score, content, choose, text=label)

    def _themes(self) -> Iterator[tuple[str, str, Content, Callable[[], None]]]:
        """Yield name, label, row and command of each theme; the current one has a sign."""
        app = cast("ReaderApp", self.app)
        for name, label in theme_labels().items():
            sign = "●" if name == app.theme else " "
            yield name, label, Content(f"{sign} {label}"), partial(app.choose_theme, name)
