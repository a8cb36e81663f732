"""How this copy of readerapp was installed, and how an extra is added to it.

Nothing of this needs readerapp in a registry: where pip finds it installed, it only adds packages.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterable
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from readerapp.core.errors import ReaderError


def needs_extra(what: str, extra: str) -> ReaderError:
    """Return the error for something that needs an extra which is not installed."""
    return ReaderError(
        f"{what} needs a package that is not installed; run `{extras_command(extra)}`."
    )


def extras_command(*extras: str) -> str:
    """Return the command line that adds extras to the environment that this copy runs in.

    Where it would not be possible or right to add packages (Python of the system, a package of the
    system), it is the command for an installation of its own.
    """
    prefix = Path(sys.prefix).as_posix()
    names = f"[{','.join(extras)}]"
    if "/pipx/venvs/" in prefix:
        return shlex.join(["pipx", "inject", Path(prefix).name, *_requirements(extras)])
    if "/uv/tools/" in prefix:  # it makes the environment anew, from where it came from
        return shlex.join(["uv", "tool", "install", "--force", f"{_origin()}{names}"])
    if "/uv/archive-" in prefix:  # uvx, which has its environments in the cache
        return shlex.join(["uvx", "--from", f"{_origin()}{names}", "readerapp"])
    if sys.prefix == sys.base_prefix or not os.access(sys.prefix, os.W_OK):
        return shlex.join(["pipx", "install", f"{_origin()}{names}"])
    if find_spec("pip") is None:
        return shlex.join(["uv", "pip", "install", "--python", sys.executable, f"readerapp{names}"])
    return shlex.join([sys.executable, "-m", "pip", "install", f"readerapp{names}"])


def repair_command(requirements: Iterable[str]) -> str:
    """Return the command line that installs needed packages which are missing or too old.

    Args:
        requirements: The packages, as `textual>=8.2`.
    """
    prefix = Path(sys.prefix).as_posix()
    if "/pipx/venvs/" in prefix:
        return shlex.join(["pipx", "reinstall", Path(prefix).name])
    if "/uv/tools/" in prefix:
        return shlex.join(["uv", "tool", "install", "--force", _origin()])
    if find_spec("pip") is None:
        return shlex.join(["uv", "pip", "install", "--python", sys.executable, *requirements])
    return shlex.join([sys.executable, "-m", "pip", "install", *requirements])


def _requirements(extras: tuple[str, ...]) -> list[str]:
    """Return what the extras need, as `mcp>=2.0.0`; the names of the extras if that is unknown."""
    try:
        lines = metadata.requires("readerapp") or []
    except metadata.PackageNotFoundError:
        lines = []
    parts = [line.partition(";") for line in lines]
    found = [
        need.strip()
        for need, _, marker in parts
        if any(f'"{extra}"' in marker.replace("'", '"') for extra in extras)
    ]
    return found or [*extras]


def _origin() -> str:
    """Return where this copy was installed from: a folder or file, else its name in a registry."""
    try:
        about = metadata.distribution("readerapp").read_text("direct_url.json")
        address = urlsplit(str(json.loads(about or "{}").get("url", "")))
    except (metadata.PackageNotFoundError, OSError, ValueError, AttributeError):
        return "readerapp"
    path = unquote(address.path)
    return path if address.scheme == "file" and Path(path).exists() else "readerapp"
