"""Read who is meant in a sentence: a name, a noun for a person, an organisation or a pronoun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from readerapp.speakers.languages.first_names import is_first_name
from readerapp.speakers.languages.name_reader import NameReader, name_end
from readerapp.speakers.languages.person_reference import Kind, PersonReference
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.tokens import Token, is_capital, split_words

_MOST_SKIPPED = 5
"""Words between a verb and its subject, such as adverbs, that are passed over."""
_MOST_WORDS = 6
"""Words of a name or of a noun phrase; longer ones are cut."""
_LONGEST_ACRONYM = 6
"""Letters of a name in capitals, such as "UNHCR", which no sentence makes to one."""
_MOST_ADJECTIVES = 3
"""Words in lower case between an article and its noun ("der neue stellvertretende Leiter")."""

_AGENCY = re.compile(r"\)|\s?\.?\s?[–—-]+\s")
"""What follows the short name of a news agency in the dateline of an article."""
_PAST = ("ou", "ò", "ó", "ì")
"""Endings of Romance verbs that nouns do not have."""
_GERUNDS = {"it": ("ando", "endo"), "es": ("ando", "iendo"), "pt": ("ando", "endo", "indo")}
_PAUSE = re.compile(r"[,;:()«»„“”\"–—]|[.!?]\s")


class PersonReader:
    """Reads references to persons in a text.

    Args:
        text: The whole text.
        rules: The rules of its language.
    """

    def __init__(self, text: str, rules: LanguageRules) -> None:
        self._text = text
        self._rules = rules
        self._names = NameReader(text, rules)

    def read(
        self, tokens: Sequence[Token], at: int, *, as_object: bool = False, skip: bool = True
    ) -> PersonReference | None:
        """Return the first reference at or behind a word, or None.

        Args:
            tokens: The words of the sentence.
            at: Index of the word to begin with.
            as_object: Whether the articles of objects may begin it ("laut dem Sprecher").
            skip: Whether adverbs and phrases with a preposition may stand before it.
        """
        rules = self._rules
        skipped = 0
        first = at
        while at < len(tokens) and skipped <= _MOST_SKIPPED:
            if at > first and self._is_pause(tokens[at - 1].end, tokens[at].start):
                return None
            word = tokens[at].word
            is_article = self._is_article(word, as_object)
            if word.lower() in rules.words["empty_subjects"] and not (
                is_article and self._noun_phrase(tokens, at, as_object)  # "het waterschap"
            ):
                return PersonReference(tokens[at].start, tokens[at].end, "nobody", "")
            if gender := self._pronoun_gender(word):
                return PersonReference(
                    tokens[at].start, tokens[at].end, "pronoun", word, gender.strip("?")
                )
            bare_role = (rules.code == "ru" or as_object) and rules.is_role(word)
            found = self._noun_phrase(tokens, at, as_object) if is_article or bare_role else None
            if not found and is_capital(word) and not self._names.is_no_name(word, tokens, at):
                found = self._noun_phrase(tokens, at, as_object)
            if found:
                return found
            if not skip:
                return None
            if rules.has("prepositions", word) or rules.has("object_determiners", word):
                at = self._end_of_phrase(tokens, at + 1)
            else:
                at += 1
            skipped += 1
        return None

    def read_turned_pronoun(self, tokens: Sequence[Token], verb: int) -> PersonReference | None:
        """Return the pronoun between an auxiliary and its participle ("a-t-il poursuivi"), or None.

        Args:
            tokens: The words of the sentence.
            verb: Index of the participle.
        """
        if verb < 2 or "-" not in self._text[tokens[verb - 2].end : tokens[verb - 1].start]:
            return None
        start, end, word = tokens[verb - 1]
        gender = self._pronoun_gender(word)
        return PersonReference(start, end, "pronoun", word, gender.strip("?")) if gender else None

    def read_subjects(self, tokens: Sequence[Token], stop: int) -> list[PersonReference]:
        """Return the references that may be a subject, from the left, in front of a word.

        Phrases with a preposition and those with the article of an object are left out.

        Args:
            tokens: The words of the sentence.
            stop: Index of the word before which they must end.
        """
        rules = self._rules
        found: list[PersonReference] = []
        at = 0
        while at < stop:
            word = tokens[at].word.rstrip("’'")
            # "Questionada ontem, a ministra": behind a comma, "a" is no preposition.
            opens = not at or self._is_pause(tokens[at - 1].end, tokens[at].start)
            is_article = opens and (
                rules.has("determiners", word)
                or bool(self._names.count_opening_particles(tokens, at))
            )
            if not is_article and (
                rules.has("prepositions", word) or rules.has("object_determiners", word)
            ):
                at = max(at + 1, self._end_of_phrase(tokens, at + 1))
                continue
            reference = self.read(tokens, at, skip=False)
            if reference and reference.end <= tokens[stop - 1].end:
                found.append(reference)
                at = next((n for n in range(at, stop) if tokens[n].start >= reference.end), stop)
            else:
                at += 1
        return found

    def _pronoun_gender(self, word: str) -> str:
        """Return "m", "f" or "?" for a pronoun that may be a subject, else ""."""
        low = word.lower()
        words = self._rules.words
        if low in words["male_pronouns"]:
            return "m"
        if low in words["female_pronouns"]:
            return "f"
        return "?" if low in words["other_pronouns"] else ""

    def _is_article(self, word: str, as_object: bool) -> bool:
        low = word.lower().rstrip("’'")
        words = self._rules.words
        return low in words["determiners"] or (as_object and low in words["object_determiners"])

    def _is_pause(self, start: int, end: int) -> bool:
        return bool(_PAUSE.search(self._text, start, end)) or self._text[start:end].strip() == "."

    def _end_of_phrase(self, tokens: Sequence[Token], at: int) -> int:
        """Return the index behind the words that a preposition governs."""
        rules = self._rules
        while at < len(tokens) and (
            rules.has("determiners", tokens[at].word.rstrip("’'"))
            or rules.has("object_determiners", tokens[at].word.rstrip("’'"))
        ):
            at += 1
        begin = at
        while at < len(tokens) and at - begin < _MOST_WORDS:
            if at > begin and self._is_pause(tokens[at - 1].end, tokens[at].start):
                break
            capital = is_capital(tokens[at].word)
            if capital and self._is_article(tokens[at].word, as_object=False):
                break
            last = tokens[at - 1].word
            is_place = at > begin and last.islower() and not rules.is_role(last)
            if is_place and not rules.capital_nouns and self._is_first(tokens[at]):
                break  # "a témoigné à la barre Josiane Perrot"
            at += 1
            following = at < len(tokens) and is_capital(tokens[at].word)
            if capital and not following:
                break
            if not capital and not rules.capital_nouns and at - begin >= 1 and not following:
                break
        return max(at, begin)

    def _noun_phrase(
        self, tokens: Sequence[Token], at: int, as_object: bool
    ) -> PersonReference | None:
        """Return the noun phrase that begins at a word, as a reference; None if it is nobody."""
        begin = at
        has_article = False
        while at < len(tokens) and self._is_article(tokens[at].word, as_object):
            has_article = True
            at += 1
        if at >= len(tokens):
            return None
        if not self._rules.capital_nouns:
            return self._with_lower_nouns(tokens, begin, at, has_article)
        adjectives = 0
        while at < len(tokens) and not is_capital(tokens[at].word) and has_article:
            if adjectives == _MOST_ADJECTIVES or self._rules.has("prepositions", tokens[at].word):
                return None
            adjectives += 1
            at += 1
        run = self._names.read_run(tokens, at)
        if not run:
            return None
        end = at + len(run)
        name = self._names.read_apposition(tokens, end)
        found = self._classify(tokens, begin, run, has_article, name)
        if found and found.kind == "role" and not name:
            return self._with_office_of(tokens, end, found)
        return found

    def _with_office_of(
        self, tokens: Sequence[Token], at: int, role: PersonReference
    ) -> PersonReference:
        """Return a role with the words that say whose it is ("Sprecher des Landratsamts")."""
        if at >= len(tokens) or tokens[at].word not in ("des", "der", "von", "vom", "aus", "beim"):
            return role
        index = at + 1
        while index < len(tokens) and index < at + 3 and tokens[index].word.islower():
            index += 1
        if self._text[role.end : tokens[min(index, len(tokens) - 1)].start].strip(
            " \nabcdefghijklmnopqrstuvwxyzäöüß"
        ):
            return role
        run = self._names.read_run(tokens, index)
        if not run:
            return role
        words = self._text[role.start : run[-1].end].split()
        begin = role.name.split()[0]
        if begin not in words:  # a sign is joined to it, as a bracket or a dash
            return role
        return replace(role, end=run[-1].end, name=" ".join(words[words.index(begin) :]))

    def _classify(
        self,
        tokens: Sequence[Token],
        begin: int,
        run: list[Token],
        has_article: bool,
        apposed: list[Token],
    ) -> PersonReference | None:
        """Return the reference that a run of words with capitals is."""
        rules = self._rules
        if self._is_agency(run):
            return None
        start = tokens[begin].start
        if apposed:
            rest = self._names.without_office(apposed)
            if rest:
                gender = self._names.gender([*run, *apposed])
                return self._reference(start, rest, "name", gender)
        rest = self._names.without_office(run)
        gender = self._names.gender(run) or self._names.gender(rest)
        head = run[-1].word
        is_last_name = len(rest) > 1 or (len(run) > 1 and not has_article)
        if len(run) == 1 and not has_article and head in rules.words["role_last_names"]:
            return self._reference(start, run, "name", "")
        if not rest or (
            rules.is_role(head) and not (is_last_name and head in rules.words["role_last_names"])
        ):
            return self._reference(start, run, "role", gender)
        if rules.is_organisation(head) and (has_article or len(rest) == 1):
            return self._reference(start, run, "organisation", "")
        if has_article and len(rest) == len(run) and len(run) == 1:
            return self._reference(start, run, "noun", "")
        if len(rest) == len(run) and self._is_common_noun(rest):
            return self._reference(start, run, "noun", "")
        if len(run) == 1 and not has_article and self._is_unknown_opening(run[0]):
            return self._reference(start, run, "noun", "")
        return self._reference(start, rest, "name", gender)

    def _is_agency(self, run: Sequence[Token]) -> bool:
        """Return whether a word in capitals is the news agency in a dateline ("(ANSA) - …")."""
        last = run[-1]
        return (
            len(run) == 1
            and last.word.isupper()
            and len(last.word) > 1
            and bool(_AGENCY.match(self._text, last.end))
        )

    def _is_unknown_opening(self, token: Token) -> bool:
        """Return whether a word has its capital only because a sentence begins with it."""
        if token.word.isupper() and 1 < len(token.word) <= _LONGEST_ACRONYM:
            return False
        if not self._names.opens_sentence(token) or token.word in self._names.last_names:
            return False
        if is_first_name(token.word.lower(), self._rules.code):
            return False
        return self._rules.capital_nouns or token.word not in self._names.inner_words

    def _is_common_noun(self, run: Sequence[Token]) -> bool:
        """Return whether words with capitals are German nouns, such as "Düsseldorfer Konzert"."""
        if not self._rules.capital_nouns:
            return False
        first = run[0].word.lower()
        of_a_town = len(run) > 1 and first.endswith("er")
        is_name = is_first_name(first, self._rules.code) or first in self._first_words
        return (of_a_town and not is_name) or self._names.is_common_noun(run)

    @cached_property
    def _first_words(self) -> frozenset[str]:
        """Return the words of the text that stand behind a title or an office: first names."""
        found: set[str] = set()
        tokens = split_words(self._text, 0, len(self._text), self._rules)
        for before, after in pairwise(tokens):
            is_office = self._rules.is_role(before.word) or self._rules.has("titles", before.word)
            if is_office and is_capital(after.word):
                found.add(after.word.lower())
        return frozenset(found)

    def _with_lower_nouns(
        self, tokens: Sequence[Token], begin: int, at: int, has_article: bool
    ) -> PersonReference | None:
        """Return the reference of a noun phrase in a language whose nouns have no capital."""
        rules = self._rules
        words: list[Token] = []
        kind: Kind = "noun"
        index = at
        while index < len(tokens) and index - at < _MOST_WORDS:
            token = tokens[index]
            if index > at and self._text[tokens[index - 1].end : token.start].strip(" \n’'"):
                break
            if is_capital(token.word) and not self._names.is_no_name(token.word):
                run = self._names.read_run(tokens, index)
                name = next((n for n, one in enumerate(run) if n and self._is_first(one)), 0)
                if name and words and kind == "role" and name < len(run) - 1:
                    rest = run[name:]  # "a secretária de Estado Irene Valadão"
                    gender = self._names.gender([*words, *rest])
                    return self._reference(tokens[begin].start, rest, "name", gender)
                if words and self._governs(words[-1].word):  # "le maire de Lyon"
                    words += run
                    index += len(run)
                    continue
                if kind == "noun" and words and not has_article:
                    break
                return self._name_behind(tokens, begin, index, words, kind)
            if self._ends_phrase(token.word, words, kind):
                break
            if kind == "noun" and not any(self._governs(one.word) for one in words[1:]):
                kind = self._noun_kind(token.word)
            words.append(token)
            index += 1
        if not has_article and not (words and rules.code == "ru"):
            return None
        apposed = self._names.without_office(self._names.read_apposition(tokens, index))
        if apposed and kind == "role":
            gender = self._names.gender([*words, *apposed])
            return self._reference(tokens[begin].start, apposed, "name", gender)
        indefinite = rules.words["indefinite_determiners"]
        for cut in range(1, len(words) - 1):
            if self._is_small(words[cut].word) and words[cut + 1].word.lower() in indefinite:
                words = words[:cut]  # "l’accusé d’une voix ferme"
                break
        while words and not is_capital(words[-1].word) and self._is_small(words[-1].word):
            words.pop()
        if not words or kind == "noun":
            return None
        if has_article and self._rules.has("object_determiners", words[0].word):
            words = [*tokens[begin:at], *words]  # "um dos pescadores"
        return self._reference(tokens[begin].start, words, kind, self._names.gender(words))

    def _name_behind(
        self, tokens: Sequence[Token], begin: int, at: int, words: Sequence[Token], kind: Kind
    ) -> PersonReference | None:
        """Return the reference of a phrase in which a name begins at `at`, behind `words`."""
        start = tokens[begin].start
        run = self._names.read_run(tokens, at)
        if self._is_agency(run):
            return None
        rest = self._names.without_office(run)
        if rest and not is_capital(rest[0].word):  # "Fonte da Polícia Marítima"
            return self._reference(start, run, "role", "")
        if not rest:
            role = self._reference(start, run, "role", self._names.gender(run))
            return self._with_complement(tokens, at + len(run), role)
        if not words and begin < at and len(run) == 1 and self._is_unknown(run[0]):
            return self._organisation(tokens, begin, at)
        if kind == "organisation" or self._rules.is_organisation(run[0].word):
            return self._reference(start, [*words, *run], "organisation", "")
        is_alone = not words and (len(run) == 1 or not is_capital(run[1].word))
        if is_alone and self._is_unknown_opening(run[0]):  # "Frana di Collebasso"
            return self._reference(start, run, "noun", "")
        of_place = self._rules.code == "ru" and len(run) == 2 and len(rest) == 1 and not words
        if of_place and self._is_unknown(rest[0]):
            return self._reference(start, run, "role", "")  # "мэр Заречья"
        apposed = (
            []
            if words
            else self._names.without_office(self._names.read_apposition(tokens, at + len(run)))
        )
        return self._reference(start, apposed or rest, "name", self._names.gender([*words, *run]))

    def _is_unknown(self, token: Token) -> bool:
        """Return whether a word is no name of a person of the text, and no first name."""
        return not self._is_first(token) and token.word not in self._names.last_names

    def _organisation(self, tokens: Sequence[Token], begin: int, at: int) -> PersonReference:
        """Return what an article and a capital name, with the words that belong to it.

        "la Protezione civile", "la Guardia di finanza"
        """
        rules = self._rules
        last = at
        if at + 2 < len(tokens) and tokens[at + 1].word in ("di", "de", "do", "da", "des", "du"):
            last = at + 2
        elif at + 1 < len(tokens) and not self._ends_name(tokens[at + 1].word):
            last = at + 1
        words = [*tokens[at : last + 1]]
        plain = all(not self._text[one.end : other.start].strip() for one, other in pairwise(words))
        if not plain or not words[-1].word.islower() or rules.is_verb(words[-1].word):
            words = [tokens[at]]
        return self._reference(tokens[begin].start, words, "organisation", "")

    def _ends_name(self, word: str) -> bool:
        """Return whether a word in lower case behind a name is none of it."""
        rules = self._rules
        lists = ("auxiliaries", "that_words", "object_pronouns", "object_determiners")
        small = any(rules.has(name, word) for name in lists) or self._is_small(word)
        return small or rules.is_verb(word) or rules.looks_like_verb(word) or len(word) < 4

    def _is_first(self, token: Token) -> bool:
        """Return whether a word is a known first name."""
        return is_capital(token.word) and is_first_name(token.word.lower(), self._rules.code)

    def _with_complement(
        self, tokens: Sequence[Token], at: int, role: PersonReference
    ) -> PersonReference:
        """Return a role with the words that say whose it is ("Fonte da Polícia Marítima")."""
        rules = self._rules
        if at >= len(tokens) or not (
            self._governs(tokens[at].word) or rules.has("object_determiners", tokens[at].word)
        ):
            return role
        last = at
        while last < len(tokens) and last - at < _MOST_WORDS:
            if self._text[tokens[last - 1].end : tokens[last].start].strip():
                break
            if rules.is_verb(tokens[last].word) or rules.has("auxiliaries", tokens[last].word):
                break
            last += 1
        words = tokens[at:last]
        while words and self._is_small(words[-1].word):
            words = words[:-1]
        if len(words) < 2 or last == len(tokens) or not rules.is_verb(tokens[last].word):
            return role
        end = words[-1].end
        name = " ".join([role.name, *self._text[role.end : end].split()])
        return replace(role, end=end, name=name)

    def _noun_kind(self, word: str) -> Kind:
        """Return what a noun in lower case is."""
        if self._rules.is_role(word):
            return "role"
        return "organisation" if self._rules.is_organisation(word) else "noun"

    def _ends_phrase(self, word: str, words: Sequence[Token], kind: Kind) -> bool:
        """Return whether a word in lower case comes behind the noun phrase of `words`."""
        rules = self._rules
        if words and (rules.has("auxiliaries", word) or rules.has("that_words", word)):
            return True
        if rules.is_verb(word) and not rules.is_role(word):
            return True
        if words and (rules.has("object_pronouns", word) or word.endswith(_PAST)):
            return True  # "o médico lhe dissera", "a mulher levou"
        if words and word.endswith(_GERUNDS.get(rules.code, "\n")):
            return True  # "la donna rispondendo …"
        if kind == "noun" or rules.code == "ru" or not word.islower() or len(words) <= 2:
            return False
        return not self._is_small(word) and not self._is_small(words[-1].word)

    def _is_small(self, word: str) -> bool:
        """Return whether a word is a preposition, an article or a particle of names."""
        bare = word.rstrip("’'")
        return self._governs(word) or self._rules.has("determiners", bare)

    def _governs(self, word: str) -> bool:
        """Return whether a name behind a word says whose somebody is ("le maire de …")."""
        bare = word.rstrip("’'")
        return self._rules.has("prepositions", bare) or self._rules.has("name_particles", bare)

    def _reference(
        self, start: int, words: Sequence[Token], kind: Kind, gender: str
    ) -> PersonReference:
        end = name_end(self._text, words[-1])
        name = " ".join(self._text[words[0].start : end].split())
        if kind != "role":
            return PersonReference(start, end, kind, name, gender)
        determiners = re.findall(r"[^\W\d_]+", self._text[start : words[0].start])
        noun = next((one.word for one in words if self._rules.is_role(one.word)), name)
        if gender != "f" or not self._rules.capital_nouns:
            gender = self._rules.role_gender(determiners, noun) or gender
        indefinite = self._rules.words["indefinite_determiners"]
        definite = not any(word.lower() in indefinite for word in determiners)
        return PersonReference(start, end, kind, name, gender, definite)
