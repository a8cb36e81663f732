"""Drawings of Word documents: the text boxes in them, and marks for what a text cannot show.

Pictures, charts and embedded files get a mark with the words that the file has for them: the
alternative text, the titles of a chart, the words of a diagram (SmartArt) or of WordArt.

Sources: ECMA-376, part 1, sections 20 and 21 (DrawingML); part 4, section 19 (VML).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import local_attribute, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Describe = Callable[[str, str], str]
"""Returns the words of a "chart" or "diagram" in the part that an id refers to."""

_LONGEST = 400
"""Code points of the words of a chart or diagram in its mark."""
_EQUATIONS = ("equation", "mathtype")
_KINDS = {
    "excel": "Excel sheet", "powerpoint": "PowerPoint slide", "word": "Word document",
    "visio": "Visio drawing", "acro": "PDF file", "package": "file",
}  # fmt: skip
"""The things that are embedded, by the beginning of the name of their program."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that the text does not show.

    Attributes:
        thing: its noun in the singular.
        name: what the file says of it; empty if it says nothing.
        label: the word of the mark where it is not the noun.
    """

    thing: str
    name: str = ""
    label: str = ""


def choose_alternative(element: Element) -> Iterable[Element]:
    """Return the children of an element; of alternatives only the first that has words.

    If none has words, it is the first one, which is for new versions of Word.
    """
    if local_name(element) != "AlternateContent":
        return element
    first = list(element)[:1]
    return next(([each] for each in element if has_words(each)), first)


def has_words(element: Element) -> bool:
    """Return whether an element contains text."""
    return any(text.text and text.text.strip() for text in element.iter("{*}t"))


def read_drawing(drawing: Element, describe: Describe) -> Iterator[Element | Mark | str]:
    """Yield what is in a drawing: its text boxes, not those in one of them; marks; and words.

    Args:
        drawing: a drawing, a picture in VML, an object, or a text box.
        describe: returns the words of a chart or diagram.
    """
    tag = local_name(drawing)
    if tag == "txbxContent":
        yield drawing
    elif tag in ("inline", "anchor"):
        yield from _inline(drawing, describe)
    elif tag == "pic":
        yield Mark("picture", _alternative(drawing.find(".//{*}cNvPr")))
    elif tag == "textpath":
        yield local_attribute(drawing, "string")
    elif tag == "imagedata":
        yield Mark("picture", _vml_alternative(drawing))
    elif tag == "OLEObject":
        yield _embedded(drawing)
    elif tag == "object":
        yield from _object(drawing, describe)
    elif tag == "contentPart":
        yield Mark("ink drawing")
    elif tag == "control":
        yield Mark("form control", local_attribute(drawing, "name"))
    else:
        for child in choose_alternative(drawing):
            yield from read_drawing(child, describe)


def _inline(drawing: Element, describe: Describe) -> Iterator[Element | Mark | str]:
    """Yield what is in a drawing of DrawingML, with its alternative text."""
    name = _alternative(drawing.find("{*}docPr"))
    inner: list[Element | Mark | str] = []
    data = drawing.find("{*}graphic/{*}graphicData")
    for each in () if data is None else data:
        tag = local_name(each)
        if tag in ("chart", "relIds"):
            thing = "chart" if tag == "chart" else "diagram"
            words = describe(thing, local_attribute(each, "id" if tag == "chart" else "dm"))
            inner.append(Mark(thing, "; ".join(filter(None, (name, words)))))
        elif tag == "pic":
            yield Mark("picture", name or _alternative(each.find(".//{*}cNvPr")))
            return
        else:
            inner += read_drawing(each, describe)
    if name and not inner:
        yield Mark("picture", name)
    elif name and all(isinstance(each, Mark) and not each.name for each in inner):
        yield Mark("picture", name)  # a group of shapes has one alternative text
    else:
        yield from inner


def _alternative(properties: Element | None) -> str:
    """Return the alternative text of a drawing; "" if it has none, or is for decoration."""
    if properties is None:
        return ""
    for each in properties.iter("{*}decorative"):
        if local_attribute(each) in ("1", "true"):
            return ""
    return local_attribute(properties, "descr") or local_attribute(properties, "title")


def _vml_alternative(image: Element) -> str:
    """Return the alternative text of a picture in VML."""
    shape = image.getparent()
    return (local_attribute(shape, "alt") if shape is not None else "") or local_attribute(
        image, "title"
    )


def _object(element: Element, describe: Describe) -> Iterator[Element | Mark | str]:
    """Yield what is in an embedded object: a mark for it, not for the picture in its place."""
    inner = list(read_inside(element, describe))
    embedded = any(local_name(each) in ("OLEObject", "control") for each in element)
    for each in inner:
        if not (embedded and isinstance(each, Mark) and each.thing == "picture" and not each.name):
            yield each


def read_inside(element: Element, describe: Describe) -> Iterator[Element | Mark | str]:
    """Yield what is in the children of an element."""
    for child in element:
        yield from read_drawing(child, describe)


def _embedded(element: Element) -> Mark:
    """Return the mark of an embedded file, by the program that made it."""
    program = local_attribute(element, "ProgID")
    if program.lower().startswith(_EQUATIONS):
        return Mark("equation", label="equation")
    kind = next((kind for begin, kind in _KINDS.items() if program.lower().startswith(begin)), "")
    return Mark("embedded file", kind or program or "object", "embedded")


def chart_words(chart: Element) -> str:
    """Return the titles of a chart, the names of its series and its categories."""
    titles = ["".join(_texts(title)) for title in chart.iter("{*}title")]
    for kind in ("tx", "cat"):
        for series in chart.iter("{*}ser"):
            for part in series.iterchildren(f"{{*}}{kind}"):
                titles += [value.text or "" for value in part.iter("{*}v")]
    return _join_words(titles)


def diagram_words(data: Element) -> str:
    """Return the words of a diagram in the order of its points."""
    return _join_words(["".join(_texts(point)) for point in data.iter("{*}pt")])


def _texts(element: Element) -> Iterator[str]:
    """Yield the words in an element of DrawingML, paragraphs with a space between them."""
    for number, paragraph in enumerate(element.iter("{*}p")):
        if number:
            yield " "
        yield from (text.text or "" for text in paragraph.iter("{*}t"))


def _join_words(words: list[str]) -> str:
    """Return words with semicolons between them, each once, as far as there is room."""
    whole = "; ".join(dict.fromkeys(" ".join(each.split()) for each in words if each.strip()))
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…"
