"""Org exporter: a heading for each annotation, with properties, a quote block and a citation.

Words that Org would interpret are kept from it by a zero-width space, as the manual recommends.
`CUSTOM_ID` depends on the annotation alone, so links to it go on working after another export.

Source: https://orgmode.org/manual and https://orgmode.org/worg/org-syntax.html (Org 9.5 and later).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    describe_state,
    list_creators,
    signature,
    topic_tags,
)
from readerapp.interchange.citation import in_quotation_marks, one_line, split_paragraphs
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.bibliography import authors_of
from readerapp.interchange.exporters.note_files import Marks, block_ids, update_file
from readerapp.interchange.exporters.text import fill_template, find_marks, find_text, group_views
from readerapp.interchange.key_citation import org_citation

MARKS = Marks.of_comment("#")

_SPACE = "\u200b"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HEADING_LENGTH = 60
"""Code points of the words in a heading: a row of an outline at 80 columns."""
_KEYWORDS = ("title", "author", "date", "filetags", "options", "cite_export")

_opens = re.compile(r"(?<![^\s\-–—('\"{])(?=[*/_=~+][^\s])")
_interpreted = re.compile(
    r"\\(?=[\w(\[])|\[(?=[\[\dfc%])|<(?=[<\d%])|\{(?=\{)|@(?=@)|\$(?=\S)|:(?=\w+:\s*$)"
)
_begins_line = re.compile(r"^(?=[ \t]*(?:\*|[#|:+-]|\d+[.)]|%%|\\begin|\[fn:))", re.MULTILINE)
_no_tag = re.compile(r"[^\w@#%]+")


def write_org(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write a file: properties, then the annotations between two marks, then room for one's own."""
    if layout.heading:
        yield from _head(source, views)
        yield f"\n{MARKS.begin}\n"
    ids, written = block_ids(views), set()
    has_several = len(list_creators(views)) > 1
    marks, text = find_marks(views), find_text(source, views, layout)
    for heading, members in group_views(views, layout.group):
        stars = "**" if heading else "*"
        if heading:
            yield f"\n* {literal(heading)}\n"
        for view in members:
            title = _title(view)
            if view.key in written:  # below another tag already
                yield f"\n{stars} [[#{ids[view.key]}][{_escape_description(title)}]]\n"
                continue
            written.add(view.key)
            yield f"\n{stars} {title}{_tags(topic_tags(view.annotation.tags))}\n"
            yield from _drawer(view, ids[view.key], with_annotator=has_several)
            if layout.template:
                entry = fill_template(layout.template, source, view, marks, text)
                yield MARKS.guarded(_guard_lines(entry))
            else:
                yield MARKS.guarded(_body(source, view))
    if layout.heading:
        yield f"\n{MARKS.end}\n* Notes\n"


def _head(source: ExportSource, views: Sequence[AnnotationView]) -> Iterator[str]:
    """Yield the properties of the file, and its keywords."""
    reference = source.reference
    tags = dict.fromkeys(_tag(tag) for view in views for tag in topic_tags(view.annotation.tags))
    properties = {
        "ID": source.id,
        "CITEKEY": source.citekey,
        "DOI": reference.doi,
        "SOURCE": reference.address or source.short_name,
    }
    yield ":PROPERTIES:\n"
    yield from (f":{name}: {_line(value)}\n" for name, value in properties.items() if value)
    yield ":END:\n"
    keywords = {
        "title": literal(source.label),
        "author": literal("; ".join(authors_of(source))),
        "date": _line(reference.date or source.date),
        "filetags": f":{':'.join(filter(None, tags))}:" if any(tags) else "",
        "options": "^:{}",
    }
    yield from (f"#+{name}: {value}\n" for name, value in keywords.items() if value)


def _title(view: AnnotationView) -> str:
    """Return the words of a heading: who, where, and the beginning of the quotation."""
    words = one_line(view.exact)
    if len(words) > _HEADING_LENGTH:
        words = words[:_HEADING_LENGTH].rpartition(" ")[0] + "…"
    said = f"{view.speaker}: " if view.speaker else ""
    place = f" ({view.locator})" if view.locator else ""
    quotation = in_quotation_marks(words) if words else "Note on the document"
    return literal(f"{said}{quotation}{place}")


def _drawer(view: AnnotationView, block: str, *, with_annotator: bool) -> Iterator[str]:
    annotation = view.annotation
    properties = {
        "ID": annotation.id,
        "CUSTOM_ID": block,
        "SPEAKER": view.speaker,
        "PLACE": view.place_label,
        "STATE": describe_state(view),
        "COLOUR": view.colour if view.target else "",
        "KEYWORDS": "; ".join(annotation.tags),
        "ANNOTATOR": view.creator if with_annotator else "",
        "CREATED": _timestamp(annotation.created),
    }
    yield ":PROPERTIES:\n"
    yield from (f":{name}: {_line(value)}\n" for name, value in properties.items() if value)
    yield ":END:\n"


def _body(source: ExportSource, view: AnnotationView) -> str:
    """Return the quotation with its citation, the note and the replies."""
    paragraphs = "\n\n".join(map(literal, split_paragraphs(view.exact)))
    quotation = f"#+begin_quote\n{paragraphs}\n#+end_quote\n" if paragraphs else ""
    citation = f"{org_citation(source, view)}\n" if paragraphs else ""
    note = view.annotation.note.strip("\n")
    replies = "".join(f"- {literal(signature(r))} :: {_reply(r)}\n" for r in view.replies)
    parts = (f"{quotation}{citation}", f"{_guard_lines(note)}\n" if note else "", replies)
    return "\n".join(part for part in parts if part)


def _reply(reply: AnnotationView) -> str:
    return _guard_lines(reply.annotation.note.strip("\n")).replace("\n", "\n  ")


def _guard_lines(text: str) -> str:
    """Return a text in which no line is a heading, a keyword or a drawer of Org."""
    return re.sub(r"(?m)^(?=\*+ |[ \t]*#\+|[ \t]*:\w+:)", _SPACE, text)


def literal(text: str) -> str:
    """Return the text on one line, such that Org shows it literally."""
    line = _opens.sub(_SPACE, one_line(text))
    return _begins_line.sub(_SPACE, _interpreted.sub(lambda match: match.group() + _SPACE, line))


def _escape_description(title: str) -> str:
    """Return a title as the description of a link, which no bracket may end."""
    return title.replace("]", f"]{_SPACE}").replace("[", f"[{_SPACE}")


def _line(value: str) -> str:
    """Return a value of a property: one line."""
    return "".join(sign if sign.isprintable() else " " for sign in one_line(value))


def _tags(tags: Sequence[str]) -> str:
    clean = list(dict.fromkeys(filter(None, map(_tag, tags))))
    return f" :{':'.join(clean)}:" if clean else ""


def _tag(tag: str) -> str:
    return _no_tag.sub("_", tag).strip("_")


def _timestamp(moment: str) -> str:
    """Return an inactive timestamp to the minute, in UTC as the store has it.

    >>> _timestamp("2026-11-30T10:02:00.000000Z")
    '[2026-11-30 Mon 10:02]'
    """
    try:
        day = date.fromisoformat(moment[:10])
    except ValueError:
        return ""
    return f"[{day.isoformat()} {_WEEKDAYS[day.weekday()]} {moment[11:16]}]"


def update_org(name: str, before: str, after: str) -> str:
    """Return a file after an export into it; see `note_files.update_file`."""
    return update_file(name, before, after, MARKS, _merge_head)


def _merge_head(old: str, new: str) -> str:
    """Return the head of the file: our properties and keywords, and the lines of the person."""
    names = {match[1].upper() for match in re.finditer(r"(?m)^:([\w-]+):", new)}
    ours = re.compile(rf"(?im)^#\+(?:{'|'.join(_KEYWORDS)}):.*\n?")
    drawer = re.match(r":PROPERTIES:[ \t]*\n(.*?)^:END:[ \t]*\n", old, re.DOTALL | re.MULTILINE)
    kept = ""
    rest = old
    if drawer:
        lines = drawer[1].splitlines(keepends=True)
        kept = "".join(line for line in lines if line.split(":")[1:2] and _name(line) not in names)
        rest = old[drawer.end() :]
    own = ours.sub("", rest).strip("\n")
    merged = new.replace(":END:\n", f"{kept}:END:\n", 1)
    return merged if not own else f"{merged.rstrip(chr(10))}\n\n{own}\n\n"


def _name(line: str) -> str:
    return line.split(":")[1].upper()
