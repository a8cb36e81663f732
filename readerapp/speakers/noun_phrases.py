"""Noun phrases for persons without a name: their key, gender and form on the screen."""

from __future__ import annotations

import re

from readerapp.speakers.lexicon import FEMALE_NOUNS, MALE_NOUNS

COMPLEMENT = re.compile(r" (?:for|of|at|from) ")
"""What begins the part of a phrase that tells for whom a person speaks: "a spokesman for Acme"."""


def phrase_key(phrase: str) -> str:
    """Return a key that is the same for noun phrases with different articles.

    >>> phrase_key("An old man")
    'the old man'
    """
    parts = phrase.lower().split()
    if len(parts) > 1 and parts[0] in ("the", "a", "an", "this", "that", "one", "another"):
        parts = parts[1:]
    return "the " + " ".join(parts)


def without_article(phrase: str) -> str:
    """Return a noun phrase as it names a source of news.

    >>> without_article("An AWS spokesperson"), without_article("the company")
    ('AWS spokesperson', 'the company')
    """
    article, _, rest = phrase.partition(" ")
    indefinite = article.lower() in ("a", "an")
    definite = article.lower() == "the" and " " in rest
    if article == "The" and not definite:
        return f"the {rest}"
    return rest if rest and (indefinite or definite) else phrase


def phrase_gender(phrase: str) -> str:
    """Return the gender of the noun of a phrase: "m", "f" or ""."""
    head = COMPLEMENT.split(phrase.lower())[0].split()[-1]
    return "m" if head in MALE_NOUNS else "f" if head in FEMALE_NOUNS else ""
