"""Selectors of the Web Annotation model, which several formats share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from readerapp.sharing.imports.imported import mapping, offset, text

_DEEPEST = 8

# A text fragment (https://wicg.github.io/scroll-to-text-fragment/) that names all of its words;
# one that names only both ends of them has a comma between.
_FRAGMENT = ":~:text="
_fragment = re.compile(r"(?:([^,&]*)-,)?([^,&-]+)(?:,-([^,&]*))?(?:&|$)")


class Passage(NamedTuple):
    """Words with their context and offsets (code points), as far as a target names them."""

    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None


def passage(target: object) -> Passage:
    """The passage that a target means; of several targets the first with words counts."""
    for candidate in target if isinstance(target, list) else [target]:
        selectors = list(_selectors(mapping(candidate).get("selector"), _DEEPEST))
        for quote in selectors:
            if _is(quote, "TextQuoteSelector") and (exact := text(quote.get("exact"))):
                around = text(quote.get("prefix")), text(quote.get("suffix"))
                return Passage(exact, *around, *_position(selectors))
        for fragment in selectors:
            written = text(fragment.get("value")).partition(_FRAGMENT)[2]
            if found := _fragment.match(written):
                before, exact, after = (unquote(part or "") for part in found.groups())
                return Passage(exact, before, after)
    return Passage()


def _position(selectors: list[Mapping[str, Any]]) -> tuple[int | None, int | None]:
    for selector in selectors:
        if _is(selector, "TextPositionSelector"):
            start = offset(selector.get("start"))
            if start is not None:
                return start, offset(selector.get("end"))
    return None, None


def _is(selector: Mapping[str, Any], kind: str) -> bool:
    kinds = selector.get("type")
    return kind in (kinds if isinstance(kinds, list) else [kinds])


def _selectors(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    """All selectors, those that refine another before it: they are the narrower ones."""
    for item in value if isinstance(value, list) else [value]:
        selector = mapping(item)
        if selector and depth:
            yield from _selectors(selector.get("refinedBy"), depth - 1)
            yield selector
