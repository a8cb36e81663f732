"""Cleaning of an article: what does not belong to it is removed by its content and its names.

Forms, share boxes, lists of links and empty frames go; tables of data stay.

Source of the rules and their figures: Mozilla's Readability,
https://github.com/mozilla/readability (Apache-2.0).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_positive = re.compile(
    r"article|body|content|entry|hentry|h-entry|main|page|pagination|post|text|blog|story", re.I
).search
_negative = re.compile(
    r"-ad-|hidden|^hid$| hid$| hid |^hid |banner|combx|comment|com-|contact|footer|gdpr|masthead|"
    r"media|meta|outbrain|promo|related|scroll|share|shoutbox|sidebar|skyscraper|sponsor|shopping|"
    r"tags|widget",
    re.IGNORECASE,
).search
_PARAGRAPH = 100
"""Code points of bare words in an element from which on it is a paragraph rather than a label."""
_sharing = re.compile(r"(\b|_)(share|sharedaddy)(\b|_)", re.IGNORECASE).search
find_commas = re.compile(r"[,،﹐︐︑⹁⸴⸲，]").findall
_SHORT_ARTICLE = 500
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTENT_TAGS = (
    "span",
    "li",
    "td",
    "blockquote",
    "dl",
    "div",
    "img",
    "ol",
    "p",
    "pre",
    "table",
    "ul",
)
_DATA_TABLE_TAGS = ("col", "colgroup", "tfoot", "thead", "th")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one attempt.

    Attributes:
        unlikely: remove elements with names that are unlikely for an article.
        weigh: count the names of elements in their scores.
        clean: remove boxes from the article.
    """

    unlikely: bool = True
    weigh: bool = True
    clean: bool = True


def collapsed_text(node: HtmlElement) -> str:
    """Return the words of an element with white space collapsed."""
    return " ".join("".join(node.itertext()).split())


def name_weight(node: HtmlElement, rules: Rules) -> int:
    """Return the points for the class and the id of an element: up to 50, down to -50."""
    if not rules.weigh:
        return 0
    total = 0
    for name in (node.get("class"), node.get("id")):
        if name:
            total += (25 if _positive(name) else 0) - (25 if _negative(name) else 0)
    return total


def link_density(node: HtmlElement) -> float:
    """Return the share of an element's words that are links; links within the page count less."""
    length = len(collapsed_text(node))
    if not length:
        return 0.0
    linked = sum(
        len(collapsed_text(link)) * (0.3 if (link.get("href") or "").startswith("#") else 1)
        for link in node.iter("a")
    )
    return linked / length


def nearest_ancestor(node: HtmlElement, *tags: str) -> HtmlElement | None:
    """Return the nearest element around `node` with one of the tags, or None."""
    return next(node.iterancestors(*tags), None)


def clean_article(article: HtmlElement, rules: Rules) -> None:
    """Remove from an article what does not belong to it."""
    data_tables = {each for each in article.iter("table") if _is_data(each)}
    _clean_all(article, ("form", "fieldset"), rules, data_tables)
    for each in list(article.iter("footer", "aside")):
        if each is not article and not (each.get("role") or "").startswith("doc-"):
            each.drop_tree()
    for each in list(article.iterdescendants()):
        names = f"{each.get('class', '')} {each.get('id', '')}"
        if (
            _sharing(names)
            and len(collapsed_text(each)) < _SHORT_ARTICLE
            and each.getparent() is not None
        ):
            each.drop_tree()
    for each in list(article.iter("h1", "h2")):
        if name_weight(each, rules) < 0 and each is not article:
            each.drop_tree()
    _clean_all(article, ("table",), rules, data_tables)
    _clean_all(article, ("ul",), rules, data_tables)
    _clean_all(article, ("div",), rules, data_tables)


def _clean_all(
    article: HtmlElement, tags: tuple[str, ...], rules: Rules, data_tables: set[HtmlElement]
) -> None:
    """Remove the boxes with one of the tags from an article, except `data_tables`."""
    if not rules.clean:
        return
    for node in reversed(list(article.iterdescendants(*tags))):
        if node in data_tables or any(each in data_tables for each in node.iterancestors("table")):
            continue
        if nearest_ancestor(node, "code") is None and _is_box(node, rules):
            node.drop_tree()


def _is_box(node: HtmlElement, rules: Rules) -> bool:
    """Return whether an element looks like a box beside the article, by its content."""
    text = collapsed_text(node)
    own = name_weight(node, rules)
    if own < 0:
        return True
    if len(find_commas(text)) >= 10:
        return False
    length = len(text)
    is_list = node.tag in ("ul", "ol")
    if not is_list and length:
        listed = sum(len(collapsed_text(each)) for each in node.iterdescendants("ul", "ol"))
        is_list = listed / length > 0.9
    paragraphs = _count(node, "p")
    pictures = _count(node, "img")
    items = _count(node, "li") - 100
    inputs = _count(node, "input")
    embedded = _count(node, "object", "embed", "iframe")
    headings = sum(len(collapsed_text(each)) for each in node.iterdescendants(*HEADINGS)) / (
        length or 1
    )
    links = link_density(node)
    in_figure = nearest_ancestor(node, "figure") is not None
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
        or (
            pictures == 0 and (length < _PARAGRAPH or links > 0.5)
            and _text_density(node, length) == 0
        )
    )  # fmt: skip
    if is_list and box and all(len(child) <= 1 for child in node):
        return _count(node, "li") != pictures
    return box


def _text_density(node: HtmlElement, length: int) -> float:
    """Return the share of an element's words that are in the elements `_CONTENT_TAGS`."""
    return sum(len(collapsed_text(each)) for each in node.iterdescendants(*_CONTENT_TAGS)) / (
        length or 1
    )


def _count(node: HtmlElement, *tags: str) -> int:
    return sum(1 for _ in node.iterdescendants(*tags))


def _is_data(table: HtmlElement) -> bool:
    """Return whether a table holds data rather than the layout of a page."""
    if table.get("role") == "presentation" or table.get("datatable") == "0":
        return False
    if table.get("summary") or any(collapsed_text(each) for each in table.iterchildren("caption")):
        return True
    if next(table.iterdescendants(*_DATA_TABLE_TAGS), None) is not None:
        return True
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    columns = max((len(row) for row in rows), default=0)
    if len(rows) <= 1 or columns <= 1:
        return False
    return len(rows) >= 10 or columns > 4 or len(rows) * columns > 10
