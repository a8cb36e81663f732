"""The first page, drawn before Textual starts: the same words at the same positions."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError
from readerapp.core.paths import library_folder
from readerapp.reading.first_page_position import find_last_position
from readerapp.reading.last_positions import LastPosition, LastPositions
from readerapp.ui import first_page
from readerapp.ui.app import ReaderApp
from readerapp.ui.pane_layout import choose_layout, document_pane_size
from readerapp.ui.terminal.cell_screen import UNKNOWN, screen_after_first_page
from readerapp.ui.terminal.escape_sequences import Capabilities
from readerapp.ui.terminal.frame_parser import ScreenUpdate
from readerapp.ui.terminal.renderer import FullRenderer
from readerapp.workspace import AppContext, make_context
from tests.ui.conftest import Open, Reader
from tests.ui.terminal.emulator import Glass

SIZES = [
    (200, 60),
    (160, 50),
    (120, 40),
    (101, 33),
    (100, 20),
    (99, 40),
    (80, 24),
    (60, 20),
    (40, 10),
]


def painted(path: Path) -> first_page.FirstPage | None:
    document = documents.open(path)
    return first_page.paint_first_page(document.text, document.names, find_last_position, "")


@pytest.mark.parametrize("size", SIZES)
async def test_the_document_pane_is_where_the_first_page_expects_it(
    open_reader: Open, size: tuple[int, int]
) -> None:
    async with open_reader(size=size) as reader:
        pane = reader.screen.document_view.size
        shown = choose_layout(*size, focus="document", zen=False, has_annotations=False)
        assert document_pane_size(shown, *size) == (pane.width, pane.height)


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (80, 24), (40, 10)])
async def test_the_reader_draws_the_same_words(
    open_reader: Open, article, size, monkeypatch, capsys, tmp_path
) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _=1: os.terminal_size(size))
    assert painted(article)
    written = capsys.readouterr().out
    assert written.startswith(first_page.ENTER_ALTERNATE_SCREEN)
    body = written.partition("\x1b[H")[2].replace("\x1b[K", "").replace("\x1b[0m", "")
    early = [line.rstrip() for line in body.split("\r\n")]
    async with open_reader(size=size) as reader:
        width = reader.screen.document_view.size.width
        drawn = [row[:width].rstrip() for row in reader.rows[: len(early)]]
    assert drawn == early


async def test_the_reader_begins_where_the_first_page_does_before_it_knows_any_annotation(
    article: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def refuse(*_: object, **__: object) -> ReadingSession:
        raise ReaderError("They cannot be read; check the store.")

    monkeypatch.setattr(AppContext, "open_session", refuse)
    monkeypatch.setattr(os, "get_terminal_size", lambda _=1: os.terminal_size((40, 10)))
    document = documents.open(article)
    top = document.text.whole().index("\n\n") + 2
    at = top + 9
    library = LastPositions(library_folder())
    names = document.names
    library.remember(LastPosition(document.text.fingerprint(), "", "text", names, at=at, top=top))
    page = first_page.paint_first_page(document.text, document.names, find_last_position, "")
    assert page is not None
    app = ReaderApp(make_context(str(home / "store"), "Ana"), document, first_page=page)
    async with app.run_test(size=(40, 10)) as pilot:
        reader = Reader(app, pilot)
        await reader.sees("They cannot be read")
        assert (reader.screen.document_view.top, reader.screen.document_view.caret.at) == (top, at)
        width = reader.screen.document_view.size.width
        drawn = [row[:width].rstrip() for row in reader.rows[: len(page.rows)]]
    assert drawn[1:-1] == [row.rstrip() for row in page.rows[1:-1]], "edges mark what follows"


def test_a_terminal_too_small_has_no_first_page(article, monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _=1: os.terminal_size((30, 8)))
    assert not painted(article)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("is_intact", "erases_in_colour"), [(True, True), (True, False), (False, True)]
)
def test_the_screen_assumed_after_the_first_page_is_what_a_terminal_shows(
    home, monkeypatch, capsys, tmp_path, is_intact: bool, erases_in_colour: bool
) -> None:
    path = home / "ferry.txt"
    path.write_text(
        "The 港 ferry waits.\n\nN\u0303o one 👩‍👩‍👧 asked.\n\n" + "the pier " * 400, "utf-8"
    )
    monkeypatch.setattr(os, "get_terminal_size", lambda _=1: os.terminal_size((80, 24)))
    monkeypatch.setenv("COLORTERM", "truecolor")
    page = painted(path)
    assert page is not None
    page.is_intact = is_intact
    known = screen_after_first_page(page, Capabilities(erases_in_colour=erases_in_colour))
    if not is_intact:
        assert known is None
        return
    shown, again = (Glass(80, 24, erases_in_colour=erases_in_colour) for _ in range(2))
    shown.feed(capsys.readouterr().out)
    again.feed(FullRenderer().text(ScreenUpdate(known)))
    cells_known = [cell is not UNKNOWN for row in known.rows for cell in row]
    assert sum(cells_known) > 80 * 24 / (2 if erases_in_colour else 3)
    pairs = zip(cells_known, chain(*shown.cells), chain(*again.cells), strict=True)
    assert all(one == other for known_of, one, other in pairs if known_of)
