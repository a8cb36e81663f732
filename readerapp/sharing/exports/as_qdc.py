"""REFI-QDA Codebook Exchange 1.0 (.qdc): the tags, speakers and colours that were used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readerapp.sharing.entry import Entry, Source
from readerapp.sharing.exports.grouping import Layout
from readerapp.sharing.exports.qda import HEADINGS, codebook, element, guid_of

NAMESPACE = "urn:QDA-XML:codebook:1.0"


def write(source: Source, entries: Sequence[Entry], layout: Layout) -> Iterator[str]:  # noqa: ARG001
    """The codebook. The standard asks for one code at least: without any there is a heading."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield element("CodeBook", xmlns=NAMESPACE, origin="readerapp")
    tags = HEADINGS[0]
    alone = element("Code", ends=True, guid=guid_of(tags), name=tags, isCodable="false")
    yield "".join(codebook(entries)) or f"<Codes>\n{alone}</Codes>\n"
    yield "</CodeBook>\n"
