"""The forms of a person's name: in full, surname, first name, initials, each with its endings.

A name is a sequence of words, and each word is folded: lower case, without accents. A form is a
sequence of folded words. Endings of cases belong to the words, not to the forms, so a form is found
in each case of its language as far as the shape of the name tells which language that is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from readerapp.pseudonyms.name_endings import Style, style_of, with_endings
from readerapp.pseudonyms.name_words import (
    ABBREVIATIONS,
    CJK_SURNAMES_OF_TWO,
    FUNCTION_WORDS,
    OFFICES,
    PARTICLES,
    ROLES,
    SUFFIXES,
    TITLES,
)

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
)
"""Character ranges of the scripts whose names are found as parts of longer runs of letters."""

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u061c\u0640"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_LETTER = rf"[^\W\d_{UNSPACED}]|[\u0900-\u0dff]"
word_pattern = re.compile(
    rf"(?:{_LETTER})(?:{_LETTER}|[{_MARKS}{_INVISIBLE}]|[-\u2010]\n[ \t]*(?=[a-zß-ÿа-я]))*"
)
"""A word of a text: letters with marks, invisible characters, and a hyphen at the end of a line."""

_dropped = re.compile(rf"[{_MARKS}{_INVISIBLE}]|[-\u2010]\n[ \t]*")
_unspaced = re.compile(rf"[{UNSPACED}\s·・‧]+")
_address = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w|@\w[\w.-]*(?::[\w.-]+)?|https?://\S+")
_FOLDED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ё": "е",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ĸ": "k",
        "ħ": "h",
        "ŧ": "t",
    }
)
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_digraph = re.compile("ae|oe|ue|aa")
_COLLAPSED = {"ae": "a", "oe": "o", "ue": "u", "aa": "a"}
umlaut_pattern = re.compile("[äöüåøÄÖÜÅØ]|[aouAOU][\u0308\u030a]")

_LEAST_PART = 2
"""Letters of a name that may stand alone."""
_LEAST_DIGITS = 6
"""Digits of a label that may be the number of a telephone, as in chats."""
_MOST_WORDS = 10
"""Words of a name that is taken apart; a longer one is replaced as a whole only."""
_LEAST_COMPACT = 5
"""Letters of a name written in one word, as in an address: `jmatze`."""


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """Return a word in lower case, without accents and invisible characters.

    >>> fold_word("Mü\\u00adller"), fold_word("ΣΟΦΙΑΣ") == fold_word("σοφίας")
    ('muller', True)
    >>> fold_word("Nguyễn"), fold_word("Ｒｅｎｎ")
    ('nguyen', 'renn')
    """
    word = _dropped.sub("", word).casefold()
    if word.isascii():
        return word
    parts = []
    for sign in word:
        plain = unicodedata.normalize("NFKD", sign)
        if "\u0400" <= sign <= "\u052f" or plain[0] >= "\u0900":
            parts.append(sign)  # й is a letter of its own, and so are syllables of Hangul
        else:  # also ễ, and letters that are wide or bold as Ｔ and 𝐓
            parts.append(plain.casefold())
    return _dropped.sub("", "".join(parts)).translate(_FOLDED)


Kind = Literal["full", "single", "part", "initials", "abridged", "compact"]
"""What a form is.

`full` has several words; `single` is a surname or first name alone; `part` is a part of a double
surname alone; `initials` are initials only; `abridged` ends in an initial, as "John M.";
`compact` is a name in one word, as in an address.
"""


class Form(NamedTuple):
    """A form of a name: folded words, and whether a comma follows the first part."""

    words: tuple[str, ...]
    kind: Kind
    comma: int = 0
    """The number of words before the comma; 0 if there is none."""


class Inflection(NamedTuple):
    """What a word of a text may be: a word of a name, perhaps with an ending.

    Attributes:
        base: The folded word of the name.
        cost: 0 for the word itself, more for other spellings and endings.
        needs_umlaut: Whether the word in the text must have an umlaut ("Müller" for Mueller).
    """

    base: str
    cost: int = 0
    needs_umlaut: bool = False


@dataclass(slots=True)
class NameForms:
    """All forms of one name.

    Attributes:
        forms: The sequences of words.
        inflections: The words of the text that stand for a word of the name.
        substrings: Forms to be found as parts of a text: in scripts without spaces, numbers of
            telephones, addresses.
    """

    forms: set[Form] = field(default_factory=set)
    inflections: dict[str, set[Inflection]] = field(default_factory=dict)
    substrings: set[str] = field(default_factory=set)

    def update(self, other: NameForms) -> None:
        """Add the forms of another name of the same person."""
        self.forms |= other.forms
        self.substrings |= other.substrings
        for word, meanings in other.inflections.items():
            self.inflections.setdefault(word, set()).update(meanings)


def is_person_name(name: str) -> bool:
    """Return whether a label may name a person: not "Interviewer", "Speaker 2" or "Q".

    >>> is_person_name("Judge Brown"), is_person_name("Speaker 2"), is_person_name("A")
    (True, False, False)
    """
    if _unspaced.fullmatch(name):
        return len(name.strip()) > 1
    if sum(sign.isdigit() for sign in name) >= _LEAST_DIGITS:
        return True  # the number of a telephone
    words = [fold_word(word) for word in word_pattern.findall(name)]
    return any(word not in ROLES and word not in OFFICES and len(word) > 1 for word in words)


def forms_of_name(name: str) -> NameForms:
    """Return all forms of a name of a person."""
    found = NameForms()
    for address in _address.findall(name):
        found.substrings.add(address)
        found.update(_forms_of_account(re.split("[@:]", address.removeprefix("@"))[0]))
    name = _address.sub(" ", name)
    name = re.sub(r"[(\[][^)\]]*[)\]]", " ", name).strip(" <>")
    if not is_person_name(name):
        return found
    if not word_pattern.search(name):
        found.substrings.add(name)
        if name.startswith("+"):  # within the country, whose code has one to three digits
            digits = re.sub(r"\D", "", name)
            found.substrings |= {f"0{digits[length:]}" for length in (1, 2, 3)}
    if _unspaced.fullmatch(name):
        found.substrings = _unspaced_forms(name)
        return found
    nicknames = re.findall("[\"“„«]([^\"”“»]+)[\"”“»]|(?<=\\s)['‘]([^'’]+)['’](?=\\s)", name)
    name = re.sub("[\"“„«][^\"”“»]+[\"”“»]|(?<=\\s)['‘][^'’]+['’](?=\\s)", " ", name)
    given, particles, surname = _split(name)
    words = [*given, *particles, *surname]
    if not words:
        return found
    if _is_organisation(name) or len(words) > _MOST_WORDS:
        _add_literal(found, name)
        return found
    for nick in (part for pair in nicknames for part in pair if part):
        given_nick = tuple(word_pattern.findall(nick))
        _add(found, given_nick, "single")
        _add(found, (*given_nick, *_flat(surname)), "full")
    _add_words(found, given, particles, surname)
    every = _flat(words)
    style = style_of(every, [fold_word(word) for word in every])
    for part in words:
        for word in part:
            _add_inflections(found, word, style)
    for nick in (part for pair in nicknames for part in pair if part):
        for word in word_pattern.findall(nick):
            _add_inflections(found, word, style)
    return found


def _forms_of_account(account: str) -> NameForms:
    """Return the forms of the name in an account such as "k.moor"; none in "news", "jm7"."""
    from readerapp.speakers.lexicon import FEMALE_NAMES, MALE_NAMES

    words = [word for word in re.split(r"[\W\d_]+", account.casefold()) if word]
    first = words[0] if words else ""
    is_name = first in MALE_NAMES or first in FEMALE_NAMES or (len(first) == 1 and len(words) > 1)
    return forms_of_name(" ".join(words)) if is_name else NameForms()


def literal_forms(form: str) -> NameForms:
    """Return a form that was written by hand, as it stands."""
    found = NameForms()
    if _unspaced.fullmatch(form) or "@" in form or not word_pattern.search(form):
        found.substrings.add(form.strip())
    else:
        _add_literal(found, form)
    return found


def _add_literal(found: NameForms, form: str) -> None:
    words = tuple(word_pattern.findall(form))
    if words:
        kind: Kind = "full" if len(words) > 1 else "single"
        found.forms.add(Form(tuple(map(fold_word, words)), kind))
    for word in words:
        _add_inflections(found, word, "")


Part = tuple[str, ...]
"""A word of a name, divided at hyphens, apostrophes and full stops."""


def _split(name: str) -> tuple[list[Part], list[Part], list[Part]]:
    """Split a name into first names, particles of the surname, and surname."""
    family, comma, rest = name.partition(",")
    later = [fold_word(word) for word in word_pattern.findall(rest)]
    is_swapped = bool(comma and later and not all(word in SUFFIXES for word in later))
    words = _words(f"{rest} {family}" if is_swapped else family)
    while len(words) > 1 and all(_is_before_name(word) for word in words[0]):
        words.pop(0)
    while len(words) > 1 and all(fold_word(word) in SUFFIXES for word in words[-1]):
        words.pop()
    if is_swapped:
        length = len(_words(family))
        given, surname = words[:-length] if length < len(words) else [], words[-length:]
    else:
        given, surname = words[:-1], words[-1:]
    while len(given) > 0 and fold_word(given[-1][0]) in PARTICLES and len(given[-1]) == 1:
        surname.insert(0, given.pop())
    count = 0
    while count < len(surname) - 1 and fold_word(surname[count][0]) in PARTICLES:
        count += 1
    return given, surname[:count], surname[count:]


def _words(name: str) -> list[Part]:
    parts = (tuple(word_pattern.findall(word)) for word in name.split())
    return [part for part in parts if part]


def _is_before_name(word: str) -> bool:
    folded = fold_word(word)
    return len(folded) > 1 and (folded in TITLES or folded in OFFICES)


def _is_organisation(name: str) -> bool:
    """Return whether a name is rather that of a firm or an authority: it is replaced as a whole."""
    from readerapp.speakers.lexicon import ORGANISATIONS, SOURCE_NOUNS

    words = [fold_word(word) for word in word_pattern.findall(name)]
    linked = {"of", "and", "for", "the", "und", "fur", "et", "pour"}
    kinds = ORGANISATIONS | SOURCE_NOUNS | {"ministry", "gmbh", "ltd", "inc", "department", "llc"}
    return len(words) > 1 and (bool(linked.intersection(words)) or words[-1] in kinds)


def _flat(parts: Iterable[Part]) -> Part:
    return tuple(word for part in parts for word in part)


def _add(found: NameForms, words: Sequence[str], kind: Kind, comma: int = 0) -> None:
    folded = tuple(map(fold_word, words))
    if len(folded) == 1 and kind != "compact" and not _may_stand_alone(folded[0]):
        return
    found.forms.add(Form(folded, kind, comma))


def _add_compact(found: NameForms, word: str) -> None:
    found.forms.add(Form((word,), "compact"))
    found.inflections.setdefault(word, set()).add(Inflection(word))


def _may_stand_alone(word: str) -> bool:
    return len(word) >= _LEAST_PART and word not in FUNCTION_WORDS and word not in TITLES


def _add_words(
    found: NameForms, given: list[Part], particles: list[Part], surname: list[Part]
) -> None:
    """Add the forms of a name with its words in all usual orders and abridgements."""
    core, family = _flat(surname), _flat([*particles, *surname])
    everything = [*given, *particles, *surname]
    for start in range(len(everything)):
        for end in range(start + 2, len(everything) + 1):
            _add(found, _flat(everything[start:end]), "full")
    _add(found, core, "single" if len(core) == 1 else "full")
    _add(found, family, "single" if len(family) == 1 else "full")
    for part in given:
        _add(found, part, "single" if len(part) == 1 else "full")
    for part in surname:
        if len(part) > 1 and len(part[0]) > 1:  # not O'Brien, d'Angelo
            for word in part:
                _add(found, (word,), "part")
        elif len(surname) > 1 and len(part) == 1:
            _add(found, part, "part")
    joined = "".join(map(fold_word, core))
    if len(core) > 1 and len(joined) >= _LEAST_COMPACT:
        _add_compact(found, joined)
    if not given:
        return
    first = given[0]
    initials = [word[0] for word in _flat(given)]
    last = core[0][0]
    for surname_words in {core, family}:
        _add(found, (*first, *surname_words), "full")
        for shorter in short_forms(first):
            _add(found, (shorter, *surname_words), "full")
        for length in range(1, len(initials) + 1):
            _add(found, (*initials[:length], *surname_words), "full")
            _add(found, (*surname_words, *initials[:length]), "abridged", len(surname_words))
            _add(found, (*surname_words, *initials[:length]), "abridged")
        for cut in range(1, len(given)):
            _add(found, (initials[0], *_flat(given[cut:]), *surname_words), "full")
        if len(given) > 1:
            _add(found, (*first, *initials[len(first) :], *surname_words), "full")
        for names in (_flat(given), first):
            _add(found, (*surname_words, *names), "full", len(surname_words))
            _add(found, (*surname_words, *names), "full")
    _add(found, (*first, last), "abridged")
    for letters in {(*initials, last), (initials[0], last), (*initials, *(w[0] for w in core))}:
        _add(found, letters, "initials")
        joined = "".join(map(fold_word, letters))
        if joined not in ABBREVIATIONS:
            _add(found, (joined,), "initials")
            found.inflections.setdefault(joined, set()).add(Inflection(joined))
    for letter in (*initials, last, *(word[0] for word in core)):
        folded = fold_word(letter)
        found.inflections.setdefault(folded, set()).add(Inflection(folded))
    front, back, whole = "".join(first), "".join(core), "".join(family)
    joins = (
        *(front + back, back + front, front[0] + back, back + front[0]),
        *(front + whole, front[0] + whole, "".join(_flat(everything))),
    )
    for joined in joins:
        for spelling in {fold_word(joined), fold_word(joined.casefold().translate(_DIGRAPHS))}:
            if len(spelling) >= _LEAST_COMPACT:
                _add_compact(found, spelling)
    for shorter in short_forms(first):
        found.inflections.setdefault(shorter, set()).add(Inflection(shorter))


def short_forms(first: Part) -> Iterator[str]:
    """Yield English short forms of a first name, which count beside the surname only."""
    from readerapp.speakers.lexicon import SHORT_FORMS

    if len(first) == 1:
        yield from SHORT_FORMS.get(fold_word(first[0]), ())


def usual_forms(name: str) -> list[str]:
    """Return the forms in which a text in English or German usually has a name, as written.

    >>> usual_forms("John Matze")[:4]
    ['John Matze', 'Matze', 'John', 'Mr. Matze']
    """
    given, particles, _ = _split(name)
    if not given:
        return [name]
    last = name.split()[-1] if "," not in name else name.partition(",")[0]
    family = " ".join(["-".join(part) for part in particles] + [last])
    first = "-".join(given[0])
    titles = ("Mr.", "Mrs.", "Ms.", "Miss", "Mr", "Mrs", "Ms", "Dr.", "Dr", "Herr", "Frau", "Prof.")
    forms = [name, family, first, *(f"{title} {family}" for title in titles)]
    forms += [f"{first} {family}", last, f"{first[0]}. {family}", f"{first[0]}.{last[0]}."]
    return list(dict.fromkeys(forms))


def _add_inflections(found: NameForms, word: str, style: Style) -> None:
    """Add the word itself, its other spellings, and its forms with endings."""
    base = fold_word(word)
    spellings = {base: 0, fold_word(word.casefold().translate(_DIGRAPHS)): 1}
    found.inflections.setdefault(base, set()).add(Inflection(base))
    if _digraph.search(base) and not umlaut_pattern.search(word):
        collapsed = _digraph.sub(lambda pair: _COLLAPSED[pair.group()], base)
        found.inflections.setdefault(collapsed, set()).add(Inflection(base, 1, needs_umlaut=True))
    for spelling, cost in spellings.items():
        meanings = found.inflections.setdefault(spelling, set())
        if Inflection(base) not in meanings:
            meanings.add(Inflection(base, cost))
        for ending in with_endings(spelling, style):
            if ending != spelling:
                found.inflections.setdefault(ending, set()).add(Inflection(base, ENDING + cost))


ENDING = 2
"""The cost of an ending; at least this much means that the word has one."""


# Scripts without spaces


def _unspaced_forms(name: str) -> set[str]:
    """Return the forms of a name in Chinese, Japanese, Korean, Thai or a script like these."""
    parts = [part for part in re.split(r"[\s·・‧]+", name) if part]
    whole = "".join(parts)
    forms = {whole, name.strip()}
    if len(parts) > 1:
        forms |= {sign.join(parts) for sign in " ·・‧"}
        forms |= {part for part in parts if len(part) > 1}
        return {form for form in forms if len(form) > 1}
    is_han = bool(re.fullmatch("[\u3400-\u9fff]+", whole))
    if is_han and len(whole) == 4:  # two and two: Japanese, or a Chinese surname of two characters
        forms |= {whole[:2], whole[2:], f"{whole[:2]} {whole[2:]}"}
    elif (is_han or re.fullmatch("[\uac00-\ud7af]+", whole)) and 2 <= len(whole) <= 4:
        cut = 2 if whole[:2] in CJK_SURNAMES_OF_TWO and len(whole) > 2 else 1
        surname, given = whole[:cut], whole[cut:]
        forms.add(f"{surname} {given}")
        forms |= {given} if len(given) > 1 else set()
        forms |= {surname} if cut > 1 else set()
        forms |= {f"{before}{surname}" for before in "小老" if is_han and cut == 1}
        forms.add(f"{surname}@")  # with a form of address only
    return {form for form in forms if len(form) > 1}
