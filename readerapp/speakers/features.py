"""Features of each candidate speaker: named evidence that the ranker weighs.

Static features depend on a unit and one candidate. Recency features depend on who spoke before,
and so on the path that the ranker takes. A feature is a short string with a weight in
`data/ranker_model.json`.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from readerapp.speakers.attribution_input import AttributionInput, Unit
from readerapp.speakers.characters import Person
from readerapp.speakers.clauses import Narration
from readerapp.speakers.lexicon import ANYBODY, ELDERS, KIN, YOUTHS
from readerapp.speakers.mentions import PersonMention
from readerapp.speakers.names import leading_titles
from readerapp.speakers.noun_phrases import COMPLEMENT
from readerapp.speakers.speaker_candidates import CandidatePool, candidate_pools
from readerapp.speakers.word_choice import WordChoice, collect_word_choice, unit_words

_POSITION_CODES = {
    "introduced": "I",
    "after": "A",
    "before": "B",
    "later": "L",
    "earlier": "E",
    "actor before": "X",
    "actor after": "Y",
}


_POSITION_CLASSES = {  # positions that are alike for all features except the cue's own
    "introduced": "A",
    "after": "A",
    "before": "A",
    "later": "L",
    "earlier": "L",
    "actor before": "X",
    "actor after": "X",
}


SHORT = 20_000
"""Code points of a text in which many people do not get a name: a chapter, an opening."""

_NARRATED = 2_000  # code points before a unit in which the narrator says "I", or a letter is over
_YOUNG_TITLES = frozenset(("Miss", "Master"))


@dataclass(frozen=True, slots=True)
class CandidateFeatures:
    """The candidates of a unit with their static features, and data for `recency_features`.

    Attributes:
        candidates: People, as indices.
        static: The static features of each candidate.
        kind: Class of the strongest cue.
        gap: Code of the distance in paragraphs to the previous unit; "s" at the first unit.
        chain: That code and the one before it.
    """

    candidates: tuple[int, ...]
    static: tuple[tuple[str, ...], ...]
    kind: str
    gap: str
    chain: str


def candidate_features(
    scene: AttributionInput, confirmed_speakers: Mapping[int, int] | None = None
) -> list[CandidateFeatures]:
    """Return the candidates and features of each unit.

    Args:
        scene: The input.
        confirmed_speakers: The speakers that the user has confirmed: unit index to person.
    """
    most_cues = max((person.cue_count for person in scene.people), default=0)
    said = None if scene.news else collect_word_choice(scene, confirmed_speakers or {})

    @cache
    def describe_person(number: int, kind: str) -> tuple[str, ...]:
        return _whole_text_features(scene.people[number], kind, most_cues)

    gap = "s"
    found = []
    for pool in candidate_pools(scene, confirmed_speakers or {}):
        last, gap = gap, _gap(scene, pool.unit)
        found.append(_unit_features(scene, pool, said, most_cues, describe_person, gap, gap + last))
    return found


def recency_features(choice: CandidateFeatures, rank: int) -> list[str]:
    """Return the features for the rank of a candidate among the latest speakers.

    Args:
        choice: The unit.
        rank: 0 for the last speaker, 1 and 2 for the ones before, 3 for none of these.
    """
    if rank == 0:
        return [f"1{choice.gap}{choice.kind}"]
    if rank == 1:
        return [f"2{choice.chain}{choice.kind}"]
    return [f"{rank + 1 if rank < 3 else 0}{choice.gap}{choice.kind}"]


def _gap(scene: AttributionInput, unit: Unit) -> str:
    if unit.index == 0:
        return "s"
    distance = unit.paragraph - scene.units[unit.index - 1].last_paragraph
    return "012345"[distance] if distance < 3 else "3" if distance < 6 else "5"


def _unit_features(
    scene: AttributionInput,
    pool: CandidatePool,
    said: WordChoice | None,
    most_cues: int,
    describe_person: Callable[[int, str], tuple[str, ...]],
    gap: str,
    chain: str,
) -> CandidateFeatures:
    cues, candidates = pool.unit.cues, pool.candidates
    kind = (_POSITION_CLASSES[cues[0].position] + _mention_code(cues[0].mention)) if cues else "N"
    pronoun_gender = cues[0].mention.value if cues and cues[0].mention.kind == "pronoun" else ""
    if not candidates:
        return CandidateFeatures((), (), kind, gap, chain)
    rivals = {
        number: value
        for number, value in pool.salience.items()
        if not pronoun_gender or scene.people[number].gender in (pronoun_gender, "")
    }
    rising, total = sorted(rivals.values()), sum(rivals.values())
    matching = [
        number
        for number in candidates
        if pronoun_gender
        and scene.people[number].gender == pronoun_gender
        and (number in pool.salience or number in pool.cues_before)
    ]
    plain = kind == "An"  # a verb of speech with a name beside the words: the rest only misleads
    adjacent = {} if plain else _adjacent_names(pool.unit)
    beside = [] if plain else [*_cues_beside(scene, pool.unit)]
    if pool.unit.actor and not plain:
        beside.append((f"V{_mention_code(pool.unit.actor)}", pool.unit.actor))
    alike = _same_gender(scene, pool, pronoun_gender) if pronoun_gender else None
    party = {*pool.turns_back, *pool.turns_ahead}
    related = _related(scene, pool) if kind[-1] == "o" else set()
    words = unit_words(scene, pool.unit) if said and not plain else []
    distances = said.distances(words, candidates) if said else {}
    by_cues = _cue_features(scene, pool.unit, candidates, most_cues, related)
    by_cues_beside = [
        [f"{code}{kind}{verdict}" for verdict in _verdicts(scene, mention, candidates)]
        for code, mention in beside
    ]
    static: list[tuple[str, ...]] = []
    for at, number in enumerate(candidates):
        names = [f"@{adjacent.get(number, '-')}{kind}", *by_cues[at]]
        if pronoun_gender:
            names.append(f"u{min(len(matching), 4)}{number in matching}")
        if alike:
            names += _ranks_among(*alike, number, kind)
        names.append(f"d{min(len(party), 4)}{number in party:d}{kind[-1]}")
        names += describe_person(number, kind)
        names += _person_features(scene, pool, number, kind)
        names += _salience_features(scene, pool, number, kind, rivals, rising, total)
        names += [verdicts[at] for verdicts in by_cues_beside]
        if distances:
            names.append(f"wc{distances.get(number, '-')}{kind[-1]}")
        static.append(tuple(names))
    return CandidateFeatures(candidates, tuple(static), kind, gap, chain)


def _same_gender(
    scene: AttributionInput, pool: CandidatePool, gender: str
) -> tuple[list[int], list[int]]:
    """Return the recent subjects and people whom a pronoun can mean, the latest first."""
    people = scene.people
    return (
        [number for number in pool.recent_subjects if people[number].gender in (gender, "")],
        [number for number in pool.recent_people if people[number].gender in (gender, "")],
    )


def _ranks_among(
    subjects: Sequence[int], named: Sequence[int], number: int, kind: str
) -> tuple[str, str]:
    """Return the features for the ranks of a candidate among `subjects` and among `named`."""
    subject_rank = subjects.index(number) if number in subjects else 9
    rank = named.index(number) if number in named else 9
    return f"ss{min(subject_rank, 3)}{kind[0]}", f"sr{min(rank, 3)}{min(subject_rank, 1)}{kind[0]}"


def _cues_beside(scene: AttributionInput, unit: Unit) -> Iterator[tuple[str, PersonMention]]:
    """Yield the strongest cue of the units beside `unit` in its paragraph, each with a code.

    Who has spoken before in a paragraph of news usually goes on. The code tells the side, the kind
    of cue, whether it is between the two quotations, and how many sentences end there.
    """
    if unit.same_paragraph:
        before = scene.units[unit.index - 1]
        if before.cues:
            cue = before.cues[0]
            ends = _sentence_ends(unit.passages[0].before)
            between = cue.mention.start >= before.end
            yield f"Z{_POSITION_CODES[cue.position]}{between:d}{ends}", cue.mention
    if unit.index + 1 < len(scene.units) and scene.units[unit.index + 1].same_paragraph:
        after = scene.units[unit.index + 1]
        if after.cues:
            cue = after.cues[0]
            ends = _sentence_ends(unit.passages[-1].after)
            between = cue.mention.start < after.start
            yield f"W{_POSITION_CODES[cue.position]}{between:d}{ends}", cue.mention


def _sentence_ends(between: Narration) -> int:
    """Return 0 if nothing is between two quotations, else 1 and the number of sentence ends."""
    return min(3, 1 + between.sentences[-1]) if between.tokens else 0


def _adjacent_names(unit: Unit) -> dict[int, str]:
    """Return the people named in the narration around a unit's quotations, with a code.

    The code is "S" or "O" before the quotation in its sentence (subject or not), "s" or "o" in an
    earlier sentence before it; "T" and "P", "t" and "p" the same after it.
    """
    found: dict[int, str] = {}
    for passage in unit.passages[:4]:
        for narration, letters in ((passage.before, "SsOo"), (passage.after, "TtPp")):
            if not narration.tokens:
                continue
            subject_starts = {mention.start for mention in narration.subjects}
            near = narration.sentences[-1 if narration is passage.before else 0]
            for mention in narration.mentions:
                if mention.kind == "name":
                    far = narration.sentences[mention.first] != near
                    code = letters[far + 2 * (mention.start not in subject_starts)]
                    found.setdefault(mention.person, code)
    return found


def _related(scene: AttributionInput, pool: CandidatePool) -> set[int]:
    """Return the candidates who share a surname with another person who is near.

    Near are people who were named or spoke just before.
    """
    present = {*pool.recent_people[:3], *pool.turns_back}
    return {
        number
        for number in pool.candidates
        if any(
            other != number
            and scene.surname(other)
            and scene.surname(other) == scene.surname(number)
            for other in present
        )
    }


def _cue_features(
    scene: AttributionInput,
    unit: Unit,
    candidates: Sequence[int],
    most_cues: int,
    related: set[int],
) -> list[list[str]]:
    """Return the features of each candidate from the cues."""
    if not unit.cues:
        return [[f"g{scene.people[number].gender}"] for number in candidates]
    features: list[list[str]] = [[] for _ in candidates]
    for position, cue in enumerate(unit.cues[:4]):
        code = _POSITION_CODES[cue.position] + _mention_code(cue.mention)
        is_first_noun = code[-1] == "o" and not position
        verdicts = _verdicts(scene, cue.mention, candidates)
        addressee = -1 if cue.addressee is None else scene.resolve(cue.addressee)
        for number, verdict, names in zip(candidates, verdicts, features, strict=True):
            names.append(f"q{min(position, 1)}{code}{verdict}")
            if is_first_noun:
                bucket = _bucket(scene.people[number].cue_count, most_cues)
                names += (f"Q{verdict}{bucket}", f"K{verdict}{number in related}")
                names += _noun_features(scene, cue.mention.value, number, verdict)
            if number == addressee:
                names.append("to")
    return features


def _noun_features(scene: AttributionInput, phrase: str, number: int, verdict: str) -> list[str]:
    """Return the features of a candidate from the noun phrase of a cue.

    They tell whether the age in the noun goes with the titles of the candidate ("the mother" is
    Mrs. Low rather than Ann), and the gender with that of the owner ("her brother" is not she).
    In a short text, many people never get a name.
    """
    age, owner = _age_and_owner(phrase)
    found = [f"Qa{age}{_title_class(scene.people[number])}"]
    if owner:
        found.append(f"Qo{verdict}{owner == scene.people[number].gender}")
    if len(scene.text) < SHORT:
        found.append(f"Qs{verdict}")
    return found


@lru_cache(maxsize=4096)
def _age_and_owner(phrase: str) -> tuple[str, str]:
    """Return the age in a noun phrase, "e" for elders and "y" for the young, and who is its owner.

    >>> _age_and_owner("his mother")
    ('e', 'm')
    """
    words = COMPLEMENT.split(phrase.lower())[0].split()
    age = "e" if words[-1] in ELDERS or "old" in words else "y" if words[-1] in YOUTHS else "-"
    return age, {"his": "m", "her": "f"}.get(words[0], "")


def _title_class(person: Person) -> str:
    """Return the class of a person's names: "e" with a title like Mrs., "y" Miss, or by form."""
    titles = {title for name in person.aliases for title in leading_titles(name)}
    if titles - _YOUNG_TITLES:
        return "e"
    if titles:
        return "y"
    return "n" if not person.count else "f" if " " in person.name else "s"


def _whole_text_features(person: Person, kind: str, most_cues: int) -> tuple[str, ...]:
    """Return the features of a candidate from the whole text."""
    return (
        f"c{_bucket(person.cue_count, most_cues)}{kind[0]}",
        _name_form(person.name, bool(person.cue_count)),
        f"w{_entity_kind(person)}{kind[-1]}",
    )


def _person_features(
    scene: AttributionInput, pool: CandidatePool, number: int, kind: str
) -> list[str]:
    """Return the features of a candidate from the turns around."""
    person, last = scene.people[number], kind[-1]
    features = [
        f"kp{min(pool.cues_before.get(number, 0), 4)}{last}",
        f"kn{min(pool.cues_after.get(number, 0), 2)}{last}",
        f"ab{min(pool.mention_counts.get(number, 0), 3)}{last}",
    ]
    for side, anchored in (("<", pool.turns_back), (">", pool.turns_ahead)):
        turns = anchored.get(number, 0)
        features.append(f"{side}{turns if turns < 5 else 5 + turns % 2}{last}")
    for side, gender in (("sp", pool.address_gender_before), ("sn", pool.address_gender_after)):
        if gender:
            agrees = "?" if not person.gender else "+" if person.gender == gender else "-"
            features.append(f"{side}{agrees}{last}")
    if number in pool.named_people:
        features.append(f"in{kind[0]}")
    if number in pool.addressees:
        features.append("voc")
    if number in pool.addressees_before:
        features.append(f"vp{last}")
        before = scene.units[pool.unit.index - 1].passages[-1]
        if scene.text[before.end - 1] == "?":  # "Are you cold, Helen?"
            features.append(f"vq{last}")
    if number in pool.addressees_after:
        features.append(f"vn{last}")
    if number in pool.newcomers:
        features.append(f"new{last}")
    return features


def _salience_features(
    scene: AttributionInput,
    pool: CandidatePool,
    number: int,
    kind: str,
    rivals: Mapping[int, float],
    rising: Sequence[float],
    total: float,
) -> list[str]:
    """Return the features for the salience of a candidate, alone and against `rivals`.

    Args:
        scene: The input.
        pool: The candidates of the unit.
        number: The candidate.
        kind: Class of the strongest cue.
        rivals: The salience of those whom the cue can mean.
        rising: The values of `rivals`, the least first.
        total: Their sum.
    """
    if number == scene.narrator:  # always present, and hardly ever named
        starts = scene.first_person
        offset = pool.unit.start
        near = bisect_left(starts, offset) - bisect_left(starts, offset - _NARRATED)
        return [f"I{kind[-1]}", f"In{min(near, 3)}{kind[-1]}"]
    if not scene.people[number].narration_count:  # known only by a noun
        return [f"O{kind[-1]}"]
    own = pool.salience.get(number, 0.0)
    better = len(rising) - bisect_right(rising, own)
    total += 0.0 if number in rivals else own
    rank = pool.recent_people.index(number) if number in pool.recent_people else 9
    subject_rank = pool.recent_subjects.index(number) if number in pool.recent_subjects else 9
    return [
        f"s{min(subject_rank, 3)}{kind}",
        f"r{min(rank, 4)}{kind}",
        f"b{min(better, 3)}{kind}",
        f"h{int(own / total * 5.99) if own else 0}{kind[-1]}",
    ]


def _verdicts(
    scene: AttributionInput, mention: PersonMention, candidates: Sequence[int]
) -> list[str]:
    """Return how a cue judges each candidate: "=" this person, "/" another, or by gender."""
    people = scene.people
    if mention.kind == "pronoun" and mention.value != "i":
        if mention.value == "p":
            return ["p"] * len(candidates)
        return [_agreement(mention.value, people[number].gender) for number in candidates]
    own = scene.resolve(mention)
    if mention.kind != "nominal":
        return ["=" if number == own else "/" for number in candidates]
    kind, gender = noun_kind(mention.value), people[own].gender
    return [
        kind + ("=" if number == own else _agreement(gender, people[number].gender))
        for number in candidates
    ]


def _agreement(gender: str, own: str) -> str:
    """Return whether two genders agree, "+" or "-"; "?" if one is not known."""
    return "?" if not gender or not own else "+" if gender == own else "-"


@lru_cache(maxsize=4096)
def noun_kind(phrase: str) -> str:
    """Return the kind of a noun phrase.

    "k" is kin ("his wife"), "a" a new person, "g" anybody ("the girl"). "o" is a person who is
    identified by an occupation, such as "the landlady", and seldom also named.

    >>> noun_kind("his wife"), noun_kind("the landlady")
    ('k', 'o')
    """
    parts = COMPLEMENT.split(phrase.lower())[0].split()
    if parts[0] in ("his", "her", "my", "their") or parts[-1] in KIN:
        return "k"
    if parts[0] in ("a", "an", "one", "another", "some", "several"):
        return "a"
    return "g" if parts[-1] in ANYBODY else "o"


def _mention_code(mention: PersonMention) -> str:
    if mention.kind == "pronoun":
        return "n" if mention.value == "i" else "w" if mention.value == "p" else "p"
    return "o" if mention.kind == "nominal" else "n"


@lru_cache(maxsize=4096)
def _bucket(cues: int, most_cues: int) -> int:
    if not cues:
        return 9
    return min(8, int(math.log2(most_cues / cues + 0.01) + 0.5)) if most_cues else 9


def _entity_kind(person: Person) -> str:
    """Return the nature of a name's bearer.

    "n" is a person by the words of the name, "v" a person by pronouns, "t" a thing, "u" unknown.
    """
    if person.has_gendered_name:
        return "n"
    thing = person.is_organisation or person.article_count * 3 > person.narration_count
    if thing or person.location_count * 6 > person.narration_count:
        return "t"
    return "v" if person.gender else "u"


@lru_cache(maxsize=4096)
def _name_form(name: str, has_cues: bool) -> str:
    """Return the feature for the form of a name, and whether its bearer has speech verbs."""
    if name[:1].islower() or name.split()[0] in ("The", "A", "An", "His", "Her", "My"):
        return "to"
    return ("tc" if has_cues else "t-") + ("t" if "." in name else "w" if " " in name else "s")
