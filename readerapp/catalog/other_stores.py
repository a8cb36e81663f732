"""Annotations of a document in another store than the one in force.

Which store is in force depends on the working directory (`./annotations`) and on the settings, so
people who change the folder see no highlights. These functions find them in the other usual stores.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.core.paths import abbreviate_home
from readerapp.store import Store
from readerapp.store.store import LOCAL_FOLDER, locate_store
from readerapp.text.phrases import count_noun
from readerapp.text.source import Text
from readerapp.workspace import AppContext

_NEAREST = 3
"""Folders above a document that are looked at: a project has its texts a level or two deep."""


@dataclass(frozen=True, slots=True)
class OtherStore:
    """A store, not the one in force, that has annotations of a document.

    Attributes:
        folder: its folder.
        annotations: how many it has, without those that are deleted or proposed.
    """

    folder: Path
    annotations: int

    def describe(self) -> str:
        """Return how many annotations are there and how to use that store, in one sentence."""
        return f"{self.describe_count()}; use `--store {name_store(self.folder)}`"

    def describe_count(self) -> str:
        """Return how many annotations are there, without the name of the store."""
        verb = "is" if self.annotations == 1 else "are"
        return f"{count_noun(self.annotations, 'annotation')} of this text {verb} in another store"


def name_store(folder: Path) -> str:
    """Return the path of a store as it can be typed after `--store`."""
    path = abbreviate_home(str(folder))
    return f"~/{shlex.quote(path[2:])}" if path.startswith("~/") else shlex.quote(path)


def describe_other_stores(context: AppContext, snapshot: AnnotationSnapshot) -> str:
    """Return where annotations of an open document are, if the store in force has none of it.

    Args:
        context: the store in force and the settings.
        snapshot: the document as it was opened in that store; also a session.

    Returns:
        One sentence, or "" if the store has annotations or no other store has any.
    """
    found = find_other_store(context, snapshot)
    return found.describe() if found else ""


def find_other_store(context: AppContext, snapshot: AnnotationSnapshot) -> OtherStore | None:
    """Return the store with the most annotations of an open document, if that in force has none.

    It costs nothing if the store has annotations or has deleted some. Arguments as of
    `describe_other_stores`.
    """
    if snapshot.store.annotations:
        return None
    record = snapshot.store.record
    folded = record.folded if record.fingerprint == snapshot.fingerprint else ""
    names = snapshot.document.names[:1]
    beside = Path(names[0]).parent if names and Path(names[0]).is_absolute() else None
    found = find_in_other_stores(context, snapshot.fingerprint, folded, beside)
    return max(found, key=lambda one: one.annotations, default=None)


def find_in_other_stores(
    context: AppContext, fingerprint: str, folded: str = "", beside: Path | None = None
) -> list[OtherStore]:
    """Return the other usual stores that have annotations of a text.

    A store that cannot be read is left out.

    Args:
        context: the store in force, which is not searched, and the settings.
        fingerprint: the fingerprint of the text; nothing is found for the one of an empty text.
        folded: the fingerprint of the normalized text; empty to skip this comparison.
        beside: the folder of the document, if it has one: it and the folders above it are where
            the reader may have been started in the document's own project.
    """
    if not fingerprint or fingerprint == Text.from_string("").fingerprint():
        return []
    found = []
    for folder in _list_other_folders(context, beside):
        try:
            with closing(Store(folder)) as store:
                record = store.find(fingerprint=fingerprint, folded=folded)
                count = _count(store, record) if record else 0
        except (ReaderError, OSError):
            continue
        if count:
            found.append(OtherStore(folder, count))
    return found


def _count(store: Store, record: DocumentRecord) -> int:
    with closing(store.open(record)) as opened:
        return sum(not (one.deleted or one.is_proposal) for one in opened.annotations.values())


def _list_other_folders(context: AppContext, beside: Path | None) -> Iterator[Path]:
    """Yield the folders of `workspace.locate_store_folder` that exist and are not in force.

    Behind them those beside the document and its nearest parents.
    """
    seen = {context.folder.resolve()}
    usual = [Path.cwd() / LOCAL_FOLDER, locate_store(environment={}, local=False)]
    if context.settings.store:
        usual.append(locate_store(context.settings.store))
    if beside:
        usual += [folder / LOCAL_FOLDER for folder in (beside, *beside.parents[:_NEAREST])]
    for folder in usual:
        if (real := folder.resolve()) not in seen and folder.is_dir():
            seen.add(real)
            yield folder
