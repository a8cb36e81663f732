"""Layouts of transcripts: how programs, reporters and theatres name who speaks, and look-alikes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from readerapp.speakers import suggest, turns

DIALOGUE = (
    ("Ida Holm", "Did you lock the boathouse?"),
    ("Bert Lund", "I did. There are two things to say: It was late, and I was cold."),
    ("Ida Holm", "Where is the key?"),
    ("Clara Lund", "He gave it to me."),
    ("Bert Lund", "I never did."),
    ("Ida Holm", "Remember: We are on the air."),
    ("Clara Lund", "Oh, are we?"),
)
Line = Callable[[int, str, str], str]


def clock(number: int) -> str:
    return f"0:{number:02}:07"


def capitals(name: str) -> str:
    return name.partition(" ")[0].upper()


LAYOUTS: dict[str, Line] = {
    "number": lambda n, name, words: f"{n}. {name}: {words}\n",
    "question of a committee": lambda n, name, words: f"Q{n} {name}: {words}\n",
    "list": lambda n, name, words: f"• {name}: {words}",
    "name in brackets": lambda n, name, words: f"[{name}] {words}",
    "name in brackets, colon": lambda n, name, words: f"[{name}]: {words}",
    "name in brackets above": lambda n, name, words: f"[{name}] 10:{n:02}:07\n{words}\n",
    "range of seconds": lambda n, name, words: f"[{n}.00 -> {n}.90] {name}: {words}",
    "range of times": lambda n, name, words: f"[0:{n:02}:01 --> 0:{n:02}:05] [{name}] {words}",
    "range above name": lambda n, name, words: f"0:0:1{n}.1 --> 0:0:1{n}.9\n{name}\n{words}\n",
    "time behind colon": lambda n, name, words: f"{name}: [{clock(n)}] {words}\n",
    "time behind colon, above": lambda n, name, words: f"{name}: ({n}:07)\n{words}\n",
    "angles": lambda n, name, words: f"{name}>> {words}",
    "age and work": lambda n, name, words: f"{name}, {n + 60}, baker: {words}\n",
    "time behind the words": lambda n, name, words: f"{name}: {words} #0:{n:02}:07-3#\n",
    "time without colon": lambda n, name, words: f"{name} [{clock(n)}] {words}\n",
    "time before name": lambda n, name, words: f"{n}:07 - {name}\n{words}\n",
    "time above name": lambda n, name, words: f"{clock(n)}\n{name}\n{words}\n",
    "day in words": lambda n, name, words: f"{name} — Today at 9:0{n} AM\n{words}",
    "name alone": lambda n, name, words: f"{name}\n{words}\n",
    "name alone, as a heading": lambda n, name, words: f"{name}\n\n{words}\n",
    "tabs and times": lambda n, name, words: f"{name}\t\t{clock(n)}\t{clock(n)}\t{words}",
    "cells": lambda n, name, words: f"{clock(n)} | {name} | {words}",
    "dash": lambda n, name, words: f"{name} – {words}\n",
    "gap": lambda n, name, words: f"{name}    {words}",
    "point": lambda n, name, words: f"{name}. {words}\n",
    "point, emphasis": lambda n, name, words: f"_{name}_. {words}\n",
}
LAYOUTS_WITH_SHORT_NAMES: dict[str, Line] = {
    "capitals": lambda n, name, words: f"{capitals(name)} {words}\n",
    "French": lambda n, name, words: f"{capitals(name)}.— {words}\n",
    "direction": lambda n, name, words: f"{capitals(name)}, sweeping. – {words}\n",
    "direction, above": lambda n, name, words: f"{capitals(name)}, sweeping.\n{words}\n",
    "column of a chat": lambda n, name, words: f"10:0{n}:07 {capitals(name).lower()} | {words}",
    "nickname": lambda n, name, words: f"{capitals(name).lower()}: {words}",
}


def said(text: str) -> list[tuple[str, str]]:
    return [(turn.speaker, text[turn.start : turn.end]) for turn in turns(text) or ()]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_gives_its_turns(layout: str) -> None:
    lines = [LAYOUTS[layout](n, *turn) for n, turn in enumerate(DIALOGUE, 1)]
    assert said("\n".join(lines)) == [*DIALOGUE]


@pytest.mark.parametrize("layout", LAYOUTS_WITH_SHORT_NAMES)
def test_layouts_with_short_names_give_their_turns(layout: str) -> None:
    lines = [LAYOUTS_WITH_SHORT_NAMES[layout](n, *turn) for n, turn in enumerate(DIALOGUE, 1)]
    expected = [(capitals(name), words) for name, words in DIALOGUE]
    found = [(name.upper(), words) for name, words in said("\n".join(lines))]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "THE MAYOR: Two questions.\n\nQ    Why is the pier shut?\n\nTHE MAYOR: It leaks.\n\n"
            "Q    Since when?\n\nMS. LIND: May.\n\nEND  2:10 P.M.\n",
            [
                ("THE MAYOR", "Two questions."),
                ("Q", "Why is the pier shut?"),
                ("THE MAYOR", "It leaks."),
                ("Q", "Since when?"),
                ("MS. LIND", "May."),
            ],
        ),
        (
            "MS LIND: Good day.\n\nQUESTION: Is the pier shut?\n\nMS LIND: It is.\n\n"
            "QUESTION: Will you open it?\n\nMS LIND: We hope so.\n",
            [
                ("MS LIND", "Good day."),
                ("QUESTION", "Is the pier shut?"),
                ("MS LIND", "It is."),
                ("QUESTION", "Will you open it?"),
                ("MS LIND", "We hope so."),
            ],
        ),
        (
            "    The CHAIRMAN. The committee will come to order. I see\nfour of us.\n"
            "    Mr. Reed of Maine. Who pays?\n    [Laughter.]\n    Mr. Reed of Ohio. You do.\n"
            "    Mr. Reed of Maine. I?\n    The CHAIRMAN. Order.\n    Mr. Reed of Ohio. Yes.\n",
            [
                ("The CHAIRMAN", "The committee will come to order. I see\nfour of us."),
                ("Mr. Reed of Maine", "Who pays?"),
                ("Mr. Reed of Ohio", "You do."),
                ("Mr. Reed of Maine", "I?"),
                ("The CHAIRMAN", "Order."),
                ("Mr. Reed of Ohio", "Yes."),
            ],
        ),
        (
            "President. – We begin.\n\nIda Holm, on behalf of the Group of Piers. – I thank you – "
            "but why?\n\n(Applause)\n\nPresident. – Order.\n\nBo Lund (EPP). – Why not?\n\n"
            "Ida Holm, on behalf of the Group of Piers. – I see.\n",
            [
                ("President", "We begin."),
                ("Ida Holm", "I thank you – but why?"),
                ("President", "Order."),
                ("Bo Lund", "Why not?"),
                ("Ida Holm", "I see."),
            ],
        ),
        (
            "JON VOSS, sworn\nExamined by MR LIND\n\nQ. Where were you?\nA. At home.\n\n"
            "Cross-examined by MISS ROE\n\nQ. All day?\nA. Yes.\n",
            [
                ("MR LIND", "Where were you?"),
                ("JON VOSS", "At home."),
                ("MISS ROE", "All day?"),
                ("JON VOSS", "Yes."),
            ],
        ),
        (
            "1. The tape was played.\n\n“Master: Is the ramp clear?\n\nMate: We have ice.\n\n"
            "Master: Then you wait.\n\nMate: I will.\n\n2. I believe the mate.\n\n3. The rest is "
            "law.\n\n4. So is this.\n\n5. Costs.\n",
            [
                ("Master", "Is the ramp clear?"),
                ("Mate", "We have ice."),
                ("Master", "Then you wait."),
                ("Mate", "I will."),
            ],
        ),
        (
            "ANNA: Who is there?\n\nSOUND: WAVES.\n\nBERT: I am.\n\nANNA: You?\n\nMUSIC: OUT.\n\n"
            "BERT: Yes.\n",
            [
                ("ANNA", "Who is there?"),
                ("BERT", "I am."),
                ("ANNA", "You?"),
                ("BERT", "Yes."),
            ],
        ),
        (
            "User: What is new?\n\nAssistant: Two things:\n\n- Built: a pier\n\n"
            "User: Is it mine?\n\n"
            "Assistant: Yes.\n",
            [
                ("User", "What is new?"),
                ("Assistant", "Two things:\n\n- Built: a pier"),
                ("User", "Is it mine?"),
                ("Assistant", "Yes."),
            ],
        ),
        (
            "JUDGE ROE: We begin.\n\n   ARGUMENT OF ANN LIND\n\n   FOR THE PIER\n\n"
            "MS. LIND: It is my "
            "pier.\n\nJUDGE ROE: Is it?\n\nMS. LIND: It is.\n",
            [
                ("JUDGE ROE", "We begin."),
                ("MS. LIND", "It is my pier."),
                ("JUDGE ROE", "Is it?"),
                ("MS. LIND", "It is."),
            ],
        ),
        (
            "Cllr Lind: I have a question.\n\nThe Clerk: Ask it.\n\nMember of the public: Hear!\n\n"
            "Cllr Lind: Who pays?\n\nThe Clerk: You do.\n",
            [
                ("Cllr Lind", "I have a question."),
                ("The Clerk", "Ask it."),
                ("Member of the public", "Hear!"),
                ("Cllr Lind", "Who pays?"),
                ("The Clerk", "You do."),
            ],
        ),
        (
            "COACH REED: We lost.\n\nQ. Why, coach?\nCOACH REED: They scored.\n\n"
            "Q. Will you stay?\n"
            "COACH REED: Yes.\n",
            [
                ("COACH REED", "We lost."),
                ("Q", "Why, coach?"),
                ("COACH REED", "They scored."),
                ("Q", "Will you stay?"),
                ("COACH REED", "Yes."),
            ],
        ),
        (
            "JON VOSS, sworn\nEXAMINED BY MR LIND\n\n"
            "10:02:11  Q.  Where were you?\n10:02:14  A.  At "
            "home.\n",
            [("MR LIND", "Where were you?"), ("JON VOSS", "At home.")],
        ),
        (
            "Interviewer: Ida Holm\n\nIH: Why?\n\nBL: I fell.\n\nVoice: Speak up!\n\nIH: Where?\n\n"
            "BL: There.\n",
            [
                ("IH", "Why?"),
                ("BL", "I fell."),
                ("Voice", "Speak up!"),
                ("IH", "Where?"),
                ("BL", "There."),
            ],
        ),
    ],
)
def test_records_give_their_turns(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


def test_a_turn_in_several_paragraphs_is_not_cut_at_a_colon() -> None:
    words = "Well, there are two. First: the pier.\n\nResult: We shut it."
    text = f"Ida Holm: Why?\n\nBert Lund: {words}\n\nIda Holm: I see.\n\nBert Lund: Do you?\n"
    assert said(text)[1] == ("Bert Lund", words)


def test_all_turns_of_a_number_get_the_name_that_one_is_given() -> None:
    text = "".join(f"[SPEAKER_0{n % 2}]: Is it {n}?\n" for n in range(6))
    start = text.index("Is it 2?")
    names = [one.speaker for one in suggest(text, accepted={(start, start + 8): "Ida Holm"})]
    assert names == ["Ida Holm", "SPEAKER_01"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "Action: BL to write.\n\nThe pier was seen.\n\nDecision: Close it.\n\nAction: IH to go.\n",
        "Q: When does it sail?\nA: At eight and at noon.\n\nQ: Is there a toilet?\n"
        "A: There is one on deck.\n\nQ: Are dogs allowed?\nA: Only on a lead.\n",
        "Frequently asked questions\n\nQ. May I bring a dog?\nA. I would not.\n",
        "Holm, I.: Piers. Venn, 2011.\nHolm, I.: Boats. Venn, 2012.\nLund, B.: Ice. Venn, 2013.\n"
        "Lund, B.: Nets. Venn, 2014.\n",
        "Pros: Fast.\nCons: Dear.\n\nPros: Cheap.\nCons: Slow.\n\nPros: Small.\nCons: Small.\n",
        "Kettle: as new.\nBoat: call me.\nPiano: you collect.\nBoat: I pay cash.\nDog: small.\n"
        "Piano: in tune.\n",
        "9:00 Coffee: hall\n9:30 Talk: Silt\n10:00 Coffee: hall\n10:30 Talk: Ice\n",
        "2024-05-07 10:00:01 INFO: begun\n2024-05-07 10:00:02 ERROR: full\n"
        "2024-05-07 10:00:03 INFO: ended\n",
        "Lab: 12,301\nCon: 11,020\n\nLab: 9,100\nCon: 15,200\n",
        "Files: *\nLicense: MIT\n You may use it as you like.\n\nFiles: docs/*\nLicense: GPL\n"
        " You must give what you change.\n",
        "Question 1: What is a tide?\nAnswer: The sea rises.\n\nQuestion 2: Why?\n"
        "Answer: The moon.\n",
        "Dear Ms Lund,\n\nyou wrote.\n\nYours,\nIda Holm\n\nDear Ms Holm,\n\nI did.\n\nYours,\nBo "
        "Lund\n\nDear Ms Lund,\n\nYou see?\n\nYours,\nIda Holm\n\nDear Ms Holm,\n\nI do.\n\nYours,"
        "\nBo Lund\n",
        "Write `<v Ida>Hello` in a file of subtitles for words of Ida.\n",
    ],
)
def test_look_alikes_are_no_transcripts(text: str) -> None:
    assert turns(text) is None
