"""Articles and manuals in XML: JATS (journals, as of PubMed Central) and DocBook.

Sources: JATS 1.3 (https://jats.nlm.nih.gov/archiving/1.3/), DocBook 5.2 (https://docbook.org/).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from readerapp.core.reference import Reference
from readerapp.documents import limits
from readerapp.documents.builder import DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import local_attribute, local_name
from readerapp.documents.references import make_reference
from readerapp.documents.xml.source import read_book
from readerapp.documents.xml.writer import XmlTextWriter, XmlVocabulary, link_target

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_JATS = XmlVocabulary(
    skipped=frozenset({
        "journal-meta", "contrib-group", "aff", "author-notes", "pub-date", "permissions",
        "article-id", "article-categories", "volume", "issue", "fpage", "lpage", "history",
        "custom-meta-group", "counts", "self-uri", "funding-group", "related-article", "tex-math",
        "alt-text", "long-desc", "processing-meta", "elocation-id", "alt-title", "isbn",
        "pub-history", "conference", "ext-link-none", "trans-title-group", "object-id",
    }),
    sections=frozenset({"sec", "abstract", "trans-abstract", "app", "ack", "ref-list", "glossary",
                        "bio", "sub-article", "response", "fn-group", "boxed-text"}),
    titles=frozenset({"title"}),
    paragraphs=frozenset({
        "p", "ref", "attrib", "caption", "table-wrap", "fig", "disp-formula", "def-item", "speech",
        "kwd-group", "subtitle", "statement", "table-wrap-foot", "back", "body", "notes", "fn",
        "term", "def", "supplementary-material", "media", "list",
    }),
    lines=frozenset({"verse-line"}),
    quotes=frozenset({"disp-quote"}),
    code=frozenset({"preformat", "code"}),
    items=frozenset({"list-item"}),
    rows=frozenset({"tr", "row"}),
    cells=frozenset({"td", "th", "entry"}),
    header_cells=frozenset({"th"}),
    styles={"bold": "strong", "italic": "emphasis", "strike": "strike", "monospace": "code"},
    superscripts=frozenset({"sup"}),
    subscripts=frozenset({"sub"}),
    breaks=frozenset({"break"}),
)  # fmt: skip
_DOCBOOK = XmlVocabulary(
    skipped=frozenset({
        "info", "bookinfo", "articleinfo", "chapterinfo", "sectioninfo", "partinfo", "prefaceinfo",
        "appendixinfo", "sect1info", "indexterm", "remark", "toc", "index", "textobject",
        "titleabbrev", "colspec", "spanspec", "refmeta",
    }),
    sections=frozenset({
        "part", "chapter", "appendix", "preface", "section", "sect1", "sect2", "sect3", "sect4",
        "sect5", "simplesect", "refentry", "refsect1", "refsect2", "refsect3", "refsection",
        "glossary", "bibliography", "dedication", "colophon", "acknowledgements", "abstract",
    }),
    titles=frozenset({"title"}),
    paragraphs=frozenset({
        "para", "simpara", "formalpara", "term", "subtitle", "caption", "attribution", "glossterm",
        "glossdef", "bibliomixed", "biblioentry", "varlistentry", "note", "tip", "warning",
        "caution", "important", "figure", "informalfigure", "table", "example", "equation",
        "informalequation", "listitem", "sidebar", "question", "answer", "step",
    }),
    strong_blocks=frozenset({"bridgehead"}),
    lines=frozenset({"member", "line"}),
    quotes=frozenset({"blockquote", "epigraph"}),
    code=frozenset({"programlisting", "screen", "literallayout", "synopsis"}),
    lists={"itemizedlist": "", "procedure": "decimal"},
    items=frozenset({"listitem", "step"}),
    rows=frozenset({"row", "tr"}),
    cells=frozenset({"entry", "td", "th"}),
    header_cells=frozenset({"th"}),
    styles={"literal": "code", "code": "code", "command": "code", "filename": "code",
            "option": "code", "varname": "code", "function": "code", "citetitle": "emphasis",
            "firstterm": "emphasis", "foreignphrase": "emphasis", "replaceable": "emphasis"},
    superscripts=frozenset({"superscript"}),
    subscripts=frozenset({"subscript"}),
)  # fmt: skip
_LIST_FORMS = {
    "order": "decimal", "alpha-lower": "lowerLetter", "alpha-upper": "upperLetter",
    "roman-lower": "lowerRoman", "roman-upper": "upperRoman", "arabic": "decimal",
    "loweralpha": "lowerLetter", "upperalpha": "upperLetter", "lowerroman": "lowerRoman",
    "upperroman": "upperRoman",
}  # fmt: skip
_NUMBERED = ("sec", "app", "fig", "table-wrap", "statement", "boxed-text", "disp-formula")


def open_jats(source: DocumentInput) -> Document:
    """Open an article of a journal.

    Raises:
        ReaderError: it is too large, damaged, or has no words.
    """
    return _open(source, "jats", _JatsWriter)


def open_docbook(source: DocumentInput) -> Document:
    """Open a DocBook document.

    Raises:
        ReaderError: it is too large, damaged, or has no words.
    """
    return _open(source, "docbook", _DocBookWriter)


def _open(source: DocumentInput, kind: str, writer: type[_ArticleWriter]) -> Document:
    """Open a document with the writer of its kind."""
    builder = DocumentBuilder()
    root = read_book(source, source.read(limits.MARKUP), builder)
    article = writer(source, InlineWriter(builder), root)
    article.element(root)
    article.notes.write()
    article.prose.close()
    builder.check_words(source)
    title, author, date = article.facts(root)
    return builder.document(
        source,
        kind,
        title=title,
        author=author,
        date=date,
        reference=article.reference(root),
    )


class _ArticleWriter(XmlTextWriter, ABC):
    """A writer of an article or manual."""

    def __init__(self, source: DocumentInput, prose: InlineWriter, _root: Element) -> None:
        super().__init__(source, prose)

    @abstractmethod
    def facts(self, root: Element) -> tuple[str, str, str]:
        """Return title, authors and date."""

    @abstractmethod
    def reference(self, root: Element) -> Reference:
        """Return what it says of itself for a bibliography."""

    def _link(self, link: Element) -> None:
        """Write a link to an address."""
        with self.prose.styled("link", link_target(local_attribute(link, "href"))):
            self.inside(link)


class _JatsWriter(_ArticleWriter):
    """A writer of an article of a journal."""

    vocabulary = _JATS

    def __init__(self, source: DocumentInput, prose: InlineWriter, root: Element) -> None:
        super().__init__(source, prose, root)
        self.handlers |= {
            "article-title": self._article_title, "label": self._label, "xref": self._reference,
            "fn": self._footnote, "list": self._list, "graphic": self._graphic,
            "inline-graphic": self._graphic, "element-citation": self._citation,
            "ext-link": self._link, "uri": self._link, "alternatives": self._alternatives,
            "kwd": self._keyword,
        }  # fmt: skip
        notes = ((local_attribute(note, "id"), note) for note in root.iter("{*}fn"))
        self._notes = {name: note for name, note in notes if name}
        self._marked: set[Element] = set()  # notes that have a mark
        self._written: set[Element] = set()  # notes that are blocks

    def facts(self, root: Element) -> tuple[str, str, str]:
        """Return title, authors and date."""
        meta = root.find(".//{*}article-meta")
        if meta is None:
            return "", "", ""
        names = []
        for contributor in meta.iter("{*}contrib"):
            if local_attribute(contributor, "contrib-type") in ("", "author"):
                parts = (
                    _words(contributor.find(f".//{{*}}{n}")) for n in ("given-names", "surname")
                )
                names.append(" ".join(filter(None, parts)))
        date = meta.find("{*}pub-date")
        numbers = [] if date is None else [_words(date.find(f"{{*}}{n}")) for n in _DATE_PARTS]
        written = "-".join(part.zfill(2) for part in numbers if part.isdecimal())
        return _words(meta.find(".//{*}article-title")), ", ".join(filter(None, names)), written

    def reference(self, root: Element) -> Reference:
        """Return what it says of itself for a bibliography."""
        front = next(root.iter("{*}front"), root)
        meta = front.find("{*}article-meta")
        if meta is None:
            return Reference()
        ids = (e for e in meta.iterchildren("{*}article-id"))
        dois = [_words(e) for e in ids if local_attribute(e, "pub-id-type") == "doi"]
        authors = []
        for contributor in meta.iterfind(".//{*}contrib"):
            if local_attribute(contributor, "contrib-type") in ("", "author"):
                parts = (
                    _words(contributor.find(f".//{{*}}{n}")) for n in ("surname", "given-names")
                )
                collective = _words(contributor.find("{*}collab"))
                authors.append(", ".join(filter(None, parts)) or collective)
        return make_reference(
            identifiers=dois,
            authors=authors,
            type="article",
            container=_words(front.find(".//{*}journal-title")),
            publisher=_words(front.find(".//{*}publisher-name")),
        )

    def title(self, element: Element) -> None:
        """Write a heading with the number that stands before it; of a figure, a bold block."""
        parent = element.getparent()
        if parent is None or local_name(parent) not in self.vocabulary.sections:
            self.strong_block(element)
            return
        label = parent.find("{*}label") if parent.find("{*}title") is element else None
        if label is not None:
            element.text = f"{_words(label)} {(element.text or '').lstrip()}"
        super().title(element)

    def _article_title(self, title: Element) -> None:
        """Write the title of the article; in a citation it is a part of a sentence."""
        parent = title.getparent()
        if parent is not None and local_name(parent) == "title-group":
            super().title(title)
        else:
            self.inside(title)

    def _label(self, label: Element) -> None:
        """Write a label, as "Figure 1"; that of a section stands in its heading."""
        parent = label.getparent()
        if (
            parent is not None
            and local_name(parent) in self.vocabulary.sections
            and parent.find("{*}label") is label
            and parent.find("{*}title") is not None
        ):
            return
        with self.prose.styled("strong"):
            self.inside(label)
        self.prose.words(" ")

    def _reference(self, reference: Element) -> None:
        """Write a reference; one to a footnote is its mark."""
        note = self._notes.get(local_attribute(reference, "rid"))
        kind = local_attribute(reference, "ref-type")
        if note is not None and note not in self._written and kind in ("fn", "table-fn", ""):
            self._marked.add(note)
            self.note(note, _words(reference), note.find("{*}label"))
        else:
            with self.prose.styled("link", link_target(f"#{local_attribute(reference, 'rid')}")):
                self.inside(reference)

    def _footnote(self, note: Element) -> None:
        """Write a footnote in the text as a mark, one at the end that has no mark as a block."""
        if note in self._marked:
            return
        self._written.add(note)
        parent = note.getparent()
        if parent is not None and local_name(parent) in ("p", "title", "td", "th"):
            self.note(note)
        else:
            self.block(note, self.shape)

    def _list(self, element: Element) -> None:
        """Write a list."""
        self.write_list(element, _LIST_FORMS.get(local_attribute(element, "list-type"), ""))

    def _graphic(self, graphic: Element) -> None:
        """Write a picture."""
        holder = graphic.getparent()
        said = (each.find("{*}alt-text") for each in (graphic, holder) if each is not None)
        words = next(filter(None, map(_words, said)), "")
        self.picture(words or local_attribute(graphic, "title"))

    def _citation(self, citation: Element) -> None:
        """Write a citation that is split into its parts, with spaces between them."""
        for child in citation:
            self.prose.words(" ")
            if local_name(child) == "person-group":
                names = (" ".join(map(_words, name)) for name in child)
                self.prose.words(", ".join(filter(None, names)) + ".")
            else:
                self.element(child)
        self.prose.words(" ")

    def _alternatives(self, element: Element) -> None:
        """Write the first of several forms of the same thing, a formula if there is one."""
        formula = element.find("{*}math")
        for child in [formula] if formula is not None else list(element)[:1]:
            self.element(child)

    def _keyword(self, keyword: Element) -> None:
        """Write a keyword, divided from the one before."""
        before = keyword.getprevious()
        self.prose.words("; " if before is not None and local_name(before) == "kwd" else " ")
        self.inside(keyword)


_DATE_PARTS = ("year", "month", "day")


class _DocBookWriter(_ArticleWriter):
    """A writer of a DocBook document."""

    vocabulary = _DOCBOOK

    def __init__(self, source: DocumentInput, prose: InlineWriter, root: Element) -> None:
        super().__init__(source, prose, root)
        self.handlers |= {
            "emphasis": self._emphasis, "footnote": self.note, "quote": self._quotation,
            "link": self._link, "ulink": self._link, "xref": self._cross_reference,
            "orderedlist": self._list, "mediaobject": self._picture,
            "inlinemediaobject": self._picture,
            **dict.fromkeys(("book", "article", "set"), self._whole),
        }  # fmt: skip
        titles = ((title.getparent(), title) for title in root.iter("{*}title"))
        self._titles = {local_attribute(holder, "id"): _words(title) for holder, title in titles}

    def facts(self, root: Element) -> tuple[str, str, str]:
        """Return title, authors and date."""
        info = next((child for child in root if local_name(child).endswith("info")), None)
        title = root.find("{*}title") if info is None else info.find("{*}title")
        if info is None:
            return _words(title), "", ""
        names = (" ".join(_words(each).split()) for each in info.iter("{*}author"))
        date = next(filter(None, (_words(info.find(f"{{*}}{n}")) for n in ("pubdate", "date"))), "")
        return _words(title) or _words(root.find("{*}title")), ", ".join(filter(None, names)), date

    def reference(self, root: Element) -> Reference:
        """Return what it says of itself for a bibliography."""
        info = next((child for child in root if local_name(child).endswith("info")), None)
        if info is None:
            return Reference()
        named = ("biblioid", "isbn", "productnumber")
        return make_reference(
            identifiers=[_words(e) for e in info.iterchildren(*(f"{{*}}{n}" for n in named))],
            type="book" if local_name(root) == "book" else "",
            publisher=_words(info.find(".//{*}publishername")),
        )

    def _whole(self, element: Element) -> None:
        """Write a book or article, whose title may be in its information."""
        self._title_of_information(element)
        self.inside(element)

    def section(self, element: Element) -> None:
        """Write a section, whose title may be in its information."""
        self.level += 1
        self._title_of_information(element)
        self.level -= 1
        super().section(element)

    def _title_of_information(self, element: Element) -> None:
        """Write the title that stands in the information about an element, not in itself."""
        has_title = element.find("{*}title") is not None
        for info in element:
            if local_name(info).endswith("info") and not has_title:
                for title in info.iterchildren("{*}title", "{*}subtitle"):
                    self.element(title)

    def title(self, element: Element) -> None:
        """Write a heading; that of a figure or table is a bold block."""
        parent = element.getparent()
        holder = "" if parent is None else local_name(parent)
        divides = holder in self.vocabulary.sections or holder in ("book", "article", "set")
        if divides or holder.endswith("info"):
            super().title(element)
        else:
            self.strong_block(element)

    def _emphasis(self, element: Element) -> None:
        """Write emphasised words."""
        roles = {"bold": "strong", "strong": "strong", "strikethrough": "strike"}
        with self.prose.styled(roles.get(local_attribute(element, "role"), "emphasis")):
            self.inside(element)

    def _quotation(self, element: Element) -> None:
        """Write an inline quotation in quotation marks."""
        self.prose.words("“")
        self.inside(element)
        self.prose.words("”")

    def _link(self, link: Element) -> None:
        """Write a link to an address or to a place."""
        place = local_attribute(link, "linkend")
        address = local_attribute(link, "href") or local_attribute(link, "url")
        with self.prose.styled("link", link_target(f"#{place}" if place else address)):
            self.inside(link)

    def _cross_reference(self, reference: Element) -> None:
        """Write a reference to a place: the words that DocBook would show are its title."""
        place = local_attribute(reference, "linkend")
        with self.prose.styled("link", link_target(f"#{place}")):
            self.prose.words(self._titles.get(place) or f"[{place}]")

    def _list(self, element: Element) -> None:
        """Write a numbered list."""
        self.write_list(element, _LIST_FORMS.get(local_attribute(element, "numeration"), "decimal"))

    def _picture(self, element: Element) -> None:
        """Write a picture with the words that stand for it."""
        said = (element.find(f".//{{*}}{name}") for name in ("textobject", "objectinfo", "info"))
        self.picture(next(filter(None, map(_words, said)), ""))
        if (caption := element.find("{*}caption")) is not None:
            self.element(caption)


def _words(element: Element | None) -> str:
    """Return the words of an element on one line."""
    return "" if element is None else " ".join(" ".join(map(str, element.itertext())).split())
