"""Choices made with keys: kept for the next start, until the setting is changed."""

from pathlib import Path

from readerapp.core.display_choices import load_choice, save_choice
from readerapp.core.paths import display_choices_name


def test_the_last_of_choice_and_setting_counts() -> None:
    assert load_choice("width", 80) == 80
    save_choice("width", 72, setting=80)
    save_choice("theme", "reader-light", setting="")
    assert load_choice("width", 80) == 72
    assert load_choice("width", 100) == 100, "the setting was changed after the choice"
    assert load_choice("theme", "") == "reader-light"


def test_a_damaged_file_is_no_choice() -> None:
    save_choice("width", 72, setting=80)
    for text in ("", "[]", '{"width": 3}', '{"width": {"value": "wide", "setting": 80}}'):
        Path(display_choices_name()).write_text(text)
        assert load_choice("width", 80) == 80
    save_choice("width", 64, setting=80)
    assert load_choice("width", 80) == 64
