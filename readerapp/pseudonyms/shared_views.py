"""An export without names: document and annotations as they are given to the exporters.

Exporters get nothing else, so none of them can forget a name. Every text of the records is
replaced, also of fields that are added later, except those named here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit
from uuid import NAMESPACE_OID, uuid5

from readerapp.core.model import CONTEXT, Annotation, Target
from readerapp.core.reference import Reference
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.pseudonyms.offset_shift import ReplacedText

_PLAIN_FIELDS: Mapping[type, set[str]] = {
    ExportSource: {"format", "date", "accessed", "read", "modified"},
    AnnotationView: {"state"},
    Annotation: {"colour", "created", "modified", "deleted", "resolved", "accepted", "withdrawn"},
    Target: set(),
}
"""The fields with text that hold no words of people."""

_DROPPED: Mapping[str, Any] = {
    "extra": {},
    "merge": {},
    "fingerprint": "",
    "file": "",
    "file_digest": "",
    "reference": Reference(),
    "twins": (),
    "document": None,
}
"""Fields that exports for others do without.

The hashes and the reference let everybody recognise the original; the document would give its own
locators to exporters.
"""

Shared = TypeVar("Shared", ExportSource, AnnotationView, Annotation)

_uuid = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Replacer(Protocol):
    """What replaces the names in a text."""

    def replace(self, text: str) -> ReplacedText:
        """Return the text without names."""


@dataclass(frozen=True, slots=True)
class SharedExport:
    """What is exported: the document and the annotations, without names."""

    source: ExportSource
    views: tuple[AnnotationView, ...]


def share_export(
    source: ExportSource, views: Sequence[AnnotationView], replacer: Replacer
) -> SharedExport:
    """Return document and annotations without names.

    Positions are those in the text without names, in every format.

    Args:
        source: The document, with its whole text.
        views: The annotations.
        replacer: What replaces the names.
    """
    whole = replacer.replace(source.text)
    words = _TextReplacer(replacer)
    special: dict[str, Any] = {
        "id": words.key(source.id),
        "name": words(_place(source)),
        "text": whole.text,
        "headings": [(whole.start(start), level) for start, level in source.headings],
        "parts": [(whole.start(start), words(name)) for start, name in source.parts],
    }
    shared = tuple(_share_view(view, whole, words) for view in views)
    return SharedExport(_share(source, special, words), shared)


class _TextReplacer:
    """Replaces names in short texts; the same text is read once."""

    def __init__(self, replacer: Replacer) -> None:
        self.replacer = replacer
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        if text not in self._known:
            is_id = _uuid.fullmatch(text)
            self._known[text] = text if is_id else self.replacer.replace(text).text
        return self._known[text]

    def key(self, key: str) -> str:
        """Return an id; one of another program that holds a name becomes a UUID."""
        return key if self(key) == key else str(uuid5(NAMESPACE_OID, key))


def _place(source: ExportSource) -> str:
    """Return where the document is, without what leads to the original: folders, address."""
    if source.is_online:
        try:
            return urlsplit(source.name).hostname or ""
        except ValueError:
            return ""
    return source.name.rpartition("/")[2]


def _share_view(view: AnnotationView, whole: ReplacedText, words: _TextReplacer) -> AnnotationView:
    """Return a view without names, and with positions in the text without names."""
    root = view.thread
    special: dict[str, Any] = {
        "annotation": _share_annotation(view, whole, words),
        "start": whole.start(view.start) if view.has_range else view.start,
        "end": whole.end(view.end) if view.has_range else view.end,
        "stored_locator": words(view.locator),
        "thread": _share_view(replace(root, replies=()), whole, words) if root else None,
        "replies": tuple(_share_view(reply, whole, words) for reply in view.replies),
    }
    return _share(view, special, words)


def _share_annotation(
    view: AnnotationView, whole: ReplacedText, words: _TextReplacer
) -> Annotation:
    one = view.annotation
    target = one.target
    if target is not None:
        in_text = view.has_range and view.state == "exact"
        target = _from_text(view, whole) if in_text else share_target(target, words.replacer)
    special = {
        "id": words.key(one.id),
        "reply_to": words.key(one.reply_to) if one.reply_to else one.reply_to,
        "tags": tuple(dict.fromkeys(map(words, one.tags))),
        "target": target,
    }
    return _share(one, special, words)


def _from_text(view: AnnotationView, whole: ReplacedText) -> Target:
    """Return the target of a passage that the text without names contains."""
    start, end = whole.start(view.start), whole.end(view.end)
    return Target(
        start=start,
        end=end,
        exact=whole.text[start:end],
        prefix=whole.text[max(0, start - CONTEXT) : start],
        suffix=whole.text[end : end + CONTEXT],
    )


def share_target(target: Target, replacer: Replacer) -> Target:
    """Return a target without names; its positions stay.

    Its words and their context are read together, because a name may begin in one and end in the
    other. A name that is cut at the outer end of the context is cut away.
    """
    before, exact, after = target.prefix, target.exact, target.suffix
    joined = replacer.replace(before + exact + after)
    start, end = joined.start(len(before)), joined.end(len(before) + len(exact))
    prefix, suffix = joined.text[:start], joined.text[end:]
    is_cut = getattr(replacer, "is_cut_name", None)
    if is_cut:
        prefix, suffix = _without_cut_names(prefix, suffix, is_cut)
    return replace(
        target, exact=joined.text[start:end], prefix=prefix, suffix=suffix, twins=(), extra={}
    )


def _without_cut_names(
    prefix: str, suffix: str, is_cut: Callable[[str, bool], bool]
) -> tuple[str, str]:
    """Return the context without a piece of a name at its outer ends."""
    first, last = re.match(r"[^\W\d_]+", prefix), re.search(r"[^\W\d_]+$", suffix)
    if first and is_cut(first.group(), True):
        prefix = prefix[first.end() :]
    if last and is_cut(last.group(), False):
        suffix = suffix[: last.start()]
    return prefix, suffix


def _share(record: Shared, special: Mapping[str, Any], words: _TextReplacer) -> Shared:
    """Return a record whose texts have no names."""
    kind = type(record)
    plain = _PLAIN_FIELDS[kind]
    changes = {}
    for one in fields(kind):
        value = getattr(record, one.name)
        if one.name in special:
            changes[one.name] = special[one.name]
        elif one.name in _DROPPED:
            changes[one.name] = _DROPPED[one.name]
        elif one.name not in plain:
            changes[one.name] = _share_value(value, words)
    return replace(record, **changes)


def _share_value(value: Any, words: _TextReplacer) -> Any:
    if isinstance(value, str):
        return words(value)
    if isinstance(value, Mapping):
        return {_share_value(key, words): _share_value(one, words) for key, one in value.items()}
    if isinstance(value, list | tuple):
        shared: Iterable[Any] = (_share_value(one, words) for one in value)
        return tuple(shared) if isinstance(value, tuple) else list(shared)
    return value
