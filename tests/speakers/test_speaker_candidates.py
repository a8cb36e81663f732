"""Who is a candidate of a unit of a story."""

from __future__ import annotations

from readerapp.speakers.attribution_input import build_input
from readerapp.speakers.features import candidate_features

TURNS = "“Rain,” said Martha.\n\n“Snow,” said Ruth.\n\n“No,” said Tom.\n\n"
KNOCK = "A man came in.\n\n“May I?”\n\n"
END = "“I am the new doctor,” said Ned Harrow.\n\n“Thank you,” said Ned.\n"


def candidates_of(text: str, words: str) -> set[str]:
    """Return the names of the candidates of the turn that is `words`."""
    scene = build_input(text)
    for unit, choice in zip(scene.units, candidate_features(scene), strict=True):
        passage = unit.passages[0]
        if text[passage.start : passage.end] == words:
            return {scene.people[number].name for number in choice.candidates}
    raise AssertionError(words)


def test_who_is_named_only_later_is_a_candidate_of_the_turns_before() -> None:
    assert "Ned Harrow" in candidates_of(TURNS + KNOCK + 9 * TURNS + END, "May I?")


def test_who_is_named_only_chapters_later_is_no_candidate() -> None:
    assert "Ned Harrow" not in candidates_of(TURNS + KNOCK + 30 * TURNS + END, "May I?")


def test_a_name_in_the_title_is_no_mention() -> None:
    before = "NED HARROW\n\nThey waited for Paul. Paul was late.\n\n" + 30 * TURNS + KNOCK
    text = before + 9 * TURNS + "“I am Paul,” said Paul.\n\n" + END
    assert {"Ned Harrow", "Paul"} <= candidates_of(text, "May I?")


def test_who_was_spoken_of_long_ago_and_comes_later_is_a_candidate() -> None:
    known = "Martha thought of Ned Harrow. She had never seen Ned.\n\n"
    text = known + 30 * TURNS + KNOCK + 9 * TURNS + END
    assert "Ned Harrow" in candidates_of(text, "May I?")


def test_a_long_speech_does_not_make_the_others_leave() -> None:
    speech = "“" + "There is more to say about the harvest. " * 300 + "”\n\n“Yes.”\n"
    text = "Ida Holt sat down. Ben Short looked at her.\n\n“Well,” said Martha.\n\n" + speech
    assert {"Ida Holt", "Ben Short"} <= candidates_of(text, "Yes.")
