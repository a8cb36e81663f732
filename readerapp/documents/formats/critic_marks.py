"""CriticMarkup in Markdown: comments, highlights and tracked changes of a review.

The text is the accepted one, as for office documents: additions are in it, deletions and comments
are not. A comment right after a highlight, or after another comment, belongs to it. What is marked
must be within one block; other braces are text, and so is all in code.

Source: https://fletcher.github.io/MultiMarkdown-6/syntax/critic.html, and criticmarkup.com.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readerapp.documents.builder import DocumentBuilder, InlineWriter
from readerapp.documents.document import EmbeddedAnnotation
from readerapp.documents.office.revisions import Revisions

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_CLOSERS = {"{++": "++}", "{--": "--}", "{~~": "~~}", "{==": "==}", "{>>": "<<}"}
_BETWEEN = "~>"
"""What is between the old and the new words of a substitution."""
MARK, INSERT, DELETE, COMMENT = "critic_mark", "critic_insert", "critic_delete", "critic_comment"
_author = re.compile(r"@([^\s:{}<>@\[\]][^:\n{}<>@\[\]]{0,59}):\s+(.*)", re.DOTALL).fullmatch
_facts = re.compile(
    r"(.*?)\s*\[((?:Speaker: |Tags: |Passage: |Proposed,).+)\]", re.DOTALL
).fullmatch
"""The speaker, the tags and more at the end of a comment, in brackets to keep it on one line."""


def has_critic_marks(text: str) -> bool:
    """Return whether a text may have CriticMarkup."""
    return any(opener in text for opener in _CLOSERS)


def enable_critic_marks(parser: MarkdownIt) -> None:
    """Teach a Markdown parser CriticMarkup."""
    parser.inline.ruler.before("text", "critic", _parse_mark)


def _parse_mark(state: StateInline, silent: bool) -> bool:
    """Parse a mark at the place of the parser; a rule of markdown-it-py."""
    opener = state.src[state.pos : state.pos + 3]
    closer = _CLOSERS.get(opener)
    if closer is None:
        return False
    start, last = state.pos + 3, state.posMax
    # Openers without an end: each is looked for once in a block, or it would take square time.
    missing = state.env.setdefault("critic", {})
    if missing.get(closer) is state.src:
        return False
    end = state.src.find(closer, start, last)
    if end < 0:
        if last == len(state.src):
            missing[closer] = state.src
        return False
    if not silent:
        if opener == "{~~":
            between = state.src.find(_BETWEEN, start, end)
            if between < 0:
                return False
            state.push(DELETE, "", 0).content = state.src[start:between]
            _parse_inside(state, INSERT, between + len(_BETWEEN), end)
        elif opener in ("{--", "{>>"):
            kind = DELETE if opener == "{--" else COMMENT
            state.push(kind, "", 0).content = state.src[start:end]
        else:
            _parse_inside(state, MARK if opener == "{==" else INSERT, start, end)
    state.pos, state.posMax = end + len(closer), last
    return True


def _parse_inside(state: StateInline, kind: str, start: int, end: int) -> None:
    """Parse the words in a mark, between two tokens of the kind."""
    state.push(f"{kind}_open", "", 1)
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.push(f"{kind}_close", "", -1)


@dataclass(slots=True)
class _Remark:
    """A highlight or a comment; the comments that belong to it follow it."""

    start: int
    end: int
    kind: str
    notes: list[str] = field(default_factory=list)


class CriticMarks:
    """A collector of the marks of a document, while its text is written."""

    def __init__(self, out: DocumentBuilder) -> None:
        self._out = out
        self._remarks: list[_Remark] = []
        self._revisions = Revisions(InlineWriter(out))

    def highlight(self, start: int) -> None:
        """Take the highlight of what was written since the offset `start`."""
        self._remarks.append(_Remark(start, self._out.at, "highlight"))

    def comment(self, note: str) -> None:
        """Take a comment at this place."""
        at = self._out.at
        last = self._remarks[-1] if self._remarks else None
        if last is None or last.end != at or (last.start == at and not last.notes):
            last = _Remark(at, at, "comment")
            self._remarks.append(last)
        last.kind = "comment"
        last.notes.append(note)

    def insertion(self, start: int) -> None:
        """Take the insertion of what was written since the offset `start`."""
        self._revisions.insert("", "", start, self._out.at)

    def deletion(self, words: str) -> None:
        """Take deleted words, which are not written."""
        self._revisions.delete(words, "", "")

    def annotate(self) -> None:
        """Give the document its annotations, once the text has been written."""
        for remark in self._remarks:
            root: int | None = None
            for note in remark.notes or [""]:
                author, words = read_comment(note)
                one = EmbeddedAnnotation(
                    remark.start, remark.end, remark.kind, author, "", words, root
                )
                index = self._out.annotate(one)
                root = index if root is None else root
        self._revisions.annotate()


def read_comment(note: str) -> tuple[str, str]:
    """Return the author and the words of a comment; the facts about it are their last line.

    >>> read_comment("@Ana Olsen: Why? [Speaker: Ida; tags: rent]")
    ('Ana Olsen', 'Why?\\nSpeaker: Ida; tags: rent')
    """
    words, author = note.strip(), ""
    if named := _author(words):
        author, words = named[1].strip(), named[2]
    if facts := _facts(words):
        words = f"{facts[1]}\n{facts[2]}"
    return author, words


def write_comment(note: str, author: str = "", facts: str = "") -> str:
    """Return a comment on one line, as `read_comment` reads it.

    Args:
        note: its words; line breaks become spaces, because a blank line would end the comment.
        author: who made it; empty to leave it out.
        facts: what else is known, as `file_marks.join_facts` writes it.
    """
    words = " ".join(note.split())
    name = " ".join(author.translate(_NO_NAME).split())
    parts = [f"@{name}:" if name else "", words, f"[{facts}]" if facts else ""]
    said = " ".join(filter(None, parts))
    return "{>>" + said.replace("<<}", "<< }") + "<<}"


def names_author(note: str) -> bool:
    """Return whether a note begins as one that names its author, as in "@Bo: please check"."""
    return _author(note.strip()) is not None


_NO_NAME = str.maketrans(dict.fromkeys(":{}<>@[]", " "))
