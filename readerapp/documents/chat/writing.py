"""Making the document of a chat: rooms and days as headings, messages as turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room
from readerapp.documents.chat.times import Moment, read_moments
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.text.turns import Turn

_UPDATE_INTERVAL = 500
"""Messages between two updates of the progress."""
_MISSING = "a message that is not in the file"
_NOTHING = Mark("empty message", label="no text")
"""The mark for a message in which the export, or its reader here, has nothing to show."""


def chat_document(source: DocumentInput, rooms: Sequence[Room]) -> Document:
    """Make the document of the rooms; in each, the oldest message comes first.

    Raises:
        ReaderError: there are more than `limits.CHAT_MESSAGES`.
    """
    total = sum(len(room.messages) for room in rooms)
    if total > limits.CHAT_MESSAGES:
        raise ReaderError(f"{source.label} has {total} messages; split it.")
    writer = _ChatWriter(_names_by_id(rooms))
    several = len(rooms) > 1
    days, done = [], 0
    for number, room in enumerate(rooms, 1):
        writer.begin_room(room, room.name or (f"Chat {number}" if several else ""))
        for dated in in_order(room.messages):
            if done % _UPDATE_INTERVAL == 0:
                source.progress(done, total)
            done += 1
            writer.write(dated.message, dated.moment)
            if dated.moment.day:
                days.append(dated.moment.day)
    writer.prose.close()
    title = source.title if several else rooms[0].name if rooms else ""
    return writer.out.document(
        source, "chat", title=" ".join(title.split()), date=min(days, default="")
    )


class DatedMessage(NamedTuple):
    """A message, and when it was sent."""

    message: Message
    moment: Moment


def in_order(messages: Iterable[Message]) -> list[DatedMessage]:
    """Return messages in the order of their times; one without a time stays after its neighbour.

    A file that begins with the newest message is turned round first: messages of one minute or
    second are in the order of the file then.
    """
    listed = list(messages)
    dated = []
    for message, moment in zip(listed, read_moments([each.time for each in listed]), strict=True):
        if message.order is not None:
            dated.append(DatedMessage(message, moment._replace(order=message.order)))
        else:
            dated.append(DatedMessage(message, moment))
    orders = [one.moment.order for one in dated if one.moment.order is not None]
    if len(orders) < 2:
        return dated
    if orders[0] > orders[-1]:
        dated.reverse()
    keys, last = [], float("-inf")
    for one in dated:
        last = last if one.moment.order is None else one.moment.order
        keys.append(last)
    order = sorted(range(len(dated)), key=keys.__getitem__)
    return [dated[index] for index in order]


def _names_by_id(rooms: Iterable[Room]) -> dict[tuple[str, str], str]:
    """Return a name for each pair of name and id of which there are several with that name."""
    ids: dict[str, dict[str, None]] = {}
    for room in rooms:
        for message in room.messages:
            if message.author_id:
                ids.setdefault(message.author, {})[message.author_id] = None
    return {
        (name, each): f"{name} [{each}]"
        for name, known in ids.items()
        if len(known) > 1
        for each in known
    }


class _ChatWriter:
    """A writer of rooms and messages.

    Args:
        names: the names to write for pairs of name and id, where they are not the name alone.
    """

    def __init__(self, names: dict[tuple[str, str], str]) -> None:
        self.out = DocumentBuilder()
        self.prose = InlineWriter(self.out)
        self._names = names
        self._authors: dict[str, str] = {}  # of the messages of the room, by key
        self._day = ""

    def begin_room(self, room: Room, name: str) -> None:
        """Begin a room: write its name as a heading, and what it says of itself."""
        self._day = ""
        self._authors = {
            message.key: self._author(message) for message in room.messages if message.key
        }
        if name:
            self.prose.block(BlockShape(heading=1))
            self.prose.words(name)
        if room.topic.strip():
            self.prose.block(BlockShape())
            with self.prose.styled("emphasis"):
                self._words([MessagePart(room.topic)])
        for _ in range(room.superseded):
            self.out.count_omission("superseded message")

    def _author(self, message: Message) -> str:
        """Return the author's name on one line."""
        name = message.author
        if self._names:
            name = self._names.get((name, message.author_id), name)
        return " ".join(name.split())

    def write(self, message: Message, moment: Moment) -> None:
        """Write a message as a block, below the heading of its day, with a milestone."""
        if message.empty and message.event:
            return
        if moment.day and moment.day != self._day:
            self._day = moment.day
            self.prose.block(BlockShape(heading=2))
            self.prose.words(moment.day)
        self.prose.block(BlockShape())
        before = self.out.at
        if message.event:
            with self.prose.styled("emphasis"):
                self._words(message.parts)
            self._bare = self.out.at == before
            self._marks(message.marks)
        else:
            author = self._author(message)
            marks = (_NOTHING,) if message.empty else message.marks
            self._passage(author, self._role(message), message.parts, marks)
            if message.note:
                self._behind(f"[{message.note}]")
            for quote in message.quotes:
                self._quote(quote)
        if message.reactions:
            self.prose.line_break()
            self.prose.write(f"[reactions: {message.reactions}]")
        if moment.label and self.out.at > before:
            self.out.milestone(moment.label, before + 2 if before else 0)

    def _role(self, message: Message) -> str:
        """Return what stands in brackets after the author."""
        if not message.answers:
            return message.role
        answered = self._authors.get(message.answers)
        reply = f"in reply to {_MISSING if answered is None else answered or 'a notice'}"
        return f"{message.role}, {reply}" if message.role else reply

    def _quote(self, quote: Quote) -> None:
        """Write the words of somebody else, on a line of their own behind the author's words."""
        if quote.author:
            self.prose.line_break()
            self._passage(" ".join(quote.author.split()), quote.note, quote.parts, quote.marks)
            return
        self._separate()
        if quote.note:
            self.prose.write(f"[{quote.note}]")
            self.prose.words(" ")
        self._words(quote.parts)
        self._marks(quote.marks)

    def _passage(
        self, author: str, role: str, parts: Sequence[MessagePart], marks: Sequence[Mark]
    ) -> None:
        """Write the words of one person behind the name, and what came with them; note the turn."""
        label = f"{author} ({role}):" if author and role else f"{author}:" if author else ""
        if label:
            with self.prose.styled("strong"):
                self.prose.write(label)
        label_end = self.out.at
        if label:
            self.prose.words(" ")
        self._words(parts)
        end = self.out.at
        if label and end > label_end:
            start = label_end + 1
            self.out.turns.append(Turn(label_end - len(label), label_end, start, end, author))
        self._bare = end == label_end
        self._marks(marks)

    def _words(self, parts: Sequence[MessagePart]) -> None:
        """Write words with their styles and lines."""
        for part in _trimmed(parts):
            style = self.prose.begin(part.kind, part.value) if part.kind else None
            words = part.words
            if "\n" in words:
                for number, line in enumerate(words.split("\n")):
                    if number:
                        self.prose.line_break()
                    self.prose.words(line)
            else:
                self.prose.words(words)
            if style:
                self.prose.end(style)

    def _marks(self, marks: Sequence[Mark]) -> None:
        """Write marks, the first on a line below words."""
        for number, mark in enumerate(marks):
            self._separate(same_line=number > 0)
            self.prose.mark(mark.thing, mark.name, mark.label)

    def _behind(self, words: str) -> None:
        """Write words that are not the author's, below those that are."""
        self._separate()
        self.prose.write(words)

    def _separate(self, *, same_line: bool = False) -> None:
        """Begin a new line, except behind a bare name."""
        if same_line or self._bare:
            self.prose.words(" ")
        else:
            self.prose.line_break()
        self._bare = False

    _bare = False
    """Whether the line has a name only so far."""


def _trimmed(parts: Sequence[MessagePart]) -> Sequence[MessagePart]:
    """Return parts without the blanks and empty lines at the start and the end of a message."""
    first, last = 0, len(parts)
    while first < last and not parts[first].words.strip():
        first += 1
    while last > first and not parts[last - 1].words.strip():
        last -= 1
    if first == last:
        return ()
    start, end = parts[first], parts[last - 1]
    if not start.words[:1].isspace() and not end.words[-1:].isspace():
        return parts[first:last]
    trimmed = list(parts[first:last])
    trimmed[-1] = MessagePart(end.words.rstrip(), end.kind, end.value)
    trimmed[0] = MessagePart(trimmed[0].words.lstrip(), start.kind, start.value)
    return trimmed
