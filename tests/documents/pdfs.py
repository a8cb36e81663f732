"""Small PDFs, written by hand: lines of words at positions on a page, in points from the bottom."""

from collections.abc import Sequence

Line = tuple[float, float, float, str]
"""Left, base line, size, words."""


def pdf(
    pages: Sequence[Sequence[Line]],
    *,
    info: str = "",
    labels: str = "",
    outline: Sequence[tuple[str, int]] = (),
    picture: bool = False,
) -> bytes:
    """Return a PDF with these lines on its pages."""
    objects = ["", "", "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>"]
    kids = []
    image = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
    image += "/BitsPerComponent 8/Length 1>>stream\nx\nendstream"
    objects.append(image)
    for lines in pages:
        drawn = "".join(
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(words)}) Tj ET\n"
            for x, y, size, words in lines
        )
        drawn += "q 500 0 0 500 50 50 cm /I Do Q\n" if picture else ""
        objects.append(f"<</Length {len(drawn.encode('cp1252'))}>>stream\n{drawn}endstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>"
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    root = "<</Type/Catalog/Pages 2 0 R" + (f"/PageLabels<</Nums[{labels}]>>" if labels else "")
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
