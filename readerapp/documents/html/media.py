"""Pictures, drawings and other media of a page: the words that stand for them, or in them."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from readerapp.documents import limits
from readerapp.documents.html.parser import local_attribute, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LONGEST_SIGN = 8
"""Code points of the longest emoji."""
_is_file_name = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|avif)|(?=\S*\d)\S+[-_]\S+|\S+_\S+_\S+|https?:\S+",
    re.I,
).fullmatch
_names_picture = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|avif)(?:$|[?#])", re.I).search
_is_tiny = re.compile(r"\s*[01](?:\.0)?(?:px)?\s*", re.IGNORECASE).fullmatch
_KINDS = {"image": "picture", "audio": "audio", "video": "video"}
_DRAWN = {"image", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use"}
_WORDLESS_IN_SVG = {
    "style",
    "script",
    "metadata",
    "symbol",
    "clippath",
    "mask",
    "pattern",
    "marker",
}


def alternative_text(element: Element) -> str:
    """Return what stands for a picture, in one line; empty if nothing does.

    The name of the picture's file, which programs put there, says nothing.
    """
    words = element.get("alt") or element.get("aria-label") or ""
    words = " ".join(words.replace("\u00ad", "").split())
    if words.startswith("[") and words.endswith("]"):
        words = words[1:-1].strip()
    return "" if " " not in words and _is_file_name(words) else words


def is_picture_name(address: str) -> bool:
    """Return whether an address is that of a picture, by the end of its name."""
    return bool(_names_picture(address))


def is_spacer(element: Element) -> bool:
    """Return whether a picture is one dot, for layout or to count readers."""
    width, height = element.get("width"), element.get("height")
    return bool((width and _is_tiny(width)) or (height and _is_tiny(height)))


def is_sign(words: str) -> bool:
    """Return whether an alternative text is the picture itself: an emoji or another sign.

    >>> is_sign("🙂"), is_sign("map"), is_sign("10")
    (True, False, False)
    """
    return 0 < len(words) <= _LONGEST_SIGN and not any(
        unicodedata.category(sign)[0] in "LN" for sign in words
    )


def is_initial(image: Element, words: str) -> bool:
    """Return whether a picture is the first letter of the word that goes on after it."""
    tail = image.tail or ""
    return len(words) == 1 and words.isalpha() and tail[:1].isalpha()


def media_kind(element: Element, tag: str) -> str:
    """Return the noun for what an `object`, `embed`, `iframe`, `video` or `audio` shows."""
    if tag in ("audio", "video"):
        return tag
    kind = _KINDS.get((element.get("type") or "").partition("/")[0].lower())
    return kind or ("frame" if tag == "iframe" else "object")


def media_name(element: Element) -> str:
    """Return what a medium is called: its title, or the name of its file."""
    name = element.get("title") or element.get("aria-label") or element.get("alt")
    if name:
        return name
    source = element.get("src") or element.get("data") or ""
    for child in element:
        source = source or (child.get("src") or "" if local_name(child) == "source" else "")
    return file_name(source)


def file_name(address: str) -> str:
    """Return the last part of an address; empty for data and scripts in the address itself."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme in ("data", "javascript", "about", "blob"):
        return ""
    return unquote(posixpath.basename(parts.path.rstrip("/")), errors="replace")


def drawing_title(svg: Element) -> str:
    """Return the title and the description of a drawing, which stand for it."""
    parts = []
    for child in svg:
        if local_name(child) in ("title", "desc"):
            words = " ".join("".join(map(str, child.itertext())).split())
            if words and words not in parts:
                parts.append(words)
    if not parts and (label := svg.get("aria-label")):
        parts.append(label)
    return ". ".join(part.rstrip(".") for part in parts) if len(parts) > 1 else "".join(parts)


def is_drawing(svg: Element) -> bool:
    """Return whether there is something to see in an `svg` besides words."""
    return any(local_name(each) in _DRAWN for each in svg.iter())


def drawn_words(svg: Element) -> Iterator[str | Element]:
    """Yield the lines of text in a drawing, and each `foreignObject` in it, which holds HTML.

    Titles inside it, which browsers show at the mouse, are lines as well.
    """
    used = any(local_name(each).lower() in ("use", "textpath", "tref") for each in svg.iter())
    for child in svg:
        if local_name(child) not in ("title", "desc"):
            yield from _drawn_words(child, used, 0)


def _drawn_words(element: Element, used: bool, depth: int) -> Iterator[str | Element]:
    """Yield the lines of an element; those of definitions only if the drawing is `used`."""
    tag = local_name(element).lower()
    if not tag:
        return
    if depth > limits.DEPTH:
        yield " ".join(" ".join(map(str, element.itertext())).split())
    elif tag in ("text", "flowroot"):
        yield from _lines(element)
    elif tag in ("title", "desc"):
        yield " ".join("".join(map(str, element.itertext())).split())
    elif tag == "foreignobject":
        yield element
    elif tag == "switch":
        yield from (
            _drawn_words(next(iter(element), element), used, depth + 1) if len(element) else ()
        )
    elif tag not in _WORDLESS_IN_SVG and (used or tag != "defs"):
        for child in element:
            yield from _drawn_words(child, used, depth + 1)


def _lines(text: Element) -> Iterator[str]:
    """Yield the lines of an SVG `text`: a part with a position of its own begins a new one."""
    line = ""
    for words, placed in _pieces(text, 0):
        if placed and line.strip():
            yield " ".join(line.split())
            line = ""
        line += words
    if line.strip():
        yield " ".join(line.split())


def _pieces(element: Element, depth: int) -> Iterator[tuple[str, bool]]:
    """Yield the words in an SVG text, each with whether they have a position of their own."""
    yield element.text or "", False
    for child in element:
        tag = local_name(child).lower()
        if tag and tag not in ("title", "desc", "style") and depth < limits.DEPTH:
            moved = local_attribute(child, "dy").strip() not in ("", "0")
            yield (
                "",
                tag in ("tspan", "flowpara", "textpath") and (moved or child.get("y") is not None),
            )
            yield from _pieces(child, depth + 1)
        yield child.tail or "", False
