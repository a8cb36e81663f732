"""Which folder is the store."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from readerapp.folders import own_folder

VARIABLE = "READERAPP_STORE"
"""The environment variable that names the store."""

CHECKOUT = "annotations"
"""The folder in the working folder that is the store if it is there."""


def locate(option: str | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """The store's folder, absolute; it need not be there yet.

    `option` (from the command line) comes first, then `READERAPP_STORE`, then `annotations` in
    the working folder if that is a folder, then the person's own data folder.
    """
    named = option or (os.environ if environment is None else environment).get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    checkout = Path.cwd() / CHECKOUT
    if checkout.is_dir():
        return checkout
    return own_folder("data") / CHECKOUT
