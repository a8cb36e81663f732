"""How quoted words are cited: `"…" (Maria Ortega, Council split, ¶2)`."""

from __future__ import annotations

import re

from readerapp.core.errors import ReaderError
from readerapp.core.templates import CITATION_STYLES

_PAIRS = {"“": "”", '"': '"', "«": "»", "»": "«", "„": "“", "「": "」", "『": "』", "《": "》"}
_TO_SINGLE = str.maketrans({"“": "‘", "”": "’", '"': "'"})
_TEMPLATES = {
    "plain": "{quoted}{ (|where|)}",
    "transcript": "{[|place|] }{|speaker|: }{quote}{ (|title|)}",
}

_markdown_sign = re.compile(r"[\\`*_\[\]<>~]|&(?=[#\w])|^(?:[#+=-]|\d+(?=[.)]))")


def cite(
    exact: str,
    *,
    speaker: str = "",
    title: str = "",
    locator: str = "",
    style: str = "plain",
) -> str:
    """The quoted words `exact` with who said them and where; what is empty is left out.

    `plain` is one line. `markdown` is a block quotation, its paragraphs kept, that shows the
    words as they are whatever they contain. `transcript` is one line that begins with the place.
    A style with a brace in it is a template (see `core.templates`).

    Raises:
        ReaderError: `style` is none of CITATION_STYLES, or a template with a mistake.
    """
    template = _TEMPLATES.get(style, style)
    if "{" in template:
        from readerapp.core.templates import parse_template

        return parse_template(template).fill(
            citation_fields(exact, speaker=speaker, title=title, locator=locator)
        )
    if style == "markdown":
        return _markdown(exact, speaker, title, locator)
    choices = ", ".join(CITATION_STYLES)
    sentence = f"No citation style is called {style}; choose one of {choices}, or write a template"
    raise ReaderError(f"{sentence}, as in: {_TEMPLATES['plain']}")


def citation_fields(
    exact: str, *, speaker: str = "", title: str = "", locator: str = ""
) -> dict[str, str]:
    """What a template may say of words and their place; every value but `blockquote` is a line."""
    said = {"speaker": one_line(speaker), "title": one_line(title), "place": one_line(locator)}
    return {
        **said,
        "quote": one_line(exact),
        "quoted": in_quotation_marks(exact),
        "blockquote": blockquote(exact),
        "where": ", ".join(part for part in said.values() if part),
    }


def blockquote(exact: str) -> str:
    """The words as a block quotation of Markdown, which shows them as they are."""
    return "\n>\n".join(f"> {escape_markdown(line)}" for line in split_paragraphs(exact))


def in_quotation_marks(exact: str) -> str:
    """The words on one line within one pair of quotation marks.

    Marks that already enclose all of the words are not doubled; double marks inside become
    single ones. Empty words stay empty.
    """
    line = one_line(exact)
    closing = _PAIRS.get(line[:1])
    enclosed = closing is not None and line.find(closing, 1) == len(line) - 1 > 0
    if enclosed and line[0] not in '“"':
        return line
    inside = line[1:-1].strip() if enclosed else line
    return f'"{inside.translate(_TO_SINGLE)}"' if inside else ""


def one_line(text: str) -> str:
    """`text` with every run of white space as one space, and none at its ends."""
    return " ".join(text.split())


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of `text` (parted by empty lines), each on one line."""
    return [line for line in map(one_line, re.split(r"\n\s*\n", text)) if line]


def escape_markdown(line: str) -> str:
    """One line escaped so that Markdown shows it as it is."""
    return _markdown_sign.sub(_escaped, line)


def _escaped(match: re.Match[str]) -> str:
    sign = match.group()
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def _markdown(exact: str, speaker: str, title: str, locator: str) -> str:
    who, work = escape_markdown(one_line(speaker)), escape_markdown(one_line(title))
    parts = (
        f"**{who}**" if who else "",
        f"*{work}*" if work else "",
        escape_markdown(one_line(locator)),
    )
    where = ", ".join(filter(None, parts))
    return "\n>\n".join(filter(None, (blockquote(exact), f"> — {where}" if where else "")))
