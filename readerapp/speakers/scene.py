"""The input of attribution: persons, quotations and narration of a text, grouped into units.

A unit is what one speaker says in one turn. In a story, it is the quotations of a paragraph
(unless its speech verbs name two people). In news, it is each quotation. A quotation over several
paragraphs is also one unit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from readerapp.speakers import KnownSpeaker, characters, clauses, passages, quotations
from readerapp.speakers import passages as cue_finding
from readerapp.speakers import quotations as paragraphs
from readerapp.speakers.characters import Person
from readerapp.speakers.lexicon import FEMALE_NOUNS, MALE_NOUNS, MALE_PRONOUNS
from readerapp.speakers.mentions import NameColumns, PersonMention
from readerapp.speakers.passages import STRONG, Cue, Passage
from readerapp.speakers.quotations import Quotation

_CUES = 12  # limit of cues per unit; a paragraph can hold thousands of quotations
_NOUNS = 60  # limit of nouns for speakers that are searched in the narration
_GENRE_SAMPLE = 60_000
_REPORTING = re.compile(
    r"\b(?:percent|per cent|million|billion|(?:Mon|Tues|Wednes|Thurs|Fri)days?|spokes\w+|"
    r"officials?|according to|president|government|campaign|company|police|minister|statement|"
    r"reporters?|announced|election|says|added|told|(?:19|20)\d\d)\b|[%$€£]"
)
_TELLING = re.compile(
    r"\b(?:he|she|him|her|his|you|me|my|cried|asked|replied|thought|looked|upon|had|it|nothing|eyes|"
    r"little|came|went|hand|door|room|Miss|Mrs)\b"
)
_SUBJECT_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
_WITHIN = re.compile(r"\b(?:[Ii]n|[Aa]t|into)\s$")
_OTHER_PRONOUN = re.compile(r"\b(?:[Hh]is|[Hh]er|[Hh]imself|[Hh]erself)\b")


@dataclass(slots=True)
class Unit:
    """Passages with the same speaker, and the cues that point to that speaker.

    Attributes:
        index: Number of the unit in the text.
        paragraph: Index of the paragraph in which it begins.
        passages: Its passages in order.
        cues: Its cues; a passage adds none once there are `_CUES`.
        same_paragraph: Whether the previous unit ends in the same paragraph.
    """

    index: int
    paragraph: int
    passages: list[Passage]
    cues: list[Cue] = field(default_factory=list)
    same_paragraph: bool = False

    @property
    def last_paragraph(self) -> int:
        """Return the index of the paragraph in which the unit ends."""
        return self.passages[-1].paragraph

    @property
    def start(self) -> int:
        """Return the start of the first passage, its mark included."""
        return self.passages[0].outer_start

    @property
    def end(self) -> int:
        """Return the end of the last passage, its mark included."""
        return self.passages[-1].outer_end


@dataclass(slots=True)
class AttributionInput:
    """All data that attribution uses; people are indices of `people`.

    Attributes:
        text: The whole text.
        news: Whether the text is news.
        blocks: Its paragraphs as half-open ranges in code points.
        people: Its persons; those with a name come first.
        index: The person of each name and of each noun phrase (see `phrase_key`).
        named: The name mentions outside quotations.
        subjects: For each of these, whether it is the subject of its sentence.
        units: The units in document order.
        titled: By title, the people who have it.
        inner: The quotations inside quotations.
        quoted: The name mentions inside quotations.
        narrator: The person who says "I", or -1.
        surnames: A cache for `surname`.
    """

    text: str
    news: bool
    blocks: list[tuple[int, int]]
    people: list[Person]
    index: dict[str, int]
    named: NameColumns
    subjects: list[bool]
    units: list[Unit]
    titled: dict[str, list[int]]
    inner: list[Quotation]
    quoted: list[characters.NameMention]
    narrator: int = -1
    surnames: dict[int, str] = field(default_factory=dict)

    def surname(self, number: int) -> str:
        """Return the surname in the names of a person, or ""."""
        if number not in self.surnames:
            names_of = self.people[number].aliases
            lasts = [characters.surname(name) for name in names_of]
            self.surnames[number] = next((last for last in lasts if last), "")
        return self.surnames[number]

    def resolve(self, chunk: PersonMention) -> int:
        """Return the person of a name or a noun phrase (added if new); -1 for a pronoun."""
        if chunk.kind == "name":
            return chunk.person
        if chunk.kind == "pronoun":
            return self.narrator if chunk.value == "i" else -1
        return self.entity(chunk.value)

    def entity(self, phrase: str) -> int:
        """Return the person who is referred to as `phrase` ("the old man"), added if new."""
        key = phrase_key(phrase)
        if key not in self.index:
            capital = key.removeprefix("the ").title()
            if capital in self.index:  # "the duchess", elsewhere "the Duchess"
                self.index[key] = self.index[capital]
                return self.index[key]
            titled = self.titled.get(key.split()[-1].title(), ())
            if len(titled) == 1 and len(key.split()) == 2:  # "the count" is Count Mosca
                self.index[key] = titled[0]
                return titled[0]
            self.index[key] = len(self.people)
            person = Person(phrase, Counter({phrase: 0}), phrase_gender(phrase))
            self.people.append(person)
        return self.index[key]


def phrase_key(phrase: str) -> str:
    """Return a key that is the same for noun phrases with different articles.

    >>> phrase_key("An old man")
    'the old man'
    """
    parts = phrase.lower().split()
    if len(parts) > 1 and parts[0] in ("the", "a", "an", "this", "that", "one", "another"):
        parts = parts[1:]
    return "the " + " ".join(parts)


def phrase_gender(phrase: str) -> str:
    """Return the gender of the noun of a phrase: "m", "f" or ""."""
    head = phrase.lower().split()[-1]
    return "m" if head in MALE_NOUNS else "f" if head in FEMALE_NOUNS else ""


def build_input(text: str, known: Sequence[KnownSpeaker] = ()) -> AttributionInput:
    """Analyse a text for attribution, in time linear in its length."""
    habits = quotations.detect_conventions(text)
    blocks = paragraphs.paragraph_ranges(text, habits.paragraph_break)
    marked = quotations.find_quotations(text, nested=True, like=habits)
    found = [quotation for quotation in marked if not quotation.depth]
    wrapped = paragraphs.is_wrapped(text[: quotations.SAMPLE], habits.paragraph_break)
    mentions = characters.find_names(text, wrapped)
    news = is_news(text)
    gathered = characters.cluster_names(Counter(mention.name for mention in mentions), known, news)
    everyone = list({id(person): person for person in gathered.values()}.values())
    numbers = {id(person): number for number, person in enumerate(everyone)}
    index = {name: numbers[id(person)] for name, person in gathered.items()}
    inside = _inside(mentions, found)
    outside = [m for m, quoted in zip(mentions, inside, strict=True) if not quoted]
    named = NameColumns(
        [mention.start for mention in outside],
        [mention.end for mention in outside],
        [index[mention.name] for mention in outside],
    )
    _vote_gender(text, named, everyone, [quotation.outer_start for quotation in found])
    quoted = [m for m, in_quotation in zip(mentions, inside, strict=True) if in_quotation]
    parts = passages.collect_passages(text, found, blocks, named, quoted, index, sources=news)
    titled: dict[str, list[int]] = {}
    for number, person in enumerate(everyone):
        for title in {
            title for alias in person.aliases for title in characters.leading_titles(alias)
        }:
            titled.setdefault(title, []).append(number)
    inner = [quotation for quotation in marked if quotation.depth == 1]
    scene = AttributionInput(
        text, news, blocks, everyone, index, named, [], [], titled, inner, quoted
    )
    scene.subjects = _subjects(text, named, news)
    return _with_units(scene, parts)


def _with_units(scene: AttributionInput, parts: list[Passage]) -> AttributionInput:
    """Group the passages into units, find their cues and count the mentions of people."""
    verbs = [
        verb
        for passage in parts
        for narration in (passage.before, passage.after)
        for verb in narration.verbs
    ]
    telling = sum(1 for verb in verbs if verb.subject.value == "i")
    if not scene.news and telling >= 3 and telling * 20 > len(verbs):
        scene.narrator = _narrator(scene, parts)
    scene.units = _units(scene, parts)
    if not scene.news:
        _name_by_nouns(scene, parts)
    for start, person, subject in zip(
        scene.named.starts, scene.named.people, scene.subjects, strict=True
    ):
        scene.people[person].named += 1
        before = scene.text[max(0, start - 6) : start]
        scene.people[person].placed += bool(_WITHIN.search(before))
        scene.people[person].articled += before[-4:].lower() == "the "
        scene.people[person].acts += subject
    for unit in scene.units:
        for cue in unit.cues:
            if cue.verb:
                number = scene.resolve(cue.chunk)
                if number >= 0:
                    scene.people[number].cues += 1
    return scene


def _narrator(scene: AttributionInput, parts: Sequence[Passage]) -> int:
    """Return the person who says "I".

    It is the person whom others address by a name that the narration never or hardly uses. If there
    is none, a new person "I" is added.
    """
    called = Counter(number for passage in parts for number in set(passage.addressed))
    narrated = Counter(scene.named.people)
    unnamed = [n for n, _ in called.most_common() if narrated[n] * 50 <= scene.people[n].count]
    often = [*(called[number] for number in unnamed), 0, 0]
    if often[0] >= max(2, 2 * often[1]):
        scene.index[phrase_key("I")] = unnamed[0]
        return unnamed[0]
    number = scene.entity("I")
    scene.people[number].name = "I"
    return number


def _name_by_nouns(scene: AttributionInput, parts: Sequence[Passage]) -> None:
    """Add a mention for each "the landlady" in the narration, if the landlady speaks.

    The `_NOUNS` most frequent nouns are tried. Those that refer to a person with a name are
    left out.
    """
    nouns: Counter[str] = Counter()
    for unit in scene.units:
        for cue in unit.cues:
            phrase = cue.chunk.value.lower()
            if cue.chunk.kind == "nominal" and cue.place in STRONG and phrase.startswith("the "):
                nouns[phrase.removeprefix("the ")] += 1
    numbers = {
        noun: scene.entity(f"the {noun}")
        for noun, _ in nouns.most_common(_NOUNS)
        if not scene.people[scene.entity(f"the {noun}")].count
    }
    if not numbers:
        return
    longest = "|".join(map(re.escape, sorted(numbers, key=lambda noun: -len(noun))))
    pattern = re.compile(rf"\b[Tt]he\s+({longest})\b")
    quoted = [passage.outer_start for passage in parts]
    found = []
    for match in pattern.finditer(scene.text):
        at = bisect_right(quoted, match.start()) - 1
        if at < 0 or match.start() >= parts[at].outer_end:
            found.append((match.start(), match.end(), numbers[match.group(1)]))
    if not found:
        return
    named = scene.named
    columns = sorted([*zip(named.starts, named.ends, named.people, strict=True), *found])
    scene.named = NameColumns(*(list(column) for column in zip(*columns, strict=True)))
    scene.subjects = _subjects(scene.text, scene.named, scene.news)


def is_news(text: str) -> bool:
    """Return whether the text reports (news, essays) rather than tells a story with dialogue.

    Compares the frequency of words of reports, words of stories and digits at its beginning.
    """
    sample = text[:_GENRE_SAMPLE]
    reporting = 3 * sum(1 for _ in _REPORTING.finditer(sample))
    telling = 0.6 * sum(1 for _ in _TELLING.finditer(sample))
    digits = min(sum(map(sample.count, "0123456789")), len(sample) * 6 / 1000)
    return reporting + digits > telling


def _inside(mentions: Sequence[characters.NameMention], found: Sequence[Quotation]) -> list[bool]:
    """Return for each mention whether it is inside a quotation."""
    starts = [quotation.outer_start for quotation in found]
    inside = []
    for mention in mentions:
        at = bisect_right(starts, mention.start) - 1
        inside.append(at >= 0 and mention.start < found[at].outer_end)
    return inside


def _vote_gender(
    text: str, named: NameColumns, everyone: list[Person], quoted: Sequence[int]
) -> None:
    """Assign to people without a telling name the gender of the pronouns that follow them."""
    votes: dict[int, Counter[str]] = {}
    total = len(named.starts)
    for position, number in enumerate(named.people):
        if everyone[number].gender:
            continue
        following = named.starts[position + 1] if position + 1 < total else len(text)
        end = named.ends[position]
        quote = bisect_right(quoted, end)
        following = min(following, quoted[quote]) if quote < len(quoted) else following
        for pattern, reach, weight in ((_SUBJECT_PRONOUN, 200, 2), (_OTHER_PRONOUN, 80, 1)):
            match = pattern.search(text, end, min(following, end + reach))
            if match:
                gender = "m" if match.group().lower() in MALE_PRONOUNS else "f"
                votes.setdefault(number, Counter())[gender] += weight
    for number, counts in votes.items():
        (gender, most), *rest = counts.most_common(2)
        if most > 1.5 * (rest[0][1] if rest else 0):
            everyone[number].gender = gender


def _subjects(text: str, named: NameColumns, news: bool) -> list[bool]:
    """Return for each mention whether it seems to be the subject of its sentence."""
    return [
        clauses.followed_by_verb(text, start, end, asides=news)
        for start, end in zip(named.starts, named.ends, strict=True)
    ]


def _units(scene: AttributionInput, parts: Iterable[Passage]) -> list[Unit]:
    units: list[Unit] = []
    for passage in parts:
        cues = cue_finding.find_cues(scene.text, passage, scene.news)
        unit = units[-1] if units else None
        here = unit is not None and unit.last_paragraph == passage.paragraph
        if unit and (passage.continued or (here and _same_speaker(scene, unit, cues))):
            unit.passages.append(passage)
            if len(unit.cues) < _CUES:
                told = {cue.chunk.start for cue in unit.cues}
                unit.cues.extend(cue for cue in cues if cue.chunk.start not in told)
            continue
        units.append(Unit(len(units), passage.paragraph, [passage], cues, here))
    return units


def _same_speaker(scene: AttributionInput, unit: Unit, cues: Sequence[Cue]) -> bool:
    """Return whether a passage in the unit's paragraph has the unit's speaker.

    Args:
        scene: The input.
        unit: The unit.
        cues: The cues of the passage.
    """
    return not scene.news and not _other_speaker(scene, unit.cues, cues)


def _other_speaker(scene: AttributionInput, first: Sequence[Cue], second: Sequence[Cue]) -> bool:
    """Return whether the cues of two passages clearly name two different speakers."""
    told = first[0] if first and first[0].place in STRONG else None
    coming = second[0] if second and second[0].place == "introduced" else None
    if told and coming and told.chunk.kind == "pronoun" and coming.chunk.kind == "name":
        return True  # "she said ... and heard Harriet say"
    strong = [
        {
            scene.resolve(cue.chunk)
            for cue in cues
            if cue.place in STRONG and cue.chunk.kind != "pronoun"
        }
        for cues in (first, second)
    ]
    return bool(strong[0] and strong[1] and not strong[0] & strong[1])
