"""What the commands between people do. Each takes the parsed options and returns the exit code."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing, suppress
from pathlib import Path

from readerapp.annotations.session import ReadingSession
from readerapp.cli.output import Line, opened, tell, write
from readerapp.collaboration.importing.draft import Counts
from readerapp.collaboration.importing.importer import Importer, Parcel, Plan, commit, read_files
from readerapp.core.model import ReaderError
from readerapp.interchange.exporters.json import dumps
from readerapp.text.phrases import counted
from readerapp.text.sanitize import label
from readerapp.workspace import Workplace, workplace


def import_(options: Namespace) -> int:
    """Take annotations of other people and programs into the documents they are about."""
    place = workplace(options.store, options.annotator)
    if problem := place.store.problem:
        raise ReaderError(problem)
    parcels = read_files([Path(name) for name in options.files])
    line = Line("Importing")

    def progress(done: float) -> None:
        line.tell(round(100 * done), 100)

    with closing(Importer(place, progress, restore=options.restore)) as importer:
        try:
            for parcel in parcels:
                into = place.session(opened(options.into)) if options.into else None
                importer.add(parcel, into)
        finally:
            line.clear()
        if not options.dry_run:
            _commit(importer.plans, parcels, place)
        for problem in importer.problems:
            tell(problem)
        _report(importer, options)
        came = any(plan.counts.any for plan in importer.plans)
        return 0 if came or not importer.problems else 1


def _commit(plans: list[Plan], parcels: list[Parcel], place: Workplace) -> None:
    names = parcels[0].name if len(parcels) == 1 else f"{len(parcels)} files"
    for plan in plans:
        commit(plan, f"Import of {label(names, 60)}", place)
        if isinstance(plan.opened, ReadingSession):
            plan.opened.refresh()
            with suppress(ReaderError):  # what was imported is safe
                plan.opened.enrich()


def _report(importer: Importer, options: Namespace) -> None:
    plans = importer.plans
    if options.json:
        total = Counts()
        for plan in plans:
            total += plan.counts
        found = {
            **total.to_dict(),
            "dry_run": options.dry_run,
            "documents": [plan.to_dict() for plan in plans],
            "problems": importer.problems,
        }
        write([dumps(found) + "\n"], exact=True)
        return
    if not plans:
        write([f"{Counts()}\n"])
    for plan in plans:
        title = f"{label(plan.title, 60)}: " if len(plans) > 1 else ""
        write([f"{title}{plan.counts}\n"])
    binned = sum(plan.counts.binned for plan in plans)
    if binned:
        tell(f"{counted(binned, 'annotation')} stayed in the bin; --restore takes them out of it.")
    if options.dry_run:
        tell("Nothing was written; leave --dry-run out to import.")


def sync(options: Namespace) -> int:
    """Share the store through a git remote."""
    from readerapp.collaboration.sync.engine import sync

    place = workplace(options.store, options.annotator)
    if problem := place.store.problem:
        raise ReaderError(problem)
    done = sync(place, options.where or "")
    for problem in done.problems:
        tell(problem)
    write([dumps(done.to_dict()) + "\n" if options.json else f"{done}\n"], exact=options.json)
    return 0


def agreement(options: Namespace) -> int:
    """Compare what several people marked."""
    from readerapp.collaboration.agreement.compare import compare_files
    from readerapp.collaboration.agreement.report import as_data, lines

    parcels = read_files([Path(name) for name in options.files])
    text = opened(options.text).text.whole() if options.text else None
    found = compare_files(parcels, text)
    for problem in [*(p for parcel in parcels for p in parcel.batch.problems), *found.problems]:
        tell(problem)
    write([dumps(as_data(found)) + "\n"] if options.json else lines(found), exact=options.json)
    return 0
