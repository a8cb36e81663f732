"""An importer: reads what the exporter writes."""

from collections.abc import Iterator

from readerapp.plugin import AnnotationFacts, ImportedFile, Importer


def is_marks(file: ImportedFile) -> bool:
    """Recognise a file by its beginning."""
    return file.content.startswith(b"#marks\t")


def read_marks(file: ImportedFile) -> Iterator[AnnotationFacts]:
    """Read a line for each annotation; readerapp finds the words in the document."""
    title, *lines = file.text.splitlines()
    for line in lines:
        key, colour, locator, speaker, exact, note = line.split("\t")
        yield AnnotationFacts(
            id=key,
            colour=colour,
            locator=locator,
            speaker=speaker,
            exact=exact,
            note=note,
            document=title.partition("\t")[2],
        )


MARKS = Importer(label="Marks", recognises=is_marks, read=read_marks)
