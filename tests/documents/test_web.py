"""Web addresses: fetched on request, within limits, and saved with the time."""

import gzip
import socket
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from readerapp import cli, documents
from readerapp.core.errors import ReaderError
from readerapp.documents import limits, web

PAGE = (
    "<html><head><title>The ferry</title><meta name=author content='Ida Holm'></head>"
    "<body><p>It sails at nine, said the owner.</p><img src='/picture.png'></body></html>"
)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow sockets to this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] == "127.0.0.1", f"a test wants the network: {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


class Server(BaseHTTPRequestHandler):
    """A web server; each path has its own response."""

    asked: list[str]
    wait: threading.Event
    page: str

    def do_GET(self) -> None:
        self.asked.append(self.path)
        answer = getattr(self, f"answer_{self.path.strip('/').partition('.')[0]}", None)
        if answer is None:
            self.send_error(404)
        else:
            answer()

    def send(self, body: bytes, kind: str = "text/html", code: int = 200, **headers: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_page(self) -> None:
        self.send(self.page.encode())

    def answer_on(self) -> None:
        self.send(b"", code=302, Location="/page")

    def answer_round(self) -> None:
        self.send(b"", code=302, Location="/round?" + str(len(self.asked)))

    def answer_file(self) -> None:
        self.send(b"", code=302, Location="file:///etc/passwd")

    def answer_greek(self) -> None:
        self.send("Η λέξη ήταν εδώ, είπε.".encode("iso8859-7"), "text/plain; charset=iso-8859-7")

    def answer_odd(self) -> None:
        codec = self.path.rpartition(".")[2]
        self.send(b"hello world <x>", f"text/plain; charset={codec}; {';' * 60_000}")

    def answer_packed(self) -> None:
        self.send(gzip.compress(self.page.encode()), Content_Encoding="gzip")

    def answer_bomb(self) -> None:
        self.send(gzip.compress(bytes(limits.WEB + 1)), Content_Encoding="gzip")

    def answer_large(self) -> None:
        self.send(bytes(limits.WEB + 1))

    def answer_short(self) -> None:
        self.send(b"<p>half", Content_Length="100")

    def answer_drip(self) -> None:
        self.send(b"<p>one letter at a time", Content_Length="100")
        self.wfile.flush()
        self.wait.wait(60)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[type[Server]]:
    kind = type("OneServer", (Server,), {"asked": [], "wait": threading.Event(), "page": PAGE})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind, bind_and_activate=False) as http:
        http.daemon_threads = True
        socket.SocketType.bind(http.socket, http.server_address)
        http.server_address = http.socket.getsockname()
        http.server_activate()
        kind.address = f"http://127.0.0.1:{http.server_address[1]}/"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield kind
        kind.wait.set()
        http.shutdown()
        thread.join()


def test_a_page_is_opened_and_saved_with_the_time(server):
    address = server.address + "page.html#top"
    document = documents.open(address)
    assert "It sails at nine" in document.text.whole()
    assert (document.title, document.author) == ("The ferry", "Ida Holm")
    assert document.names[0] == server.address + "page.html"
    assert document.read.startswith("20")
    snapshot = document.path
    assert snapshot.parent == web.snapshot_folder()
    assert snapshot.name.startswith("127-0-0-1-page-20")
    assert snapshot.suffix == ".html"
    assert snapshot.read_text() == PAGE
    assert stat.S_IMODE(snapshot.stat().st_mode) == 0o600
    assert server.asked == ["/page.html"], "nothing that the page points to is fetched"


@pytest.mark.parametrize("codec", ["hex", "punycode", "undefined", "klingon", "gb2312"])
def test_what_a_server_calls_an_encoding(server, codec):
    document = documents.open(f"{server.address}odd.{codec}")
    assert document.text.whole() == "hello world <x>"


def test_an_address_that_is_none():
    with pytest.raises(ReaderError, match="is not a web address"):
        documents.open("http://[#a")


def test_the_copy_is_the_same_document(server):
    document = documents.open(server.address + "page")
    again = documents.open(document.path)
    assert (again.names, again.read) == (document.names, document.read)


def test_commands_read_the_last_copy_and_the_reader_a_fresh_one(server):
    first = documents.open(server.address + "page")
    server.page = PAGE.replace("nine", "ten")
    assert "nine" in documents.open(server.address + "page").text.whole()
    fresh = documents.open(server.address + "page", fresh=True)
    assert "ten" in fresh.text.whole()
    assert fresh.path != first.path
    assert "ten" in documents.open(server.address + "page").text.whole()
    assert len(server.asked) == 2


def test_marks_are_known_by_the_address(server, capsys):
    address = server.address + "page"
    assert cli.main(["add", address, "--quote", "sails at nine"]) == 0
    server.page = PAGE.replace("It sails", "They say it sails")
    documents.open(address, fresh=True)
    capsys.readouterr()
    assert cli.main(["list", address, "--json"]) == 0
    listed = capsys.readouterr().out
    assert "sails at nine" in listed
    assert f'"document": "{address}"' in listed


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("on", "It sails"),
        ("packed", "It sails"),
        ("greek", "Η λέξη ήταν εδώ"),
    ],
)
def test_what_servers_do(server, path, words):
    document = documents.open(server.address + path)
    assert words in document.text.whole()
    assert words in documents.open(document.path).text.whole()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("nowhere", "the server answered 404"),
        ("round", "check the address"),
        ("file", "check the address"),
        ("bomb", "larger than 1 MB"),
        ("large", "larger than 1 MB"),
        ("short", "not sent completely"),
        ("drip", "takes too long"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_sentence(server, path, sentence, monkeypatch):
    monkeypatch.setattr(limits, "WEB", limits.MB)
    if path == "drip":
        monkeypatch.setattr(limits, "WEB_SECONDS", 0.2)
    with pytest.raises(ReaderError, match=sentence) as raised:
        documents.open(server.address + path)
    assert "\n" not in str(raised.value)
    assert not web.snapshot_folder().exists()
    assert len(server.asked) < 2 * limits.REDIRECTS


def test_without_the_network_the_last_copy_is_named(server, monkeypatch):
    document = documents.open(server.address + "page")
    monkeypatch.setattr(Server, "answer_page", lambda self: self.send_error(503))
    with pytest.raises(ReaderError, match="503") as raised:
        documents.open(server.address + "page", fresh=True)
    assert str(document.path) in str(raised.value)


@pytest.mark.parametrize(
    "address", ["http://", "https:///a", "http://[::1", "http://a b/", "http://me:pass@host/"]
)
def test_what_is_no_address(address):
    with pytest.raises(ReaderError, match=r"not a web address|name or password"):
        documents.open(address)


def test_other_schemes_are_files(tmp_path):
    with pytest.raises(ReaderError, match="There is no file"):
        documents.open("ftp://example.org/a.txt")


def test_names_of_copies_are_safe(server):
    document = documents.open(server.address + "page.%2e%2e%2f%2e%2e%2fetc%1b[2J")
    assert document.path.parent == web.snapshot_folder()
    assert set(document.path.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.TZ")
