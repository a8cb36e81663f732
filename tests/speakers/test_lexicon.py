"""Word lists and the trained model are data files of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from readerapp.core.errors import ReaderError
from readerapp.speakers import lexicon, ranker


def test_short_forms_have_names_only() -> None:
    assert "short" not in lexicon.SHORT_FORMS
    assert "full" not in lexicon.FULL_FORMS
    assert lexicon.SHORT_FORMS["helen"] == ("nell", "nellie", "nelly")
    assert lexicon.FULL_FORMS["nell"] == ("helen", "eleanor")


def test_no_data_file_has_an_empty_list_or_a_word_with_punctuation_around_it() -> None:
    for name in ("word_lists.txt", "first_names.txt"):
        lists = lexicon.parse_word_lists(lexicon.read_data_file(name))
        for words in lists.values():
            assert words
            assert all(word[0].isalnum() and word[-1].isalnum() for word in words)


@pytest.mark.parametrize("kind", ["STORY", "NEWS"])
def test_a_model_has_rising_calibration_curves(kind: str) -> None:
    model = ranker.load_model(kind)
    assert model.speaker
    assert model.speech
    for curve in model.calibration.values():
        assert sorted(curve) == list(curve)
        assert all(0 <= number <= 1 for point in curve for number in point)


def test_a_missing_data_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lexicon, "_DATA_FOLDER", tmp_path)
    with pytest.raises(ReaderError, match=r"'speakers/data/word_lists\.txt' is missing: install"):
        lexicon.read_data_file("word_lists.txt")
