"""The argparse parser of the command line, which also prints help and error messages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from readerapp import __version__
from readerapp.cli.options import COMMANDS, validate_add_options

_ABOUT = """\
Read a document closely in a terminal: mark passages, write notes, tag who said what.

  readerapp FILE          open a document (text, Markdown, web page, EPUB, PDF, DOCX, ODT, e-mail,
                          subtitles, chat export); - reads standard input
  readerapp https://...   fetch a page, keep it with the time, and open it
  readerapp               the library: what you have read, and samples to try
  readerapp COMMAND -h    more about a command
"""
_EPILOG = """\
Annotations are kept in the folder of --store, else READERAPP_STORE, else ./annotations if it is
there, else your data folder. Inside the reader ? shows every key.
"""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the command line with argparse.

    The process ends with a message if the arguments are wrong.
    """
    parser = _parser()
    # Not as defaults of the options: the defaults of the subparser would override a value given
    # before the command.
    unset = argparse.Namespace(store=None, annotator=None)
    options = parser.parse_args(_with_command(arguments), unset)
    if mistake := validate_add_options(options):
        parser.error(mistake)
    return options


class _Parser(argparse.ArgumentParser):
    """An argument parser that replaces terminal control characters in its error messages."""

    def error(self, message: str) -> NoReturn:
        from readerapp.text.sanitize import sanitize

        super().error(sanitize(message, lines=True))


def _with_command(arguments: Sequence[str]) -> Sequence[str]:
    """Insert the command where it is missing.

    A file as the first word means `read`, and no word at all means `library`. After ``--`` every
    word is a file.
    """
    takes_value = ("--store", "--as")
    skip = False
    for number, word in enumerate(arguments):
        if skip:
            skip = False
        elif word in takes_value:
            skip = True
        elif word == "-" or word == "--" or not word.startswith("-"):
            known = word in COMMANDS
            return arguments if known else [*arguments[:number], "read", *arguments[number:]]
        elif word in ("-h", "--help", "--version"):
            return arguments
    return [*arguments, "library"]


def _parser() -> argparse.ArgumentParser:
    common = _Parser(add_help=False, allow_abbrev=False)
    group = common.add_argument_group("everywhere")
    keep = argparse.SUPPRESS  # accepted before and after the command
    group.add_argument("--store", metavar="DIR", default=keep, help="the folder of annotations")
    group.add_argument("--as", dest="annotator", metavar="NAME", default=keep, help="who annotates")
    parser = _Parser(
        "readerapp",
        description=_ABOUT,
        epilog=_EPILOG,
        parents=[common],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"readerapp {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (text, build) in COMMANDS.items():
        about = f"{text[0].upper()}{text[1:]}."
        command = commands.add_parser(
            name, parents=[common], help=text, description=about, allow_abbrev=False
        )
        build(command)
    return parser
