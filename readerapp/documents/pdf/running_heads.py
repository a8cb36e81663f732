"""Running heads and page numbers of a PDF: what repeats at the edges of many pages.

A line is one only if all of this holds. It stands at the edge of the page, apart from the text, at
the same height and in the same size as on the other pages. Its words are the same, but for one
number that counts up with the pages. It is not larger than the text, no heads of columns, and on
few pages only beside page numbers or if a heading has the same words. When in doubt it stays: a
heading, an answer, a year or a row of a table at the top of a page is worth more than a page
without a running head.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from readerapp.documents.pdf.lines import Page, PdfLine
from readerapp.documents.pdf.rows import are_aligned
from readerapp.text.sanitize import sanitize_label

_EDGE_SHARE = 0.12
"""Share of the height of a page, at its top and at its bottom, where running heads are."""
_EDGE_LINES = 4
"""Lines at an edge that may be running heads."""
_APART = 1.45
"""Distance of running heads from the text, as a multiple of the distance of its lines."""
_APART_IN_ANOTHER_SIZE = 1.2
_DOUBLE = 2.4
"""Distance of the lines of a text with double spacing, as a multiple of their size."""
_LARGE = 1.12
"""Size from which on a line is a heading, as a multiple of that of the body of the text."""
_SAME_SIZE = 0.95
"""Size from which on a line may be one of the text, as a multiple of that of the body."""
_PLACE = 4.0
"""Points by which the heights of running heads are rounded."""
_STEP = 3
"""Pages from one running head to the next: every page, every other one, or one left out."""
_PAGES = 3
"""Pages in a row on which a running head in small letters is at least."""
_PAGES_IN_DOUBT = 6
"""Pages in a row if it is in the size of the text, if the pages have no numbers, or if it counts
something that may be no pages."""
_LARGEST = 13
"""Size in points up to which words are a running head; those of slides are larger."""
_NUMBERS = 4
"""Numbers of a line, beyond which it is no running head, unless it names the page."""
_NUMBERS_BESIDE_PAGE = 12
_MARGIN = 54
"""Distance in points from the edge of a page, within which it has hardly any text."""
_PAGES_WITHIN_TEXT = 12
"""Pages in a row if it is farther from the edge, and the pages have no numbers."""
_HEADS_TOLD = 3
"""Running heads whose words an omission tells."""
_YEARS = range(1000, 2101)
_digits = re.compile(r"\d+")
_SIGNS = r"[-–—|•·\s\[\]/]*"
_PAGE_WORDS = (
    r"page|pages|pg\.?|pp?\.?|seite|s\.|página|pág\.?|pagina|pag\.?|sida|side|sivu|strona|str\.?|"
    r"страница|стр\.?|第"
)
_is_number = re.compile(
    rf"{_SIGNS}(?:{_PAGE_WORDS})?{_SIGNS}#(?:\s*(?:of|/|von|de|av|af|sur|из|z)\s*#)?\s*页?{_SIGNS}",
    re.IGNORECASE,
).fullmatch
_names_page = re.compile(
    rf"(?:^|\W)(?:(?:{_PAGE_WORDS})\s*#|#\s*(?:of|/|von)\s*#)|[|–—•·]\s*#\W*$|^\W*#\s*[|–—•·]",
    re.IGNORECASE,
).search
_roman = re.compile(rf"({_SIGNS})([ivxlc]{{1,7}})({_SIGNS})", re.IGNORECASE).fullmatch
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_is_sentence = re.compile(r".*[.?!…。？！][\"'”’»)\]]*|\w{1,2}[.:]\s.*", re.DOTALL).fullmatch
_leads_on = re.compile(r".*[^\W\d_][:,;：，]", re.DOTALL).fullmatch
_is_note = re.compile(r"[\[(]?#[\])]?\s*[^\W\d_].*(?:[,#].*|[.?!])", re.DOTALL).fullmatch
_title_and_number = re.compile(r"[^\W\d_][^#§]*#|#\s+[^\W\d_][^#]*").fullmatch
_counts_things = re.compile(
    r"\b(?:table|tab|figure|fig|plate|chart|map|box|exhibit|annex|annexe|appendix|schedule|form|"
    r"chapter|part|book|volume|section|article|art|clause|rule|item|point|step|question|problem|"
    r"exercise|lesson|unit|module|day|week|month|year|session|interview|respondent|participant|"
    r"letter|poem|sonnet|psalm|hymn|song|scene|act|slide|note|case|no|nr|january|february|march|"
    r"april|may|june|july|august|september|october|november|december|tabelle|abbildung|abb|kapitel|"
    r"teil|abschnitt|artikel|frage|aufgabe|tag|woche|januar|februar|märz|mai|juni|juli|oktober|"
    r"dezember|tableau|chapitre|partie|annexe|jour|semaine|janvier|février|mars|avril|juin|juillet|"
    r"août|septembre|octobre|novembre|décembre|tabla|figura|capítulo|artículo|pregunta|día|enero|"
    r"febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|frage|"
    r"fråga|kapittel|spørsmål|dag|uke|vecka)\b"
).search


@dataclass(frozen=True, slots=True)
class _Form:
    """What the running heads of several pages have in common.

    Attributes:
        top: whether it is at the top of the pages.
        place: its distance from the edge of the page, rounded.
        size: the size of the letters, rounded.
        words: the words, case-folded, with `#` for each number.
        numbers: the numbers; the one that counts up is its difference to the index of the page.
        counted: which of the numbers counts up with the pages, or -1.
    """

    top: bool
    place: int
    size: int
    words: str
    numbers: tuple[int, ...]
    counted: int


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the edge of a page.

    Attributes:
        line: the line.
        parts: the words of each of its parts, with the forms that they may share with others.
        outermost: whether no other line is nearer to the edge.
    """

    line: PdfLine
    parts: tuple[tuple[str, tuple[_Form, ...]], ...]
    outermost: bool


@dataclass(frozen=True, slots=True)
class RunningHeads:
    """The pages without running heads, and what they were.

    Attributes:
        pages: the pages.
        words: the words of each running head once; page numbers are not among them.
        stamped: indexes of the pages of which nothing was left but lines that many pages have.
    """

    pages: list[Page]
    words: list[str]
    stamped: set[int]


def remove_running_heads(pages: Sequence[Page]) -> RunningHeads:
    """Remove titles and numbers at the edges of several pages."""
    body, leading = _body(pages)
    edges = [list(_edges(index, page, leading)) for index, page in enumerate(pages)]
    seen: dict[_Form, list[int]] = defaultdict(list)
    for index, lines in enumerate(edges):
        for form in {form for edge in lines for _, forms in edge.parts for form in forms}:
            seen[form].append(index)
    bottom_counts = {
        index for form, at in seen.items() if not form.top and _counts(form) and len(at) >= _PAGES
        for index in at
    }  # fmt: skip
    numbered = {
        index for form, at in seen.items()
        if len(at) >= _PAGES and form.counted >= 0 and _numbers_pages(form.words) for index in at
    }  # fmt: skip
    titles = {
        _digits.sub("#", line.words.casefold())
        for page in pages for line in page.lines if line.size > _LARGE * body
    }  # fmt: skip
    pages_of = {
        form: kept for form, at in seen.items()
        if (kept := _pages_of(form, at, body, len(pages), numbered, titles))
    }  # fmt: skip
    words: dict[str, str] = {}
    remaining, stamped = [], set()
    for index, (page, lines) in enumerate(zip(pages, edges, strict=True)):
        heads = set()
        inner: _Edge | None = None
        for edge in reversed(lines):
            goes_on = inner is not None and inner.line not in heads and _are_one_note(inner, edge)
            inner = edge
            if not goes_on and _is_head(edge, index, page, pages_of, bottom_counts, body):
                heads.add(edge.line)
                for part, forms in edge.parts:
                    if not _is_number(forms[0].words):
                        words.setdefault(forms[0].words, part)
        left = tuple(line for line in page.lines if line not in heads)
        known = {edge.line for edge in lines if _repeats(edge, seen)}
        if page.lines and all(line in heads or line in known for line in page.lines):
            stamped.add(index)
        remaining.append(replace(page, lines=left))
    return RunningHeads(remaining, list(words.values()), stamped)


def describe_heads(words: Sequence[str]) -> str:
    """Return the omission that tells which running heads the text does not show, or ""."""
    if not words:
        return ""
    told = ", ".join(f"“{sanitize_label(each)}”" for each in words[:_HEADS_TOLD])
    others = len(words) - _HEADS_TOLD
    more = f" and {others} {'other' if others == 1 else 'others'}" if others > 0 else ""
    return f"running heads are not shown ({told}{more})"


def _body(pages: Sequence[Page]) -> tuple[float, float]:
    """Return the size of most letters of a document, and the usual distance of its lines."""
    sizes: Counter[float] = Counter()
    gaps = []
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.words)
        for above, below in pairwise(page.lines):
            if above.base - below.base > 0.5 * below.size:
                gaps.append(above.base - below.base)
    size = sizes.most_common(1)[0][0] if sizes else 1.0
    return size, min(median(gaps), _DOUBLE * size) if gaps else 0.0


def _edges(index: int, page: Page, leading: float) -> Iterator[_Edge]:
    """Yield the lines at the top and at the bottom of a page that stand apart from the text."""
    ordered = sorted(page.lines, key=lambda line: -line.base)
    for top in (True, False):
        outer = _outer(ordered if top else ordered[::-1], page.height, leading, top=top)
        for place, line in enumerate(outer):
            yield _Edge(line, tuple(_parts(index, page, line, top=top)), place == 0)


def _outer(
    ordered: Sequence[PdfLine], height: float, leading: float, *, top: bool
) -> list[PdfLine]:
    """Return the outermost lines at an edge, up to the last gap that divides them from the text."""
    outer: list[PdfLine] = []
    apart = 0
    for line in ordered:
        distance = height - line.base if top else line.base
        if outer and are_aligned(outer[-1], line):
            return outer[:apart]  # rows of one table, however far apart
        if outer:
            gap = abs(outer[-1].base - line.base)
            other_size = abs(outer[-1].size - line.size) > 0.08 * line.size
            usual = max(leading, 1.15 * min(line.size, outer[-1].size))
            if gap >= (_APART_IN_ANOTHER_SIZE if other_size else _APART) * usual:
                apart = len(outer)
        if distance > _EDGE_SHARE * height or len(outer) == 2 * _EDGE_LINES:
            return outer[:apart]
        outer.append(line)
    return outer  # all lines of the page are at this edge


def _parts(
    index: int, page: Page, line: PdfLine, *, top: bool
) -> Iterator[tuple[str, tuple[_Form, ...]]]:
    """Yield the words of each part of a line, with the forms that it may share with other pages."""
    distance = page.height - line.base if top else line.base
    place, size = round(distance / _PLACE), round(line.size)
    for words in [cell.words for cell in line.cells] or [line.words]:
        numbers = [int(each[:9]) for each in _digits.findall(words)]
        folded = _digits.sub("#", words.casefold())
        if roman := _roman(words):
            numbers, folded = [_roman_value(roman[2])], f"{roman[1]}#{roman[3]}"
        forms = [_Form(top, place, size, folded, tuple(numbers), -1)]
        most = _NUMBERS_BESIDE_PAGE if _names_page(folded) else _NUMBERS
        for counted in range(len(numbers) if len(numbers) <= most else 0):
            rest = [*numbers]
            rest[counted] -= index
            forms.append(_Form(top, place, size, folded, tuple(rest), counted))
        yield words, tuple(forms)


def _roman_value(words: str) -> int:
    """Return the value of a Roman number."""
    values = [_ROMAN_DIGITS[sign] for sign in words.lower()]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _counts(form: _Form) -> bool:
    """Return whether a form is that of a page number."""
    return form.counted >= 0 and _is_number(form.words) is not None


def _numbers_pages(words: str) -> bool:
    """Return whether the number that counts up in these words is surely that of the page."""
    return _is_number(words) is not None or _names_page(words) is not None


def _pages_of(
    form: _Form, at: list[int], body: float, count: int, numbered: set[int], titles: set[str]
) -> frozenset[int]:
    """Return the indexes of the pages on which a form is a running head, as far as it tells.

    Args:
        form: the form.
        at: the indexes of the pages that have it.
        body: the size of most letters of the document.
        count: the number of pages.
        numbered: the indexes of the pages with a page number.
        titles: the words of headings, as forms have them.
    """
    small = form.size < round(_SAME_SIZE * body)
    apart = False  # whether the pages of a run are counted from its first to its last
    if form.size > round(_LARGE * body) or (not form.top and _is_note(form.words)):
        return frozenset()
    if _counts(form):
        least = _PAGES if small or not form.top else _PAGES_IN_DOUBT
        if not form.top and len(at) == count:
            least = 2  # numbers at the foot of both pages
    elif form.counted >= 0 and _names_page(form.words):
        least = _PAGES
    elif form.counted >= 0:
        if not small or not _is_title_and_number(form):
            return frozenset()
        least = _PAGES_IN_DOUBT
    elif _is_number(form.words) or form.size > _LARGEST:
        return frozenset()  # the same number on each page
    elif _leads_on(form.words) or (not small and _is_sentence(form.words)):
        return frozenset()
    elif form.words in titles or numbered.issuperset(at):
        least = _PAGES if small and not _is_sentence(form.words) else _PAGES_IN_DOUBT
    else:
        apart = small
        least = _PAGES_IN_DOUBT if form.place * _PLACE <= _MARGIN else _PAGES_WITHIN_TEXT
    kept: set[int] = set()
    run: list[int] = []
    for index in [*at, at[-1] + _STEP + 1]:
        if run and index - run[-1] > _STEP:
            if max(len(run), run[-1] - run[0] + 1 if apart else 0) >= least <= _PAGES * len(run):
                kept.update(run)
            run = []
        run.append(index)
    return frozenset(kept)


def _is_title_and_number(form: _Form) -> bool:
    """Return whether a form is a title with the number of the page, and not of something else.

    What counts from 1 at the first page may count tables or letters as well.
    """
    return (
        form.numbers[form.counted] > 1
        and _title_and_number(form.words) is not None
        and not _counts_things(form.words)
    )


def _are_one_note(inner: _Edge, outer: _Edge) -> bool:
    """Return whether words at the foot of a page go on from the line above them."""
    one, other = inner.line, outer.line
    near = 0 < one.base - other.base < _APART * other.size and abs(one.size - other.size) < 1
    return near and not outer.parts[0][1][0].top and not _is_number(outer.parts[-1][1][0].words)


def _is_head(
    edge: _Edge,
    index: int,
    page: Page,
    pages_of: dict[_Form, frozenset[int]],
    bottom_counts: set[int],
    body: float,
) -> bool:
    """Return whether a line at the edge of a page is a running head or a page number."""
    alone = len(edge.parts) == 1
    own = median(line.size for line in page.lines)
    for words, forms in edge.parts:
        labelled = page.label != "" and words.strip("-–—|[] ").casefold() == page.label.casefold()
        if labelled and _is_number(forms[0].words) and (not alone or not forms[0].top):
            continue
        found = [form for form in forms if index in pages_of.get(form, ())]
        if not found:
            return False
        if found[0].counted < 0:
            in_size_of_text = edge.line.size >= _SAME_SIZE * min(body, own)
            few = len(pages_of[found[0]]) < _PAGES_IN_DOUBT
            if in_size_of_text and (few or not edge.outermost):
                return False
        number = found[0].numbers[found[0].counted] + index if _counts(found[0]) else 0
        # Poems and years are numbered at the top too; then the pages are so at the bottom.
        doubtful = number in _YEARS or index in bottom_counts
        if alone and forms[0].top and number and doubtful and not labelled:
            return False
    return True


def _repeats(edge: _Edge, seen: dict[_Form, list[int]]) -> bool:
    """Return whether other pages have the same line, or one with numbers that count up."""
    return all(any(len(seen[form]) >= _PAGES for form in forms) for _, forms in edge.parts)
