"""Score the check of quotations: 500 quotations with a known truth, in drafts that are really read.

usage: python -m benchmarks.quotations [PATH...] [--part dev|held|all] [--seed N] [--show]

Quotations are taken from long texts, edited by rules of which the verdict is known, and written
into drafts with quotation marks and attributions; the drafts go through `list_quotations` and
`check_quotations` like those of a person. PATH is a file of any format, a folder, or a .jsonl file
of labelled texts (see `labelled.py`); without one, the sample documents and invented transcripts
serve. The texts are divided: every third is held out (`--part held`), to check figures with.

Printed are the confusion table, the verdicts that are right by rule, places that are right, and the
speakers that agree, differ or are not known. The exit code is 1 if fewer than 97 % of the verdicts
or 99 % of the places are right, or if an altered or invented quotation is called verbatim or the
same words.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import textwrap
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import quotation_rules, quotation_texts
from benchmarks.quotation_rules import Case
from benchmarks.quotation_texts import Source
from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.verification.checker import VERDICTS, QuotationCheck, check_quotations
from readerapp.verification.draft import list_quotations
from readerapp.verification.source_index import SourceIndex

_LEAST = 3_000
"""Code points of the shortest text that quotations are taken from."""
_MOST_SOURCES = 150
_PER_DRAFT = 250
_SAMPLES = Path(__file__).resolve().parent.parent / "sample_docs"


def read_texts(paths: Sequence[str], folder: Path) -> list[Source]:
    """Return the long texts at `paths`; those of .jsonl files are written into `folder`."""
    found: list[Source] = []
    files = [
        file
        for path in map(Path, paths)
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
    ]
    for file in files:
        if not file.is_file() or file.name == "expected.html":
            continue
        if file.suffix == ".jsonl":
            for number, line in enumerate(file.read_text("utf-8").splitlines()):
                record = json.loads(line)
                target = folder / f"{file.stem}-{number}.txt"
                target.write_text(record["text"], encoding="utf-8")
                found.append(Source(str(target), record["text"], quotes=record["quotes"]))
            continue
        try:
            found.append(Source(str(file), documents.open(str(file)).text.whole()))
        except ReaderError:
            continue
    return [one for one in found if len(one.text) >= _LEAST]


def choose_texts(texts: Sequence[Source], part: str) -> list[Source]:
    """Return the texts of a part of the benchmark: every third is held out."""
    chance = random.Random(5)
    order = [*texts]
    chance.shuffle(order)
    if part == "all" or len(order) < 6:
        return order
    return [one for number, one in enumerate(order) if (number % 3 == 1) == (part == "held")]


def write_draft(cases: Sequence[Case], chance: random.Random, path: Path) -> list[Case]:
    """Write a draft with the quotations, and return them with their offsets in it."""
    pieces: list[str] = ["What they said\n\n"]
    length = len(pieces[0])
    placed = []
    for case in cases:
        before, after = chance.choice(_FRAMES).split("*")
        name = case.speaker or chance.choice(_NOBODY)
        before, after = before.replace("NAME", name), after.replace("NAME", name)
        mark = chance.choice(_MARKS)
        if any(sign in case.words for sign in mark):
            mark = next(one for one in _MARKS if not any(sign in case.words for sign in one))
        words = case.words
        if after.startswith(",") and words[-1:] in (".", ","):  # house style: "We vote," she said
            words = words[:-1] + ","
            after = after[1:]
        opening, closing = mark
        written = words.replace("\n\n", f"\n\n{opening}")
        start = length + len(before) + len(opening)
        piece = f"{before}{opening}{written}{closing}{after}\n\n"
        pieces.append(piece)
        length += len(piece)
        placed.append(replace(case, start=start, end=start + len(written)))
    path.write_text("".join(pieces), encoding="utf-8")
    return placed


_MARKS = ("“”", '""', "«»", "„“")
_FRAMES = (
    "*, said NAME.",
    "*, NAME said on Tuesday.",
    "NAME told the committee: *",
    "NAME said: * Nobody replied.",
    "It was late when the hearing ended. *, NAME said.",
    "According to NAME, *",
)
_NOBODY = ("the witness", "one of them", "the official")


@dataclass(frozen=True, slots=True)
class Result:
    """A case, what the check found for it, and the problems."""

    case: Case
    check: QuotationCheck | None

    @property
    def verdict(self) -> str:
        """Return the verdict; "missed" if the quotation was not found in the draft."""
        return self.check.verdict if self.check else "missed"

    @property
    def is_right(self) -> bool:
        """Return whether the verdict is one of those that are right."""
        return self.verdict in self.case.verdicts

    def place(self) -> str:
        """Return "right", "also" (among the others), "wrong" or "" where there is none to find."""
        if not self.case.places:
            return ""
        if self.check is None or self.check.place is None:
            return "wrong"
        if any(self._is_at(self.check.place, one) for one in self.case.places):
            return "right"
        also = (self._is_at(other, one) for other in self.check.also for one in self.case.places)
        return "also" if any(also) else "wrong"

    def _is_at(self, place, truth) -> bool:
        source, start, end = truth
        common = min(end, place.end) - max(start, place.start)
        whole = max(end, place.end) - min(start, place.start)
        return place.source == source and common >= 0.8 * whole


def run(
    texts: Sequence[Source], others: Sequence[Source], count: int, seed: int, folder: Path
) -> tuple[list[Result], float]:
    """Make the cases and the drafts, check them, and return the results and the seconds."""
    chance = random.Random(seed)
    cases = quotation_rules.make_cases(texts, others, count, chance, folder)
    sources = list(dict.fromkeys([*(one.path for one in texts), *quotation_rules.made(folder)]))
    index = SourceIndex(sources, folder)
    index.build(lambda _done, _all: None)
    results: list[Result] = []
    seconds = 0.0
    for number in range(0, len(cases), _PER_DRAFT):
        path = folder / f"draft-{number}.txt"
        placed = write_draft(cases[number : number + _PER_DRAFT], chance, path)
        began = time.perf_counter()
        quotations = list_quotations(documents.open(str(path)))
        checks = check_quotations(quotations, index, lambda _done, _all: None)
        seconds += time.perf_counter() - began
        for case in placed:
            found = [one for one in checks if _overlap(one, case) >= 0.8]
            results.append(Result(case, found[0] if found else None))
    return results, seconds


def _overlap(check: QuotationCheck, case: Case) -> float:
    low, high = max(check.quotation.start, case.start), min(check.quotation.end, case.end)
    whole = max(check.quotation.end, case.end) - min(check.quotation.start, case.start)
    return (high - low) / whole


def print_tables(results: Sequence[Result]) -> bool:
    """Print what was right, and return whether it is enough."""
    columns = [*VERDICTS, "missed"]
    print(f"{'truth':12}" + "".join(f"{one:>12}" for one in columns))
    table = Counter((one.case.verdicts[0], one.verdict) for one in results)
    for truth in VERDICTS:
        print(f"{truth:12}" + "".join(f"{table[truth, one]:>12}" for one in columns))
    print(f"\n{'rule':28}{'right':>12}{'place':>12}")
    by_rule: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        by_rule[one.case.rule].append(one)
    for rule, items in sorted(by_rule.items()):
        places = [one.place() for one in items if one.place()]
        good = sum(one.is_right for one in items)
        print(f"{rule:28}{good:>6}/{len(items):<5}{places.count('right'):>6}/{len(places):<5}")
    right = sum(one.is_right for one in results) / len(results)
    places = [one.place() for one in results if one.place()]
    place = places.count("right") / max(1, len(places))
    listed = (places.count("right") + places.count("also")) / max(1, len(places))
    false = [
        one
        for one in results
        if one.verdict in ("verbatim", "same_words")
        and not {"verbatim", "same_words"} & set(one.case.verdicts)
    ]
    speakers = Counter(
        (one.case.speaker_check, one.check.speaker_check)
        for one in results
        if one.case.speaker_check and one.check and one.is_right
    )
    print(f"\n{'speaker':12}{'agrees':>12}{'other':>12}{'unknown':>12}")
    for truth in ("agrees", "other", "unknown"):
        row = [speakers[truth, one] for one in ("agrees", "other", "unknown")]
        print(f"{truth:12}" + "".join(f"{one:>12}" for one in row))
    print(
        f"\n{len(results)} quotations: verdict right {right:.1%}; place right {place:.1%}, "
        f"right or listed {listed:.1%}; altered or invented called the same: {len(false)}"
    )
    return right >= 0.97 and place >= 0.99 and not false


def show(results: Sequence[Result]) -> None:
    """Print the cases that are wrong."""
    for one in results:
        place, check = one.place(), one.check
        named = check.speaker_check if check else ""
        wrong_name = one.case.speaker_check == "agrees" and named == "other"
        if one.is_right and place in ("", "right") and not wrong_name:
            continue
        print(f"\n{one.case.rule}: {one.verdict}, not {'/'.join(one.case.verdicts)}; place {place}")
        print(textwrap.shorten(f"  draft  {one.case.words}", 500))
        for source, start, end in one.case.places:
            text = next((t for t in _TEXTS if t.path == source), None)
            if text:
                print(textwrap.shorten(f"  truth  {text.text[start:end]}", 500), source, start, end)
        if check and check.place:
            print(textwrap.shorten(f"  found  {check.place.exact}", 500), check.place.source)
        for difference in check.differences if check else ():
            print(f"  {difference}")
        if wrong_name:
            print(f"  draft's speaker {check.quotation.speaker}, source's {check.place.speaker}")


_TEXTS: list[Source] = []


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Score the check of quotations.")
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=("dev", "held", "all"), default="all")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = read_texts(options.paths or [str(_SAMPLES)], folder)
        if not options.paths:
            texts += quotation_texts.invented_transcripts(folder)
        every = read_texts(options.paths or [str(_SAMPLES)], folder)
        texts = choose_texts(texts, options.part)
        others = texts[_MOST_SOURCES:] or quotation_texts.invented_prose()
        texts = texts[:_MOST_SOURCES]
        _TEXTS.extend(every + texts)
        results, seconds = run(texts, others, options.count, options.seed, folder)
        is_enough = print_tables(results)
        print(
            f"{len(texts)} texts of {sum(len(one.text) for one in texts):,} code points, "
            f"{seconds:.1f} s for finding and checking the quotations"
        )
        if options.show:
            show(results)
    return 0 if is_enough else 1


if __name__ == "__main__":
    sys.exit(main())
