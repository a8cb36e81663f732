"""Isolation of the tests: a home folder of their own, no network."""

import asyncio
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st


def test_home_is_empty_and_own(home: Path) -> None:
    assert Path.home() == home
    assert Path.cwd() == home / "work"
    assert [path.name for path in home.iterdir()] == ["work"]
    assert not list(Path.cwd().iterdir())


def test_nothing_of_the_person_who_runs_the_tests_is_seen(home: Path) -> None:
    assert not [name for name in os.environ if name.startswith(("READERAPP_", "TMUX", "SSH_"))]
    folders = [value for name, value in os.environ.items() if name.startswith("XDG_")]
    assert folders
    assert all(value.startswith(str(home)) for value in folders)


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as there, pytest.raises(AssertionError, match="wants the network"):
        there.connect(("127.0.0.1", 9))
    with pytest.raises(AssertionError, match="asks for an address"):
        socket.create_connection(("example.org", 80))


def test_sockets_between_processes_of_this_machine_work(home: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one, socket.socket(socket.AF_UNIX) as two:
        one.bind("door")
        one.listen()
        two.connect("door")


async def test_coroutines_and_threads_need_no_network(home: Path) -> None:
    assert await asyncio.to_thread(Path.cwd) == home / "work"


@given(st.integers())
def test_properties_stay_in_the_same_home(_number: int) -> None:
    assert Path.cwd().parent == Path.home()
