"""Texts that are hard to split, as Hypothesis strategies."""

from hypothesis import strategies as st

CLUSTERS = [
    "a", "word", "W", "-", "—", "’", "é", "e\u0301", "o\u0302\u0323", " ", " ", "  ", "\t",
    "漢", "字", "カ", "が", "。", "「", "」", "ー", "한글", "각", "\u3000", "ｆ",
    "👨\u200d👩\u200d👧", "👍🏽", "🇨🇭", "🇯🇵", "1\ufe0f\u20e3", "❤\ufe0f", "🏳\ufe0f\u200d🌈",
    "क्षि", "हिन्दी", "ไทยกำ", "မြန်မာ", "العربية", "می\u200cخواهم", "עברית", "\u202e", "\u200b",
    "\x00", "\x1b", "\x7f", "\x85", "\ufffd", "\ufdd0", "\u2028", "\ufeff", "\u00ad", "𝔘",
    "\U000e0041",
]  # fmt: skip

words = st.lists(st.sampled_from(CLUSTERS), max_size=60).map("".join)
lines = st.lists(words, max_size=8).map("\n".join)
wild = st.text(max_size=200).map(lambda s: s.replace("\r", "\n"))
short = st.one_of(lines, lines, wild)
# Repeated, a short text fills several small blocks, which Hypothesis alone seldom would.
texts = st.tuples(short, st.sampled_from([1, 1, 4, 9])).map(lambda pair: pair[0] * pair[1])
ascii_lines = st.text(alphabet="ab -\n.", max_size=300)
