"""Measure `readerapp verify`: a draft with 100 quotations against 1,000 sources of 100 kB.

    python benchmarks/verify.py [--sources N] [--size BYTES] [--quotations N] [--folder DIR]

The texts are invented, with the frequencies of words of a natural language (Zipf 1949): a few words
are everywhere, most are rare. One source in ten is a web page. Of the quotations four in ten are
words of a source as they are, four in ten have one word changed, a word added or a part left out,
one in ten is put together from two sources, and one in ten is invented. Measured is the whole
command, the start of Python included: the first run with an empty cache, the second run, and a run
after the draft was edited; with the processor time, which tells more on a busy machine, and the
peak memory. Beside the times stands how many verdicts and sources are right.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

FREQUENT = (
    "the of and to a in that it is was for on with he as you at be his by not this but from they "
    "have she which or we an were one had all their there been if more when will would who so no "
    "said what up its about into than them can only other new some could time these two may then "
    "do first any my now such like our over man me even most made after also did many before must "
    "through back years where much your way well down should because each just those people mr how "
    "too little state good very make world still own see men work long get here between both life"
).split()
_SYLLABLES = (
    "ba da fen gor hal in ka lum mer no or pel ri sa tor un ve wil yar zo chi dro es fla gre "
    "ith jon kle lor mon nar os pra quen rol ste tha ul vor wen"
).split()
VOCABULARY = 40_000
_LIMITS = {"first": 10.0, "second": 1.0, "draft edited": 1.0}
_MOST_MEMORY = 500


@dataclass(frozen=True)
class Quoted:
    """A quotation of the draft, and what the check should find."""

    words: str
    verdicts: tuple[str, ...]
    source: str


class Language:
    """An invented language: words with natural frequencies, and sentences of them."""

    def __init__(self) -> None:
        chance = random.Random(7)
        words = dict.fromkeys(FREQUENT)
        while len(words) < VOCABULARY:
            words["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
        self.words = [*words]
        self._weights = [*accumulate(1 / (rank + 2.7) for rank in range(1, VOCABULARY + 1))]

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """Draw words by their frequency."""
        total = self._weights[-1]
        return [self.words[bisect(self._weights, chance.random() * total)] for _ in range(count)]

    def sentence(self, chance: random.Random) -> str:
        """Make a sentence."""
        words = self.draw(chance, chance.randint(6, 28))
        for at in range(7, len(words), 9):
            words[at - 1] += ","
        return f"{' '.join(words).capitalize()}."

    def text(self, chance: random.Random, size: int) -> list[list[str]]:
        """Make the paragraphs of a text of `size` characters, each a list of sentences."""
        paragraphs: list[list[str]] = []
        length = 0
        while length < size:
            paragraphs.append([self.sentence(chance) for _ in range(chance.randint(2, 7))])
            length += sum(map(len, paragraphs[-1])) + len(paragraphs[-1]) + 1
        return paragraphs


def write_sources(
    folder: Path, language: Language, count: int, size: int
) -> dict[str, list[list[str]]]:
    """Write the sources, and return the paragraphs of each by its path."""
    folder.mkdir(parents=True)
    chance = random.Random(11)
    written = {}
    for number in range(count):
        paragraphs = language.text(chance, size)
        lines = [" ".join(sentences) for sentences in paragraphs]
        if number % 10:
            path = folder / f"source{number:04}.txt"
            path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
        else:
            path = folder / f"source{number:04}.html"
            body = "\n".join(f"<p>{line}</p>" for line in lines)
            head = f"<head><title>Source {number}</title><meta charset='utf-8'></head>"
            page = f"<!doctype html><html>{head}<body><article>{body}</article></body></html>\n"
            path.write_text(page, encoding="utf-8")
        written[str(path)] = paragraphs
    return written


def make_quotations(
    language: Language, sources: dict[str, list[list[str]]], count: int
) -> list[Quoted]:
    """Make quotations of the sources: verbatim, changed or invented."""
    chance = random.Random(13)
    paths = [*sources]
    made = []
    for number in range(count):
        source = chance.choice(paths)
        sentences = chance.choice([each for each in sources[source] if len(each) > 2])
        at = chance.randrange(len(sentences) - 1)
        words = " ".join(sentences[at : at + 2]).split()
        match number % 10:
            case 0 | 1 | 2 | 3:
                made.append(Quoted(" ".join(words), ("verbatim",), source))
            case 4 | 5:
                words[len(words) // 2] = chance.choice(language.words[2000:])
                made.append(Quoted(" ".join(words), ("altered",), source))
            case 6:
                words.insert(len(words) // 3, "never")
                made.append(Quoted(" ".join(words), ("altered",), source))
            case 7:
                third = len(words) // 3
                kept = words[:third] + words[third + 3 :]
                made.append(Quoted(" ".join(kept), ("shortened",), source))
            case 8:
                other = chance.choice(sources[chance.choice(paths)])
                words = [*words[: len(words) // 2], *other[0].split()]
                made.append(Quoted(" ".join(words), ("spliced",), ""))
            case _:
                invented = [language.sentence(chance), language.sentence(chance)]
                made.append(Quoted(" ".join(invented), ("not_found",), ""))
    return made


def write_draft(path: Path, language: Language, quotations: list[Quoted], seed: int) -> None:
    """Write an article with the quotations between sentences of its own."""
    chance = random.Random(seed)
    paragraphs = [
        f"{language.sentence(chance)} “{one.words.rstrip('.')},” said Ida Holm. "
        f"{language.sentence(chance)}"
        for one in quotations
    ]
    path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Run:
    """One run of the command.

    Attributes:
        seconds: from its start to its end.
        processor: seconds of processor time, those of its children included.
        memory: its peak memory in MB.
        found: the quotations of its report.
    """

    seconds: float
    processor: float
    memory: int
    found: list[dict[str, str]]


def run(draft: Path, sources: Path, env: dict[str, str]) -> Run:
    """Run the command."""
    root = Path(__file__).parents[1]
    command = ["-m", "readerapp", "verify", str(draft), "--against", str(sources), "--json"]
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *command], cwd=root, env=env, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode in (0, 1), child.returncode
    memory = usage.ru_maxrss // (1 << 20 if sys.platform == "darwin" else 1 << 10)
    processor = usage.ru_utime + usage.ru_stime
    return Run(seconds, processor, memory, json.loads(output)["quotations"])


def count_right(quotations: list[Quoted], found: list[dict[str, str]]) -> tuple[int, int]:
    """Return how many quotations got the right verdict, and how many the right source."""
    by_words = {" ".join(one["exact"].split()).rstrip(".,"): one for one in found}
    verdicts = sources = 0
    for one in quotations:
        check = by_words.get(one.words.rstrip("."), {})
        verdicts += check.get("verdict") in one.verdicts
        sources += one.verdicts == ("spliced",) or (check.get("source") or "") == one.source
    return verdicts, sources


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--quotations", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="keep the sources here, and use them again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measure(options, options.folder or Path(temporary), Path(temporary))


def measure(options: argparse.Namespace, folder: Path, temporary: Path) -> None:
    """Run the command three times and print the table."""
    language = Language()
    known = folder / "sources.json"
    if known.exists():
        sources = json.loads(known.read_text())
    else:
        sources = write_sources(folder / "sources", language, options.sources, options.size)
        known.write_text(json.dumps(sources))
    quotations = make_quotations(language, sources, options.quotations)
    home = temporary / "home"
    home.mkdir()
    env = {**os.environ, "HOME": str(home), "READERAPP_STORE": str(temporary / "store")}
    for name in [name for name in env if name.startswith("XDG_")]:
        del env[name]
    draft = temporary / "draft.txt"
    write_draft(draft, language, quotations, 17)
    edited = temporary / "edited.txt"
    write_draft(edited, language, quotations[::-1], 19)
    print(f"{len(sources)} sources of {options.size:,} bytes, {len(quotations)} quotations")
    print(
        f"{'run':14}{'seconds':>9}{'processor':>11}{'memory MB':>11}{'verdicts':>10}{'sources':>9}"
    )
    runs = [("first", draft), ("second", draft), ("draft edited", edited)]
    for name, path in runs:
        done = run(path, folder / "sources", env)
        verdicts, right = count_right(quotations, done.found)
        reached = done.seconds < _LIMITS[name] and done.memory < _MOST_MEMORY
        times = f"{done.seconds:9.2f}{done.processor:11.2f}{done.memory:11}"
        line = f"{name:14}{times}{verdicts:6}/{len(quotations)}{right:5}/{len(quotations)}"
        print(f"{line}  {'+' if reached else '-'}", flush=True)


if __name__ == "__main__":
    main()
