"""Antecedents: people without a name, whom a pronoun beside the words means."""

from __future__ import annotations

from dataclasses import replace

from readerapp.speakers.lexicon import KIN, PERSON_NOUNS
from readerapp.speakers.mentions import PersonMention
from readerapp.speakers.noun_phrases import COMPLEMENT, phrase_gender
from readerapp.speakers.passages import Passage, SpeechCue

_OWNERS = frozenset(("my", "our", "their"))


def find_antecedent(
    cue: SpeechCue, passage: Passage, antecedents: dict[int, PersonMention]
) -> SpeechCue:
    """Return a cue with the unnamed person whom its pronoun means instead of the pronoun.

    That is the last subject before the passage if it introduces somebody ("An official said that
    nothing had changed."), or if it is kin of the narrator and has the gender of the pronoun ("My
    sister came in."). With a name there, or with "the colonel", the ranker decides: in openings of
    novels .66 of the speakers are right so, and .64 if "he" is always the colonel.

    Args:
        cue: The cue.
        passage: Its passage.
        antecedents: What the pronouns before mean, by their start; added to.
    """
    pronoun = cue.mention
    if pronoun.kind != "pronoun" or pronoun.value not in "mf":
        return cue
    before = [one for one in passage.before.subjects if one.start < pronoun.start]
    last = next((one for one in reversed(before) if one.kind != "pronoun"), None)
    if last is not None and any(
        0 < last.start - one.end < 3 and one.kind == "name" for one in passage.before.mentions
    ):
        last = None  # "Ann Poe, a biologist who" describes Ann Poe
    if pronoun.start not in antecedents and last is not None and last.kind == "nominal":
        words = last.value.lower().split()
        gender = phrase_gender(last.value)
        head = COMPLEMENT.split(last.value.lower())[0].split()[-1]
        is_new = words[0] in ("a", "an", "another") and head in PERSON_NOUNS
        is_kin = words[0] in _OWNERS and head in KIN and gender == pronoun.value
        if is_kin or (is_new and gender in ("", pronoun.value)):
            antecedents[pronoun.start] = replace(
                pronoun, kind="nominal", value=last.value, person=-1
            )
    known = antecedents.get(pronoun.start)
    return replace(cue, mention=known) if known else cue
