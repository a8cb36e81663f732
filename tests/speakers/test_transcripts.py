"""Transcripts: every format is recognised, and its turns are exact."""

from __future__ import annotations

import pytest

from readerapp.speakers import suggest, turns

INTERVIEW = "DANA WU: Hello there.\n\nSAM (host): Welcome.\nAnd more.\n\nDANA WU: Thanks."
DEPOSITION = """JANE DOE, having been first duly sworn, testified as follows:
BY MS. ROE:
Q.  Where were you?
A.  At home.
THE COURT: Speak up.
THE WITNESS: At home, I said.
BY MR. SMITH:
Q.  All day?
A.  Yes.
"""
SCREENPLAY = """INT. HOUSE - DAY

A room with a table.

          ANNA
     (softly)
Hello.

          BEN (O.S.)
Who is there?

          ANNA (CONT'D)
Me.

          BEN
Go away.
"""
VTT = """WEBVTT

00:00:01.000 --> 00:00:03.000
<v Dana Wu>Hello.</v>

00:00:03.000 --> 00:00:05.000
<v.loud Sam>Hi there,
friend.
"""
SRT = """1
00:00:01,000 --> 00:00:03,000
DANA: Hello there.

2
00:00:03,000 --> 00:00:05,000
And more of it.

3
00:00:05,000 --> 00:00:06,000
- SAM: Yes.
- DANA: No.
"""


def speakers_and_words(text: str) -> list[tuple[str, str]]:
    found = turns(text)
    assert found is not None
    return [(turn.speaker, text[turn.start : turn.end]) for turn in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            INTERVIEW,
            [("DANA WU", "Hello there."), ("SAM", "Welcome.\nAnd more."), ("DANA WU", "Thanks.")],
        ),
        (
            DEPOSITION,
            [
                ("MS. ROE", "Where were you?"),
                ("JANE DOE", "At home."),
                ("THE COURT", "Speak up."),
                ("JANE DOE", "At home, I said."),
                ("MR. SMITH", "All day?"),
                ("JANE DOE", "Yes."),
            ],
        ),
        (
            "Q. Name?\nA. Ann.\nQ. Age?\nA. Ten.",
            [("Q", "Name?"), ("A", "Ann."), ("Q", "Age?"), ("A", "Ten.")],
        ),
        ("[00:12:03] DANA: Hi.\n[00:12:09] SAM: Yes.", [("DANA", "Hi."), ("SAM", "Yes.")]),
        ("<nick> hello all\n<@other> hi", [("nick", "hello all"), ("other", "hi")]),
        ("[12:01] <nick> hello all\n[12:02] <other> hi", [("nick", "hello all"), ("other", "hi")]),
        ("<nick> hello\n* nick waves\n<other> hi", [("nick", "hello"), ("other", "hi")]),
        ("12:03 Ann: text here\n12:04 Bo Li: reply", [("Ann", "text here"), ("Bo Li", "reply")]),
        (
            "12/03/2020, 12:03 - Ann Lee: text\n12/03/2020, 12:04 - Bo: reply: yes",
            [("Ann Lee", "text"), ("Bo", "reply: yes")],
        ),
        (
            SCREENPLAY,
            [("ANNA", "Hello."), ("BEN", "Who is there?"), ("ANNA", "Me."), ("BEN", "Go away.")],
        ),
        (VTT, [("Dana Wu", "Hello."), ("Sam", "Hi there,\nfriend.")]),
        (
            SRT,
            [
                ("DANA", "Hello there."),
                ("DANA", "And more of it."),
                ("SAM", "Yes."),
                ("DANA", "No."),
            ],
        ),
        (
            "**Host:** Why?\n\n**Dana Wu:** So.\n\n**Host:** Ok.",
            [("Host", "Why?"), ("Dana Wu", "So."), ("Host", "Ok.")],
        ),
        ("**Host**: Why?\n\n**Dana Wu**: So.", [("Host", "Why?"), ("Dana Wu", "So.")]),
        (
            "Dana Wu  0:03\nHello.\n\nSam Poe  0:07\nYes.\n",
            [("Dana Wu", "Hello."), ("Sam Poe", "Yes.")],
        ),
        ("Speaker 1: Hello.\nSpeaker 2: Hi.\n", [("Speaker 1", "Hello."), ("Speaker 2", "Hi.")]),
        (
            "司会：こんにちは。\n田中：どうも。\n司会：では。",
            [("司会", "こんにちは。"), ("田中", "どうも。"), ("司会", "では。")],
        ),
        (
            "INTERVIEW\n\nDC POE\tWhere?\nLEE\tAt home.\nDC POE\tWhy?\nLEE\tNo reply.\n",
            [("DC POE", "Where?"), ("LEE", "At home."), ("DC POE", "Why?"), ("LEE", "No reply.")],
        ),
        (
            "ANNA. Who is there?\nBEN [aside]. Nobody.\nANNA. I heard you.\nBEN. You did.\n",
            [
                ("ANNA", "Who is there?"),
                ("BEN", "Nobody."),
                ("ANNA", "I heard you."),
                ("BEN", "You did."),
            ],
        ),
        (
            "EXT. PIER - DAY\n\n     ANNA\n  Wait.\n\n     BEN\n  No.\n\n     ANNA\n  Please.\n",
            [("ANNA", "Wait."), ("BEN", "No."), ("ANNA", "Please.")],
        ),
        (
            "Mr POE (Ure) (14:35): Ask.\n\nThe SPEAKER: Order!\n\nMs LEE (Skerry) (14:36): No.\n",
            [("Mr POE", "Ask."), ("The SPEAKER", "Order!"), ("Ms LEE", "No.")],
        ),
    ],
)
def test_every_form_gives_its_turns(text: str, expected: list[tuple[str, str]]) -> None:
    assert speakers_and_words(text) == expected


def test_roles_and_labels_are_separate_from_words() -> None:
    found = turns(INTERVIEW)
    assert found is not None
    assert [turn.role for turn in found] == ["", "host", ""]
    assert INTERVIEW[found[1].label_start : found[1].label_end] == "SAM (host): "


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words, nothing more.",
        "Title: A thing\nAuthor: Someone\nDate: 2020\n\nThe text goes on and on.",
        "Note: this is it.\n\nWarning: that.\n\nAnother paragraph stands here.",
        "He said: “Yes.”\n\nShe said: “No.”\n\nThey left.",
        "Ferry\t12\nBus\t30\nTram\t4\nTrain\t9\n",
        "NATO. It was founded in 1949.\nOPEC. It has members.\nWHO. It is big.\nEU. It is not.",
        "A man came in.\nQ was the letter.\nA dog barked.",
    ],
)
def test_other_texts_are_no_transcripts(text: str) -> None:
    assert turns(text) is None


def test_a_turn_is_suggested_with_its_label_as_the_reason() -> None:
    first, second, third = suggest(INTERVIEW)
    assert (first.speaker, first.kind) == ("DANA WU", "turn")
    assert first.confidence > 0.95
    assert "DANA WU" in first.reason
    assert (second.speaker, third.speaker) == ("SAM", "DANA WU")


def test_one_answer_names_a_speaker_in_the_whole_transcript() -> None:
    text = "Speaker 1: Hello.\n\nSpeaker 2: Hi.\n\nSpeaker 1: Bye.\n"
    start = text.index("Hello")
    found = suggest(text, accepted={(start, start + 6): "Dana Wu"})
    assert [suggestion.speaker for suggestion in found] == ["Dana Wu", "Speaker 2", "Dana Wu"]


TWO_WITNESSES = """ANN REED, having been first duly sworn, testified as follows:

BY MR. SMITH:

Q. Were you there?

A. Yes.

JON VOSS, having been affirmed, testified as follows:

CROSS-EXAMINATION

Q. (BY MS. LIND) And you?

A. No.
"""


def test_answers_are_those_of_the_witness_who_was_sworn_last() -> None:
    found = turns(TWO_WITNESSES)
    assert found is not None
    said = [(turn.speaker, TWO_WITNESSES[turn.start : turn.end]) for turn in found]
    assert said[:4] == [
        ("MR. SMITH", "Were you there?"),
        ("ANN REED", "Yes."),
        ("MS. LIND", "And you?"),
        ("JON VOSS", "No."),
    ]


def test_initials_stand_for_the_only_name_that_has_them() -> None:
    text = "Ida Holm talks to Bo Lund.\n\nIH: Why?\n\nBL: Because.\n\nIH: I see.\n\nBL: Good.\n"
    assert [one.speaker for one in suggest(text)] == ["Ida Holm", "Bo Lund"] * 2
    alike = text.replace("Bo Lund", "Bo Lund and Bea Lind")
    assert [one.speaker for one in suggest(alike)] == ["Ida Holm", "BL"] * 2


def test_the_witness_is_whose_deposition_it_is() -> None:
    text = (
        "DEPOSITION OF IDA HOLM\n\nTHE WITNESS, having been first duly sworn, testified:\n"
        "BY MS. ROE:\nQ.  Where were you?\nA.  At home.\nQ.  All day?\nA.  Yes.\n"
    )
    assert [one.speaker for one in suggest(text)] == ["MS. ROE", "Ida Holm"] * 2


@pytest.mark.parametrize(
    "heading",
    ["TESTIMONY OF IDA HOLM\n\nEXAMINATION BY MS. ROE:", "EVIDENCE OF IDA HOLM\n\nBY MS. ROE:"],
)
def test_the_only_witness_answers_without_an_oath(heading: str) -> None:
    text = f"{heading}\n\nQ.  Where were you?\nA.  At home.\nQ.  All day?\nA.  I was.\n"
    assert [one.speaker for one in suggest(text)] == ["MS. ROE", "Ida Holm"] * 2


def test_the_witness_is_who_is_sworn() -> None:
    text = (
        "IDA HOLM, sworn\n\nMS. ROE: Where were you?\n\nTHE WITNESS: At home.\n\n"
        "MS. ROE: All day?\n\nTHE WITNESS: I was.\n"
    )
    assert [one.speaker for one in suggest(text)] == ["MS. ROE", "Ida Holm"] * 2


def test_initials_stand_for_names_with_small_words_and_for_three_or_four_words() -> None:
    text = (
        "Ana van der Lind talks to Eve Vance Holm.\n\nAVDL: Why?\n\nEVH: Because.\n\n"
        "AVDL: I see.\n\nEVH: Good.\n"
    )
    assert [one.speaker for one in suggest(text)] == ["Ana van der Lind", "Eve Vance Holm"] * 2


def test_initials_in_brackets_stand_for_the_name_before_them() -> None:
    text = (
        "Eve Lind (EL) talks to Karl Anders Holm (KH).\n\nEL: Why?\n\nKH: Because.\n\n"
        "EL: I see.\n\nKH: Good.\n"
    )
    assert [one.speaker for one in suggest(text)] == ["Eve Lind", "Karl Anders Holm"] * 2
