"""The command `config`: values with their sources, mistakes with their lines, a commented file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from readerapp.cli import main
from readerapp.core.display_choices import save_choice
from readerapp.core.paths import settings_path
from readerapp.core.settings import load_settings, parse_settings
from readerapp.core.settings_table import SETTINGS
from readerapp.ui.actions import ACTIONS, with_keymap

Capture = pytest.CaptureFixture[str]


def write(text: str) -> Path:
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def sources(capsys: Capture, *words: str) -> dict[str, tuple[object, str]]:
    capsys.readouterr()
    assert main([*words, "config", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    return {one["name"]: (one["value"], one["source"]) for one in data["settings"]}


def test_each_value_has_its_source(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write('annotator = "Ana"\nwidth = 70\nstore = "~/s"\n[colours]\nred = "who"\n')
    found = sources(capsys)
    assert found["annotator"] == ("Ana", "settings")
    assert found["colours"] == ({"red": "who"}, "settings")
    assert found["citation"] == ("plain", "default")
    assert found["store"] == (str(Path("~/s").expanduser()), "settings")
    monkeypatch.setenv("READERAPP_ANNOTATOR", "Bo")
    monkeypatch.setenv("READERAPP_SCREEN_READER", "1")
    save_choice("width", 60, 70)
    Path("annotations").mkdir()
    found = sources(capsys)
    assert found["annotator"] == ("Bo", "READERAPP_ANNOTATOR")
    assert found["screen-reader"] == (True, "READERAPP_SCREEN_READER")
    assert found["width"] == (60, "chosen in the reader")
    assert found["store"] == (str(Path.cwd() / "annotations"), "folder in the working folder")
    found = sources(capsys, "--as", "Cy", "--store", str(tmp_path))
    assert found["annotator"] == ("Cy", "option --as")
    assert found["store"] == (str(tmp_path), "option --store")


def test_what_is_printed_can_be_pasted(capsys: Capture) -> None:
    write('width = 70\n[keys]\nzen = ["f9", "f10"]\n[commands]\ndict = "dict {text}"\n')
    assert main(["config"]) == 0
    found = parse_settings(capsys.readouterr().out, Path("x"))
    assert (found.width, found.keys["zen"]) == (70, ("f9", "f10"))
    assert main(["config", "--keys"]) == 0
    keys = parse_settings(capsys.readouterr().out, Path("x")).keys
    assert keys.keys() == {action.id for action in ACTIONS}
    assert with_keymap(keys) == with_keymap({"zen": ("f9", "f10")})


def test_all_mistakes_are_named_with_their_lines(capsys: Capture) -> None:
    path = write('widht = 5\ncolour = "mauve"\n[keys]\nzen = "f9"\nzoom = "n"\ntags = "s"\n')
    assert main(["config", "--check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        f"{path}, line {number}" for number in (1, 2, 5, 6)
    ]
    assert "no action 'zoom'" in lines[2] and "'tags' takes 's', which" in lines[3]
    assert main(["config"]) == 1
    out, err = capsys.readouterr()
    assert err.splitlines() == lines
    assert "zen" in out and "zoom" not in out
    assert main(["config", "--check", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["mistakes"]) == 4


def test_another_file_is_checked(capsys: Capture) -> None:
    Path("a.toml").write_text("width = 0\n")
    assert main(["config", "--check", "a.toml"]) == 0
    assert main(["config", "--check", "b.toml"]) == 1
    assert "b.toml does not exist" in capsys.readouterr().err
    assert main(["config", "--check"]) == 0
    assert "no settings file" in capsys.readouterr().err


def test_a_file_is_written_with_what_was_chosen(capsys: Capture) -> None:
    save_choice("theme", "ansi-dark", "")
    assert main(["config", "--path"]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert main(["config", "--write"]) == 0
    assert f"Wrote {len(SETTINGS)} settings" in capsys.readouterr().err
    assert load_settings().theme == "ansi-dark"
    before = path.read_bytes()
    assert main(["config", "--write"]) == 0
    assert "nothing was written" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_lines_of_a_person_stay(capsys: Capture) -> None:
    own = '# mine\nwidth = 70\n\n[keys]\nzen = "f9"  # so\n'
    path = write(own)
    target = path.with_name("real.toml")
    path.rename(target)
    path.symlink_to(target)  # as people have them who keep settings in a repository
    assert main(["config", "--write"]) == 0
    assert "your 5 lines stayed" in capsys.readouterr().err
    assert path.is_symlink()
    text = target.read_text()
    assert all(line in text for line in own.splitlines())
    assert (load_settings().width, load_settings().keys) == (70, {"zen": ("f9",)})


def test_a_file_of_a_windows_editor_keeps_its_line_ends(capsys: Capture) -> None:
    path = write("")
    path.write_bytes(b"\xef\xbb\xbfwidth = 70\r\n# mine\r\n")
    assert main(["config", "--write"]) == 0
    assert "your 2 lines stayed" in capsys.readouterr().err
    written = path.read_bytes()
    assert written.startswith(b"width = 70\r\n# mine\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert load_settings().width == 70


def test_a_file_that_is_not_toml_is_not_touched(capsys: Capture) -> None:
    path = write("width = \n")
    assert main(["config", "--write"]) == 1
    assert "not valid TOML" in capsys.readouterr().err
    assert path.read_text() == "width = \n"


def test_another_file_is_written_but_never_replaced(capsys: Capture) -> None:
    write("width = 70\n")
    assert main(["config", "--write", "-o", "new.toml"]) == 0
    assert tomllib.loads(Path("new.toml").read_text())["width"] == 70
    assert main(["config", "--write", "-o", "new.toml"]) == 1
    assert "exists; choose another name" in capsys.readouterr().err
    assert main(["config", "--write", "-o", "-"]) == 0
    assert capsys.readouterr().out == Path("new.toml").read_text()
