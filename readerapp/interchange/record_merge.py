"""Merge two copies of a record, field by field, without a common ancestor.

A record is JSON-ready data with an `id`. Its `merge` field holds the data for merging:

    set    {device: {clock: [field, ...]}}  who set the value of which field, and when
    seen   {device: clock}                  edits that the record contains beyond those in `set`
    also   {field: {device: value}}         values set concurrently with the displayed one

Each field is a multi-value register and the record has one version vector (Preguiça et al., "Dotted
Version Vectors", 2010): a value is dropped only when somebody who had seen it set another. So
`merge_records` is commutative, associative and idempotent, and a mailed file, a git merge and a
copied folder are merged by the same operation.

Clocks are hybrid (Kulkarni et al., "Logical Physical Clocks", 2014): seconds since 1970, but always
later than every edit that the record contains. They only choose the displayed value among
concurrent ones. The causal order is known from `set` and `seen` alone, so a clock that is wrong by
years loses nothing.

A field without a stamp counts as set by a device named after its content, before all others.
`modified` is not a register: it belongs to the last edit. Every edit also sets `deleted` again, so
that an edit wins over a concurrent deletion.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
Fields = dict[str, dict[str, tuple[int, Any]]]  # field -> device -> (clock, value)

NESTED_FIELDS = ("reference",)
"""Fields whose value is a record with stamps of its own, which is merged as such."""

_NON_REGISTER_FIELDS = ("id", "merge", "modified", *NESTED_FIELDS)
_LARGEST_CLOCK = 2**53  # every JSON parser reads integers up to here exactly
_UNSTAMPED_PREFIX = "?"  # no device's name begins with it


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that was set concurrently with the displayed one.

    `device` is the device that set it, `clock` the time (hybrid seconds since 1970).
    """

    value: Any
    device: str
    clock: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that people set to different values without having seen each other's value.

    `shown` is the displayed value; `others` are the alternatives, newest first.
    """

    record: str
    field: str
    shown: Alternative
    others: tuple[Alternative, ...]


@dataclass(slots=True)
class _Registers:
    fields: Fields
    seen: dict[str, int]


def stamp_changes(
    before: Record | None, after: Record, device: str, at: float | None = None
) -> Record:
    """Return `after` with its `merge` data: `device` set the fields that differ from `before`.

    Where nothing or only `modified` differs, nothing is stamped. `after["merge"]` is ignored.

    Args:
        before: the record before the edit; None for a new record.
        after: the record after the edit.
        device: the name that counts the edit.
        at: the time in seconds since 1970, for tests; None for now.
    """
    old = _parse(before) if before is not None else _Registers({}, {})
    seen = dict(old.seen)
    names = [name for name in after if name not in _NON_REGISTER_FIELDS]
    changed = {name for name in names if before is None or _is_changed(before, after, name)}
    removed = old.fields.keys() - set(names)
    clock = _next_clock(seen, at)
    fields: Fields = {name: old.fields[name] for name in names if name not in changed}
    for name in changed:
        fields[name] = {device: (clock, after[name])}
    if "deleted" in after and "deleted" not in changed and (changed or removed):
        # A deletion that was concurrent with an earlier edit stays recorded.
        deletions = {d: e for d, e in old.fields["deleted"].items() if e[1] is not None}
        concurrent = deletions if after["deleted"] is None else {}
        fields["deleted"] = {**concurrent, device: (clock, after["deleted"])}
    if changed or removed:
        seen[device] = clock
    return _to_record(after, _Registers({name: fields[name] for name in names}, seen))


def resolve_field(
    record: Record,
    field: str,
    value: object,
    device: str,
    at: float | None = None,
    others: Iterable[Alternative] = (),
) -> Record:
    """Return `record` with `field` set to `value` by `device`, and only `others` beside it.

    Args:
        record: the record with the conflict.
        field: the name of the field.
        value: the value to display.
        device: the name that counts the edit.
        at: the time in seconds since 1970; None for now.
        others: the alternatives to keep. None of them may be of `device`. One with a later clock
            than now would be displayed instead.
    """
    state = _parse(record)
    clock = _next_clock(state.seen, at)
    entries = {other.device: (other.clock, other.value) for other in others}
    state.fields[field] = {**entries, device: (clock, value)}
    state.seen[device] = clock
    return _to_record({**record, field: value}, state)


def merge_records(a: Record, b: Record) -> Record:
    """Merge two copies of one record; commutative, associative and idempotent."""
    if _is_equal_json(a, b):
        return a
    left, right = _parse(a), _parse(b)
    fields: Fields = {}
    for name in [*left.fields, *(name for name in right.fields if name not in left.fields)]:
        ours, theirs = left.fields.get(name, {}), right.fields.get(name, {})
        entries = _drop_superseded(ours, theirs, right.seen)
        for device, entry in _drop_superseded(theirs, ours, left.seen).items():
            entries[device] = _later_entry(entries[device], entry) if device in entries else entry
        if entries:
            fields[name] = entries
    newest = max((a, left), (b, right), key=_last_edit_key)[0]
    seen = {
        device: max(left.seen.get(device, 0), right.seen.get(device, 0))
        for device in left.seen.keys() | right.seen.keys()
    }
    modified = {"modified": newest["modified"]} if "modified" in newest else {}
    nested = {
        name: merge_parts(a.get(name, {}), b.get(name, {}))
        for name in NESTED_FIELDS
        if name in a or name in b
    }
    return _to_record(
        {"id": a["id"], **dict.fromkeys(fields), **nested, **modified}, _Registers(fields, seen)
    )


def merge_parts(a: object, b: object) -> Record:
    """Merge two copies of a record without an id, which is a field of another record."""
    merged = merge_records({**_as_mapping(a), "id": ""}, {**_as_mapping(b), "id": ""})
    return {name: v for name, v in merged.items() if name != "id" and (name != "merge" or v)}


def merge_table(ours: Iterable[Record], theirs: Iterable[Record]) -> list[Record]:
    """Merge two lists of records into one record for each `id`, in order of `id`."""
    merged: dict[str, Record] = {}
    for record in (*ours, *theirs):
        earlier = merged.get(record["id"])
        merged[record["id"]] = record if earlier is None else merge_records(earlier, record)
    return [merged[key] for key in sorted(merged)]


def merge_tables(
    ours: Mapping[str, Iterable[Record]], theirs: Mapping[str, Iterable[Record]]
) -> dict[str, list[Record]]:
    """Merge two sets of tables with `merge_table`, table by table, in order of name."""
    return {
        name: merge_table(ours.get(name, ()), theirs.get(name, ()))
        for name in sorted(ours.keys() | theirs.keys())
    }


def find_conflicts(record: Record) -> list[Conflict]:
    """Return the fields with alternatives to the displayed value, in order of name."""
    also = _as_mapping(_as_mapping(record.get("merge")).get("also"))
    if not also:
        return []
    conflicts = []
    for name, entries in sorted(_parse(record).fields.items()):
        device, (clock, value) = _displayed_entry(name, entries)
        others = [
            Alternative(v, d, c) for d, (c, v) in entries.items() if not _is_equal_json(v, value)
        ]
        if name == "deleted" and value is not None:
            continue  # all sides deleted the record
        if others:
            others.sort(key=lambda other: (other.clock, other.device), reverse=True)
            shown = Alternative(value, device, clock)
            conflicts.append(Conflict(record["id"], name, shown, tuple(others)))
    return conflicts


def list_alternatives(record: Record, field: str) -> list[Alternative]:
    """Return the displayed value of `field`, then its alternatives, newest first."""
    entries = _parse(record).fields.get(field, {})
    if not entries:
        return []
    shown = _displayed_entry(field, entries)[0]
    order = sorted(entries, key=lambda d: (d == shown, entries[d][0], d), reverse=True)
    return [Alternative(entries[device][1], device, entries[device][0]) for device in order]


def list_edits(record: Record, field: str) -> set[tuple[str, int]]:
    """Return device and clock of each edit that set a value of `field`; empty without stamps."""
    entries = _parse(record).fields.get(field, {})
    return {(d, c) for d, (c, _) in entries.items() if not d.startswith(_UNSTAMPED_PREFIX)}


def list_entries(record: Record) -> Fields:
    """Return what was set in each field: by device the clock and the value.

    A value that was set without a stamp has a device named after its content; see `is_stamped`.
    """
    return _parse(record).fields


def is_stamped(device: str) -> bool:
    """Return whether a device counts edits, and is not named after the content of a value."""
    return not device.startswith(_UNSTAMPED_PREFIX)


def map_values(record: Record, change: Callable[[str, str, int, Any], Any]) -> Record:
    """Return a record with other values, as if those had been set: the stamps stay.

    Args:
        record: The record.
        change: Returns the new value for a field, a device, a clock, and the value that was set.
    """
    state = _parse(record)
    fields: Fields = {}
    seen = dict(state.seen)
    for name, entries in state.fields.items():
        fields[name] = {}
        for device, (clock, value) in entries.items():
            after = change(name, device, clock, value)
            known = device
            if not is_stamped(device) and after != value:
                seen.pop(device, None)
                known = _unstamped_device(name, after)
                seen[known] = clock
            fields[name][known] = (clock, after)
    after = _to_record(record, _Registers(fields, seen))
    has_merge = "merge" in record or after["merge"]
    return after if has_merge else {name: after[name] for name in record}


def _next_clock(seen: Mapping[str, int], at: float | None) -> int:
    """Return the clock of an edit made now: later than all clocks in `seen`."""
    return max(int(time.time() if at is None else at), 1 + max(seen.values(), default=1))


def _drop_superseded(
    entries: Mapping[str, tuple[int, Any]],
    other: Mapping[str, tuple[int, Any]],
    seen_by_other: Mapping[str, int],
) -> dict[str, tuple[int, Any]]:
    """Return the entries that the other copy still has, or has never seen."""
    return {
        device: entry
        for device, entry in entries.items()
        if entry[0] > seen_by_other.get(device, 0) or other.get(device, (0,))[0] == entry[0]
    }


def _later_entry(a: tuple[int, Any], b: tuple[int, Any]) -> tuple[int, Any]:
    """Return the later of two entries.

    Two values under one clock are possible only in damaged data; then the choice is arbitrary, but
    always the same.
    """
    if a[0] != b[0]:
        return max(a, b, key=lambda entry: entry[0])
    return a if _is_equal_json(a[1], b[1]) else max(a, b, key=lambda entry: _to_json(entry[1]))


def _displayed_entry(
    name: str, entries: Mapping[str, tuple[int, Any]]
) -> tuple[str, tuple[int, Any]]:
    """Return the entry to display: the latest; but any edit wins over a deletion."""
    return max(
        entries.items(),
        key=lambda item: (name == "deleted" and item[1][1] is None, item[1][0], item[0]),
    )


def _last_edit_key(copy: tuple[Record, _Registers]) -> tuple[int, str, str]:
    record, state = copy
    clock, device = max(((clock, device) for device, clock in state.seen.items()), default=(0, ""))
    return clock, device, _to_json(record["modified"]) if "modified" in record else ""


def _parse(record: Record) -> _Registers:
    """Parse the registers of a record; invalid merge data is ignored."""
    merge = _as_mapping(record.get("merge"))
    stamps: dict[str, dict[str, int]] = {}
    for device, by_clock in _as_mapping(merge.get("set")).items():
        for text, names in _as_mapping(by_clock).items():
            clock = int(text) if len(text) <= 16 and text.isascii() and text.isdigit() else 0
            if not 0 < clock <= _LARGEST_CLOCK or not isinstance(names, list):
                continue
            for name in names:
                if isinstance(name, str):
                    devices = stamps.setdefault(name, {})
                    devices[device] = max(clock, devices.get(device, 0))
    also = _as_mapping(merge.get("also"))
    seen = {
        device: clock
        for device, clock in _as_mapping(merge.get("seen")).items()
        if type(clock) is int and 0 < clock <= _LARGEST_CLOCK
    }
    fields: Fields = {}
    for name, value in record.items():
        if name in _NON_REGISTER_FIELDS:
            continue
        others = _as_mapping(also.get(name))
        entries = {d: (c, others.get(d, value)) for d, c in stamps.get(name, {}).items()}
        unstamped = [other for device, other in others.items() if device not in entries]
        if all(device in others for device in entries):
            unstamped.append(value)
        for other in unstamped:
            entries[_unstamped_device(name, other)] = (1, other)
        fields[name] = entries
        for device, (clock, _) in entries.items():
            seen[device] = max(clock, seen.get(device, 0))
    return _Registers(fields, seen)


def _to_record(order: Record, state: _Registers) -> Record:
    """Make a record with the fields of `order`, in that order, and the values of `state`."""
    record: Record = {}
    by_device: dict[str, dict[int, list[str]]] = {}
    also: dict[str, Record] = {}
    unstamped = set()
    for name, value in order.items():
        if name in _NON_REGISTER_FIELDS:
            record[name] = value
            continue
        entries = state.fields[name]
        record[name] = shown = _displayed_entry(name, entries)[1][1]
        if len(entries) == 1 and (device := next(iter(entries))).startswith(_UNSTAMPED_PREFIX):
            unstamped.add(device)
            continue
        for device, (clock, other) in entries.items():
            by_device.setdefault(device, {}).setdefault(clock, []).append(name)
            if not _is_equal_json(other, shown):
                also.setdefault(name, {})[device] = other
    set_stamps = {
        device: {str(clock): sorted(names) for clock, names in sorted(by_clock.items())}
        for device, by_clock in sorted(by_device.items())
    }
    other_seen = {
        device: clock
        for device, clock in sorted(state.seen.items())
        if device not in unstamped and clock > max(by_device.get(device, (0,)))
    }
    merge = {"set": set_stamps, "seen": other_seen, "also": also}
    record["merge"] = {name: part for name, part in merge.items() if part}
    return record


def _is_changed(before: Record, after: Record, name: str) -> bool:
    return name not in before or not _is_equal_json(before[name], after[name])


def _is_equal_json(a: object, b: object) -> bool:
    """Return whether two values are equal as JSON, where true and 1 differ, and NaN equals NaN."""
    if isinstance(a, str) or a is None:
        return a == b
    return _to_json(a) == _to_json(b)


def _to_json(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _unstamped_device(name: str, value: object) -> str:
    """Return the device name for a value that was set without a stamp."""
    return _UNSTAMPED_PREFIX + hashlib.sha256(_to_json([name, value]).encode()).hexdigest()[:10]


def _as_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
