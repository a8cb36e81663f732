"""Show what comes of each file of a folder: `python -m tests.documents.show_cases DIR`.

One block a file: its format and title, what is not shown, the file's own annotations, the speakers,
and the beginning of the text; or the sentence that refuses it. It opens the files as the program
does. An error that is no sentence for a person ends it with exit code 1 and the traceback.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.text.sanitize import sanitize, sanitize_label


def describe(path: Path, rows: int) -> Iterator[str]:
    """Yield the lines that describe what comes of a file; `rows` lines of its text at most."""
    try:
        document = documents.open(path)
    except ReaderError as error:
        yield f"  refused: {error}"
        return
    yield f"  {document.format} · {sanitize_label(document.title, 60)}"
    for omission in document.omissions:
        yield f"  not shown: {omission}"
    text = document.text.whole()
    for each in document.embedded:
        yield (
            f"  {each.kind} of {sanitize_label(each.author, 40) or 'nobody'} on "
            f"{sanitize_label(text[each.start : each.end], 40)!r}: {sanitize_label(each.note, 60)}"
        )
    if document.turns:
        yield f"  speakers: {', '.join(sorted({turn.speaker for turn in document.turns}))}"
    lines = text.split("\n")
    for line in lines[:rows]:
        yield f"  | {sanitize(line)}"
    if len(lines) > rows:
        yield f"  | … {len(lines) - rows} more lines; the last is {document.locator(len(text) - 1)}"


def main() -> None:
    """Describe the files that are named, or those in the folders that are named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--rows", type=int, default=12, help="lines of the text of each file")
    options = parser.parse_args()
    for named in options.paths:
        for path in sorted(named.iterdir()) if named.is_dir() else [named]:
            print(path.name)
            for line in describe(path, options.rows):
                print(line)


if __name__ == "__main__":
    main()
