"""The table of pseudonyms: a TOML file of one's own that says which pseudonym stands for whom.

    keep = ["Paris"]

    [[person]]
    pseudonym = "Person 1"
    name = "John Matze"
    also = ["Jack"]
    forms = ["the founder"]

What is in the file is never changed: new persons are appended as text, so comments and order stay.
The file says who is who, so it is private, and no place that is shared may hold it.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from readerapp.core.atomic_write import make_folder, write_private
from readerapp.core.errors import ReaderError
from readerapp.pseudonyms.name_finder import NameFinder, Person, whole_words
from readerapp.pseudonyms.name_forms import fold_word, is_person_name, word_pattern

_LARGEST = 4_000_000
"""Bytes of the largest table that is read: some 40,000 persons."""
_PREFIXES = ("Person", "Speaker", "Voice", "Participant", "Somebody")
"""Words of new pseudonyms; one that is part of somebody's name is not taken."""
_HEADER = """\
# Who is who: keep this file private, and apart from what you share.
# readerapp appends persons, and changes nothing that is here. You can change names by hand:
#   also = ["Jack Matze"]     other names of a person, each with all of its forms
#   forms = ["the founder"]   words for a person that count as they stand
# Words that are never replaced:
keep = []
"""
CAVEAT = (
    "Names of the table were replaced; other names, nicknames, descriptions and what else makes a "
    "person recognisable were not: read it before you share it."
)
"""What pseudonyms do not do."""

_person_keys = ("pseudonym", "name", "also", "forms")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person as the store knows them: the name and other names."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class PseudonymTable:
    """The persons of a table, and the words that are never replaced."""

    persons: tuple[Person, ...] = ()
    keep: tuple[str, ...] = ()

    @cached_property
    def finder(self) -> NameFinder:
        """Return the finder of the names in the table."""
        return NameFinder(self.persons, self.keep)

    @cached_property
    def pseudonyms(self) -> re.Pattern[str] | None:
        """Return the pattern of all pseudonyms; None if there is none."""
        return whole_words([person.pseudonym for person in self.persons])

    @cached_property
    def _by_name(self) -> Mapping[str, Person]:
        return {
            _folded(name): person
            for person in reversed(self.persons)
            for name in (*person.forms, *person.also, person.name)
        }

    def find(self, names: Iterable[str]) -> Person | None:
        """Return the person with one of these names, or of whom one is a form; None if none is."""
        names = tuple(names)
        for name in names:
            if person := self._by_name.get(_folded(name)):
                return person
        return next(filter(None, map(self.finder.person_named, names)), None)

    def with_known(self, known: Iterable[NamedPerson]) -> PseudonymTable:
        """Return the table with the other names that the store knows."""
        also: dict[str, dict[str, None]] = {}
        for one in known:
            names = (one.name, *one.aliases)
            if person := self.find(names):
                also.setdefault(person.pseudonym, {}).update(dict.fromkeys(names))
        persons = []
        for person in self.persons:
            more = [
                name
                for name in also.get(person.pseudonym, ())
                if is_person_name(name)
                and self._by_name.get(_folded(name)) is None
                and not (self.pseudonyms and self.pseudonyms.search(name))
            ]
            persons.append(
                Person(person.pseudonym, person.name, (*person.also, *more), person.forms)
            )
        return PseudonymTable(tuple(persons), self.keep)


def read_table(path: Path) -> PseudonymTable:
    """Read a table; empty if there is no file.

    Raises:
        ReaderError: It cannot be read, or it has a mistake.
    """
    return _parse(_read(path), path)


def extend_table(
    path: Path, known: Iterable[NamedPerson], *, texts: Iterable[str] = ()
) -> tuple[PseudonymTable, list[Person]]:
    """Append the persons whom a table lacks, and return the whole table and the new persons.

    A label that names no person, such as "Interviewer", is left out. The file is created with the
    first person.

    Args:
        path: The file of the table.
        known: The persons.
        texts: Texts in which no new pseudonym may occur.

    Raises:
        ReaderError: The table cannot be read or written, or it has a mistake.
    """
    wanted = tuple(known)
    table = read_table(path)
    if path.exists() and not list_missing(table, wanted):
        return table, []
    texts = tuple(texts)
    try:
        make_folder(path.absolute().parent)
        with _locked(path.absolute().parent):
            data = _read(path)
            table = _parse(data, path)
            new = _new_persons(table, wanted, texts)
            text = _with_persons(data, new)
            after = _parse_longer(text, table, new, path)
            write_private(Path(os.path.realpath(path)), text.encode("utf-8"))
    except OSError as error:
        raise ReaderError(
            f"The table {path} cannot be written: {error.strerror}; name another file."
        ) from error
    return after, new


def check_place(path: Path, shared: Mapping[str, Path]) -> None:
    """Raise ReaderError if the table is, or would be, in a place that is shared.

    Args:
        path: The file of the table.
        shared: Folders and files that are shared, by what they are called in the sentence.
    """
    table = Path(os.path.realpath(path))
    for what, place in shared.items():
        if table.is_relative_to(os.path.realpath(place)):
            raise ReaderError(f"{path} is {what}; keep the table of pseudonyms elsewhere.")


def others_can_read(path: Path) -> bool:
    """Return whether other users of this machine can read the table."""
    with suppress(OSError):
        return bool(path.stat().st_mode & 0o077)
    return False


def list_missing(table: PseudonymTable, known: Iterable[NamedPerson]) -> list[NamedPerson]:
    """Return the persons whom a table lacks: no name of theirs is a form of somebody in it.

    Labels that name nobody are left out, and so are pseudonyms, as in the store of somebody who has
    seen no names.
    """
    missing: dict[str, NamedPerson] = {}
    for one in known:
        is_pseudonym = table.pseudonyms and table.pseudonyms.search(one.name)
        if is_pseudonym or not is_person_name(one.name):
            continue
        if not table.find((one.name, *one.aliases)):
            missing.setdefault(_folded(one.name), one)
    return list(missing.values())


def _new_persons(
    table: PseudonymTable, known: Iterable[NamedPerson], texts: Sequence[str]
) -> list[Person]:
    missing = list_missing(table, known)
    names = [*(one.name for one in missing), *(person.name for person in table.persons)]
    words = {fold_word(word) for name in names for word in word_pattern.findall(name)}
    prefix = next((one for one in _PREFIXES if fold_word(one) not in words), "Nn")
    taken = {person.pseudonym.casefold() for person in table.persons}
    for text in texts:
        taken |= {
            " ".join(found.split()).casefold()
            for found in re.findall(rf"{prefix}\s+\d+", text, re.IGNORECASE)
        }
    new: list[Person] = []
    # Full names first: "Holm" is then a form of Ida Holm, and not somebody else.
    full = [one for one in missing if len(word_pattern.findall(one.name)) > 1]
    for group in (full, missing):
        whole = PseudonymTable((*table.persons, *new), table.keep)
        number = 0
        for one in list_missing(whole, group):
            number += 1
            while f"{prefix} {number}".casefold() in taken:
                number += 1
            taken.add(f"{prefix} {number}".casefold())
            aliases = dict.fromkeys(map(_clean, one.aliases))
            also = tuple(name for name in aliases if is_person_name(name))
            new.append(Person(f"{prefix} {number}", _clean(one.name), also))
    return new


def _parse_longer(
    text: str, table: PseudonymTable, new: Iterable[Person], path: Path
) -> PseudonymTable:
    """Parse a table with new persons at its end.

    Raises:
        ReaderError: The form of the table does not allow that.
    """
    is_toml = False
    with suppress(ReaderError):
        is_toml = bool(_load(text, path))
    after = _parse(text, path) if is_toml else table
    if after.persons == (*table.persons, *new):
        return after
    raise ReaderError(f"Persons cannot be appended to {path}; write each under a line [[person]].")


def _with_persons(text: str, new: Iterable[Person]) -> str:
    """Return the text of a table with more persons at its end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    parts = [text or _HEADER]
    if not parts[0].endswith("\n"):
        parts.append(newline)
    for person in new:
        lines = ["", "[[person]]", f"pseudonym = {_quote(person.pseudonym)}"]
        lines.append(f"name = {_quote(person.name)}")
        if person.also:
            lines.append(f"also = [{', '.join(map(_quote, person.also))}]")
        parts.append("".join(f"{line}{newline}" for line in lines))
    return "".join(parts)


def _quote(text: str) -> str:
    """Return a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub("[\0-\x1f\x7f]", lambda sign: f"\\u{ord(sign[0]):04x}", escaped) + '"'


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ReaderError(
            f"The table {path} cannot be read: {error.strerror}; name a file."
        ) from error
    if len(data) > _LARGEST:
        raise ReaderError(f"{path} is too large for a table of pseudonyms; name another file.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise ReaderError(f"{path} is not a text in UTF-8; save it as one.") from None


def _load(text: str, path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ReaderError(f"The table {path} is no valid TOML: {error}.") from None


def _parse(text: str, path: Path) -> PseudonymTable:
    data = _load(text, path)
    rows = data.get("person", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ReaderError(f"In {path} persons stand under lines [[person]], with two brackets.")
    table = PseudonymTable(
        tuple(_person(row, number, path) for number, row in enumerate(rows, 1)),
        _texts(data, "keep", str(path)),
    )
    _check(table, path)
    return table


def _person(row: Mapping[str, Any], number: int, path: Path) -> Person:
    where = f"person {number} of {path}"
    if unknown := [key for key in row if key not in _person_keys]:
        raise ReaderError(
            f"There is no field {unknown[0]} for {where}; choose from {', '.join(_person_keys)}."
        )
    for key in ("pseudonym", "name"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise ReaderError(f"The field {key} of {where} must be text; write it.")
    return Person(
        " ".join(row["pseudonym"].split()),
        " ".join(row["name"].split()),
        _texts(row, "also", where),
        _texts(row, "forms", where),
    )


def _texts(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    values = row.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ReaderError(f'The field {key} of {where} must be a list, as in ["Paris"].')
    return tuple(value for value in values if value.strip())


def _check(table: PseudonymTable, path: Path) -> None:
    """Raise ReaderError if pseudonyms cannot be told apart, or contain names."""
    seen: set[str] = set()
    for person in table.persons:
        key = person.pseudonym.casefold()
        if key in seen:
            raise ReaderError(
                f"Two persons of {path} have the pseudonym {person.pseudonym}; change one."
            )
        seen.add(key)
    for person in table.persons:
        if table.finder.find(person.pseudonym):
            raise ReaderError(
                f"The pseudonym {person.pseudonym} of {path} contains a name of the table; "
                "choose another one."
            )


def _clean(name: str) -> str:
    """Return a name on one line, in characters that a file can hold."""
    return " ".join(name.encode("utf-8", "replace").decode().split())


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder, where the system has such locks: runs wait for each other."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
