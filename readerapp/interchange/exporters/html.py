"""HTML exporter: a reading copy of the text with highlights, notes beside it, and filter buttons.

It is one file that loads nothing from the network: its content security policy allows only its own
style and script, by their hashes, whatever text and notes contain. Without the script everything
can still be read.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from readerapp.core.model import COLOURS
from readerapp.interchange.citation import one_line
from readerapp.interchange.entry import ExportEntry, ExportSource, signature
from readerapp.interchange.exporters.layout import ExportLayout
from readerapp.interchange.exporters.web_annotation import PAINT
from readerapp.text.phrases import count_noun
from readerapp.text.range_index import RangeIndex, split_at_edges

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_control = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_STRETCH = 2_000  # code points per sweep: the cost of a sweep grows faster than its length
_gap = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class _Legend:
    """Filter keys for speakers, tags and annotators, whose names may contain anything."""

    speakers: Mapping[str, str]
    tags: Mapping[str, str]
    creators: Mapping[str, str]

    def keys(self, entry: ExportEntry) -> list[str]:
        """Return the filter keys of `entry`."""
        keys = [self.speakers[entry.speaker]] if entry.speaker else []
        keys += [self.tags[tag] for tag in entry.annotation.tags if tag]
        return [*keys, self.creators[entry.creator]] if entry.creator else keys


def write_html(
    source: ExportSource, entries: Sequence[ExportEntry], layout: ExportLayout
) -> Iterator[str]:
    """Write the document, paragraph by paragraph."""
    legend = _Legend(
        speakers=_named("s", (entry.speaker for entry in entries)),
        tags=_named("t", (tag for entry in entries for tag in entry.annotation.tags)),
        creators=_named("c", (entry.creator for entry in entries)),
    )
    yield _head(source)
    yield _opening(source, entries, legend)
    alone = [entry for entry in entries if entry.annotation.target is None]
    marked = [entry for entry in entries if entry.annotation.target]
    within = [entry for entry in marked if entry.placed and entry.end <= len(source.text)]
    lost = [entry for entry in marked if not (entry.placed and entry.end <= len(source.text))]
    yield _section("", alone, legend)
    index = RangeIndex(within)
    headings = _headings(source)
    yield "<main>\n"
    for start, end, following in _paragraphs(source.text):
        tag = headings.get(start, "p")
        yield _block(source.text[start:end], tag, start, following, index, legend)
    yield "</main>\n"
    yield _section("No longer found in the text" if source.text else "", lost, legend)
    yield f"<script>{_asset('reading_copy.js')}</script>\n</body>\n</html>\n"


def _head(source: ExportSource) -> str:
    style, script = _asset("reading_copy.css") + _paints(), _asset("reading_copy.js")
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(source.label)}</title>\n<style>{style}</style>\n</head>\n"
    )


def _opening(source: ExportSource, entries: Sequence[ExportEntry], legend: _Legend) -> str:
    count = count_noun(len(entries), "annotation")
    by = f" by {', '.join(legend.creators)}" if legend.creators else ""
    uses = Counter(key for entry in entries for key in legend.keys(entry))
    buttons = [*_buttons(legend.speakers, uses), *_buttons(legend.tags, uses, "#")]
    if len(legend.creators) > 1:
        buttons += _buttons(legend.creators, uses, "by ")
    if buttons:
        buttons.insert(0, _button("", "All", len(entries)))
    nav = f'<nav aria-label="Show only">\n{"".join(buttons)}</nav>\n' if buttons else ""
    title = "" if _has_title(source) else f'<h1 dir="auto">{_text(source.label)}</h1>\n'
    return f"<body>\n<header>\n{title}<p>{_text(count + by)}</p>\n</header>\n{nav}"


def _has_title(source: ExportSource) -> bool:
    """Return whether the text begins with the title."""
    first = next(_paragraphs(source.text), (0, 0, 0))
    return bool(source.title) and one_line(source.text[first[0] : first[1]]) == one_line(
        source.title
    )


def _headings(source: ExportSource) -> dict[int, str]:
    """Return the HTML elements of the headings, by their offsets."""
    tags = {start: f"h{min(level + 1, 6)}" for start, level in source.headings}
    first = next(_paragraphs(source.text), (0, 0, 0))[0]
    return {**tags, first: "h1"} if _has_title(source) else tags


def _named(letter: str, names: Iterable[str]) -> dict[str, str]:
    """Make a filter key for each name, in alphabetical order."""
    found = sorted(set(names) - {""}, key=lambda name: (name.casefold(), name))
    return {name: f"{letter}{number}" for number, name in enumerate(found)}


def _buttons(names: Mapping[str, str], uses: Mapping[str, int], before: str = "") -> Iterator[str]:
    for name, key in names.items():
        yield _button(key, before + name, uses[key])


def _button(key: str, label: str, count: int) -> str:
    pressed = "false" if key else "true"
    shown = f"{_text(label)} <span>{count}</span>"
    return f'<button data-only="{key}" aria-pressed="{pressed}">{shown}</button>\n'


def _block(
    text: str,
    tag: str,
    start: int,
    following: int,
    index: RangeIndex[ExportEntry],
    legend: _Legend,
) -> str:
    """Return a paragraph, with the notes of the highlights that end before the next one."""
    parts = []
    for begin in range(start, start + len(text), _STRETCH):
        end = min(begin + _STRETCH, start + len(text))
        for a, b, over in split_at_edges(begin, end, index.touching(begin, end)):
            words = _text(text[a - start : b - start])
            parts.append(_mark(words, a, over, legend) if over else words)
    touching = index.touching(start, following)
    ending = [entry for entry in touching if start < entry.end <= following]
    cards = "".join(_card(entry, legend) for entry in ending)
    notes = f'<div class="notes">\n{cards}</div>\n' if cards else ""
    return f'<div class="block">\n<{tag} dir="auto">{"".join(parts)}</{tag}>\n{notes}</div>\n'


def _mark(words: str, at: int, over: tuple[ExportEntry, ...], legend: _Legend) -> str:
    top = max(over, key=lambda entry: entry.start)
    anchors = "".join(f'<a id="h-{_id(entry)}"></a>' for entry in over if entry.start == at)
    keys = " ".join(sorted({key for entry in over for key in legend.keys(entry)}))
    many = " many" if len(over) > 1 else ""
    return f'{anchors}<mark class="{_paint(top)}{many}" data-of="{keys}">{words}</mark>'


def _section(heading: str, entries: list[ExportEntry], legend: _Legend) -> str:
    if not entries:
        return ""
    title = f"<h2>{heading}</h2>\n" if heading else ""
    cards = "".join(_card(entry, legend, apart=True) for entry in entries)
    return f"<section>\n{title}{cards}</section>\n"


def _card(entry: ExportEntry, legend: _Legend, apart: bool = False) -> str:
    """Return note and facts of an annotation; empty for a highlight that has none."""
    annotation = entry.annotation
    said = annotation.note or entry.speaker or annotation.tags or entry.replies
    if not (apart or said):
        return ""
    place = _text(entry.locator or ("¶" if entry.placed else ""))
    link = f'<a href="#h-{_id(entry)}">{place}</a>' if entry.placed else place
    speaker = f"<b>{_text(entry.speaker)}</b>" if entry.speaker else ""
    state = entry.state if entry.state != "exact" else ""
    tags = " ".join(f'<span class="tag">#{_text(tag)}</span>' for tag in annotation.tags)
    facts = [link, speaker, _text(state), tags, _text(entry.creator)]
    quote = f'<blockquote dir="auto">{_text(entry.exact)}</blockquote>\n' if apart else ""
    shown = " · ".join(fact for fact in facts if fact)
    keys, note = " ".join(legend.keys(entry)), _rendered(annotation.note)
    return (
        f'<div class="card {_paint(entry)}" data-of="{keys}">\n{quote}'
        f'<p class="facts">{shown}</p>\n<div dir="auto">{note}</div>\n'
        f"{''.join(map(_reply, entry.replies))}</div>\n"
    )


def _reply(reply: ExportEntry) -> str:
    who, note = _text(signature(reply)), _rendered(reply.annotation.note)
    return (
        f'<div class="reply">\n<p class="facts">{who}</p>\n<div dir="auto">{note}</div>\n</div>\n'
    )


def _rendered(note: str) -> str:
    """Render a note, which is Markdown, as HTML."""
    return str(_markdown().render(_legal(note))) if note else ""


@cache
def _markdown() -> MarkdownIt:
    """Return the Markdown renderer for notes.

    HTML in notes is shown as text. Images are disabled, because they would be fetched.
    """
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable("image")


def _paragraphs(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of each paragraph, and where the next one starts.

    Paragraphs are separated by empty lines.
    """
    start = 0
    for gap in _gap.finditer(text):
        yield start, gap.start(), gap.end()
        start = gap.end()
    if start < len(text):
        yield start, len(text), len(text)


def _paints() -> str:
    return "".join(f".{name} {{ --paint: {paint}; }}\n" for name, paint in PAINT.items())


def _paint(entry: ExportEntry) -> str:
    return entry.annotation.colour if entry.annotation.colour in PAINT else COLOURS[0]


def _id(entry: ExportEntry) -> str:
    """Return the annotation's id, safe in HTML; ids of other programs may contain anything."""
    return re.sub(r"[^0-9A-Za-z-]", "_", entry.annotation.id)


def _text(text: str) -> str:
    return escape(_legal(text))


def _legal(text: str) -> str:
    return _control.sub("\ufffd", text).replace("\r", "\n")


def _asset(name: str) -> str:
    return (files("readerapp.interchange.exporters") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
