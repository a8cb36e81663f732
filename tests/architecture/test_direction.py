"""The house keeps its shape: imports point one way, big libraries stay where they belong.

model, text <- documents, anchoring, speakers, store, sharing <- session ... <- ui, cli
"""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "readerapp"

# The parts of the house by storey; a part may use the storeys below its own. A module
# that lies in the package itself and is not named belongs to the session's storey.
STOREYS = (
    {"core"},
    {"text"},
    {"documents", "anchoring", "speakers", "store", "interchange"},
    {"annotations"},
    {"listing"},
    {"reading"},
    {"workspace"},
    {"catalog"},
    {"collaboration"},
    {"ui"},
    {"cli"},
    {"__main__", "sharing"},
)
STOREY = {part: number for number, parts in enumerate(STOREYS) for part in parts}
MIDDLE = STOREYS[2]
SESSION, COMMANDS = STOREY["annotations"], STOREY["cli"]

# Parts in the middle do not know each other. Where one must, the pair stands here: its reason.
NEIGHBOURS: dict[tuple[str, str], str] = {}

# Each big library has one home, so that it can be replaced, and loaded only when needed.
HOMES = {"textual": "ui", "tinydb": "store", "pyperclip": "interchange"}


@dataclass(frozen=True)
class Import:
    """One import: who imports what, where, and whether it waits until a function runs."""

    part: str
    what: str
    place: str
    waits: bool


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part(module: str) -> str:
    """The part of the house that a module of ours belongs to; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


@cache
def imports_of(path: Path) -> tuple[Import, ...]:
    return tuple(imports_in(path.read_text(encoding="utf-8"), path))


def imports_in(source: str, path: Path) -> Iterator[Import]:
    module = dotted(path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]

    def walk(node: ast.AST, waits: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            place = f"{path.relative_to(PACKAGE.parent)}:{getattr(child, 'lineno', 0)}"
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(part(module), alias.name, place, waits)
            elif isinstance(child, ast.ImportFrom):
                name = "." * child.level + (child.module or "")
                base = importlib.util.resolve_name(name, package) if child.level else name
                # `from readerapp import x` means the module x; deeper, the module named first.
                names = [f"{base}.{alias.name}" for alias in child.names]
                for what in names if base == PACKAGE.name else [base]:
                    yield Import(part(module), what, place, waits)
            lazy = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from walk(child, waits or lazy)

    yield from walk(ast.parse(source), False)


def ours() -> Iterator[Import]:
    """The imports of one part of the house by another."""
    for path in modules():
        for found in imports_of(path):
            inside = found.what.split(".")[0] == PACKAGE.name
            if found.part and inside and part(found.what) not in ("", "__version__", found.part):
                yield found


def test_every_folder_has_its_storey() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders <= STOREY.keys(), "name it in STOREYS, or better, use a part that is there"


def test_imports_point_down() -> None:
    up = [i for i in ours() if STOREY.get(part(i.what), SESSION) > STOREY.get(i.part, SESSION)]
    assert not up


def test_parts_in_the_middle_do_not_know_each_other() -> None:
    beside = [
        found
        for found in ours()
        if {found.part, part(found.what)} <= MIDDLE
        and (found.part, part(found.what)) not in NEIGHBOURS
    ]
    assert not beside, "take it apart, or name the pair and its reason in NEIGHBOURS"


def test_no_parts_import_each_other_in_a_circle() -> None:
    needs: dict[str, set[str]] = {}
    for found in ours():
        needs.setdefault(found.part, set()).add(part(found.what))
    list(TopologicalSorter(needs).static_order())


def test_the_package_itself_imports_nothing() -> None:
    """`import readerapp` for its version must cost nothing."""
    assert not imports_of(PACKAGE / "__init__.py")


def test_the_command_line_reaches_the_screen_only_to_open_it() -> None:
    opening = [i for i in ours() if STOREY.get(i.part) == COMMANDS and part(i.what) == "ui"]
    early = [i for i in opening if not i.waits]
    assert not early


def test_panes_know_neither_the_session_nor_the_screens() -> None:
    """Messages go up, method calls come down: only a screen is a hub."""
    above = (
        "annotations.session",
        "annotations.transactions",
        "reading.last_positions",
        "store",
        "ui.reader",
        "ui.screens",
        "ui.app",
    )
    hubs = tuple(f"{PACKAGE.name}.{name}" for name in above)
    panes = sorted((PACKAGE / "ui" / "widgets").rglob("*.py"))
    assert not [i for path in panes for i in imports_of(path) if i.what.startswith(hubs)]


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_a_big_library_stays_at_home(library: str, home: str) -> None:
    strays = [
        found
        for path in modules()
        for found in imports_of(path)
        if found.what.split(".")[0] == library and found.part != home
    ]
    assert not strays


def test_nothing_outside_the_screen_loads_textual() -> None:
    """All of it together, in a process of its own: `export` and `list` must start at once."""
    names = [dotted(path) for path in modules() if part(dotted(path)) not in ("ui", "__main__")]
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    assert 'textual' not in sys.modules, name\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *names], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_walk_sees_every_way_to_import() -> None:
    """The tests above rest on it."""
    path = PACKAGE / "store" / "example.py"
    source = (
        "import tinydb.storages\n"
        "from readerapp import text\n"
        "from . import schema\n"
        "from ..core.model import Record\n"
        "def later():\n"
        "    from readerapp.ui.app import App\n"
    )
    found = list(imports_in(source, path))
    assert [(i.part, i.what, i.waits) for i in found] == [
        ("store", "tinydb.storages", False),
        ("store", "readerapp.text", False),
        ("store", "readerapp.store", False),
        ("store", "readerapp.core.model", False),
        ("store", "readerapp.ui.app", True),
    ]
    assert found[0].place == "readerapp/store/example.py:1"


def test_the_first_page_of_a_text_loads_hardly_anything(tmp_path: Path) -> None:
    """Each of these takes as long to load as the page to draw, `dataclasses` thrice as long."""
    heavy = ("argparse", "dataclasses", "inspect", "json", "pathlib", "typing", "unicodedata")
    path = tmp_path / "a.txt"
    path.write_text("“The ferry waits,” she said.\n" * 100, encoding="utf-8")
    script = (
        "import os, sys\n"
        "before = set(sys.modules)\n"
        "os.get_terminal_size = lambda *_: os.terminal_size((80, 24))\n"
        f"import {PACKAGE.name}.cli, {PACKAGE.name}.cli.read_command\n"
        f"from {PACKAGE.name} import documents\n"
        f"from {PACKAGE.name}.reading.first_page_position import find_last_position\n"
        f"from {PACKAGE.name}.ui import first_page\n"
        "def paint(*beginning):\n"
        "    assert first_page.paint_first_page(*beginning, find_last_position, '')\n"
        f"    early = {{*{heavy}}} & sys.modules.keys() - before\n"
        "    sys.exit(f'loaded before the first page: {early}' if early else 0)\n"
        f"documents.open({str(path)!r}, preview=paint)\n"
        "sys.exit('no first page')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_first_page_loads_neither_store_nor_session() -> None:
    """What is imported before the first page, every start pays for."""
    later = (
        "annotations.session",
        "annotations.transactions",
        "listing",
        "collaboration",
        "anchoring",
        "store.document_store",
    )
    script = (
        "import sys\n"
        f"import {PACKAGE.name}.cli.read_command, {PACKAGE.name}.ui.app\n"
        f"late = [m for m in {later} if f'{PACKAGE.name}.{{m}}' in sys.modules]\n"
        "sys.exit(f'loaded before the first page: {late}' if late else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
