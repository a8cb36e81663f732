"""The documents of the project name only paths and names that exist, and settings that work."""

import re
from pathlib import Path

import pytest

from readerapp.core.settings import parse_settings
from readerapp.ui.actions import with_keymap

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), ROOT / "benchmarks/README.md", *ROOT.glob("docs/**/*.md")]
FOLDERS = ("readerapp", "tests", "benchmarks", "docs", "scripts", "styles", ".github", ".ci")
FILES = {
    path.relative_to(ROOT).as_posix()
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
} | {path.name for path in ROOT.iterdir() if path.is_file()}

_code = re.compile(r"`([^`\n]+)`")
_source_file = re.compile(r"[\w./-]*\w\.py\b")
_folder = re.compile(r"(?<![\w/])(?:readerapp|tests|benchmarks)/[\w/]*")
_name = re.compile(
    r"(?<![\w/])(?:_?[A-Z][a-z]+[A-Z]\w*|_?[A-Z]+_[A-Z_]+|_[A-Z]{3,}|_[a-z]\w+|\w+_\w+_\w+)\b"
)

NOT_USED = {"call_from_thread"}
"""Names of other packages that a document mentions because readerapp does not use them."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_paths_and_names_in_a_document_exist(document: Path) -> None:
    codes = _code.findall(document.read_text(encoding="utf-8"))
    code = "\n".join(codes)
    missing = [
        path
        for path in _source_file.findall(code)
        if not any(f"/{file}".endswith(f"/{path}") for file in FILES)
    ]
    missing += [path for path in _folder.findall(code) if not any(path in file for file in FILES)]
    assert not missing
    source = "\n".join(
        (ROOT / file).read_text(encoding="utf-8") for file in FILES if file.endswith(".py")
    )
    words = set(re.findall(r"\w+", source))
    unknown = set(_name.findall(code)) - words - NOT_USED
    assert not unknown


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target, heading in re.findall(
        r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", document.read_text(encoding="utf-8")
    ):
        path = document.parent / target if target else document
        assert path.exists(), target
        if heading and path.suffix == ".md":  # behind a picture it names the theme it is for
            titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
            assert heading in slugs


def test_the_settings_in_readme_are_accepted() -> None:
    found = re.search(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found
    settings = parse_settings(found[1], ROOT / "README.md")
    assert settings.templates
    assert with_keymap(settings.keys)
