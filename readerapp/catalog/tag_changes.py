"""Rename or remove a tag in all documents of a store but one; each gets an undo step of its own.

The texts are not opened: documents whose text is not there are changed too.
"""

from __future__ import annotations

from contextlib import closing

from readerapp.annotations import tag_edits
from readerapp.annotations.transactions import AnnotationTransactions
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.text.phrases import count_noun
from readerapp.workspace import AppContext, merge_saved_records


def change_tag_elsewhere(context: AppContext, before: str, after: str, *, but: str) -> str:
    """Rename a tag in every other document of the store, or remove it if `after` is empty.

    Args:
        context: the store.
        before: the tag.
        after: its new name; "" removes the tag.
        but: the id of the document that is left out.

    Returns:
        A sentence that says in how many highlights and documents.

    Raises:
        ReaderError: a document cannot be read or saved; those before it are changed.
    """
    highlights = documents = 0
    done = f"{before} is now {after}" if after else f"Tag {before} removed"
    for record in context.store.documents():
        if record.id == but:
            continue
        with closing(context.store.open(record)) as store:
            annotations = list(store.annotations.values())
            edits = (
                tag_edits.rename_tag(annotations, before, after)
                if after
                else tag_edits.remove_tag(annotations, before)
            )
            if edits:
                buffered = BufferedDocumentStore(store, merge_saved_records, None)
                person, actor = context.identity.annotator, context.actor
                transactions = AnnotationTransactions(buffered, person, actor)
                transactions.save(transactions.edit(f"tag {before}", edits))
                highlights += len(edits)
                documents += 1
    where = f"{count_noun(highlights, 'highlight')} of {count_noun(documents, 'other document')}"
    return f"{done} {'in' if after else 'from'} {where}"
