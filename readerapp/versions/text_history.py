"""The last texts that were read of each document, so that a change is seen after an edit in place.

They are in the folder `history` of the user's state folder, compressed, for the owner alone:

- `documents/`: for each document one small JSON file, named after a hash of its path or address. It
  lists the versions of the text that were read, and when.
- `texts/`: the texts themselves behind a line of JSON, named after their fingerprints. So a text is
  there once, whatever its name. A file that was renamed begins a new list with the same text.

All texts together take up to a limit; those that were not read for longest are deleted first. If a
file is lost, only a comparison is, so nothing waits for the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readerapp.core.atomic_write import make_folder, write_private
from readerapp.core.model import now
from readerapp.core.paths import app_folder

if TYPE_CHECKING:
    from readerapp.core.settings import Settings
    from readerapp.documents import Document

MOST_VERSIONS = 5
"""Versions of a document that are listed; what is read now and what it is compared with are among
them, so that more would only fill the disk."""
_SHARE = 10
"""A text that takes more than one part in this many of the limit is not kept: it would push out all
others."""
_SAME_SITTING = timedelta(hours=1)
"""A version that was opened within this time after the one before it, and whose changes were not
looked at, is one state of many while somebody edits the file. What is new is then told from the
text before the first of them."""
_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A text of a document that was read.

    Attributes:
        fingerprint: of the text.
        read: when it was opened last (RFC 3339, UTC).
        base: the fingerprint of the text that it is compared with; empty if it is the first one.
        seen: whether the reader has looked at what changed since `base`.
    """

    fingerprint: str
    read: str
    base: str = ""
    seen: bool = False


_FIELDS = {field.name for field in fields(TextVersion)}


class TextHistory:
    """The texts that were read, in a folder that is created when the first one is written.

    Args:
        folder: the folder.
        limit: the most bytes that all texts may take on the disk; 0 keeps none.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit

    def versions(self, name: str) -> list[TextVersion]:
        """Return the versions of the document with that path or address, last read first."""
        try:
            data: Any = json.loads(self._list_file(name).read_text(encoding="utf-8"))
            found = [
                TextVersion(**{name: version[name] for name in version.keys() & _FIELDS})
                for version in data["versions"]
            ]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return []
        is_valid = all(
            isinstance(value, kind)
            for one in found
            for value, kind in (
                (one.fingerprint, str), (one.read, str), (one.base, str), (one.seen, bool)
            )
        )  # fmt: skip
        return sorted(found, key=lambda one: one.read, reverse=True) if is_valid else []

    def find_last(self, names: Sequence[str]) -> TextVersion | None:
        """Return the version of a document that was read last; None if none was."""
        return next(iter(self.versions(names[0])), None) if names else None

    def find_earlier(self, names: Sequence[str], fingerprint: str) -> TextVersion | None:
        """Return the version that a text is to be compared with.

        It is the one that was read last, or that the one read last was compared with if both were
        opened in one sitting. For a text that is known already it is the same as before.

        Args:
            names: the names of the document; former ones count if the first one is not known.
            fingerprint: of the text as it is now.

        Returns:
            The version; None if there is none, or it is the text as it is now.
        """
        versions = self._known_versions(names)
        if not versions:
            return None
        by_fingerprint = {one.fingerprint: one for one in versions}
        last = versions[0]
        before = by_fingerprint.get(last.base)
        if last.fingerprint == fingerprint:
            earlier = before
        elif before is None or last.seen or _age(last.read) >= _SAME_SITTING:
            earlier = last
        else:
            earlier = before
        return earlier if earlier and earlier.fingerprint != fingerprint else None

    def _known_versions(self, names: Sequence[str]) -> list[TextVersion]:
        """Return the versions under the first name that has any."""
        return next((found for name in names if (found := self.versions(name))), [])

    def is_news(self, name: str, fingerprint: str) -> bool:
        """Return whether the text differs from its earlier version, and nobody has looked yet."""
        version = self._find(name, fingerprint)
        return version is not None and not version.seen

    def _find(self, name: str, fingerprint: str) -> TextVersion | None:
        """Return a version if it is the one that was read last."""
        last = self.find_last([name])
        return last if last and last.fingerprint == fingerprint else None

    def remember(
        self, document: Document, fingerprint: str, former_names: Sequence[str] = ()
    ) -> None:
        """Keep the text of a document as the one that was read last.

        Nothing is written if the text is too large, or the document has no name. If there is no
        room on the disk, the text is not kept.

        Args:
            document: the document.
            fingerprint: of its text.
            former_names: other names under which the document was read.
        """
        if not self._limit:
            self._make_room()  # what was kept before the setting was 0
            return
        if not document.names or document.text.size > self._limit // _SHARE:
            return
        name = document.names[0]
        with suppress(OSError):
            if known := self._find(name, fingerprint):
                version = replace(known, read=now())
            else:
                earlier = self.find_earlier([name, *former_names], fingerprint)
                base = earlier.fingerprint if earlier else ""
                version = TextVersion(fingerprint, now(), base, seen=not base)
            is_new = self._write_text(document, fingerprint)
            self._write_list(name, version, self._known_versions([name, *former_names]))
            if is_new:
                self._make_room()

    def confirm_seen(self, name: str, fingerprint: str) -> None:
        """Note that the reader has looked at what changed; errors are ignored."""
        if version := self._find(name, fingerprint):
            with suppress(OSError):
                self._write_list(name, replace(version, seen=True), self.versions(name))

    def load(self, version: TextVersion, names: Sequence[str] = ()) -> Document | None:
        """Return a text that was kept, with its locators; None if it is gone or damaged."""
        from readerapp.documents.document import Document, Milestone
        from readerapp.text.paragraph_flow import ParagraphFlow
        from readerapp.text.source import Text

        try:
            written = zlib.decompress(self._text_file(version.fingerprint).read_bytes())
            head, _, content = written.partition(b"\n")
            data: Any = json.loads(head)
            text = Text.from_string(content.decode())
            text.flow = ParagraphFlow(int(data["column"]))
            milestones = tuple(Milestone(*values) for values in data["milestones"])
            title, kind = str(data["title"]), str(data["format"])
        except (OSError, ValueError, TypeError, KeyError, zlib.error):
            return None
        return Document(text, title, kind, tuple(names), milestones=milestones)

    def _write_text(self, document: Document, fingerprint: str) -> bool:
        """Write a text and return True; if it is there, mark it as the one that was read last."""
        file = self._text_file(fingerprint)
        if file.exists():
            os.utime(file)
            return False
        text = document.text
        head = {
            "title": document.title,
            "format": document.format,
            "column": text.flow.column,
            "milestones": [list(asdict(one).values()) for one in document.milestones],
        }
        # Block by block: other threads can go on between two of them.
        packer = zlib.compressobj()
        packed = [packer.compress(json.dumps(head).encode() + b"\n")]
        packed += (packer.compress(text.block(n).encode()) for n in range(text.block_count))
        make_folder(file.parent)
        write_private(file, b"".join([*packed, packer.flush()]))
        return True

    def _write_list(self, name: str, version: TextVersion, others: Sequence[TextVersion]) -> None:
        """Write the list of a document with `version` as the one that was read last."""
        needed = (version.fingerprint, version.base)
        others = [one for one in others if one.fingerprint != version.fingerprint]
        base = [one for one in others if one.fingerprint in needed]
        rest = [one for one in others if one.fingerprint not in needed]
        kept = [version, *base, *rest][:MOST_VERSIONS]
        file = self._list_file(name)
        make_folder(file.parent)
        data = {"name": name, "versions": [asdict(one) for one in kept]}
        write_private(file, json.dumps(data).encode())

    def _make_room(self) -> None:
        """Delete the texts that were not read for longest, until the rest is within the limit.

        Lists of which no text is left are deleted as well.
        """
        texts = []
        with suppress(OSError):
            for entry in os.scandir(self._folder / "texts"):
                status = entry.stat()
                texts.append((status.st_mtime_ns, status.st_size, Path(entry.path)))
        total = sum(size for _, size, _ in texts)
        if total <= self._limit and self._limit:
            return
        left = {file.name for _, _, file in texts}
        for _, size, file in sorted(texts):
            if total <= self._limit and self._limit:
                break
            with suppress(OSError):
                file.unlink()
                left.discard(file.name)
                total -= size
        self._delete_empty_lists(left)

    def _delete_empty_lists(self, left: set[str]) -> None:
        """Delete the lists that name none of the texts in the files `left`."""
        for file in (self._folder / "documents").glob("*.json"):
            with suppress(OSError, ValueError, TypeError, KeyError):
                data: Any = json.loads(file.read_text(encoding="utf-8"))
                names = {self._text_file(one["fingerprint"]).name for one in data["versions"]}
                if names.isdisjoint(left):
                    file.unlink()

    def _list_file(self, name: str) -> Path:
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
        return self._folder / "documents" / f"{digest[:40]}.json"

    def _text_file(self, fingerprint: str) -> Path:
        signs = "".join(sign for sign in fingerprint.rpartition(":")[2] if sign.isalnum())
        return self._folder / "texts" / f"{signs[:64]}.z"


def open_history(settings: Settings) -> TextHistory:
    """Return the history in the user's state folder, with the limit of the settings."""
    return TextHistory(app_folder("state") / "history", settings.history * _MB)


def _age(time: str) -> timedelta:
    """Return how long ago a time of `core.model.now` was; a long time if it is none."""
    try:
        return datetime.now(UTC) - datetime.fromisoformat(time)
    except (ValueError, TypeError):
        return timedelta.max
