"""The rules of the benchmark of quotations: how a true quotation is edited, what is then right.

Each rule takes a passage of a text and returns a case: the words of the draft, the verdicts that
are right, where the words are. Some rules need a text of their own, which is written into the
folder: recognition errors, hyphenation at line ends, labelled turns.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quotation_texts import (
    AWKWARD,
    PARAGRAPH,
    SENTENCE,
    Chooser,
    Copies,
    Place,
    Source,
    find_repeated,
    flat,
    hyphenated,
    is_once,
    misheard,
)
from readerapp import documents


@dataclass(frozen=True)
class Case:
    """A quotation with a known truth.

    Attributes:
        rule: the name of the rule that made it.
        verdicts: the verdicts that are right, the expected one first.
        words: the words of the draft.
        places: where they are; empty if they are nowhere.
        speaker: who says them by the draft.
        speaker_check: what the check of the speaker should say; empty if it does not matter.
        start: the offset in the draft.
        end: the offset after the last.
    """

    rule: str
    verdicts: tuple[str, ...]
    words: str
    places: tuple[Place, ...] = ()
    speaker: str = ""
    speaker_check: str = ""
    start: int = 0
    end: int = 0


def _case(rule: str, verdicts: str, words: str, source: Source, start: int, end: int) -> Case:
    return Case(rule, tuple(verdicts.split()), words, ((source.path, start, end),))


def verbatim_sentence(choose: Chooser) -> Case:
    source, start, end = choose.one()
    return _case("verbatim", "verbatim", flat(source.text[start:end]), source, start, end)


def verbatim_several(choose: Chooser) -> Case:
    source, start, end = choose.several(2, 4)
    words = flat(source.text[start:end])
    return _case("verbatim, several sentences", "verbatim", words, source, start, end)


def verbatim_paragraphs(choose: Chooser) -> Case | None:
    for _ in range(100):
        source, _ = choose.text()
        breaks = [*PARAGRAPH.finditer(source.text)]
        if len(breaks) < 4:
            continue
        at = choose.chance.randrange(1, len(breaks) - 1)
        start = max(0, breaks[at].start() - 150)
        start += re.search(r"\s|\Z", source.text[start:]).end()
        end = min(len(source.text), breaks[at].end() + 150)
        end = start + source.text[start:end].rstrip().rfind(" ")
        piece = source.text[start:end]
        while end > start and not source.text[end - 1].isalnum():
            end -= 1
        piece = source.text[start:end]
        if len(piece) < 150 or AWKWARD.search(PARAGRAPH.sub(" ", piece)) or piece.isupper():
            continue
        words = PARAGRAPH.sub("\n\n", piece)
        words = "\n\n".join(flat(one) for one in words.split("\n\n"))
        return _case("verbatim, over paragraphs", "verbatim", words, source, start, end)
    return None


def verbatim_part(choose: Chooser) -> Case:
    source, start, end = choose.part(7, 14)
    return _case("verbatim, part", "verbatim", flat(source.text[start:end]), source, start, end)


def verbatim_short(choose: Chooser) -> Case:
    source, start, end = choose.part(3, 6)
    return _case(
        "verbatim, 3-6 words", "verbatim", flat(source.text[start:end]), source, start, end
    )


def other_case(choose: Chooser) -> Case:
    source, start, end = choose.one()
    words = flat(source.text[start:end])
    words = choose.chance.choice((words.lower(), words[0].lower() + words[1:], words.upper()))
    return _case("same words: case", "same_words", words, source, start, end)


def other_punctuation(choose: Chooser) -> Case | None:
    for _ in range(100):
        source, start, end = choose.one()
        words = flat(source.text[start:end])
        edits: list[Callable[[str], str]] = [
            lambda w: w.replace("’", "'") if "’" in w else w.replace("'", "’"),
            lambda w: re.sub(r" [–—] |—|–", " - ", w),
            lambda w: w.replace(", ", " ", 1),
            lambda w: w.replace("; ", ", "),
            lambda w: w.replace(" ", "  ", 3),
            lambda w: w.replace(" ", "\u00a0", 2),
            lambda w: re.sub(r"(\w)-(\w)", r"\1 \2", w),
        ]
        edited = choose.chance.choice(edits)(words)
        if edited != words:
            return _case("same words: punctuation", "same_words", edited, source, start, end)
    return None


def bracketed_cut(choose: Chooser) -> Case | None:
    source, start, end = choose.several(1, 3)
    words = flat(source.text[start:end]).split()
    if len(words) < 14:
        return None
    low = choose.chance.randrange(4, len(words) - 8)
    high = min(len(words) - 4, low + choose.chance.randint(1, 20))
    if any(_is_negative(word) for word in words[low:high]):
        return None
    sign = choose.chance.choice(("[…]", "[...]", "…", "..."))
    edited = " ".join([*words[:low], sign, *words[high:]])
    return _case("same words: marked cut", "same_words", edited, source, start, end)


def bracketed_letter(choose: Chooser) -> Case:
    source, start, end = choose.part(7, 14)
    words = flat(source.text[start:end])
    first = words[0].upper() if words[0].islower() else words[0].lower()
    return _case("same words: [W]e", "same_words", f"[{first}]{words[1:]}", source, start, end)


def bracketed_words(choose: Chooser) -> Case | None:
    for _ in range(200):
        source, start, end = choose.one()
        words = flat(source.text[start:end])
        found = [*re.finditer(r"(?<=\w )(?:he|she|it|they|him|them)(?= \w)", words)]
        if found:
            match = choose.chance.choice(found)
            edited = f"{words[: match.start()]}[the mayor]{words[match.end() :]}"
            return _case("same words: [the mayor]", "same_words", edited, source, start, end)
    return None


def _is_negative(word: str) -> bool:
    return bool(
        re.search(
            r"(?i)\b(?:no|not|never|none|nobody|nothing|neither|nor|without|nicht|kein\w*|nie|ne|pas)\b|n['’]t",
            word,
        )
    )


def one_word(choose: Chooser) -> Case | None:
    source, start, end = choose.one()
    return _changed_word("altered: a word", source, start, end, choose)


def one_word_of_few(choose: Chooser) -> Case | None:
    source, start, end = choose.part(7, 10)
    return _changed_word("altered: a word of 7-10", source, start, end, choose)


def _changed_word(rule: str, source: Source, start: int, end: int, choose: Chooser) -> Case | None:
    words = flat(source.text[start:end]).split()
    other, low, high = choose.one()
    pool = list(re.findall(r"[a-z]{3,}", other.text[low:high]))
    places = [at for at, word in enumerate(words) if re.fullmatch(r"[a-z]{3,}", word)]
    if not pool or not places:
        return None
    at, new = choose.chance.choice(places), choose.chance.choice(pool)
    if new == words[at]:
        return None
    words[at] = new
    return _case(rule, "altered", " ".join(words), source, start, end)


def word_added(choose: Chooser) -> Case:
    source, start, end = choose.one()
    words = flat(source.text[start:end]).split()
    new = choose.chance.choice("really very always quickly again simply certainly public".split())
    words.insert(choose.chance.randrange(2, len(words) - 1), new)
    return _case("altered: a word added", "altered", " ".join(words), source, start, end)


_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|could|should|did|does|has|have|had|can|may)\b"
)


def negation_added(choose: Chooser) -> Case | None:
    for _ in range(100):
        source, start, end = choose.one()
        words = flat(source.text[start:end])
        found = [*_AUXILIARY.finditer(words)]
        if not found or _is_negative(words):
            continue
        match = choose.chance.choice(found)
        new = choose.chance.choice(
            (" not", " never", "n't" if match[1] not in ("can", "may", "will") else " not")
        )
        edited = words[: match.end()] + new + words[match.end() :]
        return _case("altered: negation added", "altered", edited, source, start, end)
    return None


def negation_removed(choose: Chooser) -> Case | None:
    for _ in range(500):
        source, start, end = choose.one()
        words = flat(source.text[start:end])
        edited = re.sub(r"\b(?:not|never|no) |n['’]t\b", "", words, count=1)
        if edited != words:
            return _case("altered: negation removed", "altered", edited, source, start, end)
    return None


_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty".split()
)


def number_changed(choose: Chooser) -> Case | None:
    for _ in range(500):
        source, start, end = choose.one()
        words = flat(source.text[start:end])
        found = [*re.finditer(r"(?<![\w.,])\d[\d,.]*\d|(?<![\w.,])\d\b", words)]
        found += [*re.finditer(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b", words)]
        if not found:
            continue
        match = choose.chance.choice(found)
        if match[0][0].isdigit():
            at = choose.chance.choice([at for at, sign in enumerate(match[0]) if sign.isdigit()])
            digit = str((int(match[0][at]) + choose.chance.randint(1, 8)) % 10)
            new = match[0][:at] + digit + match[0][at + 1 :]
        else:
            new = choose.chance.choice([one for one in _NUMBER_WORDS if one != match[0]])
        if new.lstrip("0") == match[0].lstrip("0"):
            continue
        edited = words[: match.start()] + new + words[match.end() :]
        return _case("altered: number", "altered", edited, source, start, end)
    return None


_NAMES = "Calloway Renn Lovelace Dunmore Sarr Oduya Brandt Farrow Petrakis Holm Ask Berg".split()


def name_changed(choose: Chooser) -> Case | None:
    for _ in range(500):
        source, start, end = choose.one()
        words = flat(source.text[start:end])
        found = [*re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", words)]
        if found:
            match = choose.chance.choice(found)
            edited = words[: match.start()] + choose.chance.choice(_NAMES) + words[match.end() :]
            return _case("altered: name", "altered", edited, source, start, end)
    return None


def cut_word(choose: Chooser) -> Case | None:
    source, start, end = choose.one()
    words = flat(source.text[start:end]).split()
    places = [
        at
        for at, word in enumerate(words[2:-2], start=2)
        if re.fullmatch(r"[a-z]{4,}", word) and not _is_negative(word) and word not in _NUMBER_WORDS
    ]
    if not places:
        return None
    at = choose.chance.choice(places)
    words[at : at + 1] = []
    return _case("shortened: a word", "shortened", " ".join(words), source, start, end)


def cut_clause(choose: Chooser) -> Case | None:
    source, start, end = choose.several(1, 2)
    words = flat(source.text[start:end]).split()
    if len(words) < 16:
        return None
    count = choose.chance.randint(3, min(15, len(words) - 10))
    low = choose.chance.randrange(4, len(words) - count - 3)
    left_out = words[low : low + count]
    if any(map(_is_negative, (left_out[0], left_out[-1]))) or (
        count == 3
        and any(_is_negative(w) or w in _NUMBER_WORDS or w[0].isdigit() for w in left_out)
    ):
        return None
    edited = " ".join([*words[:low], *words[low + count :]])
    return _case("shortened: some words", "shortened", edited, source, start, end)


def cut_sentences(choose: Chooser) -> Case | None:
    for _ in range(100):
        source, start, end = choose.several(3, 4)
        spans = [match.span() for match in SENTENCE.finditer(source.text[start:end])]
        if len(spans) < 3:
            continue
        text = source.text[start:end]
        first, last = text[: spans[0][1]], text[spans[-1][0] :]
        edited = flat(f"{first} {last}")
        rule = "shortened: one or two sentences"
        return _case(rule, "shortened", edited, source, start, end)
    return None


def splice_of_one(choose: Chooser) -> Case | None:
    for _ in range(100):
        source, spans = choose.text()
        one, other = sorted(choose.chance.sample(spans, 2))
        if len(source.text[one[1] : other[0]].split()) < 250:
            continue
        parts = [one, other]
        choose.chance.shuffle(parts)
        words = " ".join(flat(source.text[low:high]) for low, high in parts)
        places = tuple((source.path, *part) for part in parts)
        return Case("spliced: one source", ("spliced",), words, places)
    return None


def splice_of_halves(choose: Chooser) -> Case | None:
    (one, *first), (other, *second) = choose.one(), choose.one()
    if one.path == other.path:
        return None
    left = [*re.finditer(r"\S+", one.text[first[0] : first[1]])]
    right = [*re.finditer(r"\S+", other.text[second[0] : second[1]])]
    middle, rest = max(5, len(left) // 2), min(len(right) - 5, len(right) // 2)
    low = (first[0], first[0] + left[middle - 1].end())
    high = (second[0] + right[rest].start(), second[1])
    words = f"{flat(one.text[low[0] : low[1]])} {flat(other.text[high[0] : high[1]])}"
    places = ((one.path, *low), (other.path, *high))
    return Case("spliced: two sources", ("spliced",), words, places)


_TRANSLATIONS = (
    "Wir haben zwei Preise vergleichen sollen, und am Ende haben wir zwei Städte verglichen.",
    "Nous avons comparé deux villes, et personne ne nous avait demandé notre avis là-dessus.",
    "El presidente dijo que nunca había pensado en cambiar de nombre antes de las elecciones.",
    "Il consiglio ha deciso di tenere il traghetto per altri tre anni, nonostante il costo.",
    "De burgemeester zei dat niemand haar had verteld waar het geld was gebleven.",
    "Vi jämförde två städer, och jag har aldrig ångrat de nittio minuter som det tog.",
    "Мы сравнили два города, и я никогда не жалела о времени, которое на это ушло.",
    "我们被要求比较两个价格，最后我们比较了两个城市。",
    "私たちは二つの町を比べました。その時間を後悔したことは一度もありません。",
    "لقد طلب منا أن نقارن بين سعرين، وفي النهاية قارنا بين مدينتين.",
)


def translated(choose: Chooser) -> Case:
    words = choose.chance.choice(_TRANSLATIONS)
    return Case("not found: translation", ("not_found",), words)


def _from_texts_at(others: Chooser) -> Case:
    source, start, end = others.one()
    return Case("not found: of other texts", ("not_found",), flat(source.text[start:end]))


def _invented(choose: Chooser, others: Chooser) -> Case:
    """Words that often follow one another, so that the sentence is plausible and nobody's."""
    pool = " ".join(others.text()[0].text for _ in range(3)).split()
    following: dict[str, list[str]] = {}
    for word, after in itertools.pairwise(pool):
        following.setdefault(word, []).append(after)
    word = choose.chance.choice([one for one in following if one[0].isupper()])
    words = [word]
    for _ in range(choose.chance.randint(9, 22)):
        word = choose.chance.choice(following.get(word) or pool)
        words.append(word)
    text = re.sub(r"[^\w\s,’'-]", "", " ".join(words)).rstrip(", ")
    return Case("not found: invented", ("not_found",), text + ".")


def made(folder: Path) -> list[str]:
    """Return the paths of the texts that rules have made in a folder."""
    return sorted(str(path) for path in folder.glob("made-*.txt"))


def _heard_cases(others: Chooser, chance: random.Random, folder: Path, count: int) -> list[Case]:
    """Return cases whose source is a copy with recognition errors."""
    copies = Copies(others, folder)
    cases: list[Case] = []
    verdicts = ("altered", "same_words", "shortened")
    while len(cases) < count:
        for words, place in copies.make("heard", lambda text: misheard(text, chance), 40)[::4]:
            cases.append(Case("recognition errors", verdicts, words, (place,)))
    chance.shuffle(cases)
    return cases[:count]


_LIGATURES = {"ffi": "ﬃ", "fi": "ﬁ", "fl": "ﬂ"}


def _page_cases(others: Chooser, chance: random.Random, folder: Path, count: int) -> list[Case]:
    """Return cases whose source is in lines of pages, with hyphens and ligatures."""
    cases: list[Case] = []
    number = 0
    while len(cases) < count:
        source, spans = others.texts[number % len(others.texts)]
        number += 1
        path = folder / f"made-pages-{number}.txt"
        text = hyphenated(" ".join(flat(source.text[low:high]) for low, high in spans[:80]))
        path.write_text(text, encoding="utf-8")
        shown = documents.open(str(path)).text.whole()
        letters = [(at, one) for at, one in enumerate(shown) if one not in "\n-\f "]
        plain = "".join(one for _, one in letters)
        for low, high in spans[:80:4]:
            words = flat(source.text[low:high])
            sought = re.sub(r"[ -]", "", words)
            for plain_letters, ligature in _LIGATURES.items():
                sought = sought.replace(plain_letters, ligature)
            found = re.search(r"\d*".join(map(re.escape, sought)), plain)
            if found:
                place = (str(path), letters[found.start()][0], letters[found.end() - 1][0] + 1)
                cases.append(
                    Case("hyphenation, pages", ("same_words", "verbatim"), words, (place,))
                )
    chance.shuffle(cases)
    return cases[:count]


_PEOPLE = (
    "Ines Calloway", "Tobias Renn", "Philippa Dunmore", "Joaquim Sarr", "Hanne Lovelace",
    "Odile Brandt", "Lena Farrow", "Anton Renn", "Mara Oduya", "Wilhelmina Ask",
)  # fmt: skip


def _turn_cases(others: Chooser, chance: random.Random, folder: Path, count: int) -> list[Case]:
    """Return cases whose source is a transcript with labels."""
    cases: list[Case] = []
    number = 0
    while len(cases) < count:
        source, spans = others.texts[number % len(others.texts)]
        number += 1
        path = folder / f"made-turns-{number}.txt"
        people = chance.sample(_PEOPLE, 4)
        pieces, at = ["Transcript of the hearing\n\n"], 0
        at = len(pieces[0])
        said = []
        for low, high in spans[:60]:
            name, words = chance.choice(people), flat(source.text[low:high])
            label = chance.choice((name, name, name)).upper() if number % 2 else name
            piece = f"{label}: {words}\n\n"
            said.append((name, words, at + len(label) + 2))
            pieces.append(piece)
            at += len(piece)
        path.write_text("".join(pieces), encoding="utf-8")
        for name, words, start in said[::5]:
            place = (str(path), start, start + len(words))
            is_other = chance.random() < 0.5
            draft = chance.choice([one for one in people if one != name]) if is_other else name
            if not is_other and chance.random() < 0.4:
                draft = f"Mr {name.split()[1]}" if chance.random() < 0.5 else name
            verdict = "other" if is_other else "agrees"
            cases.append(
                Case(f"speaker: {verdict} (turns)", ("verbatim",), words, (place,), draft, verdict)
            )
    chance.shuffle(cases)
    return cases[:count]


def _prose_cases(texts: Sequence[Source], chance: random.Random, count: int) -> list[Case]:
    """Return cases with the labelled speakers of prose."""
    found: list[Case] = []
    for source in texts:
        for quote in source.quotes:
            name = quote.get("speaker") or ""
            words = flat(source.text[quote["start"] : quote["end"]])
            if (
                quote["type"] in ("indirect", "fragment")
                or len(words.split()) < 7
                or len(name.split()) not in (2, 3)
                or not all(one[0].isupper() for one in name.split())
                or AWKWARD.search(words)
                or not is_once(flat(source.text), words)
            ):
                continue
            place = (source.path, quote["start"], quote["end"])
            is_other = chance.random() < 0.5
            draft = chance.choice(_PEOPLE) if is_other else name
            verdict = "other" if is_other else "agrees"
            found.append(
                Case(f"speaker: {verdict} (prose)", ("verbatim",), words, (place,), draft, verdict)
            )
    chance.shuffle(found)
    return found[:count]


RULES: dict[Callable[[Chooser], Case | None], int] = {
    verbatim_sentence: 6, verbatim_several: 4, verbatim_paragraphs: 3, verbatim_part: 4,
    verbatim_short: 5, other_case: 3, other_punctuation: 5, bracketed_cut: 5, bracketed_letter: 3,
    bracketed_words: 3, one_word: 6, one_word_of_few: 4, word_added: 4, negation_added: 5,
    negation_removed: 4, number_changed: 5, name_changed: 5, cut_word: 4, cut_clause: 5,
    cut_sentences: 4, splice_of_one: 5, splice_of_halves: 5, translated: 2,
}  # fmt: skip
"""How many of 140 quotations each rule makes."""


def make_cases(
    texts: Sequence[Source],
    others: Sequence[Source],
    count: int,
    chance: random.Random,
    folder: Path,
) -> list[Case]:
    """Return cases by all rules.

    Args:
        texts: the texts that quotations are taken from.
        others: texts that are no sources; copies of them in other forms are.
        count: how many cases.
        chance: the source of all choices.
        folder: where copies are written.
    """
    repeated = find_repeated([*texts, *others])
    choose = Chooser(texts, chance, repeated)
    apart = [*others]
    chance.shuffle(apart)
    turns, heard, pages, unknown = (Chooser(apart[at::4], chance, repeated) for at in range(4))
    part = count / 140
    cases: list[Case] = []
    for rule, share in RULES.items():
        wanted, tries = round(share * part), 0
        while wanted and tries < 500:
            tries += 1
            case = rule(choose)
            if case and not any(one.words == case.words for one in cases):
                cases.append(case)
                wanted -= 1
    cases += [_from_texts_at(unknown) for _ in range(round(5 * part))]
    cases += [_invented(choose, unknown) for _ in range(round(9 * part))]
    cases += _heard_cases(heard, chance, folder, round(5 * part))
    cases += _page_cases(pages, chance, folder, round(5 * part))
    cases += _turn_cases(turns, chance, folder, round(8 * part))
    cases += _prose_cases(texts, chance, round(8 * part))
    chance.shuffle(cases)
    return cases
