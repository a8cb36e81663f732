"""Reading item after item, so that a bad one costs itself only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from readerapp.model import ReaderError
from readerapp.sharing.imports.identity import Copies
from readerapp.sharing.imports.imported import Batch, Imported
from readerapp.text.counting import counted

_TOLD = 20  # problems said one by one; the rest is counted
_MOST_WORDS = 64 * 2**20  # characters of quotations and notes: a small file may repeat a long one


def collect(
    format: str,  # noqa: A002 - the word of Batch
    values: Iterable[Any],
    parse: Callable[[Any], Imported | None],
) -> Batch:
    """The batch of what `parse` makes of each value.

    `parse` returns None for what is no annotation (a bookmark, say), and raises ReaderError for
    what it cannot use. Of two items with one id the later stays; it is told if they differ.

    Raises:
        ReaderError: the quotations and notes together are too long to be kept.
    """
    items: dict[str, Imported] = {}
    problems: list[str] = []
    replaced = length = 0
    copies = Copies()
    for number, value in enumerate(values, 1):
        try:
            item = parse(value)
        except ReaderError as error:
            problems.append(f"Item {number} was left out: {error}")
            continue
        if item is not None:
            length += len(item.exact) + len(item.note)
            if length > _MOST_WORDS:
                limit = f"{_MOST_WORDS >> 20} million characters"
                raise ReaderError(f"Its quotations and notes are longer than {limit} together.")
            item = copies.told_apart(item)
            replaced += items.pop(item.id, item) != item
            items[item.id] = item
    if len(problems) > _TOLD:
        rest = len(problems) - _TOLD
        problems[_TOLD:] = [f"{rest} more items were left out for reasons like these."]
    if replaced:
        those = counted(replaced, "annotation")
        problems.append(f"Of {those} there is a later one with the same id; that one counts.")
    ids = {item.file_id: item.id for item in items.values() if item.file_id}
    joined = [
        replace(item, reply_to=ids[item.reply_to]) if item.reply_to in ids else item
        for item in items.values()
    ]
    return Batch(format=format, items=tuple(joined), problems=tuple(problems))
