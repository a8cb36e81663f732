"""The cache of checks: a quotation is checked again only if it or a source has changed.

What a check finds depends on the words of the quotation, on whom the draft names, on the sources
and on the program; their digest is the key. The cache may be deleted at any time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import readerapp
from readerapp.core.sqlite_cache import SqliteCache
from readerapp.verification.checker import (
    Progress,
    QuotationCheck,
    SourcePlace,
    check_quotations,
)
from readerapp.verification.comparison import Difference
from readerapp.verification.quotation import DraftQuotation
from readerapp.verification.shared_check import check_in_processes
from readerapp.verification.source_index import SourceIndex

_MOST_ROWS = 50_000
"""Checks in the cache: some 50 MB."""
_TABLES = "CREATE TABLE IF NOT EXISTS checks (key TEXT PRIMARY KEY, found TEXT)"
_PROBE = "SELECT key, found FROM checks LIMIT 1"


def check_with_cache(
    quotations: Sequence[DraftQuotation],
    index: SourceIndex,
    progress: Progress,
    same_speaker: Mapping[str, Iterable[str]] | None = None,
) -> list[QuotationCheck]:
    """Check quotations as `check_quotations` does; those that were checked before, from the cache.

    The arguments are those of `check_quotations`.
    """
    state = index.state
    if state is None:
        return check_quotations(quotations, index, progress, same_speaker)
    keys = {one: _key(one, state, same_speaker or {}) for one in quotations}
    stored = SqliteCache("checks", index.folder, _TABLES, _PROBE)
    known = _load(stored, keys)
    unknown = [one for one in quotations if one not in known]
    found = check_in_processes(unknown, index, progress, same_speaker or {})
    checks = {**known, **dict.fromkeys(unknown), **{check.quotation: check for check in found}}
    _save(stored, {keys[one]: checks[one] for one in unknown})
    return [check for one in quotations if (check := checks[one])]


def _key(quotation: DraftQuotation, state: str, same_speaker: Mapping[str, Iterable[str]]) -> str:
    """Return the digest of all that a check depends on."""
    speaker = quotation.speaker
    names = sorted(same_speaker.get(speaker or "", ()))
    facts = [_describe_program(), state, quotation.exact, speaker, quotation.kind, names]
    return sha256(json.dumps(facts).encode()).hexdigest()


@cache
def _describe_program() -> str:
    """Return what changes with the program: its version, and the code that checks.

    In a checkout the code changes and the version does not.
    """
    folder = Path(readerapp.__file__).parent
    files = [*folder.glob("verification/*.py"), *folder.glob("speakers/**/*")]
    states = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in sorted(files)]
    return f"{readerapp.__version__} {states}"


def _load(
    stored: SqliteCache, keys: Mapping[DraftQuotation, str]
) -> dict[DraftQuotation, QuotationCheck | None]:
    """Return what is stored for quotations; None for one that was left out of the check."""
    found: dict[DraftQuotation, QuotationCheck | None] = {}
    with suppress(sqlite3.Error, OSError), stored.open() as connection:
        for quotation, key in keys.items():
            query = "SELECT found FROM checks WHERE key = ?"
            row = connection.execute(query, (key,)).fetchone()
            with suppress(ValueError, TypeError, KeyError):  # a damaged row is as good as none
                if row:
                    found[quotation] = _check_of(quotation, json.loads(row[0]))
    return found


def _save(stored: SqliteCache, checks: Mapping[str, QuotationCheck | None]) -> None:
    """Store checks; the oldest ones make room for them."""
    if not checks:
        return
    rows = [(key, json.dumps(check and _without_quotation(check))) for key, check in checks.items()]
    with suppress(sqlite3.Error, OSError), stored.open() as connection:
        connection.executemany("INSERT OR REPLACE INTO checks VALUES (?, ?)", rows)
        newest = "SELECT max(rowid) FROM checks"
        connection.execute(f"DELETE FROM checks WHERE rowid <= ({newest}) - ?", (_MOST_ROWS,))  # noqa: S608
        connection.commit()


def _without_quotation(check: QuotationCheck) -> dict[str, Any]:
    """Return the fields of a check but the quotation, which may have moved when it is read."""
    fields = asdict(check)
    del fields["quotation"]
    return fields


def _check_of(quotation: DraftQuotation, fields: dict[str, Any] | None) -> QuotationCheck | None:
    """Return the check of a quotation from stored fields."""
    if fields is None:
        return None
    place = fields.pop("place")
    return QuotationCheck(
        quotation,
        place=SourcePlace(**place) if place else None,
        differences=tuple(Difference(**one) for one in fields.pop("differences")),
        also=tuple(SourcePlace(**one) for one in fields.pop("also")),
        **fields,
    )
