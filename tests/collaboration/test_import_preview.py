"""Import preview: what a plan would bring, before anything is saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from readerapp.annotations.session import ReadingSession
from readerapp.collaboration.importing.draft import ImportCounts
from readerapp.collaboration.importing.import_plan import Importer, ImportPlan, read_files
from readerapp.collaboration.importing.import_preview import (
    describe_changes,
    describe_rest,
    preview_import,
)
from readerapp.collaboration.importing.import_run import commit_import
from readerapp.workspace import make_context
from tests.collaboration.test_import import hypothesis
from tests.sessions import Open, mark, open_session, path

__all__ = ["open_session", "path"]  # fixtures


@pytest.fixture
def session(open_session: Open) -> Iterator[ReadingSession]:
    """Open a session on the article."""
    return open_session()


def plan(session: ReadingSession, file: Path) -> tuple[ImportPlan, list[str]]:
    importer = Importer(make_context(str(session.store.folder), "Ana"), lambda done: None)
    importer.add(read_files([file])[0], session)
    [planned] = importer.plans
    return planned, importer.problems


def test_new_ones_are_listed_by_place_with_who_and_when(
    session: ReadingSession, tmp_path: Path
) -> None:
    file = tmp_path / "notes.json"
    data = json.loads(hypothesis("promised a bus", "harbour board", "not in here"))
    data["annotations"][1] |= {"user": "acct:bo@hypothes.is", "updated": "2026-05-06T00:00:00Z"}
    file.write_text(json.dumps(data))
    preview = preview_import(*plan(session, file))
    shown = [(one.outcome, one.quotation, one.annotator) for one in preview.entries]
    assert ("new", "harbour board", "bo") in shown and ("new", "promised a bus", "zoe") in shown
    assert shown.index(("new", "harbour board", "bo")) < shown.index(
        ("new", "promised a bus", "zoe")
    )
    assert preview.annotators == (("zoe", 2), ("bo", 1))
    assert preview.days == ("2026-01-02", "2026-05-06")
    assert describe_changes(preview.counts) == "3 new"
    assert describe_rest(preview.counts) == "1 with text not found"
    assert len(preview_import(plan(session, file)[0], count=1).entries) == 1
    assert not session.store.annotations, "nothing is saved"


def test_changes_and_deletions_of_a_colleague_are_named(open_session: Open, tmp_path: Path) -> None:
    session = open_session()
    kept, gone = mark(session, "harbour board"), mark(session, "promised a bus")
    other = open_session(annotator="Bo", store=tmp_path / "other")
    ours = next((tmp_path / "store").glob("*.json"))
    session.close()
    file = tmp_path / "copy.json"
    file.write_bytes(ours.read_bytes())
    planned, _ = plan(other, file)
    commit_import(planned, "import", make_context(str(tmp_path / "other"), "Bo"))
    other.refresh()
    other.set_colour(kept, "blue")
    other.delete(gone)
    other.close()
    theirs = next((tmp_path / "other").glob("*.json"))
    file.write_bytes(theirs.read_bytes())
    preview = preview_import(*plan(open_session(), file))
    assert [(one.outcome, one.quotation) for one in preview.entries] == [
        ("changed", "harbour board"),
        ("deleted", "promised a bus"),
    ]


def test_counts_are_said_without_noughts() -> None:
    counts = ImportCounts(new=2, restored=1, unchanged=4, binned=3, conflicts=1)
    assert describe_changes(counts) == "2 new, 1 restored"
    rest = "4 unchanged, 3 skipped (deleted here), 1 in conflict"
    assert describe_rest(counts) == rest
    assert (describe_changes(ImportCounts()), describe_rest(ImportCounts())) == ("nothing new", "")
