"""A lock names every package that set-up needs, so that it resolves no dependencies.

Set-up installs with --no-deps: what a lock leaves out would be missing on a new machine, or be
taken in its newest release, which nobody has tried.
"""

import itertools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = {
    "requirements.lock": ["build"],
    "requirements-dev.lock": ["dev"],
    "requirements-lowest.lock": ["build", "test"],
}
"""Each lock of what runs here, and its dependency groups in addition to what the program needs."""
SITE = "requirements-docs.lock"
"""The lock of the site, in an environment of its own; set-up there asks pip what is missing."""

Lock = Mapping[str, Sequence[Requirement]]
"""What a lock names, by canonical name: a version, or one for each of some ranges of Python."""

Requires = Callable[[str], Sequence[Requirement]]
"""What an installed package requires."""


def environments() -> Iterator[dict[str, str]]:
    """Return the values of markers on every platform that the README names."""
    linux = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux"}
    mac = {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin"}
    machines = ((linux, "x86_64"), (linux, "aarch64"), (mac, "x86_64"), (mac, "arm64"))
    for minor, (system, processor) in itertools.product(range(11, 15), machines):
        yield {
            **{name: str(value) for name, value in default_environment().items()},
            **system,
            "platform_machine": processor,
            "python_version": f"3.{minor}",
            "python_full_version": f"3.{minor}.0",
            "implementation_version": f"3.{minor}.0",
        }


def lock_of(text: str) -> dict[str, list[Requirement]]:
    """Return the packages that a lock file names, without the hashes."""
    lock: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        if re.match(r"\w", line):
            pin = Requirement(line.rstrip(" \\"))
            lock.setdefault(canonicalize_name(pin.name), []).append(pin)
    return lock


def pins_on(lock: Lock, machine: Mapping[str, str]) -> dict[str, Requirement]:
    """Return the versions that a lock names for one platform."""
    return {
        name: pin
        for name, pins in lock.items()
        for pin in pins
        if not pin.marker or pin.marker.evaluate({**machine})
    }


def this_machine() -> dict[str, str]:
    """Return the values of markers where the tests run."""
    return {name: str(value) for name, value in default_environment().items()}


@cache
def requires(name: str) -> list[Requirement]:
    """Return what an installed package requires; nothing if it is not installed.

    A lock also names what only other systems need: that is looked at when the tests run there.
    """
    try:
        return [Requirement(text) for text in metadata.distribution(name).requires or ()]
    except metadata.PackageNotFoundError:
        return []


def wanted(groups: Iterable[str]) -> Iterator[Requirement]:
    """Return what the project itself requires."""
    yield from map(Requirement, PROJECT["project"]["dependencies"])
    yield from map(Requirement, PROJECT["build-system"]["requires"])
    for group in groups:
        for one in PROJECT["dependency-groups"][group]:
            if isinstance(one, str):
                yield Requirement(one)
            else:
                yield from wanted([one["include-group"]])


def unmet(lock: Lock, roots: Iterable[Requirement], requires: Requires = requires) -> set[str]:
    """Return the requirements that a lock does not meet on some platform, as sentences."""
    return {one for machine in environments() for one in unmet_on(machine, lock, roots, requires)}


def unmet_on(
    machine: Mapping[str, str],
    lock: Lock,
    roots: Iterable[Requirement],
    requires: Requires = requires,
) -> Iterator[str]:
    """Return the requirements that a lock does not meet on one platform."""
    here = pins_on(lock, machine)
    pending = [("the project", one, "") for one in roots]
    for name, pin in here.items():
        pending += [(name, one, extra) for one in requires(name) for extra in ("", *pin.extras)]
    extras_seen = set()
    while pending:
        who, one, extra = pending.pop()
        if one.marker and not one.marker.evaluate({**machine, "extra": extra}):
            continue
        name = canonicalize_name(one.name)
        if name not in here:
            yield f"{who} requires {one}, which is not in the lock"
            continue
        [version] = [pinned.version for pinned in here[name].specifier]
        if not one.specifier.contains(version, prereleases=True):
            yield f"{who} requires {one}, and the lock has {version}"
        for more in one.extras - {known for other, known in extras_seen if other == name}:
            extras_seen.add((name, more))
            pending += [(name, required, more) for required in requires(name)]


def is_installed(lock: Lock) -> bool:
    """Return whether the installed packages are those of a lock: else requirements are unknown."""
    for name, pin in pins_on(lock, this_machine()).items():
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            return False
        if not pin.specifier.contains(version, prereleases=True):
            return False
    return True


def read(name: str) -> dict[str, list[Requirement]]:
    return lock_of((ROOT / name).read_text("utf-8"))


def test_what_runs_here_is_what_a_lock_names() -> None:
    assert any(is_installed(read(name)) for name in LOCKS), "set up anew: make test"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_meets_every_requirement(name: str) -> None:
    lock = read(name)
    if not is_installed(lock):
        pytest.skip("other versions are installed; set-up tests those")
    assert unmet(lock, [*wanted(LOCKS[name])]) == set()


def test_the_lowest_versions_are_those_of_the_project() -> None:
    """Make lock follows a bound that is lowered, too."""
    lock = read("requirements-lowest.lock")
    for one in wanted(LOCKS["requirements-lowest.lock"]):
        [lowest] = [bound.version for bound in one.specifier if bound.operator == ">="]
        [pin] = lock[canonicalize_name(one.name)]
        assert pin.specifier.contains(lowest), f"make lock: {one}"


def test_the_lock_of_the_site_names_what_the_site_is_built_with() -> None:
    lock = read(SITE)
    for one in map(Requirement, PROJECT["dependency-groups"]["docs"]):
        [pin] = lock[canonicalize_name(one.name)]
        [version] = [pinned.version for pinned in pin.specifier]
        assert one.specifier.contains(version), f"make lock: {one}"
    assert "textual" not in lock


@pytest.mark.parametrize("name", [*LOCKS, SITE])
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    """Of every file that may be installed, whichever index it comes from."""
    entries = re.split(r"\n(?=\w)", (ROOT / name).read_text("utf-8"))[1:]
    assert entries
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]
    assert not [entry for entry in entries if "://" in entry or "--index" in entry]


def test_every_package_that_a_lock_leaves_out_is_reported() -> None:
    """The tests above rest on it."""
    name = next(name for name in LOCKS if is_installed(read(name)))
    lock, roots = read(name), [*wanted(LOCKS[name])]
    machine = this_machine()
    for gone in pins_on(lock, machine):
        rest = {name: pins for name, pins in lock.items() if name != gone}
        assert any(unmet_on(machine, rest, roots)), gone


WORLD = {
    "program": ["tool[fast]>=2", 'macpart; sys_platform == "darwin"'],
    "tool": ['engine>=1; extra == "fast"', 'old; python_version < "3.13" and extra == "fast"'],
    "engine": [],
    "macpart": [],
    "old": [],
}
COMPLETE = "program==1\ntool[fast]==2.1 \\\n    --hash=sha256:00\nengine==1\nmacpart==1\nold==1"


@pytest.mark.parametrize(
    ("before", "after", "packages"),
    [
        ("", "", set()),
        ("tool[fast]==2.1", "tool==2.1", set()),  # it is in the lock, named or not
        ("engine==1", "", {"tool requires engine>=1"}),
        ("engine==1", "engine==0.9", {"tool requires engine>=1"}),
        ("engine==1", "engine==1 ; python_version < '3.14'", {"tool requires engine>=1"}),
        ("old==1", "old==1 ; python_full_version < '3.13'", set()),
        ("old==1", "old==1 ; platform_machine == 'x86_64'", {"tool requires old"}),
        ("macpart==1", "macpart==1 ; sys_platform == 'darwin'", set()),
        ("macpart==1", "", {"program requires macpart"}),
        ("program==1", "", {"the project requires program"}),
        # One version for each of two ranges of Python, which together are all, or are not.
        (
            "engine==1",
            "engine==1 ; python_version < '3.13'\nengine==2 ; python_version >= '3.13'",
            set(),
        ),
        (
            "engine==1",
            "engine==1 ; python_version < '3.12'\nengine==2 ; python_version >= '3.13'",
            {"tool requires engine>=1"},
        ),
    ],
)  # fmt: skip
def test_problems_reported_for_a_lock(before: str, after: str, packages: set[str]) -> None:
    lock = lock_of(COMPLETE.replace(before, after))
    found = unmet(
        lock, [Requirement("program")], lambda name: [Requirement(one) for one in WORLD[name]]
    )
    assert {re.split(";|,", sentence)[0].strip() for sentence in found} == packages
