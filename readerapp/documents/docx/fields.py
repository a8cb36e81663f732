r"""Fields of Word documents: the result of a field is shown, its instruction is not.

A field is a run of signs in the text: begin, instruction, separator, result, end; it may contain
other fields, and may go over several paragraphs. Some fields have no result in the file, because
Word makes it from the instruction: check boxes, drop-down lists, MACROBUTTON, and EQ, in which old
versions wrote fractions and the readings of characters.

Source: ECMA-376, part 1, section 17.16 (fields).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from readerapp.documents.builder import InlineWriter, OpenStyle
from readerapp.documents.docx.drawings import Mark
from readerapp.documents.docx.styles import is_on
from readerapp.documents.docx.symbols import symbol
from readerapp.documents.html.parser import local_attribute, whole_number
from readerapp.text.superscript import (
    format_exponent,
    format_fraction,
    format_index,
    format_root,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_INSTRUCTION_LENGTH = 4000
"""Code points of an instruction that are read; citation programs write much longer ones."""
_words_of = re.compile(r'"((?:\\.|[^"\\])*)"|(\S+)').finditer


@dataclass(slots=True, eq=False)
class _Field:
    """An open field.

    Attributes:
        has_result: whether it has a result: the words before it are then an instruction.
        form: what a form field says of its box or list; None for other fields.
        instruction: the instruction so far.
        in_result: whether the result has begun.
        link: the style of the result if the field is a link.
    """

    has_result: bool
    form: Element | None
    instruction: str = ""
    in_result: bool = False
    link: OpenStyle | None = None


class Fields:
    """The fields that are open at the place that is being written."""

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._open: list[_Field] = []
        self._instructed: list[_Field] = []  # those of them whose result has not begun
        self._hiding = 0  # how many of these have a result: what comes is then no text
        self._results: dict[Element, bool] = {}  # of each begin that has an end: has it a result?
        self._scanned: set[Element] = set()

    @property
    def in_instruction(self) -> bool:
        """Return whether what comes next is no text, but belongs to an instruction."""
        return self._hiding > 0

    def instruct(self, words: str) -> None:
        """Add words to the instruction of the innermost field that has not its result yet."""
        if self._instructed and len(self._instructed[-1].instruction) < _INSTRUCTION_LENGTH:
            self._instructed[-1].instruction += words

    def take_sign(self, sign: Element) -> Mark | str:
        """Take the begin, separator or end of a field.

        Returns:
            At the end of a field without a result: what Word shows for it.
        """
        kind = local_attribute(sign, "fldCharType")
        if kind == "begin":
            self._scan(sign)
            if sign in self._results:
                field = _Field(self._results[sign], sign.find("{*}ffData"))
                self._open.append(field)
                self._instructed.append(field)
                self._hiding += field.has_result
        elif kind == "separate" and self._open:
            field = self._open[-1]
            self._end_instruction(field)
            if address := link_address(field.instruction):
                field.link = self._prose.begin("link", address)
        elif kind == "end" and self._open:
            field = self._open.pop()
            in_result = field.in_result
            self._end_instruction(field)
            if field.link is not None:
                self._prose.end(field.link)
            if not in_result and not self.in_instruction:
                return field_words(field.instruction, field.form)
        return ""

    def _end_instruction(self, field: _Field) -> None:
        """End the instruction of the innermost field."""
        if not field.in_result:
            field.in_result = True
            self._instructed.pop()
            self._hiding -= field.has_result

    def _scan(self, sign: Element) -> None:
        """Find the ends of all fields of a part: a begin without an end is damage, and ignored."""
        root = sign.getroottree().getroot()
        if root in self._scanned:
            return
        self._scanned.add(root)
        begins: list[tuple[Element, bool]] = []
        for each in root.iter("{*}fldChar"):
            if next(each.iterancestors("{*}del", "{*}moveFrom"), None) is not None:
                continue
            kind = local_attribute(each, "fldCharType")
            if kind == "begin":
                begins.append((each, False))
            elif kind == "separate" and begins:
                begins[-1] = begins[-1][0], True
            elif kind == "end" and begins:
                begin, has_result = begins.pop()
                self._results[begin] = has_result


def link_address(instruction: str) -> str:
    r"""Return the address of a HYPERLINK field; "" for other fields.

    >>> link_address(r'HYPERLINK "https://example.org" \l "part"')
    'https://example.org#part'
    """
    name, *words = _split(instruction) or [""]
    if name.upper() != "HYPERLINK":
        return ""
    address = anchor = ""
    switch = ""
    for word in words:
        if word.startswith("\\") and len(word) == 2:
            switch = word
        elif switch == "\\l":
            anchor, switch = word, ""
        elif switch in ("\\o", "\\t"):
            switch = ""
        else:
            address, switch = address or word.replace("\\\\", "\\"), ""
    return f"{address}#{anchor}" if anchor else address


def field_words(instruction: str, form: Element | None = None) -> Mark | str:
    """Return what Word shows for a field that has no result in the file; "" for nothing."""
    words = _split(instruction)
    name = words[0].upper() if words else ""
    shown = _WITHOUT_RESULT.get(name)
    return shown(instruction, form) if shown else ""


def _split(instruction: str) -> list[str]:
    """Return the words of an instruction; those in quotation marks are one."""
    return [
        quoted if bare is None else bare
        for quoted, bare in (match.groups() for match in _words_of(instruction))
    ]


def _check_box(_instruction: str, form: Element | None) -> str:
    """Return the box of a form."""
    box = None if form is None else form.find("{*}checkBox")
    if box is None:
        return "☐"
    checked = box.find("{*}checked")
    return "☒" if is_on(box, "checked" if checked is not None else "default") else "☐"


def _drop_down(_instruction: str, form: Element | None) -> str:
    """Return the chosen entry of a list of a form."""
    choices = None if form is None else form.find("{*}ddList")
    if choices is None:
        return ""
    entries = [local_attribute(entry) for entry in choices.iterchildren("{*}listEntry")]
    default = whole_number(local_attribute(choices.find("{*}default")))
    chosen = whole_number(local_attribute(choices.find("{*}result")), default)
    return entries[chosen] if chosen < len(entries) else ""


def _button(instruction: str, _form: Element | None) -> str:
    """Return the words of MACROBUTTON and GOTOBUTTON: what follows the name of the macro."""
    return " ".join(instruction.split()[2:])


def _sign(instruction: str, _form: Element | None) -> Mark | str:
    """Return the character of a SYMBOL field."""
    words = _split(instruction)
    number = words[1] if len(words) > 1 else ""
    code = (
        int(number, 16) if re.fullmatch(r"0[xX][0-9A-Fa-f]{1,6}", number) else whole_number(number)
    )
    font = next((after for word, after in pairwise(words) if word == "\\f"), "")
    return symbol(font, code) or Mark("symbol", f"{font} {number}".strip())


def _quoted(instruction: str, _form: Element | None) -> str:
    """Return the words of a QUOTE field."""
    return " ".join(_split(instruction)[1:2])


def _equation(instruction: str, _form: Element | None) -> str:
    """Return an EQ field in one line."""
    return equation_words(instruction.strip()[2:])


_WITHOUT_RESULT: dict[str, Callable[[str, Element | None], Mark | str]] = {
    "FORMCHECKBOX": _check_box,
    "FORMDROPDOWN": _drop_down,
    "MACROBUTTON": _button,
    "GOTOBUTTON": _button,
    "SYMBOL": _sign,
    "QUOTE": _quoted,
    "EQ": _equation,
    **dict.fromkeys(
        ("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"),
        lambda _instruction, _form: Mark("automatic number", label="number"),
    ),
}
"""What Word shows for fields without a result; of others it shows nothing, as of index entries."""

_format_switch = re.compile(r'\\\*\s+(?:"[^"]*"|\S+)').sub
_command = re.compile(r"\\([A-Za-z]+)\s*(-?\d*)\s*").match
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_DEPTH = 20


def equation_words(written: str) -> str:
    r"""Return an equation of an EQ field in one line; readings above characters are left out.

    >>> equation_words(r"\f(1,2) + \r(3,x)"), equation_words(r"\o\ad(\s\up 9(とう),東)")
    ('1/2 + ∛x', '東')
    """
    words, _ = _equation_part(_format_switch("", written), 0, 0)
    return " ".join(words.split())


def _equation_part(written: str, at: int, depth: int) -> tuple[str, int]:
    """Return the words from `at` to the end of an argument, and where that end is."""
    words = ""
    while at < len(written):
        sign = written[at]
        if depth and sign in ",;)":
            break
        if sign != "\\":
            words += sign
            at += 1
        elif (command := _command(written, at)) and depth < _DEPTH:
            shown, at = _equation_command(written, command, depth)
            words += shown
        else:
            words += written[at + 1 : at + 2]
            at += 2
    return words, at


def _equation_command(written: str, command: re.Match[str], depth: int) -> tuple[str, int]:
    """Return the words of a command with its arguments, and where its end is."""
    name, at, switches = command[1].lower(), command.end(), []
    opening, closing = "(", ")"
    while found := _command(written, at):
        switch = found[1].lower()
        switches.append(switch)
        at = found.end()
        if switch in ("lc", "rc", "bc") and written[at : at + 1] == "\\":
            sign = written[at + 1 : at + 2]
            opening = opening if switch == "rc" else sign
            closing = closing if switch == "lc" else _BRACKETS.get(sign, sign)
            at += 2
    parts: list[str] = []
    raised: list[bool] = []
    if written[at : at + 1] == "(":
        while at < len(written) and written[at] != ")":
            begin = at + 1
            part, at = _equation_part(written, begin, depth + 1)
            parts.append(part.strip())
            raised.append(written[begin : begin + 8].lstrip().startswith("\\s"))
        at += 1
    return _format_command(name, switches, parts, raised, (opening, closing)), at


def _format_command(
    name: str, switches: list[str], parts: list[str], raised: list[bool], brackets: tuple[str, str]
) -> str:
    """Return a command of an equation in one line."""
    if name == "f" and len(parts) > 1:
        return format_fraction(parts[0], parts[1])
    if name == "r" and parts:
        return format_root("" if len(parts) == 1 else parts[0], parts[-1])
    if name == "o":
        return "".join(part for part, above in zip(parts, raised, strict=True) if not above)
    if name == "s":
        position = format_index if "do" in switches else format_exponent
        return "".join(position(part) for part in parts if part)
    if name == "b":
        return f"{brackets[0]}{''.join(parts)}{brackets[1]}"
    if name == "i" and len(parts) == 3:
        sign = "∑" if "su" in switches else "∏" if "pr" in switches else "∫"
        below = format_index(parts[0]) if parts[0] else ""
        above = format_exponent(parts[1]) if parts[1] else ""
        return f"{sign}{below}{above} {parts[2]}"
    return ", ".join(parts) if name in ("l", "a") else " ".join(parts)
