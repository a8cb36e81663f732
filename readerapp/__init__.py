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
    from readerapp.api.comparing import Comparison, Segment, TextChange
    from readerapp.api.importing import ImportResult
    from readerapp.api.library import Library, LibraryDocument
    from readerapp.api.notices import ReaderWarning
    from readerapp.api.opening import compare, verify
    from readerapp.api.opening import open_annotated as open  # noqa: A004 - as in `_PUBLIC`
    from readerapp.api.opening import open_library as library
    from readerapp.api.quotation_check import (
        Difference,
        Finding,
        SourcePassage,
        SourceProblem,
        Verification,
    )
    from readerapp.api.records import (
        Annotation,
        EditResult,
        Heading,
        Match,
        Paragraph,
        Reply,
        Speaker,
        Suggestion,
        Turn,
    )
    from readerapp.core.errors import ReaderError
    from readerapp.speakers import Candidate

__version__ = "0.2.0"

_PUBLIC = {
    "AnnotatedDocument": "api.annotated_document:AnnotatedDocument",
    "Annotation": "api.records:Annotation",
    "Candidate": "speakers:Candidate",
    "Comparison": "api.comparing:Comparison",
    "Difference": "api.quotation_check:Difference",
    "EditResult": "api.records:EditResult",
    "Finding": "api.quotation_check:Finding",
    "Heading": "api.records:Heading",
    "ImportResult": "api.importing:ImportResult",
    "Library": "api.library:Library",
    "LibraryDocument": "api.library:LibraryDocument",
    "Match": "api.records:Match",
    "Paragraph": "api.records:Paragraph",
    "ReaderError": "core.errors:ReaderError",
    "ReaderWarning": "api.notices:ReaderWarning",
    "Reply": "api.records:Reply",
    "Segment": "api.comparing:Segment",
    "SourcePassage": "api.quotation_check:SourcePassage",
    "SourceProblem": "api.quotation_check:SourceProblem",
    "Speaker": "api.records:Speaker",
    "Suggestion": "api.records:Suggestion",
    "TextChange": "api.comparing:TextChange",
    "Turn": "api.records:Turn",
    "Verification": "api.quotation_check:Verification",
    "compare": "api.opening:compare",
    "library": "api.opening:open_library",
    "open": "api.opening:open_annotated",
    "verify": "api.opening:verify",
}
"""The public names and where they are; docs/how-to/python.md says what is promised about them."""

__all__ = [
    "AnnotatedDocument",
    "Annotation",
    "Candidate",
    "Comparison",
    "Difference",
    "EditResult",
    "Finding",
    "Heading",
    "ImportResult",
    "Library",
    "LibraryDocument",
    "Match",
    "Paragraph",
    "ReaderError",
    "ReaderWarning",
    "Reply",
    "Segment",
    "SourcePassage",
    "SourceProblem",
    "Speaker",
    "Suggestion",
    "TextChange",
    "Turn",
    "Verification",
    "compare",
    "library",
    "open",
    "verify",
]


if not TYPE_CHECKING:  # with it, type checkers would accept every name

    def __getattr__(name):
        """Return a public name from its module, which is loaded now."""
        if name not in _PUBLIC:
            raise AttributeError(f"readerapp has no {name}; dir(readerapp) lists its names")
        from importlib import import_module

        module, _, called = _PUBLIC[name].partition(":")
        return getattr(import_module(f"readerapp.{module}"), called)


def __dir__() -> list[str]:
    """Return all names, also those that are not loaded yet, for completion in notebooks."""
    return sorted({*globals(), *__all__})
