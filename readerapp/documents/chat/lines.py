"""Chats in plain text: who wrote which lines, and when. The text itself is not changed.

The forms are those of WhatsApp (Android and iPhone, in the words of any language), Signal, Element,
KakaoTalk, LINE, Zoom's meeting chat, DiscordChatExporter's plain text, and what Telegram Desktop
copies. A line without a time continues the message above it. Lines of the program itself, as that
somebody was added, have a time but no speaker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from readerapp.core.garbage_collection import suspend_garbage_collection
from readerapp.documents.chat import stamps
from readerapp.documents.document import Heading, Milestone
from readerapp.text.phrases import count_noun
from readerapp.text.turns import Turn

_MINIMUM_SHARE = 0.1
"""Share of all lines with words that must begin with a time."""
_BEGINNING = 16_000
"""Code points within which a form must occur first."""
_NAME_LENGTH = 80
"""Code points that a name may have."""
_LOG_LEVELS = frozenset("DEBUG INFO NOTICE WARN WARNING ERROR CRITICAL FATAL TRACE SEVERE".split())
_SPACE = r"[ \t\u00a0\u202f\u2009]"
_name = re.compile(
    rf"([^\n:]{{1,{_NAME_LENGTH}}}+(?>(?::(?!{_SPACE}|$)[^\n:]{{0,{_NAME_LENGTH}}}+)*)):(?:{_SPACE}+|$)",
    re.MULTILINE,
).match
_nickname = re.compile(r"<[@+%&~ ]?([^<>\s][^<>\n]{0,30})> ").match
"""Match a name as chat rooms write it: "<Ida> hello"."""
_YOU = frozenset("You Du Sie Tú Usted Vous Tu Você Вы Ti Je Jij Sen Siz".split())
"""What a program calls the person whose phone it is, in notices."""
_BARE = (" ", ",", ":")
"""Ends of stamps that lines of logs have too: a name must follow."""
_marks = re.compile(rf"[{stamps.INVISIBLE}]+")
_encryption = re.compile(
    r"[^\n]{0,80}(?:end-to-end|ende-zu-ende|extremo a extremo|ponta a ponta|bout en bout|"
    r"end-to-end|сквозн|端到端|종단간|エンドツーエンド)",
    re.IGNORECASE,
).match
"""The first line of many chats, which is the program's also where it is behind a name."""
_quoted = re.compile(r"[\"“„«»”「]").search
_omitted = re.compile(
    r"omitted|weggelassen|ausgeschlossen|omitid[oa]|omiso|omis(?:e|es)?\b|omess[oaie]|weggelaten|"
    r"udeladt|utelämna|utelatt|jätettiin|pominięt|vynech|kihagy|dahil edilmedi|"
    r"không bao gồm|disertakan|пропущен|не добавлен|без медиа|παραλ|略過|省略|忽略|생략|"
    r"محذوف|oculto|attached|angehängt|adjunto|adjuntado|joint|allegat|anexad|bijgevoegd|ekl",
    re.IGNORECASE,
).search
_NOT_SAID = r"<[^<>\n]{2,80}>|\S+\.\w{2,4} \([^()\n]{4,40}\)"
_is_mark = re.compile(rf"[{stamps.INVISIBLE}]*(?:{_NOT_SAID})\s*\Z").match
_EDITED = "edited|bearbeitet|editad|modifi|bewerkt|redigera|edytowan|изменено|düzenlen"
_edited = re.compile(_EDITED, re.IGNORECASE).search
_last_mark = re.compile(
    rf"(?:\u200e<[^<>\n]{{2,200}}>|<[^<>\n]{{0,40}}(?:{_EDITED})[^<>\n]{{0,30}}>)\Z", re.IGNORECASE
).search
_element_reply = re.compile(r"<@[^<>\s]{1,80}:[^<>\n]{1,120}> ").match
"""What Element writes before an answer: whom, and the first words of what it answers."""
_day_tail = re.compile(r"\n+[ \t]*\d{4}년 ?\d{1,2}월 ?\d{1,2}일[^\n]{0,12}\s*\Z")


class Entry(NamedTuple):
    """A message, or a line of the program itself.

    A named tuple is made in a third of the time of a frozen dataclass.

    Attributes:
        start: offset in code points of its first line.
        label_end: offset after the name, its colon included.
        words: offset of its words.
        name: who wrote it; empty for the program.
        day: the day, as "2024-03-01"; may be empty.
        clock: the time, as "21:05".
        end: offset after its last line; 0 for the start of the next entry.
    """

    start: int
    label_end: int
    words: int
    name: str
    day: str
    clock: str
    end: int = 0


@dataclass(frozen=True, slots=True)
class ChatLines:
    """The messages of a text as its structure; empty if the text is no chat."""

    milestones: tuple[Milestone, ...] = ()
    headings: tuple[Heading, ...] = ()
    turns: tuple[Turn, ...] = ()
    omissions: tuple[str, ...] = ()


def find_chat(text: str) -> ChatLines:
    """Find the messages of a chat."""
    with suspend_garbage_collection():  # all objects that are made are kept
        return _find_chat(text)


def _find_chat(text: str) -> ChatLines:
    """Find the messages by the first form that fits."""
    lines = text.count("\n")
    for form in _FORMS:
        entries = form(text)
        named = sum(1 for entry in entries if entry.name)
        share = _MINIMUM_SHARE if form is not _headed else 0.0  # its words are on other lines
        if len(entries) < 2 or len(entries) < share * lines:
            continue
        if len(entries) == 2 and named < 2:
            continue
        return _structure(text, entries)
    return ChatLines()


def _structure(text: str, entries: Sequence[Entry]) -> ChatLines:
    """Return the structure that the entries make."""
    turns, marks, headings, milestones = [], 0, [], []
    day = ""
    for number, entry in enumerate(entries, 1):
        label = f"{entry.day} {entry.clock}" if entry.day else entry.clock
        milestones.append(Milestone(entry.start, label))
        if entry.day != day and entry.day:
            day = entry.day
            headings.append(Heading(entry.start, 2, day))
        if entry.name:
            end = entry.end or (entries[number].start if number < len(entries) else len(text))
            turn, is_mark = _turn(text, entry, end)
            marks += is_mark
            if turn:
                turns.append(turn)
    said = f"{count_noun(marks, 'attachment')} {'is' if marks == 1 else 'are'} not shown"
    return ChatLines(
        tuple(milestones),
        tuple(headings),
        tuple(turns),
        (said,) if marks else (),
    )


def _turn(text: str, entry: Entry, end: int) -> tuple[Turn | None, bool]:
    """Return the turn of a message, None if it has no words; and whether it has an attachment.

    On an iPhone, WhatsApp marks its own words by U+200E before them: what was left out, and what
    happened in a group, which it writes behind the name of the group or of a member.
    """
    words = text[entry.words : end].rstrip()
    start, attached = entry.words, False
    if words[-1:] == ">" and (mark := _last_mark(words)):
        attached = _edited(mark[0]) is None
        words = words[: mark.start()].rstrip()
    if words[:1] == "\u200e" and "\n" not in words:
        left_out = _omitted(words) is not None
        if left_out or text.startswith(("[", "\u200e["), entry.start):
            return None, left_out
    if words[:1] in ("\u200e", "<") or words.find(" (", 0, 100) > 0:
        first_line = words.partition("\n")[0]
        if _is_mark(first_line):  # on Android, the caption is below the name of the file
            start, words, attached = start + len(first_line), words[len(first_line) :], True
    if words[:2] == "<@" and (reply := _element_reply(words)):
        start, words = start + reply.end(), words[reply.end() :]
    if "년" in words:
        words = _day_tail.sub("", words)
    stripped = words.lstrip()
    if not stripped:
        return None, attached
    start += len(words) - len(stripped)
    return Turn(entry.start, entry.label_end, start, start + len(stripped), entry.name), attached


# Lines that begin with date and time: WhatsApp, Signal, Element, KakaoTalk


def _stamped(text: str) -> list[Entry]:
    """Return the messages of lines that begin with a date and a time."""
    found = stamps.find_stamps(text)
    if not found:
        return []
    form = stamps.main_form(found)
    entries = []
    for stamp, day in zip(found, stamps.days_of(found), strict=True):
        name = _nickname(text, stamp.end) or _name(text, stamp.end)
        if stamp.form != form and (name is None or stamp.form[3] in _BARE):
            continue  # a date within a message, not the stamp of one
        end = name.end() if name else stamp.end
        said_by = _clean(name[1]) if name else ""
        entries.append(Entry(stamp.start, end, end, said_by, day, stamp.clock))
    named = [entry.name for entry in entries if entry.name]
    is_log = not _LOG_LEVELS.isdisjoint(name.rpartition(".")[2] for name in named)
    if form[3] in _BARE and (is_log or 2 * len(named) < len(entries)):
        return []
    if is_log:
        return [entry._replace(name="", label_end=entry.start) for entry in entries]
    return _remove_notices(text, entries)


@lru_cache(maxsize=4096)
def _clean(name: str) -> str:
    """Return a name without marks, and without the sign for a person who is no contact."""
    return " ".join(_marks.sub("", name).removeprefix("~").split())


def _remove_notices(text: str, entries: list[Entry]) -> list[Entry]:
    """Return the entries with whole names, and with none where the program itself speaks.

    A name with a colon in it stands whole before each message of that person. What is written once
    and begins with the name of another person, or with a quotation in it, is no name:
    ``Ida changed the subject to “Pier: Monday”``.
    """
    counts = Counter([entry.name for entry in entries])
    longer = _names_with_colons(text, entries, counts)
    notices = {
        name for name, count in counts.items() if name and count == 1 and _is_notice(name, counts)
    }
    if not longer and not notices and not any(_encryption(text, e.words) for e in entries[:3]):
        return entries
    found = []
    for entry in entries:
        name = entry.name
        if name in longer:
            tail = longer[name]
            at = text.index(":", text.index(tail, entry.words) + len(tail)) + 1
            found.append(entry._replace(name=f"{name}: {tail}", label_end=at, words=at))
        elif name in notices or (len(found) < 3 and _encryption(text, entry.words)):
            found.append(entry._replace(name="", label_end=entry.start, words=entry.start))
        else:
            found.append(entry)
    return found


def _names_with_colons(text: str, entries: Sequence[Entry], counts: Counter[str]) -> dict[str, str]:
    """Return what belongs to a name behind a colon, by the part before it."""
    tails: dict[str, set[str]] = {}
    for entry in entries:
        if counts[entry.name] >= 3 and len(tails.setdefault(entry.name, set())) < 2:
            match = _name(text, entry.words)
            tails[entry.name].add(match[1] if match else "")
    return {
        name: tail
        for name, (tail, *others) in ((name, [*found]) for name, found in tails.items() if found)
        if not others and 0 < len(tail) <= 30
    }


def _is_notice(name: str, counts: Counter[str]) -> bool:
    """Return whether what stands before a colon is words of the program: who, and what they did."""
    if _quoted(name):
        return True
    words = name.split(" ")
    return any(
        words[count][:1].islower() and (" ".join(words[:count]) in counts or words[0] in _YOU)
        for count in range(1, min(4, len(words) - 2))
    )


# Zoom's meeting chat

_NAMED = rf"[ \t]+(?P<{{}}>\S[^\n]{{{{0,{_NAME_LENGTH}}}}}?)"
_RECIPIENT = rf"[ \t]+{{}}[ \t]+[^\n]{{{{1,{_NAME_LENGTH}}}}}?"
_find_zoom = re.compile(
    r"^\ufeff?(?:\d{4}-\d\d-\d\d[ \t]+)?(?P<clock>\d\d:\d\d:\d\d)[ \t]*"
    rf"(?:(?:[Ff]rom{_NAMED.format('name')}(?:{_RECIPIENT.format('to')})?|"
    rf"(?:Von|De|Da|Van|Från|Fra|От){_NAMED.format('other')}"
    rf"{_RECIPIENT.format('(?:an|à|a|para|aan|till|til|кому)')})[ \t]*:(?=[ \t]|$)|"
    rf"(?<=\t)(?P<alone>\S[^\t\n]{{0,{_NAME_LENGTH}}}?)[ ]*:\t)[ \t]*",
    re.MULTILINE,
).finditer
_zoom_reply = re.compile(r"\s*(?:Replying to|Antwort auf|En réponse à) [\"“][^\n]*\n").match
_zoom_reaction = re.compile(
    r"\s*(?:Reacted to [\"“][^\n]* with \S+|Removed a \S+ reaction from [\"“][^\n]*)\s*\Z"
).match


def _zoom(text: str) -> list[Entry]:
    """Return the messages of a chat in a Zoom meeting."""
    found = list(_find_zoom(text)) if any(_find_zoom(text, 0, _BEGINNING)) else []
    entries = []
    for match, following in zip(found, [*found[1:], None], strict=False):
        words, end = match.end(), following.start() if following else len(text)
        name = _clean(match["name"] or match["other"] or match["alone"])
        if reply := _zoom_reply(text, words, end):
            words = reply.end()
        if _zoom_reaction(text[words:end]):
            name = ""
        entries.append(Entry(match.start(), match.end(), words, name, "", match["clock"]))
    return entries


# Lines with a time of day, below lines with a date: LINE, and KakaoTalk on a computer

_day_line = re.compile(
    r"^[-\s\ufeff]*(?P<y>\d{4})(?:[./-]|年|년 ?)(?P<m>\d{1,2})(?:[./-]|月|월 ?)"
    r"(?P<d>\d{1,2})(?:日|일)?[ .]?(?:\([^()\n]{1,12}\)|[^\W\d]{0,12})[-\s]*$",
    re.MULTILINE,
)
_clock_line = re.compile(
    rf"^(?:(?P<half>오전|오후|上午|下午|午前|午後)?(?P<h>\d{{1,2}}):(?P<mi>\d\d)(?P<pm>[AP]M)?\t"
    rf"(?:(?P<name>[^\t\n]{{1,{_NAME_LENGTH}}})\t|(?=[^\t\n]+$))|"
    rf"\[(?P<kakao>[^\]\n]{{1,{_NAME_LENGTH}}})\] \[(?P<half2>오전|오후|AM|PM)? ?"
    r"(?P<h2>\d{1,2}):(?P<mi2>\d\d)(?P<pm2> [AP]M)?\] )",
    re.MULTILINE,
)


def _below_days(text: str) -> list[Entry]:
    """Return the messages of lines with a time and a name, below lines with a date."""
    days = list(_day_line.finditer(text)) if _day_line.search(text, 0, _BEGINNING) else []
    lines = list(_clock_line.finditer(text)) if days else []
    entries, at = [], -1
    for match, following in zip(lines, [*lines[1:], None], strict=False):
        while at + 1 < len(days) and days[at + 1].start() < match.start():
            at += 1
        below = days[at + 1].start() if at + 1 < len(days) else len(text)
        end = min(below, following.start() if following else len(text))
        half = next(filter(None, match.group("half", "half2", "pm", "pm2")), "").strip()
        hour = stamps.hour_of_day(int(match["h"] or match["h2"]), half)
        words = match.end()
        written = text[words:end].strip()
        if "\n" in written and written.startswith('"') and written.endswith('"'):
            words, end = words + 1, text.rindex('"', words, end)  # LINE marks several lines so
        day = f"{days[at]['y']}-{int(days[at]['m']):02}-{int(days[at]['d']):02}" if at >= 0 else ""
        entries.append(
            Entry(
                match.start(),
                match.end(),
                words,
                _clean(match["kakao"] or match["name"] or ""),
                day,
                f"{hour:02}:{match['mi'] or match['mi2']}",
                end,
            )
        )
    return entries


# A line with name and time, the words below: DiscordChatExporter, Telegram, imessage-exporter

_BRACKETED = r"\[(?P<{}>[^\]\n]{{8,40}})\]"
_find_headed = re.compile(
    rf"^(?:{_BRACKETED.format('time')} (?P<name>[^\n]{{1,{_NAME_LENGTH}}})|"
    rf"(?P<name2>[^\n]{{1,{_NAME_LENGTH}}}), {_BRACKETED.format('time2')}:?|"
    r"(?P<time3>[A-Z][a-z]{2} \d\d, \d{4} [ \d]\d:\d\d:\d\d [AP]M)(?: \([^\n]{1,80}\))?\n"
    rf"(?P<name3>[^\n]{{1,{_NAME_LENGTH}}}))[ \t]*\n",
    re.MULTILINE,
).finditer
_discord_head = re.compile(r"\ufeff?={20,}\nGuild: ").match
_discord_extra = re.compile(
    r"^(?:\{(?:Attachments|Embed|Stickers|Reactions|Forwarded Message)\}\n|={20,}$)", re.MULTILINE
)


def _headed(text: str) -> list[Entry]:
    """Return the messages that have name and time above their words."""
    from readerapp.documents.chat.times import read_moments

    discord = _discord_head(text) is not None
    if not any(_find_headed(text, 0, _BEGINNING)):
        return []
    found = [match for match in _find_headed(text) if discord or match["name"] is None]
    moments = read_moments([next(filter(None, match.group(*_TIMES))) for match in found])
    if 2 * sum(1 for moment in moments if moment.order is not None) < len(found):
        return []
    entries = []
    for number, (match, moment) in enumerate(zip(found, moments, strict=True), 1):
        end = found[number].start() if number < len(found) else len(text)
        if discord and (extra := _discord_extra.search(text, match.end(), end)):
            end = extra.start()
        name = _clean(next(filter(None, match.group(*_SENDERS))))
        if discord:
            name = name.removesuffix(" (pinned)")
        clock = moment.label[11:] if moment.day else moment.label
        entries.append(Entry(match.start(), match.end(), match.end(), name, moment.day, clock, end))
    return entries


_TIMES, _SENDERS = ("time", "time2", "time3"), ("name", "name2", "name3")
_FORMS: tuple[Callable[[str], list[Entry]], ...] = (_zoom, _below_days, _headed, _stamped)
"""The forms, the most explicit ones first."""
