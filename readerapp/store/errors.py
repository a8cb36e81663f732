"""What can go wrong with a store, each as one sentence that says what to do next."""

from __future__ import annotations

import errno

from readerapp.core.errors import ReaderError


class StoreError(ReaderError):
    """The store could not be read or written; nothing half-made was left behind.

    `why` says it in two or three words. `lasting` is true if the same change can never be saved
    here, however often it is tried.
    """

    why = "the store fails"
    lasting = False


class StoreBusy(StoreError):  # noqa: N818 - busy, full and read-only are states
    """Another process held the lock for longer than a person should wait."""

    why = "the store is busy"


class StoreFull(StoreError):  # noqa: N818
    """The disk or the quota has no room; the change is not saved, and nothing else is lost."""

    why = "the disk is full"


class StoreReadOnly(StoreError):  # noqa: N818
    """The store, or one file of it, may be read but not written."""

    why = "the store is read-only"


class StoreNewer(StoreReadOnly):
    """A newer version of readerapp wrote the file; this one must not change it."""

    lasting = True


class StoreGone(StoreError):  # noqa: N818
    """The disk that held the store is not mounted any more; what lies at its place is another."""

    why = "the disk is gone"


class StoreRefused(StoreError):  # noqa: N818
    """The change itself cannot be kept: JSON has no way to write it, or it is too large."""

    lasting = True


_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def store_error_for(error: OSError, what: str) -> StoreError:
    """The store's error for a failed system call on `what`, a name to show to the person."""
    reason = error.strerror or str(error)
    elsewhere = "or choose another folder with --store."
    if error.errno in _FULL:
        return StoreFull(
            f"There is no room left for {what}, so this was not saved. Free some space, {elsewhere}"
        )
    if error.errno in _READ_ONLY:
        return StoreReadOnly(
            f"{what} may not be read or written ({reason}). Change its permissions, {elsewhere}"
        )
    if error.errno == errno.ELOOP:
        return StoreError(
            f"{what} is a symbolic link, and the store follows none. Put a plain file in its place."
        )
    if error.errno == errno.ENOTDIR:
        reason = "not in a folder, or not one itself"
    return StoreError(f"{what} could not be read or written ({reason}). Check it, {elsewhere}")
