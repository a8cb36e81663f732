"""RIS: the document as a reference, with each annotation as a note (Zotero, EndNote, Mendeley)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readerapp.sharing.citation import cite, one_line
from readerapp.sharing.entry import Entry, Source, signature
from readerapp.sharing.exports.bibliography import day, people, year
from readerapp.sharing.exports.grouping import Layout, facts

_TYPES = {"epub": "EBOOK", "html": "ELEC", "mail": "PCOMM", "vtt": "VIDEO", "srt": "VIDEO"}


def write(source: Source, entries: Sequence[Entry], layout: Layout) -> Iterator[str]:  # noqa: ARG001
    """One reference. A field is one line, so notes lose their line breaks."""
    kind = _TYPES.get(source.format, "ELEC" if source.is_online else "GEN")
    fields = [("TY", kind), ("TI", source.title or source.name)]
    fields += [("AU", name) for name in people(source.author)]
    fields += [("PY", year(source.date)), ("DA", _slashed(source.date))]
    fields += [("UR" if source.is_online else "L1", source.name), ("Y2", _slashed(source.accessed))]
    tags = {tag: None for entry in entries for tag in entry.annotation.tags}
    fields += [("KW", tag) for tag in tags]
    for name, value in fields:
        yield _line(name, value)
    for entry in entries:
        yield _line("N1", _note(entry))
    yield "ER  - \n"


def _line(name: str, value: str) -> str:
    shown = one_line(value)
    return f"{name}  - {shown}\n" if shown else ""


def _slashed(date: str) -> str:
    """YYYY/MM/DD as far as it is known; the parts that are not stay empty."""
    parts = day(date)
    written = [f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])] if parts else []
    return "/".join([*written, *[""] * (3 - len(written))]) if written else ""


def _note(entry: Entry) -> str:
    known = (entry.speaker, entry.locator)
    rest = " · ".join(fact for fact in facts(entry) if fact not in known)
    cited = cite(entry.exact, speaker=entry.speaker, locator=entry.locator)
    replies = (f"{signature(one)}: {one.annotation.note}" for one in entry.replies)
    return " — ".join(part for part in (cited, entry.annotation.note, rest, *replies) if part)
