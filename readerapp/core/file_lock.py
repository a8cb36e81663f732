"""Locks between processes on files that are open, also where the file system has none.

The kernel releases a lock when its process ends. File systems of other machines (NFS, SMB) may
have no locks, and say so with one of several errors.
"""

from __future__ import annotations

import errno
import fcntl

NO_LOCKS = frozenset(
    {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL, errno.ENOTTY}
)
"""The errors of a file system that has no locks, on Linux and on macOS."""


def wait_for_lock(file: int) -> bool:
    """Take the exclusive lock of a file; wait while another process holds it.

    Args:
        file: The descriptor; closing it releases the lock.

    Returns:
        False if the file system has no locks: then nobody waits for anybody.

    Raises:
        OSError: The lock failed for another reason.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return False
    return True
