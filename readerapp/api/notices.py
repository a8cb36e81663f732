"""What a person should know besides the result: warnings, as notebooks and scripts show them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from readerapp.text.phrases import with_full_stop
from readerapp.text.sanitize import sanitize


class ReaderWarning(UserWarning):
    """What a person should know of a document or an export, in one sentence.

    The command line prints it to standard error: pages of a PDF that have no text, a store that
    was repaired, an annotation that a copy of the document cannot have.
    """


def warn(sentences: Iterable[str], depth: int) -> None:
    """Warn about what a person should know.

    Args:
        sentences: The sentences; what is in them from a document is made safe to print.
        depth: How many functions of this package are between the caller's line and this function,
            besides the check of the arguments.
    """
    for sentence in sentences:
        warnings.warn(sanitize(with_full_stop(sentence)), ReaderWarning, stacklevel=depth + 3)
