"""Names that several people of a text share: whom "Reed" means beside Ann Reed and Tom Reed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from readerapp.speakers.characters import Person, is_thing
from readerapp.speakers.names import SUFFIXES, NameMention, core_name, is_first_name

_USUAL = 1.5
"""Factor of mentions by full name from which a bare name in news means the one named more often.

In news, the bare name goes on to mean the subject of the report when a relative is named once.
"""
_TITLES_OF_OLD = ("Mr. ", "Mr ", "Mrs. ", "Mrs ", "Miss ", "Sir ", "Lady ", "Lord ")
_OLD = re.compile(r"\b(old|young)\s\Z")
_AGE = re.compile(r"\b(?:(elder|older|senior)|(younger|junior))\s$", re.I)


@dataclass(frozen=True, slots=True)
class SharedNames:
    """The name mentions of a text, each bare name that is shared written in full.

    Attributes:
        mentions: The mentions in document order.
        doubtful: Starts of the mentions for which only the order of the text decides.
    """

    mentions: list[NameMention]
    doubtful: frozenset[int]


def resolve_shared_names(
    text: str, mentions: list[NameMention], person_of: Mapping[str, Person], news: bool
) -> SharedNames:
    """Give each bare name that several people share the full name that the text used last.

    "The elder Reed" and "the younger Reed" are Reed Sr. and Reed Jr. In a story, the name of "old
    Mr. Reed" gets its "Old", which tells him from his son; "young" likewise.

    Args:
        text: The whole text.
        mentions: Its name mentions in document order.
        person_of: The person of each name.
        news: Whether the text is news.
    """
    mentions = mentions if news else _with_age(text, mentions)
    bearers = _bearers(mentions, person_of)
    shared = _shared(mentions, bearers, person_of, news)
    if not bearers:
        return SharedNames(mentions, frozenset())
    last_used: dict[str, str] = {}
    resolved: list[NameMention] = []
    doubtful: set[int] = set()
    for mention in mentions:
        if " " in mention.name:
            last_used.update(dict.fromkeys(_ends(mention.name), mention.name))
        elif mention.name in bearers:
            aged = _by_age(text, mention, bearers[mention.name])
            if aged:
                mention = replace(mention, name=aged)
            elif mention.name in shared and mention.name in last_used:
                doubtful.add(mention.start)
                mention = replace(mention, name=last_used[mention.name])
        resolved.append(mention)
    return SharedNames(resolved, frozenset(doubtful))


def _with_age(text: str, mentions: list[NameMention]) -> list[NameMention]:
    """Return the mentions with the word "old" or "young" before a title as a part of the name."""
    found = []
    for mention in mentions:
        age = _OLD.search(text, max(0, mention.start - 7), mention.start)
        if age and mention.name.startswith(_TITLES_OF_OLD):
            mention = replace(mention, name=f"{age.group(1).title()} {mention.name}")
        found.append(mention)
    return found


def _ends(name: str) -> tuple[str, ...]:
    """Return the surname of a name that begins like that of a person, and the first name.

    A first name that is none of the list is a surname as often ("Reed Research Method").
    """
    words = core_name(name)
    if len(words) < 2 or is_thing(name):
        return ()
    if is_first_name(words[0]):
        return (words[0], words[-1])
    return (words[-1],) if len(words) < 4 else ()


def _bearers(
    mentions: Sequence[NameMention], person_of: Mapping[str, Person]
) -> dict[str, dict[str, Person]]:
    """Return for each bare name that several people bear their full names, with the person."""
    bare = {mention.name for mention in mentions if " " not in mention.name}
    full = dict.fromkeys(mention.name for mention in mentions if " " in mention.name)
    found: defaultdict[str, dict[str, Person]] = defaultdict(dict)
    for name in full:
        for word in _ends(name):
            if word in bare and name in person_of:
                found[word][name] = person_of[name]
    return {
        word: names
        for word, names in found.items()
        if len({id(person) for person in names.values()}) > 1 and not _are_forms(word, names)
    }


def _are_forms(surname: str, names: Mapping[str, Person]) -> bool:
    """Return whether all names have the same surname and first names that begin alike.

    "Ken Reed" and "Kenneth Reed" are one person.
    """
    cores = [core_name(name) for name in names]
    firsts = sorted({core[0].lower() for core in cores}, key=len)
    alike = all(one.startswith(firsts[0]) for one in firsts) and len(firsts[0]) > 2
    suffixed = any(name.split()[-1].rstrip(".") in SUFFIXES for name in names)
    return alike and not suffixed and all(core[-1] == surname for core in cores)


def _shared(
    mentions: Sequence[NameMention],
    bearers: Mapping[str, Mapping[str, Person]],
    person_of: Mapping[str, Person],
    news: bool,
) -> set[str]:
    """Return the bare names for which no bearer is the usual one.

    In a story, a name that stands alone more often than in full is the usual name of one person.
    """
    counts = Counter(mention.name for mention in mentions)
    found = set()
    for word, names in bearers.items():
        by_person: Counter[int] = Counter()
        for name, person in names.items():
            by_person[id(person)] += counts[name]
        (_, most), (_, second), *_ = by_person.most_common(2)
        if news:
            is_shared = most < _USUAL * second
        else:
            alone = id(person_of[word]) not in by_person
            is_shared = alone and counts[word] <= by_person.total()
        if is_shared:
            found.add(word)
    return found


def _by_age(text: str, mention: NameMention, names: Mapping[str, Person]) -> str:
    """Return the full name of "the elder Reed" or "the younger Reed", or ""."""
    age = _AGE.search(text, max(0, mention.start - 12), mention.start)
    if age is None:
        return ""
    wanted = "Sr" if age.group(1) else "Jr"
    suffixes = {name: name.split()[-1].rstrip(".") for name in names}
    own = [name for name, suffix in suffixes.items() if suffix == wanted]
    plain = [name for name, suffix in suffixes.items() if suffix not in SUFFIXES]
    others = {suffix for suffix in suffixes.values() if suffix in ("Sr", "Jr")}
    return own[0] if own else plain[0] if plain and others else ""
