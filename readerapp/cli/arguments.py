"""The arguments of all commands, declared for argparse, which also prints help and error messages.

Only the parser of the command that is asked for is built: to build all of them takes longer than
`list` takes to print the annotations of a document.
"""

from __future__ import annotations

from argparse import (
    SUPPRESS,
    ArgumentParser,
    ArgumentTypeError,
    HelpFormatter,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NoReturn

from readerapp import __version__
from readerapp.cli.examples import EXAMPLES_HEADING, format_examples
from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, STATES

_ABOUT = """\
Read documents in the terminal, highlight passages, write notes, and record who said what.

  readerapp FILE          open a document (text, Markdown, web page, EPUB, PDF, DOCX, ODT, RTF,
                          e-mail, subtitles, transcript, screenplay, chat export);
                          - reads standard input
  readerapp https://...   fetch a web page, save a dated copy, and open it
  readerapp               open the library: your documents, and samples to try
  readerapp COMMAND -h    show help for a command

In the reader: . selects the next quotation, a adds a note, s sets the speaker, ? shows all keys.
"""
_EPILOG = """\
The annotations are stored in the folder of --store, else of READERAPP_STORE, else in ./annotations
if that exists, else in your data folder.
"""

_STATE_HELP = "only in this state: drifted is text changed, orphaned is text not found"
_GROUP_HELP = "group by place, speaker or tag (markdown and text)"


def parse(arguments: Sequence[str]) -> Namespace:
    """Parse the command line with argparse.

    The process ends with a message if the arguments are wrong.
    """
    words, command = insert_command(arguments)
    parser = build_parser([command] if command else COMMANDS)
    if command == "read" and (guess := misspelt_command(words[words.index("read") + 1 :])):
        parser.error(guess)
    # Not as defaults of the options: the defaults of the subparser would override a value given
    # before the command.
    unset = Namespace(store=None, annotator=None)
    options = parser.parse_args(words, unset)
    if mistake := validate_options(options):
        parser.error(mistake)
    return options


class _HelpFormatter(RawDescriptionHelpFormatter):
    """A help formatter that wraps the description, and leaves the lines of examples as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith(EXAMPLES_HEADING):
            return super()._fill_text(text, width, indent)
        return HelpFormatter._fill_text(self, text, width, indent)


class _Parser(ArgumentParser):
    """An argument parser that replaces terminal control characters in its error messages."""

    def error(self, message: str) -> NoReturn:
        from readerapp.text.sanitize import sanitize

        super().error(sanitize(message, lines=True))


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
    group = common.add_argument_group("options of all commands")
    unset = SUPPRESS  # accepted before and after the command
    group.add_argument("--store", metavar="DIR", default=unset, help="folder of the annotations")
    group.add_argument(
        "--as", dest="annotator", metavar="NAME", default=unset, help="name of the annotator (you)"
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
            name,
            parents=[common],
            help=text,
            description=about,
            epilog=format_examples(name),
            formatter_class=_HelpFormatter,
            allow_abbrev=False,
        )
        declare_options(command)
    return parser


def _declare_path(parser: ArgumentParser) -> None:
    what = "file, web address, or - for standard input"
    parser.add_argument("path", metavar="PATH", help=what)


def _declare_documents(parser: ArgumentParser, default: str) -> None:
    """Declare the choice of documents: files, all of the store, or those of a folder."""
    parser.add_argument("paths", metavar="PATH", nargs="*", help=f"documents{default}")
    what = "all documents with annotations, also those whose file is gone"
    parser.add_argument("--all", action="store_true", help=what)
    what = "those of a folder or a web server, as folder: in the library"
    parser.add_argument("--in", dest="folder", metavar="FOLDER", default="", help=what)


def _declare_read(parser: ArgumentParser) -> None:
    _declare_path(parser)
    what = "print the annotations when the reader is left: markdown, json or another text format"
    parser.add_argument("--print", metavar="F", type=_text_format_name, help=what)


def _declare_text(parser: ArgumentParser) -> None:
    from readerapp.documents.registry import list_format_names
    from readerapp.text.sanitize import sanitize_label

    _declare_path(parser)
    names = ", ".join(map(sanitize_label, list_format_names())).replace("%", "%%")
    what = f"read it as one of {names} (default: by its content)"
    parser.add_argument("--format", metavar="NAME", help=what)
    what = "print the headings instead (the pages or times if there are none)"
    parser.add_argument("--contents", action="store_true", help=what)
    parser.add_argument("--json", action="store_true", help="with --contents: print JSON")


def _declare_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _declare_filters(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("filters")
    group.add_argument(
        "--speaker", metavar="NAME", action="append", default=[], help="only what this speaker said"
    )
    tag = "only with this tag or one below it (place finds place/harbour)"
    group.add_argument("--tag", metavar="T", action="append", default=[], help=tag)
    group.add_argument(
        "--colour",
        "--color",
        metavar="C",
        action="append",
        default=[],
        help=f"only in this colour or the colour with this name ({', '.join(COLOURS)})",
    )
    group.add_argument(
        "--by",
        metavar="NAME",
        action="append",
        default=[],
        help="only by this annotator (me is you)",
    )
    group.add_argument(
        "--search", metavar="WORDS", default="", help="only with these words in text, note or tags"
    )
    group.add_argument("--state", action="append", default=[], choices=STATES, help=_STATE_HELP)
    query = "as f in the reader: has:note no:speaker note:WORDS tag:T since:7d ..."
    group.add_argument("--filter", metavar="QUERY", default="", help=query)


def _declare_no_options(parser: ArgumentParser) -> None:
    pass


def _declare_add(parser: ArgumentParser) -> None:
    _declare_path(parser)
    where = parser.add_argument_group("passage to highlight")
    where.add_argument("--quote", metavar="TEXT", help="text of the passage")
    where.add_argument("--prefix", metavar="P", default="", help="text right before it")
    where.add_argument("--suffix", metavar="S", default="", help="text right after it")
    where.add_argument("--nth", metavar="N", type=int, help="which match, if there are several")
    where.add_argument("--start", metavar="N", type=int, help="or: start offset, in characters")
    where.add_argument("--end", metavar="N", type=int, help="and end offset, exclusive")
    with_it = parser.add_argument_group("fields of the annotation")
    with_it.add_argument("--note", metavar="N", default="", help="note, in Markdown")
    said = "who said it (default in a transcript: the speaker of the turn)"
    with_it.add_argument("--speaker", metavar="S", help=said)
    with_it.add_argument(
        "--tag", metavar="T", action="append", default=[], help="tag; may be repeated"
    )
    with_it.add_argument(
        "--colour", metavar="C", choices=COLOURS, help=f"one of {', '.join(COLOURS)}"
    )


def _declare_list(parser: ArgumentParser) -> None:
    _declare_documents(parser, " (default: all documents)")
    _declare_filters(parser)
    _declare_json(parser)


def _declare_export(parser: ArgumentParser) -> None:
    from readerapp.interchange.exporters import FORMATS, GROUPS

    _declare_documents(parser, "")
    formats = f"one of {', '.join(FORMATS)} (default: by the suffix of FILE, or markdown)"
    parser.add_argument("--format", metavar="F", type=_format_name, help=formats)
    parser.add_argument("--group", default="place", choices=GROUPS, help=_GROUP_HELP)
    how = "form of each annotation in markdown and text, such as: {quoted}{ (|where|)}{ — |note|}"
    parser.add_argument("--template", metavar="TEXT", default="", help=how)
    _declare_filters(parser)
    what = "also the comments and highlights that the file itself carries"
    parser.add_argument("--embedded", action="store_true", help=what)
    what = "also hashes and times of the document, and the sentences around each quotation"
    parser.add_argument("--evidence", action="store_true", help=what)
    _declare_pseudonyms(parser, "write what the check found")
    what = "write although unique passages beside names remain; with a name nothing is written"
    parser.add_argument("--allow-snippets", action="store_true", help=what)
    target = parser.add_mutually_exclusive_group()
    target.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="file to write, or FOLDER/ for one file per document (default: standard output)",
    )
    target.add_argument("--clipboard", action="store_true", help="copy instead of writing")


def _format_name(word: str) -> str:
    """Return the name of the export format that a word means."""
    from readerapp.interchange.exporters import find_format

    try:
        return find_format(word).name
    except ReaderError as error:
        raise ArgumentTypeError(str(error)) from None


def _text_format_name(word: str) -> str:
    """Return the name of the export format that a word means; binary ones are refused."""
    from readerapp.interchange.exporters import FORMATS

    name = _format_name(word)
    if FORMATS[name].binary:
        raise ArgumentTypeError(f"{name} is not a text format; use `readerapp export -o FILE`.")
    return name


def _declare_speakers(parser: ArgumentParser) -> None:
    _declare_documents(parser, "")
    _declare_json(parser)


def _declare_pseudonyms(parser: ArgumentParser, forced: str) -> None:
    what = (
        "replace names by the pseudonyms of this table, which gets new persons; nicknames,"
        " descriptions and what else makes a person recognisable stay (docs/pseudonyms.md)"
    )
    parser.add_argument("--pseudonyms", metavar="FILE.toml", help=what)
    parser.add_argument("--force", action="store_true", help=f"with --pseudonyms: {forced}")


def _declare_import(parser: ArgumentParser) -> None:
    what = "file of annotations, a document with comments, or an earlier version of --into PATH"
    parser.add_argument("files", metavar="FILE", nargs="+", help=what)
    parser.add_argument(
        "--into", metavar="PATH", help="document that FILE is about, if it does not say so"
    )
    parser.add_argument(
        "--title", metavar="NAME", help="of a FILE about several books, take only this one"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep annotations of documents that are not known here until they are opened",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="report what would be imported, and write nothing"
    )
    parser.add_argument(
        "--restore", action="store_true", help="restore from the Bin what FILE contains"
    )
    _declare_json(parser)


def _declare_sync(parser: ArgumentParser) -> None:
    where = "git folder or remote address (default: the one used last)"
    parser.add_argument("where", metavar="DIR", nargs="?", help=where)
    _declare_pseudonyms(parser, "share also documents in which the check found a name")
    _declare_json(parser)


def _declare_agreement(parser: ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="annotation file or export")
    parser.add_argument(
        "--text", metavar="PATH", help="document to find the quotations in, instead of by offsets"
    )
    _declare_json(parser)


def _declare_path_and_json(parser: ArgumentParser) -> None:
    _declare_path(parser)
    _declare_json(parser)


def _declare_check(parser: ArgumentParser) -> None:
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        help="document: list highlights whose text changed or was not found, and what is not shown",
    )
    parser.add_argument("--repair", action="store_true", help="repair what can be repaired")
    _declare_json(parser)


def _declare_verify(parser: ArgumentParser) -> None:
    # SOURCE takes all words that follow, so the draft must come before it.
    parser.usage = f"{parser.prog} DRAFT --against SOURCE [SOURCE ...] [options]"
    what = "draft whose quotations are checked: file, web address, or - for standard input"
    parser.add_argument("path", metavar="DRAFT", help=what)
    what = "what it quotes: files, folders with all documents in them, addresses of saved web pages"
    parser.add_argument(
        "--against", metavar="SOURCE", nargs="+", action="extend", required=True, help=what
    )
    what = "also check the words of highlights"
    parser.add_argument("--highlights", action="store_true", help=what)
    default = "altered,shortened,spliced,not_found,other_speaker"
    what = "with one of these the exit code is 1; also verbatim, same_words, none (%(default)s)"
    parser.add_argument("--fail-on", metavar="LIST", default=default, help=what)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--markdown", action="store_true", help="print a report for an editor")
    what = "file to write; its suffix may be .json or .md (default: standard output)"
    parser.add_argument("-o", "--output", metavar="FILE", help=what)


def _declare_diff(parser: ArgumentParser) -> None:
    what = "old document; alone: what changed in it since you read it last"
    parser.add_argument("old", metavar="OLD", help=what)
    parser.add_argument("new", metavar="NEW", nargs="?", help="new document")
    parser.add_argument("--words", action="store_true", help="print only the words that differ")
    code = "exit with 1 if there are changes"
    parser.add_argument("--exit-code", action="store_true", help=code)
    _declare_json(parser)


def _declare_refresh(parser: ArgumentParser) -> None:
    parser.add_argument("addresses", metavar="ADDRESS", nargs="+", help="address of a web page")
    what = "list the versions that are kept, and fetch nothing"
    parser.add_argument("--versions", action="store_true", help=what)
    _declare_json(parser)


def _declare_restore(parser: ArgumentParser) -> None:
    what = "id of a deleted annotation, or the name of a dated copy, from `readerapp check`"
    parser.add_argument("ids", metavar="ID", nargs="+", help=what)
    _declare_json(parser)


def _declare_id(parser: ArgumentParser) -> None:
    what = "id of the annotation, from `readerapp list --json`, or enough of its beginning"
    parser.add_argument("id", metavar="ID", help=what)


def _declare_ids(parser: ArgumentParser) -> None:
    what = "ids of annotations, from `readerapp list --json`, or enough of their beginnings"
    parser.add_argument("ids", metavar="ID", nargs="+", help=what)


def _declare_edit(parser: ArgumentParser) -> None:
    _declare_id(parser)
    note = parser.add_mutually_exclusive_group()
    note.add_argument("--note", metavar="N", help="the new note, in Markdown; '' removes it")
    what = "file with the new note; - is standard input"
    note.add_argument("--note-file", metavar="FILE", help=what)
    parser.add_argument(
        "--colour", "--color", metavar="C", choices=COLOURS, help=f"one of {', '.join(COLOURS)}"
    )
    _declare_json(parser)


def _declare_tag(parser: ArgumentParser) -> None:
    _declare_ids(parser)
    for option, what in (("--add", "tag to add"), ("--remove", "tag to remove")):
        help_text = f"{what}; may be repeated"
        parser.add_argument(option, metavar="T", action="append", default=[], help=help_text)
    what = "these tags only; without any, all are removed"
    parser.add_argument("--set", metavar="T", nargs="*", help=what)
    _declare_json(parser)


def _declare_speaker(parser: ArgumentParser) -> None:
    _declare_id(parser)
    what = "who said it: a speaker of the document, or a new one; '' removes the speaker"
    parser.add_argument("name", metavar="NAME", help=what)
    _declare_json(parser)


def _declare_delete(parser: ArgumentParser) -> None:
    _declare_ids(parser)
    _declare_json(parser)


COMMANDS: Mapping[str, tuple[str, Callable[[ArgumentParser], None]]] = {
    "read": ("open a file, also one that is named like a command", _declare_read),
    "text": ("print the plain text that --start and --end refer to", _declare_text),
    "add": ("highlight a passage and print its id", _declare_add),
    "edit": ("change the note or the colour of an annotation", _declare_edit),
    "tag": ("add, remove or replace tags of annotations", _declare_tag),
    "speaker": ("set who said the words of an annotation", _declare_speaker),
    "delete": ("move annotations to the Bin", _declare_delete),
    "restore": (
        "take annotations out of the Bin, or restore a document's from a dated copy",
        _declare_restore,
    ),
    "list": ("list annotations", _declare_list),
    "export": ("write annotations to a file, standard output or the clipboard", _declare_export),
    "diff": ("print what changed between two documents, or since you read one", _declare_diff),
    "refresh": ("fetch a web page again and print what changed", _declare_refresh),
    "import": ("import annotations of other people or programs", _declare_import),
    "agreement": ("compare the highlights of several annotators", _declare_agreement),
    "sync": ("share the annotations through a git remote", _declare_sync),
    "suggest": ("list the quotations and their probable speakers", _declare_path_and_json),
    "verify": (
        "check the quotations of a draft word by word against its sources (no paraphrases)",
        _declare_verify,
    ),
    "speakers": (
        "list the speakers, and how often and how much they speak",
        _declare_speakers,
    ),
    "check": (
        "check the store and the terminal, or the highlights and omissions of a document",
        _declare_check,
    ),
    "library": ("open the library (same as no command)", _declare_no_options),
}
"""The help text of each command, and the function that declares its options."""


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
