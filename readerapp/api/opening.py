"""The functions of the Python interface: open a document or a store, check, compare."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from readerapp import documents
from readerapp.api.argument_types import check_arguments
from readerapp.api.notices import warn
from readerapp.workspace import AppContext, make_context

if TYPE_CHECKING:
    from readerapp.api.annotated_document import AnnotatedDocument
    from readerapp.api.comparing import Comparison
    from readerapp.api.library import Library
    from readerapp.api.quotation_check import Sources, Verification

PathName = str | os.PathLike[str]
"""A path, or an http or https address."""


@check_arguments
def open_annotated(
    path: PathName,
    *,
    store: PathName | None = None,
    annotator: str | None = None,
    format: str | None = None,  # noqa: A002 - the name that `text --format` has
) -> AnnotatedDocument:
    """Open a document with its annotations.

    The store, the annotator and the settings are found as for the command line: by the arguments,
    then by the environment, then by the settings.

    Args:
        path: A file in any format that readerapp reads, or an http or https address.
        store: The folder of the annotations, as `--store`; None for the usual one.
        annotator: The name of who makes the annotations, as `--as`; None for the usual one.
        format: The name of the format to read the file as; None to detect it.

    Returns:
        The open document; use it in a `with` statement, or close it. A `ReaderWarning` says what of
        the file may be missing in the text.

    Raises:
        ReaderError: There is no such document, it cannot be read, or the store cannot be read.

    >>> with readerapp.open("interview.txt") as document:
    ...     document.format, document.text[:10]
    ('text', 'Holm: The ')
    """
    from readerapp.api.annotated_document import AnnotatedDocument

    context = _open_context(store, annotator)
    document = AnnotatedDocument(context, documents.open(os.fspath(path), as_format=format))
    warn(document.notices, 1)
    return document


@check_arguments
def open_library(store: PathName | None = None, *, annotator: str | None = None) -> Library:
    """Open a store with all its documents.

    Args:
        store: The folder of the annotations, as `--store`; None for the usual one.
        annotator: The name of who makes the annotations, as `--as`; None for the usual one.

    Raises:
        ReaderError: The settings have a mistake, or the name is empty.

    >>> with readerapp.open("interview.txt") as document:
    ...     made = document.add("The rent is due", tags=["rent"])
    >>> library = readerapp.library()
    >>> [(one.exact, one.speaker) for one in library.find("tag:rent")]
    [('The rent is due', 'Holm')]
    """
    from readerapp.api.library import Library

    return Library(_open_context(store, annotator))


@check_arguments
def verify(
    draft: PathName,
    sources: Sources,
    *,
    highlights: bool = False,
    store: PathName | None = None,
) -> Verification:
    """Check the quotations of a draft word by word against its sources; nothing is saved.

    Args:
        draft: The draft.
        sources: One or several files, folders or addresses. An address stands for the copy of the
            page that was kept when it was read; nothing is fetched.
        highlights: Whether the words of highlights in the draft are checked too.
        store: The folder of the annotations, whose speakers count; None for the usual one.

    Returns:
        What was found about each quotation.

    Raises:
        ReaderError: The draft or all sources cannot be read.

    >>> report = readerapp.verify("report.txt", ["interview.txt"])
    >>> [(one.verdict, one.exact, one.source_exact) for one in report.findings]
    [('altered', 'The rent is due on Friday.', 'The rent is due on Monday')]
    >>> report.findings[0].differences[0].source
    'Monday'
    """
    from readerapp.api.quotation_check import list_sources, make_verification, run_check
    from readerapp.verification.check_job import make_check_job

    context, name = _open_context(store), os.fspath(draft)
    with closing(context.open_snapshot(documents.open(name))) as snapshot:
        names = list_sources(sources)
        job = make_check_job(snapshot, names, context.folder, with_highlights=highlights)
    return make_verification(name, run_check(job))


@check_arguments
def compare(old: PathName, new: PathName) -> Comparison:
    """Compare the texts of two documents, in any formats; nothing is saved.

    Args:
        old: The old document.
        new: The new document.

    Returns:
        The paragraphs that have changed, and the words in them.

    Raises:
        ReaderError: One of them cannot be read, or is too long to be compared.

    >>> found = readerapp.compare("interview.txt", "interview-2.txt")
    >>> [[word.text for word in change.words if word.kind != "same"] for change in found.changes]
    [['Monday', 'Friday']]
    """
    from readerapp.api.comparing import make_comparison
    from readerapp.versions.document_comparison import compare_documents

    context = _open_context()
    before, after = (context.with_locators(documents.open(os.fspath(one))) for one in (old, new))
    return make_comparison(compare_documents(before, after))


def _open_context(store: PathName | None = None, annotator: str | None = None) -> AppContext:
    """Return the store, the annotator and the settings, as the command line finds them."""
    return make_context(None if store is None else os.fspath(store), annotator)
