"""Marks of footnotes: short links that are raised, or said to be marks, and the ways back.

The anchors of marks and notes have the names by which `Document.anchors` leads from one to the
other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readerapp.documents.html.elements import tag_name
from readerapp.documents.html.parser import semantic_types

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NOTE, _MARK = "note-", "mark-"
_LONGEST = 12
"""Code points of the longest mark of a note."""
_note_sign = re.compile(
    r"[\[(]?(\d{1,4}[a-z]?|[^\w\s\[\]()↩↑←^]{1,3}|[a-z]|[ivxlc]{1,6})[\])]?"
).fullmatch
_names_note = re.compile(r"note|fnref|fnlink|(?:^|[\s_-])fn(?:$|[\s_-])", re.IGNORECASE).search
_is_return_sign = re.compile(r"[\[(]?(?:[↩↑⏎⤴⬆←^]\ufe0e?\s?)+[\])]?").fullmatch


def note_mark(link: Element) -> str | None:
    """Return the sign of the footnote that a link leads to; None if it leads to none.

    It is empty for a way back from a note, which has no words.
    """
    kinds = semantic_types(link)
    if "backlink" in kinds:
        return ""
    if "#" not in (link.get("href") or ""):
        return None
    said = " ".join("".join(map(str, link.itertext())).split())
    if _is_return_sign(said):
        return ""
    if not said or len(said) > _LONGEST:
        return None
    if "noteref" in kinds or (_note_sign(said) and _looks_like_note_mark(link)):
        return said.strip("[]()")
    return None


def note_link(name: str) -> str:
    """Return the link to a footnote whose element has the anchor `name`."""
    return f"#{_NOTE}{name}"


def mark_anchor(name: str) -> str:
    """Return the name of the anchor of the mark of a footnote."""
    return f"{_MARK}{name}"


def set_note_anchors(anchors: dict[str, int]) -> None:
    """Set the anchors of the footnotes that have a mark, once all anchors are known."""
    marked = [name.removeprefix(_MARK) for name in anchors if name.startswith(_MARK)]
    anchors.update({f"{_NOTE}{name}": anchors[name] for name in marked if name in anchors})


def _looks_like_note_mark(link: Element) -> bool:
    """Return whether a short link is the mark of a footnote: raised, or named so."""
    parent = link.getparent()
    if any(tag_name(child) == "sup" for child in link) or (
        parent is not None and tag_name(parent) == "sup"
    ):
        return True
    return bool(_names_note(f"{link.get('class') or ''} {link.get('id') or ''}"))
