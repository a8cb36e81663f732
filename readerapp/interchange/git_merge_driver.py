"""Git merge driver for annotation files.

    git config merge.readerapp.driver "python -P -m readerapp.interchange.git_merge_driver %A %B"
    echo '*.annotations merge=readerapp' >> .gitattributes

It needs no common ancestor. Exit status 0: the first file holds the merge of both. Status 1: one of
them could not be read, nothing was written, and git marks an ordinary conflict, which is resolved
when the file is read the next time.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from readerapp.core.errors import ReaderError
from readerapp.interchange.line_format import merge_lines


def main(arguments: Sequence[str]) -> int:
    """Merge the second file into the first; return the exit status."""
    try:
        ours, theirs = (Path(argument) for argument in arguments)
        merged = merge_lines(ours.read_text(encoding="utf-8"), theirs.read_text(encoding="utf-8"))
        _replace(ours, merged)
    except (ReaderError, OSError, ValueError) as error:
        sys.stderr.write(f"readerapp: the annotations were not merged: {error}\n")
        return 1
    return 0


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=".merge-")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(name).replace(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
