"""Payloads: text that a terminal would interpret, and a document and store that contain them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.core.model import Annotation, Annotator, Speaker, new_id, now
from readerapp.workspace import make_context

PAYLOADS = {
    "CSI": "\x1b[31;7771m",
    "clear screen": "\x1b[2;7771J",
    "title": "\x1b]0;own\x07",
    "hyperlink": "\x1b]8;;http://own\x1b\\",
    "clipboard": "\x1b]52;c;T1dO\x07",
    "notification": "\x1b]777;own\x07",
    "DCS": "\x1bPown\x1b\\",
    "APC": "\x1b_Gown\x1b\\",
    "reset": "\x1bc",
    "unfinished": "\x1b]",
    "BEL": "\x07",
    "DEL": "\x7f",
    "shift out": "\x0e",
    "NUL": "\x00",
    "C1 CSI": "\x9b31;7771m",
    "C1 OSC": "\x9d0;own\x9c",
    "override": "\u202eown\u202c",
    "isolate": "\u2066own\u2067",
    "marks of direction": "\u200e\u200f\u061c",
    "zero width": "\u200b\u2060\ufeff",
    "tags": "\U000e0041\U000e0042",
    "Textual markup": "[@click=app.quit]own",
    "closing markup": "[/own]",
    "Rich markup": "[bold red]own",
    "link markup": "[link=http://own]own",
    # Where one line is taken of what is pasted, it ends at these.
    "form feed": "\x0c",
    "line separator": "\u2028\u2029",
}
MARKUP = {name for name in PAYLOADS if "markup" in name}
TYPED = [name for name, payload in PAYLOADS.items() if min(payload) >= " " and name != "DEL"]
"""Those that a terminal lets through when they are pasted; control characters are keys there."""
NUMBER = {name: f"{number:02}" for number, name in enumerate(PAYLOADS)}

OBEYED = re.compile(
    rb"\x1b\[[0-9;]*7771|\x1b\]|\x1bP|\x1b_|\x1bc|[\x00\x07\x0c\x0e\x7f]|\xc2[\x80-\x9f]"
    rb"|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0\xa6-\xa9]|\xd8\x9c|\xef\xbb\xbf"
    rb"|\xf3\xa0[\x80\x81]|\xed[\xa0-\xbf]|\x1b\[4:?1?;?http"
)
"""What of the payloads must be in no byte that the reader writes; it writes none of it itself."""


def with_marker(letter: str, name: str) -> str:
    """Return a payload after a marker by which it is found on the screen."""
    return f"{letter}{NUMBER[name]}{PAYLOADS[name]}"


def everything(letter: str, names: Iterable[str] = PAYLOADS) -> str:
    """Return payloads on one line, each after its marker."""
    return "".join(with_marker(letter, name) for name in names)


def seen(letter: str, screen: str) -> set[str]:
    """Return the names of the payloads whose marker is on the screen, with markup as written."""
    found = set()
    for name, number in NUMBER.items():
        shown = f"{letter}{number}" + (PAYLOADS[name][:5] if name in MARKUP else "")
        if shown in screen:
            found.add(name)
    return found


def odd_name(letter: str) -> str:
    """Return a file name with as many payloads as fit in one."""
    name = ""
    for payload in PAYLOADS:
        more = with_marker(letter, payload).replace("/", "").replace("\x00", "")
        if len((name + more).encode()) < 240:
            name += more
    return name


def text() -> str:
    """Return a document with payloads: D in the text, Q in quotations, P in names of speakers."""
    return "".join(
        f"Paragraph {with_marker('D', name)} of many.\n\n"
        f"“It is {with_marker('Q', name)} indeed,” said Holm{with_marker('P', name)} again.\n\n"
        for name in PAYLOADS
    )


def markdown() -> str:
    """Return Markdown with payloads in headings (H), code (C) and links (L)."""
    return f"# {everything('M')}\n\n" + "".join(
        f"## {with_marker('H', name)}\n\n`{with_marker('C', name)}` and [{with_marker('L', name)}](http://own)\n\n"
        for name in PAYLOADS
    )


def fill(store: Path, path: Path) -> None:
    """Fill a store with payloads: notes N, tags T, speakers S, roles R, aliases A."""
    context = make_context(str(store), "Ana")
    session = context.open_session(documents.open(str(path)))
    body = session.document.text.whole()
    records: list[Annotation | Speaker | Annotator] = []
    for name in PAYLOADS:
        at = body.index(f"“It is Q{NUMBER[name]}") + 1
        speaker = Speaker(
            id=new_id(),
            name=with_marker("S", name),
            role=with_marker("R", name),
            aliases=(with_marker("A", name),),
        )
        creator = Annotator(id=new_id(), name=with_marker("W", name))
        mark = _mark(session, at, len(f"It is Q{NUMBER[name]}") + len(PAYLOADS[name]))
        mark = replace(
            mark,
            note=with_marker("N", name),
            tags=(with_marker("T", name),),
            speaker=speaker.id,
            creator=creator.id,
        )
        mark = replace(mark, merge=_disputed(name))
        gone = replace(mark, id=new_id(), note=with_marker("B", name), deleted=now())
        records += [speaker, creator, mark, gone]
    session.store.commit(*records)
    session.close()


def _disputed(name: str) -> dict[str, object]:
    """Return merge data of a note that two people set: V the other value, Z who set it."""
    devices = ("one", with_marker("Z", name))
    return {
        "set": {device: {"5": ["note"]} for device in devices},
        "seen": {},
        "also": {"note": {devices[1]: with_marker("V", name)}},
    }


def _mark(session: ReadingSession, at: int, length: int) -> Annotation:
    key = session.highlight(at, at + length).focus or ""
    return session.get(key).annotation
