"""`readerapp sync` over SSH: a real client and a real server, connected by a pipe."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from tests.collaboration.conftest import Person
from tests.collaboration.ssh_server import client_of_server
from tests.collaboration.teamwork import records, shared
from tests.collaboration.test_import import change, comparable_annotations
from tests.collaboration.test_sync import git


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git's SSH connect to a server that runs as this user."""
    try:
        client = client_of_server(tmp_path, "team")
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(str(error))
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {shlex.quote(str(client))}")


@pytest.mark.e2e
def test_two_people_come_to_the_same_over_ssh(
    ssh: None, ana: Person, bob: Person, tmp_path: Path
) -> None:
    hub = tmp_path / "hub.git"
    hub.mkdir()
    git(hub, "init", "-q", "--bare")
    key = ana.marks("The last ferry across", "--note", "hers", "--speaker", "Ida Holm")
    assert "up to date with origin" in ana.does("sync", f"team:{hub}")
    assert bob.does("sync", f"team:{hub}").startswith("1 new")
    change(ana, key, note="of Ana")
    change(bob, key, colour="red")
    bob.marks("A bus does not float")
    for person in (ana, bob, ana, bob):
        person.does("sync")
    assert comparable_annotations(ana) == comparable_annotations(bob)
    assert shared(ana) == shared(bob)
    assert records(ana) == records(bob)
    assert (ana.list[0]["note"], ana.list[0]["colour"]) == ("of Ana", "red")
