"""An importer: reads what the exporter writes."""

import re
from collections.abc import Iterator

from readerapp.plugin import AnnotationFacts, ImportedFile, Importer


def is_marks(file: ImportedFile) -> bool:
    """Recognise a file by its beginning."""
    return file.content.startswith(b"#marks\t")


def read_marks(file: ImportedFile) -> Iterator[AnnotationFacts]:
    """Read a line for each annotation; readerapp finds the words in the document.

    What a file leaves out, the import takes away from an annotation that is there already. So this
    one has all that a person can change.
    """
    title, *lines = file.text.rstrip("\n").split("\n")
    for line in lines:
        key, colour, locator, speaker, exact, note, *tags = map(unescape, line.split("\t"))
        yield AnnotationFacts(
            id=key,
            colour=colour,
            locator=locator,
            speaker=speaker,
            exact=exact,
            note=note,
            tags=tuple(tags),
            document=unescape(title.partition("\t")[2]),
        )


def unescape(text: str) -> str:
    """Return a text as it was before the exporter's `escape`."""
    controls = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r"\\(.)", lambda found: controls.get(found[1], found[1]), text)


MARKS = Importer(label="Marks", recognises=is_marks, read=read_marks)
