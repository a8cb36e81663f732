"""Run the tests of re-anchoring with both implementations of the edit distance."""

import sys
from collections.abc import Iterator

import pytest

from readerapp.anchoring import edit_distance


@pytest.fixture(params=["edlib", "plain"])
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Use edlib, then a machine without it."""
    if request.param == "edlib":
        pytest.importorskip("edlib")
    else:
        monkeypatch.setitem(sys.modules, "edlib", None)
    edit_distance.accelerator.cache_clear()
    yield request.param
    edit_distance.accelerator.cache_clear()
