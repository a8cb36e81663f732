"""Formats of plug-ins: a `Format`, the record that the built-in formats have too.

A plug-in is imported when a file is opened that no built-in format recognises by its content.
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.core.plugins import Plugin, describe
from readerapp.documents.format import DocumentInput, Format

if TYPE_CHECKING:
    from readerapp.documents.document import Document


def load_format(plugin: Plugin) -> Format:
    """Return the format of a plug-in, which has the name of its entry point.

    Raises:
        PluginError: it cannot be loaded, or a built-in format has its name.
    """
    from readerapp.documents.registry import FORMATS

    if any(kind.name == plugin.name for kind in FORMATS):
        raise plugin.fail_for_name("format")
    return plugin.load(Format)._replace(name=plugin.name)


def recognises(plugin: Plugin, source: DocumentInput) -> bool:
    """Return whether a plug-in takes an input.

    Raises:
        PluginError: it cannot be loaded, or fails.
    """
    kind = load_format(plugin)
    return bool(plugin.call(lambda: kind.recognises(source)))


def open_with(
    plugin: Plugin,
    source: DocumentInput,
    open_as: Callable[[Format, DocumentInput], Document],
) -> tuple[Document, Format]:
    """Return the document that a plug-in makes of an input, and its format.

    Args:
        plugin: the plug-in.
        source: the input.
        open_as: opens an input in a format, perhaps from the cache.

    Raises:
        PluginError: it fails.
        ReaderError: the plug-in says that the input cannot be read.
    """
    from readerapp.documents.document import Document

    kind = load_format(plugin)
    try:
        made: object = open_as(kind, source)
    except ReaderError:
        raise
    except (Exception, SystemExit) as error:
        raise plugin.fail(describe(error)) from error
    if not isinstance(made, Document):
        raise plugin.fail(f"it made {type(made).__name__}, not a document")
    return made, kind
