"""Lists the sentences that users see: `python -m tests.project.sentences`.

A sentence stands where it is said (decision 0011). This is the list from which a translation would
be made, and what `test_sentences.py` checks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NOT_SAID = frozenset({"text/motions.py", "documents/toc.py", "core/sqlite_cache.py"})
"""Modules whose strings are data."""
_words = re.compile(r"[A-Za-z’']{2,}")
_code = re.compile(
    r"[\\<>]|[a-z]\w*\(|^[\W\d]*[a-z_.-]+[\W\d]*$|^[A-Z_ ]+$|^(?:SELECT|INSERT|CREATE)\b"
)
_LEAST_WORDS = 3
_SPEAKERS = frozenset({"say", "say_hint", "say_news", "say_progress", "_commit"})
"""Methods whose first argument is a message for the status line."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text in the source that a user may see.

    Attributes:
        path: The path of the module in the package.
        line: The number of the line.
        text: The text; what is filled in is `{}`.
        is_message: Whether it is given directly to the status line.
    """

    path: str
    line: int
    text: str
    is_message: bool = False

    @property
    def words(self) -> int:
        """The number of words."""
        return len(_words.findall(self.text))


@cache
def list_sentences() -> list[Sentence]:
    """Return the messages of the package, and its texts of three or more words, in order."""
    package = ROOT / "readerapp"
    found = []
    for path in sorted(package.rglob("*.py")):
        name = str(path.relative_to(package))
        if name not in _NOT_SAID and not name.startswith(("speakers/", "anchoring/thresholds")):
            found += list(_sentences(name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def _sentences(name: str, tree: ast.Module) -> Iterator[Sentence]:
    nodes = [*ast.walk(tree)]  # once: it takes half of the time
    silent = set(_silent(nodes))
    messages = {id(one) for one in _messages(nodes, in_reader=name.startswith("ui/reader/"))}
    for node in nodes:
        if id(node) in silent or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        text = _text(node)
        is_message = id(node) in messages
        if is_message or (len(_words.findall(text)) >= _LEAST_WORDS and not _code.search(text)):
            yield Sentence(name, node.lineno, text, is_message)


def _messages(nodes: Iterable[ast.AST], *, in_reader: bool) -> Iterator[ast.expr]:
    """Yield what is given to the status line, as far as it is written at the call.

    Args:
        nodes: The nodes of a module.
        in_reader: Whether its errors are shown there too.
    """
    for node in nodes:
        if isinstance(node, ast.Call) and node.args:
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else _name(called)
            if name in _SPEAKERS or (in_reader and name == "ReaderError"):
                yield from _choices(node.args[0])
        elif in_reader and isinstance(node, ast.Assign) and _name(node.targets[0]) == "sentence":
            yield from _choices(node.value)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _choices(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the strings that an expression may be."""
    if isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _choices(value)
    elif isinstance(node, ast.Constant | ast.JoinedStr) and _text(node):
        yield node


def _silent(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """Yield the ids of the nodes of documentation, and of the parts of other strings."""
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        elif isinstance(node, ast.JoinedStr):
            for part in node.values:
                inner = part.value if isinstance(part, ast.FormattedValue) else part
                if isinstance(inner, ast.Constant):
                    yield id(inner)


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
    )


if __name__ == "__main__":
    for one in list_sentences():
        print(f"{one.path}:{one.line}: {one.text!r}")
