"""Encryption dictionaries of PDFs that encipher nothing, although they ask for a password.

A crypt filter named Identity, or one whose method is None, leaves streams or strings as they are
(ISO 32000-2, 7.6.6). PDFium asks for a password all the same.
"""

from __future__ import annotations

import re

_reference = re.compile(rb"/Encrypt\s+(\d+)\s+(\d+)\s+R").search
_direct = re.compile(rb"/Encrypt\s*<<").search
_key = re.compile(rb"/Encrypt(?=[\s<])").sub
_version = re.compile(rb"/V\s*[45]\b").search
_LENGTH = 4096
"""Bytes of an encryption dictionary, at most; its keys have 48 each."""


def remove_encryption(data: bytes) -> bytes | None:
    """Return a PDF without the entry of its encryption dictionary, or None if it enciphers.

    Args:
        data: the whole PDF.
    """
    dictionary = _dictionary(data)
    if _version(dictionary) is None:
        return None
    if any(_enciphers(dictionary, key) for key in (rb"/StmF", rb"/StrF")):
        return None
    return _key(b"/Encrypx", data)


def _dictionary(data: bytes) -> bytes:
    """Return the bytes from the beginning of the encryption dictionary on, or none."""
    if found := _reference(data):
        begin = re.compile(rb"(?<!\d)%s\s+%s\s+obj\b" % found.groups()).search(data)
        if begin is None:
            return b""
        start = begin.end()
    elif found := _direct(data):
        start = found.end()
    else:
        return b""
    return data[start : start + _LENGTH].partition(b"endobj")[0]


def _enciphers(dictionary: bytes, key: bytes) -> bool:
    """Return whether the crypt filter enciphers that an entry of the dictionary names."""
    found = re.search(key + rb"\s*/([^\s/<>\[\]()]+)", dictionary)
    if found is None or found[1] == b"Identity":
        return False
    own = re.search(rb"/" + re.escape(found[1]) + rb"\s*<<(.*?)>>", dictionary, re.DOTALL)
    method = re.search(rb"/CFM\s*/(\w+)", own[1]) if own else None
    return own is None or (method is not None and method[1] != b"None")
