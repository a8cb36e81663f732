"""An action: highlights the long words of the selection, or of the whole document."""

import re

from readerapp.plugin import ActionHandle, ReaderAction, ReaderError

LONG = re.compile(r"\w{8,}")
MOST = 200  # highlights that one key makes


def highlight_long_words(reader: ActionHandle) -> None:
    """Highlight each word of eight letters or more that has no highlight yet."""
    text = reader.document.text
    start, end = reader.selection or (0, len(text))
    taken = {(one.start, one.end) for one in reader.annotations}
    words = [one.span() for one in LONG.finditer(text, start, end) if one.span() not in taken]
    if len(words) > MOST:
        raise ReaderError(f"{len(words)} long words are too many; select a part of the text")
    for first, last in words:
        reader.add(first, last, colour="teal", tags=["long word"])
    reader.notify(f"{len(words)} long words highlighted")


LONG_WORDS = ReaderAction(
    run=highlight_long_words,
    short="long words",
    help="Highlight the long words of the selection, or of the document",
    keys=("f6",),
    footer=True,
)
