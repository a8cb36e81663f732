"""Citations of quoted words: `"…" (Maria Ortega, Council split, ¶2)`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from readerapp.core.errors import ReaderError
from readerapp.core.templates import CITATION_STYLES, Template, parse_template
from readerapp.text.phrases import quote


class QuotationMarks(NamedTuple):
    """The marks around quoted words, and those of a quotation within."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


STRAIGHT = QuotationMarks('"', '"', "'", "'")
_CURLY = QuotationMarks("“", "”", "‘", "’")
_MARKS = {
    '"': STRAIGHT,
    "“": _CURLY,
    "„": QuotationMarks("„", "“", "‚", "‘"),
    "«": QuotationMarks("«", "»", "“", "”"),
    "»": QuotationMarks("»", "«", "›", "‹"),
    "「": QuotationMarks("「", "」", "『", "』"),
}
"""The marks of a text by its opening mark."""

_PAIRS = {"“": "”", '"': '"', "«": "»", "»": "«", "„": "“", "「": "」", "『": "』", "《": "》"}
_TO_SINGLE = str.maketrans({"“": "‘", "”": "’", '"': "'"})
_TO_CURLY_SINGLE = str.maketrans({"“": "‘", "”": "’", '"': "’"})
_straight_opening = re.compile(r"""(?<![^\s(\[“„«»‘-])"(?=\S)""")
STYLE_TEMPLATES = {
    "plain": "{quoted}{ (|source|)}",
    "transcript": "{[|place|] }{|speaker|: }{quote}{ (|title|)}{ |access|}",
    "evidence": (
        "{quoted}{\n— |where|}{\nState: |state|}{\nBefore: |before|}{\nAfter: |after|}"
        "{\nSource: |address|}{\nVersion: |version|}{\nSHA-256 of its text: |sha256|}"
        "{\nMarked by: |marked|}"
    ),
    "pandoc": "{quoted}{ |pandoc|}",
    "latex": "{enquote}{ |autocite|}",
    "chicago": "{quoted}{ |authoryear|}",
}
"""The template of each citation style but `markdown`."""

MARKDOWN_STYLE = "pandoc"
"""The style with a template whose result is Markdown: the words in it are escaped."""
_NOTE = "{\n|note|}"
_MARKDOWN_ENTRY = "{blockquote}{\n>\n> — |source|}{\n\n|note|}"

_markdown_syntax = re.compile(r"[\\`*_\[\]<>~]|&(?=[#\w])|^(?:[#+=-]|\d+(?=[.)]))")


def cite(
    exact: str,
    *,
    speaker: str = "",
    title: str = "",
    locator: str = "",
    access: str = "",
    style: str = "plain",
    marks: QuotationMarks = STRAIGHT,
) -> str:
    """Format the quoted words with speaker, title and locator; empty parts are left out.

    Args:
        exact: the quoted words.
        speaker: who said them.
        title: the title of the document.
        locator: the position in words ("¶2").
        access: of a web page, where and when it was read (`ExportSource.access`).
        style: `plain` is one line. `markdown` is a block quotation with its paragraphs, which shows
            the words literally whatever they contain. `transcript` is one line that begins with the
            locator. `evidence` has a line for each fact. `pandoc`, `latex` and `chicago` cite a
            bibliography, as `template_fields.cite_view` writes them. A style that contains a brace
            is a template (see `core.templates`). Facts that are no arguments here are left out;
            `template_fields.cite_view` has them all.
        marks: the quotation marks of a style that writes any.

    Raises:
        ReaderError: `style` is none of CITATION_STYLES, or a template with a mistake.

    >>> cite("Read  on.", speaker="Bo", locator="¶2")
    '"Read on." (Bo, ¶2)'
    """
    if template := find_template(style):
        return template.fill(
            citation_fields(
                exact, speaker=speaker, title=title, locator=locator, access=access, marks=marks
            )
        )
    return _cite_in_markdown(exact, speaker, title, locator, access)


def find_template(style: str) -> Template | None:
    """Return the template of a citation style, as in `cite`; None for `markdown`.

    Raises:
        ReaderError: `style` is none of CITATION_STYLES, or a template with a mistake.
    """
    text = STYLE_TEMPLATES.get(style, style)
    if "{" in text:
        return parse_template(text)
    if style == "markdown":
        return None
    choices = ", ".join(CITATION_STYLES)
    sentence = f"There is no citation style {style}; choose one of {choices}, or write a template"
    raise ReaderError(f"{sentence}, as in: {STYLE_TEMPLATES['plain']}")


def entry_template(style: str) -> tuple[str, str]:
    """Return the export format, and the template for each entry, of a list in a citation style.

    Args:
        style: as in `cite`. Of `plain` the template is empty: the default of plain text.
    """
    if style == "plain":
        return "text", ""
    if style == "markdown":
        return "markdown", _MARKDOWN_ENTRY
    if style == MARKDOWN_STYLE:
        return "markdown", STYLE_TEMPLATES[style] + _NOTE
    return "text", STYLE_TEMPLATES.get(style, style) + _NOTE


def citation_fields(
    exact: str,
    *,
    speaker: str = "",
    title: str = "",
    locator: str = "",
    access: str = "",
    marks: QuotationMarks = STRAIGHT,
) -> dict[str, str]:
    """Return the fields of a citation for a template; each but `blockquote` is one line."""
    known = {"speaker": one_line(speaker), "title": one_line(title), "place": one_line(locator)}
    where = ", ".join(part for part in known.values() if part)
    access = one_line(access)
    return {
        **known,
        "quote": one_line(exact),
        "quoted": in_quotation_marks(exact, marks),
        "blockquote": blockquote(exact),
        "where": where,
        "access": access,
        "source": ", ".join(part for part in (where, access) if part),
    }


def blockquote(exact: str) -> str:
    """Format the words as a Markdown block quotation that shows them literally."""
    return "\n>\n".join(f"> {escape_markdown(line)}" for line in split_paragraphs(exact))


def find_quotation_marks(samples: Iterable[str]) -> QuotationMarks:
    """Return the quotation marks that a text uses, so that a citation looks like the text.

    Args:
        samples: parts of the text.

    >>> find_quotation_marks(["It’s late. “No,” she said."])[:2]
    ('“', '”')
    """
    text = "".join(samples)
    counts = {opening: text.count(opening) for opening in _MARKS}
    if counts["„"]:
        counts["“"] -= counts["„"]  # these close a German quotation
    counts['"'] //= 2
    if counts["«"] and counts["»"]:
        later = "»" if text.index("«") < text.index("»") else "«"
        counts[later] = 0  # it closes
    opening = max(counts, key=counts.__getitem__)
    if counts[opening] > 0:
        return _MARKS[opening]
    return _CURLY if "’" in text or "”" in text else STRAIGHT


def in_quotation_marks(exact: str, marks: QuotationMarks = STRAIGHT) -> str:
    """Put the words on one line, in one pair of quotation marks.

    Marks that already enclose all of the words are not doubled; double marks inside become those
    of a quotation within. Empty words stay empty.

    >>> in_quotation_marks('She said "no".', find_quotation_marks("“”"))
    '“She said ‘no’.”'
    """
    line = one_line(exact)
    closing = _PAIRS.get(line[:1])
    enclosed = closing is not None and line.find(closing, 1) == len(line) - 1 > 0
    if enclosed and line[0] not in '“"':
        return line
    inside = line[1:-1].strip() if enclosed else line
    return f"{marks.opening}{_nest(inside, marks)}{marks.closing}" if inside else ""


def unquoted(exact: str) -> str:
    """Return the words on one line, without one pair of quotation marks around all of them.

    >>> unquoted("“No,  he said.”")
    'No, he said.'
    """
    line = one_line(exact)
    closing = _PAIRS.get(line[:1])
    enclosed = closing is not None and line.find(closing, 1) == len(line) - 1 > 0
    return line[1:-1].strip() if enclosed else line


def _nest(inside: str, marks: QuotationMarks) -> str:
    """Replace the double marks in quoted words by those of a quotation within."""
    if marks == STRAIGHT:
        return inside.translate(_TO_SINGLE)
    if marks.opening == "“":
        inside = _straight_opening.sub("‘", inside)
        return inside.translate(_TO_CURLY_SINGLE)
    return inside.replace(marks.opening, marks.inner_opening).replace(
        marks.closing, marks.inner_closing
    )


def one_line(text: str) -> str:
    """Collapse every run of white space in `text` to one space, and strip its ends."""
    return " ".join(text.split())


def split_paragraphs(text: str) -> list[str]:
    """Split `text` at empty lines into paragraphs, each on one line."""
    return [line for line in map(one_line, re.split(r"\n\s*\n", text)) if line]


def note_paragraphs(note: str) -> list[str]:
    """Return the paragraphs of a note for a format without Markdown, each on one line.

    A block quotation gets quotation marks; a line in it that begins with a dash, its source, is a
    paragraph of its own.

    >>> note_paragraphs("Quote check:\\n> a ghost\\n> bus\\n> — talk.txt, p. 3\\n\\nTrue?")
    ['Quote check:', '“a ghost bus”', '— talk.txt, p. 3', 'True?']
    """
    paragraphs = []
    for is_quotation, lines in groupby(note.splitlines(), lambda line: line.startswith(">")):
        if not is_quotation:
            paragraphs += split_paragraphs("\n".join(lines))
            continue
        plain = "\n".join(line.removeprefix(">").strip() for line in lines)
        parts = split_paragraphs(re.sub(r"^—", "\n—", plain, flags=re.MULTILINE))
        paragraphs += [one if one.startswith("—") else quote(one) for one in parts]
    return paragraphs


def escape_markdown(line: str) -> str:
    """Escape one line so that Markdown shows it literally."""
    return _markdown_syntax.sub(_escape_match, line)


def literal(text: str) -> str:
    """Return the text on one line, escaped so that Markdown shows it literally."""
    return escape_markdown(one_line(text))


def address_in_markdown(address: str) -> str:
    """Format a path or an address so that Markdown shows it literally, an address as a link."""
    if not address.isprintable() or {*"`<>"}.intersection(address):
        return literal(address)
    if address.startswith(("http://", "https://")) and " " not in address:
        return f"<{address}>"
    return f"`{address}`"


def access_in_markdown(access: str) -> str:
    """Format `ExportSource.access` for Markdown."""
    address, read, facts = access.rpartition(", read ")
    return f"{address_in_markdown(address) if address else ''}{read}{literal(facts)}"


def _escape_match(match: re.Match[str]) -> str:
    sign = match.group()
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def _cite_in_markdown(exact: str, speaker: str, title: str, locator: str, access: str) -> str:
    name, work = literal(speaker), literal(title)
    parts = (
        f"**{name}**" if name else "",
        f"*{work}*" if work else "",
        literal(locator),
        access_in_markdown(one_line(access)),
    )
    where = ", ".join(filter(None, parts))
    return "\n>\n".join(filter(None, (blockquote(exact), f"> — {where}" if where else "")))
