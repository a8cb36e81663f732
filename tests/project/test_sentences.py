"""What users read: each sentence stands in one place, and messages fit the status line."""

from __future__ import annotations

from collections import defaultdict

from readerapp.text.graphemes import cell_width
from readerapp.ui.widgets.status_line import fit_message
from tests.project.sentences import list_sentences

_TWICE = frozenset(
    {
        "its words are no longer in the text",
        "{} is larger than {} MB; split it and import the parts.",
        "a field that is text is not",
        "{} is too long to display; split it.",
        "{} has {} messages; split it.",
        "{http://www.idpf.org/2007/ops}type",
        "is damaged; get a new copy",
        "it is not an object.",
        "{} is a folder; choose a file in it.",
        "Type a file name; Tab completes it.",
        "A path cannot contain a null character.",
        "META-INF/manifest.xml",
        "module {} has no attribute {}",
    }
)
"""Sentences of two folders, neither of which may import the other, or that have no common base."""
_FILLED_IN = "x" * 10
"""What a placeholder is assumed to become."""
_NARROW = 80
_SIDES = ["100% · ¶12345 · 1234 highlights · saved", "100% · ¶12345 · saved", "saved", ""]


def test_each_sentence_stands_in_one_place() -> None:
    places = defaultdict(list)
    for one in list_sentences():
        if one.words < 4 and not one.is_message:
            continue
        places[one.text].append(f"{one.path}:{one.line}")
    twice = {text: where for text, where in places.items() if len(where) > 1}
    assert not {text: where for text, where in twice.items() if text not in _TWICE}


def test_every_message_keeps_its_first_part_and_the_place_at_80_columns() -> None:
    messages = [one for one in list_sentences() if one.is_message]
    assert len(messages) > 50
    for one in messages:
        message = one.text.replace("{}", _FILLED_IN)
        first = message.split(" · ", maxsplit=1)[0]
        left, side, _ = fit_message(message, _SIDES, _NARROW - 2)
        assert side in _SIDES[:2], f"{one}: {cell_width(first)} cells"
        assert left.startswith(first), one


def test_messages_of_the_status_line_have_no_full_stop() -> None:
    wrong = [one for one in list_sentences() if one.is_message and one.text.endswith(".")]
    assert not wrong
