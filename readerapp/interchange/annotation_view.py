"""Annotation views: annotations with position, names and locator, ready to be shown or exported.

The list, its filters, the exporters and `list --json` all take these views. SPEAKER_TAG and
COLOUR_TAG are tag prefixes for export formats that have no field for a speaker or a colour, and
PROPOSED_TAG is the tag of a proposal there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from readerapp.core.errors import ReaderError
from readerapp.core.model import STATE_NAMES, AnchorState, Annotation, Target
from readerapp.core.reference import Reference, make_citekey
from readerapp.text.phrases import fold_for_search, format_moment

if TYPE_CHECKING:
    from readerapp.text.source import Text

SPEAKER_TAG = "speaker:"
COLOUR_TAG = "colour:"
PROPOSED_TAG = "readerapp:proposed"
QUOTE_CHECK_TAG = "quote-check"
"""The tag of what a quote check found; verdict and decision are tags below it."""
SHORT_DIGEST = 12
"""Hexadecimal digits of a short hash: 48 bits, as git shows for large histories."""


def topic_tags(tags: Iterable[str]) -> list[str]:
    """Return the tags that say what a passage is about: not those that a quote check gave."""
    return [one for one in tags if one.partition("/")[0] != QUOTE_CHECK_TAG]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSource:
    """The document of the exported annotations.

    `id` is its UUID in the store, `name` the path or URL it was opened with, `fingerprint` that of
    its text, `format` the format it was parsed as ("epub"). `text` is the whole text for formats
    that contain it, else empty. `author` and `date` are as the document writes them, `accessed` is
    the day (ISO 8601) on which it was opened; all three may be empty. `headings` are the offsets of
    the headings in the text (code points) with their levels. For a document in a container, `parts`
    are the files in it, each with the offset at which its text begins. `colour_names` are the
    names that colours have, `definitions` what tags mean, both as the codebook says. `reference` is
    what a bibliography says of it; its authors and its date are in `author` and `date` as well.

    What identifies the version that was read: `read` is when a web page was fetched, `modified`
    when the file was last changed (both RFC 3339, UTC), `file` the name of the file,
    `file_digest` the SHA-256 of its bytes in hexadecimal digits (only for exports that ask for it),
    `extraction` what made the text of it. Each is empty if it is not known, as for a file that has
    changed since it was opened.
    """

    id: str
    title: str = ""
    name: str = ""
    fingerprint: str = ""
    text: str = ""
    format: str = ""
    author: str = ""
    date: str = ""
    accessed: str = ""
    headings: Sequence[tuple[int, int]] = ()
    parts: Sequence[tuple[int, str]] = ()
    colour_names: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    read: str = ""
    modified: str = ""
    file: str = ""
    file_digest: str = ""
    extraction: str = ""
    reference: Reference = field(default_factory=Reference)

    @property
    def citekey(self) -> str:
        """Return the citation key; one made of author, year and title if none was set."""
        return make_citekey(self.reference, self.label, self.id)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the text in hexadecimal digits; empty if it is not known."""
        return self.fingerprint.removeprefix("sha256:")

    @property
    def short_digest(self) -> str:
        """Return the first digits of `digest`, enough to tell the versions of a document apart."""
        return self.digest[:SHORT_DIGEST]

    @property
    def access(self) -> str:
        """Return address, day of reading and hash of a web page; empty for other documents."""
        if not self.is_online:
            return ""
        facts = (self.name, f"read {self.read[:10]}" if self.read else "")
        digest = f"sha256 {self.short_digest}" if self.digest else ""
        return ", ".join(fact for fact in (*facts, digest) if fact)

    @property
    def is_online(self) -> bool:
        """Return whether the name is an HTTP or HTTPS URL."""
        return self.name.startswith(("http://", "https://"))

    @property
    def label(self) -> str:
        """Return the title, or the name if there is no title."""
        return self.title or self.name

    @property
    def short_name(self) -> str:
        """Return the name for people: without the home folder, of a sample without its folder.

        Whoever gets an export need not learn the login name and the folders of its author.
        """
        from readerapp.core.paths import abbreviate_home, sample_docs_folder

        with suppress(ReaderError):
            samples = f"{sample_docs_folder()}/"
            if self.name.startswith(samples):
                return self.name.removeprefix(samples)
        return abbreviate_home(self.name)


class HasLocators(Protocol):
    """A document that can say how a passage of its text is cited, and what is around it."""

    @property
    def text(self) -> Text:
        """Return its text."""

    def page_and_line(self, offset: int) -> tuple[str, str]:
        """Return the numbers of the page and of the line of a place; empty if it has none."""

    def range_locator(self, start: int, end: int) -> str:
        """Return the locator of a range in code points, such as "¶12" or "45:12-46:3"."""


@dataclass(frozen=True, kw_only=True)
class AnnotationView:
    """An annotation with its position in the text as it is now, and its names in words.

    A reply has the position and the speaker of the annotation that its thread began with, and is in
    the `replies` of that annotation's view.

    Attributes:
        annotation: The stored record.
        start: The offset of the first code point; -1 for an orphan and for a document note.
        end: The offset after the last code point; -1 as `start`.
        state: How it was found in the text.
        speaker: The name of the speaker; "" if there is none.
        creator: The display name of the annotator who made it; may be empty.
        accepted_by: The display name of who accepted the proposal of a program; may be empty.
        is_own: Whether the current annotator made it.
        is_embedded: Whether it belongs to the file, and is not in the store.
        document: The document, which knows the locators; None if it is not open.
        stored_locator: The locator to use if the document is not open.
        thread: The view of the first annotation of the thread; None if it is not a reply.
        replies: The views of its replies, by time; empty for a reply.
    """

    annotation: Annotation
    start: int = -1
    end: int = -1
    state: AnchorState = "exact"
    speaker: str = ""
    creator: str = ""
    accepted_by: str = ""
    is_own: bool = True
    is_embedded: bool = False
    document: HasLocators | None = field(default=None, compare=False, repr=False)
    stored_locator: str = ""
    thread: AnnotationView | None = None
    replies: tuple[AnnotationView, ...] = ()

    @property
    def key(self) -> str:
        """Return the id of the annotation."""
        return self.annotation.id

    @property
    def has_range(self) -> bool:
        """Return whether it covers a range of the text."""
        return self.start >= 0

    @cached_property
    def locator(self) -> str:
        """Return the locator for citations, such as "¶12"; "" if the annotation has no range."""
        if self.document is None or not self.has_range:
            return self.stored_locator
        return self.document.range_locator(self.start, self.end)

    @property
    def place_label(self) -> str:
        """Return the locator; without a range, where it was in the book of another program."""
        place = self.annotation.place
        return f"was: {place}" if place and not self.has_range else self.locator

    @property
    def page_and_line(self) -> tuple[str, str]:
        """Return the numbers of page and line where it begins; empty if they are not known."""
        if self.document is None or not self.has_range:
            return "", ""
        return self.document.page_and_line(self.start)

    @property
    def thread_root(self) -> AnnotationView:
        """Return the view of the first annotation of the thread: this one if it is no reply."""
        return self.thread or self

    @property
    def thread_id(self) -> str:
        """Return the id of the annotation that the thread of a reply began with; else ""."""
        return self.thread.key if self.thread else ""

    @property
    def passage(self) -> Annotation:
        """Return the annotation with colour, tags and quotation; a reply has its thread's."""
        return self.thread_root.annotation

    @property
    def target(self) -> Target | None:
        """Return the target of the passage; None for a document note."""
        return self.passage.target

    @property
    def colour(self) -> str:
        """Return the colour of the passage."""
        return self.passage.colour

    @property
    def exact(self) -> str:
        """Return the words as they were marked; empty for a document note."""
        target = self.target
        return target.exact if target else ""

    @property
    def is_resolved(self) -> bool:
        """Return whether it is resolved: a reply, or a comment of a file."""
        return bool(self.annotation.resolved)

    @property
    def is_proposal(self) -> bool:
        """Return whether the passage is a proposal that nobody has accepted yet."""
        return self.passage.is_proposal

    @property
    def position_key(self) -> tuple[object, ...]:
        """Return the unique sort key by position, with replies after the view that they answer."""
        root = self.thread or self
        record, start = root.annotation, root.start
        if start < 0 and record.target:
            start = record.target.start  # an orphan is sorted where it used to be
        if root is self:
            return start, self.end, record.created, record.id, "", ""
        reply = self.annotation
        return start, root.end, record.created, record.id, reply.created, reply.id

    @cached_property
    def searchable_text(self) -> str:
        """Return the text that the words of a filter are searched in, folded for search."""
        words = (self.exact, self.annotation.note, self.speaker, *self.passage.tags)
        return fold_for_search(" ".join(words))


def with_replies(root: AnnotationView, replies: Sequence[AnnotationView]) -> AnnotationView:
    """Return the view of a thread's first annotation with its replies.

    Args:
        root: The view of the first annotation.
        replies: The views of the replies, by time.
    """
    joined = [replace(reply, thread=root, speaker=root.speaker) for reply in replies]
    return replace(root, replies=tuple(joined)) if joined else root


def flatten_threads(views: Iterable[AnnotationView]) -> Iterator[AnnotationView]:
    """Yield each view, followed by its replies."""
    for view in views:
        yield view
        yield from view.replies


def list_creators(views: Iterable[AnnotationView]) -> list[str]:
    """Return the names of those who made the annotations and their replies, in order."""
    return list(dict.fromkeys(view.creator for view in flatten_threads(views) if view.creator))


def nest_threads(views: Iterable[AnnotationView]) -> list[AnnotationView]:
    """Return the views without the replies that are in the thread of another one of them.

    The `replies` of each view in the result are those that are in `views` too. A reply stays a view
    of its own if the first annotation of its thread is not in `views`.
    """
    views = list(views)
    roots = {view.key for view in views if view.thread is None}
    replies: dict[str, list[AnnotationView]] = {}
    for view in views:
        if view.thread_id in roots:
            replies.setdefault(view.thread_id, []).append(view)
    return [
        replace(view, replies=tuple(replies.get(view.key, ()))) if view.replies else view
        for view in views
        if view.thread_id not in roots
    ]


def hashtag(tag: str) -> str:
    """Return the tag as a hashtag of one word.

    >>> hashtag("to do")
    '#to-do'
    """
    return f"#{tag.replace(' ', '-')}"


PROPOSED = "proposed, not accepted"
"""What is said of the proposal of a program that nobody has accepted."""


def describe_state(view: AnnotationView) -> str:
    """Return what is not usual about the place of an annotation, and whether it is a proposal.

    It is empty for an annotation that was found word by word and counts.
    """
    moved = STATE_NAMES[view.state] if view.state != "exact" else ""
    return " · ".join(filter(None, (moved, PROPOSED if view.annotation.is_proposal else "")))


def mark_signature(view: AnnotationView) -> str:
    """Return who marked it and when, to the minute: "Bo, 2026-11-29 10:02 UTC".

    For the proposal of a program, who accepted it and when is said too.
    """
    annotation = view.annotation
    facts = (view.creator or annotation.creator, format_moment(annotation.created))
    marked = ", ".join(fact for fact in facts if fact)
    if not annotation.proposed:
        return marked
    return f"{marked}; {describe_acceptance(view) or PROPOSED}"


def describe_acceptance(view: AnnotationView) -> str:
    """Return who accepted the proposal of a program: "accepted by Bo, 2026-11-29 10:02 UTC".

    Empty if nobody did.
    """
    accepted = view.annotation.accepted
    return f"accepted by {view.accepted_by}, {format_moment(accepted)}" if accepted else ""


def signature(view: AnnotationView) -> str:
    """Return who wrote it and when, for formats without fields for it: "Bo, 2026-11-29"."""
    annotation = view.annotation
    facts = (
        view.creator or annotation.creator,
        annotation.created[:10],
        "resolved" if annotation.resolved else "",
    )
    return ", ".join(fact for fact in facts if fact)
