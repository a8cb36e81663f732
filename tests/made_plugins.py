"""Packages with plug-ins, installed into a folder of the import path."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from readerapp.core import plugins

Install = Callable[..., None]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the import path; plug-ins are as at the start of a process."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    start_anew(monkeypatch)
    return folder


def start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what was loaded and has failed; a plug-in has a moment to answer."""
    monkeypatch.setattr(plugins, "SECONDS", 0.2)
    for name in ("_loaded", "_failed", "_listed", "_unsaved"):
        monkeypatch.setattr(plugins, name, {})
    monkeypatch.setattr(plugins, "_unsaid", [])


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
