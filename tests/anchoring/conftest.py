"""Tests of what is found run with both ways to count edit distances."""

import sys
from collections.abc import Iterator

import pytest

from readerapp.anchoring import edit_distance


@pytest.fixture(params=["edlib", "plain"])
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Edlib, then a machine that has none."""
    if request.param == "edlib":
        pytest.importorskip("edlib")
    else:
        monkeypatch.setitem(sys.modules, "edlib", None)
    edit_distance.accelerator.cache_clear()
    yield request.param
    edit_distance.accelerator.cache_clear()
