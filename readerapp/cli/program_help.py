"""The text of `readerapp -h`: the commands by what they are for, the options, first steps."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from readerapp.cli.command_options import COMMANDS, list_sections

_COLUMNS = 79
"""Cells of a line: one less than the usual terminal has, which may break a full line."""
_INDENT = 14
"""Column at which the help of a command begins; a longer name has a line of its own."""

_USAGE = """\
usage: readerapp [FILE | ADDRESS | -] [--store DIR] [--as NAME]
       readerapp COMMAND ...

Read documents in the terminal, highlight passages, write notes, and record
who said what. There is nothing to save: each change is on the disk at once.
"""
_OPTIONS = """\
Options:
  --store DIR   folder of the annotations; else READERAPP_STORE, else
                ./annotations if it exists, else your data folder
  --as NAME     name of the annotator (you)
  -h, --help    show this help; `readerapp COMMAND -h` shows a command's own
  --version     show the version
"""
_FORMATS = (
    "It opens text, Markdown, web pages, EPUB, PDF, DOCX, ODT, RTF, e-mail, subtitles, transcripts,"
    " screenplays and chat exports. The manual is the folder docs of the"
    " repository, https://readerapp.github.io/readerapp/, and `man readerapp` where pipx or"
    " a package has installed it."
)
# At the end: that is what a small terminal shows.
_FIRST_STEPS = """\
First steps:
  readerapp article.txt                 open a document; in it these keys work:
      . next quotation    Enter highlight    a note      s speaker     u undo
      v select            / search           E export    ? all keys    q quit
  readerapp                             the library: your documents, samples
  readerapp https://example.org/news    fetch a web page, keep a copy, open it
  git diff | readerapp -                read standard input
  readerapp export article.txt -o article.md
                                        write what you highlighted to a file
  readerapp completion                  print the script that lets Tab complete
  readerapp doctor                      if something does not work
"""


def format_program_help() -> str:
    """Return the help of the program, at most 79 columns wide."""
    formats = "\n".join(wrap(_FORMATS, _COLUMNS))
    return "\n".join([_USAGE, *_sections(), _OPTIONS, f"{formats}\n", _FIRST_STEPS])


def _sections() -> Iterator[str]:
    for title, names in list_sections():
        yield f"{title}:"
        for name in names:
            lines = wrap(COMMANDS[name][0], _COLUMNS - _INDENT)
            yield f"  {name:<{_INDENT - 2}}{lines[0]}"
            yield from (" " * _INDENT + line for line in lines[1:])
        yield ""
