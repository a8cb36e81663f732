"""Train `readerapp/speakers/data/ranker_model.json` on a folder of labelled JSONL files.

usage: python -m benchmarks.train_speakers FOLDER [--judge FILE] [--sets NAME,NAME] [--cross]
           [--all] [--tenths] [--errors N] [-o FILE]

One conditional logit for each kind of text (stories, news) is trained on the development part only
(see `labelled.is_unseen`) unless --all is given. --cross trains on all but a fifth of the documents
and prints the figures of that fifth, five times: features and weights are chosen by these. Only
numbers are written, nothing of the texts. Needs numpy.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy

from benchmarks import labelled, speakers
from readerapp.speakers import SURE, features, ranker, speech_signs, suggestions
from readerapp.speakers.attribution_input import AttributionInput, build_input

KINDS = ("STORY", "NEWS")
MODEL = Path("readerapp/speakers/data/ranker_model.json")
# Weight decay as a function of how often the feature was seen. Stories are many turns of few books:
# a frequent feature may still be one author's habit, so it decays like a rare one. News are few
# quotations of many writers.
DECAY = {"STORY": lambda seen: 1.0 + 3.0e-3 * seen, "NEWS": lambda seen: 3.0 + 0 * seen}
# The least share that is right in each work, for what is called sure. In cross-validation of .90,
# .92 and the standard deviation between works in place of a bar, .92 cost least cover where most
# works keep the promise of .95.
LEAST_SHARE = 0.92
LEAST_POINTS = 20  # units of a work in a block; of fewer the share is chance
LEAST_SEEN = 4  # a feature seen in fewer units tells about those texts, not about language
OTHER_LANGUAGES = ("dewikinews", "french")
FULL_DOCUMENT = 400  # units; longer documents count as much, or one book would decide everything


@dataclass
class Example:
    """A prepared document.

    Attributes:
        document: the labelled document.
        scene: the preprocessed text.
        choices: the candidates of each unit, with their features.
        right: for each unit the indices of the right candidates; None if it is not known.
        spoken: passages for the speech classifier.
    """

    document: labelled.Document
    scene: AttributionInput
    choices: list[features.CandidateFeatures]
    right: list[tuple[int, ...] | None] = field(default_factory=list)
    spoken: list[tuple[list[str], bool]] = field(default_factory=list)

    @property
    def kind(self):
        """Return the kind of text."""
        return "NEWS" if self.scene.news else "STORY"


def example(document, judge):
    """Prepare a document: its choices, and which candidates are right where that is known."""
    scene = build_input(document["text"])
    prepared = Example(document, scene, features.candidate_features(scene))
    gold = sorted(labelled.scored(document, judge), key=lambda quote: quote["start"])
    starts = [quote["start"] for quote in gold]
    memo: dict = {}
    for unit, choice in zip(scene.units, prepared.choices, strict=True):
        quote = quoted(document, unit, gold, starts, judge)
        if quote is None or not labelled.is_known(quote, judge):
            prepared.right.append(None)
            continue
        right = []
        for number, candidate in enumerate(choice.candidates):
            key = (candidate, quote["speaker"])
            if key not in memo or (quote.get("mention") or {}).get("kind") == "nominal":
                name = scene.people[candidate].name
                memo[key] = labelled.same(name, quote, document, judge)
            if memo[key]:
                right.append(number)
        prepared.right.append(tuple(right))
    return prepared


def quoted(document, unit, gold, starts, judge):
    """Return the labelled quotation that a passage of the unit is, or None."""
    for passage in unit.passages:
        low, high = judge.trim(document["text"], passage.start, passage.end)
        at = bisect_left(starts, low - 3)
        if at < len(gold) and abs(gold[at]["start"] - low) < 4 and abs(gold[at]["end"] - high) < 4:
            return gold[at]
    return None


def rows(prepared, among, ahead):
    """Return the training rows of the units whose speaker is known.

    Args:
        prepared: the document.
        among: the speaker assumed for each unit; negative for nobody.
        ahead: True to count also what a candidate means for the next two turns, as in ranking.

    Returns:
        Triples of the features of each candidate, the indices of the right ones, and the weight.
    """
    choices, recent, found = prepared.choices, (), []
    known = sum(1 for right in prepared.right if right)
    weight = min(1.0, FULL_DOCUMENT / max(1, known)) ** 0.5
    for index, (choice, right) in enumerate(zip(choices, prepared.right, strict=True)):
        if right and len(choice.candidates) > len(right):
            groups = []
            for candidate, static in zip(choice.candidates, choice.static, strict=True):
                group = [
                    *static,
                    *features.recency_features(choice, ranker.recency_rank(candidate, recent)),
                ]
                after = ranker.update_recent(candidate, recent)
                for further in range(index + 1, min(index + 3, len(choices)) if ahead else 0):
                    person = among[further]
                    if person >= 0:
                        at = ranker.recency_rank(person, after)
                        group += features.recency_features(choices[further], at)
                        after = ranker.update_recent(person, after)
                groups.append(group)
            found.append((groups, right, weight))
        if among[index] >= 0:
            recent = ranker.update_recent(among[index], recent)
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
        DECAY[kind],
    )
    mixed = []
    for prepared, fixed in zip(examples, known, strict=True):
        for confirmed in ({}, fixed):
            chosen = ranker.best_sequence(prepared.choices, first, confirmed)
            mixed += rows(prepared, chosen, ahead=True)
    return fit([(groups, right, weight / 2) for groups, right, weight in mixed], DECAY[kind])


def right_speakers(prepared):
    """Yield unit and speaker where the speaker is known and among the candidates."""
    for index, (choice, right) in enumerate(zip(prepared.choices, prepared.right, strict=True)):
        if right:
            yield index, choice.candidates[right[0]]


def _first(choice):
    return choice.candidates[0] if choice.candidates else -1


def fit(known, decay, rounds=80):
    """Fit weights that make the right candidates of the rows `known` likely; see `DECAY`."""
    seen = Counter()
    for names, _, _ in known:
        seen.update({name for group in names for name in group})
    index = {
        name: n for n, name in enumerate(sorted(k for k, v in seen.items() if v >= LEAST_SEEN))
    }
    unused = len(index)  # the number of all rarer features, whose weight stays 0
    ids, lengths, sizes, is_right, importance = [], [], [], [], []
    for names, right, weight in known:
        sizes.append(len(names))
        importance.append(weight)
        for number, group in enumerate(names):
            ids += [index.get(name, unused) for name in group]
            lengths.append(len(group))
            is_right.append(number in right)
    ids, lengths = numpy.array(ids, dtype=numpy.int32), numpy.array(lengths)
    sizes, is_right = numpy.array(sizes), numpy.array(is_right, dtype=float)
    importance = numpy.array(importance)
    group_starts = numpy.concatenate([[0], numpy.cumsum(lengths)[:-1]])
    unit_starts = numpy.concatenate([[0], numpy.cumsum(sizes)[:-1]])
    pull = numpy.array([decay(seen[name]) for name in index] + [0.0])

    def loss(weights):
        scores = numpy.add.reduceat(weights[ids], group_starts)
        scores -= numpy.repeat(numpy.maximum.reduceat(scores, unit_starts), sizes)
        exponentials = numpy.exp(scores)
        totals = numpy.add.reduceat(exponentials, unit_starts)
        hits = numpy.maximum(numpy.add.reduceat(exponentials * is_right, unit_starts), 1e-30)
        value = float((importance * (numpy.log(totals) - numpy.log(hits))).sum())
        slopes = exponentials / numpy.repeat(totals, sizes)
        slopes -= exponentials * is_right / numpy.repeat(hits, sizes)
        slopes *= numpy.repeat(importance, sizes)
        slope = numpy.bincount(ids, numpy.repeat(slopes, lengths), unused + 1)
        slope[unused] = 0.0
        return value + 0.5 * float((pull * weights**2).sum()), slope + pull * weights

    weights = minimise(loss, numpy.zeros(unused + 1), rounds)
    return {
        name: round(float(weights[n]), 2) for name, n in index.items() if abs(weights[n]) >= 0.02
    }


def minimise(loss, start, rounds, memory=8):
    """Return the vector at which a smooth convex function is least (L-BFGS).

    Args:
        loss: returns value and gradient at a vector.
        start: where to begin.
        rounds: the most steps.
        memory: the number of earlier steps that estimate the curvature.

    Source: Nocedal, "Updating quasi-Newton matrices with limited storage", 1980.
    """
    here = start
    value, slope = loss(here)
    history: list = []
    for _ in range(rounds):
        way, factors = -slope, []
        for step, change, scale in reversed(history):
            factor = scale * (step @ way)
            factors.append(factor)
            way = way - factor * change
        if history:
            step, change, scale = history[-1]
            way = way / (scale * (change @ change))
        for (step, change, scale), factor in zip(history, reversed(factors), strict=True):
            way = way + step * (factor - scale * (change @ way))
        length = 1.0 if history else 1.0 / max(1.0, float(numpy.abs(slope).sum()))
        descent = float(way @ slope)
        while True:
            there = here + length * way
            value_there, slope_there = loss(there)
            if value_there <= value + 1e-4 * length * descent or length < 1e-8:
                break
            length /= 2
        step, change = there - here, slope_there - slope
        done = value - value_there < 1e-5 * abs(value)
        here, value, slope = there, value_there, slope_there
        if step @ change > 1e-10:
            history = [*history[1 - memory :], (step, change, 1.0 / (step @ change))]
        if done:
            break
    return here


def speech_examples(scene, document, judge):
    """Return passages for the speech classifier, as (feature names, is speech).

    Passages labelled as speech, and passages that nobody labelled; unscored quotations are left
    out.
    """
    gold = [(quote["start"], quote["end"]) for quote in labelled.scored(document, judge)]
    other = labelled.unscored(document, judge)
    found = []
    for unit in scene.units:
        for passage in unit.passages:
            low, high = judge.trim(document["text"], passage.start, passage.end)
            if high <= low or any(
                min(high, b) - max(low, a) >= 0.5 * (high - low) for a, b in other
            ):
                continue
            is_gold = any(
                min(high, b) - max(low, a) >= 0.8 * (max(high, b) - min(low, a)) for a, b in gold
            )
            found.append((speech_signs.speech_features(scene, unit, passage), is_gold))
    return found


def train_speech(known, epochs=12, rate=0.2, decay=2e-3, bar=0.42):
    """Train the weights of the speech classifier.

    Their sum is above 0 where the probability of speech is above `bar` (the best for F1).
    """
    known = list(known)
    weights, squares = defaultdict(float), defaultdict(lambda: 1e-2)
    generator = random.Random(1)
    for _ in range(epochs):
        generator.shuffle(known)
        for names, right in known:
            score = sum(weights[name] for name in names)
            slope = 1 / (1 + math.exp(-score)) - right
            for name in names:
                step = slope + decay * weights[name]
                squares[name] += step * step
                weights[name] -= rate * step / math.sqrt(squares[name])
    weights["bias"] -= math.log(bar / (1 - bar))
    return {name: round(weight, 2) for name, weight in weights.items() if abs(weight) >= 0.02}


def judge_units(prepared, weights, judge):
    """Yield (group, probability, right, work, fifth) for each unit with a labelled passage.

    A unit counts once: seventeen paragraphs of one tale are one decision, right or wrong together.
    """
    document, scene, choices = prepared.document, prepared.scene, prepared.choices
    gold = {quote["start"]: quote for quote in labelled.scored(document, judge)}
    work, part = labelled.work(document), labelled.fold(document)
    memo: dict = {}
    for unit, choice, ranked in zip(
        scene.units, choices, ranker.rank_candidates(choices, weights), strict=True
    ):
        for passage in unit.passages:
            quote = gold.get(judge.trim(document["text"], passage.start, passage.end)[0])
            if not ranked or not quote or not labelled.is_known(quote, judge):
                continue
            person, probability = ranked[0]
            key = (person, quote["speaker"], (quote.get("mention") or {}).get("kind"))
            if key not in memo:
                memo[key] = labelled.same(scene.people[person].name, quote, document, judge)
            yield suggestions.evidence_group(choice), probability, memo[key], work, part
            break


def isotonic(points, bins=16):
    """Fit a rising curve through (probability, accuracy), by pooling adjacent violators.

    Books differ: of suggestions that are right .97 of the time over all books, .90 may be right in
    one. What is called sure must be so everywhere, so a block of the curve stays below `SURE` if
    one work, or one fifth of the short documents, has fewer right ones than `LEAST_SHARE`.

    Args:
        points: (probability, right, work, fifth), sorted.
        bins: the most blocks of the curve.

    Returns:
        A point (mean probability, share that is right) for each block.
    """
    bins = max(1, min(bins, len(points) // 25))
    blocks: list[list[tuple]] = []
    for number in range(bins):
        blocks.append(points[number * len(points) // bins : (number + 1) * len(points) // bins])
        while len(blocks) > 1 and share_right(blocks[-2]) >= share_right(blocks[-1]):
            last = blocks.pop()
            blocks[-1] = blocks[-1] + last
    curve, least = [], 0.0
    for block in blocks:
        share = (sum(point[1] for point in block) + 0.7) / (len(block) + 1)
        if least_share(block) < LEAST_SHARE:
            share = min(share, SURE - 0.01)
        least = max(least, share)
        curve.append((round(sum(point[0] for point in block) / len(block), 3), round(least, 3)))
    return curve


def share_right(points):
    """Return the share of points that are right."""
    return sum(point[1] for point in points) / len(points)


def least_share(block):
    """Return the least share that is right of a work, or of the other documents of a fifth."""
    works, fifths = defaultdict(list), defaultdict(list)
    for point in block:
        works[point[2]].append(point)
    for own in works.values():
        if len(own) < LEAST_POINTS:
            fifths[own[0][3]] += own
    apart = [*works.values(), *fifths.values()]
    return min((share_right(own) for own in apart if len(own) >= LEAST_POINTS), default=1.0)


def curves_of(judged):
    """Return calibration curves by group, from what `judge_units` yields of unseen units."""
    points = defaultdict(list)
    for group, *point in judged:
        points[group].append(tuple(point))
    return {group: isotonic(sorted(own)) for group, own in points.items()}


NOTE = "Made by benchmarks/train_speakers.py; not edited by hand."


def model_text(models):
    """Return the model of each kind of text as the JSON of the data file."""
    data = {"note": NOTE}
    for kind, model in models.items():
        data[kind] = {
            "speaker": dict(sorted(model.speaker.items())),
            "speech": dict(sorted(model.speech.items())),
            "calibration": dict(sorted(model.calibration.items())),
        }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def cross_train(own, kind, judge):
    """Train on all but a fifth of the documents of a kind, five times.

    Returns:
        By the number of the fifth: the weights of speakers and of speech, and the judged units
        of that fifth.
    """
    weights, judged = {}, defaultdict(list)
    for part in range(labelled.FOLDS):
        seen = [prepared for prepared in own if labelled.fold(prepared.document) != part]
        speaker = train(seen, kind)
        weights[part] = speaker, train_speech(row for each in seen for row in each.spoken)
        for prepared in own:
            if labelled.fold(prepared.document) == part:
                judged[part] += judge_units(prepared, speaker, judge)
    return weights, judged


def train_models(examples, judge):
    """Return a model for each kind of text, with confidence from cross-validation."""
    models = {}
    for kind in KINDS:
        own = [prepared for prepared in examples if prepared.kind == kind]
        _, judged = cross_train(own, kind, judge)
        models[kind] = ranker.RankerModel(
            train(own, kind),
            train_speech(row for prepared in own for row in prepared.spoken),
            curves_of(row for part in judged.values() for row in part),
        )
    return models


def models_without(examples, judge):
    """Return the models by kind of text and fifth, each trained without that fifth's documents."""
    models = {}
    for kind in KINDS:
        own = [prepared for prepared in examples if prepared.kind == kind]
        weights, judged = cross_train(own, kind, judge)
        for part, (speaker, speech) in weights.items():
            others = [row for other in judged if other != part for row in judged[other]]
            models[kind, part] = ranker.RankerModel(speaker, speech, curves_of(others))
    return models


def tally_crossed(examples, judge):
    """Return the counts of each set, every document with the model trained without it."""
    models = models_without(examples, judge)
    crossed = defaultdict(speakers.Tally)
    for prepared in examples:
        model = models[prepared.kind, labelled.fold(prepared.document)]
        crossed[prepared.document["set"]].add(
            speakers.tally(prepared.document, judge, lambda _, p=prepared, m=model: _say(p, m))
        )
    return dict(crossed)


def _say(prepared, model):
    return suggestions.suggestions_in(prepared.scene, prepared.choices, model, {}, {})


def prepare(sets, judge, everything):
    """Return the examples of the sets; print how often the speaker is among the candidates."""
    examples = []
    for name, documents in sets.items():
        known = among = 0
        for document in documents:
            if name in OTHER_LANGUAGES or (labelled.is_unseen(document) and not everything):
                continue
            document["set"] = name
            prepared = example(document, judge)
            if name != "litbank":  # where many quotations are not labelled
                prepared.spoken = speech_examples(prepared.scene, document, judge)
            examples.append(prepared)
            known += sum(1 for right in prepared.right if right is not None)
            among += sum(1 for right in prepared.right if right)
        if known:
            print(f"{name}: {known} units, speaker among the candidates {among / known:.3f}")
    return examples


def main() -> None:
    """Train on a folder and write the model, or print the figures of cross-validation."""
    parser = argparse.ArgumentParser(description=__doc__)
    speakers.add_data_arguments(parser)
    parser.add_argument("--cross", action="store_true", help="print figures and write nothing")
    parser.add_argument("--all", action="store_true", help="train on the unseen part too")
    parser.add_argument("--tenths", action="store_true", help="confidence, tenth by tenth")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each set")
    parser.add_argument("-o", "--output", type=Path, default=MODEL)
    arguments = parser.parse_args()
    sets, judge = speakers.read_data(arguments)
    examples = prepare(sets, judge, arguments.all)
    if not arguments.cross:
        arguments.output.write_text(model_text(train_models(examples, judge)), "utf-8")
        return
    known = tally_crossed(examples, judge)
    speakers.print_table(speakers.with_groups(known), arguments.tenths)
    generator = random.Random(0)
    for counted in known.values():
        errors = counted.errors
        print(*generator.sample(errors, min(arguments.errors, len(errors))), sep="\n")


if __name__ == "__main__":
    main()
