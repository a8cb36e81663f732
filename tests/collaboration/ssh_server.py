"""A real SSH client and a real server on this machine, connected by a pipe instead of a port."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from pathlib import Path


def client_of_server(folder: Path, host: str) -> Path:
    """Write settings (`ssh -F`) of a client for which `host` is a server that runs as this user.

    Keys and settings of both are made in `folder`.

    Raises:
        OSError: No server is installed, or it cannot be started.
        subprocess.CalledProcessError: It accepts no connection.
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
        f"Host {host}\n  ProxyCommand {sshd} -i -f {server}\n  IdentityFile {folder}/user\n"
        f"  User {getpass.getuser()}\n  UserKnownHostsFile {folder}/known\n"
        "  StrictHostKeyChecking no\n  LogLevel ERROR\n  EscapeChar none\n"
    )
    subprocess.run(["ssh", "-F", client, host, "true"], check=True, stdin=subprocess.DEVNULL)
    return client
