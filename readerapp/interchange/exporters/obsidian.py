"""Obsidian exporter: a note of a vault, with properties, callouts and ids of blocks.

A block id depends on its annotation alone, so links to it (`[[Note#^hl-1b2c3d4e]]`) go on working
when the note is exported again. Speakers are links, tags are those of Obsidian.

Source: https://help.obsidian.md (properties, callouts, links to blocks, tags).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from readerapp.core.reference import find_year
from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    describe_state,
    list_creators,
    signature,
    topic_tags,
)
from readerapp.interchange.citation import one_line, split_paragraphs
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.bibliography import authors_of
from readerapp.interchange.exporters.note_files import Marks, block_ids, update_file
from readerapp.interchange.exporters.text import fill_template, find_marks, find_text, group_views

MARKS = Marks.of_comment("%%", " %%")

_syntax = re.compile(
    r"[\\`*_\[\]<>~$^]|#(?=[\w/-])|%(?=%)|(?<=%)%|=(?==)|(?<==)=|&(?=[#\w])|^(?:[#+=-]|\d+(?=[.)]))"
)
_no_link = re.compile(r"[\[\]#^|\\/:*\"<>?]")
_no_tag = re.compile(r"[^\w/-]+")
_key = re.compile(r"^(?:\"([^\"]+)\"|([^\s\"#:-][^:#\n]*?))\s*:(?:\s|$)")


def write_obsidian(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write a note: properties, then the annotations between two marks, then room for one's own."""
    if layout.heading:
        yield "---\n"
        yield from _properties(source, views)
        yield f"---\n\n{MARKS.begin}\n\n# {literal(source.label)}\n"
    ids, written = block_ids(views), set()
    has_several = len(list_creators(views)) > 1
    marks, text = find_marks(views), find_text(source, views, layout)
    for heading, members in group_views(views, layout.group):
        if heading:
            yield f"\n## {literal(heading)}\n"
        for view in members:
            block = ids[view.key]
            if view.key in written:  # below another tag already
                yield f"\n![[#^{block}]]\n"
                continue
            written.add(view.key)
            if layout.template:
                entry = fill_template(layout.template, source, view, marks, text, markdown=True)
                yield MARKS.guarded(entry)
                yield f"\n^{block}\n"
            else:
                yield MARKS.guarded(_entry(view, block, with_annotator=has_several))
    if layout.heading:
        yield f"\n{MARKS.end}\n\n## Notes\n\n"


def _properties(source: ExportSource, views: Sequence[AnnotationView]) -> Iterator[str]:
    """Yield the lines of the properties; those without a value are left out."""
    reference = source.reference
    days = sorted(view.annotation.created[:10] for view in views if view.annotation.created)
    tags = dict.fromkeys(
        tag for view in views for one in topic_tags(view.annotation.tags) if (tag := clean_tag(one))
    )
    lists = {"author": authors_of(source), "tags": list(tags)}
    texts = {
        "title": source.label,
        "published": reference.date or source.date,
        "year": find_year(reference.date or source.date),
        "citekey": source.citekey,
        "doi": reference.doi,
        "source": reference.address or source.short_name,
        "created": days[0] if days else "",
    }
    for name in (
        "title",
        "author",
        "published",
        "year",
        "citekey",
        "doi",
        "tags",
        "source",
        "created",
    ):
        if values := lists.get(name):
            yield f"{name}:\n{''.join(f'  - {_quote(value)}{chr(10)}' for value in values)}"
        elif value := texts.get(name):
            yield f"{name}: {_quote(value)}\n"


def _quote(value: str) -> str:
    """Return a value of YAML, which is a text whatever it contains."""
    plain = "".join(sign if sign.isprintable() else " " for sign in one_line(value))
    return json.dumps(plain, ensure_ascii=False)


def _entry(view: AnnotationView, block: str, *, with_annotator: bool) -> str:
    """Return a callout with its id, its tags, its note and its replies."""
    facts = [
        _link(view.speaker),
        literal(view.place_label),
        describe_state(view),
        literal(f"by {view.creator}") if with_annotator and view.creator else "",
    ]
    title = " · ".join(filter(None, facts))
    tags = " ".join(f"#{tag}" for tag in map(clean_tag, topic_tags(view.annotation.tags)) if tag)
    quotation = "\n>\n".join(f"> {literal(line)}" for line in split_paragraphs(view.exact))
    kind = f"quote|{view.colour}" if quotation else "note"
    note = view.annotation.note.strip("\n")
    parts = [
        f"> [!{kind}] {title}\n{quotation}" if quotation else "",
        f"^{block}" if quotation else "",
        tags,
        note,
        "" if quotation else f"^{block}",
        "\n".join(map(_reply, view.replies)),
    ]
    return "".join(f"\n{part}\n" for part in parts if part)


def _reply(reply: AnnotationView) -> str:
    note = reply.annotation.note.strip("\n").replace("\n", "\n  ")
    return f"- **{literal(signature(reply))}:** {note}"


def _link(name: str) -> str:
    """Return a link to a person's note; plain words if no note can have this name."""
    line = one_line(name)
    return f"[[{line}]]" if line and not _no_link.search(line) else literal(line)


def literal(text: str) -> str:
    """Return the text on one line, escaped so that Obsidian shows it literally."""
    return _syntax.sub(lambda match: _escape(match.group()), one_line(text))


def _escape(sign: str) -> str:
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def clean_tag(tag: str) -> str:
    """Return a tag as Obsidian allows it: no spaces, not only digits; a slash nests.

    >>> clean_tag("rent / high cost!"), clean_tag("2020")
    ('rent/high-cost', '2020_')
    """
    parts = (_no_tag.sub("-", part).strip("-") for part in tag.split("/"))
    clean = "/".join(part for part in parts if part)
    return f"{clean}_" if clean.replace("/", "").isdigit() else clean


def update_obsidian(name: str, before: str, after: str) -> str:
    """Return a note after an export into it; see `note_files.update_file`."""
    return update_file(name, before, after, MARKS, _merge_properties)


def _merge_properties(old: str, new: str) -> str:
    """Return the head of the note: our properties, those of the person, and what is below them."""
    old_block, rest = _front_matter(old)
    new_block, _ = _front_matter(new)
    ours, theirs = _by_name(new_block), _by_name(old_block)
    lines = []
    for name, block in ours.items():
        lines.append(block)
        if name == "tags" and name in theirs:
            lines += [line for line in _items(theirs[name]) if line not in _items(block)]
    lines += [block for name, block in theirs.items() if name not in {*ours, *_REMOVED}]
    return f"---\n{''.join(lines)}---\n{rest}"


_REMOVED = ("published", "year", "doi", "author")
"""Properties that an export leaves out where they are not known any more."""


def _front_matter(head: str) -> tuple[str, str]:
    """Return the lines of the properties, and what follows them."""
    match = re.match(r"---[ \t]*\n(.*?\n)?---[ \t]*\n", head, re.DOTALL)
    return (match[1] or "", head[match.end() :]) if match else ("", f"\n{head.lstrip()}")


def _by_name(block: str) -> dict[str, str]:
    """Return the properties by their names, each with all of its lines."""
    found: dict[str, str] = {}
    name = ""
    for line in block.splitlines(keepends=True):
        if match := _key.match(line):
            name = match[1] or match[2]
            found[name] = line
        else:
            found[name] = found.get(name, "") + line
    return found


def _items(block: str) -> Iterable[str]:
    """Return the items of a list of tags as lines of ours, however they are written."""
    first, _, rest = block.partition("\n")
    listed = first.partition(":")[2].strip().strip("[]")
    words = [*listed.split(","), *(line.strip().removeprefix("-") for line in rest.splitlines())]
    tags = (word.strip().strip("\"'").removeprefix("#") for word in words)
    return [f"  - {_quote(tag)}\n" for tag in tags if tag]
