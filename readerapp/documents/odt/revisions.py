"""Tracked changes of OpenDocument texts, as `office_revisions` shows them.

Source: OpenDocument 1.3, part 3, section 5.5 (change tracking).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readerapp.documents.builder import InlineWriter, OpenStyle
from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.documents.odt.parts import plain_words
from readerapp.documents.office.revisions import Revisions

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CHANGE_TAGS = ("change", "change-start", "change-end")
"""The elements that say where a deletion is, and where an insertion starts and ends."""


class OdtRevisions(Revisions):
    """A collector of the tracked changes of an ODT, by the elements that say where they are."""

    def __init__(self, content: Element, prose: InlineWriter) -> None:
        super().__init__(prose)
        self._open: dict[str, OpenStyle] = {}
        self._changes = {
            local_attribute(region, "id"): change
            for region in content.iter("{*}changed-region")
            for change in region.iterchildren("{*}insertion", "{*}deletion")
        }

    def take(self, mark: Element) -> None:
        """Take the place of a deletion (change), or the start or end of an insertion."""
        name = local_attribute(mark, "change-id")
        change, tag = self._changes.get(name), local_name(mark)
        if change is None:
            return
        if tag != "change-start":
            del self._changes[name]  # it has one place
        author, created = (
            "".join(map(str, each.itertext())).strip() if each is not None else ""
            for each in (change.find(f".//{{*}}{part}") for part in ("creator", "date"))
        )
        if local_name(change) == "deletion":
            words = (plain_words(line) for line in change.iter("{*}p", "{*}h"))
            self.delete(" ".join(words), author, created)
        elif tag == "change-start":
            self._open.setdefault(name, self._prose.begin(""))
        elif name in self._open:
            self.insert(author, created, *self._prose.end(self._open.pop(name)))
