"""The language of a document: the one that a person has set, else the one that its words are in."""

from __future__ import annotations

from dataclasses import dataclass

from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.core.errors import ReaderError
from readerapp.core.languages import (
    AUTOMATIC,
    LANGUAGE_NAMES,
    base_language,
    language_name,
    parse_language,
    words_for_language,
)
from readerapp.core.reference import Reference
from readerapp.speakers.plugins import SAMPLE, choose_language, has_rules, load_all_speaker_rules


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language to choose: what `parse_language` reads, why it is offered, and other words."""

    name: str
    why: str = ""
    also: tuple[str, ...] = ()


def language_set(session: AnnotationSnapshot) -> str:
    """Return the code of the language that was set for a document, without its region; "" if none.

    Args:
        session: The session.
    """
    return base_language(Reference.stored(session.store.record).language)


def recognised_language(session: AnnotationSnapshot) -> str:
    """Return the code of the language that a document's words are in; "" if it is not plain.

    Args:
        session: The session.
    """
    return choose_language(session.document.text.slice(0, SAMPLE), load_all_speaker_rules())


def find_language(session: AnnotationSnapshot) -> str:
    """Return the code of a document's language: the one set, else by its words; "" if not plain.

    Args:
        session: The session.
    """
    return language_set(session) or recognised_language(session)


def list_languages(session: AnnotationSnapshot) -> list[LanguageChoice]:
    """Return what the language of a document can be set to: automatic, then the one set now.

    Args:
        session: The session.
    """
    now = language_set(session)
    recognised = language_name(recognised_language(session)) or "not recognised, as English"
    added = [one.language for one in load_all_speaker_rules()]
    codes = dict.fromkeys([*([now] if now else []), *LANGUAGE_NAMES, *added])
    choices = [
        LanguageChoice(language_name(code), "set" if code == now else "", words_for_language(code))
        for code in codes
    ]
    return [LanguageChoice(AUTOMATIC.title(), f"by its words: {recognised}"), *choices]


def usable_language(word: str) -> str:
    """Return the code of a language in which speakers can be found; "" to recognise it.

    Args:
        word: The code or the name of the language as a person writes it.

    Raises:
        ReaderError: There are no rules for such a language.
    """
    code = base_language(parse_language(word))
    if code and not has_rules(code, load_all_speaker_rules()):
        names = ", ".join(LANGUAGE_NAMES.values())
        raise ReaderError(f"There are no rules for the language {word}; choose one of {names}.")
    return code
