"""The commands `export` and `speakers` for several documents, or for all of the store."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.api.several import (
    export_each,
    join_exports,
    join_speakers,
    open_one_by_one,
    open_whole_store,
)
from readerapp.catalog.other_stores import describe_other_stores
from readerapp.cli import output
from readerapp.cli.context import context_from_options
from readerapp.cli.list_command import copy_text, make_choice
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.cli.progress import open_document_with_progress
from readerapp.core.errors import UsageError

if TYPE_CHECKING:
    from readerapp.api.several import Opened
    from readerapp.workspace import AppContext


@dataclass
class _Documents:
    """The documents that the options choose, opened one after the other.

    Attributes:
        has_problems: whether one of them could not be read; each was told when it was its turn.
    """

    context: AppContext
    options: Namespace
    has_problems: bool = False

    def __iter__(self) -> Iterator[Opened]:
        """Yield the documents; each is closed when the next one is asked for."""
        options = self.options
        if not options.paths:
            return open_whole_store(self.context, self.tell, options.folder)
        return open_one_by_one(
            (partial(self._open_file, path) for path in options.paths), self.tell
        )

    def _open_file(self, path: str) -> AnnotationSnapshot:
        snapshot = self.context.open_snapshot(open_document_with_progress(path))
        if sentence := describe_other_stores(self.context, snapshot):
            print_notice(sentence)
        return snapshot

    def tell(self, problem: str) -> None:
        """Print why a document is left out."""
        print_notice(problem)
        self.has_problems = True


def export_documents(options: Namespace) -> int:
    """Export the annotations of several documents into one text, or into a file for each."""
    if options.pseudonyms:
        raise UsageError("--pseudonyms checks one document at a time; name one PATH.")
    context = context_from_options(options)
    target = Path(options.output) if options.output else None
    chosen = _Documents(context, options)
    if target and (options.output.endswith("/") or target.is_dir()):
        choice = make_choice(options, context, None)
        written = export_each(chosen, target, choice, print_notice, chosen.tell)
        if not written and not chosen.has_problems:
            print_notice(output.no_annotations(context.folder, filtered=False))
        return 1 if chosen.has_problems else 0
    choice = make_choice(options, context, target)
    if choice.format.binary and not target:
        from readerapp.interchange.exporters import binary_error

        raise binary_error(choice.format.name)
    joined = join_exports(context, chosen, choice, print_notice)
    if not joined.contents:
        print_notice(
            output.no_annotations(context.folder, filtered=bool(joined.choice.view_filter))
        )
    if target:
        print_notice(joined.write(target, context.store.folder))
    elif options.clipboard:
        from readerapp.interchange.exporters.document_facts import describe_contents

        copy_text("".join(joined.pieces()), describe_contents(joined.views) + joined.number)
    else:
        print_result(joined.pieces(), exact=joined.choice.format.exact)
    return 1 if chosen.has_problems else 0


def list_speakers_of_all(options: Namespace) -> int:
    """Print the speakers of several documents, the same name in several of them as one person."""
    context = context_from_options(options)
    chosen = _Documents(context, options)
    joined = join_speakers(context, chosen)
    if options.json:
        print_json([one.to_dict() for one in joined])
    else:
        print_result(output.format_speaker_stats(one.stats, len(one.documents)) for one in joined)
        if not joined and not chosen.has_problems:
            print_notice(output.NO_SPEAKERS)
    return 1 if chosen.has_problems else 0
