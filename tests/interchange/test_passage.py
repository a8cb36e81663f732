"""The passage around a quotation: sentences for a template, paragraphs for a sheet."""

from hypothesis import given
from hypothesis import strategies as st

from readerapp.interchange.passage import find_passage, sentence_after, sentence_before
from readerapp.text.source import Text

TEXT = (
    "Council split\n\nThe vote was late. Nobody slept. "
    "“We were promised a vote,” said Maria Ortega. “And then they left.”\n\n"
    "Mr Nair said the town could not pay. Nobody asked.\n"
)


def around(words: str) -> tuple[str, str]:
    start = TEXT.index(words)
    text = Text.from_string(TEXT)
    return sentence_before(text, start), sentence_after(text, start + len(words))


def test_a_sentence_has_those_beside_it() -> None:
    assert around("Nobody slept.") == (
        "The vote was late.",
        "“We were promised a vote,” said Maria Ortega.",
    )


def test_a_part_of_a_sentence_has_its_rest_too_within_the_paragraph() -> None:
    before, after = around("And then they left.")
    assert before == "“We were promised a vote,” said Maria Ortega. “"
    assert after == "”\n\nMr Nair said the town could not pay."  # only a mark is left here
    before, after = around("The vote was")
    assert (before, after) == ("Council split", "late. Nobody slept.")
    assert around("the town could")[0] == "Mr Nair said"


def test_the_label_of_an_answer_is_no_word_before_it() -> None:
    text = "Q. Was it late?\n\nA. It was. I left.\n"
    assert sentence_before(Text.from_string(text), text.index("It was")) == (
        "Q. Was it late?\n\nA."
    )


def test_at_the_ends_there_is_nothing() -> None:
    assert around("Council split")[0] == ""
    assert around("Nobody asked.")[1] == ""


def test_a_long_sentence_is_cut_at_a_word() -> None:
    words = "word " * 1_000
    text = Text.from_string(f"{words}HERE {words}")
    start = len(words)
    before, after = sentence_before(text, start), sentence_after(text, start + 4)
    assert before.startswith("…word ") and after.endswith(" word…")
    assert 500 < len(before) < 602 and 500 < len(after) < 602


def test_a_passage_is_the_paragraph_with_those_above_and_below() -> None:
    start = TEXT.index("We were")
    passage = find_passage(Text.from_string(TEXT), start, start + 7)
    assert passage.above == "Council split"
    assert passage.before == "The vote was late. Nobody slept. “"
    assert passage.words == "We were"
    assert passage.after.endswith("“And then they left.”")
    assert passage.below.startswith("Mr Nair") and passage.below.endswith("asked.")


@given(st.text(st.sampled_from("ab .\n“”"), max_size=60), st.data())
def test_what_is_around_is_a_part_of_the_text(written: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(written)))
    end = data.draw(st.integers(start, len(written)))
    text = Text.from_string(written)
    passage = find_passage(text, start, end)
    assert passage.words == written[start:end]
    assert written[:start].endswith(passage.before) and written[end:].startswith(passage.after)
    assert passage.above in written[:start] and passage.below in written[end:]
    assert written[:start].rstrip().endswith(sentence_before(text, start))
    assert written[end:].lstrip().startswith(sentence_after(text, end))
