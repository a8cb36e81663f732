"""What plug-ins may import: the names of this module, and nothing else of the program.

A plug-in is what another package adds by an entry point; docs/how-to/write-a-plug-in.md describes
the kinds. These names, their fields and their meanings follow Semantic Versioning; whatever else
the program has may change in any version. Each is imported when it is first used, so that a
plug-in loads no more than it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readerapp.core.errors import ReaderError
    from readerapp.core.theme_colours import ThemeColours
    from readerapp.documents.builder import DocumentBuilder, InlineWriter
    from readerapp.documents.document import Document, EmbeddedAnnotation
    from readerapp.documents.format import DocumentInput, Format
    from readerapp.interchange.annotation_facts import AnnotationFacts, DocumentFacts
    from readerapp.interchange.exporters.plugins import Exporter
    from readerapp.interchange.importers.plugins import ImportedFile, Importer
    from readerapp.reading.plugin_actions import ActionHandle, ReaderAction
    from readerapp.speakers.plugins import SpeakerRules
    from readerapp.text.turns import Turn

__all__ = [
    "ActionHandle",
    "AnnotationFacts",
    "Document",
    "DocumentBuilder",
    "DocumentFacts",
    "DocumentInput",
    "EmbeddedAnnotation",
    "Exporter",
    "Format",
    "ImportedFile",
    "Importer",
    "InlineWriter",
    "ReaderAction",
    "ReaderError",
    "SpeakerRules",
    "ThemeColours",
    "Turn",
]

_MODULES = {
    "readerapp.core.errors": ("ReaderError",),
    "readerapp.core.theme_colours": ("ThemeColours",),
    "readerapp.documents.builder": ("DocumentBuilder", "InlineWriter"),
    "readerapp.documents.document": ("Document", "EmbeddedAnnotation"),
    "readerapp.documents.format": ("DocumentInput", "Format"),
    "readerapp.interchange.annotation_facts": ("AnnotationFacts", "DocumentFacts"),
    "readerapp.interchange.exporters.plugins": ("Exporter",),
    "readerapp.interchange.importers.plugins": ("ImportedFile", "Importer"),
    "readerapp.reading.plugin_actions": ("ActionHandle", "ReaderAction"),
    "readerapp.speakers.plugins": ("SpeakerRules",),
    "readerapp.text.turns": ("Turn",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"plug-ins cannot use {name!r}; {__name__}.__all__ has all names")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
