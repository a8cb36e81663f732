"""Comments of a file that the store has as annotations, because an export wrote them there.

A comment in a file has no id that all programs keep. It is the annotation of the same person and
the same second, if its words or its note are the same too; without a time, if both are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readerapp.core.model import Annotation, Annotator
from readerapp.documents.file_marks import split_facts

_SECOND = len("2026-11-29T10:00:00")
"""Code points of a time up to its seconds: files have no fractions of them."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What identifies an annotation or a comment.

    Attributes:
        author: the name of the person who made it.
        created: when, as ISO 8601 in UTC.
        words: the words that it is about.
        note: its note.
        is_reply: whether it is a reply.
    """

    author: str
    created: str
    words: str
    note: str
    is_reply: bool

    @property
    def moment(self) -> tuple[str, str]:
        """Return the person and the second."""
        return _fold(self.author).casefold(), self.created[:_SECOND]


def comment_of(annotation: Annotation, annotators: Mapping[str, Annotator]) -> Comment:
    """Return what identifies an annotation.

    Args:
        annotation: the annotation.
        annotators: the annotators by id; a creator who is none of them is a name.
    """
    creator = annotators.get(annotation.creator)
    target = annotation.target
    return Comment(
        author=creator.name if creator else annotation.creator,
        created=annotation.created,
        words=target.exact if target else "",
        note=annotation.note,
        is_reply=bool(annotation.reply_to),
    )


def match_known(
    comments: Mapping[str, Comment],
    annotations: Iterable[Annotation],
    annotators: Mapping[str, Annotator],
) -> dict[str, str]:
    """Return which comments of a file are annotations of the store: their ids by those of the file.

    Args:
        comments: the comments by their ids in the file.
        annotations: the annotations of the store; one with the id of a comment is not looked at.
        annotators: the annotators of the store by id.
    """
    annotations = list(annotations)
    moments = {comment.moment for comment in comments.values() if comment.created}
    known: dict[tuple[str, str], list[tuple[str, Comment]]] = {}
    for annotation in annotations:
        comment = comment_of(annotation, annotators)
        if comment.moment in moments and annotation.id not in comments:
            known.setdefault(comment.moment, []).append((annotation.id, comment))
    matches: dict[str, str] = {}
    for key, comment in comments.items():
        candidates = known.get(comment.moment, ())
        likeness, best = max(
            ((_likeness(comment, one), number) for number, (_, one) in enumerate(candidates)),
            default=(0, 0),
        )
        if likeness:
            matches[key] = candidates[best][0]
            del known[comment.moment][best]
    matches |= _match_undated(comments, annotations, annotators, {*matches.values()})
    return matches


def _match_undated(
    comments: Mapping[str, Comment],
    annotations: Iterable[Annotation],
    annotators: Mapping[str, Annotator],
    taken: set[str],
) -> dict[str, str]:
    """Match comments of files that have no times: both words and note must be the same then."""
    undated = {key: one for key, one in comments.items() if not one.created}
    if not undated:
        return {}
    by_words: dict[str, list[tuple[str, Comment]]] = {}
    for annotation in annotations:
        if annotation.id not in taken and annotation.id not in comments:
            comment = comment_of(annotation, annotators)
            by_words.setdefault(_fold(comment.words), []).append((annotation.id, comment))
    matches: dict[str, str] = {}
    for key, comment in undated.items():
        words = split_facts(comment.note)[1].passage or comment.words
        for candidate in by_words.get(_fold(words), ()):
            is_by = not comment.author or comment.moment[0] == candidate[1].moment[0]
            if is_by and _likeness(comment, candidate[1]) == _SAME:
                matches[key] = candidate[0]
                by_words[_fold(words)].remove(candidate)
                break
    return matches


_SAME = 3
"""The likeness of a comment and an annotation whose notes and words are the same."""


def _likeness(comment: Comment, annotation: Comment) -> int:
    """Return how alike a comment of a file and an annotation are; 0 if nothing is the same.

    Some programs lose what a reply answers: its note counts then.
    """
    note, facts = split_facts(comment.note)
    words = facts.passage or comment.words
    same_note = _fold(annotation.note) in (_fold(note), _fold(comment.note))
    same_words = _fold(annotation.words) == _fold(words) and comment.is_reply == annotation.is_reply
    return 2 * same_note + same_words


def _fold(text: str) -> str:
    """Return a text with one space for any white space."""
    return " ".join(text.split())
