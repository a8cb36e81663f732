"""Speakers by the names of a text and by its grammar: who is meant, and who is only beside."""

from __future__ import annotations

import pytest

from readerapp.speakers import SPEECH, SURE, Suggestion, suggest

NEWS = "The harbour board met on Monday to talk about the wall, officials said.\n\n"


def found(text: str) -> dict[str, Suggestion]:
    return {text[one.start : one.end]: one for one in suggest(text)}


def speaker(text: str, words: str) -> str | None:
    one = found(text)[words]
    assert one.kind in SPEECH
    return one.speaker


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“It is late,” Teresa May said. “It is late,” said Mrs May.", "Teresa May"),
        ("“It is late,” said Omar Said.", "Omar Said"),
        ("Ann Said called it “a long and bitter winter.” “It is late,” Said wrote.", "Ann Said"),
        ("“It is late,” said the spokeswoman for the fire brigade, Ida Holm.", "Ida Holm"),
        ("“It is late,” said the spokeswoman for the Acme Bank, Ida Holm.", "Ida Holm"),
        ("“It is late,” said company spokesman Bo Lund.", "Bo Lund"),
        ("“It is late,” said chief medical officer Bo Lund.", "Bo Lund"),
        ("Ida Holm, the chief engineer, came. “It is late,” the engineer said.", "Ida Holm"),
        ("CTO Ida Holm came in May. “It is late,” the CTO said.", "Ida Holm"),
        ("Sen. Ida Holm voted no. “It is late,” the senator added.", "Ida Holm"),
        ("“It is late,” radioed Skipper Jan Holm.", "Jan Holm"),
        ("“It is late,” said a Bank of Leeds economist.", "Bank of Leeds economist"),
        ("“It is late,” said his partner, Hope.", "Hope"),
        ("“It is late,” said glazier Ida Holm.", "Ida Holm"),
        ("“It is late,” is how Ida Holm sums it up.", "Ida Holm"),
    ],
)
def test_a_person_has_the_fullest_name_of_the_text(text: str, name: str) -> None:
    assert speaker(NEWS + text, "It is late,") == name


def test_a_month_is_no_surname() -> None:
    text = f"{NEWS}“It is late,” said Ann May 5 had been better. They met in May.\n"
    assert "May" not in (speaker(text, "It is late,") or "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jo Kane Jr. and Jo Kane Sr. came. “I paid,” the elder Kane said.", "Jo Kane Sr."),
        ("Jo Kane Sr. and Jo Kane Jr. came. “I paid,” the younger Kane said.", "Jo Kane Jr."),
        ("Max Lind died in May. His daughter, Ida Lind, spoke. “I paid,” Lind said.", "Ida Lind"),
    ],
)
def test_a_surname_of_two_people_means_the_one_whom_the_text_tells(text: str, name: str) -> None:
    assert speaker(NEWS + text, "I paid,") == name


def test_a_first_name_that_two_people_have_is_never_sure() -> None:
    story = (
        "John Bell came in with John Amory Pole.\n\n“Are you riding?” asked John Amory.\n\n"
        "“I may,” said Bell.\n\n“They start here,” said John Amory.\n\n“I heard,” said Bell.\n\n"
        "“Will you come then?” asked John.\n"
    )
    last = found(story)["Will you come then?"]
    assert last.speaker == "John Amory"
    assert last.confidence < 0.6
    assert found(story)["I may,"].confidence >= SURE


def test_who_is_usual_in_news_keeps_the_bare_surname_beside_a_relative() -> None:
    text = (
        f"{NEWS}Ida Holm chairs the board. “One,” said Ida Holm. “Two,” Ida Holm said. Her "
        "husband, Bo Holm, is a pilot. “It is late,” Holm said.\n"
    )
    assert speaker(text, "It is late,") == "Ida Holm"


def test_an_old_father_is_not_his_son() -> None:
    story = (
        "Tom Rand stood by the gate with his father. Mr. Rand was lighting his pipe.\n\n"
        "“It will rain,” said old Mr. Rand.\n\n“It always does,” said Tom.\n"
    )
    names = {one.speaker for one in suggest(story)}
    assert names == {"Old Mr. Rand", "Tom Rand"}


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("said Ann Poe and Tom Reed together.", "Ann Poe and Tom Reed"),
        ("said glaziers Ann Poe and Tom Reed.", "Ann Poe and Tom Reed"),
        ("said Ann Poe and Tom Reed at once.", "Ann Poe and Tom Reed"),
        ("Mr. and Mrs. Reed said.", "Mr. Reed and Mrs. Reed"),
        ("said Lord and Lady Reed.", "Lord Reed and Lady Reed"),
    ],
)
def test_two_people_who_speak_together_are_shown_as_such(clause: str, name: str) -> None:
    assert speaker(f"{NEWS}“We appeal,” {clause}", "We appeal,") == name


def test_a_paper_before_two_people_is_none_of_those_who_speak() -> None:
    text = (
        f"{NEWS}Writing in The Herald, Jo Lee and Tom Reed argued it was “a lottery for the poor.”"
    )
    assert speaker(text, "a lottery for the poor.") == "Jo Lee and Tom Reed"


@pytest.mark.parametrize(
    "clause",
    [
        "said Ann Poe, Jo Lee and Tom Reed.",
        "Ann Poe, Jo Lee, and Tom Reed said.",
        "said Ann Poe, Jo Lee and Tom Reed in a letter.",
    ],
)
def test_three_people_who_speak_together_are_shown_as_such(clause: str) -> None:
    assert speaker(f"{NEWS}“We appeal,” {clause}", "We appeal,") == "Ann Poe, Jo Lee and Tom Reed"


def test_three_people_with_an_aside_speak_together() -> None:
    text = f"{NEWS}Ann Poe, Jo Lee and Tom Reed, all pilots, called it “an insult in an envelope.”"
    assert speaker(text, "an insult in an envelope.") == "Ann Poe, Jo Lee and Tom Reed"


@pytest.mark.parametrize(
    "text",
    [
        "In Ida Holm’s view the wall is “a gift to the sea.”",
        "For Ida Holm, the wall was “a gift to the sea.”",
        "To Ida Holm, it is “a gift to the sea.”",
        "Pilot Bo Lind’s deputy, Ida Holm, said the wall was “a gift to the sea.”",
    ],
)
def test_whose_view_it_is_says_it(text: str) -> None:
    assert speaker(NEWS + text, "a gift to the sea.") == "Ida Holm"


def test_a_brother_in_an_aside_does_not_speak() -> None:
    text = (
        f"{NEWS}Ida Holm, who read a poem for her late brother, Joe, told them: “He hated poems.”"
    )
    assert speaker(text, "He hated poems.") == "Ida Holm"


def test_for_somebody_is_no_view_without_a_judgement() -> None:
    text = f"{NEWS}For Ida Holm, on the other hand, “nothing has changed at all.”"
    one = found(text)["nothing has changed at all."]
    assert one.speaker != "Ida Holm" or one.confidence < SURE


def test_a_clause_after_the_speaker_adds_nobody() -> None:
    text = f"{NEWS}“We appeal,” said Ann Poe, and Tom Reed laughed."
    assert speaker(text, "We appeal,") == "Ann Poe"


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("@wall_fan: “Give us our wall.”\n\nNobody knows.", "Give us our wall.", "@wall_fan"),
        ("Ida Holm posts.\n\n@ida_holm: “Give us our wall.”", "Give us our wall.", "Ida Holm"),
        ("“Give us our wall,” wrote @tide22.", "Give us our wall,", "@tide22"),
        ("Asked about it, the pilot, Ida Holm: “No.”", "No.", "Ida Holm"),
        ("Ida Holm was brief: “Nonsense.”", "Nonsense.", "Ida Holm"),
        ("Ida Holm – “I said no.”", "I said no.", "Ida Holm"),
        ("Ida Holm’s reply: “Never.”", "Never.", "Ida Holm"),
        ("“I said no.” (Ida Holm)", "I said no.", "Ida Holm"),
        ("Ms. Moll: “Sell.” Mr. Fitch: “Hold.” Nobody moved.", "Hold.", "Mr. Fitch"),
    ],
)  # fmt: skip
def test_labels_name_the_speaker(text: str, words: str, name: str) -> None:
    assert speaker(NEWS + text, words) == name


def test_a_colon_after_a_thing_leads_to_a_title() -> None:
    text = f"{NEWS}Ida Holm gave the pier a name: “Rust.” The motto of the board is plain: “Sell.”"
    assert found(text)["Sell."].kind == "phrase"


@pytest.mark.parametrize(
    "text",
    [
        "“A town is its harbour.”\n— Ida Holm\n\nSo says the gate.",
        "> “A town is its harbour.”\n>\n> — Ida Holm, 1911\n\nSo says the gate.",
        "> A town is its harbour.\n> — Ida Holm\n\nSo says the gate.",
        "“A town is its harbour.”\n\n– Ida Holm, pilot, Leeds\n\nSo says the gate.",
        "    A town is its harbour.\n\n    -- Ida Holm\n\nSo says the gate.",
    ],
)
def test_a_line_with_a_dash_signs_the_quotation_above(text: str) -> None:
    assert speaker(NEWS + text, "A town is its harbour.") == "Ida Holm"


@pytest.mark.parametrize(
    "text",
    [
        "Bo Lund has been called “a hero of our time” by Senator Ida Holm.",
        "The plan, branded “a hero of our time” by Councillor Ida Holm, was dropped.",
        "He was, in the words of his teacher Ida Holm, “a hero of our time”.",
        "Bo Lund read out Ida Holm’s e-mail, which said “a hero of our time”.",
    ],
)
def test_whom_the_words_are_about_did_not_say_them(text: str) -> None:
    assert speaker(NEWS + text, "a hero of our time") == "Ida Holm"


def test_who_is_called_something_by_nobody_did_not_say_it() -> None:
    one = found(f"{NEWS}Bo Lund has been called “a hero of our time.”")["a hero of our time."]
    assert one.confidence < SURE


def test_an_action_after_a_cry_is_not_surely_that_of_who_cried() -> None:
    text = f"{NEWS}“Let him speak!” Per Lind waited."
    assert found(text)["Let him speak!"].confidence < SURE


def test_one_and_the_other_are_two_people() -> None:
    story = (
        "Two porters stood at the gate.\n\n“Cold,” said one.\n\n“Colder,” said the other.\n\n"
        "He looked up, and she did not.\n"
    )
    assert speaker(story, "Cold,") == "one"
    assert speaker(story, "Colder,") == "the other"


def test_an_old_and_a_young_person_of_one_name_are_two() -> None:
    story = (
        "Mrs. Grey sat by the window.\n\n“Close it,” said old Mrs. Grey.\n\n"
        "“It is closed,” said young Mrs. Grey.\n"
    )
    assert speaker(story, "Close it,") != speaker(story, "It is closed,")


def test_a_list_behind_a_dash_signs_nothing() -> None:
    text = f"{NEWS}“A town is its harbour.”\n\n— Where is Ida Holm? asked nobody.\n"
    assert speaker(text, "A town is its harbour.") != "Ida Holm"


def test_a_title_in_the_sentence_does_not_hide_its_subject() -> None:
    text = (
        f"{NEWS}Lou Lind, whose film “A Quiet Year in Leith” opens on Friday, said the sea was "
        "“the only actor who never complains.”"
    )
    assert found(text)["A Quiet Year in Leith"].kind == "phrase"
    assert speaker(text, "the only actor who never complains.") == "Lou Lind"


def test_a_title_with_a_comma_inside_its_marks_is_no_speech() -> None:
    text = f"{NEWS}Lou Lind, who wrote a play called “The Wait for the 31,” was “moved to tears.”"
    assert found(text)["The Wait for the 31,"].kind == "phrase"
    assert speaker(text, "moved to tears.") == "Lou Lind"


def test_words_that_a_court_has_heard_are_never_surely_those_of_their_subject() -> None:
    text = (
        f"{NEWS}Residents of the valley were “treated like sheep” by officials, the inquest heard."
    )
    one = found(text)["treated like sheep"]
    assert (one.kind, one.speaker) == ("quotation", "Residents")
    assert one.confidence < 0.6


def test_an_exchange_between_people_without_names_has_no_speaker() -> None:
    text = (
        f"{NEWS}Ida Holm runs the inn.\n\n“They paid my rent once.” “They took the bus away.” That "
        "talk, between two men at the bar, ended when Holm rang the bell."
    )
    assert {one.speaker for one in suggest(text)} == {None}


def test_calls_of_a_crowd_are_speech_of_which_nobody_is_sure() -> None:
    text = f"{NEWS}It grew dark. “Shame!” “Go home!” “Let him speak!” Per Lind waited."
    for words in ("Shame!", "Go home!", "Let him speak!"):
        one = found(text)[words]
        assert one.kind == "quotation"
        assert one.confidence <= 0.5


def test_a_café_and_the_words_of_a_call_are_no_persons() -> None:
    story = (
        "The Lantern was empty. My aunt sat in the Lantern. Oliver looked at the Hotel Lind.\n\n"
        "“Late,” said Jane Oliphant.\n\n“Yes,” she said.\n\n“Very.”\n"
    )
    names = {one.name for each in suggest(story) for one in each.candidates}
    assert names.isdisjoint({"Lantern", "Hotel Lind", "Late", "Yes", "Very"})


def test_who_a_pronoun_cannot_mean_is_another_speaker_of_the_paragraph() -> None:
    story = (
        "At the Hotel Lind a waiter once told me that “nobody comes back.” The owner, Ida Holm, "
        "laughed when I repeated it. “He is right,” she said.\n\nI went home and I slept.\n"
    )
    assert speaker(story, "nobody comes back.") == "waiter"
    assert speaker(story, "He is right,") == "Ida Holm"


def test_short_and_long_forms_of_a_first_name_are_one_person() -> None:
    text = f"{NEWS}“One,” said Ken Holm. “Two,” Ken Holm said. “Three,” said Kenneth Holm.\n"
    assert {one.speaker for one in suggest(text)} == {"Ken Holm"}
