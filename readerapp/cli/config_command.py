"""The command `config`: print the settings in force, check a file, write a commented one.

`config` says of each setting where its value comes from. `--check` names each mistake of a file,
also those in the keys, which the reader finds only when it starts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.core.display_choices import load_choice
from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home, settings_path
from readerapp.core.settings import (
    MOST_MISTAKES,
    Settings,
    SettingsText,
    examine_settings,
    read_settings_text,
    wants_screen_reader,
)
from readerapp.core.settings_file import complete_settings, format_text, format_value
from readerapp.core.settings_table import SETTINGS, Setting
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label

if TYPE_CHECKING:
    from argparse import Namespace

_CHOICES = ("theme", "width", "screen-reader")
"""The settings that a key or a command of the reader replaces (`core/display_choices`)."""
_WITH_KEYS = "chosen in the reader"
_DEFAULT = "default"


class Value(NamedTuple):
    """A setting in force: its name, its value, and where that comes from."""

    name: str
    value: Any
    source: str


class SettingsReport(NamedTuple):
    """A settings file: its path, its text, what is right in it, and the mistakes."""

    path: Path
    text: str | None
    settings: Settings
    mistakes: tuple[str, ...]


def config(options: Namespace) -> int:
    """Print, check or write the settings."""
    if options.path:
        print_result([f"{settings_path()}\n"])
        return 0
    if options.check is not None:
        return _check(options)
    report = read_report()
    if options.write:
        return _write(options, report)
    for mistake in report.mistakes:
        print_notice(mistake)
    if options.keys:
        print_result(keymap_lines(report.settings))
    elif options.json:
        values = list_values(report.settings, options.store, options.annotator)
        print_json(
            {
                "path": str(report.path),
                "exists": report.text is not None,
                "settings": [one._asdict() for one in values],
                "mistakes": list(report.mistakes),
            }
        )
    else:
        print_result(_value_lines(report, options))
    return 1 if report.mistakes else 0


def read_report(path: Path | None = None) -> SettingsReport:
    """Read a settings file and find its mistakes.

    Args:
        path: The file; None for the one that is in force.

    Raises:
        ReaderError: The file cannot be read, or the named one does not exist.
    """
    used = path or settings_path()
    text = read_settings_text(used)
    if text is None:
        if path is not None:
            raise ReaderError(f"{path} does not exist; `readerapp config --write` writes a file.")
        return SettingsReport(used, None, Settings(), ())
    settings, mistakes = examine_settings(text, used)
    keys, wrong = _examine_keys(settings, SettingsText(text, used))
    told = tuple(map(str, [*mistakes, *wrong][:MOST_MISTAKES]))
    return SettingsReport(used, text, replace(settings, keys=keys), told)


def _examine_keys(
    settings: Settings, file: SettingsText
) -> tuple[Mapping[str, tuple[str, ...]], list[ReaderError]]:
    """Return the keys that can be used, and what is wrong with the others."""
    if not settings.keys:
        return {}, []
    from readerapp.core.keymap import KeymapError
    from readerapp.ui.actions import with_keymap

    keys, mistakes = dict(settings.keys), list[ReaderError]()
    while len(mistakes) < MOST_MISTAKES:
        try:
            with_keymap(keys)
        except KeymapError as error:
            del keys[error.action]
            what = str(error).removeprefix("Settings, keys: ").rstrip(".")
            mistakes.append(file.mistake(error.action, what, "keys"))
        else:
            return keys, mistakes
    return {}, mistakes


def list_values(
    settings: Settings,
    store: str | None,
    annotator: str | None,
    environment: Mapping[str, str] = os.environ,
) -> list[Value]:
    """Return the settings in force with where each comes from.

    Args:
        settings: The settings of the file.
        store: The folder of ``--store``, if any.
        annotator: The name of ``--as``, if any.
        environment: The environment variables.

    Raises:
        ReaderError: The given name of the annotator is empty.
    """
    options = {"store": store, "annotator": annotator}
    return [_value(one, settings, options, environment) for one in SETTINGS]


def _value(
    setting: Setting,
    settings: Settings,
    options: Mapping[str, str | None],
    environment: Mapping[str, str],
) -> Value:
    name, value = setting.name, getattr(settings, setting.field)
    is_default = value == (setting.default if setting.kind != "table" else {})
    source = _DEFAULT if is_default else "settings"
    if name == "annotator":
        from readerapp.core.identity import choose_name

        value = choose_name(options[name], settings.annotator, environment)
        source = source if settings.annotator else "login name"
    elif name == "store":
        from readerapp.workspace import locate_store_folder

        value = str(locate_store_folder(options[name], settings))
        is_local = Path(value) == Path.cwd() / "annotations"
        source = "folder in the working folder" if is_local else source
    elif name == "screen-reader":
        value = wants_screen_reader(settings, environment)
    if options.get(name):
        source = f"option {setting.option}"
    elif setting.variable and environment.get(setting.variable):
        source = setting.variable
    elif name in _CHOICES:
        own = getattr(settings, setting.field)
        chosen = load_choice(name, own)
        value, source = (chosen, _WITH_KEYS) if chosen != own else (value, source)
    return Value(name, dict(value) if setting.kind == "table" else value, source)


def _value_lines(report: SettingsReport, options: Namespace) -> Iterator[str]:
    """Generate the settings in force as lines of TOML with their sources."""
    where = (
        "" if report.text is not None else " (not there yet: `readerapp config --write` writes it)"
    )
    yield f"# {abbreviate_home(str(report.path))}{where}\n"
    for name, value, source in list_values(report.settings, options.store, options.annotator):
        if not isinstance(value, dict):
            line = f"{name} = {sanitize_label(format_value(value), 200)}"
            line, source = (line, source) if value != "" else (f"# {line}", "not set")
            yield f"{line:<48}  # {source}\n"
        elif value:
            yield f"\n[{name}]\n"
            for key, entry in value.items():
                text = ", ".join(entry) if isinstance(entry, tuple) else entry
                yield f"{format_text(key)} = {format_text(text)}\n"


def keymap_lines(settings: Settings) -> Iterator[str]:
    """Generate the keys of all actions as a table of the settings."""
    from readerapp.ui.actions import GROUPS, with_keymap

    actions = with_keymap(settings.keys)
    yield "[keys]\n"
    for group, title in GROUPS.items():
        yield f"\n# {title}\n"
        for action in actions:
            if action.group == group:
                line = f"{format_text(action.id)} = {format_text(', '.join(action.keys))}"
                yield f"{line:<44}  # {action.help}\n"


def _check(options: Namespace) -> int:
    """Print the mistakes of a settings file."""
    report = read_report(Path(options.check).expanduser() if options.check else None)
    if options.json:
        print_json({"path": str(report.path), "mistakes": list(report.mistakes)})
    else:
        print_result(f"{mistake}\n" for mistake in report.mistakes)
    if report.mistakes:
        return 1
    if report.text is None:
        print_notice(f"There is no settings file at {report.path}; the defaults are in force")
    elif not options.json:
        print_notice(f"{report.path} has no mistakes")
    return 0


def _write(options: Namespace, report: SettingsReport) -> int:
    """Write a settings file that names all settings; lines that exist stay as they are."""
    from readerapp.core.atomic_write import make_folder, write_result
    from readerapp.workspace import locate_store_folder

    own = report.text or ""
    before, mistakes = examine_settings(own, report.path)
    if mistakes and _has_wrong_syntax(own):
        raise mistakes[0]
    chosen = {
        one.name: one.value
        for one in list_values(report.settings, None, None)
        if one.source == _WITH_KEYS
    }
    text, added = complete_settings(own, chosen)
    expected = replace(before, **_fields({name: chosen[name] for name in added if name in chosen}))
    if examine_settings(text, report.path)[0] != expected:
        raise ReaderError(f"{report.path} cannot be completed; write a new file with -o FILE.")
    if options.output == "-":
        print_result([text])
        return 0
    path = Path(options.output).expanduser() if options.output else report.path
    if options.output and path.exists():
        raise ReaderError(f"{path} exists; choose another name.")
    if not added and not options.output:
        print_notice(f"{path} names all settings; nothing was written")
        return 0
    if not options.output:
        make_folder(path.parent)
    if own and b"\r\n" in report.path.read_bytes():
        text = text.replace("\n", "\r\n")
    store = locate_store_folder(None, Settings())
    write_result(path, text.encode("utf-8"), document=None, store=store)
    stays = f"; your {count_noun(own.count(chr(10)), 'line')} stayed as they were" if own else ""
    print_notice(f"Wrote {count_noun(len(added), 'setting')} to {path}{stays}")
    return 0


def _has_wrong_syntax(text: str) -> bool:
    import tomllib

    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return True
    return False


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values by the names of the attributes of `Settings`."""
    return {setting.field: values[setting.name] for setting in SETTINGS if setting.name in values}
