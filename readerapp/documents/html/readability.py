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

from readerapp.documents.html.visibility import HiddenElements, is_shadow_root

if TYPE_CHECKING:
    from lxml.html import HtmlElement


WORDLESS_TAGS = {
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
_PHRASE = 25
"""Code points of text from which on an element is no label or icon."""
_PARAGRAPH = 100
"""Code points of bare words in an element from which on it is a paragraph rather than a label."""
_sharing = re.compile(r"(\b|_)(share|sharedaddy)(\b|_)", re.IGNORECASE).search
_commas = re.compile(r"[,،﹐︐︑⹁⸴⸲，]").findall
_SHORT_ARTICLE = 500
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
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
    if len(_commas(text)) >= 10:
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
    headings = sum(len(collapsed_text(each)) for each in node.iterdescendants(*_HEADINGS)) / (
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
        return nearest_ancestor(node, *_HEADINGS, "dt", "summary") is not None
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
        points = 1 + len(_commas(text)) + 1 + min(len(text) // 100, 3)
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
