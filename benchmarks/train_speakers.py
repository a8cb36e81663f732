"""Trains the numbers in `readerapp/speakers/weights.py` on a folder of labelled JSONL files.

usage: python -m benchmarks.train_speakers FOLDER [--epochs N] [-o FILE]

A conditional logit per kind of text (stories, news), by stochastic gradients with AdaGrad, on the
development part only (see `labelled.divide`). Only numbers are written, nothing of the texts.
"""

from __future__ import annotations

import argparse
import math
import random
from bisect import bisect_left
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks import labelled
from readerapp.speakers import features, scene

LEAST_SEEN = 4  # a feature seen in fewer units tells about those texts, not about language


def examples(document):
    """Units with a known right candidate: (choice, right index, earlier speakers)."""
    made = scene.build(document["text"])
    choices = features.choices(made)
    gold = sorted(labelled.scored(document), key=lambda quote: quote["start"])
    starts = [quote["start"] for quote in gold]
    cast = document.get("cast") or ()
    spoke: tuple[int, ...] = ()
    rows = []
    missed = total = 0
    memo: dict = {}
    for unit, choice in zip(made.units, choices, strict=True):
        quote = None
        for passage in unit.passages:
            low, high = labelled.trim(document["text"], passage.start, passage.end)
            at = bisect_left(starts, low - 3)
            if (
                at < len(gold)
                and abs(gold[at]["start"] - low) < 4
                and abs(gold[at]["end"] - high) < 4
            ):
                quote = gold[at]
                break
        if quote is None or not quote.get("speaker") or quote.get("unresolved"):
            continue
        right = None
        for number, candidate in enumerate(choice.candidates):
            key = (candidate, quote["speaker"])
            if key not in memo or (quote.get("mention") or {}).get("kind") == "nominal":
                memo[key] = labelled.same(made.people[candidate].name, quote, cast)
            if memo[key]:
                right = number
                break
        total += 1
        if right is None:
            missed += 1
            continue
        rows.append((choice, right, spoke))
        person = choice.candidates[right]
        spoke = (person, *[other for other in spoke if other != person][:2])
    return made.news, rows, missed, total


def train(rows, epochs, rate=0.25, decay=8e-3):
    """Weights by feature name."""
    prepared = []
    seen = Counter()
    for choice, right, spoke in rows:
        names = [
            [*static, *features.step(choice, candidate, spoke)]
            for candidate, static in zip(choice.candidates, choice.static, strict=True)
        ]
        seen.update({name for group in names for name in group})
        prepared.append((names, right))
    prepared = [
        ([[name for name in group if seen[name] >= LEAST_SEEN] for group in names], right)
        for names, right in prepared
        if len(names) > 1
    ]
    weights, squares = defaultdict(float), defaultdict(lambda: 1e-2)
    generator = random.Random(1)
    for epoch in range(epochs):
        generator.shuffle(prepared)
        loss = 0.0
        for names, right in prepared:
            scores = [sum(weights[name] for name in group) for group in names]
            top = max(scores)
            exponentials = [math.exp(score - top) for score in scores]
            total = sum(exponentials)
            loss -= math.log(exponentials[right] / total + 1e-12)
            for number, group in enumerate(names):
                slope = exponentials[number] / total - (number == right)
                if abs(slope) < 1e-4:
                    continue
                for name in group:
                    step = slope + decay * weights[name]
                    squares[name] += step * step
                    weights[name] -= rate * step / math.sqrt(squares[name])
        print(f"  epoch {epoch + 1}: loss {loss / len(prepared):.4f}")
    return {name: round(weight, 2) for name, weight in weights.items() if abs(weight) >= 0.02}


HEADER = '''"""Numbers of the speaker ranker, made by benchmarks/train_speakers.py; not edited by hand."""

from __future__ import annotations

'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--all", action="store_true", help="train on the held-back part too")
    parser.add_argument("-o", "--output", type=Path, default=Path("readerapp/speakers/weights.py"))
    arguments = parser.parse_args()
    sets = labelled.load(arguments.folder)
    held = labelled.divide(sets)
    rows = {True: [], False: []}
    for name, documents in sets.items():
        missed = total = 0
        for document in documents:
            if held[document["doc_id"]] and not arguments.all:
                continue
            news, found, lost, units = examples(document)
            rows[news] += found
            missed, total = missed + lost, total + units
        print(
            f"{name}: {total} units, speaker among the candidates {1 - missed / max(1, total):.3f}"
        )
    text = HEADER
    for title, news in (("STORY", False), ("NEWS", True)):
        print(title, len(rows[news]))
        weights = train(rows[news], arguments.epochs)
        body = "".join(f'    "{name}": {weight},\n' for name, weight in sorted(weights.items()))
        text += f"{title}: dict[str, float] = {{\n{body}}}\n\n"
    arguments.output.write_text(text.rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
