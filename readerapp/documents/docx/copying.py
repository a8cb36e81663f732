"""A copy of a Word document with marks: highlights, and comments with their replies.

Word and LibreOffice show them. The document itself is not touched; what the marks do not change is
copied byte for byte.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import PurePath

from readerapp.core.errors import ReaderError
from readerapp.documents.docx.comment_parts import CommentParts, serialize
from readerapp.documents.docx.marking import (
    CommentMarks,
    Place,
    RunMarker,
    add_comment_marks,
    answer_comment,
    find_comment_marks,
)
from readerapp.documents.docx.package import DocxPackage
from readerapp.documents.docx.positions import find_positions
from readerapp.documents.file_marks import (
    FileCopy,
    FileMark,
    FileReply,
    changed_error,
    describe_document_notes,
    join_facts,
)
from readerapp.documents.format import DocumentInput
from readerapp.documents.zip_copy import copy_archive
from readerapp.text.phrases import count_noun

_MOST_COMMENTS = 32_767
"""Word opens no document with more comments ([MS-OI29500] 2.1.315)."""
_LONGEST_PASSAGE = 300
"""Code points of a passage that is quoted in its comment."""
_ENDINGS = {"macroenabledtemplate": ".dotm", "macroenabled": ".docm", "template": ".dotx"}
"""The ending of a file by a word in the type of its text; Word opens none with another one."""


def copy_docx(source: DocumentInput, marks: Sequence[FileMark], text: str, target: str) -> FileCopy:
    """Return a copy of a Word document with marks.

    Args:
        source: the file of the document.
        marks: the marks.
        text: the text of the document, which their offsets count in.
        target: the name of the file that the copy will have.

    Raises:
        ReaderError: the file has changed since it was opened, it is no archive, or the copy would
            be none that Word can open.
    """
    if source.raw.read(0, 2) != b"PK":
        raise ReaderError(
            f"{source.label} is a Word document in one XML file; save it as DOCX in Word or "
            "LibreOffice, and export from there."
        )
    positions = find_positions(source)
    if positions.text != text:
        raise changed_error(source.label)
    _check_ending(positions.package, target)
    marker, parts = RunMarker(positions), CommentParts(positions.package, positions.root)
    new = [mark for mark in marks if mark.embedded is None]
    placed = [mark for mark in new if mark.start >= 0]
    marker.divide((mark.start, mark.end) for mark in placed)
    # The longest first: of two highlights at one place, both can be seen.
    by_length = sorted(placed, key=lambda mark: mark.start - mark.end)
    coloured = {mark for mark in by_length if marker.colour(mark.start, mark.end, mark.colour)}
    marker.paint()
    writer = _CommentWriter(marker, parts, positions.comments, find_comment_marks(positions.root))
    for mark in marks:
        writer.write(mark)
    files = {name: serialize(root) for name, root in marker.changed.items()}
    if writer.any_change:
        files |= {positions.package.main: serialize(positions.root), **parts.write()}
    try:
        data = copy_archive(source.raw, files)
    except zipfile.BadZipFile:
        error = f"{source.label} is damaged; save it again in Word or LibreOffice."
        raise ReaderError(error) from None
    problems = writer.problems()
    if bare := sum(mark not in coloured and not _has_words(mark) for mark in placed):
        verb = "highlight is", "highlights are"
        problems.append(
            f"{count_noun(bare, *verb)} left out: the text has words there, as the numbers of "
            "lists, and the file has none"
        )
    if positions.package.is_signed and files:
        problems.append("The digital signature of the document does not hold for the copy")
    return FileCopy(data, tuple(problems))


class _CommentWriter:
    """Writes the comments of marks, and counts what could not be written as it is.

    Attributes:
        any_change: whether any part with comments has changed.
    """

    def __init__(
        self,
        marker: RunMarker,
        parts: CommentParts,
        embedded: dict[int, str],
        marks: CommentMarks,
    ) -> None:
        self._marker, self._parts = marker, parts
        self._embedded, self._marks = embedded, marks
        self.any_change = False
        self._beside = self._notes = self._lost = 0

    def write(self, mark: FileMark) -> None:
        """Write the comment of a mark, if it has any words, and its new replies.

        Raises:
            ReaderError: there are more comments than Word opens.
        """
        replies = [reply for reply in mark.replies if reply.embedded is None]
        known = "" if mark.embedded is None else self._embedded.get(mark.embedded, "")
        if known in self._parts:
            self._answer(known, mark, replies)
        elif replies or (mark.embedded is None and _has_words(mark)):
            self._begin(mark, mark.replies if mark.embedded is None else replies)

    def problems(self) -> list[str]:
        """Return sentences on the comments that do not stand at their passage."""
        found = []
        if self._beside:
            verb = "comment stands", "comments stand"
            found.append(
                f"{count_noun(self._beside, *verb)} near the passage, not at it: Word takes none "
                "in footnotes, headers and text boxes"
            )
        if self._lost:
            verb = "passage was", "passages were"
            found.append(
                f"{count_noun(self._lost, *verb)} not found; the comments stand at the beginning"
            )
        if self._notes:
            found.append(describe_document_notes(self._notes, "at its beginning"))
        return found

    def _begin(self, mark: FileMark, replies: Sequence[FileReply]) -> None:
        """Write a comment with its replies."""
        place = self._marker.place(mark.start, mark.end) if mark.start >= 0 else None
        passage = ""
        if place is None:
            self._lost += bool(mark.words)
            self._notes += not mark.words
            place = self._beginning()
        else:
            self._beside += not place.is_exact
        if mark.words and not (mark.start >= 0 and place.is_exact):
            words = " ".join(mark.words.split())
            passage = f"{words[:_LONGEST_PASSAGE]}…" if len(words) > _LONGEST_PASSAGE else words
        facts = join_facts(mark.facts(passage))
        name = self._add(comment_paragraphs(mark.note, facts), mark)
        names = [name, *(self._reply(reply, name) for reply in replies)]
        add_comment_marks(place, names)

    def _answer(self, known: str, mark: FileMark, replies: Sequence[FileReply]) -> None:
        """Write the new replies to a comment of the file, and whether it is resolved now."""
        names = [self._reply(reply, known) for reply in replies]
        if names and not answer_comment(self._marks, known, names):
            add_comment_marks(self._beginning(), names)
        for reply in mark.replies:
            if reply.resolved and reply.embedded in self._embedded:
                self._resolve(self._embedded[reply.embedded])
        if mark.resolved:
            self._resolve(known)

    def _beginning(self) -> Place:
        """Return the place at the beginning of the text.

        Raises:
            ReaderError: it has no words, only its notes and headers have.
        """
        place = self._marker.place(0, 0)
        if place is None:
            raise ReaderError("The document has no place for a comment; choose another format.")
        return place

    def _resolve(self, name: str) -> None:
        """Say that a comment of the file is resolved."""
        if name in self._parts:
            self.any_change |= self._parts.resolve(name)

    def _reply(self, reply: FileReply, root: str) -> str:
        return self._add(comment_paragraphs(reply.note, ""), reply, root)

    def _add(self, paragraphs: list[str], said: FileMark | FileReply, root: str = "") -> str:
        """Add a comment and return its id."""
        if self._parts.count >= _MOST_COMMENTS:
            raise ReaderError(
                f"The copy would have more than {_MOST_COMMENTS:,} comments, which Word does not "
                "open; export fewer with --filter."
            )
        self.any_change = True
        return self._parts.add(
            paragraphs,
            author=said.author,
            created=_seconds(said.created),
            resolved=said.resolved,
            reply_to=root,
        )


def _has_words(mark: FileMark) -> bool:
    """Return whether a mark needs a comment: a bare highlight needs none."""
    return bool(mark.note or join_facts(mark.facts())) or mark.start < 0


def comment_paragraphs(note: str, facts: str) -> list[str]:
    """Return the paragraphs of a comment.

    Each line of a note is a paragraph; an empty line is two line breaks in one, as no paragraph can
    be empty for all programs. The facts are the last paragraph.

    >>> comment_paragraphs("One\\ntwo\\n\\nthree", "Speaker: Ida Holm")
    ['One', 'two\\n\\nthree', 'Speaker: Ida Holm']
    """
    paragraphs: list[str] = []
    is_apart = False
    for line in note.strip().splitlines():
        if not line.strip():
            is_apart = bool(paragraphs)
        elif is_apart:
            paragraphs[-1] += f"\n\n{line}"
            is_apart = False
        else:
            paragraphs.append(line)
    return [*paragraphs, *([facts] if facts else [])]


def _seconds(time: str) -> str:
    """Return a time in RFC 3339 and UTC to the second, as Word writes it; empty for another one."""
    return f"{time[:19]}Z" if len(time) > 19 and time.endswith("Z") else ""


def _check_ending(package: DocxPackage, target: str) -> None:
    """Check that a copy has the ending of its type: Word refuses a file with another one.

    Raises:
        ReaderError: it has not.
    """
    kind = package.main_type().lower()
    ending = next((ending for word, ending in _ENDINGS.items() if word in kind), ".docx")
    if PurePath(target).suffix.lower() != ending:
        raise ReaderError(f"Word opens the copy only with the ending {ending}; name it so.")
