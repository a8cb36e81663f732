"""Builders of Word documents for tests: paragraphs, tables and text boxes in WordprocessingML."""

from readerapp.documents import Document
from tests.documents.samples import opened, packed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = ("m", "mc", "r", "wp", "a", "pic", "c", "dgm", "v", "o", "w14", "wps")
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/>
<w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Mine"><w:name w:val="My part"/><w:basedOn w:val="Outline"/></w:style>
<w:style w:styleId="Outline"><w:name w:val="o"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:styleId="Q"><w:name w:val="Intense Quote"/></w:style>
<w:style w:styleId="C"><w:name w:val="Source Code"/></w:style>
<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:styleId="Loop"><w:name w:val="l"/><w:basedOn w:val="Loop"/></w:style></w:styles>"""
NUMBERING = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>
<w:lvlText w:val="x"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="3"/>
<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="upperRoman"/>
<w:lvlText w:val="%1.%2"/></w:lvl><w:lvl w:ilvl="2"><w:numFmt w:val="none"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">
<w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>"""
NOTES = f"""<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>
<w:r><w:t xml:space="preserve"> Seen twice.</w:t></w:r></w:p><w:p><w:r><w:t>And more</w:t></w:r>
<w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:footnote></w:footnotes>"""
LINKS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="https://example.org/a" TargetMode="External"/></Relationships>"""
CORE = """<c xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:title>A plan</dc:title><dc:creator>Uma Reed</dc:creator>
<dcterms:created>2022-02-03T10:00:00Z</dcterms:created></c>"""


def run(words: str, *properties: str) -> str:
    inner = "".join(f"<w:{name}/>" for name in properties)
    return f'<w:r><w:rPr>{inner}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(content: str, style: str = "", number: str = "", depth: int = 0) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    content = content if "<" in content else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def document_xml(body: str) -> str:
    """Return the part with the text of a document."""
    names = " ".join(f'xmlns:{name}="{name}"' for name in NAMESPACES)
    return f"""<?xml version="1.0"?><w:document xmlns:w="{W}" {names}><w:body>{body}</w:body>
    </w:document>"""


def relationships(*targets: str) -> str:
    """Return a part with relationships: each is "id kind target", or "id kind target External"."""
    rows = []
    for each in targets:
        name, kind, target, *mode = each.split()
        external = f' TargetMode="{mode[0]}"' if mode else ""
        rows.append(
            f'<Relationship Id="{name}" Type="http://t/{kind}" Target="{target}"{external}/>'
        )
    return f'<Relationships xmlns="r">{"".join(rows)}</Relationships>'


def docx(body: str, **changes: str | bytes) -> bytes:
    """Return a document with that body; `changes` are other files in it, or replace usual ones."""
    return packed({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": document_xml(body),
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/footnotes.xml": NOTES,
        "word/_rels/document.xml.rels": LINKS,
        "docProps/core.xml": CORE,
        **changes,
    })  # fmt: skip


def read(folder, body: str, **parts: str | bytes) -> Document:
    """Open a document with that body; `parts` are other files in it, or replace usual ones."""
    return opened(folder, "plan.txt", docx(body, **parts))


def words(folder, body: str, **parts: str | bytes) -> str:
    """Return the text of a document with that body."""
    return read(folder, body, **parts).text.whole()


def cell(content: str) -> str:
    return f"<w:tc>{content}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def box(content: str) -> str:
    """Return a text box as Word writes it: for new versions and for Word 2007, with equal words."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><a>{inner}</a></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><b>{inner}</b></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
