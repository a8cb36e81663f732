"""Detection of quotations and their ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.speakers.quotations import QuotationFinder, find_quotations


class Whole:
    """A text in one piece, read like a long one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.largest = 0

    def slice(self, start: int, end: int) -> str:
        self.largest = max(self.largest, end - start)
        return self.text[start:end]


def quoted_texts(text: str, nested: bool = False) -> list[str]:
    return [text[quotation.start : quotation.end] for quotation in find_quotations(text, nested)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said, "Yes." "No," he said.', ["Yes.", "No,"]),
        ("“Curly,” he said. Then: “Again.”", ["Curly,", "Again."]),
        ("Join under the name ‘Person X,’ chief says", ["Person X,"]),
        ("The boys’ own ‘word’ isn’t long’", ["word"]),
        ("'I was goin' home?' he said. 'Yes. Oh.'", ["I was goin' home?", "Yes. Oh."]),
        ("Don't and won't, the girls' and the boys' things of '98", []),
        ("«Bonjour», dit-il. « Oui ! »", ["Bonjour", "Oui !"]),
        ("»Nein«, sagte sie. »Doch!«", ["Nein", "Doch!"]),
        ("„Ja“, sagte er, „so”.", ["Ja", "so"]),
        ("”Ja”, sa hon. »Nej», sa han.", ["Ja", "Nej"]),
        ("彼は「こんにちは『あ』だ」と言った。", ["こんにちは『あ』だ"]),
        ("``Latex,'' he said. ''Twice,'' she said.", ["Latex,", "Twice,"]),
        ("He is 5'10\" tall and \"nice\", they say.", ["nice"]),
        ('"I bought a 12" record today," he said.', ['I bought a 12" record today,']),
        ("“Opened curly,\" she said.", ["Opened curly,"]),
        ('"Opened straight,” she said.', ["Opened straight,"]),
        ('He says """ and """ in code', []),
        ('Nothing in "" or "  " at all', []),
        ('""" "Yes," she said.', ["Yes,"]),
    ],
)  # fmt: skip
def test_marks_of_every_kind(text: str, expected: list[str]) -> None:
    assert quoted_texts(text) == expected


def test_nested_quotations_are_found_when_asked_for() -> None:
    text = "\"He told me 'no,' twice,\" she said."
    assert quoted_texts(text) == ["He told me 'no,' twice,"]
    assert quoted_texts(text, nested=True) == ["He told me 'no,' twice,", "no,"]
    assert [quotation.depth for quotation in find_quotations(text, nested=True)] == [0, 1]


def test_marks_are_in_the_outer_range_only() -> None:
    (quotation,) = find_quotations("Il dit : « Oui » hier.")
    assert (quotation.outer_start, quotation.outer_end) == (9, 16)
    assert (quotation.start, quotation.end, quotation.kind) == (11, 14, "guillemet")


def test_reopened_marks_make_one_quotation_of_several_parts() -> None:
    text = "“One.\n\n“Two.\n\n“Three,” she said. “Four.”"
    first, second = find_quotations(text)
    assert text[first.start : first.end] == "One.\n\n“Two.\n\n“Three,"
    assert [text[start:end] for start, end in first.parts] == ["One.", "Two.", "Three,"]
    assert text[second.start : second.end] == "Four."


def test_a_quotation_may_run_on_without_reopened_marks() -> None:
    text = 'He wrote: "First part.\n\nSecond part." And "more" of it.'
    assert quoted_texts(text) == ["First part.\n\nSecond part.", "more"]


@pytest.mark.parametrize("mark", ['"', "“"])
def test_a_mark_that_is_never_closed_does_not_swallow_the_text(mark: str) -> None:
    text = f"{mark}This is never closed at all.\n\nNarration here.\n\n“Then,” she said."
    assert quoted_texts(text) == ["This is never closed at all.", "Then,"]
    assert [quotation.closed for quotation in find_quotations(text)] == [False, True]


def test_a_missing_closing_mark_ends_at_the_next_opening() -> None:
    assert quoted_texts("“I am going. “I must,” he said.") == ["I am going.", "I must,"]
    assert quoted_texts('A "scare and then. "Yes," she said.') == ["scare and then.", "Yes,"]


def test_a_closing_mark_without_opening_is_passed_over() -> None:
    assert quoted_texts('went home." Then "yes," he said.') == ["yes,"]
    assert quoted_texts("went home.” Then “yes,” he said.") == ["yes,"]


def test_dashes_open_speech_where_nothing_else_does() -> None:
    text = "—Hola.\n—Adiós, amigo.\n—Bueno.\nSe fueron."
    assert quoted_texts(text) == ["Hola.", "Adiós, amigo.", "Bueno."]
    assert (
        quoted_texts("— a list\n— of things\n\n“Quoted,” “often,” “and” “again.”")[0] == "Quoted,"
    )


def test_narration_in_a_turn_after_a_dash_is_no_speech() -> None:
    text = "—{}\n—Surely not.\n—Perhaps.\n—Well then.\n"
    for words, speech in (
        ("I am cold, he said quietly.", ["I am cold,"]),
        ("I am cold! Tom Low cried with a shiver. Shut it.", ["I am cold!", "Shut it."]),
        ("I am cold, she said. He shut it.", ["I am cold,"]),
        ("I am cold, he thought it was late.", ["I am cold, he thought it was late."]),
    ):
        assert quoted_texts(text.format(words)) == [
            *speech, "Surely not.", "Perhaps.", "Well then.",
        ]  # fmt: skip


def test_finder_agrees_with_the_whole_and_reads_only_windows() -> None:
    line = "Some narration goes before it. “Quoted number {},” she said.\n\n"
    text = "".join(line.format(number) for number in range(20_000))
    source = Whole(text)
    finder = QuotationFinder(source)
    quotations = find_quotations(text)
    for index in (0, 1, 500, 9_999, 19_998, 19_999):
        quotation = quotations[index]
        assert finder.at(quotation.start) == quotation
        assert finder.at(quotation.outer_start) == quotation
        assert finder.after(quotation.outer_start) == quotation
        assert finder.before(quotation.outer_end) == quotation
    assert finder.at(0) is None
    assert finder.after(quotations[-1].start) is None
    assert finder.before(quotations[0].end) is None
    assert source.largest <= 200_000


def test_finder_crosses_long_stretches_without_quotations() -> None:
    text = "“First.”\n\n" + "Nothing is said here.\n\n" * 9_000 + "“Last.”"
    finder = QuotationFinder(Whole(text))
    first, last = find_quotations(text)
    assert finder.after(1) == last
    assert finder.before(last.outer_start) == first
    assert finder.after(1, reach=1_000) is None


def test_finder_gives_the_inner_quotation_when_asked() -> None:
    text = "\"He told me 'no,' twice,\" she said."
    finder = QuotationFinder(Whole(text))
    outer, inner = finder.at(13), finder.at(13, nested=True)
    assert outer and inner
    assert text[outer.start : outer.end].startswith("He told")
    assert text[inner.start : inner.end] == "no,"


@given(st.text(alphabet="ab .,\n\"'“”‘’«»„「」`-—5", max_size=120))
def test_quotations_are_in_order_inside_the_text_and_apart(text: str) -> None:
    last = 0
    for quotation in find_quotations(text):
        assert last <= quotation.outer_start <= quotation.start < quotation.end
        assert quotation.end <= quotation.outer_end <= len(text)
        assert quotation.parts[0][0] == quotation.start
        assert quotation.parts[-1][1] == quotation.end
        assert not text[quotation.start].isspace()
        last = quotation.outer_end


@given(st.text(alphabet="ab .,\n\"'“”‘’«»", max_size=80))
def test_nested_quotations_lie_inside_one_another(text: str) -> None:
    around: list[int] = []
    for quotation in find_quotations(text, nested=True):
        while around and around[-1] <= quotation.outer_start:
            around.pop()
        assert quotation.depth == len(around)
        assert all(quotation.outer_end <= end for end in around)
        around.append(quotation.outer_end)


@pytest.mark.parametrize(
    "text",
    ['"' * 1_000_000, "“" * 100_000, "' " * 100_000, '"a\n\n' * 20_000, "“a" * 20_000, "x" * 10**6],
)
def test_malicious_texts_are_processed(text: str) -> None:
    for quotation in find_quotations(text):
        assert quotation.start < quotation.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Go now,” said Tom. “It is late."', ["Go now,", "It is late."]),
        ('“Go now," said Tom. "It is late."', ["Go now,", "It is late."]),
        ('"Go now,” said Tom. He was late.', ["Go now,"]),
        ('“Go now," said Tom.\n\nHe rose and left the house.', ["Go now,"]),
        ('"He said “go” to me," said Tom.', ["He said “go” to me,"]),
    ],
)
def test_straight_and_curly_marks_pair_with_each_other_only_where_they_must(
    text: str, expected: list[str]
) -> None:
    assert quoted_texts(text) == expected


def test_a_quotation_that_nothing_closes_ends_before_the_next_one() -> None:
    text = (
        "“The bridge is closed for good.\n\nThe council met.\n\n«Open it,» said Tom.\n\n"
        "It said so” on a sign.\n"
    )
    assert quoted_texts(text) == ["The bridge is closed for good.", "Open it,"]


@pytest.mark.parametrize("marks", ["“", "“”", '"“', "‘", "‘“", "«"])
def test_long_runs_of_marks_are_no_quotations(marks: str) -> None:
    assert find_quotations(marks * 1_000) == []


def test_a_quotation_reopened_in_every_paragraph_and_never_closed_ends_with_the_last() -> None:
    text = "“I came here alone.\n\n“I was young.\n\n“I stayed.\n\nThey all went home.\n"
    assert quoted_texts(text) == ["I came here alone.\n\n“I was young.\n\n“I stayed."]
