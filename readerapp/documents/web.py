"""Fetching one web page, because a person named its address: http and https, within limits.

Nothing that the page points to is followed, no cookie is kept, no name or password is sent. The
work is done on a thread that is left behind when time is up, whatever it waits for: names, servers
that drip, or a proxy (the usual environment variables name one).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import quote, urlsplit, urlunsplit

from readerapp import __version__
from readerapp.documents import limits
from readerapp.documents.format import Progress
from readerapp.model import ReaderError
from readerapp.text import safe

_PIECE = 1 << 16
_LOOK = 0.1
"""Seconds between two looks at how far it is, and so until Ctrl+C is obeyed."""
_KEPT = "/%:@!$&'()*+,;=~-._"
_AGENT = f"Mozilla/5.0 (compatible; readerapp/{__version__})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: the bytes, where they came from in the end, their type and encoding."""

    data: bytes
    reached: str
    kind: str
    encoding: str | None


def fetch(address: str, progress: Progress) -> Answer:
    """What lies at the address. `progress` is told bytes.

    Raises:
        ReaderError: it cannot be had, or not within the limits of size and time.
    """
    job = _Job(_quoted(address), safe.label(address, 120))
    end = time.monotonic() + limits.WEB_SECONDS
    job.start()
    try:
        while not job.done.wait(_LOOK):
            progress(job.got, max(job.total, job.got))
            if time.monotonic() > end:
                raise ReaderError(f"{job.label} takes too long to answer; try again later.")
    finally:
        job.given_up = True
    if job.problem:
        raise ReaderError(f"{job.label} {job.problem}.")
    assert job.answer is not None
    return job.answer


def _quoted(address: str) -> str:
    """The address as servers take it; ReaderError if it is none."""
    label = safe.label(address, 120)
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode()
        where = f"{host}:{parts.port}" if parts.port else host
    except ValueError:
        host = where = ""
    if not host or any(sign.isspace() or sign < " " for sign in address.strip()):
        raise ReaderError(f"{label} is no web address; check the spelling.")
    if "@" in parts.netloc:
        raise ReaderError(f"{label} holds a name or password; save the page with a browser.")
    if ":" in host:
        where = f"[{host}]:{parts.port}" if parts.port else f"[{host}]"
    path, query = quote(parts.path, _KEPT), quote(parts.query, _KEPT + "?")
    return urlunsplit((parts.scheme.lower(), where, path, query, ""))


class _Job(threading.Thread):
    """Fetches on a thread of its own, which does not keep the program from ending."""

    def __init__(self, address: str, label: str) -> None:
        super().__init__(daemon=True)
        self.address, self.label = address, label
        self.done = threading.Event()
        self.got = self.total = 0
        self.given_up = False
        self.problem = ""
        self.answer: Answer | None = None

    def run(self) -> None:
        from urllib.error import HTTPError, URLError

        try:
            self.answer = self._fetch()
        except HTTPError as error:
            error.close()
            self.problem = f"cannot be had: the server says {error.code}; check the address"
        except URLError as error:
            reason = getattr(error.reason, "strerror", None) or error.reason
            self.problem = f"cannot be reached: {reason}; check the address and the network"
        except TimeoutError:
            self.problem = "takes too long to answer; try again later"
        except (HTTPException, OSError, ValueError):
            self.problem = "was not sent whole; try again, or save the page with a browser"
        except ReaderError as error:
            self.problem = str(error)
        finally:
            self.done.set()

    def _fetch(self) -> Answer:
        from urllib.request import Request

        from readerapp.documents.mail_headers import parameters

        headers = {
            "User-Agent": _AGENT,
            "Accept": "text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        with _opener()(Request(self.address, headers=headers)) as answer:  # noqa: S310 - http only
            self.total = int(answer.headers.get("Content-Length") or 0)
            kind = answer.headers.get("Content-Type", "")
            return Answer(
                self._read(answer),
                answer.url,
                kind.partition(";")[0].strip().lower(),
                parameters(kind).get("charset"),
            )

    def _read(self, answer: HTTPResponse) -> bytes:
        """What is sent, unpacked: counted as it comes, whatever the head says of its length."""
        import zlib

        packed = answer.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip")
        unpacker = zlib.decompressobj(31) if packed else None
        data = bytearray()
        while (piece := answer.read1(_PIECE)) and not self.given_up:
            self.got += len(piece)
            try:
                data += unpacker.decompress(piece, limits.WEB) if unpacker else piece
            except zlib.error:
                raise HTTPException from None
            if max(len(data), self.got) > limits.WEB or (unpacker and unpacker.unconsumed_tail):
                raise ReaderError(f"is larger than {limits.WEB >> 20} MB; download it first")
        if unpacker and not unpacker.eof:
            raise HTTPException
        if answer.length:
            raise HTTPException  # the line was cut before all of it came
        return bytes(data)


def _opener() -> Callable[..., HTTPResponse]:
    """Opens http and https alone: no file, no ftp, also not where an answer leads on."""
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

    def opened(wanted: request.Request) -> HTTPResponse:
        answer: HTTPResponse = director.open(wanted, timeout=limits.WEB_SILENCE)
        return answer

    return opened
