"""Isolation of every test: nothing of the machine or its user, and no network."""

import gc
import importlib
import itertools
import os
import pkgutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

import readerapp

pytest_plugins = [
    "tests.made_documents",
    "tests.made_plugins",
    "tests.page_server",
    "tests.sessions",
]

ROOT = Path(__file__).resolve().parents[1]
SCREEN = {"ui", "e2e"}

# Variables of the user's session about screens, shells and clipboards; the code under test must not
# see them. They are removed before anything imports Textual, which reads its settings at import.
FOREIGN = ("READERAPP_", "TEXTUAL", "XDG_", "SSH_", "TMUX", "WAYLAND_", "GIT_", "LC_")
FOREIGN_NAMES = (
    *("COLORTERM", "COLUMNS", "DISPLAY", "EDITOR", "FORCE_COLOR", "LANG", "LINES"),
    *("NO_COLOR", "PYTHONIOENCODING", "STY", "VISUAL", "WSL_DISTRO_NAME"),
    "PYTHONDONTWRITEBYTECODE",  # every program that a test starts would compile all of it anew
)


def _clean_environment() -> None:
    for name in list(os.environ):
        if name.startswith(FOREIGN) or name in FOREIGN_NAMES:
            del os.environ[name]
    os.environ.update(TERM="xterm-256color", LANG="C.UTF-8")


_clean_environment()


def _use_memory_for_files() -> None:
    """Put the temporary folders into memory where Linux has it, for tests wait a lot for the disk.

    What is durable is tested with system calls that are recorded, not with the disk of a machine.
    """
    memory = Path("/dev/shm")
    least = 2 * 1024**3  # bytes; a whole run leaves some 300 MB
    if not os.access(memory, os.W_OK) or "TMPDIR" in os.environ:
        return
    status = os.statvfs(memory)
    if status.f_bavail * status.f_frsize >= least and not status.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(memory)


_use_memory_for_files()

# Random examples depend on the test alone: a run that was green here is green everywhere, and one
# that is red can be repeated. `pytest --hypothesis-profile explore` draws anew each time and keeps
# what it finds.
settings.register_profile(
    "readerapp",
    max_examples=30,  # the same ones in every run: more of them find nothing that these do not
    deadline=None,  # a busy machine must not turn a property test red
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile(
    "explore",
    settings.get_profile("readerapp"),
    max_examples=200,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(ROOT / ".hypothesis" / "examples"),
)
settings.load_profile("readerapp")

# Hypothesis also draws constants of the modules that are loaded, and those would depend on which
# tests came before; so all are.
for _module in pkgutil.walk_packages(readerapp.__path__, "readerapp."):
    if not _module.name.endswith("__main__"):
        importlib.import_module(_module.name)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="take the screens as they look now for right: tests/ui/snapshots",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run long tests first, so that no process ends alone with one; limit the cost of coverage.

    Coverage makes code two or three times slower. It is off in tests with thousands of cases and
    in tests of the screen: every line of a package must have a test of that package.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        # An attribute, as the function of that name is missing in the lowest Hypothesis allowed.
        is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        many = item.get_closest_marker("slow") or is_property
        if many or SCREEN & {*item.path.parts}:
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Exclude the objects that exist now, some 400,000, from garbage collection.

    Traversing them again and again takes a tenth of the time of all tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


MAX_OPEN_FILES = 400
"""Open files of one test process; `select` takes no file whose number is above 1023."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fail a test that leaves hundreds of files open, instead of an unrelated one after it."""
    yield
    if len(os.listdir("/dev/fd")) > MAX_OPEN_FILES:
        gc.unfreeze()  # the app excludes from collection what it has made until its first frame
        gc.collect()
        gc.freeze()
        left = len(os.listdir("/dev/fd"))
        assert left < MAX_OPEN_FILES, f"{item.nodeid} or a test before it leaves {left} files open"


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield new paths below one folder; tmp_path would scan all of them for each test."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create an empty home folder for each test, with an empty working folder in it.

    So `./annotations` of the checkout is never the store of a test.
    """
    folder = next(_homes)
    work = folder / "work"
    work.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    for name, place in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
    }.items():
        monkeypatch.setenv(name, str(folder / place))
    # The reader's folder if the home folder is full. It does not affect the temporary files of the
    # tests themselves: pytest has chosen its folder by now.
    spare = folder.with_name(f"{folder.name}-tmp")
    spare.mkdir()
    monkeypatch.setenv("TMPDIR", str(spare))
    # git refuses to commit without a name, and must not take the machine's.
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.chdir(work)
    return folder


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow only sockets between processes of this machine (AF_UNIX)."""
    for name in ("connect", "connect_ex", "bind", "sendto", "sendmsg"):
        allowed = getattr(socket.socket, name)

        def guarded(
            self: socket.socket, *args: object, allowed=allowed, name=name, **kwargs: object
        ) -> object:
            assert self.family == socket.AF_UNIX, f"a test wants the network: {name}{args}"
            return allowed(self, *args, **kwargs)

        monkeypatch.setattr(socket.socket, name, guarded)

    def refused(*args: object, **kwargs: object) -> object:
        raise AssertionError(f"a test asks for an address: {args}")

    monkeypatch.setattr(socket, "getaddrinfo", refused)
