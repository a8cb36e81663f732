"""What the user chose with keys about the display, such as the text width: kept for the next start.

A choice has the name of a setting, and replaces it until the setting itself is changed. So the
last of both counts: what was chosen with a key, or what was written into the settings file.
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from readerapp.core.paths import display_choices_name

if TYPE_CHECKING:
    from typing import Any, TypeVar

    Value = TypeVar("Value", str, int)

TEXT_WIDTH = 80
"""Default maximum width of the text in cells."""
MIN_TEXT_WIDTH = 20
"""Minimum of the setting `width` in cells; 0 is no maximum."""

PAGE_COLOURS = "page-colours"
"""The choice that holds text colour and background of the theme of a plug-in, which is not imported
before the first page; its setting is the name of the theme."""


def load_choice(name: str, setting: Value) -> Value:
    """Return what the user chose, else the setting.

    Args:
        name: The name of the setting.
        setting: The value of the setting, or its default.
    """
    choice = _read().get(name)
    if not isinstance(choice, dict) or choice.get("setting") != setting:
        return setting
    value: Any = choice.get("value")
    return value if type(value) is type(setting) else setting


def save_choice(name: str, value: Value, setting: Value) -> None:
    """Save what the user chose; errors are ignored, because it is only a convenience.

    Args:
        name: The name of the setting.
        value: The choice.
        setting: The value of the setting, or its default.
    """
    import json
    from pathlib import Path

    from readerapp.core.atomic_write import make_folder, write_private

    choices = {**_read(), name: {"value": value, "setting": setting}}
    path = Path(display_choices_name())
    with suppress(OSError):
        make_folder(path.parent)
        write_private(path, json.dumps(choices).encode())


def _read() -> dict[str, object]:
    """Return the choices by name; none if there is no file, or it is damaged."""
    name = display_choices_name()
    if not os.access(name, os.R_OK):  # the usual case: `json` need not be imported
        return {}
    import json

    try:
        with open(name, encoding="utf-8") as file:
            data = json.load(file)
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
