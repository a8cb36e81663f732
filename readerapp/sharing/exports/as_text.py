"""Plain text: quotations with their citation, facts and notes set in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from readerapp.sharing.citation import cite, one_line
from readerapp.sharing.entry import Entry, Source, signature
from readerapp.sharing.exports.grouping import Layout, entry_fields, facts, grouped


def write(source: Source, entries: Sequence[Entry], layout: Layout) -> Iterator[str]:
    """A text to read. Each quotation is one line, to be wrapped by whoever shows it."""
    title = one_line(source.label)
    yield f"{title}\n{'=' * max(3, min(len(title), 72))}\n"
    for heading, members in grouped(entries, layout.group):
        if heading:
            yield f"\n{one_line(heading)}\n{'-' * max(3, min(len(heading), 72))}\n"
        for entry in members:
            if layout.template:
                yield f"\n{layout.template.fill(entry_fields(source, entry, str))}\n"
                yield _replies(entry)
            else:
                yield _entry(source, entry)


def _entry(source: Source, entry: Entry) -> str:
    known = (entry.speaker, entry.locator)
    rest = " · ".join(one_line(fact) for fact in facts(entry) if fact not in known)
    cited = cite(entry.exact, speaker=entry.speaker, title=source.label, locator=entry.locator)
    note = textwrap.indent(entry.annotation.note.strip("\n"), "    ")
    parts = "".join(f"{part}\n" for part in (f"    {rest}", note) if part.strip())
    return f"\n{cited}\n{parts}{_replies(entry)}"


def _replies(entry: Entry) -> str:
    """What others answered, a paragraph each."""
    said = (f"{signature(one)}: {one.annotation.note.strip()}" for one in entry.replies)
    return "".join(f"{textwrap.indent(one, '    ')}\n" for one in said)
