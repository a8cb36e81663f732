"""Exporters: a module for each family of formats; `formats.py` has the table of all formats.

To add a format: a function `write_FORMAT(source, views, layout)` that yields text (or bytes, for a
binary format), and a line each in FORMATS and MODULES. Replies are in the `replies` of the views
that are exported: callers prepare a list with `nest_threads`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from readerapp.core.errors import ReaderError, nearest_name
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters.formats import (
    ALIASES,
    FORMATS,
    MODULES,
    REPORT_FORMATS,
    TABLE_FORMAT,
    ExportFormat,
)
from readerapp.text.phrases import count_noun

if TYPE_CHECKING:
    from readerapp.core.templates import Template

Group = Literal["place", "speaker", "tag"]
GROUPS: tuple[Group, ...] = ("place", "speaker", "tag")


@dataclass(frozen=True, slots=True)
class ExportLayout:
    """How markdown and text are written.

    Attributes:
        group: How they are divided.
        template: The template for each annotation; None for the default.
        heading: Whether they begin with the title and the facts about the document. Without them,
            as in a copy, text has a colour only if it has a name or there are several annotators,
            and the citations of a web page say which version was read.
        evidence: Whether formats that take it have evidence: hashes and times of the document, and
            what is around the words of each annotation.
        table: The table of the codebook that CSV has instead of the annotations; "" for these.
    """

    group: Group = "place"
    template: Template | None = None
    heading: bool = True
    evidence: bool = False
    table: str = ""


Writer = Callable[
    [ExportSource, Sequence[AnnotationView], ExportLayout], Iterator[str] | Iterator[bytes]
]


def export(
    format: str,  # noqa: A002 - as on the command line
    source: ExportSource,
    views: Sequence[AnnotationView],
    *,
    group: str = "place",
    template: str = "",
    heading: bool = True,
    evidence: bool = False,
    table: str = "",
) -> Iterator[str]:
    """Return the pieces of a text file in `format`; all can be encoded as UTF-8.

    Control characters of the data stay in formats that are not `exact`: clean their pieces with
    `text.sanitize.sanitize(piece, lines=True)` for a terminal.

    Args:
        format: one of FORMATS.
        source: the document.
        views: the annotations, in the order of the file.
        group: one of GROUPS: how markdown and text are divided. Other formats keep the order.
        template: how markdown and text write each annotation (see `core.templates`); empty for
            the default.
        heading: whether markdown and text begin with the facts about the document.
        evidence: as `ExportLayout.evidence`; the hash of the file is written if `source` has it.
        table: as `ExportLayout.table`.

    Raises:
        ReaderError: there is no such format or group, the format is binary, or the template has a
            mistake, or template or evidence are for another format.
    """
    write = _load_writer(format)
    layout = make_layout(format, group, template, evidence, heading, table)
    if FORMATS[format].binary:
        raise binary_error(format)
    pieces = cast(Iterator[str], write(source, views, layout))
    return (_replace_surrogates(piece) for piece in pieces)


def binary_error(name: str) -> ReaderError:
    """Return the error for a binary format where only text can go."""
    chosen = FORMATS[name]
    kind, only = "not a text format", ""
    if chosen.copies:
        kind = f"a copy of the document's own file, if that is a {chosen.carrier}"
        only = f" (other documents: {REPORT_FORMATS})"
    return ReaderError(
        f"{name} is {kind}; write it to a file, for example: -o notes{chosen.suffix}{only}"
    )


def export_bytes(
    format: str,  # noqa: A002 - as on the command line
    source: ExportSource,
    views: Sequence[AnnotationView],
    *,
    group: str = "place",
    template: str = "",
    evidence: bool = False,
    table: str = "",
) -> Iterator[bytes]:
    """Return the pieces of a file in any format, text as UTF-8; otherwise like `export`."""
    write, layout = (
        _load_writer(format),
        make_layout(format, group, template, evidence, table=table),
    )
    pieces = write(source, views, layout)
    return (encode_piece(piece) for piece in pieces)


def choose_format(path: Path, name: str = "") -> ExportFormat:
    """Return the format to export to a file: the one called `name`, else the suffix decides.

    Of several suffixes that fit, the longest one decides.

    Raises:
        ReaderError: No format has this name or suffix.
    """
    if name:
        return find_format(name)
    fitting = [form for form in FORMATS.values() if path.name.lower().endswith(form.suffix)]
    if fitting:
        return max(fitting, key=lambda form: len(form.suffix))
    if alias := ALIASES.get(path.suffix[1:].lower()):
        return FORMATS[alias]
    from readerapp.interchange.exporters.plugins import load_exporters

    for form in load_exporters():
        if path.name.lower().endswith(form.suffix.lower()):
            return form
    endings = ", ".join(dict.fromkeys(form.suffix for form in FORMATS.values()))
    suffix = f"format {path.suffix}" if path.suffix else f"format of {path}"
    raise ReaderError(f"Unknown {suffix}; use {endings}.")


def list_fitting_formats(document_format: str) -> list[str]:
    """Return the names of the formats for a document of a format, in the order of FORMATS.

    Plug-ins are loaded for that; those that fail are left out.
    """
    from readerapp.interchange.exporters.plugins import load_exporters

    own = [name for name, form in FORMATS.items() if not form.plugin]
    fitting = [
        name for name in own if not FORMATS[name].copies or FORMATS[name].fits(document_format)
    ]
    return [*fitting, *(form.name for form in load_exporters())]


def list_format_names() -> list[str]:
    """Return the names of all formats, without importing plug-ins."""
    from readerapp.interchange.exporters.plugins import list_names

    return [*FORMATS, *list_names()]


def export_to_file(
    path: Path,
    format: str,  # noqa: A002 - as on the command line
    source: ExportSource,
    views: Sequence[AnnotationView],
    *,
    document: Path | None,
    store: Path,
    group: str = "place",
    template: str = "",
    evidence: bool = False,
    table: str = "",
) -> str:
    """Write annotations to a file.

    Args:
        path: the file.
        format: one of FORMATS, see `choose_format`.
        source: as `export`.
        views: as `export`.
        document: the file of the document, which is not overwritten; None if it has none.
        store: the folder of the store, in which nothing is written.
        group: as `export`.
        template: as `export`.
        evidence: as `export`.
        table: as `export`.

    Returns:
        A sentence that says what was written.

    Raises:
        ReaderError: as `export`, or the file cannot be written.
    """
    from readerapp.core.atomic_write import write_result

    pieces = export_bytes(
        format, source, views, group=group, template=template, evidence=evidence, table=table
    )
    data = b"".join(pieces)
    if FORMATS[format].updates:
        data = _merge_with_file(path, format, data)
    write_result(path, data, document=document, store=store)
    noun = count_noun(len(views), "annotation")
    return f"{f'Table {table} of ' * bool(table)}{noun} written to {path}"


_LARGEST_NOTE = 64 << 20
"""Bytes of a file of notes that an export reads to update it; no editor of notes opens more."""


def _merge_with_file(path: Path, name: str, data: bytes) -> bytes:
    """Return what a file has after an export into it, if it is there and not empty.

    Raises:
        ReaderError: the file is not one of this export, or it cannot be read.
    """
    try:
        if not path.is_file() or not path.stat().st_size:
            return data
        if path.stat().st_size > _LARGEST_NOTE:
            raise ReaderError(f"{path} is too large for a file of notes; choose another file.")
        before = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReaderError(f"{path} cannot be read as text; choose another file.") from error
    module = import_module(f"readerapp.interchange.exporters.{MODULES[name]}")
    update = cast(Callable[[str, str, str], str], getattr(module, f"update_{name}"))
    before = before.replace("\r\n", "\n")
    return update(path.name, before, data.decode("utf-8")).encode("utf-8")


def find_format(name: str) -> ExportFormat:
    """Return the format with this name, or with this other name of `ALIASES`.

    Raises:
        ReaderError: There is none.
    """
    typed = name.removeprefix(".")
    name = typed.casefold()
    name = ALIASES.get(name, name)
    if name in FORMATS and not FORMATS[name].plugin:
        return FORMATS[name]
    from readerapp.interchange.exporters.plugins import find_exporter

    if found := find_exporter(typed):
        return found
    names = list_format_names()
    near = nearest_name(name, names)
    guess = f"did you mean {near}?" if near else f"choose one of {', '.join(names)}."
    raise ReaderError(f"There is no format {name}; {guess}")


def _load_writer(name: str) -> Writer:
    form = find_format(name)
    if form.copies:
        raise binary_error(name)
    if form.plugin:
        from readerapp.interchange.exporters.plugins import make_writer

        return make_writer(form.plugin)
    module = import_module(f"readerapp.interchange.exporters.{MODULES[name]}")
    return cast(Writer, getattr(module, "write_" + name.replace("-", "_")))


def make_layout(
    name: str,
    group: str,
    template: str,
    evidence: bool,
    heading: bool = True,
    table: str = "",
) -> ExportLayout:
    """Return the layout of an export.

    Raises:
        ReaderError: the format has no such layout.
    """
    if group not in GROUPS:
        raise ReaderError(f"Cannot group by {group}; choose one of {', '.join(GROUPS)}.")
    if template and not FORMATS[name].templates:
        fitting = ", ".join(form.name for form in FORMATS.values() if form.templates)
        raise ReaderError(f"{name} has a fixed form; templates are for {fitting}.")
    if evidence and not FORMATS[name].evidence:
        fitting = ", ".join(form.name for form in FORMATS.values() if form.evidence)
        raise ReaderError(f"{name} has no room for evidence; choose one of {fitting}.")
    if table and name != TABLE_FORMAT:
        raise ReaderError(f"{name} has no single tables; write it as {TABLE_FORMAT}.")
    if not template:
        return ExportLayout(group, heading=heading, evidence=evidence, table=table)
    from readerapp.core.templates import parse_template

    return ExportLayout(group, parse_template(template), heading, evidence)


def _replace_surrogates(piece: str) -> str:
    """Replace lone surrogates, which imported JSON may contain and UTF-8 cannot encode."""
    return piece.encode("utf-8", "replace").decode("utf-8")


def encode_piece(piece: str | bytes) -> bytes:
    """Return a piece of a file in bytes, text as UTF-8."""
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")
