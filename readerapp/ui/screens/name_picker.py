"""Panels at the bottom that ask for a name or for tags.

`NamePicker` asks for one name: a digit chooses a candidate, typed text filters the candidates or is
a new name. It shows what Enter takes before Enter is pressed. A name that is typed as names are
written, with a capital, is taken as it is (Joan is not Joanna); lower case only looks for a name.
`TagEditor` asks for tags on one line, separated by commas and completed from the tags in use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events, getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen, ScreenResultType
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from readerapp.text.graphemes import cell_width
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.widgets.prompt import LineInput

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp

FORM_KEYS = "Enter save · Tab next · Esc cancel"
"""The keys of a form with several fields."""
CANDIDATE_LIMIT = 9
"""Most candidates that are shown: one for each digit from 1."""


class QuestionScreen(ModalScreen[ScreenResultType | None]):
    """A panel that asks a question; Esc or a click beside it returns None and changes nothing."""

    BINDINGS = [("escape", "leave", "Leave")]

    def on_click(self, event: events.Click) -> None:
        """Cancel after a click beside the panel."""
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.action_leave()

    def action_leave(self) -> None:
        """Cancel (Esc); nothing changes."""
        self.dismiss(None)


@dataclass(frozen=True, slots=True)
class NameOption:
    """A name to choose.

    Attributes:
        name: the name.
        why: why it is offered.
        also: other words that find it.
    """

    name: str
    why: str = ""
    also: tuple[str, ...] = ()


def match_names(candidates: Sequence[NameOption], typed: str) -> list[NameOption]:
    """Return the candidates that match `typed`, the best first.

    A whole name is best, then the start of a name, then the start of a word in it. Candidates that
    are equally good stay in order. Upper and lower case are the same.

    >>> [one.name for one in match_names([NameOption("Mary Ann"), NameOption("Ann")], "ann")]
    ['Ann', 'Mary Ann']
    """
    wanted = " ".join(typed.split()).casefold()
    if not wanted:
        return list(candidates)

    def rank(candidate: NameOption) -> int:
        names = [name.casefold() for name in (candidate.name, *candidate.also)]
        if wanted in names:
            return 0
        if any(name.startswith(wanted) for name in names):
            return 1
        if any(f" {wanted}" in f" {name}" for name in names):
            return 2
        return 3

    ranked = sorted(((rank(c), n, c) for n, c in enumerate(candidates)), key=lambda r: r[:2])
    return [candidate for place, _, candidate in ranked if place < 3]


def whole_words(text: str, width: int) -> str:
    """Return a label of at most `width` cells that ends in "…" after a whole word if it is cut.

    Only a single word that is wider is cut inside.

    >>> whole_words("before the quotation", 14), whole_words("quotation", 5)
    ('before the…', 'quot…')
    """
    shown = sanitize_label(text, width)
    if shown == sanitize_label(text) or " " not in shown:
        return shown
    return shown.rpartition(" ")[0] + "…"


def is_search(typed: str) -> bool:
    """Return whether a typed text looks for a name, rather than being one: all in lower case.

    >>> is_search("joan"), is_search("Joan"), is_search("王")
    (True, False, False)
    """
    return typed.islower()


class NamePicker(QuestionScreen[str]):
    """A panel that asks for a name; returns it, "" for nobody, or None if it was cancelled.

    Args:
        title: the question.
        subject: what the name is for, shown after the title.
        candidates: the names offered.
        nobody: end of the placeholder, about 0 for "nobody"; empty if 0 is no answer.
        new: True if the answer may be a name that is not among the candidates.
    """

    if TYPE_CHECKING:
        app = getters.app(ReaderApp)  # only the type: at run time this would be a circular import

    BINDINGS = [("tab", "complete", "Complete")]

    def __init__(
        self,
        title: str,
        subject: str,
        candidates: Sequence[NameOption],
        *,
        nobody: str = "",
        new: bool = True,
    ) -> None:
        super().__init__()
        self._title, self._subject, self._nobody = title, subject, nobody
        self._candidates = tuple(candidates)
        self._options = _Options(new)
        self._input = DigitInput(compact=True, placeholder=f"type a name{nobody}")
        self._keys = Static("", classes="keys", markup=False)

    def compose(self) -> ComposeResult:
        """Yield the subject, the input and the candidates."""
        with Vertical(id="panel"):
            yield Static("", id="subject", markup=False)
            yield self._input
            yield self._options
            yield self._keys

    @property
    def _room(self) -> int:
        """Return how many rows there are for candidates: one less than for all rows below."""
        rows = self.app.size.height * 4 // 5  # as in the style sheet
        return rows - 4  # the line above the panel, the subject, the input, the new name

    @property
    def _limit(self) -> int:
        """Return how many candidates have room: what is not shown must not be chosen."""
        return max(1, min(CANDIDATE_LIMIT, self._room))

    def _show_candidates(self, typed: str) -> None:
        """Show the candidates for what is typed, and the keys if no candidate loses its row."""
        candidates = match_names(self._candidates, typed)[: self._limit]
        self._options.show(candidates, typed=typed, current=0)
        digits = "1" if len(candidates) == 1 else f"1-{len(candidates)}"
        choice = "Enter take · Tab complete" if typed else f"{digits} choose · type a name"
        self._keys.update(Content(f"{choice} · Esc cancel"))
        # Without any candidate, their row names the keys.
        self._keys.display = bool(self._candidates) and len(self._options.rows) <= self._room

    def on_resize(self) -> None:
        """Cut the question after a whole word."""
        question = f"{self._title}: {self._subject}".rstrip()
        shown = whole_words(question, self.app.size.width - 2)
        self.query_one("#subject", Static).update(Content(shown))

    def _announce(self) -> None:
        """For a screen reader, say in words what Enter takes."""
        if self.app.screen_reader and (name := self._options.chosen_name()):
            new = ", new speaker" if self._options.chooses_new else ""
            words = sanitize_label(f"Enter: {name}{new}", 200)
            self.query_one("#subject", Static).update(Content(words))

    def on_mount(self) -> None:
        """Show all candidates; the cursor does not blink."""
        self._input.cursor_blink = False
        self._show_candidates("")
        self.set_focus(self._input)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter the candidates by what is typed."""
        event.stop()
        self._show_candidates(event.value)
        if event.value:
            self._announce()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the current row: the first unless another was chosen (Enter)."""
        event.stop()
        if name := self._options.chosen_name():
            self.dismiss(name)

    def on_digit_input_digit(self, event: DigitInput.Digit) -> None:
        """Answer with the candidate of the digit."""
        event.stop()
        if event.number == 0 and self._nobody:
            self.dismiss("")
        elif name := self._options.candidate_name(event.number):
            self.dismiss(name)

    def on__options_clicked(self, event: _Options.Clicked) -> None:
        """Answer with the row that was clicked."""
        event.stop()
        self.dismiss(event.name)

    def on_key(self, event: events.Key) -> None:
        """Move to another candidate (Up, Down)."""
        if event.key in ("up", "down"):
            event.stop()
            self._options.step(1 if event.key == "down" else -1)
            self._announce()

    def action_complete(self) -> None:
        """Fill the input with the current candidate, or the first one (Tab)."""
        if name := self._options.completion():
            self._input.value = name
            self._input.cursor_position = len(name)


class DigitInput(LineInput):
    """An input in which a digit that is typed first is a choice, not text."""

    @dataclass
    class Digit(Message):
        """A digit was pressed while the input was empty."""

        number: int

    def on_key(self, event: events.Key) -> None:
        """Post `Digit` for a digit that is typed first; all else is text."""
        if not self.value and event.character and event.character in "0123456789":
            event.stop()
            event.prevent_default()
            self.post_message(self.Digit(int(event.character)))


class _Options(Widget):
    """The numbered candidates, and the typed text as a new name.

    The new name is the first row if it is typed as a name, the last one if it is a search.
    """

    @dataclass
    class Clicked(Message):
        """A row was clicked."""

        name: str

    def __init__(self, new: bool) -> None:
        super().__init__()
        self._new = new
        self._candidates: Sequence[NameOption] = ()
        self._typed = ""
        self._current = 0

    def show(self, candidates: Sequence[NameOption], *, typed: str, current: int) -> None:
        self._candidates, self._typed = candidates, " ".join(typed.split())
        self._current = current
        self.styles.height = max(1, len(self.rows))
        self.refresh(layout=True)

    @property
    def _offers_new(self) -> bool:
        """Return whether the typed text is the name of nobody yet."""
        names = [name.casefold() for c in self._candidates for name in (c.name, *c.also)]
        return bool(self._new and self._typed and self._typed.casefold() not in names)

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Return sign, name and reason of each row."""
        rows = [(str(n), c.name, c.why) for n, c in enumerate(self._candidates, 1)]
        if not self._offers_new:
            return rows
        if not is_search(self._typed):
            if rows:
                sign, name, why = rows[0]
                rows[0] = (sign, name, f"Tab · {why}" if why else "Tab")
            return [("+", self._typed, "new speaker"), *rows]
        return [*rows, ("+", self._typed, "new speaker")]

    def chosen_name(self) -> str:
        """Return the name that Enter takes; empty if there is none."""
        rows = self.rows
        return rows[min(self._current, len(rows) - 1)][1] if rows else ""

    @property
    def chooses_new(self) -> bool:
        """Return whether Enter takes the typed text as a new name."""
        rows = self.rows
        return bool(rows) and rows[min(self._current, len(rows) - 1)][0] == "+"

    def completion(self) -> str:
        """Return the name of the current candidate, or of the first one; empty if there is none."""
        rows = self.rows
        current = rows[self._current : self._current + 1]
        known = [row for row in [*current, *rows] if row[0] != "+"]
        return known[0][1] if known else ""

    def candidate_name(self, number: int) -> str:
        """Return the candidate with this digit, from 1; empty if there is none."""
        return self._candidates[number - 1].name if 0 < number <= len(self._candidates) else ""

    def step(self, by: int) -> None:
        self._current = max(0, min(self._current + by, len(self.rows) - 1))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Post the name of the clicked row."""
        event.stop()
        if event.y < len(self.rows):
            self.post_message(self.Clicked(self.rows[event.y][1]))

    def render_line(self, y: int) -> Strip:
        base, width, rows = self.rich_style, self.size.width, self.rows
        if not rows:
            hint = "Type a name · Enter save · Esc cancel" if self._new else "Nothing has this name"
            text = f" {hint}" if y == 0 else ""
            return Strip([Segment(sanitize_label(text, width), base)]).adjust_cell_length(
                width, base
            )
        if y >= len(rows):
            return Strip.blank(width, base)
        sign, name, why = rows[y]
        is_current = y == self._current
        style = base + Style(reverse=True) if is_current else base
        shown = whole_words(name, width - 6)
        room = width - 8 - cell_width(shown)
        reason = whole_words(why, room) if cell_width(why.partition(" ")[0]) < room else ""
        segments = [
            Segment(" ⏎ " if is_current else "   ", base),
            Segment(sign, base + Style(bold=True)),
            Segment(" ", base),
            Segment(shown, style),
            Segment(f"  {reason}", base + Style(dim=True)),
        ]
        return Strip(segments).adjust_cell_length(width, base)


def tag_completions(typed: str, known: Sequence[str]) -> list[str]:
    """Return the known tags that complete the last tag typed and are not typed yet.

    Those that begin as typed are first, then those with a lower level that does.

    >>> tag_completions("rent, bu", ["place/bus stop", "budget", "bus", "rent"])
    ['budget', 'bus', 'place/bus stop']
    """
    *done, last = (part.strip() for part in typed.split(","))
    start = last.casefold()
    others = [tag for tag in known if tag not in (*done, last)]
    first = [tag for tag in others if tag.casefold().startswith(start)]
    return first + [tag for tag in others if f"/{start}" in tag.casefold() and tag not in first]


class TagEditor(QuestionScreen[list[str]]):
    """A panel that asks for tags; returns them, or None if it was cancelled.

    Args:
        subject: the words that the tags are for.
        tags: the tags that they have.
        known: the tags that Tab completes, with their definitions.
    """

    BINDINGS = [("tab", "complete", "Complete")]

    def __init__(self, subject: str, tags: Sequence[str], known: Mapping[str, str]) -> None:
        super().__init__()
        self._subject, self._definitions = subject, known
        start = ", ".join(tags) + (", " if tags else "")
        self._input = LineInput(
            start, compact=True, select_on_focus=False, placeholder="rent, budget"
        )
        self._completions = Static("", markup=False)
        self._definition = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Yield the subject, the input and the completions that Tab offers."""
        with Vertical(id="panel"):
            yield Static(Content(sanitize_label(f"Tags: {self._subject}", 500)))
            yield self._input
            yield self._completions
            yield self._definition
            yield Static(Content("Enter save · Tab complete · Esc cancel"), classes="keys")

    def on_mount(self) -> None:
        """Put the cursor behind the tags; it does not blink."""
        self._input.cursor_blink = False
        self._input.cursor_position = len(self._input.value)
        self.set_focus(self._input)
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the completions of the last tag."""
        event.stop()
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the tags (Enter)."""
        event.stop()
        tags = ("/".join(map(str.strip, part.split("/"))) for part in event.value.split(","))
        self.dismiss([tag for tag in tags if tag])

    def action_complete(self) -> None:
        """Complete the last tag with the first completion (Tab)."""
        offers = tag_completions(self._input.value, list(self._definitions))
        if offers:
            head = self._input.value.rpartition(",")[0]
            self._input.value = (f"{head}, " if head else "") + offers[0] + ", "
            self._input.cursor_position = len(self._input.value)

    def _show(self) -> None:
        """Show the tags that Tab can complete, and what the first one, or the typed one, means."""
        typed = self._input.value.rpartition(",")[2].strip()
        offers = tag_completions(self._input.value, list(self._definitions))[:12]
        self._completions.update(Content(sanitize_label("  ".join(offers), 500)))
        tag = typed if self._definitions.get(typed) else next(iter(offers), "")
        meaning = self._definitions.get(tag, "")
        self._definition.display = bool(meaning)
        self._definition.update(Content(sanitize_label(f"{tag}: {meaning}", 500)))
