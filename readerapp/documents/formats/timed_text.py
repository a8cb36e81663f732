"""Timed Text (TTML, DFXP, IMSC): paragraphs with times, styles and speaking agents.

Source: https://www.w3.org/TR/ttml2/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.documents import limits
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.cues import Cue, CuePart, check_size, make_cue_document
from readerapp.documents.html.parser import local_attribute, local_name, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_FRAME_RATE = 30.0
"""Frames a second in a file that does not say (TTML2, 6.2.4)."""
_clock = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})(\.\d+)?(?::(\d+)(?:\.\d+)?)?\Z").match
_offset = re.compile(r"(\d+(?:\.\d+)?)(h|m|s|ms|f|t)\Z").match
_STYLE_KINDS = {
    ("fontStyle", "italic"): "emphasis",
    ("fontStyle", "oblique"): "emphasis",
    ("fontWeight", "bold"): "strong",
    ("textDecoration", "lineThrough"): "strike",
}
_READINGS = {"text", "textContainer", "delimiter"}
"""Values of tts:ruby whose words are a reading of the base."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """How the times of a file are counted: frames and ticks a second."""

    frames: float
    ticks: float

    def seconds(self, written: str) -> float | None:
        """Return a time expression as seconds; None if it is none."""
        written = written.strip()
        if match := _clock(written):
            hours, minutes, seconds, fraction, frames = match.groups()
            whole = int(hours[:6]) * 3600 + int(minutes) * 60 + int(seconds)
            return whole + float(fraction or 0) + int((frames or "0")[:6]) / self.frames
        if match := _offset(written):
            units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001,
                     "f": 1 / self.frames, "t": 1 / self.ticks}  # fmt: skip
            return float(match[1]) * units[match[2]]
        return None


@dataclass(frozen=True, slots=True)
class _Context:
    """What an element inherits: the time it begins at, its styles, its agent."""

    begin: float
    styles: tuple[str, ...] = ()
    voice: str = ""


def open_ttml(source: DocumentInput) -> Document:
    """Open a Timed Text file."""
    check_size(source)
    root = parse_xml(source.read(limits.SUBTITLES), source.label)
    clock = _Clock(
        frames=_parse_number(local_attribute(root, "frameRate"), _FRAME_RATE),
        ticks=_parse_number(
            local_attribute(root, "tickRate"),
            _parse_number(local_attribute(root, "frameRate"), 1.0),
        ),
    )
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    styles = {local_attribute(each, "id"): each for each in elements if local_name(each) == "style"}
    agents = dict(_list_agents(elements))
    title = next((_join_words(each) for each in elements if local_name(each) == "title"), "")
    body = next((each for each in elements if local_name(each) == "body"), root)
    reader = _TimedTextReader(clock, styles, agents)
    cues = list(reader.cues(body, _Context(0.0), 0))
    cues.sort(key=lambda cue: cue.start or 0.0)
    return make_cue_document(source, "ttml", cues, title=title)


def _parse_number(written: str, default: float) -> float:
    """Return a positive number; `default` if it is none."""
    try:
        return float(written) if float(written) > 0 else default
    except ValueError:
        return default


def _join_words(element: Element) -> str:
    """Return all words of an element."""
    return " ".join("".join(map(str, element.itertext())).split())


def _list_agents(elements: list[Element]) -> Iterator[tuple[str, str]]:
    """Yield the id and the name of each agent (ttm:agent with ttm:name)."""
    for element in elements:
        if local_name(element) == "agent":
            name = next((_join_words(each) for each in element if local_name(each) == "name"), "")
            yield local_attribute(element, "id"), name


class _TimedTextReader:
    """A reader of the paragraphs of a file, which knows its clock, styles and agents."""

    def __init__(
        self, clock: _Clock, styles: Mapping[str, Element], agents: Mapping[str, str]
    ) -> None:
        self._clock = clock
        self._styles = styles
        self._agents = agents

    def cues(self, element: Element, context: _Context, depth: int) -> Iterator[Cue]:
        """Yield a cue for each paragraph inside `element`; times add up from the outermost on."""
        if depth > limits.DEPTH:
            return
        inner = self._inherit(element, context)
        if local_name(element) != "p":
            for child in element:
                yield from self.cues(child, inner, depth + 1)
            return
        end = self._clock.seconds(local_attribute(element, "end"))
        length = self._clock.seconds(local_attribute(element, "dur"))
        last = inner.begin + length if length is not None else inner.begin
        if end is not None:
            last = context.begin + end
        yield Cue(inner.begin, last, (tuple(self._parts(element, inner, depth)),))

    def _inherit(self, element: Element, context: _Context) -> _Context:
        """Return what the content of an element inherits."""
        begin = self._clock.seconds(local_attribute(element, "begin")) or 0.0
        referred = [self._styles[name] for name in local_attribute(element, "style").split()
                    if name in self._styles]  # fmt: skip
        kinds = list(context.styles)
        for each in (*referred, element):
            for (name, value), kind in _STYLE_KINDS.items():
                written = local_attribute(each, name)
                if written == value and kind not in kinds:
                    kinds.append(kind)
        agent = local_attribute(element, "agent")
        voice = self._agents.get(agent, agent) if agent else context.voice
        return _Context(context.begin + begin, tuple(kinds), voice)

    def _parts(self, element: Element, context: _Context, depth: int) -> Iterator[CuePart]:
        """Yield the words of a paragraph or span in their order, without readings of ruby."""
        if depth > limits.DEPTH:
            yield CuePart(_join_words(element), context.voice, context.styles)
            return
        if element.text:
            yield CuePart(element.text, context.voice, context.styles)
        for child in element:
            name = local_name(child)
            if name == "br":
                yield CuePart(" ", context.voice)
            elif name == "span" and local_attribute(child, "ruby") not in _READINGS:
                yield from self._parts(child, self._inherit(child, context), depth + 1)
            if child.tail:
                yield CuePart(child.tail, context.voice, context.styles)
