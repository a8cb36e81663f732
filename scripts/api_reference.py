"""Describe the Python interface from its docstrings, for docs/reference/api.md.

The list of signatures in tests/api/public_names.txt is what `readerapp` promises. It is written by

    python -m scripts.api_reference

and a change of it must be meant: docs/how-to/python.md says which changes need which version.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import readerapp
from readerapp.api.arguments import Ids
from readerapp.api.opening import PathName
from readerapp.api.quotation_check import Sources

SIGNATURES = Path(__file__).resolve().parents[1] / "tests" / "api" / "public_names.txt"
_FUNCTIONS = ("open", "library", "verify", "compare")
_CLASSES = ("AnnotatedDocument", "Library")
_NOT_PROMISED = {"context", "session"}
"""What the commands use of the two classes."""
_ALIASES = {"PathName": PathName, "Ids": Ids, "Sources": Sources}
"""Names in signatures, which the page explains."""
_WIDTH = 80
"""Characters of a signature that stands in one line."""
_part = re.compile(r"^(Args|Attributes|Returns|Raises):$", re.MULTILINE)
_entry = re.compile(r"^    (\w+): ", re.MULTILINE)


def list_signatures() -> str:
    """Return the public names with their signatures, one a line."""
    lines = []
    for name in sorted(readerapp.__all__):
        value = getattr(readerapp, name)
        if not inspect.isclass(value):
            lines.append(f"{name}{_signature(value)}")
        elif is_dataclass(value):
            lines.append(f"{name}({', '.join(_field(one) for one in _public_fields(value))})")
            lines += [f"{name}.{line}" for line in _member_signatures(value)]
        else:
            lines.append(name)
            lines += [f"{name}.{line}" for line in _member_signatures(value)]
    return "\n".join(lines) + "\n"


def describe_interface() -> str:
    """Return the text of the reference page about all public names."""
    records = [one for one in readerapp.__all__ if one not in (*_FUNCTIONS, *_CLASSES)]
    parts = ["## Functions"]
    for name in _FUNCTIONS:
        value = getattr(readerapp, name)
        parts += [f"### readerapp.{name}", _call(f"readerapp.{name}", value), _prose(value)]
    for name in _CLASSES:
        value = getattr(readerapp, name)
        parts += [f"## {name}", _prose(value)]
        for called, member in sorted(_members(value), key=lambda one: one[0]):
            heading = f"### {name}.{called}"
            if isinstance(member, (property, cached_property)):
                kind = _return_type(member)
                parts += [heading, f"```python\n{called}: {kind}\n```", _prose(member)]
            else:
                parts += [heading, _call(called, member), _prose(member)]
    parts.append("## Records, errors and warnings")
    for name in records:
        value = getattr(readerapp, name)
        parts += [f"### {name}", _prose(value)]
        for called, member in _members(value):
            if called != "to_dict":
                parts.append(f"`{called}`: {_summary(member)}")
    return "\n\n".join(part for part in parts if part)


def describe_aliases() -> str:
    """Return what the names in signatures stand for."""
    return "\n".join(
        f"- `{name}` is `{_plain(str(value).replace('typing.', ''))}`"
        for name, value in _ALIASES.items()
    )


def _plain(annotation: str) -> str:
    """Return a type as it is written by those who import `readerapp`."""
    short = re.sub(r"\b(?:readerapp|collections|os)(?:\.\w+)*\.(\w+)", r"\1", annotation)
    return " ".join(short.split())


def _members(value: type) -> Iterator[tuple[str, Any]]:
    """Generate the public methods and properties of a class, also the inherited ones."""
    names = {name for base in value.__mro__[:-1] for name in vars(base)}
    promised = {one.name for one in fields(value)} if is_dataclass(value) else set()
    if issubclass(value, Exception):
        return
    for name in sorted(names - promised - _NOT_PROMISED):
        member = inspect.getattr_static(value, name)
        is_property = isinstance(member, (property, cached_property))
        if not name.startswith("_") and (is_property or inspect.isfunction(member)):
            yield name, member


def _member_signatures(value: type) -> Iterator[str]:
    for name, member in _members(value):
        if inspect.isfunction(member):
            yield f"{name}{_signature(member)}"
        else:
            yield f"{name}: {_return_type(member)}"


def _signature(function: Any) -> str:
    return f"({', '.join(_arguments(function))}) -> {_return_type(function)}"


def _arguments(function: Any) -> Iterator[str]:
    """Generate the arguments of a function or a method, without `self`, as they are declared."""
    has_star = False
    for one in inspect.signature(function).parameters.values():
        if one.name == "self":
            continue
        if one.kind is one.KEYWORD_ONLY and not has_star:
            has_star = True
            yield "*"
        default = "" if one.default is one.empty else f" = {_quoted(one.default)}"
        yield f"{one.name}: {_plain(str(one.annotation))}{default}"


def _quoted(value: object) -> str:
    """Return a default value as it is written in code."""
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _return_type(member: Any) -> str:
    function = member
    if isinstance(member, (property, cached_property)):
        function = member.fget if isinstance(member, property) else member.func
    return _plain(str(inspect.get_annotations(function)["return"]))


def _public_fields(value: Any) -> list[Any]:
    return [one for one in fields(value) if not one.name.startswith("_")]


def _field(one: Any) -> str:
    default = "" if one.default is MISSING else f" = {_quoted(one.default)}"
    return f"{one.name}: {_plain(str(one.type))}{default}"


def _call(name: str, function: Any) -> str:
    """Return a signature as a block of code, an argument a line if it is long."""
    signature = f"{name}{_signature(function)}"
    if len(signature) > _WIDTH:
        arguments = "".join(f"    {one},\n" for one in _arguments(function))
        signature = f"{name}(\n{arguments}) -> {_return_type(function)}"
    return f"```python\n{signature}\n```"


def _summary(member: Any) -> str:
    return " ".join((inspect.getdoc(member) or "").partition("\n\n")[0].split())


def _prose(value: Any) -> str:
    """Return a docstring as Markdown: its text, its lists, its example."""
    text, _, example = (inspect.getdoc(value) or "").partition(">>> ")
    first, *parts = _part.split(text)
    lines = [first.strip()]
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        if title in ("Returns", "Raises"):
            lines.append(
                f"{title}: {' '.join(body.split())}".replace(": ReaderError:", " `ReaderError`:")
            )
            continue
        names = _entry.split("\n" + body.strip("\n"))[1:]
        types = _types(value) if title == "Attributes" else {}
        lines.append(
            "\n".join(
                f"- `{name}`{_typed(types.get(name, ''))}: {' '.join(what.split())}"
                for name, what in zip(names[::2], names[1::2], strict=True)
            )
        )
    if is_dataclass(value) and "Attributes" not in parts:
        names_and_types = _types(value).items()
        lines.append("\n".join(f"- `{name}`{_typed(kind)}" for name, kind in names_and_types))
    if example:
        code = re.sub(r"  # doctest: \+\w+", "", f">>> {example}".rstrip())
        lines.append(f"```pycon\n{code}\n```")
    return "\n\n".join(lines)


def _types(value: Any) -> dict[str, str]:
    if not is_dataclass(value):
        return {}
    return {one.name: _plain(str(one.type)) for one in _public_fields(value)}


def _typed(kind: str) -> str:
    return f" ({kind})".replace("|", "or") if kind else ""


if __name__ == "__main__":
    SIGNATURES.write_text(list_signatures(), encoding="utf-8")
    print("wrote", SIGNATURES.name)
