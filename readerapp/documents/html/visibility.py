"""Visibility: which elements of a page the author hid from readers.

Hidden are the attribute `hidden` (HTML 6.1), `display: none` and `visibility: hidden` in a style of
the element itself, `mso-hide: all` of Outlook, and text without height as in the preview texts of
newsletters. In a page without scripts, so do the rules of its `style` elements for one class or id.
`aria-hidden` says only that a screen reader passes over the element: without words it is a
decoration, and beside a formula it repeats the formula; else its words are on the screen.

Some hidden elements are read all the same: footnotes that open in a window, formulas that have a
picture for old programs, and what is most of the page, because a script would show it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_name, semantic_types

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

WORDLESS = {"script", "style", "template", "head", "title", "meta", "link"}
"""Elements whose text is never on the screen."""
HIDING_ATTRIBUTES = frozenset({"hidden", "style", "aria-hidden"})
"""Attributes by which an element may be hidden."""
_NOTES = {"footnote", "endnote", "rearnote", "note", "footnotes", "endnotes", "rearnotes"}
_hiding = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)\b", re.I
).search
_small = re.compile(
    r"(?<![\w-])(?:(max-height|max-width|height|width|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|em|%)?"
    r"|(font-size|line-height)\s*:\s*(?:0(?:px|pt|em|%)?|1px)|(overflow)\s*:\s*hidden)\s*(?=[;!]|\Z)",
    re.IGNORECASE,
).findall
_SMALL_ENOUGH = 3
"""Properties that together make an element too small to see; fewer are for layout."""
_comment = re.compile(r"/\*(?>(?:[^*]|\*(?!/))*)(?:\*/|\Z)|<!--|-->").sub
_brace = re.compile(r"[{}]").search
_is_one_name = re.compile(r"[.#][\w-]+").fullmatch
_SHEET_LENGTH = 200_000
"""Code points of a style sheet that are looked at."""
_STYLE_LENGTH = 4000
"""Code points of a style attribute that are looked at."""
_ARTICLE = 300
"""Code points from which on a hidden element may be what a script would show."""
_MOST, _NEARLY_ALL = 0.5, 0.9
"""Shares of a page's text: a hidden element with more is read, with a script or without."""
_has_words = re.compile(r"[^\W_]").search


class HiddenElements:
    """The elements of a page that are hidden; `in` asks for one.

    Attributes:
        attributes: an element without any of these attributes is not hidden.
    """

    def __init__(self, page: Element) -> None:
        self._page = page
        self._letters = -1  # not counted yet
        self._has_script = next(page.iter("{*}script"), None) is not None
        sheets = () if self._has_script else page.iter("{*}style")
        self._selectors = frozenset(
            selector
            for sheet in sheets
            for selector in hiding_selectors("".join(map(str, sheet.itertext())))
        )
        self.attributes = HIDING_ATTRIBUTES
        if self._selectors:
            self.attributes |= {"class", "id"}
        self._shown: list[Element] = []  # hidden elements that are most of the page; may be nested

    def __contains__(self, element: Element) -> bool:
        """Return whether an element is hidden, so that its words are left out."""
        if not (is_hidden(element) or (self._selectors and self._is_selected(element))):
            return False
        if len(self._shown) > 2:
            return True  # counting at every level would be quadratic
        if self._letters < 0:
            self._letters = _count_letters(self._page)
        count = _count_letters(element)
        least = (_MOST if self._has_script else _NEARLY_ALL) * self._letters
        if count >= _ARTICLE and count > least:
            self._shown.append(element)
            return False
        return True

    def _is_selected(self, element: Element) -> bool:
        """Return whether a style sheet of the page hides an element."""
        names = [f".{name}" for name in (element.get("class") or "").split()]
        if name := element.get("id"):
            names.append(f"#{name}")
        return not self._selectors.isdisjoint(names) and not semantic_types(element) & _NOTES


def hiding_selectors(sheet: str) -> set[str]:
    """Return the classes and ids that a style sheet hides on every screen, as it writes them.

    Rules for some media, and those with more than one class or id, are left out.

    >>> hiding_selectors(".a, p.b { display: none } @media print { .c { display: none } }")
    {'.a'}
    """
    plain = _comment("", sheet[:_SHEET_LENGTH])
    hidden: set[str] = set()
    at = 0
    while (opening := plain.find("{", at)) >= 0:
        head = plain[at:opening].rpartition(";")[2].strip()
        closing = plain.find("}", opening)
        if head.startswith("@"):  # its rules are skipped with it
            depth, at = 1, opening + 1
            while depth and (brace := _brace(plain, at)):
                depth += 1 if brace[0] == "{" else -1
                at = brace.end()
            if depth:
                break
            continue
        if closing < 0:
            break
        rule = plain[opening + 1 : closing]
        named = {each.strip() for each in head.split(",") if _is_one_name(each.strip())}
        if _hiding(rule):
            hidden |= named
        elif "display" in rule or "visibility" in rule:
            hidden -= named
        at = closing + 1
    return hidden


def is_hidden(element: Element) -> bool:
    """Return whether the author hid an element, as far as it and its style tell."""
    attributes = element.attrib
    if not attributes:
        return False
    hidden = "hidden" in attributes and attributes["hidden"] != "until-found"
    style = attributes.get("style")
    if hidden or (style and has_hiding_style(style)):
        return not (semantic_types(element) & _NOTES or _is_formula(element))
    return attributes.get("aria-hidden") == "true" and _is_decoration(element)


def has_words_outside(page: Element, tags: set[str]) -> bool:
    """Return whether a page has words outside elements with the tags, and those without words."""
    pieces = [page]
    while pieces:
        piece = pieces.pop()
        tag = local_name(piece).lower()
        if tag and tag not in tags and tag not in WORDLESS:
            if (piece.text or "").strip():
                return True
            pieces.extend(piece)
        if piece is not page and (piece.tail or "").strip():
            return True
    return False


def is_shadow_root(element: Element) -> bool:
    """Return whether a `template` is on the screen, as the shadow tree of its parent."""
    return element.get("shadowrootmode") is not None and local_name(element).lower() == "template"


def has_hidden_words(element: Element) -> bool:
    """Return whether a hidden element has words that are not on the screen elsewhere."""
    if element.get("aria-hidden") == "true" and "style" not in element.attrib:
        return False
    return any(_has_words(str(words)) for words in element.itertext())


def has_hiding_style(style: str) -> bool:
    """Return whether a style attribute hides its element.

    >>> has_hiding_style("display: none"), has_hiding_style("max-height: 90px")
    (True, False)
    """
    style = style[:_STYLE_LENGTH]
    return bool(_hiding(style)) or len({"".join(names) for names in _small(style)}) >= _SMALL_ENOUGH


def _is_formula(element: Element) -> bool:
    """Return whether an element holds a formula and nothing else."""
    math = next(element.iter("{*}math"), None)
    if math is None:
        return False
    return _count_letters(element) == _count_letters(math)


def _is_decoration(element: Element) -> bool:
    """Return whether an element that screen readers pass over has no words of its own."""
    if not any(_has_words(str(words)) for words in element.itertext()):
        return next(element.iter("{*}math"), None) is None
    return any(
        beside is not None and next(beside.iter("{*}math"), None) is not None
        for beside in (element.getprevious(), element.getnext())
    )


def _count_letters(element: Element) -> int:
    """Count the code points of an element's text on the screen, without outer white space."""
    count = 0
    for each in element.iter():
        if isinstance(each.tag, str):
            if each.text and local_name(each).lower() not in WORDLESS:
                count += len(each.text.strip())
            if each.tail and each is not element:
                count += len(each.tail.strip())
    return count
