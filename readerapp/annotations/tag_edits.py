"""Tag edits: rename, merge and remove tags of annotations, as edits to save.

Tags form a tree: ``place/harbour`` is below ``place``. What is done to a tag is done to those below
it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from readerapp.annotations.change import Change, validate_tags
from readerapp.annotations.session_edits import SessionEdits
from readerapp.annotations.speaker_edits import Edit
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation
from readerapp.text.phrases import count_noun


def clean_tag(name: str) -> str:
    """Return a tag with normalised white space and levels.

    Raises:
        ReaderError: it is empty, or has a comma, which separates tags where they are typed.

    >>> clean_tag(" place /  old harbour/")
    'place/old harbour'
    """
    if "," in name:
        raise ReaderError("A tag cannot contain a comma")
    levels = [" ".join(level.split()) for level in name.split("/")]
    if not any(levels):
        raise ReaderError("A tag needs a name · type one or press Esc")
    return "/".join(filter(None, levels))


def moved_tag(tag: str, before: str, after: str) -> str:
    """Return what a tag is called when `before` is renamed to `after`.

    >>> moved_tag("place/harbour", "place", "site"), moved_tag("placebo", "place", "site")
    ('site/harbour', 'placebo')
    """
    if tag == before or tag.startswith(f"{before}/"):
        return after + tag[len(before) :]
    return tag


def rename_tag(annotations: Iterable[Annotation], before: str, after: str) -> list[Edit]:
    """Return the edits that rename a tag; an annotation that has both names has one afterwards."""
    return _edits(annotations, lambda tag: [moved_tag(tag, before, after)])


def remove_tag(annotations: Iterable[Annotation], tag: str) -> list[Edit]:
    """Return the edits that take a tag, and those below it, off all annotations."""
    return _edits(annotations, lambda one: [one] if moved_tag(one, tag, "\0") == one else [])


class TagEdits(SessionEdits):
    """The part of a session that changes the tags of all annotations of the document."""

    def rename_tag(self, before: str, after: str) -> Change:
        """Rename a tag, and those below it, in all annotations; an existing tag is merged.

        Raises:
            ReaderError: the new name is empty or has a comma.
        """
        after = clean_tag(after)
        with self._lock:
            annotations = list(self.store.annotations.values())
            edits = rename_tag(annotations, before, after)
            merges = any(after in one.tags and not one.deleted for one in annotations)
            where = count_noun(len(edits), "highlight")
            sentence = f"Renamed tag {before} to {after} in {where}"
            if merges and after != before:
                sentence = f"Merged tag {before} into {after} in {where}"
            return self._commit(sentence, edits, label=f"tag {before}")

    def remove_tag(self, tag: str) -> Change:
        """Take a tag, and those below it, off all annotations."""
        with self._lock:
            edits = remove_tag(self.store.annotations.values(), tag)
            where = count_noun(len(edits), "highlight")
            return self._commit(f"Tag {tag} removed from {where}", edits, label=f"tag {tag}")


def _edits(annotations: Iterable[Annotation], change: Callable[[str], Iterable[str]]) -> list[Edit]:
    """Return the edits that replace each tag by what `change` makes of it."""
    edits: list[Edit] = []
    for one in annotations:
        if one.deleted or not one.tags:
            continue
        tags = validate_tags(new for tag in one.tags for new in change(tag))
        if tags != one.tags:
            edits.append((one, replace(one, tags=tags)))
    return edits
