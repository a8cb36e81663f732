"""The annotator's identity: a stable id for each person and a device id for each machine.

The ids are stored in the user's data folder, so annotations stay assigned when a name changes.
Merging counts edits by device, so two machines must never share a device id, even if a home
folder was copied from one to the other.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readerapp.core.atomic_write import make_folder, sync_to_disk
from readerapp.core.errors import ReaderError
from readerapp.core.file_lock import wait_for_lock
from readerapp.core.model import Annotator, new_id
from readerapp.core.paths import app_folder

_DEVICE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters and digits that look alike
_ACCOUNT_KEY = ""  # key of the account's own annotator


@dataclass(frozen=True, slots=True)
class Identity:
    """An annotator, and the device by which edits are counted ("maria-k3x9q2mf")."""

    annotator: Annotator
    device: str


def identify(
    name: str | None = None,
    settings_name: str = "",
    environment: Mapping[str, str] = os.environ,
) -> Identity:
    """Return the identity of the annotator.

    The name is `name` (of --as), else READERAPP_ANNOTATOR, else from the settings, else the login.
    The account's own annotator keeps its id when the settings change its name. Each other name
    given with --as or READERAPP_ANNOTATOR is another person, with an id of its own. Where the data
    folder cannot be written, the id is derived from name and machine, and the device id is new
    each time.

    Args:
        name: The name given with --as, or None.
        settings_name: The name from the settings, or empty.
        environment: The environment variables.

    Raises:
        ReaderError: The given name is empty.
    """
    login = _login()
    chosen = choose_name(name, settings_name, environment)
    is_own = chosen.casefold() == _account_name(settings_name).casefold()
    key = _ACCOUNT_KEY if is_own else chosen.casefold()
    try:
        annotator, device = _load_or_create_ids(key, login)
    except OSError:
        from uuid import NAMESPACE_URL, uuid5

        origin = f"{chosen.casefold()}@{_machine()}"
        annotator, device = str(uuid5(NAMESPACE_URL, origin)), _new_device(login)
    return Identity(Annotator(id=annotator, name=chosen), device)


def choose_name(name: str | None, settings_name: str, environment: Mapping[str, str]) -> str:
    """Return the name of the annotator; nothing is read or written. Arguments as of `identify`.

    Raises:
        ReaderError: The given name is empty.
    """
    explicit_name = name if name is not None else environment.get("READERAPP_ANNOTATOR") or None
    chosen = _account_name(settings_name) if explicit_name is None else _clean(explicit_name)
    if not chosen:
        raise ReaderError('The annotator needs a name, for example: --as "Maria Ortega".')
    return chosen


def _account_name(settings_name: str) -> str:
    return _clean(settings_name) or _clean(_login()) or "reader"


def _load_or_create_ids(key: str, login: str) -> tuple[str, str]:
    """Return the annotator's id and this machine's device id; create and store new ones."""
    folder = app_folder("data")
    path = folder / "identity.json"
    ids = _read(path)
    machine = _machine()
    if key not in ids["annotators"] or machine not in ids["devices"]:
        make_folder(folder)
        with _locked(folder / "identity.lock"):
            ids = _read(path)  # another process may have been first
            ids["annotators"].setdefault(key, new_id())
            ids["devices"].setdefault(machine, _new_device(login))
            _write(path, ids)
    return ids["annotators"][key], ids["devices"][machine]


def _read(path: Path) -> dict[str, dict[str, str]]:
    """Read the stored ids; parts in another form count as missing."""
    try:
        data: Any = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        data = None
    parts = ((name, data.get(name) if isinstance(data, dict) else None) for name in _ID_KINDS)
    return {
        name: {k: v for k, v in part.items() if isinstance(v, str) and v}
        if isinstance(part, dict)
        else {}
        for name, part in parts
    }


_ID_KINDS = ("annotators", "devices")


def _write(path: Path, ids: dict[str, dict[str, str]]) -> None:
    from tempfile import mkstemp

    handle, name = mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(ids, file, indent=1, ensure_ascii=True)
        file.flush()
        sync_to_disk(file.fileno())
    Path(name).replace(path)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # Without locks: two first starts at once may take two ids; the later one stays.
        wait_for_lock(handle)
        yield
    finally:
        os.close(handle)


def _new_device(login: str) -> str:
    import secrets

    readable = re.sub(r"[^a-z0-9]", "", login.casefold())[:8] or "reader"
    return f"{readable}-{''.join(secrets.choice(_DEVICE_ALPHABET) for _ in range(8))}"


def _machine() -> str:
    """Return an opaque name for this machine, from which nothing about it can be read."""
    try:
        number = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeError):
        number = ""  # not on macOS
    return hashlib.sha256(f"{os.uname().nodename} {number}".encode()).hexdigest()[:16]


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return ""


def _clean(name: str) -> str:
    """Return the name on one line, without control characters."""
    return "".join(c for c in " ".join(name.split()) if c.isprintable())
