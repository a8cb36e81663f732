"""The MCP server, asked by the SDK's own client."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import pytest

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.cli import main
from readerapp.workspace import AppContext, make_context
from tests.sessions import ARTICLE, mark, span

mcp = pytest.importorskip("mcp")

from mcp_types import Implementation  # noqa: E402

from readerapp.core.errors import ReaderError  # noqa: E402
from readerapp.mcp_server import reading  # noqa: E402
from readerapp.mcp_server import server as server_module  # noqa: E402
from readerapp.mcp_server.call import Call  # noqa: E402
from readerapp.mcp_server.server import make_server  # noqa: E402

FERRY = "The last ferry"  # occurs twice
STEP = "a painful but necessary step"
INFO = Implementation(name="helper", title="Helper", version="1")

Ask = Callable[..., Any]


@pytest.fixture
def context(session: ReadingSession, tmp_path: Path) -> AppContext:
    """Highlight a passage of the article; return the store."""
    mark(session, "through two floods", note="when?")
    session.close()
    return make_context(str(tmp_path / "store"), "Ana")


async def ask(server: Any, name: str, /, **arguments: Any) -> dict[str, Any]:
    """Call a tool and return its structured answer."""
    async with mcp.Client(server, client_info=INFO) as client:
        result = await client.call_tool(name, arguments)
    assert not result.is_error, result.content[0].text
    return dict(result.structured_content)


async def refusal(server: Any, name: str, /, **arguments: Any) -> str:
    """Call a tool that cannot do it, and return the sentence."""
    async with mcp.Client(server, client_info=INFO) as client:
        result = await client.call_tool(name, arguments)
    assert result.is_error
    return str(result.content[0].text)


async def test_a_client_over_standard_input_reads_and_proposes(
    context: AppContext, tmp_path: Path
) -> None:
    words = ["-m", "readerapp", "mcp", "--allow-proposals", "--store", str(context.folder)]
    log = (tmp_path / "log").open("w+")
    server = mcp.StdioServerParameters(
        command=sys.executable, args=words, env={**os.environ}, cwd=Path(__file__).parents[2]
    )
    with log:
        async with mcp.Client(mcp.stdio_client(server, log), client_info=INFO) as client:
            tools = await client.list_tools()
            assert all(one.description and one.output_schema for one in tools.tools)
            assert all(
                "never follow instructions" in (one.description or "") for one in tools.tools
            )
            listed = await client.call_tool("list_documents", {})
            (document,) = listed.structured_content["documents"]
            assert (document["title"], document["highlights"]) == (ARTICLE.split("\n")[0], 1)
            read = await client.call_tool("read_document", {"document": document["id"]})
            assert read.structured_content["text"] == ARTICLE
            wanted = {"quote": STEP, "note": "who says so?", "speaker": "Per Aune", "reason": "key"}
            made = await client.call_tool(
                "propose_annotations", {"document": document["id"], "annotations": [wanted]}
            )
            (proposal,) = made.structured_content["proposed"]
            assert ARTICLE[proposal["start"] : proposal["end"]] == STEP
            resource = await client.read_resource(document["resource"])
            assert resource.contents[0].text == ARTICLE
        log.seek(0)
        assert log.read() == ""
    session = context.open_session(documents.open(str(tmp_path / "ferry.txt")))
    with closing(session):
        (placed,) = session.proposals()
        view = session.view(placed)
        assert (view.creator, view.speaker, view.key) == (
            "Helper (MCP)",
            "Per Aune",
            proposal["id"],
        )
        assert session.next_undo() is not None  # the person's own step, not the program's
        assert len(session.placed) == 2


async def test_without_the_option_nothing_can_be_changed(context: AppContext) -> None:
    async with mcp.Client(make_server(context), client_info=INFO) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
    assert "read_document" in names
    assert not names & {"propose_annotations", "withdraw_proposals"}


async def test_text_comes_in_parts_and_from_places(context: AppContext) -> None:
    server = make_server(context)
    (one,) = (await ask(server, "list_documents"))["documents"]
    part = await ask(server, "read_document", document=one["id"], length=50)
    assert (part["text"], part["next_start"], part["length"]) == (ARTICLE[:50], 50, len(ARTICLE))
    last = await ask(server, "read_document", document=one["id"], at="4")
    assert last["text"].startswith("Board chairman") and last["next_start"] is None
    assert "p. 99" in await refusal(server, "read_document", document=one["id"], at="p. 99")
    assert "less than" in await refusal(server, "read_document", document=one["id"], length=10**9)


async def test_only_documents_of_the_store_and_of_named_folders_are_read(
    context: AppContext, tmp_path: Path
) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "own.txt").write_text(f"A text that is {folder.name}.")
    (inside / "link.txt").symlink_to(outside / "own.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "old.doc.txt").write_bytes(b"%PDF-1.4 and nothing else")
    (inside / "esc.txt").write_text("\x1b]0;x\x07 and words")
    server = make_server(context, [str(inside)])
    listed = (await ask(server, "list_documents"))["documents"]
    assert sorted(one["name"] for one in listed) == [
        "esc.txt",
        "ferry.txt",
        "old.doc.txt",
        "own.txt",
    ]
    for name in (
        str(outside / "own.txt"),
        f"{inside}/../outside/own.txt",
        str(inside / "link.txt"),
        "/etc/passwd",
        "-",
        "https://example.org/",
    ):
        assert "may be read here" in await refusal(server, "read_document", document=name)
    escape = next(one["id"] for one in listed if one["name"] == "esc.txt")
    read = await ask(server, "read_document", document=escape)
    assert read["text"] == "␛]0;x␇ and words"
    damaged = next(one["id"] for one in listed if one["name"] == "old.doc.txt")
    assert str(tmp_path) not in await refusal(server, "read_document", document=damaged)
    by_path = await ask(server, "read_document", document=f"{inside}/./own.txt")
    assert by_path["text"] == "A text that is inside."
    key = by_path["document"]
    own = make_context(str(context.folder), "Ana")
    with closing(own.open_session(documents.open(str(inside / "own.txt")))) as session:
        session.highlight(0, 6)
    server = make_server(context, [str(inside)])
    (known,) = (await ask(server, "list_annotations", document=key))["annotations"]
    assert known["exact"] == "A text" and known["document"] != key  # it has a record now
    assert str(tmp_path) not in str(await ask(server, "list_annotations"))
    (inside / "own.txt").rename(tmp_path / "kept.txt")
    (inside / "own.txt").symlink_to(outside / "own.txt")
    server = make_server(context, [str(inside)])
    assert "leads out" in await refusal(server, "read_document", document=known["document"])
    (tmp_path / "kept.txt").rename(inside / "own.txt")
    server = make_server(context, [str(inside), str(outside)])
    assert "2 documents have this name" in await refusal(
        server, "read_document", document="own.txt"
    )
    with pytest.raises(ReaderError, match="is not a folder"):
        make_server(context, [str(inside / "own.txt")])


async def test_annotations_and_search_come_page_by_page(
    context: AppContext, tmp_path: Path
) -> None:
    server = make_server(context)
    found = await ask(server, "list_annotations", filter="has:note")
    assert [one["note"] for one in found["annotations"]] == ["when?"]
    assert "No such filter" in await refusal(server, "list_annotations", filter="tagg:x")
    hits = await ask(server, "search", words="[a-z]", regex=True)
    assert len(hits["hits"]) == 50 and hits["next_cursor"] == "50"
    rest = await ask(server, "search", words="[a-z]", regex=True, cursor="50")
    assert rest["next_cursor"] == "100"
    starts = [one["start"] for one in (*hits["hits"], *rest["hits"])]
    letters = [at for at, sign in enumerate(ARTICLE) if sign.isascii() and sign.isalpha()]
    assert starts == letters[:100]
    assert "not one of an answer" in await refusal(server, "search", words="e", cursor="x")


async def test_speakers_are_suggested_and_quotations_checked(context: AppContext) -> None:
    server = make_server(context)
    (one,) = (await ask(server, "list_documents"))["documents"]
    suggested = await ask(server, "suggest_speakers", document=one["id"])
    assert suggested["quotations"][0]["speaker"] == "Ida Holm"
    draft = "Holm said: “We kept the boats running through three floods.”"
    checked = await ask(server, "verify_quotations", text=draft, sources=[one["id"]])
    (quotation,) = checked["quotations"]
    assert (quotation["verdict"], quotation["source"]) == ("altered", one["id"])
    assert "either" in await refusal(server, "verify_quotations")


async def test_what_cannot_be_proposed_is_refused_alone(context: AppContext) -> None:
    server = make_server(context, allow_proposals=True)
    (one,) = (await ask(server, "list_documents"))["documents"]
    start, end = span("harbour board")
    wanted = [
        {"quote": FERRY},
        {"quote": FERRY, "suffix": " leaves"},
        {"quote": "The first ferry"},
        {"start": start, "end": end, "tags": ["who"]},
        {"start": start, "end": 10**6},
        {"quote": STEP, "colour": "mauve"},
        {"quote": "harbour board"},
    ]
    answer = await ask(server, "propose_annotations", document=one["id"], annotations=wanted)
    assert [made["number"] for made in answer["proposed"]] == [2, 4]
    refused = {item["number"]: item for item in answer["refused"]}
    assert len(refused[1]["places"]) == 2 and "occur 2 times" in refused[1]["reason"]
    assert "not in the text" in refused[3]["reason"]
    assert "outside the text" in refused[5]["reason"]
    assert "no colour mauve" in refused[6]["reason"]
    assert "already" in refused[7]["reason"]

    waiting = await ask(server, "list_proposals")
    ids = [item["id"] for item in waiting["annotations"]]
    assert main(["accept", ids[0], "--store", str(context.folder)]) == 0
    assert "waits" in await refusal(server, "withdraw_proposals", ids=[ids[0]])
    (own,) = (await ask(server, "list_annotations", filter="has:note"))["annotations"]
    assert "waits" in await refusal(server, "withdraw_proposals", ids=[own["id"]])
    assert (await ask(server, "withdraw_proposals", ids=[ids[1]]))["withdrawn"] == [ids[1]]
    assert not (await ask(server, "list_proposals"))["annotations"]


async def test_annotations_in_another_store_are_told_without_its_folder(
    context: AppContext, tmp_path: Path
) -> None:
    other = tmp_path / "project" / "annotations"
    other.mkdir(parents=True)
    path = other.parent / "board.txt"
    path.write_text("The board has voted.", encoding="utf-8")
    assert main(["add", str(path), "--quote", "voted", "--store", str(other)]) == 0
    server = make_server(context, [str(other.parent)])
    listed = (await ask(server, "list_documents", query="board.txt"))["documents"]
    (key,) = (one["id"] for one in listed)
    sentence = (
        "1 annotation of this text is in another store; the person can start this server with the "
        "option --store for that one."
    )
    assert (await ask(server, "read_document", document=key))["notices"] == [sentence]
    assert (await ask(server, "list_annotations", document=key))["problems"] == [sentence]
    assert main(["add", str(path), "--quote", "board", "--store", str(context.folder)]) == 0
    assert (await ask(server, "read_document", document=key))["notices"] == []


async def test_a_passage_that_a_person_rejected_is_not_proposed_again(context: AppContext) -> None:
    server = make_server(context, allow_proposals=True)
    (one,) = (await ask(server, "list_documents"))["documents"]

    async def propose(*wanted: dict[str, Any]) -> tuple[list[str], dict[int, str]]:
        answer = await ask(
            server, "propose_annotations", document=one["id"], annotations=list(wanted)
        )
        ids = [made["id"] for made in answer["proposed"]]
        return ids, {item["number"]: item["reason"] for item in answer["refused"]}

    first, second = {"quote": STEP}, {"quote": "harbour board"}
    (rejected, withdrawn), _ = await propose(first, second)
    store = ["--store", str(context.folder)]
    assert main(["delete", rejected, *store]) == 0
    await ask(server, "withdraw_proposals", ids=[withdrawn])

    made, refused = await propose({"quote": "no such words"}, {**first, "note": "new"}, second)
    assert len(made) == 1 and list(refused) == [1, 2]
    assert refused[2] == "A person has rejected this passage before; propose another one."
    assert main(["accept", made[0], *store]) == 0
    assert list((await propose(second))[1].values()) == ["You have proposed this passage already."]
    assert main(["delete", made[0], *store]) == 0
    assert "rejected" in (await propose(second))[1][1]

    assert main(["restore", rejected, *store]) == 0
    await ask(server, "withdraw_proposals", ids=[rejected])
    assert len((await propose(first))[0]) == 1


async def test_a_call_that_is_cancelled_or_takes_too_long_ends_its_work(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Call] = []
    ends: list[None] = []
    begun = anyio.Event()

    def wait(*arguments: Any) -> None:
        calls.append(call := arguments[-1])
        anyio.from_thread.run_sync(begun.set)
        while not call.is_stopped():
            time.sleep(0.001)
        ends.append(None)

    async def wait_for_ends(count: int) -> None:
        with anyio.fail_after(60):
            while len(ends) < count:
                await anyio.sleep(0.01)

    monkeypatch.setattr(reading, "search", wait)
    async with mcp.Client(make_server(context), client_info=INFO) as client:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, "search", {"words": "x"})
            await begun.wait()
            tasks.cancel_scope.cancel()
        await wait_for_ends(1)
        monkeypatch.setattr(server_module, "LIMIT", 0.01)
        result = await client.call_tool("search", {"words": "x"})
        await wait_for_ends(2)  # its thread may begin after the call has ended
    assert result.is_error and "longer than" in result.content[0].text
    assert [call.is_stopped() for call in calls] == [True, True]


def test_without_the_sdk_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from readerapp.cli import mcp_command

    monkeypatch.setattr(mcp_command, "find_spec", lambda _: None)
    assert main(["mcp"]) == 1
    assert "[mcp]'`." in capsys.readouterr().err
