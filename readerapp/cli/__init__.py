# PYTHON_ARGCOMPLETE_OK (a shell that completes for all Python programs looks for this mark)
"""The command line: dispatch of the commands, error messages, exit codes.

Each command takes the parsed options and returns the exit code. Results go to standard output,
everything else to standard error. The exit code is 0 on success, 1 on failure (with one sentence
that gives the reason) and 2 for wrong usage. Modules are imported only when a command needs them;
the user interface is imported only to open the reader.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING

from readerapp import __version__

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence


def main(argv: list[str] | None = None) -> int:
    """Run a command and return its exit code.

    Args:
        argv: The arguments without the program name. None means those of this process.
    """
    if argv is not None:
        return _run(argv)
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what can follow on its line
        try:
            from readerapp.cli.completion import answer_shell
        except ModuleNotFoundError:  # argcomplete; nothing may get into the person's line
            return 1
        answer_shell()
    code = _run(sys.argv[1:])
    from readerapp.core.garbage_collection import exclude_from_collection

    exclude_from_collection()  # also from the last collection: the process ends now
    return code


def _run(arguments: list[str]) -> int:
    """Run a command; turn errors and signals into messages and exit codes."""
    if arguments == ["--version"]:  # answered without any of the imports below
        print(f"readerapp {__version__}")
        return 0
    if os.name != "posix":  # before any import that Windows has not: locks, terminal, signals
        return _fail(
            "Windows alone cannot run it: run `wsl --install` once, "
            "then install and start readerapp inside WSL."
        )

    from readerapp.core.errors import ReaderError, UsageError

    options = parse_arguments(arguments)
    try:
        return run_command(options)
    except UsageError as error:
        return _fail(str(error), 2)
    except ReaderError as error:
        if plugins := sys.modules.get(_PLUGINS):
            plugins.mark_reported([error])
        return _fail(_misspelt_command(options) or str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `readerapp list | head`: the reader of the pipe has ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ModuleNotFoundError as error:
        if (error.name or "readerapp").startswith("readerapp"):
            raise
        return _fail(f"The package {error.name} is missing; `readerapp doctor` says what to do.")
    except OSError as error:  # a disk or a terminal failed: no partly written file is left
        return _fail(f"{error.filename or 'This'} cannot be used: {error.strerror or error}.")
    finally:
        _report_failed_plugins()


def _misspelt_command(options: Namespace | SimpleNamespace) -> str:
    """Return what is wrong if the file to read is no file but almost a command, else ""."""
    if options.command != "read":
        return ""
    from readerapp.cli.arguments import misspelt_command

    return misspelt_command([options.path])


def _fail(sentence: str, code: int = 1) -> int:
    from readerapp.text.phrases import with_full_stop
    from readerapp.text.sanitize import sanitize

    print(f"readerapp: {sanitize(with_full_stop(sentence))}", file=sys.stderr)
    return code


# Module and function of each command. A command imports only its own module, because imports
# take time at every start.
_COMMAND_MODULES = {
    "read": ("read_command", "open_reader"),
    "library": ("read_command", "open_library"),
    "text": ("document_commands", "print_text"),
    "add": ("document_commands", "add_annotation"),
    "list": ("list_command", "list_annotations"),
    "export": ("list_command", "export_annotations"),
    "suggest": ("document_commands", "print_suggestions"),
    "speakers": ("list_command", "list_speakers"),
    "verify": ("verify_command", "verify"),
    "check": ("document_commands", "check"),
    "edit": ("edit_commands", "edit"),
    "tag": ("edit_commands", "change_tags"),
    "speaker": ("edit_commands", "set_speaker"),
    "accept": ("edit_commands", "accept"),
    "delete": ("edit_commands", "delete"),
    "restore": ("edit_commands", "restore"),
    "cite": ("cite_command", "cite"),
    "diff": ("version_commands", "print_changes"),
    "refresh": ("version_commands", "refresh_pages"),
    "import": ("sharing_commands", "import_files"),
    "agreement": ("sharing_commands", "print_agreement"),
    "mcp": ("mcp_command", "serve"),
    "sync": ("sharing_commands", "sync_store"),
    "config": ("config_command", "config"),
    "doctor": ("doctor_command", "doctor"),
    "completion": ("completion", "print_script"),
    "plugins": ("plugins_command", "list_plugins"),
}


_BARE_PATH_OPTIONS = {"--store": "store", "--as": "annotator"}


def parse_bare_path(arguments: Sequence[str], commands: frozenset[str]) -> SimpleNamespace | None:
    """Parse `readerapp FILE`, the most frequent command line, without argparse.

    To import argparse and to declare all commands takes longer than to show the first page.

    Args:
        arguments: The arguments without the program name.
        commands: The names of the commands; a word among them is not taken for a file.

    Returns:
        The same options as from `arguments.parse`; None if the command line is anything else.
    """
    options = SimpleNamespace(command="read", path=None, store=None, annotator=None, print=None)
    words = iter(arguments)
    for word in words:
        name, value = (
            ("path", word)
            if word not in _BARE_PATH_OPTIONS
            else (_BARE_PATH_OPTIONS[word], next(words, "-"))
        )
        if value.startswith("-") or value in commands or getattr(options, name) is not None:
            return None
        setattr(options, name, value)
    return options if options.path else None


def parse_arguments(arguments: Sequence[str]) -> Namespace | SimpleNamespace:
    """Parse the command line; one that is only a file, without argparse.

    The process ends with a message if the arguments are wrong.
    """
    if options := parse_bare_path(arguments, frozenset(_COMMAND_MODULES)):
        return options
    from readerapp.cli.arguments import parse

    return parse(arguments)


def run_command(options: Namespace | SimpleNamespace) -> int:
    """Run the command that was parsed and return its exit code.

    Raises:
        ReaderError: The command failed; the message is one sentence.
    """
    from contextlib import nullcontext

    from readerapp.core.garbage_collection import suspend_garbage_collection

    module, function = _COMMAND_MODULES[options.command]
    # The commands of `list_command` end before there is garbage that is worth a collection.
    with suspend_garbage_collection() if module == "list_command" else nullcontext():
        code: int = getattr(import_module(f"{__name__}.{module}"), function)(options)
    return code


_PLUGINS = "readerapp.core.plugins"
"""The module that knows of plug-ins; not loaded by a command that asks none."""


def _report_failed_plugins() -> None:
    """Print which plug-ins failed, if the command asked any and did not say so itself."""
    plugins = sys.modules.get(_PLUGINS)
    for sentence in plugins.take_new_failures() if plugins else ():
        from readerapp.cli.output import print_notice

        print_notice(sentence)
