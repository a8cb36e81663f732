"""Labels of parliamentary reports: Hansard of the United Kingdom and of Australia.

A member is introduced with constituency and party, or with an office and a name, and is named
alone later. In the United Kingdom the label is before the words or a line of its own:

    Keir Starmer (Holborn and St Pancras) (Lab): I thank the Prime Minister.
    The Prime Minister (Boris Johnson)
    Mr Speaker

In Australia it has the time as well:

    Mr ALBANESE (Grayndler—Prime Minister) (14:01): I move:
    The SPEAKER: Order!
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARTIES = (
    *("Con", "Lab", "Lab/Co-op", "LD", "Lib", "SDP", "SNP", "PC", "Green", "Reform", "UKIP", "RUK"),
    *("DUP", "UUP", "SDLP", "SF", "TUV", "Alliance", "Alba", "Ind", "CB", "XB", "Non-Afl"),
)
"""Parties and groups as the reports of the United Kingdom abbreviate them."""
_HONORIFIC = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Madam|Senator|Lord|Lady|Baroness|Viscount|Earl)"
_CHAIR = (
    r"(?:(?:Mr|Madam|Mr\.|Madame)[ ](?:Deputy[ ]|Acting[ ])?(?:Speaker|SPEAKER)|"
    r"The[ ](?:ACTING[ ]|DEPUTY[ ]|TEMPORARY[ ]|Deputy[ ]|Acting[ ])*"
    r"(?:SPEAKER|PRESIDENT|CHAIR(?:MAN|PERSON)?|CLERK|Speaker|Lord[ ]Speaker|Chair(?:man)?))"
)
_PERSON = (
    rf"(?:{_HONORIFIC}\.?[ ])?(?:[A-Z][\w.’'-]*|van|von|de|der|du|la|le|of)"
    r"(?:[ ](?:[A-Z][\w.’'-]*|van|von|de|der|du|la|le|of)){0,5}"
)
_OFFICE = r"The[ ][A-Z][\w,’'& -]{2,140}?"
_NUMBER = r"(?:(?:Q|T)?\d{1,3}\.[ ]*)?(?:\[\d{4,7}\][ ]*)?"
_label = re.compile(
    rf"^[ \t]*{_NUMBER}(?P<name>{_CHAIR}|{_OFFICE}|{_PERSON})"
    r"(?P<brackets>(?:[ ]?\([^()\n]{1,140}\)){0,4})"
    r"[ \t]*(?:(?P<colon>:)(?:[ \t]+(?=\S)|[ \t]*\n)|\n)",
    re.MULTILINE,
)
_ends_brackets = re.compile(r"\)[ \t]*[:\n]").search
_bracket = re.compile(r"\(\s*([^()\n]+?)\s*\)").findall
_time = re.compile(r"\d{1,2}[:.]\d\d(?:[ ]?[ap]\.?m\.?)?\Z").match
_chair = re.compile(rf"{_CHAIR}\Z").match
_person = re.compile(rf"(?:Hon\.?[ ]|Rt[ ]Hon\.?[ ])*{_PERSON}\Z").match
_party = re.compile(rf"(?:Ind )?(?:{'|'.join(map(re.escape, _PARTIES))})\Z").match
_reporter = re.compile(
    r"\n[ \t]*\n[ \t]*(?:[^\n]{0,80}\binterjecting[—–-]*\.?|"
    r"\[?(?:Division|The House divided|Question (?:put|agreed|resolved)|(?:House|Senate) adjourned)"
    r"[^\n]*)[ \t]*(?=\n|\Z)"
).search
_heading = re.compile(r"\n[ \t]*\n[ \t]*([^\n]{1,120}?)\s*\Z").search
_ends_sentence = re.compile(r"[.?!:;,…—–][\"'”’)\]]*\Z").search


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a member says: the label at `[start, end)`, and the words up to `stop`, in code points.

    Attributes:
        start: where the label begins.
        end: where it ends.
        stop: where the words end.
        speaker: the name.
        role: constituency and party, or office.
    """

    start: int
    end: int
    stop: int
    speaker: str
    role: str = ""


def find_contributions(text: str) -> list[Contribution]:
    """Return the contributions of a parliamentary report; none if `text` is not one.

    Two members must be introduced in the form of such reports. A name on a line of its own is a
    label only if the report has introduced it.
    """
    matches = list(_label.finditer(text)) if _ends_brackets(text) else []
    formal = [match for match in matches if _is_formal(match)]
    if len({match["name"] for match in formal if match["brackets"]}) < 2:
        return []
    known = {match["name"] for match in formal}
    labels = [
        match
        for match in matches
        if match["name"] in known and (match["colon"] or not _is_listed(match, text, known))
    ]
    return list(_contributions(text, labels))


def _is_formal(match: re.Match[str]) -> bool:
    """Return whether a label introduces a member as reports do, or names who is in the chair."""
    name = match["name"]
    inside = _bracket(match["brackets"])
    brackets = [each for each in inside if not _time(each)]
    if _chair(name):
        return True
    if not brackets:
        return False
    if len(brackets) < len(inside) and match["colon"]:  # an electorate and the time
        return True
    if any(_party(each) for each in brackets) or any("—" in each for each in brackets):
        return True
    if name.startswith("Senator "):
        return match["colon"] is not None
    return name.startswith("The ") and len(brackets) == 1 and _person(brackets[0]) is not None


def _is_listed(match: re.Match[str], text: str, known: set[str]) -> bool:
    """Return whether a name on a line of its own has no words below it, but another name."""
    following = text[match.end() : match.end() + 400].lstrip()
    other = _label.match(following)
    return not following or (other is not None and other["name"] in known)


def _contributions(text: str, labels: list[re.Match[str]]) -> Iterator[Contribution]:
    people: dict[str, tuple[str, str]] = {}  # who has the office, by the office
    for index, match in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        brackets = [each for each in _bracket(match["brackets"]) if not _time(each)]
        name = match["name"]
        if name.startswith("The ") or _chair(name):
            if brackets and _person(brackets[0]):
                people[name] = brackets[0], name
            speaker, role = people.get(name, (name, ""))
        else:
            if brackets:
                people[name] = name, ", ".join(brackets)
            speaker, role = people.get(name, (name, ""))
        yield Contribution(
            match.start(), match.end(), _end_of_words(text, match.end(), stop), speaker, role
        )


def _end_of_words(text: str, start: int, stop: int) -> int:
    """Return where the words of a contribution end, before what the reporters add.

    That are interjections and divisions, and headings above the next contribution.
    """
    if aside := _reporter(text, start, stop):
        stop = aside.start()
    while heading := _heading(text, start, stop):
        if _ends_sentence(heading[1]) or not text[start : heading.start()].strip():
            break
        stop = heading.start()
    return stop
