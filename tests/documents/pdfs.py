"""Small PDFs, written by hand: lines of words at positions on a page, in points from the bottom."""

import hashlib
from collections.abc import Collection, Sequence

Line = tuple[float, float, float, str]
"""Left, base line, size, words."""
Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def pdf(
    pages: Sequence[Sequence[Line]],
    *,
    info: str = "",
    labels: str = "",
    outline: Sequence[tuple[str, int]] = (),
    picture: bool | Collection[int] = False,
    annotations: Sequence[tuple[int, Rectangle, str, str]] = (),
    form: bool = False,
) -> bytes:
    """Return a PDF with these lines on its pages.

    Args:
        pages: the lines of each page.
        info: entries of the information dictionary.
        labels: entries of the page labels.
        outline: title and index of the page of each entry.
        picture: whether all pages show a picture, or the indexes of those that do.
        annotations: index of the page, rectangle, entries and drawn words of each annotation; in
            the entries `@0 ` is the first of them.
        form: whether the annotations are fields of a form.
    """
    objects = ["", "", "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>"]
    kids = []
    image = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
    image += "/BitsPerComponent 8/Length 1>>stream\nx\nendstream"
    objects.append(image)
    for number, lines in enumerate(pages):
        drawn = "".join(
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(words)}) Tj ET\n"
            for x, y, size, words in lines
        )
        shown = number in picture if isinstance(picture, Collection) else picture
        drawn += "q 500 0 0 500 50 50 cm /I Do Q\n" if shown else ""
        objects.append(f"<</Length {len(drawn.encode('cp1252'))}>>stream\n{drawn}endstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>"
        )
    fields = []
    notes: dict[int, list[str]] = {}
    for number, (left, bottom, right, top), entries, words in annotations:
        appearance = ""
        for place, reference in enumerate(fields):
            entries = entries.replace(f"@{place} ", f"{reference} ")
        if words:
            drawn = f"BT /F 10 Tf 2 4 Td ({_escaped(words)}) Tj ET"
            objects.append(
                f"<</Type/XObject/Subtype/Form/BBox[0 0 {right - left} {top - bottom}]"
                f"/Resources<</Font<</F 3 0 R>>>>/Length {len(drawn)}>>stream\n{drawn}\nendstream"
            )
            appearance = f"/AP<</N {len(objects)} 0 R>>"
        objects.append(f"<</Type/Annot/Rect[{left} {bottom} {right} {top}]{entries}{appearance}>>")
        notes.setdefault(number, []).append(f"{len(objects)} 0 R")
        fields.append(f"{len(objects)} 0 R")
    for number, references in notes.items():
        place = int(kids[number].split()[0]) - 1
        objects[place] = objects[place][:-2] + f"/Annots[{' '.join(references)}]>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    root = "<</Type/Catalog/Pages 2 0 R" + (f"/PageLabels<</Nums[{labels}]>>" if labels else "")
    if form:
        root += f"/AcroForm<</Fields[{' '.join(fields)}]/DR<</Font<</F 3 0 R>>>>>>"
    if outline:
        first = len(objects) + 2
        ends = f"/First {first} 0 R/Last {first + len(outline) - 1} 0 R"
        objects.append(f"<</Type/Outlines{ends}/Count {len(outline)}>>")
        root += f"/Outlines {len(objects)} 0 R"
        parent = len(objects)
        for place, (title, page) in enumerate(outline):
            after = f"/Next {first + place + 1} 0 R" if place + 1 < len(outline) else ""
            objects.append(
                f"<</Title({title})/Parent {parent} 0 R/Dest[{kids[page]} /Fit]{after}>>"
            )
    objects[0] = root + ">>"
    objects.append(f"<<{info}>>")
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        data
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
            f"<</Size {size}/Root 1 0 R/Info {size - 1} 0 R>>\nstartxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def column(text: str, *, left: float = 50, top: float = 700, size: float = 10) -> list[Line]:
    """Return the lines of `text` in a column; blank lines leave space."""
    lines = text.split("\n")
    return [
        (
            left + size * 0.6 * (len(line) - len(line.lstrip())),
            top - 1.2 * size * n,
            size,
            line.lstrip(),
        )
        for n, line in enumerate(lines)
        if line.strip()
    ]


def encrypted(words: str) -> bytes:
    """Return a PDF of one line, enciphered with the empty password (ISO 32000-1, 7.6.3)."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    name = b"0123456789abcdef"
    owner = _rc4(hashlib.md5(padding, usedforsecurity=False).digest()[:5], padding)
    told = padding + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + name
    key = hashlib.md5(told, usedforsecurity=False).digest()[:5]
    user = _rc4(key, padding)
    drawn = f"BT /F 10 Tf 50 700 Td ({_escaped(words)}) Tj ET".encode()
    own = hashlib.md5(key + b"\4\0\0\0\0", usedforsecurity=False).digest()[:10]
    stream = _rc4(own, drawn)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (_hex(owner), _hex(user)),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R/Encrypt 5 0 R"
        b"/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n" % (table, _hex(name), _hex(name), len(data))
    )


def _hex(data: bytes) -> bytes:
    return data.hex().encode()


def _rc4(key: bytes, data: bytes) -> bytes:
    """Encipher data with RC4."""
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
