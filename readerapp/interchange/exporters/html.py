"""HTML exporter: a reading copy of the text with highlights, notes beside it, and filter buttons.

Without its script everything can still be read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from readerapp.core.model import COLOURS
from readerapp.interchange.annotation_view import (
    AnnotationView,
    ExportSource,
    describe_state,
    list_creators,
    mark_signature,
    signature,
)
from readerapp.interchange.citation import one_line
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.document_facts import source_facts
from readerapp.interchange.exporters.html_page import (
    escape_text,
    page_fact,
    page_head,
    read_asset,
    render_note,
)
from readerapp.interchange.exporters.web_annotation import HIGHLIGHT_COLOURS
from readerapp.text.range_index import RangeIndex, split_at_edges

_SWEEP_LENGTH = 2_000  # code points per sweep: the cost of a sweep grows faster than its length
_paragraph_gap = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class _Legend:
    """Filter keys for speakers, tags, annotators and colours with a name.

    The names may contain anything.

    `has_several` is whether there are several annotators, who are then named at each annotation.
    `with_time` is whether each annotation says who marked it and when.
    """

    speakers: Mapping[str, str]
    tags: Mapping[str, str]
    creators: Mapping[str, str]
    colours: Mapping[str, str]
    has_several: bool
    with_time: bool

    def keys(self, view: AnnotationView) -> list[str]:
        """Return the filter keys of `view`."""
        keys = [self.speakers[view.speaker]] if view.speaker else []
        keys += [self.tags[tag] for tag in view.annotation.tags if tag]
        keys += [self.colours[view.colour]] if view.target and view.colour in self.colours else []
        return [*keys, self.creators[view.creator]] if view.creator else keys


def write_html(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write the document, paragraph by paragraph."""
    legend = _Legend(
        speakers=_filter_keys("s", (view.speaker for view in views)),
        tags=_filter_keys("t", (tag for view in views for tag in view.annotation.tags)),
        creators=_filter_keys("c", (view.creator for view in views)),
        colours={
            colour: f"k{number}"
            for number, colour in enumerate(COLOURS)
            if colour in source.colour_names and any(v.target and v.colour == colour for v in views)
        },
        has_several=len(list_creators(views)) > 1,
        with_time=layout.evidence,
    )
    style, script = read_asset("reading_copy.css") + _colour_rules(), read_asset("reading_copy.js")
    yield page_head(source.label, style, script)
    yield _page_header(source, views, legend, evidence=layout.evidence)
    document_notes = [view for view in views if view.target is None]
    highlights = [view for view in views if view.target]
    in_text = [view for view in highlights if view.has_range and view.end <= len(source.text)]
    not_in_text = [
        view for view in highlights if not (view.has_range and view.end <= len(source.text))
    ]
    yield _section("", document_notes, legend)
    index = RangeIndex(in_text)
    headings = _headings(source)
    yield "<main>\n"
    for start, end, following in _paragraphs(source.text):
        tag = headings.get(start, "p")
        yield _block(source.text[start:end], tag, start, following, index, legend)
    yield "</main>\n"
    yield _section("No longer found in the text" if source.text else "", not_in_text, legend)
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _page_header(
    source: ExportSource, views: Sequence[AnnotationView], legend: _Legend, *, evidence: bool
) -> str:
    counts = Counter(key for view in views for key in legend.keys(view))
    buttons = [
        _button(key, source.colour_names[colour], counts[key], swatch=colour)
        for colour, key in legend.colours.items()
    ]
    buttons += [*_buttons(legend.speakers, counts), *_buttons(legend.tags, counts, "#")]
    if len(legend.creators) > 1:
        buttons += _buttons(legend.creators, counts, "by ")
    if buttons:
        buttons.insert(0, _button("", "All", len(views)))
    nav = f'<nav aria-label="Show only">\n{"".join(buttons)}</nav>\n' if buttons else ""
    title = "" if _has_title(source) else f'<h1 dir="auto">{escape_text(source.label)}</h1>\n'
    facts = source_facts(source, views, evidence=evidence)
    shown = "".join(
        page_fact(name, fact, is_address=name == "Source" and source.is_online)
        for name, fact in facts.items()
    )
    return f"<body>\n<header>\n{title}<dl>\n{shown}</dl>\n</header>\n{nav}"


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


def _filter_keys(letter: str, names: Iterable[str]) -> dict[str, str]:
    """Make a filter key for each name, in alphabetical order."""
    found = sorted(set(names) - {""}, key=lambda name: (name.casefold(), name))
    return {name: f"{letter}{number}" for number, name in enumerate(found)}


def _buttons(
    names: Mapping[str, str], counts: Mapping[str, int], before: str = ""
) -> Iterator[str]:
    for name, key in names.items():
        yield _button(key, before + name, counts[key])


def _button(key: str, label: str, count: int, swatch: str = "") -> str:
    """Return a button of the legend; `swatch` is the colour that it stands for, if any."""
    pressed = "false" if key else "true"
    paint = f'<i class="swatch {swatch}"></i>' if swatch else ""
    shown = f"{paint}{escape_text(label)} <span>{count}</span>"
    return f'<button data-only="{key}" aria-pressed="{pressed}">{shown}</button>\n'


def _block(
    text: str,
    tag: str,
    start: int,
    following: int,
    index: RangeIndex[AnnotationView],
    legend: _Legend,
) -> str:
    """Return a paragraph, with the notes of the highlights that end before the next one."""
    parts = []
    for begin in range(start, start + len(text), _SWEEP_LENGTH):
        end = min(begin + _SWEEP_LENGTH, start + len(text))
        for a, b, covering in split_at_edges(begin, end, index.touching(begin, end)):
            words = escape_text(text[a - start : b - start])
            parts.append(_mark(words, a, covering, legend) if covering else words)
    touching = index.touching(start, following)
    ending = [view for view in touching if start < view.end <= following]
    cards = "".join(_card(view, legend) for view in ending)
    notes = f'<div class="notes">\n{cards}</div>\n' if cards else ""
    return f'<div class="block">\n<{tag} dir="auto">{"".join(parts)}</{tag}>\n{notes}</div>\n'


def _mark(words: str, at: int, covering: tuple[AnnotationView, ...], legend: _Legend) -> str:
    top = max(covering, key=lambda view: view.start)
    anchors = "".join(f'<a id="h-{_id(view)}"></a>' for view in covering if view.start == at)
    keys = " ".join(sorted({key for view in covering for key in legend.keys(view)}))
    many = " many" if len(covering) > 1 else ""
    return f'{anchors}<mark class="{_colour_class(top)}{many}" data-of="{keys}">{words}</mark>'


def _section(heading: str, views: list[AnnotationView], legend: _Legend) -> str:
    if not views:
        return ""
    title = f"<h2>{heading}</h2>\n" if heading else ""
    cards = "".join(_card(view, legend, with_quotation=True) for view in views)
    return f"<section>\n{title}{cards}</section>\n"


def _card(view: AnnotationView, legend: _Legend, with_quotation: bool = False) -> str:
    """Return note and facts of an annotation; empty for a highlight that has none."""
    annotation = view.annotation
    has_content = annotation.note or view.speaker or annotation.tags or view.replies
    if not (with_quotation or has_content or legend.with_time):
        return ""
    place = escape_text(view.locator or ("¶" if view.has_range else ""))
    link = f'<a href="#h-{_id(view)}">{place}</a>' if view.has_range else place
    speaker = f"<b>{escape_text(view.speaker)}</b>" if view.speaker else ""
    state = describe_state(view)
    tags = " ".join(f'<span class="tag">#{escape_text(tag)}</span>' for tag in annotation.tags)
    creator = view.creator if legend.has_several else ""
    if legend.with_time:
        creator = mark_signature(view)
    facts = [link, speaker, escape_text(state), tags, escape_text(creator)]
    quote = (
        f'<blockquote dir="auto">{escape_text(view.exact)}</blockquote>\n' if with_quotation else ""
    )
    shown = " · ".join(fact for fact in facts if fact)
    keys, note = " ".join(legend.keys(view)), render_note(annotation.note)
    return (
        f'<div class="card {_colour_class(view)}" data-of="{keys}">\n{quote}'
        f'<p class="facts">{shown}</p>\n<div dir="auto">{note}</div>\n'
        f"{''.join(map(_reply, view.replies))}</div>\n"
    )


def _reply(reply: AnnotationView) -> str:
    who, note = escape_text(signature(reply)), render_note(reply.annotation.note)
    return (
        f'<div class="reply">\n<p class="facts">{who}</p>\n<div dir="auto">{note}</div>\n</div>\n'
    )


def _paragraphs(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of each paragraph, and where the next one starts.

    Paragraphs are separated by empty lines.
    """
    start = 0
    for gap in _paragraph_gap.finditer(text):
        yield start, gap.start(), gap.end()
        start = gap.end()
    if start < len(text):
        yield start, len(text), len(text)


def _colour_rules() -> str:
    return "".join(
        f".{name} {{ --paint: {paint}; }}\n" for name, paint in HIGHLIGHT_COLOURS.items()
    )


def _colour_class(view: AnnotationView) -> str:
    return view.colour if view.colour in HIGHLIGHT_COLOURS else COLOURS[0]


def _id(view: AnnotationView) -> str:
    """Return the annotation's id, safe in HTML; ids of other programs may contain anything."""
    return re.sub(r"[^0-9A-Za-z-]", "_", view.annotation.id)
