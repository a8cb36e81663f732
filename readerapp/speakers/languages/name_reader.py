"""Read names in a text of another language: words with capitals, and the small words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.tokens import Token, is_capital, split_words

_MOST_WORDS = 6
"""Words of a name; longer ones are cut."""
_MOST_PARTICLES = 3
"""Small words in a row inside a name ("van de den")."""
_JOINED_PARTICLE = re.compile(r"[dD][’'][^\W\d_]")
"""A particle that is written together with a name."""
_CYRILLIC = re.compile(r"[а-яё]{3,}")
_MALE_IN_A = frozenset(
    "илья никита кузьма лука фома савва данила фока саша женя миша ваня петя коля вася гриша дима"
    " лёша алёша паша серёжа костя гоша федя яша толя юра слава сеня боря витя володя".split()
)
"""Russian first names of men that end as those of women do."""
_APPOSITION = re.compile(r"\s*(?:\([^()]{1,40}\))?\s*,\s+")


class NameReader:
    """Reads names in a text.

    Args:
        text: The whole text.
        rules: The rules of its language.
    """

    def __init__(self, text: str, rules: LanguageRules) -> None:
        self._text = text
        self._rules = rules

    def is_no_name(self, word: str, tokens: Sequence[Token] = (), at: int = 0) -> bool:
        """Return whether a word with a capital is none of a name.

        Args:
            word: The word.
            tokens: The words of the sentence; empty if they do not matter.
            at: Index of the word.
        """
        if word not in self._rules.words["not_names"]:
            return False
        return not (tokens and self.count_opening_particles(tokens, at))

    def read_run(self, tokens: Sequence[Token], at: int, *, known: bool = True) -> list[Token]:
        """Return the words with capitals from a word on, with the small words inside names.

        Args:
            tokens: The words of the sentence.
            at: Index of the word.
            known: Whether last names that are known may begin with small words ("De la Rosa").
        """
        run: list[Token] = []
        while at < len(tokens) and len(run) < _MOST_WORDS:
            token = tokens[at]
            if run and not self._joins(run[-1], token):
                break
            is_name = is_capital(token.word) and not (run and self.is_no_name(token.word))
            count = self.count_opening_particles(tokens, at) if known and not run else 0
            count = count or int(is_name)
            if run and not count:
                count = self._count_particles(tokens, at, run[-1])
            if not count:
                break
            run += tokens[at : at + count]
            at += count
        return run

    def count_opening_particles(self, tokens: Sequence[Token], at: int) -> int:
        """Return how many particles are the beginning of a known last name ("De la Vega")."""
        token = tokens[at]
        if token.word.lower() not in self._rules.words["name_particles"]:
            return 0
        count = self._count_particles(tokens, at, token)
        known = count and at + count < len(tokens) and tokens[at + count].word in self.last_names
        return count if known else 0

    def _count_particles(self, tokens: Sequence[Token], at: int, before: Token) -> int:
        """Return how many words from `at` on are small words inside a name ("von der Lieth").

        Args:
            tokens: The words of the sentence.
            at: Index of the first of them.
            before: The word of the name in front of them.
        """
        rules = self._rules
        words = rules.words["name_particles"]
        if rules.capital_nouns and (
            rules.is_role(before.word) or tokens[at].word in ("der", "den", "zu", "zum")
        ):
            return 0
        for count in range(1, _MOST_PARTICLES + 1):
            last = tokens[at + count - 1]
            following = tokens[at + count] if at + count < len(tokens) else None
            if _JOINED_PARTICLE.match(last.word):  # "d'Orey"
                return count
            small = last.word in words or (last.word.lower() in words and before.word[1:].islower())
            if not small or not following or not self._joins(last, following):
                return 0
            if is_capital(following.word) and not self.is_no_name(following.word):
                return count
        return 0

    def _joins(self, before: Token, after: Token) -> bool:
        """Return whether only a space, or the point of an initial or a title, is between words."""
        gap = self._text[before.end : after.start]
        if gap.strip() in ("", "’", "'"):  # "Anneke ’t Veld"
            return "\n\n" not in gap
        is_short = len(before.word) == 1 or self._rules.has("titles", before.word)
        return gap.strip() == "." and is_short

    def read_apposition(self, tokens: Sequence[Token], at: int) -> list[Token]:
        """Return the name behind the comma that ends at a word ("der Chef, Jonas Brandt,")."""
        for index in range(at, min(at + 7, len(tokens))):
            if index == 0:
                continue
            gap = self._text[tokens[index - 1].end : tokens[index].start]
            if _APPOSITION.fullmatch(gap):
                run = self.read_run(tokens, index)
                names = [token for token in run if is_capital(token.word)]
                return run if len(names) > 1 and not self.is_no_name(names[0].word) else []
            if gap.strip():
                return []
        return []

    def without_office(self, run: Sequence[Token]) -> list[Token]:
        """Return a run without the nouns in front of the name; titles as Frau are left out too."""
        rules = self._rules
        at = 0
        while at < len(run) and (
            rules.is_role(run[at].word)
            or rules.has("titles", run[at].word)
            or (at + 1 < len(run) and rules.is_organisation(run[at].word) and len(run) > 2)
            or self._is_occupation(run[at:])
        ):
            at += 1
        rest = list(run[at:])
        while rest and not is_capital(rest[-1].word):
            rest.pop()
        return rest

    def _is_occupation(self, run: Sequence[Token]) -> bool:
        """Return whether the first of three or more German words is what somebody is.

        It ends as words for occupations do, or the others are plainly the name: they begin with a
        known first name, or stand alone elsewhere ("Bäckerin Maria Kurz").
        """
        if not self._rules.capital_nouns or len(run) < 3 or not is_capital(run[1].word):
            return False
        if any(first_name_gender(part) for part in run[0].word.lower().split("-")):
            return False
        endings = tuple(self._rules.words["occupation_endings"])
        if run[0].word.lower().endswith(endings) or first_name_gender(run[1].word.lower()):
            return True
        return tuple(token.word for token in run[1:]) in self._pairs

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, ...]]:
        """Return the names of exactly two words with capitals, both without what they are."""
        found: set[tuple[str, ...]] = set()
        tokens = split_words(self._text, 0, len(self._text), self._rules)
        at = 0
        while at < len(tokens):
            is_name = not self.is_no_name(tokens[at].word)
            run = self.read_run(tokens, at, known=False) if is_name else []
            if len(run) == 2:
                found.add((run[0].word, run[1].word))
            at += max(1, len(run))
        return frozenset(found)

    def gender(self, words: Sequence[Token]) -> str:
        """Return "m" or "f" for a person whose words tell the gender, else ""."""
        rules = self._rules
        for token in words:
            word = token.word
            if rules.has("female_titles", word):
                return "f"
            if rules.has("male_titles", word):
                return "m"
            if rules.code == "de" and rules.is_role(word):
                return "f" if word.endswith("in") or word.lower().endswith("frau") else "m"
        first = next((token.word.lower() for token in words if is_capital(token.word)), "")
        return first_name_gender(first)

    @cached_property
    def last_names(self) -> frozenset[str]:
        """Return the last words of the full names of the text, and its known first names."""
        names = [name for _, name in find_full_names(self._text, self._rules)]
        return frozenset(name.rpartition(" ")[2] for name in names)


def first_name_gender(word: str) -> str:
    """Return "m" or "f" for a first name that usually tells the gender, else ""."""
    from readerapp.speakers import lexicon

    if word in lexicon.MALE_NAMES:
        return "m"
    if word in lexicon.FEMALE_NAMES:
        return "f"
    if not _CYRILLIC.fullmatch(word):
        return ""
    return "m" if word[-1] not in "ая" or word in _MALE_IN_A else "f"


def find_full_names(text: str, rules: LanguageRules) -> Iterator[tuple[int, str]]:
    """Yield each name of two to four words with its start, in order; offices are left out."""
    reader = NameReader(text, rules)
    tokens = split_words(text, 0, len(text), rules)
    at = 0
    while at < len(tokens):
        if not is_capital(tokens[at].word) or tokens[at].word in rules.words["not_names"]:
            at += 1
            continue
        run = reader.read_run(tokens, at, known=False)
        rest = reader.without_office(run)
        count = sum(is_capital(token.word) for token in rest)
        if (len(rest) > 1 and count <= 4) or (len(rest) == 1 and len(run) > 1):
            yield rest[0].start, " ".join(text[rest[0].start : rest[-1].end].split())
        at += max(1, len(run))
