"""Parser for Lua tables as data, such as KOReader's metadata; nothing is executed.

It understands `return` and one table of strings, numbers, true, false, nil and tables (Lua 5.1
manual, sections 2.1 and 2.5.7). Anything that would have to be executed is an error.
"""

from __future__ import annotations

import re
from typing import Any

# The end of long brackets is found with `str.find`: a pattern would search it from every start.
_token = re.compile(
    r"""(?P<skip>\s+|--(?!\[=*\[)[^\n]*)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<long>(?:--)?\[=*\[)
      | (?P<number>-?(?:0[xX][0-9a-fA-F]{1,16}(?![0-9a-fA-F])|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+))
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign>[{}\[\]=,;])""",
    re.VERBOSE | re.DOTALL,
)
_escape = re.compile(rb"\\(\d{1,3}|x[0-9a-fA-F]{2}|z\s*|.)", re.DOTALL)
_ESCAPES = {
    b"n": b"\n",
    b"t": b"\t",
    b"r": b"\r",
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"v": b"\v",
}
_CONSTANTS = {"true": True, "false": False, "nil": None}
_NESTING_DEPTH = 50


def parse_lua(source: str) -> dict[Any, Any]:
    """Parse the table that `source` returns.

    Keys are strings or numbers; list positions count from 1.

    Raises:
        ValueError: it is not one table of plain data.

    >>> parse_lua('return {"a", page = 3}')
    {1: 'a', 'page': 3}
    """
    parser = _LuaParser(source)
    if parser.kind == "name" and parser.value == "return":
        parser.advance()
    table = parser.table(0)
    if parser.kind:
        raise parser.error()
    return table


class _LuaParser:
    """A tokenizer and parser with one token of lookahead; `kind` is empty at the end."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self.kind = ""
        self.value = ""
        self.advance()

    def error(self) -> ValueError:
        line = self._source.count("\n", 0, self._at) + 1
        return ValueError(f"line {line} is not plain data")

    def advance(self) -> None:
        while True:
            match = _token.match(self._source, self._at)
            if match is None:
                if self._at < len(self._source):
                    raise self.error()
                self.kind, self.value = "", ""
                return
            self.kind = match.lastgroup or ""
            comment = self.kind == "skip"
            if self.kind == "long":
                comment = match[0].startswith("--")
                self.value = self._long(match)
            else:
                self._at = match.end()
                self.value = match[0]
            if not comment:
                return

    def _long(self, opening: re.Match[str]) -> str:
        """Return the content of long brackets, and move behind them."""
        closing = "]" + "=" * opening[0].count("=") + "]"
        end = self._source.find(closing, opening.end())
        if end < 0:
            raise self.error()
        self._at = end + len(closing)
        return self._source[opening.end() : end].removeprefix("\n")

    def accept(self, sign: str) -> bool:
        """Consume the sign if it is next; return whether it was."""
        if self.kind == "sign" and self.value == sign:
            self.advance()
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise self.error()

    def table(self, depth: int) -> dict[Any, Any]:
        self.expect("{")
        if depth > _NESTING_DEPTH:
            raise self.error()
        table: dict[Any, Any] = {}
        position = 1
        while not self.accept("}"):
            if self.accept("["):
                key = self.item(depth)
                if isinstance(key, dict):
                    raise self.error()
                self.expect("]")
                self.expect("=")
                table[key] = self.item(depth)
            else:
                word = self.value if self.kind == "name" else None
                value = self.item(depth, named=True)
                if word is not None and self.accept("="):
                    table[word] = self.item(depth)
                elif word is not None and word not in _CONSTANTS:
                    raise self.error()
                else:
                    table[position] = value
                    position += 1
            if not self.accept(",") and not self.accept(";") and not self._at_table_end():
                raise self.error()
        return table

    def _at_table_end(self) -> bool:
        return self.kind == "sign" and self.value == "}"

    def item(self, depth: int, named: bool = False) -> Any:
        kind, value = self.kind, self.value
        if kind == "sign" and value == "{":
            return self.table(depth + 1)
        self.advance()
        if kind == "string":
            return _unescape(value[1:-1])
        if kind == "long":
            return value
        if kind == "number":
            return _number(value)
        if kind == "name" and (named or value in _CONSTANTS):
            return _CONSTANTS.get(value)
        raise self.error()


def _unescape(literal: str) -> str:
    """Decode the escapes of a literal; they denote bytes, which together are UTF-8."""
    if "\\" not in literal:
        return literal
    data = _escape.sub(_byte, literal.encode("utf-8", "replace"))
    return data.decode("utf-8", "replace")


def _byte(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code[:1] == b"z":
        return b""
    if code.isdigit():
        return bytes([min(int(code), 255)])
    if code[:1] == b"x" and len(code) == 3:
        return bytes([int(code[1:], 16)])
    return _ESCAPES.get(code, code)


def _number(text: str) -> int | float:
    try:
        return int(text, 0)
    except ValueError:
        return float(text)
