"""What the tool does that checks the quotations of a draft against sources."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from readerapp.core.child_process import run_in_child
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.documents.format import DocumentInput
from readerapp.mcp_server.access import DocumentAccess
from readerapp.mcp_server.answers import Verification, make_safe, take_page
from readerapp.mcp_server.call import Call
from readerapp.text.byte_source import MemoryBytes
from readerapp.verification.check_job import CheckResult, make_check_job
from readerapp.verification.report import report_data

MOST_SOURCES = 200
"""Sources of one check: a client waits for the answer."""
_NO_ANSWER = "The quotations could not be checked; try again with fewer sources."


def verify(
    access: DocumentAccess,
    draft: str,
    draft_text: str,
    sources: Sequence[str],
    cursor: str,
    call: Call,
) -> Verification:
    """Check the quotations of a draft against documents, in a child process.

    Args:
        access: the documents that may be read.
        draft: the id of the document to check; empty for `draft_text`.
        draft_text: the text to check.
        sources: the ids of the documents to check against; empty for all that may be read.
        cursor: the cursor of the page; empty for the first one.
        call: the call that waits for it.

    Raises:
        ReaderError: there is no such document, or no source can be read.
    """
    if bool(draft.strip()) == bool(draft_text.strip()):
        raise ReaderError("Give either the document to check or the text to check.")
    opened = access.open(draft, call)[1] if draft.strip() else _open_text(draft_text)
    named = [access.find(one) for one in sources] if sources else access.list_all()
    paths = [str(one.path) for one in named if one.path is not None]
    if not paths:
        raise ReaderError("There are no sources; list_documents lists what can be one.")
    if len(paths) > MOST_SOURCES:
        raise ReaderError(f"{len(paths)} sources are too many; name at most {MOST_SOURCES}.")
    with closing(access.context.open_snapshot(opened)) as snapshot:
        job = make_check_job(snapshot, paths, access.context.folder)
    result: CheckResult | None = run_in_child(job, call.is_stopped, _NO_ANSWER, call.report)
    if result is None:
        call.check()
        raise ReaderError(_NO_ANSWER)
    try:
        result.require_sources()
    except ReaderError as error:
        raise ReaderError(access.without_folders(str(error))) from error
    checks = [one.check for one in result.quotations]
    data = report_data("", checks, result.sources, result.problems)
    page, following = take_page(data["quotations"], cursor, lambda one: _with_ids(access, one))
    problems = [
        make_safe(
            {
                "source": access.id_of(one["source"]),
                "reason": access.without_folders(one["reason"]),
            }
        )
        for one in data["problems"][:20]
    ]
    return Verification(page, result.sources, problems, following)


def _with_ids(access: DocumentAccess, item: dict[str, Any]) -> Any:
    """Return data of a check with ids of sources in place of their paths."""
    named = {**item, "source": access.id_of(item["source"])} if item.get("source") else item
    also = [_with_ids(access, one) for one in item.get("also", ())]
    return make_safe({**named, **({"also": also} if "also" in item else {})})


def _open_text(text: str) -> Document:
    """Return a draft that is no file as a document."""
    from readerapp.documents.formats.plain import open_plain

    return open_plain(DocumentInput(MemoryBytes(text.encode("utf-8", "replace")), "draft", "draft"))
