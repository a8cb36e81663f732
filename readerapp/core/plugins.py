"""Plug-ins: what other installed packages add, by entry points in the groups of `KINDS`.

Which packages have such entry points is read from their metadata (the file entry_points.txt, as the
PyPA specification "Entry points" defines it) and remembered, with the times of the folders on the
import path, in a file of the cache: to look costs a tenth of a millisecond, and every text that is
opened pays for it. A plug-in itself is imported when what it adds is needed.

What a plug-in does is called through `Plugin.call`: on a thread, for a limited time. One that fails
is switched off until the process ends, and its failure is said once (`take_new_failures`).
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import NamedTuple, TypeVar

from readerapp.core.errors import ReaderError
from readerapp.core.paths import has_settings, plugin_list_name

KINDS = ("formats", "importers", "exporters", "speaker_rules", "actions", "themes")
"""What a plug-in may add; the group of its entry point has `PREFIX` in front."""
PREFIX = "readerapp."
SECONDS = 5.0
"""Seconds for an import, and for an answer to a question: large libraries take two to import, and a
person who waits longer takes the program for hung."""
WORK_SECONDS = 30.0
"""Seconds for work that somebody asked for and waits for: to write an export, to read a file."""
ACTION_ID = "plugin."
"""What is in front of a plug-in's name in the id of its action, for the keymap."""
OFF_VARIABLE = "READERAPP_NO_PLUGINS"
"""The environment variable that switches all plug-ins off."""
_METADATA = (".dist-info", ".egg-info")
_LIST_VERSION = "2"
NAME_WIDTH = 40
"""The most code points of a plug-in's name or label in a sentence: half a row of a terminal."""
_REASON_WIDTH = 120
"""The most code points of the reason of a failure: with the rest of the sentence two rows."""
_Result = TypeVar("_Result")


class PluginError(ReaderError):
    """A plug-in that cannot be loaded, or fails; the message is one sentence that names it."""


class Plugin(NamedTuple):
    """An entry point of one of the groups.

    Attributes:
        kind: one of `KINDS`.
        name: the name of the entry point, and of what it adds.
        value: the "module:attribute" of what it adds.
        package: the folder of the package's metadata, such as "talk_format-1.2.dist-info".
    """

    kind: str
    name: str
    value: str
    package: str

    @property
    def distribution(self) -> str:
        """Return the name of the package as package managers write it."""
        return self.package.partition("-")[0].replace("_", "-").lower()

    @property
    def version(self) -> str:
        """Return the version of the package; empty if its metadata does not name it."""
        stem = self.package.rpartition(".")[0]
        return stem.split("-")[1] if "-" in stem else ""

    @property
    def reason_off(self) -> str:
        """Return why it is not used: switched off by the person, or failed; empty if it is used."""
        if self in _reasons:
            return _reasons[self]
        if os.environ.get(OFF_VARIABLE, "").strip() not in ("", "0"):
            return f"{OFF_VARIABLE} is set"
        off = _read_names_off()
        return "switched off in the settings" if {self.name, self.distribution} & off else ""

    def load(
        self, expected: type[_Result], check: Callable[[_Result], str] | None = None
    ) -> _Result:
        """Import what the plug-in adds, or return it if that was done before.

        Args:
            expected: the class of what it adds.
            check: returns what is wrong with it; empty if it can be used.

        Raises:
            PluginError: it cannot be imported, is no `expected`, or is wrong; or it failed before.
        """
        if self in _reasons:
            raise PluginError(self._sentence())
        if reason := self.reason_off:
            raise PluginError(f"The plug-in {make_line(self.name, NAME_WIDTH)} is off ({reason})")
        if self not in _objects:
            found = self.call(self._import)
            if not isinstance(found, expected):
                raise self.fail(f"{self.value} is no {expected.__name__}")
            if check is not None and (wrong := self.call(lambda: check(found))):
                raise self.fail(wrong)
            _objects[self] = found
        loaded = _objects[self]
        assert isinstance(loaded, expected)  # one kind has one class
        return loaded

    def call(self, job: Callable[[], _Result], seconds: float | None = None) -> _Result:
        """Return the result of a job of the plug-in, which runs on a thread of its own.

        A thread that hangs is left behind: it ends with the process.

        Args:
            job: the job.
            seconds: how long it may take; None for `SECONDS`.

        Raises:
            PluginError: it raised an exception, or did not end in time; the plug-in is off then.
            ReaderError: the plug-in itself says what a person can do.
        """
        import threading

        results: list[_Result] = []
        errors: list[BaseException] = []

        def run() -> None:
            _threads.add(threading.get_ident())
            try:
                results.append(job())
            except BaseException as error:  # noqa: BLE001 - it may raise anything
                errors.append(error)
            finally:
                _threads.discard(threading.get_ident())

        if not isinstance(sys.stdout, _Output):
            sys.stdout = _Output(sys.stdout)
        limit = SECONDS if seconds is None else min(seconds, WORK_SECONDS)
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(limit)
        if results:
            return results[0]
        if not errors:
            raise self.fail(f"no answer within {limit:g} seconds")
        if isinstance(errors[0], ReaderError):
            raise errors[0]
        raise self.fail(describe(errors[0])) from errors[0]

    def fail(self, reason: str) -> PluginError:
        """Switch the plug-in off, and return the error with the sentence that says why."""
        _reasons[self] = make_line(reason, _REASON_WIDTH)
        _new_failures.append(self)
        return PluginError(self._sentence())

    def fail_for_name(self, what: str) -> PluginError:
        """Switch the plug-in off, because something built-in has its name.

        Args:
            what: what has the name, as in "format".
        """
        return self.fail(f"{self.name} is the name of a built-in {what}")

    def _sentence(self) -> str:
        return f"The plug-in {make_line(self.name, NAME_WIDTH)} failed ({_reasons[self]})"

    def _import(self) -> object:
        module, _, attribute = self.value.partition(":")
        found: object = import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
        return found


class _Output:
    """Standard output, where what the threads of plug-ins print goes to standard error.

    What is on standard output is data: JSON, an export, the messages of the MCP server.
    """

    def __init__(self, stream: object) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        from threading import get_ident

        return getattr(sys.stderr if get_ident() in _threads else self._stream, name)


_threads: set[int] = set()  # those on which plug-ins run
_objects: dict[Plugin, object] = {}  # what was loaded
_reasons: dict[Plugin, str] = {}  # why a plug-in is off
_new_failures: list[Plugin] = []  # failures that nobody was told yet
_off_lists: dict[tuple[str, int], frozenset[str]] = {}  # by path and time of the settings
_lists: dict[str, tuple[Plugin, ...]] = {}  # by the stamp of the import path
_lists_to_save: dict[str, tuple[Plugin, ...]] = {}  # those that `save_list` has to save


def list_plugins(kind: str) -> tuple[Plugin, ...]:
    """Return the plug-ins of a kind that are switched on and have not failed."""
    return tuple(one for one in list_installed(kind) if not one.reason_off)


def list_installed(kind: str) -> tuple[Plugin, ...]:
    """Return the plug-ins of a kind; of several with one name, the first on the import path."""
    return tuple(one for one in _list_all() if one.kind == kind)


def find_installed(kind: str, name: str) -> Plugin | None:
    """Return the plug-in of a kind with this name; None if there is none."""
    return next((one for one in list_installed(kind) if one.name == name), None)


def take_new_failures() -> list[str]:
    """Return a sentence for each failure that nobody was told yet; the caller says them now."""
    sentences = [one._sentence() for one in _new_failures]
    _new_failures.clear()
    return sentences


def mark_reported(errors: Sequence[ReaderError]) -> None:
    """Note that failures are said by other means, as in the losses of a document."""
    said = set(map(str, errors))
    _new_failures[:] = [one for one in _new_failures if one._sentence() not in said]


def describe(error: BaseException) -> str:
    """Return what an exception says, on one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def make_line(text: str, width: int) -> str:
    """Return the start of a text in one line of signs that can be printed.

    Args:
        text: any text.
        width: the most code points.
    """
    line = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * width])
    line = " ".join(line.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _read_names_off() -> frozenset[str]:
    """Return the names of plug-ins and packages that the settings switch off.

    Only asked where a plug-in is installed: settings are read after the first page otherwise. A
    mistake in them is said where they are loaded.
    """
    if not has_settings():
        return frozenset()
    from readerapp.core.paths import settings_path
    from readerapp.core.settings import load_settings

    path = str(settings_path())
    stamp = path, _time_of(path)
    if stamp not in _off_lists:
        try:
            _off_lists[stamp] = frozenset(load_settings().plugins.get("off", ()))
        except ReaderError:
            _off_lists[stamp] = frozenset()
    return _off_lists[stamp]


def _list_all() -> tuple[Plugin, ...]:
    folders = _trusted_folders()
    stamp = "\n".join([_LIST_VERSION, *(f"{_time_of(folder)} {folder}" for folder in folders)])
    if stamp not in _lists:
        plugins = _load_list(stamp)
        if plugins is None:
            first = {(one.kind, one.name): one for one in reversed([*_scan(folders)])}
            plugins = tuple(reversed(first.values()))
            _lists_to_save[stamp] = plugins
        _lists[stamp] = plugins
    return _lists[stamp]


def _trusted_folders() -> list[str]:
    """Return the folders of the import path whose packages may add something.

    The working folder is none of them: `python -m` puts it there, and it may hold other people's
    files.
    """
    try:
        here = os.getcwd()
    except OSError:  # it was deleted
        here = ""
    return [folder for folder in sys.path if folder not in ("", here)]


def _time_of(folder: str) -> int:
    """Return the time of change of a folder in nanoseconds; 0 if there is none."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


def _scan(folders: Sequence[str]) -> Iterator[Plugin]:
    """Yield the entry points of the groups in the metadata of the packages in `folders`."""
    for folder in folders:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            if name.endswith(_METADATA):
                try:
                    with open(f"{folder}/{name}/entry_points.txt", encoding="utf-8") as file:
                        written = file.read()
                except (OSError, ValueError):
                    continue
                if PREFIX in written:
                    yield from (Plugin(*entry, name) for entry in _parse_entry_points(written))


def _parse_entry_points(written: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and value of the entry points of the groups in a file entry_points.txt."""
    kind = ""
    for line in map(str.strip, written.splitlines()):
        if line.startswith("["):
            group = line.strip("[]").strip()
            kind = group.removeprefix(PREFIX) if group.startswith(PREFIX) else ""
        elif kind in KINDS and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield kind, name.strip(), value.partition("[")[0].strip()  # without extras


def _load_list(stamp: str) -> tuple[Plugin, ...] | None:
    """Return the remembered list; None if it is of another import path, or of other times."""
    try:
        with open(plugin_list_name(), encoding="utf-8", errors="surrogateescape") as file:
            head, _, rest = file.read().partition("\n\n")
        entries = [line.split("\t") for line in rest.splitlines()]
        return tuple(Plugin(*entry) for entry in entries) if head == stamp else None
    except (OSError, TypeError):
        return None


def save_list() -> None:
    """Remember the list that was made; if that fails, it is made again at the next start.

    Called once the first page is on the screen: this loads modules that are not needed for it.
    """
    try:
        stamp, plugins = _lists_to_save.popitem()
    except KeyError:
        return
    from pathlib import Path

    from readerapp.core.atomic_write import make_folder, write_private

    lines = "".join("\t".join(plugin) + "\n" for plugin in plugins)
    path = Path(plugin_list_name())
    try:
        make_folder(path.parent)
        write_private(path, f"{stamp}\n\n{lines}".encode("utf-8", "surrogateescape"))
    except OSError:
        return
