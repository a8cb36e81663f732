"""Live views of a table: our own ids to records, each parsed when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from readerapp.model import Record, RecordError
from readerapp.store.contents import Contents
from readerapp.store.tables import Row

R = TypeVar("R", bound=Record)


class View(Mapping[str, R], Generic[R]):
    """The records of one table by `id`, in the order in which they were first put.

    One record is found and parsed in a time that does not depend on how many there are.
    Records that are not what the format says are left out, and stay in the file as they are.
    """

    def __init__(
        self,
        contents: Contents,
        table: str,
        parse: Callable[[Mapping[str, object]], R],
        report: Callable[[str], None],
    ) -> None:
        self._contents = contents
        self._table = table
        self._parse = parse
        self._report = report
        self._parsed: dict[str, tuple[Row, R | None]] = {}

    def __getitem__(self, record_id: str) -> R:
        key = self._contents.keys(self._table).get(record_id)
        row = None if key is None else self._contents.row(self._table, key)
        record = None if row is None else self._record(record_id, row)
        if record is None:
            raise KeyError(record_id)
        return record

    def __iter__(self) -> Iterator[str]:
        for record_id in list(self._contents.keys(self._table)):
            if record_id in self:
                yield record_id

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _record(self, record_id: str, row: Row) -> R | None:
        known = self._parsed.get(record_id)
        # Rows are replaced, never changed, so the same row is the same record.
        if known is not None and known[0] is row:
            return known[1]
        try:
            record: R | None = self._parse(row)
        except (RecordError, TypeError, ValueError) as error:
            record = None
            self._report(f"A record in the table `{self._table}` was left out: {error}.")
        self._parsed[record_id] = (row, record)
        return record
