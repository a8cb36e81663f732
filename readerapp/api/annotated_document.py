"""An open document with its annotations: the class that `readerapp.open` returns."""

from __future__ import annotations

import atexit
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from functools import cached_property
from types import TracebackType
from typing import Any, Self
from weakref import WeakSet

from readerapp.annotations import field_edits
from readerapp.annotations.change import no_annotation
from readerapp.annotations.field_edits import Decide
from readerapp.annotations.proposals import ACCEPTED
from readerapp.annotations.session import ReadingSession
from readerapp.api.records import (
    Annotation,
    Heading,
    Match,
    Paragraph,
    Speaker,
    Suggestion,
    Turn,
    make_annotation,
    make_match,
    make_speaker,
    make_suggestion,
)
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.interchange.annotation_view import AnnotationView, ExportSource, nest_threads
from readerapp.listing.filter_query import parse_filter
from readerapp.listing.speaker_stats import list_speaker_stats
from readerapp.reading.outline import make_outline
from readerapp.reading.speaker_review import make_ranking_job
from readerapp.reading.transcript_turns import TranscriptTurns
from readerapp.text.quotation_search import find_quote
from readerapp.text.search import find_all_matches
from readerapp.workspace import AppContext

AnnotationId = str | Annotation
"""An annotation, or its id."""

_left_open: WeakSet[AnnotatedDocument] = WeakSet()


@atexit.register
def _close_all() -> None:
    """Close what a script or a notebook has left open.

    This is not done by the garbage collector, which may run while the store is locked.
    """
    for document in list(_left_open):
        document.close()


class AnnotatedDocument:
    """A document with its annotations; `readerapp.open` returns one.

    Each change is on disk when the call returns. What other programs have changed in the store
    since the last call is taken in at the next one. The text stays as it was when the document was
    opened. The methods may be called on several threads.
    """

    def __init__(self, context: AppContext, document: Document) -> None:
        """Open a session on a document; scripts call `readerapp.open`.

        Args:
            context: The store, the annotator and the settings.
            document: The document.
        """
        self.context = context
        self._open_session: ReadingSession | None = context.open_session(document)
        self._document = self._open_session.document
        _left_open.add(self)

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

    # The document

    @cached_property
    def text(self) -> str:
        """The text: all offsets count its code points."""
        return self._document.text.whole()

    @property
    def title(self) -> str:
        """The title: that of the document, or the one that a person gave it."""
        return self._source.title if self._open_session else self._document.title

    @property
    def name(self) -> str:
        """The path or the address that the document was opened with."""
        return self._document.names[0] if self._document.names else ""

    @property
    def format(self) -> str:
        """The name of the format, such as "epub"."""
        return self._document.format

    @property
    def author(self) -> str:
        """The author; "" if the document does not say."""
        return self._document.author

    @property
    def notices(self) -> list[str]:
        """What a reader should know: words that may be missing in the text, and what was repaired.

        Each is a sentence; the commands print them to standard error.
        """
        return [*self._document.losses, *self.session.store.events]

    @property
    def contents(self) -> list[Heading]:
        """The headings; if there are none, the pages, chapters or times."""
        return [
            Heading(
                start=entry.start,
                depth=entry.depth,
                title=entry.title,
                path=entry.path,
                locator=entry.label or self._document.locator(entry.start),
            )
            for entry in make_outline(self._document).entries
        ]

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs that are not blank."""
        found = (
            (start, self.text[start:end].rstrip())
            for start, end in self._document.text.flow.paragraphs(self.text)
        )
        return [
            Paragraph(start, start + len(words), words, self._document.locator(start))
            for start, words in found
            if words
        ]

    @property
    def turns(self) -> list[Turn]:
        """The turns of a transcript or a chat, in order; empty for other documents."""
        return [
            Turn(
                start=turn.start,
                end=turn.end,
                speaker=turn.speaker,
                role=turn.role,
                text=self.text[turn.start : turn.end],
                locator=self._document.range_locator(turn.start, turn.end),
            )
            for turn in self._turns.all
        ]

    def locate(self, start: int, end: int | None = None) -> str:
        """Return how a place or a passage is cited, such as "¶12", "p. 4" or "45:12-15".

        Args:
            start: The offset of the first code point.
            end: The offset after the last one; None for a place.
        """
        return self._document.range_locator(start, start if end is None else end)

    # Annotations

    @property
    def annotations(self) -> list[Annotation]:
        """The annotations in the order of the text, with their replies."""
        return self.find()

    def find(self, query: str = "") -> list[Annotation]:
        """Return the annotations that match a filter, in the order of the text.

        Args:
            query: A filter as in the reader and in `--filter`, such as
                "tag:rent speaker:Holm has:note"; "" for all annotations.

        Raises:
            ReaderError: The filter is not valid, or the store cannot be read.
        """
        view_filter = parse_filter(query, self.context.codebook.colour_names())
        views = view_filter.select(self.session.views())
        return self._records(nest_threads(views))

    def get(self, id: str) -> Annotation:  # noqa: A002 - what the field is called
        """Return the annotation with an id.

        Raises:
            ReaderError: There is none, or it was deleted.
        """
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
        tags: Iterable[str] = (),
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
        session = self.session
        if quote is not None and start is None and end is None:
            text = self._document.text
            start, end = find_quote(text, quote, prefix=prefix, suffix=suffix, nth=nth)
        elif quote is not None or start is None or end is None:
            raise ReaderError("Give the words of the passage, or its start and its end.")
        if speaker is None:
            turn = self._turns.turn_around(start, end)
            speaker = turn.speaker if turn else ""
        change = session.highlight(
            start,
            end,
            colour=colour or self.context.settings.colour,
            note=note,
            tags=_words(tags),
            speaker=speaker,
        )
        return self.get(change.focus or "")

    def edit(
        self, annotation: AnnotationId, *, note: str | None = None, colour: str | None = None
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
        annotations: AnnotationId | Iterable[AnnotationId],
        *,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        only: Iterable[str] | None = None,
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
        decide = field_edits.edit_tags(
            add=_words(add), remove=_words(remove), only=None if only is None else _words(only)
        )
        return self._change(annotations, decide, "Tags changed")

    def set_speaker(
        self, annotations: AnnotationId | Iterable[AnnotationId], name: str
    ) -> list[Annotation]:
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

    def accept(self, annotations: AnnotationId | Iterable[AnnotationId]) -> list[Annotation]:
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

    def delete(self, annotations: AnnotationId | Iterable[AnnotationId]) -> list[str]:
        """Move annotations to the Bin, as one undo step.

        Args:
            annotations: One or several annotations, or their ids.

        Returns:
            Their ids, for `restore`.

        Raises:
            ReaderError: There is no such annotation, or it could not be saved.
        """
        keys = _ids(annotations)
        self.session.change(keys, field_edits.delete(), "Deleted")
        return keys

    def restore(self, annotations: AnnotationId | Iterable[AnnotationId]) -> list[Annotation]:
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
        return self.session.undo().sentence

    def redo(self) -> str:
        """Redo the step that was undone last.

        Returns:
            A sentence that says what was redone, or that there is nothing to redo.

        Raises:
            ReaderError: It could not be saved.
        """
        return self.session.redo().sentence

    # Speakers, search, checks

    @property
    def speakers(self) -> list[Speaker]:
        """The speakers, those who say most first; a transcript's turns count too."""
        session = self.session
        stats = list_speaker_stats(
            session.store.speakers, session.views(), self._turns.all, self._document
        )
        return list(map(make_speaker, stats))

    @property
    def suggestions(self) -> list[Suggestion]:
        """The quotations with their probable speakers, in the order of the text.

        Nothing is saved. A speaker whom a person has set counts, and helps with the others. It
        takes about a second for a novel.
        """
        found = make_ranking_job(self.session).run()
        return [
            make_suggestion(
                one,
                self.text[one.start : one.end],
                self._document.range_locator(one.start, one.end),
            )
            for one in sorted(found, key=lambda one: one.start)
        ]

    def search(self, words: str, *, regex: bool = False, whole_words: bool = False) -> list[Match]:
        """Return where words occur in the text, without overlaps.

        Args:
            words: The words. White space and the kind of quotation marks are ignored; case too,
                unless a letter is a capital.
            regex: Whether `words` is a regular expression; it has a time limit.
            whole_words: Whether only whole words are found.

        Raises:
            ReaderError: The regular expression is not valid or takes too long.
        """
        found = find_all_matches(self._document.text, words, regex=regex, whole_words=whole_words)
        return [make_match(self._document, one.start, one.end) for one in found]

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the annotations as the objects of `readerapp list --json`."""
        return [annotation.to_dict() for annotation in self.annotations]

    # Internals

    @property
    def _source(self) -> ExportSource:
        return self.session.export_source()

    @cached_property
    def _turns(self) -> TranscriptTurns:
        return TranscriptTurns(self._document)

    def _change(
        self, annotations: AnnotationId | Iterable[AnnotationId], decide: Decide, sentence: str
    ) -> list[Annotation]:
        """Change annotations and return them as they are now."""
        keys = _ids(annotations)
        self.session.change(keys, decide, sentence)
        return list(map(self.get, keys))

    def _records(self, views: Sequence[AnnotationView]) -> list[Annotation]:
        source = self._source
        return [make_annotation(source, view) for view in views]


def _ids(annotations: AnnotationId | Iterable[AnnotationId]) -> list[str]:
    """Return the ids of one or several annotations, each once."""
    if isinstance(annotations, (str, Annotation)):
        annotations = (annotations,)
    ids = (one if isinstance(one, str) else one.id for one in annotations)
    return list(dict.fromkeys(ids))


def _words(tags: Iterable[str]) -> Iterable[str]:
    """Return tags; one that is not in a list is one tag, and not a list of letters."""
    return (tags,) if isinstance(tags, str) else tags
