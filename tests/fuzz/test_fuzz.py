"""Any bytes lead to a readable result or to one error sentence.

FUZZ_CASES=20000 pytest tests/fuzz     as many cases for each test instead of a few
python -m tests.fuzz.guided 15         minutes of fuzzing that coverage guides
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readerapp.text.source import Text
from tests.fuzz.doors import DOORS
from tests.fuzz.doors import SAMPLES as DOOR_SAMPLES
from tests.fuzz.inputs import PIECES, SAMPLES
from tests.fuzz.targets import (
    ENCODINGS,
    ENDINGS,
    STORE_FILES,
    decode,
    import_file,
    import_project,
    lay_out,
    merge_lines,
    open_document,
    open_packed,
    read_store,
)

CORPUS = Path(__file__).with_name("corpus")
CASES = int(os.environ.get("FUZZ_CASES", "40"))
fuzzed = settings(max_examples=CASES)
seldom = settings(max_examples=max(10, CASES // 10))

pieces = st.one_of(st.sampled_from(PIECES), st.binary(max_size=12), st.just(b"words and words "))
soup = st.lists(pieces, max_size=25).map(b"".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzed")


@st.composite
def damaged(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """Draw a sample in which some parts are replaced or deleted."""
    data = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.sampled_from([0, 1, 2, 8, 60, 10_000])))
        data = data[:at] + draw(pieces) + data[end:]
    return data


@fuzzed
@given(st.one_of(soup, damaged(SAMPLES)))
def test_importers(data: bytes) -> None:
    import_file(data)


@fuzzed
@given(st.one_of(soup, damaged(SAMPLES[-2:-1])))
def test_projects_and_codebooks(data: bytes) -> None:
    import_project(data)


@fuzzed
@given(soup, st.sampled_from(ENDINGS))
def test_documents(folder: Path, data: bytes, ending: str) -> None:
    open_document(data, folder / f"fuzzed{ending}")


@seldom
@given(soup)
def test_documents_in_archives(folder: Path, data: bytes) -> None:
    open_packed(data, folder)


@fuzzed
@given(soup, st.sampled_from(ENCODINGS))
def test_decoding(folder: Path, data: bytes, encoding: str | None) -> None:
    decode(data, folder / "decoded.txt", encoding)


@fuzzed
@given(soup, st.integers(2, 60))
def test_layout(data: bytes, width: int) -> None:
    lay_out(Text.from_string("\n".join(data.decode(errors="replace").splitlines())), width)


@fuzzed
@given(st.one_of(soup, damaged(SAMPLES[:1])), st.sampled_from(STORE_FILES))
def test_store(folder: Path, data: bytes, name: str) -> None:
    read_store(name, data, folder / "store")


@fuzzed
@given(st.one_of(soup, damaged(SAMPLES[-1:])))
def test_lines_of_a_shared_store(data: bytes) -> None:
    merge_lines(data)


@pytest.mark.parametrize("door", [door for door in DOORS if door != "pdf"])
def test_format_specific_targets(folder: Path, door: str) -> None:
    @settings(max_examples=max(5, CASES // 8))
    @given(st.one_of(soup, damaged(DOOR_SAMPLES[door])))
    def go_through(data: bytes) -> None:
        DOORS[door](data, folder, open_document)

    go_through()


@settings(max_examples=max(3, CASES // 100))  # each is read in a process of its own
@given(damaged(DOOR_SAMPLES["pdf"]))
def test_damaged_pdfs(folder: Path, data: bytes) -> None:
    DOORS["pdf"](data, folder, open_document)


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
def test_past_failures(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    import_file(data)
    import_project(data)
    merge_lines(data)
    open_packed(data, tmp_path)
    for ending in (path.suffix, ".txt", ".md"):
        open_document(data, tmp_path / f"past{ending}")
    for name in STORE_FILES:
        read_store(name, data, tmp_path / "store")
