r"""BibTeX and biblatex files: the references in them. Nothing in a file is executed.

The grammar is that of "BibTeXing" (Patashnik, 1988) and of biber: entries in braces or parentheses,
strings with `#` between them, `@string`, and remarks outside entries. Time grows linearly with the
length of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from readerapp.core.reference import find_doi
from readerapp.interchange.importers.base import ImportBatch, ImportedReference, limit_problems
from readerapp.interchange.importers.references import MOST_REFERENCES
from readerapp.interchange.tex_text import decode_tex

_TYPES = {
    "article": "article", "periodical": "article", "book": "book", "mvbook": "book",
    "collection": "book", "booklet": "book", "proceedings": "book", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "chapter", "conference": "chapter",
    "suppbook": "chapter", "online": "webpage", "electronic": "webpage", "www": "webpage",
    "report": "report", "techreport": "report", "manual": "report", "thesis": "thesis",
    "phdthesis": "thesis", "mastersthesis": "thesis", "video": "video", "movie": "video",
    "letter": "letter", "misc": "document", "unpublished": "document",
}  # fmt: skip
_MONTHS = {
    "jan": "01", "feb": "02", "mar": "03", "apr": "04", "may": "05", "jun": "06", "jul": "07",
    "aug": "08", "sep": "09", "oct": "10", "nov": "11", "dec": "12",
}  # fmt: skip
"""The strings that every style defines."""
_CONTAINERS = ("journaltitle", "journal", "booktitle", "maintitle", "organization")
_PUBLISHERS = ("publisher", "institution", "school")

_begins = re.compile(r"@\s*(\w+)\s*([{(])")
_is_bibtex = re.compile(r"\s*(?:%[^\n]*\n\s*)*@\s*\w+\s*[{(]").match
_is_entry = re.compile(
    r"^@\w+\s*[{(]\s*[^\s,{}]{1,200}\s*,\s*[\w-]{1,100}\s*=", re.MULTILINE
).search
_LOOKED_AT = 20_000
"""Code points at the beginning of a file that are looked at to recognise it."""
_LONGEST_VALUE = 16 << 20
"""Code points of a value: the quotations of a book that is marked from end to end."""
_MOST_DAMAGED = 1_000
"""Damaged entries after which the rest of a file is left alone: it is no bibliography."""
_MOST_IN_VAIN = 4 << 20
"""Code points that are read for values without an end, all together: a second of work."""
_field = re.compile(r"[\s,]*([^\s=,{}()\"#%]+)\s*=\s*")
_bare = re.compile(r"[^\s,{}()\"#%=]+")
_joins = re.compile(r"\s*#\s*")
# A line that begins as an entry is one: a brace was forgotten before it.
_stop = re.compile(r"\n[ \t]*@\w+[ \t]*\{|[{}\"]|\\.", re.DOTALL)
_separator = re.compile(r"\s+and\s+")
_file_entry = re.compile(r"(?<!\\)[;]")
_windows = re.compile(r"^[A-Za-z]$")


class _EntryError(Exception):
    """An entry that is cut off or cannot be read.

    Attributes:
        length: code points that were read in vain.
    """

    def __init__(self, sentence: str, length: int = 0) -> None:
        super().__init__(sentence)
        self.length = length


def is_bibtex(text: str) -> bool:
    """Return whether a text is a BibTeX file; remarks of a program may come first."""
    return bool(_is_bibtex(text) or _is_entry(text[:_LOOKED_AT]))


def read_bibtex(text: str) -> ImportBatch:
    """Read the references of a text for which `is_bibtex` is true."""
    found: list[ImportedReference] = []
    problems: list[str] = []
    macros = dict(_MONTHS)
    at = counted = in_vain = 0
    line = 1
    while (match := _begins.search(text, at)) and len(found) < MOST_REFERENCES:
        kind, at = match[1].lower(), match.end()
        try:
            if kind in ("comment", "preamble"):
                at = _skip(text, at, match[2])
            elif kind == "string":
                fields, at = _read_fields(text, at, match[2], macros)
                macros |= fields
            else:
                key, fields, at = _read_entry(text, at, match[2], macros)
                found.append(_reference(kind, key, fields))
        except _EntryError as error:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            problems.append(f"The entry in line {line} was left out: {error}.")
            in_vain += error.length
            if len(problems) >= _MOST_DAMAGED or in_vain > _MOST_IN_VAIN:
                problems.append("The rest of the file was left out.")
                break
    return ImportBatch(
        format="BibTeX", references=tuple(found), problems=tuple(limit_problems(problems))
    )


def _read_entry(
    text: str, at: int, bracket: str, macros: Mapping[str, str]
) -> tuple[str, dict[str, str], int]:
    """Return key, fields and end of an entry whose bracket was opened before `at`."""
    match = re.compile(r"\s*([^\s,{}\"#%]*)\s*(,|(?=[})]))").match(text, at)
    if match is None:
        raise _EntryError("it has no key")
    fields, end = _read_fields(text, match.end(), bracket, macros)
    return match[1], fields, end


def _read_fields(
    text: str, at: int, bracket: str, macros: Mapping[str, str]
) -> tuple[dict[str, str], int]:
    closing = "}" if bracket == "{" else ")"
    fields: dict[str, str] = {}
    while match := _field.match(text, at):
        value, at = _read_value(text, match.end(), macros)
        fields.setdefault(match[1].lower(), value)
    rest = re.compile(r"[\s,]*").match(text, at)
    at = rest.end() if rest else at
    if text[at : at + 1] != closing:
        raise _EntryError("a brace or a comma is missing")
    return fields, at + 1


def _read_value(text: str, at: int, macros: Mapping[str, str]) -> tuple[str, int]:
    """Return a value, still in TeX, and its end."""
    parts = []
    while True:
        sign = text[at : at + 1]
        if sign in ('"', "{"):
            end = _end_of_value(text, at)
            parts.append(text[at + 1 : end - 1])
        elif word := _bare.match(text, at):
            end = word.end()
            parts.append(macros.get(word.group().lower(), word.group()))
        else:
            raise _EntryError("a value is missing")
        joined = _joins.match(text, end)
        if not joined:
            return "".join(parts), end
        at = joined.end()


def _end_of_value(text: str, at: int) -> int:
    """Return the offset after a value in quotation marks or braces that begins at `at`."""
    quoted, depth, end = text[at] == '"', 0, at
    for match in _stop.finditer(text, at + 1 if quoted else at, at + _LONGEST_VALUE):
        sign, end = match.group(), match.end()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return match.end()
            if depth < 0:
                break
        elif sign == '"' and quoted and depth == 0:
            return match.end()
        elif sign[0] == "\n":
            break
    raise _EntryError("a value does not end", end - at)


def _skip(text: str, at: int, bracket: str) -> int:
    """Return the offset after a remark."""
    if bracket == "(":
        end = text.find(")", at)
        return end + 1 if end >= 0 else len(text)
    try:
        return _end_of_value(text, at - 1)
    except _EntryError as error:
        raise _EntryError("a remark does not end", error.length) from None


def _reference(kind: str, key: str, fields: Mapping[str, str]) -> ImportedReference:
    def words(*names: str) -> str:
        written = next((fields[name] for name in names if fields.get(name, "").strip()), "")
        return " ".join(decode_tex(written).split())

    parts: dict[str, str | Sequence[str]] = {
        "citekey": key,
        "type": _TYPES.get(kind, "document"),
        "title": words("title"),
        "authors": list(_names(fields.get("author") or fields.get("editor") or "")),
        "date": words("date") or "-".join(filter(None, (words("year"), _month(words("month"))))),
        "container": words(*_CONTAINERS),
        "publisher": words(*_PUBLISHERS),
        "doi": find_doi(_raw(fields.get("doi", ""))),
        "isbn": next(iter(_raw(fields.get("isbn", "")).replace(",", " ").split()), ""),
        "address": _raw(fields.get("url", "")),
        "language": words("langid", "language"),
    }
    files = tuple(_file_paths(fields.get("file", "")))
    return ImportedReference({name: value for name, value in parts.items() if value}, files)


def _month(month: str) -> str:
    number = _MONTHS.get(month[:3].lower(), month)
    return number.zfill(2) if number.isdecimal() else ""


def _raw(value: str) -> str:
    """Return a value that programs write as it is, or with the signs of TeX escaped."""
    return re.sub(r"\\([_%#&{}~$])", r"\1", value).strip()


def _names(value: str) -> Iterator[str]:
    """Yield the names of a list, each as "Family, Given"; one in braces stays whole."""
    for name in _split(value, _separator):
        written = name.strip()
        whole = written.startswith("{") and _closes_at_end(written)
        parts = [" ".join(decode_tex(part).split()) for part in _split(written, re.compile(","))]
        if whole or len(parts) == 1:
            if parts[0].casefold() != "others":
                yield " ".join(decode_tex(written).split())
        elif len(parts) == 2:
            yield ", ".join(filter(None, parts))
        else:  # family, junior, given
            yield f"{parts[0]}, {parts[2]}, {parts[1]}"


def _closes_at_end(name: str) -> bool:
    depth = 0
    for place, sign in enumerate(name):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return place == len(name) - 1
    return False


def _split(value: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the parts of a value, split where `pattern` is outside braces."""
    depth, begin, counted = 0, 0, 0
    for match in pattern.finditer(value):
        between = value[counted : match.start()]
        depth += between.count("{") - between.count("}")
        counted = match.start()
        if depth == 0:
            yield value[begin : match.start()]
            begin = match.end()
    yield value[begin:]


def _file_paths(value: str) -> Iterator[str]:
    r"""Yield the paths of a field of JabRef, Zotero or Mendeley: `:path:type`, or paths alone."""
    for entry in _file_entry.split(value):
        written = _raw(entry.replace("\\:", "\0").replace("\\;", ";"))
        parts = written.split(":")
        if len(parts) >= 3 and not _windows.match(parts[0]):
            written = ":".join(parts[1:-1])
        if path := written.replace("\0", ":").strip():
            yield path
