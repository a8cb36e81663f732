"""Measure how well highlights follow edits: right, near, wrong and missed, by kind of edit.

    python benchmarks/anchoring.py [TEXT ...] [--kind novel] [--seed 101] [--size 400000] ...
    python benchmarks/anchoring.py --editions OLD NEW [--highlights 2000]
    python benchmarks/anchoring.py --speed

Without texts it invents some. Seeds up to 100 are for choosing thresholds. Reported figures use a
seed above 100, and texts that were not used to choose thresholds. Each row is one edit of one text,
with 500 highlights:

right    attached, both ends within 3 characters of the truth; or left alone and really deleted
near     on the right passage, but an end is further off
wrong    attached elsewhere, or attached although the passage was deleted
missed   orphaned although the passage is there (more than half of its letters)
offered  of the missed, those of which the right place is among the suggestions

A passage may be deleted while a copy of it stays. If the passage with 32 characters on both sides
is exactly once in each text, this cannot be told from a move: it is expected at the copy.

Passages of which a fifth to a half is left are not judged: both answers can be defended. The time
is processor time, for all 500 highlights of an edit together, divided by their number.

With --editions: the same for two editions that people made, files or folders of them. An alignment
of both is the truth. Moved text counts as deleted, unless it is exactly once in each edition with
the same 32 characters on both sides: then it is expected at its new place.

With --speed: how long all highlights of a long text take together, after each kind of edit.

With --plain: any of these as on a machine without edlib.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import anchoring_editions
from anchoring_edits import EDITS, TWINNED, Traced
from anchoring_texts import KINDS

from readerapp.anchoring.anchor import Anchor, make_target, reattach
from readerapp.anchoring.landmarks import make_landmarks
from readerapp.anchoring.lookalikes import add_look_alikes
from readerapp.anchoring.normalize import NormalizedText
from readerapp.core.model import Target

HEAD = f"{'':28}  right   near  wrong  missed   offered       n  ms each"
_SHORTEST = 5000
"""Documents with no more characters than this are left out: people highlight little in them."""

FLANK = 32
"""Characters on both sides of a moved passage, by which it is recognised."""

SPLIT = 1500
"""Surviving characters further apart than this belong to a part that was moved away."""


@dataclass
class Score:
    """The verdicts on the highlights of one or more edits.

    Attributes:
        counts: number of highlights by verdict.
        seconds: processor time.
        targets: number of highlights.
    """

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    targets: int = 0

    def __iadd__(self, other: Score) -> Score:
        self.counts += other.counts
        self.seconds += other.seconds
        self.targets += other.targets
        return self

    def row(self) -> str:
        """Return the row of the table: shares in percent, counts, milliseconds a highlight."""
        n = sum(self.counts[k] for k in ("right", "near", "wrong", "missed")) or 1
        shares = [100 * self.counts[k] / n for k in ("right", "near", "wrong", "missed")]
        offered = f"{self.counts['offered']}/{self.counts['missed']}"
        each = 1000 * self.seconds / max(1, self.targets)
        return (
            "{:7.2f} {:6.2f} {:6.2f} {:7.2f}".format(*shares) + f" {offered:>9} {n:7} {each:8.2f}"
        )


def highlights(text: str, count: int, rng: random.Random) -> list[tuple[int, int]]:
    """Return ranges such as people highlight: some words, a sentence, some sentences, a page.

    Args:
        text: the text.
        count: number of ranges.
        rng: the random generator.

    Returns:
        Half-open ranges in code points.
    """
    dense = sum(c >= "\u2e80" for c in text[:1000]) > 500
    found: list[tuple[int, int]] = []
    while len(found) < count:
        kind, start = rng.random(), rng.randrange(max(1, len(text) - 3000))
        if not dense:
            start = _word_start(text, start)
        if kind < 0.25:
            match = re.compile(r"\w{2,6}" if dense else r"\S+(?:\s+\S+){0,2}").match(text, start)
        elif kind < 0.75:
            match = re.compile(r"[^.!?。]{15,400}[.!?。]").match(text, start)
        elif kind < 0.95:
            match = re.compile(r"(?s).{200,900}?[.!?。]").match(text, start)
        else:
            match = re.compile(r"(?s).{1000,2200}?[.!?。]").match(text, start)
        if match and text[match.start()].isalnum():
            start, end = match.span()
            while kind < 0.25 and end > start + 1 and not text[end - 1].isalnum():
                end -= 1
            found.append((start, end))
    return found


def _word_start(text: str, at: int) -> int:
    while at < len(text) and not (text[at - 1].isspace() and text[at].isalnum()):
        at += 1
    return at


class Truth:
    """Where the characters of the old text are in the new one."""

    def __init__(self, old: str, new: Traced, *, editions: bool = False) -> None:
        self.old, self.new, self.editions = old, new.text, editions
        self.normalized = NormalizedText(old), NormalizedText(new.text)
        self.new_offset = {o: at for at, o in enumerate(new.origins) if not new.text[at].isspace()}

    def extent(self, start: int, end: int) -> tuple[int, int] | str | None:
        """Return where a passage is now.

        Returns:
            Its range in the new text, None if it was deleted, "unclear" in between.
        """
        letters = [at for at in range(start, end) if self.old[at].isalnum()]
        share = sum(at in self.new_offset for at in letters) / max(1, len(letters))
        unsure = share <= 0.2 or (self.editions and share < 1)
        if unsure and (there := self._moved(start, end)):
            return there
        if share <= 0.2:
            return None
        if share < 0.5:
            return "unclear"
        offsets = sorted(self.new_offset[at] for at in range(start, end) if at in self.new_offset)
        runs = [[offsets[0]]]
        for at in offsets[1:]:
            if at - runs[-1][-1] > SPLIT:
                runs.append([])
            runs[-1].append(at)
        run = max(runs, key=len)
        return run[0], run[-1] + 1

    def _moved(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where the range is now, found by the text on both sides of it.

        None unless both normalised texts have the range with this context exactly once.
        """
        old, new = self.normalized
        first, last = old.to_normalized(start), old.to_normalized(end)
        whole = old.text[max(0, first - FLANK) : last + FLANK]
        if first < FLANK or last + FLANK > len(old.text) or old.text.count(whole) != 1:
            return None
        if new.text.count(whole) != 1:
            return None
        at = new.text.index(whole) + FLANK
        return new.raw_range(at, at + last - first)

    def verdict(self, start: int, end: int, anchor: Anchor) -> str:
        """Judge an anchor: right, near, wrong, missed or unclear."""
        extent = self.extent(start, end)
        if isinstance(extent, str):
            return extent
        if anchor.state == "orphaned":
            return "right" if extent is None else "missed"
        if extent is None:
            return "wrong"
        if abs(anchor.start - extent[0]) <= 3 and abs(anchor.end - extent[1]) <= 3:
            return "right"
        return "near" if anchor.start < extent[1] and anchor.end > extent[0] else "wrong"

    def is_suggested(self, start: int, end: int, anchor: Anchor) -> bool:
        """Return True if the right place of a missed passage is among the suggestions."""
        extent = self.extent(start, end)
        assert isinstance(extent, tuple)
        return any(s < extent[1] and e > extent[0] for s, e, _ in anchor.suggestions)


def measure(
    old: str,
    ranges: list[tuple[int, int]],
    targets: list[Target],
    marks: tuple[tuple[str, int], ...],
    truth: Truth,
    show: int,
) -> Score:
    """Return the score of one edit.

    Args:
        old: the text before the edit.
        ranges: the highlights in it.
        targets: their targets.
        marks: the landmarks of the old text.
        truth: where the passages are after the edit.
        show: number of failures to print.
    """
    began = time.process_time()
    anchors = reattach(truth.new, targets, unchanged=False, landmarks=marks)
    score = Score(seconds=time.process_time() - began, targets=len(targets))
    for (start, end), anchor in zip(ranges, anchors, strict=True):
        verdict = truth.verdict(start, end, anchor)
        score.counts[verdict] += 1
        offered = verdict == "missed" and truth.is_suggested(start, end, anchor)
        score.counts["offered"] += offered
        if verdict in ("near", "wrong", "missed") and show:
            show -= 1
            extent = truth.extent(start, end)
            now = extent if isinstance(extent, tuple) else (0, 0)
            print(f"    {verdict}: {anchor.state} {anchor.reason}")
            print(f"      was {brief(old, start, end)}")
            print(f"      now {brief(truth.new, *now)}")
            print(f"      got {brief(truth.new, anchor.start, anchor.end)}")
    return score


def brief(text: str, start: int, end: int) -> str:
    """Return the beginning and the end of a range, as Python writes them."""
    return f"{text[start : min(end, start + 60)]!r} … {text[max(start, end - 30) : end]!r}"


def make_targets(text: str, ranges: list[tuple[int, int]]) -> list[Target]:
    """Return the targets of ranges, with their look-alikes."""
    return add_look_alikes(text, [make_target(text, start, end) for start, end in ranges])


def run(name: str, text: str, options: argparse.Namespace) -> tuple[Score, dict[str, Score]]:
    """Measure all edits of one text and print them; return the sum, and each score by name."""
    rng = random.Random(f"{name} {options.seed}")
    ranges = highlights(text, options.highlights, rng)
    began = time.process_time()
    targets, text_landmarks = make_targets(text, ranges), make_landmarks(text)
    spent = time.process_time() - began
    print(f"\n{name}: {len(text):,} characters, seed {options.seed}")
    print(f"targets, twins and landmarks: {spent:.2f} s")
    print(HEAD)
    total, by_edit = Score(), {}
    for title, edit in {**EDITS, **TWINNED}.items():
        if options.only and options.only not in title:
            continue
        rng = random.Random(f"{title} {options.seed}")
        if isinstance(edit, tuple):
            source = edit[0](Traced.of(text), rng)
            at = {origin: here for here, origin in enumerate(source.origins) if origin >= 0}
            base = source.text
            spans = [(at[start], at[end - 1] + 1) for start, end in ranges]
            base_targets, landmarks, change = (
                make_targets(base, spans),
                make_landmarks(base),
                edit[1],
            )
        else:
            base, spans, base_targets, landmarks, change = (
                text,
                ranges,
                targets,
                text_landmarks,
                edit,
            )
        truth = Truth(base, change(Traced.of(base), rng))
        score = measure(base, spans, base_targets, landmarks, truth, options.show)
        print(f"{title:28}{score.row()}", flush=True)
        by_edit[title] = score
        total += score
    print(f"{'all':28}{total.row()}")
    return total, by_edit


def editions(old: Path, new: Path, options: argparse.Namespace) -> None:
    """Measure how highlights in the old edition of each document are found in the new one."""
    texts = [pair for pair in anchoring_editions.pairs(old, new) if len(pair[1]) > _SHORTEST]
    size = sum(len(before) for _, before, _ in texts)
    total = Score()
    print(f"{len(texts)} documents, {size:,} characters, seed {options.seed}\n{HEAD}")
    for name, before, after in texts:
        count = round(options.highlights * len(before) / size)
        ranges = highlights(before, count, random.Random(f"{name} {options.seed}"))
        truth = Truth(before, anchoring_editions.align(before, after), editions=True)
        targets = make_targets(before, ranges)
        total += measure(before, ranges, targets, make_landmarks(before), truth, options.show)
    print(f"{'from one to the other':28}{total.row()}")


def speed(seed: int) -> None:
    """Measure the time to re-anchor all highlights, with ever longer texts and more highlights."""
    print(f"{'edit':28}  characters  highlights  seconds  attached")
    for size, count in ((1_000_000, 500), (1_000_000, 10_000), (10_000_000, 100_000)):
        text = KINDS["novel"](random.Random(f"novel {seed}"), size)
        ranges = highlights(text, count, random.Random(seed))
        targets, landmarks = make_targets(text, ranges), make_landmarks(text)
        for title in ("4 % of words", "new edition"):
            new = EDITS[title](Traced.of(text), random.Random(seed)).text
            began = time.process_time()
            anchors = reattach(new, targets, unchanged=False, landmarks=landmarks)
            spent = time.process_time() - began
            share = sum(anchor.state != "orphaned" for anchor in anchors) / count
            print(f"{title:28}  {size:10,}  {count:10,}  {spent:7.2f}  {share:8.1%}", flush=True)


def main() -> None:
    """Run the measurement that the options choose."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", nargs="*", type=Path, help="text files (UTF-8) to use as they are")
    parser.add_argument(
        "--kind", action="append", choices=KINDS, help="invent this kind of text (default: all)"
    )
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--editions", nargs=2, type=Path, metavar=("OLD", "NEW"))
    parser.add_argument("--speed", action="store_true", help="only how long it takes")
    parser.add_argument("--size", type=int, default=400_000, help="characters of an invented text")
    parser.add_argument("--highlights", type=int, default=500)
    parser.add_argument("--only", help="only edits whose name contains this")
    parser.add_argument("--plain", action="store_true", help="without edlib")
    parser.add_argument("--show", type=int, default=0, help="print so many failures of each row")
    options = parser.parse_args()
    if options.plain:
        sys.modules["edlib"] = None  # type: ignore[assignment]
    if options.speed:
        speed(options.seed)
        return
    if options.editions:
        editions(*options.editions, options)
        return
    texts = {p.name: p.read_text(encoding="utf-8-sig") for p in options.texts}
    kinds = options.kind or ([] if options.texts else list(KINDS))
    texts |= {k: KINDS[k](random.Random(f"{k} {options.seed}"), options.size) for k in kinds}
    everything, by_edit = Score(), {}
    for name, text in texts.items():
        total, each = run(name, text, options)
        everything += total
        for title, score in each.items():
            by_edit.setdefault(title, Score())
            by_edit[title] += score
    if len(texts) > 1:
        print(f"\nall texts\n{HEAD}")
        for title, score in by_edit.items():
            print(f"{title:28}{score.row()}")
        print(f"{'all':28}{everything.row()}")


if __name__ == "__main__":
    main()
