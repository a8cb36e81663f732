"""Words that change what a sentence says: negations, numbers, names; and those that change nothing.

Lists for the languages that readers of this program quote most. A word is looked up in all of them,
since nobody says in which language a draft is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NEGATIONS = frozenset(
    "no not never none nobody nothing neither nor nowhere cannot without hardly barely scarcely "
    "seldom rarely dont doesnt didnt wont cant isnt wasnt arent werent wouldnt couldnt shouldnt "
    "havent hasnt hadnt "
    "kein keine keinen keiner keinem keines nicht nie niemals niemand niemanden niemandem nichts "
    "ohne weder nirgends kaum "
    "ne pas jamais aucun aucune personne rien sans ni nulle "
    "nunca jamás ningún ninguno ninguna nadie nada tampoco sin "
    "não nao nenhum nenhuma ninguém sem jamais nem "
    "non mai nessun nessuno nessuna niente nulla senza neppure "
    "niet geen nooit niemand niets zonder noch "
    "inte icke aldrig ingen inget inga ingenting utan ikke aldri intet ingenting uden uten "
    "не нет ни никогда никто ничего никого нельзя без не́ "
    "nie nigdy nikt nic bez żaden żadna není nikdy nikdo nic "
    "nem soha nincs nincsen değil yok hiç asla hayır δεν δε μην όχι ποτέ κανείς τίποτα "
    "لا لم لن ليس ليست غير بدون أبدا לא אין אל בלי מעולם "
    "tidak bukan jangan tanpa không chưa नहीं मत 안 못 "
    "不 没 沒 無 无 非 未 勿 莫".split()
)
_endings_of_negation = re.compile(r"(?:n't|않다|않는다|않았다|없다|없는|없었다)$").search
_negates_in_japanese = re.compile(r"ない|なかった|せん").search
_prefixes_of_negation = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "anti", "de")

_UNITS = {
    word: number
    for number, words in enumerate(
        "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
        "fifteen|sixteen|seventeen|eighteen|nineteen".split("|")
    )
    for word in words.split()
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_POWERS = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_OTHER_NUMBERS = frozenset(
    "half third thirds quarter quarters dozen dozens first second fourth fifth sixth seventh "
    "eighth ninth tenth hundreds thousands millions billions once twice thrice double triple "
    "single pair couple score percent percentage dollar euro pound yen degree "
    "null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend "
    "million millionen milliarde milliarden halb hälfte erste zweite dritte "
    "deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt "
    "trente quarante cinquante soixante cent mille millions milliard milliards "
    "dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta "
    "cien ciento mil millón millones "
    "due tre quattro cinque sei sette otto nove dieci venti cento mila milione milioni "
    "dois três quatro sete oito nove dez vinte trinta cem milhão milhões "
    "twee drie vijf zes zeven acht negen tien twintig honderd duizend miljoen "
    "två fyra fem sex sju åtta nio tio tjugo hundra tusen "
    "два три четыре пять шесть семь восемь девять десять сто тысяча миллион".split()
)
_NUMBER_SIGNS = frozenset("%‰$€£¥₹°") | frozenset("一二三四五六七八九十百千万億亿两兆")
_compound_number = re.compile(
    r"(?:zig|ßig|ssig|hundert|tausend|honderd|duizend)$|^(?:ein|zwei|drei|vier)und"
).search
_digits = re.compile(r"[-−]?\d[\d.,]*").fullmatch

HESITATIONS = frozenset("uh uhh uhm umm erm hmm mhm äh ähm öh öhm euh heu".split())
"""Sounds, which editors leave out: no word is missing without them."""
ENGLISH_HESITATIONS = HESITATIONS | frozenset("um er ah eh hm mm".split())
"""The same in English texts; in other languages some of them are words."""

_FORMS = {
    "%": "percent", "$": "dollar", "dollars": "dollar", "€": "euro", "euros": "euro",
    "£": "pound", "pounds": "pound", "¥": "yen", "°": "degree", "degrees": "degree",
    "dr": "doctor", "okay": "ok", "vs": "versus",
}  # fmt: skip
_MONEY = frozenset("$€£¥")


def is_negation(word: str) -> bool:
    """Return whether a folded word negates."""
    return word in _NEGATIONS or _endings_of_negation(word) is not None


def has_negation(words: Sequence[str]) -> bool:
    """Return whether folded words negate; in Japanese several characters together do."""
    return any(map(is_negation, words)) or _negates_in_japanese("".join(words)) is not None


def is_opposite(one: str, other: str) -> bool:
    """Return whether one folded word is the other with a prefix that negates, as "unable"."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 2 and any(prefix + shorter == longer for prefix in _prefixes_of_negation)


def is_number(word: str) -> bool:
    """Return whether a folded word is a number, in digits or in letters, or a sign of a measure."""
    return (
        word in _UNITS
        or word in _TENS
        or word in _POWERS
        or word in _OTHER_NUMBERS
        or word in _NUMBER_SIGNS
        or any(map(str.isdigit, word))
        or _compound_number(word) is not None
    )


def plain_forms(words: Iterable[str]) -> list[str]:
    """Return words in the form in which different spellings of a number or measure are the same.

    >>> plain_forms(["twenty", "five", "per", "cent"]) == plain_forms(["25", "%"])
    True
    >>> plain_forms(["1,000"]) == plain_forms(["1000"]), plain_forms(["1.5"])
    (True, ['1.5'])
    >>> plain_forms(["$", "5", "million"]) == plain_forms(["five", "million", "dollars"])
    True
    """
    plain: list[str] = []
    number: list[str] = []
    unit = ""
    for word in [*words, ""]:
        joins = word == "and" and number and number[-1] in ("hundred", "thousand")
        if word in _UNITS or word in _TENS or word in _POWERS or _digits(word) or joins:
            number.append(word)
            continue
        plain += _plain_number(number)
        if unit and number:
            plain.append(unit)
            unit = ""
        number = []
        if word in _MONEY:
            unit = _FORMS[word]
            continue
        if word == "cent" and plain and plain[-1] == "per":
            plain[-1] = "percent"
        elif word:
            plain.append(_FORMS.get(word, word))
    return [*plain, unit] if unit else plain


def _plain_number(words: Sequence[str]) -> list[str]:
    """Return the value of words of one number, or the words if they are none."""
    if not words:
        return []
    and_behind = words[-1] == "and"
    total: float = 0
    current: float = 0
    last = ""
    for word in words[:-1] if and_behind else words:
        if word == "and":
            continue
        if word in _POWERS:
            if not last:
                return list(words)
            factor = _POWERS[word]
            if factor == 100:
                current *= factor
            else:
                total, current = total + current * factor, 0
        elif last and not (
            (last in _TENS and 0 < _UNITS.get(word, 0) < 10)
            or (last in _POWERS and (word in _UNITS or word in _TENS))
        ):
            return list(words)  # two numbers, as in "one two"
        else:
            value = _UNITS.get(word, _TENS.get(word))
            if value is None:
                known = _digits_value(word)
                if known is None:
                    return list(words)
                current += known
            else:
                current += value
        last = word
    result = total + current
    text = str(int(result)) if result == int(result) else repr(result)
    return [text, "and"] if and_behind else [text]


_thousands = re.compile(r"-?\d{1,3}(?:,\d{3})+").fullmatch


def _digits_value(word: str) -> float | None:
    """Return the value of a number in digits; None if it can be read in two ways."""
    if _thousands(word):
        word = word.replace(",", "")
    if word.count(".") > 1 or "," in word or len(word) > 15 or (word[:1] == "0" and len(word) > 1):
        return None
    try:
        return float(word)
    except ValueError:
        return None


_capital = re.compile(r"[^\W\d_]")
_BEFORE = 12
"""Code points before a word in which a sentence that ends is looked for."""
_sentence_end = re.compile(r"(?:\A|[.!?…:\n])[\s\"“”‘’'«»„(\[—–-]*\Z")


class NameFinder:
    """Tells the names in a text and in quotations of it by their capitals."""

    def __init__(self, text: str) -> None:
        """Take the text of the source."""
        self._text = text
        self._capitals_tell = _capitals_tell(text)

    def names(self, words: str, text: str, start: int) -> set[str]:
        """Return the names in a few words, folded.

        A capital at the beginning of a sentence tells only if the source never has the word
        without one, and has it elsewhere in a sentence; a capital tells nothing in texts such as
        German ones, where every noun has one.

        Args:
            words: the words as they are written.
            text: the text that they are in.
            start: their offset in it.
        """
        found: set[str] = set()
        if not self._capitals_tell:
            return found
        for match in _any_word.finditer(words):
            word = match[0]
            first = _capital.match(word)
            if first is None or not word[0].isupper() or word in ("I", "I'm", "I’m"):
                continue
            place = start + match.start()
            if _sentence_end.search(text[max(0, place - _BEFORE) : place]) and not self._is_name(
                word
            ):
                continue
            found.add(word.casefold())
        return found

    def _is_name(self, word: str) -> bool:
        """Return whether the source has a word with a capital inside of sentences only."""
        escaped = re.escape(word)
        inside = re.search(rf"[a-z,;][ \n]{escaped}\b", self._text)
        return inside is not None and not re.search(rf"\b{re.escape(word.lower())}\b", self._text)


_any_word = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MOST_CAPITALS = 0.2
"""Share of the words inside of sentences with a capital, above which capitals do not tell names:
about one in twelve of English, one in three of German."""


_EXAMINED = 20_000
"""Code points of a text from which its use of capitals is learned."""


def _capitals_tell(text: str) -> bool:
    """Return whether a capital inside of a sentence means a name in a text."""
    inside = re.findall(r"(?<=[a-zà-ÿ,] )[^\W\d_]\w+", text[:_EXAMINED])
    return not inside or sum(word[0].isupper() for word in inside) / len(inside) < _MOST_CAPITALS
