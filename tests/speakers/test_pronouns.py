"""Whom the pronouns of a story mean, and what that says about who speaks."""

from __future__ import annotations

import pytest

from readerapp.speakers.attribution_input import build_input
from readerapp.speakers.pronouns import follow_people

STORY = (
    "Martha Quill found Tom Benson in the barn. He had not heard her. {}\n\n"
    "“You are late,” said Martha.\n\n“I know.”\n"
)


def meant(text: str) -> list[tuple[str, str, bool]]:
    """Return (words, person, is subject) of each mention in the narration."""
    scene = build_input(text)
    quoted = [(one.outer_start, one.outer_end) for unit in scene.units for one in unit.passages]
    names = scene.narrated_names
    found = follow_people(text, names, scene.is_subject, scene.people, quoted)
    return [
        (text[start:].split()[0].strip(".,“”"), scene.people[person].name, subject)
        for start, person, subject in zip(found.starts, found.people, found.is_subject, strict=True)
    ]


def test_pronoun_means_the_person_of_its_gender() -> None:
    found = meant(STORY.format("She went up to him."))
    assert [one for one in found if one[0].lower() in ("he", "her", "she", "him")] == [
        ("He", "Tom Benson", True),
        ("her", "Martha Quill", False),
        ("She", "Martha Quill", True),
        ("him", "Tom Benson", False),
    ]


def test_pronoun_means_the_subject_rather_than_another_person_of_its_gender() -> None:
    found = meant(STORY.format("Martha waved to Mary Poole. She smiled."))
    assert ("She", "Martha Quill", True) in found


def test_pronoun_in_a_quotation_is_no_mention() -> None:
    found = meant(STORY.format("“He is mine and she is yours,” said Martha."))
    assert [word for word, _, _ in found if word.lower() in ("he", "she", "her")] == ["He", "her"]


def test_pronoun_far_from_every_person_means_nobody() -> None:
    found = meant(STORY.format("The rain fell on the roof. " * 300 + "She waited."))
    assert "She" not in [word for word, _, _ in found]


def test_mentions_are_in_the_order_of_the_text() -> None:
    scene = build_input(STORY.format("She went up to him. " * 2_000))
    found = follow_people(scene.text, scene.narrated_names, scene.is_subject, scene.people, [])
    assert found.starts == sorted(found.starts)
    assert len(found.starts) > 4_000


@pytest.mark.parametrize(
    ("turn", "gender"),
    [
        ("“Never,” was her instant reply.", "f"),
        ("“Never,” came his slow answer.", "m"),
        ("His last words to her were,\n\n“Never.”", "m"),
        ("Her only comment was, “Never.”", "f"),
    ],
)
def test_possessive_pronoun_of_a_remark_tells_who_speaks(turn: str, gender: str) -> None:
    scene = build_input(STORY.format("") + "\n" + turn + "\n")
    cue = scene.units[-1].cues[0]
    assert (cue.mention.kind, cue.mention.value) == ("pronoun", gender)


def test_possessive_pronoun_of_a_remark_that_somebody_hears_is_no_speaker() -> None:
    scene = build_input(STORY.format("") + "\nShe waited for his answer. “Well?”\n")
    assert [cue.mention.value for cue in scene.units[-1].cues] == ["f"]
