"""A hook of the build: README.md as the package index shows it.

The links of README.md lead to files of the repository. The index has no such files, so there they
must be addresses: of the very version that is shown.
"""

from __future__ import annotations

import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

_FILES = "https://raw.githubusercontent.com/readerapp/readerapp/v{version}/"
_PAGES = "https://github.com/readerapp/readerapp/blob/v{version}/"

# An image or a link of Markdown to a path; not to an address or to a heading of the same page.
_path_link = re.compile(r"(!?)(\[[^\]\n]*\]\()(?![a-z]+:|#)([^)\s]+)(\))")


class PackageReadme(MetadataHookInterface):
    """Give the package the README with addresses in place of paths."""

    def update(self, metadata: dict[str, object]) -> None:
        """Set the description of the package."""
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": with_addresses(readme, str(metadata["version"])),
        }


def with_addresses(readme: str, version: str) -> str:
    """Return Markdown with addresses in place of paths in images and links.

    Args:
        readme: Markdown whose paths begin at the root of the repository.
        version: The version whose files are meant, as in "0.2.0".
    """
    return _path_link.sub(
        lambda link: (
            f"{link[1]}{link[2]}"
            f"{(_FILES if link[1] else _PAGES).format(version=version)}{link[3]}{link[4]}"
        ),
        readme,
    )
