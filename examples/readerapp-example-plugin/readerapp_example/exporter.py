"""An exporter: one annotation a line, its parts separated by tabs."""

from collections.abc import Iterator, Sequence

from readerapp.plugin import AnnotationFacts, DocumentFacts, Exporter


def write_marks(document: DocumentFacts, annotations: Sequence[AnnotationFacts]) -> Iterator[str]:
    """Write a line with the title, then a line for each annotation."""
    yield f"#marks\t{escape(document.title)}\n"
    for one in annotations:
        parts = (one.id, one.colour, one.locator, one.speaker, one.exact, one.note, *one.tags)
        yield "\t".join(map(escape, parts)) + "\n"


def escape(text: str) -> str:
    r"""Return a text with \n, \t and \r instead of its line breaks and tabs."""
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace("\t", "\\t").replace("\r", "\\r")


MARKS = Exporter(
    suffix=".marks",
    label="Marks",
    help="one annotation a line, for scripts",
    write=write_marks,
)
