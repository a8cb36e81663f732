"""What can be typed: the commands and their options, as argparse knows them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from readerapp import __version__
from readerapp.model import COLOURS, STATES
from readerapp.sharing.exports import FORMATS, GROUPS

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
    """The options of the command that is asked for; ends the process if they are wrong."""
    parser = _parser()
    # Not as defaults of the options: those of the command would override what stands before it.
    unset = argparse.Namespace(store=None, annotator=None)
    options = parser.parse_args(_with_command(arguments), unset)
    if options.command == "add" and (mistake := _mistake(options)):
        parser.error(mistake)
    return options


class _Parser(argparse.ArgumentParser):
    """Repeats what it does not understand in signs that no terminal obeys."""

    def error(self, message: str) -> NoReturn:
        from readerapp.text.safe import display

        super().error(display(message, lines=True))


def _with_command(arguments: Sequence[str]) -> Sequence[str]:
    """A file as the first word means `read`; no word at all means the library.

    Behind ``--`` every word is a file.
    """
    takes_value = ("--store", "--as")
    skip = False
    for number, word in enumerate(arguments):
        if skip:
            skip = False
        elif word in takes_value:
            skip = True
        elif word == "-" or word == "--" or not word.startswith("-"):
            known = word in _COMMANDS
            return arguments if known else [*arguments[:number], "read", *arguments[number:]]
        elif word in ("-h", "--help", "--version"):
            return arguments
    return [*arguments, "library"]


def _mistake(options: argparse.Namespace) -> str:
    """What is wrong with how `add` was told where to mark; empty if nothing is."""
    offsets = (options.start, options.end)
    if options.quote is None:
        return "" if None not in offsets else "add needs --quote TEXT, or --start N and --end N"
    return "" if offsets == (None, None) else "add takes --quote or --start and --end, not both"


def _parser() -> argparse.ArgumentParser:
    common = _Parser(add_help=False, allow_abbrev=False)
    group = common.add_argument_group("everywhere")
    keep = argparse.SUPPRESS  # given before the command or behind it
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
    for name, (text, build) in _COMMANDS.items():
        about = f"{text[0].upper()}{text[1:]}."
        command = commands.add_parser(
            name, parents=[common], help=text, description=about, allow_abbrev=False
        )
        build(command)
    return parser


def _path(parser: argparse.ArgumentParser) -> None:
    what = "a file, a web address, or - for standard input"
    parser.add_argument("path", metavar="PATH", help=what)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON value")


def _filters(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("filters")
    group.add_argument("--speaker", metavar="NAME", action="append", default=[], help="said by")
    group.add_argument("--tag", metavar="T", action="append", default=[], help="has this tag")
    group.add_argument(
        "--colour", metavar="C", action="append", default=[], choices=COLOURS, help="in this colour"
    )
    group.add_argument("--by", metavar="NAME", action="append", default=[], help="made by")
    group.add_argument("--search", metavar="WORDS", default="", help="words of text, note or tags")
    group.add_argument(
        "--state", action="append", default=[], choices=STATES, help="how it was found again"
    )


def _none(parser: argparse.ArgumentParser) -> None:
    pass


def _add(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    where = parser.add_argument_group("what to mark")
    where.add_argument("--quote", metavar="TEXT", help="the words")
    where.add_argument("--prefix", metavar="P", default="", help="the words before")
    where.add_argument("--suffix", metavar="S", default="", help="the words behind")
    where.add_argument("--nth", metavar="N", type=int, help="which one, if they stand there often")
    where.add_argument("--start", metavar="N", type=int, help="or by offsets: the first code point")
    where.add_argument("--end", metavar="N", type=int, help="and the one behind the last")
    with_it = parser.add_argument_group("what goes with it")
    with_it.add_argument("--note", metavar="N", default="", help="a note, in Markdown")
    said = "who said it; in a transcript whose turn it is, unless told"
    with_it.add_argument("--speaker", metavar="S", help=said)
    with_it.add_argument("--tag", metavar="T", action="append", default=[], help="may be repeated")
    with_it.add_argument("--colour", metavar="C", choices=COLOURS, help=", ".join(COLOURS))


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", nargs="?", help="a file; else every document")
    _filters(parser)
    _json(parser)


def _export(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    formats = f"{', '.join(FORMATS)}; else by the ending of FILE, else markdown"
    parser.add_argument("--format", metavar="F", choices=tuple(FORMATS), help=formats)
    parser.add_argument("--group", default="place", choices=GROUPS, help="markdown and text only")
    how = "how markdown and text write each annotation, as in: {quoted}{ (|where|)}{ — |note|}"
    parser.add_argument("--template", metavar="TEXT", default="", help=how)
    _filters(parser)
    target = parser.add_mutually_exclusive_group()
    target.add_argument("-o", "--output", metavar="FILE", help="else standard output")
    target.add_argument("--clipboard", action="store_true", help="copy instead")


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="what others marked")
    parser.add_argument("--into", metavar="PATH", help="the document, if FILE does not name it")
    parser.add_argument("--dry-run", action="store_true", help="say what would come, write nothing")
    _json(parser)


def _sync(parser: argparse.ArgumentParser) -> None:
    where = "a folder under git, or a remote's address; else the one of the last time"
    parser.add_argument("where", metavar="DIR", nargs="?", help=where)
    _json(parser)


def _agreement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="annotation files or exports")
    parser.add_argument("--text", metavar="PATH", help="look for the words here, not by offsets")
    _json(parser)


def _about(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    _json(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", metavar="PATH", nargs="?", help="a document: what drifted in it or is orphaned"
    )
    parser.add_argument("--repair", action="store_true", help="mend what can be mended")
    _json(parser)


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a copy, as `readerapp check` lists them")


_COMMANDS = {
    "read": ("open a file (also one that is named like a command)", _path),
    "text": ("print the text that offsets count in", _path),
    "add": ("mark a passage and print the new id", _add),
    "list": ("print what is marked", _list),
    "export": ("write what is marked to a file, standard output or the clipboard", _export),
    "import": ("take in what others marked, here or in other programs", _import),
    "agreement": ("compare what several people marked", _agreement),
    "sync": ("share the store through a git remote", _sync),
    "suggest": ("print the quotations and who probably said them", _about),
    "speakers": ("print who speaks, how often and how much", _about),
    "check": ("the health of the store and the terminal; what drifted in a document", _check),
    "restore": ("bring back a document's annotations from a dated copy; can be undone", _restore),
    "library": ("open the library, as no word at all does", _none),
}
