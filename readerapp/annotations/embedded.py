"""Annotations that a file itself carries: comments of Word, highlights of a PDF.

They are annotations like others, with ids that are the same whenever the file is opened, but they
are not in the store: they are made anew from `Document.embedded`, and nobody can change them. An
annotation in the store that has the id of one of them, as after an import, takes its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from readerapp.anchoring.anchor import make_target
from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.known_comments import comment_of, match_known
from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, Annotation, Annotator, Target
from readerapp.documents import Document
from readerapp.documents.document import EmbeddedAnnotation
from readerapp.text.source import Text

COLOUR = "teal"
"""The colour of annotations of a file: what theirs stand for is not known, if they are not ours."""
NOT_CHANGED = "This annotation belongs to the file, and cannot be changed"

_WORD_REACH = 200
"""Code points around a place in which a word is looked for that the annotation is shown on."""
_WORD = re.compile(r"\w+|\S")


class Store(Protocol):
    """The store of a document, or its buffer."""

    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """Return the annotations by id, deleted ones too."""

    @property
    def annotators(self) -> Mapping[str, Annotator]:
        """Return the annotators by id."""


class EmbeddedAnnotations:
    """The annotations of a file that its store does not have, and both together.

    Attributes:
        records: all annotations of the file, by id, in the order of `Document.embedded`. One that
            an export wrote into the file has the id that it has in the store.
    """

    def __init__(self, document: Document, store: Store) -> None:
        self._store = store
        records = make_records(document.text, document.embedded) if document.embedded else {}
        self.records = _with_known_ids(records, store) if records else records

    def __contains__(self, key: object) -> bool:
        """Return whether `key` is the id of an annotation that is only in the file.

        One that the store has in its bin counts: what the file carries does not vanish.
        """
        return key in self.records and _is_gone(self._store.annotations.get(str(key)))

    def refuse_edit(self, before: object, key: str) -> None:
        """Check that an edit of the annotation `key` changes no annotation of the file.

        Raises:
            ReaderError: it does.
        """
        if key in self and before in (None, self.records[key]):
            raise ReaderError(NOT_CHANGED)

    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """Return the annotations of store and file by id."""
        stored = self._store.annotations
        return _Overlay(stored, self.records) if self.records else stored

    def anchored(self) -> Iterator[AnchoredAnnotation]:
        """Yield those that are no replies, with their positions."""
        for key, record in self.records.items():
            if key in self and not record.reply_to:
                yield self.anchor(key)

    def anchor(self, key: str) -> AnchoredAnnotation:
        """Return one of them, that is no reply, with its position."""
        record = self.records[key]
        target = record.target
        start, end = (target.start, target.end) if target else (-1, -1)
        return AnchoredAnnotation(record, start, end, is_embedded=True)


def _is_gone(stored: Annotation | None) -> bool:
    return stored is None or stored.deleted is not None


class _Overlay(Mapping[str, Annotation]):
    """The annotations of the store, and below them those of the file."""

    def __init__(
        self, stored: Mapping[str, Annotation], embedded: Mapping[str, Annotation]
    ) -> None:
        self._stored, self._embedded = stored, embedded

    def __getitem__(self, key: str) -> Annotation:
        found = self._stored.get(key)
        if found is None or (found.deleted and key in self._embedded):
            return self._embedded[key]
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._stored
        yield from (key for key in self._embedded if key not in self._stored)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def make_records(text: Text, embedded: Sequence[EmbeddedAnnotation]) -> dict[str, Annotation]:
    """Return records of the annotations of a file, by id, in the order of the file.

    A reply belongs to the annotation that its thread began with, and has its range. If that one is
    resolved, all of its thread is.
    """
    seen: Counter[str] = Counter()
    records: dict[str, Annotation] = {}
    roots: list[Annotation] = []  # the one that the thread of each began with
    for one in embedded:
        number = -1 if one.reply_to is None else one.reply_to
        answered = roots[number] if 0 <= number < len(roots) else None
        target = answered.target if answered else _target(text, one.start, one.end)
        resolved = one.resolved or bool(answered and answered.resolved)
        author, created = " ".join(one.author.split()), one.created[:40]
        words = target.exact if target else ""
        facts = (answered.id if answered else "", one.kind, author, created, words, one.note)
        seen[name := "\0".join(facts)] += 1
        record = Annotation(
            id=_id(f"{name}\0{seen[name]}"),
            target=target,
            colour=one.colour if one.colour in COLOURS else COLOUR,
            note=one.note,
            creator=author,
            created=created,
            modified=created,
            reply_to=answered.id if answered else None,
            resolved=(created or "resolved") if resolved else None,
        )
        records[record.id] = record
        roots.append(answered or record)
    return records


def _with_known_ids(records: dict[str, Annotation], store: Store) -> dict[str, Annotation]:
    """Return the records with the ids of those of the store that an export wrote into the file."""
    stored = store.annotations
    new = {key: comment_of(one, {}) for key, one in records.items() if key not in stored}
    others = (one for key, one in stored.items() if key not in records)
    known = match_known(new, others, store.annotators) if new else {}
    if not known:
        return records
    renamed = (
        replace(
            one,
            id=known.get(one.id, one.id),
            reply_to=known.get(one.reply_to, one.reply_to) if one.reply_to else None,
        )
        for one in records.values()
    )
    return {one.id: one for one in renamed}


def _id(name: str) -> str:
    """Return a UUID of version 8 (RFC 9562, 5.8) that is made of a name: the same each time."""
    from hashlib import sha256

    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    variant = "89ab"[int(digest[16], 16) % 4]
    parts = (digest[:8], digest[8:12], f"8{digest[13:16]}", f"{variant}{digest[17:20]}")
    return "-".join([*parts, digest[20:32]])


def _target(text: Text, start: int, end: int) -> Target | None:
    """Return the target of a range; of a place without words, that of the word nearest to it.

    None if there is no word: it is a note on the document then.
    """
    length = len(text)
    start, end = max(0, min(start, length)), max(0, min(end, length))
    if text.slice(start, end).strip():
        return make_target(text, start, end)
    first = max(0, start - _WORD_REACH)
    around = text.slice(first, min(length, start + _WORD_REACH))
    words = [(first + word.start(), first + word.end()) for word in _WORD.finditer(around)]
    if not words:
        return None
    # Of two, the word before: a comment mark stands behind what it is about.
    begin, finish = min(words, key=lambda word: max(start - word[1], word[0] - start, 0))
    return make_target(text, begin, finish)
