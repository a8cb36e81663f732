"""REFI-QDA Codebook Exchange 1.0 (.qdc): the codes of a project without what was coded.

It becomes one note on the document that has every code for a tag, and their descriptions: from
then on these tags are offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from readerapp.model import ReaderError
from readerapp.sharing.exports.as_qdc import NAMESPACE
from readerapp.sharing.exports.qda import HEADINGS
from readerapp.sharing.imports.imported import Batch, Imported, stable_id, text, texts
from readerapp.sharing.imports.qda import Element, parse

_CODE = f"{{{NAMESPACE}}}Code"
_DESCRIPTION = f"{{{NAMESPACE}}}Description"


def recognise(content: str) -> bool:
    """True for XML that speaks of a codebook of REFI-QDA."""
    start = content[:2_000]
    return start.lstrip().startswith("<") and "QDA-XML:codebook" in start


def read(content: str) -> Batch:
    """The codebook as one note.

    Raises:
        ReaderError: it is not XML, or holds no code.
    """
    try:
        root = parse(content.encode("utf-8", "replace"))
    except (ElementTree.ParseError, ValueError) as error:
        raise ReaderError(f"The codebook is not XML: {error}.") from None
    codes = list(_codes(root))
    tags = texts([name for name, _ in codes])
    if not tags:
        raise ReaderError("The codebook holds no codes; there is nothing to import.")
    told = [f"- **{' '.join(name.split())}**: {words}" for name, words in codes if words]
    first = next(root.iter(_CODE)).get("guid")
    note = Imported(
        id=stable_id(None, "qdc", first),
        note="\n".join(["Codebook", *([""] if told else []), *told]),
        tags=tags,
    )
    return Batch(format="REFI-QDA codebook", items=(note,))


def _codes(root: Element) -> Iterator[tuple[str, str]]:
    """Names and descriptions of what passages are coded with; not our speakers and colours."""
    ours = {code for name in HEADINGS[1:] for code in _under(root, name)}
    for code in root.iter(_CODE):
        if code.get("isCodable") != "false" and code not in ours:
            words = " ".join((code.findtext(_DESCRIPTION) or "").split())
            yield text(code.get("name")), words


def _under(root: Element, heading: str) -> Iterator[Element]:
    if root.get("origin") == "readerapp":
        for code in root.iter(_CODE):
            if code.get("name") == heading and code.get("isCodable") == "false":
                yield from code
