"""Exports of the annotations of one document, for scripts and for `export`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.interchange.annotation_view import AnnotationView, ExportSource, nest_threads
from readerapp.interchange.exporters import (
    binary_error,
    choose_format,
    export,
    export_to_file,
    make_layout,
)
from readerapp.interchange.exporters.formats import ExportFormat

if TYPE_CHECKING:
    from readerapp.annotations.snapshot import AnnotationSnapshot
    from readerapp.listing.filters import Filter

_DEFAULT_FORMAT = "markdown"
"""The format of an export to nowhere in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoice:
    """What is exported, and how.

    Attributes:
        format: The format.
        view_filter: Which annotations.
        group: How markdown and text are divided.
        template: The form of each annotation; "" for the default.
        embedded: Whether the annotations of the file are exported too.
        proposed: Whether the proposals of programs are exported too.
        evidence: Whether hashes, times and the words around are added.
        table: The table of the codebook that CSV has instead of the annotations; "" for these.
    """

    format: ExportFormat
    view_filter: Filter
    group: str = "place"
    template: str = ""
    embedded: bool = False
    proposed: bool = False
    evidence: bool = False
    table: str = ""

    def select(self, snapshot: AnnotationSnapshot) -> list[AnnotationView]:
        """Return the annotations of a document that are exported, with their replies in them.

        A copy of the document has what the document has.
        """
        embedded = self.embedded or bool(self.format.copies)
        return nest_threads(
            self.view_filter.select_for_export(
                snapshot.views(), embedded=embedded, proposed=self.proposed
            )
        )

    def describe(self, snapshot: AnnotationSnapshot) -> ExportSource:
        """Return what the format needs to know of a document."""
        return snapshot.export_source(
            text=self.format.needs_text,
            file_digest=self.evidence or self.format.needs_digest,
        )


def choose_export_format(path: Path | None, name: str) -> ExportFormat:
    """Return the format called `name`; without a name, that of the suffix of a file.

    Raises:
        ReaderError: There is no such format.
    """
    return choose_format(path or Path(), name or ("" if path else _DEFAULT_FORMAT))


def choose_template(export_format: ExportFormat, given: str, templates: Mapping[str, str]) -> str:
    """Return the template for a format: the given one, else that of the settings; "" for none."""
    return given or ("" if export_format.copies else templates.get(export_format.name, ""))


def export_as_text(
    snapshot: AnnotationSnapshot, views: Sequence[AnnotationView], choice: ExportChoice
) -> tuple[Iterable[str], list[str]]:
    """Return an export in pieces, and a sentence for each thing that could not be written.

    Args:
        snapshot: The document.
        views: The annotations, from `ExportChoice.select`.
        choice: The format and its layout.

    Raises:
        ReaderError: The format is no text, or has no such layout, or the copy cannot be made.
    """
    if choice.format.copies:
        from readerapp.annotations.file_copies import make_copy

        make_layout(choice.format.name, choice.group, choice.template, choice.evidence)
        if choice.format.binary:
            raise binary_error(choice.format.name)
        copy, _ = make_copy("", choice.format, snapshot, views)
        return [copy.data.decode("utf-8", "replace")], list(copy.problems)
    pieces = export(
        choice.format.name,
        choice.describe(snapshot),
        views,
        group=choice.group,
        template=choice.template,
        evidence=choice.evidence,
        table=choice.table,
    )
    return pieces, []


def export_into_file(
    path: Path,
    snapshot: AnnotationSnapshot,
    views: Sequence[AnnotationView],
    choice: ExportChoice,
) -> list[str]:
    """Write an export into a file.

    Args:
        path: The file.
        snapshot: The document.
        views: The annotations, from `ExportChoice.select`.
        choice: The format and its layout.

    Returns:
        A sentence that says what was written, and one for each thing that could not be.

    Raises:
        ReaderError: The format has no such layout, or the file cannot be written.
    """
    if choice.format.copies:
        from readerapp.annotations.file_copies import export_copy

        make_layout(choice.format.name, choice.group, choice.template, choice.evidence)
        return export_copy(path, choice.format, snapshot, views)
    sentence = export_to_file(
        path,
        choice.format.name,
        choice.describe(snapshot),
        views,
        document=snapshot.document.path,
        store=snapshot.store.folder,
        group=choice.group,
        template=choice.template,
        evidence=choice.evidence,
        table=choice.table,
    )
    return [sentence]
