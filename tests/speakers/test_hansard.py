"""Turns of parliamentary reports: Hansard of the United Kingdom and of Australia."""

import pytest

from readerapp.speakers.transcripts import find_turns

UK_INLINE = """\
Harbours

1. Ann Reed (Venn East) (Lab): What steps is she taking for the harbours? [903412]

The Secretary of State for Harbours (Dame Ida Holm): I refer the hon. Lady to the plan of May.
It says:

"No harbour is to be closed."

Ann Reed: That is no answer. Will she come to Venn?

Mr Speaker: Order. The Secretary of State.

The Secretary of State for Harbours: I was there on Friday.

Piers and Jetties

Sir Per Aune (Long Pier) (Con): My constituents have a pier, and it leaks.

Q2. [903413] Jon Voss (Isle of Venn) (LD): Does it?
"""
UK = [
    ("Ann Reed", "Venn East, Lab", "What steps is she taking for the harbours? [903412]"),
    (
        "Dame Ida Holm",
        "The Secretary of State for Harbours",
        "I refer the hon. Lady to the plan of May.\nIt says:\n\n\"No harbour is to be closed.\"",
    ),
    ("Ann Reed", "Venn East, Lab", "That is no answer. Will she come to Venn?"),
    ("Mr Speaker", "", "Order. The Secretary of State."),
    ("Dame Ida Holm", "The Secretary of State for Harbours", "I was there on Friday."),
    ("Sir Per Aune", "Long Pier, Con", "My constituents have a pier, and it leaks."),
    ("Jon Voss", "Isle of Venn, LD", "Does it?"),
]  # fmt: skip
AUSTRALIA = """\
QUESTIONS WITHOUT NOTICE

Harbours

Mr ALBRIGHT (Venn—Leader of the Opposition) (14:01): My question is to the Prime Minister. Why:

(a) is the pier closed?

Opposition members interjecting—

The SPEAKER (Hon. Ida Holm) (14:02): Order! The Prime Minister has the call.

Ms O'NEIL (Long Pier—Prime Minister and Minister for Harbours, Piers and Boats) (14:02): It is not.

Mr ALBRIGHT: It is.

The SPEAKER: Order!

Senator van DYK (South Venn) (14:05): by leave—I move:

That the pier be opened.
"""


def said(text: str) -> list[tuple[str, str, str]]:
    turns = find_turns(text)
    assert turns is not None
    return [(turn.speaker, turn.role, text[turn.start : turn.end]) for turn in turns]


def test_members_before_their_words():
    assert said(UK_INLINE) == UK


@pytest.mark.parametrize("space", ["\n", "\n\n"])
def test_members_on_lines_of_their_own(space):
    text = UK_INLINE.replace("): ", f"){space}").replace("Harbours: ", f"Harbours{space}")
    text = text.replace("Speaker: ", f"Speaker{space}").replace("Reed: ", f"Reed{space}")
    assert said(text) == UK


def test_australia():
    assert said(AUSTRALIA) == [
        (
            "Mr ALBRIGHT",
            "Venn—Leader of the Opposition",
            "My question is to the Prime Minister. Why:\n\n(a) is the pier closed?",
        ),
        ("Hon. Ida Holm", "The SPEAKER", "Order! The Prime Minister has the call."),
        (
            "Ms O'NEIL",
            "Long Pier—Prime Minister and Minister for Harbours, Piers and Boats",
            "It is not.",
        ),
        ("Mr ALBRIGHT", "Venn—Leader of the Opposition", "It is."),
        ("Hon. Ida Holm", "The SPEAKER", "Order!"),
        ("Senator van DYK", "South Venn", "by leave—I move:\n\nThat the pier be opened."),
    ]


CANADA = """\
Hon. Ann Reed (Venn East, CPC): Mr. Speaker, why?

Right Hon. Per Aune (Prime Minister, Lib.): Mr. Speaker, because.

Some hon. members: Oh, oh!

The Speaker: Order.

Hon. Ann Reed: Mr. Speaker, that is no answer.
"""
NEW_ZEALAND = """\
1. ANN REED (National—Venn) to the Minister of Harbours: Does he stand by his words?

Hon PER AUNE (Minister of Harbours): All of them.

Ann Reed: This one?

Hon Member: Shame!

SPEAKER: Order!

Hon Jon Voss: I withdraw.
"""
IRELAND = """\
Deputy Ann Reed: Where is the boat?

The Tánaiste: On its way.

Minister of State at the Department of Harbours (Deputy Jon Voss): It is here.

An Ceann Comhairle: Order.

Deputy Per Aune: Is it?
"""


def test_canada():
    assert [(name, words) for name, _, words in said(CANADA)] == [
        ("Hon. Ann Reed", "Mr. Speaker, why?"),
        ("Right Hon. Per Aune", "Mr. Speaker, because."),
        ("Some hon. members", "Oh, oh!"),
        ("The Speaker", "Order."),
        ("Hon. Ann Reed", "Mr. Speaker, that is no answer."),
    ]


def test_new_zealand():
    assert [(name, words) for name, _, words in said(NEW_ZEALAND)] == [
        ("ANN REED", "Does he stand by his words?"),
        ("Hon PER AUNE", "All of them."),
        ("ANN REED", "This one?"),
        ("Hon Member", "Shame!"),
        ("SPEAKER", "Order!"),
        ("Hon Jon Voss", "I withdraw."),
    ]


def test_ireland():
    assert [name for name, _, _ in said(IRELAND)] == [
        "Deputy Ann Reed",
        "The Tánaiste",
        "Deputy Jon Voss",
        "An Ceann Comhairle",
        "Deputy Per Aune",
    ]


def test_a_minister_is_named_alone_after_the_office():
    text = UK_INLINE.replace("The Secretary of State for Harbours: I was", "Dame Ida Holm: I was")
    assert said(text) == UK


def test_who_interrupts_is_in_small_letters():
    text = AUSTRALIA.replace("Mr ALBRIGHT: It is.", "Mr Albright: It is.")
    assert said(text) == said(AUSTRALIA)


@pytest.mark.parametrize(
    "text",
    [
        "Results\n\nAnn Reed (Lab)\nPer Aune (Con)\nJon Voss (LD)\n",
        "He met the speaker (a tall man): they spoke.\n\nThe End (of it)\n\nMore words.\n",
        "Ann Reed (Lab): 1,200 votes\n",
    ],
)
def test_lists_and_prose_are_no_reports(text):
    assert find_turns(text) is None
