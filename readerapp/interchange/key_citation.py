r"""Citations that name an entry of a bibliography: for pandoc, for biblatex, by author and year.

pandoc: `[@smith2020, p. 12]`; Org and biblatex have the same parts in other marks. Somebody who
speaks in the document stands before the key: `[Maria Ortega in @smith2020, p. 12]`.

Sources: https://pandoc.org/MANUAL.html#citation-syntax, the manual of biblatex (3.9.1), and The
Chicago Manual of Style (author-date).
"""

from __future__ import annotations

import re

from readerapp.core.reference import family_name, find_year
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.citation import literal, one_line
from readerapp.interchange.tex_text import encode_tex

_NAMED_AUTHORS = 3
"""Authors that a citation by author and year names; of more it names the first."""

_time = re.compile(r"\d+(?::\d\d)+(?:\.\d+)?").fullmatch
_ends_citation = re.compile(r"[\[\];@]")


def pandoc_citation(source: ExportSource, view: AnnotationView) -> str:
    """Return the citation for pandoc, of text that is Markdown."""
    prefix = _prefix(_ends_citation.sub(" ", view.speaker))
    suffix = locator_words(view)
    return (
        f"[{literal(prefix)}{' ' if prefix else ''}@{source.citekey}{f', {suffix}' * bool(suffix)}]"
    )


def org_citation(source: ExportSource, view: AnnotationView) -> str:
    """Return the citation for Org: `[cite:@smith2020 p. 12]`."""
    prefix = _prefix(one_line(_ends_citation.sub(" ", view.speaker)))
    return f"[cite:{' '.join(filter(None, (prefix, f'@{source.citekey}', locator_words(view))))}]"


def autocite(source: ExportSource, view: AnnotationView) -> str:
    r"""Return the citation for biblatex: `\autocite[12]{smith2020}`."""
    locator = encode_tex(_number(locator_words(view)))
    prefix = encode_tex(_prefix(view.speaker))
    if "]" in locator + prefix:  # else the bracket would end the argument
        locator, prefix = (f"{{{words}}}" if words else "" for words in (locator, prefix))
    optional = f"[{prefix}][{locator}]" if prefix else f"[{locator}]" if locator else ""
    return f"\\autocite{optional}{{{source.citekey}}}"


def author_year_citation(source: ExportSource, view: AnnotationView) -> str:
    """Return the citation by author and year: "(Smith 2020, 12)"."""
    families = [family_name(author) for author in source.reference.authors]
    if len(families) > _NAMED_AUTHORS:
        who = f"{families[0]} et al."
    elif len(families) > 1:
        comma = "," if len(families) > 2 else ""
        who = f"{', '.join(families[:-1])}{comma} and {families[-1]}"
    else:
        who = families[0] if families else one_line(source.reference.title or source.label)
    year = find_year(source.reference.date or source.date) or "n.d."
    locator = _number(locator_words(view))
    prefix = _prefix(view.speaker)
    words = f"{prefix} {who} {year}".strip()
    return f"({words}, {locator})" if locator else f"({words})"


def locator_words(view: AnnotationView) -> str:
    """Return the locator as a citation has it: a time is not taken for a page."""
    locator = one_line(view.locator)
    return f"at {locator}" if _time(locator) else locator


def _prefix(speaker: str) -> str:
    """Return the words before a citation that name who speaks in the document."""
    name = one_line(speaker)
    return f"{name} in" if name else ""


def _number(locator: str) -> str:
    """Return a page without its abbreviation, which these styles write themselves, or not."""
    page = re.fullmatch(r"pp?\. (\S+)", locator)
    return page[1] if page else locator
