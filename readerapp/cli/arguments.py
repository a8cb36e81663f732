"""The arguments of all commands, declared for argparse, which also prints help and error messages.

Only the parser of the command that is asked for is built: to build all of them takes longer than
`list` takes to print the annotations of a document.
"""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NoReturn

from readerapp import __version__
from readerapp.core.model import COLOURS, STATES

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


def parse(arguments: Sequence[str]) -> Namespace:
    """Parse the command line with argparse.

    The process ends with a message if the arguments are wrong.
    """
    words, command = insert_command(arguments)
    parser = build_parser([command] if command else COMMANDS)
    # Not as defaults of the options: the defaults of the subparser would override a value given
    # before the command.
    unset = Namespace(store=None, annotator=None)
    options = parser.parse_args(words, unset)
    if mistake := validate_options(options):
        parser.error(mistake)
    return options


class _Parser(ArgumentParser):
    """An argument parser that replaces terminal control characters in its error messages."""

    def error(self, message: str) -> NoReturn:
        from readerapp.text.sanitize import sanitize

        super().error(sanitize(message, lines=True))


def insert_command(arguments: Sequence[str]) -> tuple[Sequence[str], str]:
    """Insert the command where it is missing.

    A file as the first word means `read`, and no word at all means `library`. After ``--`` every
    word is a file.

    Returns:
        The arguments with their command, and the command; "" if help or version come before it.
    """
    takes_value = ("--store", "--as")
    skip = False
    for number, word in enumerate(arguments):
        if skip:
            skip = False
        elif word in takes_value:
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
    common = _Parser(add_help=False, allow_abbrev=False)
    group = common.add_argument_group("everywhere")
    unset = SUPPRESS  # accepted before and after the command
    group.add_argument("--store", metavar="DIR", default=unset, help="the folder of annotations")
    group.add_argument(
        "--as", dest="annotator", metavar="NAME", default=unset, help="who annotates"
    )
    parser = _Parser(
        "readerapp",
        description=_ABOUT,
        epilog=_EPILOG,
        parents=[common],
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"readerapp {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in names:
        text, declare_options = COMMANDS[name]
        about = f"{text[0].upper()}{text[1:]}."
        command = commands.add_parser(
            name, parents=[common], help=text, description=about, allow_abbrev=False
        )
        declare_options(command)
    return parser


def _declare_path(parser: ArgumentParser) -> None:
    what = "a file, a web address, or - for standard input"
    parser.add_argument("path", metavar="PATH", help=what)


def _declare_text(parser: ArgumentParser) -> None:
    _declare_path(parser)
    what = "print the headings instead, or the pages or times where there are none"
    parser.add_argument("--contents", action="store_true", help=what)
    parser.add_argument("--json", action="store_true", help="with --contents: print one JSON value")


def _declare_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON value")


def _declare_filters(parser: ArgumentParser) -> None:
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


def _declare_no_options(parser: ArgumentParser) -> None:
    pass


def _declare_add(parser: ArgumentParser) -> None:
    _declare_path(parser)
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


def _declare_list(parser: ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", nargs="?", help="a file; else every document")
    _declare_filters(parser)
    _declare_json(parser)


def _declare_export(parser: ArgumentParser) -> None:
    from readerapp.interchange.exporters import FORMATS, GROUPS

    _declare_path(parser)
    formats = f"{', '.join(FORMATS)}; else by the ending of FILE, else markdown"
    parser.add_argument("--format", metavar="F", choices=tuple(FORMATS), help=formats)
    parser.add_argument("--group", default="place", choices=GROUPS, help="markdown and text only")
    how = "how markdown and text write each annotation, as in: {quoted}{ (|where|)}{ — |note|}"
    parser.add_argument("--template", metavar="TEXT", default="", help=how)
    _declare_filters(parser)
    target = parser.add_mutually_exclusive_group()
    target.add_argument("-o", "--output", metavar="FILE", help="else standard output")
    target.add_argument("--clipboard", action="store_true", help="copy instead")


def _declare_import(parser: ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="what others marked")
    parser.add_argument("--into", metavar="PATH", help="the document, if FILE does not name it")
    parser.add_argument("--dry-run", action="store_true", help="say what would come, write nothing")
    parser.add_argument("--restore", action="store_true", help="take what FILE has out of the bin")
    _declare_json(parser)


def _declare_sync(parser: ArgumentParser) -> None:
    where = "a folder under git, or a remote's address; else the one of the last time"
    parser.add_argument("where", metavar="DIR", nargs="?", help=where)
    _declare_json(parser)


def _declare_agreement(parser: ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="annotation files or exports")
    parser.add_argument("--text", metavar="PATH", help="look for the words here, not by offsets")
    _declare_json(parser)


def _declare_path_and_json(parser: ArgumentParser) -> None:
    _declare_path(parser)
    _declare_json(parser)


def _declare_check(parser: ArgumentParser) -> None:
    parser.add_argument(
        "path", metavar="PATH", nargs="?", help="a document: what drifted in it or is orphaned"
    )
    parser.add_argument("--repair", action="store_true", help="mend what can be mended")
    _declare_json(parser)


def _declare_restore(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a copy, as `readerapp check` lists them")


COMMANDS: Mapping[str, tuple[str, Callable[[ArgumentParser], None]]] = {
    "read": ("open a file (also one that is named like a command)", _declare_path),
    "text": ("print the text that offsets count in", _declare_text),
    "add": ("mark a passage and print the new id", _declare_add),
    "list": ("print what is marked", _declare_list),
    "export": ("write what is marked to a file, standard output or the clipboard", _declare_export),
    "import": ("take in what others marked, here or in other programs", _declare_import),
    "agreement": ("compare what several people marked", _declare_agreement),
    "sync": ("share the store through a git remote", _declare_sync),
    "suggest": ("print the quotations and who probably said them", _declare_path_and_json),
    "speakers": ("print who speaks, how often and how much", _declare_path_and_json),
    "check": (
        "the health of the store and the terminal; what drifted in a document",
        _declare_check,
    ),
    "restore": (
        "bring back a document's annotations from a dated copy; can be undone",
        _declare_restore,
    ),
    "library": ("open the library, as no word at all does", _declare_no_options),
}
"""The help text of each command, and the function that declares its options."""


def validate_options(options: Namespace) -> str:
    """Return what is wrong with the options of `add` or `text`, or "".

    Other commands always pass.
    """
    if options.command == "text" and options.json and not options.contents:
        return "text takes --json only with --contents"
    if options.command != "add":
        return ""
    offsets = (options.start, options.end)
    if options.quote is None:
        return "" if None not in offsets else "add needs --quote TEXT, or --start N and --end N"
    return "" if offsets == (None, None) else "add takes --quote or --start and --end, not both"
