"""readerapp: read a document closely in a terminal, and keep what you marked.

The Python interface is reached from here, see docs/how-to/python.md:

    import readerapp

    with readerapp.open("interview.txt") as document:
        document.add("the rent is due", tags=["rent"])

Importing this module imports nothing else: a module is loaded when one of its names is used.
"""

TYPE_CHECKING = False  # type checkers take it for true; `typing` would have to be loaded
if TYPE_CHECKING:
    from readerapp.api.annotated_document import AnnotatedDocument
    from readerapp.api.opening import open_annotated as open  # noqa: A004 - as in `_PUBLIC`
    from readerapp.api.records import Annotation, Heading, Paragraph, Reply, Turn
    from readerapp.core.errors import ReaderError

__version__ = "0.2.0"

_PUBLIC = {
    "AnnotatedDocument": "api.annotated_document:AnnotatedDocument",
    "Annotation": "api.records:Annotation",
    "Heading": "api.records:Heading",
    "Paragraph": "api.records:Paragraph",
    "ReaderError": "core.errors:ReaderError",
    "Reply": "api.records:Reply",
    "Turn": "api.records:Turn",
    "open": "api.opening:open_annotated",
}
"""The public names and where they are; docs/how-to/python.md says what is promised about them."""

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


def __getattr__(name: str) -> object:
    """Return a public name from its module, which is loaded now."""
    if name not in _PUBLIC:
        raise AttributeError(f"readerapp has no {name}; dir(readerapp) lists its names")
    from importlib import import_module

    module, _, called = _PUBLIC[name].partition(":")
    return getattr(import_module(f"readerapp.{module}"), called)


def __dir__() -> list[str]:
    """Return all names, also those that are not loaded yet, for completion in notebooks."""
    return sorted({*globals(), *__all__})
