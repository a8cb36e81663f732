"""Signs of speech: what tells it from titles, slogans and scare quotes in the same marks.

Plain signs decide alone: a verb of speech with its punctuation, a judgement, capitals like a title.
For the rest, a classifier weighs length, punctuation, place in the sentence and cue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from readerapp.speakers.attribution_input import AttributionInput, Unit
from readerapp.speakers.clauses import Narration
from readerapp.speakers.lexicon import INSCRIPTIONS, NAMING_WORDS, SMALL_WORDS
from readerapp.speakers.passages import STRONG, Passage, is_heard

_LONGEST_JUDGEMENT = 60  # code points of words that judge
_WORD = re.compile(r"[\w’'-]+")
_BEFORE_TITLES = frozenset(
    "of on in the a an his her their its and or as to for that with by".split()
)
"""Words before quotation marks that tell titles and phrases from speech."""


def is_speech(
    scene: AttributionInput, unit: Unit, passage: Passage, weights: Mapping[str, float]
) -> bool:
    """Return whether the words of a passage are more probably speech than not."""
    if passage.continues or passage.continued:  # a title does not extend over paragraphs
        return True
    if passage.end - passage.start <= _LONGEST_MOTTO and _is_inscription(passage.before):
        return False
    if passage.end - passage.start < _LONGEST_MOTTO and _is_term(passage.before):
        return False
    is_title = _is_title(scene, passage)
    if is_title and passage.before.tokens[-1].lower() in NAMING_WORDS:
        return False
    if is_introduced(scene.text, passage, is_title) or is_judgement(scene.text, passage):
        return True
    if is_exclamation(scene, passage) or (not is_title and is_heard(scene.text, passage)):
        return True
    if is_title:
        return False
    return sum(weights.get(name, 0.0) for name in speech_features(scene, unit, passage)) > 0


def _is_term(before: Narration) -> bool:
    """Return whether the word in front shows a term or a nickname: the so-called "ghost bus"."""
    return before.tokens[-1:] in (("so-called",), ("nicknamed",), ("dubbed",))


def is_introduced(text: str, passage: Passage, is_title: bool) -> bool:
    """Return whether a verb of speech and the punctuation together show speech of any length.

    The quotation ends in the middle of a sentence that goes on with who said it ("No," said Tom),
    or a comma or colon after the verb leads to a whole sentence (Tom said, "No.").

    Args:
        text: The whole text.
        passage: The passage.
        is_title: Whether it has capitals like a title.
    """
    after, before = passage.after, passage.before
    if _IS_HOW.match(text, passage.outer_end):  # "is how she sums it up"
        return True
    goes_on = text[passage.end - 1] in ",!?" and after.tokens[:1] not in _JOINED
    for verb in after.verbs[:1] if goes_on else ():
        opening = verb.token if verb.form == "verb first" else verb.subject.first
        near = opening <= 1 and not after.sentences[verb.token] and verb.form in _PLAIN_FORMS
        if near and not verb.weak:
            return True
    for verb in () if is_title else before.verbs[-1:]:  # "said it would be 'hard to tell today'"
        here = before.sentences[verb.token] == before.sentences[-1]
        if here and before.tokens[-1] not in ".!?" and not verb.weak:
            words = _WORD.findall(text, passage.start, min(passage.end, passage.start + 100))
            if len(words) > 4:
                return True
    sentence = text[passage.start].isupper() and text[passage.end - 1] in ".!?"
    for verb in before.verbs[-1:] if sentence and before.tokens[-1:] in ((",",), (":",)) else ():
        if len(before.tokens) - max(verb.token, verb.subject.last - 1) <= 2 and not verb.weak:
            return True
    return sentence and _is_labelled(before)


def _is_inscription(before: Narration) -> bool:
    """Return whether the sentence that leads to a quotation begins with a sign or a motto."""
    if not before.tokens or before.tokens[-1] in ".!?":
        return False
    first = before.sentences.index(before.sentences[-1])
    return any(token.lower() in INSCRIPTIONS for token in before.tokens[first : first + _SUBJECT])


def _is_labelled(before: Narration) -> bool:
    """Return whether a colon leads from a person to a quotation: "Ann Poe was brief:".

    There, no word may say that it is a title or an inscription.
    """
    if before.tokens[-1:] not in ((":",), ("–",), ("—",)):
        return False
    here = [n for n, number in enumerate(before.sentences) if number == before.sentences[-1]]
    words = {before.tokens[n].lower() for n in here}
    named = any(one.first in here and one.kind == "name" for one in before.subjects)
    named = named or (len(before.mentions) == 1 and before.mentions[0].last + 1 == len(here))
    return named and words.isdisjoint(NAMING_WORDS | INSCRIPTIONS)


def is_exclamation(scene: AttributionInput, passage: Passage) -> bool:
    """Return whether a passage is a call or a question and a sentence of its own: "Go home!"."""
    text, start = scene.text, passage.outer_start
    begins = start == scene.paragraphs[passage.paragraph][0]
    before = text[max(0, start - 3) : start].rstrip()[-1:]
    following = text[passage.outer_end : passage.outer_end + 3].lstrip()[:1]
    ends = not following or following.isupper() or following in '“"‘'
    opens = begins or before in '.!?”"’'
    adjoins = not begins and before in '”"’' and not passage.before.tokens
    return (
        text[passage.end - 1] in ("!?." if adjoins else "!?")
        and text[passage.start].isupper()
        and opens
        and ends
    )


_LONGEST_MOTTO = 40  # code points
_JOINED = (("and",), ("but",), ("or",), ("which",))
_SUBJECT = 4  # tokens at the beginning of a sentence in which its subject is
_IS_HOW = re.compile(r"\s{0,3},?\s{0,3}(?:is|was)\s{1,3}how\b")
_JUDGED = re.compile(
    r"\b(?:call(?:ed|s|ing)\s+(?:it|this|that|him|her|them|himself|herself)"
    r"|(?:describ|dismiss|denounc|brand|slamm|blast|criticis|criticiz|condemn|characteris|characteriz)"
    r"(?:ed|es|s|ing)\s+(?:[\w’'-]+\s+){1,8}as)\s+$"
)
"""Words in front of a judgement in quotation marks: "called it", "described the plan as"."""
_JUDGEMENT = re.compile(
    r"(?:\w+ly\s+)?(?:\w+(?:ful|ous|ible|able|ive|ic|less|ant|ent|al|ary|ish)|absurd|unfair|wrong"
    r"|false|cruel|sad|crazy|insane|obscene|nonsense|rubbish|garbage|madness|racist|sexist|reckless"
    r"|(?:disgust|appall|shock|insult|troubl|alarm|disturb|horrify|sicken|stagger|damn|humiliat)ing"
    r"|heroic|brutal|unjust|inhumane|dishonest)[.,!]?"
)
"""One word that judges, perhaps behind an adverb; a noun in its place is mostly a name."""


def is_judgement(text: str, passage: Passage) -> bool:
    """Return whether the words of a passage are how somebody judges ("called it 'disgraceful'")."""
    start = passage.outer_start
    return bool(
        passage.end - start < _LONGEST_JUDGEMENT
        and _JUDGEMENT.fullmatch(text, passage.start, passage.end)
        and _JUDGED.search(text, max(0, start - 120), start)
    )


def _is_title(scene: AttributionInput, passage: Passage) -> bool:
    """Return whether a passage in a sentence has capitals like a title ("Gone With the Wind.")."""
    text, start = scene.text, passage.outer_start
    lead = text[max(0, start - 2) : start].rstrip()[-1:]
    begins = start == scene.paragraphs[passage.paragraph][0]
    if begins or not lead.isalpha() or passage.end - passage.start >= 90:
        return False
    parts = _WORD.findall(text, passage.start, passage.end)
    large = [part for part in parts if part[:1].isupper()]
    return len(large) > 1 and all(
        part[:1].isupper() or part.lower() in SMALL_WORDS or part.isdigit() for part in parts
    )


_PLAIN_FORMS = ("verb first", "direct", "aside")


def speech_features(scene: AttributionInput, unit: Unit, passage: Passage) -> list[str]:
    """Return the names of the features that indicate speech.

    They are length, punctuation, position in the sentence and cue.
    """
    text = scene.text
    parts = _WORD.findall(text, passage.start, min(passage.end, passage.start + 400))
    count = len(parts)
    length = count if count < 6 else 6 if count < 10 else 7
    last = text[passage.end - 1]
    ends = "." if last in ".!?" else "," if last in ",;:-—–…" else "w"
    following = text[passage.outer_end : passage.outer_end + 1]
    after = "," if following == "," else "." if following in ".;:?!" else "w"
    lead = text[max(0, passage.outer_start - 3) : passage.outer_start].rstrip()[-1:]
    before = "¶" if passage.outer_start == scene.paragraphs[passage.paragraph][0] else lead
    before = before if before in "¶,:.!?" else "w"
    cue = unit.cues[0].position if unit.cues else "none"
    own = "strong" if cue in STRONG else cue.split()[0]
    capital = "A" if text[passage.start].isupper() else "a"
    capitals = all(part[:1].isupper() or part.lower() in SMALL_WORDS for part in parts)
    title = "T" if capitals and count > 1 else "-"
    tokens = passage.before.tokens
    naming = any(token.lower() in NAMING_WORDS for token in tokens[-3:])
    last_word = tokens[-1].lower() if tokens else "¶"
    word = last_word if last_word in _BEFORE_TITLES else "-"
    if last_word.endswith(("’s", "'s")):
        word = "'s"
    mark = text[passage.outer_start : passage.outer_start + 2]
    single = not scene.singles and (mark[0] == "‘" or (mark[0] == "'" and mark != "''"))
    return [
        "bias",
        f"n{length}",
        f"e{ends}{after}",
        f"b{before}{capital}",
        f"c{own}",
        f"n{min(length, 5)}e{ends}{before}",
        f"n{min(length, 5)}c{own}",
        f"t{title}{ends}",
        f"m{naming}",
        f"w{word}{title}{ends}",
        f"'{single}",
        f"x{passage.continues or passage.continued}",
        f"p{len(unit.passages) > 1}{unit.same_paragraph}",
    ]
