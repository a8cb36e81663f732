"""Speaker suggestions: cues, pronouns, turns, nouns, accepted answers, and bad input."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.speakers import SPEECH, SURE, KnownSpeaker, suggest, suggestion_item

STORY = """Martha Quill came into the kitchen and shut the door. Old Mr. Benson sat by the fire.

"It is raining again," said Martha.

"It always rains here," said Mr. Benson. "It rained when I was a boy."

"You were never a boy."

"I was, once."

She laughed at him and put down her basket. "Then you were a wet one," she said.

The landlady looked in at them.

"Supper is ready," said the landlady, "and it will be cold soon."

Mr. Benson said slowly, "I am coming, Martha."
"""

NEWS = """The city council voted on Tuesday to close the old bridge, officials said.

"The bridge is not safe for anybody," said Maria Lopez, the chief engineer. "We have known
it for years."

Company spokesman Dan Price disagreed. "Nobody has shown us a single number," he said in May.

According to Price, the repair would cost $3 million. Lopez called it "a very bad joke
that nobody should repeat."

"We will look at it again in May," a spokesperson for the ministry said.

Readers know the bridge from the film "Long Way Down" and from the "Old Town" signs.
"""


def speakers(text: str, **given: object) -> dict[str, str | None]:
    found = suggest(text, **given)  # type: ignore[arg-type]
    return {text[s.start : s.end]: s.speaker for s in found if s.kind in SPEECH}


def test_speakers_of_a_story_follow_from_cues_and_turns() -> None:
    said = speakers(STORY)
    assert said["It is raining again,"] == "Martha Quill"
    assert said["It always rains here,"] == said["It rained when I was a boy."] == "Mr. Benson"
    assert said["You were never a boy."] == "Martha Quill"
    assert said["I was, once."] == "Mr. Benson"
    assert said["Then you were a wet one,"] == "Martha Quill"
    assert said["Supper is ready,"] == said["and it will be cold soon."] == "the landlady"
    assert said["I am coming, Martha."] == "Mr. Benson"


def test_speakers_of_news_are_names_roles_and_unnamed_sources() -> None:
    said = speakers(NEWS)
    assert said["The bridge is not safe for anybody,"] == "Maria Lopez"
    assert said["We have known\nit for years."] == "Maria Lopez"
    assert said["Nobody has shown us a single number,"] == "Dan Price"
    assert said["a very bad joke\nthat nobody should repeat."] == "Maria Lopez"
    assert said["We will look at it again in May,"] == "spokesperson for the ministry"


def test_titles_and_single_words_are_not_taken_for_speech() -> None:
    assert "Long Way Down" not in speakers(NEWS)
    assert "Old Town" not in speakers(NEWS)


def test_each_suggestion_carries_a_reason_and_ranked_candidates() -> None:
    for suggestion in suggest(STORY):
        assert suggestion.reason
        assert 0 < suggestion.confidence <= 1
        assert 1 <= len(suggestion.candidates) <= 5
        assert suggestion.candidates[0].name == suggestion.speaker
        assert sum(candidate.score for candidate in suggestion.candidates) < 1.01
        names = [candidate.name for candidate in suggestion.candidates]
        assert len(set(names)) == len(names)


def test_reasons_quote_the_text() -> None:
    by_words = {STORY[s.start : s.end]: s.reason for s in suggest(STORY)}
    assert "said Martha" in by_words["It is raining again,"]
    assert "she said" in by_words["Then you were a wet one,"]
    assert "Martha Quill" in by_words["Then you were a wet one,"]


def test_a_cue_by_name_is_surer_than_a_turn() -> None:
    sure = {STORY[s.start : s.end]: s.confidence for s in suggest(STORY)}
    assert sure["It is raining again,"] > sure["You were never a boy."]


def test_an_accepted_speaker_anchors_the_turns_around_it() -> None:
    start = STORY.index("You were never")
    answer = {(start, start + len("You were never a boy.")): "Mr. Benson"}
    said = speakers(STORY, accepted=answer)
    assert said["You were never a boy."] == "Mr. Benson"
    assert said["I was, once."] == "Martha Quill"
    settled = next(s for s in suggest(STORY, accepted=answer) if s.start == start)
    assert settled.confidence == 1.0
    assert "you" in settled.reason


def test_an_accepted_speaker_may_be_new_to_the_text() -> None:
    start = STORY.index("It is raining")
    said = speakers(STORY, accepted={(start, start + 20): "Aunt Polly"})
    assert said["It is raining again,"] == "Aunt Polly"


def test_an_answer_about_words_inside_a_quotation_is_none_about_the_whole() -> None:
    text = "The council met. “The bridge is closed today,” Ida Holm said.\n"
    inner, outer = text.index("bridge is closed"), text.index("The bridge")
    whole = (outer, outer + len("The bridge is closed today,"))
    part = (inner, inner + len("bridge"))
    assert speakers(text, accepted={part: "Bo Lund"})["The bridge is closed today,"] == "Ida Holm"
    for longer in (part, (inner, inner + len("bridge is closed"))):
        for answers in (
            {whole: "Per Aune", longer: "Bo Lund"},
            {longer: "Bo Lund", whole: "Per Aune"},
        ):
            assert speakers(text, accepted=answers)["The bridge is closed today,"] == "Per Aune"


def test_an_answer_that_begins_in_the_narration_is_about_the_quotation_that_it_covers() -> None:
    text = "“Yes,” said Ida Holm. Then came “Nobody asked us before they sold the pier.”\n"
    start = text.index("said Ida")
    found = speakers(text, accepted={(start - 3, len(text) - 2): "Bo Lund"})
    assert found["Nobody asked us before they sold the pier."] == "Bo Lund"


def test_names_that_the_reader_has_merged_are_one_speaker() -> None:
    text = 'The Duke sat down. "Sit," said Wellesley. "Good," said the Duke of Wellington.'
    known = [KnownSpeaker("Arthur Wellesley", ("Wellesley", "Duke", "Duke of Wellington"))]
    assert set(speakers(text, known=known).values()) == {"Arthur Wellesley"}


def test_whom_the_reader_named_without_a_title_is_who_has_it_in_the_text() -> None:
    text = (
        '"The boat stays as it is," said Mayor Ines Reed.\n\n'
        '"Then we shall all have to walk," said Mrs. John Knightley.\n'
    )
    known = [KnownSpeaker("Ines Reed"), KnownSpeaker("John Knightley")]
    assert list(speakers(text, known=known).values()) == ["Ines Reed", "Mrs. John Knightley"]


def test_an_accepted_surname_is_the_person_whom_the_text_names_in_full() -> None:
    text = '"Yes," said Reed.\n\nThen John Reed got up.\n\n"No," said John Reed.\n'
    assert set(speakers(text, accepted={(1, 5): "Reed"}).values()) == {"Reed"}


def test_a_narrator_speaks_as_i() -> None:
    text = (
        "I went down to the harbour with Tom.\n\n"
        '"Have you the money?" I asked.\n\n"Not yet," said Tom.\n\n'
        '"Then when will you have it?" I said.\n\n"On Monday," said Tom, and he went off.\n\n'
        '"See that you do," I called after him.\n'
    )
    said = speakers(text)
    assert said["Have you the money?"] == said["See that you do,"] == "I"
    assert said["Not yet,"] == "Tom"


def test_a_narrator_has_the_name_by_which_others_call_whom_the_narration_never_names() -> None:
    text = (
        "I went down to the harbour with Tom.\n\n"
        '"Have you the money?" I asked.\n\n"Not yet, Jim," said Tom.\n\n'
        '"Then when will you have it?" I said.\n\n"On Monday, Jim," said Tom, and went off.\n\n'
        '"See that you do," I called after him.\n'
    )
    said = speakers(text)
    assert said["Have you the money?"] == said["See that you do,"] == "Jim"
    assert said["Not yet, Jim,"] == "Tom"


def test_a_quotation_of_several_paragraphs_keeps_its_speaker() -> None:
    text = (
        'Anna Reed rose to speak before them all.\n\n"I came here alone," said Anna Reed. '
        '"It was long ago.\n\n"But I have never left."\n\nThe others said nothing to her.\n'
    )
    said = speakers(text)
    assert said["It was long ago."] == said["But I have never left."] == "Anna Reed"


def test_a_quotation_inside_a_quotation_is_an_item_of_its_own() -> None:
    text = "“Then Tom Hale said, ‘Let us go home now,’ and we went,” said Anna Reed. The rain fell."
    outer, inner = suggest(text)
    assert (outer.kind, outer.speaker) == ("quotation", "Anna Reed")
    assert text[inner.start : inner.end] == "Let us go home now,"
    assert (inner.kind, inner.speaker) == ("nested", "Tom Hale")


def test_dialogue_opened_by_dashes_ends_where_the_narration_begins() -> None:
    text = (
        "Tom Hale came in and sat down by Anna Reed.\n\n— Where have you been? asked Anna.\n\n"
        "— At the harbour, said Tom. — And it was cold.\n\n— All night?\n\n— All night.\n"
    )
    said = speakers(text)
    assert said["Where have you been?"] == said["All night?"] == "Anna Reed"
    assert said["At the harbour,"] == said["And it was cold."] == "Tom Hale"


def test_a_mark_that_nothing_closes_ends_where_the_narration_begins() -> None:
    text = (
        "“We will close the bridge, said Maria Lopez.\n\nNobody spoke.\n\n"
        "“It is not safe,” said Dan Price.\n"
    )
    assert speakers(text) == {
        "We will close the bridge,": "Maria Lopez",
        "It is not safe,": "Dan Price",
    }


@pytest.mark.parametrize(
    ("block", "quoted"),
    [
        ("    The bridge is old. Close it now.", "The bridge is old. Close it now."),
        ("> The bridge is old. Close it now.", "The bridge is old. Close it now."),
    ],
)
def test_a_block_that_a_verb_of_speech_announces_is_a_quotation(block: str, quoted: str) -> None:
    text = f"Maria Lopez wrote to the council:\n\n{block}\n\nNobody answered her.\n"
    assert speakers(text) == {quoted: "Maria Lopez"}
    assert not speakers(text.replace("wrote to", "led"))


def test_a_title_is_distinguished_from_speech() -> None:
    text = (
        "The president told reporters on Monday that the government had read it. His book, "
        "“The Long Road,” sold 20,000 copies. “We will win in November,” said Anna Reed.\n\n"
        "A film called “Rust” was announced by the company on Tuesday.\n"
    )
    kinds = {text[one.start : one.end]: one.kind for one in suggest(text)}
    assert kinds["We will win in November,"] == "quotation"
    assert kinds["Rust"] == "phrase"
    assert kinds["Rust"] not in SPEECH


def test_the_json_form_is_the_contracts() -> None:
    items = [suggestion_item(one, "¶1") for one in suggest(STORY)]
    assert json.loads(json.dumps(items)) == items
    assert {"start", "end", "speaker", "confidence", "reason", "candidates"} <= set(items[0])
    assert set(items[0]["candidates"][0]) == {"name", "score"}
    starts = [item["start"] for item in items]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "“",
        "x" * 500_000,
        "No marks at all, only words. " * 20_000,
        '"' * 300_000,
        '"Yes" ' * 10_000,
        '"Yes."\n\n' * 5_000,
        "“Ann said ” " * 5_000,
        "Ann Lee " * 30_000,
        "\n" * 100_000,
        "NAME:" * 50_000,
        "(" * 100_000 + '"Yes," he said.',
        '"Yes."' + " " * 200_000 + "\n" + ">" * 100_000 + " — Bo Lund",
    ],
)
def test_bad_input_is_handled(text: str) -> None:
    for suggestion in suggest(text):
        assert 0 <= suggestion.start < suggestion.end <= len(text)


def test_another_language_gives_little_rather_than_nonsense() -> None:
    text = (
        "Der Wagen hielt vor dem Haus. „Wir sind da“, sagte Karl Winter leise.\n\n"
        "»Das sehe ich«, antwortete sie.\n\n彼は「こんにちは」と言った。\n"
    )
    found = {text[s.start : s.end] for s in suggest(text)}
    assert found <= {"Wir sind da", "Das sehe ich", "こんにちは"}


@given(
    st.lists(
        st.sampled_from(
            ['"Yes,"', "said", "Ann", "he", "she", "Mr. Poe", "the cook", ".", ",", "\n\n"]
        ),
        max_size=60,
    )
)
def test_suggestions_are_ordered_and_inside_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    last = 0
    for suggestion in (one for one in suggest(text) if one.kind in SPEECH):
        assert last <= suggestion.start < suggestion.end <= len(text)
        assert 0 <= suggestion.confidence <= 1
        last = suggestion.end


def test_the_same_text_gives_the_same_suggestions() -> None:
    assert suggest(NEWS) == suggest(NEWS)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ('"No," said Ida D\'Alba.', "No,"),
        ('"Why?" asked Ida D\'Alba.', "Why?"),
        ('Ida D\'Alba laughed and said, "Perhaps."', "Perhaps."),
        ('"Row," Ida D\'Alba said, "or get out."', "Row,"),
        ("“We lost the pier,” Ida D'Alba wrote. \"We want it back.“", "We want it back."),
    ],
)
def test_short_answers_in_news_are_speech(sentence: str, words: str) -> None:
    before = "The council voted on Tuesday to sell the pier, officials said.\n\n"
    assert speakers(before + sentence)[words] == "Ida D'Alba"


def test_a_narrator_who_speaks_once_is_a_person() -> None:
    text = (
        "I came to the inn at dusk, and I was tired. I asked Martha Venn for a room.\n\n"
        '"It is late," I said.\n\n"It is never too late," said Martha.\n\nI went up and I slept.\n'
    )
    assert [one.speaker for one in suggest(text)] == ["I", "Martha Venn"]


def test_who_is_addressed_two_turns_before_may_speak() -> None:
    text = (
        "Martha sat down in the kitchen with the letter.\n\n"
        "“Who knows, Aunt Ruth?” said Martha.\n\n“It is sudden.”\n\n“It is.”\n"
    )
    assert "Aunt Ruth" in {one.name for one in suggest(text)[2].candidates}


def test_turns_that_were_joined_in_one_paragraph_are_apart_and_never_sure() -> None:
    text = "Martha met Paul. “Now?” said Martha. “Now.” “Wait!” “Why?” They went out together.\n"
    found = suggest(text)
    assert [text[one.start : one.end] for one in found] == ["Now?", "Now.", "Wait!", "Why?"]
    assert all(one.confidence < SURE for one in found)


def test_a_sign_says_nothing_but_what_is_on_it() -> None:
    text = (
        "The harbor board met on Monday, a spokesman said. A painted sign in the window reads "
        "“Keep the Pier.”\n\n“They never asked us.” “They never do.” The talk went on.\n"
    )
    names = {one.name for found in suggest(text)[1:] for one in found.candidates}
    assert not any("sign" in name for name in names)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Aldo Reyes called it “shameful.”", "shameful."),
        ("Aldo Reyes described the closing of the pier as “deeply irresponsible”.",
         "deeply irresponsible"),
        ("Aldo Reyes dismissed the report as “nonsense”.", "nonsense"),
    ],
)  # fmt: skip
def test_one_word_by_which_somebody_judges_is_speech(sentence: str, words: str) -> None:
    text = f"The pier will close, the board said on Monday.\n\n{sentence}\n"
    found = {text[one.start : one.end]: one for one in suggest(text)}
    assert (found[words].kind, found[words].speaker) == ("quotation", "Aldo Reyes")


@pytest.mark.parametrize("sentence", ["The locals called it “piering”.", "It is called “piering”."])
def test_one_word_that_names_something_is_no_speech(sentence: str) -> None:
    text = f"The pier will close, the board said on Monday.\n\n{sentence}\n"
    assert [one.kind for one in suggest(text)] == ["phrase"]


def test_an_account_with_the_name_of_a_person_is_that_person() -> None:
    text = "The mayor, Berta Quist, wrote again on Friday.\n\n@BertaQuist: “The pier stays.”\n"
    assert suggest(text)[0].speaker == "Berta Quist"


def test_a_title_of_several_persons_is_not_the_title_of_one() -> None:
    text = (
        "Judges Quist and Okafor sat on Monday in the case of the pier.\n\n"
        '"Which May?" asked Judge Quist. "And two in August," added Judge Okafor.\n'
    )
    assert [one.speaker for one in suggest(text)] == ["Judge Quist", "Judge Okafor"]


COUNTER = """The library of the town will close on Sundays, the council said on Friday.

"We have no staff for the seventh day," said a clerk for the Lowell Library.

"Ask the council," the clerk said. "They count the money."

"Nobody asked the readers," said Maria Lopez, who comes every week.
"""


def test_a_known_speaker_without_a_name_is_the_person_of_that_phrase() -> None:
    name = "clerk for the Lowell Library"
    before = {one.start: one for one in suggest(COUNTER)}
    start = COUNTER.index("We have")
    span = (start, COUNTER.index('" said a clerk'))
    for after in suggest(COUNTER, [KnownSpeaker(name)], {span: name}):
        names = [candidate.name for candidate in after.candidates]
        assert len(names) == len(set(names))
        if "Maria" not in (after.speaker or ""):
            assert after.speaker == name
            assert after.confidence >= before[after.start].confidence


def test_the_rest_of_a_turn_that_was_confirmed_is_not_said_to_be_set() -> None:
    start = STORY.index("It always")
    found = suggest(STORY, accepted={(start, start + len("It always rains here,")): "Mr. Benson"})
    first, rest = [one for one in found if one.start >= start][:2]
    assert (first.speaker, first.confidence, first.reason) == ("Mr. Benson", 1.0, "set by you")
    assert rest.speaker == "Mr. Benson"
    assert 0.9 < rest.confidence < 1.0
    assert rest.reason == "goes on from the words you confirmed"


def test_two_answers_about_one_turn_both_stay() -> None:
    first, second = STORY.index("It always"), STORY.index("It rained")
    spans = {(first, first + 21): "Mr. Benson", (second, second + 23): "Martha Quill"}
    said = {one.start: one for one in suggest(STORY, accepted=spans)}
    assert (said[first].speaker, said[first].reason) == ("Mr. Benson", "set by you")
    assert (said[second].speaker, said[second].reason) == ("Martha Quill", "set by you")


@pytest.mark.parametrize("text", [STORY, NEWS, COUNTER])
def test_no_candidate_is_shown_with_nothing_and_no_sure_reason_doubts(text: str) -> None:
    for one in suggest(text):
        assert "probably" not in one.reason or one.speaker is None
        assert all(f"{candidate.score:.0%}" != "0%" for candidate in one.candidates[1:])


def test_she_is_nobody_whom_a_noun_shows_to_be_a_man() -> None:
    text = (
        "My grandmother kept bees and lent out honey. “The jar must come back,” she would say.\n\n"
        "“I have the jar,” said my nephew. He had washed it.\n\n“Put it there,” my nephew said.\n"
    )
    first, *others = suggest(text)
    assert "my nephew" not in [candidate.name for candidate in first.candidates]
    assert {one.speaker for one in others} == {"my nephew"}


def test_who_acts_between_two_quotations_of_a_paragraph_says_the_second() -> None:
    said = speakers(
        "Ruth Hale and Nora Webb sat in the kitchen.\n\n"
        'Ruth smiled and said, "The tea is ready." Nora put down her book at once. '
        '"I am coming," she called.\n'
    )
    assert said["The tea is ready."] == "Ruth Hale"
    assert said["I am coming,"] == "Nora Webb"


def test_he_and_i_in_one_paragraph_are_two() -> None:
    said = speakers(
        "I went down to the bar with Stephen Kerr. I was tired, and I wanted to sleep.\n\n"
        "Kerr looked at the bottles on the wall. “This is a good place,” he said. "
        "“I like the light,” I said.\n\nI did not tell him more. I paid, and I went home.\n"
    )
    assert said["This is a good place,"] == "Stephen Kerr"
    assert said["I like the light,"] == "I"


@pytest.mark.parametrize("lost", [" ", "\ufffd"])
def test_lost_apostrophes_do_not_hide_a_possessive(lost: str) -> None:
    text = (
        "Alice Mott waited for the bus. She didn’t look up. It’s late, she thought, and I’m cold. "
        "We’ll be late.\n\n“The road is closed,” said Alice’s brother, who hadn’t sat down.\n"
    )
    (found,) = suggest(text.replace("’", lost))
    assert found.speaker is not None and "brother" in found.speaker
    assert text[found.start : found.end] == "The road is closed,"


@pytest.mark.parametrize("role", ["CEO of the Harbour Council", "Vice President for trade"])
def test_a_role_with_a_complement_before_a_name_is_that_person(role: str) -> None:
    said = speakers(
        "The government published the new figures on Tuesday, officials said.\n\n"
        f"“The forms must be well thought out,” {role} Edgar Sollom told reporters in May.\n"
    )
    assert said["The forms must be well thought out,"] == "Edgar Sollom"


@pytest.mark.parametrize("word", ["so-called", "nicknamed", "dubbed"])
def test_a_term_is_no_speech(word: str) -> None:
    said = speakers(
        "“The vote was close,” said Hanne Lovelace on Tuesday, officials said.\n\n"
        f"The bus {word} “night owl,” which ran for two weeks in April, will not return.\n"
    )
    assert list(said) == ["The vote was close,"]
