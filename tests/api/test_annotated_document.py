"""A document with its annotations, as notebooks and scripts use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import readerapp
from readerapp.api.annotated_document import close_all
from readerapp.cli import main
from tests.made_documents import Made

TEXT = "# The ferry\n\n“The rent is due,” said Holm.\n\nThe rent is high.\n"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    path = tmp_path / "ferry.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_document_says_what_it_is(path: Path) -> None:
    with readerapp.open(path) as document:
        assert (document.title, document.format, document.name) == (
            "The ferry",
            "markdown",
            str(path),
        )
        (heading,) = document.contents
        assert (heading.title, heading.start, heading.locator) == ("The ferry", 0, "¶1")
        assert [one.text for one in document.paragraphs] == [
            "The ferry",
            "“The rent is due,” said Holm.",
            "The rent is high.",
        ]
        for one in document.paragraphs:
            assert document.text[one.start : one.end] == one.text
            assert document.locate(one.start) == one.locator
    assert not (path.parent / "store").exists()  # to look at a text writes nothing


def test_an_added_annotation_is_what_the_command_lists(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with readerapp.open(path) as document:
        made = document.add("the rent is due", tags=["rent"], speaker="Holm", note="when?")
        assert document.text[made.start : made.end] == made.exact == "The rent is due"
        assert main(["list", str(path), "--json"]) == 0  # while it is open: it is on disk
        listed = json.loads(capfd.readouterr().out)
        assert listed == document.to_dicts() == [made.to_dict()]
        assert document.find("tag:rent speaker:Holm") == [made]
        assert document.find("tag:boat") == []
        assert main(["add", str(path), "--quote", "is high"]) == 0
        assert [one.exact for one in document.annotations] == ["The rent is due", "is high"]


def test_what_goes_wrong_is_one_sentence(path: Path) -> None:
    with readerapp.open(path) as document:
        for words in (["lease"], [], ["the rent"]):
            with pytest.raises(readerapp.ReaderError, match=r"\.$"):
                document.add(*words)
        with pytest.raises(readerapp.ReaderError, match="No annotation has the id 1234"):
            document.get("1234")
        assert document.annotations == []
    with pytest.raises(readerapp.ReaderError, match="closed"):
        document.add("The ferry")
    with pytest.raises(readerapp.ReaderError):
        readerapp.open(path.with_name("no.md"))


def test_edits_are_steps_that_can_be_undone(path: Path) -> None:
    with readerapp.open(path) as document:
        first, second = document.add("rent is due"), document.add("is high", tags="rent")
        assert second.tags == ("rent",)
        assert document.edit(first, note="when?", colour="green").colour == "green"
        tagged = document.tag([first, second.id], add="money", remove=["rent"])
        assert [one.tags for one in tagged] == [("money",), ("money",)]
        assert document.set_speaker(second, "Holm")[0].speaker == "Holm"
        assert document.delete([first, second]) == [first.id, second.id]
        with pytest.raises(readerapp.ReaderError, match="was deleted"):
            document.edit(first, note="again")
        assert len(document.restore(first.id)) == 1
        assert document.undo() == "Undid: restore"
        assert document.undo().startswith("Undid: deletion")
        assert document.redo().startswith("Redid: deletion")
        document.undo()
        assert [one.note for one in document.find("tag:money")] == ["when?", ""]
        with pytest.raises(readerapp.ReaderError, match="No annotation has the id"):
            document.tag("1234", add="money")


def test_speakers_and_suggestions(tmp_path: Path, path: Path) -> None:
    with readerapp.open(path) as document:
        (suggestion,) = document.suggestions
        assert (suggestion.text, suggestion.speaker, suggestion.is_speech) == (
            "The rent is due,",
            "Holm",
            True,
        )
        document.add(start=suggestion.start, end=suggestion.end, speaker=suggestion.speaker)
        (speaker,) = document.speakers
        assert (speaker.name, speaker.highlights, speaker.share) == ("Holm", 1, 1.0)
        assert document.turns == []
    talk = tmp_path / "talk.txt"
    talk.write_text("Holm: It is due.\n\nLind: It is not.\n\nHolm: It is.\n", encoding="utf-8")
    with readerapp.open(talk) as document:
        assert [one.speaker for one in document.turns] == ["Holm", "Lind", "Holm"]
        assert document.add("It is not").speaker == "Lind"
        assert document.add("It is not", speaker="").speaker is None


def test_words_are_found_in_the_text(path: Path) -> None:
    with readerapp.open(path) as document:
        assert [one.text for one in document.search("rent")] == ["rent", "rent"]
        assert len(document.search(r"r\w+t", regex=True, limit=1)) == 1
        for start, end in ((3, 3), (-1, None), (10_000, None), (0, 10_000)):
            with pytest.raises(readerapp.ReaderError):
                document.locate(start, end)


def test_what_is_left_open_is_closed_at_the_end(path: Path) -> None:
    """Then landmarks are stored, by which a passage is found again in an edited text."""
    paragraphs = (f"Paragraph {number} says that the tide came in." for number in range(200))
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    document = readerapp.open(path)
    document.add("Paragraph 7 says")
    close_all()  # as when Python ends
    with pytest.raises(readerapp.ReaderError, match="closed"):
        document.add("Paragraph 8 says")
    with readerapp.open(path) as document:
        assert len(document.annotations) == 1
        assert document.session.store.record.landmarks


def test_words_that_may_be_missing_are_a_warning(made: Made) -> None:
    path = made("Words.", losses=["3 of 4 pages have no \x1b[31mtext"])
    with pytest.warns(readerapp.ReaderWarning, match="have no .*text") as warned:
        document = readerapp.open(path, store=path.with_name("store"))
    assert warned[0].filename == __file__
    assert "\x1b" not in str(warned[0].message)
    assert document.notices == ["3 of 4 pages have no \x1b[31mtext"]
    with pytest.warns(readerapp.ReaderWarning):
        readerapp.library(path.with_name("store")).open(path).close()
    document.close()


def test_the_language_is_set_and_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "short.txt"
    path.write_text("„Nein“, rief Brandis. Dann kam Aune.\n", encoding="utf-8")
    with readerapp.open(path, store=tmp_path / "store") as document:
        assert document.language == ""
        assert [one.is_speech for one in document.suggestions] == [False]
        document.language = "Deutsch"
    with readerapp.open(path, store=tmp_path / "store") as document:
        assert document.language == "de"
        assert [one.speaker for one in document.suggestions] == ["Brandis"]
        assert [one.speaker for one in document.suggest("automatic")] == [None]
        with pytest.raises(readerapp.ReaderError, match="no language klingon"):
            document.language = "klingon"
        document.language = ""
        assert (document.language, document.suggestions[0].speaker) == ("", None)
