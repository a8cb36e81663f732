"""Files about many books: which of them is which document."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.collaboration.importing.document_finder import Book, choose_books, find_books
from readerapp.collaboration.importing.waiting_documents import make_waiting_record, place_waiting
from readerapp.interchange.importers import ImportedAnnotation
from readerapp.workspace import make_context
from tests.collaboration.conftest import Person

EMMA = "Emma Woodhouse, handsome, clever, and rich, with a comfortable home and happy disposition."
SEA = "The ferry left at dawn, and nobody on the pier had waited for it."


def clippings(*books: tuple[str, str]) -> str:
    """Return Kindle clippings, one for each title and words."""
    clipping = "{}\n- Your Highlight on Location {}-{} | Added on Friday, 2 January 2026\n\n{}\n"
    rows = (
        clipping.format(title, 10 * number, 10 * number + 1, words)
        for number, (title, words) in enumerate(books, 1)
    )
    return "==========\n".join([*rows, ""])


def book(title: str, *passages: str, author: str = "") -> Book:
    items = tuple(ImportedAnnotation(id=words, exact=words) for words in passages)
    return Book(title, author, items)


@pytest.mark.parametrize(
    ("title", "author", "chosen"),
    [
        ("EMMA", "", ["Emma (Austen, Jane)"]),
        ("Emma: A Novel", "Jane Austen", ["Emma (Austen, Jane)"]),
        ("pg158", "", ["Emma (Austen, Jane)"]),
        ("Persuasion", "", ["Persuasion (Austen, Jane)"]),
        ("Emma", "Alexander McCall Smith", ["Emma (Austen, Jane)"]),
    ],
)
def test_the_title_decides_and_else_the_words(title: str, author: str, chosen: list[str]) -> None:
    books = [
        book("Emma (Austen, Jane)", "with a comfortable home"),
        book("Persuasion (Austen, Jane)", "Sir Walter Elliot, of Kellynch Hall"),
        book("Quotes", "nothing of the kind at all"),
    ]
    found = choose_books(books, title, author, ["/books/text.txt"], EMMA)
    assert [one.title for one in found] == chosen


def test_of_two_books_of_one_name_the_author_decides_and_else_the_words() -> None:
    austen = book("Emma (Austen, Jane)", "with a comfortable home")
    smith = book("Emma (McCall Smith, Alexander)", "Mr Woodhouse ate a muffin that day")
    assert choose_books([austen, smith], "Emma", "Jane Austen", (), None) == [austen]
    assert choose_books([austen, smith], "Emma", "", (), EMMA) == [austen]
    assert choose_books([austen, smith], "Emma", "", (), None) == []
    assert choose_books([austen, smith], "Emma", "", (), SEA) == []


def test_one_book_under_two_of_its_titles_is_taken_whole() -> None:
    books = [book("Emma", "handsome, clever, and rich"), book("Emma (Austen)", "happy disposition")]
    assert choose_books(books, "Emma", "", (), EMMA) == books


def test_a_typed_title_is_a_whole_title_or_a_part_of_one() -> None:
    books = [book("Emma (Austen, Jane)"), book("The Emma Letters"), book("Persuasion (Austen)")]
    assert [one.title for one in find_books(books, "emma")] == ["Emma (Austen, Jane)"]
    assert [one.title for one in find_books(books, "persua")] == ["Persuasion (Austen)"]
    assert find_books(books, "ulysses") == []


def test_clippings_of_two_books_go_into_the_one_that_fits(ana: Person) -> None:
    path = ana.path.with_name("emma.txt")
    path.write_text(f"EMMA\n\n{EMMA}\n")
    file = ana.path.with_name("My Clippings.txt")
    titles = ("Emma (Austen, Jane)", "handsome, clever"), ("Persuasion (Austen, Jane)", "not here")
    file.write_text(clippings(*titles))
    said = ana.types("import", file, "--into", path, "--dry-run")
    assert said.out == "1 new, 0 changed\n"
    said = ana.types("import", file, "--into", path)
    assert said.out == "1 new, 0 changed\n"
    assert "“Emma (Austen, Jane)” taken; 1 annotation for other documents skipped" in said.err
    said = ana.types("import", file)
    assert said.out == "0 new, 0 changed, 1 unchanged\n"
    assert "1 annotation for “Persuasion (Austen, Jane)” skipped" in said.err
    forced = ana.types("import", file, "--title", "persuasion", "--into", path)
    assert forced.out == "1 new, 0 changed, 1 with text not found\n"
    unknown = ana.types("import", file, "--title", "Ulysses", "--into", path)
    assert (unknown.code, unknown.out) == (1, "")
    assert "has no book “Ulysses”. It has “Emma (Austen, Jane)” (1), “Persuasion" in unknown.err


def test_each_book_goes_to_the_known_document_that_its_words_are_in(ana: Person) -> None:
    """Two documents of one title; a third has the words of the title among others."""
    texts = {"one/Emma.txt": EMMA, "two/Emma.txt": SEA, "all ferry stories.txt": SEA + " The end."}
    for name, text in texts.items():
        path = ana.path.with_name("books") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        ana.does("add", path, "--start", "0", "--end", "4")
    file = ana.path.with_name("My Clippings.txt")
    file.write_text(
        clippings(
            ("Emma: A Novel (Austen)", "with a comfortable home"),
            ("Ferry Stories (Holm, Ida)", "nobody on the pier had waited"),
            ("Ferry Tales (Holm, Ida)", "a passage of a book that is nowhere"),
        )
    )
    said = ana.types("import", file, "--json")
    assert said.data["new"] == 2 and said.data["orphaned"] == 0
    assert [one["title"] for one in said.data["documents"]] == ["Emma.txt", "all ferry stories.txt"]
    assert len(said.data["problems"]) == 1 and "Ferry Tales" in said.data["problems"][0]


def test_a_book_whose_file_is_gone_does_not_stop_the_others(ana: Person) -> None:
    for name, text in (("emma", EMMA), ("sea", SEA)):
        path: Path = ana.path.with_name(f"{name}.txt")
        path.write_text(text)
        ana.does("add", path, "--start", "0", "--end", "4")
    ana.path.with_name("sea.txt").unlink()
    file = ana.path.with_name("both.json")
    books = [("emma", "handsome, clever"), ("sea", "nobody on the pier")]
    file.write_text(json.dumps([{"document": d, "exact": e, "note": ""} for d, e in books]))
    said = ana.types("import", file)
    assert (said.code, said.out) == (0, "1 new, 0 changed\n")
    assert "1 annotation for “sea” skipped: The file of “sea.txt” was not found" in said.err


def test_what_is_kept_is_listed_and_placed_when_its_document_comes(ana: Person) -> None:
    file = ana.path.with_name("My Clippings.txt")
    persuasion = "Persuasion (Austen, Jane)"
    titles = ("Emma (Austen, Jane)", "handsome, clever"), (persuasion, "nobody on the pier")
    file.write_text(clippings(*titles, (persuasion, "in no edition")))
    refused = ana.types("import", file)
    assert (refused.code, refused.out) == (1, "") and "--keep" in refused.err
    dry = ana.types("import", file, "--keep", "--dry-run")
    said = ana.types("import", file, "--keep")
    assert (said.code, said.out) == (0, dry.out)
    assert "3 annotations kept until opened: “Persuasion (Austen, Jane)” (2), “Emma" in said.err
    again = ana.types("import", file, "--keep")
    assert again.out.count("0 new, 0 changed") == 2 and again.out.count("unchanged") == 2
    listed = ana.types("list")
    assert listed.out.count("Persuasion (Austen, Jane) was: loc. ") == 2
    assert "not opened yet; its annotations are placed when it is opened" in listed.err

    path = ana.path.with_name("persuasion.txt")
    path.write_text(f"Persuasion\n\n{SEA}\n")
    one_more = clippings(*titles, (persuasion, "in no edition"), (persuasion, "had waited for it"))
    file.write_text(one_more)
    said = ana.types("import", file, "--into", path)
    assert said.out == "3 new, 0 changed, 1 with text not found\n"
    states = {one["exact"]: one["state"] for one in json.loads(ana.does("list", path, "--json"))}
    assert states == {
        "nobody on the pier": "exact",
        "had waited for it": "exact",
        "in no edition": "orphaned",
    }
    assert "Persuasion" not in ana.types("list").err, "it waits no longer"


def test_what_waits_is_placed_in_the_document_that_it_is(ana: Person) -> None:
    file = ana.path.with_name("kept.json")
    books = [("Emma", "handsome, clever"), ("Emma", "nowhere at all"), ("Emma", "")]
    items = [{"document": d, "exact": e, "note": "my note"} for d, e in books]
    file.write_text(json.dumps(items))
    ana.does("import", file, "--keep")
    ana.does("list")  # caches the listing
    context = make_context(str(ana.store), "Ana")
    for name, text in (("sea", SEA), ("emma", EMMA)):
        path = ana.path.with_name(f"{name}.txt")
        path.write_text(text)
        with closing(context.open_session(documents.open(str(path)))) as session:
            placed = place_waiting(context, session)
            change = session.refresh()
            assert (bool(change.ids), change.sentence) == (name == "emma", ""), "no news of others"
            marks = [(one.shown, one.annotation.note) for one in session.placed.values()]
        assert bool(placed) == (name == "emma")
    assert str(placed[0]) == "Placed 3 annotations of “Emma”, text not found for 1"
    assert sorted(marks) == [(False, "my note"), (False, "my note"), (True, "my note")]
    with closing(context.open_session(documents.open(str(path)))) as session:
        assert place_waiting(context, session) == []
        assert session.undo().sentence == "Undid: import of Emma"
        assert len(session.trash) == 3


def test_the_record_of_a_book_that_waits_is_the_same_for_the_same_book() -> None:
    one = make_waiting_record(book("Emma", author="Austen"))
    assert one.id == make_waiting_record(book("emma  (austen)")).id
    assert one.title == "Emma (Austen)"
