"""Speaker edits: find, name and merge the speakers of one document, as edits to save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Speaker, new_id, now

Edit = tuple[Annotation | Speaker | None, Annotation | Speaker]
"""A record before (None: new) and after."""


def active_speakers(speakers: Mapping[str, Speaker]) -> list[Speaker]:
    """Return the speakers that were not merged away, by name."""
    return sorted((s for s in speakers.values() if not s.deleted), key=lambda s: s.name.casefold())


def find_by_name(speakers: Mapping[str, Speaker], name: str) -> Speaker | None:
    """Find the speaker with this name, else with this alias, ignoring case; None if none."""
    wanted, here = _folded(name), active_speakers(speakers)
    by_name = (s for s in here if _folded(s.name) == wanted)
    by_alias = (s for s in here if wanted in map(_folded, s.aliases))
    return next(by_name, None) or next(by_alias, None)


def resolve(speakers: Mapping[str, Speaker], key: str | None) -> Speaker | None:
    """Return the speaker `key`, or the one that has its name if it was merged into another.

    Another process may have tagged a passage with the first one during the merge.
    """
    speaker = speakers.get(key or "")
    if speaker is not None and speaker.deleted:
        return find_by_name(speakers, speaker.name)
    return speaker


def name_of_speaker(speakers: Mapping[str, Speaker], annotation: Annotation) -> str:
    """Return the name of an annotation's speaker; of a proposal, whom it proposes; else ""."""
    speaker = resolve(speakers, annotation.speaker)
    proposed = annotation.proposed_speaker if annotation.is_proposal else None
    return speaker.name if speaker else proposed or ""


def with_speaker(annotation: Annotation, speaker: Speaker | None) -> Annotation:
    """Return an annotation with a speaker, or with none; also in place of a proposed one."""
    proposed = annotation.proposed_speaker and ""  # not None, so that undo brings it back
    return replace(annotation, speaker=speaker.id if speaker else None, proposed_speaker=proposed)


def find(speakers: Mapping[str, Speaker], key: str) -> Speaker:
    """Return the speaker `key`.

    Raises:
        ReaderError: it was deleted or merged away.
    """
    speaker = speakers.get(key)
    if speaker is None or speaker.deleted:
        raise ReaderError("This speaker was merged into another; undo the merge first.")
    return speaker


def get_or_create(speakers: Mapping[str, Speaker], name: str) -> tuple[list[Edit], Speaker | None]:
    """Return the speaker called `name`, and the edits to create it if there is none.

    An empty name gives None and no edits.
    """
    name = clean_name(name)
    if not name:
        return [], None
    known = find_by_name(speakers, name)
    if known:
        return [], known
    fresh = Speaker(id=new_id(), name=name)
    return [(None, fresh)], fresh


def label_of_choice(speaker: Speaker | None) -> str:
    """Return the name of the undo step that sets a speaker, or removes it if there is none."""
    return f"speaker {speaker.name}" if speaker else "removal of the speaker"


def get_or_create_all(
    speakers: Mapping[str, Speaker], names: Iterable[str]
) -> tuple[list[Edit], dict[str, str]]:
    """Return the edits that create the speakers which do not exist, and the id for each name."""
    edits: list[Edit] = []
    ids: dict[str, str] = {}
    known = dict(speakers)
    for name in dict.fromkeys(names):
        created, speaker = get_or_create(known, name)
        if speaker:
            known[speaker.id] = speaker
            ids[name] = speaker.id
        edits += created
    return edits, ids


def edit_speaker(
    speakers: Mapping[str, Speaker], key: str, name: str, role: str, aliases: Iterable[str]
) -> tuple[Speaker, Speaker]:
    """Return a speaker before and after a change of name, role and aliases.

    The old name stays as an alias.
    """
    before, name = find(speakers, key), clean_name(name)
    if not name:
        raise ReaderError("A speaker needs a name; type one.")
    names = dict.fromkeys(clean_name(alias) for alias in aliases)
    if _folded(before.name) != _folded(name):
        names[before.name] = None
    kept = tuple(n for n in names if n and _folded(n) != _folded(name))
    return before, replace(before, name=name, role=clean_name(role), aliases=kept)


def merge_speakers(
    speakers: Mapping[str, Speaker], annotations: Iterable[Annotation], key: str, into: str
) -> list[Edit]:
    """Return the edits that merge the speaker `key` into `into`.

    Everything that `key` said is then said by `into`; the name and aliases of `key` become aliases
    of `into`.
    """
    gone, kept = find(speakers, key), find(speakers, into)
    if key == into:
        raise ReaderError("A speaker cannot be merged into itself; choose another speaker.")
    names = dict.fromkeys([*kept.aliases, gone.name, *gone.aliases])
    aliases = tuple(n for n in names if _folded(n) != _folded(kept.name))
    edits: list[Edit] = [
        (kept, replace(kept, aliases=aliases, role=kept.role or gone.role)),
        (gone, replace(gone, deleted=now())),
    ]
    edits += [(a, replace(a, speaker=into)) for a in annotations if a.speaker == key]
    return edits


def store_labelled(edits: Iterable[Edit], labelled: Iterable[Speaker]) -> list[Edit]:
    """Return `edits` with new records for speakers who are named by labels of the text only.

    Such a speaker who is merged into another one gets no record: the alias of the other is enough.
    """
    ids = {speaker.id: new_id() for speaker in labelled}
    stored: list[Edit] = []
    for before, after in edits:
        if isinstance(after, Annotation):
            speaker = ids.get(after.speaker or "", after.speaker)
            stored.append((before, replace(after, speaker=speaker)))
        elif after.id not in ids:
            stored.append((before, after))
        elif not after.deleted:
            stored.append((None, replace(after, id=ids[after.id])))
    return stored


def clean_name(name: str) -> str:
    """Collapse white space in a name to single spaces, and strip it."""
    return " ".join(name.split())


def is_same_name(one: str, other: str) -> bool:
    """Return whether two names differ at most in case and spaces."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return clean_name(name).casefold()
