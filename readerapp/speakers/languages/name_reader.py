"""Read names in a text of another language: words with capitals, and the small words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from readerapp.speakers.languages.first_names import first_name_gender, is_first_name
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.tokens import Token, is_capital, split_words

_MOST_WORDS = 6
"""Words of a name; longer ones are cut."""
_ADJECTIVES = frozenset("Junge Alte Alter".split())
"""German nouns for persons that are adjectives in front of another noun."""
_LONGEST_OFFICE = 5
"""Words of an article and an office in front of a name."""
_MOST_PARTICLES = 3
"""Small words in a row inside a name ("van de den")."""
_JOINED_PARTICLE = re.compile(r"[dD][’'][^\W\d_]")
"""A particle that is written together with a name."""
_PATRONYMIC = re.compile(r"[А-ЯЁ][а-яё]+(?:вич|вна|ична|инична|ьич)")
_MALE_ENDING = re.compile(r"[а-яё]+(?:[оеё]в|[иы]н|ский|цкий)")
_FEMALE_ENDING = re.compile(r"[а-яё]+(?:[оеё]ва|[иы]на|ская|цкая)")
"""Endings of Russian last names, and of names after the father, that tell the gender."""
_OPENS_SENTENCE = frozenset(("", *".!?:\n"))
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
            if run and not count and not self._is_whole(run):
                count = self._count_particles(tokens, at, run[-1])
            if not count:
                break
            run += tokens[at : at + count]
            at += count
        return run

    def _is_whole(self, run: Sequence[Token]) -> bool:
        """Return whether words are a first name and a last name, so that no "van" joins to them.

        In Spanish and Portuguese a second last name may follow ("Luís Bravo da Silva").
        """
        code = self._rules.code
        if code in ("es", "pt") or not is_capital(run[-1].word):
            return False
        capitals = [token.word.lower() for token in run if is_capital(token.word)]
        first = next((at for at, word in enumerate(capitals) if is_first_name(word, code)), None)
        if first is None or first == len(capitals) - 1:
            return False
        return not is_first_name(capitals[-1], code)

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
                return (
                    0
                    if rules.is_organisation(following.word) and not rules.capital_nouns
                    else count
                )
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
                run = self.read_run(tokens, self._behind_office(tokens, index))
                names = [token for token in run if is_capital(token.word)]
                if not names or self.is_no_name(names[0].word):
                    return []
                is_first = is_first_name(names[0].word.lower(), self._rules.code)
                closed = self._text[run[-1].end : run[-1].end + 1] == ","
                return run if len(names) > 1 or (is_first and closed) else []
            if gap.strip():
                return []
        return []

    def _behind_office(self, tokens: Sequence[Token], at: int) -> int:
        """Return the index behind an article and a noun for a person ("l’avvocato Ugo Ferri")."""
        rules = self._rules
        for index in range(at, min(at + _LONGEST_OFFICE, len(tokens))):
            word = tokens[index].word
            if index > at and self._text[tokens[index - 1].end : tokens[index].start].strip(" ’'"):
                return at
            if is_capital(word):
                return index
            is_first = index == at and rules.has("determiners", word.rstrip("’'"))
            if not is_first and not rules.is_role(word):
                return at
        return at

    def without_office(self, run: Sequence[Token]) -> list[Token]:
        """Return a run without the nouns in front of the name; titles as Frau are left out too."""
        rules = self._rules
        at = 0
        while (
            at < len(run)
            and not self._is_last_name(run, at)
            and (
                rules.is_role(run[at].word)
                or rules.has("titles", run[at].word)
                or (at + 1 < len(run) and rules.is_organisation(run[at].word) and len(run) > 2)
                or self._is_occupation(run[at:])
            )
        ):
            at += 1
        inside = [
            n + 1
            for n in range(at, len(run) - 1)
            if rules.has("titles", run[n].word) or (rules.capital_nouns and self._is_office(run, n))
        ]
        rest = list(run[inside[-1] if inside else at :])
        while rest and not is_capital(rest[-1].word):
            rest.pop()
        return rest[self._first_name_at(rest) :]

    def _is_last_name(self, run: Sequence[Token], at: int) -> bool:
        """Return whether the last word of a run is a last name although it is a noun, too."""
        if at < len(run) - 1 and run[at].word in _ADJECTIVES:
            return True  # "Junge Union"
        if not at or at < len(run) - 1:
            return False
        if self._rules.capital_nouns:
            return run[at].word in self._rules.words["role_last_names"]
        return not self._rules.has("titles", run[at - 1].word)

    def _is_office(self, run: Sequence[Token], at: int) -> bool:
        """Return whether a word inside a German run is an office ("Ulms Trainer Max Roth")."""
        word = run[at].word
        if not self._rules.is_role(word) or word in self._rules.words["role_last_names"]:
            return False
        return at > 0 and run[at - 1].word.endswith("s")

    def has_noun_ending(self, run: Sequence[Token]) -> bool:
        """Return whether one of some words ends as German nouns do that are no names."""
        if is_first_name(run[0].word.lower(), self._rules.code):
            return False  # "Andreas Jung"
        endings = tuple(self._rules.words["noun_endings"])
        return any(token.word.lower().endswith(endings) for token in run)

    def is_common_noun(self, run: Sequence[Token]) -> bool:
        """Return whether words with capitals are German nouns: "Bundesrates Sitzung", "Absage".

        They end as such nouns do, or stand behind an article elsewhere.
        """
        rules = self._rules
        if not rules.capital_nouns:
            return False
        capitals = [token.word for token in run if is_capital(token.word)]
        if self.has_noun_ending(run):
            return True
        first = capitals[0] if capitals else ""
        if is_first_name(first.lower(), rules.code) or (len(run) > 1 and first.isupper()):
            return False
        return first in self.article_words

    @cached_property
    def article_words(self) -> frozenset[str]:
        """Return the words with a capital that stand behind an article somewhere: nouns."""
        rules = self._rules
        found: set[str] = set()
        tokens = split_words(self._text, 0, len(self._text), rules)
        for at, token in enumerate(tokens[:-1]):
            low = token.word.lower()
            if not (rules.has("determiners", low) or rules.has("object_determiners", low)):
                continue
            following = tokens[at + 1 : at + 4]
            run = self.read_run(following, 0, known=False) if following else []
            if len(run) == 1 and not self._text[token.end : following[0].start].strip():
                found.add(run[0].word)
        return frozenset(found) - self.last_names

    def _first_name_at(self, run: Sequence[Token]) -> int:
        """Return where the first name is behind words that are what somebody is, else 0.

        A sentence begins with them ("Dijkgraaf Anneke Blom"); in Russian also a name in the
        genitive may stand in front ("адвокат Серова Лев Гор").
        """
        code = self._rules.code
        if len(run) < 3 or not (code == "ru" or self.opens_sentence(run[0])):
            return 0
        known = [is_first_name(token.word.lower(), code) for token in run]
        at = known.index(True) if True in known else 0
        whole = len(run) - at >= 2 and len(run[at - 1].word) > 1
        if not whole or (len(run) == at + 2 and _PATRONYMIC.fullmatch(run[-1].word)):
            return 0  # "Рыжов Аркадий Семёнович" is a whole name
        return at if is_capital(run[at - 1].word) else 0

    def opens_sentence(self, token: Token) -> bool:
        """Return whether a word has its capital because a sentence or a line begins with it."""
        before = self._text[max(0, token.start - 4) : token.start].rstrip(' „“”"»«')
        if before[-1:] in ("—", "–", "-") and before[:-1].rstrip(" ")[-1:] in ("", "\n"):
            return True  # speech begins with a dash
        return before[-1:] in _OPENS_SENTENCE

    def _is_occupation(self, run: Sequence[Token]) -> bool:
        """Return whether the first of three or more German words is what somebody is.

        It ends as words for occupations do, or the others are plainly the name: they begin with a
        known first name, or stand alone elsewhere ("Bäckerin Maria Kurz").
        """
        if not self._rules.capital_nouns or len(run) < 3 or not is_capital(run[1].word):
            return False
        code = self._rules.code
        if any(is_first_name(part, code) for part in run[0].word.lower().split("-")):
            return False
        endings = tuple(self._rules.words["occupation_endings"])
        if run[0].word.lower().endswith(endings) or is_first_name(run[1].word.lower(), code):
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
        names = [token.word for token in words if is_capital(token.word)]
        return name_gender(names, rules.code)

    @cached_property
    def inner_words(self) -> frozenset[str]:
        """Return the words with a capital that stand inside sentences, where it is no chance."""
        tokens = split_words(self._text, 0, len(self._text), self._rules)
        return frozenset(
            token.word
            for token in tokens
            if is_capital(token.word) and not self.opens_sentence(token)
        )

    @cached_property
    def last_names(self) -> frozenset[str]:
        """Return the last words of the full names of the text, and its known first names."""
        names = [name for _, name in find_full_names(self._text, self._rules)]
        return frozenset(name.rpartition(" ")[2] for name in names)


def name_gender(names: Sequence[str], code: str) -> str:
    """Return "m" or "f" for the words of a name that tell the gender, else "".

    Args:
        names: The words with capitals.
        code: The code of the language.
    """
    if gender := first_name_gender(names[0].lower(), code) if names else "":
        return gender
    if code != "ru":
        return ""
    for word in map(str.lower, names):
        if _FEMALE_ENDING.fullmatch(word) or word.endswith(("вна", "ична")):
            return "f"
        if _MALE_ENDING.fullmatch(word) or word.endswith(("вич", "ьич")):
            return "m"
    return ""


def name_end(text: str, last: Token) -> int:
    """Return the end of a name, with the point of an initial ("Danny V.")."""
    is_initial = len(last.word) == 1 and is_capital(last.word)
    return last.end + (is_initial and text[last.end : last.end + 1] == ".")


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
        while len(rest) > 2 and rules.capital_nouns and reader.has_noun_ending(rest[:1]):
            rest = rest[1:]  # "Ehrung Salman Rushdies"
        count = sum(is_capital(token.word) for token in rest)
        if (len(rest) > 1 and count <= 4) or (len(rest) == 1 and len(run) > 1):
            yield rest[0].start, " ".join(text[rest[0].start : name_end(text, rest[-1])].split())
        at += max(1, len(run))
