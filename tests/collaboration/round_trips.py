"""Round trips: export from one store and import into an empty one, compared field by field."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readerapp import documents
from readerapp.cli import main
from readerapp.core.model import COLOURS
from readerapp.workspace import make_context

STORE_FILE = "annotation file"
FILES = {
    STORE_FILE: "",
    "json": "out.json",
    "jsonl": "out.jsonl",
    "csv": "out.csv",
    "w3c": "out.jsonld",
    "epub-anno": "out.annotation",
    "hypothesis": "hypothesis.json",
    "qdpx": "out.qdpx",
}
"""The formats that can be imported again, and the name of an exported file."""

FIELDS = {
    "id": ("id",),
    "words": ("exact",),
    "place": ("start", "end", "locator"),
    "state": ("state",),
    "colour": ("colour",),
    "note": ("note",),
    "tags": ("tags",),
    "speaker": ("speaker",),
    "annotator": ("creator",),
    "created": ("created",),
    "modified": ("modified",),
    "aliases and role": ("aliases", "role"),
}
"""What users see of an annotation, and the fields that store it."""

TEXT = """\
Harbour board split over the ferry

The last ferry across the Venn will sail on Sunday, the harbour board said 🚢 on Monday.

“We kept the boats running through two floods,” said Ida Holm. “A boat is a boat.”

“A boat is a boat,” Per Aune answered, “and a bus is a bus.” The naïve café closed.

An aside that will be taken out of the text.

Nobody in the hall had asked for a vote, and nobody got one.
"""
_NOTES = (
    "",
    "Two **words**.\n\n- a list\n- of two",
    "=1+1, \"quoted\"; 'x'",
    "שלום ‮🚢 <b>&amp;</b>",
)
_WORDS = (
    *(
        "last ferry",
        "ferry across the Venn",
        "said 🚢 on",
        "A boat is a boat.",
        "A boat is a boat,",
    ),
    *("naïve café", "An aside that will be taken out", "nobody got one.", "“and a bus is a bus.”"),
)


@dataclass(frozen=True)
class Trip:
    """The result of a round trip.

    `preserved` has for each field the number of annotations in which it is unchanged, and in which
    it was not empty. `said`, `again` and `home` are the reports of the first import, of the second
    one, and of the import into the first store.
    """

    preserved: Mapping[str, tuple[int, int]]
    said: str
    again: str
    home: str
    undone: bool


def reader(store: Path, *arguments: str | Path, who: str = "Ana Lima") -> str:
    """Run a command that must succeed; return its output."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    errors = io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        code = main(["--store", str(store), "--as", who, *map(str, arguments)])
    assert code == 0, errors.getvalue()
    out.flush()
    return out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def make_annotated(folder: Path) -> tuple[Path, Path]:
    """Make a document and a store with annotations of every kind."""
    path, store = folder / "ferry.txt", folder / "here"
    path.write_text(TEXT, encoding="utf-8")
    for number, words in enumerate(_WORDS):
        options = ["--quote", words, "--colour", COLOURS[number % len(COLOURS)]]
        options += ["--note", _NOTES[number % len(_NOTES)]]
        options += ["--tag", "rent", "--tag", "town hall"] if number % 2 else []
        options += ["--speaker", ("Ida Holm", "Per Aune")[number % 2]] if number % 3 else []
        reader(store, "add", path, *options, who=("Ana Lima", "Bo Lind")[number % 2])
    about = {"id": "0b8e7c1c-4a3f-4a53-9a5e-1f2d3c4b5a69", "exact": "", "note": "All of it."}
    about |= {"tags": ["later"], "creator": "Bo Lind", "created": "2024-02-29T23:59:59Z"}
    notes = folder / "notes.json"
    notes.write_text(json.dumps([about]), encoding="utf-8")
    reader(store, "import", notes, "--into", path)
    _name_twice(store, path)
    # One passage is lost and one has changed since it was marked.
    text = TEXT.replace("An aside that will be taken out of the text.\n\n", "")
    path.write_text(text.replace("nobody got one", "nobody ever got one"), encoding="utf-8")
    reader(store, "list", path)
    return path, store


def _name_twice(store: Path, path: Path) -> None:
    session = make_context(str(store), "Ana Lima").open_session(documents.open(str(path)))
    try:
        speaker = next(s for s in session.speakers if s.name == "Ida Holm")
        session.edit_speaker(speaker.id, name="Ida Maria Holm", role="captain")
    finally:
        session.close()


def trip(name: str, path: Path, here: Path, folder: Path) -> Trip:
    """Export the annotations of `here`, import them into an empty store in `folder`, and back."""
    there = folder / f"there {name}"
    file = folder / FILES[name] if FILES[name] else _file(here)
    if FILES[name]:
        reader(here, "export", path, "--format", name, "-o", file)
    said = reader(there, "import", file, "--into", path, who="Zoe")
    before, after = listed_by_id(here, path), listed_by_id(there, path)
    preserved = {}
    for field, parts in FIELDS.items():
        filled = [key for key, one in before.items() if any(one[name] for name in parts)]
        same = [key for key in filled if _same(before[key], after.get(key, {}), parts)]
        preserved[field] = len(same), len(filled)
    again = reader(there, "import", file, "--into", path, who="Zoe")
    home = reader(here, "import", file, "--into", path)
    session = make_context(str(there), "Zoe").open_session(documents.open(str(path)))
    try:
        session.undo()
    finally:
        session.close()
    undone = not listed_by_id(there, path)
    return Trip(preserved, said.strip(), again.strip(), home.strip(), undone)


def listed_by_id(store: Path, path: Path) -> dict[str, dict[str, Any]]:
    """Return every annotation by id, as it is listed, with its speaker's aliases and role."""
    listed = {one["id"]: one for one in json.loads(reader(store, "list", path, "--json"))}
    tables = json.loads(_file(store).read_text(encoding="utf-8"))
    speakers = {row["id"]: row for row in tables["speakers"].values()}
    for row in tables["annotations"].values():
        if row["id"] in listed:
            speaker = speakers.get(row["speaker"], {})
            listed[row["id"]] |= {name: speaker.get(name) for name in ("aliases", "role")}
    return listed


def _file(store: Path) -> Path:
    [file] = store.glob("*.json")
    return file


def _same(one: Mapping[str, Any], other: Mapping[str, Any], parts: Sequence[str]) -> bool:
    return all(name in other and one[name] == other[name] for name in parts)


def table(trips: Mapping[str, Trip]) -> str:
    """Return a table: in how many annotations a field is unchanged, of how many that had it."""
    rows = [["", *trips]]
    rows += [
        [field, *(_share(*one.preserved[field]) for one in trips.values())] for field in FIELDS
    ]
    rows.append(["the same file again", *(_quiet(one.again) for one in trips.values())])
    rows.append(["back to where it was", *(_quiet(one.home) for one in trips.values())])
    rows.append(["one undo takes it back", *("yes" if t.undone else "no" for t in trips.values())])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _share(preserved: int, total: int) -> str:
    return f"{preserved}/{total}"


def _quiet(said: str) -> str:
    return "no change" if said.startswith("0 new, 0 changed") else said


def run(folder: Path) -> dict[str, Trip]:
    """Run the round trip of every format."""
    path, here = make_annotated(folder)
    return {name: trip(name, path, here, folder) for name in FILES}
