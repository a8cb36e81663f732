"""Score quotation detection and speaker attribution on labelled JSONL files, and measure speed.

usage: python -m benchmarks.speakers FOLDER [--judge FILE] [--sets NAME,NAME]
           [--part unseen|dev|all] [--model FILE] [--tenths] [--errors N] [--json]

The judge (see `labelled.py`) is `speaker_eval.py` in the folder above FOLDER unless another is
given. For each set, and for the news and the novels together: F1 of the quotations found (overlap
of 0.8 or more); accuracy of the speaker of a found quotation (the first candidate, and any of the
first three); F1 end to end; the tier "sure" (its share, its accuracy); the greatest difference
between confidence and accuracy in any tenth that holds 50 quotations; characters a second (process
time). Choose by `--part dev` with cross-validation (`train_speakers.py --cross`); `unseen` is for
the last measurement. The package's own model has been trained on all parts; `--model` takes one
that `train_speakers.py -o FILE` has made without the unseen part.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import labelled
from readerapp.speakers import SPEECH, SURE, Suggestion, ranker, suggest

GROUPS = {
    "NEWS": ("polnear", "polnear2", "wikinews"),
    "NOVELS": ("pdnc", "quoteli3"),
}
"""Sets that are also counted together."""


@dataclass
class Tally:
    """The counts of a set.

    Attributes:
        counts: Quotations by what happened to them.
        judged: Confidence and rightness of each found quotation whose speaker is known.
        errors: Descriptions of what was wrong.
    """

    counts: Counter[str] = field(default_factory=Counter)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: Tally) -> None:
        """Add the counts of another set."""
        self.counts += other.counts
        self.judged += other.judged
        self.errors += other.errors
        self.seconds += other.seconds


def tally(
    document: labelled.Document,
    judge: Any,
    suggester: Callable[[str], list[Suggestion]] = suggest,
) -> Tally:
    """Count what the suggestions for a document find and who they say it was."""
    text, counted = document["text"], Tally()
    began = time.process_time()
    suggestions = [one for one in suggester(text) if one.kind in SPEECH]
    counted.seconds = time.process_time() - began
    counts = counted.counts
    quotes = list(labelled.scored(document, judge))
    spans = [judge.trim(text, one.start, one.end) for one in suggestions]
    pairs = match(quotes, spans)
    stray = list(strays(spans, pairs, labelled.unscored(document, judge)))
    counts["characters"] = len(text)
    counts["gold"] = len(quotes)
    counts["found"] = len(pairs)
    counts["predicted"] = len(pairs) + len(stray)
    for number in stray:
        counted.errors.append(_describe(document, *spans[number], "none", suggestions[number]))
    for which, quote in enumerate(quotes):
        if which not in pairs.values():
            counted.errors.append(_describe(document, quote["start"], quote["end"], "found", None))
    for number, which in pairs.items():
        quote, suggestion = quotes[which], suggestions[number]
        if not labelled.is_known(quote, judge):
            counts["whole"] += 1
            continue
        hits = [
            labelled.same(candidate.name, quote, document, judge)
            for candidate in suggestion.candidates[:3]
        ]
        hit = labelled.same(suggestion.speaker, quote, document, judge)
        counts["known"] += 1
        counts["right"] += hit
        counts["first three"] += hit or any(hits)
        counts["whole"] += hit
        counted.judged.append((suggestion.confidence, hit))
        if not hit:
            counted.errors.append(
                _describe(document, quote["start"], quote["end"], quote["speaker"], suggestion)
            )
    return counted


def match(
    quotes: list[dict[str, Any]], spans: list[tuple[int, int]], reach: int = 20_000
) -> dict[int, int]:
    """Match suggestions to labelled quotations, the best overlap first.

    Returns:
        The index of the labelled quotation for each index of a matched suggestion.
    """
    overlaps = []
    begin = 0
    for which, quote in sorted(enumerate(quotes), key=lambda pair: pair[1]["start"]):
        while begin < len(spans) and spans[begin][1] <= quote["start"] - reach:
            begin += 1
        for number in range(begin, len(spans)):
            low, high = spans[number]
            if low >= quote["end"]:
                break
            shared = min(high, quote["end"]) - max(low, quote["start"])
            whole = max(high, quote["end"]) - min(low, quote["start"])
            if shared >= 0.8 * whole:
                overlaps.append((shared / whole, number, which))
    pairs: dict[int, int] = {}
    taken = set()
    for _, number, which in sorted(overlaps, reverse=True):
        if number not in pairs and which not in taken:
            pairs[number] = which
            taken.add(which)
    return pairs


def strays(
    spans: list[tuple[int, int]], pairs: dict[int, int], other: list[tuple[int, int]]
) -> Iterator[int]:
    """Yield the suggestions that match nothing, except those on quotations that do not count."""
    for number, (low, high) in enumerate(spans):
        ignored = any(min(high, b) - max(low, a) >= 0.5 * (high - low) for a, b in other)
        if high > low and number not in pairs and not ignored:
            yield number


def _describe(
    document: labelled.Document, start: int, end: int, expected: str, got: Suggestion | None
) -> str:
    text = document["text"]
    words = text[start:end]
    shortened = words if len(words) < 90 else f"{words[:55]} … {words[-30:]}"
    around = f"{text[max(0, start - 160) : start]}[[{shortened}]]{text[end : end + 170]}"
    said = f"{got.speaker} {got.confidence} ({got.reason})" if got else "nothing"
    others = ", ".join(one.name for one in got.candidates[1:]) if got else ""
    return (
        f"--- {document['doc_id'][-40:]} | expected {expected} | got {said} [{others}]\n"
        f"    {' '.join(around.split())}"
    )


def figures(counted: Tally) -> dict[str, Any]:
    """Return the figures of a set."""
    counts = counted.counts
    tier = [hit for confidence, hit in counted.judged if confidence >= SURE]
    known = max(1, counts["known"])
    return {
        "quotations": counts["gold"],
        "detection": f1(counts["found"], counts),
        "speaker": counts["right"] / known,
        "end to end": f1(counts["whole"], counts),
        "first three": counts["first three"] / known,
        "sure share": len(tier) / max(1, len(counted.judged)),
        "sure right": sum(tier) / max(1, len(tier)),
        "miscalibration": miscalibration(counted.judged),
        "Mchar/s": counts["characters"] / max(counted.seconds, 1e-9) / 1e6,
    }


def f1(hits: int, counts: Counter[str]) -> float:
    """Return the F1 score."""
    return 2 * hits / max(1, counts["predicted"] + counts["gold"])


def tenths(judged: list[tuple[float, bool]]) -> Iterator[tuple[int, int, float, float]]:
    """Split judged quotations by confidence into tenths.

    Yields:
        (tenth, quotations, mean confidence, accuracy) for every tenth that has any.
    """
    parts = defaultdict(list)
    for confidence, hit in judged:
        parts[min(9, int(confidence * 10))].append((confidence, hit))
    for tenth, part in sorted(parts.items()):
        count = len(part)
        yield tenth, count, sum(c for c, _ in part) / count, sum(h for _, h in part) / count


def miscalibration(judged: list[tuple[float, bool]], least: int = 50) -> float:
    """Return the greatest difference between confidence and accuracy in any tenth.

    Tenths with fewer than `least` quotations do not count.
    """
    return max((abs(c - h) for _, count, c, h in tenths(judged) if count >= least), default=0.0)


def with_groups(tallies: dict[str, Tally]) -> dict[str, Tally]:
    """Return the tallies with those of `GROUPS` added."""
    found = dict(tallies)
    for group, names in GROUPS.items():
        together = Tally()
        for name in names:
            if name in tallies:
                together.add(tallies[name])
        if together.counts["gold"]:
            found[group] = together
    return found


def print_table(tallies: dict[str, Tally], with_tenths: bool) -> None:
    """Print the figures of each set, one set a line."""
    headings = list(figures(Tally()))
    print(" " * 11 + " ".join(f"{heading:>14}" for heading in headings))
    for name, counted in tallies.items():
        values = figures(counted).values()
        cells = (f"{one:14.3f}" if isinstance(one, float) else f"{one:14}" for one in values)
        print(f"{name:11}" + " ".join(cells))
    if with_tenths:
        for name, counted in tallies.items():
            print(f"\n{name}: confidence, quotations, mean confidence, share right")
            for tenth, count, sure, right in tenths(counted.judged):
                print(f"  {tenth / 10:.1f}  {count:5}  {sure:.3f}  {right:.3f}")


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that choose sets and the judge."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--judge", type=Path, help="default: speaker_eval.py above FOLDER")
    parser.add_argument("--sets", default="", help="names of sets, separated by commas")


def read_data(arguments: argparse.Namespace) -> tuple[dict[str, list[labelled.Document]], Any]:
    """Return the chosen sets and the judge."""
    names = [name for name in arguments.sets.split(",") if name]
    judge = arguments.judge or arguments.folder.parent / "speaker_eval.py"
    return labelled.load(arguments.folder, names), labelled.load_judge(judge)


def main() -> None:
    """Print the figures of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_arguments(parser)
    parser.add_argument("--part", choices=("unseen", "dev", "all"), default="unseen")
    parser.add_argument("--model", type=Path, help="default: the model of the package")
    parser.add_argument("--tenths", action="store_true", help="confidence, tenth by tenth")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each set")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    sets, judge = read_data(arguments)
    if arguments.model:
        ranker.load_model.cache_clear()
        model = arguments.model.read_text("utf-8")
        ranker.read_data_file = lambda _name: model
    tallies: dict[str, Tally] = {}
    for name, documents in sets.items():
        counted = tallies[name] = Tally()
        for document in documents:
            if arguments.part in ("all", "unseen" if labelled.is_unseen(document) else "dev"):
                counted.add(tally(document, judge))
    if arguments.json:
        print(json.dumps({n: figures(counted) for n, counted in with_groups(tallies).items()}))
        return
    print_table(with_groups(tallies), arguments.tenths)
    generator = random.Random(0)
    for counted in tallies.values():
        errors = counted.errors
        print(*generator.sample(errors, min(arguments.errors, len(errors))), sep="\n")


if __name__ == "__main__":
    main()
