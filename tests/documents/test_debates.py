"""Parliamentary reports on web pages."""

from lxml.html import fromstring

from readerapp import speakers
from readerapp.documents.html.debates import find_debate
from tests.documents.samples import opened

LONG = "The harbour lay still in the morning, and nobody spoke of the strike. " * 8


def item(name: str, more: str, *paragraphs: str) -> str:
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        '<div class="debate-item debate-item-contributiondebateitem"><div class="contribution">'
        f'<a class="attributed-to-details" href="#"><div class="primary-text">{name}</div>'
        f'<div class="secondary-text">{more}</div></a>'
        '<div class="controls"><a href="#">Share this contribution</a></div>'
        f'<div class="content">{words}</div></div></div>'
    )


PAGE = (
    "<!DOCTYPE html><html><head><title>Harbours - Hansard - UK Parliament</title></head><body>"
    '<nav><a href="/">Home</a></nav><main><h1>Harbours</h1><div class="debate">'
    + item("Ann Reed", "(Venn East) (Lab)", "Will she come to Venn?")
    + item("The Secretary of State for Harbours", "(Dame Ida Holm)", LONG, "So I shall.")
    + item("Mr Speaker", "", "Order.")
    + item("Ann Reed", "", LONG)
    + "</div></main><footer><a href='/'>Contact</a></footer></body></html>"
)
"""A page as hansard.parliament.uk writes it: the names are links, in blocks of their own."""


def test_no_contribution_and_no_name_is_lost(tmp_path):
    text = opened(tmp_path, "debate.html", PAGE).text.whole()
    found = speakers.turns(text)
    assert found is not None
    assert [(turn.speaker, text[turn.start : turn.end]) for turn in found] == [
        ("Ann Reed", "Will she come to Venn?"),
        ("Dame Ida Holm", f"{LONG.strip()}\n\nSo I shall."),
        ("Mr Speaker", "Order."),
        ("Ann Reed", LONG.strip()),
    ]
    assert "Share this" not in text
    assert "Contact" not in text


def test_two_boxes_of_this_name_are_no_debate():
    boxes = item("Ann", "", "Buy this.")
    assert find_debate(fromstring(f"<main>{boxes * 2}</main>")) is None
    assert find_debate(fromstring(f"<main>{boxes * 3}</main>")) is not None
