"""Hooks of MkDocs for the site that `make docs` builds (see mkdocs.yml).

The pages in docs/ link to each other and to files of the repository by relative paths, so that they
can be read, and are tested, where they lie. On the site a link to a page stays one, and a link to
another file of the repository becomes an address there. Documents beside docs/ that are for readers
are pages of the site, too, and pages that the navigation does not name come at the ends of their
sections: a page that is added needs no change of mkdocs.yml.

The first page has neither navigation nor table of contents at its sides; said in the page itself,
it would be the first thing that a reader sees where the page lies.

MkDocs calls `on_config`, `on_files` and `on_page_markdown` by these names.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]

BESIDE = {
    "SECURITY.md": "explanation/security.md",
    "CHANGELOG.md": "reference/changelog.md",
    "CONTRIBUTING.md": "explanation/contributing.md",
}
"""Documents in the root of the repository that are pages of the site, and where."""

FOLDERS = {
    "How to": "how-to",
    "Reference": "reference",
    "Explanation": "explanation",
    "Decisions": "decisions",
}
"""Sections of the navigation that take the pages of a folder which nothing names."""

_link = re.compile(r"(?<=\]\()(?!\w+:|#|/)([^)\s#]+)(?=[)#])")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the pages that the navigation does not name."""
    named = set(_paths(config.nav))
    _fill(config.nav or [], Path(config.docs_dir), named)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the documents beside docs/ as pages."""
    for name, uri in BESIDE.items():
        files.append(File.generated(config, uri, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_more: Any) -> str:
    """Return the Markdown of a page with links that hold on the site."""
    here = page.file.src_uri
    if page.is_homepage:
        page.meta["hide"] = ["navigation", "toc"]
    source = next((name for name, uri in BESIDE.items() if uri == here), f"docs/{here}")

    def target(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), found[1]))
        if path.startswith("docs/") or path in BESIDE:
            uri = BESIDE.get(path) or path.removeprefix("docs/")
            uri = f"{uri}/README.md" if (ROOT / "docs" / uri).is_dir() else uri
            return posixpath.relpath(uri, posixpath.dirname(here) or ".")
        if (ROOT / path).exists():
            kind = "tree" if (ROOT / path).is_dir() else "blob"
            return f"{config.extra['repository']}/{kind}/main/{path}"
        return found[1]  # MkDocs says that it leads nowhere

    return _link.sub(target, markdown)


def _fill(nav: list[Any], docs: Path, named: set[str]) -> None:
    for entry in nav:
        if not isinstance(entry, dict):
            continue
        for title, below in entry.items():
            if not isinstance(below, list):
                continue
            if folder := FOLDERS.get(title):
                pages = sorted(
                    path.relative_to(docs).as_posix() for path in (docs / folder).glob("*.md")
                )
                below += [path for path in pages if path not in named]
            _fill(below, docs, named)


def _paths(nav: Any) -> list[str]:
    """Return the paths that a part of the navigation names."""
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav or ()
    return [path for part in parts for path in _paths(part)]
