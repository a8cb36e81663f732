"""Proposals of programs: how they are stored, merged, accepted and rejected."""

from __future__ import annotations

import json
from functools import reduce
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.annotations.proposals import Proposal, accept_changed
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.undo import apply_changes, diff_fields
from readerapp.cli import main
from readerapp.collaboration.agreement.compare import marks_of_session
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, RecordError, Target
from readerapp.interchange.record_merge import merge_records, stamp_changes
from readerapp.reading.speaker_review import make_ranking_job, suggest_speakers
from tests.sessions import ARTICLE, Open

PROGRAM = "Helper (MCP)"
QUOTE = "a painful but necessary step"
HERE = ARTICLE.index(QUOTE)
TARGET = Target(start=3, end=9, exact="quoted")


def propose(program: ReadingSession, **fields: Any) -> str:
    fields = {"note": "key claim", "tags": ("sale",), "speaker": "Per Aune", **fields}
    keys, _ = program.propose([Proposal(start=HERE, end=HERE + len(QUOTE), **fields)])
    return keys[0]


@pytest.fixture
def key(open_session: Open) -> str:
    """Make a proposal as a program; return its id."""
    return propose(open_session(annotator=PROGRAM))


@pytest.fixture
def ana(open_session: Open, key: str) -> ReadingSession:
    """Open the session of a person, after the proposal was made."""
    return open_session()


def test_other_records_are_written_without_the_fields_of_proposals() -> None:
    plain = Annotation(id="1").to_dict()
    assert not {name for name in plain if "propos" in name or "accept" in name}
    full = Annotation(id="1", proposed=True, proposed_speaker="Bo", accepted="t", withdrawn="t")
    assert Annotation.from_dict(full.to_dict()) == full
    with pytest.raises(RecordError):
        Annotation.from_dict({**plain, "proposed": "yes"})


def test_a_proposal_is_the_programs_and_makes_no_speaker(ana: ReadingSession, key: str) -> None:
    (placed,) = ana.proposals()
    view = ana.view(placed)
    assert (view.creator, view.speaker, view.is_proposal) == (PROGRAM, "Per Aune", True)
    assert ana.speakers == []
    assert marks_of_session(ana) == []
    assert make_ranking_job(ana).settled == {}
    assert suggest_speakers(ana, (HERE, HERE + len(QUOTE)), key)[0].why == "proposed"


def test_accepting_keeps_the_creator_and_says_who_accepted(ana: ReadingSession, key: str) -> None:
    assert ana.accept_proposals([key]).sentence == "Proposal accepted"
    view = ana.view(ana.get(key))
    assert (view.creator, view.accepted_by, view.is_proposal) == (PROGRAM, "Ana", False)
    assert [one.name for one in ana.speakers] == ["Per Aune"]
    assert view.annotation.speaker == ana.speakers[0].id
    ana.undo()
    assert ana.get(key).is_proposal
    assert ana.speakers == []
    ana.redo()
    assert not ana.get(key).is_proposal
    assert ana.view(ana.get(key)).speaker == "Per Aune"


def test_a_rejected_proposal_is_in_the_bin_and_comes_back(ana: ReadingSession, key: str) -> None:
    ana.reject_proposal(key)
    assert [one.id for one in ana.trash] == [key]
    ana.undo()
    assert ana.get(key).is_proposal
    ana.accept_proposals([key])
    with pytest.raises(ReaderError, match="accepted meanwhile"):
        ana.reject_proposal(key)


def remove_speaker(session: ReadingSession, key: str) -> None:
    session.set_speaker([key], "")


@pytest.mark.parametrize(
    "edit",
    [
        lambda session, key: session.set_note(key, "mine"),
        lambda session, key: session.set_colour(key, "blue"),
        lambda session, key: session.set_tags(key, ["mine"]),
        lambda session, key: session.set_ends(key, HERE, HERE + 9),
        remove_speaker,
    ],
)
def test_who_changes_a_proposal_accepts_it(ana: ReadingSession, key: str, edit: Any) -> None:
    edit(ana, key)
    annotation = ana.get(key).annotation
    assert annotation.accepted_by == ana.annotator.id
    assert ana.view(ana.get(key)).speaker == ("" if edit is remove_speaker else "Per Aune")
    ana.undo()
    assert ana.get(key).is_proposal
    assert ana.view(ana.get(key)).speaker == "Per Aune"


def test_the_program_does_not_accept_what_it_proposed(open_session: Open) -> None:
    program = open_session(annotator=PROGRAM)
    key = propose(program)
    program.set_note(key, "better")
    assert program.get(key).is_proposal


# Merging


def stored(**fields: Any) -> dict[str, Any]:
    made = Annotation(
        id="p", target=TARGET, note="base", creator="program", proposed=True, **fields
    )
    return stamp_changes(None, made.to_dict(), "program", at=9)


def edited(record: dict[str, Any], what: str, device: str) -> dict[str, Any]:
    """Return a record after an edit of a person, as a session stamps it."""
    before = Annotation.from_dict(record)
    if what == "undo":
        after = {name: record[name] for name in record if not name.startswith("accepted")}
    elif what == "reject":
        after = {**record, "deleted": f"by {device}"}
    else:
        note = {"note": f"note of {device}"} if what == "edit" else {}
        changed = Annotation.from_dict({**record, **note, "deleted": None})
        ((_, made),) = accept_changed({}, [(before, changed)], device)
        after = made.to_dict()
    return stamp_changes(record, after, device)


def same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


@given(
    st.lists(
        st.lists(st.sampled_from(["accept", "edit", "reject", "undo"]), min_size=1, max_size=3),
        min_size=3,
        max_size=3,
    )
)
def test_merging_is_commutative_associative_and_idempotent(plans: list[list[str]]) -> None:
    first = stored()
    copies = [
        reduce(lambda record, what, device=f"d{number}": edited(record, what, device), plan, first)
        for number, plan in enumerate(plans)
    ]
    merged = [reduce(merge_records, order) for order in permutations(copies)]
    assert all(same(one, merged[0]) for one in merged)
    a, b, c = copies
    assert same(merge_records(a, merge_records(b, c)), merge_records(merge_records(a, b), c))
    assert same(merge_records(merged[0], a), merged[0])
    result = Annotation.from_dict(merged[0])
    if any(plan[-1] in ("accept", "edit") for plan in plans):
        assert result.accepted and result.accepted_by  # a yes that nobody took back
        assert not result.deleted


def test_accepting_and_editing_elsewhere_are_both_there_after_a_merge() -> None:
    first = stored()
    accepted = edited(first, "accept", "ana")
    written = stamp_changes(first, {**first, "tags": ["mine"]}, "old-version")
    merged = Annotation.from_dict(merge_records(accepted, written))
    assert (merged.accepted_by, merged.tags) == ("ana", ("mine",))


def test_accepting_wins_over_rejecting_at_the_same_time() -> None:
    first = stored()
    merged = merge_records(edited(first, "accept", "ana"), edited(first, "reject", "bo"))
    assert merged["deleted"] is None
    assert Annotation.from_dict(merged).accepted_by == "ana"


def test_undo_of_an_acceptance_takes_its_fields_away() -> None:
    before, after = stored(), edited(stored(), "accept", "ana")
    changes = [one.reverse() for one in diff_fields("annotations", before, after)]
    back, refused = apply_changes(changes, after)
    assert not refused
    assert Annotation.from_dict(back).is_proposal


# Commands


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that runs a command on the store and returns what it prints."""

    def run_it(*words: str) -> str:
        assert main([*words, "--store", str(tmp_path / "store"), "--as", "Ana"]) == 0
        return capsys.readouterr().out

    return run_it


def test_commands_leave_proposals_out_until_they_are_accepted(
    key: str,
    path: Path,
    run: Any,
) -> None:
    file = str(path)
    (item,) = json.loads(run("list", file, "--json"))
    assert item["proposed"] is True
    assert f"proposed by {PROGRAM}" in run("list", file)
    assert json.loads(run("export", file, "--format", "json")) == []
    assert json.loads(run("speakers", file, "--json")) == []
    asked = (["--proposed"], ["--filter", "is:proposed"])
    assert all(key in run("export", file, "--format", "json", *words) for words in asked)
    for name in ("markdown", "text", "html", "obsidian", "org", "bibtex", "ris"):
        assert "proposed, not accepted" in run("export", file, "--format", name, "--proposed")
    run("accept", key)
    (item,) = json.loads(run("list", file, "--json", "--filter", "is:accepted"))
    assert (item["creator"], item["accepted_by"]) == (PROGRAM, "Ana")
    assert "proposed" not in item
    assert [one["name"] for one in json.loads(run("speakers", file, "--json"))] == ["Per Aune"]
    assert f"{PROGRAM}, " in (evidence := run("export", file, "--evidence"))
    assert "accepted by Ana, " in evidence


def test_restoring_a_proposal_by_command_does_not_accept_it(key: str, run: Any) -> None:
    run("delete", key)
    run("restore", key)
    (item,) = json.loads(run("list", "--json"))
    assert item["proposed"] is True


def test_changing_a_proposal_by_command_accepts_it(key: str, run: Any) -> None:
    run("tag", key, "--add", "mine")
    (item,) = json.loads(run("list", "--json"))
    assert (item["accepted_by"], item["tags"]) == ("Ana", ["sale", "mine"])


def test_a_rejected_passage_is_known_when_the_text_before_it_has_changed(
    ana: ReadingSession, key: str, path: Path, open_session: Open
) -> None:
    ana.reject_proposal(key)
    text = f"Corrected on Monday.\n\n{ARTICLE}"
    path.write_text(text, encoding="utf-8")
    start = text.index(QUOTE)
    program = open_session(annotator=PROGRAM.upper())
    with pytest.raises(ReaderError, match="has rejected this passage before"):
        program.propose([Proposal(start=start, end=start + len(QUOTE))])
    program.propose([Proposal(start=start, end=start + len(QUOTE) + 1)])
    other = open_session(annotator="Other (MCP)")
    assert other.propose([Proposal(start=start, end=start + len(QUOTE))])[0]
