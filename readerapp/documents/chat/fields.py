"""Access to the fields of exports, which may hold anything: words, names, files, durations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from readerapp.documents.chat.model import Mark

_KINDS = {
    "image": "picture",
    "video": "video",
    "audio": "audio",
}
_ENDINGS = {
    "picture": ("jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "avif"),
    "video": ("mp4", "mov", "webm", "mkv", "avi", "3gp", "m4v"),
    "audio": ("mp3", "m4a", "ogg", "oga", "opus", "wav", "aac", "flac", "amr"),
}
_THINGS = {ending: thing for thing, endings in _ENDINGS.items() for ending in endings}
_path_end = re.compile(r"[^/\\]*\Z").search


def field_words(value: Any) -> str:
    """Return a field as words; empty if it is neither text nor a number."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def first_field(item: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    """Return the first of the fields `keys` that is not empty; "" if there is none."""
    return next((item[key] for key in keys if item.get(key)), "")


def fields(value: Any) -> Mapping[str, Any]:
    """Return an object; an empty one if `value` is none."""
    return value if isinstance(value, dict) else {}


def elements(value: Any) -> list[Any]:
    """Return a list; an empty one if `value` is none."""
    return value if isinstance(value, list) else []


def items(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list; nothing if `value` is none."""
    for item in elements(value):
        if isinstance(item, dict):
            yield item


def file_name(path: Any) -> str:
    """Return the last part of a path or an address, without its query."""
    whole = field_words(path).partition("?")[0]
    end = _path_end(whole)
    return end[0] if end else ""


def file_mark(name: Any, media_type: Any = "") -> Mark:
    """Return the mark for a file: a picture, a video, audio, or else an attachment.

    Args:
        name: its name or path; may be empty.
        media_type: its MIME type, where the export has it; else the end of the name tells.
    """
    short = file_name(name)
    ending = short.rpartition(".")[2].lower()
    thing = _KINDS.get(field_words(media_type).partition("/")[0]) or _THINGS.get(ending, "")
    if thing == "audio":
        return Mark("recording", short, thing)
    return Mark(thing, short) if thing else Mark("attachment", short, "attached")


def duration(seconds: Any) -> str:
    """Return seconds as "0:12" or "1:02:03"; empty if they are no positive number."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        return ""
    whole = int(min(seconds, 1e9))
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def timed(thing: str, seconds: Any) -> Mark:
    """Return the mark for a thing that takes time, as "[voice message 0:12]"."""
    return Mark(thing, label=f"{thing} {duration(seconds)}".rstrip())


def reactions_of(found: Iterator[tuple[str, str]]) -> str:
    """Return reactions as "👍 Ida, Bo · ❤ 2", made of pairs of a sign and a name or a number."""
    names: dict[str, list[str]] = {}
    for sign, name in found:
        names.setdefault(" ".join(sign.split()), []).append(" ".join(name.split()))
    return " · ".join(
        f"{sign} {', '.join(filter(None, who))}".strip() for sign, who in names.items() if sign
    )
