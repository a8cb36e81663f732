"""Commit planned imports, and find the annotations that have waited for a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from readerapp.annotations.session import ReadingSession
from readerapp.annotations.transactions import AnnotationTransactions
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.collaboration.importing.import_plan import ImportPlan
from readerapp.collaboration.importing.waiting_documents import place_waiting
from readerapp.core.errors import ReaderError
from readerapp.text.sanitize import sanitize_label
from readerapp.workspace import AppContext, merge_saved_records


def commit_import(plan: ImportPlan, label: str, context: AppContext) -> None:
    """Save the plan for a document in one durable write, which is one undo step.

    A session shows the changes after its next `refresh`.

    Raises:
        ReaderError: It could not be saved; nothing has changed.
    """
    if plan.definitions:
        context.codebook.define_tags(plan.definitions)
    changes = plan.draft.changes()
    also = [*changes.annotators, *filter(None, [plan.record])]
    if not changes and not plan.record:
        return
    if isinstance(plan.opened, ReadingSession):
        plan.opened.import_records(label, changes.edits, also)
        return
    store = BufferedDocumentStore(plan.opened, merge_saved_records)
    transactions = AnnotationTransactions(store, context.identity.annotator, context.actor)
    transactions.save(transactions.import_records(label, changes.edits), also)


def commit_imports(
    plans: Sequence[ImportPlan],
    names: Sequence[str],
    context: AppContext,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[str]:
    """Save planned imports, one undo step for each document; in an open session, place them too.

    Args:
        plans: The plans.
        names: The names of the imported files, for the undo step.
        context: The store and the annotator.
        progress: Called with the documents done and the documents in all.

    Returns:
        Sentences about annotations that have waited for one of the documents.

    Raises:
        ReaderError: One could not be saved; those before it are.
    """
    what = sanitize_label(names[0], 60) if len(names) == 1 else f"{len(names)} files"
    sentences: list[str] = []
    for number, plan in enumerate(plans):
        progress(number, len(plans))
        commit_import(plan, f"import of {what}", context)
        if isinstance(plan.opened, ReadingSession):
            sentences += map(str, place_waiting(context, plan.opened))
            plan.opened.refresh()
            with suppress(ReaderError):  # the imported annotations are saved already
                plan.opened.enrich()
    return sentences
