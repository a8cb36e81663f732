"""The wheel contains what the program needs; it is built without a network."""

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from readerapp import __version__

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def source_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", tmp_path_factory.mktemp("sdist"))


def build(target: str, folder: Path, root: Path = ROOT) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.iterdir()
    return built


def data_files() -> set[str]:
    """The word lists and the model of the speaker ranker, as paths from the root."""
    folder = ROOT / "readerapp" / "speakers" / "data"
    return {path.relative_to(ROOT).as_posix() for path in folder.iterdir()}


def test_the_wheel_holds_styles_samples_and_license(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("styles", "sample_docs"):
        files = [path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert files
        assert {f"readerapp/{file.as_posix()}" for file in files} <= held
    assert any(name.endswith("licenses/LICENSE") for name in held)
    assert "readerapp/py.typed" in held


def test_wheel_and_source_archive_hold_the_data_of_the_speaker_ranker(
    wheel: Path, source_archive: Path
) -> None:
    assert {"readerapp/speakers/data/word_lists.txt"} < data_files()
    assert data_files() <= set(zipfile.ZipFile(wheel).namelist())
    with tarfile.open(source_archive) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert data_files() <= inside


def test_an_unpacked_wheel_suggests_speakers(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = "from readerapp.speakers import suggest; print(suggest('“Go,” said Ada.')[0].speaker)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("Ada\n", "")


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"readerapp"}


def test_the_wheel_installs_the_manual_page(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (page,) = (name for name in archive.namelist() if ".data/" in name)
    assert page.endswith(".data/data/share/man/man1/readerapp.1")
    assert archive.read(page) == (ROOT / "docs/reference/readerapp.1").read_bytes()


def test_an_unpacked_wheel_finds_its_own_folders(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = (
        "from readerapp.core.paths import sample_docs_folder, styles_folder\n"
        "print(styles_folder())\nprint(sample_docs_folder())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    inside = tmp_path.resolve() / "readerapp"
    assert done.stdout.splitlines() == [str(inside / "styles"), str(inside / "sample_docs")]


def test_the_source_archive_builds_the_same_wheel(
    wheel: Path, source_archive: Path, tmp_path: Path
) -> None:
    with tarfile.open(source_archive) as archive:
        if hasattr(tarfile, "data_filter"):  # Python 3.11.4 and later
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(tmp_path)
    [unpacked] = tmp_path.iterdir()
    rebuilt = build("wheel", tmp_path / "wheel", unpacked)
    assert rebuilt.name == wheel.name
    assert rebuilt.read_bytes() == wheel.read_bytes()


def test_the_package_index_gets_addresses_in_place_of_paths(wheel: Path) -> None:
    [metadata] = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/METADATA")]
    text = zipfile.ZipFile(wheel).read(metadata).decode("utf-8")
    targets = re.findall(r"\]\(([^)]*)\)", text.partition("\n\n")[2])
    assert targets
    assert [one for one in targets if not one.startswith(("https://", "#"))] == []
    files = f"https://raw.githubusercontent.com/readerapp/readerapp/v{__version__}/"
    pages = f"https://github.com/readerapp/readerapp/blob/v{__version__}/"
    own = [one for one in targets if one.startswith((files, pages))]
    assert [one for one in targets if "readerapp/readerapp" in one] == own
    paths = {one.removeprefix(files).removeprefix(pages).partition("#")[0] for one in own}
    assert {path for path in paths if not (ROOT / path).exists()} == set()
