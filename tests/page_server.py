"""A web server on this machine that sends one page, whose text a test can change."""

from __future__ import annotations

import _socket
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

_find_address = socket.getaddrinfo


class PageServer:
    """The server.

    Attributes:
        address: the address of the page.
        page: what is sent, as HTML.
        requests: how often it was asked for.
    """

    def __init__(self) -> None:
        self.address = ""
        self.page = "<p>A page.</p>"
        self.requests = 0


@pytest.fixture
def page_server(_no_network: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[PageServer]:
    """Serve a page; sockets to this machine are allowed meanwhile, and no others."""

    def connect(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] == "127.0.0.1", f"a test wants the network: {address}"
        _socket.socket.connect(self, address)

    def find_address(host: str, *args: object, **kwargs: object) -> object:
        assert host == "127.0.0.1", f"a test asks for an address: {host}"
        return _find_address(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", find_address)
    served = PageServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.requests += 1
            body = served.page.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False) as http:
        http.daemon_threads = True
        _socket.socket.bind(http.socket, http.server_address)
        http.server_address = http.socket.getsockname()
        http.server_activate()
        served.address = f"http://127.0.0.1:{http.server_address[1]}/ferry"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield served
        http.shutdown()
        thread.join()
