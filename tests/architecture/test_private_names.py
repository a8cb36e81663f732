"""Private names of Textual are used in one module, so that a new version is read for one."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "readerapp"
HOME = PACKAGE / "ui" / "textual_internals.py"
MODULES = [path for path in sorted((PACKAGE / "ui").rglob("*.py")) if path != HOME]


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def own_names() -> frozenset[str]:
    """The attributes and methods that our package defines, but for the one module."""
    names: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(tree_of(path)) if path != HOME else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.update([node.attr] if is_own(node.value) else [])
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return frozenset(names)


def is_own(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in ("self", "cls")


def foreign_names(tree: ast.Module) -> Iterator[str]:
    """Yield where a private module is imported, or a private attribute of another object read."""
    plain_modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            plain_modules.update(names)
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.startswith("textual") and any(map(is_private, name.split("."))):
                yield f"{node.lineno}: {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr) and not is_own(node.value):
            of_a_module = ast.unparse(node.value) in plain_modules - {"textual"}
            if not of_a_module and node.attr not in own_names():
                yield f"{node.lineno}: {ast.unparse(node)}"


@cache
def names_of(foreign: type) -> frozenset[str]:
    """The private methods and attributes of a class of Textual."""
    try:
        source = inspect.cleandoc("\n" + inspect.getsource(foreign))
    except (OSError, TypeError):  # written in C
        return frozenset(filter(is_private, vars(foreign)))
    attributes = {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and is_own(node.value)
    }
    return frozenset(filter(is_private, {*vars(foreign), *attributes}))


def taken_names(path: Path) -> Iterator[str]:
    """Yield where a class uses a private name on itself that a base class of Textual has."""
    dotted = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    module = importlib.import_module(dotted.removesuffix(".__init__"))
    for statement in tree_of(path).body:
        if not isinstance(statement, ast.ClassDef):
            continue
        bases = getattr(module, statement.name).__mro__
        theirs = [base for base in bases if base.__module__.split(".")[0] == "textual"]
        private = frozenset[str]().union(*map(names_of, theirs))
        for node in ast.walk(statement):
            name = ""
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = node.name
            elif isinstance(node, ast.Attribute):
                own = is_own(node.value) or ast.unparse(node.value) == "super()"
                name = node.attr if own else ""
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name = node.id if node in _class_variables(statement) else ""
            if name in private:
                yield f"{node.lineno}: {statement.name}.{name}"


def _class_variables(statement: ast.ClassDef) -> list[ast.expr]:
    targets: list[ast.expr] = []
    for node in statement.body:
        if isinstance(node, ast.Assign):
            targets += node.targets
        elif isinstance(node, ast.AnnAssign):
            targets.append(node.target)
    return targets


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE / "ui")))
def test_private_names_of_textual_are_used_in_one_module_only(path: Path) -> None:
    assert not list(foreign_names(tree_of(path)))
    assert not list(taken_names(path)), "choose another name: Textual has an attribute of this one"


def test_the_walk_sees_private_names() -> None:
    """The test above rests on it."""
    tree = ast.parse(
        "import os\n"
        "from textual._parser import Parser\n"
        "import textual._compositor\n"
        "def leave(screen):\n"
        "    screen._layout_required = True\n"
        "    os._exit(0)\n"
    )
    assert list(foreign_names(tree)) == [
        "2: textual._parser.Parser",
        "3: textual._compositor",
        "5: screen._layout_required",
    ]
    assert any("OneFrameScreen._compositor_refresh" in name for name in taken_names(HOME))
    assert any("HookedDriver._mouse" in name for name in taken_names(HOME))
