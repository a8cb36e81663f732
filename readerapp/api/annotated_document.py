"""An open document with its annotations: the class that `readerapp.open` returns."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakSet

from readerapp.annotations import field_edits
from readerapp.annotations.change import no_annotation
from readerapp.annotations.field_edits import Decide
from readerapp.annotations.proposals import ACCEPTED
from readerapp.annotations.session import ReadingSession
from readerapp.api.argument_types import check_methods
from readerapp.api.arguments import Ids, decide_tags, list_ids, list_tags
from readerapp.api.notices import warn
from readerapp.api.readable_document import ReadableDocument
from readerapp.api.records import (
    Annotation,
    Speaker,
    Suggestion,
    make_annotation,
    make_speaker,
    make_suggestion,
)
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.interchange.annotation_view import ExportSource, nest_threads
from readerapp.listing.filter_query import parse_filter
from readerapp.listing.speaker_stats import list_speaker_stats
from readerapp.text.quotation_search import find_quote
from readerapp.workspace import AppContext

if TYPE_CHECKING:
    import pandas

    from readerapp.api.importing import ImportResult
    from readerapp.api.quotation_check import Sources, Verification
    from readerapp.listing.filters import Filter

_open_documents: WeakSet[AnnotatedDocument] = WeakSet()


@atexit.register
def close_all() -> None:
    """Close what a script or a notebook has left open.

    This is not done by the garbage collector, which may run while the store is locked.
    """
    for document in list(_open_documents):
        document.close()


@check_methods
class AnnotatedDocument(ReadableDocument):
    """A document with its annotations; `readerapp.open` returns one.

    Each change is on disk when the call returns. What other programs have changed in the store
    since the last call is taken in at the next one. The text stays as it was when the document was
    opened. The methods may be called on several threads.

    >>> document = readerapp.open("interview.txt")
    >>> made = document.add("The rent is due", tags=["rent"], note="Which year?")
    >>> made.speaker, made.locator, document.text[made.start : made.end]
    ('Holm', '¶1', 'The rent is due')
    >>> document.tag(made, add="money")[0].tags
    ('rent', 'money')
    >>> [one.note for one in document.find("tag:rent speaker:Holm")]
    ['Which year?']
    >>> document.undo()
    'Undid: tags'
    >>> [(one.speaker, one.text) for one in document.suggestions if one.speaker == "Lind"]
    [('Lind', 'I never saw the ferry.')]
    >>> print(document.export("text"))  # doctest: +ELLIPSIS
    interview.txt
    ...
    >>> document.close()
    """

    def __init__(self, context: AppContext, document: Document) -> None:
        """Open a session on a document; scripts call `readerapp.open`.

        Args:
            context: The store, the annotator and the settings.
            document: The document.
        """
        session = context.open_session(document)
        super().__init__(session.document)
        self.context = context
        self._open_session: ReadingSession | None = session
        self._lock = RLock()
        _open_documents.add(self)

    def __repr__(self) -> str:
        return f"<AnnotatedDocument {self.name or self.title!r}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the document. Its text can still be read.

        All changes were on disk before; what helps to find the passages again in an edited text is
        added now. A document that is left open is closed when Python ends.
        """
        with self._lock:
            session, self._open_session = self._open_session, None
        if session is None:
            return
        with closing(session), suppress(ReaderError):
            while session.needs_enriching:
                session.enrich()

    @property
    def session(self) -> ReadingSession:
        """Return the session, with what other programs have changed since the last call.

        The commands use it; it is not part of the public interface.

        Raises:
            ReaderError: The document is closed, or the store cannot be read.
        """
        if self._open_session is None:
            raise ReaderError("This document is closed; open it again.")
        self._open_session.refresh()
        return self._open_session

    @property
    def title(self) -> str:
        """Return the title: that of the document, or the one that a person gave it."""
        return self._source.title if self._open_session else self._document.title

    @property
    def notices(self) -> list[str]:
        """Return what a reader should know, as words that may be missing in the text.

        Each is a sentence, which was a `ReaderWarning` when the document was opened.
        """
        return [*self._document.losses, *self.session.store.events]

    # Annotations

    @property
    def annotations(self) -> list[Annotation]:
        """Return the annotations in the order of the text, with their replies."""
        return self.find()

    def find(self, query: str = "") -> list[Annotation]:
        """Return the annotations that match a filter, in the order of the text.

        Args:
            query: A filter as in the reader and in `--filter`, such as
                "tag:rent speaker:Holm has:note"; "" for all annotations.

        Raises:
            ReaderError: The filter is not valid, or the store cannot be read.
        """
        with self._lock:
            views, source = self.session.views(), self._source
        views = nest_threads(self._filter(query).select(views))
        return [make_annotation(source, view) for view in views]

    def get(self, id: str) -> Annotation:  # noqa: A002 - what the field is called
        """Return the annotation with an id.

        Raises:
            ReaderError: There is none, or it was deleted.
        """
        with self._lock:
            session = self.session
            if id not in session.embedded.annotations:
                raise ReaderError(no_annotation(id))
            return make_annotation(self._source, session.view(session.get(id)))

    def add(
        self,
        quote: str | None = None,
        *,
        start: int | None = None,
        end: int | None = None,
        note: str = "",
        speaker: str | None = None,
        tags: str | Iterable[str] = (),
        colour: str | None = None,
        prefix: str = "",
        suffix: str = "",
        nth: int | None = None,
    ) -> Annotation:
        """Highlight a passage; it is on disk when this returns.

        Args:
            quote: The words of the passage. White space, the kind of quotation marks and dashes,
                and, if need be, case are ignored.
            start: Instead of `quote`: the offset of the first code point.
            end: And the offset after the last one.
            note: The note, in Markdown.
            speaker: Who said the words; None for the speaker of the turn in a transcript, "" for
                nobody.
            tags: The tags.
            colour: The colour; None for the one in the settings.
            prefix: The words right before the passage, if the words of `quote` occur several times.
            suffix: The words right after it.
            nth: Or the number of the passage among those, from 1.

        Returns:
            The new annotation.

        Raises:
            ReaderError: The passage was not found or is not the only one, an argument is not valid,
                or the annotation could not be saved.
        """
        if quote is not None and start is None and end is None:
            text = self._document.text
            start, end = find_quote(text, quote, prefix=prefix, suffix=suffix, nth=nth)
        elif quote is not None or start is None or end is None:
            raise ReaderError("Give the words of the passage, or its start and its end.")
        if speaker is None:
            turn = self._turns.turn_around(start, end)
            speaker = turn.speaker if turn else ""
        with self._lock:
            change = self.session.highlight(
                start,
                end,
                colour=colour or self.context.settings.colour,
                note=note,
                tags=list_tags(tags),
                speaker=speaker,
            )
            return self.get(change.focus or "")

    def edit(
        self, annotation: str | Annotation, *, note: str | None = None, colour: str | None = None
    ) -> Annotation:
        """Change the note or the colour of an annotation.

        Args:
            annotation: The annotation, or its id.
            note: The new note, "" to remove it; None to leave it as it is.
            colour: The new colour; None to leave it as it is.

        Returns:
            The annotation as it is now.

        Raises:
            ReaderError: There is no such annotation or colour, or it could not be saved.
        """
        (changed,) = self._change(
            annotation, field_edits.edit_fields(note=note, colour=colour), "Note saved"
        )
        return changed

    def tag(
        self,
        annotations: Ids,
        *,
        add: str | Iterable[str] = (),
        remove: str | Iterable[str] = (),
        only: str | Iterable[str] | None = None,
    ) -> list[Annotation]:
        """Change the tags of annotations, as one undo step.

        Args:
            annotations: One or several annotations, or their ids.
            add: The tags to add.
            remove: The tags to remove.
            only: The tags instead of those that are there; None to keep them.

        Returns:
            The annotations as they are now.

        Raises:
            ReaderError: There is no such annotation, a tag is not valid, or it could not be saved.
        """
        return self._change(annotations, decide_tags(add, remove, only), "Tags changed")

    def set_speaker(self, annotations: Ids, name: str) -> list[Annotation]:
        """Set who said the words of annotations, as one undo step.

        Args:
            annotations: One or several annotations, or their ids.
            name: The name, known or new; "" for nobody.

        Returns:
            The annotations as they are now.

        Raises:
            ReaderError: There is no such annotation, or it could not be saved.
        """
        return self._change(annotations, field_edits.edit_speaker(name), "Speaker set")

    def accept(self, annotations: Ids) -> list[Annotation]:
        """Accept what programs have proposed, as one undo step; `delete` rejects it.

        Args:
            annotations: One or several annotations, or their ids.

        Returns:
            The annotations as they are now.

        Raises:
            ReaderError: There is no such annotation, or it could not be saved.
        """
        decide = field_edits.accept(self.context.identity.annotator.id)
        return self._change(annotations, decide, ACCEPTED)

    def delete(self, annotations: Ids) -> list[str]:
        """Move annotations to the Bin, as one undo step.

        Args:
            annotations: One or several annotations, or their ids.

        Returns:
            Their ids, for `restore`.

        Raises:
            ReaderError: There is no such annotation, or it could not be saved.
        """
        keys = list_ids(annotations)
        with self._lock:
            self.session.change(keys, field_edits.delete(), "Deleted")
        return keys

    def restore(self, annotations: Ids) -> list[Annotation]:
        """Take annotations out of the Bin, as one undo step.

        Args:
            annotations: One or several annotations, or their ids.

        Returns:
            The annotations.

        Raises:
            ReaderError: There is no such annotation, or it could not be saved.
        """
        return self._change(annotations, field_edits.restore(), "Restored")

    def undo(self) -> str:
        """Undo the last step of this annotator, also one that was made in the reader.

        Returns:
            A sentence that says what was undone, or that there is nothing to undo.

        Raises:
            ReaderError: It could not be saved.
        """
        with self._lock:
            return self.session.undo().sentence

    def redo(self) -> str:
        """Redo the step that was undone last.

        Returns:
            A sentence that says what was redone, or that there is nothing to redo.

        Raises:
            ReaderError: It could not be saved.
        """
        with self._lock:
            return self.session.redo().sentence

    # Speakers, search, checks

    @property
    def speakers(self) -> list[Speaker]:
        """Return the speakers, those who say most first; a transcript's turns count too."""
        with self._lock:
            session = self.session
            known, views = dict(session.store.speakers), session.views()
        stats = list_speaker_stats(known, views, self._turns.all, self._document)
        return list(map(make_speaker, stats))

    @property
    def suggestions(self) -> list[Suggestion]:
        """Return the quotations with their probable speakers, in the order of the text.

        Nothing is saved. A speaker whom a person has set counts, and helps with the others. It
        takes seconds for a novel.
        """
        return self.suggest()

    @property
    def language(self) -> str:
        """Return the code of the language, such as "de": the one that was set, else by the words.

        It is "" if it was not set and is not recognised. Setting it to a code or a name, such as
        "German", saves it with the annotations; "" or "automatic" takes that back.

        Raises:
            ReaderError: There is no such language, or it could not be saved.
        """
        from readerapp.reading.document_language import find_language

        with self._lock:
            return find_language(self.session)

    @language.setter
    def language(self, language: str) -> None:
        with self._lock:
            self.session.set_reference({"language": language})

    def suggest(self, language: str = "") -> list[Suggestion]:
        """Return the suggestions as `suggestions` does, in a language that is given.

        Args:
            language: A code or name of the document's language, such as "de"; "" for the one that
                was set, "automatic" for the one that is recognised.

        Raises:
            ReaderError: There are no rules for such a language.
        """
        from readerapp.reading.document_language import usable_language
        from readerapp.reading.speaker_review import make_ranking_job

        with self._lock:
            job = make_ranking_job(self.session, usable_language(language) if language else None)
        found = job.run()
        return [
            make_suggestion(
                one,
                self.text[one.start : one.end],
                self._document.range_locator(one.start, one.end),
            )
            for one in sorted(found, key=lambda one: one.start)
        ]

    def verify(self, sources: Sources, *, highlights: bool = False) -> Verification:
        """Check the quotations of this document word by word against its sources.

        Args:
            sources: One or several files, folders or addresses. An address stands for the copy of
                the page that was kept when it was read; nothing is fetched.
            highlights: Whether the words of highlights are checked too.

        Returns:
            What was found about each quotation.

        Raises:
            ReaderError: None of the sources can be read.
        """
        from readerapp.api.quotation_check import list_sources, make_verification, run_check
        from readerapp.verification.check_job import make_check_job

        names, folder = list_sources(sources), self.context.folder
        with self._lock:
            job = make_check_job(self.session, names, folder, with_highlights=highlights)
        return make_verification(self.name, run_check(job))

    # Exports and imports

    def export(
        self,
        format: str | None = None,  # noqa: A002 - as on the command line
        path: str | os.PathLike[str] | None = None,
        *,
        query: str = "",
        group: str = "place",
        template: str = "",
        embedded: bool = False,
        proposed: bool = False,
        evidence: bool = False,
    ) -> str:
        """Export annotations as text, or into a file.

        Args:
            format: The name of the format, as `export --format`; None for the suffix of
                `path`, and for "markdown" without a path.
            path: The file to write; None to return the text.
            query: A filter as in `find`; "" for all annotations.
            group: How markdown and text are divided: "place", "speaker" or "tag".
            template: The form of each annotation in markdown and text; "" for that of the settings.
            embedded: Whether the annotations that belong to the file are exported too.
            proposed: Whether the proposals of programs are exported too.
            evidence: Whether hashes, times and the sentences around each quotation are added.

        Returns:
            The text; with a path, a sentence that says what was written. A `ReaderWarning` says
            what could not be.

        Raises:
            ReaderError: There is no such format, it is no text and there is no path, an argument is
                not valid, or the file cannot be written.
        """
        from readerapp.api import exporting

        target = None if path is None else Path(path)
        chosen = exporting.choose_export_format(target, format or "")
        choice = exporting.ExportChoice(
            format=chosen,
            view_filter=self._filter(query),
            group=group,
            template=exporting.choose_template(chosen, template, self.context.settings.templates),
            embedded=embedded,
            proposed=proposed,
            evidence=evidence,
        )
        with self._lock:
            session = self.session
            views = choice.select(session)
            if target is None:
                pieces, problems = exporting.export_as_text(session, views, choice)
                result = "".join(pieces)
            else:
                result, *problems = exporting.export_into_file(target, session, views, choice)
        warn(problems, 1)
        return result

    def import_file(self, path: str | os.PathLike[str], *, restore: bool = False) -> ImportResult:
        """Import annotations of other people or programs into this document, as one undo step.

        Args:
            path: The file, in any format that `import` reads.
            restore: Whether annotations that were deleted here are restored.

        Raises:
            ReaderError: The file cannot be read, is about other documents, or could not be saved.
        """
        from readerapp.api.importing import import_annotations

        document = self.session.document
        return import_annotations(self.context, path, into=document, restore=restore)

    def to_dataframe(self, query: str = "") -> pandas.DataFrame:
        """Return the annotations as a table, one in a row.

        The columns are the fields of `Annotation`; `created` and `modified` are times, `tags` lists
        (`table.explode("tags")` gives a row for each tag), and `replies` is their number.

        Args:
            query: A filter as in `find`; "" for all annotations.

        Raises:
            ReaderError: pandas is not installed, or the filter is not valid.
        """
        from readerapp.api.tables import make_dataframe

        return make_dataframe(self.find(query))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the annotations as the objects of `list --json`."""
        return [annotation.to_dict() for annotation in self.annotations]

    # Internals

    @property
    def _source(self) -> ExportSource:
        return self.session.export_source()

    def _change(self, annotations: Ids, decide: Decide, sentence: str) -> list[Annotation]:
        """Change annotations and return them as they are now."""
        keys = list_ids(annotations)
        with self._lock:
            self.session.change(keys, decide, sentence)
            return list(map(self.get, keys))

    def _filter(self, query: str) -> Filter:
        return parse_filter(query, self.context.codebook.colour_names())
