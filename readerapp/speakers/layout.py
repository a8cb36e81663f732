"""Layout of a document: signs that it is unlike the texts that the ranker was trained on.

Confidence was fitted on texts whose paragraphs are apart, whose marks pair up and whose names have
capitals. Where a document is different, turns and names are lost, and the ranker does not notice.
So a few numbers are measured in the text. If one of them is beyond its limit, no suggestion of the
document is called sure, and its reason says why.

`benchmarks/speakers_layout.py` chose the signs and limits on versions of labelled documents: of the
sure suggestions in each layout here less than 95 in 100 were right, and the limit lies between the
values of the unchanged documents and those of the changed ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from readerapp.speakers.attribution_input import AttributionInput, Unit
from readerapp.speakers.genre import SAMPLE
from readerapp.speakers.languages.recognition import english_share
from readerapp.speakers.passages import STRONG, Passage
from readerapp.speakers.word_counts import split_words

_LEAST_WORDS = 60  # words without which the share of capitals tells nothing
_LEAST_RUNNING = 12  # words of which some are function words in any text
_LEAST_CASES = 2  # quotations or words that must show a sign: one may be a slip

_LEAST_UNREAD = 5
"""Turns without a known verb that are needed, so that an ordinary opening is not taken for one."""

_PLAIN_WORD = re.compile(r"[^\W_]+")  # "_" marks emphasis in plain text
_MIXED = re.compile(r"[^\W\d_]*[a-z]\d\w*")


@dataclass(frozen=True, slots=True)
class LayoutSigns:
    """Signs of a layout, as shares from 0 to 1 unless it says otherwise.

    Attributes:
        news: Whether the text is news, not a story.
        capitals: Words with a capital at the beginning.
        mixed: Words with a digit right behind a small letter ("c1oud").
        broken: Paragraphs that begin with a small letter.
        cells: Paragraphs that begin like a row of a table.
        paragraph: Code points of a paragraph, on average.
        unclosed: Quotations without a closing mark.
        adjoining: Quotations right behind another one in the same paragraph.
        dashed: Quotations after a dash.
        english: Words that are function words of English.
        unread: Turns whose sentence goes on behind the quotation, without a verb of speech.
    """

    news: bool
    capitals: float
    mixed: float
    broken: float
    cells: float
    paragraph: float
    unclosed: float
    adjoining: float
    dashed: float
    english: float
    unread: float


def measure_signs(scene: AttributionInput) -> LayoutSigns:
    """Measure the signs in a document."""
    text = scene.text
    words = split_words(scene.words, _PLAIN_WORD)
    count = words.total()
    starts = [text[start] for start, _ in scene.paragraphs if start < SAMPLE]
    passages = [passage for unit in scene.units for passage in unit.passages]
    middle = [unit for unit in scene.units if _goes_on(text, unit)]
    unread = sum(not unit.cues or unit.cues[0].position not in STRONG for unit in middle)
    adjoining = sum(_adjoins(before, one) for before, one in pairwise(passages))
    enough, many = count >= _LEAST_WORDS, count >= _LEAST_RUNNING
    capitals = sum(number for word, number in words.items() if word[0].isupper())
    mixed = sum(
        number for word, number in words.items() if not word.isalpha() and _MIXED.fullmatch(word)
    )
    return LayoutSigns(
        news=scene.news,
        capitals=_share(capitals, count) if enough else 0.1,
        mixed=_share(mixed, count),
        broken=_share(sum(map(str.islower, starts)), len(starts)),
        cells=_share(starts.count("|"), len(starts)),
        paragraph=min(len(text), SAMPLE) / max(1, len(starts)),
        unclosed=_share(sum(_is_unclosed(text, one) for one in passages), len(passages)),
        adjoining=_share(adjoining, len(passages)),
        dashed=_share(sum(text[one.outer_start] in "—–―-" for one in passages), len(passages)),
        english=english_share(words) if many else 1.0,
        unread=_share(unread, len(middle), _LEAST_UNREAD),
    )


def _share(found: int, count: int, least: int = _LEAST_CASES) -> float:
    """Return the share of `found` cases in `count`, 0.0 if they are fewer than `least`."""
    return found / count if found >= least else 0.0


def _is_unclosed(text: str, passage: Passage) -> bool:
    return not passage.continues and not text[passage.end : passage.outer_end].strip()


def _adjoins(before: Passage, passage: Passage) -> bool:
    """Return whether nothing is between two passages in a paragraph."""
    same = before.paragraph == passage.paragraph
    return same and not passage.continued and not passage.before.tokens


def _goes_on(text: str, unit: Unit) -> bool:
    """Return whether a sentence goes on behind the first quotation: "No," she sighed."""
    passage = unit.passages[0]
    words = passage.after.tokens
    return bool(words) and (text[passage.end - 1] == "," or words[0][0].islower())


def describe_problem(signs: LayoutSigns) -> str:
    """Return in a few words why no suggestion of the document is sure, "" if that is not so."""
    lost = 0.1 if signs.broken > 0.3 else 0.03  # broken paragraphs also cut quotations off
    problems = {
        "not in English": signs.english < 0.1,
        "hardly any capitals": signs.capitals < 0.02,
        "capitals everywhere": signs.capitals > 0.6,
        "misread letters": signs.mixed > 0.004,
        "dashes for quotation marks": signs.dashed > 0.3,
        "closing marks missing": signs.unclosed > lost,
        "turns in one paragraph": not signs.news and signs.adjoining > 0.02,
        "paragraphs joined": not signs.news and signs.paragraph > 2_500,
        "paragraphs broken": signs.news and signs.broken > 0.3,
        "text in a table": signs.cells > 0.05,
        "unknown verbs of speech": not signs.news and signs.unread > 0.35,
    }
    return next((problem for problem, is_found in problems.items() if is_found), "")
