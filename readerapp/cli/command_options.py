"""The options of each command, declared for argparse, and the table of the commands.

Completion, the manual page and the reference of the commands are made from this table.
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, STATES

SHELLS = ("bash", "zsh", "fish")
_STATE_HELP = (
    "only those whose words are in the text as they were (exact), have changed there (drifted),"
    " or were not found in it (orphaned)"
)
_GROUP_HELP = "group by place, speaker or tag (markdown and text)"


def _declare_path(parser: ArgumentParser) -> None:
    what = "file, web address, or - for standard input"
    parser.add_argument("path", metavar="PATH", help=what)


def _declare_documents(parser: ArgumentParser, default: str) -> None:
    """Declare the choice of documents: files, all of the store, or those of a folder."""
    parser.add_argument("paths", metavar="PATH", nargs="*", help=f"documents{default}")
    what = "all documents with annotations, also those whose file is gone"
    parser.add_argument("--all", action="store_true", help=what)
    what = "documents whose folder or web server has this in its name"
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
    from readerapp.interchange.exporters import GROUPS, list_format_names
    from readerapp.interchange.exporters.formats import FORMATS, REPORT_FORMATS, TABLES
    from readerapp.text.sanitize import sanitize_label

    _declare_documents(parser, "")
    names = ", ".join(map(sanitize_label, list_format_names())).replace("%", "%%")
    copies = "; ".join(
        f"{one.name}: only of a {one.carrier}" for one in FORMATS.values() if one.copies
    )
    formats = (
        f"one of {names} (default: by the suffix of FILE, or markdown). Copies of the document's"
        f" own file with the annotations in it are {copies}; for a report of any document:"
        f" {REPORT_FORMATS}"
    )
    parser.add_argument("--format", metavar="F", type=_format_name, help=formats)
    parser.add_argument("--group", default="place", choices=GROUPS, help=_GROUP_HELP)
    what = (
        "write this table as CSV: codebook has each tag with its definition and how often it is"
        " used; the others count, for example, how often each speaker has each tag"
    )
    parser.add_argument("--table", choices=TABLES, help=what)
    how = "form of each annotation in markdown and text, such as: {quoted}{ (|where|)}{ — |note|}"
    parser.add_argument("--template", metavar="TEXT", default="", help=how)
    _declare_filters(parser)
    what = "also the comments and highlights that the file itself carries"
    parser.add_argument("--embedded", action="store_true", help=what)
    what = "also the proposals of programs that nobody has accepted"
    parser.add_argument("--proposed", action="store_true", help=what)
    what = "also hashes and times of the document, and the sentences around each quotation"
    parser.add_argument("--evidence", action="store_true", help=what)
    _declare_pseudonyms(parser, "write although the check found a name in the result")
    what = (
        "with --pseudonyms: write although the words beside a name could be searched for on the"
        " web; with a name left in the result nothing is written"
    )
    parser.add_argument("--allow-snippets", action="store_true", help=what)
    target = parser.add_mutually_exclusive_group()
    target.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="file to write; an existing file is replaced (in obsidian and org, what you added to"
        " it stays). FOLDER/ writes one file per document (default: standard output)",
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
    from readerapp.interchange.exporters.formats import FORMATS

    name = _format_name(word)
    if FORMATS[name].binary:
        raise ArgumentTypeError(f"{name} is not a text format; use `readerapp export -o FILE`.")
    return name


def _declare_speakers(parser: ArgumentParser) -> None:
    _declare_documents(parser, "")
    _declare_json(parser)


def _declare_pseudonyms(parser: ArgumentParser, forced: str) -> None:
    what = (
        "replace names by the pseudonyms in this table; new persons are added to it. Nicknames and"
        " descriptions stay, so read the result (the guide: Pseudonyms)"
    )
    parser.add_argument("--pseudonyms", metavar="FILE.toml", help=what)
    parser.add_argument("--force", action="store_true", help=f"with --pseudonyms: {forced}")


def _declare_cite(parser: ArgumentParser) -> None:
    from readerapp.core.reference import TYPES

    _declare_path(parser)
    group = parser.add_argument_group("parts to set ('' removes one)")
    options = (
        ("--key", "citekey", "KEY", "citation key, as in Better BibTeX: smith2020"),
        ("--doi", "doi", "DOI", "DOI, or its address"),
        ("--isbn", "isbn", "ISBN", "ISBN of a book"),
        ("--title", "title", "TEXT", "title in the bibliography, if it is another one"),
        (
            "--date",
            "date",
            "DATE",
            "day of publication, or its year or month: 2020-05-17, 2020, 2020-05",
        ),
        ("--container", "container", "NAME", "journal, book or site that it is in"),
        ("--publisher", "publisher", "NAME", "publisher"),
        ("--address", "address", "URL", "web address"),
        ("--zotero", "zotero", "KEY", "key of the item in Zotero"),
        (
            "--language",
            "language",
            "NAME",
            "language, such as de or German; automatic: as recognised",
        ),
        ("--type", "type", "TYPE", f"one of {', '.join(TYPES)}"),
    )
    for option, name, metavar, what in options:
        group.add_argument(option, dest=name, metavar=metavar, help=what)
    what = "author, as 'Smith, Jo'; may be repeated"
    group.add_argument("--author", dest="authors", metavar="NAME", action="append", help=what)
    what = "remove all that was set; what the document itself says stays"
    parser.add_argument("--clear", action="store_true", help=what)
    _declare_json(parser)


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


def _declare_suggest(parser: ArgumentParser) -> None:
    _declare_path(parser)
    what = "language of the document, such as de or German (default: the one set, else recognised)"
    parser.add_argument("--language", metavar="NAME", default="", help=what)
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


def _declare_accept(parser: ArgumentParser) -> None:
    what = "ids of proposals, from `readerapp list --filter is:proposed --json`"
    parser.add_argument("ids", metavar="ID", nargs="+", help=f"{what}, or their beginnings")
    _declare_json(parser)


def _declare_mcp(parser: ArgumentParser) -> None:
    what = "let the assistant propose annotations, which wait for your yes (P in the reader)"
    parser.add_argument("--allow-proposals", action="store_true", help=what)
    what = "let it read the documents of this folder too; may be repeated"
    parser.add_argument("--folder", metavar="DIR", action="append", default=[], help=what)


def _declare_delete(parser: ArgumentParser) -> None:
    _declare_ids(parser)
    _declare_json(parser)


def _declare_config(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    check = "name each mistake of FILE (default: of the file that is in force) with its line"
    what.add_argument("--check", metavar="FILE", nargs="?", const="", help=check)
    write = "write a file with all settings as comments; lines of yours stay as they are"
    what.add_argument("--write", action="store_true", help=write)
    what.add_argument("--keys", action="store_true", help="print the keys of all actions")
    what.add_argument("--path", action="store_true", help="print where the file is")
    output = "with --write: another file, which does not exist yet, or - for standard output"
    parser.add_argument("-o", "--output", metavar="FILE", help=output)
    _declare_json(parser)


def _declare_completion(parser: ArgumentParser) -> None:
    what = f"{', '.join(SHELLS)} (default: your login shell)"
    parser.add_argument("shell", metavar="SHELL", nargs="?", choices=SHELLS, help=what)


COMMANDS: Mapping[str, tuple[str, Callable[[ArgumentParser], None]]] = {
    "read": ("open a document; needed for a file that is named like a command", _declare_read),
    "text": ("print the plain text of a document, or its headings", _declare_text),
    "add": ("highlight a passage and print its id", _declare_add),
    "edit": ("change the note or the colour of an annotation", _declare_edit),
    "tag": ("add, remove or replace tags of annotations", _declare_tag),
    "speaker": ("set who said the words of an annotation", _declare_speaker),
    "accept": ("accept what a program has proposed (delete rejects it)", _declare_accept),
    "delete": ("move annotations to the Bin", _declare_delete),
    "restore": (
        "bring back deleted annotations, or all of a document as they were on a day",
        _declare_restore,
    ),
    "list": ("list annotations", _declare_list),
    "export": ("write annotations to a file, standard output or the clipboard", _declare_export),
    "cite": ("show or set the citation key, DOI and the like of a document", _declare_cite),
    "diff": (
        "print what changed between two documents, or in one since you read it",
        _declare_diff,
    ),
    "refresh": ("fetch a web page again and print what changed", _declare_refresh),
    "import": ("import annotations of other people or programs", _declare_import),
    "agreement": ("compare the highlights of several annotators", _declare_agreement),
    "sync": ("share the annotations through a git remote", _declare_sync),
    "mcp": (
        "let an AI assistant read your documents, and propose annotations (MCP server)",
        _declare_mcp,
    ),
    "suggest": ("list the quotations and their probable speakers", _declare_suggest),
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
    "completion": ("print the script with which a shell completes arguments", _declare_completion),
    "config": ("print, check or write the settings, and print the keys", _declare_config),
    "doctor": (
        "check terminal, clipboard, store and installation, and say what to do",
        _declare_json,
    ),
    "plugins": ("list the plug-ins that are installed, and whether they work", _declare_json),
}
"""The help text of each command, and the function that declares its options."""

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Read": ("read", "library", "text", "diff", "refresh"),
    "Annotate": ("add", "edit", "tag", "speaker", "delete", "restore", "suggest", "accept"),
    "List and share": ("list", "speakers", "export", "cite", "import", "sync", "agreement"),
    "Check": ("verify", "check"),
}
"""The commands by what they are for, in the order of the help; `list_sections` adds the rest."""


def list_sections() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Generate the sections of the help with their commands; the last one has all others."""
    yield from SECTIONS.items()
    named = {name for names in SECTIONS.values() for name in names}
    if others := tuple(name for name in COMMANDS if name not in named):
        yield "Set up", others
