"""Markdown: block quotations, the facts of each on one line, then its note."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from readerapp.sharing.citation import blockquote, markdown_text, one_line
from readerapp.sharing.entry import Entry, Source, signature
from readerapp.sharing.exports.grouping import Layout, entry_fields, facts, grouped


def write(source: Source, entries: Sequence[Entry], layout: Layout) -> Iterator[str]:
    """A Markdown document. Quoted words show as they are; notes are Markdown themselves."""
    yield f"# {_plain(source.label)}\n"
    for heading, members in grouped(entries, layout.group):
        if heading:
            yield f"\n## {_plain(heading)}\n"
        for entry in members:
            if layout.template:
                yield f"\n{layout.template.fill(entry_fields(source, entry, _plain))}\n"
                yield _replies(entry)
            else:
                yield _entry(entry)


def _entry(entry: Entry) -> str:
    parts = (
        blockquote(entry.exact),
        _plain(" · ".join(facts(entry))),
        entry.annotation.note.strip("\n"),
    )
    return "".join(f"\n{part}\n" for part in parts if part) + _replies(entry)


def _replies(entry: Entry) -> str:
    """A list of what others answered."""
    return "".join(["\n", *map(_reply, entry.replies)]) if entry.replies else ""


def _reply(reply: Entry) -> str:
    """An item of a list, with all paragraphs of the note in it."""
    note = textwrap.indent(reply.annotation.note.strip("\n"), "  ").removeprefix("  ")
    return f"- **{_plain(signature(reply))}:** {note}\n"


def _plain(text: str) -> str:
    return markdown_text(one_line(text))
