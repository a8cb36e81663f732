"""Documents that are unlike the texts of training: no suggestion of theirs is sure."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from readerapp.speakers import SURE, suggest
from readerapp.speakers.attribution_input import build_input
from readerapp.speakers.layout import describe_problem, measure_signs

STORY = """Martha Venn came down to the quay before it was light, and Mr. Oakley was there already.

“You are early,” said Martha.

“The tide does not wait,” Mr. Oakley replied. “Did you bring the rope?”

She put the coil down between them and looked at the boat.

“I brought it,” said Martha. “It is old, but it will hold for one more winter.”

“Then we can go,” said Mr. Oakley, “if the boy is awake.”

The boy came out of the shed with his boots in his hand. He did not look at either of them.

“I was awake before you,” he said.

“That is what he says every time,” said Martha, and she laughed for the first time that week.

“Because it is true every time,” said the boy, “and nobody ever believes me.”
"""

NEWS = """The council of Harlow Bay voted on Tuesday to close the old bridge, officials said.

“The bridge is not safe,” said Anna Petrov, the mayor. “We have waited for too many years.”

About 3 million dollars are needed for repairs, according to a report of the government.

“We will pay for it with a new tax,” Petrov told reporters on Wednesday at the town hall there.

“That is not what people here voted for,” said Paul Reyes, who leads the opposition in the council.
"""


def wrap(text: str, width: int = 30) -> str:
    """Break lines at about `width` code points, without blank lines between paragraphs."""
    return re.sub(rf"(.{{{width},}}?)\s+", r"\1\n", " ".join(text.split()))


def join_paragraphs(text: str) -> str:
    return " ".join(f"{text} “Now?” “Now.” “Wait!” “Why?”".split())


LAYOUTS: list[tuple[str, Callable[[str], str]]] = [
    ("hardly any capitals", str.lower),
    ("capitals everywhere", str.upper),
    ("capitals everywhere", str.title),
    ("misread letters", lambda text: text.replace("el", "e1").replace("ol", "o1")),
    ("closing marks missing", lambda text: re.sub("([.?])”", r"\1", text)),
    ("dashes for quotation marks", lambda text: text.replace("“", "— ").replace("”", "")),
    ("turns in one paragraph", join_paragraphs),
    (
        "paragraphs joined",
        lambda text: " ".join(text.split()) + " The wind went round to the north. " * 90,
    ),
    ("text in a table", lambda text: "| " + text.strip().replace("\n\n", " |\n\n| ") + " |"),
    ("unknown verbs of speech", lambda text: re.sub("said|replied", "zaid", text)),
]


@pytest.mark.parametrize("text", [STORY, NEWS], ids=["story", "news"])
def test_ordinary_texts_have_no_problem(text: str) -> None:
    assert describe_problem(measure_signs(build_input(text))) == ""
    assert max(one.confidence for one in suggest(text)) >= SURE


@pytest.mark.parametrize(("problem", "change"), LAYOUTS)
def test_no_suggestion_is_sure_in_an_unusual_layout(
    problem: str, change: Callable[[str], str]
) -> None:
    text = change(STORY)
    assert describe_problem(measure_signs(build_input(text))) == problem
    assert all(one.confidence < SURE for one in suggest(text))
    assert not any(problem in one.reason for one in suggest(STORY))


def test_news_with_broken_lines_is_not_sure() -> None:
    text = wrap(NEWS)
    assert describe_problem(measure_signs(build_input(text))) == "paragraphs broken"
    assert all(one.confidence < SURE for one in suggest(text))


def test_the_reason_tells_the_problem_of_the_layout() -> None:
    in_table = dict(LAYOUTS)["text in a table"](STORY)
    reasons = [one.reason for one in suggest(in_table)]
    assert any(reason.endswith("; text in a table") for reason in reasons)


def test_an_answer_of_the_user_stays_sure_in_any_layout() -> None:
    text = join_paragraphs(STORY)
    start = text.index("You are early")
    first = suggest(text, accepted={(start, start + 14): "Martha Venn"})[0]
    assert (first.speaker, first.confidence) == ("Martha Venn", 1.0)


def test_single_marks_show_no_phrase_in_a_text_that_uses_them_for_speech() -> None:
    turns = "‘Come in,’ said Martha.\n\n" * 3
    last = (
        "(Paul was the cat.) ‘I hope he will remember the milk. I wish you were here!’ She slept."
    )
    assert {one.kind for one in suggest(turns + last)} == {"quotation"}


@pytest.mark.parametrize("text", ["", "a", "“", "|", "\n" * 50, "“Yes.” " * 5, "x1 " * 4_000])
def test_signs_of_odd_texts_are_measured(text: str) -> None:
    assert isinstance(describe_problem(measure_signs(build_input(text))), str)
