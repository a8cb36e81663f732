"""The screen when the disk is full, and that nothing is lost."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from readerapp.store.filesystem import System
from readerapp.text.source import Text
from tests.safety.disk import SmallDisk
from tests.ui.conftest import FIRST, SECOND, Open, article, open_reader  # noqa: F401 - fixtures


async def test_a_full_disk_is_reported_and_changes_saved_when_there_is_room(
    open_reader: Open,  # noqa: F811
    disk: SmallDisk,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter")
        disk.room = 0
        await reader.press(".", "2")
        await reader.sees("Not saved (the disk is full) · kept in memory", "· not saved")
        await reader.press("a", *"kept in mind")
        await reader.sees("not saved (see above)")
        await reader.press("escape")
        await reader.until(lambda: reader.notes == ["", "kept in mind"])
        async with open_reader() as other:
            assert other.words == [FIRST]
        disk.room = None
        await reader.sees("Saved · what was kept in memory is on disk", "· saved")
        async with open_reader() as other:
            assert other.notes == ["", "kept in mind"]


async def test_quitting_must_be_confirmed_when_something_is_not_saved(
    open_reader: Open,  # noqa: F811
    disk: SmallDisk,
) -> None:
    async with open_reader() as reader:
        disk.fault = errno.EROFS
        await reader.press(".", "enter", "L")
        await reader.press("ctrl+q")
        await reader.sees("Not saved (the store is read-only) · Ctrl+P › Move")
        await reader.press(".", "enter", "q", "j", "q")
        assert reader.app.is_running, "asked again after another key"
        assert reader.words == [FIRST, SECOND]
        await reader.press("q")
        await reader.until(lambda: not reader.app.is_running)


async def test_quitting_is_not_confirmed_when_saving_works_again(
    open_reader: Open,  # noqa: F811
    disk: SmallDisk,
) -> None:
    async with open_reader() as reader:
        disk.fault = errno.EIO
        await reader.press(".", "enter")
        disk.fault = 0
        await reader.press("q")
        await reader.until(lambda: not reader.app.is_running)
    async with open_reader() as other:
        assert other.words == [FIRST]


@pytest.mark.slow
async def test_save_elsewhere_copies_everything_to_another_folder(
    open_reader: Open,  # noqa: F811
    disk: SmallDisk,
    home: Path,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter")
        disk.fault, disk.only = errno.ENOSPC, home / "store"
        await reader.press(".", "enter", "ctrl+p", *"move annotations")
        await reader.sees("Move annotations to another folder")
        await reader.press("enter")
        await reader.sees("move to")
        await reader.press(*str(home / "stick"), "enter")
        await reader.sees("Annotations moved to")
        await reader.press("j")
        await reader.sees("· saved")
        await reader.press("q")
        await reader.until(lambda: not reader.app.is_running)
    async with open_reader(store=home / "stick") as other:
        assert other.words == [FIRST, SECOND]


@pytest.mark.slow
async def test_a_changed_file_is_not_reloaded_while_something_is_not_saved(
    open_reader: Open,  # noqa: F811
    article: Path,  # noqa: F811
    disk: SmallDisk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed, looks = Text.changed, []

    def counted(text: Text) -> bool:
        looks.append(changed(text))
        return looks[-1]

    monkeypatch.setattr(Text, "changed", counted)
    async with open_reader() as reader:
        disk.room = 0
        await reader.press(".", "enter")
        article.write_text("New first line\n\n" + article.read_text(encoding="utf-8"))
        await reader.until(lambda: sum(looks) > 1)
        assert reader.words == [FIRST]
        disk.room = None
        await reader.sees("New first line")
        await reader.until(lambda: reader.screen.pending_actions.annotations_ready)
        assert reader.words == [FIRST]


async def test_no_sentence_says_saved_while_the_state_is_not_saved(
    open_reader: Open,  # noqa: F811
    disk: SmallDisk,
) -> None:
    async with open_reader() as reader:
        said: list[tuple[str, str]] = []
        status, show = reader.screen.status, reader.screen.status.show_message

        def note(message: str, *, warning: bool = False) -> None:
            said.append((message, reader.screen.saving.state))
            show(message, warning=warning)

        status.show_message = note  # type: ignore[method-assign]
        disk.fault = errno.EROFS
        await reader.press(".", "a", *"kept in mind")
        await reader.until(lambda: reader.notes == ["kept in mind"])
        await reader.until(lambda: not reader.screen.notes_panel.saving)
        await reader.press("escape", "t", *"bus", "enter")
        await reader.press("u")
        await reader.press("ctrl+r")
        await reader.press("d")
        await reader.press("u")
        await reader.settle()
        claims = ("saved", "tag", "Highlighted", "Deleted", "Undid", "Redid", "undo")
        wrong = [one for one in said if one[1] == "not saved" and any(c in one[0] for c in claims)]
        assert [one for one in wrong if not one[0].startswith("Not saved")] == []
        assert any(message.startswith("Not saved (the store is read-only)") for message, _ in said)


async def test_a_store_that_cannot_be_made_is_not_saved_until_it_can(
    open_reader: Open,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make, allowed = System.make_folder, False

    def refuse(system: System, path: str) -> None:
        if not allowed:
            raise PermissionError(errno.EPERM, "no", path)
        make(system, path)

    monkeypatch.setattr(System, "make_folder", refuse)
    async with open_reader() as reader:
        await reader.sees("cannot be written, so nothing can be saved")
        await reader.press("j")
        await reader.sees("0 highlights · not saved")
        await reader.press(".", "a")
        await reader.sees("not saved (see above)")
        allowed = True
        await reader.press("escape")
        await reader.sees("1 highlight · saved")


async def test_a_speaker_that_is_not_saved_is_not_said_to_be_set(
    open_reader: Open,  # noqa: F811
    disk: SmallDisk,
) -> None:
    async with open_reader() as reader:
        await reader.press(".", "enter", "R")
        await reader.sees("Review speakers")
        disk.fault = errno.EROFS
        await reader.press("enter")
        await reader.sees("Not saved (the store is read-only)")
        assert "Speaker: " not in reader.text
