"""Adopting a file that another program wrote in place of readerapp's own: merge, repair, report."""

from __future__ import annotations

from readerapp.store.external_edits import conflict_record, merge_external_edits, next_key
from readerapp.store.file_format import CONFLICTS, Row, Tables
from readerapp.store.journal import JournalBase
from readerapp.store.state import FileNames, RecoveryResult, State
from readerapp.store.table_file import KINDS, TableFile, spoiled
from readerapp.text.phrases import count_noun


def adopted(
    file: TableFile, names: FileNames, good: State, ancestor: Tables, save: int, what: str
) -> RecoveryResult:
    """Merge a file that the journal does not know with the state that is known without it.

    Args:
        file: The file.
        names: The names of the document's files.
        good: The state that is known without the file.
        ancestor: The tables from which the file started; empty if they are not known. Without them,
            nothing counts as removed.
        save: The number of the last save that any file mentions.
        what: What happened to the file, as the verb phrase of a sentence for the user.
    """
    theirs, losers = _mended(file.tables or {}, ancestor or good.tables)
    merged = merge_external_edits(theirs, good.tables, ancestor)
    if losers:
        rows = merged.tables.setdefault(CONFLICTS, {})
        for loser in losers:
            rows[next_key(rows)] = loser
    removed, changed = _counts(good.tables, merged.tables)
    loaded = RecoveryResult(
        State(merged.tables, save),
        edited=file.tables,
        known=good.tables,
        adopt=JournalBase(file.sha256, save, file.stamp),
        backup=bool(removed or changed),
    )
    counts = [f"{removed} removed"] * bool(removed) + [f"{changed} changed"] * bool(changed)
    told = f" ({', '.join(counts)})" if counts else ""
    sentence = f"{names.file} {what}; its changes were merged in{told}."
    if older := merged.conflicts + len(losers):
        sentence += f" {count_noun(older, 'older version')} are kept in the table `conflicts`."
    loaded.events.append(sentence)
    return loaded


def _mended(theirs: Tables, good: Tables) -> tuple[Tables, list[Row]]:
    """Replace those records in `theirs` that are broken by the versions in `good`.

    Returns:
        The repaired tables, and the conflict records that store the broken versions.
    """
    mended: Tables = {}
    losers = []
    for name, rows in theirs.items():
        ours = good.get(name, {})
        bad = spoiled(name, rows, ours)
        losers += [conflict_record(name, rows[key]) for key in bad]
        mended[name] = {key: ours[bad[key]] if key in bad else row for key, row in rows.items()}
    return mended, losers


def _counts(before: Tables, after: Tables) -> tuple[int, int]:
    """Count the records that were removed and those that were changed."""
    removed = changed = 0
    for name in KINDS:
        old, new = (
            {row.get("id"): row for row in tables.get(name, {}).values()}
            for tables in (before, after)
        )
        removed += len(old.keys() - new.keys())
        changed += sum(new[one] != row for one, row in old.items() if one in new)
    return removed, changed
