"""What each format preserves in export and import; it must not become less."""

from __future__ import annotations

from pathlib import Path

from tests.collaboration.round_trips import FIELDS, FILES, STORE_FILE, run

UNCHANGED = "0 new, 0 changed, 10 unchanged"


def test_round_trips_preserve_all_fields_and_repeated_imports_change_nothing(
    tmp_path: Path,
) -> None:
    trips = run(tmp_path)
    lost = {
        name: {field for field in FIELDS if len(set(trip.preserved[field])) > 1}
        for name, trip in trips.items()
    }
    # Only the reader's own file has what is known of a speaker besides the name.
    own = {name: {"aliases and role"} for name in FILES}
    assert lost == {**own, STORE_FILE: set()}
    said = {
        name: (trip.preserved["id"], trip.said, trip.again, trip.home, trip.undone)
        for name, trip in trips.items()
    }
    first = "10 new, 0 changed, 1 with text not found"
    assert said == dict.fromkeys(FILES, ((10, 10), first, UNCHANGED, UNCHANGED, True))
