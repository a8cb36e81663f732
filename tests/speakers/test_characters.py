"""Names are taken apart and gathered into persons."""

from __future__ import annotations

from collections import Counter

import pytest

from readerapp.speakers import KnownSpeaker, characters, name_parts
from readerapp.speakers import names as names_module


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


def test_an_office_alone_is_its_only_holder_in_a_story() -> None:
    held = (("Captain Venn", 3), ("Captain", 4))
    assert names(*held) == {frozenset({"Captain Venn", "Captain"})}
    assert frozenset({"Captain"}) in names(*held, ("Captain Oakley", 2))


def test_a_participle_that_begins_sentences_is_no_name() -> None:
    text = "Ceasing, he sat down. Halted again. Fielding nodded. Then Harding came in."
    found = names_module.find_names(text, wrapped=False)
    assert [mention.name for mention in found] == ["Fielding", "Harding"]


def test_a_common_word_is_a_name_where_it_speaks_or_is_a_surname() -> None:
    text = (
        "The four were late. “Wait,” said Nine, “there are nine of us.” Nine laughed. Nine days"
        " later they met Ann Short. It was a short walk, and they left Short at the gate. Short of"
        " breath, they ran."
    )
    found = names_module.find_names(text, wrapped=False)
    assert [mention.name for mention in found] == ["Nine", "Nine", "Ann Short", "Short"]
    assert names_module.find_names("“No,” he said. Two went. The Short way.", wrapped=False) == []


@pytest.mark.parametrize(
    ("called", "alone"),
    [
        ((("Ida Holt", 40), ("Ida", 90), ("Miss Ida Holt", 30), ("Miss Holt", 30)), False),
        ((("Ida Holt", 40), ("Miss Ida Holt", 30), ("Miss Holt", 30)), True),
        ((("Ida Holt", 1), ("Miss Ida Holt", 2), ("Miss Holt", 40)), False),
        ((("Mrs. Holt", 90), ("Miss Holt", 7)), True),
        ((("Mrs. John Holt", 9), ("Mrs. Holt", 6)), False),
        ((("Mrs. John Holt", 1), ("Mrs. Holt", 90)), True),
        ((("Jacob Holt", 1), ("Mr. Holt", 8), ("Monsieur Holt", 4)), False),
        ((("Major Holt", 14), ("Mr. Holt", 12)), True),
    ],
    ids=[
        "mostly a first name",
        "elder sister",
        "introduced in full",
        "mother and daughter",
        "wife in short",
        "wife of the son",
        "title in another language",
        "brothers",
    ],
)
def test_a_title_and_surname_is_somebody_else_only_if_that_person_has_another_name(
    called: tuple[tuple[str, int], ...], alone: bool
) -> None:
    shortest = called[-1][0]
    assert (frozenset({shortest}) in names(*called)) is alone


def test_miss_and_a_surname_is_the_sister_whom_the_text_names_far_more() -> None:
    sisters = (("Ida Holt", 2), ("Ida", 110), ("Ruth Holt", 2), ("Ruth", 9), ("Miss Holt", 7))
    assert frozenset({"Ida Holt", "Ida", "Miss Holt"}) in names(*sisters)


@pytest.mark.parametrize(
    "called",
    [
        (("Mike Campbell", 3), ("Mike", 200), ("Michael", 20)),  # the full name is rare
        (("Anna Trot", 9), ("Miss Anna", 7), ("Anna", 2)),
        (("Mary Hale", 1), ("Miss Mary Hale", 1), ("Miss Hale", 40)),
    ],
    ids=["short form", "title and first name", "title and surname"],
)
def test_rare_full_names_join_what_a_person_is_usually_called(
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


def test_a_wife_who_is_called_by_her_husbands_name_is_not_he() -> None:
    found = names(("Newton Arden", 30), ("Newton", 60), ("Mrs. Newton Arden", 6))
    assert frozenset({"Mrs. Newton Arden"}) in found
    assert names(("Sue Arden", 9), ("Mrs. Sue Arden", 2)) == {
        frozenset({"Sue Arden", "Mrs. Sue Arden"})
    }


def test_mrs_low_is_the_one_mrs_john_low_unless_she_is_far_more_frequent() -> None:
    assert names(("Mrs. Cecil Frome", 9), ("Mrs. Frome", 20)) == {
        frozenset({"Mrs. Cecil Frome", "Mrs. Frome"})
    }
    assert len(names(("Mrs. Cecil Frome", 3), ("Mrs. Frome", 40))) == 2
    assert len(names(("Mrs. Cecil Frome", 9), ("Mrs. Hugh Frome", 9), ("Mrs. Frome", 20))) == 3


def test_a_particle_at_the_start_of_a_sentence_is_part_of_a_surname() -> None:
    assert names(("Mayor Ann de Vesey", 2), ("De Vesey", 3), news=True) == {
        frozenset({"Mayor Ann de Vesey", "De Vesey"})
    }


def test_an_arabic_article_is_part_of_a_surname() -> None:
    found = names_module.find_names("We met Salim al-Habbash. Al said al-Habbash left.", False)
    assert {mention.name for mention in found} >= {"Salim al-Habbash"}
    assert frozenset({"Salim al-Habbash", "Habbash"}) in names(
        ("Salim al-Habbash", 1), ("Habbash", 4), news=True
    )


def test_a_rank_joins_the_full_name_that_has_it() -> None:
    found = names(
        ("Ellen Brandt", 5), ("Countess Ellen Brandt", 2), ("Countess Brandt", 9),
        ("Madame Brandt", 60), ("Count Brandt", 7),
    )  # fmt: skip
    assert found == {
        frozenset({"Ellen Brandt", "Countess Ellen Brandt", "Countess Brandt", "Madame Brandt"}),
        frozenset({"Count Brandt"}),
    }


def test_a_title_before_a_first_name_belongs_to_the_person() -> None:
    assert names(("Sir Ralph Vane", 2), ("Sir Ralph", 30), ("Ralph", 9)) == {
        frozenset({"Sir Ralph Vane", "Sir Ralph"}),
        frozenset({"Ralph"}),
    }
    assert names(("Lady Anne Rooke", 9), ("Lady Anne", 30), ("Miss Rooke", 8)) == {
        frozenset({"Lady Anne Rooke", "Lady Anne"}),
        frozenset({"Miss Rooke"}),
    }


def test_mrs_miss_and_colonel_of_one_surname_are_three() -> None:
    assert len(names(("Mrs. Rooke", 30), ("Miss Rooke", 8), ("Colonel Rooke", 9))) == 3


def test_a_first_name_is_whom_the_text_calls_so_in_full() -> None:
    found = names(("Jane Poole", 90), ("Jane", 150), ("Miss Grey", 110), ("Miss Jane Grey", 1))
    assert frozenset({"Jane Poole", "Jane"}) in found


def test_a_bare_surname_is_the_man_whose_full_name_is_also_told() -> None:
    found = names(
        ("Mr. Rooke", 90), ("Rooke", 70), ("Penwell Rooke", 4), ("Miss Rooke", 8), ("Ada Rooke", 4)
    )
    assert found == {
        frozenset({"Mr. Rooke", "Rooke", "Penwell Rooke"}),
        frozenset({"Miss Rooke", "Ada Rooke"}),
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
    assert name_parts.gender_of(name) == gender


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Dr. John Low", ("Dr",)),
        ("Dr. John Low Jr.", ("Dr",)),
        ("John Low III", ()),
        ("Rev. Dr. Low", ("Rev", "Dr")),
        ("Mr.", ()),
    ],
)
def test_a_suffix_is_not_taken_for_a_title(name: str, titles: tuple[str, ...]) -> None:
    assert names_module.leading_titles(name) == titles


def test_somebody_with_a_suffix_is_shown_with_the_full_name() -> None:
    names = Counter({"Stewart Low Jr.": 1, "Mr. Low": 1})
    people = characters.cluster_names(names, news=True)
    assert people["Mr. Low"].name == "Stewart Low Jr."


def shown(*counts: tuple[str, int], news: bool = True) -> set[str]:
    return {person.name for person in characters.cluster_names(dict(counts), news=news).values()}


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        ([("Ida Holm", 1), ("Holm", 9)], {"Ida Holm"}),
        ([("Sen. Ida Holm", 1), ("Holm", 9)], {"Ida Holm"}),
        ([("Ida Holm", 1), ("Team Holm", 3), ("Holm", 9)], {"Ida Holm", "Team Holm"}),
        ([("Ida Holm", 3), ("Bo Holm", 2), ("Holm", 2)], {"Ida Holm", "Bo Holm"}),
        ([("Bo Holm Sr.", 1), ("Bo Holm Jr.", 1)], {"Bo Holm Sr.", "Bo Holm Jr."}),
        ([("Bo Holm", 4), ("Bo Holm Jr.", 1), ("Holm Jr.", 2)], {"Bo Holm", "Bo Holm Jr."}),
        ([("Bo Holm Jr.", 1), ("Mr. Holm", 5)], {"Bo Holm Jr."}),
        ([("Mr. Holm", 3), ("Mrs. Holm", 3)], {"Mr. Holm", "Mrs. Holm"}),
    ],
)
def test_news_call_a_person_by_the_fullest_name(
    called: list[tuple[str, int]], expected: set[str]
) -> None:
    assert shown(*called) == expected


def test_stories_call_a_person_by_a_full_name_or_by_the_usual_one() -> None:
    assert shown(("Emma Hale", 5), ("Emma", 700), ("Miss Hale", 90), news=False) == {"Emma Hale"}
    assert shown(("Mr. Hale", 90), ("Hale", 9), news=False) == {"Mr. Hale"}
    assert shown(("Miss Dora Hale", 1), ("Dora", 60), news=False) == {"Dora"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("said Secretary of State Ida Holm today", "Ida Holm"),
        ("said Actress Ida Holm today", "Ida Holm"),
        ("said Democrat Ida Holm today", "Ida Holm"),
        ("said J. Ida Holm today", "J. Ida Holm"),
        ("said Edwin M. Holm today", "Edwin M. Holm"),
        ("said Acme Widgets CEO Ida Holm today", "Ida Holm"),
    ],
)
def test_a_name_begins_after_the_role(written: str, expected: str) -> None:
    assert [one.name for one in names_module.find_names(written, wrapped=False)][-1] == expected


@pytest.mark.parametrize("alone", ["CEO", "Sen."])
def test_a_bare_title_is_nobody(alone: str) -> None:
    found = names_module.find_names(f"then the {alone} went home", wrapped=False)
    assert not found
