"""Parts of a Markdown file that stand outside CommonMark: what it says of itself, and footnotes.

Front matter is YAML between `---`, TOML between `+++` (Hugo), or the title block of pandoc. Only
lines of the form `key: value`, and lists of such values, are read; nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from readerapp.core.reference import Reference
from readerapp.documents.references import make_reference

_yaml = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL).match
_toml = re.compile(r"\+\+\+[ \t]*\n(.*?\n)?\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL).match
_pandoc = re.compile(
    r"%[ \t]*(.*(?:\n[ \t]+\S.*)*)\n(?:%[ \t]*(.*(?:\n[ \t]+\S.*)*)\n(?:%[ \t]*(.*)\n)?)?"
).match
_is_key = re.compile(r"[\w-]+[ \t]*[:=]").match
_field = re.compile(r"([\w-]+)[ \t]*[:=][ \t]*(.*)").fullmatch
_list_item = re.compile(r"[ \t]*-[ \t]+(?:name:[ \t]*)?(.*)").fullmatch
_iso_date = re.compile(r"\d{4}-\d{2}-\d{2}").match
_TITLES, _AUTHORS = ("title",), ("author", "authors", "by")
_DATES = ("date", "published", "created", "date-created", "updated")
_SETTINGS = {
    "layout", "draft", "slug", "permalink", "weight", "lang", "language", "output", "template",
    "type", "id", "uid", "url", "aliases", "cssclass", "css", "toc", "geometry", "documentclass",
    "fontsize", "bibliography", "csl", "linestretch", "published", "nav_order", "parent", "math",
    "comments", "theme", "marp", "paginate", "format", "editor", "execute", "cover", "image",
}  # fmt: skip
"""Fields that are for programs; no reader misses them."""

_definition = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)").fullmatch
_fence = re.compile(r" {0,3}(?:[-*+>]\s+)*(`{3,}|~{3,})").match
_begins_block = re.compile(r"\s*(?:#{1,6}\s|>|[-*+]\s|\d+[.)]\s|```|~~~|\[\^[^\]]+\]:|\|)").match
_indent = re.compile(r"(?: {1,4}|\t)").match


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says of itself; empty where it does not.

    Attributes:
        title: the title.
        author: the authors, with commas between them.
        date: the date as the file writes it, YYYY-MM-DD if it begins so.
        others: names of the other fields that are for readers.
        reference: what it says for a bibliography, as notes that Zotero exports do.
    """

    title: str = ""
    author: str = ""
    date: str = ""
    others: tuple[str, ...] = ()
    reference: Reference = field(default_factory=Reference)


def split_front_matter(written: str) -> tuple[FrontMatter, str]:
    """Return the front matter of a file, and the text after it."""
    if written.startswith("% ") and (found := _pandoc(written)):
        title, authors, date = (" ".join((part or "").split()) for part in found.groups())
        author = ", ".join(filter(None, (each.strip() for each in authors.split(";"))))
        return FrontMatter(title, author, date), written[found.end() :]
    found = _yaml(written) or _toml(written)
    if found is None or not _is_key((found[1] or "").lstrip()):
        return FrontMatter(), written
    fields = dict(_fields(found[1]))
    names = {*_TITLES, *_AUTHORS, *_DATES, *_SETTINGS}
    date = _first(fields, _DATES)
    iso = _iso_date(date)
    front = FrontMatter(
        _first(fields, _TITLES),
        _first(fields, _AUTHORS),
        iso[0] if iso else date,
        tuple(name for name, value in fields.items() if value and name not in names),
        make_reference(
            citekey=_first(fields, ("citekey", "citation-key", "citationkey")),
            doi=_first(fields, ("doi",)),
            isbn=_first(fields, ("isbn",)),
            publisher=_first(fields, ("publisher",)),
        ),
    )
    return front, written[found.end() :]


def split_footnotes(body: str) -> tuple[str, dict[str, str]]:
    """Return a text without the definitions of footnotes, and these by their label.

    A definition goes on in lines that are indented, also after blank ones, and in lines right after
    its paragraph. The lines of the text keep their numbers.

    >>> split_footnotes("One[^a].\\n\\n[^a]: The note\\n    goes on.\\n")
    ('One[^a].\\n\\n\\n\\n', {'a': 'The note\\ngoes on.'})
    """
    notes: dict[str, list[str]] = {}
    kept: list[str] = []
    note: list[str] | None = None
    fence = ""
    for line in body.split("\n"):
        mark = _fence(line)
        definition = None if fence else _definition(line)
        if definition and definition[1] not in notes:
            note = notes[definition[1]] = [definition[2]]
        elif note is not None and not fence and _goes_on(note, line):
            note.append(line[found.end() :] if (found := _indent(line)) else line)
        else:
            note = None
            if mark:
                fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
            kept.append(line)
            continue
        kept.append("")
    return "\n".join(kept), {label: "\n".join(lines).strip() for label, lines in notes.items()}


def _goes_on(note: list[str], line: str) -> bool:
    """Return whether a line belongs to the footnote before it."""
    if not line.strip():
        return True
    if line.startswith(("    ", "\t")):
        return True
    return bool(note[-1].strip()) and not _begins_block(line)


def _fields(block: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of front matter; the items of a list have commas between them."""
    name = ""
    values: list[str] = []
    for line in block.split("\n"):
        if found := _field(line):
            if name:
                yield name, ", ".join(values)
            name, values = found[1].lower(), list(_values(found[2]))
        elif item := _list_item(line):
            values += _values(item[1])
        elif name and line[:1].isspace() and line.strip() and ":" not in line:
            values += [line.strip()]
    if name:
        yield name, ", ".join(values)


def _values(written: str) -> Iterator[str]:
    """Yield the values in a field: one, or those of a list in brackets."""
    written = written.strip()
    listed = written[1:-1].split(",") if written[:1] == "[" and written[-1:] == "]" else [written]
    for value in listed:
        value = value.strip().strip("\"'").strip()
        if value and value not in ("|", ">", "|-", ">-"):
            yield value


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str:
    """Return the first of the fields `names` that is not empty."""
    return next((fields[name] for name in names if fields.get(name)), "")
