"""Exporters of plug-ins: a format with a name, a suffix, and a function that writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from readerapp.core.plugins import WORK_SECONDS, Plugin, PluginError, find_installed, list_plugins
from readerapp.interchange.annotation_facts import (
    AnnotationFacts,
    DocumentFacts,
    annotation_facts,
    document_facts,
)
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters import ExportLayout, Writer
from readerapp.interchange.exporters.formats import ALIASES, FORMATS, ExportFormat
from readerapp.text.sanitize import sanitize_label

MAXIMUM_SIZE = 256 * 2**20
"""Maximum size of an export in code points or bytes: as large as a file that can be imported."""
_SUFFIX_LENGTH = 20
"""Maximum length of the suffix of a file name in code points."""
_LABEL_WIDTH, _HELP_WIDTH = 30, 80
"""Maximum width in cells of the label and of the sentence in the export dialog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """A format to export annotations to; the entry point gives its name.

    Attributes:
        suffix: the suffix of its files, with the dot.
        label: its name in the export dialog.
        help: what it is for, in a few words.
        write: returns the pieces of the file: text, or bytes for a binary format.
        binary: whether it writes bytes; such a format is for files only.
        needs_text: whether it needs `DocumentFacts.text`.
    """

    suffix: str
    label: str
    help: str
    write: Callable[[DocumentFacts, Sequence[AnnotationFacts]], Iterable[str] | Iterable[bytes]]
    binary: bool = False
    needs_text: bool = False


def load_exporter(plugin: Plugin) -> ExportFormat:
    """Return the format of a plug-in, and add it to `FORMATS`.

    Raises:
        PluginError: it cannot be loaded, or a built-in format has its name.
    """
    if plugin.name in ALIASES or getattr(FORMATS.get(plugin.name), "plugin", plugin) != plugin:
        raise plugin.fail_for_name("format")
    exporter = plugin.load(Exporter, _find_mistake)
    FORMATS[plugin.name] = ExportFormat(
        plugin.name,
        exporter.suffix,
        sanitize_label(exporter.label, _LABEL_WIDTH),
        sanitize_label(exporter.help, _HELP_WIDTH),
        binary=exporter.binary,
        needs_text=exporter.needs_text,
        plugin=plugin,
    )
    return FORMATS[plugin.name]


def find_exporter(name: str) -> ExportFormat | None:
    """Return the format of the plug-in with this name; None if there is none.

    Raises:
        PluginError: it cannot be loaded.
    """
    plugin = find_installed("exporters", name)
    return load_exporter(plugin) if plugin else None


def load_exporters() -> list[ExportFormat]:
    """Return the formats of all plug-ins that can be loaded."""
    formats = []
    for plugin in list_plugins("exporters"):
        try:
            formats.append(load_exporter(plugin))
        except PluginError:
            continue
    return formats


def list_names() -> list[str]:
    """Return the names of the formats of plug-ins, without importing them."""
    return [plugin.name for plugin in list_plugins("exporters") if plugin.name not in FORMATS]


def make_writer(plugin: Plugin) -> Writer:
    """Return the function that writes the format of a plug-in."""
    exporter = plugin.load(Exporter, _find_mistake)
    kind = bytes if exporter.binary else str

    def collect(source: ExportSource, views: Sequence[AnnotationView]) -> str | bytes | None:
        pieces, size = [], 0
        facts = annotation_facts(source.name or source.title, views)
        for piece in exporter.write(document_facts(source), facts):
            if not isinstance(piece, kind):
                raise TypeError(f"it wrote {type(piece).__name__}, not {kind.__name__}")
            pieces.append(piece)
            size += len(piece)
            if size > MAXIMUM_SIZE:
                raise ValueError(f"it wrote more than {MAXIMUM_SIZE >> 20} MB")
        return kind().join(pieces)  # type: ignore[arg-type]  # all are of one kind

    def write(
        source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
    ) -> Iterator[str] | Iterator[bytes]:
        return iter([plugin.call(lambda: collect(source, views), WORK_SECONDS)])  # type: ignore[return-value]

    return write


def _find_mistake(exporter: Exporter) -> str:
    """Return what is wrong with an exporter; empty if it can be used."""
    texts = (exporter.suffix, exporter.label, exporter.help)
    if not all(isinstance(text, str) and text.strip() for text in texts):
        return "suffix, label and help are texts"
    suffix = exporter.suffix
    plain = suffix[1:].replace(".", "").replace("-", "")
    usable = plain.isalnum() and suffix.isascii() and suffix == suffix.lower()
    if not (suffix.startswith(".") and usable and len(suffix) <= _SUFFIX_LENGTH):
        return "its suffix is a dot, then small letters and digits"
    return "" if callable(exporter.write) else "write is no function"
