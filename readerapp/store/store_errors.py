"""Errors of the store, each with one sentence that says what the user can do next."""

from __future__ import annotations

import errno

from readerapp.core.errors import ReaderError


class StoreError(ReaderError):
    """The store could not be read or written; no partial change was left behind.

    `why` states the reason in two or three words. `lasting` is true if the same change can never be
    saved here, however often it is tried.
    """

    why = "the store fails"
    lasting = False


class StoreBusy(StoreError):  # noqa: N818 - busy, full and read-only are states
    """Another process held the lock for longer than a user should wait."""

    why = "the store is busy"


class StoreFull(StoreError):  # noqa: N818
    """The disk or the quota has no room; the change is not saved, and nothing else is lost."""

    why = "the disk is full"


class StoreReadOnly(StoreError):  # noqa: N818
    """The store, or one file of it, can be read but not written."""

    why = "the store is read-only"


class StoreNewer(StoreReadOnly):
    """A newer version of readerapp wrote the file; this version must not change it."""

    lasting = True


class StoreGone(StoreError):  # noqa: N818
    """The disk that held the store is not mounted any more; its path leads to another folder."""

    why = "the disk is gone"


class StoreRefused(StoreError):  # noqa: N818
    """The change itself cannot be saved: JSON cannot represent it, or it is too large."""

    lasting = True


_READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def store_error_for(error: OSError, what: str) -> StoreError:
    """Return the StoreError for a failed system call.

    Args:
        error: The error of the system call.
        what: The name of the file or folder to show to the user.
    """
    reason = error.strerror or str(error)
    elsewhere = "or choose another folder with --store."
    if error.errno in _FULL:
        return StoreFull(f"Not saved: no room left for {what}. Free some space, {elsewhere}")
    if error.errno in _READ_ONLY:
        return StoreReadOnly(
            f"{what} may not be read or written ({reason}). Change its permissions, {elsewhere}"
        )
    if error.errno == errno.ELOOP:
        return StoreError(
            f"{what} is a symbolic link, which the store does not follow. Replace it with a "
            "regular file."
        )
    if error.errno == errno.ENOTDIR:
        reason = "not in a folder, or not a folder"
    return StoreError(f"{what} could not be read or written ({reason}). Check it, {elsewhere}")
