"""The check of the types of arguments, for scripts and notebooks without a type checker.

It is made in one place, by the annotations of the public functions: a wrong type is one sentence,
and nothing has been done then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import wraps
from inspect import Parameter, isfunction, signature
from operator import index
from typing import Any, NamedTuple, ParamSpec, SupportsIndex, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Class = TypeVar("Class")


class _Kind(NamedTuple):
    """What an argument must be.

    `words` say it in an error. `types` are those of one value. With `several` it may be an iterable
    of such values, which becomes a list, so that an iterator can be checked; with `optional` it may
    be None. `field` is what a record must have that may stand for a value.
    """

    words: str
    types: tuple[type, ...]
    several: bool = False
    optional: bool = False
    field: str = ""


_PATH = _Kind("a path (str or os.PathLike)", (str, os.PathLike))
_TEXT = _Kind("a str", (str,))
_NUMBER = _Kind("an int", (SupportsIndex,))
_TEXTS = _Kind("a str or several", (str,), several=True)

KINDS = {
    "str": _TEXT,
    "str | None": _TEXT._replace(optional=True),
    "int": _NUMBER,
    "int | None": _NUMBER._replace(optional=True),
    "str | Iterable[str]": _TEXTS,
    "str | Iterable[str] | None": _TEXTS._replace(optional=True),
    "PathName": _PATH,
    "PathName | None": _PATH._replace(optional=True),
    "str | os.PathLike[str]": _PATH,
    "str | os.PathLike[str] | None": _PATH._replace(optional=True),
    "Sources": _PATH._replace(words="one path or several", several=True),
    "str | Annotation": _Kind("an annotation or its id", (str,), field="id"),
    "Ids": _Kind("annotations or their ids", (str,), several=True, field="id"),
    "str | os.PathLike[str] | LibraryDocument": _PATH._replace(
        words="a document of `documents`, or a path", field="title"
    ),
    "bool": _Kind("True or False", (object,)),
}
"""What an argument must be, by its annotation. Whatever is true counts as True."""


def check_arguments(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return a function that first checks the types of its arguments.

    A wrong one raises a TypeError with one sentence.
    """
    expected = signature(function)
    kinds = {
        parameter.name: KINDS[parameter.annotation]
        for parameter in expected.parameters.values()
        if parameter.annotation is not Parameter.empty
    }

    @wraps(function)
    def checked(*arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
        bound = expected.bind(*arguments, **options)
        for name, value in bound.arguments.items():
            if name in kinds:
                bound.arguments[name] = _check(kinds[name], value, name)
        return function(*bound.args, **bound.kwargs)

    return checked


def check_methods(cls: type[Class]) -> type[Class]:
    """Give all public methods of a class the check of `check_arguments`; for a decorator."""
    for name, method in list(vars(cls).items()):
        if isfunction(method) and not name.startswith("_"):
            setattr(cls, name, check_arguments(method))
    return cls


def _check(kind: _Kind, value: Any, name: str) -> Any:
    """Return the value of an argument; an iterable as a list, a number as an int.

    Raises:
        TypeError: it is of another type.
    """

    def fits(one: object) -> bool:
        if isinstance(one, bool) and kind.types == _NUMBER.types:
            return False  # Python takes True for 1
        return isinstance(one, kind.types) or _has_field(one, kind.field)

    if kind.optional and value is None:
        return None
    if fits(value):
        return index(value) if kind.types == _NUMBER.types else value
    wrong = value
    if kind.several and isinstance(value, Iterable) and not isinstance(value, bytes):
        values = list(value)
        unfit = [one for one in values if not fits(one)]
        if not unfit:
            return values
        wrong = unfit[0]
    words = f"{kind.words}, or None" if kind.optional else kind.words
    raise TypeError(f"{name} must be {words}; it is {_name_type(wrong)}.")


def _has_field(value: object, name: str) -> bool:
    return bool(name) and isinstance(getattr(value, name, None), str)


def _name_type(value: object) -> str:
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
