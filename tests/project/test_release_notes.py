"""A tag becomes a release only if it is the version, and the changelog tells of it."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from readerapp import __version__

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "release_notes.py"
CHANGELOG = """\
# Changelog

## [Unreleased]

## [0.2.0] - 2026-11-30

### Added

- Verses ([Poems](docs/poems.md), [elsewhere](https://example.org)).

## [0.1.0] - 2026-11-23

- Prose.

[Unreleased]: https://github.com/readerapp/readerapp/compare/v0.2.0...HEAD
[0.2.0]: https://github.com/readerapp/readerapp/compare/v0.1.0...v0.2.0
"""


@pytest.fixture(scope="module")
def notes_of() -> Callable[[str, str, str], str]:
    found: Callable[[str, str, str], str] = runpy.run_path(str(SCRIPT))["notes_of"]
    return found


def test_the_notes_are_the_section_of_the_version(
    notes_of: Callable[[str, str, str], str],
) -> None:
    page = "https://github.com/readerapp/readerapp/blob/v0.2.0/docs/poems.md"
    assert notes_of("v0.2.0", "0.2.0", CHANGELOG) == (
        f"### Added\n\n- Verses ([Poems]({page}), [elsewhere](https://example.org))."
    )
    assert notes_of("v0.1.0", "0.1.0", CHANGELOG) == "- Prose."


@pytest.mark.parametrize(
    ("tag", "changelog", "sentence"),
    [
        ("v0.3.0", CHANGELOG, "The tag is v0.3.0"),
        ("0.2.0", CHANGELOG, "The tag is 0.2.0"),
        ("v0.2.0", CHANGELOG.replace("[0.2.0] -", "[0.9.0] -"), "has no section"),
        ("v0.2.0", CHANGELOG.replace("] - 2026-11-30", "]"), "has no section"),
        ("v0.2.0", CHANGELOG.replace("ased]\n", "ased]\n\n- More.\n", 1), "under [Unreleased]"),
    ],
)
def test_what_does_not_fit_is_refused(
    notes_of: Callable[[str, str, str], str], tag: str, changelog: str, sentence: str
) -> None:
    with pytest.raises(ValueError) as refusal:
        notes_of(tag, "0.2.0", changelog)
    assert sentence in str(refusal.value)


def test_the_script_reads_the_version_and_the_changelog_of_the_project() -> None:
    def run(tag: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, SCRIPT, tag], capture_output=True, text=True)

    wrong = run("v0")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr == f"The tag is v0, but the version of the package is {__version__}.\n"
