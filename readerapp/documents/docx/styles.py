"""The styles of a Word document: what those of paragraphs and of runs of words mean.

Source: ECMA-376 (Office Open XML), part 1, section 17.7 (styles) and 17.3 (properties).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_attribute, local_name, whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

INNERMOST_LEVEL = 8
"""The innermost level of a list: Word has nine, from 0."""
_LONGEST_CHAIN = 12
"""Styles that are based on each other; they can be in a cycle."""
_heading = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|标题|見出し) ?(\d)",
    re.IGNORECASE,
).match
_quote = re.compile(r"quote|quotation|block text|zitat|citation", re.IGNORECASE).search
_code = re.compile(r"source code|preformatted|html code|verbatim|macro text", re.IGNORECASE).search
_contents = re.compile(r"toc (?:\d|heading)|contents \d", re.IGNORECASE).match
_TITLES = {"title": 1, "heading": 1}
"""The levels of heading styles without a number; Pages has "Heading"."""
_KINDS = {"b": "strong", "i": "emphasis", "strike": "strike", "dstrike": "strike"}
_OFF = ("0", "false", "off", "none")


def is_on(properties: Element | None, name: str) -> bool:
    """Return whether a toggle property is on."""
    toggle = None if properties is None else properties.find(f"{{*}}{name}")
    return toggle is not None and local_attribute(toggle) not in _OFF


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """The meaning of a paragraph style.

    Attributes:
        level: the level of a heading, or 0.
        kind: "quote", "code", "contents" or "".
        list_id: the id of its list; empty if there is none.
        list_level: the level in the list, from 0.
        list_style: the style in its chain that names the list: a level of the list may name it.
        words: the format of its words.
    """

    level: int = 0
    kind: str = ""
    list_id: str = ""
    list_level: int = 0
    list_style: str = ""
    words: RunFormat = field(default_factory=lambda: RunFormat())


@dataclass(frozen=True, slots=True)
class RunFormat:
    """The format of a run of words; None or "" where it does not say.

    Attributes:
        toggles: whether they are strong, emphasis and strike, as far as it says.
        hidden: whether they are hidden.
        position: "superscript", "subscript", "baseline" or "".
        font: the font of the signs, in lower case.
    """

    toggles: tuple[tuple[str, bool], ...] = ()
    hidden: bool | None = None
    position: str = ""
    font: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the styles that are on."""
        return _kinds_on(self.toggles) if self.toggles else ()

    def over(self, base: RunFormat) -> RunFormat:
        """Return this format, with that of `base` where it does not say."""
        if base == _NO_FORMAT:
            return self
        return RunFormat(
            tuple((dict(base.toggles) | dict(self.toggles)).items()),
            base.hidden if self.hidden is None else self.hidden,
            self.position or base.position,
            self.font or base.font,
        )


_NO_FORMAT = RunFormat()


@lru_cache(maxsize=256)
def _kinds_on(toggles: tuple[tuple[str, bool], ...]) -> tuple[str, ...]:
    """Return the styles that are on; the last toggle of a style counts."""
    return tuple(kind for kind, on in dict(toggles).items() if on)


@lru_cache(maxsize=4096)
def _make_format(
    toggles: tuple[tuple[str, bool], ...], hidden: bool | None, position: str, font: str
) -> RunFormat:
    """Return a format; most runs have the same few."""
    return RunFormat(toggles, hidden, position, font)


class DocxStyles:
    """The styles of a document, by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles = (
            {}
            if root is None
            else {local_attribute(s, "styleId"): s for s in root.iter("{*}style")}
        )
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._runs: dict[str, RunFormat] = {}
        self._own: dict[str, tuple[ParagraphStyle, str]] = {}

    def paragraph(self, name: str) -> ParagraphStyle:
        """Return the meaning of a paragraph style, from its name and from those it is based on."""
        if name not in self._paragraphs:
            level, kind, words = 0, "", _NO_FORMAT
            list_id, list_level, list_style = "", 0, ""
            for style, own in self._chain(name):
                level, kind, words = level or own.level, kind or own.kind, words.over(own.words)
                if not list_id and own.list_id:
                    list_id, list_level, list_style = own.list_id, own.list_level, style
            self._paragraphs[name] = ParagraphStyle(
                level, kind, list_id, list_level, list_style, words
            )
        return self._paragraphs[name]

    def run(self, name: str) -> RunFormat:
        """Return the format of a character style, with that of the styles it is based on."""
        if name not in self._runs:
            words = _NO_FORMAT
            for _, own in self._chain(name):
                words = words.over(own.words)
            self._runs[name] = words
        return self._runs[name]

    def list_of(self, name: str) -> str:
        """Return the id of the list that a style names itself; "" if there is none."""
        style = self._styles.get(name)
        return "" if style is None else _own(style).list_id

    def read_run(self, properties: Element | None) -> RunFormat:
        """Return the format that the properties of a run give it, with that of its style."""
        if properties is None or not len(properties):
            return _NO_FORMAT
        own, style = _read_run(properties)
        return own.over(self.run(style)) if style else own

    def _chain(self, name: str) -> Iterator[tuple[str, ParagraphStyle]]:
        """Yield the style and each style it is based on, with what it says itself."""
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(name)
            if style is None:
                return
            if name not in self._own:
                self._own[name] = _own(style), local_attribute(style.find("{*}basedOn"))
            own, base = self._own[name]
            yield name, own
            name = base


def _read_run(properties: Element) -> tuple[RunFormat, str]:
    """Return the format that properties of a run say themselves, and the id of their style."""
    toggles: list[tuple[str, bool]] = []
    hidden: bool | None = None
    position = font = style = ""
    for each in properties:
        name = local_name(each)
        if name in _KINDS:
            toggles.append((_KINDS[name], local_attribute(each) not in _OFF))
        elif name == "vanish":
            hidden = local_attribute(each) not in _OFF
        elif name == "vertAlign":
            position = local_attribute(each)
        elif name == "rFonts":
            font = (local_attribute(each, "ascii") or local_attribute(each, "hAnsi")).lower()
        elif name == "rStyle":
            style = local_attribute(each)
    return _make_format(tuple(toggles), hidden, position, font), style


def _own(style: Element) -> ParagraphStyle:
    """Return what a style says itself."""
    name, properties = local_attribute(style.find("{*}name")), style.find("{*}pPr")
    runs = style.find("{*}rPr")
    numbered = None if properties is None else properties.find("{*}numPr")
    list_id, depth = "", 0
    if numbered is not None:
        list_id = local_attribute(numbered.find("{*}numId"))
        depth = min(whole_number(local_attribute(numbered.find("{*}ilvl"))), INNERMOST_LEVEL)
    level = min(_level(name, properties), 6)
    words = _NO_FORMAT if runs is None else _read_run(runs)[0]
    if local_attribute(style, "type") == "paragraph":  # a bold style is no emphasis
        words = replace(words, toggles=(), font="")
    return ParagraphStyle(level, _kind(name), list_id, depth, "", words)


def _level(words: str, properties: Element | None) -> int:
    """Return the level of a heading style, by its name or its outline level; 0 for others."""
    if level := _TITLES.get(words.lower()):
        return level
    if match := _heading(words):
        return int(match[1])
    return outline_level(properties)


def outline_level(properties: Element | None) -> int:
    """Return the level of a heading by the outline level of its paragraph, from 1; 0 for none."""
    if properties is None:
        return 0
    outline = whole_number(local_attribute(properties.find("{*}outlineLvl")), -1)
    return outline + 1 if 0 <= outline < 9 else 0


def _kind(words: str) -> str:
    """Return the kind of a style by its name: "contents", "code", "quote" or ""."""
    patterns = ((_contents, "contents"), (_code, "code"), (_quote, "quote"))
    return next((kind for matches, kind in patterns if matches(words)), "")
