"""Names of files to export to: made from a title, and with the suffix of a format."""

from __future__ import annotations

import re
import unicodedata

from readerapp.interchange.exporters.formats import FORMATS, ExportFormat

_NAME_LENGTH = 40
"""Maximum length of a suggested name without its suffix, in code points."""
_NAME_BYTES = 200
"""The same in bytes of UTF-8: file systems take 255 for the whole name."""

_apostrophe = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_not_word = re.compile(r"[^\w]+|_+")


def suggest_file_name(title: str, suffix: str) -> str:
    """Return a file name made from the words of a title, without signs that a shell would mind.

    Accents of Latin letters are left out; letters of other scripts stay.

    Args:
        title: the title of the document.
        suffix: the suffix of the name, with its dot.

    >>> suggest_file_name("Trump wanted “a share” … CEO’s café", ".md")
    'trump-wanted-a-share-ceos-cafe.md'
    """
    words = _not_word.sub(" ", _apostrophe.sub("", _without_accents(title)).casefold()).split()
    stem = ""
    for word in words:
        longer = f"{stem}-{word}" if stem else word
        if len(longer) > _NAME_LENGTH or len(longer.encode()) > _NAME_BYTES:
            break
        stem = longer
    if not stem and words:  # one word that is too long, as of a script without spaces
        stem = words[0][:_NAME_LENGTH].encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{stem or 'highlights'}{suffix}"


def format_of_name(name: str, current: ExportFormat) -> ExportFormat:
    """Return the format that the suffix of a name says; `current` if it fits or none does.

    >>> format_of_name("notes.CSV", FORMATS["json"]).name
    'csv'
    """
    suffix = _known_suffix(name)
    if not suffix or suffix == current.suffix:
        return current
    return next(form for form in FORMATS.values() if form.suffix == suffix)


def with_suffix(name: str, export_format: ExportFormat) -> str:
    """Return a name with the suffix of a format; one with an unknown suffix stays.

    >>> with_suffix("notes.md", FORMATS["csv"]), with_suffix("notes", FORMATS["csv"])
    ('notes.csv', 'notes.csv')
    """
    suffix = _known_suffix(name)
    stem = name[: len(name) - len(suffix)]
    if not stem.strip() or (not suffix and "." in stem.strip(".")):
        return name
    return f"{stem.rstrip('.')}{export_format.suffix}"


def _known_suffix(name: str) -> str:
    """Return the longest suffix of a format that the name ends with; empty if there is none."""
    known = {form.suffix for form in FORMATS.values()}
    return max((one for one in known if name.lower().endswith(one)), key=len, default="")


def _without_accents(text: str) -> str:
    """Return the text with plain letters for accented Latin ones."""
    shown = []
    for sign in unicodedata.normalize("NFC", text):
        base = unicodedata.normalize("NFKD", sign)
        shown.append(base[0] if base[:1].isascii() and base[:1].isalpha() else sign)
    return "".join(shown)
