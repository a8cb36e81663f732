"""The tokens of a stretch of narration with its mentions: who is named at or around a word.

A role belongs to the name behind it, and several people may share one verb.
"""

from __future__ import annotations

from readerapp.speakers.lexicon import (
    CONJUNCTIONS,
    DETERMINERS,
    FILLERS,
    NOT_SPEAKERS,
    PERSON_NOUNS,
    PREPOSITIONS,
    ROLE_MODIFIERS,
    SPEECH_VERBS,
    is_verb,
)
from readerapp.speakers.mentions import (
    POSSESSIVE,
    PUNCTUATION,
    TOKEN,
    NameColumns,
    PersonMention,
    find_person_mentions,
)

_TIMES = frozenset("yesterday today tonight tomorrow there here why what how that this".split())
_NO_DESCRIPTION = PREPOSITIONS | CONJUNCTIONS | DETERMINERS | SPEECH_VERBS | frozenset(POSSESSIVE)
"""Words that do not describe the role of a person whose name follows."""
_AUXILIARIES = frozenset(
    "was were is are am had has have would could will might must can may did does do".split()
)


def _together(speakers: list[PersonMention]) -> PersonMention:
    """Return the mention of named people who speak together, in order."""
    first, last = speakers[0], speakers[-1]
    people = dict.fromkeys(one.person for one in speakers)
    if len(people) == 1:
        return first
    numbers = " ".join(map(str, people))
    return PersonMention("joint", -1, numbers, first.start, last.end, first.first, last.last)


class ClauseTokens:
    """The tokens and mentions of a stretch of narration, for a parser of clauses."""

    def __init__(self, text: str, start: int, end: int, names: NameColumns, sources: bool) -> None:
        matches = list(TOKEN.finditer(text, start, end))
        self.tokens = [match.group() for match in matches]
        self.starts = [match.start() for match in matches]
        ends = [match.end() for match in matches]
        self.mentions = find_person_mentions(text, self.tokens, self.starts, ends, names, sources)
        self._lower = [token.lower() for token in self.tokens]
        self._at = {mention.first: mention for mention in self.mentions}
        self._inside = {i for mention in self.mentions for i in range(mention.first, mention.last)}

    def _word(self, index: int) -> str:
        return self._lower[index] if 0 <= index < len(self._lower) else ""

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
                return self._after_description(index)
            index += 1
        return self._at.get(index)

    def _after_description(self, index: int) -> PersonMention | None:
        """Return the name whose role is described from `index`: "wildlife biologist Ann Poe"."""
        for position in range(index, index + 4):
            mention = self._at.get(position)
            if mention:
                described = mention.kind == "name" and self._word(position) in PERSON_NOUNS
                return mention if described or self._is_odd_role(index, mention) else None
            word = self.tokens[position] if position < len(self.tokens) else ""
            plain = word.replace("-", "").isalpha() and word.islower()
            if not plain or word in _NO_DESCRIPTION:
                return None
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
                acts = is_verb(after) or after in _AUXILIARIES  # "and Tom Reed laughed"
                return subject if acts else _together(speakers)
        return subject

    def _opens(self, mention: PersonMention) -> bool:
        """Return whether a mention can begin a list of subjects: it is no object."""
        before = self._word(mention.first - 1)
        plain = before not in PREPOSITIONS and not is_verb(before)
        return before not in CONJUNCTIONS and (plain or before in PUNCTUATION)
