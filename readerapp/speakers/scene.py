"""A text made ready for attribution: who is in it, what is quoted, and the narration beside it.

A unit is what one speaker says in one go: in a story the quotations of a paragraph (unless
its speech verbs name two people), in news each quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from readerapp.speakers import clauses, names, paragraphs, people, quotations
from readerapp.speakers.clauses import Chunk, Named, Narration, SpeechVerb
from readerapp.speakers.people import Person
from readerapp.speakers.quotations import Quotation
from readerapp.speakers.results import KnownSpeaker
from readerapp.speakers.words import FEMALE_NOUNS, MALE_NOUNS, MALE_PRONOUNS

BEFORE, AFTER = 420, 320
"""Code points of narration that are read before and after a quotation."""

_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]imself|[Hh]erself)\b")
_VOCATIVE = re.compile(r"(?:^|[,.!?;—-]\s*(?:my dear |dear |poor |old )?)$")
_AFTER_VOCATIVE = re.compile(r"\s*(?:[,.!?;—-]|$)")
_STORY_WORDS = re.compile(r"\b(?:said|asked|cried|replied)\b")


@dataclass(slots=True)
class Passage:
    """A part of a quotation that lies in one paragraph; `[start, end)` leaves the marks out."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    continues: bool  # the quotation goes on in the next paragraph
    continued: bool  # it began in an earlier one
    before: Narration
    after: Narration
    spoken: float = 1.0  # how likely these words are speech and no title or scare quote
    vocatives: tuple[int, ...] = ()
    names_inside: tuple[int, ...] = ()


@dataclass(slots=True)
class Unit:
    """Passages with one speaker, and the cues that point to whom."""

    index: int
    paragraph: int
    passages: list[Passage]
    cues: list[Cue] = field(default_factory=list)
    same_paragraph: bool = False  # the unit before stands in the same paragraph
    continued: bool = False

    @property
    def start(self) -> int:
        """Where the first passage begins, its mark included."""
        return self.passages[0].outer_start

    @property
    def end(self) -> int:
        """Where the last passage ends, its mark included."""
        return self.passages[-1].outer_end


@dataclass(frozen=True, slots=True)
class Cue:
    """A pointer from the narration to a speaker: `place` says where it stands and how strong it is.

    ``after``: right behind the quotation; ``before``: it introduces the quotation; ``later`` and
    ``earlier``: farther off in the neighbouring sentence; ``actor after`` and ``actor before``:
    somebody acts there without a speech verb.
    """

    place: str
    chunk: Chunk
    verb: str
    addressee: Chunk | None = None


@dataclass(slots=True)
class Scene:
    """Everything attribution looks at. `people` begin with the named ones."""

    text: str
    news: bool
    blocks: list[tuple[int, int]]
    people: list[Person]
    index: dict[str, int]
    named: Named
    subjects: list[bool]
    units: list[Unit]
    narrator: int = -1

    def resolve(self, chunk: Chunk) -> int:
        """The person that a name or a phrase stands for (made if new), or -1 for a pronoun."""
        if chunk.kind == "name":
            return chunk.person
        if chunk.kind == "pronoun":
            return self.narrator if chunk.value == "i" else -1
        return self.entity(chunk.value)

    def entity(self, phrase: str) -> int:
        """The person who is called `phrase` ("the old man") without a name."""
        key = phrase_key(phrase)
        if key not in self.index:
            self.index[key] = len(self.people)
            person = Person(phrase, Counter({phrase: 0}), phrase_gender(phrase))
            self.people.append(person)
        return self.index[key]


def phrase_key(phrase: str) -> str:
    """What stays the same when a person is called by the same noun again."""
    parts = phrase.lower().split()
    if len(parts) > 1 and parts[0] in ("the", "a", "an", "this", "that", "one", "another"):
        parts = parts[1:]
    return "the " + " ".join(parts)


def phrase_gender(phrase: str) -> str:
    """The gender that the noun of a phrase tells, or ""."""
    head = phrase.lower().split()[-1]
    return "m" if head in MALE_NOUNS else "f" if head in FEMALE_NOUNS else ""


def build(text: str, known: Sequence[KnownSpeaker] = ()) -> Scene:
    """The scene of a text, in time linear in its length."""
    habits = quotations.habits(text)
    blocks = paragraphs.spans(text, habits.paragraph_break)
    found = quotations.find_all(text, like=habits)
    wrapped = paragraphs.is_wrapped(text[: quotations.SAMPLE], habits.paragraph_break)
    mentions = names.find(text, wrapped)
    news = is_news(text, found, blocks)
    gathered = people.gather(Counter(mention.name for mention in mentions), known, news)
    everyone = list({id(person): person for person in gathered.values()}.values())
    numbers = {id(person): number for number, person in enumerate(everyone)}
    index = {name: numbers[id(person)] for name, person in gathered.items()}
    inside = _inside(mentions, found)
    outside = [m for m, quoted in zip(mentions, inside, strict=True) if not quoted]
    named = Named(
        [mention.start for mention in outside],
        [mention.end for mention in outside],
        [index[mention.name] for mention in outside],
    )
    _vote_gender(text, named, everyone)
    passages = _passages(text, found, blocks, named, news)
    quoted = [m for m, in_quotation in zip(mentions, inside, strict=True) if in_quotation]
    _note_names(text, passages, quoted, index)
    scene = Scene(text, news, blocks, everyone, index, named, [], [])
    scene.subjects = _subjects(text, named)
    return scene_with_units(scene, passages)


def scene_with_units(scene: Scene, passages: list[Passage]) -> Scene:
    """The scene with its passages grouped into units, their cues read and people counted."""
    narrators = 0
    for passage in passages:
        for narration in (passage.before, passage.after):
            narrators += sum(1 for verb in narration.verbs if verb.subject.value == "i")
    if narrators >= (3 if not scene.news else 10**9):
        scene.narrator = scene.entity("I")
        scene.people[scene.narrator].name = "I"
    scene.units = _units(scene, passages)
    for person, subject in zip(scene.named.people, scene.subjects, strict=True):
        scene.people[person].named += 1
        scene.people[person].acts += subject
    for unit in scene.units:
        for cue in unit.cues:
            if cue.place in ("after", "before", "later", "earlier"):
                number = scene.resolve(cue.chunk)
                if number >= 0:
                    scene.people[number].cues += 1
    return scene


def is_news(text: str, found: Sequence[Quotation], blocks: Sequence[tuple[int, int]]) -> bool:
    """Whether the text reports (news, essays) rather than tells (stories with dialogue)."""
    if len(found) < 3:
        return len(text) < 20_000
    starts = {start for start, _ in blocks}
    leading = sum(1 for quotation in found if quotation.outer_start in starts) / len(found)
    short = sum(
        1
        for quotation in found
        if quotation.end - quotation.start < 40 and text[quotation.end - 1] in ".,!?-—"
    ) / len(found)
    digits = sum(map(text[:100_000].count, "0123456789")) * 1000 / min(len(text), 100_000)
    if digits < 1.5 and len(text) > 3_000:
        return False
    return not (digits < 6 and short > 0.18 and leading > 0.3)


def _inside(mentions: Sequence[names.Mention], found: Sequence[Quotation]) -> list[bool]:
    """For each mention, whether it stands in a quotation."""
    starts = [quotation.outer_start for quotation in found]
    inside = []
    for mention in mentions:
        at = bisect_right(starts, mention.start) - 1
        inside.append(at >= 0 and mention.start < found[at].outer_end)
    return inside


def _vote_gender(text: str, named: Named, everyone: list[Person]) -> None:
    """Gives people without a telling name the gender of the pronouns that follow them."""
    votes: dict[int, Counter[str]] = {}
    total = len(named.starts)
    for position, number in enumerate(named.people):
        if everyone[number].gender:
            continue
        following = named.starts[position + 1] if position + 1 < total else len(text)
        match = _PRONOUN.search(
            text, named.ends[position], min(following, named.ends[position] + 160)
        )
        if match:
            gender = "m" if match.group().lower() in MALE_PRONOUNS else "f"
            votes.setdefault(number, Counter())[gender] += 1
    for number, counts in votes.items():
        (gender, most), *rest = counts.most_common(2)
        if most > 1.5 * (rest[0][1] if rest else 0):
            everyone[number].gender = gender


def _subjects(text: str, named: Named) -> list[bool]:
    """For each mention, whether a verb seems to follow it."""
    return [
        clauses.followed_by_verb(text, start, end)
        for start, end in zip(named.starts, named.ends, strict=True)
    ]


def _passages(
    text: str,
    found: Sequence[Quotation],
    blocks: Sequence[tuple[int, int]],
    named: Named,
    news: bool,
) -> list[Passage]:
    """The quotations cut at paragraphs, each with the narration before and after it."""
    cuts: list[tuple[int, int, int, int, int, bool, bool]] = []
    starts = [start for start, _ in blocks]
    for quotation in found:
        last = len(quotation.parts) - 1
        for number, (start, end) in enumerate(quotation.parts):
            paragraph = max(0, bisect_right(starts, start) - 1)
            outer_start = quotation.outer_start if number == 0 else blocks[paragraph][0]
            outer_end = quotation.outer_end if number == last else end
            cuts.append((start, end, outer_start, outer_end, paragraph, number < last, number > 0))
    passages: list[Passage] = []
    memo: dict[tuple[int, int], Narration] = {}

    def narration(low: int, high: int) -> Narration:
        if (low, high) not in memo:
            memo[low, high] = clauses.read(text, low, max(low, high), named, news)
        return memo[low, high]

    for number, (start, end, outer_start, outer_end, paragraph, continues, continued) in enumerate(
        cuts
    ):
        low, high = blocks[paragraph]
        if number and cuts[number - 1][4] == paragraph:
            low = max(low, cuts[number - 1][3])
        if number + 1 < len(cuts) and cuts[number + 1][4] == paragraph:
            high = cuts[number + 1][2]
        high = max(high, outer_end)
        between = high - outer_end <= BEFORE and number + 1 < len(cuts)
        before = memo.get((low, outer_start)) or narration(
            max(low, outer_start - BEFORE), outer_start
        )
        after = narration(outer_end, high if between else min(high, outer_end + AFTER))
        passages.append(
            Passage(
                start, end, outer_start, outer_end, paragraph, continues, continued, before, after
            )
        )
    return passages


def _note_names(
    text: str, passages: list[Passage], quoted: Sequence[names.Mention], index: dict[str, int]
) -> None:
    """Notes who is named and who is addressed inside each passage."""
    starts = [mention.start for mention in quoted]
    for passage in passages:
        first = bisect_left(starts, passage.start)
        inside: list[int] = []
        vocatives: list[int] = []
        for mention in quoted[first : first + 30]:
            if mention.start >= passage.end:
                break
            number = index[mention.name]
            inside.append(number)
            before = text[max(passage.start, mention.start - 12) : mention.start]
            if _VOCATIVE.search(before) and _AFTER_VOCATIVE.match(text, mention.end, passage.end):
                vocatives.append(number)
        passage.names_inside, passage.vocatives = tuple(inside), tuple(vocatives)


def _units(scene: Scene, passages: Iterable[Passage]) -> list[Unit]:
    units: list[Unit] = []
    for passage in passages:
        cues = find_cues(scene, passage)
        unit = units[-1] if units else None
        here = unit is not None and unit.paragraph == passage.paragraph
        if unit and here and not scene.news and not _other_speaker(scene, unit.cues, cues):
            unit.passages.append(passage)
            unit.cues.extend(cues)
            continue
        units.append(Unit(len(units), passage.paragraph, [passage], cues, here, passage.continued))
    return units


def _other_speaker(scene: Scene, first: Sequence[Cue], second: Sequence[Cue]) -> bool:
    """Whether the cues of two passages plainly name two different speakers."""
    strong = [
        {
            scene.resolve(cue.chunk)
            for cue in cues
            if cue.place in ("after", "before") and cue.chunk.kind == "name"
        }
        for cues in (first, second)
    ]
    return bool(strong[0] and strong[1] and not strong[0] & strong[1])


def find_cues(scene: Scene, passage: Passage) -> list[Cue]:
    """What the narration beside a passage tells about its speaker, the strongest first."""
    cues: list[Cue] = []
    comma = (
        scene.text[passage.end - 1] in ",!?-—–…"
        or scene.text[passage.outer_end : passage.outer_end + 1] == ","
    )
    _after(passage.after, comma, scene.news, cues)
    _before(passage.before, scene.news, cues)
    order = {"after": 0, "before": 1, "later": 2, "earlier": 3, "actor before": 4, "actor after": 5}
    cues.sort(key=lambda cue: order[cue.place])
    return cues


def _after(narration: Narration, comma: bool, news: bool, cues: list[Cue]) -> None:
    verbs = [verb for verb in narration.verbs if narration.sentences[verb.token] == 0]
    for verb in verbs:
        opening = verb.token if verb.form == "verb first" else verb.subject.first
        near = opening <= 2 or (narration.tokens[0] in ",—–-" and opening <= 3)
        if near and verb.form in ("verb first", "direct", "aside", "source"):
            if (
                verb.weak
                and verb.form == "direct"
                and not comma
                and verb.token - verb.subject.last > 2
            ):
                continue
            cues.append(_cue("after", verb))
            return
    for verb in verbs:
        if not verb.weak or news:
            cues.append(_cue("later", verb))
            break
    actors = [actor for actor in narration.actors if narration.sentences[actor.first] == 0]
    if actors:
        cues.append(Cue("actor after", actors[0], ""))


def _before(narration: Narration, news: bool, cues: list[Cue]) -> None:
    if not narration.tokens:
        return
    last = narration.sentences[-1]
    closed = narration.closing in ".!?"
    verbs = [verb for verb in narration.verbs if narration.sentences[verb.token] == last]
    tokens = len(narration.tokens)
    for verb in reversed(verbs):
        stop = max(verb.token, verb.subject.last)
        if not closed and (tokens - stop <= 12 or news):
            cues.append(_cue("before", verb))
        elif not verb.weak or news:
            cues.append(_cue("earlier", verb))
        break
    actors = [actor for actor in narration.actors if narration.sentences[actor.first] == last]
    if actors:
        cues.append(Cue("actor before", actors[0], ""))


def _cue(place: str, verb: SpeechVerb) -> Cue:
    return Cue(place, verb.subject, verb.word, verb.addressee)
