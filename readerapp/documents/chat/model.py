"""The model of a chat that all programs' exports are read into: rooms, messages, their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessagePart:
    """Words of a message, with a style `kind`, or "" for none, and its `value`."""

    words: str
    kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing that a message has besides words, as a picture; see `InlineWriter.mark`."""

    thing: str
    name: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words within a message that are not its author's: forwarded, shared, quoted, embedded.

    Attributes:
        author: whose words they are; empty if the export does not say.
        parts: the words.
        note: how they came into the message, as "forwarded", in brackets before them; may be empty.
        marks: things that came with them.
    """

    author: str
    parts: Sequence[MessagePart]
    note: str = ""
    marks: Sequence[Mark] = ()

    @classmethod
    def of_file(cls, words: str) -> Quote:
        """Return the words of a file that came with a message."""
        return cls("", [MessagePart(words)], "text of the file")


@dataclass(frozen=True, slots=True)
class Message:
    """A message, or an event of the room, as somebody's leaving.

    Attributes:
        author: the name; empty for an event, whose words nobody says.
        parts: the author's own words.
        time: as the export writes it; empty if it has none.
        order: seconds since 1970 in UTC, where the export has them besides `time`.
        author_id: what tells the author from others of the same name; empty if there is nothing.
        key: what names the message in its room, for replies.
        answers: the `key` of the message that this one answers; empty if it answers none.
        role: what stands in brackets after the author.
        marks: things besides words.
        note: what the export says of the message, in brackets behind the author's words, as
            "forwarded from Ida".
        quotes: the words of others.
        reactions: what others say of it with a sign, as "👍 Ida, Bo".
        event: whether it is an event of the room.
    """

    author: str
    parts: Sequence[MessagePart] = ()
    time: str = ""
    order: float | None = None
    author_id: str = ""
    key: str = ""
    answers: str = ""
    role: str = ""
    marks: Sequence[Mark] = ()
    note: str = ""
    quotes: Sequence[Quote] = ()
    reactions: str = ""
    event: bool = False

    @property
    def empty(self) -> bool:
        """Return whether nothing of the message can be written."""
        if self.marks or self.quotes or self.note:
            return False
        return not any(part.words.strip() for part in self.parts)


@dataclass(frozen=True, slots=True)
class Room:
    """A chat with its messages in the order of the file.

    Attributes:
        name: its name; empty if it has none.
        messages: the messages.
        topic: what the room says of itself below its name; may be empty.
        superseded: how many messages were left out because others have replaced them.
    """

    name: str
    messages: Sequence[Message]
    topic: str = ""
    superseded: int = 0
