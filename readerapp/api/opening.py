"""Open a document, or a store, for a notebook or a script."""

from __future__ import annotations

import os

from readerapp import documents
from readerapp.api.annotated_document import AnnotatedDocument
from readerapp.workspace import AppContext, make_context


def open_annotated(
    path: str | os.PathLike[str],
    *,
    store: str | os.PathLike[str] | None = None,
    annotator: str | None = None,
    format: str | None = None,  # noqa: A002 - the name that `readerapp text --format` has
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
        The open document; use it in a `with` statement, or close it.

    Raises:
        ReaderError: There is no such document, it cannot be read, or the store cannot be read.
    """
    context = open_context(store, annotator)
    return AnnotatedDocument(context, documents.open(os.fspath(path), as_format=format))


def open_context(
    store: str | os.PathLike[str] | None = None, annotator: str | None = None
) -> AppContext:
    """Return the store, the annotator and the settings, as the command line finds them.

    Raises:
        ReaderError: The settings have a mistake, or the name is empty.
    """
    return make_context(None if store is None else os.fspath(store), annotator)
