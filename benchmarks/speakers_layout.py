"""How often sure suggestions are right in documents with an unusual layout.

usage: python -m benchmarks.speakers_layout FOLDER [--judge FILE] [--sets NAME,NAME] [--signs]

Makes versions of labelled documents by program (paragraphs joined, closing marks lost, letters
misread and so on) and suggests speakers for each of them with weights that were trained without the
document: cross-validation over the development part, see `train_speakers --cross`. It prints for
each layout how many suggestions are sure, and how many of these are right. --signs prints the mean
of each number in `readerapp/speakers/layout.py`: its limits are chosen by these. Needs numpy.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

from benchmarks import labelled, speakers, train_speakers
from readerapp.speakers import SURE, layout, ranker, suggestions
from readerapp.speakers.lexicon import SPEECH_VERBS

Edit = tuple[int, int, str]
"""A range of the text in code points, and what replaces it."""

LONGEST = 40_000
"""Code points of a document that are used: the layout shows long before."""
EVERY = 3
"""One of so many articles is used."""
GROUP_OF = {name: group for group, names in speakers.GROUPS.items() for name in names}
_KEPT = 0.8  # share of the length of a label that a version must keep
_WIDTH = 65  # code points of a line that is wrapped by hand
_VERSE = 38
_EXCERPT = 1_500  # code points of a short text
_NOISE = 0.025  # share of the letters that are misread
_MARK = re.compile(r"[“”\"]|``|''")
_BREAK = re.compile(r"[ \t]*\n[ \t]*\n\s*")
_SPACE = re.compile(r"\s+")
_GERMAN = (
    "Am Abend ging die Frau über die Brücke und sah auf das Wasser, das in diesem Jahr nicht hoch "
    "war. Niemand wusste, ob der Zug noch fahren würde oder ob man bis zum Morgen warten müsste."
)


def _marks(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Yield the double quotation marks, and whether each opens a quotation."""
    for mark in _MARK.finditer(text):
        before, after = text[: mark.start()][-1:], text[mark.end() : mark.end() + 1]
        opens = (not before or before in " \n\t([—-") and not after.isspace()
        yield mark, opens


def replace_marks(text: str, opening: str, closing: str) -> Iterator[Edit]:
    """Put other marks in place of the double quotation marks."""
    for mark, opens in _marks(text):
        yield mark.start(), mark.end(), opening if opens else closing


def drop_closing_marks(text: str) -> Iterator[Edit]:
    """Leave out every second closing mark."""
    generator = random.Random(1)
    for mark, opens in _marks(text):
        if not opens and generator.random() < 0.5:
            yield mark.start(), mark.end(), ""


def join_paragraphs(text: str) -> Iterator[Edit]:
    """Make one paragraph of the text."""
    for space in _SPACE.finditer(text):
        yield space.start(), space.end(), " "


def _wrap(text: str, width: int, end: str, paragraph_end: str, capital: bool) -> Iterator[Edit]:
    """Break lines at `width` code points; `capital` begins each with a capital letter."""
    breaks = {match.start() for match in _BREAK.finditer(text)}
    line = 0
    for space in _SPACE.finditer(text):
        if space.start() in breaks:
            yield space.start(), space.end(), paragraph_end
            line = space.end()
        elif space.start() - line > width:
            after = space.end() + capital
            yield space.start(), after, end + text[space.end() : after].upper()
            line = space.end()
        else:
            yield space.start(), space.end(), " "


def misread_letters(text: str) -> Iterator[Edit]:
    """Misread letters and marks as recognition of scanned pages does."""
    generator = random.Random(2)
    alike = dict(zip("elocaunhIrtsB", "c1ceouaulnlf8", strict=True))
    for offset, letter in enumerate(text):
        if letter in alike and generator.random() < 2 * _NOISE:
            yield offset, offset + 1, alike[letter]
        elif letter in '“”"' and generator.random() < 0.2:
            yield offset, offset + 1, generator.choice(("'", "*", ""))


def hide_verbs(text: str) -> Iterator[Edit]:
    """Replace verbs of speech by words that nobody knows."""
    for word in re.finditer(r"[a-z]+", text):
        if word.group() in SPEECH_VERBS:
            yield word.start(), word.end(), word.group()[::-1]


def begin_paragraphs(text: str, begin: str, end: str) -> Iterator[Edit]:
    """Put `begin` before each paragraph and `end` after it."""
    yield 0, 0, begin
    for match in _BREAK.finditer(text):
        yield match.start(), match.end(), f"{end}\n{begin}"


def fill_cells(text: str) -> Iterator[Edit]:
    """Make rows of a table of the paragraphs, and cells of quotations and narration."""
    edits = [*begin_paragraphs(text, "| ", " |")]
    for mark, opens in _marks(text):
        edits.append((mark.start(), mark.start(), " | ") if opens else (*[mark.end()] * 2, " | "))
    yield from sorted(edits)


def insert_german(text: str) -> Iterator[Edit]:
    """Put a German paragraph after each paragraph."""
    for match in _BREAK.finditer(text):
        yield match.start(), match.end(), f"\n\n{_GERMAN}\n\n"


def in_case(text: str, change: Callable[[str], str]) -> Iterator[Edit]:
    """Change the case of all letters."""
    for word in re.finditer(r"\w+", text):
        changed = change(word.group())
        if len(changed) == len(word.group()):
            yield word.start(), word.end(), changed


def cut_excerpt(text: str) -> Iterator[Edit]:
    """Leave `_EXCERPT` code points of the middle, from the begin of a paragraph."""
    begin = _BREAK.search(text, len(text) // 2)
    start = begin.end() if begin else 0
    yield 0, start, ""
    if start + _EXCERPT < len(text):
        yield start + _EXCERPT, len(text), ""


LAYOUTS: dict[str, Callable[[str], Iterator[Edit]]] = {
    "as it is": lambda _: iter(()),
    "paragraphs joined": join_paragraphs,
    "wrapped, no blank line": partial(
        _wrap, width=_WIDTH, end="\n", paragraph_end="\n", capital=False
    ),
    "blank line after each": partial(
        _wrap, width=_WIDTH, end="\n\n", paragraph_end="\n\n", capital=False
    ),
    "verse": partial(_wrap, width=_VERSE, end="\n", paragraph_end="\n\n", capital=True),
    "closing marks lost": drop_closing_marks,
    "dashes for marks": partial(replace_marks, opening="— ", closing=""),
    "single marks": partial(replace_marks, opening="'", closing="'"),
    "backticks": partial(replace_marks, opening="``", closing="''"),
    "lower case": partial(in_case, change=str.lower),
    "upper case": partial(in_case, change=str.upper),
    "all words with capital": partial(in_case, change=str.capitalize),
    "letters misread": misread_letters,
    "verbs unknown": hide_verbs,
    "list": partial(begin_paragraphs, begin="- ", end=""),
    "numbered list": partial(begin_paragraphs, begin="1. ", end=""),
    "table": fill_cells,
    "German between": insert_german,
    "excerpt": cut_excerpt,
}
"""The layouts by name."""


def change_document(document: labelled.Document, edits: list[Edit]) -> labelled.Document:
    """Return the document with a changed text, and the labels whose words are still there."""
    text, pieces = document["text"], []
    places: list[int] = []  # the new offset of each old one
    length = 0
    for start, end, new in [*edits, (len(text), len(text), "")]:
        kept = text[len(places) : start]
        places += range(length, length + len(kept))
        length += len(kept)
        same = len(new) == end - start
        places += [length + same * number for number in range(end - start)]
        pieces += [kept, new]
        length += len(new)
    places.append(length)
    quotes = []
    for quote in document["quotes"]:
        start, end = places[quote["start"]], places[quote["end"]]
        if end - start >= _KEPT * (quote["end"] - quote["start"]):
            quotes.append({**quote, "start": start, "end": end})
    return {**document, "text": "".join(pieces), "quotes": quotes}


def shorten(document: labelled.Document) -> labelled.Document:
    """Return the first `LONGEST` code points of a document."""
    size = len(document["text"])
    return change_document(document, [(LONGEST, size, "")] if size > LONGEST else [])


def chosen_documents(examples: list[train_speakers.Example]) -> Iterator[labelled.Document]:
    """Yield the shortened stories, and every `EVERY`th article."""
    articles = 0
    for prepared in examples:
        articles += prepared.kind == "NEWS"
        if prepared.kind == "STORY" or articles % EVERY == 0:
            yield shorten(prepared.document)


@dataclass
class Counts:
    """The judged suggestions of a layout.

    Attributes:
        judged: Confidence without regard to the layout, and whether the speaker is right.
        limited: The same in the documents whose layout is not told to be a problem.
        signs: The signs of each document.
        problems: How many documents have each problem, "" for none.
    """

    judged: list[tuple[float, bool]] = field(default_factory=list)
    limited: list[tuple[float, bool]] = field(default_factory=list)
    signs: list[layout.LayoutSigns] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)


def measure(
    documents: list[labelled.Document],
    models: Mapping[tuple[str, int], ranker.RankerModel],
    judge: Any,
) -> dict[tuple[str, str], Counts]:
    """Return the counts of each layout and group of sets."""
    found: dict[tuple[str, str], Counts] = defaultdict(Counts)
    signs: list[layout.LayoutSigns] = []

    def ignore(measured: layout.LayoutSigns) -> str:
        signs.append(measured)
        return ""

    suggestions.describe_problem = ignore
    for document in documents:
        fold = labelled.fold(document)
        ranker.load_model = lambda kind, fold=fold: models[kind, fold]
        for name, change in LAYOUTS.items():
            signs.clear()
            changed = change_document(document, list(change(document["text"])))
            counted = speakers.tally(changed, judge, suggestions.make_suggestions)
            counts = found[name, GROUP_OF.get(document["set"], document["set"])]
            problems = [layout.describe_problem(each) for each in signs]
            counts.judged += counted.judged
            counts.limited += [] if any(problems) else counted.judged
            counts.signs += signs
            counts.problems.update(problems)
    return found


def main() -> None:
    """Print the share of sure suggestions and of the right ones among them, for each layout."""
    parser = argparse.ArgumentParser(description=__doc__)
    speakers.add_data_arguments(parser)
    parser.add_argument("--signs", action="store_true", help="the mean of each sign")
    arguments = parser.parse_args()
    sets, judge = speakers.read_data(arguments)
    examples = train_speakers.prepare(sets, judge, everything=False)
    models = train_speakers.models_without(examples, judge)
    found = measure([*chosen_documents(examples)], models, judge)
    for (name, group), counts in sorted(found.items(), key=lambda item: item[0][1]):
        count = len(counts.judged)
        cells = [_sure(counts.judged, count), _sure(counts.limited, count)]
        problems = ", ".join(f"{n} {problem or 'none'}" for problem, n in counts.problems.items())
        print(f"{group:8} {name:23} {count:6} {'  '.join(cells)}  {problems}")
        for sign in fields(layout.LayoutSigns) if arguments.signs else ():
            values = sorted(getattr(one, sign.name) for one in counts.signs)
            print(f"    {sign.name:10} {_spread(values)}")


def _sure(judged: list[tuple[float, bool]], count: int) -> str:
    """Return the share of sure suggestions in `count`, and of those that are right among them."""
    hits = [hit for confidence, hit in judged if confidence >= SURE]
    right = f"{sum(hits) / len(hits):.3f}" if hits else "-"
    return f"{len(hits) / max(1, count):.2f} {right:>5}"


def _spread(values: list[float]) -> str:
    """Return the value at each tenth of the documents, and the highest."""
    steps = [*(len(values) * part // 10 for part in range(10)), -1]
    return " ".join(f"{values[step]:.3f}" for step in steps) if values else ""


if __name__ == "__main__":
    main()
