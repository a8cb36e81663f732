"""Reading item after item, so that a bad one costs itself only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from readerapp.model import ReaderError
from readerapp.sharing.imports.imported import Batch, Imported
from readerapp.text.counting import counted

_TOLD = 20  # problems said one by one; the rest is counted


def collect(
    format: str,  # noqa: A002 - the word of Batch
    values: Iterable[Any],
    parse: Callable[[Any], Imported | None],
) -> Batch:
    """The batch of what `parse` makes of each value.

    `parse` returns None for what is no annotation (a bookmark, say), and raises ReaderError for
    what it cannot use. Of two items with one id the later stays; it is told if they differ.
    """
    items: dict[str, Imported] = {}
    problems: list[str] = []
    replaced = 0
    for number, value in enumerate(values, 1):
        try:
            item = parse(value)
        except ReaderError as error:
            problems.append(f"Item {number} was left out: {error}")
            continue
        if item is not None:
            replaced += items.pop(item.id, item) != item
            items[item.id] = item
    if len(problems) > _TOLD:
        rest = len(problems) - _TOLD
        problems[_TOLD:] = [f"{rest} more items were left out for reasons like these."]
    if replaced:
        those = counted(replaced, "annotation")
        problems.append(f"Of {those} there is a later one with the same id; that one counts.")
    return Batch(format=format, items=tuple(items.values()), problems=tuple(problems))
