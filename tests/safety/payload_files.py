"""Untrusted files in every format that can be imported, with payloads in every field."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

from readerapp.core.model import Annotation, Target, new_id, now
from tests.safety.payloads import PAYLOADS, everything

ALL = everything("X").replace("\x00", "")
XML = "".join(c for c in ALL if (c >= " " and c.isprintable()) or c in "\u202e\u200b\u2066")


def write(folder: Path) -> list[Path]:
    """Write one file of each format; its name says which."""
    folder.mkdir()
    for name, content in _contents().items():
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        (folder / name).write_bytes(data)
    return sorted(folder.iterdir())


def _contents() -> dict[str, str | bytes]:
    mark = Annotation(
        id=new_id(),
        target=Target(start=0, end=9, exact=ALL, prefix=ALL, suffix=ALL),
        note=ALL,
        tags=(ALL,),
        creator="x",
        created=now(),
        modified=now(),
    ).to_dict()
    document = {"schema": 1, "id": new_id(), "title": ALL, "fingerprint": ALL, "names": [ALL]}
    speaker = {"id": "s", "name": ALL, "aliases": [ALL], "role": ALL}
    tables = {"document": [document], "annotators": [{"id": "x", "name": ALL}]}
    tables |= {"speakers": [speaker], "annotations": [mark, {"id": ALL, "target": ALL}]}
    quote = {"type": "TextQuoteSelector", "exact": ALL, "prefix": ALL, "suffix": ALL}
    hypothesis = {"uri": ALL, "text": ALL, "tags": [ALL], "user": ALL, "id": ALL}
    line = {
        "document": ALL,
        "exact": ALL,
        "note": ALL,
        "speaker": ALL,
        "colour": ALL,
        "tags": [ALL],
    }
    koreader = {"title": ALL, "file": ALL, "entries": [{"text": ALL, "note": ALL, "chapter": ALL}]}
    clipping = f"{XML} ({XML})\n- Your Highlight on Location 1-2 | Added on {XML}\n\n{XML}\n"
    return {
        "store.json": json.dumps(
            {name: {str(n): row for n, row in enumerate(rows, 1)} for name, rows in tables.items()}
        ),
        "list.json": json.dumps([line, ALL]),
        "lines.jsonl": json.dumps(line) + "\n" + json.dumps(ALL) + "\n",
        "w3c.json": json.dumps(
            {
                "@context": "http://www.w3.org/ns/anno.jsonld",
                "type": "Annotation",
                "id": ALL,
                "creator": {"name": ALL},
                "body": [
                    {"type": "TextualBody", "value": ALL, "purpose": p} for p in (ALL, "tagging")
                ],
                "target": {"source": ALL, "selector": [quote, {"type": ALL}]},
            }
        ),
        "hypothesis.json": json.dumps(
            {"rows": [{**hypothesis, "target": [{"selector": [quote]}]}]}
        ),
        "koreader.json": json.dumps(koreader),
        "koreader.lua": "return "
        + _lua({"bookmarks": {1: {"notes": ALL, "text": ALL, "page": 1}}}),
        "clippings.txt": f"{clipping}==========\n",
        "marks.csv": _csv(["Highlight", "Note", "Location", "Book Title"], [ALL] * 4),
        "ours.csv": _csv(["Quotation", "Note", "Speaker", "Document", "Colour"], [ALL] * 5),
        "project.qdpx": _qdpx(),
        "damaged.json": '{"' + ALL,
        "conflict.json": f"<<<<<<< {ALL}\n{{\n=======\n>>>>>>> {ALL}\n",
        "nothing.bin": ALL.encode("utf-8", "surrogatepass") + b"\xff\x00",
    }


def _csv(names: list[str], cells: list[str]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([names, cells])
    return file.getvalue()


def _lua(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"[{_lua(key)}]={_lua(item)}" for key, item in value.items()) + "}"
    if isinstance(value, int):
        return str(value)
    return '"' + "".join(f"\\{byte:03}" for byte in str(value).encode()) + '"'


def _qdpx() -> bytes:
    text = quoteattr(XML)
    project = (
        f'<Project xmlns="urn:QDA-XML:project:1.0" name={text}><Users><User guid="u" name={text}/>'
        f'</Users><CodeBook><Codes><Code guid="c" name={text} color="#ff0000"/></Codes></CodeBook>'
        f'<Sources><TextSource guid="t" name={text} plainTextPath="internal://t.txt">'
        f'<PlainTextSelection guid="p" name={text} startPosition="0" endPosition="9">'
        f"<Description>{text[1:-1]}</Description>"
        '<Coding guid="g"><CodeRef targetGUID="c"/></Coding>'
        "</PlainTextSelection></TextSource></Sources></Project>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("project.qde", project)
        archive.writestr("sources/t.txt", ALL)
    return data.getvalue()


def settings(folder: Path) -> list[Path]:
    """Write settings files with one mistake each; the message quotes it."""
    folder.mkdir()
    odd = [json.dumps(payload)[1:-1] for name, payload in PAYLOADS.items() if "mark" not in name]
    text = json.dumps("".join(odd).encode().decode("unicode_escape", "replace"))
    mistakes = {
        "theme.toml": f"theme = {text}",
        "colour.toml": f"colour = {text}",
        "name.toml": f"{text} = 1",
        "action.toml": f'[keys]\n{text} = "n"',
        "keys.toml": f'[keys]\n"quit" = {text}',
        "template.toml": f"[templates]\nmarkdown = {text}",
        "raw.toml": f"theme = '{ALL}'",
        "annotator.toml": f"annotator = {text}",
    }
    for name, content in mistakes.items():
        (folder / name).write_text(content, encoding="utf-8", errors="replace")
    return sorted(folder.iterdir())
