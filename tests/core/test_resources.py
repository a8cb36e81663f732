from pathlib import Path

import pytest

from readerapp.core import resources
from readerapp.core.errors import ReaderError


@pytest.mark.parametrize("inside", [True, False], ids=["wheel", "checkout"])
def test_both_locations_are_searched(
    inside: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "readerapp"
    folder = (package if inside else tmp_path) / "styles"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "core" / "resources.py"))
    assert resources.styles_folder() == folder


def test_a_broken_installation_is_reported_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        resources, "__file__", str(tmp_path / "readerapp" / "core" / "resources.py")
    )
    with pytest.raises(ReaderError, match=r"'sample_docs' is missing: install readerapp again"):
        resources.sample_docs_folder()
