"""Print the annotations of the document that was read, when the reader is left (`--print`)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from readerapp.cli.context import context_from_options
from readerapp.cli.list_command import print_copy
from readerapp.cli.output import print_result
from readerapp.interchange.annotation_view import nest_threads
from readerapp.interchange.exporters import FORMATS, export

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.documents import Document


def print_annotations(options: Namespace, document: Document) -> None:
    """Print the annotations of a document; in formats to read, nothing if there are none.

    Those that the store refused, which are put aside, are printed too.

    Raises:
        ReaderError: the store cannot be read.
    """
    context = context_from_options(options)
    export_format = FORMATS[options.print]
    with closing(context.open_session(document, allow_unsaved=True)) as session:
        if export_format.copies:
            print_copy(export_format, session, nest_threads(session.views()))
            return
        views = [view for view in session.views() if not view.is_embedded]
        if not views and not export_format.exact:
            return
        needs_digest = export_format.needs_digest
        source = session.export_source(text=export_format.needs_text, file_digest=needs_digest)
        template = context.settings.templates.get(export_format.name, "")
        pieces = export(export_format.name, source, nest_threads(views), template=template)
        print_result(pieces, exact=export_format.exact)
