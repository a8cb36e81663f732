"""Shallow parsing of narration: persons, subjects of sentences, and speech verbs with subjects.

It is no full parser. It uses tokens, a few word lists and the names already found. That is enough
for the short stretches beside quotations ("said the waiter, turning to Bill"), the only text that
is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from readerapp.speakers.lexicon import (
    ABBREVIATIONS,
    ACTION_VERBS,
    CONJUNCTIONS,
    DETERMINERS,
    FILLERS,
    NOT_SPEAKERS,
    PERSON_NOUNS,
    PREPOSITIONS,
    REMARKS,
    ROLE_MODIFIERS,
    SPEECH_VERBS,
    TRANSITIVE_VERBS,
    VIEWS,
    WEAK_SPEECH_VERBS,
    WRITINGS,
    is_verb,
)
from readerapp.speakers.mentions import (
    POSSESSIVE,
    PUNCTUATION,
    SENTENCE_END,
    TOKEN,
    NameColumns,
    PersonMention,
    find_person_mentions,
)

_PHRASAL_VERBS = {
    "in": frozenset("broke put cut chimed struck joined".split()),
    "on": frozenset(("went",)),
    "out": frozenset("burst cried called".split()),
    "up": frozenset("spoke piped".split()),
}
"""By particle, the verbs of speech that it may follow: "broke in the old man"."""

_TIMES = frozenset("yesterday today tonight tomorrow there here why what how that this".split())
AUXILIARIES = frozenset(
    "was were is are am had has have would could will might must can may did does do".split()
)
PASSIVE_AUXILIARIES = frozenset("was were is are been be being got get gets".split())


@dataclass(frozen=True, slots=True)
class SpeechVerb:
    """A verb of speech with its subject.

    Attributes:
        word: The verb in lower case.
        token: Its token index.
        subject: The person who speaks.
        form: "verb first", "direct", "aside" (there are words between subject and verb), "shared"
            (the subject of an earlier verb) or "source" ("according to").
        weak: Whether the verb as often means something else.
        addressee: The person spoken to, or None.
    """

    word: str
    token: int
    subject: PersonMention
    form: str
    weak: bool
    addressee: PersonMention | None


@dataclass(frozen=True, slots=True)
class Narration:
    """A parsed stretch of narration.

    Attributes:
        start: First offset in code points.
        end: Offset after the last.
        tokens: The tokens.
        starts: Start of each token in code points.
        sentences: Number of the sentence of each token, from 0.
        mentions: Mentions of persons, in order.
        verbs: Speech verbs with a subject, in order.
        subjects: Mentions that are subjects of sentences, in order.
    """

    start: int
    end: int
    tokens: tuple[str, ...]
    starts: tuple[int, ...]
    sentences: tuple[int, ...]
    mentions: tuple[PersonMention, ...]
    verbs: tuple[SpeechVerb, ...]
    subjects: tuple[PersonMention, ...]


def read_narration(text: str, start: int, end: int, names: NameColumns, sources: bool) -> Narration:
    """Parse the narration in `[start, end)`.

    Args:
        text: The whole text.
        start: First offset in code points.
        end: Offset after the last.
        names: The name mentions of the whole text.
        sources: Whether reports and firms may be speakers.
    """
    if start == end:
        return Narration(start, end, (), (), (), (), (), ())
    parser = _ClauseParser(text, start, end, names, sources)
    return Narration(
        start, end, tuple(parser.tokens), tuple(parser.starts), tuple(parser.sentences),
        tuple(parser.mentions), tuple(parser.verbs()), tuple(parser.subjects()),
    )  # fmt: skip


def agent_after(narration: Narration) -> PersonMention | None:
    """Return the person of "by Ann Poe" or "by the mayor" at the beginning of a narration."""
    if narration.tokens[:1] != ("by",):
        return None
    for mention in narration.mentions[:1]:
        between = narration.tokens[1 : mention.first]
        if all(word.isalpha() and word not in CONJUNCTIONS for word in between):
            return mention if len(between) < 5 else None
    return None


def find_last_subject(
    text: str, start: int, end: int, names: NameColumns, sources: bool
) -> PersonMention | None:
    """Return the last mention in `[start, end)` of one person that is a subject, or None.

    The arguments are those of `read_narration`, of which this is the part without the verbs.
    """
    parser = _ClauseParser(text, start, end, names, sources)
    single = (one for one in reversed(parser.mentions) if one.kind != "pronoun" or one.value != "p")
    return next(filter(parser.is_subject, single), None)


def _abbreviates(tokens: list[str], index: int) -> bool:
    """Return whether a full stop belongs to an abbreviation or an initial, and ends no sentence."""
    if tokens[index] != "." or not index or index + 1 == len(tokens):
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    if len(before) == 1 and before.isupper() and before != "I":
        return True
    return before in ABBREVIATIONS and not (after == "The" or after in CONJUNCTIONS)


def _together(speakers: list[PersonMention]) -> PersonMention:
    """Return the mention of named people who speak together, in order."""
    first, last = speakers[0], speakers[-1]
    people = dict.fromkeys(one.person for one in speakers)
    if len(people) == 1:
        return first
    numbers = " ".join(map(str, people))
    return PersonMention("joint", -1, numbers, first.start, last.end, first.first, last.last)


class _ClauseParser:
    """Finds subjects and their verbs among the tokens and mentions of a stretch."""

    def __init__(self, text: str, start: int, end: int, names: NameColumns, sources: bool) -> None:
        matches = list(TOKEN.finditer(text, start, end))
        self.tokens = [match.group() for match in matches]
        self.starts = [match.start() for match in matches]
        ends = [match.end() for match in matches]
        self.mentions = find_person_mentions(text, self.tokens, self.starts, ends, names, sources)
        self._lower = [token.lower() for token in self.tokens]
        self._at = {mention.first: mention for mention in self.mentions}
        self._inside = {i for mention in self.mentions for i in range(mention.first, mention.last)}

    @cached_property
    def sentences(self) -> list[int]:
        """Return the number of the sentence of each token, from 0."""
        numbers: list[int] = []
        sentence = 0
        for index, token in enumerate(self.tokens):
            numbers.append(sentence)
            if (
                token in SENTENCE_END
                and index not in self._inside
                and not _abbreviates(self.tokens, index)
            ):
                sentence += 1
        return numbers

    def verbs(self) -> list[SpeechVerb]:
        """Return the speech verbs that have a subject, in order."""
        found: list[SpeechVerb] = []
        last = ""
        for index, word in enumerate(self._lower):
            before, last = last, word
            if word == "according" and self._word(index + 1) == "to":
                subject = self._mention_at(index + 2)
                if subject:
                    found.append(SpeechVerb(word, index, subject, "source", False, None))
            elif word == "words" and self._lower[max(0, index - 2) : index] == ["in", "the"]:
                subject = self._mention_at(index + 2) if self._word(index + 1) == "of" else None
                if subject:
                    found.append(SpeechVerb(word, index, subject, "source", False, None))
            elif word in VIEWS and self._remark_author(index):
                holder = self._remark_author(index)
                if holder and self._word(holder.first - 1) == "in":
                    found.append(SpeechVerb(word, index, holder, "source", False, None))
            elif word in ("for", "to") and (holder := self._holder_of_view(index)):
                found.append(SpeechVerb("", index, holder, "source", True, None))
            elif word in REMARKS and self._remark_author(index):
                subject = self._remark_author(index)
                said = found and self.sentences[found[-1].token] == self.sentences[index]
                if subject and not said:
                    found.append(SpeechVerb(word, index, subject, "direct", False, None))
            elif (
                word in SPEECH_VERBS
                or (index < 2 and self._opens_like_speech_verb(index))
                or (before == "to" and self._is_infinitive(index))
            ) and index not in self._inside:
                verb = self._with_subject(index, word)
                if verb:
                    found.append(verb)
        return found

    def _remark_author(self, index: int) -> PersonMention | None:
        """Return the person of a remark: "Helen’s contribution", "her only answer was".

        After "on Helen’s reply", somebody else speaks.
        """
        before = [
            one
            for one in self.mentions
            if 0 <= index - one.last < 3
            and self._word(one.first - 1) not in ("on", "upon", "at", "after", "to")
            and (one.value == "remark" or self._lower[one.last - 1] in POSSESSIVE)
        ]
        return before[-1] if before else None

    def _holder_of_view(self, index: int) -> PersonMention | None:
        """Return the person of "For Ann Poe, the deal was", which opens a sentence at `index`."""
        opens = not index or self._word(index - 1) in SENTENCE_END
        mention = self._at.get(index + 1) if opens and self.tokens[index][0].isupper() else None
        if mention is None or mention.kind != "name" or self._word(mention.last) != ",":
            return None
        clause = self._lower[mention.last + 1 : mention.last + 7]
        judges = clause[:1] and clause[0] in DETERMINERS | {"it"} and {"is", "was"} & set(clause)
        return mention if judges else None

    def _opens_like_speech_verb(self, index: int) -> bool:
        """Return whether a word opens the narration as only a speech verb does: "nodded Evie"."""
        if index > 1 or not self._lower[index].endswith("ed"):
            return False
        subject = self._mention_at(index + 1)
        opens = index == 0 or self.tokens[0] in ",—–"
        return opens and subject is not None and subject.kind != "pronoun"

    def subjects(self) -> list[PersonMention]:
        """Return the mentions that are subjects of a sentence, in order."""
        return [mention for mention in self.mentions if self.is_subject(mention)]

    def _word(self, index: int) -> str:
        return self._lower[index] if 0 <= index < len(self._lower) else ""

    def _with_subject(self, index: int, word: str) -> SpeechVerb | None:
        weak = word in WEAK_SPEECH_VERBS
        particle = self._word(index + 1)
        after = self._mention_at(index + 1 + (word in _PHRASAL_VERBS.get(particle, ())))
        before, form = self._subject_before(index)
        if self._is_passive(index):
            agent = self._mention_at(index + 2) if self._word(index + 1) == "by" else None
            return SpeechVerb(word, index, agent, "direct", weak, before) if agent else None
        if word == "saying" and self._lower[max(0, index - 2) : index] == ["quoted", "as"]:
            before = self._subject_before(index - 2)[0]
            return SpeechVerb(word, index, before, "direct", weak, None) if before else None
        if self._word(index - 1) in ("who", "which"):
            before, form = self._antecedent(index - 1), "aside"
        if self._word(index - 1) == "to" and not before:  # "ceased not to exclaim"
            before, form = self._subject_of_infinitive(index - 1), "aside"
        if word.endswith("ing") and (form != "direct" or self._is_object(before)):
            before, form = self._last_subject(index), "shared"
            after = after if index < 2 else None
        if before:
            before = self._with_partners_before(before)
            return SpeechVerb(word, index, before, form, weak, after or self._addressee(index))
        if after and self._may_precede_subject(index) and self._may_follow(index, after):
            addressee = self._addressee(after.last - 1)
            after = self._with_partners_after(after)
            return SpeechVerb(word, index, after, "verb first", weak, addressee)
        return None

    def _with_partners_before(self, subject: PersonMention) -> PersonMention:
        """Return all people of "Ann Poe, Jo Lee and Tom Reed", the subject of a verb after them."""
        speakers = [subject]
        link = ("and",)
        while speakers[0].kind == "name" and self._word(speakers[0].first - 1) in link:
            end = speakers[0].first - 1
            end -= link == ("and",) and self._word(end - 1) == ","
            partner = next((one for one in self.mentions if one.last == end), None)
            if partner is None or partner.kind != "name":
                break
            speakers.insert(0, partner)
            link = (",",)
        before = self._word(speakers[0].first - 1)
        listed = len(speakers) < 3 or before in ("", "that", "but") or before in PUNCTUATION
        if not listed:  # "Writing in The Herald, Ann Poe and Tom Reed said"
            speakers = speakers[-2:]
        return _together(speakers) if self._opens(speakers[0]) else subject

    def _opens(self, mention: PersonMention) -> bool:
        """Return whether a mention can begin a list of subjects: it is no object."""
        before = self._word(mention.first - 1)
        plain = before not in PREPOSITIONS and not is_verb(before)
        return before not in CONJUNCTIONS and (plain or before in PUNCTUATION)

    def _with_partners_after(self, subject: PersonMention) -> PersonMention:
        """Return all people of "Ann Poe, Jo Lee and Tom Reed", the subject of a verb before."""
        speakers = [subject]
        while speakers[-1].kind == "name" and self._word(speakers[-1].last) in (",", "and"):
            index = speakers[-1].last
            is_last = self._word(index) == "and" or self._word(index + 1) == "and"
            partner = self._at.get(index + 1 + (is_last and self._word(index) == ","))
            if partner is None or partner.kind != "name":
                break
            speakers.append(partner)
            if is_last:
                after = self._word(partner.last)
                acts = is_verb(after) or after in AUXILIARIES  # "and Tom Reed laughed"
                return subject if acts else _together(speakers)
        return subject

    def _is_passive(self, index: int) -> bool:
        """Return whether the verb at `index` is passive: "was told", "were asked by"."""
        before = index - 1
        while before >= 0 and (self._lower[before] in ("not", "then", "once", "also", "later")):
            before -= 1
        if self._word(before) not in PASSIVE_AUXILIARIES or self._word(index).endswith("ing"):
            return False
        return self._word(index) in TRANSITIVE_VERBS or self._word(index + 1) == "by"

    def _antecedent(self, index: int) -> PersonMention | None:
        """Return the person whom "who" at `index` refers to: right before it and its comma."""
        end = index - 1 if self._word(index - 1) == "," else index
        return next((one for one in reversed(self.mentions) if one.last == end), None)

    def _is_infinitive(self, index: int) -> bool:
        """Return whether a verb of speech after "to" leads to a quotation: "went on to say,"."""
        return f"{self._lower[index]}s" in SPEECH_VERBS and self._word(index + 1) in ("", ",", ":")

    def _subject_of_infinitive(self, index: int) -> PersonMention | None:
        """Return the subject of the verb before "to" at `index`, as in "Tom went on to say"."""
        near = [one for one in self.mentions if one.last <= index and index - one.last < 5]
        same = [one for one in near if self.sentences[one.first] == self.sentences[index]]
        gap = self._lower[same[-1].last : index] if same else []
        return same[-1] if gap and is_verb(gap[0]) and not set(gap) & PUNCTUATION else None

    def _is_object(self, mention: PersonMention | None) -> bool:
        """Return whether a mention before a participle is what the subject wrote or addressed.

        Examples: "issued a statement saying", "emailed supporters saying".
        """
        if mention is None or mention.kind != "nominal":
            return False
        before = self._word(mention.first - 1)
        return self._is_writing(mention) or before.endswith("ed") or before in SPEECH_VERBS

    def _is_writing(self, mention: PersonMention | None) -> bool:
        """Return whether a mention is a writing, which does not speak itself: "a statement"."""
        return (
            mention is not None
            and mention.kind == "nominal"
            and mention.value.split()[-1].lower() in WRITINGS
        )

    def _may_follow(self, index: int, subject: PersonMention) -> bool:
        """Return whether the person after the verb at `index` can be its subject.

        In "said he would" and "said Ann Poe should go" the person is the subject of what is said,
        and after "told" or "called" it is the object.
        """
        after = self._word(subject.last)
        if self._word(index) in TRANSITIVE_VERBS:
            return index < 2 and (not after or after in PUNCTUATION)
        if subject.kind == "pronoun" and index > 1:
            return not after or after in PUNCTUATION or after in PREPOSITIONS
        return after not in ACTION_VERBS or after.endswith("ing")

    def _may_precede_subject(self, index: int) -> bool:
        """Return whether a verb at `index` can precede its subject: first in its clause."""
        before = index - 1
        while before >= 0 and (
            self._lower[before] in FILLERS or self._lower[before].endswith("ly")
        ):
            before -= 1
        if self._word(before) in ("and", "but", "or"):  # "and said": whoever spoke before
            return False
        return (
            before < 0 or self.tokens[before] in PUNCTUATION or self._lower[before] in CONJUNCTIONS
        )

    def _mention_at(self, index: int) -> PersonMention | None:
        """Return the mention that starts at `index` or after an adverb there."""
        for _ in range(2):
            mention = self._at.get(index)
            if mention:
                return mention
            if self._word(index) in DETERMINERS:  # "the scandalised Margaret"
                nearby = (self._at.get(index + further) for further in (1, 2, 3))
                return next(
                    (mention for mention in nearby if mention and mention.kind == "name"), None
                )
            if self._word(index) in ROLE_MODIFIERS:
                return self._after_lead(index)
            if self.tokens[index : index + 1] and self.tokens[index][0].isupper():
                return self._after_role(index)
            if not self._word(index).endswith("ly") and self._word(index) not in FILLERS:
                return self._after_modifier(index)
            index += 1
        return self._at.get(index)

    def _after_modifier(self, index: int) -> PersonMention | None:
        """Return the named person whose role a noun begins: "company spokesman Gary Low"."""
        for position in (index + 1, index + 2):
            mention = self._at.get(position)
            if mention is not None:
                named = mention.kind == "name" and self._word(position) in PERSON_NOUNS
                return mention if named or self._is_odd_role(index, mention) else None
            if not self._word(position - 1).isalpha() or self._word(position - 1) in PREPOSITIONS:
                break
        return None

    def _is_odd_role(self, index: int, mention: PersonMention) -> bool:
        """Return whether a word right before a name can only be its role: "said mechanic Jo Lee".

        The clause ends after the name, or a second one follows.
        """
        word, after = self._word(index), self._word(mention.last)
        closed = not after or after in PUNCTUATION or after in ("and", "who")
        plain = word.isalpha() and len(word) > 3 and not is_verb(word) and word not in _TIMES
        other = FILLERS | CONJUNCTIONS | PREPOSITIONS | NOT_SPEAKERS
        return (
            mention.first == index + 1
            and mention.kind == "name"
            and closed
            and (plain and word not in other)
        )

    def _after_role(self, index: int) -> PersonMention | None:
        """Return the mention whose role begins at `index`: "Auto Workers Treasurer Gary Low"."""
        for position in range(index + 1, min(index + 7, len(self.tokens))):
            if position in self._at:
                return self._at[position]
            if not self.tokens[position][0].isupper():
                break
        return None

    def _after_lead(self, index: int) -> PersonMention | None:
        """Return the mention after "former" and the like: "former Texas congressman Barney Low"."""
        found: PersonMention | None = None
        for position in range(index + 1, min(index + 7, len(self.tokens))):
            mention = self._at.get(position)
            if mention:
                found = mention
            elif self.tokens[position] in PUNCTUATION or (found and position >= found.last):
                break
        return found

    def _addressee(self, index: int) -> PersonMention | None:
        """Return the addressee in "said to Bill" or "turning to Bill" right after `index`."""
        for step in range(1, 4):
            if self._word(index + step) == "to":
                return self._at.get(index + step + 1)
        return None

    def _subject_before(self, index: int) -> tuple[PersonMention | None, str]:
        """Return the subject before the verb at `index`, and its form (see `SpeechVerb`)."""
        end = index
        while (
            end > 0
            and end - 1 not in self._inside
            and (self._lower[end - 1] in FILLERS or self._lower[end - 1].endswith("ly"))
        ):
            end -= 1
        sentence = self.sentences[index]
        near = [
            mention
            for mention in self.mentions
            if mention.last <= end and self.sentences[mention.first] == sentence
        ]
        if not near:
            return None, ""
        last = near[-1]
        if last.last == end:
            head = self._head(near)
            return head, "direct" if head is last else "aside"
        gap = self.tokens[last.last : end]
        if (
            len(gap) <= 12
            and self._lower[last.last] in PREPOSITIONS
            and not (set(gap) & PUNCTUATION)
        ):
            return self._head(near), "aside"
        if self.tokens[end - 1] == ",":
            return self._subject_before_aside(near, end), "aside"
        if self._lower[end - 1] in ("and", "then", "but", "or"):
            subjects = [mention for mention in near if self.is_subject(mention)]
            return (subjects[-1] if subjects else None), "shared"
        return None, ""

    def _last_subject(self, index: int) -> PersonMention | None:
        """Return the last subject before a participle: "Tom ran out, shouting".

        The participle ends the narration or follows a comma, "and", or what somebody has written.
        """
        ends = all(token in PUNCTUATION for token in self.tokens[index + 1 :])
        before = self._word(index - 1)
        if not (ends or before in (",", "and", "by", "in") or before in WRITINGS):
            return None
        sentence = self.sentences[index]
        subjects = [
            mention
            for mention in self.mentions
            if self.sentences[mention.first] == sentence
            and mention.last < index
            and self.is_subject(mention)
            and not self._is_writing(mention)
        ]
        main = [one for one in subjects if self._word(one.first - 1) not in ("that", "whether")]
        said = [one for one in main if self._word(one.last) in SPEECH_VERBS]
        return next((chosen[-1] for chosen in (said, main, subjects) if chosen), None)

    def _head(self, near: list[PersonMention]) -> PersonMention:
        """Return the head of the last noun phrase: "a spokesman for the campaign"."""
        position = len(near) - 1
        while position > 0:
            mention, before = near[position], near[position - 1]
            between = self._lower[before.last : mention.first]
            linked = between and between[0] in PREPOSITIONS and len(between) <= 6
            if not linked or any(word in PUNCTUATION for word in between):
                break
            position -= 1
        return near[position]

    def _subject_before_aside(self, near: list[PersonMention], end: int) -> PersonMention | None:
        """Return the mention before an aside between commas that ends just before `end`."""
        last = near[-1]
        apposed = last.last == end - 1 and "," in self.tokens[last.first : last.last]
        before = self._word(last.first - 1)
        if apposed and before not in PREPOSITIONS and not is_verb(before):
            return last  # "union man Ed Low’s deputy, Ann Poe, said"
        opening = end - 2
        while opening >= 0 and self.tokens[opening] != "," and end - opening < 25:
            opening -= 1
        first = near[0]  # "Ann Poe, the head of Acme, which she founded in May, said"
        before = self._word(first.first - 1)
        if before in ("", ".", "!", "?") and self._word(first.last) == ",":
            return self._with_partners_after(first)
        for mention in reversed(near):
            if mention.last == opening:
                return self._head([c for c in near if c.last <= mention.last])
        for mention in near:  # the same after "On Monday,"
            if self._word(mention.first - 1) in ',"”' and self._word(mention.last) == ",":
                return mention
        for mention in reversed(near):
            if mention.last <= opening and self.is_subject(mention):
                return mention
        return None

    def is_subject(self, mention: PersonMention) -> bool:
        """Return whether the mention is the subject of a verb."""
        before = self._word(mention.first - 1)
        if before in PREPOSITIONS or (before == "and" and not self._opens_clause(mention)):
            return False
        after = mention.last
        while (
            self._word(after) in FILLERS and self._word(after) not in ACTION_VERBS
        ) or self._word(after).endswith("ly"):
            after += 1
        word = self._word(after)
        if mention.kind == "pronoun":
            return True
        opens = mention.first == 0 or before in SENTENCE_END
        if word == "," and (opens or self._verb_after_aside(after)):
            return True
        present = opens and word.endswith("s") and not word.endswith("ss") and word.isalpha()
        return present or is_verb(word)

    def _opens_clause(self, mention: PersonMention) -> bool:
        """Return whether a mention after "and" begins a clause: "It was late, and Ann nodded"."""
        if mention.kind == "pronoun":
            return True
        comma = mention.first - 2
        after = mention.last + self._word(mention.last).endswith("ly")
        listed = any(one.last == comma for one in self.mentions)
        return self._word(comma) == "," and not listed and is_verb(self._word(after))

    def _verb_after_aside(self, comma: int) -> bool:
        """Return whether the aside that begins at a comma is followed by a verb."""
        for index in range(comma + 2, min(len(self.tokens), comma + 16)):
            if self.tokens[index] in SENTENCE_END:
                return False
            if self.tokens[index] == ",":
                return is_verb(self._word(index + 1))
        return False
