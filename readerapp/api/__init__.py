"""The Python interface: documents with their annotations, for notebooks, scripts and commands.

`import readerapp` gives the names in `__all__`; users import nothing from this folder. The commands
in `cli/` call the same classes and functions.
"""

from readerapp.api.annotated_document import AnnotatedDocument
from readerapp.api.opening import open_annotated
from readerapp.api.records import Annotation, Heading, Paragraph, Reply, Turn
from readerapp.core.errors import ReaderError

open = open_annotated  # noqa: A001 - callers write `readerapp.open(path)`

__all__ = [
    "AnnotatedDocument",
    "Annotation",
    "Heading",
    "Paragraph",
    "ReaderError",
    "Reply",
    "Turn",
    "open",
]
