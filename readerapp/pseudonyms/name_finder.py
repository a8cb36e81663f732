"""Finds the names of persons in a text, in all their forms, and replaces them by pseudonyms.

The words of a text are looked up one by one, so the time grows with the length of the text and
hardly with the number of persons. Where a form has several meanings the longest one counts, and of
equal ones that without an ending. Privacy comes first: what may be a name is replaced, and what is
doubtful is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from readerapp.pseudonyms.name_forms import (
    ENDING,
    UNSPACED,
    Inflection,
    Kind,
    NameForms,
    fold_word,
    forms_of_name,
    literal_forms,
    umlaut_pattern,
    word_pattern,
)
from readerapp.pseudonyms.name_rules import (
    FoundWord,
    clitics_of,
    comma_gap,
    divide,
    end_of_initials,
    end_of_name,
    fits,
    fits_comma,
    gender_of_name,
    gender_of_titles,
    is_gap,
    is_joined,
    is_wordlike,
    may_be_capital,
    start_of_titles,
)
from readerapp.pseudonyms.name_words import (
    CJK_ADDRESSES,
    MONTHS,
    NOUNS,
    OFFICES,
    TITLES,
    WORDS,
)
from readerapp.pseudonyms.offset_shift import ReplacedText, Replacement, replace_ranges

_LEAST_INSIDE, _LEAST_AT_START = 6, 4
"""Letters of a name that is recognised inside of a longer word, and at its beginning."""
_MEMO = 200_000
"""Different words of texts that are remembered, with what they may be."""

_address_after = re.compile(
    rf"\s?(?:{'|'.join(sorted(map(re.escape, CJK_ADDRESSES), key=len, reverse=True))})"
)
_LONGEST_TEXT = 5_000_000
"""Code points of a text that is looked through: the search takes about a second for a million."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the table.

    Attributes:
        pseudonym: What stands for the person.
        name: The name.
        also: Other names, each with all of its forms.
        forms: Other words for the person, which count as they stand.
    """

    pseudonym: str
    name: str
    also: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


Likeness = Literal["", "similar", "name"]


class Mention(NamedTuple):
    """A range of a text in code points that names one person, or one of several.

    Attributes:
        start: The start.
        end: The end.
        persons: The numbers of the persons.
        doubt: Why it may be none, "" if it is certain.
    """

    start: int
    end: int
    persons: tuple[int, ...]
    doubt: str = ""


WORD, SUFFIX, LONGER, SEVERAL, RELATIVE = (
    "also a word",
    "perhaps another name",
    "part of a longer name or word",
    "the name of several persons",
    "perhaps a relative",
)
"""The doubts."""


@dataclass(slots=True)
class _Node:
    """A node of the tree of forms."""

    children: dict[str, _Node] = field(default_factory=dict)
    forms: list[tuple[int, Kind]] = field(default_factory=list)


class NameFinder:
    """Finds the names of some persons.

    Args:
        persons: The persons.
        keep: Words that are never replaced, as they stand.
    """

    def __init__(self, persons: Sequence[Person], keep: Iterable[str] = ()) -> None:
        self.persons = tuple(persons)
        self._root = _Node()
        self._meanings: dict[str, list[Inflection]] = {}
        self._substrings: dict[str, set[int]] = {}
        self._alone: set[str] = set()
        self._longest_form = 0
        self._likeness: dict[str, Likeness] = {}
        self._memo: dict[str, tuple[FoundWord, ...]] = {}
        for number, person in enumerate(self.persons):
            self._learn(number, forms_of_person(person))
        names = [person.name for person in self.persons]
        self._genders = [gender_of_name(name) for name in names]
        self._titles = [TITLES & {fold_word(w) for w in word_pattern.findall(n)} for n in names]
        for meanings in self._meanings.values():
            meanings.sort(key=lambda one: one.cost)
        self._unspaced = _alternatives(self._substrings)
        kept = [word for word in keep if word]
        self._kept = whole_words(kept)
        self._longest_kept = max(map(len, kept), default=0)
        self._pieces: tuple[set[str], set[str]] | None = None

    def _learn(self, number: int, known: NameForms) -> None:
        for form in known.forms:
            self._longest_form = max(self._longest_form, len(form.words))
            node = self._root
            for place, word in enumerate(form.words):
                if form.comma and place == form.comma:
                    node = node.children.setdefault(",", _Node())
                node = node.children.setdefault(word, _Node())
            node.forms.append((number, form.kind))
            if len(form.words) == 1 and form.kind != "initials":
                self._alone.add(form.words[0])
        for word, inflections in known.inflections.items():
            meanings = self._meanings.setdefault(word, [])
            meanings += [one for one in inflections if one not in meanings]
        for part in known.substrings:
            self._substrings.setdefault(_substring_key(part), set()).add(number)

    # Replacing

    def replace(self, text: str) -> ReplacedText:
        """Return the text with pseudonyms, and the map of its offsets."""
        found = self.find(text)
        if not found:
            return ReplacedText(text)
        return replace_ranges(
            text, [Replacement(one.start, one.end, self.pseudonym(one.persons)) for one in found]
        )

    def pseudonym(self, persons: Iterable[int]) -> str:
        """Return what stands for one of some persons: "Person 1", "Person 1 or Person 3"."""
        return " or ".join(dict.fromkeys(self.persons[number].pseudonym for number in persons))

    # Finding

    def find(self, text: str) -> list[Mention]:
        """Return the places that name somebody, in order and without overlaps."""
        mentions = self._find_words(text) if self._meanings else []
        if self._unspaced:
            mentions = _without_overlaps([*mentions, *self._find_substrings(text)])
        if self._kept and mentions:
            return [one for one in mentions if not self.is_kept(text, one.start, one.end)]
        return mentions

    def person_named(self, name: str) -> Person | None:
        """Return the person whose form a whole name is; None if there is none, or several."""
        mentions = self.find(name)
        if len(mentions) != 1 or mentions[0][:2] != (0, len(name)):
            return None
        persons = mentions[0].persons
        return self.persons[persons[0]] if len(persons) == 1 else None

    def is_kept(self, text: str, start: int, end: int) -> bool:
        """Return whether a range is, or is in, words that are never replaced."""
        if self._kept is None:
            return False
        first = max(0, start - self._longest_kept)
        return any(
            found.start() <= start and end <= found.end()
            for found in self._kept.finditer(text, first, end + self._longest_kept)
        )

    # Checking

    def compare(self, word: str) -> Likeness:
        """Return how much a word is like a name: whether it is one, or is longer and contains one.

        A name of at least six letters is recognised anywhere in a longer word, one of five at the
        beginning, where that has a capital: "Matzegate". Shorter ones are in many other words and
        names, "Hansard", "Holmes", which are only similar; a short name that is a word, "Mark" in
        "Market", is not looked for.
        """
        known = self._likeness.get(word)
        if known is None:
            if len(self._likeness) > _MEMO:
                self._likeness.clear()
            known = self._likeness[word] = self._compare(word)
        return known

    def _compare(self, word: str) -> Likeness:
        folded = fold_word(word)
        if folded in self._alone:
            is_name = folded not in MONTHS and (may_be_capital(word) or not is_wordlike(folded))
            return "name" if is_name else ""
        found: Likeness = ""
        for start in range(max(0, len(folded) - _LEAST_AT_START)):
            has_capital = start == 0 and word[:1].isupper()
            least = _LEAST_INSIDE if start else _LEAST_AT_START
            for end in range(start + least, len(folded) + 1):
                if folded[start:end] not in self._alone or is_wordlike(folded[start:end]):
                    continue
                letters = end - start + has_capital
                if letters >= _LEAST_INSIDE:
                    return "name"
                if letters > _LEAST_AT_START:
                    found = "similar"
        return found

    def is_cut_name(self, piece: str, at_start: bool) -> bool:
        """Return whether a piece of a word may be what is left of a name.

        Args:
            piece: The piece.
            at_start: Whether it is the end of a word whose beginning is missing.
        """
        folded = fold_word(piece)
        if len(folded) < 2:
            return False
        if self._pieces is None:
            names = [name for name in self._alone if len(name) > 2]
            ends = {name[cut:] for name in names for cut in range(1, len(name) - 1)}
            starts = {name[:cut] for name in names for cut in range(2, len(name))}
            self._pieces = ends, starts
        return folded in self._pieces[0 if at_start else 1]

    def _find_words(self, text: str) -> list[Mention]:
        words: list[FoundWord] = []
        for match in word_pattern.finditer(text):
            parts = self._memo.get(match.group())
            if parts is None:
                parts = self._look_up(match.group())
            if parts:
                at = match.start()
                words += [part._replace(start=at + part.start, end=at + part.end) for part in parts]
        found, number, at = [], 0, 0
        while number < len(words):
            mention, count = self._longest(text, words, number)
            if mention and mention.start >= at:
                found.append(mention)
                at = mention.end
            number += count
        return found

    def _look_up(self, word: str) -> tuple[FoundWord, ...]:
        """Return the parts of a word that may belong to a name, with offsets in the word."""
        if len(self._memo) > _MEMO:
            self._memo.clear()
        found = tuple(self._parts(word))
        self._memo[word] = found
        return found

    def _parts(self, word: str) -> Iterator[FoundWord]:
        folded = fold_word(word)
        if meanings := self._meanings.get(folded):
            yield FoundWord(0, len(word), word, tuple(meanings))
            return
        for clitic in clitics_of(folded):
            rest = folded[len(clitic) :]
            if len(rest) > 2 and (meanings := self._meanings.get(rest)):
                yield FoundWord(len(clitic), len(word), word[len(clitic) :], tuple(meanings))
                return
        for start, end in divide(word):
            part = word[start:end]
            if meanings := self._meanings.get(fold_word(part)):
                yield FoundWord(start, end, part, tuple(meanings))

    def _longest(
        self, text: str, words: Sequence[FoundWord], first: int
    ) -> tuple[Mention | None, int]:
        """Return the longest mention that begins with a word, and the number of words it takes."""
        best: tuple[Mention | None, int] = (None, 1)
        nodes = [(self._root, 0)]
        gaps: list[str] = []
        for last in range(first, min(first + self._longest_form, len(words))):
            word = words[last]
            if last > first:
                gap = text[words[last - 1].end : word.start]
                if not is_gap(gap, words[last - 1].word):
                    is_comma = bool(comma_gap.fullmatch(gap))
                    nodes = [
                        (node.children[","], cost)
                        for node, cost in nodes
                        if is_comma and "," in node.children
                    ]
                gaps.append(gap)
            nodes = [
                (node.children[one.base], cost + one.cost)
                for node, cost in nodes
                for one in word.meanings
                if one.base in node.children
                and (not one.needs_umlaut or umlaut_pattern.search(word.word))
            ]
            if not nodes:
                break
            taken = words[first : last + 1]
            following = words[last + 1 : last + 2]
            if any("," in gap for gap in gaps) and not fits_comma(text, taken, following):
                continue
            for node, cost in sorted(nodes, key=lambda one: one[1]):
                mention = self._accept(text, taken, gaps, node.forms, cost)
                if mention:
                    best = mention, len(taken)
                    break
        return best

    def _accept(
        self,
        text: str,
        words: Sequence[FoundWord],
        gaps: Sequence[str],
        forms: Sequence[tuple[int, Kind]],
        cost: int,
    ) -> Mention | None:
        """Return the mention that some words are, if they fulfil the conditions of a form."""
        fitting = [(person, kind) for person, kind in forms if fits(text, words, gaps, kind, cost)]
        if not fitting:
            return None
        # A part of somebody's double name is rather the whole name of somebody else.
        certain = [person for person, kind in fitting if kind != "part"]
        persons = tuple(dict.fromkeys(certain or [person for person, _ in fitting]))
        end = end_of_initials(text, words[-1].end, fitting[0][1], len(words))
        start = start_of_titles(text, words[0].start)
        persons, is_relative = self._choose(persons, text[start : words[0].start])
        doubt = ""
        if len(persons) > 1:
            doubt = SEVERAL
        elif is_relative:
            doubt = RELATIVE
        elif is_joined(text, words[0].start, end):
            doubt = LONGER
        elif (
            len(words) == 1
            and may_be_capital(words[0].word)
            and fold_word(words[0].word) in WORDS | NOUNS
        ):
            doubt = WORD
        elif cost >= ENDING and words[-1].word[0] < "\u0370":
            doubt = SUFFIX
        return Mention(start, end_of_name(text, end), persons, doubt)

    def _choose(self, persons: tuple[int, ...], titles: str) -> tuple[tuple[int, ...], bool]:
        """Return the persons whom a form of address fits, and whether it fits none of them."""
        if not titles:
            return persons, False
        folded = {fold_word(word) for word in word_pattern.findall(titles)}
        same = tuple(one for one in persons if self._titles[one] & folded)
        if same and len(persons) > 1:
            return same, False
        gender = gender_of_titles(titles)
        if not gender:
            return persons, False
        fitting = tuple(one for one in persons if self._genders[one] in ("", gender))
        return fitting or persons, not fitting

    def _find_substrings(self, text: str) -> Iterator[Mention]:
        assert self._unspaced is not None
        for match in self._unspaced.finditer(text):
            end = match.end()
            if address := _address_after.match(text, end):
                end = address.end()
            key = _substring_key(match.group())
            persons = self._substrings.get(key) or self._substrings.get(f"{key}@") or set()
            yield Mention(
                match.start(), end, tuple(sorted(persons)), SEVERAL if len(persons) > 1 else ""
            )


def _without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions in order; of two that overlap, the longer one."""
    found: list[Mention] = []
    for one in sorted(mentions):
        if found and one.start < found[-1].end:
            if one.end - one.start > found[-1].end - found[-1].start:
                found[-1] = one
        else:
            found.append(one)
    return found


def forms_of_person(person: Person) -> NameForms:
    """Return all forms of all names of a person."""
    known = forms_of_name(person.name)
    if not known.forms and not known.substrings:
        known.update(literal_forms(person.name))
    for name in person.also:
        is_name = any(sign.isupper() for sign in name) or not any(s.islower() for s in name)
        known.update(forms_of_name(name) if is_name else literal_forms(name))
    for form in person.forms:
        known.update(literal_forms(form))
    return known


def _substring_key(part: str) -> str:
    """Return a part of a text in the form in which it is looked up; a number has digits only."""
    if any(sign.isalpha() for sign in part):
        return part.lower()
    return re.sub(r"\D", "", part) or part


def _alternatives(substrings: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for parts of a text: names without spaces, numbers, addresses."""
    patterns = []
    for part in sorted(substrings, key=len, reverse=True):
        if part.isdigit():
            digits = r"[\s()./\u2011-]{0,3}".join(part)
            patterns.append(rf"(?<![\d+])\+?{digits}(?!\d)")
        elif part.endswith("@"):  # a surname with a form of address only
            patterns.append(f"{re.escape(part[:-1])}(?={_address_after.pattern})")
        elif part[0] < UNSPACED[0]:
            patterns.append(rf"(?<!\w){re.escape(part)}(?!\w)")
        else:
            before = "(?<![\uac00-\ud7af])" if "\uac00" <= part[0] <= "\ud7af" else ""
            patterns.append(before + re.escape(part))
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


def whole_words(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for some words or phrases as a whole, the longest first; None for none."""
    longest = sorted(set(words), key=lambda one: (-len(one), one))
    if not longest:
        return None
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest))


def list_other_names(text: str, finder: NameFinder, written: str) -> list[str]:
    """Return names that are probably of persons and not in the table, the most frequent first.

    They are found by capitals, forms of address and first names, as for speakers, so best in
    English.

    Args:
        text: The whole text of the document.
        finder: Finds the names of the table.
        written: What would be written; a name that is not in it is left out, its last word is
            looked for too.
    """
    from readerapp.speakers.attribution_input import build_input

    if len(text) > _LONGEST_TEXT:
        return []
    people = sorted(build_input(text).people, key=lambda person: -person.count)
    names = [
        next((name for name in (person.name, person.name.split()[-1]) if name in written), "")
        for person in people
        if person.count
        and (person.gender or " " in person.name)
        and not person.is_organisation
        and not finder.find(person.name)
    ]
    return [
        name
        for name in dict.fromkeys(names)
        if name and fold_word(name) not in TITLES | OFFICES and not finder.find(name)
    ]
