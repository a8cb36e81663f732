"""Reading of exports in HTML: classes of elements, and their words as parts of messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readerapp.documents.chat.model import MessagePart

Element = Any
"""An element of lxml, which has no types for HTML."""
_STYLES = {
    "a": "link",
    "b": "strong",
    "code": "code",
    "del": "strike",
    "em": "emphasis",
    "i": "emphasis",
    "pre": "code",
    "s": "strike",
    "strike": "strike",
    "strong": "strong",
}
_BLOCKS = frozenset("blockquote div h1 h2 h3 li ol p pre table tr ul".split())
_EDGE = MessagePart("\n", "edge")
_PRESERVED = frozenset(("chatlog__markdown-preserve", "preserve-whitespace"))
"""Classes of elements whose line breaks are shown."""
_NO_WORDS = frozenset(("script", "style", "svg"))


def classes(element: Element) -> list[str]:
    """Return the classes of an element; none for comments and the like."""
    return (element.get("class") or "").split() if isinstance(element.tag, str) else []


def find_class(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements below `element` that have the class `name`."""
    for each in element.iter("*"):
        if name in (each.get("class") or "").split() and each is not element:
            yield each


def first_of_class(element: Element, *names: str) -> Element | None:
    """Return the first element below `element` that has one of the classes."""
    for each in element.iter("*"):
        found = each.get("class")
        if found and each is not element and not frozenset(names).isdisjoint(found.split()):
            return each
    return None


class ClassIndex:
    """The elements below an element by their classes, found in one pass.

    Args:
        element: the element.
    """

    def __init__(self, element: Element) -> None:
        self.element = element
        self._found: dict[str, list[Element]] = {}
        for each in element.iter("*"):
            for name in (each.get("class") or "").split():
                self._found.setdefault(name, []).append(each)

    def all(self, name: str) -> list[Element]:
        """Return the elements of a class."""
        return self._found.get(name, [])

    def first(self, *names: str) -> Element | None:
        """Return the first element of the first of the classes that there is."""
        return next((self._found[name][0] for name in names if name in self._found), None)


def words_of(element: Element | None, without: str = "") -> str:
    """Return the words of an element on one line, but for those of the class `without`."""
    if element is None:
        return ""
    return " ".join("".join(part.words for part in html_parts(element, without)).split())


def html_parts(element: Element, without: str = "") -> Iterator[MessagePart]:
    """Yield the words of an element with their styles; each line as the page shows it.

    Args:
        element: the element.
        without: a class of elements whose words are left out; empty for none.
    """
    started = broken = False
    for part in _parts(element, without):
        if part is _EDGE:
            broken = started
        elif part.words:
            if broken and part.words.strip():
                yield MessagePart("\n")
                broken = False
            started = started or bool(part.words.strip())
            yield part


def _parts(element: Element, without: str) -> Iterator[MessagePart]:
    """Yield the words of an element, with `_EDGE` where a block begins or ends."""
    stack: list[tuple[Element | str, str, str]] = [(element, "", "")]
    while stack:
        node, kind, value = stack.pop()
        if isinstance(node, str):
            yield _EDGE if kind == _EDGE.kind else MessagePart(node, kind, value)
            continue
        tag = node.tag
        if not isinstance(tag, str) or tag in _NO_WORDS or (without and without in classes(node)):
            continue
        if tag == "br":
            yield MessagePart("\n")
            continue
        if tag == "img":
            yield MessagePart(node.get("alt") or "", kind, value)
            continue
        if style := _STYLES.get(tag, ""):
            kind, value = style, node.get("href") or "" if style == "link" else ""
        below: list[tuple[Element | str, str, str]] = []
        preserved = tag == "pre" or not _PRESERVED.isdisjoint(classes(node))
        if node.text:
            below.append((_spaced(node.text, preserved), kind, value))
        for child in node:
            below.append((child, kind, value))
            if child.tail:
                below.append((_spaced(child.tail, preserved), kind, value))
        if node is not element and tag in _BLOCKS:
            below = [("\n", "edge", ""), *below, ("\n", "edge", "")]
        stack.extend(reversed(below))


def _spaced(words: str, preserved: bool) -> str:
    """Return words with line breaks as spaces, unless they are shown as they are written."""
    return words if preserved else words.replace("\n", " ")
