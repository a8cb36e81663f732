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
from itertools import islice

from readerapp.speakers import KnownSpeaker, characters, clauses, passages, quotations
from readerapp.speakers.antecedents import find_antecedent
from readerapp.speakers.apostrophes import restore_apostrophes
from readerapp.speakers.characters import Person
from readerapp.speakers.descriptions import find_person_of_age, find_person_of_style
from readerapp.speakers.genre import SAMPLE, is_news
from readerapp.speakers.mentions import NameColumns, PersonMention
from readerapp.speakers.name_parts import surname
from readerapp.speakers.names import (
    NameMention,
    find_names,
    followed_by_verb,
    is_office,
    without_calls,
)
from readerapp.speakers.noun_phrases import (
    COMPLEMENT,
    phrase_gender,
    phrase_key,
    without_article,
)
from readerapp.speakers.passages import STRONG, Passage, SpeechCue
from readerapp.speakers.pronouns import vote_gender
from readerapp.speakers.quotations import Quotation
from readerapp.speakers.roles import people_by_title
from readerapp.speakers.shared_names import resolve_shared_names
from readerapp.speakers.word_counts import word_frequencies

_CUES = 12  # limit of cues per unit; a paragraph can hold thousands of quotations
_NOUNS = 60  # limit of nouns for speakers that are searched in the narration
_ACTOR_REACH = 240  # code points at the end of the paragraph before, searched for its last subject
# This pattern begins with the letter of a word, and only then looks back at where it begins: a
# search for a letter is several times as fast as one for the edges of words.
_FIRST_PERSON = re.compile(r"I(?<!\w.)\b(?!\.)")
_MOST_FIRST_PERSON = 500_000  # more than the longest novel has
_NARRATED = 2
"""Least number of "I" in 1,000 code points of first-person narration.

Labelled openings (`benchmarks/train_speakers.py`) have under 1 or over 3.
"""
_WITHIN = re.compile(r"\b(?:[Ii]n|[Aa]t|into)\s$")


@dataclass(slots=True)
class Unit:
    """Passages with the same speaker, and the cues that point to that speaker.

    Attributes:
        index: Number of the unit in the text.
        paragraph: Index of the paragraph in which it begins.
        passages: Its passages in order.
        cues: Its cues; a passage adds none once there are `_CUES`.
        same_paragraph: Whether the previous unit ends in the same paragraph.
        actor: The last subject of the paragraph before, if there is no quotation in it.
    """

    index: int
    paragraph: int
    passages: list[Passage]
    cues: list[SpeechCue] = field(default_factory=list)
    same_paragraph: bool = False
    actor: PersonMention | None = None

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
        paragraphs: Its paragraphs as half-open ranges in code points.
        people: Its persons; those with a name come first.
        person_index: The person of each name and of each noun phrase (see `phrase_key`).
        narrated_names: The name mentions outside quotations.
        is_subject: For each of these, whether it is the subject of its sentence.
        units: The units in document order.
        people_by_title: By title or role, the people who have it (see `roles`).
        nested_quotations: The quotations inside quotations.
        quoted_names: The name mentions inside quotations.
        doubtful_names: Starts of the name mentions that may mean another person of that name.
        first_person: Where the narration has the word "I".
        singles: Whether single marks show speech in this text.
        words: How often each word is in the first `genre.SAMPLE` code points.
        narrator: The person who says "I", or -1.
        surnames: A cache for `surname`.
        entities: A cache for `entity`.
    """

    text: str
    news: bool
    paragraphs: list[tuple[int, int]]
    people: list[Person]
    person_index: dict[str, int]
    narrated_names: NameColumns
    is_subject: list[bool]
    units: list[Unit]
    people_by_title: dict[str, list[int]]
    nested_quotations: list[Quotation]
    quoted_names: list[NameMention]
    doubtful_names: frozenset[int] = frozenset()
    first_person: list[int] = field(default_factory=list)
    singles: bool = False
    words: Counter[str] = field(default_factory=Counter)
    narrator: int = -1
    surnames: dict[int, str] = field(default_factory=dict)
    entities: dict[str, int] = field(default_factory=dict)

    def surname(self, number: int) -> str:
        """Return the surname in the names of a person, or ""."""
        if number not in self.surnames:
            names_of = self.people[number].aliases
            lasts = [surname(name) for name in names_of]
            self.surnames[number] = next((last for last in lasts if last), "")
        return self.surnames[number]

    def resolve(self, chunk: PersonMention) -> int:
        """Return the person of a name or a noun phrase (added if new); -1 for a pronoun."""
        if chunk.kind == "name":
            return chunk.person
        if chunk.kind == "pronoun":
            return self.narrator if chunk.value == "i" else -1
        if chunk.kind == "joint":
            return self.joint([int(number) for number in chunk.value.split()])
        return self.entity(chunk.value)

    def joint(self, numbers: Sequence[int]) -> int:
        """Return the person who stands for several people that speak together, added if new."""
        *names, last = [self.people[number].name for number in numbers]
        name = f"{', '.join(names)} and {last}"
        if name not in self.person_index:
            self.person_index[name] = len(self.people)
            self.people.append(Person(name, Counter({name: 0}), has_gendered_name=True))
        return self.person_index[name]

    def entity(self, phrase: str) -> int:
        """Return the person who is referred to as `phrase` ("the old man"), added if new."""
        if phrase in self.entities:
            return self.entities[phrase]
        number = self.entities[phrase] = self._find_entity(phrase)
        return number

    def _find_entity(self, phrase: str) -> int:
        """Return the person who is referred to as `phrase`, added if new."""
        key = phrase_key(phrase)
        short = COMPLEMENT.split(key)[0]  # "the spokesman" after "a spokesman for Acme"
        if key in self.person_index:
            self.person_index.setdefault(short, self.person_index[key])
        else:
            capital = key.removeprefix("the ").title()
            if capital in self.person_index:  # "the duchess", elsewhere "the Duchess"
                self.person_index[key] = self.person_index[capital]
                return self.person_index[key]
            told = find_person_of_style(key, self.people_by_title)
            if told < 0 and self.news:
                told = find_person_of_age(key, self.text, self.narrated_names)
            if told >= 0:
                self.person_index[key] = told
                return told
            titled = self.people_by_title.get(key.split()[-1].title(), ())
            definite = key == phrase.lower()
            if len(titled) == 1 and definite and len(key.split()) == 2:  # Count Mosca
                self.person_index[key] = titled[0]
                return titled[0]
            self.person_index[key] = len(self.people)
            name = without_article(phrase) if self.news else phrase
            person = Person(name, Counter({phrase: 0}), phrase_gender(phrase))
            self.people.append(person)
            self.person_index.setdefault(short, self.person_index[key])
        return self.person_index[key]


def build_input(text: str, known: Sequence[KnownSpeaker] = ()) -> AttributionInput:
    """Analyse a text for attribution, in time linear in its length."""
    text = restore_apostrophes(text)
    conventions = quotations.detect_conventions(text)
    paragraphs = quotations.paragraph_ranges(text, conventions.paragraph_break)
    with_nested = quotations.find_quotations(text, True, conventions, paragraphs)
    outer = [quotation for quotation in with_nested if not quotation.depth]
    sample = text[: quotations.SAMPLE]
    names = find_names(text, wrapped=quotations.is_wrapped(sample, conventions.paragraph_break))
    words = word_frequencies(text[:SAMPLE])
    news = is_news(text, words)
    if news:  # there "the President" is an office, not a name
        names = [mention for mention in names if not is_office(mention.name)]
    person_of = characters.cluster_names(Counter(mention.name for mention in names), known, news)
    shared = resolve_shared_names(text, names, person_of, news)
    if shared.mentions != names:
        names = shared.mentions
        counts = Counter(mention.name for mention in names)
        person_of = characters.cluster_names(counts, known, news)
    people = list({id(person): person for person in person_of.values()}.values())
    numbers = {id(person): number for number, person in enumerate(people)}
    index = {name: numbers[id(person)] for name, person in person_of.items()}
    _index_known_phrases(people, index)
    is_quoted = _are_quoted([mention.start for mention in names], outer)
    narrated = [mention for mention, inside in zip(names, is_quoted, strict=True) if not inside]
    quoted = [mention for mention, inside in zip(names, is_quoted, strict=True) if inside]
    quoted = without_calls(quoted, Counter(mention.name for mention in names))
    columns = NameColumns(
        [mention.start for mention in narrated],
        [mention.end for mention in narrated],
        [index[mention.name] for mention in narrated],
    )
    vote_gender(text, columns, people, [quotation.outer_start for quotation in outer])
    found = passages.collect_passages(text, outer, paragraphs, columns, quoted, index, sources=news)
    scene = AttributionInput(
        text,
        news,
        paragraphs,
        people,
        index,
        columns,
        is_subject=_are_subjects(text, columns, news),
        units=[],
        people_by_title=people_by_title(text, people, columns, news),
        nested_quotations=[quotation for quotation in with_nested if quotation.depth == 1],
        quoted_names=quoted,
        doubtful_names=shared.doubtful,
        first_person=_find_first_person(text, outer),
        singles=conventions.singles,
        words=words,
    )
    return _with_units(scene, found)


def _index_known_phrases(people: Sequence[Person], index: dict[str, int]) -> None:
    """Add the noun phrases that are names of known persons, as "the old man", to `index`.

    So a phrase of the text means the person whom the user has set under it, and no second one.
    """
    for number, person in enumerate(people):
        for name in person.aliases if person.is_known else ():
            if COMPLEMENT.split(name)[0].rpartition(" ")[2].islower():
                index.setdefault(phrase_key(name), number)
                person.gender = phrase_gender(name)
                person.has_gendered_name = False


def _with_units(scene: AttributionInput, found: list[Passage]) -> AttributionInput:
    """Group the passages into units, find their cues and count the mentions of people."""
    verbs = [
        verb
        for passage in found
        for narration in (passage.before, passage.after)
        for verb in narration.verbs
    ]
    first_person = sum(1 for verb in verbs if verb.subject.value == "i")
    length = len(scene.text) - sum(passage.end - passage.start for passage in found)
    tells = len(scene.first_person) * 1000 > _NARRATED * length
    often = first_person >= 3 and first_person * 20 > len(verbs)
    if often or (tells and first_person):
        scene.narrator = _narrator(scene, found)
    scene.units = _group_into_units(scene, found)
    if not scene.news:
        _name_by_nouns(scene, found)
    names = scene.narrated_names
    for start, number, is_subject in zip(names.starts, names.people, scene.is_subject, strict=True):
        person = scene.people[number]
        before = scene.text[max(0, start - 6) : start]
        person.narration_count += 1
        person.location_count += bool(_WITHIN.search(before))
        person.article_count += before[-4:].lower() == "the "
        person.subject_count += is_subject
    for passage in found:
        for number in set(passage.addressees):
            scene.people[number].address_count += 1
    for unit in scene.units:
        for cue in unit.cues:
            if cue.verb:
                number = scene.resolve(cue.mention)
                if number >= 0:
                    scene.people[number].cue_count += 1
    return scene


def _narrator(scene: AttributionInput, found: Sequence[Passage]) -> int:
    """Return the person who says "I".

    It is the person whom others address by a name that the narration never or hardly uses. If there
    is none, a new person "I" is added.
    """
    addresses = Counter(number for passage in found for number in set(passage.addressees))
    narrated = Counter(scene.narrated_names.people)
    unnamed = [n for n, _ in addresses.most_common() if narrated[n] * 50 <= scene.people[n].count]
    counts = [*(addresses[number] for number in unnamed), 0, 0]
    if counts[0] >= max(2, 2 * counts[1]):
        scene.person_index[phrase_key("I")] = unnamed[0]
        return unnamed[0]
    number = scene.entity("I")
    scene.people[number].name = "I"
    return number


def _name_by_nouns(scene: AttributionInput, found: Sequence[Passage]) -> None:
    """Add a mention for each "the landlady" in the narration, if the landlady speaks.

    The `_NOUNS` most frequent nouns are tried. Those that refer to a person with a name are
    left out.
    """
    nouns: Counter[str] = Counter()
    for unit in scene.units:
        for cue in unit.cues:
            phrase = cue.mention.value.lower()
            if (
                cue.mention.kind == "nominal"
                and cue.position in STRONG
                and phrase.startswith("the ")
            ):
                nouns[phrase.removeprefix("the ")] += 1
    numbers = {
        noun: scene.entity(f"the {noun}")
        for noun, _ in nouns.most_common(_NOUNS)
        if not scene.people[scene.entity(f"the {noun}")].count
    }
    if not numbers:
        return
    longest = "|".join(map(re.escape, sorted(numbers, key=lambda noun: -len(noun))))
    pattern = re.compile(rf"[Tt](?<!\w.)he\s+({longest})\b")
    quoted = [passage.outer_start for passage in found]
    mentions = []
    for match in pattern.finditer(scene.text):
        at = bisect_right(quoted, match.start()) - 1
        if at < 0 or match.start() >= found[at].outer_end:
            mentions.append((match.start(), match.end(), numbers[match.group(1)]))
    if not mentions:
        return
    names = scene.narrated_names
    rows = sorted([*zip(names.starts, names.ends, names.people, strict=True), *mentions])
    scene.narrated_names = NameColumns(*(list(column) for column in zip(*rows, strict=True)))
    scene.is_subject = _are_subjects(scene.text, scene.narrated_names, scene.news)


def _are_quoted(offsets: Sequence[int], found: Sequence[Quotation]) -> list[bool]:
    """Return for each offset whether it is inside a quotation."""
    starts = [quotation.outer_start for quotation in found]
    inside = []
    for offset in offsets:
        at = bisect_right(starts, offset) - 1
        inside.append(at >= 0 and offset < found[at].outer_end)
    return inside


def _find_first_person(text: str, found: Sequence[Quotation]) -> list[int]:
    """Return where the narration has the word "I"."""
    found_words = islice(_FIRST_PERSON.finditer(text), _MOST_FIRST_PERSON)
    offsets = [match.start() for match in found_words]
    inside = _are_quoted(offsets, found)
    return [offset for offset, quoted in zip(offsets, inside, strict=True) if not quoted]


def _are_subjects(text: str, names: NameColumns, news: bool) -> list[bool]:
    """Return for each mention whether it seems to be the subject of its sentence."""
    return [
        followed_by_verb(text, start, end, asides=news)
        for start, end in zip(names.starts, names.ends, strict=True)
    ]


def _group_into_units(scene: AttributionInput, found: Iterable[Passage]) -> list[Unit]:
    units: list[Unit] = []
    antecedents: dict[int, PersonMention] = {}
    for passage in found:
        cues = passages.find_cues(scene.text, passage, scene.news)
        cues = [find_antecedent(cue, passage, antecedents) for cue in cues]
        unit = units[-1] if units else None
        here = unit is not None and unit.last_paragraph == passage.paragraph
        if unit and (passage.continued or (here and _same_speaker(scene, unit, passage, cues))):
            unit.passages.append(passage)
            if len(unit.cues) < _CUES:
                known = {cue.mention.start for cue in unit.cues}
                unit.cues.extend(cue for cue in cues if cue.mention.start not in known)
            continue
        named = cues and cues[0].position in STRONG and cues[0].mention.kind == "name"
        actor = None if here or named else _actor_before(scene, passage, unit)
        units.append(Unit(len(units), passage.paragraph, [passage], cues, here, actor))
    return units


def _actor_before(
    scene: AttributionInput, passage: Passage, before: Unit | None
) -> PersonMention | None:
    """Return the last subject of the paragraph before a passage, if nobody speaks in it."""
    paragraph = passage.paragraph - 1
    if paragraph < 0 or (before and before.last_paragraph >= paragraph):
        return None
    start, end = scene.paragraphs[paragraph]
    return clauses.find_last_subject(
        scene.text, max(start, end - _ACTOR_REACH), end, scene.narrated_names, scene.news
    )


def _same_speaker(
    scene: AttributionInput, unit: Unit, passage: Passage, cues: Sequence[SpeechCue]
) -> bool:
    """Return whether a passage in the unit's paragraph has the unit's speaker.

    Args:
        scene: The input.
        unit: The unit.
        passage: The passage.
        cues: The cues of the passage.
    """
    if scene.news or _other_speaker(scene, unit.cues, cues):
        return False
    if not passage.before.tokens:  # "Now?" "Now.": the paragraphs of a dialogue were joined
        return False
    return not _is_another(scene, unit, passage, cues)


def _is_another(
    scene: AttributionInput, unit: Unit, passage: Passage, cues: Sequence[SpeechCue]
) -> bool:
    """Return whether "he said" beside a passage means somebody who was named since the unit.

    Example: "Jump," cried Tom. Ben did so. "I am here," he called.
    """
    first, own = (unit.cues[:1], cues[:1])
    pronoun = own[0].mention if own and own[0].position == "after" else None
    if not first or pronoun is None or pronoun.kind != "pronoun" or pronoun.value not in "mf":
        return False
    introduced = first[0].position == "introduced"  # else the first sentence is about its speaker
    since = [
        one
        for one in passage.before.subjects
        if one.kind == "name" and (introduced or passage.before.sentences[one.first])
    ]
    speaker = scene.people[max(0, scene.resolve(first[0].mention))]
    if first[0].mention.kind == "nominal" and speaker.gender not in ("", pronoun.value):
        return True
    if first[0].mention.kind != "name":
        return False
    if not since or since[-1].person == first[0].mention.person:
        return False
    return scene.people[since[-1].person].gender in (pronoun.value, "")


def _other_speaker(
    scene: AttributionInput, first: Sequence[SpeechCue], second: Sequence[SpeechCue]
) -> bool:
    """Return whether the cues of two passages clearly name two different speakers."""
    cue = first[0] if first and first[0].position in STRONG else None
    next_cue = second[0] if second and second[0].position == "introduced" else None
    if cue and next_cue and cue.mention.kind == "pronoun" and next_cue.mention.kind == "name":
        return True  # "she said ... and heard Harriet say"
    mentions = [[cue.mention for cue in cues if cue.position in STRONG] for cues in (first, second)]
    values = [one[0].value if one and one[0].kind == "pronoun" else "" for one in mentions]
    if all(values) and "i" in values and values[0] != values[1]:  # "he said" and "I agreed"
        return True
    strong = [
        {scene.resolve(mention) for mention in own if mention.kind != "pronoun"} for own in mentions
    ]
    return bool(strong[0] and strong[1] and not strong[0] & strong[1])
