"""Score quotation detection and speaker attribution on labelled JSONL files, and measure speed.

usage: python -m benchmarks.speakers FOLDER [--part held|dev|all] [--tenths] [--json]

For each set: F1 of the quotations found (overlap of 0.8 or more); accuracy of the speaker of a
found quotation (the first candidate, and any of the first three); F1 end to end; the tier with a
confidence of 0.9 or more (its share, its accuracy); the greatest difference between confidence and
accuracy in any tenth that holds 50 quotations; characters a second (process time).
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks import labelled
from readerapp.speakers import SPEECH, suggest


def measure(documents):
    """Return the figures of one set."""
    gold = found = predicted = named = right = right3 = end_to_end = characters = 0
    seconds = 0.0
    judged = []
    for document in documents:
        text, members = document["text"], document.get("cast") or ()
        began = time.process_time()
        suggestions = [one for one in suggest(text) if one.kind in SPEECH]
        seconds += time.process_time() - began
        characters += len(text)
        quotes = list(labelled.scored(document))
        gold += len(quotes)
        pairs = match(text, quotes, suggestions)
        found += len(pairs)
        predicted += len(pairs) + strays(document, suggestions, pairs)
        for number, quote in pairs.items():
            if not quote.get("speaker") or quote.get("unresolved"):
                end_to_end += 1
                continue
            first = [c.name for c in suggestions[number].candidates[:3]]
            hits = [labelled.same(name, quote, members) for name in first]
            named += 1
            right += bool(hits and hits[0])
            right3 += any(hits)
            end_to_end += bool(hits and hits[0])
            judged.append((suggestions[number].confidence, bool(hits and hits[0])))
    tier = [hit for confidence, hit in judged if confidence >= 0.9]
    return {
        "quotations": gold,
        "detection": f1(found, predicted, gold),
        "speaker": right / max(1, named),
        "first three": right3 / max(1, named),
        "end to end": f1(end_to_end, predicted, gold),
        "tier share": len(tier) / max(1, len(judged)),
        "tier right": sum(tier) / max(1, len(tier)),
        "miscalibration": miscalibration(judged),
        "tenths": list(tenths(judged)),
        "million characters a second": characters / max(seconds, 1e-9) / 1e6,
    }


def match(text, quotes, suggestions):
    """Match suggestions to labelled quotations, the best overlap first.

    Returns:
        The labelled quotation for each number of a matched suggestion.
    """
    overlaps = []
    spans = [labelled.trim(text, s.start, s.end) for s in suggestions]
    begin = 0
    for which, quote in enumerate(quotes):
        while begin < len(spans) and spans[begin][1] <= quote["start"] - 20_000:
            begin += 1
        for number in range(begin, len(spans)):
            low, high = spans[number]
            if low >= quote["end"]:
                break
            shared = min(high, quote["end"]) - max(low, quote["start"])
            whole = max(high, quote["end"]) - min(low, quote["start"])
            if shared >= 0.8 * whole:
                overlaps.append((shared / whole, number, which))
    pairs, taken = {}, set()
    for _, number, which in sorted(overlaps, reverse=True):
        if number not in pairs and which not in taken:
            pairs[number] = quotes[which]
            taken.add(which)
    return pairs


def strays(document, suggestions, pairs):
    """Count the suggestions that match nothing, except those on quotations that do not count."""
    other = [
        labelled.trim(document["text"], quote["start"], quote["end"])
        for quote in document["quotes"]
        if quote["type"] in labelled.UNSCORED
    ]
    count = 0
    for number, suggestion in enumerate(suggestions):
        low, high = labelled.trim(document["text"], suggestion.start, suggestion.end)
        ignored = any(min(high, b) - max(low, a) >= 0.5 * (high - low) for a, b in other)
        count += number not in pairs and not ignored
    return count


def f1(hits, predicted, gold):
    """Return the F1 score."""
    return 2 * hits / max(1, predicted + gold)


def tenths(judged):
    """Split judged quotations by confidence into tenths.

    Yields:
        (tenth, quotations, mean confidence, accuracy) for every tenth that has any.
    """
    parts = {}
    for confidence, hit in judged:
        parts.setdefault(min(9, int(confidence * 10)), []).append((confidence, hit))
    for tenth, part in sorted(parts.items()):
        count = len(part)
        yield tenth, count, sum(c for c, _ in part) / count, sum(h for _, h in part) / count


def miscalibration(judged, least=50):
    """Return the greatest difference between confidence and accuracy in any tenth.

    Tenths with fewer than `least` quotations do not count.
    """
    return max((abs(c - h) for _, count, c, h in tenths(judged) if count >= least), default=0.0)


def main() -> None:
    """Print the figures of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=("held", "dev", "all"), default="held")
    parser.add_argument("--tenths", action="store_true", help="confidence, tenth by tenth")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    sets = labelled.load(arguments.folder)
    held = labelled.divide(sets)
    results = {}
    for name, documents in sets.items():
        part = [
            document
            for document in documents
            if arguments.part == "all" or held[document["doc_id"]] == (arguments.part == "held")
        ]
        results[name] = measure(part)
        if not arguments.json:
            figures = "  ".join(
                f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}"
                for key, value in results[name].items()
                if key != "tenths"
            )
            print(f"{name}: {figures}")
            if arguments.tenths:
                for tenth, count, sure, right in results[name]["tenths"]:
                    print(f"  {tenth / 10:.1f}: {count:5}  said {sure:.3f}  right {right:.3f}")
    if arguments.json:
        print(json.dumps(results))


if __name__ == "__main__":
    main()
