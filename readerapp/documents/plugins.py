"""Format plug-ins: the formats of installed packages, by the entry point group `readerapp.formats`.

An entry point names a `Format`, the record that the built-in formats have too. Which packages have
such an entry point is read from their metadata (the file entry_points.txt, as the PyPA
specification "Entry points" defines it) and remembered, with the times of the folders on the import
path, in a file of the cache: to look costs a tenth of a millisecond, and every text that is opened
pays for it. A plug-in itself is imported when a file is opened that no built-in format recognises
by its content.
"""

# Loaded before the first page: no dataclasses, no pathlib (docs/architecture.md).
from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from readerapp.core.errors import ReaderError
from readerapp.core.paths import plugin_list_name
from readerapp.documents.format import DocumentInput, Format
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from readerapp.documents.document import Document

GROUP = "readerapp.formats"
"""The group of entry points."""
SECONDS = 5.0
"""Seconds in which a plug-in must be imported, and in which it must recognise a file or not."""
_METADATA = (".dist-info", ".egg-info")
_LIST_VERSION = "1"
_NAME_WIDTH = 40
_REASON_WIDTH = 120
_Result = TypeVar("_Result")


class PluginError(ReaderError):
    """A plug-in that cannot be loaded, or fails; the message is one sentence that names it."""


class Plugin(NamedTuple):
    """An entry point of the group.

    Attributes:
        name: the name of the entry point, and of the format.
        value: the "module:attribute" of the `Format`.
        package: the folder of the package's metadata, such as "talk-1.2.dist-info".
    """

    name: str
    value: str
    package: str

    def load(self) -> Format:
        """Import the format, or return it if that was done before.

        Raises:
            PluginError: it cannot be imported, or is no `Format`.
        """
        if self not in _loaded:
            try:
                _loaded[self] = _within_time(self, self._import)
            except PluginError as error:
                _loaded[self] = error
        loaded = _loaded[self]
        if isinstance(loaded, PluginError):
            raise loaded
        return loaded

    def recognises(self, source: DocumentInput) -> bool:
        """Return whether the plug-in takes the input.

        Raises:
            PluginError: it cannot be loaded, or fails.
        """
        kind = self.load()
        return bool(_within_time(self, lambda: kind.recognises(source)))

    def open(
        self, source: DocumentInput, open_as: Callable[[Format, DocumentInput], Document]
    ) -> Document:
        """Return the document that the plug-in makes of the input.

        Args:
            source: the input.
            open_as: opens an input in a format, perhaps from the cache.

        Raises:
            PluginError: it fails.
            ReaderError: the plug-in says that the input cannot be read.
        """
        from readerapp.documents.document import Document

        kind = self.load()
        try:
            made: object = open_as(kind, source)
        except ReaderError:
            raise
        except (Exception, SystemExit) as error:
            raise self.failure(_describe(error)) from error
        if not isinstance(made, Document):
            raise self.failure(f"it made {type(made).__name__}, not a document")
        return made

    def failure(self, reason: str) -> PluginError:
        """Return the error with the sentence that this plug-in fails, and why."""
        name = sanitize_label(self.name, _NAME_WIDTH)
        return PluginError(f"The plug-in {name} failed ({sanitize_label(reason, _REASON_WIDTH)})")

    def _import(self) -> Format:
        module, _, attribute = self.value.partition(":")
        found: object = import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
        if not isinstance(found, Format):
            raise TypeError(f"{self.value} is no Format")
        return found._replace(name=self.name)


_loaded: dict[Plugin, Format | PluginError] = {}
_listed: dict[str, tuple[Plugin, ...]] = {}  # by the stamp of the import path
_unsaved: dict[str, tuple[Plugin, ...]] = {}  # those that `save_list` has to save


def list_plugins() -> tuple[Plugin, ...]:
    """Return the entry points of the group; of several with one name, the first on the path."""
    folders = _trusted_folders()
    stamp = "\n".join([_LIST_VERSION, *(f"{_time_of(folder)} {folder}" for folder in folders)])
    if stamp not in _listed:
        plugins = _load_list(stamp)
        if plugins is None:
            plugins = tuple(
                {plugin.name: plugin for plugin in reversed([*_scan(folders)])}.values()
            )
            _unsaved[stamp] = plugins
        _listed[stamp] = plugins
    return _listed[stamp]


def _trusted_folders() -> list[str]:
    """Return the folders of the import path whose packages may add formats.

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
    """Yield the entry points of the group in the metadata of the packages in `folders`."""
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
                if GROUP in written:
                    yield from (Plugin(*entry, name) for entry in _parse_entry_points(written))


def _parse_entry_points(written: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of the entry points of the group in a file entry_points.txt."""
    section = ""
    for line in map(str.strip, written.splitlines()):
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif section == GROUP and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield name.strip(), value.partition("[")[0].strip()  # without extras


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
        stamp, plugins = _unsaved.popitem()
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


def _within_time(plugin: Plugin, job: Callable[[], _Result]) -> _Result:
    """Return the result of a job of a plug-in, which runs on a thread of its own.

    A thread that hangs is left behind: it ends with the process.

    Raises:
        PluginError: it raised an exception, or did not end within `SECONDS`.
    """
    import threading

    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(job())
        except BaseException as error:  # noqa: BLE001 - it may raise anything
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(SECONDS)
    if results:
        return results[0]
    reason = _describe(errors[0]) if errors else f"no answer within {SECONDS:g} seconds"
    raise plugin.failure(reason)


def _describe(error: BaseException) -> str:
    """Return what an exception says, on one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
