"""Entities: a message, or one of the parts in the body of a message (RFC 2045, section 2.4).

Parts are found by their boundary, wherever they stand: each is looked at as a range of the bytes of
the whole message, and nothing is copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from readerapp.documents.mail.head import Head, read_head
from readerapp.documents.mail.headers import decode_mail, decode_words, header_parameters
from readerapp.documents.mail.transfer import decode_transfer

DEPTH = 30
"""Levels of nested parts that are read: each byte is examined once for each of them."""
_PARTS = 2000
"""Parts of one entity that are looked for; the rest is one part."""
_MESSAGES = ("message/rfc822", "message/global", "message/news")
_WITH_A_MISSING_PART = {
    "text": "text/plain",
    "plain": "text/plain",
    "html": "text/html",
    "multipart": "multipart/mixed",
    "message": "message/rfc822",
}
"""What programs mean that write only one part of a media type."""
_media_type = re.compile(r"\s*([\w.+-]+)\s*/\s*([\w.+-]+)").match
_delimiter = re.compile(rb"(?m)^--(\S{1,70})[ \t]*\n(?=content-[\w-]+[ \t]*:)", re.IGNORECASE)


class Entity:
    """A message or a part of one.

    Attributes:
        head: its header fields.
        depth: the number of entities around it.
    """

    def __init__(
        self,
        data: bytes,
        start: int = 0,
        end: int | None = None,
        *,
        depth: int = 0,
        default: str = "text/plain",
        is_message: bool = True,
    ) -> None:
        self._data = data
        self._end = len(data) if end is None else end
        self._default = default
        self.depth = depth
        self.head: Head = read_head(data, start, self._end, is_message=is_message)

    @cached_property
    def _content(self) -> tuple[str, dict[str, str]]:
        """Return the media type in lower case, and the parameters of the Content-Type."""
        best = self._default, dict[str, str]()
        for value in reversed(self.head.all("content-type")):
            kind, parameters = _parse_media_type(value), header_parameters(value)
            if not kind:
                best = best[0], {**parameters, **best[1]}
            elif "boundary" in parameters or "boundary" not in best[1]:
                best = kind, parameters
        return best

    @property
    def media_type(self) -> str:
        """Return the media type in lower case, as "text/plain"."""
        return self._content[0]

    @property
    def parameters(self) -> dict[str, str]:
        """Return the parameters of the Content-Type, by their names in lower case."""
        return self._content[1]

    @cached_property
    def _disposition(self) -> tuple[str, dict[str, str]]:
        value = self.head.get("content-disposition")
        return value.partition(";")[0].strip().lower(), header_parameters(f";{value}")

    @property
    def is_attachment(self) -> bool:
        """Return whether the sender asks not to show it with the message."""
        return self._disposition[0] == "attachment"

    @property
    def file_name(self) -> str:
        """Return the name of the file that it is, in one line; empty if it has none."""
        name = self._disposition[1].get("filename") or self.parameters.get("name", "")
        return " ".join(decode_words(name).split())

    @property
    def content_id(self) -> str:
        """Return the name by which a page refers to it (RFC 2392)."""
        return self.head.get("content-id").strip("<> \t")

    @property
    def is_message(self) -> bool:
        """Return whether it is a forwarded message."""
        return self.media_type in _MESSAGES

    @property
    def is_multipart(self) -> bool:
        """Return whether it consists of parts."""
        return self.media_type.startswith("multipart/") and bool(self.parts)

    @cached_property
    def _raw_body(self) -> bytes:
        return self._data[self.head.end : self._end]

    @cached_property
    def body(self) -> bytes:
        """Return the body without its transfer encoding."""
        return decode_transfer(self._raw_body, self.head.get("content-transfer-encoding"))

    def text(self, label: str = "") -> str:
        """Return the body decoded, in the encoding that it names, or else `label`."""
        return decode_mail(self.body, self.parameters.get("charset") or label)

    @property
    def message(self) -> Entity:
        """Return the message that it forwards."""
        encoding = self.head.get("content-transfer-encoding").lower()
        if "base64" in encoding or "quoted" in encoding:  # which is illegal, and done
            body = self.body.replace(b"\r\n", b"\n")
            return Entity(body, depth=self.depth + 1)
        return Entity(self._data, self.head.end, self._end, depth=self.depth + 1)

    @cached_property
    def parts(self) -> list[Entity]:
        """Return the parts of a multipart entity; none if no boundary is found."""
        return [
            Entity(
                self._data, start, end, depth=self.depth + 1, default=self._default_of_parts,
                is_message=False,
            )
            for start, end in self._ranges[1:-1]
        ]  # fmt: skip

    @property
    def _default_of_parts(self) -> str:
        return "message/rfc822" if self.media_type == "multipart/digest" else "text/plain"

    def words_around(self) -> tuple[str, str]:
        """Return the words before the first part and behind the last one."""
        if len(self._ranges) < 3:
            return "", ""
        first, last = self._ranges[0], self._ranges[-1]
        around = (self._data[start:end].strip(b"\n") for start, end in (first, last))
        before, after = (decode_mail(words, "") for words in around)
        return before, after

    @cached_property
    def _ranges(self) -> list[tuple[int, int]]:
        """Return the ranges before the parts, of each part, and behind them."""
        boundary = self.parameters.get("boundary", "").rstrip().encode("latin-1", "replace")
        ranges = list(self._split(boundary)) if boundary else []
        if len(ranges) < 3 and (found := _delimiter.search(self._data, self.head.end, self._end)):
            ranges = list(self._split(found[1]))  # the head names another one, or none
        return ranges

    def _split(self, boundary: bytes) -> Iterator[tuple[int, int]]:
        """Yield the ranges before, between and behind the lines with the boundary."""
        mark = b"--" + boundary
        start, at = self.head.end, self._data.find(mark, self.head.end, self._end)
        is_closed, count = False, 0
        while at >= 0 and not is_closed and count < _PARTS:
            stop = self._data.find(b"\n", at, self._end)
            stop = self._end if stop < 0 else stop
            rest = self._data[at + len(mark) : min(stop, at + len(mark) + 80)].strip()
            if rest in (b"", b"-", b"--") and self._data[at - 1 : at] in (b"\n", b""):
                count += 1
                yield start, max(start, at - 1)
                start = min(stop + 1, self._end)
                is_closed = rest != b""
            at = self._data.find(mark, stop, self._end)
        yield start, self._end
        if not is_closed:
            yield self._end, self._end


def _parse_media_type(value: str) -> str:
    """Return the media type in a Content-Type; empty if there is none."""
    if match := _media_type(value):
        return f"{match[1]}/{match[2]}".lower().replace("plain/text", "text/plain")
    return _WITH_A_MISSING_PART.get(value.partition(";")[0].strip().lower(), "")
