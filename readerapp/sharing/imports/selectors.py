"""Selectors of the Web Annotation model, which several formats share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from readerapp.sharing.imports.imported import mapping, text

_DEEPEST = 8

# A text fragment (https://wicg.github.io/scroll-to-text-fragment/) that names all of its words;
# one that names only both ends of them has a comma between.
_fragment = re.compile(r":~:text=(?:([^,&]*)-,)?([^,&-]+)(?:,-([^,&]*))?(?:&|$)")


def quote_and_position(target: object) -> tuple[str, str, str, int | None]:
    """Words, prefix, suffix and start (code points) that a target names; empty if it does not.

    Of several targets the first with quoted words counts.
    """
    for candidate in target if isinstance(target, list) else [target]:
        selectors = list(_selectors(mapping(candidate).get("selector"), _DEEPEST))
        for quote in selectors:
            if _is(quote, "TextQuoteSelector") and (exact := text(quote.get("exact"))):
                starts = (s.get("start") for s in selectors if _is(s, "TextPositionSelector"))
                start = next((n for n in starts if type(n) is int and n >= 0), None)
                return exact, text(quote.get("prefix")), text(quote.get("suffix")), start
        for fragment in selectors:
            if found := _fragment.search(text(fragment.get("value"))):
                before, exact, after = (unquote(part or "") for part in found.groups())
                return exact, before, after, None
    return "", "", "", None


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
