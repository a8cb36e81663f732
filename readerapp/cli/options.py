"""Declarations of all commands and options, independent of the parser.

`arguments` gives them to argparse, `fast_arguments` to a faster parser for usual command lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from readerapp.core.model import COLOURS, STATES

if TYPE_CHECKING:
    from argparse import Namespace
    from types import SimpleNamespace


class Options(Protocol):
    """The part of an argparse parser or group that declares options."""

    def add_argument(self, *names: str, **how: Any) -> object:
        """Declare an option or a positional argument."""


class Parser(Options, Protocol):
    """The part of an argparse parser that declares options in groups."""

    def add_argument_group(self, title: str) -> Options:
        """Return a group of options under a heading."""

    def add_mutually_exclusive_group(self) -> Options:
        """Return a group of options of which at most one may be given."""


def _path(parser: Parser) -> None:
    what = "a file, a web address, or - for standard input"
    parser.add_argument("path", metavar="PATH", help=what)


def _json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON value")


def _filters(parser: Parser) -> None:
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


def _none(parser: Parser) -> None:
    pass


def _add(parser: Parser) -> None:
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


def _list(parser: Parser) -> None:
    parser.add_argument("path", metavar="PATH", nargs="?", help="a file; else every document")
    _filters(parser)
    _json(parser)


def _export(parser: Parser) -> None:
    from readerapp.interchange.exporters import FORMATS, GROUPS

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


def _import(parser: Parser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="what others marked")
    parser.add_argument("--into", metavar="PATH", help="the document, if FILE does not name it")
    parser.add_argument("--dry-run", action="store_true", help="say what would come, write nothing")
    parser.add_argument("--restore", action="store_true", help="take what FILE has out of the bin")
    _json(parser)


def _sync(parser: Parser) -> None:
    where = "a folder under git, or a remote's address; else the one of the last time"
    parser.add_argument("where", metavar="DIR", nargs="?", help=where)
    _json(parser)


def _agreement(parser: Parser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="annotation files or exports")
    parser.add_argument("--text", metavar="PATH", help="look for the words here, not by offsets")
    _json(parser)


def _about(parser: Parser) -> None:
    _path(parser)
    _json(parser)


def _check(parser: Parser) -> None:
    parser.add_argument(
        "path", metavar="PATH", nargs="?", help="a document: what drifted in it or is orphaned"
    )
    parser.add_argument("--repair", action="store_true", help="mend what can be mended")
    _json(parser)


def _restore(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help="a copy, as `readerapp check` lists them")


COMMANDS: Mapping[str, tuple[str, Callable[[Parser], None]]] = {
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
"""The help text of each command, and the function that declares its options."""


def validate_add_options(options: Namespace | SimpleNamespace) -> str:
    """Return what is wrong with the range options of `add`, or "".

    Other commands always pass.
    """
    if options.command != "add":
        return ""
    offsets = (options.start, options.end)
    if options.quote is None:
        return "" if None not in offsets else "add needs --quote TEXT, or --start N and --end N"
    return "" if offsets == (None, None) else "add takes --quote or --start and --end, not both"
