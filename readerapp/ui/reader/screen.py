"""The reader screen: document, highlight list and notes; the only module that connects the panes.

Keys and messages of the panes become one call of a controller. The controller calls the session
once, which saves and returns a `Change`; `PanesController` shows the change in the panes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events, getters
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home
from readerapp.core.reference import Reference
from readerapp.reading.goto import Fact, byline, document_facts
from readerapp.ui.actions import make_bindings
from readerapp.ui.reader import LOADING, PendingActions, ReaderController
from readerapp.ui.reader.announcements import AnnouncementController
from readerapp.ui.reader.arrangement import ArrangementController
from readerapp.ui.reader.background_tasks import AnnotationLoader, DocumentReload, SavingController
from readerapp.ui.reader.changes import ChangesController
from readerapp.ui.reader.checking import CheckController
from readerapp.ui.reader.codebook import CodebookController
from readerapp.ui.reader.contents import ContentsController
from readerapp.ui.reader.document_search import SearchController
from readerapp.ui.reader.exporting import ExportController
from readerapp.ui.reader.external_commands import ExternalCommandController
from readerapp.ui.reader.external_editor import ExternalEditorController
from readerapp.ui.reader.key_sequences import KeySequenceController
from readerapp.ui.reader.marking import MarkingController
from readerapp.ui.reader.match_marking import MatchMarkingController
from readerapp.ui.reader.notes import NotesController
from readerapp.ui.reader.panes import PanesController
from readerapp.ui.reader.plugins import PluginController
from readerapp.ui.reader.prompt_commands import PromptCommandController
from readerapp.ui.reader.proposals import ProposalsController
from readerapp.ui.reader.sharing import AgreementController, ImportController
from readerapp.ui.reader.speakers import SpeakersController
from readerapp.ui.reader.versions import VersionsController
from readerapp.ui.textual_internals import OneFrameScreen
from readerapp.ui.widgets.document_view import DocumentView
from readerapp.ui.widgets.footer import Footer
from readerapp.ui.widgets.highlight_list import HighlightList
from readerapp.ui.widgets.notes_panel import NotesPanel
from readerapp.ui.widgets.overview_ruler import OverviewRuler
from readerapp.ui.widgets.prompt import PromptBar, PromptScreen
from readerapp.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from readerapp.documents import Document
    from readerapp.listing.list_model import AnnotationListModel
    from readerapp.ui.app import ReaderApp
    from readerapp.ui.screens.loading import StartAt
    from readerapp.ui.screens.open_prompt import OpenPrompt
    from readerapp.ui.theme import ThemeStyles
    from readerapp.workspace import AppContext

# Other screens are imported on first use, so that the first page does not wait for them.


class ReaderScreen(PromptScreen[None], OneFrameScreen[None]):
    """The screen of one document and its annotations.

    Attributes:
        document: the document.
        context: the application context.
        controllers: the controllers by the name that the action table has for them.
        start_at: where to begin: the id of an annotation, an offset, or a range to select; None is
            the last position.
        returns_to: the title of the document below, to which the person returns; empty for none.
    """

    BINDINGS = [*make_bindings("reader"), *make_bindings("main")]

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # only the type: at run time this would be a circular import

    def __init__(
        self, document: Document, context: AppContext, theme_styles: Callable[[], ThemeStyles]
    ) -> None:
        """Create the screen.

        Args:
            document: the document to show.
            context: the application context.
            theme_styles: returns the styles of the current theme.
        """
        super().__init__()
        document = context.with_locators(document)
        self.document = document
        self.context = context
        self.start_at: StartAt = None
        self.returns_to = ""
        self._hint = ""  # the hint that was shown last
        self._was_warned = False  # that leaving for the document below would lose something
        self.document_view = DocumentView(document, theme_styles, id="document")
        self.overview_ruler = OverviewRuler(theme_styles, id="overview-ruler")
        self.highlight_list = HighlightList(theme_styles, id="highlight-list")
        self.notes_panel = NotesPanel(theme_styles, id="notes-panel")
        self.footer = Footer(id="footer")
        self.status = StatusLine(theme_styles, self.footer.show_rest, id="status")
        self.prompt = PromptBar(id="prompt")
        self.pending_actions = PendingActions(self)
        self.loader = AnnotationLoader(self)
        self.reload = DocumentReload(self)
        self.announcements = AnnouncementController(self)
        self.panes = PanesController(self)
        self.arrangement = ArrangementController(self)
        self.marking = MarkingController(self)
        self.notes = NotesController(self)
        self.search = SearchController(self)
        self.contents = ContentsController(self)
        self.matches = MatchMarkingController(self)
        self.commands = ExternalCommandController(self)
        self.speakers = SpeakersController(self)
        self.proposals = ProposalsController(self)
        self.checking = CheckController(self)
        self.codebook = CodebookController(self)
        self.exporting = ExportController(self)
        self.importing = ImportController(self)
        self.agreement = AgreementController(self)
        self.changes = ChangesController(self)
        self.versions = VersionsController(self)
        self.saving = SavingController(self)
        self.prompt_commands = PromptCommandController(self)
        self.external_editor = ExternalEditorController(self)
        self.key_sequences = KeySequenceController(self)
        self.plugins = PluginController(self)
        self.controllers: dict[str, ReaderController] = {
            "panes": self.panes,
            "arrangement": self.arrangement,
            "marking": self.marking,
            "notes": self.notes,
            "search": self.search,
            "contents": self.contents,
            "matches": self.matches,
            "commands": self.commands,
            "speakers": self.speakers,
            "proposals": self.proposals,
            "checking": self.checking,
            "codebook": self.codebook,
            "exporting": self.exporting,
            "importing": self.importing,
            "agreement": self.agreement,
            "changes": self.changes,
            "versions": self.versions,
            "saving": self.saving,
            "sequences": self.key_sequences,
            "prompt": self.prompt_commands,
            "editor": self.external_editor,
            "plugins": self.plugins,
        }

    @property
    def list_model(self) -> AnnotationListModel:
        """Return the list model of the annotations.

        Raises:
            ReaderError: the annotations are still being read.
        """
        return self.pending_actions.list_model

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence in the status line until the next key."""
        self.key_sequences.forget_question()  # nobody answers what is no longer to be seen
        self.status.show_message(sentence, warning=warning)

    def say_hint(self, sentence: str) -> None:
        """Show which keys help now; any other sentence takes its place."""
        self._hint = sentence
        self.say(sentence)

    def say_progress(self, sentence: str) -> None:
        """Show how far something is, unless another message than a hint is to be read."""
        if self.status.message in ("", self._hint):
            self.say_hint(sentence)

    def say_news(self, *parts: str, warning: bool = False) -> None:
        """Show what no key has asked for, behind the message that is shown.

        The message may be the answer to a key, or a question, so only a hint gives way.

        Args:
            parts: the parts of the sentence, which are separated from one another. Those that are
                shown already are not shown again: news may come with each poll.
            warning: whether the sentence is a warning; one that is shown already stays one.
        """
        message = "" if self.status.message == self._hint else self.status.message
        fresh = [part for part in parts if f" · {part} · " not in f" · {message} · "]
        sentence = " · ".join(filter(None, (message, *fresh)))
        self.status.show_message(sentence, warning=warning or bool(self.status.warning))

    def compose(self) -> ComposeResult:
        """Yield the panes, the status line, the footer and the prompt that replaces the footer."""
        with Container(id="body"):
            with Container(id="text"):
                yield self.document_view
                yield self.overview_ruler
            with Container(id="side"):
                yield self.highlight_list
                yield self.notes_panel
        yield self.status
        yield self.footer
        yield self.prompt
        yield Static("", id="size-message", markup=False)

    # Events

    def on_mount(self) -> None:
        """Show the first page, then start the thread that reads the annotations."""
        self.status.shows_title = not self.app.screen_reader
        self.status.show_title(byline(self.document))
        self.document_view.limit_width(self.app.text_width)
        self.notes_panel.show_key(self.app.key("note.document"))
        self.set_focus(self.document_view)
        self.arrangement.arrange()
        self.panes.show_without_rows(LOADING)
        self.panes.show_position()
        self.app.wake(self._start_threads)

    def _start_threads(self) -> None:
        """Start to read the annotations, and then to load plug-ins."""
        self.loader.start()
        self.plugins.start()

    def on_unmount(self) -> None:
        """Stop polling, the player, and what plug-ins do."""
        self.loader.stop_polling()
        self.plugins.close()
        self.commands.stop_player()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout for the new screen size."""
        self.arrangement.arrange()

    def on_descendant_focus(self) -> None:
        """Update the layout and the footer for the pane that got the focus."""
        self.arrangement.arrange()
        self.panes.follow_row(jump=False)
        self.panes.show_footer()
        self.announcements.announce_pane()

    # Messages from the panes

    def on_document_view_moved(self) -> None:
        """Focus the highlight under the caret after the caret or the selection moved."""
        self.panes.focus_at_caret()

    def on_document_view_no_jump_left(self) -> None:
        """Return to the document below, if there is one."""
        self.leave_document_above()

    def on_document_view_grown(self, message: DocumentView.Grown) -> None:
        """Say what is selected after the selection has grown."""
        self.marking.say_selection(message.unit)

    def on_document_view_shrunk(self, message: DocumentView.Shrunk) -> None:
        """Say what is selected after the selection has shrunk."""
        self.marking.say_smaller_selection(message.unit)

    def on_document_view_clicked(self, message: DocumentView.Clicked) -> None:
        """Focus the clicked highlight."""
        self.panes.focus_clicked(message.offset)

    def on_overview_ruler_pointed(self, message: OverviewRuler.Pointed) -> None:
        """Jump to the part of the document that was clicked in the overview ruler."""
        self.panes.jump_to_fraction(message.fraction)

    def on_highlight_list_chosen(self, message: HighlightList.Chosen) -> None:
        """Jump to the highlight chosen in the list."""
        self.panes.jump_to_chosen(message.key, focus_document=message.open)

    def on_highlight_list_filtered(self, message: HighlightList.Filtered) -> None:
        """Filter by the name that was clicked in the list."""
        self.panes.filter_clicked(message.query)

    def on_highlight_list_filter_clicked(self) -> None:
        """Ask for the filter after a click on it."""
        self.panes.action_filter()

    def on_highlight_list_order_clicked(self) -> None:
        """Switch to the next order after a click on it."""
        self.panes.action_order()

    def on_notes_panel_filtered(self, message: NotesPanel.Filtered) -> None:
        """Filter by the name that was clicked in the head of the note."""
        self.panes.filter_clicked(message.query)

    def on_text_area_changed(self) -> None:
        """Update the saved state after a key in the note editor."""
        self.panes.show_position()

    def on_notes_panel_typed(self) -> None:
        """Save what was typed."""
        self.notes.save_typed()

    def on_note_editor_typing_undone(self) -> None:
        """Say what Ctrl+Z has done in the note."""
        self.notes.report_typing_undone()

    def on_notes_panel_paused(self) -> None:
        """Report that the note is saved when typing pauses."""
        self.notes.report_saved()

    def on_notes_panel_left(self) -> None:
        """Return the focus to the document."""
        self.notes.leave_editor()

    def on_footer_pressed(self, message: Footer.Pressed) -> None:
        """Press the key whose entry in the footer was clicked."""
        self.app.press(message.key)

    def on_prompt_bar_changed(self, message: PromptBar.Changed) -> None:
        """Search or filter while the query is typed."""
        if message.purpose == "find":
            self.search.search_typed(message.text, message.pattern)
        elif message.purpose == "filter":
            self.pending_actions.attempt(lambda: self.panes.preview_filter(message.text))
        elif message.purpose == "open":
            self.open_prompt().show_hint(message.text)

    async def on_prompt_bar_submitted(self, message: PromptBar.Submitted) -> None:
        """Run the action of the prompt after Enter; wait for the screen that it opens."""
        if message.purpose == "go to" and self.prompt_commands.submit(message.text):
            return
        if message.purpose == "open":
            self.open_prompt().submit(message.text)  # without waiting for the annotations
            return
        actions: dict[str, Callable[[], object]] = {
            "find": self.search.keep_match,
            "filter": lambda: self.panes.filter_list(message.text),
            "go to": lambda: self.search.go_to(message.text),
            "recording": lambda: self.commands.play_media(message.text),
            "import": lambda: self.importing.import_from(message.text),
            "book": lambda: self.importing.import_book(message.text),
            "compare with": lambda: self.agreement.compare_with(message.text),
            "move to": lambda: self.saving.save_elsewhere(message.text),
        }
        opened = self.pending_actions.answer(actions[message.purpose])
        if isinstance(opened, Awaitable):
            await opened

    def on_prompt_bar_cancelled(self, message: PromptBar.Cancelled) -> None:
        """Close the prompt after Esc or a click beside it, and undo its search or filter."""
        self.prompt.close()
        if message.purpose == "find":
            self.search.cancel()
        elif message.purpose == "filter":
            self.pending_actions.attempt(lambda: self.panes.filter_list(""))

    def on_paste(self, event: events.Paste) -> None:
        """Ask whether to open a path or an address that was pasted into no input."""
        if self.focused in (self.document_view, self.highlight_list):
            event.stop()
            self.open_prompt().ask_pasted(event.text)

    # Actions that open other screens or documents

    def action_open_file(self) -> None:
        """Ask for a path or a web address to open instead of this document."""
        self.open_prompt().ask()

    def open_prompt(self) -> OpenPrompt:
        """Return the prompt that opens another document."""
        from readerapp.ui.screens.open_prompt import OpenPrompt

        return OpenPrompt(self.app, self.prompt, self.context, self.document.names)

    async def action_about(self) -> None:
        """Show the document's title, author, date and source, and what of it is not shown."""
        from readerapp.ui.screens.info import AboutScreen

        def left(wants_language: bool | None) -> None:
            if wants_language:
                self.call_later(self.speakers.action_language)

        await self.app.push_screen(AboutScreen(self.facts()), left)

    async def action_library(self) -> None:
        """Open the library screen; Esc there returns to this document."""
        self.saving.save_before_library()
        library = self.app.make_library_screen(self.document.names)
        await self.app.push_screen(library)
        await library.show_results_of(self.document.names)

    def leave_document_above(self) -> bool:
        """Return to the document below; return False if there is none."""
        if not self.returns_to:
            return False
        self.saving.save_now()
        if self.saving.unsaved and not self._was_warned:
            self._was_warned = True
            self.say(self.saving.quit_warning, warning=True)
            return True
        self.saving.close_store()
        self.dismiss()
        return True

    def facts(self) -> dict[str, Fact]:
        """Return facts about the document, the store folder and the annotator's name."""
        folder, annotator = str(self.context.store.folder), self.context.identity.annotator.name
        stored = None
        with suppress(ReaderError):  # the annotations are still being read
            stored = Reference.stored(self.list_model.session.store.record)
        facts = {
            **document_facts(self.document, stored),
            "Annotations": folder,
            "Annotator": annotator,
        }
        earlier = [abbreviate_home(one.path) for one in self.versions.earlier]
        return {**facts, "Earlier": earlier} if earlier else facts
