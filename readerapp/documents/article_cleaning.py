"""What is taken out of an article: forms, boxes to share it, lists of links, empty frames.

Source of the rules and their figures: Mozilla's Readability (Apache-2.0), as in `article`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NEVER = {
    "script", "style", "noscript", "template", "head", "link", "meta", "title", "svg", "iframe",
    "object", "embed", "button", "input", "select", "textarea", "canvas", "audio", "video",
}  # fmt: skip
"""Elements without words for readers."""

_positive = re.compile(
    r"article|body|content|entry|hentry|h-entry|main|page|pagination|post|text|blog|story", re.I
).search
_negative = re.compile(
    r"-ad-|hidden|^hid$| hid$| hid |^hid |banner|combx|comment|com-|contact|footer|gdpr|masthead|"
    r"media|meta|outbrain|promo|related|scroll|share|shoutbox|sidebar|skyscraper|sponsor|shopping|"
    r"tags|widget",
    re.IGNORECASE,
).search
_sharing = re.compile(r"(\b|_)(share|sharedaddy)(\b|_)", re.IGNORECASE).search
_comma = re.compile(r"[,،﹐︐︑⹁⸴⸲，]").findall
_SHORT = 500
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_DENSE = ("span", "li", "td", "blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul")
_DATA = ("col", "colgroup", "tfoot", "thead", "th")


@dataclass(frozen=True, slots=True)
class Rules:
    """Which rules hold in an attempt: `unlikely` names go, names `weigh`, boxes are `clean`ed."""

    unlikely: bool = True
    weigh: bool = True
    clean: bool = True


def text_of(node: HtmlElement) -> str:
    """The words of an element, white space collapsed."""
    return " ".join("".join(node.itertext()).split())


def weight(node: HtmlElement, rules: Rules) -> int:
    """What the names of an element speak for or against it."""
    if not rules.weigh:
        return 0
    total = 0
    for name in (node.get("class"), node.get("id")):
        if name:
            total += (25 if _positive(name) else 0) - (25 if _negative(name) else 0)
    return total


def link_density(node: HtmlElement) -> float:
    """The share of its words that are links; those within the page count less."""
    length = len(text_of(node))
    if not length:
        return 0.0
    linked = sum(
        len(text_of(link)) * (0.3 if (link.get("href") or "").startswith("#") else 1)
        for link in node.iter("a")
    )
    return linked / length


def following(node: HtmlElement, root: HtmlElement, *, inside: bool = True) -> HtmlElement | None:
    """The element after `node` in the order of the document, not beyond `root`."""
    if inside and len(node):
        return node[0]
    at: HtmlElement | None = node
    while at is not None and at is not root:
        if (beside := at.getnext()) is not None:
            return beside
        at = at.getparent()
    return None


def remove(node: HtmlElement, root: HtmlElement) -> HtmlElement | None:
    """Take an element away, keep the words after it; the element that follows."""
    after = following(node, root, inside=False)
    if node.getparent() is not None:
        node.drop_tree()
    return after


def above(node: HtmlElement, *tags: str) -> HtmlElement | None:
    """The nearest element around `node` with one of the tags."""
    return next(node.iterancestors(*tags), None)


def clean(article: HtmlElement, rules: Rules) -> None:
    """Take out of an article what does not belong to it."""
    kept = {each for each in article.iter("table") if _is_data(each)}
    _clean_all(article, ("form", "fieldset"), rules, kept)
    for each in list(article.iter("footer", "aside")):
        if each is not article and not (each.get("role") or "").startswith("doc-"):
            each.drop_tree()
    for each in list(article.iterdescendants()):
        names = f"{each.get('class', '')} {each.get('id', '')}"
        if _sharing(names) and len(text_of(each)) < _SHORT and each.getparent() is not None:
            each.drop_tree()
    for each in list(article.iter("h1", "h2")):
        if weight(each, rules) < 0 and each is not article:
            each.drop_tree()
    _clean_all(article, ("table",), rules, kept)
    _clean_all(article, ("ul",), rules, kept)
    _clean_all(article, ("div",), rules, kept)


def _clean_all(
    article: HtmlElement, tags: tuple[str, ...], rules: Rules, kept: set[HtmlElement]
) -> None:
    if not rules.clean:
        return
    for node in reversed(list(article.iterdescendants(*tags))):
        if node in kept or any(each in kept for each in node.iterancestors("table")):
            continue
        if above(node, "code") is None and _is_box(node, rules):
            node.drop_tree()


def _is_box(node: HtmlElement, rules: Rules) -> bool:
    """Whether an element looks like a box beside the article, by what it holds."""
    text = text_of(node)
    own = weight(node, rules)
    if own < 0:
        return True
    if len(_comma(text)) >= 10:
        return False
    length = len(text)
    is_list = node.tag in ("ul", "ol")
    if not is_list and length:
        listed = sum(len(text_of(each)) for each in node.iterdescendants("ul", "ol"))
        is_list = listed / length > 0.9
    paragraphs = _count(node, "p")
    pictures = _count(node, "img")
    items = _count(node, "li") - 100
    inputs = _count(node, "input")
    embedded = _count(node, "object", "embed", "iframe")
    headings = sum(len(text_of(each)) for each in node.iterdescendants(*_HEADINGS)) / (length or 1)
    links = link_density(node)
    in_figure = above(node, "figure") is not None
    box = (
        (not in_figure and pictures > 1 and paragraphs / pictures < 0.5)
        or (not is_list and items > paragraphs)
        or inputs > paragraphs // 3
        or (
            not is_list and not in_figure and headings < 0.9 and length < 25
            and (pictures == 0 or pictures > 2) and links > 0
        )
        or (not is_list and own < 25 and links > 0.2)
        or (own >= 25 and links > 0.5)
        or (embedded == 1 and length < 75)
        or embedded > 1
        or (pictures == 0 and _dense(node, length) == 0)
    )  # fmt: skip
    if is_list and box and all(len(child) <= 1 for child in node):
        return _count(node, "li") != pictures
    return box


def _dense(node: HtmlElement, length: int) -> float:
    return sum(len(text_of(each)) for each in node.iterdescendants(*_DENSE)) / (length or 1)


def _count(node: HtmlElement, *tags: str) -> int:
    return sum(1 for _ in node.iterdescendants(*tags))


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data rather than the layout of a page."""
    if table.get("role") == "presentation" or table.get("datatable") == "0":
        return False
    if table.get("summary") or any(text_of(each) for each in table.iterchildren("caption")):
        return True
    if next(table.iterdescendants(*_DATA), None) is not None:
        return True
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    columns = max((len(row) for row in rows), default=0)
    if len(rows) <= 1 or columns <= 1:
        return False
    return len(rows) >= 10 or columns > 4 or len(rows) * columns > 10
