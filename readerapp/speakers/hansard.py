"""Labels of parliamentary reports: of the United Kingdom, Ireland and the Commonwealth.

A member is introduced with constituency and party, or with an office and a name, and is named
alone later. In the United Kingdom the label is before the words or a line of its own:

    Keir Starmer (Holborn and St Pancras) (Lab): I thank the Prime Minister.
    The Prime Minister (Boris Johnson)
    Mr Speaker

In Australia it has the time as well, in Canada the party behind a comma, in New Zealand the
minister who is asked, and in Ireland a member is called deputy:

    Mr ALBANESE (Grayndler—Prime Minister) (14:01): I move:
    The SPEAKER: Order!
    Hon. Ann Reed (Venn—Long Pier, CPC): Mr. Speaker, why?
    1. ANN REED (National—Venn) to the Minister of Transport: Does he stand by it?
    Deputy Ann Reed: Why?

Members who interrupt are in small letters where others are in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARTIES = (
    *("Con", "Lab", "Lab/Co-op", "LD", "Lib", "SDP", "SNP", "PC", "Green", "Reform", "UKIP", "RUK"),
    *("DUP", "UUP", "SDLP", "SF", "TUV", "Alliance", "Alba", "Ind", "CB", "XB", "Non-Afl"),
    *("CPC", "NDP", "BQ", "GP", "PPC", "ISG", "CSG", "PSG", "Non-affiliated", "Ind."),
    *("National", "Labour", "ACT", "NZ First", "Te Paati Māori", "Te Pāti Māori"),
)
"""Parties and groups as the reports of the United Kingdom, Canada and New Zealand name them."""
_HONORIFIC = (
    r"(?:(?:Right|Rt)\.?[ ])?(?:Hon\.?[ ])?"
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Madam|Senator|Deputy|Lord|Lady|Baroness|Viscount|Earl)"
    r"\.?[ ])?"
)
_CHAIR = (
    r"(?:(?:Mr|Madam|Mr\.|Madame)[ ](?:Deputy[ ]|Acting[ ])?(?:Speaker|SPEAKER)|"
    r"(?:The|An)[ ](?:ACTING[ ]|DEPUTY[ ]|TEMPORARY[ ]|Deputy[ ]|Acting[ ]|Assistant[ ]|Leas-)*"
    r"(?:SPEAKER|PRESIDENT|CHAIR(?:MAN|PERSON)?|CLERK|Speaker|Convener|"
    r"Presiding[ ]Officer|Llywydd|Lord[ ]Speaker|Chair(?:man)?|"
    r"Ceann[ ]Comhairle|Cheann[ ]Comhairle|Cathaoirleach|Taoiseach|Tánaiste|Hon\.[ ]the[ ]Speaker)|"
    r"(?:(?:DEPUTY|ASSISTANT)[ ])?(?:SPEAKER|CHAIRPERSON)|Acting[ ]Chair(?:person|man))"
)
_CROWD = r"(?:(?:Some|Several|An)[ ][Hh]on\.?[ ][Mm]embers?|Hon[ ]Members?|Honourable[ ]senators)"
_PERSON = (
    rf"{_HONORIFIC}(?:[A-Z][\w.’'-]*|van|von|de|der|du|la|le|of)"
    r"(?:[ ](?:[A-Z][\w.’'-]*|van|von|de|der|du|la|le|of)){0,5}"
)
_OFFICE = r"(?:The[ ][A-Z]|Minister[ ](?:of|for|at)[ ])[\w,’'& -]{2,140}?"
_NUMBER = r"(?:(?:Q|T)?\d{1,3}\.[ ]*)?(?:\[\d{4,7}\][ ]*)?"
_label = re.compile(
    rf"^[ \t]{{0,99}}{_NUMBER}(?P<name>{_CROWD}|{_CHAIR}|{_OFFICE}|{_PERSON})"
    r"(?P<brackets>(?:[ ]?\([^()\n]{1,140}\)){0,4})(?:[ ]to[ ]the[ ][^:\n]{3,100}(?=:))?"
    r"[ \t]*(?:(?P<colon>:)(?:[ \t]+(?=\S)|[ \t]*\n)|\n)",
    re.MULTILINE,
)
_ends_brackets = re.compile(r"\)[ \t]*[:\n]").search
_bracket = re.compile(r"\(\s*([^()\n]+?)\s*\)").findall
_time = re.compile(r"\d{1,2}[:.]\d\d(?:[ ]?[ap]\.?m\.?)?\Z").match
_chair = re.compile(rf"{_CHAIR}\Z").match
_crowd = re.compile(rf"(?:{_CROWD}|(?:[A-Z]+[ ])?(?:SPEAKER|CHAIRPERSON))\Z").match
_person = re.compile(rf"{_PERSON}\Z").match
_honorific = re.compile(r"(?:(?:Right|Rt)\.?[ ])?(?:Hon\.?[ ])", re.IGNORECASE).match
_party = re.compile(
    rf"(?:[^()]*, |Ind )?(?:{'|'.join(map(re.escape, _PARTIES))})\.?(?:—[^()]*)?\Z"
).match
_reporter = re.compile(
    r"\n[ \t]*\n[ \t]*(?:[^\n]{0,80}\binterjecting[—–-]*\.?|"
    r"\[?(?:Division|The House divided|Question (?:put|agreed|resolved)|(?:House|Senate) adjourned|"
    r"Several hon\. Members rose)"
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
    if len({_key(match["name"]) for match in formal if _is_introduced(match)}) < 2:
        return []
    known = {_key(match["name"]) for match in formal} | {
        _key(each) for match in formal for each in _bracket(match["brackets"]) if _person(each)
    }
    labels = [
        match
        for match in matches
        if (_key(match["name"]) in known or _crowd(match["name"]))
        and (match["colon"] or not (_crowd(match["name"]) or _is_listed(match, text, known)))
    ]
    return list(_contributions(text, labels))


def _key(name: str) -> str:
    """Return what is the same in all labels of a person: "Hon ANN REED", "Ann Reed"."""
    honorific = _honorific(name)
    return name[honorific.end() if honorific else 0 :].casefold()


def _is_introduced(match: re.Match[str]) -> bool:
    """Return whether a label says who a member is, beside the name."""
    return bool(match["brackets"]) or match["name"].startswith("Deputy ")


def _is_formal(match: re.Match[str]) -> bool:
    """Return whether a label introduces a member as reports do, or names who is in the chair."""
    name = match["name"]
    inside = _bracket(match["brackets"])
    brackets = [each for each in inside if not _time(each)]
    if _chair(name):
        return True
    if name.startswith("Deputy ") and match["colon"]:  # as in Ireland
        return True
    if _honorific(name) and match["colon"]:
        return True
    if not brackets:
        return False
    if len(brackets) < len(inside) and match["colon"]:  # an electorate and the time
        return True
    if any(_party(each) for each in brackets) or any("—" in each for each in brackets):
        return True
    if name.startswith("Senator "):
        return match["colon"] is not None
    office = name.startswith(("The ", "Minister "))
    return office and len(brackets) == 1 and _person(brackets[0]) is not None


def _is_listed(match: re.Match[str], text: str, known: set[str]) -> bool:
    """Return whether a name on a line of its own has no words below it, but another name."""
    following = text[match.end() : match.end() + 400].lstrip()
    other = _label.match(following)
    return not following or (other is not None and _key(other["name"]) in known)


def _contributions(text: str, labels: list[re.Match[str]]) -> Iterator[Contribution]:
    people: dict[str, tuple[str, str]] = {}  # name and role by what the label says
    for index, match in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        brackets = [each for each in _bracket(match["brackets"]) if not _time(each)]
        name = match["name"]
        if name.startswith(("The ", "Minister ")) or _chair(name):
            if brackets and _person(brackets[0]):
                people[_key(name)] = people[_key(brackets[0])] = brackets[0], name
        elif brackets:
            people[_key(name)] = name, ", ".join(brackets)
        speaker, role = people.setdefault(_key(name), (name, ""))
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
