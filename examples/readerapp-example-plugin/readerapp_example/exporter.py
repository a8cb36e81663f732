"""An exporter: one annotation a line, its parts separated by tabs."""

from collections.abc import Iterator, Sequence

from readerapp.plugin import AnnotationFacts, DocumentFacts, Exporter


def write_marks(document: DocumentFacts, annotations: Sequence[AnnotationFacts]) -> Iterator[str]:
    """Write a line with the title, then a line for each annotation."""
    yield f"#marks\t{escape(document.title)}\n"
    for one in annotations:
        parts = (one.id, one.colour, one.locator, one.speaker, one.exact, one.note)
        yield "\t".join(map(escape, parts)) + "\n"


def escape(text: str) -> str:
    """Return a text with line breaks and tabs as `\\n` and `\\t`, so that nothing is lost."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


MARKS = Exporter(
    suffix=".marks",
    label="Marks",
    help="one annotation a line, for scripts",
    write=write_marks,
)
