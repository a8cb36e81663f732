"""`import OLD --into NEW`, where OLD is a document with annotations: an earlier version of NEW."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path

from readerapp import documents
from readerapp.cli.output import print_json, print_result
from readerapp.cli.progress import open_document_with_progress
from readerapp.core.errors import ReaderError
from readerapp.text.sanitize import sanitize_label
from readerapp.versions.carrying import commit_carry, plan_carry
from readerapp.versions.offers import NAME_CELLS, describe_counts, undo_label
from readerapp.workspace import AppContext


def import_version(context: AppContext, options: Namespace) -> bool:
    """Carry the annotations of an earlier version over, as the reader does.

    Returns:
        False if the file of the options is no document with annotations in the store.

    Raises:
        ReaderError: both are one document, or nothing could be saved.
    """
    [name] = options.files
    try:
        earlier = context.open_snapshot(documents.open(name))
    except ReaderError:
        return False
    with closing(earlier):
        if not earlier.store.annotations:
            return False
        later = context.open_session(open_document_with_progress(options.into))
        with closing(later):
            if later.store.record.id == earlier.store.record.id:
                raise ReaderError(f"{name} and {options.into} are one document here.")
            label = sanitize_label(Path(name).name, NAME_CELLS)
            plan = plan_carry(later, earlier.store, context.actor.name)
            if not options.dry_run:
                commit_carry(later, plan, undo_label(label))
                later.refresh()
                with suppress(ReaderError):  # the annotations are saved already
                    later.enrich()
    if options.json:
        print_json({**asdict(plan.counts), "dry_run": options.dry_run, "earlier": plan.earlier})
    else:
        print_result([f"{describe_counts(plan.counts, label)}\n"])
    return True
