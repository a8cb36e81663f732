"""Evidence on the command line: the hashes of a sheet are those that its commands give."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from lxml import html

from readerapp import cli
from readerapp.documents import web

QUOTE = "A bus does not float"
PAGE = f"""<!doctype html><html><head><meta charset=utf-8><title>Ferry</title></head><body><article>
<h1>Ferry line</h1>
<p>The last ferry sails on Sunday, the board said in a letter to all who live there.</p>
<p>“{QUOTE},” Holm said. “Nobody asked us before they sold the pier to the town.”</p>
</article></body></html>
"""
_DOCX = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    f"<w:p><w:r><w:t>“{QUOTE},” Holm said.</w:t></w:r></w:p></w:body></w:document>"
)


def docx(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", _DOCX)


def sheet_of(path: str, capture: pytest.CaptureFixture[bytes]) -> tuple[str, list[str]]:
    """Mark the words, make a sheet; return it and the commands and hashes of its last section."""
    assert cli.main(["add", path, "--quote", QUOTE, "--speaker", "Ida Holm"]) == 0
    capture.readouterr()
    assert cli.main(["export", path, "--format", "evidence"]) == 0
    written = capture.readouterr().out.decode()
    page = html.document_fromstring(written)
    return written, [one.text_content() for one in page.findall(".//section//code")]


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "latin-1", "crlf", "docx", "html"])
def test_the_commands_of_a_sheet_give_its_hashes(
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    path = Path({"docx": "a.docx", "html": "a.html"}.get(kind, "a.txt"))
    text = f'Café.\n\n"{QUOTE}," Holm said.\n'
    if kind == "docx":
        docx(path)
    elif kind == "html":
        path.write_text(PAGE, encoding="utf-8")
    elif kind == "crlf":
        path.write_bytes(text.replace("\n", "\r\n").encode())
    else:
        path.write_bytes(text.encode(kind))
    _, checks = sheet_of(str(path), capsysbinary)
    assert [checks[0], checks[2]] == [f"readerapp text {path} | sha256sum", f"sha256sum {path}"]
    assert cli.main(["text", str(path)]) == 0
    assert hashlib.sha256(capsysbinary.readouterr().out).hexdigest() == checks[1]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == checks[3]


def test_a_web_page_is_cited_with_the_version_that_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    folder = web.snapshot_folder()
    folder.mkdir(parents=True)
    copy = folder / "example-org-ferry-20261128T091459000Z.html"
    copy.write_text(PAGE, encoding="utf-8")
    address, read = "https://example.org/ferry", "2026-11-28T09:14:59.000000Z"
    about = {"address": address, "reached": address, "read": read, "file": copy.name}
    copy.with_name(f"{copy.name}.read").write_text(json.dumps(about))

    written, checks = sheet_of(address, capsysbinary)
    assert address in written and "2026-11-28 09:14 UTC" in written and str(folder) not in written
    assert checks[0] == f"readerapp text {copy.name} | sha256sum"
    away = tmp_path / copy.name  # somebody got the copy together with the sheet
    away.write_bytes(copy.read_bytes())
    assert cli.main(["text", str(away)]) == 0
    assert hashlib.sha256(capsysbinary.readouterr().out).hexdigest() == checks[1]

    assert cli.main(["export", address, "--format", "text", "--template", "{source}"]) == 0
    cited = capsysbinary.readouterr().out.decode().splitlines()[-1]
    assert cited.endswith(f"{address}, read 2026-11-28, sha256 {checks[1][:12]}")


def test_evidence_is_refused_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("READERAPP_STORE", str(tmp_path / "store"))
    path = tmp_path / "a.txt"
    path.write_text(f"“{QUOTE},” Holm said.\n", encoding="utf-8")
    assert cli.main(["export", str(path), "--format", "w3c", "--evidence"]) == 1
    assert "w3c has no room for evidence" in capsys.readouterr().err
    assert cli.main(["export", str(path), "--evidence"]) == 0
    assert "SHA-256 of the file: " in capsys.readouterr().out
