"""The language of a document: how people and reference managers write it."""

from __future__ import annotations

import pytest

from readerapp.core.errors import ReaderError
from readerapp.core.languages import language_name, parse_language


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("German", "de"),
        ("deutsch", "de"),
        ("ngerman", "de"),
        (" ger ", "de"),
        ("de_at", "de-AT"),
        ("zh-hans-cn", "zh-hans-CN"),
        ("eng-GB", "en-GB"),
        ("日本語", "ja"),
        ("Automatic", ""),
        ("", ""),
        ("pl", "pl"),
    ],
)
def test_a_language_has_one_code(written: str, code: str) -> None:
    assert parse_language(written) == code


@pytest.mark.parametrize("written", ["Klingon", "d", "de-", "de;fr", "English and French"])
def test_what_is_no_language_is_refused_with_the_choices(written: str) -> None:
    with pytest.raises(ReaderError, match=r"There is no language .*write a code such as de"):
        parse_language(written)


def test_a_language_has_a_name_for_people() -> None:
    assert [language_name(code) for code in ("de", "pt-BR", "pl", "")] == [
        "German",
        "Portuguese (pt-BR)",
        "pl",
        "",
    ]
