"""The words of a note that is written in HTML.

`html.parser` and libxml2 take quadratic time where tags or attributes are not closed, and a note
needs none of what they repair. Here each character is looked at a few times at most.
"""

from __future__ import annotations

import re
from html import unescape

# No alternative goes beyond the next "<", so that tags that are never closed cost their length.
_tag = re.compile(
    r"""<(?:/?+(?P<name>[A-Za-z][^\s<>/]*+)(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*|[!?/][^<>]*+)>"""
)
_LINES = frozenset(("p", "br", "div", "li", "blockquote"))
"""Elements that begin on a line of their own."""
_number = re.compile(r"&#(?:[xX][0-9a-fA-F]{8,}+|[0-9]{8,}+);?")
"""References beyond Unicode, which `unescape` takes for numbers of any size."""


def words(html: str) -> str:
    """The text of `html`, a line for each paragraph, without tags, comments and references."""
    text = _tag.sub(_line, _uncommented(html))
    return unescape(_number.sub("\ufffd", text)).strip()


def _line(tag: re.Match[str]) -> str:
    opens = not tag[0].startswith("</")
    return "\n" if opens and (tag["name"] or "").casefold() in _LINES else ""


def _uncommented(html: str) -> str:
    """`html` without comments; one that is not closed goes to the end."""
    pieces = []
    end = 0
    while (start := html.find("<!--", end)) >= 0:
        pieces.append(html[end:start])
        closed = html.find("-->", start + 4)
        if closed < 0:
            return "".join(pieces)
        end = closed + 3
    return "".join([*pieces, html[end:]])
