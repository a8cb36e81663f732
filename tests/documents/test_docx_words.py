"""Property: every word of a Word document is in its text once, in order, whatever holds it."""

import tempfile
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.word_files import cell, paragraph, run, table, words

NAMES = {
    "run": "{}",
    "link": '<w:hyperlink w:anchor="x">{}</w:hyperlink>',
    "insertion": "<w:ins>{}</w:ins>",
    "move": "<w:moveTo>{}</w:moveTo>",
    "control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "tag": "<w:smartTag>{}</w:smartTag>",
    "field": '<w:fldSimple w:instr="REF y">{}</w:fldSimple>',
    "custom": "<w:customXml>{}</w:customXml>",
    "alternative": "<mc:AlternateContent><mc:Choice>{}</mc:Choice></mc:AlternateContent>",
    "comment": '<w:commentRangeStart w:id="1"/>{}<w:commentRangeEnd w:id="1"/>',
}
BLOCKS = ("paragraph", "table", "control", "list", "mixed")

inlines = st.lists(st.lists(st.sampled_from(sorted(NAMES)), max_size=3), min_size=1, max_size=4)
bodies = st.lists(st.tuples(st.sampled_from(BLOCKS), inlines), min_size=1, max_size=5)


@given(bodies)
@settings(max_examples=60, deadline=None)
def test_every_word_is_in_the_text(body):
    numbers = count()
    written: list[str] = []

    def words_of(holders: list[list[str]]) -> str:
        content = ""
        for names in holders:
            word = f"w{next(numbers)}x"
            written.append(word)
            inner = run(f"{word} ")
            for name in names:
                inner = NAMES[name].format(inner)
            content += inner
        return content

    def block(kind: str, holders: list[list[str]]) -> str:
        if kind == "table":
            return table(*(cell(paragraph(words_of([one]))) + cell("<w:p/>") for one in holders))
        if kind == "list":
            return "".join(paragraph(words_of([one]), number="1") for one in holders)
        if kind == "mixed":
            return "".join(paragraph(words_of([one])) for one in holders)
        content = paragraph(words_of(holders))
        return NAMES["control"].format(content) if kind == "control" else content

    with tempfile.TemporaryDirectory() as folder:
        text = words(Path(folder), "".join(block(kind, holders) for kind, holders in body))
    assert [word for word in text.split() if word.startswith("w")] == written
