"""What each format keeps when annotations go out and come in again; nothing may get less."""

from __future__ import annotations

from pathlib import Path

from tests.collaboration.round_trips import FIELDS, FILES, STORE_FILE, run

QUIET = "0 new, 0 changed, 0 orphaned, 10 as before"


def test_all_comes_back_and_the_same_file_again_or_back_home_changes_nothing(
    tmp_path: Path,
) -> None:
    trips = run(tmp_path)
    lost = {
        name: {field for field in FIELDS if len(set(trip.kept[field])) > 1}
        for name, trip in trips.items()
    }
    # Only the reader's own file has what is known of a speaker besides the name.
    own = {name: {"aliases and role"} for name in FILES}
    assert lost == {**own, STORE_FILE: set()}
    said = {
        name: (trip.kept["id"], trip.said, trip.again, trip.home, trip.undone)
        for name, trip in trips.items()
    }
    first = "10 new, 0 changed, 1 orphaned, 0 as before"
    assert said == dict.fromkeys(FILES, ((10, 10), first, QUIET, QUIET, True))
