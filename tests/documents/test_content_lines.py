"""Calendars (.ics) and contacts (.vcf)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.documents.formats.content_lines import content_lines
from tests.documents.samples import opened

CALENDAR = r"""BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:Harbour
BEGIN:VTIMEZONE
TZID:Europe/Berlin
END:VTIMEZONE
BEGIN:VEVENT
UID:1@example.org
DTSTART;TZID=Europe/Berlin:20240203T100000
DTEND:20240203T110000Z
SUMMARY:Meeting about the le
 ak
LOCATION:Pier 3\, north
ORGANIZER;CN="Holm, Ida":mailto:ida@example.org
DESCRIPTION:Bring the plan.\n\nThe tank has le
 aked.
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
ATTACH;FILENAME=plan.pdf:https://example.org/x
END:VEVENT
BEGIN:VTODO
SUMMARY:Paint
DUE;VALUE=DATE:20240301
END:VTODO
END:VCALENDAR
"""
SHOWN = """Meeting about the leak

From: 2024-02-03 10:00 Europe/Berlin
To: 2024-02-03 11:00 UTC
Where: Pier 3, north
Organizer: Holm, Ida <ida@example.org>

Bring the plan.

The tank has leaked.

[attached: plan.pdf]

Paint

Due: 2024-03-01"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_calendar(tmp_path, ends):
    document = opened(tmp_path, "a.ics", CALENDAR.replace("\n", ends))
    assert (document.format, document.title) == ("calendar", "Harbour")
    assert document.text.whole() == SHOWN
    assert [heading.title for heading in document.headings] == ["Meeting about the leak", "Paint"]


def test_contacts(tmp_path):
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ida Holm\nN:Holm;Ida;;;\nORG:Port;Cranes\nTITLE:Pilot\n"
        "item1.TEL;TYPE=work:+49 1\nADR:;;Pier 3;Kiel;;;\nNOTE:Likes\\nherring.\n"
        "PHOTO:data:x\nEND:VCARD\n"
    )
    old = (
        "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg =\nSand\n"
        "EMAIL;INTERNET:j@example.org\nEND:VCARD\n"
    )
    document = opened(tmp_path, "a.vcf", card + old)
    assert document.text.whole() == (
        "Ida Holm\n\nOrganization: Port, Cranes\nTitle: Pilot\nPhone: +49 1 (work)\n"
        "Postal address: Pier 3, Kiel\n\nLikes\nherring.\n\n[picture: photo]\n\n"
        "Jörg Sand\n\nE-mail: j@example.org"
    )


def test_a_calendar_without_entries_is_refused(tmp_path):
    with pytest.raises(ReaderError, match="has no entries"):
        opened(tmp_path, "a.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n")


def test_an_invitation_beside_the_words_of_a_letter(tmp_path):
    parts = f"--B\n\nPlease come.\n--B\nContent-Type: text/calendar\n\n{CALENDAR}\n--B--\n"
    head = "From: a@b.org\nMessage-ID: <1>\nContent-Type: multipart/{}; boundary=B\n\n"
    text = opened(tmp_path, "a.eml", head.format("alternative") + parts).text.whole()
    assert text.endswith(
        "Please come.\n\n"
        "[appointment: Meeting about the leak, 2024-02-03 10:00 Europe/Berlin, Pier 3, north]"
    )
    text = opened(tmp_path, "b.eml", head.format("mixed") + parts).text.whole()
    assert "Please come.\n\nBEGIN:VCALENDAR" in text  # A5: the text as it is


@given(st.text(max_size=200))
def test_any_text_has_content_lines(words):
    assert all(isinstance(line.value, str) for line in content_lines(words))


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=300))
def test_folded_words_come_back(words):
    escaped = words.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace(":", ":")
    folded = "\n ".join(escaped[n : n + 30] for n in range(0, len(escaped), 30))
    assert [line.value for line in content_lines(f"NOTE:{folded}")] == [words]
