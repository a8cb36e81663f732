"""Versions of web pages: fetch one again because somebody asks, and tell what changed silently.

Every version whose text differs from the one before is kept. Pages change all the time outside of
their article (the date, what else to read); then the copy that is there stays the last version, and
only the time of the look is noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp import documents
from readerapp.documents import web
from readerapp.documents.format import Progress, no_progress

if TYPE_CHECKING:
    from readerapp.documents import Document
    from readerapp.documents.web import Snapshot


@dataclass(frozen=True, slots=True)
class PageVersion:
    """A version of a web page.

    Attributes:
        snapshot: the saved copy.
        document: its text.
    """

    snapshot: Snapshot
    document: Document


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """What came of fetching a page again.

    Attributes:
        current: the page as it is now.
        former: the version before, if the text is another one now; None if it is the same, or if
            the page was fetched for the first time.
        count: how many versions are kept.
        is_first: whether it was fetched for the first time.
    """

    current: PageVersion
    former: PageVersion | None
    count: int
    is_first: bool = False


def refresh_page(address: str, progress: Progress = no_progress) -> RefreshResult:
    """Fetch the page at `address` again and keep it if its text is new.

    Raises:
        ReaderError: the page cannot be fetched, saved or read.
    """
    former = next(iter(web.list_snapshots(address)), None)
    fetched = web.fetch_snapshot(address, progress)
    document = documents.open(fetched.path)
    current = PageVersion(fetched, document)
    if former is None or former.file == fetched.file:
        count = len(web.list_snapshots(address))
        return RefreshResult(current, None, count, is_first=former is None)
    before = documents.open(former.path)
    if before.text.fingerprint() == document.text.fingerprint():
        noted = web.note_check(former, fetched.read)
        web.delete_snapshot(fetched)
        return RefreshResult(PageVersion(noted, before), None, len(web.list_snapshots(address)))
    return RefreshResult(current, PageVersion(former, before), len(web.list_snapshots(address)))


def find_former_version(document: Document, fingerprint: str) -> PageVersion | None:
    """Return the last version of a web page before this one whose text is another one.

    Args:
        document: the page; anything else has no such version.
        fingerprint: of its text.
    """
    if not document.read:
        return None
    for snapshot in web.list_snapshots(document.names[0]):
        if snapshot.read < document.read:
            former = documents.open(snapshot.path)
            if former.text.fingerprint() != fingerprint:
                return PageVersion(snapshot, former)
    return None
