"""The panel Check: the sources of a draft; Enter checks its quotations against them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, getters
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home
from readerapp.reading.completion import RecentDocument, complete_document
from readerapp.text.graphemes import choose_fitting
from readerapp.text.phrases import count_noun, without_full_stop
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.footer_hints import FooterHint
from readerapp.ui.widgets.footer import Footer
from readerapp.ui.widgets.prompt import PromptBar, PromptScreen
from readerapp.ui.widgets.table import Column, Table, TableRow
from readerapp.verification.source_choice import SourceChoice, describe_source, find_source

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp

_COLUMNS = (Column("source"), Column("what it is", 12))
_EMPTY = "No sources yet · a adds a file, a folder or a page that was kept"
_HINTS = ("file, folder or address of a page kept before · Tab completes", "file or folder")
_LONGEST = 4096
"""Code points of a pasted path or address."""
_LIMITS = (
    "Words are compared · a paraphrase or a translation is not recognised",
    "Only words are compared, no paraphrase",
    "No check of paraphrases",
)
"""What the check does not promise, the longest first."""


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """What a person wants from the panel.

    Attributes:
        changes: to see what has changed since the document was read last; else to check it.
        with_highlights: whether the words of highlights are checked too.
    """

    changes: bool = False
    with_highlights: bool = False


class CheckSourcesScreen(PromptScreen[CheckOrder | None], ModalScreen[CheckOrder | None]):
    """Table of the sources of a draft; returns what to do, or None.

    Args:
        choice: the sources.
        folders: folders in which a relative path is looked for after the working folder.
        recent: documents that were read, which the prompt recalls and completes.
        origin: the name of the document whose sources are suggested; empty for the draft's own.
        with_highlights: whether the words of highlights are checked too.
        shows_changes: whether d shows what has changed.
        has_news: whether there is a change that nobody has looked at yet. Then no source is asked
            for at once: the user may have come for d.
    """

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # at run time this would be an import cycle

    BINDINGS = [
        ("escape,q,V", "leave", "Back"),
        ("a,plus", "add", "Add a source"),
        ("x,delete,minus", "remove", "Remove the source"),
        ("u", "undo", "Undo the last change of this list"),
        ("h", "highlights", "Check the words of highlights too, or only quotations"),
        ("d", "changes", "What changed since I read it last"),
    ]

    def __init__(
        self,
        choice: SourceChoice,
        folders: Sequence[Path],
        recent: Sequence[RecentDocument],
        *,
        origin: str = "",
        with_highlights: bool = False,
        shows_changes: bool = False,
        has_news: bool = False,
    ) -> None:
        super().__init__()
        self._choice, self._folders, self._recent = choice, folders, recent
        self._origin, self._message = origin, ""
        self._with_highlights, self._shows_changes = with_highlights, shows_changes
        self._has_news = has_news
        self._title = Static("", classes="title", markup=False)
        self._table = Table(_COLUMNS, empty=_EMPTY)
        self._foot = Static("", classes="title", markup=False)
        self._footer = Footer(id="footer")
        self.prompt = PromptBar(id="prompt")

    def compose(self) -> ComposeResult:
        """Yield the title, the table, a row for messages, the keys and the prompt."""
        yield self._title
        yield self._table
        yield self._foot
        yield self._footer
        yield self.prompt

    def on_mount(self) -> None:
        """Show the sources; ask for the first one if there is none."""
        self.set_focus(self._table)
        self._show(f"The sources of {self._origin} · Enter check" if self._origin else "")
        if not self._choice.sources and not self._has_news:
            self.action_add()

    def on_resize(self) -> None:
        """Show the sentences that fit."""
        self._show(self._message)

    def on_footer_pressed(self, message: Footer.Pressed) -> None:
        """Do what the key of the clicked entry does."""
        self.app.press(message.key)

    def on_table_chosen(self) -> None:
        """Start the check (Enter)."""
        self.dismiss(CheckOrder(with_highlights=self._with_highlights))

    def on_prompt_bar_submitted(self, event: PromptBar.Submitted) -> None:
        """Add the source that was typed; without one, close the prompt."""
        if not event.text.strip() and self._choice.sources:
            self.prompt.close()
            return
        try:
            source = find_source(event.text, self._folders)
            self._choice.add(source)
        except ReaderError as error:
            self.prompt.refuse(str(error))
            return
        self.prompt.close()
        self._show(f"Added: {abbreviate_home(source)} · Enter check · a add another", at=source)

    def on_prompt_bar_cancelled(self) -> None:
        """Close the prompt (Esc or a click beside it)."""
        self.prompt.close()

    def on_paste(self, event: events.Paste) -> None:
        """Ask whether to add what was pasted into no input."""
        if not self.prompt.open:
            event.stop()
            self.action_add(event.text.strip().partition("\n")[0][:_LONGEST])

    def action_add(self, text: str = "") -> None:
        """Ask for a source; `text` is there already."""
        self.prompt.ask(
            "source",
            text,
            choose_fitting(_HINTS, self.app.size.width - 12),
            complete=partial(complete_document, folders=self._folders, recent=self._recent),
            recent=[abbreviate_home(one.name) for one in self._recent],
        )

    def action_remove(self) -> None:
        """Remove the source of the row."""
        if source := self._table.current:
            self._attempt(lambda: self._choice.remove(source), "Removed · u undo")

    def action_undo(self) -> None:
        """Take back the last change of the list."""
        self._attempt(self._choice.undo, "Undone")

    def action_highlights(self) -> None:
        """Check the words of highlights too, or only quotations."""
        self._with_highlights = not self._with_highlights
        self._show("Highlights are checked too" if self._with_highlights else "Quotations only")

    def action_changes(self) -> None:
        """Show what has changed since the document was read last."""
        if self._shows_changes:
            self.dismiss(CheckOrder(changes=True))

    def action_leave(self) -> None:
        """Return to the document."""
        self.dismiss(None)

    def _attempt(self, act: Callable[[], None], done: str) -> None:
        """Change the list and say so, or say why it cannot be changed."""
        try:
            act()
        except ReaderError as error:
            done = without_full_stop(str(error))
        self._show(done)

    def _show(self, message: str = "", at: str | None = None) -> None:
        """Show the sources, the keys and a message.

        Args:
            message: what the last row says; empty for what the check does not promise.
            at: the row to go to.
        """
        self._message = message
        described = [(source, describe_source(source)) for source in self._choice.sources]
        rows = [TableRow(source, (one.name, one.what)) for source, one in described]
        self._table.show(rows, at)
        count = count_noun(len(rows), "source")
        what = "quotations and highlights" if self._with_highlights else "quotations"
        self._title.update(Content(f"Check {what} · {count}" if rows else f"Check {what}"))
        room = self.app.size.width - 2
        self._foot.update(Content(sanitize_label(message or choose_fitting(_LIMITS, room), room)))
        keys = [
            FooterHint("Enter", "check", "enter"),
            FooterHint("a", "add", "a"),
            FooterHint("Esc", "back", "escape"),
            FooterHint("x", "remove", "x"),
            FooterHint("h", "quotations only" if self._with_highlights else "highlights too", "h"),
            FooterHint("u", "undo", "u"),
        ]
        if self._shows_changes:
            keys.insert(3, FooterHint("d", "what changed", "d"))
        self._footer.show(keys if rows else keys[1:])
