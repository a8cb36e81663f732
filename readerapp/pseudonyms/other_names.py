"""Names in a text of which the table says nothing: perhaps persons who must be hidden too."""

from __future__ import annotations

from readerapp.pseudonyms.name_finder import NameFinder

_LONGEST_TEXT = 5_000_000
"""Code points of a text that is looked through: the search takes about a second for a million."""


def list_other_names(text: str, finder: NameFinder, written: str) -> list[str]:
    """Return names that are probably of persons and not in the table, the most frequent first.

    They are found by capitals, forms of address and first names, as for speakers, so best in
    English.

    Args:
        text: The whole text of the document.
        finder: Finds the names of the table.
        written: What would be written; names that are not in it are left out.
    """
    from readerapp.speakers.attribution_input import build_input

    if len(text) > _LONGEST_TEXT:
        return []
    people = sorted(build_input(text).people, key=lambda person: -person.count)
    return [
        person.name
        for person in people
        if person.count
        and (person.gender or " " in person.name)
        and not person.is_organisation
        and person.name in written
        and not finder.find(person.name)
    ]
