"""Measure `readerapp sync` in seconds, with thousands of documents and fifty annotators.

    python benchmarks/sync.py [--documents 1000] [--people 50] [--marks 20] [--ssh] [--profile]

One person has all documents and shares them through a bare repository; another receives them into
an empty store. Both sync again with nothing new, then with a few documents changed on both sides,
and must end with the same files, byte by byte. With --ssh everything goes through a real sshd. `git
alone` is a clone of the same repository: the least that receiving it can cost.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from clipboard_places import serve_ssh
from store import annotation

from readerapp.collaboration.sync.engine import sync_store
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Speaker, new_id
from readerapp.interchange.record_merge import stamp_changes
from readerapp.workspace import AppContext, make_context


def fill(context: AppContext, documents: int, people: int, marks: int) -> None:
    """Fill a store with documents and annotations.

    Args:
        place: the context of the store.
        documents: number of documents.
        people: number of annotators, who take turns.
        marks: annotations in each document.
    """
    team = [Annotator(id=new_id(), name=f"Person {number}") for number in range(people)]
    for number in range(documents):
        record = DocumentRecord(
            id=new_id(),
            title=f"Document {number}",
            fingerprint=f"sha256:{number:064x}",
            length=9000,
        )
        makers = [team[(number + mark) % people] for mark in range(marks)]
        speakers = [Speaker(id=new_id(), name=f"Speaker {n}") for n in range(3)]
        said = [
            replace(annotation(mark), creator=maker.id, speaker=speakers[mark % 3].id)
            for mark, maker in enumerate(makers)
        ]
        stamped = [
            type(one).from_dict(stamp_changes(None, one.to_dict(), f"device-{number % people}"))
            for one in (*speakers, *said)
        ]
        document_store = context.store.open(record)
        document_store.commit(*dict.fromkeys(makers), *stamped)
        document_store.close()


def change(context: AppContext, documents: int, note: str) -> None:
    """Change the note of one annotation in each of the first `documents` documents."""
    for record in sorted(context.store.documents(), key=lambda one: one.title)[:documents]:
        document_store = context.store.open(record)
        before = min(document_store.annotations.values(), key=lambda one: one.id)
        after = stamp_changes(
            before.to_dict(), {**before.to_dict(), "note": note}, context.actor.name
        )
        document_store.commit(Annotation.from_dict(after))
        document_store.close()


def timed(what: str, work: Callable[[], object], profile: bool = False) -> None:
    """Run `work`; print its wall and processor time and its result, and a profile if wanted."""
    watch = cProfile.Profile(time.process_time)  # processor time of this process, without git
    if profile:
        watch.enable()
    begin, busy = time.perf_counter(), time.process_time()
    said = work()
    wall, busy = time.perf_counter() - begin, time.process_time() - busy
    watch.disable()
    print(f"{what:34} {wall:6.2f} s  ({busy:5.2f} s of it in Python)  {said}", flush=True)
    if profile:
        pstats.Stats(watch).sort_stats("cumulative").print_stats(45)


def main() -> None:
    """Run all steps and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--marks", type=int, default=20)
    parser.add_argument("--ssh", action="store_true", help="through an sshd on the loopback")
    parser.add_argument("--profile", action="store_true", help="where the time of each step goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        os.environ |= {"HOME": name, "XDG_DATA_HOME": f"{name}/data", "XDG_STATE_HOME": f"{name}/s"}
        hub = folder / "hub.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", hub], check=True)
        ana, bob = (make_context(str(folder / who), who) for who in ("ana", "bob"))
        where = str(hub)
        if options.ssh:
            stack.callback(serve_ssh(folder).kill)
            os.environ["GIT_SSH_COMMAND"] = f"ssh -F {folder}/ssh_config"
            where = f"team:{hub}"
        fill(ana, options.documents, options.people, options.marks)
        steps = (
            ("ana shares everything", lambda: sync_store(ana, where)),
            ("git alone: a clone", lambda: _clone(where, folder / "clone")),
            ("bob receives everything", lambda: sync_store(bob, where)),
            ("ana, nothing new", lambda: sync_store(ana)),
            ("bob, nothing new", lambda: sync_store(bob)),
        )
        for what, work in steps:
            timed(what, work, options.profile)
        few = max(1, options.documents // 50)
        change(ana, few, "of ana")
        change(bob, few, "of bob")
        timed(f"ana, {few} documents changed", lambda: sync_store(ana), options.profile)
        timed(f"bob, {few} changed on both sides", lambda: sync_store(bob), options.profile)
        timed("ana again", lambda: sync_store(ana), options.profile)
        mine, theirs = (shared(folder / who / "sync") for who in ("ana", "bob"))
        print(
            f"both folders are {'the same' if mine == theirs else 'DIFFERENT'}: {len(mine)} files"
        )


def shared(folder: Path) -> dict[str, bytes]:
    """Return the annotation files in a synced folder, by name."""
    return {path.name: path.read_bytes() for path in folder.glob("*.annotations")}


def _clone(where: str, folder: Path) -> str:
    subprocess.run(["git", "clone", "-q", where, folder], check=True)
    return ""


if __name__ == "__main__":
    main()
