"""Evidence sheet: a page to print, with each quotation in its passage and what identifies it.

It says which version of the document was read (hashes and times), where the words are, who marked
them when, and whether they are still there. It has no script and loads nothing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.core.model import STATE_NAMES
from readerapp.interchange.annotation_view import (
    QUOTE_CHECK_TAG,
    AnnotationView,
    ExportSource,
    mark_signature,
    signature,
)
from readerapp.interchange.citation import QuotationMarks, find_quotation_marks, in_quotation_marks
from readerapp.interchange.exporters import ExportLayout
from readerapp.interchange.exporters.document_facts import (
    codebook_facts,
    describe_contents,
    version_facts,
)
from readerapp.interchange.exporters.html_page import (
    escape_text,
    page_fact,
    page_head,
    read_asset,
    render_note,
)
from readerapp.interchange.passage import CUT, Passage, find_passage, find_text
from readerapp.text.sanitize import sanitize
from readerapp.text.source import Text

_SAMPLE_LENGTH = 20_000
"""Code points at the start of the text that show which quotation marks it uses."""
_WARNINGS = {
    "drifted": "The text has changed since these words were marked. The passage is what it says"
    " now.",
    "orphaned": "These words are not in the text any more. The passage is what was stored when they"
    " were marked.",
}
"""What is said of a quotation that is not as it was, by its state."""

_MEANING = (
    "Equal hashes show that the text and the file are the same, to the last character. They do not"
    " show who wrote or said the words. Times are those of the clocks of the computers on which"
    " they were recorded."
)

_is_hexadecimal = re.compile(r"[0-9a-f]+").fullmatch


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all quotations of a sheet have in common: document, text, quotation marks."""

    source: ExportSource
    text: Text | None
    marks: QuotationMarks


def write_evidence(
    source: ExportSource, views: Sequence[AnnotationView], layout: ExportLayout
) -> Iterator[str]:
    """Write the sheet: facts about the document, the quotations, document notes, how to check."""
    yield page_head(sanitize(f"Evidence: {source.label}"), _style(source))
    yield f"<body>\n{_header(source, views)}<main>\n"
    marks = find_quotation_marks([source.text[:_SAMPLE_LENGTH]])
    shared = _Shared(source, find_text(source, views), marks)
    for number, view in enumerate((view for view in views if view.target), 1):
        yield _article(shared, number, view)
    if notes := [view for view in views if not view.target]:
        yield "<section>\n<h2>Notes on the document</h2>\n"
        yield from (f"{_facts(source, view)}{_notes(view)}" for view in notes)
        yield "</section>\n"
    yield f"</main>\n{_how_to_check(source)}</body>\n</html>\n"


def _style(source: ExportSource) -> str:
    """Return the style sheet; each printed page has the hash of the text at its foot."""
    style = read_asset("evidence_sheet.css")
    if not _is_hexadecimal(source.short_digest):
        return style
    foot = f'content: "sha256 {source.short_digest}"; font: 8pt monospace;'
    return f"{style}@page {{ @bottom-left {{ {foot} }} }}\n"


def _header(source: ExportSource, views: Sequence[AnnotationView]) -> str:
    facts = {
        "Author": source.author,
        "Published": source.date,
        "Address": source.name if source.is_online else "",
        "File": source.file,
        **version_facts(source),
        **codebook_facts(source, views),
        "Contents": describe_contents(views, highlight="quotation"),
        "Sheet made": source.accessed,
    }
    shown = "".join(
        page_fact(name, sanitize(fact), is_address=name == "Address")
        for name, fact in facts.items()
        if fact.strip()
    )
    missing = ""
    if source.file and not source.file_digest:
        missing = _warning("The file that was read is not at hand any more; its hash is left out.")
    return (
        '<header>\n<p class="kind">Evidence sheet</p>\n'
        f'<h1 dir="auto">{_shown(source.label)}</h1>\n<dl>\n{shown}</dl>\n{missing}</header>\n'
    )


def _article(shared: _Shared, number: int, view: AnnotationView) -> str:
    """Return one quotation with its passage, facts and notes."""
    target = view.target
    assert target is not None
    quoted = _shown(in_quotation_marks(view.exact, shared.marks))
    parts = (view.speaker, view.locator)
    where = " · ".join(f"<bdi>{_shown(part)}</bdi>" for part in parts if part)
    warning = _warning(_WARNINGS[view.state]) if view.state != "exact" else ""
    if view.has_range and shared.text is not None:
        passage = find_passage(shared.text, view.start, view.end)
    elif view.has_range:
        passage = None
    else:
        before, after = (f"{CUT}{target.prefix}", f"{target.suffix}{CUT}")
        passage = Passage(target.exact, before, after)
    return (
        f'<article>\n<h2><span class="number">{number}</span> {where}</h2>\n'
        f'{warning}<blockquote dir="auto">{quoted}</blockquote>\n'
        f"{_passage(passage) if passage else ''}"
        f"{_facts(shared.source, view)}{_notes(view)}</article>\n"
    )


def _passage(passage: Passage) -> str:
    above, below = (
        f'<p class="beside" dir="auto">{_shown(words)}</p>\n' if words else ""
        for words in (passage.above, passage.below)
    )
    before, words, after = map(_shown, (passage.before, passage.words, passage.after))
    return (
        '<figure class="passage">\n<figcaption>Passage</figcaption>\n'
        f'{above}<p dir="auto">{before}<mark>{words}</mark>{after}</p>\n{below}</figure>\n'
    )


def _facts(source: ExportSource, view: AnnotationView) -> str:
    """Return the facts about an annotation."""
    annotation = view.annotation
    page, line = view.page_and_line
    facts = {
        "Page": page,
        "Line": line,
        "Characters": f"{view.start} to {view.end}" if view.has_range else "",
        "State": STATE_NAMES[view.state] if view.target else "",
        "Marked by": mark_signature(view),
        "Quote check": _quote_check(view),
        "Tags": ", ".join(annotation.tags),
        "Colour": source.colour_names.get(view.colour, view.colour) if view.target else "",
        "Id": annotation.id,
    }
    shown = "".join(page_fact(name, sanitize(fact)) for name, fact in facts.items() if fact)
    return f"<dl>\n{shown}</dl>\n"


def _quote_check(view: AnnotationView) -> str:
    """Return verdict and decision of a quote check, from the tags that it gave."""
    below = f"{QUOTE_CHECK_TAG}/"
    found = [tag.removeprefix(below) for tag in view.annotation.tags if tag.startswith(below)]
    return ", ".join(found).replace("-", " ")


def _notes(view: AnnotationView) -> str:
    """Return the note of an annotation and its replies."""
    replies = "".join(
        f'<div class="note" dir="auto">\n<p class="by">{_shown(signature(reply))}</p>\n'
        f"{render_note(sanitize(reply.annotation.note, lines=True))}</div>\n"
        for reply in view.replies
    )
    note = render_note(sanitize(view.annotation.note, lines=True))
    label = '<p class="kind">Note</p>\n'
    return (f'<div class="note" dir="auto">\n{label}{note}</div>\n' if note else "") + replies


def _shown(text: str) -> str:
    """Return a text for the sheet as the reader shows it, with a sign for each hidden character.

    A character that changes the direction of writing could make words look like others.
    """
    return escape_text(sanitize(text, lines=True))


def _warning(sentence: str) -> str:
    return f'<p class="warning">{sentence}</p>\n'


def _how_to_check(source: ExportSource) -> str:
    """Return the commands that make the hashes again, and what equal hashes show."""
    if not source.digest:
        return ""
    name = shlex.quote(f"./{source.file}" if source.file.startswith("-") else source.file)
    path = name if source.file else "- < FILE"
    commands = [(f"readerapp text {path} | sha256sum", source.digest)]
    if source.file_digest:
        commands.append((f"sha256sum {name}", source.file_digest))
    shown = "".join(
        f"<dt><code>{_shown(command)}</code></dt>\n<dd><code>{_shown(digest)}</code></dd>\n"
        for command, digest in commands
    )
    return (
        '<section class="check">\n<h2>How to check</h2>\n'
        "<p>With the same file, these commands give the same hashes:</p>\n"
        f"<dl>\n{shown}</dl>\n<p>{_MEANING}</p>\n</section>\n"
    )
