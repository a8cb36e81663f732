"""`readerapp sync` over SSH: a real client and a real server, joined by a pipe, not a port."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.exchange.conftest import Person
from tests.exchange.teamwork import records, shared
from tests.exchange.test_import import change, faces
from tests.exchange.test_sync import git

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """git's SSH reaches a server that runs as this user."""
    if SSHD is None or shutil.which("ssh") is None:
        pytest.skip("no OpenSSH client and server here")
    if os.geteuid() == 0 and not Path("/run/sshd").is_dir():
        pytest.skip("this server wants /run/sshd, which is not there")
    for name in ("host", "user"):
        key = ("-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name))
        subprocess.run(["ssh-keygen", *key], check=True)
    server, client = tmp_path / "sshd_config", tmp_path / "ssh_config"
    server.write_text(
        f"HostKey {tmp_path}/host\nAuthorizedKeysFile {tmp_path}/user.pub\nStrictModes no\n"
        "UsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nLogLevel QUIET\n"
    )
    client.write_text(
        f"Host team\n  ProxyCommand {SSHD} -i -f {server}\n  IdentityFile {tmp_path}/user\n"
        f"  User {getpass.getuser()}\n  UserKnownHostsFile {tmp_path}/known\n"
        "  StrictHostKeyChecking no\n  LogLevel ERROR\n"
    )
    monkeypatch.setenv("GIT_SSH_COMMAND", f"ssh -F {shlex.quote(str(client))}")
    done = subprocess.run(["ssh", "-F", client, "team", "true"], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"the SSH server lets nobody in here: {done.stderr.strip()}")


@pytest.mark.e2e
def test_two_people_come_to_the_same_over_ssh(
    ssh: None, ana: Person, bob: Person, tmp_path: Path
) -> None:
    hub = tmp_path / "hub.git"
    hub.mkdir()
    git(hub, "init", "-q", "--bare")
    key = ana.marks("The last ferry across", "--note", "hers", "--speaker", "Ida Holm")
    assert "in step with origin" in ana.does("sync", f"team:{hub}")
    assert bob.does("sync", f"team:{hub}").startswith("1 new")
    change(ana, key, note="of Ana")
    change(bob, key, colour="red")
    bob.marks("A bus does not float")
    for person in (ana, bob, ana, bob):
        person.does("sync")
    assert faces(ana) == faces(bob)
    assert shared(ana) == shared(bob)
    assert records(ana) == records(bob)
    assert (ana.list[0]["note"], ana.list[0]["colour"]) == ("of Ana", "red")
