"""Marking with the keys: what a person sees and what is kept."""

from __future__ import annotations

from tests.ui.conftest import Open

FIRST = "We kept the boats running through two floods,"


async def test_a_quotation_is_marked_noted_and_given_a_speaker(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("full_stop", "a")
        await reader.type("who sold it?")
        await reader.press("escape", "full_stop", "s")
        await reader.type("Ida Holm")
        await reader.press("enter")
        assert reader.words[0] == FIRST
        assert reader.annotations[0].note == "who sold it?"
        await reader.sees("Ida Holm", "who sold it?", "2 highlights")


async def test_what_was_marked_is_there_tomorrow(open_reader: Open) -> None:
    async with open_reader() as reader:
        await reader.press("full_stop", "a")
        await reader.type("who sold it?")
        await reader.press("escape", "q")
    async with open_reader() as reader:
        assert reader.words == [FIRST]
        await reader.sees("who sold it?", "1 highlight")


async def test_keys_that_arrive_together_reach_the_right_pane(open_reader: Open) -> None:
    async with open_reader() as reader:
        for key in ["full_stop", "a", *"hjkl", "escape", "full_stop", "3"]:
            reader.app.post_message(_key(reader, key))
        await reader.until(lambda: len(reader.annotations) == 2)
        assert reader.annotations[0].note == "hjkl"
        assert reader.annotations[1].colour == "blue"


def _key(reader, key: str):  # type: ignore[no-untyped-def]
    from textual.events import Key

    return Key(key, key if len(key) == 1 else None)
