"""The import of annotation files into a store, for scripts."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from readerapp.api.records import Item
from readerapp.collaboration.importing.draft import ImportCounts
from readerapp.collaboration.importing.import_plan import Importer, read_files
from readerapp.collaboration.importing.import_run import commit_imports
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.workspace import AppContext


@dataclass(frozen=True, slots=True, repr=False)
class ImportResult(Item):
    """What an import has brought.

    Attributes:
        new: The number of annotations that were not here.
        changed: The number of those that were changed.
        removed: The number of those that somebody has deleted, as the file says.
        unchanged: The number of those that are the same here.
        binned: The number of those that were deleted here before, and stay so.
        orphaned: The number of new or changed ones whose words are not in the text.
        disputed: The number of those with a field that was changed on both sides.
        restored: The number of those that were taken out of the Bin.
        ids: The ids of the new, changed, removed and restored ones.
        notices: Sentences about what was taken, and what was left out.
    """

    new: int
    changed: int
    removed: int
    restored: int
    orphaned: int
    unchanged: int
    binned: int
    disputed: int
    ids: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def import_annotations(
    context: AppContext,
    path: str | os.PathLike[str],
    *,
    into: Document | None = None,
    restore: bool = False,
    title: str = "",
    keep: bool = False,
) -> ImportResult:
    """Import a file into the documents that it names, or into one document.

    Args:
        context: The store and the annotator.
        path: The file, in any format that `import` reads.
        into: The document; None for those that the file names.
        restore: Whether annotations that were deleted here are restored.
        title: The title of the only book to take from a file about several; "" for all.
        keep: Whether annotations of unknown documents wait until these are opened.

    Raises:
        ReaderError: The file cannot be read, its document is not known, or nothing could be saved.
    """
    if problem := context.store.problem:
        raise ReaderError(problem)
    files = read_files([Path(os.fspath(path))])
    importer = Importer(context, lambda _share: None, restore=restore, title=title, keep=keep)
    with closing(importer):
        for file in files:
            target = into or file.document
            importer.add(file, context.open_session(target) if target else None)
        placed = commit_imports(importer.plans, [file.name for file in files], context)
        total = ImportCounts()
        for plan in importer.plans:
            total += plan.counts
    item = total.to_dict()
    notices = (*importer.notices, *importer.problems, *placed)
    return ImportResult(**item, ids=tuple(total.ids), notices=notices, _data=item)
