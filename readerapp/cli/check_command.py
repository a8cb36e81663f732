"""The report of `readerapp check`: store health, clipboard route, terminal, drifted annotations.

`readerapp check` reports on the store, the clipboard and the terminal. `readerapp check PATH`
reports which annotations of a document drifted or are orphaned, and their candidate places, and
what of the file its text does not show. Both exist as lines of text and as JSON-ready data.
"""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.write_buffer import SpilledDocument, list_spilled_documents
from readerapp.cli.plugins_command import PluginReport, examine_plugins, format_reports
from readerapp.core.model import STATE_NAMES, STATES
from readerapp.interchange.clipboard import routes
from readerapp.interchange.clipboard.routes import try_route
from readerapp.reading.reanchor_review import CONTEXT_LENGTH
from readerapp.store import Health, Store
from readerapp.store import check as check_store
from readerapp.store.backups import DatedCopy, format_time, list_copies
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize
from readerapp.workspace import AppContext

_MAX_COPIES = 12
"""The number of dated copies in the text report."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """The properties of the terminal; columns and rows are 0 where there is no terminal."""

    term: str
    colours: str
    columns: int
    rows: int
    tmux: bool
    ssh: bool
    encoding: str

    @property
    def problem(self) -> str:
        """Return what would disturb the reader in this terminal and how to correct it, or ""."""
        if self.columns and self.term in ("", "dumb"):
            return "TERM is not set; set it, for example: export TERM=xterm-256color"
        if self.encoding.lower().replace("-", "") != "utf8":
            return f"The encoding is {self.encoding}; set UTF-8, for example: export LANG=C.UTF-8"
        return ""


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of `readerapp check`."""

    store: Health
    store_problem: str
    copies: tuple[DatedCopy, ...]
    unsaved: tuple[SpilledDocument, ...]
    annotator: str
    settings: str
    clipboard: routes.Route
    trial: str
    terminal: Terminal
    plugins: tuple[PluginReport, ...]

    @property
    def healthy(self) -> bool:
        """Return True if the store is sound and can be written."""
        return self.store.sound and not self.store_problem

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        return {
            "healthy": self.healthy,
            "store": {**self.store.to_dict(), "problem": self.store_problem or None},
            "copies": [
                {"name": c.name, "title": c.title, "time": c.time.isoformat(), "size": c.size}
                for c in self.copies
            ],
            "unsaved": [
                {"title": w.title, "annotations": w.annotations, "folder": str(w.folder)}
                for w in self.unsaved
            ],
            "annotator": self.annotator,
            "settings": self.settings or None,
            "clipboard": {**asdict(self.clipboard), "trial": self.trial},
            "terminal": {**asdict(self.terminal), "problem": self.terminal.problem or None},
            "plugins": [asdict(one) for one in self.plugins],
        }


def check_everything(context: AppContext, *, repair: bool = False) -> Report:
    """Check the store, the clipboard and the terminal.

    Args:
        context: The context whose store is checked.
        repair: True to repair in the store what can be repaired.

    Raises:
        ReaderError: The store exists but cannot be read.
    """
    return Report(
        store=check_store(context.store.folder, repair),
        store_problem=context.store.problem or "",
        copies=tuple(list_copies(Store(context.store.folder))),
        unsaved=tuple(list_spilled_documents(context.store.folder)),
        annotator=context.identity.annotator.name,
        settings=str(context.settings.path or ""),
        clipboard=routes.clipboard_route(),
        trial=try_route(),
        terminal=describe_terminal(),
        plugins=tuple(examine_plugins(context.settings.keys)),
    )


def describe_terminal(environment: Mapping[str, str] = os.environ) -> Terminal:
    """Describe the terminal from the environment variables and standard output."""
    size = shutil.get_terminal_size((0, 0)) if sys.stdout.isatty() else os.terminal_size((0, 0))
    return Terminal(
        term=environment.get("TERM", ""),
        colours=_colours(environment),
        columns=size.columns,
        rows=size.lines,
        tmux="TMUX" in environment,
        ssh="SSH_TTY" in environment or "SSH_CONNECTION" in environment,
        encoding=locale.getencoding(),
    )


def _colours(environment: Mapping[str, str]) -> str:
    if environment.get("NO_COLOR"):
        return "none (NO_COLOR is set)"
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million"
    return "256" if "256" in environment.get("TERM", "") else "16"


def report_lines(report: Report) -> Iterator[str]:
    """Generate the text report, one line at a time."""
    store, terminal = report.store, report.terminal
    count = (
        f"{count_noun(store.documents, 'document')}, {count_noun(store.annotations, 'annotation')}"
    )
    yield f"Store      {store.folder}: {count}\n"
    if report.store_problem:
        yield f"           {report.store_problem}\n"
    for finding in store.findings:
        repaired = " (repaired)" if finding.repaired else ""
        name = "" if finding.sentence.startswith(finding.file) else f"{finding.file}: "
        yield f"           {name}{finding.sentence}{repaired}\n"
    for name in store.kept:
        yield f"           {name} is a copy of a damaged file; delete it if you do not need it.\n"
    for number, copy in enumerate(report.copies[:_MAX_COPIES]):
        head = "           " if number else "Backups    "
        yield f"{head}{format_time(copy.time)}  {copy.name}  {copy.title}\n"
    if report.copies:
        more = len(report.copies) - _MAX_COPIES
        yield f"           {f'{more} more, in --json; ' if more > 0 else ''}"
        yield "restore one with: readerapp restore NAME\n"
    for one in report.unsaved:
        noun = count_noun(one.annotations, "unsaved annotation")
        yield f"Unsaved    {one.title}: {noun} in {one.folder}; "
        yield f"open the document to save {'it' if one.annotations == 1 else 'them'}\n"
    yield f"Annotator  {report.annotator}\n"
    yield f"Settings   {report.settings or 'none (using defaults)'}\n"
    yield f"Clipboard  {report.clipboard.why}\n"
    yield f"           {report.trial}\n"
    inside = "".join(f", {name}" for name in ("tmux", "ssh") if getattr(terminal, name))
    size = f"{terminal.columns}x{terminal.rows}, " if terminal.columns else ""
    yield f"Terminal   {terminal.term or 'no TERM'}: {size}{terminal.colours} colours{inside}, "
    yield f"{terminal.encoding}\n"
    if terminal.problem:
        yield f"           {terminal.problem}\n"
    for number, line in enumerate(format_reports(report.plugins)):
        yield f"{'           ' if number else 'Plug-ins   '}{line}\n"
    unsound = "Problems found (see above); `readerapp check --repair` repairs what it can."
    yield f"{'No problems found.' if report.healthy else unsound}\n"


def drift_report(session: ReadingSession) -> dict[str, Any]:
    """Return the counts of each anchoring state, annotations that are not exact, and omissions.

    The annotations are those of the re-anchoring review, and also the orphans that a person has
    confirmed; these have `kept` true. The result is JSON-ready. Offsets are code points of the
    current text.
    """
    highlights = [one for one in session.placed.values() if one.annotation.target]
    inexact = sorted((one for one in highlights if one.state != "exact"), key=lambda one: one.order)
    return {
        "document": session.document.title,
        **{name: sum(one.state == name for one in highlights) for name in STATES},
        "unsettled": sum(one.unsettled for one in inexact),
        "annotations": [_item(session, one) for one in inexact],
        "omissions": list(session.document.omissions),
    }


def drift_lines(report: dict[str, Any]) -> Iterator[str]:
    """Generate the text form of a drift report, one line at a time."""
    counts = ", ".join(f"{report[name]} {STATE_NAMES[name]}" for name in STATES)
    yield f"{sanitize(report['document'])}: {counts}\n"
    yield from (f"Omission: {sanitize(omission)}\n" for omission in report["omissions"])
    for one in report["annotations"]:
        addition = ", marked as lost" if one["kept"] else ""
        yield f"{one['id']}  {STATE_NAMES[one['state']]}{addition}: {sanitize(one['reason'])}\n"
        yield f"    was  “{_brief(one['exact'])}”\n"
        if one["words"] is not None:
            yield f"    now  “{_brief(one['words'])}”\n"
        for place in one["suggestions"]:
            yield f"    {place['score']:4.0%}  {place['start']}  “{_brief(place['words'])}”\n"


def _item(session: ReadingSession, placed: AnchoredAnnotation) -> dict[str, Any]:
    """Return one annotation of a drift report as JSON-ready data."""
    annotation, text = placed.annotation, session.document.text
    target = annotation.target
    return {
        "id": annotation.id,
        "state": placed.state,
        "reason": placed.reason,
        "exact": target.exact if target else "",
        "start": placed.start if placed.shown else None,
        "end": placed.end if placed.shown else None,
        "words": text.slice(placed.start, placed.end) if placed.shown else None,
        "near": placed.near if placed.near >= 0 else None,
        "kept": placed.is_confirmed_orphan,
        "suggestions": [
            {"start": start, "end": end, "words": text.slice(start, end), "score": score}
            for start, end, score in placed.suggestions
        ],
    }


def _brief(words: str) -> str:
    plain = sanitize(" ".join(words.split()))
    return plain if len(plain) <= CONTEXT_LENGTH else f"{plain[: CONTEXT_LENGTH - 1]}…"
