"""Print the section of CHANGELOG.md for a tag, and refuse a tag that is not the version.

    python scripts/release_notes.py v0.2.0

The release workflow asks before it builds anything, and takes the section as the text of the
release. The tag must be the version in readerapp/__init__.py, the section must be there and have
entries, and nothing may be left under [Unreleased]: it would be in the release, and not be told.
Paths in links become addresses, as a release has no files beside it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = "https://github.com/readerapp/readerapp/blob"
"""Where the files of the repository are, before a tag and a path."""

_heading = re.compile(r"^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$", re.MULTILINE)
_version = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)


def main() -> int:
    """Print the notes of the tag that the command line names."""
    if len(sys.argv) != 2:
        print("usage: release_notes.py TAG", file=sys.stderr)
        return 2
    found = _version.search((ROOT / "readerapp" / "__init__.py").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    try:
        print(notes_of(sys.argv[1], found[1] if found else "", changelog))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def notes_of(tag: str, version: str, changelog: str) -> str:
    """Return what the changelog says of a version.

    Args:
        tag: The tag of git, as in "v0.2.0".
        version: The version of the package, as in "0.2.0".
        changelog: The text of the changelog, in the form of Keep a Changelog.

    Raises:
        ValueError: The three do not fit together; the message is one sentence.
    """
    if tag != f"v{version}":
        raise ValueError(f"The tag is {tag}, but the version of the package is {version}.")
    # Before the addresses of the versions, which are the last lines.
    text = re.sub(r"^\[[^\]]+\]: http.*\n?", "", changelog, flags=re.MULTILINE)
    parts = _heading.split(text)[1:]
    sections = {
        name: (day, body.strip()) for name, day, body in zip(*[iter(parts)] * 3, strict=True)
    }
    if sections.get("Unreleased", (None, ""))[1]:
        raise ValueError(f"Put what is under [Unreleased] in CHANGELOG.md into [{version}].")
    day, notes = sections.get(version, (None, ""))
    if not day or not notes:
        raise ValueError(f"CHANGELOG.md has no section [{version}] with a date and entries.")
    return re.sub(r"\]\((?!https?:)", f"]({PAGES}/{tag}/", notes)


if __name__ == "__main__":
    sys.exit(main())
