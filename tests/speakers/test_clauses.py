"""Cues about the speaker in the narration next to a quotation."""

from __future__ import annotations

import pytest

from readerapp.speakers import suggest

CAST = "Margaret Hale and Mr. Thornton sat with Helen Reed and Tom Reed by the window.\n\n"


def speaker(sentence: str, before: str = CAST) -> str | None:
    found = suggest(before + sentence)
    assert len(found) == 1, found
    return found[0].speaker


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('"It is late," said Helen, rising from her chair.', "Helen Reed"),
        ('"It is late," nodded Helen.', "Helen Reed"),
        ('"It is late," cried the scandalised Margaret.', "Margaret Hale"),
        ('"It is late," was Helen\'s only remark.', "Helen Reed"),
        ("Helen's answer was: \"It is late.\"", "Helen Reed"),
        ('"It is late," Tom, who had been asleep, said at last.', "Tom Reed"),
        ('Tom got up and said, "It is late."', "Tom Reed"),
        ('Tom ran out into the street, shouting, "It is late!"', "Tom Reed"),
        ("Margaret turned to him and said quietly,\n\n\"It is late.\"", "Margaret Hale"),
        ('"It is late," said the dining-car conductor.', "the dining-car conductor"),
        ('"It is late," the drummer shouted to them.', "the drummer"),
        ('"It is late," said an old porter to Tom.', "an old porter"),
        ('"It is late," Mr. Thornton then said to Margaret.', "Mr. Thornton"),
        ('"It is late," broke in a stout, elderly waiter.', "a stout, elderly waiter"),
        ('"It is late," put in Margaret.', "Margaret Hale"),
        ('Tom slept, and Margaret quietly closed the book, saying: "It is late."', "Margaret Hale"),
    ],
)  # fmt: skip
def test_stories(sentence: str, expected: str) -> None:
    assert speaker(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('John Low spoke on Monday. "We will appeal," according to his filing.', "John Low"),
        ('"We will appeal this ruling," said Auto Workers Treasurer Gary Low.', "Gary Low"),
        ('"We will appeal this ruling," said Acme Motors CEO Ann Poe.', "Ann Poe"),
        ('Ann Poe, a spokeswoman for the company, said "we will appeal this ruling."', "Ann Poe"),
        ('The firm "will appeal this ruling," according to Ann Poe of Acme.', "Ann Poe"),
        ('"We will appeal this ruling," officials said on Tuesday.', "officials"),
        (
            '"We will appeal this ruling," a spokesman for the ministry said.',
            "spokesman for the ministry",
        ),
        ('"We will appeal this ruling," the company said in a statement.', "the company"),
        ('"We will appeal this ruling," the mayor\'s office said.', "mayor's office"),
        ('"We will appeal this ruling," Poe\'s lawyer told reporters.', "Poe's lawyer"),
        ('"We will appeal this ruling," said former Texas congressman Gary Low.', "Gary Low"),
        ('"We will appeal this ruling," said Spokeswoman Ann Poe.', "Ann Poe"),
    ],
)
def test_news(sentence: str, expected: str) -> None:
    before = "The court ruled on Tuesday, officials said. Poe of Acme was fined $3 million.\n\n"
    assert speaker(sentence, before) == expected


def test_she_is_the_person_introduced_by_role_in_the_sentence_before() -> None:
    before = (
        "The court in Texas ruled on Tuesday, officials said, and the Senate was told. Tom Reed of "
        "Acme was fined. Asked about it, Ann Poe, a lawyer for the firm, recalled a late night.\n\n"
    )
    assert speaker('"It was a long night for all," she said.', before) == "Ann Poe"


def test_a_turn_goes_to_whom_the_turn_before_calls_by_name() -> None:
    text = (
        CAST + '"Are you cold, Helen?" asked Margaret.\n\n"A little."\n\nThey sat on in silence.\n'
    )
    answer = suggest(text)[1]
    assert text[answer.start : answer.end] == "A little."
    assert answer.speaker == "Helen Reed"
    assert "addressed by name" in answer.reason


def test_two_speakers_may_share_a_paragraph() -> None:
    text = CAST + '"Go now," said Margaret, and Tom answered, "I will go."'
    assert [s.speaker for s in suggest(text)] == ["Margaret Hale", "Tom Reed"]


def test_a_title_alone_is_the_one_person_who_bears_it() -> None:
    text = (
        "Count Mosca came in, and Captain Reed with him.\n\n"
        '"Good evening," said the count.\n\n"Good evening," said the captain.\n'
    )
    assert [s.speaker for s in suggest(text)] == ["Count Mosca", "Captain Reed"]


NEWSROOM = "The court ruled on Tuesday, officials said. Poe of Acme was fined $3 million.\n\n"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('"We lost this round," J. Gary Low, head of the Acme Law Center, said.', "Low"),
        ('"We lost this round," Sen. Gary Low (D-Ohio) said on Friday.', "Low"),
        ('Gary Low, head of Acme, who makes oars in St. Ives, said "we lost it all."', "Low"),
        ('Gary Low was told by Ann Poe that "nobody will ever pay for this."', "Poe"),
        ('Ann Poe issued a statement saying that Low was "a very good man at sea."', "Poe"),
        ('Ann Poe wrote to Gary Low, adding in a note: "We lost this round for good."', "Poe"),
        ('"We lost this round," Gary Low shot back.', "Low"),
        ('"We lost this round," Gary Low texted Ann Poe.', "Low"),
        ('"We lost this round for good." — Gary Low', "Low"),
        ('Gary Low: "We lost this round for good."', "Low"),
        ('Her lawyer, Gary Low, told reporters that "we lost this round for good."', "Low"),
        ('"We lost this round," said Acme campaign manager Gary Low.', "Low"),
        ('Ida Holm sat down, and Holm said that the mayor was "moving the goal again."', "Holm"),
        ('Ann Poe spoke. "We lost this round for good." Gary Low accused her of lying.', "Poe"),
        ('Ann Poe said of Gary Low\'s latest request: "We lost this round for good."', "Poe"),
        ('Ann Poe, who was in Rome, called her rival "a very good man at sea."', "Poe"),
    ],
)  # fmt: skip
def test_grammar_that_turns_the_answer_round(sentence: str, expected: str) -> None:
    assert (speaker(sentence, NEWSROOM) or "").split()[-1] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('Her sister, June, told reporters that "nobody ever asked us about it."', "June"),
        ('"It is a shame," said Ida Holm and Bo Lund, who run it.', "Ida Holm and Bo Lund"),
        ('"It is a shame," Ida Holm and Bo Lund wrote.', "Ida Holm and Bo Lund"),
        ('The Holm family issued a statement through Bo Lund: "It is a shame."', "Holm family"),
        ('Ida Holm of Acme, reached by phone, was quoted as saying it "fell apart."', "Ida Holm"),
        ('An official, who gave no name, doubted it. "It is a shame," she said.', "official"),
        ('Ida Holm was there. "It is a shame," an aide to Bo Lund said.', "aide"),
    ],
)  # fmt: skip
def test_who_speaks_is_named_in_full(sentence: str, expected: str) -> None:
    assert (speaker(sentence, NEWSROOM) or "").lower() == expected.lower()


def test_a_gendered_name_rules_out_the_other_pronoun() -> None:
    text = NEWSROOM + 'Ida Holm met Tom Reed in May. "It is a shame," she said.'
    (found,) = suggest(text)
    assert found.speaker == "Ida Holm"
    assert "Tom Reed" not in [one.name for one in found.candidates]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ('Tom Reed did so, too. "I am here," he called.', "Tom Reed"),
        ('Tom Reed did not cease to exclaim, "I am here."', "Tom Reed"),
        ('Tom Reed did so, too. "I am here," she called.', "Helen Reed"),
    ],
)
def test_a_later_quotation_of_a_paragraph_has_its_own_speaker(second: str, expected: str) -> None:
    text = CAST + f'"Jump on, both of you," cried Helen Reed. {second}\n'
    assert [one.speaker for one in suggest(text)] == ["Helen Reed", expected]
