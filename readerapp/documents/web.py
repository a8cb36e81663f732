"""Fetching of web pages over http and https, and the snapshots of the pages that were fetched.

A page is fetched because a person named its address, within limits. Nothing that the page points
to is followed, no cookie is stored, no name or password is sent. A daemon thread does the work and
is abandoned when the time is up, whatever it waits for: DNS, servers that send a few bytes at a
time, or a proxy (the usual environment variables name one).

A snapshot is a file in `web` in the data folder, where a person can find it. Its name is made of
the server, the page and the time in UTC. A small JSON file beside it says where it came from. Every
version of a page is kept; one that is fetched again with the same bytes is not saved twice.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urlsplit, urlunsplit

from readerapp import __version__
from readerapp.core.atomic_write import make_folder, write_private
from readerapp.core.errors import ReaderError
from readerapp.core.model import now
from readerapp.core.paths import app_folder
from readerapp.documents import limits
from readerapp.documents.format import Progress, no_progress
from readerapp.text import encoding, sanitize

_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf",
    "text/plain": ".txt", "text/markdown": ".md", "text/vtt": ".vtt", "message/rfc822": ".eml",
    "application/epub+zip": ".epub", "application/json": ".json", "text/csv": ".csv",
}  # fmt: skip
_KNOWN_SUFFIXES = {*_SUFFIXES.values(), ".docx", ".odt", ".srt", ".htm"}
_METADATA_SUFFIX = ".read"
"""Suffix of the JSON file beside a snapshot."""
_SLUG_LENGTH = 60
_replace_special = re.compile(r"[^a-z0-9]+").sub


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A saved copy of a web page: one version of it.

    Attributes:
        address: the address that was requested, without a fragment.
        reached: the address that answered, after redirects.
        read: the time of fetching (RFC 3339, UTC).
        file: the name of the file in `snapshot_folder`.
        sha256: the digest of the bytes of the file, in hexadecimal digits; empty in copies that
            version 0.1 saved.
        checked: when the page was last fetched and was still the same; empty if it was not fetched
            again.
    """

    address: str
    reached: str
    read: str
    file: str
    sha256: str = ""
    checked: str = ""

    @property
    def path(self) -> Path:
        """Return the path of the file."""
        return snapshot_folder() / self.file


_SNAPSHOT_FIELDS = {field.name for field in fields(Snapshot)}


def snapshot_folder() -> Path:
    """Return the folder of the snapshots."""
    return app_folder("data") / "web"


def fetch_or_load(address: str, *, fresh: bool, progress: Progress = no_progress) -> Path:
    """Return the path of a snapshot of the page at `address`.

    The last snapshot is used, unless there is none or `fresh` is true: then the page is fetched.

    Raises:
        ReaderError: it cannot be fetched or saved; the message names the last snapshot, if any.
    """
    last = _last_snapshot(address)
    if last is not None and not fresh:
        return snapshot_folder() / last.file
    last = next(iter(list_snapshots(address)), None)
    if last is not None and not fresh:
        return last.path
    try:
        return fetch_snapshot(address, progress).path
    except ReaderError as error:
        if last is None:
            raise
        copy = f"The copy of {last.read[:10]} is still here: {last.path}"
        raise ReaderError(f"{error} {copy}") from None


def fetch_snapshot(address: str, progress: Progress = no_progress) -> Snapshot:
    """Fetch the page at `address` and save it.

    If the same bytes came the last time, nothing is saved but the time.

    Returns:
        The new snapshot, or the last one, whose `checked` is now.

    Raises:
        ReaderError: the page cannot be fetched or saved.
    """
    import hashlib

    answer = fetch(address, progress)
    data = answer.data
    if answer.encoding and answer.kind.startswith("text/"):
        with suppress(UnicodeDecodeError):  # the server may name a wrong encoding
            if encoding.decode(data, answer.encoding, "strict") is not None:
                # The byte order mark says it in the file, where no server can.
                text = encoding.decode_labelled(data, answer.encoding)
                data = text.encode("utf-8-sig", "replace")
    read, digest = now(), hashlib.sha256(data).hexdigest()
    last = next(iter(list_snapshots(address)), None)
    if last is not None and _digest(last) == digest:
        return note_check(last, read)
    name = _file_name(answer.reached, answer.kind, read)
    saved = Snapshot(_without_fragment(address), answer.reached, read, name, digest)
    _save(saved, data)
    return saved


def note_check(snapshot: Snapshot, checked: str) -> Snapshot:
    """Note in the snapshot that the page was still the same at the time `checked`.

    Raises:
        ReaderError: it cannot be written.
    """
    noted = replace(snapshot, sha256=_digest(snapshot), checked=checked)
    _save(noted)
    return noted


def delete_snapshot(snapshot: Snapshot) -> None:
    """Delete a snapshot that says nothing new; errors are ignored."""
    with suppress(OSError):
        _metadata_file(snapshot.path).unlink(missing_ok=True)
        snapshot.path.unlink(missing_ok=True)


def _digest(snapshot: Snapshot) -> str:
    """Return the digest of the file, which old snapshots do not name; "" if it cannot be read."""
    import hashlib

    try:
        return snapshot.sha256 or hashlib.sha256(snapshot.path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _without_fragment(address: str) -> str:
    """Return the address without the part behind #, which servers do not get."""
    with suppress(ValueError):  # `fetch` reports what is not an address
        return urldefrag(address).url
    return address


def list_snapshots(address: str) -> list[Snapshot]:
    """Return the snapshots of the page at `address`, the last one first."""
    found = _snapshots_of(_without_fragment(address))
    return sorted(found, key=lambda saved: saved.read, reverse=True)


def find_snapshot(path: Path) -> Snapshot | None:
    """Return the snapshot that `path` is the file of; None if it is not a snapshot."""
    return _read(_metadata_file(path)) if path.parent == snapshot_folder() else None


def find_last_copy(address: str) -> Path | None:
    """Return the path of the last snapshot of the page at `address`; None if there is none."""
    last = _last_snapshot(address)
    return None if last is None else snapshot_folder() / last.file


def _last_snapshot(address: str) -> Snapshot | None:
    """Return the last snapshot of the page at `address`; None if there is none."""
    with suppress(ValueError):  # what is not an address has no snapshot
        address = urldefrag(address).url
    return max(_snapshots_of(address), key=lambda saved: saved.read, default=None)


def list_all_snapshots() -> Iterator[Snapshot]:
    """Yield the snapshots of all pages."""
    for file in snapshot_folder().glob(f"*{_METADATA_SUFFIX}"):
        if saved := _read(file):
            yield saved


def _snapshots_of(address: str) -> Iterator[Snapshot]:
    """Yield the snapshots of the page at `address` whose files exist."""
    for saved in list_all_snapshots():
        if saved.address == address and (snapshot_folder() / saved.file).is_file():
            yield saved


def _metadata_file(path: Path) -> Path:
    """Return the path of the JSON file of the snapshot in the file `path`."""
    return path.with_name(path.name + _METADATA_SUFFIX)


def _read(file: Path) -> Snapshot | None:
    """Read the JSON file of a snapshot; return None if it is missing or invalid."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        saved = Snapshot(**{name: data[name] for name in data.keys() & _SNAPSHOT_FIELDS})
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    sane = all(isinstance(value, str) for value in asdict(saved).values())
    return saved if sane and saved.file == file.name.removesuffix(_METADATA_SUFFIX) else None


def _file_name(address: str, kind: str, read: str) -> str:
    """Return a file name for a snapshot, made of the server, the page and the time."""
    parts = urlsplit(address)
    page = Path(unquote(parts.path)).name
    stem, dot, ending = page.rpartition(".")
    suffix = _SUFFIXES.get(kind, "")
    if not suffix and f".{ending.lower()}" in _KNOWN_SUFFIXES:
        suffix = f".{ending.lower()}"
    words = f"{parts.hostname or ''} {stem if dot and stem else page}".lower()
    slug = _replace_special("-", words).strip("-")[:_SLUG_LENGTH].strip("-")
    time = re.sub(r"[^0-9T]", "", read[:23])  # to the millisecond, so that names are unique
    return f"{slug or 'page'}-{time}Z{suffix}"


def _save(saved: Snapshot, data: bytes | None = None) -> None:
    """Write the snapshot and its JSON file; only the latter if `data` is None."""
    path = saved.path
    try:
        make_folder(path.parent)
        if data is not None:
            write_private(path, data)
        facts = json.dumps(asdict(saved), indent=1).encode()
        write_private(_metadata_file(path), facts)
    except OSError as error:
        raise ReaderError(f"{path.parent} cannot be written: {error.strerror}.") from error


_CHUNK = 1 << 16
_UPDATE_INTERVAL = 0.1
"""Seconds between two updates of the progress, and so until Ctrl+C takes effect."""
_UNESCAPED = "/%:@!$&'()*+,;=~-._"
_AGENT = f"Mozilla/5.0 (compatible; readerapp/{__version__})"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a server.

    Attributes:
        data: the bytes, decompressed.
        reached: the address after redirects.
        kind: the media type.
        encoding: the charset that the server names; None if it names none.
    """

    data: bytes
    reached: str
    kind: str
    encoding: str | None


def fetch(address: str, progress: Progress) -> Answer:
    """Fetch the page at `address`; `progress` is called with bytes.

    Raises:
        ReaderError: it cannot be fetched, or not within the limits of size and time.
    """
    job = _FetchThread(_escape_address(address), sanitize.sanitize_label(address, 120))
    end = time.monotonic() + limits.WEB_SECONDS
    job.start()
    try:
        while not job.done.wait(_UPDATE_INTERVAL):
            progress(job.received, max(job.total, job.received))
            if time.monotonic() > end:
                raise ReaderError(f"{job.label} takes too long to answer; try again later.")
    finally:
        job.is_abandoned = True
    if job.problem:
        raise ReaderError(f"{job.label} {job.problem}.")
    assert job.answer is not None
    return job.answer


def _escape_address(address: str) -> str:
    """Return the address with escapes, as servers take it.

    Raises:
        ReaderError: it is not a web address, or holds a name or password.
    """
    label = sanitize.sanitize_label(address, 120)
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode()
        where = f"{host}:{parts.port}" if parts.port else host
    except ValueError:
        host = where = ""
    if not host or any(sign.isspace() or sign < " " for sign in address.strip()):
        raise ReaderError(f"{label} is not a web address; check the spelling.")
    if "@" in parts.netloc:
        raise ReaderError(
            f"{label} contains a user name or password; save the page with a browser."
        )
    if ":" in host:
        where = f"[{host}]:{parts.port}" if parts.port else f"[{host}]"
    path, query = quote(parts.path, _UNESCAPED), quote(parts.query, _UNESCAPED + "?")
    return urlunsplit((parts.scheme.lower(), where, path, query, ""))


class _FetchThread(threading.Thread):
    """A daemon thread that fetches one page; it does not keep the program from ending."""

    def __init__(self, address: str, label: str) -> None:
        super().__init__(daemon=True)
        self.address, self.label = address, label
        self.done = threading.Event()
        self.received = self.total = 0
        self.is_abandoned = False
        self.problem = ""
        self.answer: Answer | None = None

    def run(self) -> None:
        from urllib.error import HTTPError, URLError

        try:
            self.answer = self._fetch()
        except HTTPError as error:
            error.close()
            self.problem = (
                f"could not be fetched: the server answered {error.code}; check the address"
            )
        except URLError as error:
            reason = getattr(error.reason, "strerror", None) or error.reason
            self.problem = f"cannot be reached: {reason}; check the address and the network"
        except TimeoutError:
            self.problem = "takes too long to answer; try again later"
        except (HTTPException, OSError, ValueError):
            self.problem = "was not sent completely; try again, or save the page with a browser"
        except ReaderError as error:
            self.problem = str(error)
        finally:
            self.done.set()

    def _fetch(self) -> Answer:
        """Fetch the page, in this thread."""
        from urllib.request import Request

        from readerapp.documents.mail.headers import header_parameters

        headers = {
            "User-Agent": _AGENT,
            "Accept": "text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        with _make_opener()(Request(self.address, headers=headers)) as answer:  # noqa: S310 - http only
            self.total = int(answer.headers.get("Content-Length") or 0)
            kind = answer.headers.get("Content-Type", "")
            return Answer(
                self._read(answer),
                answer.url,
                kind.partition(";")[0].strip().lower(),
                header_parameters(kind).get("charset"),
            )

    def _read(self, answer: HTTPResponse) -> bytes:
        """Read and decompress the body; bytes are counted as they come, not by Content-Length."""
        import zlib

        packed = answer.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip")
        unpacker = zlib.decompressobj(31) if packed else None
        data = bytearray()
        while (piece := answer.read1(_CHUNK)) and not self.is_abandoned:
            self.received += len(piece)
            try:
                data += unpacker.decompress(piece, limits.WEB) if unpacker else piece
            except zlib.error:
                raise HTTPException from None
            if max(len(data), self.received) > limits.WEB or (
                unpacker and unpacker.unconsumed_tail
            ):
                raise ReaderError(f"is larger than {limits.WEB >> 20} MB; download it first")
        if unpacker and not unpacker.eof:
            raise HTTPException
        if answer.length:
            raise HTTPException  # the connection was closed before all of it came
        return bytes(data)


def _make_opener() -> Callable[..., HTTPResponse]:
    """Return a function that opens http and https only: no file, no ftp, no redirect to them."""
    from urllib import request

    class Onward(request.HTTPRedirectHandler):
        max_redirections = limits.REDIRECTS

    director = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.HTTPHandler(),
        request.HTTPSHandler(),
        request.HTTPDefaultErrorHandler(),
        Onward(),
        request.HTTPErrorProcessor(),
        request.UnknownHandler(),
    ):
        director.add_handler(handler)

    def open_request(wanted_request: request.Request) -> HTTPResponse:
        answer: HTTPResponse = director.open(wanted_request, timeout=limits.WEB_SILENT_SECONDS)
        return answer

    return open_request
