"""What each format keeps when annotations go out and come in again; nothing may get less."""

from __future__ import annotations

import pytest

from tests.exchange.round_trips import FIELDS, FILES, STORE_FILE, Trip, run

QUIET = "0 new, 0 changed, 0 orphaned, 10 as before"


@pytest.fixture(scope="module")
def trips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trip]:
    """Every format's trip."""
    return run(tmp_path_factory.mktemp("trips"))


@pytest.mark.parametrize("name", FILES)
def test_every_field_comes_back_but_what_only_the_readers_own_file_has(
    name: str, trips: dict[str, Trip]
) -> None:
    lost = {field for field in FIELDS if len(set(trips[name].kept[field])) > 1}
    assert lost == (set() if name == STORE_FILE else {"aliases and role"})
    assert trips[name].kept["id"] == (10, 10)


@pytest.mark.parametrize("name", FILES)
def test_the_same_file_again_and_back_home_changes_nothing(
    name: str, trips: dict[str, Trip]
) -> None:
    found = trips[name]
    assert found.said == "10 new, 0 changed, 1 orphaned, 0 as before"
    assert (found.again, found.home, found.undone) == (QUIET, QUIET, True)
