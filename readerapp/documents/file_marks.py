"""Marks to write into a copy of a document's file: highlights with their notes and replies.

They are annotations as a file format can take them, without a store and without a session. A file
format has no fields for the speaker and the tags, nor for a proposal: they are a line of the
comment, which `split_facts` reads again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun


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
        id: its id in the store.
    """

    note: str
    author: str = ""
    created: str = ""
    resolved: bool = False
    embedded: int | None = None
    id: str = ""


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
        speaker: the name of the speaker; empty if there is none.
        tags: the tags.
        author: the name of the person who made it; empty if it is not known.
        created: when, in RFC 3339 and UTC; empty if it is not known.
        resolved: whether the matter is settled.
        proposed: whether it is the proposal of a program, which nobody has accepted.
        replies: the replies, by time.
        embedded: the index in `Document.embedded` of the same annotation in the file, which needs
            not be written; its new replies do. None if the file does not have it.
        id: its id in the store.
    """

    start: int
    end: int
    words: str = ""
    colour: str = ""
    note: str = ""
    speaker: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    created: str = ""
    resolved: bool = False
    proposed: bool = False
    replies: tuple[FileReply, ...] = ()
    embedded: int | None = None
    id: str = ""

    def facts(self, passage: str = "") -> Facts:
        """Return what a comment says besides the note; `passage` as in `Facts`."""
        return Facts(passage, self.speaker, self.tags, self.proposed)


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A copy of a document's file with marks.

    Attributes:
        data: its bytes.
        problems: sentences on what could not be written as it is here.
    """

    data: bytes
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a mark besides its note.

    Attributes:
        passage: its words, if the comment cannot stand at them; else empty.
        speaker: the name of the speaker, or empty.
        tags: the tags.
        proposed: whether it is the proposal of a program, which nobody has accepted.
    """

    passage: str = ""
    speaker: str = ""
    tags: tuple[str, ...] = ()
    proposed: bool = False


def changed_error(label: str) -> ReaderError:
    """Return the error for a file that is no longer the one that was opened."""
    return ReaderError(f"{label} has changed since it was opened; open it again.")


def describe_document_notes(count: int, place: str) -> str:
    """Return a sentence that says where the notes on the whole document are in a copy."""
    verb = "note on the document stands", "notes on the document stand"
    return f"{count_noun(count, *verb)} {place}"


_PROPOSED = "proposed, not accepted"
_NAME = r"“[^“”]*”|[^“”;,]+"
_is_plain = re.compile(r"[^“”;,]+").fullmatch
_facts = re.compile(
    rf"(?:Passage: “(?P<passage>.*?)”(?:; (?=Speaker: |tags: |{_PROPOSED})|\Z))?"
    rf"(?:Speaker: (?P<speaker>{_NAME})(?:; (?=tags: |{_PROPOSED})|\Z))?"
    rf"(?:[Tt]ags: (?P<tags>(?:{_NAME})(?:, (?:{_NAME}))*)(?:; (?={_PROPOSED})|\Z))?"
    rf"(?P<proposed>[Pp]{_PROPOSED[1:]})?"
).fullmatch
_names_in = re.compile(_NAME).findall


def join_facts(facts: Facts) -> str:
    """Return the line of a comment with what is known besides its note; empty for nothing.

    >>> join_facts(Facts("", "Ida Holm", ("rent", "law, tenancy")))
    'Speaker: Ida Holm; tags: rent, “law, tenancy”'
    """
    parts = [
        f"Passage: “{facts.passage}”" if facts.passage else "",
        f"Speaker: {_quoted(facts.speaker)}" if facts.speaker else "",
        f"tags: {', '.join(map(_quoted, facts.tags))}" if facts.tags else "",
        _PROPOSED if facts.proposed else "",
    ]
    line = "; ".join(filter(None, parts))
    return line[:1].upper() + line[1:]


def split_facts(note: str) -> tuple[str, Facts]:
    """Return the words of a comment without the line that `join_facts` wrote, and its facts.

    >>> split_facts("Why?\\nSpeaker: Ida Holm; tags: rent, “law, tenancy”")
    ('Why?', Facts(passage='', speaker='Ida Holm', tags=('rent', 'law, tenancy'), proposed=False))
    """
    before, _, line = note.rstrip().rpartition("\n")
    match = _facts(line)
    if not line or match is None:
        return note, Facts()
    names = (name.strip(" “”") for name in _names_in(match["tags"] or ""))
    tags = tuple(name for name in names if name)
    speaker = (match["speaker"] or "").strip("“”")
    proposed = bool(match["proposed"])
    return before.rstrip(), Facts(match["passage"] or "", speaker, tags, proposed)


def _quoted(name: str) -> str:
    """Return a name that cannot be taken for several."""
    if _is_plain(name):
        return name
    return "“" + name.replace("“", '"').replace("”", '"') + "”"
