"""Random edits with a known result: every character carries its origin in the old text.

An edit takes a `Traced` and a random generator and returns a new `Traced`. A word that is replaced
keeps its origin: a highlight on it covers the replacement.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

FILLERS = (
    "time year people way day man thing woman life child world school state family student group "
    "country problem hand part place case week company system program question work government "
    "number night point home water room mother area money"
).split()
NEW = -1
"""The origin of a character that was not in the old text."""

_PARAGRAPH = re.compile(r"(?:.+\n?)+\n*|\n+")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Traced:
    """A text, and for each of its characters the offset it came from, or `NEW`."""

    text: str
    origins: list[int]

    @classmethod
    def of(cls, text: str) -> Traced:
        """Return a text that is its own origin."""
        return cls(text, list(range(len(text))))

    @classmethod
    def new(cls, text: str) -> Traced:
        """Return a text of which every character is new."""
        return cls(text, [NEW] * len(text))

    @classmethod
    def join(cls, parts: Iterable[Traced]) -> Traced:
        """Join texts, with their origins."""
        every = list(parts)
        return cls("".join(p.text for p in every), [o for p in every for o in p.origins])

    def part(self, start: int, end: int) -> Traced:
        """Return the part in the range `[start, end)`."""
        return Traced(self.text[start:end], self.origins[start:end])

    def paragraphs(self) -> list[Traced]:
        """Split into paragraphs, each with the blank lines after it."""
        return [self.part(*match.span()) for match in _PARAGRAPH.finditer(self.text)]

    def copy(self) -> Traced:
        """Return the same text as new characters."""
        return Traced.new(self.text)


Edit = Callable[[Traced, random.Random], Traced]


def substitute(
    traced: Traced, pattern: str | re.Pattern[str], change: Callable[[Traced], Traced]
) -> Traced:
    """Replace every match of `pattern` by what `change` makes of it."""
    parts, done = [], 0
    for match in re.finditer(pattern, traced.text):
        parts += traced.part(done, match.start()), change(traced.part(*match.span()))
        done = match.end()
    return Traced.join([*parts, traced.part(done, len(traced.text))])


def stretched(text: str, origins: list[int]) -> Traced:
    """Return `text` in place of characters that had `origins`."""
    last = len(origins) - 1
    return Traced(text, [origins[min(at, last)] for at in range(len(text))])


def filler(traced: Traced, rng: random.Random) -> str:
    """Return a word, or two ideographs, to insert."""
    if traced.text[:1] >= "\u2e80":
        return "".join(chr(rng.randrange(0x4E00, 0x8000)) for _ in range(2))
    return rng.choice(FILLERS)


def typos(rate: float) -> Edit:
    """Return an edit that drops, replaces, doubles or swaps the case of a share of letters."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        def slip(letter: Traced) -> Traced:
            if rng.random() >= rate:
                return letter
            kind = rng.randrange(4)
            if kind == 0:
                return Traced("", [])
            if kind == 1:
                return Traced(rng.choice("abcdefghijklmnopqrstuvwxyz"), letter.origins)
            if kind == 2:
                return Traced(letter.text * 2, [*letter.origins, NEW])
            return stretched(letter.text.swapcase(), letter.origins)

        return substitute(traced, r"[^\W\d_]", slip)

    return edit


def words(rate: float) -> Edit:
    """Return an edit that replaces, adds and drops words, a third each."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        def change(word: Traced) -> Traced:
            if rng.random() >= rate:
                return word
            kind = rng.randrange(3)
            if kind == 0:
                return stretched(filler(word, rng), word.origins)
            if kind == 1:
                space = "" if word.text[:1] >= "\u2e80" else " "
                return Traced.join([word, Traced.new(space + filler(word, rng))])
            return Traced("", [])

        pieces = re.compile(r"[\u2e80-\u9fff]{1,2}|(?:(?![\u2e80-\u9fff])[^\W\d_])+")
        return substitute(traced, pieces, change)

    return edit


def rewrap(traced: Traced, rng: random.Random) -> Traced:
    """Wrap the text at another width, with other white space."""
    width, column = rng.choice((40, 60, 96, 10_000)), 0

    def space(run: Traced) -> Traced:
        if run.text.count("\n") > 1:
            return stretched("\n\n", run.origins)
        return Traced(
            rng.choice((" ", " ", "  ", "\n")) if width < 10_000 else " ", run.origins[:1] * 2
        )

    def fitted(run: Traced) -> Traced:
        nonlocal column
        if not run.text.isspace():
            column += len(run.text)
            return run
        made = space(run)
        if "\n" not in made.text and column > width:
            made = Traced("\n", run.origins[:1])
        if "\n" in made.text:
            column = 0
        return Traced(made.text, made.origins[: len(made.text)])

    return substitute(traced, r"\s+|\S+", fitted)


def curly(traced: Traced, _: random.Random) -> Traced:
    """Replace straight quotes by curly ones, and double hyphens by dashes."""
    text = traced.text

    def shaped(at: int) -> str:
        opens = at == 0 or text[at - 1].isspace() or text[at - 1] in "-—(“‘"
        if text[at] == '"':
            return "“" if opens else "”"
        return "‘" if opens else "’"

    made = [shaped(at) if c in "\"'" else c for at, c in enumerate(text)]
    return substitute(
        Traced("".join(made), traced.origins), "--", lambda dash: Traced("—", dash.origins[:1])
    )


def typeset(traced: Traced, rng: random.Random) -> Traced:
    """Add ligatures, soft hyphens, no-break spaces, ellipses and decomposed accents."""

    def change(found: Traced) -> Traced:
        text = {"fi": "ﬁ", "fl": "ﬂ", "...": "…", " ": "\u00a0"}.get(found.text)
        if text is None:
            soft = found.text[:3] + "\u00ad" + found.text[3:]
            return Traced(soft, [*found.origins[:3], NEW, *found.origins[3:]])
        return stretched(text, found.origins) if rng.random() < 0.5 else found

    changed = substitute(traced, r"fi|fl|\.\.\.| (?=\w\b)|\b[^\W\d_]{9,}\b", change)
    return substitute(
        changed, r"[à-ÿ]", lambda c: stretched(unicodedata.normalize("NFD", c.text), c.origins)
    )


def prose(rng: random.Random, like: Traced) -> Traced:
    """Make a new paragraph."""
    if like.text[:1] >= "\u2e80":
        return Traced.new("".join(filler(like, rng) for _ in range(rng.randint(20, 80))) + "。\n\n")
    made = " ".join(rng.choice(FILLERS) for _ in range(rng.randint(30, 120)))
    return Traced.new(made.capitalize() + ".\n\n")


def insert_paragraphs(rate: float) -> Edit:
    """Return an edit that inserts new paragraphs."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        out: list[Traced] = []
        for paragraph in traced.paragraphs():
            if rng.random() < rate:
                out.append(prose(rng, paragraph))
            out.append(paragraph)
        return Traced.join(out)

    return edit


def split_paragraphs(rate: float) -> Edit:
    """Return an edit that puts new paragraphs between two sentences of old ones."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        out: list[Traced] = []
        for paragraph in traced.paragraphs():
            stops = [m.end() for m in re.finditer(r"[.!?。！？][\"'”]?\s?(?=\S)", paragraph.text)]
            if stops and rng.random() < rate:
                at = rng.choice(stops)
                new = Traced.join([Traced.new("\n\n"), prose(rng, paragraph)])
                out += paragraph.part(0, at), new, paragraph.part(at, len(paragraph.text))
            else:
                out.append(paragraph)
        return Traced.join(out)

    return edit


def delete_paragraphs(rate: float) -> Edit:
    """Return an edit that deletes a share of the paragraphs."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        return Traced.join(p for p in traced.paragraphs() if rng.random() >= rate)

    return edit


def delete_sentences(rate: float) -> Edit:
    """Return an edit that deletes a share of the sentences."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        return substitute(
            traced,
            r"[^.!?。！？\n][^.!?。！？]*[.!?。！？]",
            lambda s: Traced("", []) if rng.random() < rate else s,
        )

    return edit


def move_sections(count: int) -> Edit:
    """Return an edit that cuts the text in `count` places and shuffles the sections."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        paragraphs = traced.paragraphs()
        cuts = sorted(rng.sample(range(1, len(paragraphs)), min(count, len(paragraphs) - 1)))
        bounds = zip([0, *cuts], [*cuts, len(paragraphs)], strict=True)
        blocks = [paragraphs[a:b] for a, b in bounds]
        rng.shuffle(blocks)
        return Traced.join(p for block in blocks for p in block)

    return edit


def move_paragraphs(rate: float) -> Edit:
    """Return an edit that moves a share of the paragraphs."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        staying: list[Traced] = []
        moving: list[Traced] = []
        for paragraph in traced.paragraphs():
            (moving if rng.random() < rate else staying).append(paragraph)
        for paragraph in moving:
            staying.insert(rng.randrange(len(staying) + 1), paragraph)
        return Traced.join(staying)

    return edit


def duplicate(rate: float) -> Edit:
    """Return an edit that inserts copies of paragraphs elsewhere."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        out = traced.paragraphs()
        copies = [p.copy() for p in out if len(p.text) > 80 and rng.random() < rate]
        for copy in copies:
            out.insert(rng.randrange(len(out) + 1), copy)
        return Traced.join(out)

    return edit


def with_twins(rate: float, difference: float) -> Edit:
    """Return an edit for the source: paragraphs get a look-alike elsewhere.

    Args:
        rate: share of the paragraphs.
        difference: share of words that differ in the look-alike; 0 for exact copies.
    """

    def edit(traced: Traced, rng: random.Random) -> Traced:
        out = traced.paragraphs()
        for paragraph in [p for p in out if len(p.text) > 80 and rng.random() < rate]:
            twin = words(difference)(paragraph, rng).copy() if difference else paragraph.copy()
            out.insert(rng.randrange(len(out) + 1), twin)
        return Traced.join(out)

    return edit


def drop_some(rate: float) -> Edit:
    """Return an edit that deletes some paragraphs and puts typos into half of the others.

    Look-alikes are edited in the same way as the rest.
    """

    def edit(traced: Traced, rng: random.Random) -> Traced:
        kept = [p for p in traced.paragraphs() if rng.random() >= rate]
        return Traced.join(typos(0.01)(p, rng) if rng.random() < 0.5 else p for p in kept)

    return edit


def in_turn(*edits: Edit) -> Edit:
    """Return an edit that applies several edits one after the other."""

    def edit(traced: Traced, rng: random.Random) -> Traced:
        for step in edits:
            traced = step(traced, rng)
        return traced

    return edit


EDITS: dict[str, Edit] = {
    "unchanged": lambda traced, _: traced,
    "typos in 0.5 % of letters": typos(0.005),
    "4 % of words": words(0.04),
    "15 % of words": words(0.15),
    "re-wrapped": rewrap,
    "curly quotes, dashes": curly,
    "ligatures, soft hyphens": typeset,
    "10 % paragraphs inserted": insert_paragraphs(0.1),
    "20 % paragraphs split": split_paragraphs(0.2),
    "20 % paragraphs deleted": delete_paragraphs(0.2),
    "10 % sentences deleted": delete_sentences(0.1),
    "12 sections moved": move_sections(12),
    "5 % paragraphs moved": move_paragraphs(0.05),
    "20 % paragraphs doubled": duplicate(0.2),
    "new edition": in_turn(
        duplicate(0.05),
        insert_paragraphs(0.1),
        delete_paragraphs(0.1),
        move_sections(12),
        typos(0.003),
        words(0.02),
        rewrap,
        curly,
    ),
}
"""The edits, by name."""

TWINNED: dict[str, tuple[Edit, Edit]] = {
    "near twins, a third cut": (with_twins(0.4, 0.06), drop_some(0.3)),
    "near twins, half cut": (with_twins(0.4, 0.06), drop_some(0.5)),
    "true twins, 4 % of words": (with_twins(0.2, 0), words(0.04)),
}
"""Edits of texts with look-alikes, by name: the edit of the source, then the one to follow."""
