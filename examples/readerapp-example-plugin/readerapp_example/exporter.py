"""An exporter: one annotation a line, its parts separated by tabs."""

from collections.abc import Iterator, Sequence

from readerapp.plugin import AnnotationFacts, DocumentFacts, Exporter


def write_marks(document: DocumentFacts, annotations: Sequence[AnnotationFacts]) -> Iterator[str]:
    """Write a line with the title, then a line for each annotation."""
    yield f"#marks\t{one_line(document.title)}\n"
    for one in annotations:
        parts = (one.id, one.colour, one.locator, one.speaker, one.exact, one.note)
        yield "\t".join(map(one_line, parts)) + "\n"


def one_line(text: str) -> str:
    """Return a text without line breaks and tabs."""
    return " ".join(text.split())


MARKS = Exporter(
    suffix=".marks",
    label="Marks",
    help="one annotation a line, for scripts",
    write=write_marks,
)
