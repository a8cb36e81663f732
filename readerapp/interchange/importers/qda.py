"""REFI-QDA project importer (.qdpx).

REFI-QDA Project Exchange 1.0 holds coded texts of QualCoder, MAXQDA, NVivo or ATLAS.ti. Codes
become tags; those under the headings of our own export become speaker and colour, or say that it is
a proposal. Codings of
several people are an annotation each. Memos become notes. What has no words (pictures, sound) or no
counterpart here (cases, sets, links, graphs) is counted in a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from xml.etree import ElementTree

from readerapp.core.errors import ReaderError
from readerapp.core.model import CONTEXT
from readerapp.interchange.citation import in_quotation_marks
from readerapp.interchange.exporters.qda import (
    AS_MARKED,
    COLOURS,
    PROPOSALS,
    QDPX_NAMESPACE,
    REPLY,
    RESOLVED,
    SPEAKERS,
)
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    nearest_colour,
    require_content,
    stable_id,
    text_value,
    text_values,
    utc_time,
)
from readerapp.interchange.importers.qda_archive import SourceTexts, read_archive
from readerapp.interchange.importers.qda_codes import ProjectCode, read_codes
from readerapp.interchange.importers.qda_passages import (
    Passage,
    PassageReader,
    parse_position,
)
from readerapp.text.phrases import count_noun

Element = ElementTree.Element


_TEXTS = ("TextSource", "Representation", "TextDescription", "Transcript")
"""Elements that hold a text: by itself, in a PDF, in a picture, in sound or video."""
_SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")
_WITHOUT_WORDS = {
    "PDFSelection": "PDF area",
    "PictureSelection": "picture area",
    "AudioSelection": "sound selection",
    "VideoSelection": "video selection",
}
"""Selections that have no words of their own, and what they are."""
_WITHOUT_COUNTERPART = {
    "Case": "case",
    "Variable": "variable",
    "Set": "set",
    "Link": "link",
    "Graph": "graph",
}
"""Elements of a project that nothing here corresponds to, and what they are."""
_WHOLE_DOCUMENT = "Codes of the whole document"
"""The note of codes that somebody gave to a source as a whole, if it has no memo."""


_NO_PASSAGE = Passage()


@dataclass(frozen=True, slots=True)
class _Item:
    """The part of a selection that belongs to one coder, or a note."""

    element: Element
    document: str = ""
    """The name of the source."""
    passage: Passage | ReaderError = _NO_PASSAGE
    """The words; or why they cannot be read."""
    user: str = ""
    """The GUID of the coder."""
    codings: tuple[Element, ...] = ()
    other: bool = False
    """Whether the selection itself, with its notes, belongs to another coder."""
    reply_to: Element | None = None
    """The selection that a reply belongs to; None if the item is no reply."""
    memo: str = ""
    """The text of a note that marks the passage, or a sentence in place of a note."""


@dataclass(frozen=True, slots=True)
class _Project:
    root: Element
    texts: SourceTexts
    ours: bool
    users: Mapping[str, str]
    codes: Mapping[str, ProjectCode]
    notes: Mapping[str, str]
    replies: Mapping[str, Element]
    original_words: Mapping[str, str]
    """The notes of our export that hold the original words of a passage whose text has changed."""


def is_qdpx(content: bytes) -> bool:
    """Return whether it is a zip file."""
    return content.startswith(b"PK\x03\x04")


def read_qdpx(content: bytes, name: str) -> ImportBatch:
    """Parse the coded passages and the notes of a project.

    Raises:
        ReaderError: it is not a project, or damaged as a whole.
    """
    root, texts = read_archive(content, name)
    ours = root.get("origin") == "readerapp"
    all_notes = list(root.iter("Note"))
    notes: dict[str, str] = {}
    original_words: dict[str, str] = {}
    for note in all_notes:
        table = original_words if ours and note.get("name") == AS_MARKED else notes
        table[note.get("guid", "")] = _note_text(note, texts, ours)
    codes = read_codes(root, notes)
    project = _Project(
        root=root,
        texts=texts,
        ours=ours,
        users={user.get("guid", ""): _user_name(user) for user in root.iter("User")},
        codes={code.guid: code for code in codes},
        notes=notes,
        replies={n.get("guid", ""): n for n in all_notes if ours and _replied_to(n)},
        original_words=original_words,
    )
    left_out: Counter[str] = Counter()
    items = _items(project, left_out)
    batch = collect_batch("REFI-QDA", items, partial(_annotation, project))
    used = {tag for item in batch.items for tag in item.tags}
    return replace(
        batch,
        problems=(*batch.problems, *_left_out_problems(root, left_out)),
        definitions={
            code.path: code.definition
            for code in codes
            if code.path and code.is_tag and (code.definition or not (ours or code.path in used))
        },
    )


def _note_text(note: Element, texts: SourceTexts, ours: bool) -> str:
    """Return the text of a note; notes of other programs have a title."""
    text = texts.of_element(note).text
    title = "" if ours else " ".join(note.get("name", "").split())
    return text if text.startswith(title) else "\n\n".join(filter(None, (title, text)))


def _user_name(user: Element) -> str:
    """Return the name of a coder; of one without a name something by which others differ."""
    named = user.get("name") or user.get("id")
    return named or f"Coder {user.get('guid', '')[:8]}"


def _left_out_problems(root: Element, left_out: Counter[str]) -> Iterator[str]:
    """Yield a sentence on what of a project no annotation can hold, if there is something."""
    counts = Counter(_WITHOUT_COUNTERPART.get(element.tag, "") for element in root.iter())
    del counts[""]
    counts += left_out
    if counts:
        listed = ", ".join(count_noun(number, noun) for noun, number in counts.items())
        yield f"Left out, because annotations cannot hold it: {listed}."


def _items(project: _Project, left_out: Counter[str]) -> Iterator[_Item]:
    """Yield selections once for each coder, replies, and notes; no note twice.

    What has neither words nor a note is counted in `left_out`.
    """
    root = project.root
    notes = {note.get("guid", ""): note for note in reversed(list(root.iter("Note")))}
    used = {guid for code in root.iter("Code") for guid in _note_guids(code)}
    sources = [one for parent in root.iter("Sources") for one in parent if one.tag in _SOURCES]
    for source in sources:
        texts = [element for element in (source, *source) if element.tag in _TEXTS]
        name = source.get("name") or next((one.get("name", "") for one in texts), "")
        for text in texts:
            for item in _selections(project, text, name, notes, used):
                used |= {item.element.get("guid", ""), *_note_guids(item.element)}
                used.update(guid for one in item.codings for guid in _note_guids(one))
                yield item
        yield from _areas(project, source, name, left_out, used)
        yield from _whole_source(source, texts, name)
        for guid in [guid for text in (source, *texts) for guid in _note_guids(text)]:
            if guid in notes and guid not in used:
                used.add(guid)
                yield _note_item(notes[guid], name)
    # A note of the project belongs to its document, if there is only one.
    only = sources[0].get("name", "") if len(sources) == 1 else ""
    if (root.findtext("Description") or "").strip():
        used.update(_note_guids(root))
        yield _Item(root, only, user=root.get("creatingUserGUID", ""))
    for note in root.iter("Note"):
        if note.get("guid", "") not in used:
            yield _note_item(note, only)


def _selections(
    project: _Project, source: Element, name: str, notes: Mapping[str, Element], used: Set[str]
) -> Iterator[_Item]:
    """Yield the selections of a text, with the replies to them, and the notes that mark a passage.

    Args:
        project: the project.
        source: the element that has the text.
        name: the name of its source.
        notes: the notes by GUID.
        used: the GUIDs of notes that belong to something else.
    """
    content = project.texts.of_element(source)
    marking = [
        (notes[guid], mark)
        for guid in _note_guids(source)
        if guid in notes and guid not in used and not project.ours
        for mark in _marked_passages(notes[guid], project.texts)
    ]
    own = [one for one in source if one.tag in ("PlainTextSelection", "TranscriptSelection")]
    points = {one.get("guid", ""): one.get("position", "") for one in source.findall("SyncPoint")}
    elements = [*own, *(mark for _, mark in marking)]
    reader = PassageReader(content, elements, points, origin=project.root.get("origin", ""))
    for selection in own:
        passage = reader.read(selection)
        for number, (user, codings) in enumerate(_coders(selection)):
            yield _Item(selection, name, passage, user, tuple(codings), other=number > 0)
        for guid in sorted(_note_guids(selection).keys() & project.replies.keys()):
            reply = project.replies[guid]
            coder = reply.get("creatingUser", "")
            yield _Item(reply, name, passage, coder, reply_to=selection)
    for note, mark in marking:
        coder = mark.get("creatingUser", "") or note.get("creatingUser", "")
        memo = project.notes.get(note.get("guid", ""), "")
        # Not the selection itself: QualCoder gives it no date, but the note has one.
        yield _Item(note, name, reader.read(mark), coder, memo=memo)


def _marked_passages(note: Element, texts: SourceTexts) -> list[Element]:
    """Return the passages of a source that a note marks.

    The standard has selections in a note for its own text. QualCoder writes there which passage of
    the source an annotation belongs to; its positions are seldom in the text of the note.
    """
    length = len(texts.of_element(note).text)
    marks = note.findall("PlainTextSelection")[:1]
    return [
        mark
        for mark in marks
        if mark.find("Coding") is None and parse_position(mark.get("endPosition", "")) > length
    ]


def _areas(
    project: _Project, source: Element, name: str, left_out: Counter[str], used: set[str]
) -> Iterator[_Item]:
    """Yield the selections of a PDF page, picture, sound or video that have words or a note."""
    for tag, noun in _WITHOUT_WORDS.items():
        for selection in source.findall(tag):
            inner = selection.find("Representation")
            text = project.texts.of_element(inner).text if inner is not None else ""
            guids = _note_guids(selection)
            has_note = any(project.notes.get(guid) for guid in guids)
            if not (text or has_note or (selection.findtext("Description") or "").strip()):
                left_out[noun] += 1
                continue
            used.update(guids)
            for number, (user, codings) in enumerate(_coders(selection)):
                if text or number == 0:
                    passage, of_other = Passage(text), number > 0
                    yield _Item(selection, name, passage, user, tuple(codings), other=of_other)


def _whole_source(source: Element, texts: Sequence[Element], name: str) -> Iterator[_Item]:
    """Yield the memo of a source, and the codes that each coder gave to it as a whole."""
    parts = [source, *(text for text in texts if text is not source)]
    memos = [(part.findtext("Description") or "").strip() for part in parts]
    by_coder: dict[str, list[Element]] = {}
    for coding in (coding for part in parts for coding in part.findall("Coding")):
        user = coding.get("creatingUser", "") or source.get("creatingUser", "")
        by_coder.setdefault(user, []).append(coding)
    if memo := "\n\n".join(filter(None, memos)):
        user = source.get("creatingUser", "")
        yield _Item(source, name, user=user, memo=memo)
    for user, codings in by_coder.items():
        given = tuple(codings)
        yield _Item(codings[0], name, user=user, codings=given, memo=_WHOLE_DOCUMENT)


def _coders(selection: Element) -> list[tuple[str, list[Element]]]:
    """Return the coders of a selection with their codings; the maker of the selection is first."""
    maker = selection.get("creatingUser", "")
    codings: dict[str, list[Element]] = {maker: []}
    for coding in selection.findall("Coding"):
        codings.setdefault(coding.get("creatingUser") or maker, []).append(coding)
    if not codings[maker] and len(codings) > 1:
        del codings[maker]
        if maker and len(codings) == 1:  # one coder coded for the maker: it counts as the maker's
            return [(maker, next(iter(codings.values())))]
    return list(codings.items())


def _note_item(note: Element, document: str) -> _Item:
    inner = [
        coding for one in note.findall("PlainTextSelection") for coding in one.findall("Coding")
    ]
    codings = (note, *note.findall("Coding"), *inner)
    return _Item(note, document, user=note.get("creatingUser", ""), codings=codings)


def _note_guids(element: Element) -> dict[str, None]:
    """Return the GUIDs of the notes that an element itself refers to, in order."""
    return dict.fromkeys(n.get("targetGUID", "") for n in element.findall("NoteRef"))


def _annotation(project: _Project, item: _Item) -> ImportedAnnotation:
    """Convert a selection, reply or note to an annotation."""
    element, passage = item.element, item.passage
    if isinstance(passage, ReaderError):
        raise passage
    selection = element if item.reply_to is None else item.reply_to
    exact, description, own_note = passage.words, "", ""
    memo_guids = dict.fromkeys(guid for one in item.codings for guid in _note_guids(one))
    if not item.other:
        memo_guids |= _note_guids(element)
        description = element.findtext("Description") or ""
        own_note = project.notes.get(element.get("guid", ""), "")
    if item.memo:
        description, own_note, memo_guids = "", item.memo, {}
    if project.ours and own_note and description:
        # An orphan: its words are the description, and are repeated in the note.
        exact = description
        own_note = own_note.removeprefix(in_quotation_marks(description)).lstrip("\n")
        description = ""
    for guid in _note_guids(selection):
        exact = project.original_words.get(guid, exact)
    note_guids = sorted(memo_guids.keys() - project.replies.keys())
    notes = [description, *(project.notes.get(guid, "") for guid in note_guids), own_note]
    note = "\n\n".join(part for part in notes if part.strip())
    require_content(exact, note)
    codes = [
        code
        for coding in item.codings
        for reference in coding.findall("CodeRef")
        if (code := project.codes.get(reference.get("targetGUID", "")))
    ]
    speakers = [code.path for code in codes if code.heading == SPEAKERS]
    colours = [code.path for code in codes if code.heading == COLOURS]
    if not (project.ours or colours):
        colours = [code.colour for code in codes if code.colour]
    tags = [code.path for code in codes if code.is_tag]
    reply_to = _replied_to(element) if project.ours else ""
    resolved = element.get("name", "").startswith(RESOLVED)
    times = [utc_time(coding.get("creationDateTime")) for coding in item.codings]
    if not item.other:
        times.insert(0, utc_time(element.get("creationDateTime")))
    guid = element.get("guid", "")
    is_placed = bool(passage.content and exact)
    annotation = ImportedAnnotation(
        id="",
        exact=exact,
        prefix=passage.content[max(0, passage.start - CONTEXT) : passage.start],
        suffix=passage.content[passage.end : passage.end + CONTEXT],
        start=passage.start if is_placed else None,
        end=passage.end if is_placed else None,
        note=text_value(note),
        tags=text_values(tags),
        colour=nearest_colour(colours[0] if colours else None),
        speaker=speakers[0] if speakers else "",
        creator=_creator(project, item.user or element.get("modifyingUser", "")),
        created=next(filter(None, times), ""),
        modified=utc_time(element.get("modifiedDateTime")),
        document=item.document,
        proposed=any(code.heading == PROPOSALS for code in codes),
        reply_to=reply_to,
        resolved=utc_time(element.get("modifiedDateTime")) if reply_to and resolved else "",
    )
    given = stable_id(None, guid, item.user) if guid and item.other else guid
    # The namespace was part of the kind when the first ids were derived.
    kind = f"{{{QDPX_NAMESPACE}}}{element.tag}"
    return identified(annotation, given, kind=kind, earlier=(exact, note))


def _creator(project: _Project, user: str) -> str:
    """Return the name of a coder, also of one whom the project does not list."""
    return project.users.get(user, "") or (f"Coder {user[:8]}" if user else "")


def _replied_to(note: Element) -> str:
    """Return the id of what a note of our export is a reply to; empty if it is no reply."""
    name = note.get("name", "")
    start = next(filter(name.startswith, (REPLY, RESOLVED)), "")
    return stable_id(name.removeprefix(start)) if start else ""
