"""The rules of a language: its words for attribution, read from the folder `data/`.

A file `language_CODE.txt` has these lists:

- verbs: finite forms and participles of verbs of saying.
- particles: words that stand for a verb of saying ("so", "aldus").
- auxiliaries: verbs before a participle ("hat … erklärt").
- verb_endings: endings of other verbs that tell what somebody has done.
- reflexive_verbs: verbs of saying only behind a reflexive pronoun ("s'indigne").
- reflexive_auxiliaries: auxiliaries that follow a reflexive pronoun ("s'est … exclamé").
- object_pronouns: small words between a verb of saying and its subject ("fragte ihn Jonas").
- male_pronouns, female_pronouns, other_pronouns: subjects that refer to somebody named before.
- empty_subjects: subjects that are nobody ("es heißt").
- quoting_verbs: verbs whose object is the speaker ("zitiert ihn"); German only.
- noun_endings: ends of nouns that are no names; German only.
- determiners, object_determiners: articles and possessives; those of the second list never begin a
  subject.
- male_determiners, female_determiners: those that tell the gender of the noun behind them, as a
  subject.
- indefinite_determiners: those of somebody who was not named before ("ein Sprecher").
- generic_persons: nouns that mean anybody ("woman"), also a person named in an earlier paragraph.
- role_last_names: last names that are also nouns for persons ("Richter"); German only.
- speech_nouns: nouns in a sentence about the speech before it ("C’est par ces mots que …").
- female_role_endings, male_role_endings: ends of nouns for women and men, where no article tells
  the gender.
- prepositions: words that begin a phrase which is no subject.
- name_particles: lower-case words inside names.
- titles, female_titles, male_titles: words in front of a name, which belong to it.
- role_endings: nouns for persons; in a language that joins nouns, the ends of such nouns.
- occupation_endings: the ends of other words for what somebody is, in front of a first name and a
  last name; German only.
- organisation_endings: nouns for organisations that speak.
- not_names: words in upper case that are no names.
- naming_words: words in front of a title, a slogan or another name in quotation marks.
- inscriptions: things that words are written on; further away from the marks.
- source_markers: words before or behind the source of reported speech ("laut", "selon").
- that_words: the conjunction that begins reported speech.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain

from readerapp.speakers import SURE
from readerapp.speakers.lexicon import parse_word_lists, read_data_file

EUROPEAN = frozenset({"de", "fr", "es", "pt", "it", "nl", "ru"})
"""The languages with rules of this kind, by their code in ISO 639-1."""


_PLURAL_S = frozenset({"fr", "es", "pt"})
"""Languages in which "s" makes a plural."""
_REFLEXIVE = frozenset({"s", "se", "m", "me"})
"""Reflexive pronouns of French without the apostrophe."""


@dataclass(frozen=True)
class LanguageRules:
    """The words and customs of a language; the module says what the lists mean.

    Attributes:
        code: The code of the language in ISO 639-1.
        words: The word lists by name.
        capital_nouns: Whether all nouns have a capital, so that a capital makes no name.
        most: Highest confidence; below what counts as sure where no labelled texts were at hand to
            count how often the rules are right.
        insertions: Whether narration stands inside quotation marks and after dashes without a mark
            of its own (« Non, dit-il, jamais. »).
    """

    code: str
    words: dict[str, frozenset[str]]
    capital_nouns: bool
    insertions: bool
    most: float

    def has(self, name: str, word: str) -> bool:
        """Return whether a list has a word, as it is or in lower case."""
        entries = self.words[name]
        return word in entries or word.lower() in entries

    def is_verb(self, word: str) -> bool:
        """Return whether a word is a form of a verb of saying."""
        return word.lower() in self.words["verbs"]

    @cached_property
    def naming_ends(self) -> tuple[str, ...]:
        """Return the ends of joined nouns in front of a title ("Sachbuch"), in lower case."""
        return tuple(word.lower() for word in self.words["naming_words"] if len(word) > 3)

    def looks_like_verb(self, word: str) -> bool:
        """Return whether a word ends as the verbs do that tell what somebody has done."""
        low = word.lower()
        return low.endswith(tuple(self.words["verb_endings"])) and low not in self._small_words

    @cached_property
    def _small_words(self) -> frozenset[str]:
        """Return the words that are no verbs, whatever their ending."""
        names = ("prepositions", "determiners", "object_determiners", "that_words", "auxiliaries")
        return frozenset(chain.from_iterable(self.words[name] for name in names))

    def is_verb_behind(self, word: str, first: str) -> bool:
        """Return whether a word is a verb of saying in a clause that begins with `first`."""
        if self.is_verb(word):
            return True
        return self.is_reflexive(first) and self.has("reflexive_verbs", word)

    def is_reflexive(self, word: str) -> bool:
        """Return whether a word is a reflexive pronoun of French, as in front of a verb."""
        return self.code == "fr" and word.lower().rstrip("’'") in _REFLEXIVE

    def is_role(self, word: str) -> bool:
        """Return whether a word is a noun for persons."""
        if self._ends("role_endings", word):
            return True
        if self.code in _PLURAL_S and self._ends("role_endings", word.removesuffix("s")):
            return True  # "um dos pescadores": with a vowel before it only, else as they stand
        is_female = self.code == "de" and word.lower().endswith("in")  # Kapitänin
        return is_female and self._ends("role_endings", word[:-2])

    def is_person_title(self, word: str) -> bool:
        """Return whether a word in lower case stands in front of names ("señora", "capitán")."""
        return self.has("titles", word.capitalize()) or self.is_role(word)

    def role_gender(self, determiners: Sequence[str], noun: str) -> str:
        """Return "m" or "f" for a noun for persons, by the article in front of it, else ""."""
        if noun.lower().endswith(tuple(self.words["female_role_endings"])):
            return "f"
        if noun.lower().endswith(tuple(self.words["male_role_endings"])):
            return "m"
        if self.code == "ru":
            return "" if noun.lower()[-1:] in "ая" else "m"
        for word in reversed(determiners):
            low = word.lower()
            if low in self.words["male_determiners"]:
                return "m"
            if low in self.words["female_determiners"]:
                return "f"
        if self.code == "it" and noun[-1:] in ("o", "a"):
            return "m" if noun.endswith("o") else "f"
        if self.code == "fr" and noun.endswith(("é", "eur", "ier", "ien", "ent", "ant")):
            return "m"
        is_feminine = noun.endswith(("trice", "euse", "ière", "ienne", "ante", "ente", "ée", "ate"))
        return "f" if self.code == "fr" and is_feminine else ""

    def is_organisation(self, word: str) -> bool:
        """Return whether a word is a noun for organisations."""
        return self._ends("organisation_endings", word)

    def _ends(self, name: str, word: str) -> bool:
        low = word.lower().rpartition("-")[2] if self.capital_nouns else word.lower()
        entries = self.words[name]
        if low in entries:
            return True
        return self.capital_nouns and len(low) > 7 and low.endswith(self._endings(name))

    def _endings(self, name: str) -> tuple[str, ...]:
        # Short nouns are the end of too many others ("Mann" of "Hofmann").
        return tuple(word for word in self.words[name] if len(word) > 4)


@cache
def load_rules(code: str) -> LanguageRules:
    """Load the rules of a language of `EUROPEAN`.

    Args:
        code: The code of the language in ISO 639-1.

    Raises:
        ReaderError: The installation lacks the file.
    """
    words = parse_word_lists(read_data_file(f"language_{code}.txt"))
    for name in (
        "quoting_verbs",
        "noun_endings",
        "occupation_endings",
        "reflexive_verbs",
        "reflexive_auxiliaries",
        "female_role_endings",
        "male_role_endings",
        "role_last_names",
    ):
        words.setdefault(name, frozenset())
    if code == "fr":  # a participle agrees: exclamé, exclamée, exclamés, exclamées
        for name in ("verbs", "reflexive_verbs"):
            participles = [verb for verb in words[name] if verb.endswith("é")]
            words[name] |= {verb + end for verb in participles for end in ("e", "s", "es")}
    if code in ("es", "pt"):  # "fue calificada", "foram criticados"
        participles = [verb for verb in words["verbs"] if verb.endswith(("ado", "ido"))]
        words["verbs"] |= {verb[:-1] + end for verb in participles for end in ("a", "os", "as")}
    if code == "it":  # "si è detta addolorata"
        participles = [
            verb for verb in words["verbs"] if verb.endswith(("ato", "uto", "ito", "tto"))
        ]
        words["verbs"] |= {verb[:-1] + end for verb in participles for end in "aie"}
    return LanguageRules(
        code,
        words,
        capital_nouns=code == "de",
        insertions=code in ("fr", "es", "pt", "it", "ru"),
        most=1.0 if code == "de" else SURE - 0.02,
    )


WORD = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]+)*\.?")
"""A word, with the hyphens, apostrophes and points inside it, and a point of an abbreviation."""
