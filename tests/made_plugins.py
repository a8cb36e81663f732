"""Packages with plug-ins, installed into a folder of the import path."""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from readerapp.core import plugins
from readerapp.interchange.exporters.formats import FORMATS
from readerapp.ui import theme

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "readerapp-example-plugin"
PACKAGE = "readerapp_example"

Install = Callable[..., None]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the import path; plug-ins are as at the start of a process."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    yield from _on_path(folder, monkeypatch)


@pytest.fixture(scope="session")
def _example_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the example package is installed, as its pyproject.toml says."""
    folder = tmp_path_factory.mktemp("example") / "site-packages"
    shutil.copytree(EXAMPLE / PACKAGE, folder / PACKAGE)
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    write_metadata(folder, project["name"].replace("-", "_"), project["entry-points"])
    return folder


@pytest.fixture
def example(_example_site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example package, installed; plug-ins are as at the start of a process."""
    yield from _on_path(_example_site, monkeypatch)


def _on_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(folder))
    start_anew(monkeypatch)
    known, modules = {*theme._DOCUMENT_COLOURS}, {*sys.modules}
    yield folder
    for name in [name for name, form in FORMATS.items() if form.plugin]:
        del FORMATS[name]
    for styles in vars(theme).values():
        if isinstance(styles, dict):
            for name in {*styles} & ({*theme._DOCUMENT_COLOURS} - known):
                del styles[name]
    for name in {*sys.modules} - modules:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
            del sys.modules[name]


def write_metadata(
    folder: Path, package: str, groups: Mapping[str, Mapping[str, str]], version: str = "1.0"
) -> None:
    """Write the metadata of a package, with its entry points by group."""
    metadata = folder / f"{package}-{version}.dist-info"
    metadata.mkdir()
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
        for group, entries in groups.items()
    ]
    (metadata / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


def start_anew(monkeypatch: pytest.MonkeyPatch, seconds: float = 60.0) -> None:
    """Forget what was loaded and has failed.

    Args:
        monkeypatch: undoes it after the test.
        seconds: how long a plug-in may take to answer: long, for a busy machine, but not for one
            that hangs.
    """
    monkeypatch.setattr(plugins, "SECONDS", seconds)
    for name in ("_objects", "_reasons", "_lists", "_lists_to_save"):
        monkeypatch.setattr(plugins, name, {})
    monkeypatch.setattr(plugins, "_new_failures", [])


@pytest.fixture
def install(site: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a package: its metadata and a module."""

    def put(module: str, source: str, entry: str, kind: str = "formats") -> None:
        (site / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.delitem(sys.modules, module, raising=False)
        metadata = site / f"{module}-1.0.dist-info"
        metadata.mkdir()
        lines = f"[console_scripts]\na = b:c\n\n[readerapp.{kind}]\n{entry}\n\n[other]\nd = e:f\n"
        (metadata / "entry_points.txt").write_text(lines, encoding="utf-8")

    return put
