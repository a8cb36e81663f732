"""The command `plugins`: which plug-ins are installed, and whether they work.

Every plug-in is imported for that, unless it is switched off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from readerapp.cli.context import context_from_options
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.core.plugins import (
    ACTION_ID,
    KINDS,
    Plugin,
    PluginError,
    list_installed,
    take_new_failures,
)
from readerapp.text.graphemes import cell_width
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from argparse import Namespace

_LOADERS = {
    "formats": "documents.plugins:load_format",
    "importers": "interchange.importers.plugins:load_importer",
    "exporters": "interchange.exporters.plugins:load_exporter",
    "speaker_rules": "speakers.plugins:load_speaker_rules",
    "actions": "reading.plugin_actions:load_action",
    "themes": "core.theme_colours:load_theme",
}
"""By kind, the function that imports and checks a plug-in."""
_KIND_NAMES = {
    "formats": "format",
    "importers": "importer",
    "exporters": "exporter",
    "speaker_rules": "speaker rules",
    "actions": "action",
    "themes": "theme",
}
_WIDTH = 40
"""Most cells of a name in the list."""


@dataclass(frozen=True, slots=True)
class PluginReport:
    """A plug-in and its state.

    Attributes:
        kind: One of `KINDS`.
        name: Its name.
        package: The name of the package that it comes from.
        version: The version of the package.
        state: Whether it works, was switched off, or cannot be used.
        reason: Why it does not work; empty if it does.
    """

    kind: str
    name: str
    package: str
    version: str
    state: Literal["works", "off", "failed"]
    reason: str = ""


def list_plugins(options: Namespace) -> int:
    """Print the plug-ins that are installed, and whether they work."""
    reports = examine_plugins(context_from_options(options).settings.keys)
    if options.json:
        print_json([asdict(one) for one in reports])
    else:
        print_result(f"{line}\n" for line in format_reports(reports))
        if not reports:
            print_notice("No plug-ins are installed.")
    return 0


def examine_plugins(keys: Mapping[str, tuple[str, ...]]) -> list[PluginReport]:
    """Import every plug-in that is switched on, and return the state of all.

    Args:
        keys: The keys of actions in the settings.
    """
    reports = [_examine(plugin, keys) for kind in KINDS for plugin in list_installed(kind)]
    take_new_failures()  # the report names those that failed
    return reports


def _examine(plugin: Plugin, keys: Mapping[str, tuple[str, ...]]) -> PluginReport:
    facts = plugin.kind, plugin.name, plugin.distribution, plugin.version
    if reason := plugin.reason_off:
        return PluginReport(*facts, "off", reason)
    module, _, function = _LOADERS[plugin.kind].partition(":")
    try:
        loaded = getattr(import_module(f"readerapp.{module}"), function)(plugin)
        if plugin.kind == "actions":
            from readerapp.ui.actions import add_action, with_keymap

            add_action(plugin, loaded, with_keymap(keys), keys.get(f"{ACTION_ID}{plugin.name}"))
    except PluginError:
        return PluginReport(*facts, "failed", plugin.reason_off)
    return PluginReport(*facts, "works")


def format_reports(reports: Sequence[PluginReport]) -> Iterator[str]:
    """Generate a line for each plug-in, in columns."""
    rows = [
        [
            sanitize_label(one.name, _WIDTH),
            _KIND_NAMES[one.kind],
            sanitize_label(f"{one.package} {one.version}".rstrip(), _WIDTH),
            sanitize_label(f"{one.state}: {one.reason}" if one.reason else one.state),
        ]
        for one in reports
    ]
    widths = [max((cell_width(row[number]) for row in rows), default=0) for number in range(3)]
    for row in rows:
        padded = (
            cell + " " * (width - cell_width(cell))
            for cell, width in zip(row, widths, strict=False)
        )
        yield "  ".join([*padded, row[-1]])
