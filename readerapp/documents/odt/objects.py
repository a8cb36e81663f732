"""What an OpenDocument text shows besides words: pictures, formulas, form fields, other objects.

Source: OpenDocument 1.3, part 3, sections 10.4 (frames), 13 (forms) and 14 (MathML).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.documents.formats.mathml import formula_words
from readerapp.documents.html.parser import local_attribute, local_name, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from readerapp.documents.zip_archive import ZipArchive

_OBJECT_SIZE = 1024 * 1024
"""Bytes of a formula or chart that is parsed."""
_THINGS = {"chart": "chart", "spreadsheet": "embedded spreadsheet", "drawing": "drawing",
           "presentation": "embedded presentation", "text": "embedded document"}  # fmt: skip
_SWITCHES = ("checkbox", "radio")
_SILENT = ("hidden", "password", "image", "file", "generic-control", "frame", "grid")
SHAPES = ("custom-shape", "g", "rect", "ellipse", "line", "polyline", "polygon", "path", "circle",
          "connector", "measure", "caption", "scene", "regular-polygon")  # fmt: skip
"""The elements of drawings, which may have words in them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands for an object in the text.

    Attributes:
        words: its words; empty if a mark stands for it.
        thing: the noun of the mark; empty if there is nothing to name.
        name: what the document says that it shows; without it nothing is written.
    """

    words: str = ""
    thing: str = ""
    name: str = ""


class OdtObjects:
    """The objects of a document, and where they are: in its archive, or in the document itself."""

    def __init__(self, content: Element, archive: ZipArchive | None, label: str) -> None:
        self._archive, self._label = archive, label
        self._known: dict[str, Shown] = {}
        self._fields = {
            local_attribute(field, "id"): field
            for forms in content.iter("{*}forms")
            for field in forms.iter()
            if local_attribute(field, "id")
        }

    def read(self, piece: Element) -> Shown:
        """Return what stands for a picture, an object, a form field or a drawing."""
        tag = local_name(piece)
        if tag == "control":
            return Shown(_field_words(self._fields.get(local_attribute(piece, "control"))))
        holder = piece if tag in SHAPES else piece.getparent()
        name = "" if holder is None or _is_decorative(holder) else _alternative(holder)
        if tag == "image":
            return Shown(thing="picture", name=name)
        if tag in SHAPES:
            return Shown(thing="drawing", name=name) if name else Shown()
        found = self._embedded(piece) if tag == "object" else Shown(thing="embedded object")
        return found if found.words else Shown(thing=found.thing, name=name or found.name)

    def _embedded(self, piece: Element) -> Shown:
        """Return what an embedded object says: the words of a formula, the title of a chart."""
        inner = next((child for child in piece if local_name(child)), None)
        if inner is not None:
            return _object_words(inner)
        path = local_attribute(piece, "href").removeprefix("./").rstrip("/")
        if path not in self._known:
            self._known[path] = self._read_part(f"{path}/content.xml")
        return self._known[path]

    def _read_part(self, name: str) -> Shown:
        """Return what the object in a part of the archive says."""
        if self._archive is not None and name in self._archive:
            try:
                data = self._archive.read(name)
                if len(data) <= _OBJECT_SIZE:
                    return _object_words(parse_xml(data, self._label))
            except ReaderError:
                pass
        return Shown(thing="embedded object")


def _object_words(root: Element) -> Shown:
    """Return the words of a formula, or what kind of object it is with the title of a chart."""
    if local_name(root) == "math":
        return Shown(formula_words(root), "formula")
    body = root.find("{*}body")
    kind = "" if body is None or not len(body) else local_name(body[0])
    title = next(root.iter("{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}title"), None)
    name = "" if title is None else " ".join(" ".join(map(str, title.itertext())).split())
    return Shown(thing=_THINGS.get(kind, "embedded object"), name=name)


def _is_decorative(frame: Element) -> bool:
    """Return whether a frame is said to be decoration only."""
    return local_attribute(frame, "decorative") == "true"


def _alternative(frame: Element) -> str:
    """Return the alternative text of a frame: its title and its description."""
    said = (frame.find(f"{{*}}{name}") for name in ("title", "desc"))
    words = (" ".join("".join(map(str, each.itertext())).split()) for each in said
             if each is not None)  # fmt: skip
    return ". ".join(dict.fromkeys(each for each in words if each))


def _field_words(field: Element | None) -> str:
    """Return what a form field shows."""
    tag = "" if field is None else local_name(field)
    if field is None or tag in _SILENT:
        return ""
    if tag in _SWITCHES:
        said = local_attribute(field, "current-state") or local_attribute(field, "state")
        is_set = said == "checked" or local_attribute(field, "current-selected") == "true"
        return f"[{'x' if is_set else ' '}] {local_attribute(field, 'label')}".rstrip()
    if tag == "listbox":
        chosen = (
            option
            for option in field.iter("{*}option")
            if local_attribute(option, "current-selected") == "true"
        )
        return ", ".join(local_attribute(option, "label") for option in chosen)
    names = ("current-value", "value", "label")
    return next((said for name in names if (said := local_attribute(field, name))), "")
