"""Templates for citations and exports, written by the user.

    {quoted}{ (|where|)}            "We were promised a vote." (Maria Ortega, Council split, ¶2)
    {[|place|] }{|speaker|: }{quote}

`{speaker}` is a field. The text beside the name between bars, as in `{before|speaker|after}`, is
written only if the field is not empty. `{{` and `}}` are braces. Fields are looked up in a table
and nothing else: a template cannot reach into the program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from readerapp.core.errors import ReaderError, nearest_name

CITATION_STYLES = ("plain", "markdown", "transcript", "evidence", "pandoc", "latex", "chicago")
"""Names of the citation styles; a citation may also be a template."""

TEMPLATE_FORMATS = ("markdown", "text")
"""Export formats that write an annotation with a template."""

FIELDS = {
    "quote": "the words, on one line",
    "quoted": "the words in quotation marks",
    "blockquote": "the words as a block quotation of Markdown, with their paragraphs",
    "speaker": "who said them",
    "title": "of the document",
    "place": "¶2, p. 12, 00:12:03",
    "page": "the number of the page on which the words begin",
    "line": "the number of the line on which they begin",
    "start": "offset of the first character in the text, from 0",
    "end": "offset after the last character",
    "where": "speaker, title and place, as far as they are known",
    "access": "of a web page: address, day on which it was read, hash",
    "source": "where, and for a web page its access",
    "before": "the text before the words, from the start of the sentence before",
    "after": "the text after the words, to the end of the sentence after",
    "note": "the note",
    "tags": "rent, town hall",
    "hashtags": "#rent #town-hall",
    "colour": "yellow",
    "annotator": "who marked it",
    "date": "the day on which it was marked",
    "marked": "who marked it, and when to the minute",
    "state": "text changed, text not found, or empty",
    "author": "of the document",
    "published": "the document's date",
    "year": "of the document",
    "citekey": "citation key of the document, such as smith2020",
    "doi": "of the document",
    "pandoc": "citation for pandoc: [@smith2020, p. 12]",
    "autocite": "citation for biblatex: \\autocite[12]{smith2020}",
    "authoryear": "citation by author and year: (Smith 2020, 12)",
    "enquote": "the words as LaTeX: \\enquote{…}",
    "address": "the document's path or address",
    "version": "when a web page was fetched, or a file was last changed",
    "read": "the day on which a web page was fetched",
    "hash": "the first 12 digits of sha256",
    "sha256": "SHA-256 of the text that was read, as `readerapp text` prints it",
    "id": "the annotation's id",
}
"""The fields with a description for the user; a field that is not known is empty."""

_brace = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Field:
    """A field, with the text written before and after it if it is not empty."""

    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template: text and fields in order."""

    parts: tuple[str | Field, ...]

    @property
    def names(self) -> frozenset[str]:
        """Return the names of its fields."""
        return frozenset(part.name for part in self.parts if isinstance(part, Field))

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with `values` for the fields, stripped of white space at both ends.

        >>> parse_template("{|speaker|: }{quote}").fill({"quote": "No.", "speaker": "Ann"})
        'Ann: No.'
        """
        return "".join(_filled(part, values) for part in self.parts).strip()


def parse_template(text: str) -> Template:
    """Parse a template.

    Raises:
        ReaderError: A brace is not closed or not opened, or there is no such field.
    """
    parts: list[str | Field] = []
    at = 0
    for match in _brace.finditer(text):
        parts.append(text[at : match.start()])
        at = match.end()
        sign = match.group()
        if sign in ("{{", "}}"):
            parts.append(sign[0])
        elif match[1] is None:
            sentence = f"the {sign} at character {match.start() + 1} of the template stands alone"
            raise ReaderError(f"{sentence}; write {sign * 2} for a brace.")
        else:
            parts.append(_field(match[1]))
    return Template(tuple(part for part in (*parts, text[at:]) if part))


def _field(written: str) -> Field:
    before, bar, rest = written.partition("|")
    name, _, after = rest.partition("|") if bar else (written, "", "")
    if name in FIELDS:
        return Field(name, before if bar else "", after)
    close = nearest_name(name, FIELDS)
    guess = f"; did you mean {{{close}}}?" if close else f"; there are {', '.join(FIELDS)}."
    label = " ".join(name.split())[:40]
    raise ReaderError(f"templates have no field {{{label}}}{guess}")


def _filled(part: str | Field, values: Mapping[str, str]) -> str:
    if isinstance(part, str):
        return part
    value = values.get(part.name, "")
    return f"{part.before}{value}{part.after}" if value else ""
