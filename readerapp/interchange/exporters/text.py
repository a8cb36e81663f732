"""Markdown and plain text exporters.

Markdown: block quotations, the facts of each on one line, then its note. Plain text: quotations
with their citation, facts and notes indented.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from readerapp.interchange.citation import blockquote, cite, escape_markdown, one_line
from readerapp.interchange.entry import ExportEntry, ExportSource, signature
from readerapp.interchange.exporters.layout import (
    ExportLayout,
    entry_facts,
    entry_fields,
    group_entries,
)


def write_markdown(
    source: ExportSource, entries: Sequence[ExportEntry], layout: ExportLayout
) -> Iterator[str]:
    """Write a Markdown document.

    Quoted words are escaped so that they appear literally; notes are Markdown themselves.
    """
    yield f"# {_plain(source.label)}\n"
    for heading, members in group_entries(entries, layout.group):
        if heading:
            yield f"\n## {_plain(heading)}\n"
        for entry in members:
            if layout.template:
                yield f"\n{layout.template.fill(entry_fields(source, entry, _plain))}\n"
                yield _markdown_replies(entry)
            else:
                yield _markdown_entry(entry)


def _markdown_entry(entry: ExportEntry) -> str:
    parts = (
        blockquote(entry.exact),
        _plain(" · ".join(entry_facts(entry))),
        entry.annotation.note.strip("\n"),
    )
    return "".join(f"\n{part}\n" for part in parts if part) + _markdown_replies(entry)


def _markdown_replies(entry: ExportEntry) -> str:
    """Return the replies as a Markdown list."""
    return "".join(["\n", *map(_reply, entry.replies)]) if entry.replies else ""


def _reply(reply: ExportEntry) -> str:
    """Return a list item with all paragraphs of the note in it."""
    note = textwrap.indent(reply.annotation.note.strip("\n"), "  ").removeprefix("  ")
    return f"- **{_plain(signature(reply))}:** {note}\n"


def _plain(text: str) -> str:
    return escape_markdown(one_line(text))


def write_text(
    source: ExportSource, entries: Sequence[ExportEntry], layout: ExportLayout
) -> Iterator[str]:
    """Write plain text; each quotation is one line, to be wrapped by the program that shows it."""
    title = one_line(source.label)
    yield f"{title}\n{'=' * max(3, min(len(title), 72))}\n"
    for heading, members in group_entries(entries, layout.group):
        if heading:
            yield f"\n{one_line(heading)}\n{'-' * max(3, min(len(heading), 72))}\n"
        for entry in members:
            if layout.template:
                yield f"\n{layout.template.fill(entry_fields(source, entry, str))}\n"
                yield _text_replies(entry)
            else:
                yield _text_entry(source, entry)


def _text_entry(source: ExportSource, entry: ExportEntry) -> str:
    known = (entry.speaker, entry.locator)
    rest = " · ".join(one_line(fact) for fact in entry_facts(entry) if fact not in known)
    cited = cite(entry.exact, speaker=entry.speaker, title=source.label, locator=entry.locator)
    note = textwrap.indent(entry.annotation.note.strip("\n"), "    ")
    parts = "".join(f"{part}\n" for part in (f"    {rest}", note) if part.strip())
    return f"\n{cited}\n{parts}{_text_replies(entry)}"


def _text_replies(entry: ExportEntry) -> str:
    """Return the replies, a paragraph each."""
    said = (f"{signature(one)}: {one.annotation.note.strip()}" for one in entry.replies)
    return "".join(f"{textwrap.indent(one, '    ')}\n" for one in said)
