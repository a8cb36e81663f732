"""What the turns and the narration around a turn tell about who speaks in it."""

from __future__ import annotations

import pytest

from readerapp.speakers import features
from readerapp.speakers.addresses import collect_addresses
from readerapp.speakers.attribution_input import AttributionInput, build_input
from readerapp.speakers.partners import collect_partners
from readerapp.speakers.pronouns import follow_people
from readerapp.speakers.speaker_candidates import CandidatePool, candidate_pools
from readerapp.speakers.turn_features import turn_edges

OPENING = "Wanda Pike met Oskar Lund and his brother Emil Lund at the mill.\n\n"
DIALOGUE = (
    "“Is the wheel mended?” asked Wanda.\n\n“It turns.”\n\n“Since when, Oskar?”\n\n"
    "“Since noon.”\n\n“Good.”\n\n"
)


def names(scene: AttributionInput, people: object) -> list[str]:
    """Return the names of people, given by their indices."""
    assert isinstance(people, (dict, list, tuple))
    return [scene.people[number].name for number in people]


def pools(scene: AttributionInput) -> list[CandidatePool]:
    """Return the candidates of each unit."""
    return list(candidate_pools(scene, {}))


def test_who_is_addressed_counts_by_the_distance_of_the_turn() -> None:
    scene = build_input(OPENING + DIALOGUE)
    addresses = collect_addresses(scene)
    around = [addresses.around(index) for index in range(5)]
    assert [names(scene, [*one.odd]) for one in around] == [
        [], ["Oskar Lund"], [], ["Oskar Lund"], [],
    ]  # fmt: skip
    assert [names(scene, [*one.even]) for one in around] == [
        ["Oskar Lund"], [], [], [], ["Oskar Lund"],
    ]  # fmt: skip


def test_addresses_end_with_the_dialogue() -> None:
    pause = "The wheel went round and round, and nobody said a word.\n\n"
    scene = build_input(OPENING + DIALOGUE + pause + "“Then we can grind.”\n\n“We can.”\n\n")
    assert collect_addresses(scene).around(5).people == ()


def test_who_is_addressed_far_away_in_the_dialogue_is_a_candidate() -> None:
    crowd = "".join(f"“It is {word}.”\n\n" for word in ("late", "cold", "far", "dark", "wet"))
    scene = build_input("“Well?” asked Wanda.\n\n“Well.”\n\n" + crowd + "“Yes, Ottilie.”\n\n")
    assert "Ottilie" in names(scene, pools(scene)[2].candidates)


@pytest.mark.parametrize("known", [True, False])
def test_he_is_not_the_person_whom_he_addresses(known: bool) -> None:
    text = "Peter Lund and George Lund came in. Peter sat down. “Get up, Peter,” he said.\n"
    scene = build_input(text)
    start = text.index("he said")
    peter = scene.person_index["Peter Lund"]
    quoted = [(text.index("“"), text.index("”") + 1)]
    columns = scene.narrated_names, scene.is_subject, scene.people, quoted
    found = follow_people(text, *columns, {start: [peter]} if known else None)
    meant = found.people[found.starts.index(start)]
    assert names(scene, [meant]) == ["George Lund" if known else "Peter Lund"]


def test_who_is_addressed_is_present_from_the_turn_after() -> None:
    turns = "“Where is your sister, Emil?” asked Wanda.\n\n“Upstairs.”\n\n“Call her.”\n\n"
    scene = build_input(OPENING + turns)
    assert names(scene, list(pools(scene)[2].recent_people))[0] == "Emil Lund"


def test_narration_after_a_turn_tells_who_is_mentioned_next() -> None:
    scene = build_input(OPENING + "“Upstairs.”\n\nEmil shut the door. Wanda looked at him.\n")
    ahead = pools(scene)[0].ahead
    assert names(scene, ahead) == ["Emil Lund", "Wanda Pike"]
    assert ahead[scene.person_index["Emil Lund"]] > ahead[scene.person_index["Wanda Pike"]]


def test_narration_far_after_a_turn_tells_nothing() -> None:
    rain = "The rain fell on the roof of the mill all day. " * 40
    scene = build_input(OPENING + "“Upstairs.”\n\n" + rain + "Emil shut the door.\n")
    assert pools(scene)[0].ahead == {}


def test_people_who_talk_with_each_other_often_are_partners() -> None:
    talk = "“Now?” asked Wanda.\n\n“Now,” said Oskar.\n\n" * 4
    pause = "The wheel went round and round.\n\n" * 6
    scene = build_input(OPENING + talk + pause + "“Later,” said Emil.\n\n")
    partners = collect_partners(scene, {})
    wanda, oskar, emil = (
        scene.person_index[name] for name in ("Wanda Pike", "Oskar Lund", "Emil Lund")
    )
    assert partners.steps(wanda, [oskar]) == partners.steps(oskar, [wanda]) > 0
    assert partners.steps(wanda, [emil]) == partners.steps(oskar, [emil]) == 0


def test_edges_of_a_turn_tell_where_narration_is() -> None:
    scene = build_input(
        OPENING + "“Now.”\n\n“Now?” asked Oskar.\n\nWanda took the long road round the pond behind "
        "the mill, and turned there. “Now.”\n\n“At last!”\n\n"
    )
    assert [turn_edges(scene, unit) for unit in scene.units] == ["", "00", "12", "00"]


def test_articles_have_none_of_these_features() -> None:
    lines = (
        f"“The bridge is safe,” spokesman Carl Moss said on Monday, {year}. The city of Dayton"
        " paid for it.\n\n" for year in range(1990, 2010)
    )  # fmt: skip
    scene = build_input("DAYTON, Ohio (AP) — The council voted on Tuesday.\n\n" + "".join(lines))
    assert scene.news
    found = {
        name
        for choice in features.candidate_features(scene)
        for names_of in choice.static
        for name in names_of
    }
    assert not [name for name in found if name.startswith(("vv", "pp", "fr", "ff", "fh"))]
