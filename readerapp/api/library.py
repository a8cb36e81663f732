"""A store with all its documents: the class that `readerapp.library` returns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readerapp.annotations import field_edits
from readerapp.annotations.field_edits import Decide
from readerapp.api.argument_types import check_methods
from readerapp.api.arguments import Ids, decide_tags, list_ids
from readerapp.api.notices import warn
from readerapp.api.records import (
    Annotation,
    EditResult,
    Match,
    Speaker,
    make_annotation,
    make_edit_result,
    make_match,
    make_speaker,
)
from readerapp.catalog.annotation_edits import change_annotations, find_annotations
from readerapp.catalog.collection import list_all_documents
from readerapp.catalog.known_documents import KnownDocument, list_known_documents
from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import nest_threads
from readerapp.listing.filter_query import parse_filter
from readerapp.text.sanitize import sanitize_label
from readerapp.workspace import AppContext

if TYPE_CHECKING:
    import pandas

    from readerapp.api.annotated_document import AnnotatedDocument
    from readerapp.api.importing import ImportResult


@dataclass(frozen=True, slots=True)
class LibraryDocument:
    """A document that the store or the list of read documents knows.

    Attributes:
        id: Its id in the store; "" if it has no annotations.
        title: Its title.
        path: Its path or address; "" if it is not known, or if the file is gone.
        names: All paths and addresses that it was opened with.
        format: The name of its format; "" if it is not known.
        opened: When it was read last in the reader (RFC 3339, UTC); "" if never.
    """

    id: str
    title: str
    path: str
    names: tuple[str, ...]
    format: str
    opened: str


@check_methods
class Library:
    """A store with all its documents; `readerapp.library` returns one.

    Nothing stays open between two calls: each one reads what is in the store then, and each change
    is on disk when the call returns.

    >>> with readerapp.open("interview.txt") as document:
    ...     made = document.add("the ferry", tags=["boat"])
    >>> library = readerapp.library()
    >>> [one.title for one in library.documents]
    ['interview.txt']
    >>> library.tag(library.find("tag:boat"), add="sea")[0].tags
    ('boat', 'sea')
    >>> [one.locator for one in library.search("ferry")]
    ['¶2']
    """

    def __init__(self, context: AppContext) -> None:
        """Use the store of a context; scripts call `readerapp.library`."""
        self.context = context

    def __repr__(self) -> str:
        return f"<Library {str(self.context.folder)!r}>"

    @property
    def documents(self) -> list[LibraryDocument]:
        """Return the documents that were read or have annotations, those read last first."""
        return list(map(_make_document, list_known_documents(self.context)))

    def open(self, document: str | os.PathLike[str] | LibraryDocument) -> AnnotatedDocument:
        """Open a document with its annotations, as `readerapp.open` does.

        Args:
            document: A document of `documents`, or a path or an address.

        Raises:
            ReaderError: Its file is gone, or it cannot be read.
        """
        from readerapp import documents
        from readerapp.api.annotated_document import AnnotatedDocument

        if isinstance(document, LibraryDocument):
            if not document.path:
                title = sanitize_label(document.title, 60)
                raise ReaderError(f"The file of {title} is gone; open it at its new place.")
            document = document.path
        annotated = AnnotatedDocument(self.context, documents.open(os.fspath(document)))
        warn(annotated.notices, 1)
        return annotated

    # Annotations

    @property
    def annotations(self) -> list[Annotation]:
        """Return the annotations of all documents, each document in the order of its text."""
        return self.find()

    def find(self, query: str = "", *, folder: str = "") -> list[Annotation]:
        """Return the annotations that match a filter, those of all documents.

        Those of a document whose file is gone are as they were stored.

        Args:
            query: A filter as in the reader and in `--filter`; "" for all.
            folder: Words in the folder of the documents; "" for all.

        Raises:
            ReaderError: The filter is not valid, or a document of the store cannot be read.
        """
        view_filter = parse_filter(query, self.context.codebook.colour_names())
        found: list[Annotation] = []
        for listing in list_all_documents(self.context, folder=folder):
            if listing.problem:
                raise ReaderError(listing.problem)
            views = nest_threads(view_filter.select(listing.views))
            found += (make_annotation(listing.source, view) for view in views)
        return found

    @property
    def speakers(self) -> list[Speaker]:
        """Return the speakers of all documents; the same name in several of them is one person.

        Their `first`, `last` and `places` are empty.
        """
        from readerapp.api.several import join_speakers, open_whole_store

        documents = open_whole_store(self.context, lambda _problem: None)
        return [make_speaker(one.stats) for one in join_speakers(self.context, documents)]

    def search(self, words: str, *, limit: int | None = None) -> list[Match]:
        """Return where words occur in the texts of the documents whose files are there.

        A file that cannot be read any more is left out.

        Args:
            words: The words; case is ignored unless a letter is a capital.
            limit: The most places to return; None for all.
        """
        return list(islice(self._matches(words), limit))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return all annotations as the objects of `list --json`."""
        return [annotation.to_dict() for annotation in self.annotations]

    def to_dataframe(self, query: str = "") -> pandas.DataFrame:
        """Return the annotations of all documents as a table, one in a row.

        Args:
            query: A filter as in `find`; "" for all.

        Raises:
            ReaderError: pandas is not installed, or the filter is not valid.
        """
        from readerapp.api.tables import make_dataframe

        return make_dataframe(self.find(query))

    # Edits

    def edit(
        self, annotations: Ids, *, note: str | None = None, colour: str | None = None
    ) -> list[EditResult]:
        """Change the note or the colour of annotations, wherever in the store they are.

        Args:
            annotations: The annotations, or their ids.
            note: The new note, "" to remove it; None to leave it as it is.
            colour: The new colour; None to leave it as it is.

        Raises:
            ReaderError: There is no such annotation or colour, or it could not be saved.
        """
        return self._change(annotations, field_edits.edit_fields(note=note, colour=colour))

    def tag(
        self,
        annotations: Ids,
        *,
        add: str | Iterable[str] = (),
        remove: str | Iterable[str] = (),
        only: str | Iterable[str] | None = None,
    ) -> list[EditResult]:
        """Change the tags of annotations.

        Args:
            annotations: The annotations, or their ids.
            add: The tags to add.
            remove: The tags to remove.
            only: The tags instead of those that are there; None to keep them.

        Raises:
            ReaderError: There is no such annotation, a tag is not valid, or it could not be saved.
        """
        return self._change(annotations, decide_tags(add, remove, only))

    def set_speaker(self, annotations: Ids, name: str) -> list[EditResult]:
        """Set who said the words of annotations.

        Args:
            annotations: The annotations, or their ids.
            name: The name, known or new; "" for nobody.

        Raises:
            ReaderError: There is no such annotation, or it could not be saved.
        """
        return self._change(annotations, field_edits.edit_speaker(name))

    def accept(self, annotations: Ids) -> list[EditResult]:
        """Accept what programs have proposed; `delete` rejects it.

        Args:
            annotations: The annotations, or their ids.

        Raises:
            ReaderError: There is no such annotation, or it could not be saved.
        """
        return self._change(annotations, field_edits.accept(self.context.identity.annotator.id))

    def delete(self, annotations: Ids) -> list[EditResult]:
        """Move annotations to the Bin.

        Args:
            annotations: The annotations, or their ids.

        Raises:
            ReaderError: There is no such annotation, or it could not be saved.
        """
        return self._change(annotations, field_edits.delete())

    def restore(self, annotations: Ids) -> list[EditResult]:
        """Take annotations out of the Bin.

        Args:
            annotations: The annotations, or their ids.

        Raises:
            ReaderError: There is no such annotation, or it could not be saved.
        """
        return self._change(annotations, field_edits.restore())

    def export(
        self,
        format: str | None = None,  # noqa: A002 - as on the command line
        path: str | os.PathLike[str] | None = None,
        *,
        query: str = "",
        folder: str = "",
        group: str = "place",
        template: str = "",
        embedded: bool = False,
        proposed: bool = False,
        evidence: bool = False,
    ) -> str:
        """Export the annotations of all documents into one text.

        A document that cannot be read is left out; `AnnotatedDocument.export` writes a file for
        each, in all formats.

        Args:
            format: The name of the format, one of those that can join documents; None for the
                suffix of `path`, and for "markdown" without a path.
            path: The file to write; None to return the text.
            query: A filter as in `find`; "" for all annotations.
            folder: Words in the folder of the documents; "" for all.
            group: How markdown and text are divided: "place", "speaker" or "tag".
            template: The form of each annotation in markdown and text; "" for that of the settings.
            embedded: Whether the annotations that belong to the files are exported too.
            proposed: Whether the proposals of programs are exported too.
            evidence: Whether hashes and times of the documents are added.

        Returns:
            The text; with a path, a sentence that says what was written. A `ReaderWarning` names a
            document that was left out.

        Raises:
            ReaderError: There is no such format, it cannot join documents, an argument is not
                valid, or the file cannot be written.
        """
        from readerapp.api import exporting, several

        context, problems = self.context, list[str]()
        target = None if path is None else Path(path)
        chosen = exporting.choose_export_format(target, format or "")
        choice = exporting.ExportChoice(
            format=chosen,
            view_filter=parse_filter(query, context.codebook.colour_names()),
            group=group,
            template=exporting.choose_template(chosen, template, context.settings.templates),
            embedded=embedded,
            proposed=proposed,
            evidence=evidence,
        )
        documents = several.open_whole_store(context, problems.append, folder)
        joined = several.join_exports(context, documents, choice, problems.append)
        warn(problems, 1)
        if target is None:
            return "".join(joined.pieces())
        return joined.write(target, context.store.folder)

    def import_file(
        self,
        path: str | os.PathLike[str],
        *,
        restore: bool = False,
        title: str = "",
        keep: bool = False,
    ) -> ImportResult:
        """Import annotations into the documents that a file names, as `import`.

        Args:
            path: The file.
            restore: Whether annotations that were deleted here are restored.
            title: The title of the only book to take from a file about several; "" for all.
            keep: Whether annotations of unknown documents wait until these are opened.

        Raises:
            ReaderError: The file cannot be read, its document is not known, or nothing could be
                saved.
        """
        from readerapp.api.importing import import_annotations

        return import_annotations(self.context, path, restore=restore, title=title, keep=keep)

    # Internals

    def _change(self, annotations: Ids, decide: Decide) -> list[EditResult]:
        """Change annotations, as one undo step for each document."""
        if problem := self.context.store.problem:
            raise ReaderError(problem)
        places = find_annotations(self.context, list_ids(annotations))
        return list(map(make_edit_result, change_annotations(self.context, places, decide)))

    def _matches(self, words: str) -> Iterator[Match]:
        from readerapp.catalog.global_search import open_readable_documents
        from readerapp.text.search import find_all_matches

        for document in open_readable_documents(self.context):
            for one in find_all_matches(document.text, words):
                yield make_match(document, one.start, one.end)


def _make_document(known: KnownDocument) -> LibraryDocument:
    from readerapp.documents.registry import is_address

    path = known.path
    address = next(filter(is_address, known.names), "")
    return LibraryDocument(
        id=known.id,
        title=known.title,
        path=str(path) if path else address,
        names=known.names,
        format=known.format,
        opened=known.opened,
    )
