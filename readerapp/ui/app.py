"""The Textual app: themes, key delivery, output filters, signals and the first screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.command import CommandPalette, Provider
from textual.filter import LineFilter, Monochrome, NoColor
from textual.keys import key_to_character
from textual.widget import Widget

from readerapp.core import paths
from readerapp.core.display_choices import PAGE_COLOURS, load_choice, save_choice
from readerapp.core.errors import ReaderError
from readerapp.core.garbage_collection import resume_garbage_collection
from readerapp.core.plugins import PluginError, find_installed, mark_reported
from readerapp.core.settings import wants_screen_reader
from readerapp.core.settings_table import THEMES, theme_labels
from readerapp.ui import signals
from readerapp.ui.actions import (
    Action,
    display_key,
    keymap_overrides,
    make_bindings,
    with_keymap,
)
from readerapp.ui.ascii_fallback import is_utf8_output
from readerapp.ui.key_fallback import described_keys, is_modifier, run_fallback, say_unbound
from readerapp.ui.output_filters import AsciiFilter, ControlFilter, DrawingFilter
from readerapp.ui.reader.screen import ReaderScreen
from readerapp.ui.terminal.driver import HIDE_CURSOR, SHOW_CURSOR, ReaderDriver
from readerapp.ui.textual_internals import (
    arrange_now,
    deliver_key,
    deliver_paste,
    paint_deferred_updates,
    paint_now,
    redraw_terminal,
    settle_after_mouse,
    suspend_app,
    write_to_terminal,
)
from readerapp.ui.theme import DARK, LIGHT, ThemeStyles, add_theme
from readerapp.ui.widgets.prompt import PromptHistory
from readerapp.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode

    from readerapp.core.theme_colours import ThemeColours
    from readerapp.documents import Document
    from readerapp.ui.first_page import FirstPage
    from readerapp.ui.screens.export_dialog import ExportForm
    from readerapp.ui.screens.library import LibraryScreen
    from readerapp.ui.screens.library_rows import LibraryState
    from readerapp.ui.screens.loading import StartAt
    from readerapp.workspace import AppContext


def _commands() -> type[Provider]:
    """Return the provider of the command palette; imported when the palette is opened."""
    from readerapp.ui.command_palette import ReaderCommands

    return ReaderCommands


class ReaderApp(App[None], inherit_bindings=False):
    """The app, which opens a document, or the library if there is none."""

    CSS_PATH = [paths.styles_folder() / name for name in ("reader.tcss", "panels.tcss")]
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = [*make_bindings("everywhere"), Binding("ctrl+c", "help_quit", show=False)]
    COMMANDS = {_commands}

    def __init__(
        self,
        context: AppContext,
        document: Document | None = None,
        *,
        first_page: FirstPage | None = None,
    ) -> None:
        """Create the app.

        Args:
            context: The application context.
            document: The document to read; None opens the library.
            first_page: The first page, if the alternate screen shows it already.
        """
        super().__init__(driver_class=ReaderDriver)
        self.first_page = first_page
        self.context = context
        self.document = document
        self.actions: tuple[Action, ...] = with_keymap(context.settings.keys)
        self.animation_level = "none"
        self.screen_reader = wants_screen_reader(context.settings)
        self._own_filters = self._make_filters()
        self._input: list[events.Key | events.Paste | events.MouseEvent] = []
        """Keys and the like that are not delivered yet, in order."""
        self._waits_for_command = False
        self._key_count = 0  # number of keys delivered so far
        self.prompt_history = PromptHistory()
        self.export_choice: ExportForm | None = None  # of the last export
        self.signals_left_to_child: signals.LeftToChild = nullcontext
        self._is_handling_key = False  # whether a key is being handled
        self._after_layout: list[Callable[[], object]] = []  # calls that wait for the layout
        self._unclosed_readers: list[ReaderScreen] = []  # left because of a signal
        self._library_state: LibraryState | None = None
        self.left_names: list[tuple[str, ...]] = []
        """The names of the documents that were read before in this process, the last one last."""
        self._quit_key = -1  # the number of the key that last asked to leave
        self._takes_keys = False
        self._after_first_frame: Callable[[], object] | None = None
        self._paint_hold = ExitStack()  # holds back painting before the first frame
        self._themes = {*THEMES}  # that can be shown: those of plug-ins once they are imported
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = self._first_theme()
        self._theme_styles = self._make_theme_styles()

    def theme_styles(self) -> ThemeStyles:
        """Return the styles of the current theme."""
        if self._theme_styles.theme != self.theme:
            self._theme_styles = self._make_theme_styles()
        return self._theme_styles

    def _make_theme_styles(self) -> ThemeStyles:
        return ThemeStyles(self.theme, colour=not self.no_color, draws=not self.screen_reader)

    def _make_filters(self) -> list[LineFilter]:
        filters: list[LineFilter] = [ControlFilter()]
        if self.screen_reader:
            filters.append(DrawingFilter())
        if not is_utf8_output():
            filters.append(AsciiFilter())
        return filters

    def on_mount(self) -> None:
        """Install the signal handlers and open the first screen."""
        self._paint_hold.enter_context(self.batch_update())
        self.signals_left_to_child = signals.end_on_signals(
            self._save_notes, self._close_stores, self._exit_with
        )
        self.set_keymap(keymap_overrides(self.actions))
        self.title = "readerapp"
        self.set_class(self.no_color, "-no-colour")
        self.push_screen(
            self.make_reader_screen(self.document) if self.document else self.make_library_screen()
        )

    def make_library_screen(self, names: Sequence[str] = ()) -> LibraryScreen:
        """Return a library screen that shows what the last one showed.

        Args:
            names: The paths and addresses of the document from which it is opened.
        """
        from readerapp.ui.screens.library import LibraryScreen
        from readerapp.ui.screens.library_rows import LibraryState

        self._library_state = self._library_state or LibraryState()
        return LibraryScreen(self.context, self._library_state, names)

    def make_reader_screen(self, document: Document) -> ReaderScreen:
        """Return a screen that reads `document`, at the position of the first page if drawn."""
        screen = ReaderScreen(document, self.context, self.theme_styles)
        if self.first_page and self.first_page.text is document.text:
            screen.document_view.begin(self.first_page.top, self.first_page.at)
            screen.panes.has_annotations = self.first_page.has_annotations
        return screen

    def read_document(self, document: Document, start_at: StartAt = None) -> None:
        """Read `document` instead of all open screens; keys typed meanwhile wait.

        If something could not be saved, the reader asks first and stays.

        Args:
            document: The document to read.
            start_at: Where to go, as `ReaderScreen.start_at`.
        """
        self._save_now()
        if self._warns_of_unsaved():
            return
        self._takes_keys = False
        self.left_names += [screen.document.names for screen in self._reader_screens()]
        while len(self.screen_stack) > 2:  # the lowest one is Textual's default screen
            self.pop_screen()
        screen = self.make_reader_screen(document)
        screen.start_at = start_at
        self.switch_screen(screen)

    def read_above(self, document: Document, start_at: StartAt, returns_to: str) -> None:
        """Read `document` above the open screens, to which the person returns.

        Args:
            document: The document to read.
            start_at: Where to go, as `ReaderScreen.start_at`.
            returns_to: The title of the document to which the person returns.
        """
        from readerapp.ui.screens.loading import LoadingScreen

        self._takes_keys = False
        screen = self.make_reader_screen(document)
        screen.start_at, screen.returns_to = start_at, returns_to
        if isinstance(self.screen, LoadingScreen):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    @property
    def status_line(self) -> StatusLine | None:
        """Return the status line of the screen, if it has one."""
        status = getattr(self.screen, "status", None)
        return status if isinstance(status, StatusLine) else None

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; keys one after the other, each completely before the next.

        A key that is forwarded back, because no widget handled it, has no action: Textual would
        search for its bindings again, on whatever screen is on top by now.
        """
        if isinstance(event, events.Key | events.Paste):
            if event.is_forwarded:
                if isinstance(event, events.Key):
                    say_unbound(self, event.key)
            elif not isinstance(event, events.Key) or not is_modifier(event.key):
                self._input.append(event)
                await self._deliver_input()
        elif isinstance(event, events.MouseEvent) and not event.is_forwarded:
            if isinstance(event, events.MouseDown) and isinstance(self.screen, ReaderScreen):
                self.screen.key_sequences.cancel()
            if self._waits_for_annotations():
                self._input.append(event)
            else:
                await self._deliver_mouse(event)
        else:
            await super().on_event(event)

    async def _deliver_mouse(self, event: events.MouseEvent) -> None:
        """Deliver a mouse event and wait for all its effects."""
        await arrange_now(self)
        in_palette = isinstance(self.screen, CommandPalette)
        async with settle_after_mouse(self, event):
            await super().on_event(event)
        self._wait_for_command(in_palette)
        self._place_cursor()

    def wake(self, then: Callable[[], object] | None = None) -> None:
        """Deliver the keys that were typed before the screen could take them.

        Args:
            then: Called after the screen has been painted.
        """
        self._takes_keys, self._after_first_frame = True, then
        self.call_later(self._begin)

    def resume_keys(self) -> None:
        """Deliver the keys that waited until the annotations were read."""
        self.call_later(self._deliver_input)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; a prefix may name a controller of the reader screen, as in `notes.edit`.

        Args:
            action: The action.
            default_namespace: The node that has an action without a prefix; None for the app.
            namespaces: Who has the actions of a prefix.
        """
        screen = (default_namespace or self).screen
        if isinstance(screen, ReaderScreen):
            # Textual asks a namespace for `check_action` and the methods of actions, nothing else.
            controllers = cast("Mapping[str, DOMNode]", screen.controllers)
            namespaces = {**controllers, **(namespaces or {})}
        return await super().run_action(action, default_namespace, namespaces)

    async def _begin(self) -> None:
        await self._deliver_input()
        self._show_first_frame()

    def _show_first_frame(self) -> None:
        """Paint the first frame, with the effects of the first keys, and enable painting."""
        self._place_cursor()
        self._paint_hold.close()
        self.screen.check_idle()
        resume_garbage_collection()
        then, self._after_first_frame = self._after_first_frame, None
        if then:
            self.screen.call_after_refresh(then)

    async def _deliver_input(self) -> None:
        """Deliver the queued keys in order, once the screen can take them; then paint."""
        while self._takes_keys and not self._waits_for_command and self._input:
            if self._waits_for_annotations():  # `resume_keys` is called when they are read
                self._show_first_frame()
                return
            typed = self._input.pop(0)
            if isinstance(typed, events.MouseEvent):
                await self._deliver_mouse(typed)
                continue
            if status := self.status_line:
                status.clear_message()
            with self.batch_update():  # paint all changes of a key as one frame
                self._key_count += 1
                self._is_handling_key = True
                await arrange_now(self)  # a resize that came before it
                if isinstance(typed, events.Key):
                    in_palette = isinstance(self.screen, CommandPalette)
                    await self._deliver_key(typed)
                    self._wait_for_command(in_palette)
                else:
                    if isinstance(self.screen, ReaderScreen):
                        self.screen.key_sequences.cancel()
                    await deliver_paste(self, typed)
                await arrange_now(self)
                for callback in self._after_layout:
                    callback()
                self._after_layout.clear()
                self._is_handling_key = False
                self._place_cursor()
                if not self._input:
                    self.paint()
            paint_deferred_updates(self)

    def _wait_for_command(self, in_palette: bool) -> None:
        """Let what is typed behind a choice in the palette wait until the command has run.

        The palette puts the command behind it in the queue, and the command then sets the focus in
        the same way: a name typed for its prompt would be keys of the reader, and delete.

        Args:
            in_palette: Whether the palette was open before the key or the click.
        """
        if in_palette and not isinstance(self.screen, CommandPalette):
            self._waits_for_command = True
            self.call_later(self.call_later, self._end_command)

    async def _end_command(self) -> None:
        self._waits_for_command = False
        await self._deliver_input()

    async def _deliver_key(self, event: events.Key) -> None:
        """Deliver a key: to a sequence that waits for it, else to its binding."""
        screen = self.screen
        if not isinstance(screen, ReaderScreen) or not await screen.key_sequences.take(event):
            await deliver_key(self, event, partial(run_fallback, self))

    def press(self, key: str) -> None:
        """Do what a key does, after everything that was typed before."""
        character = key if len(key) == 1 else key_to_character(key)
        self.post_message(events.Key(key, character))

    def _waits_for_annotations(self) -> bool:
        """Return True while an action waits for the annotations: what follows must wait too."""
        return isinstance(self.screen, ReaderScreen) and self.screen.pending_actions.has_pending

    def paint(self) -> None:
        """Paint the changes now; while a key is handled, leave it to the end of the key."""
        if not self._is_handling_key:
            paint_now(self.screen)

    def when_arranged(self, callback: Callable[[], object]) -> None:
        """Call `callback` after the layout that was just requested is done."""
        if self._is_handling_key:
            self._after_layout.append(callback)
        else:
            self.screen.call_after_refresh(callback)

    async def action_help(self) -> None:
        """Show all keys; those of the screen on top come first."""
        from readerapp.ui.help_topics import help_topics
        from readerapp.ui.screens.info import HelpScreen

        screen, readers = self.screen, self._reader_screens()
        if not isinstance(screen, HelpScreen):
            own_keys = (
                [] if isinstance(screen, ReaderScreen) else described_keys(screen, self.actions)
            )
            facts = readers[-1].facts() if readers else {}
            await self.push_screen(HelpScreen(help_topics(self.actions, own_keys), facts))

    def action_redraw(self) -> None:
        """Draw the whole screen again, over whatever another program has written there."""
        redraw_terminal(self)

    def action_suspend(self) -> None:
        """Save what is typed, and stop until the shell continues this program (Ctrl+Z)."""
        self._save_notes()
        if not suspend_app(self):
            self._say("No shell to go back to here")

    async def action_quit(self) -> None:
        """Save everything and quit, from any screen; stay if something could not be saved."""
        self._save_now()
        if not self._warns_of_unsaved():
            self.exit()

    def exit(self, *arguments: Any, **options: Any) -> None:
        """End the app; what is typed behind the key that ends it does nothing."""
        self._takes_keys = False
        super().exit(*arguments, **options)

    def quit_now(self) -> None:
        """Save what can be saved and quit, without asking."""
        self._save_now()
        self.exit()

    def action_help_quit(self) -> None:
        """Show the keys for quit and copy on Ctrl+C, which in other programs does either."""
        if isinstance(self.screen, ReaderScreen):
            self.screen.say(f"{self.key('quit')} quits; {self.key('copy')} copies")

    def key(self, action: str) -> str:
        """Return the user's first key of an action, else the key of the command palette."""
        keys = next(row.keys for row in self.actions if row.id == action)
        return display_key(keys[0]) if keys else self.key("palette")

    @property
    def text_width(self) -> int:
        """Return the maximum width of the text in cells; 0 for none."""
        return load_choice("width", self.context.settings.width)

    def keep_text_width(self, width: int) -> None:
        """Keep the maximum width of the text, in cells, for the next start; 0 for none."""
        save_choice("width", width, self.context.settings.width)

    def action_next_theme(self) -> None:
        """Switch to the next theme: dark, light, the terminal's own colours, those of plug-ins."""
        themes = tuple(theme_labels())
        current = themes.index(self.theme) if self.theme in themes else -1
        self.choose_theme(themes[(current + 1) % len(themes)])

    def choose_theme(self, name: str) -> None:
        """Switch to a theme; keep it, and say so. That of a plug-in is imported on a thread.

        Args:
            name: one of the names of `theme_labels`.
        """
        if name not in self._themes:
            self._say(f"Loading theme {name} …")
            self.run_worker(partial(self._load_theme, name), thread=True, group="theme")
            return
        self.theme = name
        save_choice("theme", name, self.context.settings.theme)
        self._say(f"Theme: {theme_labels().get(name, name)}")

    def _load_theme(self, name: str) -> None:
        """Import the theme of a plug-in on this thread, then switch to it."""
        try:
            colours = import_theme(name)
        except PluginError as error:
            mark_reported([error])
            self.call_later(self._say, str(error), warning=True)
        else:
            self.call_later(self._choose_loaded, name, colours)

    def _choose_loaded(self, name: str, colours: ThemeColours) -> None:
        self._add_theme(name, colours)
        self.choose_theme(name)

    def _add_theme(self, name: str, colours: ThemeColours) -> None:
        self.register_theme(add_theme(name, colours))
        self._themes.add(name)
        save_choice(PAGE_COLOURS, f"{colours.text} {colours.background}", name)

    def action_theme_list(self) -> None:
        """Show the themes in a palette."""
        from readerapp.ui.command_palette import ThemeCommands

        self.push_screen(CommandPalette(providers=[ThemeCommands], placeholder="Theme"))

    def action_save_screen(self) -> None:
        """Save an SVG picture of the screen in the current folder."""
        self.call_after_refresh(self._save_screen)  # when the palette is closed

    def _save_screen(self) -> None:
        from readerapp.ui.screenshot import save_screenshot

        try:
            self._say(save_screenshot(self))
        except ReaderError as error:
            self._say(str(error), warning=True)

    def _say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence in the status line, if the screen has one."""
        if status := self.status_line:
            status.show_message(sentence, warning=warning)

    def action_screen_reader(self) -> None:
        """Switch the screen between its usual form and the one for a screen reader."""
        self.screen_reader = not self.screen_reader
        save_choice("screen-reader", self.screen_reader, self.context.settings.screen_reader)
        self._own_filters, self._theme_styles = self._make_filters(), self._make_theme_styles()
        write_to_terminal(self, SHOW_CURSOR if self.screen_reader else HIDE_CURSOR)
        for screen in self._reader_screens():
            screen.status.shows_title = not self.screen_reader
            screen.arrangement.arrange()
            screen.panes.show_position()
            for widget in screen.walk_children(Widget):
                widget.notify_style_update()
        self.screen.refresh(layout=True)
        self._place_cursor()
        if isinstance(self.screen, ReaderScreen):
            self.screen.say(f"Screen reader mode: {'on' if self.screen_reader else 'off'}")

    def _place_cursor(self) -> None:
        """For a screen reader, put the terminal's cursor where the keys act.

        That is the insertion point of an input, the caret, or the current row of a list.
        """
        if not self.screen_reader:
            return
        focused = self.screen.focused or self.screen
        if (place := getattr(focused, "cursor_screen_offset", None)) is not None:
            self.cursor_position = place
            if getattr(focused, "cursor_blink", False):
                focused.cursor_blink = False  # type: ignore[attr-defined]
        elif (find := getattr(focused, "cursor_cell", None)) is not None:
            self.cursor_position = find()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters, `NoColor` instead of `Monochrome` under NO_COLOR, then ours."""
        filters = super().get_line_filters()
        if self.no_color:
            filters = [*(f for f in filters if not isinstance(f, Monochrome)), NoColor()]
        return [*filters, *self._own_filters]

    def _first_theme(self) -> str:
        """Return the theme of the settings, else one that suits the colours of the terminal."""
        theme = load_choice("theme", self.context.settings.theme)
        if theme and theme not in self._themes:
            with suppress(PluginError):  # the status line names it, once there is one
                self._add_theme(theme, import_theme(theme))
        if theme in self._themes:
            return theme
        has_few_colours = self.no_color or self.console.color_system in (None, "standard")
        return "ansi-dark" if has_few_colours else "reader-dark"

    def _save_now(self) -> None:
        self._save_notes()
        self._close_stores()

    def _save_notes(self) -> None:
        for screen in self._reader_screens():
            screen.saving.save_now()

    def _close_stores(self) -> None:
        for screen in self._reader_screens():
            screen.saving.close_store()

    def _reader_screens(self) -> list[ReaderScreen]:
        return [screen for screen in self.screen_stack if isinstance(screen, ReaderScreen)]

    def _warns_of_unsaved(self) -> bool:
        """Return whether to stay: something is unsaved, and the key before did not ask to leave.

        If so, show the screen with the unsaved change and a warning. The result is False if the
        next key asks to leave again.
        """
        unsaved = [screen for screen in self._reader_screens() if screen.saving.unsaved]
        previous_quit_key, self._quit_key = self._quit_key, self._key_count
        if not unsaved or previous_quit_key == self._key_count - 1:
            return False
        while self.screen is not unsaved[-1]:
            self.pop_screen()
        unsaved[-1].say(unsaved[-1].saving.quit_warning, warning=True)
        return True

    def _exit_with(self, code: int) -> None:
        self._unclosed_readers = self._reader_screens()  # at the end the screen stack is empty
        self.exit(return_code=code)

    def close_after_signal(self) -> None:
        """Close the stores after a signal, once the terminal has been restored."""
        for screen in self._unclosed_readers:
            signals.close_until_alarm(screen.saving.close_store)


def import_theme(name: str) -> ThemeColours:
    """Return the colours of the theme of a plug-in.

    Raises:
        PluginError: there is no such plug-in, or it cannot be used.
    """
    from readerapp.core.theme_colours import load_theme

    plugin = find_installed("themes", name)
    if plugin is None:
        raise PluginError(f"No plug-in has a theme {name}; readerapp plugins lists what there is")
    return load_theme(plugin)


def run_app(
    context: AppContext, document: Document | None, *, first_page: FirstPage | None = None
) -> int:
    """Run the reader on `document`, or on the library if it is None; return the exit code.

    Args:
        context: The application context.
        document: The document to read; None opens the library.
        first_page: The first page, if the alternate screen shows it already.

    Raises:
        ReaderError: The settings give keys to an unknown action, or one key to two actions.
    """
    app = ReaderApp(context, document, first_page=first_page)
    app.run()
    app.close_after_signal()
    return app.return_code or 0
