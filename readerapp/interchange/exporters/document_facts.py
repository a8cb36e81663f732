"""Facts about the document, with which exports for people begin, and a name for their file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from readerapp.interchange.annotation_view import AnnotationView, ExportSource, flatten_threads
from readerapp.text.phrases import count_noun

_NAME_LENGTH = 60
"""Maximum length of a file name without its suffix, in code points."""
_NAME_BYTES = 200
"""The same in bytes of UTF-8: file systems take 255 for the whole name."""

_apostrophe = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_not_word = re.compile(r"[^\w]+|_+")


def source_facts(source: ExportSource, views: Sequence[AnnotationView]) -> dict[str, str]:
    """Return facts about a document and the annotations that are exported; none is empty.

    Args:
        source: the document.
        views: the annotations.
    """
    days = sorted(
        {view.annotation.created[:10] for view in flatten_threads(views) if view.annotation.created}
    )
    facts = {
        "Author": source.author,
        "Published": source.date,
        "Source": source.name,
        "Annotated": " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "",
        "Contents": describe_contents(views),
        "Exported": source.accessed,
    }
    return {name: fact for name, fact in facts.items() if fact.strip()}


def describe_contents(views: Sequence[AnnotationView], *, highlight: str = "highlight") -> str:
    """Return how many highlights, document notes and replies there are.

    Args:
        views: the annotations.
        highlight: the word for a highlight.

    >>> describe_contents([])
    'no annotations'
    """
    every = [*flatten_threads(views)]
    replies = sum(view.thread is not None for view in every)
    highlights = sum(view.thread is None and view.target is not None for view in every)
    counts = (
        (highlights, highlight, ""),
        (len(every) - replies - highlights, "document note", ""),
        (replies, "reply", "replies"),
    )
    phrases = (count_noun(number, *names) for number, *names in counts if number)
    return ", ".join(phrases) or "no annotations"


def suggest_file_name(title: str, suffix: str) -> str:
    """Return a file name made from the words of a title, without signs that a shell would mind.

    Accents of Latin letters are left out; letters of other scripts stay.

    Args:
        title: the title of the document.
        suffix: the suffix of the name, with its dot.

    >>> suggest_file_name("Trump wanted “a share” … CEO’s café", ".md")
    'trump-wanted-a-share-ceos-cafe.md'
    """
    words = _not_word.sub(" ", _apostrophe.sub("", _without_accents(title)).casefold()).split()
    stem = ""
    for word in words:
        longer = f"{stem}-{word}" if stem else word
        if len(longer) > _NAME_LENGTH or len(longer.encode()) > _NAME_BYTES:
            break
        stem = longer
    if not stem and words:  # one word that is too long, as of a script without spaces
        stem = words[0][:_NAME_LENGTH].encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{stem or 'highlights'}{suffix}"


def _without_accents(text: str) -> str:
    """Return the text with plain letters for accented Latin ones."""
    shown = []
    for sign in unicodedata.normalize("NFC", text):
        base = unicodedata.normalize("NFKD", sign)
        shown.append(base[0] if base[:1].isascii() and base[:1].isalpha() else sign)
    return "".join(shown)
