"""System call faults: each call fails in turn; the contents afterwards are compared."""

from __future__ import annotations

import errno
import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from readerapp.store import StoreError
from readerapp.store.filesystem import System
from tests.store.disk import Faulty, Unsynced, fresh
from tests.store.examples import annotation
from tests.store.subjects import Content, Subject

FAULTS = {errno.ENOSPC: "ENOSPC", errno.EIO: "EIO", errno.EINTR: "EINTR", 0: "a short write"}


@dataclass
class Run:
    """Saves, a checkpoint and more saves on a failing disk; records what was reported as saved."""

    kind: type[Subject]
    folder: Path
    system: System
    saved: Content = field(default_factory=dict)
    tried: Content = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    wrong_in_memory: list[str] = field(default_factory=list)
    """Saves that failed but are in memory as if they were saved."""
    opened: Subject | None = None

    def work(self) -> None:
        try:
            self.opened = self.kind(self.folder, self.system)
        except (StoreError, OSError) as error:
            self.sentences.append(str(error))
            return
        for number in range(3):
            self._commit(self.opened, f"a{number}")
        try:
            self.opened.tidy()
        except (StoreError, OSError) as error:
            self.sentences.append(str(error))
        for number in range(2):
            self._commit(self.opened, f"b{number}")

    def end(self, closing: bool) -> None:
        """Save once more, after the fault has ended."""
        if self.opened is None:
            self.opened = self.kind(self.folder, self.system)
        self._commit(self.opened, "last")
        if closing:
            self.opened.close()

    def _commit(self, opened: Subject, name: str) -> None:
        made = {name: name, f"{name}+": name}
        self.tried |= made
        try:
            opened.commit([annotation(name, id=key) for key in made], set())
        except (StoreError, OSError, ValueError) as error:
            self.sentences.append(str(error))
            if isinstance(error, StoreError) and opened.notes() != self.saved:
                self.wrong_in_memory.append(name)
        else:
            self.saved |= made


@dataclass(frozen=True)
class Case:
    """The result of one fault; `found` is None if nothing can be read any more."""

    number: int
    call: str
    run: Run
    found: Content | None

    @property
    def wrong(self) -> bool:
        return self.found != self.run.saved or bool(self.run.wrong_in_memory)


def sweep(
    kind: type[Subject], scratch: Path, fault: int, *, begun: bool, stride: int = 1
) -> Iterator[Case]:
    """Yield a case for every `stride`-th system call, until the work needs fewer calls."""
    paths = fresh(scratch)
    for number in itertools.count(1 + fault % stride, stride):
        folder = next(paths)
        kind.prepare(folder)
        system = Faulty(fault=fault)
        run = Run(kind, folder, system)
        if begun:
            before = kind(folder, Unsynced())
            before.commit([annotation("first", id="first")], set())
            before.close()
            run.saved["first"] = "first"
        system.fail_at = number
        run.work()
        if not system.failed:
            system.fail_at = 0
            run.end(closing=True)
            return
        run.end(closing=bool(number % 2))
        try:
            found = kind.recover(folder)
        except (ValueError, OSError, StoreError, AssertionError):
            found = None
        with suppress(StoreError, OSError):
            run.opened.close()  # type: ignore[union-attr]
        yield Case(number, system.failed, run, found)
