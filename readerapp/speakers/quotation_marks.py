"""Quotation marks: which characters can open or close a quotation, and how they pair up.

The direction of a mark follows from its character if that has one, otherwise from its neighbours.
If both leave it open (straight marks), marks alternate. An odd number of them in a paragraph is
corrected at the first mark that plainly faces the other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["open", "close", "none"]

_FAMILY = {
    '"': "straight", "＂": "straight",
    "“": "curly", "”": "curly", "„": "curly", "‟": "curly",
    "''": "doubled", "``": "doubled",
    "«": "guillemet", "»": "guillemet",
    "‹": "angle", "›": "angle",
    "‘": "single", "’": "single", "‚": "single",
    "'": "apostrophe",
    "「": "corner", "」": "corner", "﹁": "corner", "﹂": "corner",
    "『": "white corner", "』": "white corner", "﹃": "white corner", "﹄": "white corner",
}  # fmt: skip
_FIXED_ROLES: dict[str, Role] = {
    **dict.fromkeys("「『﹁﹃„‟", "open"),
    **dict.fromkeys("」』﹂﹄", "close"),
    "``": "open",
}
_ALTERNATING = ("straight", "doubled")
_SINGLE = ("single", "apostrophe", "angle")

# Apostrophes between letters and long runs of marks are not quotation marks.
_MARK = re.compile(
    r"""["＂]{3,}|["＂“”„‟«»‘’‚]{5,}|["＂“”„‟«»‹›「」『』﹁﹂﹃﹄‘‚]|(?<!')''(?!'')|``|(?<!\w)['’](?!')|(?<=\w)['’](?!\w)"""
)
_FIRST_OF_MARK = re.compile(r"""["＂“”„‟«»‹›「」『』﹁﹂﹃﹄‘’‚'`]""")
_DOUBLE = (*'"＂“„«»「『', "''", "``")
_SINGLE_OPENING = re.compile(r"[‘'](?<![^\s(\[—–-].)(?=[A-ZÀ-Þ])")
_DASH = re.compile(r"(?:—|–|―|--?(?!-))[ \t]*(?=[^\W\d_]|[¿¡…\"“‘'(])")
_BEFORE_OPENING = re.compile(r"[\s(\[{<—–―/*_>|-]")
_AFTER_CLOSING = re.compile(r"[\s)\]}.,;:!?…—–―/*_<|-]")
_SENTENCE_MARK = frozenset(".,!?;:…—–-)*_%")
# Words that begin with an apostrophe in place of letters: 'tis, '90s.
_ELIDED_START = re.compile(
    r"(?:t(?:is|was|were|will|would|wasn|isn)|em|er|im|ere|ome|ouse|cause|bout|round|til|till|neath|"
    r"twixt|gainst|cos|coz|cuz|n|nuff|ow|igh|ave|alf|and|ard|ead|ear|ell|elp|op|ope|at|ud|ull|"
    r"\d\ds?)\b",
    re.I,
)
_DROPPED_ENDING = re.compile(r"(?:\win|.{25}[sS]|\b(?:an|o|th|ol|wi|t|d|ha|fo|yo|lil|mo))$", re.S)
_LONGEST_WITHOUT_PUNCTUATION = 60  # limit for single quotations without punctuation: words, titles


@dataclass(frozen=True, slots=True)
class QuotationMark:
    """A quotation mark at the half-open range `[start, end)` in code points.

    `family` groups marks that can pair up (see `speakers.quotations.Quotation.kind`).
    """

    start: int
    end: int
    family: str
    character: str


@dataclass(frozen=True, slots=True)
class MarkPair:
    """An opening mark and the end of its quotation; `[end, outer_end)` is the closing mark.

    `closed` is False if the closing mark is missing; then `end` and `outer_end` are equal.
    """

    opening: QuotationMark
    end: int
    outer_end: int
    closed: bool = True


def count_doubles(text: str) -> int:
    """Return an estimate of the number of quotations in double marks in `text`."""
    return sum(map(text.count, _DOUBLE)) // 2 + text.count("“") // 2


def count_singles(text: str) -> int:
    """Return an estimate of the number of quotations in single marks in `text`."""
    return sum(1 for _ in _SINGLE_OPENING.finditer(text))


def dash_length(text: str, offset: int) -> int:
    """Return the length in code points of a dash that opens speech at `offset`, or 0."""
    match = _DASH.match(text, offset)
    return match.end() - offset if match else 0


def opening_mark_at(text: str, offset: int, family: str) -> QuotationMark | None:
    """Return the mark of `family` that opens a quotation at `offset`, or None."""
    match = _MARK.match(text, offset)
    if not match or _FAMILY.get(match.group()) != family:
        return None
    mark = QuotationMark(match.start(), match.end(), family, match.group())
    return None if _direction(text, mark) == "close" else mark


def find_lone_closing(text: str, start: int, end: int, family: str) -> QuotationMark | None:
    """Return the first mark of `family` in `[start, end)` if it can only close a quotation.

    None also if a double mark of another family comes first: another quotation has begun.
    """
    for match in _marks(text, start, end):
        own = _FAMILY.get(match.group(), family)
        if own == family:
            mark = QuotationMark(match.start(), match.end(), family, match.group())
            return mark if _direction(text, mark) == "close" else None
        if own not in _SINGLE and family not in _SINGLE:
            return None
    return None


def _marks(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the matches of `_MARK` in `[start, end)`.

    Only where a character can begin a mark is the pattern tried: on the text of a novel that takes
    a tenth of the time of `_MARK.finditer`, which tries it at each character.
    """
    position = start
    while first := _FIRST_OF_MARK.search(text, position, end):
        match = _MARK.match(text, first.start(), end)
        position = (match or first).end()
        if match:
            yield match


def pair_marks(
    text: str, start: int, end: int, singles: bool
) -> tuple[list[MarkPair], QuotationMark | None]:
    """Pair the marks in the paragraph `[start, end)`.

    Args:
        text: The text.
        start: Start of the paragraph.
        end: End of the paragraph.
        singles: Whether the text uses single marks for speech. If it does not, a single mark that
            stays open was an apostrophe.

    Returns:
        The pairs, inner ones before the pair around them, and the mark that stays open at the end
        of the paragraph or None.
    """
    marks = [
        QuotationMark(match.start(), match.end(), family, match.group())
        for match in _marks(text, start, end)
        if (family := _FAMILY.get(match.group()))
    ]
    if not marks:
        return [], None
    marks = _unify_straight_and_curly(text, marks)
    roles = _alternating_roles(text, marks)
    balances = _closing_balances(marks)
    pairs: list[MarkPair] = []
    stack: list[QuotationMark] = []
    for index, mark in enumerate(marks):
        role = roles.get(mark.start) or _role(text, mark, stack, singles)
        if role == "open":
            top = stack[-1] if stack else None
            if top and top.family == mark.family and balances[index] < 1:
                pairs.append(MarkPair(stack.pop(), mark.start, mark.start, closed=False))
            stack.append(mark)
        elif role == "close":
            opening = _pop_opening(stack, mark.family)
            if opening:
                pairs.append(MarkPair(opening, mark.start, mark.end))
    open_at_end = [mark for mark in stack if singles or mark.family not in _SINGLE]
    return pairs, open_at_end[0] if open_at_end else None


def _pop_opening(stack: list[QuotationMark], family: str) -> QuotationMark | None:
    """Pop the innermost open mark of `family` from the stack, with all marks inside it."""
    for depth in range(len(stack) - 1, max(-1, len(stack) - 5), -1):
        if stack[depth].family == family:
            opening = stack[depth]
            del stack[depth:]
            return opening
        if family in _SINGLE:  # an apostrophe must not end a quotation between double marks
            return None
    return None


def _role(text: str, mark: QuotationMark, stack: list[QuotationMark], singles: bool) -> Role:
    """Return the role of a mark that does not alternate, given the open marks."""
    top = next((opened for opened in reversed(stack) if opened.family == mark.family), None)
    if mark.character in _FIXED_ROLES:
        return _FIXED_ROLES[mark.character]
    direction = _direction(text, mark)
    match mark.family:
        case "curly":
            if mark.character == "“":
                return "close" if top and (top.character == "„" or direction == "close") else "open"
            return "close" if top or direction != "open" else "open"
        case "guillemet" | "angle":
            if top is None:
                spaced = mark.character in "«‹" and direction != "close"
                return "open" if spaced or direction == "open" else "none"
            return "close" if mark.character != top.character or direction == "close" else "open"
        case _:
            return _single_role(text, mark, top, direction, singles)


def _single_role(
    text: str, mark: QuotationMark, top: QuotationMark | None, direction: Role, singles: bool
) -> Role:
    if mark.character in "‘‚" or (mark.character == "'" and direction == "open"):
        elided = _ELIDED_START.match(text, mark.end) and not (singles and top is None)
        if direction == "close" or elided:
            return "none"
        return "open"
    if top is None or direction == "open":
        return "none"
    before = text[mark.start - 1]
    if before in _SENTENCE_MARK or before in "\"”»’'":
        return "close"
    inner = text[top.end : mark.start][-_LONGEST_WITHOUT_PUNCTUATION:]
    if mark.start - top.end > _LONGEST_WITHOUT_PUNCTUATION or _DROPPED_ENDING.search(inner):
        return "none"
    return "close"


def _direction(text: str, mark: QuotationMark) -> Role:
    """Return the direction of a mark by its neighbours; "none" if they do not tell."""
    before = text[mark.start - 1] if mark.start else " "
    after = text[mark.end] if mark.end < len(text) else " "
    opens = bool(_BEFORE_OPENING.match(before)) or before in "\"“”‘'«„"
    closes = bool(_AFTER_CLOSING.match(after)) or after in "\"”’'»"
    if opens == closes:
        return "none"
    return "open" if opens else "close"


def _alternating_roles(text: str, marks: list[QuotationMark]) -> dict[int, Role]:
    """Return the roles of the marks without a direction of their own, by their start."""
    roles: dict[int, Role] = {}
    for family in _ALTERNATING:
        own = [mark for mark in marks if mark.family == family]
        own = _without_inches(text, own, roles)
        opened = False
        for index, mark in enumerate(own):
            left = len(own) - index  # marks from this one to the end of the paragraph
            direction = _direction(text, mark)
            if mark.character in _FIXED_ROLES:
                opened = True
                roles[mark.start] = "open"
            elif opened and direction == "open" and left % 2 == 0:
                roles[mark.start] = "open"  # the previous one was never closed
            elif not opened and direction == "close" and left % 2 == 1:
                roles[mark.start] = "none"  # a closing mark without an opening one
            else:
                opened = not opened
                roles[mark.start] = "open" if opened else "close"
    return roles


def _without_inches(
    text: str, own: list[QuotationMark], roles: dict[int, Role]
) -> list[QuotationMark]:
    """Return the marks that are not inch signs; record the role "none" for inch signs."""
    quotation_marks: list[QuotationMark] = []
    for index, mark in enumerate(own):
        if mark.start and text[mark.start - 1].isdigit() and mark.character in '"＂':
            following = own[index + 1] if index + 1 < len(own) else None
            closes_twice = (
                following is not None
                and len(own) % 2 == 1
                and _direction(text, following) == "close"
                and text[mark.end : mark.end + 2].strip().islower()
            )
            if len(quotation_marks) % 2 == 0 or closes_twice:
                roles[mark.start] = "none"
                continue
        quotation_marks.append(mark)
    return quotation_marks


def _unify_straight_and_curly(text: str, marks: list[QuotationMark]) -> list[QuotationMark]:
    """Return the marks, with straight ones as curly if only both kinds together pair up."""
    own = [mark.character for mark in marks if mark.family == "curly"]
    if not own or _do_alternate(own):
        return marks
    directed = [_as_curly(text, mark) if mark.family == "straight" else mark for mark in marks]
    if _do_alternate([mark.character for mark in directed if mark.family == "curly"]):
        return directed
    turned = [
        _as_curly(text, mark) if mark.family in ("straight", "curly") else mark for mark in marks
    ]
    if _do_alternate([mark.character for mark in turned if mark.family == "curly"]):
        return turned  # "“We lost.“": the second one was typed the wrong way round
    return marks


def _as_curly(text: str, mark: QuotationMark) -> QuotationMark:
    """Return a mark as the curly one that its neighbours make it, if they do."""
    direction = _direction(text, mark)
    if direction == "none":
        return mark
    return QuotationMark(mark.start, mark.end, "curly", "“" if direction == "open" else "”")


def _do_alternate(characters: Sequence[str]) -> bool:
    """Return whether “ and ” alternate up to the end, starting with “."""
    return "".join(characters) == "“”" * (len(characters) // 2)


def _closing_balances(marks: list[QuotationMark]) -> list[int]:
    """Return for each mark how many more of its family close than open after it.

    Counts marks of the same paragraph with a plain direction. Marks that alternate get a value that
    never corrects anything twice.
    """
    totals: dict[str, int] = {}
    balances = [0] * len(marks)
    for index in range(len(marks) - 1, -1, -1):
        mark = marks[index]
        balances[index] = totals.get(mark.family, 0) - 1
        if mark.character in "“„‘":
            totals[mark.family] = totals.get(mark.family, 0) - 1
        elif mark.character in "”" or mark.family == "single":
            totals[mark.family] = totals.get(mark.family, 0) + 1
        elif mark.family not in _ALTERNATING:
            balances[index] = 2
    return balances
