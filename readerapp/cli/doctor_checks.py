"""What `readerapp doctor` looks at: the installation, the terminal, the store and more.

Each check generates `Diagnosis` rows: a state, a subject, one sentence, and what to do. A check
changes nothing.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from readerapp import __version__
from readerapp.core.errors import ReaderError
from readerapp.core.installation import extras_command, repair_command
from readerapp.core.paths import abbreviate_home, app_folder
from readerapp.text.phrases import count_noun, with_full_stop

if TYPE_CHECKING:
    from readerapp.cli.config_command import SettingsReport

State = Literal["ok", "note", "fix"]
"""`note` can be better, `fix` must be mended: something does not work, or words may be lost."""

_LOW_SPACE = 100 << 20
"""Free bytes of a disk below which it may be full during the next hours of work."""
_SLOW_ESCAPE = 100
"""Milliseconds of tmux's `escape-time` from which Esc feels slow: the reader waits as long itself.
"""
_GIT_TIMEOUT = 2.0
"""Seconds after which a git that does not tell its version is treated as missing."""
_EXTRAS = {
    "mcp": "`readerapp mcp`",
    "pandas": "`to_dataframe` of the Python interface",
    "xlsx": "`export --format xlsx`",
}
"""What needs an extra of the package."""
_EXTRA = re.compile(r"""extra\s*==\s*["']([\w-]+)["']""")


class Diagnosis(NamedTuple):
    """A row of the report.

    Attributes:
        state: Whether it is right, can be better, or must be mended.
        subject: What it is about.
        sentence: What was found.
        advice: What to do; empty for nothing.
    """

    state: State
    subject: str
    sentence: str
    advice: str = ""


class DoctorInput(NamedTuple):
    """What the checks are about.

    Attributes:
        settings: The settings file and its mistakes.
        store: The folder of the store.
        environment: The environment variables.
    """

    settings: SettingsReport
    store: Path
    environment: Mapping[str, str] = os.environ


def diagnose(inputs: DoctorInput) -> Iterator[Diagnosis]:
    """Generate all rows; a check that fails itself is a row, too."""
    for subject, check in CHECKS.items():
        try:
            yield from check(inputs)
        except (ReaderError, OSError) as error:
            yield Diagnosis("fix", subject, with_full_stop(str(error)))
        except ModuleNotFoundError as error:  # _check_packages says what to do
            yield Diagnosis("fix", subject, f"The package {error.name} is missing.")


def _check_python(_: DoctorInput) -> Iterator[Diagnosis]:
    version, where = platform.python_version(), abbreviate_home(sys.prefix)
    yield Diagnosis("ok", "readerapp", f"{__version__}, with Python {version} in {where}.")


def _check_packages(_: DoctorInput) -> Iterator[Diagnosis]:
    """Check the versions of the packages that are needed, and name the extras."""
    try:
        required = metadata.requires("readerapp") or []
    except metadata.PackageNotFoundError:
        sentence = "This copy is not installed, so its packages cannot be checked."
        yield Diagnosis("note", "Packages", sentence, "In a checkout, `make run` installs it.")
        return
    found, extras = list[str](), dict[str, bool]()
    wrong, needed = list[str](), list[str]()
    for line in required:
        name, least, marker = parse_requirement(line)
        version = _version(name)
        if extra := _EXTRA.search(marker):
            extras[extra[1]] = bool(version)
        elif version and not is_older(version, least):
            found.append(f"{name} {version}")
        elif not marker:  # the others are not for every system
            wrong.append(f"{name} {least} is needed, {version or 'none'} is there")
            needed.append(line.partition(";")[0].strip())
    if wrong:
        yield Diagnosis("fix", "Packages", f"{'; '.join(wrong)}.", repair_command(needed))
    yield Diagnosis("ok", "Packages", f"{', '.join(found)}.")
    missing = [name for name, is_there in extras.items() if not is_there]
    if missing:
        uses = ", ".join(
            f"{_EXTRAS[name]} ({name})" if name in _EXTRAS else name for name in missing
        )
        sentence = f"Not installed is what only these need: {uses}."
        yield Diagnosis("ok", "Extras", sentence, extras_command(*missing))
    elif extras:
        yield Diagnosis("ok", "Extras", f"{', '.join(extras)} are installed.")


def parse_requirement(line: str) -> tuple[str, str, str]:
    """Return name, lowest version and marker of a requirement in a package's metadata.

    >>> parse_requirement("textual<9,>=8.2.8"), parse_requirement('mcp>=2.0; extra == "mcp"')
    (('textual', '8.2.8', ''), ('mcp', '2.0', ' extra == "mcp"'))
    """
    rest, _, marker = line.partition(";")
    name = re.match(r"[\w.-]+", rest.strip())
    least = re.search(r">=\s*([0-9.]+)", rest)
    return name[0] if name else rest, least[1] if least else "", marker.rstrip()


def is_older(version: str, least: str) -> bool:
    """Return whether a version is lower than another one, by its numbers.

    >>> is_older("8.2.8", "8.10"), is_older("1.0.post1", "1.0"), is_older("2.0", "")
    (True, False, False)
    """

    def numbers(text: str) -> list[int]:
        release = re.match(r"[0-9.]*", text)
        return [int(part) for part in (release[0] if release else "").split(".") if part]

    return numbers(version) < numbers(least)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _check_terminal(inputs: DoctorInput) -> Iterator[Diagnosis]:
    from readerapp.cli.check_command import describe_terminal

    environment = inputs.environment
    terminal = describe_terminal(environment)
    if not terminal.columns:
        sentence = "Standard output is no terminal, so its size and colours are not known."
        yield Diagnosis("note", "Terminal", sentence, "Run this in the terminal that you read in.")
    else:
        size = f"{terminal.columns}x{terminal.rows}"
        kind = terminal.term or "no TERM"
        yield Diagnosis("ok", "Terminal", f"{kind}, {size}, {terminal.colours} colours.")
        few = "COLORTERM" not in environment and not environment.get("NO_COLOR")
        if few and terminal.colours != "16 million":
            advice = "If your terminal has 16 million: export COLORTERM=truecolor"
            yield Diagnosis("note", "Colours", "COLORTERM is not set.", advice)
    if terminal.problem:
        yield _split("fix", "Terminal", terminal.problem)
    else:
        yield Diagnosis("ok", "Locale", f"The encoding is {terminal.encoding}.")
    if terminal.ssh:
        yield Diagnosis("ok", "SSH", "This is an SSH session.", "`ssh -C` makes it faster.")


def _split(state: State, subject: str, sentence: str) -> Diagnosis:
    """Return the row for a sentence whose second half says what to do."""
    what, _, advice = sentence.partition("; ")
    return Diagnosis(state, subject, with_full_stop(what), advice[:1].upper() + advice[1:])


def _check_tmux(inputs: DoctorInput) -> Iterator[Diagnosis]:
    environment = inputs.environment
    if "TMUX" not in environment:
        if environment.get("TERM", "").startswith(("tmux", "screen")):
            sentence = "This session runs inside tmux or screen, perhaps on your own computer."
            yield Diagnosis("note", "tmux", sentence, "For copies, there: set -s set-clipboard on")
        return
    from readerapp.interchange.clipboard.tmux import ask_server

    names = ("set-clipboard", "escape-time", "focus-events")
    options = {name: ask_server(environment, "show-options", "-sv", name).strip() for name in names}
    version = ask_server(environment, "-V").strip() or "tmux"
    values = ", ".join(f"{name} {value or 'unknown'}" for name, value in options.items())
    yield Diagnosis("ok", "tmux", f"{version}: {values}.")
    if options["set-clipboard"] == "off":
        sentence = "set-clipboard is off, so copies stay in tmux."
        yield Diagnosis("note", "tmux", sentence, _in_tmux("set-clipboard on"))
    delay = options["escape-time"]
    if delay.isdigit() and int(delay) > _SLOW_ESCAPE:
        sentence = f"tmux holds Esc back for {delay} ms."
        yield Diagnosis("note", "tmux", sentence, _in_tmux("escape-time 10"))


def _in_tmux(option: str) -> str:
    return f"In ~/.tmux.conf: set -s {option}"


def _check_clipboard(inputs: DoctorInput) -> Iterator[Diagnosis]:
    from readerapp.interchange.clipboard.routes import clipboard_route, try_route

    route = clipboard_route(inputs.environment)
    state: State = "note" if route.name == "file" else "ok"
    yield Diagnosis(state, "Clipboard", f"{route.why} {try_route(inputs.environment)}")


def _check_store(inputs: DoctorInput) -> Iterator[Diagnosis]:
    from readerapp.annotations.write_buffer import list_spilled_documents
    from readerapp.store import Store, check

    health, problem = check(inputs.store), Store(inputs.store).problem
    documents = count_noun(health.documents, "document")
    annotations = count_noun(health.annotations, "annotation")
    count = f"{inputs.store}: {documents}, {annotations}"
    yield Diagnosis("ok", "Store", f"{count}, {count_noun(len(health.backups), 'backup')}.")
    if problem:
        what, _, advice = problem.partition(". ")
        yield Diagnosis("fix", "Store", with_full_stop(what), advice)
    for finding in health.findings:
        name = "" if finding.sentence.startswith(finding.file) else f"{finding.file}: "
        advice = "readerapp check --repair"
        state: State = "note" if finding.is_note else "fix"
        yield Diagnosis(state, "Store", f"{name}{finding.sentence}", advice)
    for kept in health.kept:
        sentence = f"{kept} is a copy of a damaged file."
        yield Diagnosis("note", "Store", sentence, "Delete it if you do not need it.")
    for one in list_spilled_documents(inputs.store):
        noun = count_noun(one.annotations, "annotation")
        sentence = f"{noun} of {one.title} could not be saved, and wait in {one.folder}."
        yield Diagnosis("fix", "Store", sentence, "Open the document: that saves them.")


def _check_settings(inputs: DoctorInput) -> Iterator[Diagnosis]:
    report = inputs.settings
    path = abbreviate_home(str(report.path))
    if report.text is None and not report.mistakes:
        sentence = f"There is no {path}, so the defaults are in force."
        yield Diagnosis("ok", "Settings", sentence, "readerapp config --write")
    elif not report.mistakes:
        yield Diagnosis("ok", "Settings", f"{path} has no mistakes.")
    for mistake in report.mistakes:
        yield Diagnosis("fix", "Settings", mistake, "Correct it, then: readerapp config --check")


def _check_git(_: DoctorInput) -> Iterator[Diagnosis]:
    git = shutil.which("git")
    if git is None:
        sentence = "git is not installed; only `readerapp sync` needs it."
        yield Diagnosis("note", "git", sentence, "Install git to share annotations.")
        return
    try:
        done = subprocess.run(  # noqa: S603 - the git that `sync` runs
            [git, "--version"], capture_output=True, timeout=_GIT_TIMEOUT, check=True
        )
    except (OSError, subprocess.SubprocessError):
        yield Diagnosis("fix", "git", f"{git} does not tell its version.", "Install git again.")
        return
    version = done.stdout.decode("utf-8", "replace").strip()
    yield Diagnosis("ok", "git", f"{version}, for `readerapp sync`.")


def _check_editor(inputs: DoctorInput) -> Iterator[Diagnosis]:
    command = inputs.environment.get("VISUAL") or inputs.environment.get("EDITOR") or ""
    program = command.split(maxsplit=1)[0] if command.strip() else ""
    if not program:
        sentence = "Neither VISUAL nor EDITOR is set; F4 opens a note in it."
        yield Diagnosis("note", "Editor", sentence, "For example: export EDITOR=vim")
    elif shutil.which(program, path=inputs.environment.get("PATH")) is None:
        sentence = f"The editor {program} was not found."
        yield Diagnosis("note", "Editor", sentence, "Correct VISUAL or EDITOR.")
    else:
        yield Diagnosis("ok", "Editor", f"F4 opens a note in {program}.")


def _check_folders(inputs: DoctorInput) -> Iterator[Diagnosis]:
    """Check that what the program stores can be stored, and that there is room."""
    folders = {
        "settings": app_folder("config"),
        "data": app_folder("data"),
        "state": app_folder("state"),
        "cache": app_folder("cache"),
        "store": inputs.store,
    }
    free = {}
    for name, folder in folders.items():
        there = next(path for path in (folder, *folder.parents) if path.exists())
        free[name] = shutil.disk_usage(there).free
        if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)) and name != "store":
            sentence = f"{folder} (your {name}) cannot be written."
            advice = f"Change the permissions of {there}."
            yield Diagnosis("note" if name == "settings" else "fix", "Folders", sentence, advice)
        if free[name] < _LOW_SPACE:
            sentence = f"{free[name] >> 20} MB are free for your {name} in {folder}."
            yield Diagnosis("fix", "Disk", sentence, "Make room before you go on.")
    least = min(free.values()) >> 20
    where = ", ".join(f"{name} {abbreviate_home(str(path))}" for name, path in folders.items())
    yield Diagnosis("ok", "Folders", f"{where}; {least:,} MB are free.")


def _check_plugins(inputs: DoctorInput) -> Iterator[Diagnosis]:
    from readerapp.cli.plugins_command import examine_plugins

    reports = examine_plugins(inputs.settings.settings.keys)
    working = [one.name for one in reports if one.state == "works"]
    if working:
        yield Diagnosis("ok", "Plug-ins", f"{', '.join(working)}.")
    for one in reports:
        if one.state == "failed":
            sentence = f"{one.name} of {one.package} cannot be used: {one.reason}"
            advice = (
                f'Update or remove the package, or in the settings: [plugins] off = ["{one.name}"]'
            )
            yield Diagnosis("fix", "Plug-ins", with_full_stop(sentence), advice)
        elif one.state == "off":
            yield Diagnosis("ok", "Plug-ins", with_full_stop(f"{one.name} is off: {one.reason}"))
    if not reports:
        yield Diagnosis("ok", "Plug-ins", "None are installed.")


def _check_completion(inputs: DoctorInput) -> Iterator[Diagnosis]:
    from readerapp.cli.completion import SCRIPTS, install_command, login_shell

    shell = login_shell(inputs.environment)
    if shell not in SCRIPTS:
        sentence = "Your login shell is none of bash, zsh and fish, so nothing completes."
        yield Diagnosis("ok", "Completion", sentence)
        return
    found = _find_completion(shell, SCRIPTS[shell])
    if found is not None:
        yield Diagnosis("ok", "Completion", f"{shell} has it from {abbreviate_home(str(found))}.")
    else:
        sentence = f"No script for {shell} was found."
        yield Diagnosis("note", "Completion", sentence, install_command(shell))


_SYSTEM_SCRIPTS = {
    "bash": "/usr/share/bash-completion/completions/readerapp",
    "zsh": "/usr/share/zsh/site-functions/_readerapp",
    "fish": "/usr/share/fish/vendor_completions.d/readerapp.fish",
}
"""Where a package of the system puts the script of a shell, below /usr or /usr/local."""
_START_FILES = {
    "bash": ("~/.bashrc", "~/.bash_profile", "~/.bash_completion"),
    "zsh": ("~/.zshrc",),
    "fish": ("~/.config/fish/config.fish",),
}
"""Files that a shell reads when it starts, which may load the script."""
_MENTIONS = (
    "readerapp completion",
    "readerapp-completion",
    "register-python-argcomplete readerapp",
)


def _find_completion(shell: str, own: str) -> Path | None:
    """Return the file from which a shell knows how to complete; None if none is found.

    Args:
        shell: The name of the shell.
        own: Where a person's own script is.
    """
    system = _SYSTEM_SCRIPTS[shell]
    for name in (own, system, system.replace("/usr/", "/usr/local/")):
        path = Path(name).expanduser()
        if path.is_file():
            return path
    for name in _START_FILES[shell]:
        path = Path(name).expanduser()
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if any(words in text for words in _MENTIONS):
            return path
    return None


CHECKS: Mapping[str, Callable[[DoctorInput], Iterator[Diagnosis]]] = {
    "readerapp": _check_python,
    "Packages": _check_packages,
    "Terminal": _check_terminal,
    "tmux": _check_tmux,
    "Clipboard": _check_clipboard,
    "Settings": _check_settings,
    "Store": _check_store,
    "Folders": _check_folders,
    "git": _check_git,
    "Editor": _check_editor,
    "Plug-ins": _check_plugins,
    "Completion": _check_completion,
}
"""The checks by what they are about, in the order of the report."""
