"""Export with pseudonyms: names are replaced, and the result is checked before it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.cli.output import print_notice, print_result
from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import AnnotationView, flatten_threads, list_creators
from readerapp.interchange.exporters import binary_error, export_bytes, export_to_file
from readerapp.interchange.exporters.formats import ExportFormat
from readerapp.pseudonyms.leaks import Leak, LeakReport, check_leaks, read_text
from readerapp.pseudonyms.name_finder import NameFinder, list_other_names
from readerapp.pseudonyms.offset_shift import Blank
from readerapp.pseudonyms.shared_views import SharedExport, share_export
from readerapp.pseudonyms.table import (
    CAVEAT,
    NamedPerson,
    check_place,
    extend_table,
    others_can_read,
)
from readerapp.reading.transcript_turns import TranscriptTurns
from readerapp.text.phrases import count_noun, quote

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.annotations.snapshot import AnnotationSnapshot
    from readerapp.interchange.annotation_view import ExportSource

_LISTED = 5
"""Places of one kind that are listed; the rest is counted."""


def export_with_pseudonyms(
    options: Namespace,
    snapshot: AnnotationSnapshot,
    views: Sequence[AnnotationView],
    export_format: ExportFormat,
    template: str,
) -> int:
    """Export annotations with pseudonyms instead of names; return the exit code.

    Raises:
        ReaderError: The table cannot be used, the format is a copy of the document, or the file
            cannot be written.
    """
    if export_format.copies:
        raise ReaderError(
            f"{export_format.name} is a copy of the document, which names everybody; with "
            "--pseudonyms choose html or another format."
        )
    if export_format.updates and options.output and Path(options.output).exists():
        raise ReaderError(
            f"{options.output} exists, and its own text would stay, names too; choose another file."
        )
    table_path = Path(options.pseudonyms)
    output = Path(options.output) if options.output else None
    places = {"in the store": snapshot.store.folder}
    if output:
        places["the file to write"] = output
    if snapshot.document.path:
        places["the document"] = snapshot.document.path
    check_place(table_path, places)
    source = snapshot.export_source(text=True)
    finder = _load_names(table_path, snapshot, source)

    quotes_text = export_format.needs_text or options.evidence or template  # the sentences around

    def source_of(shared: SharedExport) -> ExportSource:
        return shared.source if quotes_text else replace(shared.source, text="")

    def pieces_of(shared: SharedExport) -> bytes:
        pieces = export_bytes(
            export_format.name,
            source_of(shared),
            shared.views,
            group=options.group,
            template=template,
            evidence=options.evidence,
            table=options.table or "",
        )
        return b"".join(pieces)

    shared = share_export(source, views, finder)
    data = pieces_of(shared)
    report = check_leaks(
        data,
        finder,
        document=source.text,
        file_name=output.name if output else "",
        make_blank=lambda: pieces_of(share_export(source, views, Blank())),
    )
    _tell_doubts(source.text, finder)
    _tell_annotators(views, finder)
    _tell_similar(report)
    others = list_other_names(source.text, finder, read_text(data))
    if others:
        print_notice(
            f"Other names in it, perhaps of persons: {_list_some(others)}; add those to hide to "
            f"{table_path}."
        )
    may_write = options.force or not (
        report.names or (report.snippets and not options.allow_snippets)
    )
    _tell_leaks(report, str(output or export_format.label), may_write=may_write)
    if not may_write:
        return 1
    if output:
        sentence = export_to_file(
            output,
            export_format.name,
            source_of(shared),
            shared.views,
            document=snapshot.document.path,
            store=snapshot.store.folder,
            group=options.group,
            template=template,
            evidence=options.evidence,
            table=options.table or "",
        )
        print_notice(sentence)
    elif options.clipboard:
        from readerapp.cli.list_command import copy_text
        from readerapp.interchange.exporters.document_facts import describe_contents

        copy_text(_text_of(data, export_format), describe_contents(views))
    else:
        print_result([_text_of(data, export_format)], exact=export_format.exact)
    print_notice(CAVEAT)
    return 0


def _text_of(data: bytes, export_format: ExportFormat) -> str:
    """Return the text of an export.

    Raises:
        ReaderError: The format is binary.
    """
    if export_format.binary:
        raise binary_error(export_format.name)
    return data.decode("utf-8")


def _load_names(path: Path, snapshot: AnnotationSnapshot, source: ExportSource) -> NameFinder:
    """Return the finder of all names: of the table, the speakers, and the labels of a transcript.

    New persons are appended to the table.
    """
    # By id, which says nothing about them: in the order of their names the numbers would.
    speakers = sorted(snapshot.speakers, key=lambda speaker: speaker.id)
    known = [NamedPerson(speaker.name, speaker.aliases) for speaker in speakers]
    labels = {turn.speaker: None for turn in TranscriptTurns(snapshot.document).all}
    names = {name.casefold() for one in known for name in (one.name, *one.aliases)}
    known += [NamedPerson(label) for label in labels if label.casefold() not in names]
    notes = (view.annotation.note for view in snapshot.views())
    table, new = extend_table(path, known, texts=[source.text, *notes])
    if new:
        print_notice(
            f"{count_noun(len(new), 'person was', 'persons were')} added to {path}, which says "
            "who is who: keep it private."
        )
    elif not table.persons:
        print_notice(f"{path} has no persons yet: name speakers, or add persons to it by hand.")
    if others_can_read(path):
        print_notice(f"Others on this machine can read {path}; run: chmod 600 {path}")
    return table.with_known(known).finder


def _tell_doubts(text: str, finder: NameFinder) -> None:
    """Print which names in the text were replaced although they may be none."""
    doubtful = [one for one in finder.find(text) if one.doubt]
    counts = Counter((" ".join(text[one.start : one.end].split()), one.doubt) for one in doubtful)
    if counts:
        listed = [
            f"{quote(words)} ({doubt}{f', {count} times' if count > 1 else ''})"
            for (words, doubt), count in counts.most_common()
        ]
        print_notice(
            f"Replaced although in doubt: {_list_some(listed)}; words of the list keep in the "
            "table are not replaced."
        )


def _tell_annotators(views: Sequence[AnnotationView], finder: NameFinder) -> None:
    """Print which annotators are not in the table: their names stay."""
    every = list_creators(flatten_threads(views))
    named = [name for name in every if not finder.find(name)]
    if named:
        print_notice(f"Annotators keep their names: {', '.join(named)}; the table can hide them.")


def _tell_similar(report: LeakReport) -> None:
    """Print which words contain a short name, and stay."""
    words = list(dict.fromkeys(leak.words for leak in report.similar))
    if words:
        listed = _list_some([quote(word) for word in words])
        print_notice(f"Words that contain a short name stay: {listed}")


def _list_some(words: Sequence[str]) -> str:
    """Return the first of some words, and how many more there are."""
    more = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
    return f"{', '.join(words[:_LISTED])}{more}"


def _tell_leaks(report: LeakReport, what: str, *, may_write: bool) -> None:
    """Print what the check found, and what to do."""
    found = [
        count_noun(len(report.names), "place still names", "places still name") + " a person"
        if report.names
        else "",
        count_noun(len(report.snippets), "unique passage stands", "unique passages stand")
        + " beside a name"
        if report.snippets
        else "",
    ]
    sentence = ", and ".join(filter(None, found))
    if not sentence:
        return
    print_notice(f"{sentence}{'' if may_write else f': {what} was not written'}.")
    _list_leaks(report.names)
    _list_leaks(report.snippets)
    if not may_write and report.names:
        print_notice("Add names to the table, or words that are none to its list keep.")
    if not may_write:
        option = "--force" if report.names else "--allow-snippets"
        print_notice(f"To write all the same: {option}")


def _list_leaks(leaks: Sequence[Leak]) -> None:
    for leak in leaks[:_LISTED]:
        print_notice(f"  {leak.place}: {quote(' '.join(leak.words.split()))}")
    if len(leaks) > _LISTED:
        print_notice(f"  … and {len(leaks) - _LISTED} more")
