"""A format: protocols of a recording program (.talk)."""

import re

from readerapp.plugin import (
    Document,
    DocumentBuilder,
    DocumentInput,
    EmbeddedAnnotation,
    Format,
    ReaderError,
)

MAXIMUM = 32 * 1024 * 1024  # bytes
TURN = re.compile(r"(\d\d:\d\d:\d\d) (.+)")
REMARK = re.compile(r"% (\w+) (\d{4}-\d\d-\d\d) (.*)")


def is_talk(source: DocumentInput) -> bool:
    """Recognise a protocol by its ending and its first line."""
    return source.name.lower().endswith(".talk") and source.raw.read(0, 2) == b"# "


def open_talk(source: DocumentInput) -> Document:
    """Open a protocol: a heading for each day, a milestone for each time."""
    try:
        lines = source.read(MAXIMUM).decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise ReaderError(f"{source.label} is not in UTF-8; save it in UTF-8.") from None
    out = DocumentBuilder()
    start = end = 0  # the turn that was written last
    for number, line in enumerate(lines):
        source.progress(number, len(lines))
        if turn := TURN.match(line):
            with out.block():
                start = out.at
                out.milestone(turn[1], start)
                out.write(turn[2])
                end = out.at
        elif remark := REMARK.match(line):
            author, day, note = remark.groups()
            out.annotate(EmbeddedAnnotation(start, end, author=author, created=day, note=note))
        elif line.startswith("# "):
            with out.block(), out.heading(1):
                out.write(line[2:])
        elif line == "[image]":
            out.count_omission("picture")
        elif line.strip():
            with out.block():
                out.write(line)
    if not end:
        out.omit("the protocol has no turns")
    return out.document(source, "talk")


TALK = Format("talk", is_talk, open_talk)
