"""The arguments of all commands, declared for argparse, which also prints help and error messages.

Only the parser of the command that is asked for is built: to build all of them takes longer than
`list` takes to print the annotations of a document.
"""

from __future__ import annotations

from argparse import (
    SUPPRESS,
    ArgumentParser,
    HelpFormatter,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from readerapp import __version__
from readerapp.cli.command_options import COMMANDS, list_sections
from readerapp.cli.examples import EXAMPLES_HEADING, format_examples

OPTIONS_WITH_VALUE = ("--store", "--as")
"""The options of all commands, which may stand before the command."""


def parse(arguments: Sequence[str]) -> Namespace:
    """Parse the command line with argparse.

    The process ends with a message if the arguments are wrong.
    """
    words, command = insert_command(arguments)
    parser = build_parser([command or "library"])  # the help of the program needs none of them
    if command == "read" and (guess := misspelt_command(words[words.index("read") + 1 :])):
        parser.error(guess)
    # Not as defaults of the options: the defaults of the subparser would override a value given
    # before the command.
    unset = Namespace(store=None, annotator=None)
    options, unknown = parser.parse_known_args(words, unset)
    mistake = _explain_unknown(options.command, unknown) or validate_options(options)
    if mistake:
        build_command_parser(options.command).error(mistake)
    return options


def _explain_unknown(command: str, unknown: Sequence[str]) -> str:
    """Return what is wrong with words that a command does not take, and what it has; or ""."""
    if not unknown:
        return ""
    word = next((one for one in unknown if one.startswith("-")), unknown[0])
    if not word.startswith("-"):
        return f"{command} takes no other word; what does {word} mean?"
    from readerapp.core.errors import nearest_name

    name = word.partition("=")[0]
    own = build_command_parser(command)._option_string_actions  # argparse has no public way
    missing = f"{command} has no option {name}"
    having = [one for one in COMMANDS if name in build_command_parser(one)._option_string_actions]
    if having:
        related = next((names for _, names in list_sections() if command in names), ())
        other = min(having, key=lambda one: one not in related)
        json = "--json prints JSON, and " if name == "--format" and "--json" in own else ""
        return f"{missing}; {json}`readerapp {other}` has it"
    near = nearest_name(name, own) if name.startswith("--") else None
    return f"{missing}; did you mean {near}?" if near else missing


class _HelpFormatter(RawDescriptionHelpFormatter):
    """A help formatter that wraps the description, and leaves the lines of examples as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith(EXAMPLES_HEADING):
            return super()._fill_text(text, width, indent)
        return HelpFormatter._fill_text(self, text, width, indent)


class _Parser(ArgumentParser):
    """An argument parser whose error messages are a sentence, safe on a terminal.

    The usage of a command can be a dozen lines, which hide the sentence: ``-h`` shows it.
    """

    def error(self, message: str) -> NoReturn:
        from readerapp.text.phrases import with_full_stop
        from readerapp.text.sanitize import sanitize

        sentence = sanitize(with_full_stop(message), lines=True)
        self.exit(2, f"readerapp: {sentence}\n`{self.prog} -h` shows how it is used.\n")


class _ProgramParser(_Parser):
    """The parser of the program, whose help has the commands by what they are for."""

    def format_help(self) -> str:
        from readerapp.cli.program_help import format_program_help

        return format_program_help()


def misspelt_command(words: Sequence[str]) -> str:
    """Return what is wrong if the first word is no file but almost a command, else "".

    Args:
        words: the words where a file was expected first.
    """
    import os

    word = words[0] if words else ""
    if not word.isalpha() or os.path.lexists(word):
        return ""
    from readerapp.core.errors import nearest_name

    near = nearest_name(word, COMMANDS)
    return f"There is no file {word}; did you mean `readerapp {near}`?" if near else ""


def insert_command(arguments: Sequence[str]) -> tuple[Sequence[str], str]:
    """Insert the command where it is missing.

    A file as the first word means `read`, and no word at all means `library`. After ``--`` every
    word is a file.

    Returns:
        The arguments with their command, and the command; "" if help or version come before it.
    """
    skip = False
    for number, word in enumerate(arguments):
        if skip:
            skip = False
        elif word in OPTIONS_WITH_VALUE:
            skip = True
        elif word == "-" or word == "--" or not word.startswith("-"):
            if word in COMMANDS:
                return arguments, word
            return [*arguments[:number], "read", *arguments[number:]], "read"
        elif word in ("-h", "--help", "--version"):
            return arguments, ""
    return [*arguments, "library"], "library"


def build_parser(names: Iterable[str]) -> ArgumentParser:
    """Build the parser of the command line with the subparsers of the commands `names`."""
    common = _common_options()
    parser = _ProgramParser("readerapp", parents=[common], allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"readerapp {__version__}")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser
    )
    for name in names:
        commands.add_parser(name, help=COMMANDS[name][0], **_command_texts(name, common))
        COMMANDS[name][1](commands.choices[name])
    return parser


def build_command_parser(name: str) -> ArgumentParser:
    """Build the parser of one command, to ask for its options and usage."""
    parser = _Parser(f"readerapp {name}", **_command_texts(name, _common_options()))
    COMMANDS[name][1](parser)
    return parser


def _common_options() -> ArgumentParser:
    common = _Parser(add_help=False, allow_abbrev=False)
    group = common.add_argument_group("options of all commands")
    unset = SUPPRESS  # accepted before and after the command
    group.add_argument("--store", metavar="DIR", default=unset, help="folder of the annotations")
    group.add_argument(
        "--as", dest="annotator", metavar="NAME", default=unset, help="name of the annotator (you)"
    )
    return common


def _command_texts(name: str, common: ArgumentParser) -> dict[str, Any]:
    """Return what argparse needs for the parser of a command, apart from its options."""
    text = COMMANDS[name][0]
    return {
        "parents": [common],
        "description": f"{text[0].upper()}{text[1:]}.",
        "epilog": format_examples(name),
        "formatter_class": _HelpFormatter,
        "allow_abbrev": False,
    }


def validate_options(options: Namespace) -> str:
    """Return what is wrong with options that depend on each other, or "".

    Other commands always pass.
    """
    if options.command in ("list", "export", "speakers"):
        if len([one for one in (options.paths, options.all, options.folder) if one]) > 1:
            return f"{options.command} takes documents, --all or --in FOLDER: only one of these"
        if options.command != "list" and not (options.paths or options.all or options.folder):
            return f"{options.command} needs PATH, --all or --in FOLDER"
    if options.command == "text" and options.json and not options.contents:
        return "text takes --json only with --contents"
    if options.command == "export" and not options.pseudonyms:
        extra = "--force" if options.force else "--allow-snippets" if options.allow_snippets else ""
        return f"export takes {extra} only with --pseudonyms" if extra else ""
    if options.command == "read" and options.print == "criticmarkup" and options.path == "-":
        return "criticmarkup is a copy of a file; save standard input to a file first"
    if options.command == "edit" and {options.note, options.note_file, options.colour} == {None}:
        return "edit needs --note, --note-file or --colour"
    if options.command == "tag" and not (options.add or options.remove or options.set is not None):
        return "tag needs --add, --remove or --set"
    if options.command != "add":
        return ""
    offsets = (options.start, options.end)
    if options.quote is None:
        return "" if None not in offsets else "add needs --quote TEXT, or --start N and --end N"
    return "" if offsets == (None, None) else "add takes --quote or --start and --end, not both"
