"""Who is meant by a description: an age, a style, a kin of the narrator, a role before a name."""

from __future__ import annotations

import pytest

from readerapp.speakers import suggest

NEWS = (
    "The council said on Monday that 12 percent of the budget had been spent. Officials announced "
    "in 2019 that the company would pay 3 million. "
)


def speakers(text: str) -> list[str | None]:
    return [one.speaker for one in suggest(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is a crab,” says marine biologist Ida Holm.", "Ida Holm"),
        ("“It is a crab,” said lead author Ida Holm.", "Ida Holm"),
        ("It was late. Someone at the back yelled, “Speak up, please!” and left.", "Someone"),
        ("Nobody has said why. “It was closed,” Per Aune said. Nobody spoke.", "Per Aune"),
        ("Ida Holm, who lives in Venn, had one answer: “We can wait for the boat.”", "Ida Holm"),
        ("At nine o'clock a colonel came in. “It is cold,” he said.", "colonel"),
        (
            "Per Aune, 19, scored twice, and Jon Voss, 34, once. “I was lucky,” the teenager said.",
            "Per Aune",
        ),
        (
            "Per Aune, 19, met Jon Voss, 34. “I was lucky,” the 34-year-old said.",
            "Jon Voss",
        ),
        ("Lord Reed gave the lamp. “It was in the way,” his lordship explained.", "Lord Reed"),
        (
            "Ida Holm, a biologist, spoke on Monday. “It is a crab,” she said.",
            "Ida Holm",
        ),
    ],
)
def test_a_description_means_one_person(text: str, expected: str) -> None:
    assert speakers(NEWS + text)[-1] == expected


def test_a_kin_of_the_narrator_goes_on_as_a_pronoun() -> None:
    text = (
        "I went home. Tom Aune was there. “Sit down,” Tom Aune said.\n\nMy sister had found the "
        "letter in a drawer. She held it up. “Read this to me,” she said.\n"
    )
    assert speakers(text) == ["Tom Aune", "My sister"]


def test_the_writer_of_a_report_says_i() -> None:
    text = NEWS + (
        "I went to the meeting, and I sat down. I had no ticket.\n\nIda Holm leaned over. “Is he "
        "ill?” she whispered.\n\n“He is asleep,” I said.\n\nI put my hand up. “Who will pay?” I "
        "asked.\n"
    )
    assert speakers(text) == ["Ida Holm", "I", "I"]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("A boy on a bicycle rode up to them. “There is no bus,” he said.", "A boy"),
        ("Her husband, Sevrin Aune, opened the door. “Come in,” he said.", "Sevrin Aune"),
    ],
)
def test_the_last_subject_of_a_story_goes_on_as_a_pronoun(story: str, expected: str) -> None:
    text = f"Ida Holm waited at the stop with Ada Lund. “It is late,” Ida Holm said.\n\n{story}\n"
    assert speakers(text)[-1] == expected


def test_an_adverb_is_no_part_of_a_name() -> None:
    text = NEWS + "Afterwards Ida bought bread. “You were right,” Ida Holm told me."
    assert speakers(text) == ["Ida Holm"]
