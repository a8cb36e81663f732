"""What a document's files are called, and what is found in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from readerapp.store.folder import Stamp
from readerapp.store.journal import Base, Op
from readerapp.store.tables import Tables

DOCUMENT_FILE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(json|bak|journal)\Z")
"""Names of files that hold annotations; nothing else in a store is opened for them."""


class Names(NamedTuple):
    """The names of one document's files in the store."""

    id: str

    @property
    def file(self) -> str:
        """The TinyDB file."""
        return f"{self.id}.json"

    @property
    def copy(self) -> str:
        """The last good copy of it."""
        return f"{self.id}.bak"

    @property
    def journal(self) -> str:
        """The saves since the last good copy."""
        return f"{self.id}.journal"

    @property
    def lock(self) -> str:
        """What processes lock while they save."""
        return f"{self.id}.lock"

    @property
    def held(self) -> str:
        """What stands in for the lock where there are no locks."""
        return f"{self.id}.held"


@dataclass(slots=True)
class State:
    """Everything in a document's tables after save number `save` of journal `journal`."""

    tables: Tables = field(default_factory=dict)
    save: int = 0
    journal: str = ""
    base: Base | None = None
    schema: int = 0

    def frozen(self) -> State:
        """This state for another thread: later saves do not show in it."""
        tables = {name: dict(rows) for name, rows in self.tables.items()}
        return replace(self, tables=tables)


@dataclass(slots=True)
class Loaded:
    """What was found.

    `edited` holds the tables of a file that another program changed, `known` what was known
    without it, `state` the merge, and `adopt` is the file, if the journal has to learn of it.
    `rebuild` asks for new files, `migrated` because the format was an older one. `distrusted`
    names the files of which a copy is to be kept. `backup` asks for a dated copy of what was
    `known`, because another program took records away or changed them. `tail` is what follows
    the last whole line of the journal.
    """

    state: State
    exists: bool = True
    file: Stamp | None = None
    journal: Stamp | None = None
    end: int = 0
    tail: bytes = b""
    edited: Tables | None = None
    known: Tables | None = None
    adopt: Base | None = None
    rebuild: bool = False
    migrated: bool = False
    backup: bool = False
    distrusted: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    def distrust(self, name: str) -> None:
        """Ask for a copy of the file `name` to be kept, and for new files."""
        self.distrusted.append(name)
        self.rebuild = True

    def adoption(self) -> list[Op]:
        """Operations that make the merge of the edited file, and also of what was known before."""
        from readerapp.store.merge import difference

        ops = difference(self.edited or {}, self.state.tables)
        ops += difference(self.known or {}, self.state.tables)
        return list({(op[0], op[1]): op for op in ops}.values())

    @property
    def sound(self) -> bool:
        """Whether there is nothing to put right."""
        return self.edited is None and not self.rebuild and not self.distrusted
