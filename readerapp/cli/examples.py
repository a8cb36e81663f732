"""Examples for the help of each command: what people do with it most."""

from __future__ import annotations

EXAMPLES_HEADING = "examples:"

_EXAMPLES = {
    "read": ("readerapp read ./list", "git diff | readerapp - --print markdown"),
    "text": ("readerapp text report.pdf", "readerapp text book.epub --contents"),
    "add": (
        'readerapp add talk.txt --quote "the words" --note "why" --tag rent',
        "readerapp add talk.txt --start 120 --end 180 --colour green",
    ),
    "edit": (
        'readerapp edit 3fa85f64 --note "a better note"',
        "readerapp edit 3fa85f64 --note-file - < note.md",
    ),
    "tag": (
        "readerapp tag 3fa85f64 --add rent --remove draft",
        "readerapp tag 3fa85f64 9b1deb4d --set rent place/harbour",
    ),
    "speaker": ('readerapp speaker 3fa85f64 "Ida Holm"', "readerapp speaker 3fa85f64 ''"),
    "accept": ("readerapp accept 3fa85f64 9b1deb4d",),
    "delete": ("readerapp delete 3fa85f64 9b1deb4d",),
    "restore": ("readerapp restore 3fa85f64", "readerapp check     (lists the dated copies)"),
    "list": (
        "readerapp list talk.txt notes.md --speaker Holm",
        "readerapp list --in ~/interviews --tag rent --json",
    ),
    "export": (
        "readerapp export talk.txt --format markdown",
        "readerapp export talk.txt notes.md -o both.csv",
        "readerapp export --all --format html -o pages/",
    ),
    "cite": (
        "readerapp cite paper.pdf",
        "readerapp cite paper.pdf --key smith2020 --doi 10.1000/182",
    ),
    "diff": ("readerapp diff draft-1.docx draft-2.docx", "readerapp diff report.md"),
    "refresh": ("readerapp refresh https://example.org/news",),
    "import": (
        'readerapp import "My Clippings.txt" --dry-run',
        "readerapp import comments.json --into report.pdf",
    ),
    "agreement": ("readerapp agreement ana.json bo.json --json",),
    "sync": ("readerapp sync me@host:notes.git", "readerapp sync"),
    "mcp": (
        "readerapp mcp --allow-proposals",
        "claude mcp add readerapp -- readerapp mcp --folder ~/interviews",
    ),
    "suggest": ("readerapp suggest article.html --json",),
    "verify": ("readerapp verify draft.docx --against sources/ talk.vtt",),
    "speakers": ("readerapp speakers talk.vtt", "readerapp speakers --in ~/interviews"),
    "check": ("readerapp check", "readerapp check report.pdf"),
    "library": ("readerapp",),
    "completion": (
        "readerapp completion fish > ~/.config/fish/completions/readerapp.fish",
        "readerapp completion zsh > ~/.zfunc/_readerapp",
    ),
    "doctor": ("readerapp doctor", "readerapp doctor --json"),
    "config": ("readerapp config --write", "readerapp config --keys"),
    "plugins": ("readerapp plugins",),
}


def list_examples(command: str) -> tuple[str, ...]:
    """Return the examples of a command."""
    return _EXAMPLES[command]


def format_examples(command: str) -> str:
    """Return the examples of a command, one a line below a heading."""
    return "\n".join([EXAMPLES_HEADING, *(f"  {one}" for one in _EXAMPLES[command])])
