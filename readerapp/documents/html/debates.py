"""Debates on web pages: parliamentary reports whose contributions are elements of their own.

The search for an article drops the names above the contributions: short lines with links. So a page
that marks its contributions is read from the element that holds them all.
"""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CLASSES = frozenset(
    ("contribution", "debate-item-contributiondebateitem", "debate-speech", "speech")
)
"""Classes of a contribution: hansard.parliament.uk, TheyWorkForYou, OpenAustralia."""
_NAMES = frozenset(("primary-text", "secondary-text"))
"""Classes of a name, and of constituency and party behind it, which belong on one line."""
_TOOLS = frozenset(("controls", "share", "share-button", "debate-speech__links"))
"""Classes of what a page offers to do with a contribution."""
_FEWEST = 3
"""Contributions that make a debate."""


def find_debate(page: HtmlElement) -> HtmlElement | None:
    """Return the element that holds the contributions of a debate; None if the page has none.

    >>> from lxml.html import fromstring
    >>> find_debate(fromstring("<main><p>No debate.</p></main>"))
    """
    found: list[HtmlElement] = []  # one may be inside another, as a frame and its contents
    for element in page.iter("div", "li", "section", "article"):
        is_inside = found and any(each is found[-1] for each in element.iterancestors())
        if not is_inside and _has_class(element, _CLASSES):
            found.append(element)
    if len(found) < _FEWEST:
        return None
    inside = set(found[-1].iterancestors())
    debate = next((each for each in found[0].iterancestors() if each in inside), None)
    for element in list(debate.iter("div", "ul", "a", "button")) if debate is not None else ():
        if _has_class(element, _NAMES):
            element.tag = "span"
            element.tail = f" {element.tail or ''}"
        elif _has_class(element, _TOOLS):
            element.drop_tree()
    return debate


def _has_class(element: HtmlElement, classes: Set[str]) -> bool:
    """Return whether an element has one of some classes."""
    return not classes.isdisjoint((element.get("class") or "").split())
