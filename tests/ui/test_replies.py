"""Replies on the screen: two people on one passage, in the list, the note panel and the footer."""

from __future__ import annotations

from tests.ui.conftest import FIRST, Open, Reader


def panel(reader: Reader) -> str:
    """Return what the note panel shows."""
    region = reader.screen.notes_panel.region
    rows = reader.rows[region.y : region.bottom]
    return "\n".join(row[region.x : region.right] for row in rows)


async def test_a_on_another_persons_highlight_writes_a_reply(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press(".", "a", *"ana says", "escape")
        async with open_reader(annotator="Bo") as bo:
            await bo.press(".", "a", *"bo says", "escape")
            assert bo.words == [FIRST] and bo.notes == ["ana says"]
            for reader in (bo, ana):
                await reader.until(lambda r=reader: [one.note for one in r.replies] == ["bo says"])  # type: ignore[misc]
                await reader.sees("Highlights 1 · 1 reply", "✎ ana says", "↳ Bo", "bo says")
            # The gutter tells whose it is: by an initial, and in further rows by a broken line.
            signs = [{row[:2] for row in one.rows if FIRST in row} for one in (ana, bo)]
            assert signs == [{"✎ "}, {"✎A"}]
            await ana.press("]")
            await ana.sees("Enter note", "c reply", "d resolve")
            assert "Bo · 20" in panel(ana) and "bo says" in panel(ana)
            # One's own words are written on in, as long as nobody has answered them.
            await bo.press("a", *" more", "escape")
            assert [one.note for one in bo.replies] == ["bo says more"]
            await ana.press("c", *"ana answers", "escape")
            await bo.until(lambda: len(bo.replies) == 2)
            await bo.press("a", *"bo again", "escape")
            assert [one.note for one in bo.replies] == ["bo says more", "ana answers", "bo again"]
            await bo.press("u")
            assert [one.note for one in bo.replies] == ["bo says more", "ana answers"]
            assert ana.notes == ["ana says"]


async def test_a_row_of_the_list_is_edited_resolved_and_deleted(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press(
            ".", "a", *"ana says", "escape", "c", *"one", "escape", "c", *"two", "escape"
        )
        assert [one.note for one in ana.replies] == ["one", "two"]
        await ana.press("tab", "G", "k", "a", *" more", "escape")
        assert [one.note for one in ana.replies] == ["one more", "two"]
        await ana.press("tab", "G", "k", "d")
        await ana.sees("1 reply resolved · H show resolved", "2 replies, 1 hidden")
        assert "one more" not in "\n".join(ana.rows)
        await ana.press("H")
        await ana.sees("one more", "resolved")
        await ana.press("G", "x")
        await ana.sees("Deleted · u undo")
        assert [one.note for one in ana.replies] == ["one more"]
        await ana.press("u")
        assert [one.note for one in ana.replies] == ["one more", "two"]
        await ana.press("g", "x")
        await ana.sees("2 replies kept")
        assert ana.words == [FIRST, FIRST] and ana.notes == ["one more", "two"]
        await ana.press("u")
        assert ana.notes == ["ana says"]


async def test_keys_on_a_reply_are_about_the_passage(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press(".", "enter", "c", *"one", "escape", "tab", "G", "2")
        assert [one.colour for one in ana.annotations] == ["green"]
        await ana.press("s", *"Ida Holm", "enter")
        await ana.until(lambda: ana.said_by == ["Ida Holm", "Ida Holm"])
        assert [one.speaker for one in ana.replies] == [None]


async def test_what_is_answered_is_deleted_while_the_answer_is_typed(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press(".", "a", *"ana says", "escape")
        async with open_reader(annotator="Bo") as bo:
            await bo.press(".", "a", *"half")
            await bo.until(lambda: len(bo.replies) == 1)
            await ana.until(lambda: len(ana.replies) == 1)
            await bo.press("escape", "a", *" a")
            ana.screen.marking.action_delete()  # before what bo has typed is saved
            bo.screen.loader.apply_external_changes()
            await bo.until(lambda: not bo.replies)
            await bo.press(*" thought", "escape")
            for reader in (bo, ana):
                await reader.until(lambda r=reader: r.notes == ["half a thought"])  # type: ignore[misc]
                assert reader.words == [FIRST]
            assert "half a thought" in panel(bo) and "by Ana" not in panel(bo)


async def test_your_own_note_typed_in_two_readers_has_both_texts_and_a_message(
    open_reader: Open,
) -> None:
    async with open_reader(annotator="Ana") as one:
        await one.press(".", "a", *"one")
        await one.until(lambda: one.notes == ["one"])
        async with open_reader(annotator="Ana") as other:
            await other.press(".", "a", *" and two")
            await other.until(lambda: "one and two" in other.notes)
            await one.until(lambda: "one and two" in one.notes)
            assert "one" in panel(one) and "and two" not in panel(one)  # what is typed stays
            await one.press(*" and three", "escape")
            for reader in (one, other):
                await reader.sees("both texts kept, see Conflicts")
        await one.press("ctrl+p", *"Conflicts", "enter")
        await one.sees("one and two", "one and three", "Ana")
    async with open_reader(annotator="Ana") as later:
        await later.sees("1 note with two texts · see Conflicts")


async def test_changes_by_others_show_in_an_unchanged_editor(
    open_reader: Open,
) -> None:
    async with open_reader(annotator="Ana") as one:
        await one.press(".", "a", *"one", "escape")
        async with open_reader(annotator="Ana") as other:
            await other.press(".", "a")
            await one.press("a", *" more", "escape")
            await other.until(lambda: "one more" in panel(other))
            await other.press(*" and on", "escape")
            assert other.notes == ["one more and on"]


async def test_a_reply_whose_words_are_taken_back_is_gone(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press(".", "enter", "c", *"no")
        await ana.until(lambda: len(ana.replies) == 1)
        await ana.press("backspace", "backspace", "escape")
        await ana.until(lambda: not ana.replies)


async def test_speakers_keep_their_names_in_the_legend(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press(".", "s", *"Ida Holm", "enter", "c", *"why?", "escape", "C")
        await ana.sees("Colours by speaker · Ida Holm yellow")


async def test_another_persons_note_on_the_document_is_not_edited(open_reader: Open) -> None:
    async with open_reader(annotator="Ana") as ana:
        await ana.press("A", *"of ana", "escape")
        async with open_reader(annotator="Bo") as bo:
            await bo.press("A", *"of bo", "escape")
            assert bo.notes == ["of ana", "of bo"]
