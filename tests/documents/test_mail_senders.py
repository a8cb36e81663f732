"""Who wrote the words of a letter."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.documents.document import Document
from readerapp.documents.mail.senders import Passage, quoted_person, turns_of_letter
from tests.documents.samples import opened

HEAD = "From: Bo Lind <bo@example.org>\nSubject: Re: the leak\nMessage-ID: <5@example.org>\n"
ABOVE = {
    "Gmail": "On Fri, May 3, 2024 at 10:00 AM Mia Tørres <mia@example.org> wrote:",
    "Apple": "On May 3, 2024, at 10:00 AM, Mia Tørres <mia@example.org> wrote:",
    "Thunderbird": "On 03/05/2024 10:00, Mia Tørres wrote:",
    "German": "Am 03.05.24 um 10:00 schrieb Mia Tørres:",
    "French": "Le 03/05/2024 à 10:00, Mia Tørres a écrit :",
    "Spanish": "El vie, 3 may 2024 a las 10:00, Mia Tørres (<mia@example.org>) escribió:",
    "Italian": "Il 03/05/24 10:00, Mia Tørres ha scritto:",
    "Dutch": "Op 3-5-2024 om 10:00 schreef Mia Tørres <mia@example.org>:",
    "Mutt": "On Fri, May 03, 2024 at 10:00:00AM +0000, Mia Tørres wrote:",
    "Gnus": "Mia Tørres <mia@example.org> writes:",
    "Japanese": "2024年5月3日(金) 10:00 Mia Tørres <mia@example.org>:",
    "in two lines": "Yes.\nOn Fri, 3 May 2024 at 10:00, Mia Tørres <mia@example.org>\nwrote:",
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE.keys())
def test_the_person_named_above_a_quotation(above):
    assert quoted_person(above) == "Mia Tørres"


@pytest.mark.parametrize(
    "above", ["Then he wrote:", "I wrote:", "As follows:", "", "It was 10:00 when they wrote:"]
)
def test_nobody_is_named(above):
    assert quoted_person(above) == ""


def said(document: Document) -> list[tuple[str, str]]:
    text = document.text.whole()
    return [(turn.speaker, text[turn.start : turn.end]) for turn in document.turns]


def test_quoted_words_belong_to_their_writer(tmp_path):
    body = (
        "\nI do not believe it.\n\nOn Fri, 2 Feb 2024, Ida Holm wrote:\n> It leaks.\n>\n"
        "> Eva Sand wrote:\n>> I saw it.\n> So it does.\n\nThat is all.\n\n> Who is this?\n"
    )
    document = opened(tmp_path, "a.eml", HEAD + body)
    assert said(document) == [
        ("Bo Lind", "I do not believe it.\n\nOn Fri, 2 Feb 2024, Ida Holm wrote:"),
        ("Ida Holm", "It leaks.\n\nEva Sand wrote:"),
        ("Eva Sand", "I saw it."),
        ("Ida Holm", "So it does."),
        ("Bo Lind", "That is all."),
    ]
    first = document.turns[0]
    label = document.text.whole()[first.label_start : first.label_end]
    assert label == "From: Bo Lind <bo@example.org>"


COPIED = {
    "Outlook": "-----Original Message-----\nFrom: Eva Sand [mailto:eva@example.org]\nSent: Friday\n"
    "To: Bo\nSubject: leak",
    "Gmail": "---------- Forwarded message ---------\nFrom: Eva Sand <eva@example.org>\n"
    "Date: Fri, 2 Feb 2024\nSubject: leak\nTo: Bo",
    "Mailman": "------------------------------\n\nMessage: 2\nDate: Fri, 2 Feb 2024 11:00:00\n"
    "From: Eva Sand <eva@example.org>\nTo: list@example.org\nSubject: leak",
    "German": "Von: Eva Sand\nGesendet: Freitag\nAn: Bo\nBetreff: Leck",
}


@pytest.mark.parametrize("copied", COPIED.values(), ids=COPIED.keys())
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_words_below_a_copied_head_belong_to_its_sender(tmp_path, copied, kind):
    body = f"\nSee below.\n\n{copied}\n\nIt leaks.\n\nIt did before.\n"
    if kind == "html":
        lines = body.replace("<", "&lt;").strip().split("\n\n")
        paragraphs = "".join(f"<p>{each}</p>".replace("\n", "<br>") for each in lines)
        body = f"Content-Type: text/html\n\n<div>{paragraphs}</div>"
    assert said(opened(tmp_path, "a.eml", HEAD + body)) == [
        ("Bo Lind", "See below."), ("Eva Sand", "It leaks.\n\nIt did before."),
    ]  # fmt: skip


def test_block_quotations_of_html(tmp_path):
    page = (
        "Content-Type: text/html\n\n<p>No.</p><div>On Fri, 2 Feb 2024 Ida Holm wrote:<br></div>"
        "<blockquote><p>It leaks.</p><p>Eva Sand wrote:</p><blockquote>I saw it.</blockquote>"
        "<p>So it does.</p></blockquote><p>Bye</p>"
    )
    assert said(opened(tmp_path, "a.eml", HEAD + page)) == [
        ("Bo Lind", "No.\n\nOn Fri, 2 Feb 2024 Ida Holm wrote:"),
        ("Ida Holm", "It leaks.\n\nEva Sand wrote:"),
        ("Eva Sand", "I saw it."),
        ("Ida Holm", "So it does."),
        ("Bo Lind", "Bye"),
    ]


def test_forwarded_letters_and_mailboxes(tmp_path):
    inner = "Content-Type: message/rfc822\n\nFrom: Eva Sand <e@x.org>\nSubject: x\n\nIt leaks."
    parts = f"--B\n\nSee below.\n--B\n{inner}\n--B\n\nBye.\n--B--\n"
    forward = f"{HEAD}Content-Type: multipart/mixed; boundary=B\n\n{parts}"
    expected = [("Bo Lind", "See below."), ("Eva Sand", "It leaks."), ("Bo Lind", "Bye.")]
    document = opened(tmp_path, "a.eml", forward)
    assert said(document) == expected
    for turn, following in pairwise(document.turns):
        assert turn.end <= following.label_start
    box = (
        f"From x Sat Feb  3 10:00:00 2024\n{HEAD}\nOne.\n\n"
        "From x Sat Feb  3 11:00:00 2024\nFrom: Ida <i@x.org>\nSubject: Two\n\nTwo.\n"
    )
    assert said(opened(tmp_path, "a.mbox", box)) == [("Bo Lind", "One."), ("Ida", "Two.")]


def test_a_letter_of_one_person_has_no_turns(tmp_path):
    """Quotation marks in it may be of others; they are looked for as in any text."""
    assert said(opened(tmp_path, "a.eml", HEAD + "\nOne.\n\nTwo.\n")) == []


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["A.", "Eva wrote:", "From: X\nTo: Y"])))
)
def test_turns_are_in_order_and_never_overlap(lines):
    passages = [
        Passage(20 * n, 20 * n + len(words), depth, words)
        for n, (depth, words) in enumerate(lines, 1)
    ]
    turns = turns_of_letter("Bo", (0, 5), passages)
    for turn, following in pairwise(turns):
        assert turn.label_end <= turn.start < turn.end <= following.label_start
    quoted = [each for each in passages if each.depth == 0 and "From" not in each.words]
    assert not turns or quoted or all(turn.speaker != "Bo" for turn in turns)
