"""Read who is named as the source of reported speech: "laut", "selon", "a juicio de", "по словам".

Also the agent of a passive: "wurde von … als … bezeichnet", "ha sido calificado por … de …".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from readerapp.speakers.languages.person_reference import PersonReference
from readerapp.speakers.languages.persons import PersonReader
from readerapp.speakers.languages.rules import LanguageRules
from readerapp.speakers.languages.tokens import Token

_SOURCE_PHRASES = {
    "acordo": ("de",), "acuerdo": ("de",), "opinião": ("na",), "opinión": ("en",),
    "palavras": ("nas",), "palabras": ("en",), "juicio": ("a",), "parere": ("a",),
    "detta": ("a",), "dire": ("a", "au"), "après": ("d’", "d'"), "avis": ("l’", "l'"),
    "entender": ("a", "no"), "decir": ("a",), "dizer": ("no",), "dires": ("aux",),
    "yeux": ("aux",), "voix": ("la",), "giudizio": ("a",), "mening": ("de",), "ogen": ("de",),
}  # fmt: skip
"""Words that name a source behind one of some words ("de acordo com", "a detta di")."""
_OPINIONS = frozenset(
    "juicio entender parecer opinión avis yeux opinião ver avviso parere giudizio mening oordeel"
    " zeggen ogen meinung ansicht angaben auffassung worten aussage aussagen einschätzung"
    " darstellung überzeugung словам мнению взгляд оценке утверждению слов".split()
)
"""Nouns of which a possessive in front tells the source ("a su juicio", "seiner Meinung nach")."""
_POSSESSIVES = {
    "su": "", "sus": "", "son": "", "ses": "", "sa": "", "sua": "", "seu": "", "suo": "",
    "zijn": "m", "haar": "f", "seiner": "m", "seinen": "m", "ihrer": "f", "ihren": "f",
    "его": "m", "её": "f", "ее": "f", "eigener": "", "eigenen": "",
}  # fmt: skip
_GERMAN_SOURCES = frozenset(
    "Meinung Ansicht Angaben Auffassung Worten Aussage Aussagen Einschätzung Darstellung"
    " Überzeugung".split()
)
_OBJECT_PRONOUNS = {
    "lui": "m", "elle": "f", "ihm": "m", "ihr": "f", "él": "m", "ella": "f", "lei": "f",
    "ele": "m", "ela": "f", "hem": "m", "haar": "f", "него": "m", "неё": "f", "нее": "f",
}  # fmt: skip
_RELATIVES = frozenset(
    "qui laquelle lequel quale cui quien cual quem qual которого которой wie den die das".split()
)
"""Pronouns behind a source marker that mean the person before it ("le maire, pour qui …")."""
_ANTECEDENT = 6
"""Words of the person in front of a relative clause."""
_OF = frozenset("com con di de d’ d' von vom van".split())
_GERMAN_BE = frozenset("ist sind sei seien war waren bleibt wäre klingt hält".split())
_AGENT_WORDS = {
    "de": ("von", "vom"), "fr": ("par",), "es": ("por",), "pt": ("por", "pelo", "pela"),
    "it": ("da", "dal", "dalla", "dall’", "dall'"), "nl": ("door",),
}  # fmt: skip
"""Prepositions in front of who has done something, in a passive."""
_PASSIVE = frozenset(
    "wurde wurden wird worden été est fut sido fue es foi é stato stata stati venne viene werd"
    " wordt".split()
)


def read_source(
    rules: LanguageRules, reader: PersonReader, tokens: Sequence[Token]
) -> PersonReference | None:
    """Return the source that the words in front of speech name, or None.

    Args:
        rules: The rules of the language.
        reader: Reads the persons of the text.
        tokens: The words of the sentence.
    """
    for at, token in enumerate(tokens):
        low = token.word.lower()
        before = tokens[at - 1].word.lower() if at else ""
        if low in _OPINIONS and before in _POSSESSIVES:
            gender = _POSSESSIVES[before]
            return PersonReference(tokens[at - 1].start, token.end, "pronoun", token.word, gender)
        if not _is_marker(rules, tokens, at, before):
            continue
        at += 1
        while at < len(tokens) and tokens[at].word in _OF:
            at += 1
        if rules.code == "ru":  # "по мнению историка Веры Лужиной"
            at = next((n for n in range(at, len(tokens)) if not tokens[n].word.islower()), at)
        if at == len(tokens):
            return None
        word = tokens[at].word.lower()
        if word in _RELATIVES or (at + 1 < len(tokens) and tokens[at + 1].word in _RELATIVES):
            return _read_antecedent(reader, tokens, at - 1)
        if gender := _OBJECT_PRONOUNS.get(word, ""):
            return PersonReference(tokens[at].start, tokens[at].end, "pronoun", word, gender)
        found = reader.read(tokens, at, as_object=True, skip=False)
        is_source = token.word != "Für" or (found and _is_opinion(tokens, found))
        if found and found.kind != "pronoun" and is_source:
            return replace(found, is_oblique=True)
    return None


def _read_antecedent(
    reader: PersonReader, tokens: Sequence[Token], stop: int
) -> PersonReference | None:
    """Return who is named in front of a relative clause ("der Wirt Ugo Ferri, für den …")."""
    for at in range(stop - 1, max(-1, stop - _ANTECEDENT), -1):
        found = reader.read(tokens, at, as_object=True, skip=False)
        if found and found.kind != "noun" and found.end == tokens[stop - 1].end:
            starts = range(max(0, at - _ANTECEDENT), at)
            longer = [reader.read(tokens, n, as_object=True, skip=False) for n in starts]
            return next((one for one in longer if one and one.end == found.end), found)
    return None


def _is_opinion(tokens: Sequence[Token], found: PersonReference) -> bool:
    """Return whether a verb for being follows who is named ("Für Brandis ist das …")."""
    following = [token.word for token in tokens if token.start >= found.end][:2]
    return any(word in _GERMAN_BE for word in following)  # a party may stand in brackets


def _is_marker(rules: LanguageRules, tokens: Sequence[Token], at: int, before: str) -> bool:
    """Return whether a word is one behind which the source of reported speech stands."""
    word = tokens[at].word
    low = word.lower()
    if places := _SOURCE_PHRASES.get(low):
        return before in places and at < len(tokens) - 1
    if rules.code == "de":
        if word in _GERMAN_SOURCES and at:
            return before in ("nach", "laut")
        if word == "Wie" and not at:
            return any(rules.is_verb(other.word) for other in tokens[1:14])
        if word == "Für" and not at:
            return True
    if rules.code in ("fr", "it", "es", "pt") and low in ("pour", "per", "para") and at:
        return at + 1 < len(tokens) and any(
            other.word.lower() in _RELATIVES for other in tokens[at + 1 : at + 3]
        )
    return word in rules.words["source_markers"] or (
        low in rules.words["source_markers"] and at == 0
    )


def read_agent(
    rules: LanguageRules,
    reader: PersonReader,
    tokens: Sequence[Token],
    behind: Sequence[Token],
) -> PersonReference | None:
    """Return by whom something was said, in a passive; None if there is none.

    Args:
        rules: The rules of the language.
        reader: Reads the persons of the text.
        tokens: The words of the sentence in front of the speech.
        behind: Those behind it; a German participle stands there.
    """
    words = [token.word.lower() for token in tokens]
    verbs = [*words, *(token.word for token in behind[:1])]
    if not _PASSIVE & set(words) or not any(map(rules.is_verb, verbs)):
        return None
    for at, word in enumerate(words[:-1]):
        if word in _AGENT_WORDS.get(rules.code, ()):
            found = reader.read(tokens, at + 1, as_object=True, skip=False)
            if found and found.kind in ("name", "role", "organisation"):
                return found
    return None
