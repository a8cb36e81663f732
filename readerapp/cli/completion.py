"""Completion of the command line in bash, zsh and fish, and the command `completion`.

The shell runs the program with the line in environment variables; argcomplete reads the line,
finds with the parser of the command which argument the cursor is at, and quotes the candidates for
the shell. Only the parser of the command on the line is built. `completion_values` has the
candidates.
"""

from __future__ import annotations

import os
import re
import sys
import time
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Mapping
from typing import NoReturn, TextIO

from argcomplete import io as argcomplete_io
from argcomplete.completers import BaseCompleter
from argcomplete.finders import CompletionFinder
from argcomplete.lexers import split_line
from argcomplete.shell_integration import shellcode

from readerapp.cli.arguments import (
    OPTIONS_WITH_VALUE,
    build_command_parser,
    build_parser,
    insert_command,
)
from readerapp.cli.command_options import COMMANDS, SHELLS
from readerapp.cli.completion_values import (
    Candidates,
    CompletionRequest,
    complete_documents,
    describe,
    filter_by_prefix,
    find_completer,
)

_SECONDS = 0.25
"""How long files of the store are read at most; those of a thousand documents take half of it.
"""
_SHELL = "_ARGCOMPLETE_SHELL"
"""The environment variable with the name of the shell that asks."""
_SIGNS_AT_START = frozenset("~#=^")
"""Signs that a shell expands at the beginning of a word (`=` and `^` in zsh)."""
_BARE_PATTERN = re.compile(r"(?<!\\)((?:\\\\)*)([?\[\]{}])")
"""A sign of a pattern that has no backslash, or one that is quoted itself, before it."""
_NOT_IN_QUOTES = frozenset("*?[!")
"""Signs because of which a candidate cannot be completed in bash after a quotation mark."""
_NOT_OFFERED = ("--color",)
"""Options that are another spelling of one that is offered."""
_ZSH_OFFER = '_describe "${words[1]}" completions "${nosort[@]}" "${nospace[@]}"'
"""The line of argcomplete's script with which zsh shows the candidates."""
SCRIPTS = {
    "bash": "~/.local/share/bash-completion/completions/readerapp",
    "zsh": "~/.zfunc/_readerapp",
    "fish": "~/.config/fish/completions/readerapp.fish",
}
"""Where each shell looks for the script of a person (zsh: if the folder is in its `fpath`)."""


def print_script(options: Namespace) -> int:
    """Print the script that a shell reads to complete the arguments of readerapp.

    Raises:
        UsageError: No shell is named, and the login shell is another one.
    """
    from readerapp.cli.output import print_notice, print_result
    from readerapp.core.errors import UsageError

    shell = options.shell or login_shell()
    if shell not in SHELLS:
        raise UsageError(
            f"Your login shell is not known: name one of {', '.join(SHELLS)},"
            " as in `readerapp completion bash`."
        )
    print_result([make_script(shell)])
    if sys.stdout.isatty():
        print_notice(f"Save it with: {install_command(shell)}")
    return 0


def install_command(shell: str) -> str:
    """Return the command line that saves the script of a shell."""
    path = SCRIPTS[shell]
    return f"mkdir -p {path.rpartition('/')[0]} && readerapp completion {shell} > {path}"


def login_shell(environment: Mapping[str, str] = os.environ) -> str:
    """Return the name of the login shell, as `zsh`; "" if it is not known."""
    return environment.get("SHELL", "").rpartition("/")[2]


def make_script(shell: str) -> str:
    """Return the script with which a shell asks this program."""
    script = shellcode(["readerapp"], shell=shell).strip()
    if shell == "zsh":  # as in bash, where nothing is known files are offered
        script = script.replace(f" {_ZSH_OFFER}\n", f" {_ZSH_OFFER} || _files\n")
    return f"{script}\n"


def answer_shell() -> NoReturn:
    """Answer the shell that asked for candidates, and end the process.

    Nothing but candidates is written: the person is in the middle of a line.
    """
    os._exit(write_candidates())


def write_candidates(stream: TextIO | None = None) -> int:
    """Write the candidates for the line in the environment variables of this process.

    Args:
        stream: Where to; None for what the script of the shell reads, file descriptor 8.

    Returns:
        The exit code.
    """
    finder = Finder()
    try:
        parser = finder.read_line(os.environ["COMP_LINE"], int(os.environ["COMP_POINT"]))
        finder(
            parser,
            always_complete_options=False,
            validator=_begins,
            default_completer=_ValueCompleter(finder),
            exit_method=sys.exit,
            output_stream=stream,
        )
    except SystemExit as ending:
        return int(ending.code or 0)
    except BaseException:  # noqa: BLE001 - no traceback may get into the person's line
        return 1
    return 1


def _is_zsh() -> bool:
    return os.environ.get(_SHELL) == "zsh"


class _ValueCompleter(BaseCompleter):
    """Completes the values of all arguments that are no choice of a few words."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def __call__(
        self,
        *,
        prefix: str,
        action: Action,
        parser: ArgumentParser,  # noqa: ARG002 - argcomplete gives it
        parsed_args: Namespace,
    ) -> Candidates:
        return self._finder.complete_value(prefix, action, parsed_args)


def _begins(candidate: str, prefix: str) -> bool:
    return candidate.casefold().startswith(prefix.casefold())


class Finder(CompletionFinder):
    """Finds the candidates for the word at the cursor, with the parser of the command there.

    Attributes:
        command: The command on the line; "" while it is being typed.
        prefix: The beginning of the word at the cursor.
        deadline: The time of `time.monotonic` after which no more files are read.
    """

    command = ""
    prefix = ""
    deadline = 0.0

    def read_line(self, line: str, point: int) -> ArgumentParser:
        """Read which command a line has, and return the parser for it.

        A line that begins with a file has the options of `read`.

        Args:
            line: The whole line.
            point: The offset of the cursor.
        """
        self.deadline = time.monotonic() + _SECONDS
        _, self.prefix, _, words, _ = split_line(line, point)
        words = words[int(os.environ.get("_ARGCOMPLETE", "1")) :]
        _, self.command = insert_command(words)
        if self.command in words:
            return build_parser([self.command])
        if self.command == "read":
            return build_command_parser("read")
        self.command = "read" if words and words[-1] in OPTIONS_WITH_VALUE else ""
        return build_parser(["library"])

    def _init_debug_stream(self) -> None:
        """Leave alone the file descriptor 9, which may be another one's."""
        argcomplete_io.debug_stream = sys.stderr

    def collect_completions(
        self, active_parsers: list[ArgumentParser], parsed_args: Namespace, cword_prefix: str
    ) -> list[str]:
        """Return the candidates; options are among them where nothing else is."""
        if _is_zsh() and cword_prefix.startswith("~"):
            return []  # zsh would quote the sign; its own completion of files does not
        if not self.command and not cword_prefix.startswith("-"):
            request = self._request(cword_prefix, parsed_args)
            commands = ((name, text) for name, (text, _) in COMMANDS.items())
            found = filter_by_prefix(
                {**dict(commands), **complete_documents(request)}, cword_prefix
            )
            self._display_completions.update(found)
            return list(found)
        found_words = super().collect_completions(active_parsers, parsed_args, cword_prefix)
        if not found_words and not cword_prefix:
            self.always_complete_options = "long"
            return super().collect_completions(active_parsers, parsed_args, cword_prefix)
        return found_words

    def complete_value(self, prefix: str, action: Action, parsed_args: Namespace) -> Candidates:
        """Return the candidates for the value of an argument, with their descriptions.

        Args:
            prefix: The beginning of the value.
            action: The argument.
            parsed_args: The words before it.
        """
        word = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
        complete = find_completer(self.command, action.dest, word)
        return filter_by_prefix(complete(self._request(prefix, parsed_args)), prefix)

    def filter_completions(self, completions: list[str]) -> list[str]:
        """Return the candidates, each once; argcomplete's own way takes the square of the time."""
        return [one for one in dict.fromkeys(completions) if one not in _NOT_OFFERED]

    def quote_completions(
        self, completions: list[str], cword_prequote: str, last_wordbreak_pos: int | None
    ) -> list[str]:
        """Return the candidates as the shell takes them: nothing in them is expanded or run."""
        shell = os.environ.get(_SHELL)
        if shell == "bash" and cword_prequote:
            # argcomplete leaves a file pattern as it is in quotation marks, and bash a \\!.
            completions = [one for one in completions if not set(one) & _NOT_IN_QUOTES]
        quoted = super().quote_completions(completions, cword_prequote, last_wordbreak_pos)
        texts = self._display_completions
        if not cword_prequote and shell in ("bash", "zsh"):
            quoted = [self._with_more_quoted(one, texts) for one in quoted]
        texts.update({one: describe(texts.get(one, "")) for one in quoted})
        return quoted

    def _with_more_quoted(self, word: str, texts: dict[str, str]) -> str:
        """Quote what argcomplete does not: patterns (before 3.7), and signs at the beginning.

        The home folder of a path is left as it is, if the person typed it so.

        Args:
            word: A candidate, quoted by argcomplete.
            texts: The descriptions, to which that of the new form is added.
        """
        quoted = _BARE_PATTERN.sub(r"\1\\\2", word)
        is_path = word == "~/" or (word.startswith("~/") and self.prefix.startswith("~/"))
        if word[:1] in _SIGNS_AT_START and not is_path:
            quoted = f"\\{quoted}"
        texts[quoted] = texts.get(word, "")
        return quoted

    def _request(self, prefix: str, options: Namespace) -> CompletionRequest:
        return CompletionRequest(prefix, options, self.deadline)
