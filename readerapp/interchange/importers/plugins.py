"""Importers of plug-ins: asked about files that no built-in importer reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from readerapp.core.errors import ReaderError
from readerapp.core.plugins import NAME_WIDTH, WORK_SECONDS, Plugin, list_plugins
from readerapp.interchange.annotation_facts import AnnotationFacts
from readerapp.interchange.importers.base import (
    MAXIMUM_ANNOTATIONS,
    ImportBatch,
    ImportedAnnotation,
    annotation_of_fields,
    collect_batch,
    decode_text,
    identified,
    text_value,
)
from readerapp.text.sanitize import sanitize_label


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file of annotations.

    Attributes:
        name: its name, without folders.
        content: its bytes.
    """

    name: str
    content: bytes

    @property
    def text(self) -> str:
        """Return the content as text, decoded from UTF-8, or UTF-16 with a byte order mark.

        Raises:
            ReaderError: it is not UTF-8.
        """
        return decode_text(self.content, self.name).replace("\r\n", "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """A reader of files of annotations.

    Attributes:
        label: what such a file is called, for messages.
        recognises: returns whether a file is of this kind; it gets every file that no built-in
            importer reads.
        read: returns the annotations of a file.
    """

    label: str
    recognises: Callable[[ImportedFile], bool]
    read: Callable[[ImportedFile], Iterable[AnnotationFacts]]


def load_importer(plugin: Plugin) -> Importer:
    """Return the importer of a plug-in.

    Raises:
        PluginError: it cannot be loaded.
    """
    return plugin.load(Importer, _find_mistake)


def read_with_plugin(content: bytes, name: str) -> ImportBatch | None:
    """Parse a file with the first plug-in that recognises it; return None if none does.

    Args:
        content: the bytes of the file.
        name: the name of the file.

    Raises:
        PluginError: the plug-in that recognises it fails.
        ReaderError: the plug-in says that the file cannot be read.
    """
    file = ImportedFile(name, content)
    for plugin in list_plugins("importers"):
        if importer := _choose_importer(plugin, file):
            return plugin.call(partial(_read, plugin, importer, file), WORK_SECONDS)
    return None


def _choose_importer(plugin: Plugin, file: ImportedFile) -> Importer | None:
    """Return the importer of a plug-in if it recognises a file; None if it does not, or fails."""
    try:
        importer = load_importer(plugin)
        return importer if plugin.call(lambda: bool(importer.recognises(file))) else None
    except ReaderError:  # it has failed, which is said later, or the file is not UTF-8
        return None


def _read(plugin: Plugin, importer: Importer, file: ImportedFile) -> ImportBatch:
    items = list(islice(importer.read(file), MAXIMUM_ANNOTATIONS + 1))
    if len(items) > MAXIMUM_ANNOTATIONS:
        raise ValueError(f"it read more than {MAXIMUM_ANNOTATIONS:,} annotations")
    for item in items:
        if not isinstance(item, AnnotationFacts):
            raise TypeError(f"it read {type(item).__name__}, not AnnotationFacts")
    label = sanitize_label(importer.label, NAME_WIDTH)
    return collect_batch(label, items, lambda item: _annotation(plugin.name, item))


def _annotation(name: str, item: AnnotationFacts) -> ImportedAnnotation:
    """Return an item with its fields in the forms of the program.

    Raises:
        ReaderError: it has neither a quotation nor a note.
    """
    fields = {field: getattr(item, field) for field in AnnotationFacts.__slots__}
    made = annotation_of_fields(fields, list(item.tags))
    made = replace(made, prefix=text_value(item.prefix), suffix=text_value(item.suffix))
    earlier = (name, made.document, made.locator, made.exact or made.note)
    return identified(made, item.id, earlier=earlier)


def _find_mistake(importer: Importer) -> str:
    """Return what is wrong with an importer; empty if it can be used."""
    if not isinstance(importer.label, str) or not importer.label.strip():
        return "label is a text"
    usable = callable(importer.recognises) and callable(importer.read)
    return "" if usable else "recognises or read is no function"
