"""The files in packaging/ say what pyproject.toml says, and are well formed.

What compares them needs nothing; what runs a program of the package manager is left out where that
is not installed. `make packaging` says which.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from readerapp import __version__

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packaging"
FORMULA = FOLDER / "homebrew" / "readerapp.rb"
PKGBUILD = FOLDER / "aur" / "PKGBUILD"
SRCINFO = FOLDER / "aur" / ".SRCINFO"
FLAKE = FOLDER / "nix" / "flake.nix"
NIX_PACKAGE = FOLDER / "nix" / "package.nix"
CONTAINERFILE = FOLDER / "Containerfile"

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SOURCE = PROJECT["urls"]["Source"]
PYTHONS = SpecifierSet(PROJECT["requires-python"])
DEPENDENCIES = [Requirement(text) for text in PROJECT["dependencies"]]
ALWAYS = [one for one in DEPENDENCIES if not one.marker]
"""The packages that every platform needs; edlib is an accelerator of some."""
EXTRAS = {
    name: [Requirement(text).name for text in texts]
    for name, texts in PROJECT["optional-dependencies"].items()
}
ON_DEMAND = [name for names in EXTRAS.values() for name in names]


def lowest(requirement: Requirement) -> str:
    """Return the lowest version that a requirement allows."""
    [version] = [one.version for one in requirement.specifier if one.operator == ">="]
    return version


def srcinfo() -> dict[str, list[str]]:
    """Return the fields of .SRCINFO with their values in order."""
    fields: dict[str, list[str]] = {}
    for line in SRCINFO.read_text("utf-8").splitlines():
        name, sign, value = line.strip().partition(" = ")
        if sign:
            fields.setdefault(name, []).append(value)
    return fields


def run(*command: str | Path, folder: Path = ROOT, user: int | None = None) -> str:
    """Run a program of a package manager and return what it prints."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, user=user)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def test_the_formula_takes_the_tag_of_this_version_and_an_allowed_python() -> None:
    text = FORMULA.read_text("utf-8")
    assert f'url "{SOURCE}.git", tag: "v{__version__}"' in text
    assert f'homepage "{PROJECT["urls"]["Homepage"]}"' in text
    assert f'license "{PROJECT["license"]}"' in text
    [depended] = re.findall(r'depends_on "python@([\d.]+)"', text)
    [used] = re.findall(r'virtualenv_create\(libexec, "python([\d.]+)"', text)
    assert depended == used
    assert used in PYTHONS
    assert (ROOT / "requirements.lock").is_file()
    assert '"requirements.lock"' in text


def test_the_formula_describes_within_what_homebrew_allows() -> None:
    [words] = re.findall(r'desc "([^"]*)"', FORMULA.read_text("utf-8"))
    assert len(f"readerapp: {words}") <= 80
    assert set(re.findall(r"\w+", words)) <= set(re.findall(r"\w+", PROJECT["description"]))


def test_the_package_of_arch_is_this_version_with_all_that_it_needs() -> None:
    found = srcinfo()
    assert found["pkgver"] == [__version__]
    assert found["url"] == [SOURCE]
    assert found["license"] == [PROJECT["license"]]
    assert PROJECT["description"].startswith(found["pkgdesc"][0])
    wanted = {f"python-{one.name}>={lowest(one)}" for one in ALWAYS}
    assert set(found["depends"]) == {f"python{PYTHONS}", *wanted}
    optional = {name.partition(":")[0] for name in found["optdepends"]}
    some = [one.name for one in DEPENDENCIES if one.marker]
    assert optional == {f"python-{name}" for name in [*some, *ON_DEMAND]}
    assert found["source"] == [f"readerapp::git+{SOURCE}.git#tag=v{__version__}"]


def test_srcinfo_has_the_version_of_pkgbuild() -> None:
    text = PKGBUILD.read_text("utf-8")
    for field in ("pkgname", "pkgver", "pkgrel"):
        [value] = re.findall(rf"^{field}=(.*)$", text, re.MULTILINE)
        assert srcinfo()[field] == [value]


def nix_list(name: str) -> set[str]:
    """Return the names in a list of package.nix."""
    [body] = re.findall(rf"^ +{name} =[^\[]*\[([^\]]*)\]", NIX_PACKAGE.read_text("utf-8"), re.M)
    return set(body.split())


def test_the_package_of_nix_needs_what_the_project_needs() -> None:
    assert nix_list("dependencies") == {one.name for one in ALWAYS}
    for extra, names in EXTRAS.items():
        assert nix_list(extra) == set(names)


def test_the_flake_says_what_the_program_is() -> None:
    [words] = re.findall(r'description = "([^"]*)"', FLAKE.read_text("utf-8"))
    assert PROJECT["description"].startswith(words)


def test_the_container_copies_all_that_the_build_reads() -> None:
    text = CONTAINERFILE.read_text("utf-8")
    pythons = set(re.findall(r"^FROM docker.io/library/python:([\d.]+)-slim", text, re.MULTILINE))
    assert len(pythons) == 1
    assert pythons.pop() in PYTHONS
    copied = set()
    for sources in re.findall(r"^COPY (?!--)(.*) \S+$", text, re.MULTILINE):
        copied.update(sources.split())
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]
    read = {"LICENSE", "README.md", "pyproject.toml", "requirements.lock"}
    read |= {*hatch["build"]["targets"]["wheel"]["only-include"]}
    read |= {*hatch["build"]["targets"]["wheel"].get("shared-data", ())}
    read |= {hatch["metadata"]["hooks"]["custom"]["path"]}
    assert copied == read
    assert all((ROOT / path).exists() for path in copied)


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*")), ids=lambda path: path.name)
def test_no_file_names_another_version(path: Path) -> None:
    if path.is_file() and path.suffix != ".pyc":
        versions = re.findall(r"(?:tag: \"v|pkgver ?= ?|#tag=v)([\d.]+)", path.read_text("utf-8"))
        assert set(versions) <= {__version__}


def test_each_python_that_the_package_names_is_tested_before_a_release() -> None:
    named = [one.rpartition(" ")[2] for one in PROJECT["classifiers"] if "Python :: 3." in one]
    assert named
    assert all(version in PYTHONS for version in named)
    for workflow in ("ci", "release"):
        text = (ROOT / ".github" / "workflows" / f"{workflow}.yml").read_text("utf-8")
        assert f"python: {json.dumps(named)}" in text


CHECKS: Sequence[tuple[str, Sequence[str | Path]]] = (
    ("ruby", ["-c", FORMULA]),
    ("bash", ["-n", PKGBUILD]),
    ("shellcheck", [PKGBUILD]),
    ("nix-instantiate", ["--parse", FLAKE]),
    ("hadolint", [CONTAINERFILE]),
)
"""Programs that read a file and fail if it is not well formed."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "words"),
    [pytest.param(*check, marks=needs(check[0]), id=check[0]) for check in CHECKS],
)
def test_a_file_is_well_formed(program: str, words: Sequence[str | Path]) -> None:
    run(program, *words)


@pytest.mark.slow
@needs("makepkg")
def test_srcinfo_is_what_makepkg_writes() -> None:
    # Not in tmp_path: makepkg refuses to run as root, and nobody else may enter that.
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(PKGBUILD, folder)
        user = 65534 if os.geteuid() == 0 else None
        if user:
            os.chown(folder, user, -1)
        written = run("makepkg", "--printsrcinfo", folder=Path(folder), user=user)
    assert written.strip() == SRCINFO.read_text("utf-8").strip()


@pytest.mark.slow
@needs("nix-instantiate")
def test_nix_makes_the_package_of_its_file(tmp_path: Path) -> None:
    """With stand-ins for nixpkgs, each package of which is its own name."""
    names = [*(one.name for one in DEPENDENCIES), *ON_DEMAND, "hatchling"]
    expression = f"""
      let
        package = import {NIX_PACKAGE};
        python3Packages = builtins.listToAttrs (
          map (name: {{ inherit name; value = name; }}) (builtins.fromJSON ''{json.dumps(names)}'')
        ) // {{ pythonOlder = _: true; buildPythonApplication = given: given; }};
        lib = {{
          importTOML = path: builtins.fromTOML (builtins.readFile path);
          optional = condition: name: if condition then [ name ] else [ ];
          licenses.mit = "MIT";
          platforms.unix = "unix";
        }};
      in removeAttrs (package {{ inherit lib python3Packages; }}) [ "src" ]
    """
    store = f"local?root={tmp_path}"
    words = ["--eval", "--strict", "--json", "--store", store, "--expr", expression]
    found = json.loads(run("nix-instantiate", *words))
    assert (found["pname"], found["version"]) == ("readerapp", __version__)
    assert set(found["dependencies"]) == {one.name for one in DEPENDENCIES}
    assert found["meta"]["description"] == PROJECT["description"]
    assert found["meta"]["license"] == PROJECT["license"]
