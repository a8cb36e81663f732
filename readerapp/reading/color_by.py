"""Colour by speaker, by annotator or by the own colour: which of the eight colours is displayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from readerapp.core.model import COLOURS, Annotation
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from readerapp.interchange.annotation_view import AnnotationView

Scheme = Literal["colour", "speaker", "annotator"]
SCHEMES: tuple[Scheme, ...] = ("colour", "speaker", "annotator")

NOBODY = ""
"""The colour of an annotation without a speaker: none of the eight colours."""

_NAMED = 8  # the maximum number of names in the legend: one for each colour

ColourOf = Callable[[Annotation], str]


def displayed_colour(scheme: Scheme, views: Iterable[AnnotationView]) -> ColourOf:
    """Return a function that gives the colour to show for an annotation.

    Speakers and annotators get the eight colours in the order in which they first appear among
    `views`. The ninth gets the first colour again.

    Args:
        scheme: The colour scheme.
        views: The annotations in order of position.
    """
    if scheme == "colour":
        return lambda annotation: annotation.colour
    owner = _speaker if scheme == "speaker" else _creator
    keys = dict.fromkeys(owner(view.annotation) for view in views)
    keys.pop(NOBODY, None)
    colours = {key: COLOURS[number % len(COLOURS)] for number, key in enumerate(keys)}
    return lambda annotation: colours.get(owner(annotation), NOBODY)


def colour_legend(scheme: Scheme, rows: Iterable[AnnotationView], colour_of: ColourOf) -> str:
    """Describe in one sentence what the colours mean, with up to eight names."""
    if scheme == "colour":
        return "Colours stand for themselves"
    if scheme == "speaker":
        owners = {row.speaker: colour_of(row.passage) for row in rows}
    else:
        owners = {row.creator: colour_of(row.annotation) for row in rows}
    named = [
        f"{sanitize_label(name, 24)} {colour}" for name, colour in owners.items() if name and colour
    ]
    whose = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    return f"Coloured by {scheme}" + (f": {whose}" if whose else "")


def _speaker(annotation: Annotation) -> str:
    return annotation.speaker or NOBODY


def _creator(annotation: Annotation) -> str:
    return annotation.creator
