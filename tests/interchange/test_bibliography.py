"""Export of the document as a reference: RIS and CSL-JSON."""

import json
from dataclasses import replace

import pytest

from readerapp.interchange.exporters import export
from readerapp.interchange.exporters.bibliography import parse_date, split_authors
from tests.interchange.test_exports import HOSTILE, SOURCE, document_note, entry, orphan

PAGE = replace(
    SOURCE,
    name="https://example.org/council",
    format="html",
    author="Maria Ortega and Lind, Bo",
    date="2026-03-01",
    accessed="2026-11-22",
)


def ris(source, *entries):
    text = "".join(export("ris", source, entries))
    assert text.startswith("TY  - ")
    assert text.endswith("ER  - \n")
    return [tuple(line.split("  - ", 1)) for line in text.splitlines()[:-1]]


def csl(source, *entries):
    [item] = json.loads("".join(export("csl-json", source, entries)))
    return item


def test_a_reference_of_a_page_with_its_quotations():
    assert ris(PAGE, entry(note="Twice.", tags=("rent",))) == [
        ("TY", "ELEC"),
        ("TI", "Council split"),
        ("AU", "Maria Ortega"),
        ("AU", "Lind, Bo"),
        ("PY", "2026"),
        ("DA", "2026/03/01"),
        ("UR", "https://example.org/council"),
        ("Y2", "2026/11/22"),
        ("KW", "rent"),
        ("N1", '"a vote." (Maria Ortega, ¶1) — Twice. — blue · #rent · by Bo Lind'),
    ]


def test_a_file_has_a_place_instead_of_an_address_and_may_have_no_date():
    fields = dict(ris(replace(PAGE, name="news/council.txt", format="text", date="soon")))
    assert (fields["TY"], fields["L1"]) == ("GEN", "news/council.txt")
    assert not fields.keys() & {"UR", "PY", "DA"}


@pytest.mark.parametrize("hostile", [HOSTILE, "a\nER  - \nTY  - GEN", "\r\nAU  - x"])
def test_no_text_makes_a_field_of_its_own(hostile):
    marked = entry(note=hostile, tags=(hostile,), said_by=hostile)
    fields = ris(replace(PAGE, title=hostile, author=hostile, name=hostile), marked)
    assert {name for name, _ in fields} <= {*"TY TI AU PY DA UR L1 Y2 KW N1".split()}
    assert [name for name, _ in fields].count("TY") == 1


def test_an_item_for_citation_processors():
    assert csl(PAGE, entry(), orphan(), document_note()) == {
        "id": SOURCE.id,
        "type": "webpage",
        "title": "Council split",
        "author": [{"literal": "Maria Ortega"}, {"family": "Lind", "given": "Bo"}],
        "issued": {"date-parts": [[2026, 3, 1]]},
        "accessed": {"date-parts": [[2026, 11, 22]]},
        "URL": "https://example.org/council",
        "keyword": "rent, town hall",
    }
    written = csl(replace(PAGE, name="a.txt", format="text", date="soon", author=""))
    assert (written["type"], written["archive_location"]) == ("document", "a.txt")
    assert written["issued"] == {"raw": "soon"}
    assert "author" not in written


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("", []),
        ("Ines Moor, Ted Ash", ["Ines Moor", "Ted Ash"]),
        ("Moor, Ines", ["Moor, Ines"]),
        ("Moor, Ines; Ash, Ted", ["Moor, Ines", "Ash, Ted"]),
        ("Ida Holm & Per Aune", ["Ida Holm", "Per Aune"]),
        ('"Holm, Ida" <ida@example.org>', ["Holm, Ida"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
    ],
)
def test_who_wrote_it(author, names):
    assert split_authors(author) == names


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("2019-05-01T00:00:00Z", (2019, 5, 1)),
        ("2019-05-01", (2019, 5, 1)),
        ("2019-05", (2019, 5)),
        ("2019-13-45", (2019,)),
        ("Sun, 1 Mar 2026 10:00:00 +0000", (2026,)),
        ("٢٠٢٦", ()),
        ("soon", ()),
    ],
)
def test_when_it_was_written(date, parts):
    assert parse_date(date) == parts
