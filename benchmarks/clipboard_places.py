"""Terminal setups for `clipboard.py`: tmux, GNU screen and ssh, nested in each other."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
_ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Sandbox:
    """A user's files and servers in a temporary folder."""

    folder: Path
    servers: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of a fresh login, with nothing of the user who runs this."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "SHELL": "/bin/sh",
            "PYTHONPATH": str(_ROOT),
            "SCREENDIR": str(self.folder / "screen"),
            "READERAPP_STORE": str(self.folder / "store"),
            "READERAPP_ANNOTATOR": "Ana",
        }

    def prepare(self, size: int) -> str:
        """Make a document with one highlight of `size` bytes; return its words."""
        words = " ".join(f"word{number:07}" for number in range(size // 12 + 1))[: size - 1] + "."
        document = self.folder / "text.txt"
        document.write_text(f"{words}\n\nEnd.\n", encoding="utf-8")
        reader = f"{shlex.quote(sys.executable)} -m readerapp"
        (self.folder / "run.sh").write_text(
            "".join(f"export {k}={shlex.quote(v)}\n" for k, v in self.environment.items())
            + f"cd {self.folder}\n{reader} read text.txt\nclear\n"
            + f"{reader} export text.txt --clipboard\necho export done\nread wait\n"
        )
        command = [sys.executable, "-m", "readerapp", "add", document, "--start", "0", "--end"]
        subprocess.run(
            [*command, str(len(words))], env=self.environment, check=True, capture_output=True
        )
        return words

    def server(self, name: str, conf: str = "") -> str:
        """Return the command of a separate tmux server, without its subcommand.

        Args:
            name: name of its socket and its settings file.
            conf: more lines for its settings.
        """
        path = self.folder / f"{name}.conf"
        path.write_text(f"set -s escape-time 0\nset -g status off\n{conf}\n")
        socket_ = str(self.folder / name)
        if socket_ not in self.servers:
            self.servers.append(socket_)
        return f"tmux -u -S {socket_} -f {path}"

    def buffers(self) -> list[bytes]:
        """Return the newest paste buffer of each tmux server."""
        shows = (["tmux", "-S", one, "show-buffer"] for one in self.servers)
        return [subprocess.run(show, capture_output=True, check=False).stdout for show in shows]

    def file(self) -> bytes:
        """Return the contents of the file that a copy was written to; empty if there is none."""
        return b"".join(path.read_bytes() for path in self.folder.rglob("copied.txt"))

    def forget(self) -> None:
        """Delete the copied file and the paste buffers of the copy before."""
        for path in self.folder.rglob("copied.txt"):
            path.unlink()
        for one in self.servers:
            empty = ["tmux", "-S", one, "delete-buffer"]
            while not subprocess.run(empty, capture_output=True, check=False).returncode:
                continue


@dataclass(frozen=True)
class Place:
    """A terminal setup.

    Attributes:
        name: its name in the table.
        layers: the programs, outermost first: "tmux", "screen" or "ssh"; after "tmux: " its
            settings.
        term: the value of TERM at the outermost terminal.
    """

    name: str
    layers: tuple[str, ...]
    term: str = "xterm-256color"

    def command(self, sandbox: Sandbox) -> list[str]:
        """Return the command to run at the outermost terminal."""
        command = f"sh {sandbox.folder}/run.sh"
        for number, layer in reversed(list(enumerate(self.layers))):
            what, _, conf = layer.partition(": ")
            if what == "tmux":
                # As typed in a shell inside another tmux: TMUX must be unset to start a nested one.
                server = sandbox.server(f"t{number}", conf.replace("; ", "\n"))
                command = f"TMUX= {server} new-session {shlex.quote(command)}; :"
            elif what == "screen":
                screen = f"SCREENDIR={sandbox.folder}/screen screen -U -c /dev/null -S s{number}"
                command = f"{screen} sh -c {shlex.quote(command)}; :"
            else:
                config = sandbox.folder / "ssh_config"
                command = f"ssh -tt -F {config} team {shlex.quote(command)}; :"
            command = f"sh -c {shlex.quote(command)}"
        given = [f"{name}={value}" for name, value in sandbox.environment.items()]
        return ["env", "-i", *given, f"TERM={self.term}", *shlex.split(command)]


_ON, _OFF, _EXTERNAL = (f"set -s set-clipboard {word}" for word in ("on", "off", "external"))
_THROUGH = "set -g allow-passthrough on"
_AS_SCREEN = "set -g default-terminal screen-256color"

PLACES = (
    Place("bare", ()),
    Place("console", (), term="linux"),
    Place("tmux", ("tmux",)),
    Place("tmux on", (f"tmux: {_ON}",)),
    Place("tmux off", (f"tmux: {_OFF}",)),
    Place("tmux external", (f"tmux: {_EXTERNAL}",)),
    Place("tmux in tmux", ("tmux", "tmux")),
    Place("tmux in tmux on", (f"tmux: {_ON}", "tmux")),
    Place("screen", ("screen",)),
    Place("tmux in screen", ("screen", "tmux")),
    Place("screen in tmux", ("tmux", "screen")),
    Place("ssh", ("ssh",)),
    Place("tmux in ssh", ("ssh", "tmux")),
    Place("screen in ssh", ("ssh", "screen")),
    Place("ssh in tmux", ("tmux", "ssh")),
    Place("ssh in tmux on", (f"tmux: {_ON}", "ssh")),
    Place("ssh in tmux passthrough", (f"tmux: {_THROUGH}", "ssh")),
    Place("ssh in tmux on as screen", (f"tmux: {_ON}; {_AS_SCREEN}", "ssh")),
    Place("ssh in screen", ("screen", "ssh")),
    Place("tmux in ssh in tmux", ("tmux", "ssh", "tmux")),
    Place("tmux in ssh in tmux on", (f"tmux: {_ON}", "ssh", "tmux")),
)


def missing(place: Place) -> str:
    """Return why a setup cannot be built on this machine; empty if it can."""
    programs = {layer.partition(":")[0] for layer in place.layers}
    for program in sorted(programs - {"ssh"}):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if "ssh" in programs:
        if SSHD is None or shutil.which("ssh") is None:
            return "no OpenSSH client and server (openssh-client, openssh-server)"
        if os.geteuid() == 0 and not Path("/run/sshd").is_dir():
            return "this sshd wants the folder /run/sshd: mkdir /run/sshd"
    return ""


@contextmanager
def make_sandbox(folder: Path, place: Place) -> Iterator[Sandbox]:
    """Start the servers that a setup needs; stop all of them when the block ends."""
    sandbox = Sandbox(folder)
    (folder / "screen").mkdir(mode=0o700)
    sshd = serve_ssh(folder) if "ssh" in place.layers else None
    try:
        yield sandbox
    finally:
        for one in sandbox.servers:
            subprocess.run(["tmux", "-S", one, "kill-server"], capture_output=True, check=False)
        for number, layer in enumerate(place.layers):
            if layer == "screen":
                end = ["screen", "-S", f"s{number}", "-X", "quit"]
                env = {**sandbox.environment, "TERM": place.term}
                subprocess.run(end, env=env, capture_output=True, check=False)
        if sshd is not None:
            sshd.kill()
            sshd.wait()


def serve_ssh(folder: Path) -> subprocess.Popen[bytes]:
    """Start a real sshd on a loopback port, for this user and this run only."""
    assert SSHD is not None
    for name in ("host", "user"):
        key = ("-q", "-t", "ed25519", "-N", "", "-f", str(folder / name))
        subprocess.run(["ssh-keygen", *key], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/user.pub\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin yes\nLogLevel QUIET\n"
    )
    (folder / "ssh_config").write_text(
        f"Host team\n  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {folder}/user\n"
        f"  User {getpass.getuser()}\n  UserKnownHostsFile {folder}/known\n"
        "  StrictHostKeyChecking no\n  LogLevel ERROR\n"
    )
    server = subprocess.Popen([SSHD, "-D", "-f", str(folder / "sshd_config")])
    while server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return server
        time.sleep(0.02)
    raise SystemExit("sshd does not start here")
