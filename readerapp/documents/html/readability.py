"""Readability: find the element of a web page that holds the article, and clean the article.

Paragraphs give points to the elements that contain them, for their length and their commas; class
names add or subtract some, links subtract many. The best element is the article, with siblings
that score like it. If little is left, the page is tried again with fewer rules. Then forms, share
boxes, lists of links and empty frames are removed from the article.

Source of the algorithm, the rules and their figures: Mozilla's Readability,
https://github.com/mozilla/readability (Apache-2.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readerapp.documents.html.article_cleaning import (
    HEADINGS,
    Rules,
    clean_article,
    collapsed_text,
    find_commas,
    link_density,
    name_weight,
    nearest_ancestor,
)
from readerapp.documents.html.visibility import HiddenElements, is_shadow_root

if TYPE_CHECKING:
    from lxml.html import HtmlElement


WORDLESS_TAGS = {
    "script", "style", "noscript", "template", "head", "link", "meta", "title", "svg", "iframe",
    "object", "embed", "button", "input", "select", "textarea", "canvas", "audio", "video",
}  # fmt: skip
"""Elements without words for readers."""

_PHRASE = 25
"""Code points of text from which on an element is no label or icon."""


def next_element(
    node: HtmlElement, root: HtmlElement, *, inside: bool = True
) -> HtmlElement | None:
    """Return the element after `node` in document order, None at the end of `root`.

    With `inside` false, the descendants of `node` are skipped.
    """
    if inside and len(node):
        return node[0]
    at: HtmlElement | None = node
    while at is not None and at is not root:
        if (beside := at.getnext()) is not None:
            return beside
        at = at.getparent()
    return None


def remove_element(node: HtmlElement, root: HtmlElement) -> HtmlElement | None:
    """Remove an element but not the words after it; return the element that follows."""
    after = next_element(node, root, inside=False)
    if node.getparent() is not None:
        node.drop_tree()
    return after


_LONG_ENOUGH = 500
"""Code points from which on an article is accepted."""
_CANDIDATES = 5
"""Candidates that are compared."""

_unlikely = re.compile(
    r"-ad-|ai2html|banner|breadcrumbs|combx|comment|community|cover-wrap|disqus|extra|footer|gdpr|"
    r"header|legends|menu|related|remark|replies|rss|shoutbox|sidebar|skyscraper|social|sponsor|"
    r"supplemental|ad-break|agegate|pagination|pager|popup|yom-remote|cookie|consent|newsletter",
    re.IGNORECASE,
).search
_likely = re.compile(r"and|article|body|column|content|main|mathjax|shadow", re.IGNORECASE).search
_byline = re.compile(r"byline|author|dateline|writtenby|p-author", re.IGNORECASE).search
_sentence = re.compile(r"\.(?: |$)").search
_UNLIKELY_ROLES = {
    "menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog"
}  # fmt: skip
_SCORED_TAGS = {"section", "h2", "h3", "h4", "h5", "h6", "p", "td", "pre"}
_CONTAINER_TAGS = {"div", "section", "header", "h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCK_TAGS = {"blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul"}
_INLINE_TAGS = {
    "abbr", "audio", "b", "bdo", "br", "cite", "code", "data", "dfn", "em", "embed", "i", "img",
    "kbd", "label", "mark", "math", "meter", "object", "output", "progress", "q", "ruby", "samp",
    "small", "span", "strong", "sub", "sup", "time", "var", "wbr", "font",
}  # fmt: skip
_POINTS = {
    **dict.fromkeys(("div",), 5),
    **dict.fromkeys(("pre", "td", "blockquote"), 3),
    **dict.fromkeys(("address", "ol", "ul", "dl", "dd", "dt", "li", "form"), -3),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "th"), -5),
}


@dataclass(slots=True)
class Article:
    """The elements of an article in order, and its author if the page names one."""

    parts: list[HtmlElement] = field(default_factory=list)
    byline: str = ""

    @property
    def length(self) -> int:
        """Return the number of code points of its words."""
        return sum(len(collapsed_text(part)) for part in self.parts)


def find_article(page: HtmlElement, title: str) -> Article:
    """Find the article of a parsed page, which is not changed; `title` is not repeated in it."""
    best = Article()
    for rules in (
        Rules(),
        Rules(unlikely=False),
        Rules(unlikely=False, weigh=False),
        Rules(unlikely=False, weigh=False, clean=False),
    ):
        article = _attempt(deepcopy(page), title, rules)
        if article.length >= _LONG_ENOUGH:
            return article
        if article.length > best.length:
            best = article
    return best


def _attempt(page: HtmlElement, title: str, rules: Rules) -> Article:
    """Find and clean the article with the given rules; `page` is changed."""
    body = page.find("body")
    if body is None:
        return Article()
    article = Article()
    _join_breaks(body)
    scored = _remove_unlikely(body, title, rules, article)
    scores = _score(scored, rules)
    ranked = sorted(scores, key=lambda each: -scores[each])[:_CANDIDATES]
    top = ranked[0] if ranked else body
    if top.tag != "body":
        top = _common_ancestor(top, ranked, scores)
    article.parts = [top] if top.tag == "body" else list(_with_siblings(top, scores))
    for part in article.parts:
        clean_article(part, rules)
    return article


def _join_breaks(body: HtmlElement) -> None:
    """Make a paragraph of what follows two line breaks in a row."""
    for one in list(body.iter("br")):
        parent, following = one.getparent(), one.getnext()
        if parent is None or (one.tail or "").strip():
            continue
        if following is None or following.tag != "br":
            continue
        while following is not None and following.tag == "br" and not (one.tail or "").strip():
            one.tail = following.tail
            parent.remove(following)
            following = one.getnext()
        one.tag = "p"
        one.text, one.tail = one.tail, None
        while following is not None and (following.tag in _INLINE_TAGS or following.tag == "a"):
            if following.tag == "br" and not (following.tail or "").strip():
                after = following.getnext()
                if after is not None and after.tag == "br":
                    break
            one.append(following)
            following = one.getnext()
        if parent.tag == "p":
            parent.tag = "div"


def _remove_unlikely(
    body: HtmlElement, title: str, rules: Rules, article: Article
) -> list[HtmlElement]:
    """Remove what is not part of the article, and return the elements to score.

    Bare words become paragraphs. The byline goes to `article`; it and the first heading that
    repeats the title are removed.
    """
    scored: list[HtmlElement] = []
    node: HtmlElement | None = body
    hidden = HiddenElements(body)
    titled = False
    while node is not None:
        if node is not body and _is_left_out(node, rules, hidden):
            node = remove_element(node, body)
            continue
        if not article.byline and _is_byline(node):
            article.byline = " ".join(collapsed_text(node).split())
            node = remove_element(node, body)
            continue
        if (
            not titled
            and title
            and node.tag in ("h1", "h2")
            and _is_same_title(title, collapsed_text(node))
        ):
            titled = True
            node = remove_element(node, body)
            continue
        if (
            node.tag in _CONTAINER_TAGS
            and not collapsed_text(node)
            and not list(node.iter("img", "table"))
        ):
            node = remove_element(node, body)
            continue
        if node.tag in _SCORED_TAGS:
            scored.append(node)
        if node.tag == "div":
            _wrap_phrases(node)
            only = _only_paragraph(node)
            if only is not None and link_density(node) < 0.25:
                node.tag = "p"
                only.drop_tag()
                scored.append(node)
            elif not any(True for _ in _blocks_in(node)):
                node.tag = "p"
                scored.append(node)
        node = next_element(node, body)
    return scored


def _is_left_out(node: HtmlElement, rules: Rules, hidden: HiddenElements) -> bool:
    """Return whether to remove an element: it is invisible, or unlikely to be in an article."""
    if node.tag in WORDLESS_TAGS or node.tag == "nav" or not isinstance(node.tag, str):
        return not _says_more(node)
    if node in hidden:
        return True
    names = f"{node.get('class', '')} {node.get('id', '')}"
    if node.get("aria-hidden") == "true" and "fallback-image" not in names:
        return True
    if node.get("aria-modal") == "true" and node.get("role") == "dialog":
        return True
    if not rules.unlikely or node.tag in ("body", "a"):
        return False
    if _unlikely(names) and not _likely(names):
        return nearest_ancestor(node, "table", "code") is None
    return node.get("role") in _UNLIKELY_ROLES


def _says_more(node: HtmlElement) -> bool:
    """Return whether an element that is mostly wordless has words of the article."""
    if node.tag == "button":  # it opens and closes what is below its heading
        return nearest_ancestor(node, *HEADINGS, "dt", "summary") is not None
    if node.tag == "object":
        return len(collapsed_text(node)) >= _PHRASE
    if node.tag == "svg":
        words = sum(len(collapsed_text(each)) for each in node.iter("text"))
        return words >= _PHRASE and nearest_ancestor(node, "a", "button") is None
    return is_shadow_root(node)


def _is_byline(node: HtmlElement) -> bool:
    """Return whether an element is the byline, by its names and its length."""
    names = f"{node.get('class', '')} {node.get('id', '')}"
    named = node.get("rel") == "author" or "author" in node.get("itemprop", "") or _byline(names)
    return bool(named) and 0 < len(collapsed_text(node)) < 100


def _is_same_title(title: str, heading: str) -> bool:
    """Return whether a heading repeats the title, in at least three quarters of its letters."""
    words, said = re.findall(r"\w+", title.lower()), re.findall(r"\w+", heading.lower())
    if not words or not said:
        return False
    new = [word for word in said if word not in words]
    return 1 - len(" ".join(new)) / len(" ".join(said)) > 0.75


def _wrap_phrases(div: HtmlElement) -> None:
    """Wrap words directly in a division in paragraphs."""
    paragraph: HtmlElement | None = None
    if (div.text or "").strip():
        paragraph = div.makeelement("p")
        paragraph.text, div.text = div.text, None
        div.insert(0, paragraph)
    for child in list(div)[0 if paragraph is None else 1 :]:
        if _is_phrase(child) and (paragraph is not None or child.tag != "br"):
            if paragraph is None:
                paragraph = div.makeelement("p")
                child.addprevious(paragraph)
            paragraph.append(child)
        else:
            words, child.tail = child.tail, None
            paragraph = None
            if (words or "").strip():
                paragraph = div.makeelement("p")
                paragraph.text = words
                child.addnext(paragraph)


def _is_phrase(node: HtmlElement) -> bool:
    """Return whether an element is inline content."""
    if node.tag in ("a", "del", "ins"):
        return all(each.tag in _INLINE_TAGS or each.tag == "a" for each in node.iterdescendants())
    return node.tag in _INLINE_TAGS


def _only_paragraph(node: HtmlElement) -> HtmlElement | None:
    """Return the paragraph that is the only content of an element, or None."""
    only = len(node) == 1 and node[0].tag == "p" and not (node.text or "").strip()
    return node[0] if only and not (node[0].tail or "").strip() else None


def _blocks_in(node: HtmlElement) -> Iterator[HtmlElement]:
    return (each for each in node.iterdescendants() if each.tag in _BLOCK_TAGS)


def _score(scored: list[HtmlElement], rules: Rules) -> dict[HtmlElement, float]:
    """Return the points of the elements that contain paragraphs."""
    scores: dict[HtmlElement, float] = {}
    for node in scored:
        text = collapsed_text(node)
        if len(text) < 25 or node.getparent() is None:
            continue
        points = 1 + len(find_commas(text)) + 1 + min(len(text) // 100, 3)
        for level, holder in zip(range(5), node.iterancestors(), strict=False):
            if holder.tag == "html":
                break
            if holder not in scores:
                scores[holder] = _POINTS.get(holder.tag, 0) + name_weight(holder, rules)
            scores[holder] += points / (1 if level == 0 else 2 if level == 1 else level * 3)
    return {node: score * (1 - link_density(node)) for node, score in scores.items()}


def _common_ancestor(
    top: HtmlElement, ranked: list[HtmlElement], scores: dict[HtmlElement, float]
) -> HtmlElement:
    """Return the ancestor of the best candidate that also contains the candidates like it."""
    rivals = [each for each in ranked[1:] if scores[each] >= 0.75 * scores[top]]
    if len(rivals) >= 3:
        for holder in top.iterancestors():
            if holder.tag == "body":
                break
            if sum(holder in each.iterancestors() for each in rivals) >= 3:
                top = holder
                break
    last = scores.get(top, 0.0)
    least = last / 3
    for holder in top.iterancestors():
        if holder.tag == "body":
            break
        score = scores.get(holder)
        if score is None:
            continue
        if score < least:
            break
        if score > last:
            top = holder
            break
        last = score
    while (parent := top.getparent()) is not None and parent.tag != "body" and len(parent) == 1:
        top = parent
    return top


def _with_siblings(top: HtmlElement, scores: dict[HtmlElement, float]) -> Iterator[HtmlElement]:
    """Yield the best element and the siblings that belong to it."""
    least = max(10.0, scores.get(top, 0.0) * 0.2)
    parent = top.getparent()
    assert parent is not None
    for each in parent:
        bonus = 0.0
        if each.get("class") and each.get("class") == top.get("class"):
            bonus = scores.get(top, 0.0) * 0.2
        if each is top or (each in scores and scores[each] + bonus >= least):
            yield each
        elif each.tag == "p":
            text, links = collapsed_text(each), link_density(each)
            if (len(text) > 80 and links < 0.25) or (
                0 < len(text) < 80 and links == 0 and _sentence(text)
            ):
                yield each
