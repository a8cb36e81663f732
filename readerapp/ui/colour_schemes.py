"""Colour schemes: which of the eight colours an annotation has on the screen, and the legend.

The colour is the annotation's own, or one for each speaker, annotator or tag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from readerapp.core.model import COLOURS, Annotation

if TYPE_CHECKING:
    from readerapp.interchange.annotation_view import AnnotationView

Scheme = Literal["colour", "speaker", "annotator", "tag"]
SCHEMES: tuple[Scheme, ...] = ("colour", "speaker", "annotator", "tag")

NOBODY = ""
"""The colour of an annotation without a speaker or a tag: none of the eight colours."""

_NAMED = 8  # the maximum number of names in the legend: one for each colour

ColourOf = Callable[[Annotation], str]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a colour stands for.

    Attributes:
        name: the name of the colour, or the speaker, annotator or tag that has it.
        colour: one of COLOURS.
        field: the field of the filter language that finds the annotations by `name`.
    """

    name: str
    colour: str
    field: str


def displayed_colour(scheme: Scheme, views: Iterable[AnnotationView]) -> ColourOf:
    """Return a function that gives the colour to show for an annotation.

    Speakers, annotators and tags get the eight colours in the order in which they first appear
    among `views`. The ninth gets the first colour again. Of several tags the first one counts, and
    of a tag its highest level: `place/harbour` has the colour of `place`.

    Args:
        scheme: The colour scheme.
        views: The annotations in order of position.
    """
    if scheme == "colour":
        return lambda annotation: annotation.colour
    owner = _OWNERS[scheme]
    keys = dict.fromkeys(owner(view.annotation) for view in views)
    keys.pop(NOBODY, None)
    colours = {key: COLOURS[number % len(COLOURS)] for number, key in enumerate(keys)}
    return lambda annotation: colours.get(owner(annotation), NOBODY)


def colour_legend(
    scheme: Scheme,
    views: Iterable[AnnotationView],
    colour_of: ColourOf,
    colour_names: Mapping[str, str],
) -> list[LegendEntry]:
    """Return what the colours of `views` stand for, at most eight entries.

    Args:
        scheme: The colour scheme.
        views: The annotations in order of position.
        colour_of: The colour of each annotation, as `displayed_colour` returns it.
        colour_names: The names that people gave to colours, by colour.
    """
    if scheme == "colour":
        # All that have a name: to look which ones occur takes long for 100,000 annotations.
        named = [colour for colour in COLOURS if colour in colour_names]
        return [LegendEntry(colour_names[colour], colour, "colour") for colour in named]
    owners: dict[str, str] = {}
    for view in views:
        name = {
            "speaker": view.speaker,
            "annotator": view.creator,
            "tag": _top_tag(view.annotation),
        }[scheme]
        if name and name not in owners and (colour := colour_of(view.annotation)):
            owners[name] = colour
            if len(owners) == _NAMED:
                break
    field = {"speaker": "speaker", "annotator": "by", "tag": "tag"}[scheme]
    return [LegendEntry(name, colour, field) for name, colour in owners.items()]


def _top_tag(annotation: Annotation) -> str:
    return annotation.tags[0].partition("/")[0] if annotation.tags else NOBODY


_OWNERS: Mapping[Scheme, Callable[[Annotation], str]] = {
    "speaker": lambda annotation: annotation.speaker or NOBODY,
    "annotator": lambda annotation: annotation.creator,
    "tag": _top_tag,
}
