"""The documents of the project name only paths and names that exist, and what they say works."""

import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import filterfalse
from pathlib import Path

import pytest

from readerapp.cli import main
from readerapp.cli.arguments import parse
from readerapp.cli.command_options import COMMANDS
from readerapp.core.settings import parse_settings
from readerapp.ui.actions import with_keymap

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), ROOT / "benchmarks/README.md", *ROOT.glob("docs/**/*.md")]
FOLDERS = ("readerapp", "tests", "benchmarks", "docs", "scripts", "styles", ".github", ".ci")
FILES = {
    path.relative_to(ROOT).as_posix()
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
} | {path.name for path in ROOT.iterdir() if path.is_file()}

_code = re.compile(r"`([^`\n]+)`")
_source_file = re.compile(r"[\w./-]*\w\.py\b")
_page = re.compile(r"(?<![\w/])docs/[\w./-]+\.\w+")
_folder = re.compile(r"(?<![\w/])(?:readerapp|tests|benchmarks)/[\w/]*")
_name = re.compile(
    r"(?<![\w/])(?:_?[A-Z][a-z]+[A-Z]\w*|_?[A-Z]+_[A-Z_]+|_[A-Z]{3,}|_[a-z]\w+|\w+_\w+_\w+)\b"
)

NOT_USED = {"call_from_thread"}
"""Names of other packages that a document mentions because readerapp does not use them."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_paths_and_names_in_a_document_exist(document: Path) -> None:
    codes = _code.findall(document.read_text(encoding="utf-8"))
    code = "\n".join(codes)
    missing = [
        path
        for path in _source_file.findall(code)
        if not any(f"/{file}".endswith(f"/{path}") for file in FILES)
    ]
    missing += [path for path in _folder.findall(code) if not any(path in file for file in FILES)]
    missing += [path for path in _page.findall(code) if path not in FILES]
    assert not missing
    unknown = set(_name.findall(code)) - words_of_the_source() - NOT_USED
    assert not unknown


@cache
def words_of_the_source() -> set[str]:
    sources = ((ROOT / file).read_text("utf-8") for file in FILES if file.endswith(".py"))
    return {word for source in sources for word in re.findall(r"\w+", source)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    assert not re.search("^(<<<<<<<|>>>>>>>)", document.read_text("utf-8"), re.MULTILINE)
    for target, heading in re.findall(
        r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", document.read_text(encoding="utf-8")
    ):
        path = document.parent / target if target else document
        assert path.exists(), target
        if heading and path.suffix == ".md":  # behind a picture it names the theme it is for
            titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
            assert heading in slugs


_fence = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_toml = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_before_two_blanks = re.compile(r"""(?:'[^']*'|"[^"]*"|[^'"\s]|\s(?!\s))*""")
_NEXT = {"|", "<", ">", "&&", ";"}

USERS_DOCUMENTS = [
    ROOT / "README.md",
    *(path for path in DOCUMENTS if path.parent.name in ("tutorial", "how-to", "reference")),
    ROOT / "docs/index.md",
]
"""What people read who use the program."""

OTHER_TOML = {"pseudonyms.md", "write-a-plug-in.md"}
"""Pages whose TOML is a table of pseudonyms, or a project's own file."""

OPENS_THE_SCREEN = {"read", "library"}
SAMPLES = "sample_docs/"


def command_lines(text: str) -> Iterator[str]:
    """Return the command lines of a document that begin with the name of the program."""
    for language, block in _fence.findall(text):
        if language not in ("", "sh", "bash", "yaml"):
            continue
        open_quote = ""
        for line in block.splitlines():
            begun, _, rest = line.partition("readerapp ")
            if not open_quote and (not rest or (begun.strip(" $-run:|") and "|" not in begun)):
                continue
            command = f"{open_quote}\n{line}" if open_quote else f"readerapp {rest}"
            try:
                shlex.split(command)
            except ValueError:
                open_quote = command
            else:
                open_quote = ""
                yield command


def is_usage(command: str) -> bool:
    """Return whether a line shows the form of a command, or a key."""
    return re.search(r"\[-|\[[A-Z]+[ \]]|<Tab>|SHELL$", command) is not None


def arguments(command: str) -> list[str]:
    """Return the arguments of a command line, without what explains it, or the next command."""
    [line] = _before_two_blanks.findall(command)[:1]
    words = shlex.split(line, comments=True)
    end = next((at for at, word in enumerate(words) if word in _NEXT), len(words))
    return words[1:end]


@pytest.mark.parametrize(
    "document", USERS_DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_command_lines_are_understood(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = document.read_text(encoding="utf-8")
    for command in filterfalse(is_usage, command_lines(text)):
        try:
            parse(arguments(command))
        except SystemExit as end:
            assert not end.code, f"{command}\n{capsys.readouterr().err}"


def test_commands_and_options_that_a_sentence_names_exist(
    capsys: pytest.CaptureFixture[str],
) -> None:
    texts = (path.read_text(encoding="utf-8") for path in USERS_DOCUMENTS)
    codes = (code for text in texts for code in _code.findall(_fence.sub("", text)))
    named = {tuple(code.split()[1:]) for code in codes if code.startswith("readerapp ")}
    shown: dict[str, str] = {}
    for words in named:
        options = [word for word in words if re.fullmatch("--?[a-z].*", word)]
        command = words[0] if words[0] in COMMANDS else "read"
        if options and command not in shown:
            for asked in ([command, "-h"], ["-h"])[: 1 + (command == "read")]:
                with suppress(SystemExit):
                    parse(asked)
            shown[command] = capsys.readouterr().out
        assert not [option for option in options if option not in shown[command]], words


def test_commands_on_the_samples_work(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the order in which they stand: what one of them makes, a later one may need."""
    shutil.copytree(ROOT / SAMPLES, SAMPLES)
    monkeypatch.setenv("READERAPP_STORE", str(home / "store"))
    for path in Path(SAMPLES).glob("*.txt"):  # what the tutorial marks in the reader
        words = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert main(["add", str(path), "--quote", words, "--nth", "1", "--tag", "work"]) == 0
    commands = dict.fromkeys(
        command
        for document in USERS_DOCUMENTS
        for command in command_lines(document.read_text(encoding="utf-8"))
        if SAMPLES in command and parse(arguments(command)).command not in OPENS_THE_SCREEN
    )
    assert len(commands) > 8
    for command in commands:
        code = main(arguments(command))
        out, err = capsys.readouterr()
        # The sample draft has quotations that are not right, so that there is something to see.
        assert code == (" verify " in command) and (out or " -o " in command), f"{command}\n{err}"


def test_settings_in_documents_are_accepted() -> None:
    blocks = [
        (path, block)
        for path in USERS_DOCUMENTS
        if path.name not in OTHER_TOML
        for block in _toml.findall(path.read_text(encoding="utf-8"))
    ]
    assert blocks
    for path, block in blocks:
        assert with_keymap(parse_settings(block, path).keys)


def test_readme_is_short_and_its_recording_small() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.count("\n") < 150
    [recording] = re.findall(r"\]\((docs/pictures/recording\.svg)\)", readme)
    assert (ROOT / recording).stat().st_size < 500_000


def test_targets_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        code = "\n".join([*_code.findall(text), *(block for _, block in _fence.findall(text))])
        named = re.findall(r"^make ([a-z-]+)", code, re.MULTILINE)
        assert set(named) <= targets, document
