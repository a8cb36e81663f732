"""Cues in the narration next to a quotation, and names of one person."""

from __future__ import annotations

from collections import Counter

import pytest

from readerapp.speakers import KnownSpeaker, characters, suggest

CAST = "Margaret Hale and Mr. Thornton sat with Helen Reed and Tom Reed by the window.\n\n"


def speaker(sentence: str, before: str = CAST) -> str | None:
    found = suggest(before + sentence)
    assert len(found) == 1, found
    return found[0].speaker


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('"It is late," said Helen, rising from her chair.', "Helen Reed"),
        ('"It is late," nodded Helen.', "Helen Reed"),
        ('"It is late," cried the scandalised Margaret.', "Margaret Hale"),
        ('"It is late," was Helen\'s only remark.', "Helen Reed"),
        ("Helen's answer was: \"It is late.\"", "Helen Reed"),
        ('"It is late," Tom, who had been asleep, said at last.', "Tom Reed"),
        ('Tom got up and said, "It is late."', "Tom Reed"),
        ('Tom ran out into the street, shouting, "It is late!"', "Tom Reed"),
        ("Margaret turned to him and said quietly,\n\n\"It is late.\"", "Margaret Hale"),
        ('"It is late," said the dining-car conductor.', "the dining-car conductor"),
        ('"It is late," the drummer shouted to them.', "the drummer"),
        ('"It is late," said an old porter to Tom.', "an old porter"),
        ('"It is late," Mr. Thornton then said to Margaret.', "Mr. Thornton"),
    ],
)  # fmt: skip
def test_stories(sentence: str, expected: str) -> None:
    assert speaker(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('John Low spoke on Monday. "We will appeal," according to his filing.', "John Low"),
        ('"We will appeal this ruling," said Auto Workers Treasurer Gary Low.', "Gary Low"),
        ('"We will appeal this ruling," said Acme Motors CEO Ann Poe.', "Ann Poe"),
        ('Ann Poe, a spokeswoman for the company, said "we will appeal this ruling."', "Ann Poe"),
        ('The firm "will appeal this ruling," according to Ann Poe of Acme.', "Ann Poe"),
        ('"We will appeal this ruling," officials said on Tuesday.', "officials"),
        ('"We will appeal this ruling," a spokesman for the ministry said.', "a spokesman"),
        ('"We will appeal this ruling," the company said in a statement.', "the company"),
        ('"We will appeal this ruling," the mayor\'s office said.', "the mayor's office"),
        ('"We will appeal this ruling," Poe\'s lawyer told reporters.', "Poe's lawyer"),
        ('"We will appeal this ruling," said former Texas congressman Gary Low.', "Gary Low"),
        ('"We will appeal this ruling," said Spokeswoman Ann Poe.', "Ann Poe"),
    ],
)
def test_news(sentence: str, expected: str) -> None:
    before = "The court ruled on Tuesday, officials said. Poe of Acme was fined $3 million.\n\n"
    assert speaker(sentence, before) == expected


def test_she_is_the_person_introduced_by_role_in_the_sentence_before() -> None:
    before = (
        "The court in Texas ruled on Tuesday, officials said, and the Senate was told. Tom Reed of "
        "Acme was fined. Asked about it, Ann Poe, a lawyer for the firm, recalled a late night.\n\n"
    )
    assert speaker('"It was a long night for all," she said.', before) == "Ann Poe"


def test_a_turn_goes_to_whom_the_turn_before_calls_by_name() -> None:
    text = (
        CAST + '"Are you cold, Helen?" asked Margaret.\n\n"A little."\n\nThey sat on in silence.\n'
    )
    answer = suggest(text)[1]
    assert text[answer.start : answer.end] == "A little."
    assert answer.speaker == "Helen Reed"
    assert "addressed by name" in answer.reason


def test_two_speakers_may_share_a_paragraph() -> None:
    text = CAST + '"Go now," said Margaret, and Tom answered, "I will go."'
    assert [s.speaker for s in suggest(text)] == ["Margaret Hale", "Tom Reed"]


def names(*counts: tuple[str, int], news: bool = False) -> set[frozenset[str]]:
    gathered = characters.cluster_names(dict(counts), news=news)
    return {frozenset(person.aliases) for person in gathered.values()}


def test_one_person_under_many_names() -> None:
    assert names(("Maria Lopez", 2), ("Lopez", 9), ("Ms. Lopez", 1), news=True) == {
        frozenset({"Maria Lopez", "Lopez", "Ms. Lopez"})
    }
    assert names(("Elizabeth Bennet", 5), ("Lizzy", 9), ("Elizabeth", 30)) == {
        frozenset({"Elizabeth Bennet", "Lizzy", "Elizabeth"})
    }
    assert names(("John Matze", 3), ("J. Matze", 1)) == {frozenset({"John Matze", "J. Matze"})}


@pytest.mark.parametrize(
    "called",
    [
        (("Mike Campbell", 3), ("Mike", 200), ("Michael", 20)),  # the full name is rare
        (("Anna Trot", 9), ("Miss Anna", 7), ("Anna", 2)),
        (("Mary Hale", 1), ("Miss Mary Hale", 1), ("Miss Hale", 40)),
    ],
    ids=["short form", "title and first name", "title and surname"],
)
def test_rare_full_names_are_aliases_of_the_usual_name(
    called: tuple[tuple[str, int], ...],
) -> None:
    assert names(*called) == {frozenset(name for name, _ in called)}


def test_a_bare_surname_is_the_father_not_the_son_who_goes_by_his_first_name() -> None:
    sons = ("Charles Hale", 8), ("Charles", 99), ("Tom Hale", 7)
    assert frozenset({"Mr. Hale", "Hale"}) in names(("Mr. Hale", 90), *sons, ("Hale", 9))


def test_husband_and_wife_are_two() -> None:
    found = names(("Mr. Bennet", 50), ("Mrs. Bennet", 60), ("Jane Bennet", 20), ("Bennet", 3))
    assert frozenset({"Mrs. Bennet"}) in found
    assert names(("John Hale", 20), ("Mrs. John Hale", 5)) == {
        frozenset({"John Hale"}),
        frozenset({"Mrs. John Hale"}),
    }


def test_organisations_do_not_take_a_persons_name() -> None:
    found = names(("Reed Institute", 4), ("Reed", 9), ("Anna Reed", 3), news=True)
    assert frozenset({"Anna Reed", "Reed"}) in found


def test_two_first_names_share_no_bare_surname_unless_one_is_far_more_usual() -> None:
    assert len(names(("Anna Reed", 5), ("Tom Reed", 4), ("Reed", 3))) == 3
    assert len(names(("Anna Reed", 50), ("Tom Reed", 4), ("Reed", 3))) == 2


def test_a_surname_with_particles_is_a_surname() -> None:
    assert names(("Mr. van der Poel", 9), ("Mrs. van der Poel", 9)) == {
        frozenset({"Mr. van der Poel"}),
        frozenset({"Mrs. van der Poel"}),
    }


def test_known_speakers_gather_their_aliases() -> None:
    counts = Counter({"The Duke": 3, "Wellesley": 2, "Arthur Wellesley": 1})
    gathered = characters.cluster_names(
        counts, [KnownSpeaker("Wellington", ("The Duke", "Wellesley"))]
    )
    assert gathered["The Duke"] is gathered["Wellesley"] is gathered["Wellington"]
    assert gathered["The Duke"].name == "Wellington"
    assert gathered["The Duke"].is_known


@pytest.mark.parametrize(
    ("name", "gender"),
    [("Mrs. Poe", "f"), ("Mr. Poe", "m"), ("Anna Poe", "f"), ("Tom", "m"), ("Poe", "")],
)
def test_gender_by_title_and_first_name(name: str, gender: str) -> None:
    assert characters.gender_of(name) == gender


def test_a_title_alone_is_the_one_person_who_bears_it() -> None:
    text = (
        "Count Mosca came in, and Captain Reed with him.\n\n"
        '"Good evening," said the count.\n\n"Good evening," said the captain.\n'
    )
    assert [s.speaker for s in suggest(text)] == ["Count Mosca", "Captain Reed"]


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Dr. John Low", ["Dr"]),
        ("Dr. John Low Jr.", ["Dr"]),
        ("John Low III", []),
        ("Rev. Dr. Low", ["Rev", "Dr"]),
        ("Mr.", []),
    ],
)
def test_a_suffix_is_not_taken_for_a_title(name: str, titles: list[str]) -> None:
    assert characters.leading_titles(name) == titles


def test_somebody_with_a_suffix_is_shown_with_the_full_name() -> None:
    names = Counter({"Stewart Low Jr.": 1, "Mr. Low": 1})
    people = characters.cluster_names(names, news=True)
    assert people["Mr. Low"].name == "Stewart Low Jr."
