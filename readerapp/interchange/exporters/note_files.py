"""Files of notes that a person goes on writing in: which part an export writes, and which stays.

What an export writes stands between two marks. An export into the same file again replaces what is
between them, and its own properties above them; everything else belongs to the person.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import AnnotationView

_BEGIN, _END = "readerapp: begin", "readerapp: end"
_ID_DIGITS = 8
"""Digits of an annotation's id in a link: in a file of 10,000, one in 86 has a second one with the
same digits, and the later one of the two gets more."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The lines around what an export writes.

    Attributes:
        begin: the line before it.
        end: the line after it.
        guard: what a line of a note begins with that would be taken for one of them.
    """

    begin: str
    end: str
    guard: str

    @classmethod
    def of_comment(cls, opening: str, closing: str = "") -> Marks:
        """Return marks that are comments of a format."""
        below = "your own notes below stay when you export again"
        begin, end = (f"{opening} {mark}" for mark in (_BEGIN, f"{_END}; {below}"))
        return cls(begin + closing, end + closing, opening)

    def guarded(self, text: str) -> str:
        """Return a text in which no line is one of the marks."""
        if _BEGIN not in text and _END not in text:
            return text
        return re.sub(rf"(?m)^(?=\s*{re.escape(self.guard)} readerapp: (?:begin|end))", "· ", text)


def update_file(
    name: str,
    before: str,
    after: str,
    marks: Marks,
    merge_head: Callable[[str, str], str],
) -> str:
    """Return the content of a file after an export into it.

    Args:
        name: the name of the file.
        before: its content.
        after: what the export writes into a new file.
        marks: the marks of the format.
        merge_head: merges what is before the first mark in the file and in the export.

    Raises:
        ReaderError: the file is not one of this export.
    """
    old = _split(before, marks)
    new = _split(after, marks)
    if old is None or new is None:
        raise ReaderError(
            f"{name} has other contents, or lost the lines that say `{_BEGIN}` and `{_END}`; "
            "choose another file."
        )
    return merge_head(old[0], new[0]) + new[1] + old[2]


def _split(text: str, marks: Marks) -> tuple[str, str, str] | None:
    """Return what is before, between (with the marks) and after; None without both marks."""
    opening = (
        _BEGIN if marks.begin.endswith(_BEGIN) else f"{_BEGIN}{marks.begin.rpartition(_BEGIN)[2]}"
    )
    lead = re.escape(marks.guard)
    begin = re.search(rf"(?m)^{lead} {re.escape(opening)}\s*$", text)
    ends = list(re.finditer(rf"(?m)^{lead} {_END}\b.*$\n?", text))
    if begin is None or not ends or ends[0].start() < begin.end():
        return None
    return text[: begin.start()], text[begin.start() : ends[0].end()], text[ends[0].end() :]


def block_ids(views: Iterable[AnnotationView]) -> dict[str, str]:
    """Return an id for links by the id of each annotation; a later export gives the same ones.

    >>> from readerapp.core.model import Annotation
    >>> key = "1b2c3d4e-5f60-4000-8000-000000000000"
    >>> block_ids([AnnotationView(annotation=Annotation(id=key))])[key]
    'hl-1b2c3d4e'
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted({view.key for view in views}):
        digits = key.replace("-", "").lower()
        if not re.fullmatch("[0-9a-f]{32}", digits):
            digits = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
        length = _ID_DIGITS
        while digits[:length] in taken and length < len(digits):
            length += 4
        taken.add(digits[:length])
        found[key] = f"hl-{digits[:length]}"
    return found
