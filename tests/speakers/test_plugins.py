"""Speaker rules of plug-ins: what they find, and rules that are wrong."""

from __future__ import annotations

import pytest

from readerapp.core import plugins
from readerapp.speakers import KnownSpeaker, suggest
from readerapp.speakers.plugins import SpeakerRules, choose_rules, load_all_speaker_rules
from tests.made_plugins import Install

RULES = SpeakerRules(
    language="eo",
    common_words=frozenset("la de kaj en al estas li ŝi ne ke mi vi".split()),
    verbs=frozenset(("diris", "demandis")),
    titles=frozenset(("doktoro",)),
    not_names=frozenset(("tiam",)),
)
FILLER = " La ŝipo de li estas en la haveno kaj ŝi ne estas al la ŝipo.\n\n"


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("„Ne,“ diris Maria Kovač.", "Maria Kovač"),
        ("„Ne!“ Maria diris tion.", "Maria"),
        ("Maria demandis: „Kial?“", "Maria"),
        ("Tiam diris doktoro Ĵak: „Kial?“", "doktoro Ĵak"),
        ("„Ne,“ diris doktoro Maria ŝajne.", "doktoro Maria"),
        ("„Ne,“ diris ŝia patro.", None),
        ("„Ne.“ Tiam diris ŝi ion.", None),
        ("„Ne.“ La urbo dormis. Maria diris ion.", None),
        ("„Ne,“\n\ndiris Maria.", None),
        ("Maria kaj Petro ridis. „Ne!“", None),
    ],
)
def test_a_name_beside_a_verb_of_saying_is_the_speaker(sentence: str, speaker: str | None) -> None:
    (found,) = suggest(sentence + FILLER * 2, rules=[RULES])
    assert found.speaker == speaker
    assert found.confidence == (0.6 if speaker else 0.0)
    assert [one.name for one in found.candidates] == ([speaker] if speaker else [])


def test_known_names_and_answers_of_the_person_count(  # as for the program's own languages
) -> None:
    text = "„Ne,“ diris Kovač." + FILLER + "„Jes!“ kriis iu." + FILLER
    start = text.index("Jes")
    known = [KnownSpeaker("Maria Kovač", ("Kovač",))]
    first, second = suggest(text, known, {(start, start + 4): "Petro"}, rules=[RULES])
    assert (first.speaker, first.confidence) == ("Maria Kovač", 0.6)
    assert (second.speaker, second.confidence, second.reason) == ("Petro", 1.0, "set by you")


def test_the_language_of_a_text_is_told_by_its_common_words() -> None:
    other = SpeakerRules(language="xx", common_words=frozenset(("zz",)), verbs=frozenset(("y",)))
    assert choose_rules(FILLER, [other, RULES]) is RULES
    assert choose_rules("The ferry is in the harbour, and la li ne.", [RULES]) is None
    assert choose_rules("", [RULES]) is None
    spanish = "El barco está en la plaza y no se va al puerto de la ciudad por la tarde. " * 3
    assert choose_rules(spanish, [RULES]) is None
    assert choose_rules(FILLER, []) is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("language='Esperanto', common_words=W, verbs=W", "language is a code"),
        ("language='eo', common_words=W, verbs=frozenset(range(3))", "something that is no word"),
        ("language='eo', common_words=W, verbs=frozenset(['Diris'])", "not in small letters"),
        ("language='eo', common_words=W, verbs=frozenset()", "common_words or verbs is empty"),
    ],
)
def test_rules_that_are_wrong_are_left_out(install: Install, fields: str, reason: str) -> None:
    source = (
        "from readerapp.plugin import SpeakerRules\n"
        f"W = frozenset(['la'])\nX = SpeakerRules({fields})"
    )
    install("rules_wrong", source, "x = rules_wrong:X", "speaker_rules")
    assert load_all_speaker_rules() == ()
    (sentence,) = plugins.take_new_failures()
    assert reason in sentence
