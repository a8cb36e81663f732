"""Git merge driver, and the line format of annotations in git.

    git config merge.readerapp.driver "python -P -m readerapp.interchange.git_merge_driver %A %B"
    echo '*.annotations merge=readerapp' >> .gitattributes

The driver needs no common ancestor. Exit status 0: the first file holds the merge of both. Status
1: one of them could not be read, nothing was written, and git marks an ordinary conflict, which is
resolved when the file is read the next time.

The line format has one JSON record a line, sorted, identical on every machine:

    ["annotations", {"colour": "yellow", "created": ..., "id": ..., ...}]

The local row numbers of a TinyDB file are left out, so that two people's files differ only where
their annotations do. Reading merges all lines of one record, and skips the lines with which git
marks a conflict: a file in conflict is read as a file that contains both versions.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from readerapp.core.errors import ReaderError
from readerapp.interchange.record_merge import Record, merge_table, merge_tables

Tables = dict[str, list[Record]]

_conflict_marker = re.compile(r"(<{7}|\|{7}|={7}|>{7})( .*)?")


def write_lines(tables: Mapping[str, Iterable[Record]]) -> Iterator[str]:
    """Yield a line for each record, by table and id; records with one id are merged."""
    for name in sorted(tables):
        for record in merge_table(tables[name], ()):
            yield _format_line(name, record)


def read_lines(text: str) -> Tables:
    """Parse lines into records by table.

    Raises:
        ReaderError: a line is not a record; the sentence says which.
    """
    tables: Tables = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or _conflict_marker.fullmatch(line.rstrip("\r")):
            continue
        try:
            table, record = _parse_line(line)
        except (ValueError, RecursionError):
            sentence = f"Line {number} is not an annotation record; restore that line."
            raise ReaderError(sentence) from None
        tables.setdefault(table, []).append(record)
    return {name: merge_table(records, ()) for name, records in tables.items()}


def merge_lines(ours: str, theirs: str) -> str:
    """Merge two files in line format; commutative, associative and idempotent like `merge_records`.

    Raises:
        ReaderError: see `read_lines`.
    """
    return "".join(write_lines(merge_tables(read_lines(ours), read_lines(theirs))))


def _format_line(table: str, record: Record) -> str:
    text = json.dumps([table, record], ensure_ascii=False, sort_keys=True)
    # UTF-8 cannot encode lone surrogates, and other programs split lines at these separators.
    return re.sub("[\x7f-\x9f\u2028\u2029\ud800-\udfff]", _escape_match, text) + "\n"


def _escape_match(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _parse_line(line: str) -> tuple[str, Record]:
    """Parse a line into table and record.

    Raises:
        ValueError: it is not a record.
    """
    match json.loads(line):
        case [str(table), {"id": str()} as record]:
            return table, record
    raise ValueError(line)


def main(arguments: Sequence[str]) -> int:
    """Merge the second file into the first; return the exit status."""
    try:
        ours, theirs = (Path(argument) for argument in arguments)
        merged = merge_lines(ours.read_text(encoding="utf-8"), theirs.read_text(encoding="utf-8"))
        _replace_file(ours, merged)
    except (ReaderError, OSError, ValueError) as error:
        sys.stderr.write(f"readerapp: the annotations were not merged: {error}\n")
        return 1
    return 0


def _replace_file(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=".merge-")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(name).replace(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
