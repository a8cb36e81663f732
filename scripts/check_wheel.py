"""Install a wheel into a new environment and use it there, as a person would.

    python scripts/check_wheel.py dist/readerapp-0.2.0-py3-none-any.whl
    python scripts/check_wheel.py --newest dist/readerapp-0.2.0-py3-none-any.whl

The environment is made with the Python that runs this script, and needs nothing but that Python.
The packages come from requirements.lock, by their hashes, so that what is tried is what the tests
saw; with `--newest` from the package index, as pip, pipx and uv choose them on the day. Then the
program runs in a home folder of its own: version, add, list, export, and the reader in a terminal.
The release workflow runs both; it ends with 1 and a sentence at the first thing that is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import select
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WAIT = 60
"""Seconds until a command or the reader counts as hanging: generous, for a busy machine."""
DOCUMENT = """\
The ferry

“The ferry waits for nobody,” said Ada Holm.

“It waited for me,” said Per Aune.
"""


def main() -> int:
    """Install, use, and report."""
    parser = argparse.ArgumentParser(description="Try a wheel in a new environment.")
    parser.add_argument("wheel", type=Path)
    parser.add_argument(
        "--newest", action="store_true", help="take dependencies from the index, not from the lock"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readerapp-wheel-") as folder:
        place = Path(folder)
        try:
            installed = install(options.wheel.resolve(), place / "venv", newest=options.newest)
            use(installed, version_of(options.wheel), place / "home")
        except (AssertionError, subprocess.SubprocessError) as error:
            print(f"{options.wheel.name}: {error}", file=sys.stderr)
            return 1
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"{options.wheel.name} works with Python {python} on {sys.platform}")
    return 0


def version_of(wheel: Path) -> str:
    """Return the version that the name of a wheel says (PEP 427)."""
    return wheel.name.split("-")[1]


def install(wheel: Path, folder: Path, *, newest: bool) -> Path:
    """Install a wheel into a new environment and return the folder of its commands."""
    venv.create(folder, with_pip=True)
    commands = folder / "bin"
    pip = [commands / "python", "-m", "pip", "--disable-pip-version-check"]
    if newest:
        run([*pip, "install", "--quiet", wheel])
    else:
        lock = ROOT / "requirements.lock"
        run([*pip, "install", "--quiet", "--no-deps", "--require-hashes", "-r", lock])
        run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel])
    run([*pip, "check"])
    return commands


def use(commands: Path, version: str, home: Path) -> None:
    """Use each of the commands that people begin with.

    Raises:
        AssertionError: One of them does not do what it should.
    """
    home.mkdir()
    (home / "ferry.txt").write_text(DOCUMENT, encoding="utf-8")
    reader = commands / "readerapp"

    def ask(*words: str | Path) -> str:
        return run([reader, *words], home=home)

    expect(ask("--version") == f"readerapp {version}\n", "--version says another version")
    module = run([commands / "python", "-m", "readerapp", "--version"], home=home)
    expect(module == f"readerapp {version}\n", "python -m readerapp says another version")
    ask("add", "ferry.txt", "--quote", "waits for nobody", "--speaker", "Ada Holm")
    expect("waits for nobody" in ask("list", "ferry.txt"), "list does not show what add saved")
    read_in_a_terminal([str(reader), "ferry.txt"], home)
    quotes = [one["exact"] for one in json.loads(ask("list", "ferry.txt", "--json"))]
    expect(len(quotes) == 2, f"the reader saved no highlight; there are {quotes}")
    ask("export", "ferry.txt", "--format", "markdown", "-o", "ferry.md")
    exported = (home / "ferry.md").read_text(encoding="utf-8")
    expect(all(quote in exported for quote in quotes), "export leaves a highlight out")


def read_in_a_terminal(command: list[str], home: Path) -> None:
    """Open a document in a terminal, highlight its next quotation, and leave.

    Raises:
        AssertionError: The text is not shown, or the reader does not end, or not with 0.
    """
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home)
        os.execve(command[0], command, environment(home))
    shown = b""
    pressed = False
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:  # on Linux the end of a pty is EIO
            part = b""
        if not part:
            break
        shown += part
        if not pressed and b"said Per Aune" in shown:
            os.write(terminal, b".\rq")  # the next quotation, highlight it, leave
            pressed = True
    else:
        os.kill(pid, 9)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(terminal)
    expect(pressed, f"the reader does not show the text: {shown[-500:]!r}")
    expect(code == 0, f"the reader ends with {code}: {shown[-500:]!r}")


def environment(home: Path) -> dict[str, str]:
    """Return the variables of a person who has set nothing up."""
    return {
        "HOME": str(home),
        "LANG": os.environ.get("LANG", "en_US.UTF-8"),
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
    }


def run(command: list[str | Path], home: Path | None = None) -> str:
    """Run a command and return what it prints.

    Raises:
        AssertionError: It fails.
    """
    done = subprocess.run(
        command,
        cwd=home,
        env=environment(home) if home else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=WAIT if home else None,
    )
    words = " ".join(map(str, command))
    expect(done.returncode == 0, f"{words} ends with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def expect(condition: bool, sentence: str) -> None:
    """Raise an AssertionError with a sentence unless the condition holds."""
    if not condition:
        raise AssertionError(sentence)


if __name__ == "__main__":
    sys.exit(main())
