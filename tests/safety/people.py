"""Users of one machine; each action runs in a process with the rights of its user.

    python -m tests.safety.people     answers requests, one JSON value on a line

That process imports what the actions need while it may (other users may not read the standard
library on every machine), and forks for each request. A worker of pytest-xdist must not fork: it
has threads, and a lock that one of them holds at the fork is never released in the child.
"""

from __future__ import annotations

import faulthandler
import fcntl
import io
import json
import os
import select
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readerapp import documents
from readerapp.cli import main
from readerapp.workspace import make_context

ROOT = Path(__file__).resolve().parents[2]
GROUP = 54321
TEXT = "“The ferry sails on Sunday,” said Ida Holm. It is the last one.\n"

LIMIT = 60
"""Seconds after which an action that hangs is killed and prints its traceback."""


@dataclass
class Done:
    """The result of something that a person did."""

    code: int
    said: str


@dataclass
class Person:
    """A user of the machine, with a home of their own."""

    name: str
    uid: int
    home: Path
    store: Path
    server: Server

    def does(self, act: str, *words: str | Path) -> Done:
        """Run an action in a process with this user's rights; return what it prints and returns."""
        return self.server.ask(
            act=act,
            words=[*map(str, words)],
            uid=self.uid,
            home=str(self.home),
            environment={**os.environ, "HOME": str(self.home), "READERAPP_STORE": str(self.store)},
        )

    def tries(self, *words: str | Path) -> Done:
        """Run a command; return its result."""
        return self.does("command", "--as", self.name, *words)

    def runs(self, *words: str | Path) -> str:
        """Run a command that must succeed; return its output."""
        done = self.tries(*words)
        assert done.code == 0, done.said
        return done.said


class Server:
    """The process that forks, from the side of the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.safety.people"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **request: Any) -> Done:
        """Send a request; return its result."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests and answers
        requests.write(json.dumps(request) + "\n")
        requests.flush()
        ready, _, _ = select.select([answers], [], [], 2 * LIMIT)
        assert ready, f"no answer in {2 * LIMIT} s to {request['words']}"
        answer = answers.readline()
        assert answer, f"{self._process.args} has ended"
        return Done(**json.loads(answer))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def command(*words: str) -> int:
    """Run a command."""
    return main([*words])


def highlight_while_locked(text: str) -> int:
    """Highlight something that cannot be saved, and end without closing."""
    session = make_context(None, "Bob").open_session(documents.open(text), allow_unsaved=True)
    (lock,) = Path(os.environ["READERAPP_STORE"]).glob("*.lock")
    with lock.open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        session.highlight(0, 3, note="rescued")
    return 0 if session.store.is_spilled else 1


def open_and_close(text: str) -> int:
    """Open a document and leave it."""
    make_context(None, "Bob").open_session(documents.open(text), allow_unsaved=True).close()
    return 0


ACTS: dict[str, Callable[..., int]] = {
    act.__name__: act for act in (command, highlight_while_locked, open_and_close)
}


def load() -> None:
    """Run the commands once, so that all that they need is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        for name in [name for name in os.environ if name.startswith("XDG_")]:
            del os.environ[name]
        home = Path(folder)
        text = home / "own.txt"
        text.write_text(TEXT)
        for words in (
            ["add", str(text), "--quote", "ferry"],
            ["list"],
            ["check", "--repair"],
            ["sync"],
        ):
            assert main(["--store", str(home / "own"), *words]) == 0
        (copy,) = home.rglob("backups/*/*.json")
        assert main(["--store", str(home / "own"), "restore", copy.stem]) == 0


def serve() -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        assert threading.active_count() == 1, "only the thread that forks goes on in the child"
        request = json.loads(line)
        with tempfile.TemporaryFile() as said:
            child = os.fork()
            if child == 0:
                _act(request, said.fileno())
            _, status = os.waitpid(child, 0)  # it ends itself, at the latest after LIMIT
            said.seek(0)
            done = Done(os.waitstatus_to_exitcode(status), said.read().decode())
        print(json.dumps(vars(done)), flush=True)


def _act(request: dict[str, Any], said: int) -> None:
    """Do what is asked for with the rights of the user, and end the process."""
    code = 99
    sys.stdout = sys.stderr = io.TextIOWrapper(io.FileIO(said, "w"))
    faulthandler.dump_traceback_later(LIMIT, exit=True, file=said)
    try:
        _become(request)
        code = ACTS[request["act"]](*request["words"])
    except BaseException:  # noqa: BLE001 - the parent shows it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _become(request: dict[str, Any]) -> None:
    uid = request["uid"]
    os.setgroups([GROUP])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.umask(0o022)
    os.environ.clear()
    os.environ.update(
        {name: text for name, text in request["environment"].items() if name[:4] != "XDG_"}
    )
    os.chdir(request["home"])


if __name__ == "__main__":
    with open(os.devnull, "w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
        load()
    serve()
