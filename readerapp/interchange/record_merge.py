"""Merging two copies of a record, field by field, without a common ancestor.

A record is JSON-ready data with an `id`. Its `merge` field holds what merging needs:

    set    {device: {clock: [field, ...]}}  who set the value of which field, and when
    seen   {device: clock}                  edits that the record contains beyond those in `set`
    also   {field: {device: value}}         values set at the same time as the one that is shown

Each field is a multi-value register and the record has one version vector (Preguiça et al.,
"Dotted Version Vectors", 2010): a value goes only when somebody who had seen it set another.
So `merge_records` is commutative, associative and idempotent, and a mailed file, a git merge
and a copied folder are one operation.

Clocks are hybrid (Kulkarni et al., "Logical Physical Clocks", 2014): seconds since 1970, but
always later than every edit that the record contains. They choose what is shown among values
set at the same time; what was set after what is known from `set` and `seen` alone, which is
why a clock that is wrong by years loses nothing.

A field that nobody stamped counts as set by a device named after its content, before all
others. `modified` is not a register: it belongs to the last edit. Every edit also sets
`deleted` again, so that an edit wins over a deletion made at the same time.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
Fields = dict[str, dict[str, tuple[int, Any]]]  # field -> device -> (clock, value)

_NOT_REGISTERS = ("id", "merge", "modified")
_LARGEST_CLOCK = 2**53  # what every JSON reader keeps exactly
_NOBODY = "?"  # no device's name begins with it


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that was set at the same time as the shown one.

    `device` is who set it, `clock` when (hybrid seconds since 1970).
    """

    value: Any
    device: str
    clock: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that people set differently without having seen each other's value.

    `shown` is what the record shows, `others` what it keeps besides, newest first.
    """

    record: str
    field: str
    shown: Alternative
    others: tuple[Alternative, ...]


@dataclass(slots=True)
class _State:
    fields: Fields
    seen: dict[str, int]


def stamp_changes(
    before: Record | None, after: Record, device: str, at: float | None = None
) -> Record:
    """`after` with its `merge` filled: the fields that differ from `before` were set by `device`.

    `before` is None for a new record; `at` (seconds since 1970) is for tests, else the time is
    now. Where only `modified` or nothing differs, nothing is stamped. `after["merge"]` is ignored.
    """
    old = _parse(before) if before is not None else _State({}, {})
    seen, kept = dict(old.seen), [name for name in after if name not in _NOT_REGISTERS]
    changed = {name for name in kept if before is None or _differ(before, after, name)}
    removed = old.fields.keys() - set(kept)
    clock = _tick(seen, at)
    result: Fields = {name: old.fields[name] for name in kept if name not in changed}
    for name in changed:
        result[name] = {device: (clock, after[name])}
    if "deleted" in after and "deleted" not in changed and (changed or removed):
        # Whoever deleted it at the same time as an earlier edit stays listed.
        against = {d: e for d, e in old.fields["deleted"].items() if e[1] is not None}
        rest = against if after["deleted"] is None else {}
        result["deleted"] = {**rest, device: (clock, after["deleted"])}
    if changed or removed:
        seen[device] = clock
    return _record(after, _State({name: result[name] for name in kept}, seen))


def resolve_field(
    record: Record,
    field: str,
    value: object,
    device: str,
    at: float | None = None,
    others: Iterable[Alternative] = (),
) -> Record:
    """`record` with `field` set to `value` by `device`, and only `others` kept besides.

    None of `others` may be of `device`. One that is later than now would be shown instead.
    """
    state = _parse(record)
    clock = _tick(state.seen, at)
    beside = {other.device: (other.clock, other.value) for other in others}
    state.fields[field] = {**beside, device: (clock, value)}
    state.seen[device] = clock
    return _record({**record, field: value}, state)


def merge_records(a: Record, b: Record) -> Record:
    """What both copies of one record hold: commutative, associative and idempotent."""
    if _same(a, b):
        return a
    left, right = _parse(a), _parse(b)
    fields: Fields = {}
    for name in [*left.fields, *(name for name in right.fields if name not in left.fields)]:
        ours, theirs = left.fields.get(name, {}), right.fields.get(name, {})
        kept = _unsuperseded(ours, theirs, right.seen)
        for device, entry in _unsuperseded(theirs, ours, left.seen).items():
            kept[device] = _greater(kept[device], entry) if device in kept else entry
        if kept:
            fields[name] = kept
    newest = max((a, left), (b, right), key=_last_edit)[0]
    seen = {
        device: max(left.seen.get(device, 0), right.seen.get(device, 0))
        for device in left.seen.keys() | right.seen.keys()
    }
    modified = {"modified": newest["modified"]} if "modified" in newest else {}
    return _record({"id": a["id"], **dict.fromkeys(fields), **modified}, _State(fields, seen))


def merge_table(ours: Iterable[Record], theirs: Iterable[Record]) -> list[Record]:
    """The records of both, one for each `id`, in order of `id`."""
    merged: dict[str, Record] = {}
    for record in (*ours, *theirs):
        known = merged.get(record["id"])
        merged[record["id"]] = record if known is None else merge_records(known, record)
    return [merged[key] for key in sorted(merged)]


def merge_tables(
    ours: Mapping[str, Iterable[Record]], theirs: Mapping[str, Iterable[Record]]
) -> dict[str, list[Record]]:
    """`merge_table` for each table by name, in order of name."""
    return {
        name: merge_table(ours.get(name, ()), theirs.get(name, ()))
        for name in sorted(ours.keys() | theirs.keys())
    }


def conflicts(record: Record) -> list[Conflict]:
    """The fields for which `record` keeps more than the shown value, in order of name."""
    also = _mapping(_mapping(record.get("merge")).get("also"))
    if not also:
        return []
    found = []
    for name, entries in sorted(_parse(record).fields.items()):
        device, (clock, value) = _shown(name, entries)
        others = [Alternative(v, d, c) for d, (c, v) in entries.items() if not _same(v, value)]
        if name == "deleted" and value is not None:
            continue  # all of them deleted it
        if others:
            others.sort(key=lambda other: (other.clock, other.device), reverse=True)
            shown = Alternative(value, device, clock)
            found.append(Conflict(record["id"], name, shown, tuple(others)))
    return found


def alternatives(record: Record, field: str) -> list[Alternative]:
    """The value that `record` shows for `field`, then what it keeps besides, newest first."""
    entries = _parse(record).fields.get(field, {})
    if not entries:
        return []
    shown = _shown(field, entries)[0]
    order = sorted(entries, key=lambda d: (d == shown, entries[d][0], d), reverse=True)
    return [Alternative(entries[device][1], device, entries[device][0]) for device in order]


def _tick(seen: Mapping[str, int], at: float | None) -> int:
    """The clock of an edit made now: later than all that is `seen`."""
    return max(int(time.time() if at is None else at), 1 + max(seen.values(), default=1))


def _unsuperseded(
    entries: Mapping[str, tuple[int, Any]],
    other: Mapping[str, tuple[int, Any]],
    seen_by_other: Mapping[str, int],
) -> dict[str, tuple[int, Any]]:
    """The entries that the other copy still has, or has never seen."""
    return {
        device: entry
        for device, entry in entries.items()
        if entry[0] > seen_by_other.get(device, 0) or other.get(device, (0,))[0] == entry[0]
    }


def _greater(a: tuple[int, Any], b: tuple[int, Any]) -> tuple[int, Any]:
    """The later entry; of two values under one clock, which only damage can bring, always one."""
    if a[0] != b[0]:
        return max(a, b, key=lambda entry: entry[0])
    return a if _same(a[1], b[1]) else max(a, b, key=lambda entry: _text(entry[1]))


def _shown(name: str, entries: Mapping[str, tuple[int, Any]]) -> tuple[str, tuple[int, Any]]:
    """The entry to show: the latest; but what was edited by someone is not deleted."""
    return max(
        entries.items(),
        key=lambda item: (name == "deleted" and item[1][1] is None, item[1][0], item[0]),
    )


def _last_edit(copy: tuple[Record, _State]) -> tuple[int, str, str]:
    record, state = copy
    clock, device = max(((clock, device) for device, clock in state.seen.items()), default=(0, ""))
    return clock, device, _text(record["modified"]) if "modified" in record else ""


def _parse(record: Record) -> _State:
    """The registers of a record; merge data that is not what we write counts as not there."""
    merge = _mapping(record.get("merge"))
    stamps: dict[str, dict[str, int]] = {}
    for device, by_clock in _mapping(merge.get("set")).items():
        for text, names in _mapping(by_clock).items():
            clock = int(text) if len(text) <= 16 and text.isascii() and text.isdigit() else 0
            if not 0 < clock <= _LARGEST_CLOCK or not isinstance(names, list):
                continue
            for name in names:
                if isinstance(name, str):
                    devices = stamps.setdefault(name, {})
                    devices[device] = max(clock, devices.get(device, 0))
    also = _mapping(merge.get("also"))
    seen = {
        device: clock
        for device, clock in _mapping(merge.get("seen")).items()
        if type(clock) is int and 0 < clock <= _LARGEST_CLOCK
    }
    fields: Fields = {}
    for name, value in record.items():
        if name in _NOT_REGISTERS:
            continue
        others = _mapping(also.get(name))
        entries = {d: (c, others.get(d, value)) for d, c in stamps.get(name, {}).items()}
        unstamped = [other for device, other in others.items() if device not in entries]
        if all(device in others for device in entries):
            unstamped.append(value)
        for other in unstamped:
            entries[_nobody(name, other)] = (1, other)
        fields[name] = entries
        for device, (clock, _) in entries.items():
            seen[device] = max(clock, seen.get(device, 0))
    return _State(fields, seen)


def _record(like: Record, state: _State) -> Record:
    """A record with the fields and the order of `like`, the values and merge data of `state`."""
    record: Record = {}
    by_device: dict[str, dict[int, list[str]]] = {}
    also: dict[str, Record] = {}
    implied = set()
    for name, value in like.items():
        if name in _NOT_REGISTERS:
            record[name] = value
            continue
        entries = state.fields[name]
        record[name] = shown = _shown(name, entries)[1][1]
        if len(entries) == 1 and (nobody := next(iter(entries))).startswith(_NOBODY):
            implied.add(nobody)
            continue
        for device, (clock, other) in entries.items():
            by_device.setdefault(device, {}).setdefault(clock, []).append(name)
            if not _same(other, shown):
                also.setdefault(name, {})[device] = other
    setting = {
        device: {str(clock): sorted(names) for clock, names in sorted(by_clock.items())}
        for device, by_clock in sorted(by_device.items())
    }
    more = {
        device: clock
        for device, clock in sorted(state.seen.items())
        if device not in implied and clock > max(by_device.get(device, (0,)))
    }
    merge = {"set": setting, "seen": more, "also": also}
    record["merge"] = {name: part for name, part in merge.items() if part}
    return record


def _differ(before: Record, after: Record, name: str) -> bool:
    return name not in before or not _same(before[name], after[name])


def _same(a: object, b: object) -> bool:
    """Equal as JSON, where true and 1 are two values, and NaN is one."""
    if isinstance(a, str) or a is None:
        return a == b
    return _text(a) == _text(b)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _nobody(name: str, value: object) -> str:
    """The device that stands for whoever set a value without stamping it."""
    return _NOBODY + hashlib.sha256(_text([name, value]).encode()).hexdigest()[:10]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
