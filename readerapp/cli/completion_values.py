"""The values that completion offers: files, speakers, tags, ids, formats and more.

Each function takes a `CompletionRequest` and returns candidates with a description, which zsh and
fish show. Nothing is written, no document is opened, and what takes too long is left out: a Tab
must be answered at once, also in a store of thousands of documents.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.core.model import COLOURS
from readerapp.store.excerpts import StoreExcerpts

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.core.settings import Settings

_MOST_IDS = 100
"""Number of ids that are offered: nobody reads more, and the newest are meant most often."""
_DESCRIPTION_CELLS = 60
"""Width of a description in cells, so that it fits beside an id on one row of a terminal."""

Candidates = Mapping[str, str]
"""Descriptions by candidate. None is empty: zsh would list it with a dash alone."""


class CompletionRequest:
    """A command line of which a word is to be completed.

    Attributes:
        prefix: The beginning of the word.
        options: The words before it, as argparse understood them.
    """

    def __init__(self, prefix: str, options: Namespace, deadline: float) -> None:
        """Describe a command line.

        Args:
            prefix: The beginning of the word.
            options: The words before it; what is missing counts as None.
            deadline: The time of `time.monotonic` after which no more files are read.
        """
        self.prefix, self.options = prefix, options
        self._deadline = deadline

    @cached_property
    def settings(self) -> Settings:
        """Return the settings, as far as they are right."""
        from readerapp.core.errors import ReaderError
        from readerapp.core.paths import has_settings, settings_path
        from readerapp.core.settings import Settings, examine_settings, read_settings_text

        if has_settings():
            try:
                text = read_settings_text(settings_path())
            except ReaderError:
                return Settings()
            return examine_settings(text or "", settings_path())[0]
        return Settings()

    @cached_property
    def store(self) -> Path:
        """Return the folder of the store."""
        from readerapp.workspace import locate_store_folder

        return locate_store_folder(getattr(self.options, "store", None), self.settings)

    @cached_property
    def excerpts(self) -> StoreExcerpts:
        """Return the annotation files of the store."""
        return StoreExcerpts(self.store, self._deadline)

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """Return the ids of the documents on the command line that have annotations."""
        named = [
            getattr(self.options, name, None) for name in ("path", "paths", "old", "into", "draft")
        ]
        paths = [one for value in named for one in (value if isinstance(value, list) else [value])]
        found = (
            self.excerpts.find_document([os.path.abspath(one), one])  # noqa: PTH100 - not resolved
            for one in paths
            if one and one != "-"
        )
        return tuple(filter(None, found))


Completer = Callable[[CompletionRequest], Candidates]


def complete_files(request: CompletionRequest) -> Candidates:
    """Complete files and folders."""
    return _paths(request.prefix, lambda _: True)


def complete_folders(request: CompletionRequest) -> Candidates:
    """Complete folders."""
    return _paths(request.prefix, None)


def complete_toml_files(request: CompletionRequest) -> Candidates:
    """Complete folders and TOML files."""
    return _paths(request.prefix, lambda path: path.endswith(".toml"))


def complete_documents(request: CompletionRequest) -> Candidates:
    """Complete files that a reader probably opens, and addresses of pages that were fetched."""
    from readerapp.documents.readable_files import has_readable_ending, is_readable

    if request.prefix.startswith("http"):
        return complete_addresses(request)

    def fits(path: str) -> bool:
        return has_readable_ending(path) or (not request.excerpts.is_late and is_readable(path))

    return _paths(request.prefix, fits) or complete_files(request)


def _paths(prefix: str, fits: Callable[[str], bool] | None) -> Candidates:
    """Complete a path.

    Args:
        prefix: What was typed.
        fits: Whether a file is offered; None for folders only.
    """
    from readerapp.reading.completion import complete_path

    found = complete_path(prefix, folders=fits is None)
    head = prefix[: found.start]
    paths = (head + word for word in found.words)
    return {
        path: "folder" if path.endswith("/") else "file"
        for path in paths
        if path.endswith("/") or fits is None or fits(os.path.expanduser(path))  # noqa: PTH111
    }


def complete_addresses(request: CompletionRequest) -> Candidates:
    """Complete the addresses of web pages of which copies are kept."""
    from readerapp.documents.web import list_all_snapshots

    newest: dict[str, str] = {}
    for saved in list_all_snapshots():
        newest[saved.address] = max(saved.read[:10], newest.get(saved.address, ""))
        if request.excerpts.is_late:
            break
    return {address: f"read {day}" for address, day in sorted(newest.items())}


def complete_tags(request: CompletionRequest) -> Candidates:
    """Complete tags: of the documents on the line, else of the store; and those of the codebook."""
    tags = _names(request, "tags")
    return {**dict.fromkeys(tags, "tag"), **_definitions(request, "tags", "tag")}


def complete_speakers(request: CompletionRequest) -> Candidates:
    """Complete names of speakers: of the documents on the line, else of the store."""
    return dict.fromkeys(_names(request, "speakers"), "speaker")


def complete_annotators(request: CompletionRequest) -> Candidates:
    """Complete names of annotators of the store, and `me`."""
    return {"me": "your own", **dict.fromkeys(_names(request, "annotators"), "annotator")}


def complete_own_names(request: CompletionRequest) -> Candidates:
    """Complete the name of the annotator who types."""
    return dict.fromkeys(_names(request, "annotators"), "annotator")


def _names(request: CompletionRequest, kind: str) -> list[str]:
    """Return tags, speakers or annotators: of the documents on the line, else of the store."""
    named = {one for document in request.documents for one in _words(request, document, kind)}
    return sorted(named or _all_names(request, kind), key=str.casefold)


def _all_names(request: CompletionRequest, kind: str) -> set[str]:
    """Return tags, speakers or annotators of the store, of the documents that changed last.

    How many documents are read depends on the time: of a thousand, all in most places.
    """
    found: set[str] = set()
    for document, _ in request.excerpts.list_documents():
        found.update(_words(request, document, kind))
        if request.excerpts.is_late:
            break
    return found


def _words(request: CompletionRequest, document: str, kind: str) -> Iterator[str]:
    """Generate the tags, speakers or annotators of one document."""
    table, field = ("annotations", "tags") if kind == "tags" else (kind, "name")
    for value in request.excerpts.read_values(document, table, field):
        values = value if isinstance(value, list) else [value]
        yield from (one for one in values if isinstance(one, str))


def _definitions(request: CompletionRequest, table: str, default: str = "") -> dict[str, str]:
    """Return what the codebook of the store says of tags, or the names of colours."""
    return {
        row["id"]: str(row.get("definition") or row.get("name") or default)
        for row in request.excerpts.read_codebook(table)
        if isinstance(row.get("id"), str) and not row.get("deleted")
    }


def complete_colours(request: CompletionRequest) -> Candidates:
    """Complete colours, with the names that people gave them."""
    names = {**request.settings.colours, **_definitions(request, "colours")}
    return {colour: names.get(colour) or "colour" for colour in COLOURS}


def complete_ids(request: CompletionRequest) -> Candidates:
    """Complete ids of annotations, with the words that they highlight."""
    return dict(_ids(request))


def complete_proposals(request: CompletionRequest) -> Candidates:
    """Complete ids of annotations that a program has proposed."""
    return dict(_ids(request, proposed=True))


def complete_types(_: CompletionRequest) -> Candidates:
    """Complete the types of documents in a bibliography."""
    from readerapp.core.reference import TYPES

    return dict.fromkeys(TYPES, "type")


def complete_languages(_: CompletionRequest) -> Candidates:
    """Complete the languages in which speakers are found."""
    from readerapp.core.languages import AUTOMATIC, LANGUAGE_NAMES

    return {**LANGUAGE_NAMES, AUTOMATIC: "by the words of the text"}


def complete_copies(request: CompletionRequest) -> Candidates:
    """Complete what `restore` takes: ids of deleted annotations, and names of dated copies."""
    from readerapp.core.errors import ReaderError
    from readerapp.store.backups import Backups, format_time

    found = dict(_ids(request, deleted=True))
    try:
        copies = Backups(request.store).list()
    except ReaderError:
        return found
    return {**found, **{one.path.stem: f"copy of {format_time(one.time)}" for one in copies}}


def _ids(
    request: CompletionRequest, *, deleted: bool = False, proposed: bool = False
) -> Iterator[tuple[str, str]]:
    """Generate the ids of annotations with their words, of the documents that changed last.

    Args:
        request: The command line.
        deleted: Whether they are in the Bin.
        proposed: True for proposals only.
    """
    part = f'"id":"{request.prefix}'.encode()
    count = 0
    for document, _ in request.excerpts.list_documents():
        for row in request.excerpts.read_rows(document, "annotations", part):
            key, target = row.get("id"), row.get("target")
            fits = bool(row.get("deleted")) is deleted and (row.get("proposed") or not proposed)
            if isinstance(key, str) and fits:
                words = target.get("exact") if isinstance(target, dict) else row.get("note")
                yield key, f"“{words}”" if target else f"note: {words}"
                count += key.startswith(request.prefix)
        if count >= _MOST_IDS or request.excerpts.is_late:
            return


def complete_export_formats(_: CompletionRequest) -> Candidates:
    """Complete export formats."""
    from readerapp.interchange.exporters import list_format_names
    from readerapp.interchange.exporters.formats import FORMATS

    names = list_format_names()
    return {name: FORMATS[name].help if name in FORMATS else "plug-in" for name in names}


def complete_text_formats(_: CompletionRequest) -> Candidates:
    """Complete export formats that are text."""
    from readerapp.interchange.exporters.formats import FORMATS

    return {name: one.help for name, one in FORMATS.items() if not one.binary}


def complete_document_formats(_: CompletionRequest) -> Candidates:
    """Complete the formats of documents."""
    from readerapp.documents.registry import list_format_names

    return dict.fromkeys(list_format_names(), "format")


def complete_templates(request: CompletionRequest) -> Candidates:
    """Complete templates of the settings, and those of the citation styles."""
    from readerapp.interchange.citation import STYLE_TEMPLATES

    own = {text: f"[templates] {name}" for name, text in request.settings.templates.items()}
    citation = request.settings.citation
    if "{" in citation:
        own[citation] = "citation of the settings"
    styles = {text: f"as citation = {name}" for name, text in STYLE_TEMPLATES.items()}
    return {**styles, **own}


def complete_filters(request: CompletionRequest) -> Candidates:
    """Complete a query of the filter language."""
    from readerapp.listing.filter_query import FIELDS
    from readerapp.reading.filter_completion import complete_filter

    kinds = {"tag": complete_tags, "speaker": complete_speakers, "by": complete_annotators}
    typed = request.prefix
    needed = {field: complete(request) for field, complete in kinds.items() if f"{field}:" in typed}
    found = complete_filter(typed, needed)
    helps = {f"{name}:": field.help.replace("`", "") for name, field in FIELDS.items()}
    return {typed[: found.start] + word: helps.get(word, "filter") for word in found.words}


def complete_verdicts(request: CompletionRequest) -> Candidates:
    """Complete a list of verdicts with commas between them."""
    from readerapp.cli.verify_command import FAILURES

    before, comma, _ = request.prefix.rpartition(",")
    named = before.split(",")
    return {f"{before}{comma}{one}": "verdict" for one in FAILURES if one not in named}


def complete_nothing(_: CompletionRequest) -> Candidates:
    """Offer nothing: the value is a text or a number that only a person knows."""
    return {}


_COMPLETERS: Mapping[tuple[str, str], Completer] = {
    ("", "store"): complete_folders,
    ("", "annotator"): complete_own_names,
    ("", "path"): complete_documents,
    ("", "paths"): complete_documents,
    ("", "old"): complete_documents,
    ("", "new"): complete_documents,
    ("", "against"): complete_documents,
    ("", "into"): complete_documents,
    ("", "text"): complete_documents,
    ("", "folder"): complete_folders,
    ("", "where"): complete_folders,
    ("", "pseudonyms"): complete_toml_files,
    ("config", "check"): complete_toml_files,
    ("config", "output"): complete_toml_files,
    ("", "speaker"): complete_speakers,
    ("speaker", "name"): complete_speakers,
    ("", "tag"): complete_tags,
    ("", "add"): complete_tags,
    ("", "remove"): complete_tags,
    ("", "set"): complete_tags,
    ("", "colour"): complete_colours,
    ("", "by"): complete_annotators,
    ("", "filter"): complete_filters,
    ("", "template"): complete_templates,
    ("export", "format"): complete_export_formats,
    ("read", "print"): complete_text_formats,
    ("text", "format"): complete_document_formats,
    ("verify", "fail_on"): complete_verdicts,
    ("", "addresses"): complete_addresses,
    ("", "id"): complete_ids,
    ("", "ids"): complete_ids,
    ("restore", "ids"): complete_copies,
    ("accept", "ids"): complete_proposals,
    ("cite", "type"): complete_types,
    ("", "language"): complete_languages,
}
"""What completes an argument, by command and name; the command "" stands for all others."""


_PATH_WORDS = ("PATH", "FILE", "SOURCE", "DRAFT", "DIR", "FOLDER")
"""How the word begins that stands for a path in the usage of a command."""


def find_completer(command: str, name: str, word: str) -> Completer:
    """Return what completes an argument of a command.

    Args:
        command: The command.
        name: The name of the argument in the parsed options.
        word: The word that stands for its value in the usage. Where nothing else is known, it says
            whether the value is a path.
    """
    known = _COMPLETERS.get((command, name)) or _COMPLETERS.get(("", name))
    return known or (complete_files if word.startswith(_PATH_WORDS) else complete_nothing)


def filter_by_prefix(candidates: Candidates, prefix: str) -> Candidates:
    """Return the candidates that begin as typed, else those that do apart from case.

    Candidates with control characters cannot be typed and would break the list: they are left out.
    """
    usable = {one: text for one, text in candidates.items() if one and one.isprintable()}
    found = {one: text for one, text in usable.items() if one.startswith(prefix)}
    if found:
        return found
    start = prefix.casefold()
    return {one: text for one, text in usable.items() if one.casefold().startswith(start)}


def describe(text: str) -> str:
    """Return a description as one short line without control characters."""
    from readerapp.text.sanitize import sanitize_label

    return sanitize_label(text, _DESCRIPTION_CELLS)
