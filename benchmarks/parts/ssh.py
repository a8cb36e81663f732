"""Over a real SSH server on this machine: caret, line and page, in milliseconds and bytes."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench import Bench
from measuring import summary
from programs import LESS
from report import Row

from parts.keys import READING

NAMES = ("caret right", "line scroll", "page")
LOCALE = ("LANG", "LC_ALL", "LC_CTYPE")  # what a client sends along where it may


def measure(bench: Bench) -> None:
    """The reader beside `less`, both at the other end of `ssh -tt`."""
    folder = bench.folder / "ssh"
    folder.mkdir()
    try:
        client = _server(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"ssh is left out: {error}")
        return
    # A home of its own: there the reader is hung up, and remembers the place.
    bench = Bench(folder, bench.rounds, bench.presses, bench.table)
    reading = [move for move in READING if move.name in NAMES]
    found = {"reader": bench.moves(_far(client, bench, bench.opens(bench.reader)), reading)}
    if LESS.here:
        moves = [move for move in LESS.moves if move.name in NAMES]
        found["less"] = bench.moves(_far(client, bench, bench.opens(LESS)), moves)
    for name in NAMES:
        sums = {who: summary(moves[name]) for who, moves in found.items() if name in moves}
        for unit, what in (("ms median", "median_ms"), ("ms 95 %", "p95_ms"), ("bytes", "size")):
            values = {who: float(getattr(one, what)) for who, one in sums.items()}
            bench.table.add(Row(f"{name}, ssh", unit, values, against="less"))


def _server(folder: Path) -> Path:
    """Settings of a client whose server runs as this user, joined to it by a pipe, not a port.

    Raises:
        OSError: there is none here, or it wants what is not here.
        subprocess.CalledProcessError: it lets nobody in.
    """
    sshd = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
    if sshd is None or shutil.which("ssh") is None:
        raise OSError("no OpenSSH client and server here")
    if os.geteuid() == 0 and not Path("/run/sshd").is_dir():
        raise OSError("this server wants /run/sshd, which is not there")
    for name in ("host", "user"):
        key = ("-q", "-t", "ed25519", "-N", "", "-f", str(folder / name))
        subprocess.run(["ssh-keygen", *key], check=True)
    server, client = folder / "sshd_config", folder / "ssh_config"
    server.write_text(
        f"HostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\nStrictModes no\n"
        "UsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nLogLevel QUIET\n"
    )
    client.write_text(
        f"Host far\n  ProxyCommand {sshd} -i -f {server}\n  IdentityFile {folder}/user\n"
        f"  User {getpass.getuser()}\n  UserKnownHostsFile {folder}/known\n"
        "  StrictHostKeyChecking no\n  LogLevel ERROR\n  EscapeChar none\n"
    )
    subprocess.run(["ssh", "-F", client, "far", "true"], check=True, stdin=subprocess.DEVNULL)
    return client


def _far(client: Path, bench: Bench, words: Sequence[str]) -> list[str]:
    """The command that runs `words` over there, in this folder and environment."""
    kept = {name: os.environ[name] for name in ("PATH", *LOCALE) if name in os.environ}
    env = {**kept, **bench.env}
    there = shlex.join(["env", *(f"{name}={value}" for name, value in env.items()), *words])
    command = f"cd {shlex.quote(str(Path.cwd()))} && exec {there}"
    return ["ssh", "-tt", "-F", str(client), "far", command]
