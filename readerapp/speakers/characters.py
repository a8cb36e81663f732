"""Persons of a text: proper names, clustered into persons with aliases and gender.

Clustering prefers precision to recall: a bare surname joins a full name only if no second person of
that name competes, because a wrong merge confuses two speakers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from readerapp.speakers import KnownSpeaker
from readerapp.speakers.lexicon import (
    FULL_FORMS,
    ORGANISATIONS,
    PLACE_HEADS,
    PLACES,
    SHORT_FORMS,
    TITLES,
)
from readerapp.speakers.name_parts import (
    Parts,
    gender_of,
    has_name_of_husband,
    split_name,
    title_gender,
)
from readerapp.speakers.names import core_name, is_first_name, leading_titles

_RARE = 100  # a first name alone means the full name up to this many times its frequency
_RAREST = 400  # a full name is shown up to this many times its frequency
_KEPT = frozenset(
    "Mr Mrs Ms Miss Sir Lady Lord Dame Saint St King Queen Prince Princess Pope".split()
)
_OFFICES = {
    **{office: office for office in "Major General Judge Squire Admiral Inspector Bishop".split()},
    **{office: office for office in "Count Countess Baron Baroness Duke Duchess".split()},
    **dict.fromkeys(("Captain", "Capt"), "Captain"),
    **dict.fromkeys(("Colonel", "Col"), "Colonel"),
    **dict.fromkeys(("Doctor", "Dr"), "Doctor"),
    **dict.fromkeys(("Professor", "Prof"), "Professor"),
    **dict.fromkeys(("Lieutenant", "Lieut", "Lt"), "Lieutenant"),
    **dict.fromkeys(("Sergeant", "Sgt"), "Sergeant"),
}  # titles that also stand alone, by each of their forms
_RANKS = frozenset(
    "Count Countess Baron Baroness Duke Duchess Prince Princess Marquis Marquise Lord Lady".split()
)
"""Titles of rank, which a person has in all names or, as a rule, in none."""
_NO_MRS = frozenset(("Miss", *_OFFICES)) - _RANKS
_NO_MISS = _OFFICES.keys() | {"Lady", "Dame"}
_BEFORE_FIRST = frozenset("Sir Lady Lord Dame".split())
_PLURAL_TITLES = frozenset(
    "Justices Judges Senators Reps Reps. Sens Sens. Representatives Ministers Magistrates Lords"
    " Drs Drs. Messrs Messrs. Profs Profs. Professors Presidents Governors Generals".split()
)
"""Titles of several persons: the name behind them ("Justices Rao and Sen") is that of one."""
_FOREIGN_MADAM = frozenset("Madame Mme Signora Frau Madam".split())
_MARRIED = _FOREIGN_MADAM | {"Mrs"}
_UNMARRIED = frozenset("Miss Mademoiselle Mlle".split())
_TITLES_ALIKE = {
    **dict.fromkeys(("Monsieur", "M", "Herr", "Signor"), "Mr"),
    **dict.fromkeys(("Mademoiselle", "Mlle"), "Miss"),
    **dict.fromkeys(("Madame", "Mme", "Frau", "Signora"), "Mrs"),
}
_LONG_FORM = 3  # "Mrs. Low" is Mrs. John Low up to this many times the frequency of the long form
_INTRODUCED = 15  # "Miss Ann Low" only introduces Miss Low, who is this many times as frequent
_FAMILY = 30  # people of a surname that are compared with each other
_NEGLIGIBLE = 20  # a sister who is named this many times less is none whom "Miss Low" can mean
_DOMINANT = 5  # a bare name means the person who is this many times as frequent as the next


@dataclass(slots=True, eq=False)
class Person:
    """A person with all names that the text uses; `gender` is "m", "f" or "".

    Two persons are never equal.
    """

    name: str
    aliases: Counter[str] = field(default_factory=Counter)
    gender: str = ""
    narration_count: int = 0  # mentions outside quotations
    cue_count: int = 0  # mentions with a speech verb beside them
    subject_count: int = 0  # mentions that are the subject of a sentence
    location_count: int = 0  # mentions as a location ("in London")
    article_count: int = 0  # mentions with "the" before them ("the Senate")
    has_gendered_name: bool = False  # a name itself indicates the gender
    address_count: int = 0  # quotations in which the person is addressed by name
    is_organisation: bool = False  # a name looks like an organisation ("Acme Bank")
    is_known: bool = False  # the user has named this person

    @property
    def count(self) -> int:
        """Return how often the person is named in the whole text."""
        return self.aliases.total()


def cluster_names(
    counts: Mapping[str, int], known: Sequence[KnownSpeaker] = (), news: bool = False
) -> dict[str, Person]:
    """Return the person of each name.

    Args:
        counts: The names, with their frequency in the text.
        known: Speakers whom the user has named. They keep their name, and take in all persons whom
            the text calls by it or by its aliases.
        news: Whether the text is news; there, a title and a surname refer to the person whose full
            name the text gives.
    """
    people: dict[str, Person] = {}
    _NameClusterer(counts, people, news).run()
    for speaker in known:
        _merge_known_speaker(people, speaker)
    for person in {id(person): person for person in people.values()}.values():
        if not person.is_known:
            person.name = _display_name(person.aliases, news)
        person.gender = _gender_by_names(person.aliases)
        person.has_gendered_name = bool(person.gender)
        person.is_organisation = any(is_thing(name) for name in person.aliases)
    return people


def is_thing(name: str) -> bool:
    """Return whether a name looks like that of an organisation or a place.

    >>> is_thing("Acme Bank"), is_thing("North Korea"), is_thing("Hotel Poe"), is_thing("Ann Poe")
    (True, True, True, False)
    """
    first, _, rest = name.partition(" ")
    last = name.rpartition(" ")[2]
    place = (bool(rest) and first in PLACE_HEADS) or name.replace(" ", "_") in PLACES
    return place or last in ORGANISATIONS


def _merge_known_speaker(people: dict[str, Person], speaker: KnownSpeaker) -> None:
    """Merge all persons with a name of `speaker` into one person, under that name."""
    merged = Person(speaker.name, is_known=True)
    names = (speaker.name, *speaker.aliases)
    matching = [
        person for name, person in people.items() if any(_is_same_name(name, own) for own in names)
    ]
    joined_ids = {id(person) for person in matching if not person.is_known}
    for name, person in list(people.items()):
        if id(person) in joined_ids:
            people[name] = merged
            merged.aliases[name] = person.aliases[name]
    for name in names:
        if name not in people or name == speaker.name:  # speaker's own name, even if shared before
            merged.aliases.setdefault(name, 0)
            people[name] = merged


def _is_same_name(name: str, own: str) -> bool:
    """Return whether two names differ at most by titles before a first name and a surname."""
    if name == own or name.rpartition(" ")[2] != own.rpartition(" ")[2]:
        return name == own
    parts, others = split_name(name), split_name(own)
    alike = parts.full and (parts.first, parts.last) == (others.first, others.last)
    return alike and core_name(name) == core_name(own) and parts.gender == others.gender


class _NameClusterer:
    """Assigns names to persons, the fullest names first."""

    def __init__(self, counts: Mapping[str, int], people: dict[str, Person], news: bool) -> None:
        self._counts = counts
        self._people = people
        self._news = news
        self._parts = {name: split_name(name) for name in counts}
        self._by_key: dict[tuple[str, str], Person] = {}
        self._by_last: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_first: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_office: defaultdict[str, list[Person]] = defaultdict(list)
        self._wives: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_initials: dict[str, Person] = {}
        self._by_joined: dict[str, Person] = {}
        self._defining_parts: dict[int, Parts] = {}
        self._generations: dict[tuple[str, str], set[str]] = {}

    def run(self) -> None:
        """Assign a person to every name."""
        self._generations = {
            (parts.first.lower(), parts.last.lower()): {
                other.suffix
                for other in self._parts.values()
                if (other.first, other.last) == (parts.first, parts.last)
            }
            for parts in self._parts.values()
            if parts.full and parts.suffix
        }
        order = sorted(
            self._counts, key=lambda name: (not self._parts[name].full, -self._counts[name])
        )
        for name in order:
            if self._parts[name].full:
                self._assign(name, self._find_full(self._parts[name]))
        titled = [name for name in order if not self._parts[name].full and self._parts[name].titles]
        # "Old Mr. Low" is told from his son first, and ranks come before "Madame Low". "Mr. Low"
        # tells that a Low is a man, so no Miss Low.
        titled.sort(
            key=lambda name: (
                not name.startswith("Old "), _RANKS.isdisjoint(self._parts[name].titles),
                self._parts[name].gender == "f",
            )
        )  # fmt: skip
        for name in titled:
            self._assign(name, self._find_titled(name, self._parts[name]))
        for name in order:
            if not self._parts[name].full and not self._parts[name].titles:
                self._assign(name, self._find_bare(name))

    def _assign(self, name: str, person: Person | None) -> None:
        if name in self._people:
            return
        person = person or Person(name)
        person.aliases[name] += self._counts[name]
        self._people[name] = person
        self._register(name, person)

    def _register(self, name: str, person: Person) -> None:
        parts = self._parts[name]
        self._defining_parts.setdefault(id(person), parts)
        if name.count(" ") > 1:
            initials = "".join(word[0] for word in name.split() if word[0].isupper())
            self._by_initials.setdefault(initials, person)
        if parts.titles:
            for office in {_OFFICES[title] for title in parts.titles if title in _OFFICES}:
                if person not in self._by_office[office]:
                    self._by_office[office].append(person)
        if parts.last in ORGANISATIONS or parts.first in PLACE_HEADS:
            return
        if parts.full:
            self._by_joined.setdefault("".join(core_name(name)).lower(), person)
            first = parts.first.lower()
            if has_name_of_husband(parts):
                self._by_key.setdefault((f"mrs {first}", parts.last.lower()), person)
                if person not in self._wives[parts.last.lower()]:
                    self._wives[parts.last.lower()].append(person)
                return
            self._by_key.setdefault((self._generation(parts), parts.last.lower()), person)
        for table, word in ((self._by_last, parts.last), (self._by_first, parts.first)):
            if word and person not in table[word.lower()]:
                table[word.lower()].append(person)

    def _find_full(self, parts: Parts) -> Person | None:
        first, last = parts.first.lower(), parts.last.lower()
        if has_name_of_husband(parts):
            return self._by_key.get((f"mrs {first}", last))  # Mrs. John Knightley is not John
        if (self._generation(parts), last) in self._by_key:
            return self._by_key[self._generation(parts), last]
        if parts.suffix and self._generation(parts) != first:
            return None
        for form in (*FULL_FORMS.get(first, ()), *SHORT_FORMS.get(first, ())):
            if (form, last) in self._by_key:
                return self._by_key[form, last]
        if len(first.rstrip(".")) == 1:
            same = [p for p in self._by_last[last] if self._first(p)[:1].lower() == first[0]]
            return same[0] if len(same) == 1 else None
        return None

    def _generation(self, parts: Parts) -> str:
        """Return the first name, with Jr. or Sr. if the text tells father and son apart."""
        first = parts.first.lower()
        suffixes = self._generations.get((first, parts.last.lower()), set())
        if len(suffixes) < 2:
            return first
        plain = parts.suffix or ("Sr" if "Sr" in suffixes else "")
        return f"{first} {plain}".rstrip()

    def _find_titled(self, name: str, parts: Parts) -> Person | None:
        """Return the person of a name like "Mr. Bennet" or "Lady Catherine"."""
        if f"Old {name}" in self._people and not self._news:
            return self._people[f"Old {name}"]
        if not parts.last:
            same = [
                p for p in self._by_first[parts.first.lower()] if self._is_titled(p, parts.titles)
            ]
            return same[0] if len(same) == 1 else None
        foreign = not _FOREIGN_MADAM.isdisjoint(parts.titles)
        married = not _MARRIED.isdisjoint(parts.titles)
        unmarried = not _UNMARRIED.isdisjoint(parts.titles)
        others: Collection[str] = ()  # titles of people who are not called so
        if not self._news:
            others = _NO_MISS if unmarried else _NO_MRS if married else ()
        fits = [
            person
            for person in self._by_last[parts.last.lower()]
            if self._gender_agrees(person, parts.gender)
            and not (unmarried and self._is_married(person))
            and (foreign or not self._is_another_person(person, name))
            and self._is_real(person, name)
            and not self._has_title_always(person, others)
        ]
        if "Old" in parts.titles and not self._news:  # the father of who is called by a first name
            fits = [person for person in fits if self._first(person) not in self._counts]
        if "Young" in parts.titles:
            fits = [person for person in fits if not any("Old " in one for one in person.aliases)]
        ranks = parts.titles if not _RANKS.isdisjoint(parts.titles) else _RANKS if foreign else ()
        same = [p for p in fits if self._is_titled(p, ranks)]
        if len(same) == 1 and not self._news:  # "Countess Low", "Madame Low": Countess Ann Low
            return same[0]
        if married and not self._news:
            return next(
                (p for p in fits if set(parts.titles) & set(self._defining_parts[id(p)].titles)),
                self._wife(name, parts),
            )
        if len(fits) == 1:
            return fits[0]
        familiar = not {"St", "Colonel", "Captain", "Major", "General"} & set(parts.titles)
        if not fits and is_first_name(parts.last) and familiar:
            # "Miss Betsey", "Mr. Thaddeus"
            first = parts.last.lower()
            called = self._by_first[first] or self._called_in_short(first)
            same = [p for p in called if self._gender_agrees(p, parts.gender)]
            return same[0] if len(same) == 1 else None
        if unmarried and len(fits) > 1:
            fits.sort(key=self._most, reverse=True)
            if self._least(fits[0]) >= _DOMINANT * self._most(fits[1]):
                return fits[0]
        return self._dominant(fits, self._counts[name])

    def _wife(self, name: str, parts: Parts) -> Person | None:
        """Return the person who is "Mrs. John Low" and, in short, "Mrs. Low"."""
        wives = self._wives[parts.last.lower()]
        usual = len(wives) == 1 and wives[0].count * _LONG_FORM >= self._counts[name]
        return wives[0] if usual else None

    def _is_married(self, person: Person) -> bool:
        titles = {title for alias in person.aliases for title in split_name(alias).titles}
        return not _MARRIED.isdisjoint(titles)

    def _least(self, person: Person) -> int:
        """Return how often a person is named so far, and by a first name that nobody else has."""
        alone = len(self._by_first[self._first(person).lower()]) == 1
        return self._most(person) if alone else person.count

    def _most(self, person: Person) -> int:
        """Return how often a person is named so far, and by the first name alone."""
        return person.count + self._counts.get(self._first(person), 0)

    def _is_titled(self, person: Person, titles: Collection[str]) -> bool:
        """Return whether a name of a person has one of `titles`."""
        return any(not set(titles).isdisjoint(self._parts[name].titles) for name in person.aliases)

    def _has_title_always(self, person: Person, titles: Collection[str]) -> bool:
        """Return whether each name of a person has one of `titles`."""
        return bool(titles) and all(
            any(title in titles for title in self._parts[name].titles) for name in person.aliases
        )

    def _is_real(self, person: Person, name: str) -> bool:
        """Return whether a full name is no accidental sequence of words.

        Example: "Kings Weston" for Mr. Weston is accidental.
        """
        usual = person.count > 2 or person.count * 8 >= self._counts[name]
        return usual or is_first_name(self._first(person))

    def _find_bare(self, name: str) -> Person | None:
        """Return the person of a single name: a first name, else a surname."""
        parts = self._parts[name]
        if account := self._by_joined.get(name.lower().lstrip("@").replace("_", "")):
            return account  # "@AnnPoe" is Ann Poe
        if parts.suffix:
            lasts = self._by_last[parts.last.lower()]
            sons = [p for p in lasts if self._defining_parts[id(p)].suffix == parts.suffix]
            return sons[0] if len(sons) == 1 else None
        if name in _OFFICES and not self._news:  # "the Captain" is Captain Reed, the only one
            holders = self._by_office[_OFFICES[name]]
            return holders[0] if len(holders) == 1 else None
        lowered = (parts.first or parts.last).lower()
        called = self._called(lowered)
        firsts = called if is_first_name(name) else []
        if firsts:
            uses = {id(person): self._first_name_uses(person, lowered) for person in firsts}
            best, *rest = sorted(firsts, key=lambda person: -uses[id(person)])
            if not rest or self._news or uses[id(best)] >= _DOMINANT * uses[id(rest[0])]:
                usual = best.count * _RARE >= self._counts[name] or self._news
                return best if usual else None
        if self._news and name.isupper() and name in self._by_initials:
            return self._by_initials[name]  # "AWS" is Amazon Web Services
        lasts = self._by_last[lowered]
        if not self._news:  # where there is a Mrs. Bennet, plain "Bennet" is her husband
            others = [p for p in lasts if title_gender(self._defining_parts[id(p)].titles) != "f"]
            lasts = others if others or not is_first_name(name) else lasts  # "Miss Betsey"
        heads = [p for p in lasts if any(self._is_head(one, lowered) for one in p.aliases)]
        if not self._news and len(heads) == 1:  # "Wilcox" is Mr. Wilcox, not his son Charles
            return heads[0]
        likely = [  # "Dear Newland" is no surname
            person
            for person in lasts
            if self._news
            or person.count > 2
            or person.count * 4 >= self._counts[name]
            or is_first_name(self._first(person))
        ]
        if likely:
            return likely[0] if len(likely) == 1 else self._dominant(likely, 0)
        if called:
            return self._dominant(called, 0)
        alike = self._called_in_short(lowered)
        if len(alike) > 1 and self._news:
            return None
        return self._dominant(alike, 0)

    def _called(self, first: str) -> list[Person]:
        """Return the people whom a story can call by a first name; Lady Ann is not called Ann."""
        return [
            person
            for person in self._by_first[first]
            if self._news or not self._has_title_always(person, _BEFORE_FIRST)
        ]

    def _first_name_uses(self, person: Person, first: str) -> int:
        """Return how often the text calls a person by a name with this first name."""
        aliases = person.aliases.items()
        return sum(n for name, n in aliases if self._parts[name].first.lower() == first)

    def _called_in_short(self, first: str) -> list[Person]:
        """Return the people of whose first name `first` is a short or the full form."""
        forms = FULL_FORMS.get(first, ()) or SHORT_FORMS.get(first, ())
        return list({id(one): one for form in forms for one in self._called(form)}.values())

    def _is_head(self, name: str, last: str) -> bool:
        """Return whether a name is "Mr. X", without a first name, for the surname X."""
        parts = self._parts[name]
        title = title_gender(parts.titles)
        return not parts.first and title == "m" and parts.last.lower() == last

    def _dominant(self, people: Sequence[Person], least: int) -> Person | None:
        """Return the one of `people` who is named far more often than the others, or None."""
        ranked = sorted(people, key=lambda person: -person.count)
        if self._news:  # "Team Reed" is nobody whom the text calls Reed
            ranked.sort(key=lambda person: not is_first_name(self._first(person)))
        if not ranked:
            return None
        if ranked[0].count + self._counts.get(self._first(ranked[0]), 0) < least:
            return None
        if self._news or len(ranked) == 1 or ranked[0].count >= _DOMINANT * ranked[1].count:
            return ranked[0]
        return None

    def _gender_agrees(self, person: Person, gender: str) -> bool:
        own = {self._parts[name].gender for name in person.aliases} - {""}
        return not gender or not own or gender in own

    def _is_another_person(self, person: Person, name: str) -> bool:
        """Return whether "Mr. John X" is so frequent that "Mr. X" must be another person.

        It only introduces somebody whom the text calls by the plain name, too, if it occurs once or
        far more seldom than "Mr. X" ("Miss Mary Morstan"). Who is mostly called by a first name
        ("Daisy") is no other person than "Miss X" if there is no sister.
        """
        if self._news:
            return False
        own = {_TITLES_ALIKE.get(title, title) for title in self._parts[name].titles}
        with_title = 0
        for alias, count in person.aliases.items():
            parts = split_name(alias)
            titles = {_TITLES_ALIKE.get(title, title) for title in parts.titles}
            if titles and (parts.full or titles != own):
                with_title += count
        introduced = person.count > with_title and (
            with_title == 1 or with_title * _INTRODUCED <= self._counts[name]
        )
        named = self._least(person) if self._is_only_one(person) else person.count
        often = with_title > 0.3 * named and not introduced
        return often and self._counts[name] > person.count / 4

    def _is_only_one(self, person: Person) -> bool:
        """Return whether nobody else of the surname and gender is named by a first name often."""
        own = self._defining_parts[id(person)]
        family = self._by_last[own.last.lower()]
        return len(family) < _FAMILY and all(
            self._most(other) * _NEGLIGIBLE < self._least(person)
            for other in family
            if other is not person and self._first(other) and self._gender_agrees(other, own.gender)
        )

    def _first(self, person: Person) -> str:
        return self._defining_parts[id(person)].first


def _gender_by_names(aliases: Counter[str]) -> str:
    if len(aliases) == 1:
        return gender_of(*aliases)
    votes: Counter[str] = Counter()
    for name, count in aliases.items():
        votes[gender_of(name)] += count + 1
    del votes[""]
    return votes.most_common(1)[0][0] if votes else ""


def _display_name(aliases: Counter[str], news: bool) -> str:
    """Return the name by which a person is called: the fullest that the text uses.

    That is the most frequent first name with a surname, without a title if there is one without.
    In stories it has no title, has the first name that is used most, and is not rarer than a
    `_RAREST`th of all mentions: it may be a mistake. A person without such a name is called by the
    most frequent one.
    """
    if len(aliases) == 1:
        (best,) = aliases
        is_full = split_name(best).full and (news or not leading_titles(best))
        return _without_capitals_and_office(best, news) if is_full else best
    single = {name: n for name, n in aliases.items() if name.split()[0] not in _PLURAL_TITLES}
    aliases = Counter(single) if single else aliases
    full = {name: count for name, count in aliases.items() if split_name(name).full}
    plain = {name: count for name, count in full.items() if not leading_titles(name)}
    if not news:
        least = aliases.total() / _RAREST
        usual_first = split_name(max(aliases, key=lambda name: aliases[name])).first
        plain = {
            name: count
            for name, count in plain.items()
            if count >= least and usual_first in ("", split_name(name).first)
        }
    chosen = plain or (full if news else {})
    if not chosen:
        several = {n: c for n, c in aliases.items() if " " in n and (news or not leading_titles(n))}
        common = {name: count for name, count in several.items() if count * 12 >= aliases.total()}
        return max(common or aliases, key=lambda name: (aliases[name], len(name)))
    usual = {name: n for name, n in chosen.items() if is_first_name(core_name(name)[0])}
    chosen = usual or chosen
    best = max(chosen, key=lambda name: (aliases[name], len(core_name(name))))
    longer = [name for name in chosen if len(core_name(name)) > len(core_name(best))]
    if news and longer and set(core_name(best)) <= set(core_name(longer[0])):
        best = max(longer, key=lambda name: (aliases[name], len(name)))
    return _without_capitals_and_office(best, news)


def _without_capitals_and_office(best: str, news: bool) -> str:
    """Return a full name in small letters, and in news without the office before it."""
    if best.isupper() and len(best) > 4:  # a signature or a heading
        best = best.title()
    return _without_office(best) if news else best


def _without_office(name: str) -> str:
    """Return a full name without the office before it: "Sen. Ann Poe" is Ann Poe."""
    words = name.split()
    while len(words) > 2 and words[0].rstrip(".") in TITLES and words[0].rstrip(".") not in _KEPT:
        del words[0]
    return " ".join(words)
