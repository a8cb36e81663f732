"""The command palette: lists actions by their help sentence, and the document's headings.

Textual parses a plain string in a hit as markup, and a heading is untrusted text. So all texts
are passed as `Content`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from readerapp.text.sanitize import sanitize_label
from readerapp.ui.actions import Action, display_key
from readerapp.ui.reader.screen import ReaderScreen

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
    """The provider of palette commands on reader screens; it offers none on other screens."""

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
        if not isinstance(screen, ReaderScreen):
            return
        for action in screen.app.actions:
            if action.palette:
                keys = " ".join(map(display_key, action.keys))
                yield _Command(action.help, keys, partial(self._run, action, screen))
        outline = screen.contents.outline
        for entry in outline.entries if outline.has_headings else ():
            go = partial(screen.document_view.jump, entry.start)
            yield _Command(f"Go to {entry.name}", "", go, first=False)

    async def _run(self, action: Action, screen: ReaderScreen) -> None:
        namespace = screen.document_view if action.where == "document" else screen
        await self.app.run_action(action.method, namespace)
