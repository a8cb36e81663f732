"""Regular expressions typed by the user: compiled within limits, with an error in one sentence.

The `regex` package expands a repeated part as often as it must occur, so a short expression can
demand any amount of memory. It recurses for nested brackets and for expressions that call
themselves.
"""

from __future__ import annotations

import re
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.text import sanitize

LONGEST = 1000
"""Maximum length of an expression in characters; typed ones have fewer than a hundred."""
_LARGEST = 100_000
"""Maximum length in characters with all repeats expanded: each takes 300 bytes."""
_DEEPEST = 100
"""Maximum depth of nested brackets; the limit is the recursion of the `regex` compiler."""
_recursion = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)").search
_token = re.compile(
    r"\s|\(\?#[^)]*+\)|\\.|\[\^?\]?(?:[^\]\\]|\\.)*+\]|[{](\d+)(?:,\d*)?[}]|[()]|.", re.DOTALL
)
_escaped = re.compile(r"\\.", re.DOTALL)


def compile_expression(query: str, *, any_case: bool) -> Any:
    """Compile `query` with the `regex` package.

    Args:
        query: The regular expression.
        any_case: Whether to ignore case.

    Raises:
        ReaderError: The expression is invalid, or it demands too much.
    """
    import regex  # type: ignore[import-untyped]  # 30 ms, and only these queries need it

    if len(query) > LONGEST:
        raise _refusal(f"is longer than {LONGEST} characters")
    if _recursion(_escaped.sub("", query)):
        raise _refusal("calls itself; write it out")
    size, depth = _measure(query)
    if depth > _DEEPEST:
        raise _refusal(f"has over {_DEEPEST} brackets in brackets")
    if size > _LARGEST:
        raise _refusal("repeats too much; write smaller numbers")
    try:
        return regex.compile(query, regex.MULTILINE | (regex.IGNORECASE if any_case else 0))
    except (regex.error, ValueError, OverflowError) as error:
        reason = sanitize.sanitize_label(str(error), 200)
        raise ReaderError(f"This is no regular expression: {reason}; mend it.") from None
    except (RecursionError, MemoryError):
        raise _refusal("asks for too much; make it simpler") from None


def _refusal(what: str) -> ReaderError:
    return ReaderError(f"The regular expression {what}.")


def _measure(query: str) -> tuple[int, int]:
    """Return the length in characters with all repeats expanded, and the depth of brackets.

    Both are upper estimates: brackets and repeats inside a character set may be counted as if they
    were outside.
    """
    sizes = [0]  # of the open brackets, and of the part outside them
    last, deepest = 0, 0
    for found in _token.finditer(query):
        token = found[0]
        if token == "(":  # noqa: S105 - no password
            sizes.append(0)
            deepest = max(deepest, len(sizes) - 1)
            last = 1
        elif token == ")" and len(sizes) > 1:  # noqa: S105
            last = sizes.pop()
            sizes[-1] += last
        elif found[1] is not None:
            times = min(int(found[1][:9]), _LARGEST + 1)
            sizes[-1] += last * (times - 1) if times else 0
            last *= max(times, 1)
        elif token.isspace() or token.startswith("(?#"):
            sizes[-1] += 1  # in verbose mode a repeat applies to the part before these
        else:
            last = 1
            sizes[-1] += 1
    return sum(sizes), deepest
