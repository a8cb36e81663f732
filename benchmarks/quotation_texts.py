"""The texts of the benchmark of quotations: passages of real ones, and copies in other forms."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Place = tuple[str, int, int]


@dataclass(frozen=True)
class Source:
    """A text, its path, and its labelled quotations if it has them."""

    path: str
    text: str
    quotes: Sequence[dict[str, Any]] = ()


PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
SENTENCE = re.compile(r"(?<![^\s])[A-ZÀ-Þ][^.!?…]*[^\s.!?…A-Z][.!?](?=\s|\Z)")
AWKWARD = re.compile(r"[\"“”„«»‹›\[\]{}<>_*|…•\\^~]|\.\.|--|\d:\d\d|[‘']\B|\B[’']|\n\s*\n")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text that can stand between quotation marks as they are."""
    found = []
    for match in SENTENCE.finditer(text):
        words = match[0].split()
        if 8 <= len(words) <= 45 and not AWKWARD.search(match[0]):
            letters = sum(one.isalpha() or one.isspace() for one in match[0])
            if letters > 0.85 * len(match[0]) and is_once(text, match[0]):
                found.append(match.span())
    return found


def is_once(text: str, words: str) -> bool:
    return text.count(words[:40]) == 1


def find_repeated(texts: Sequence[Source]) -> set[str]:
    """Return the beginnings of sentences that several texts have, as news of one event do."""
    count: Counter[str] = Counter()
    for source in texts:
        count.update({flat(source.text[low:high])[:40] for low, high in sentences(source.text)})
    return {words for words, number in count.items() if number > 1}


def flat(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())


class Chooser:
    """Chooses passages of texts at random."""

    def __init__(
        self, texts: Sequence[Source], chance: random.Random, repeated: Container[str]
    ) -> None:
        self.chance = chance
        self.texts = [
            (one, spans)
            for one in texts
            if len(
                spans := [
                    span
                    for span in sentences(one.text)
                    if flat(one.text[slice(*span)])[:40] not in repeated
                ]
            )
            >= 6
        ]

    def text(self) -> tuple[Source, list[tuple[int, int]]]:
        return self.chance.choice(self.texts)

    def one(self) -> tuple[Source, int, int]:
        source, spans = self.text()
        return (source, *self.chance.choice(spans))

    def several(self, least: int, most: int) -> tuple[Source, int, int]:
        """Return neighbouring sentences."""
        for _ in range(200):
            source, spans = self.text()
            count = self.chance.randint(least, most)
            at = self.chance.randrange(max(1, len(spans) - count))
            start, end = spans[at][0], spans[min(len(spans) - 1, at + count - 1)][1]
            if (
                not AWKWARD.search(source.text[start:end])
                and len(SENTENCE.findall(source.text[start:end])) >= count
            ):
                return source, start, end
        return self.one()

    def part(self, least: int, most: int) -> tuple[Source, int, int]:
        """Return some words of a sentence."""
        source, start, end = self.one()
        words = [*re.finditer(r"\S+", source.text[start:end])]
        count = min(len(words), self.chance.randint(least, most))
        for _ in range(50):
            at = self.chance.randrange(len(words) - count + 1)
            low, high = start + words[at].start(), start + words[at + count - 1].end()
            while high > low and not source.text[high - 1].isalnum():
                high -= 1
            if len(flat(source.text[low:high]).split()) == count and is_once(
                source.text, source.text[low:high]
            ):
                return source, low, high
        return source, start, end


_HOMOPHONES = {
    "their": "there", "there": "their", "to": "two", "two": "to", "for": "four", "know": "no",
    "right": "write", "would": "wood", "by": "buy", "one": "won", "our": "are", "here": "hear",
    "your": "you're", "its": "it's", "than": "then", "whether": "weather", "new": "knew",
    "week": "weak", "see": "sea", "sent": "cent", "made": "maid", "in": "and", "a": "the",
}  # fmt: skip


def misheard(text: str, chance: random.Random) -> str:
    """Return a text as a recogniser writes it, in lower case, one word in ten wrong."""
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())
    found = []
    for word in words:
        roll = chance.random()
        if roll < 0.04 and len(word) > 4:
            at = chance.randrange(1, len(word) - 1)
            word = word[:at] + chance.choice("aeioutrns") + word[at + 1 :]
        elif roll < 0.06:
            continue
        elif roll < 0.14:
            word = _HOMOPHONES.get(word, word)
        found.append(word)
    return " ".join(found)


def hyphenated(text: str, width: int = 58) -> str:
    """Return a text in lines of a page, words divided at their ends, ligatures in them."""
    lines, line = [], ""
    for word in text.split():
        while len(line) + len(word) + 1 > width:
            room = width - len(line) - 2
            if len(word) > 7 and room > 3 and word.isalpha():
                cut = min(room, len(word) - 3)
                lines.append(f"{line} {word[:cut]}-".strip())
                word = word[cut:]
            else:
                lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    lines.append(line)
    pages = [lines[at : at + 38] for at in range(0, len(lines), 38)]
    whole = "".join(
        "\n".join(page) + f"\n\n{number}\n\f" for number, page in enumerate(pages, start=12)
    )
    return whole.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")


class Copies:
    """Copies of texts in another form, and where their sentences are in them."""

    def __init__(self, others: Chooser, folder: Path) -> None:
        self._others = others
        self._folder = folder
        self._count = 0

    def make(self, name: str, change: Callable[[str], str], count: int) -> list[tuple[str, Place]]:
        """Write a copy of some sentences, and return those with their places."""
        source, spans = self._others.texts[self._count % len(self._others.texts)]
        chosen = spans[:count]
        self._count += 1
        path = self._folder / f"made-{name}-{self._count}.txt"
        pieces, found, at = [], [], 0
        for start, end in chosen:
            words = flat(source.text[start:end])
            piece = change(words)
            pieces.append(piece)
            found.append((words, (str(path), at, at + len(piece))))
            at += len(piece) + 1
        path.write_text("\n".join(pieces), encoding="utf-8")
        return found


def invented_prose() -> list[Source]:
    """Return texts of made-up sentences, for runs without texts."""
    chance = random.Random(11)
    return [Source(f"invented-{number}", _prose(chance, 60)) for number in range(40)]


def invented_transcripts(folder: Path) -> list[Source]:
    """Write texts of made-up sentences, and return them."""
    chance = random.Random(12)
    found = []
    for number in range(20):
        path = folder / f"invented-{number}.txt"
        text = _prose(chance, 120)
        path.write_text(text, encoding="utf-8")
        found.append(Source(str(path), text))
    return found


_STARTS = (
    "The N of P|R, who Ved a A N in 19D,|Every A N in P|Nobody from the N|My old friend R|"
    "One of the D Ns|A N with D A Ns|The woman who Ved the N|Half of P|The A N beside our N|"
    "Each of those A Ns|R of P|A quiet N|What the Ns call a N|Their only N"
).split("|")
_MIDDLES = (
    "has never Ved the A N|was Ved by R and D Ns|will not V a N|could hardly V the D A Ns|"
    "did V the N for R|would rather V it than the N|is A, and so is the N|Ved all the Ns|"
    "may have Ved R and the N|had not Ved them|can still V D Ns|was a A N, they say|"
    "Ved the N, then the A N|has D Ns and a N|were Ved with A Ns"
).split("|")
_ENDS = (
    "before the N of P|because nobody had Ved the N|although D Ns were A|after R Ved the Ns|"
    "when it was A enough to V|while we Ved our own Ns|in a N near P|and R knew about the N|"
    "but the A Ns were never Ved|as if D Ns could V it|until the N was Ved again|for a A N|"
    "without the N that R Ved|under every A N|so that the Ns of P might V"
).split("|")
_SYLLABLES = (
    "ba den fol gar hin lus mer nov pel rin sor tan vel wik lom cas dru fen gol pri".split()
)
_KINDS = {"N": 900, "V": 400, "A": 400, "P": 60, "R": 60}


def _prose(chance: random.Random, count: int) -> str:
    """Return sentences of English frames and made-up words, in paragraphs of five."""
    words = {kind: [_word(chance, kind) for _ in range(most)] for kind, most in _KINDS.items()}
    lines = []
    for _ in range(count):
        frame = " ".join(map(chance.choice, (_STARTS, _MIDDLES, _ENDS)))
        line = re.sub(
            r"(?<![a-z])[NVAPRD](?=s?\b|ed\b)",
            lambda found: (
                str(chance.randint(12, 98)) if found[0] == "D" else chance.choice(words[found[0]])
            ),
            frame,
        )
        lines.append(f"{line[0].upper()}{line[1:]}.")
    return "\n\n".join(" ".join(lines[at : at + 5]) for at in range(0, count, 5)) + "\n"


def _word(chance: random.Random, kind: str) -> str:
    """Return a made-up word; names have a capital."""
    word = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 3)))
    return word.capitalize() if kind in "PR" else word
