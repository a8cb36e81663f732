"""Train `readerapp/speakers/data/ranker_model.json` on a folder of labelled JSONL files.

usage: python -m benchmarks.train_speakers FOLDER [--all] [-o FILE]

One conditional logit for each kind of text (stories, news) is trained by stochastic gradient
descent with AdaGrad, on the development part only (see `labelled.divide`) unless --all is given.
Only numbers are written, nothing of the texts.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks import labelled
from readerapp.speakers import features, ranker, suggestions
from readerapp.speakers.attribution_input import AttributionInput, build_input

KINDS = ("STORY", "NEWS")
MODEL = Path("readerapp/speakers/data/ranker_model.json")
FOLDS = 5
# Weight decay as a function of how often the feature was seen, learning rate, epochs. Stories
# are many turns of few books: a frequent feature may still be one author's habit, so it decays
# like a rare one. News are few quotations of many writers.
LEARNING = {
    "STORY": (lambda _: 1.2e-2, 0.25, 8),
    "NEWS": (lambda seen: 6.0 / seen, 0.1, 20),
}
LEAST_SEEN = 4  # a feature seen in fewer units tells about those texts, not about language


@dataclass
class Example:
    """A prepared document.

    Attributes:
        document: the labelled document.
        scene: the preprocessed text.
        choices: the candidates of each unit, with their features.
        right: for each unit the index of the right candidate; None if it is not known.
        labelled: number of units whose speaker is known.
    """

    document: labelled.Document
    scene: AttributionInput
    choices: list[features.CandidateFeatures]
    right: list[int | None]
    labelled: int = 0  # units whose speaker is known


def example(document):
    """Prepare a document: its choices, and which candidates are right where that is known."""
    scene = build_input(document["text"])
    prepared = Example(document, scene, features.candidate_features(scene), [])
    gold = sorted(labelled.scored(document), key=lambda quote: quote["start"])
    starts = [quote["start"] for quote in gold]
    members = document.get("cast") or ()
    memo: dict = {}
    for unit, choice in zip(scene.units, prepared.choices, strict=True):
        quote = quoted(document, unit, gold, starts)
        prepared.right.append(None)
        if quote is None or not quote.get("speaker") or quote.get("unresolved"):
            continue
        prepared.labelled += 1
        for number, candidate in enumerate(choice.candidates):
            key = (candidate, quote["speaker"])
            if key not in memo or (quote.get("mention") or {}).get("kind") == "nominal":
                memo[key] = labelled.same(scene.people[candidate].name, quote, members)
            if memo[key]:
                prepared.right[-1] = number
                break
    return prepared


def quoted(document, unit, gold, starts):
    """Return the labelled quotation that a passage of the unit is, or None."""
    for passage in unit.passages:
        low, high = labelled.trim(document["text"], passage.start, passage.end)
        at = bisect_left(starts, low - 3)
        if at < len(gold) and abs(gold[at]["start"] - low) < 4 and abs(gold[at]["end"] - high) < 4:
            return gold[at]
    return None


def rows(prepared, speakers, ahead):
    """Return the training rows of the units whose speaker is known.

    Args:
        prepared: the document.
        speakers: the speaker assumed for each unit; negative for nobody.
        ahead: True to count also what a candidate means for the next two turns, as in ranking.

    Returns:
        Pairs of the features of each candidate and the index of the right one.
    """
    choices, recent, found = prepared.choices, (), []
    for index, (choice, right) in enumerate(zip(choices, prepared.right, strict=True)):
        if right is not None and len(choice.candidates) > 1:
            groups = []
            for candidate, static in zip(choice.candidates, choice.static, strict=True):
                group = [
                    *static,
                    *features.recency_features(choice, ranker.recency_rank(candidate, recent)),
                ]
                after = ranker.update_recent(candidate, recent)
                for further in range(index + 1, min(index + 3, len(choices)) if ahead else 0):
                    person = speakers[further]
                    if person >= 0:
                        at = ranker.recency_rank(person, after)
                        group += features.recency_features(choices[further], at)
                        after = ranker.update_recent(person, after)
                groups.append(group)
            found.append((groups, right))
        if speakers[index] >= 0:
            recent = ranker.update_recent(speakers[index], recent)
    return found


def train(examples, kind):
    """Train weights by feature name, in two rounds.

    The first round assumes the right speakers around each unit. The second also uses the speakers
    that the first weights choose: the ranker will meet its own mistakes, and must not trust its
    neighbours too much.
    """
    known = [dict(right_speakers(prepared)) for prepared in examples]
    among = [
        [known.get(index, _first(choice)) for index, choice in enumerate(prepared.choices)]
        for prepared, known in zip(examples, known, strict=True)
    ]
    first = fit(
        [r for pair in zip(examples, among, strict=True) for r in rows(*pair, ahead=False)],
        *LEARNING[kind],
    )
    mixed = []
    for prepared, fixed in zip(examples, known, strict=True):
        for confirmed in ({}, fixed):
            speakers = ranker.best_sequence(prepared.choices, first, confirmed)
            mixed += rows(prepared, speakers, ahead=True)
    return fit(mixed, *LEARNING[kind])


def right_speakers(prepared):
    """Yield unit and speaker where the speaker is known and among the candidates."""
    for index, (choice, right) in enumerate(zip(prepared.choices, prepared.right, strict=True)):
        if right is not None:
            yield index, choice.candidates[right]


def _first(choice):
    return choice.candidates[0] if choice.candidates else -1


def fit(known, decay, rate, epochs):
    """Fit weights that make the right candidates of the rows `known` likely; see `LEARNING`."""
    seen = Counter()
    for names, _ in known:
        seen.update({name for group in names for name in group})
    prepared = [
        ([[name for name in group if seen[name] >= LEAST_SEEN] for group in names], right)
        for names, right in known
    ]
    pull = {name: decay(count) for name, count in seen.items()}
    weights, squares = defaultdict(float), defaultdict(lambda: 1e-2)
    sums: defaultdict[str, float] = defaultdict(float)  # averaged over the later epochs
    generator = random.Random(1)
    for epoch in range(epochs):
        generator.shuffle(prepared)
        for names, right in prepared:
            scores = [sum([weights[name] for name in group]) for group in names]
            top = max(scores)
            exponentials = [math.exp(score - top) for score in scores]
            total = sum(exponentials)
            for number, group in enumerate(names):
                slope = exponentials[number] / total - (number == right)
                for name in group:
                    step = slope + pull[name] * weights[name]
                    squares[name] += step * step
                    weights[name] -= rate * step / math.sqrt(squares[name])
        if epoch >= epochs // 2:
            for name, weight in weights.items():
                sums[name] += weight / (epochs - epochs // 2)
    return {name: round(weight, 2) for name, weight in sums.items() if abs(weight) >= 0.02}


def speech_examples(scene, document):
    """Return passages for the speech classifier, as (feature names, is speech).

    Passages labelled as speech, and passages that nobody labelled; unscored quotations are left
    out.
    """
    gold = [(quote["start"], quote["end"]) for quote in labelled.scored(document)]
    other = [
        labelled.trim(document["text"], quote["start"], quote["end"])
        for quote in document["quotes"]
        if quote["type"] in labelled.UNSCORED
    ]
    rows = []
    for unit in scene.units:
        for passage in unit.passages:
            low, high = labelled.trim(document["text"], passage.start, passage.end)
            if high <= low or any(
                min(high, b) - max(low, a) >= 0.5 * (high - low) for a, b in other
            ):
                continue
            found = any(
                min(high, b) - max(low, a) >= 0.8 * (max(high, b) - min(low, a)) for a, b in gold
            )
            rows.append((suggestions.speech_features(scene, unit, passage), found))
    return rows


def train_speech(rows, epochs=12, rate=0.2, decay=2e-3, bar=0.42):
    """Train the weights of the speech classifier.

    Their sum is above 0 where the probability of speech is above `bar` (the best for F1).
    """
    weights, squares = defaultdict(float), defaultdict(lambda: 1e-2)
    generator = random.Random(1)
    for _ in range(epochs):
        generator.shuffle(rows)
        for names, right in rows:
            score = sum(weights[name] for name in names)
            slope = 1 / (1 + math.exp(-score)) - right
            for name in names:
                step = slope + decay * weights[name]
                squares[name] += step * step
                weights[name] -= rate * step / math.sqrt(squares[name])
    weights["bias"] -= math.log(bar / (1 - bar))
    return {name: round(weight, 2) for name, weight in weights.items()}


def judge_passages(prepared, weights):
    """Yield (group, probability, right) of every labelled passage, under these weights."""
    document, scene, choices = prepared.document, prepared.scene, prepared.choices
    gold = {quote["start"]: quote for quote in labelled.scored(document)}
    members = document.get("cast") or ()
    memo: dict = {}
    for unit, choice, ranked in zip(
        scene.units, choices, ranker.rank_candidates(choices, weights), strict=True
    ):
        for passage in unit.passages:
            quote = gold.get(labelled.trim(document["text"], passage.start, passage.end)[0])
            if not ranked or not quote or not quote.get("speaker") or quote.get("unresolved"):
                continue
            person, probability = ranked[0]
            key = (person, quote["speaker"], (quote.get("mention") or {}).get("kind"))
            if key not in memo:
                memo[key] = labelled.same(scene.people[person].name, quote, members)
            yield suggestions.evidence_group(choice), probability, memo[key]


def calibrate(examples, kind):
    """Return calibration curves by group, from texts that were not trained on (k-fold)."""
    points = defaultdict(list)
    folds = [number % FOLDS for number in range(len(examples))]
    for fold in range(FOLDS):
        weights = train([e for e, n in zip(examples, folds, strict=True) if n != fold], kind)
        for prepared, number in zip(examples, folds, strict=True):
            if number == fold:
                for group, probability, right in judge_passages(prepared, weights):
                    points[group].append((probability, right))
    return {group: isotonic(sorted(pairs)) for group, pairs in points.items()}


def isotonic(pairs, bins=16):
    """Fit a rising curve through (probability, accuracy), by pooling adjacent violators.

    Args:
        pairs: (probability, right), sorted.
        bins: the most points of the curve.
    """
    bins = max(1, min(bins, len(pairs) // 25))
    blocks: list[list[float]] = []
    for number in range(bins):
        part = pairs[number * len(pairs) // bins : (number + 1) * len(pairs) // bins]
        right = sum(hit for _, hit in part)
        blocks.append([sum(p for p, _ in part), float(right), float(len(part))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return [
        (round(total / count, 3), round((right + 0.7) / (count + 1), 3))
        for total, right, count in blocks
    ]


NOTE = "Made by benchmarks/train_speakers.py; not edited by hand."


def model_text(speakers, speeches, curves):
    """Return the model of each kind of text as the JSON of the data file."""
    model = {"note": NOTE}
    for kind in KINDS:
        model[kind] = {
            "speaker": dict(sorted(speakers[kind].items())),
            "speech": dict(sorted(speeches[kind].items())),
            "calibration": dict(sorted(curves[kind].items())),
        }
    return json.dumps(model, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Train on a folder and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="train on the held-back part too")
    parser.add_argument("-o", "--output", type=Path, default=MODEL)
    arguments = parser.parse_args()
    sets = labelled.load(arguments.folder)
    held = labelled.divide(sets)
    examples_of, spoken = defaultdict(list), defaultdict(list)
    for name, documents in sets.items():
        known = among = 0
        for document in documents:
            if held[document["doc_id"]] and not arguments.all:
                continue
            prepared = example(document)
            kind = "NEWS" if prepared.scene.news else "STORY"
            examples_of[kind].append(prepared)
            if name != "litbank":  # where many quotations are not labelled
                spoken[kind] += speech_examples(prepared.scene, document)
            known += prepared.labelled
            among += sum(right is not None for right in prepared.right)
        print(f"{name}: {known} units, speaker among the candidates {among / max(1, known):.3f}")
    speakers = {kind: train(examples_of[kind], kind) for kind in KINDS}
    curves = {kind: calibrate(examples_of[kind], kind) for kind in KINDS}
    speeches = {kind: train_speech(spoken[kind]) for kind in KINDS}
    arguments.output.write_text(model_text(speakers, speeches, curves), "utf-8")


if __name__ == "__main__":
    main()
