"""What people say tells who says something like it."""

from __future__ import annotations

import pytest

from readerapp.speakers import features
from readerapp.speakers.attribution_input import AttributionInput, build_input
from readerapp.speakers.word_choice import (
    WordChoice,
    collect_word_choice,
    plain_speaker,
    unit_words,
)

TALK = "".join(
    f"“Upon my soul, the {thing} again!” cried Margaret. She looked at the door.\n\n"
    f"“It is cheap at the price, that {thing},” said Oliver, and he took his hat.\n\n"
    for thing in ("boat", "clock", "garden", "lamp", "piano") * 4
)
OPEN_TURNS = "“Upon my soul, upon my soul!”\n\n“It is cheap, cheap at the price.”\n\n"


@pytest.fixture
def scene() -> AttributionInput:
    """Return a story in which two people talk in their own ways, then two turns without a cue."""
    return build_input(TALK + OPEN_TURNS)


def person(scene: AttributionInput, name: str) -> int:
    """Return the index of a person."""
    return scene.person_index[name]


def distances(scene: AttributionInput, said: WordChoice, unit: int) -> dict[int, int]:
    """Return the distances of a unit's words from all people."""
    return said.distances(unit_words(scene, scene.units[unit]), range(len(scene.people)))


def test_a_turn_without_a_cue_suits_the_person_who_talks_like_that(scene: AttributionInput) -> None:
    """The words decide, whoever spoke before."""
    said = collect_word_choice(scene, {})
    for unit, name, other in ((-2, "Margaret", "Oliver"), (-1, "Oliver", "Margaret")):
        found = distances(scene, said, unit)
        assert found[person(scene, name)] == 0
        assert found[person(scene, other)] > 0


def test_more_words_of_a_person_suit_that_person_better(scene: AttributionInput) -> None:
    """The score rises with each word that only this person says."""
    said = collect_word_choice(scene, {})
    margaret = person(scene, "Margaret")
    scores = [said.score(["soul"] * count + ["hat"], margaret) for count in range(5)]
    assert scores == sorted(scores)
    assert scores[0] < 0 < scores[-1]


def test_people_who_never_speak_are_not_compared(scene: AttributionInput) -> None:
    """One person whose speech is known is nobody to compare with."""
    said = collect_word_choice(scene, {})
    margaret, unknown = person(scene, "Margaret"), len(scene.people)
    assert said.distances(["soul"], [margaret, unknown]) == {}
    assert said.distances([], [margaret, person(scene, "Oliver")]) == {}
    assert unknown not in said.distances(["soul"], [margaret, person(scene, "Oliver"), unknown])


def test_confirmed_speakers_teach_their_words(scene: AttributionInput) -> None:
    """A unit that the user has confirmed counts for that person, whatever the cue says."""
    margaret, oliver = person(scene, "Margaret"), person(scene, "Oliver")
    exchanged = {
        unit.index: oliver if plain_speaker(scene, unit) == margaret else margaret
        for unit in scene.units[:-2]
    }
    said = collect_word_choice(scene, exchanged)
    assert distances(scene, said, -1)[margaret] == 0
    assert distances(scene, said, -2)[oliver] == 0


def test_the_words_of_a_long_unit_are_cut() -> None:
    """The time for a unit does not grow with its length."""
    scene = build_input(TALK + "“" + "word " * 200_000 + "”")
    assert len(unit_words(scene, scene.units[-1])) <= 400


def test_turns_without_a_cue_get_the_feature_and_named_ones_do_not(
    scene: AttributionInput,
) -> None:
    """A name beside the words needs no help."""
    choices = features.candidate_features(scene)
    marked = [
        any(name.startswith("wc") for names in choice.static for name in names)
        for choice in choices
    ]
    assert marked == [False] * 40 + [True] * 2
