"""Whether two names of speakers are those of one person."""

import pytest

from readerapp.verification.speaker_names import compare_names


@pytest.mark.parametrize(
    ("draft", "source", "verdict"),
    [
        ("John Matze", "MATZE:", "agrees"),
        ("Mr. Matze", "John Matze", "agrees"),
        ("J. Matze", "John Matze", "agrees"),
        ("John Matze", "JM", "agrees"),
        ("José Peña", "JOSE PENA", "agrees"),
        ("Anna O’Brien", "Anna O'Brien", "agrees"),
        ("Robert Smith", "Bob Smith", "agrees"),
        ("Tobias Ren", "Tobias Renn", "agrees"),
        ("Mayor Ines Calloway", "Ines Calloway", "agrees"),
        ("John Matze", "Jane Matze", "other"),
        ("Mr Matze", "Mrs Matze", "other"),
        ("Renn", "Ines Calloway", "other"),
        ("Ida Holm", "Bo Lind", "other"),
        ("Ida Holm", "THE WITNESS", "unknown"),
        ("Ida Holm", "Q", "unknown"),
        ("Ida Holm", "Speaker 2", "unknown"),
        ("the mayor", "Ines Calloway", "unknown"),
        ("Ines Calloway", "I", "unknown"),
        ("John", "Matze", "unknown"),
        ("John Matze", "BK", "unknown"),
        (None, "Ines Calloway", "unknown"),
    ],
)
def test_names_are_compared(draft: str | None, source: str, verdict: str) -> None:
    assert compare_names(draft, source) == verdict
    assert compare_names(source, draft) == verdict


def test_another_name_of_the_same_person_agrees() -> None:
    assert compare_names("Nora Pell", "Nora Lind", ["Nora Lind-Pell"]) == "agrees"
