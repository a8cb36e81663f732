"""Records without names, as they are in a folder that others sync, and the way back.

An edit has one shared form: who set a field, and when, tells the edit, so a value that was shared
once is not computed anew, and on the way back its own words are known. Only what others wrote is
translated by its pseudonyms: "Person 1" becomes the form that stands at this place here, else the
name in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from readerapp.core.model import Target
from readerapp.interchange.record_merge import is_stamped, list_entries, map_values, stamp_changes
from readerapp.pseudonyms.name_finder import NameFinder, whole_words
from readerapp.pseudonyms.name_forms import usual_forms
from readerapp.pseudonyms.offset_shift import Replacement, replace_ranges
from readerapp.pseudonyms.shared_views import share_target

Row = dict[str, Any]
Tables = Mapping[str, Iterable[Row]]

_PLAIN_FIELDS = frozenset(
    {
        *("id", "merge", "colour", "speaker", "creator", "created", "modified", "deleted"),
        *("reply_to", "resolved", "fingerprint", "folded", "format", "extraction", "schema"),
        *("length", "names", "proposed", "accepted", "accepted_by", "withdrawn"),
    }
)
"""Fields that hold no words of people; ids and fingerprints stay, so that copies can be merged."""

_MOST_PLACES = 3
"""Names in one passage whose forms are tried: three have some 10,000 combinations."""

_TAGS = "tags"
"""The table of the codebook whose records have a tag as their id."""


class SharedRecords:
    """Translates the records of a store into those without names, and back.

    Args:
        finder: Finds the names.
    """

    def __init__(self, finder: NameFinder) -> None:
        self._finder = finder
        persons = {person.pseudonym: person.name for person in finder.persons}
        self._names = persons
        self._usual = {
            person.pseudonym: (*usual_forms(person.name), *person.also, *person.forms)
            for person in finder.persons
        }
        self._pseudonyms = whole_words(persons)

    # To the folder

    def without_names(self, ours: Tables, shared: Tables) -> dict[str, list[Row]]:
        """Return our records without names.

        Args:
            ours: The records of the store by table.
            shared: The records of the folder: an edit that is there keeps its form.
        """
        found: dict[str, list[Row]] = {}
        for table, rows in ours.items():
            known = {row["id"]: list_entries(row) for row in shared.get(table, ())}
            found[table] = [self._share(table, row, known) for row in rows]
        return found

    def _share(self, table: str, row: Row, known: Mapping[str, Any]) -> Row:
        key = self.text(row["id"]) if table == _TAGS else row["id"]
        before = known.get(key, {})

        def change(field: str, device: str, clock: int, value: Any) -> Any:
            entry = before.get(field, {}).get(device)
            if entry and entry[0] == clock and is_stamped(device):
                return entry[1]
            return self.value(field, value, row)

        shared = map_values(_without_reference(row), change)
        return {**shared, "id": key} if key != row["id"] else shared

    def clean(self, tables: Tables, device: str) -> dict[str, list[Row]]:
        """Return records of the folder in which no shown value has a name; our device sets them.

        Others may have written names, and a person may be new in the table.
        """
        return {table: [self._clean(row, device) for row in rows] for table, rows in tables.items()}

    def _clean(self, row: Row, device: str) -> Row:
        after = {
            field: value if field in _PLAIN_FIELDS else self.value(field, value, row)
            for field, value in _without_reference(row).items()
        }
        if after == row:
            return row
        return stamp_changes(row, after, device)

    def value(self, field: str, value: Any, row: Row) -> Any:
        """Return the value of a field without names."""
        if field in _PLAIN_FIELDS:
            return value
        if field == "landmarks":
            return []  # passages that occur once: each leads to the original
        if field == "target" and isinstance(value, Mapping):
            return self._target(value)
        if field in ("tags", "aliases") and isinstance(value, list):
            own = self.text(row["name"]) if field == "aliases" else None
            words = [self.text(one) if isinstance(one, str) else one for one in value]
            return [one for one in _unique(words) if one != own]
        return self._any(value)

    def text(self, text: str) -> str:
        """Return a text without names."""
        return self._finder.replace(text).text

    def _any(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self._any(one) for key, one in value.items()}
        return [self._any(one) for one in value] if isinstance(value, list) else value

    def _target(self, value: Mapping[str, Any]) -> Any:
        target = Target.from_dict(value)
        shared = share_target(target, self._finder)
        words = {"exact": shared.exact, "prefix": shared.prefix, "suffix": shared.suffix}
        rest = {key: self._any(one) for key, one in value.items() if key not in words}
        return {key: words.get(key, rest.get(key)) for key in value}

    # From the folder

    def with_names(self, shared: Tables, ours: Tables) -> dict[str, list[Row]]:
        """Return the records of the folder with names.

        Args:
            shared: The records of the folder by table.
            ours: The records of the store by table.
        """
        found: dict[str, list[Row]] = {}
        for table, rows in shared.items():
            keyed = {row["id"]: row for row in ours.get(table, ())}
            if table == _TAGS:
                keyed = {self.text(key): row for key, row in keyed.items()}
            found[table] = [self._name(table, row, keyed.get(row["id"])) for row in rows]
        return found

    def _name(self, table: str, row: Row, own: Row | None) -> Row:
        entries = list_entries(own) if own else {}
        named = own or {}

        def change(field: str, device: str, clock: int, value: Any) -> Any:
            if field in _PLAIN_FIELDS or field == "landmarks":
                return value
            here = entries.get(field, {})
            entry = here.get(device)
            if entry and entry[0] == clock and is_stamped(device):
                return entry[1]
            for _, known in here.values():
                if self.value(field, known, named) == value:
                    return known
            return self._named_value(field, value, named)

        after = map_values(row, change)
        if table != _TAGS:
            return after
        return {**after, "id": own["id"] if own else self.named(row["id"])}

    def _named_value(self, field: str, value: Any, own: Row) -> Any:
        """Return a value that others set, with names."""
        known = own.get(field)
        if field in ("tags", "aliases") and isinstance(value, list):
            listed = [one for one in known or () if isinstance(one, str)]
            by_shared = {self.text(one): one for one in listed}
            words = [
                by_shared.get(one) or self.named(one) if isinstance(one, str) else one
                for one in value
            ]
            if field == "aliases" and listed:
                name = self.text(own["name"])
                words += [one for one in listed if self.text(one) == name]
            return _unique(words)
        if field == "target" and isinstance(value, Mapping):
            parts = known if isinstance(known, Mapping) else {}
            named = {
                key: self.named(one, str(parts.get(key, ""))) if isinstance(one, str) else one
                for key, one in value.items()
            }
            if not parts:
                length = Target.from_dict(value).end - Target.from_dict(value).start
                named["exact"] = self._of_length(value["exact"], length) or named["exact"]
            return named
        if isinstance(value, str):
            return self.named(value, known if isinstance(known, str) else "")
        return value

    def _of_length(self, text: str, length: int) -> str:
        """Return a text with forms of names such that it has a length; "" if there are none.

        The positions of a passage count the original, so its length tells "Mr. Matze" from "Matze".

        Args:
            text: The text with pseudonyms.
            length: The length of the original in code points.
        """
        places = list(self._pseudonyms.finditer(text)) if self._pseudonyms else []
        forms = [self._usual.get(place.group(), ()) for place in places[:_MOST_PLACES]]
        rest = length - len(text) + sum(len(place.group()) for place in places)
        if not places or len(places) > _MOST_PLACES:
            return ""
        fitting = (one for one in product(*forms) if sum(map(len, one)) == rest)
        chosen = next(fitting, ())
        found = [
            Replacement(*place.span(), form) for place, form in zip(places, chosen, strict=False)
        ]
        return replace_ranges(text, found).text if found else ""

    def named(self, text: str, like: str = "") -> str:
        """Return a text with names instead of pseudonyms.

        Args:
            text: The text.
            like: A text of ours; where it has the same pseudonyms, its forms are taken.
        """
        forms: dict[str, list[str]] = {}
        if like:
            for start, end, words in self._finder.replace(like).replacements:
                forms.setdefault(words, []).append(like[start:end])
        pattern = whole_words([*forms, *self._names]) if forms else self._pseudonyms
        if pattern is None:
            return text
        counts: dict[str, int] = {}
        for match in pattern.finditer(text):
            counts[match.group()] = counts.get(match.group(), 0) + 1
        waiting = {
            words: iter(originals)
            for words, originals in forms.items()
            if counts.get(words) == len(originals)
        }

        def name(match: re.Match[str]) -> str:
            words = match.group()
            if words in waiting:
                return next(waiting[words])
            return self._names.get(words) or self.named(words)

        return pattern.sub(name, text)


def _without_reference(row: Row) -> Row:
    """Return a record without the reference of a document, which leads to the original."""
    return {field: value for field, value in row.items() if field != "reference"}


def _unique(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found
