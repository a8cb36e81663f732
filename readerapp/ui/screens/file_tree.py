"""The tree of files in the library: documents that can be opened are bright, other files dim."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rich.style import Style
from rich.text import Text, TextType
from textual import events
from textual.binding import Binding
from textual.widgets import DirectoryTree
from textual.widgets.directory_tree import DirEntry
from textual.widgets.tree import TreeNode

from readerapp.core.paths import abbreviate_home
from readerapp.documents.readable_files import is_readable
from readerapp.text.sanitize import sanitize_label

_WIDEST = 200
"""Cells of a file name that are shown."""

_is_readable = lru_cache(maxsize=10_000)(is_readable)


class FileTree(DirectoryTree):
    """A tree of folders and files, from one folder on; its names are safe to show.

    Files whose names begin with a dot are listed only if the filter does too.

    Args:
        folder: the folder to start at.
    """

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "

    BINDINGS = [
        Binding("k", "cursor_up", show=False),
        Binding("j", "cursor_down", show=False),
        Binding("g,home", "scroll_home", show=False),
        Binding("G,end", "scroll_end", show=False),
        Binding("right,l", "expand(True)", show=False),
        Binding("left,h", "expand(False)", show=False),
    ]

    def __init__(self, folder: Path, *, id: str | None = None) -> None:
        super().__init__(folder, id=id)
        self.show_guides = False
        self.guide_depth = 2
        self._words: list[str] = []
        self._clicked: TreeNode[DirEntry] | None = None  # the entry that was clicked last

    def describe_current(self) -> str:
        """Return the path of the entry under the cursor, and whether it is no document."""
        node = self.cursor_node
        path = node.data.path if node and node.data else Path(self.path)
        is_document = node is None or node.allow_expand or _is_readable(str(path))
        return f"{abbreviate_home(str(path))}{'' if is_document else ' · not a text or document'}"

    async def filter_names(self, query: str) -> None:
        """Show folders, and the files whose names contain all words of `query`."""
        words = query.casefold().split()
        if words != self._words:
            self._words = words
            await self.reload()

    def action_expand(self, expand: bool) -> None:
        """Open or close the folder under the cursor; on what is closed already, go to its parent.

        Args:
            expand: True to open.
        """
        node = self.cursor_node
        if node is None:
            return
        if expand:
            node.expand()
        elif node.is_expanded and node.allow_expand and node is not self.root:
            node.collapse()
        elif node.parent is not None:
            self.move_cursor(node.parent)

    def action_scroll_home(self) -> None:
        """Go to the first entry."""
        self.cursor_line = 0

    def action_scroll_end(self) -> None:
        """Go to the last entry."""
        self.cursor_line = self.last_line

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked entry; open or close a folder, and open a file on a second click."""
        event.prevent_default()  # Textual's tree opens a file at the first click
        line = event.style.meta.get("line")
        node = None if line is None else self.get_node_at_line(line)
        if node is None or line is None:
            return
        again = event.chain > 1 or self._clicked is node
        self._clicked = node
        self.cursor_line = line
        if node.allow_expand:
            node.toggle()
        elif again and node.data:
            self.post_message(self.FileSelected(node, node.data.path))

    def process_label(self, label: TextType) -> Text:
        """Return a label that is safe to show."""
        return Text(sanitize_label(str(label), _WIDEST))

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out hidden entries, and files without the words of the filter."""
        hidden = any(word.startswith(".") for word in self._words)
        for path in paths:
            name = path.name.casefold()
            if name.startswith(".") and not hidden:
                continue
            if all(word in name for word in self._words) or os.path.isdir(path):  # noqa: PTH112 - pathlib may raise
                yield path

    def render_label(self, node: TreeNode[DirEntry], base_style: Style, style: Style) -> Text:
        """Return the safe name of an entry: folders bold, files that cannot be opened dim."""
        path = node.data.path if node.data else Path(str(node.label))
        name = abbreviate_home(str(path)) if node is self.root else path.name
        label = Text(sanitize_label(name, _WIDEST), style)
        if node.allow_expand:
            label.stylize("bold")
            icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
        else:
            icon = self.ICON_FILE
            if not _is_readable(str(path)):
                label.stylize("dim")
        return Text.assemble((icon, base_style), label)
