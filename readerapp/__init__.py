"""readerapp: read a document closely in a terminal, and keep what you marked.

The Python interface is reached from here, see docs/how-to/python.md:

    import readerapp

    with readerapp.open("interview.txt") as document:
        document.add("the rent is due", tags=["rent"])

Importing this module imports nothing else: the folder `api` is loaded when one of its names is
used.
"""

TYPE_CHECKING = False  # type checkers take it for true; `typing` would have to be loaded
if TYPE_CHECKING:
    from readerapp.api import (
        AnnotatedDocument,
        Annotation,
        Heading,
        Paragraph,
        ReaderError,
        Reply,
        Turn,
        open,  # noqa: A004 - callers write `readerapp.open(path)`
    )

__version__ = "0.1.0"

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
"""The public names; docs/how-to/python.md says what is promised about them."""


def __getattr__(name: str) -> object:
    """Return a public name from the folder `api`, which is loaded now."""
    if name not in __all__:
        raise AttributeError(f"readerapp has no {name}; dir(readerapp) lists its names")
    from readerapp import api

    return getattr(api, name)


def __dir__() -> list[str]:
    """Return the public names, for completion in notebooks."""
    return sorted({*globals(), *__all__})
