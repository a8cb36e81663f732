import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readerapp.text import graphemes, motions, sanitize
from readerapp.text.motions import sentence_breaks
from readerapp.text.paragraph_flow import ParagraphFlow
from readerapp.text.source import Text
from tests.text.samples import texts

blocks = st.sampled_from([128, 16384])


def stops_forward(text: Text, motion) -> list[int]:
    """Return the stops of a motion, from the start forwards."""
    places = [0]
    while (following := motion(text, places[-1])) > places[-1]:
        places.append(following)
    return places


def stops_backward(text: Text, motion) -> list[int]:
    """Return the stops of a motion, from the end backwards."""
    places = [len(text)]
    while (before := motion(text, places[-1])) < places[-1]:
        places.append(before)
    return places


# Clusters


@settings(max_examples=60)
@given(texts, blocks)
def test_clusters_forward_and_back_are_those_of_the_whole_text(source, block):
    text = Text.from_string(source, block=block)
    shown = sanitize.sanitize(text.whole(), lines=True)
    expected = [0, *(end for _, end, _ in graphemes.clusters(shown))]
    assert stops_forward(text, motions.next_cluster) == expected
    assert stops_backward(text, motions.previous_cluster) == expected[::-1]


@given(texts, st.integers(0, 200))
def test_a_cluster_holds_its_offset(source, offset):
    text = Text.from_string(source)
    start, end = motions.cluster_at(text, offset)
    assert start <= offset < end or start == end >= min(offset, len(text))


# Words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("One, two. Three!", ["One", "two", "Three"]),
        ("don't stop, it’s 3.5 or 1,000", ["don't", "stop", "it’s", "3.5", "or", "1,000"]),
        ("well-known U.S. fact", ["well", "known", "U.S", "fact"]),
        ("漢字かなカナ漢", ["漢字", "かな", "カナ", "漢"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("e\u0301te\u0301 “quoted”", ["e\u0301te\u0301", "quoted"]),
        ("می\u200cخواهم رفت", ["می\u200cخواهم", "رفت"]),
        ("  \n ... \n", []),
    ],
)
def test_words(source, words):
    text = Text.from_string(source)
    found = [span for n in range(len(source)) if (span := motions.word_at(text, n))]
    assert [source[a:b] for a, b in dict.fromkeys(found)] == words
    starts = [n for n in stops_forward(text, motions.next_word) if n < len(source)]
    assert [n for n in starts if motions.word_at(text, n)] == [a for a, _ in dict.fromkeys(found)]


def test_word_motions():
    text = Text.from_string("one, two three")
    assert stops_forward(text, motions.next_word) == [0, 5, 9, 14]
    assert stops_backward(text, motions.previous_word) == [14, 9, 5, 0]
    assert stops_forward(text, motions.word_end) == [0, 2, 7, 13]
    assert motions.previous_word(text, 7) == 5


@settings(max_examples=40)
@given(texts, blocks)
def test_motions_always_advance_and_stop_at_the_ends(source, block):
    text = Text.from_string(source, block=block)
    size = len(text)
    for motion in (motions.next_word, motions.next_sentence, motions.next_paragraph):
        assert stops_forward(text, motion)[-1] == size
    for motion in (motions.previous_word, motions.previous_sentence, motions.previous_paragraph):
        assert stops_backward(text, motion)[-1] == 0
    places = stops_forward(text, motions.word_end)
    assert places[-1] in (size, motions.previous_cluster(text, size))


@given(texts, st.integers(0, 200), blocks)
def test_units_hold_their_offset(source, offset, block):
    text = Text.from_string(source, block=block)
    offset = min(offset, len(text))
    whole = text.whole()
    word = motions.word_at(text, offset)
    assert word is None or word[0] <= offset < word[1]
    start, end = motions.paragraph_at(text, offset)
    assert start <= offset <= end or offset == len(text)
    assert "\n" not in whole[start:end]
    sentence = motions.sentence_at(text, offset)
    if sentence is None:
        assert not whole[start:end].strip()
    else:
        assert start <= sentence[0] < sentence[1] <= end
        assert whole[sentence[0] : sentence[1]].strip() == whole[sentence[0] : sentence[1]]


def test_a_word_longer_than_the_window_is_bounded():
    text = Text.from_string("x" * 50_000)
    start, end = motions.word_at(text, 25_000)
    assert start <= 25_000 < end
    assert end - start < 20_000
    assert motions.previous_word(text, 50_000) < 50_000


# Sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["It rained. ", "We stayed! ", "Why? ", "Nobody knew."],
        ["Mr. Brown met Dr. Green at 5 p.m. on Monday. ", "They spoke."],
        ["He lives in the U.S. and works. ", "She does not."],
        ["The U.S. Senate met. ", "It left the U.S. ", "It was late."],
        ["J. R. R. Tolkien wrote. ", "So did I. ", "It was fun."],
        ["“Stop!” he said. ", "“No.” ", "She went."],
        ["He asked “Why?” and left. ", "(It was late.) ", "Night fell."],
        ["See No. 5 and p. 12 of vol. 3. ", "Then read on."],
        ["Acme Inc. bought it for $3.50 a share. ", "Later it sold."],
        ["They sold apples, pears etc. ", "Then they went home."],
        ["Wait… ", "What? ", "Well... ", "No."],
        ["and so... he went on. ", "The end."],
        ["今日は晴れ。", "「本当？」", "はい！"],
        ["यह है। ", "वह है।"],
        ["One sentence without an end"],
        ["¿Qué? ", "¡Sí! ", "Vale."],
        ["Version 2.0 is out. ", "3 people came."],
    ],
)
def test_sentences(sentences):
    source = "".join(sentences)
    text = Text.from_string(source)
    found = dict.fromkeys(motions.sentence_at(text, n) for n in range(len(source)))
    assert [source[a:b] for a, b in found] == [sentence.strip() for sentence in sentences]
    starts = [a for a, _ in found]
    assert [n for n in stops_forward(text, motions.next_sentence) if n < len(source)] == starts
    assert stops_backward(text, motions.previous_sentence)[1:] == starts[::-1]


def test_sentences_across_paragraphs():
    text = Text.from_string("One. Two.\n\n\nThree here\n\nFour.")
    assert stops_forward(text, motions.next_sentence) == [0, 5, 12, 24, 29]
    assert stops_backward(text, motions.previous_sentence) == [29, 24, 12, 5, 0]
    assert motions.sentence_at(text, 10) is None


def test_a_hand_wrapped_sentence_is_whole():
    text = Text.from_string("This sentence was wrapped\nby hand. And this one too.")
    text.flow = ParagraphFlow(26)
    assert motions.sentence_at(text, 3) == (0, 34)
    assert motions.sentence_at(text, 40) == (35, 52)


def test_a_sentence_in_a_paragraph_longer_than_the_window():
    sentence = "This one goes on. "
    text = Text.from_string(sentence * 2000)
    at = 1000 * len(sentence)
    assert motions.sentence_at(text, at + 3) == (at, at + len(sentence) - 1)
    assert motions.next_sentence(text, at) == at + len(sentence)
    assert motions.previous_sentence(text, at) == at - len(sentence)


def test_sentence_breaks_are_never_at_the_ends():
    assert sentence_breaks("One. ") == []
    assert sentence_breaks("") == []


# Paragraphs


def test_paragraphs():
    text = Text.from_string("One.\n\n \nTwo\nThree")
    assert motions.paragraph_at(text, 2) == (0, 4)
    assert motions.paragraph_at(text, 4) == (0, 4)
    assert motions.paragraph_at(text, 5) == (5, 5)
    assert motions.paragraph_at(text, 9) == (8, 11)
    assert stops_forward(text, motions.next_paragraph) == [0, 8, 12, 17]
    assert stops_backward(text, motions.previous_paragraph) == [17, 12, 8, 0]


def test_a_paragraph_over_several_blocks_is_whole():
    text = Text.from_string("start\n" + "word " * 500 + "\nend", block=128)
    assert motions.paragraph_at(text, 1200) == (6, 2506)
    assert motions.next_paragraph(text, 1200) == 2507
    assert motions.previous_paragraph(text, 1200) == 6
