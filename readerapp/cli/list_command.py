"""What is marked: listed, exported, and counted by speaker.

Each takes the parsed options and returns the exit code. People ask this often, and programs
again and again, so what only some answers need is imported for them alone.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.cli import output
from readerapp.cli.context import marked_in, place_of
from readerapp.cli.output import tell, write, write_json
from readerapp.listing.filters import Filter, rows_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from readerapp.catalog.collection import Shelved


def list_(options: Namespace) -> int:
    """Print what is marked, in one document or in all."""
    from readerapp.catalog import collection

    place, wanted = place_of(options), _filter(options)
    if options.path:
        from readerapp.cli.output import opened

        shelves: Iterable[Shelved] = [collection.one(place, opened(options.path))]
    else:
        shelves = collection.every(place)
    found, unread = [], False
    for shelved in shelves:
        for event in shelved.events:
            tell(event)
        if shelved.problem:
            tell(shelved.problem)
            unread = True
        found.append((shelved.source, [row for row in shelved.rows if wanted.matches(row)]))
    if options.json:
        from readerapp.interchange.exporters.json import dumps, item
        from readerapp.listing.export import entries

        lines = [dumps(item(about, entry)) for about, rows in found for entry in entries(rows)]
        write(["[" + ",\n ".join(lines) + "]\n"], exact=True)
    else:
        every = [(row, about) for about, rows in found for row in rows]
        write(output.annotation(row, "" if options.path else at.label) for row, at in every)
        if not every and not unread:
            tell(
                "Nothing that is marked passes the filter." if wanted else "Nothing is marked yet."
            )
    return 1 if unread else 0


def export_(options: Namespace) -> int:
    """Write what is marked to a file, standard output or the clipboard."""
    from readerapp.interchange.exporters import FORMATS, export
    from readerapp.listing.export import entries, source, write_file

    place, wanted = place_of(options), _filter(options)
    told = dict.fromkeys(FORMATS, options.template) if options.template else {}
    templates = told or place.settings.templates
    with closing(marked_in(place, options.path)) as marked:
        rows = [row for row in rows_of(marked) if wanted.matches(row)]
        if options.output:
            path, kind, group = Path(options.output), options.format or "", options.group
            said = write_file(marked, rows, path, format=kind, group=group, templates=templates)
            tell(f"{said}.")
            return 0
        chosen = FORMATS[options.format or "markdown"]
        about = source(marked, text=chosen.needs_text)
        template = templates.get(chosen.name, "")
        found = entries(rows)
        pieces = export(chosen.name, about, found, group=options.group, template=template)
        if options.clipboard:
            _copy("".join(pieces))
        else:
            write(pieces, exact=chosen.exact)
    return 0


def speakers(options: Namespace) -> int:
    """Print who speaks, how often and how much."""
    from readerapp.listing.speaker_stats import voices

    with closing(marked_in(place_of(options), options.path)) as marked:
        found = voices(marked.store.speakers, rows_of(marked))
    if options.json:
        write_json([voice.to_dict() for voice in found])
    else:
        write(map(output.voice, found))
        if not found:
            tell("No speaker is named yet; `readerapp suggest` says who probably speaks.")
    return 0


def _filter(options: Namespace) -> Filter:
    return Filter.of(
        words=options.search.split(),
        speaker=options.speaker,
        tag=options.tag,
        colour=options.colour,
        by=options.by,
        state=options.state,
    )


def _copy(text: str) -> None:
    import os

    from readerapp.core.errors import ReaderError
    from readerapp.interchange.clipboard import routes

    sent = routes.copy(text)
    if sent.escape:
        try:
            with Path("/dev/tty").open("w", encoding="ascii") as terminal:
                terminal.write(sent.escape)
        except OSError as error:
            sent = routes.copy(text, {**os.environ, "TERM": "dumb"})  # nobody is there to ask
            if sent.escape:
                raise ReaderError("There is no terminal to copy to; use -o FILE.") from error
    tell(sent.sentence)
