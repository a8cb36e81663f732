"""Marks to write into a copy of a document's file: highlights with their notes and replies.

They are annotations as a file format can take them, without a store and without a session.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReply:
    """A reply to a mark.

    Attributes:
        note: its words.
        author: the name of the person who wrote it; empty if it is not known.
        created: when, in RFC 3339 and UTC; empty if it is not known.
        resolved: whether it is resolved.
        embedded: the index in `Document.embedded` of the same reply in the file, which needs not be
            written; None if the file does not have it.
    """

    note: str
    author: str = ""
    created: str = ""
    resolved: bool = False
    embedded: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMark:
    """A highlight, or a note, with its replies.

    Attributes:
        start: the offset in code points of the first one in the text of the document; -1 for a
            note on the whole document, and for a passage that was not found.
        end: the offset after the last one; -1 as `start`.
        words: the passage; empty for a note on the whole document.
        colour: the name of its colour.
        note: the note; empty for a bare highlight.
        facts: what else is known of it, such as "Speaker: Ida Holm"; no field of a file has it.
        author: the name of the person who made it; empty if it is not known.
        created: when, in RFC 3339 and UTC; empty if it is not known.
        resolved: whether the matter is settled.
        replies: the replies, by time.
        embedded: the index in `Document.embedded` of the same annotation in the file, which needs
            not be written; its new replies do. None if the file does not have it.
    """

    start: int
    end: int
    words: str
    colour: str = ""
    note: str = ""
    facts: tuple[str, ...] = ()
    author: str = ""
    created: str = ""
    resolved: bool = False
    replies: tuple[FileReply, ...] = ()
    embedded: int | None = None


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A copy of a document's file with marks.

    Attributes:
        data: its bytes.
        highlights: how many highlights were written.
        comments: how many comments were written, replies too.
        problems: sentences on what could not be written as it is here.
    """

    data: bytes
    highlights: int = 0
    comments: int = 0
    problems: tuple[str, ...] = ()
