"""The tags of a document as a tree, with counts and definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TagNode:
    """A tag in the tree.

    Attributes:
        tag: the whole tag, as `place/harbour`.
        count: how many annotations have it, or a tag below it.
        definition: what it means; "" if nobody has said so.
    """

    tag: str
    count: int = 0
    definition: str = ""

    @property
    def name(self) -> str:
        """Return the last level of the tag."""
        return _parts(self.tag)[-1]

    @property
    def depth(self) -> int:
        """Return the number of levels above it."""
        return len(_parts(self.tag)) - 1


def levels(tag: str) -> list[str]:
    """Return a tag and all tags above it, the highest first.

    >>> levels("place/harbour/pier")
    ['place', 'place/harbour', 'place/harbour/pier']
    """
    parts = _parts(tag)
    return ["/".join(parts[:number]) for number in range(1, len(parts) + 1)]


def build_tag_tree(
    tags: Iterable[Iterable[str]], definitions: Mapping[str, str] | None = None
) -> list[TagNode]:
    """Return the tree, each tag followed by those below it, in alphabetical order.

    Args:
        tags: the tags of each annotation.
        definitions: the definitions by tag; these tags are in the tree even if nothing has them.
    """
    definitions = definitions or {}
    counts = dict.fromkeys((level for tag in definitions for level in levels(tag)), 0)
    for of_one in tags:
        for level in {level for tag in of_one for level in levels(tag)}:
            counts[level] = counts.get(level, 0) + 1
    order = sorted(counts, key=lambda tag: [(part.casefold(), part) for part in _parts(tag)])
    return [TagNode(tag, counts[tag], definitions.get(tag, "")) for tag in order]


def _parts(tag: str) -> list[str]:
    """Return the levels of a tag; one with an empty level, as an address, is a single level."""
    parts = tag.split("/")
    return parts if all(parts) else [tag]
