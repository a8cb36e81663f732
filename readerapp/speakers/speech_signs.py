"""Signs of speech: what tells it from titles, slogans and scare quotes in the same marks.

Plain signs decide alone: a verb of speech with its punctuation, a judgement, capitals like a title.
For the rest, a classifier weighs length, punctuation, place in the sentence and cue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from readerapp.speakers.attribution_input import AttributionInput, Unit
from readerapp.speakers.lexicon import NAMING_WORDS, SMALL_WORDS
from readerapp.speakers.passages import STRONG, Passage

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
    if is_introduced(scene.text, passage) or is_judgement(scene.text, passage):
        return True
    if _is_title(scene, passage):
        return False
    return sum(weights.get(name, 0.0) for name in speech_features(scene, unit, passage)) > 0


def is_introduced(text: str, passage: Passage) -> bool:
    """Return whether a verb of speech and the punctuation together show speech of any length.

    The quotation ends in the middle of a sentence that goes on with who said it ("No," said Tom),
    or a comma or colon after the verb leads to a whole sentence (Tom said, "No.").
    """
    after, before = passage.after, passage.before
    for verb in after.verbs[:1] if text[passage.end - 1] in ",!?" else ():
        opening = verb.token if verb.form == "verb first" else verb.subject.first
        near = opening <= 1 and not after.sentences[verb.token] and verb.form in _PLAIN_FORMS
        if near and not verb.weak:
            return True
    words = len(_WORD.findall(text, passage.start, min(passage.end, passage.start + 100)))
    for verb in before.verbs[-1:] if words > 4 else ():  # "said it would be 'hard to tell today'"
        here = before.sentences[verb.token] == before.sentences[-1]
        if here and before.tokens[-1] not in ".!?" and not verb.weak:
            return True
    sentence = text[passage.start].isupper() and text[passage.end - 1] in ".!?"
    for verb in before.verbs[-1:] if sentence and before.tokens[-1:] in ((",",), (":",)) else ():
        if len(before.tokens) - max(verb.token, verb.subject.last - 1) <= 2 and not verb.weak:
            return True
    return False


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
    parts = _WORD.findall(text, passage.start, min(passage.end, passage.start + 100))
    large = [part for part in parts if part[:1].isupper()]
    small = all(part.lower() in SMALL_WORDS for part in parts if part not in large)
    begins = start == scene.paragraphs[passage.paragraph][0]
    return (
        not begins
        and lead.isalpha()
        and small
        and len(large) > 1
        and passage.end - passage.start < 90
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
    capitals = sum(1 for part in parts if part[:1].isupper() or part.lower() in SMALL_WORDS)
    title = "T" if count and capitals == count and count > 1 else "-"
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
