"""Obsidian and Org: notes that a person goes on writing in, with links that stay right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.core.reference import Reference
from readerapp.interchange.annotation_view import ExportSource
from readerapp.interchange.exporters import export, export_to_file
from readerapp.interchange.exporters.note_files import block_ids
from readerapp.interchange.exporters.obsidian import clean_tag
from readerapp.interchange.exporters.obsidian import literal as obsidian_literal
from readerapp.interchange.exporters.org import literal as org_literal
from tests.interchange.test_exports import HOSTILE, document_note, entry

SOURCE = ExportSource(
    id="6f0c4f2e-1111-4222-8333-444455556666",
    title='Council: "split"',
    name="/news/council.txt",
    reference=Reference(
        citekey="ortega2020", authors=("Ortega, Ana",), date="2020-05-17", doi="10.1000/182"
    ),
)


def written(path: Path, format_name: str, *views: object, source: ExportSource = SOURCE) -> str:
    export_to_file(path, format_name, source, list(views), document=None, store=path.parent / "s")
    return path.read_text(encoding="utf-8")


def test_an_obsidian_note_has_properties_callouts_ids_tags_and_links() -> None:
    text = "".join(export("obsidian", SOURCE, [entry(), document_note()]))
    assert text == (
        "---\n"
        'title: "Council: \\"split\\""\n'
        'author:\n  - "Ortega, Ana"\n'
        'published: "2020-05-17"\n'
        'year: "2020"\n'
        'citekey: "ortega2020"\n'
        'doi: "10.1000/182"\n'
        'tags:\n  - "rent"\n  - "town-hall"\n'
        'source: "/news/council.txt"\n'
        'created: "2026-03-01"\n'
        "---\n\n%% readerapp: begin %%\n\n"
        '# Council: "split"\n\n'
        "> [!quote|blue] [[Maria Ortega]] · ¶1\n> a vote.\n\n"
        "^hl-00000000\n\n#rent #town-hall\n\nCheck the **minutes**.\nTwice.\n\n"
        "#rent #town-hall\n\nAll of it.\n\n^hl-000000000000\n\n"
        "%% readerapp: end; your own notes below stay when you export again %%\n\n## Notes\n\n"
    )


def test_an_org_file_has_properties_headings_quotations_and_citations() -> None:
    text = "".join(export("org", SOURCE, [entry(tags=("rent/high cost",))]))
    assert text == (
        ":PROPERTIES:\n:ID: 6f0c4f2e-1111-4222-8333-444455556666\n:CITEKEY: ortega2020\n"
        ":DOI: 10.1000/182\n:SOURCE: /news/council.txt\n:END:\n"
        '#+title: Council: "split"\n#+author: Ortega, Ana\n#+date: 2020-05-17\n'
        "#+filetags: :rent_high_cost:\n#+options: ^:{}\n\n# readerapp: begin\n\n"
        '* Maria Ortega: "a vote." (¶1) :rent_high_cost:\n'
        ":PROPERTIES:\n:ID: 00000000-0000-4000-8000-000000000001\n:CUSTOM_ID: hl-00000000\n"
        ":SPEAKER: Maria Ortega\n:PLACE: ¶1\n:COLOUR: blue\n:KEYWORDS: rent/high cost\n"
        ":CREATED: [2026-03-01 Sun 10:00]\n:END:\n"
        "#+begin_quote\na vote.\n#+end_quote\n[cite:Maria Ortega in @ortega2020 ¶1]\n\n"
        "Check the **minutes**.\nTwice.\n\n"
        "# readerapp: end; your own notes below stay when you export again\n* Notes\n"
    )


@pytest.mark.parametrize("name", ["obsidian", "org"])
def test_an_annotation_below_several_tags_is_written_once(name: str) -> None:
    text = "".join(export(name, SOURCE, [entry()], group="tag"))
    assert len(re.findall(r"(?m)^(?:\^|:CUSTOM_ID: )hl-00000000$", text)) == 1
    assert len(re.findall(r"\[\[#\^?hl-00000000\]", text)) == 1


@pytest.mark.parametrize(
    ("name", "below", "above"),
    [
        ("obsidian", "My own thoughts.\n", 'status: "read"\naliases: [split, council]\n'),
        ("org", "My own thoughts.\n", "#+startup: overview\n"),
    ],
)
def test_what_a_person_wrote_stays(tmp_path: Path, name: str, below: str, above: str) -> None:
    path = tmp_path / "note.txt"
    first = written(path, name, entry(1))
    own = first + below
    own = own.replace("created:", f"{above}created:").replace("#+options", f"{above}#+options")
    own = own.replace('  - "rent"\n', '  - "rent"\n  - mine\n').replace(
        ":ID: 6f", ":READ: yes\n:ID: 6f"
    )
    path.write_text(own.replace("\n", "\r\n"), encoding="utf-8")
    again = written(path, name, entry(1), entry(2, note="New here."))
    assert below in again
    assert above in again
    assert "New here." in again
    assert "mine" in again if name == "obsidian" else ":READ: yes\n" in again
    assert again.count("Check the **minutes**") == 1
    assert written(path, name, entry(1), entry(2, note="New here.")) == again
    ids = re.findall(r"hl-[0-9a-f]+", first)
    assert all(one in again for one in ids)


@pytest.mark.parametrize("name", ["obsidian", "org"])
def test_another_file_is_never_overwritten(tmp_path: Path, name: str) -> None:
    path = tmp_path / "note.txt"
    for other in ("# My note\n", "readerapp: begin\nreaderapp: end\n"):
        path.write_text(other, encoding="utf-8")
        with pytest.raises(ReaderError, match="has other contents"):
            written(path, name, entry())
        assert path.read_text(encoding="utf-8") == other
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReaderError, match="cannot be read as text"):
        written(path, name, entry())


@pytest.mark.parametrize("name", ["obsidian", "org"])
def test_a_note_that_looks_like_the_marks_or_a_heading_is_no_mark(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "note.txt"
    bad = "%% readerapp: end %%\n# readerapp: end\n* a heading\n#+title: x\n:END:\n"
    text = written(path, name, entry(note=bad), entry(2, said_by=HOSTILE, note=HOSTILE))
    path.write_text(text + "mine", encoding="utf-8")
    again = written(path, name, entry(note="Short"))
    assert again.endswith("mine")
    assert "a heading" not in again
    if name == "org":
        assert len(re.findall(r"(?m)^\*+ ", text)) == 3
        assert len(re.findall(r"(?m)^#\+title", text)) == 1


def test_block_ids_are_the_same_whatever_else_is_exported() -> None:
    views = [entry(number, id=f"{number:08x}-0000-4000-8000-000000000000") for number in range(9)]
    every = block_ids(views)
    assert all(block_ids([view])[view.key] == every[view.key] for view in views)
    assert len(set(every.values())) == 9
    assert re.fullmatch("hl-[0-9a-f]{8}", block_ids([entry(id="not a uuid")])["not a uuid"])


@pytest.mark.parametrize(
    ("tag", "clean"),
    [("rent/high cost", "rent/high-cost"), ("2020", "2020_"), ("a, b!", "a-b"), ("!", "")],
)
def test_tags_are_those_that_obsidian_allows(tag: str, clean: str) -> None:
    assert clean_tag(tag) == clean


@given(st.text(alphabet=st.sampled_from("a1 *_/=~+[]<>{}#%|:@$\\^-.("), max_size=30))
def test_words_stay_words(text: str) -> None:
    shown = org_literal(text)
    assert shown.replace("\u200b", "") == " ".join(text.split())
    assert not re.match(r"\*+ |#\+|:\w+:|[-+] |\d+[.)] ", shown)
    escaped = obsidian_literal(text)
    assert re.sub(r"\\([^a-z0-9\s])|(\d)\\(?=[.)])", r"\1\2", escaped) == " ".join(text.split())
    assert not re.search(r"(?<!\\)(?:\\\\)*(?:\[\[|%%|==|#\w)", escaped)
