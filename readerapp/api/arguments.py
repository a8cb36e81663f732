"""Arguments of the Python interface that may be one thing or several."""

from __future__ import annotations

from collections.abc import Iterable

from readerapp.annotations import field_edits
from readerapp.annotations.field_edits import Decide
from readerapp.api.records import Annotation

Ids = str | Annotation | Iterable[str | Annotation]
"""One or several annotations, or their ids; for a library also beginnings of ids."""


def list_ids(annotations: Ids) -> list[str]:
    """Return the ids of one or several annotations, each once."""
    if isinstance(annotations, (str, Annotation)):
        annotations = (annotations,)
    ids = (one if isinstance(one, str) else one.id for one in annotations)
    return list(dict.fromkeys(ids))


def decide_tags(
    add: str | Iterable[str], remove: str | Iterable[str], only: str | Iterable[str] | None
) -> Decide:
    """Return the edit that changes tags; a string is one tag, and not a list of letters."""
    return field_edits.edit_tags(
        add=list_tags(add), remove=list_tags(remove), only=None if only is None else list_tags(only)
    )


def list_tags(tags: str | Iterable[str]) -> list[str]:
    """Return tags as a list; a string is one tag."""
    return [tags] if isinstance(tags, str) else list(tags)
