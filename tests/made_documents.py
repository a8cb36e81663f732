"""A format of the tests: files (.made) that say, in JSON, what the builder is to be told.

`Made` writes such a file: blocks of text, omissions and annotations of the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from readerapp.documents import registry
from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.document import Document, EmbeddedAnnotation
from readerapp.documents.format import DocumentInput, Format

Made = Callable[..., Path]


def open_made(source: DocumentInput) -> Document:
    """Tell the builder what the file says."""
    said = json.loads(source.read(1 << 24))
    out = DocumentBuilder()
    for block in said["blocks"]:
        with out.block():
            out.write(block)
    whole = "\n\n".join(said["blocks"])
    for one in said["annotations"]:
        words = one.pop("words")
        start = whole.index(words)
        out.annotate(EmbeddedAnnotation(start, start + len(words), **one))
    for sentence in said["losses"]:
        out.omit(sentence)
    for sentence in said["omissions"]:
        out.omit(sentence, words=False)
    for thing in said["things"]:
        out.count_omission(thing)
    return out.document(source, "made")


MADE = Format("made", lambda source: source.name.endswith(".made"), open_made, slow=False)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Return a function that writes a document of the format of the tests."""
    monkeypatch.setattr(registry, "FORMATS", (MADE, *registry.FORMATS))

    def write(
        *blocks: str,
        annotations: Sequence[dict[str, Any]] = (),
        losses: Sequence[str] = (),
        omissions: Sequence[str] = (),
        things: Sequence[str] = (),
        name: str = "a.made",
    ) -> Path:
        path = tmp_path / name
        said = {"blocks": blocks, "annotations": annotations, "losses": losses}
        path.write_text(json.dumps({**said, "omissions": omissions, "things": things}))
        return path

    return write
