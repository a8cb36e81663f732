"""The model of the codebook screen: colours with names, tags as a tree, their edits and undo.

A tag is renamed, merged or removed in the annotations of the open document (one undo step of the
session) and in the codebook of the store. Undo takes back both, and only what was done with this
editor.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from readerapp.annotations.change import Change
from readerapp.annotations.codebook import Codebook, CodebookEdit
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.tag_edits import clean_tag
from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS
from readerapp.listing.tag_tree import TagNode, build_tag_tree


@dataclass(frozen=True, slots=True)
class CodebookRow:
    """A colour or a tag.

    Attributes:
        kind: which of both.
        name: the colour, or the whole tag.
        label: the last level of the tag, or the colour.
        count: how many annotations have it, or a tag below it.
        meaning: the name of the colour, or the definition of the tag.
        depth: the number of tags above it.
    """

    kind: Literal["colour", "tag"]
    name: str
    label: str
    count: int
    meaning: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class TagMove:
    """What was done last to a tag: a rename, or a removal if `after` is empty."""

    before: str
    after: str


class CodebookEditor:
    """The codebook of a store, and the tags of one document.

    Attributes:
        last_move: the rename or removal that was made last; None after an undo.
    """

    def __init__(self, session: ReadingSession, codebook: Codebook) -> None:
        self._session = session
        self._codebook = codebook
        self._done: list[tuple[bool, CodebookEdit]] = []  # with a step of the session, and the edit
        self.last_move: TagMove | None = None

    def rows(self) -> list[CodebookRow]:
        """Return the eight colours, then the tree of the tags."""
        placed = self._session.placed.values()
        annotations = [one.annotation for one in placed if not one.is_proposal]
        colours = Counter(one.colour for one in annotations if one.target)
        names = self._codebook.colour_names()
        rows = [
            CodebookRow("colour", colour, colour, colours[colour], names.get(colour, ""))
            for colour in COLOURS
        ]
        tree = build_tag_tree((one.tags for one in annotations), self._codebook.definitions())
        return [*rows, *map(_tag_row, tree)]

    def name_colour(self, colour: str, name: str) -> Change:
        """Name a colour; an empty name removes it.

        Raises:
            ReaderError: another colour has this name, or it cannot be saved.
        """
        edit = self._codebook.name_colour(colour, name)
        shown = self._codebook.colour_names().get(colour, "")
        sentence = f"{colour.capitalize()} is {shown}" if shown else f"{colour} has no name"
        return self._did(Change(sentence.capitalize() if not shown else sentence), edit)

    def edit_tag(self, tag: str, name: str, definition: str) -> Change:
        """Rename a tag, or change its definition; a new name that exists is merged.

        Raises:
            ReaderError: the name is empty or has a comma, or it cannot be saved.
        """
        name = clean_tag(name)
        if name == tag:
            edit = self._codebook.define_tag(tag, definition)
            return self._did(Change(f"Definition of {tag} saved"), edit)
        change = self.move_tag(tag, name)
        if definition.strip() and self._codebook.definitions().get(name) != definition:
            edit = self._codebook.define_tag(name, definition)
            is_step, before = self._done.pop()
            known = {(table, key) for table, key, _ in before.before}
            added = tuple(one for one in edit.before if one[:2] not in known)
            self._done.append((is_step, CodebookEdit((*before.before, *added))))
        return change

    def move_tag(self, tag: str, into: str) -> Change:
        """Rename a tag, and those below it; if `into` exists, both are merged.

        Raises:
            ReaderError: `into` is below the tag, or it cannot be saved.
        """
        into = clean_tag(into)
        if into.startswith(f"{tag}/"):
            raise ReaderError(f"{into} is below {tag} · choose another name")
        change = self._session.rename_tag(tag, into)
        edit = self._codebook.rename_tag(tag, into)
        self.last_move = TagMove(tag, into)
        return self._did(change, edit)

    def remove_tag(self, tag: str) -> Change:
        """Take a tag, and those below it, off all annotations and out of the codebook.

        Raises:
            ReaderError: it cannot be saved.
        """
        change = self._session.remove_tag(tag)
        edit = self._codebook.remove_tag(tag)
        self.last_move = TagMove(tag, "")
        return self._did(change, edit)

    def add_tag(self, name: str, definition: str) -> Change:
        """Add a tag to the codebook that no annotation needs to have.

        Raises:
            ReaderError: the name is empty or has a comma, the tag exists, or it cannot be saved.
        """
        name = clean_tag(name)
        if name in (row.name for row in self.rows() if row.kind == "tag"):
            raise ReaderError(f"The tag {name} exists · type another name")
        return self._did(Change(f"Tag {name} added"), self._codebook.define_tag(name, definition))

    def undo(self) -> Change:
        """Undo the last edit made with this editor.

        Raises:
            ReaderError: nothing was edited here, or it cannot be saved.
        """
        if not self._done:
            raise ReaderError("Nothing was changed here · u in the document undoes earlier steps")
        is_step, edit = self._done.pop()
        self.last_move = None
        change = self._session.undo() if is_step else Change("Undid the last change here")
        self._codebook.take_back(edit)
        return change

    def _did(self, change: Change, edit: CodebookEdit) -> Change:
        self._done.append((bool(change.ids), edit))
        return replace(change, focus=None)


def _tag_row(node: TagNode) -> CodebookRow:
    return CodebookRow("tag", node.tag, node.name, node.count, node.definition, node.depth)
