"""Plain text of a message: its paragraphs with their levels of quotation, and text/enriched.

Sources: RFC 3676 (format=flowed, DelSp), RFC 1896 (text/enriched), RFC 4155 (">From ").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readerapp.documents.builder import BlockShape, InlineWriter
from readerapp.documents.mail.senders import Passage

_INDENT = 2
"""Cells by which each level of quotation is indented."""
QUOTATION_LEVELS = 20
"""Levels of quotation that are distinguished."""
_SIGNATURE = "-- "
_quotation_signs = re.compile(r"(?:>[ ]?)+").match
_escaped_from = re.compile(r">+From ").match
_enriched_parameters = re.compile(r"<param>[^<]*</param>", re.IGNORECASE).sub
_enriched_commands = re.compile(r"<(<)|</?[a-zA-Z][\w-]*>").sub
_uuencoded = re.compile(
    r"^begin [0-7]{3,4} (\S[^\n]*)\n(?>(?:[ -`]{1,80}\n)*)(?:end[ ]*$)", re.MULTILINE
)
_line_breaks = re.compile(r"\n+").sub


def write_plain(
    prose: InlineWriter, words: str, *, flowed: bool = False, delsp: bool = False
) -> list[Passage]:
    """Write plain text in paragraphs; quoted ones are indented and without their ">" signs.

    Args:
        prose: the writer.
        words: the text.
        flowed: whether a space at the end of a line joins it with the next (RFC 3676).
        delsp: whether that space is no part of the text.

    Returns:
        The paragraphs.
    """
    passages: list[Passage] = []
    for depth, paragraph in quoted_paragraphs(words, flowed=flowed, delsp=delsp):
        prose.block(BlockShape(indent=depth * _INDENT))
        if depth:
            with prose.styled("quote"):
                prose.write(paragraph)
        else:
            prose.write(paragraph)
        end = prose.out.at
        passages.append(Passage(end - len(paragraph), end, depth, paragraph))
    return passages


def quoted_paragraphs(
    words: str, *, flowed: bool = False, delsp: bool = False
) -> Iterator[tuple[int, str]]:
    """Yield paragraphs with their level of quotation, without the ">" signs.

    Lines stay as they were sent. A ">" that a mailbox put before "From " is no quotation.
    """
    depth, written = 0, ""
    for line in (*words.split("\n"), ""):
        signs = _quotation_signs(line)
        if signs and not depth and _escaped_from(line):
            signs, line = None, line[1:]
        level = min(signs[0].count(">"), QUOTATION_LEVELS) if signs else 0
        rest = line[signs.end() :] if signs else line
        if flowed and not signs:
            rest = rest.removeprefix(" ")  # stuffed before "From" and ">"
        if (not rest.strip() or level != depth) and written.strip():
            yield depth, written.rstrip()
            written = ""
        depth = level
        if rest.strip():
            if flowed and rest.endswith(" ") and rest != _SIGNATURE:
                written += rest[:-1] if delsp else rest
            else:
                written += rest.rstrip() + "\n"


def cut_uuencode(words: str) -> tuple[str, list[str]]:
    """Return the text without the files that old programs put into it, and the names of the files.

    >>> cut_uuencode("Words.\\nbegin 644 a.txt\\n#8V%T\\n`\\nend\\n")
    ('Words.\\n\\n', ['a.txt'])
    """
    if "begin " not in words:
        return words, []
    names = [match[1].strip() for match in _uuencoded.finditer(words)]
    return _uuencoded.sub("", words), names


def enriched_to_plain(words: str) -> str:
    """Return the words of text/enriched: a line break there is a space, and one more is a line."""
    words = _enriched_commands(lambda found: found[1] or "", _enriched_parameters("", words))
    return _line_breaks(lambda found: "\n" * (len(found[0]) - 1) or " ", words)
