import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.text import search as searching
from readerapp.text.byte_source import MemoryBytes
from readerapp.text.search import find_all_matches, search_text
from readerapp.text.source import Text
from tests.text.samples import texts

blocks = st.sampled_from([32, 128, 16384])


def found(source: str, query: str, **named) -> list[str]:
    text = Text.from_string(source)
    return [text.slice(m.start, m.end) for m in find_all_matches(text, query, **named)]


@pytest.mark.parametrize(
    ("source", "query", "expected"),
    [
        ("One one ONE", "one", ["One", "one", "ONE"]),
        ("One one ONE", "One", ["One"]),
        ("École école ÉCOLE", "école", ["École", "école", "ÉCOLE"]),
        ("École école", "École", ["École"]),
        ("went\nto bed, went \t to", "went to", ["went\nto", "went \t to"]),
        ("went\u00a0to\u3000bed", "went to bed", ["went\u00a0to\u3000bed"]),
        ("don’t and don't", "don't", ["don’t", "don't"]),
        ("don’t and don't", "don’t", ["don’t"]),
        ("“so” and \"so\" «so»", '"so"', ["“so”", '"so"', "«so»"]),
        ("so-so, so–so, so‑so", "so-so", ["so-so", "so–so", "so‑so"]),
        ("cafe\u0301 café", "café", ["cafe\u0301", "café"]),
        ("a.b axb", "a.b", ["a.b"]),
        ("漢字と漢字", "漢字", ["漢字", "漢字"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("x", "", []),
        ("x  y", "  ", []),
        ("one  two", " two", ["  two"]),
        ("Straße STRASSE", "straße", ["Straße", "STRASSE"]),
        ("under_score", "under_score", ["under_score"]),
        ("\ud800", "\ud800", []),
    ],
)  # fmt: skip
def test_literal_queries(source, query, expected):
    assert found(source, query) == expected


@pytest.mark.parametrize(
    ("source", "query", "expected"),
    [
        ("Cat cot CUT", "c.t", ["Cat", "cot", "CUT"]),
        ("Cat cot CUT", "C.t", ["Cat"]),
        ("a1 b22", r"\d+", ["1", "22"]),
        ("Ab ab", r"\Sb", ["Ab", "ab"]),
        ("one\ntwo\n", r"^t\w+$", ["two"]),
        ("abc", "x*", []),
        ("aXbX", "x*", ["X", "X"]),
        ("abc", "", []),
    ],
)
def test_regular_expressions(source, query, expected):
    assert found(source, query, regex=True) == expected


def test_forward_backward_and_wrapping_around():
    text = Text.from_string("key lock key lock key")
    assert search_text(text, "key", 1) == searching.Match(9, 12)
    assert search_text(text, "key", 9) == searching.Match(9, 12)
    assert search_text(text, "key", 19) == searching.Match(0, 3, wrapped=True)
    assert search_text(text, "key", 19, wrap=False) is None
    assert search_text(text, "key", 9, forward=False) == searching.Match(0, 3)
    assert search_text(text, "key", 0, forward=False) == searching.Match(18, 21, wrapped=True)
    assert search_text(text, "key", 0, forward=False, wrap=False) is None
    assert search_text(text, "door") is None
    assert search_text(text, " ") is None


@given(
    st.lists(
        st.sampled_from(["ab", "a", "b", " ", "\n", "é", "漢", "👍", "\r\n", "B"]), max_size=80
    ),
    st.sampled_from(["ab", "b", "a b", "é", "éa", "AB", "漢", "b\na", "B"]),
    blocks,
)
def test_all_matches_over_every_block_boundary(parts, query, block):
    source = "".join(parts)
    text = Text(MemoryBytes(source.encode()), block=block)
    flags = re.IGNORECASE if query == query.lower() else 0
    pattern = r"\s+".join(re.escape(word) for word in query.split())
    expected = [m.span() for m in re.finditer(pattern, text.whole(), flags)]
    assert [(m.start, m.end) for m in find_all_matches(text, query)] == expected
    assert [(m.start, m.end) for m in find_all_matches(text, pattern, regex=True)] == expected


@given(texts, st.sampled_from(["word", "a", "-", "漢", "'", " w"]), blocks, st.integers(0, 300))
def test_searching_agrees_with_finding_all(source, query, block, start):
    text = Text.from_string(source, block=block)
    every = [(m.start, m.end) for m in find_all_matches(text, query)]
    before = [span for span in every if span[0] < start]
    onward = search_text(text, query, start)
    if onward is None:
        assert every == []
    else:
        assert onward.wrapped == (onward.start < start)
        assert onward.wrapped or all(span[0] < onward.start or span[0] >= start for span in every)
    back = search_text(text, query, start, forward=False, wrap=False)
    assert ((back.start, back.end) if back else None) == (before[-1] if before else None)


def test_a_search_can_be_stopped():
    text = Text.from_string("word " * 1000 + "needle", block=64)
    asked = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 2

    assert search_text(text, "needle", stop=stop) is None
    assert search_text(text, "nothing", len(text), forward=False, stop=stop) is None
    assert list(find_all_matches(text, "needle", stop=stop)) == []
    assert search_text(text, "needle") is not None


def test_a_match_behind_its_chunk_is_found_once():
    source = "x" * 4090 + " needle and " + "y" * 4000
    text = Text(MemoryBytes(source.encode()), block=128)
    for query in ("needle and", "xx needle", "and yy"):
        assert [m.start for m in find_all_matches(text, query)] == [source.index(query)]


def test_matches_come_one_by_one():
    text = Text.from_string("word " * 5000, block=64)
    matches = find_all_matches(text, "word", 7)
    assert next(matches).start == 10
    assert next(matches).start == 15


def test_bad_expressions_end_in_one_error_sentence(monkeypatch):
    text = Text.from_string("a" * 60)
    with pytest.raises(ReaderError, match="Invalid pattern: "):
        search_text(text, "(", regex=True)
    monkeypatch.setattr(searching, "_TIME_LIMIT", 0.05)
    with pytest.raises(ReaderError, match="too long"):
        search_text(text, r"(?:a|aa|aaa)+c", regex=True)


@pytest.mark.parametrize(
    "query",
    [
        "(?R)", "a(?R)?b", "(?0)", "(?1)(x)", "(?+1)(x)", "(?&a)(?P<a>x)", "(?P>a)(?P<a>x)",
        "(" * 1500, "(" * 1500 + ")" * 1500, "(" * 900, "(?:" * 200 + "x" + ")" * 200,
        "(?!" * 300, "(?<=" * 200, "(?:" * 120 + "x" + ")*" * 120,
        "(?:(?:(?:x{999}){999}){999})", "x{999999999}", "(?:x{99999}){9999}", "(?:){999999999}",
        "(?:" * 30 + "x" + "){3}" * 30, "(?x)(?:(?:x{999}) {999}) {999}", "(?:x{9999}(?#c)){9999}",
        "x{99999999999999999999}", "x" * 1_000_000, r"\L<words>", r"\p{Foo}", "[" * 900, "\\",
    ],
    ids=lambda query: query[:24],
)  # fmt: skip
def test_too_expensive_expressions_are_refused(query):
    text = Text.from_string("a b x\n" * 100)
    with pytest.raises(ReaderError, match=r"(The|Invalid) pattern.*\.") as refused:
        list(find_all_matches(text, query, regex=True))
    assert len(str(refused.value)) < 240


def test_usual_expressions_are_accepted():
    text = Text.from_string("On 2024-05-03 at 10:00 (see p. 12), said [name].")
    for query, words in (
        (r"\d{4}-\d{2}-\d{2}", "2024-05-03"),
        (r"\(see p\. \d+\)", "(see p. 12)"),
        (r"(?i)SAID\s+\[[^]]*\]", "said [name]"),
        (r"(?<=at )\d\d:\d\d", "10:00"),
        (r"(?s)2024.{0,200}?said", "2024-05-03 at 10:00 (see p. 12), said"),
        (r"(?:(?:\w{1,3}-?){2,4}){1,2}", "On"),
    ):
        match = search_text(text, query, regex=True)
        assert match is not None
        assert text.slice(match.start, match.end) == words


def test_long_runs_of_spaces_are_not_slow():
    text = Text.from_string("a" + " " * 100_000 + "b")
    assert list(find_all_matches(text, " c")) == []
    assert list(find_all_matches(text, "a b")) == []
