"""Invented documents of several kinds, made from a seed, for the anchoring benchmark.

The vocabulary is made of syllables. Its words are drawn with the frequencies of a natural language
(Zipf's law), mixed with small English words, so that phrases repeat as in real text.
"""

from __future__ import annotations

import random
from collections.abc import Callable

SMALL = (
    "the of and to in a that it was his her with as for had he she not at be on you have by "
    "but which him they from this all were so would there their what when said one been if who"
).split()
SYLLABLES = (
    "an ar be bel ca cor da den el er fa fel ga gor ha hin il is ka lan lo ma men mi nor o per "
    "qui ra ren sa sel ta tor u va ver wil ya zen"
).split()
NAMES = "Marrow Tallis Ines Orrin Pell Dorothea Quill Hasker Wren Lomax Edda Crane".split()


def words_of(rng: random.Random, size: int) -> Callable[[], str]:
    """Return a function that draws words from `size` invented words and the small ones."""
    made: set[str] = set()
    while len(made) < size:
        made.add("".join(rng.choice(SYLLABLES) for _ in range(rng.choice((1, 2, 2, 3, 3)))))
    ranked = rng.sample(sorted(made), size)
    weights = [1 / (rank + 10) for rank in range(size)]
    pool = rng.choices(ranked, weights, k=50_000)
    return lambda: rng.choice(SMALL) if rng.random() < 0.45 else rng.choice(pool)


def sentence(rng: random.Random, word: Callable[[], str], low: int = 4, high: int = 28) -> str:
    """Make a sentence with a capital letter, commas and an end mark, sometimes with a name.

    Args:
        rng: the random generator.
        word: draws a word.
        low: the fewest words.
        high: the most words.
    """
    drawn = [word() for _ in range(rng.randint(low, high))]
    for at in range(1, len(drawn) - 1):
        if rng.random() < 0.08:
            drawn[at] += ","
        elif rng.random() < 0.04:
            drawn[at] = rng.choice(NAMES)
    return " ".join(drawn).capitalize() + rng.choice("......?!;")[0].replace(";", ".")


def wrapped(paragraph: str, width: int = 72) -> str:
    """Wrap a paragraph into lines of at most `width` characters."""
    lines, line = [], ""
    for word in paragraph.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def novel(rng: random.Random, size: int) -> str:
    """Make hard-wrapped paragraphs, half of them dialogue with short lines."""
    word, out, length = words_of(rng, 4000), [], 0
    while length < size:
        if rng.random() < 0.5:
            said = f'"{sentence(rng, word, 1, 14)}" said {rng.choice(NAMES)}.'
            if rng.random() < 0.4:
                said += f' "{sentence(rng, word)}"'
            paragraph = said
        else:
            paragraph = " ".join(sentence(rng, word) for _ in range(rng.randint(2, 9)))
        out.append(wrapped(paragraph))
        length += len(out[-1]) + 2
    return "\n\n".join(out)


def essay(rng: random.Random, size: int) -> str:
    """Make long paragraphs, one line each."""
    word, out, length = words_of(rng, 6000), [], 0
    while length < size:
        out.append(" ".join(sentence(rng, word, 8, 35) for _ in range(rng.randint(4, 12))))
        length += len(out[-1]) + 2
    return "\n\n".join(out)


def transcript(rng: random.Random, size: int) -> str:
    """Make turns that begin with the speaker's name.

    Many turns say almost nothing, in the same words.
    """
    word, out, length = words_of(rng, 2500), [], 0
    nothing = ("Yes.", "Right.", "I see.", "Thank you.", "That is correct.", "I don't recall that.")
    asked = ("Do you recall ", "And what happened when ", "Is it your evidence that ")
    while length < size:
        speaker = rng.choice(("THE CHAIR", "MR HASKER", "MS QUILL", "THE WITNESS"))
        kind = rng.random()
        if kind < 0.35:
            turn = rng.choice(nothing)
        elif kind < 0.6:
            turn = rng.choice(asked) + sentence(rng, word, 4, 14).lower().rstrip(".!?") + "?"
        else:
            turn = " ".join(sentence(rng, word) for _ in range(rng.randint(1, 6)))
        out.append(f"{speaker}: {turn}")
        length += len(out[-1]) + 2
    return "\n\n".join(out)


def verse(rng: random.Random, size: int) -> str:
    """Make stanzas of short lines; each poem has a refrain that closes every stanza."""
    word, out, length = words_of(rng, 3000), [], 0
    while length < size:
        refrain = [line_of(rng, word) for _ in range(2)]
        for _ in range(rng.randint(3, 7)):
            lines = [line_of(rng, word) for _ in range(rng.randint(4, 8))] + refrain
            out.append("\n".join(lines))
            length += len(out[-1]) + 2
    return "\n\n".join(out)


def line_of(rng: random.Random, word: Callable[[], str]) -> str:
    """Make a line of verse."""
    return " ".join(word() for _ in range(rng.randint(4, 8))).capitalize() + rng.choice(",;.,")


def chinese(rng: random.Random, size: int) -> str:
    """Make text of ideographs without spaces, with full-width punctuation.

    The frequencies of the ideographs are like those in Chinese.
    """
    ranked = rng.sample([chr(code) for code in range(0x4E00, 0x8000)], 2500)
    pool = rng.choices(ranked, [1 / (rank + 20) for rank in range(len(ranked))], k=50_000)
    pairs = ["".join(rng.choices(pool, k=2)) for _ in range(4000)]
    out, length = [], 0
    while length < size:
        paragraph = ""
        for _ in range(rng.randint(2, 8)):
            said = "".join(
                rng.choice((*rng.choices(pairs, k=2), rng.choice(pool))) for _ in range(12)
            )
            paragraph += said[: rng.randint(6, 20)] + "，" + said[-6:] + rng.choice("。。。？！")
        out.append(paragraph)
        length += len(paragraph) + 2
    return "\n\n".join(out)


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "novel": novel,
    "essay": essay,
    "transcript": transcript,
    "verse": verse,
    "chinese": chinese,
}
