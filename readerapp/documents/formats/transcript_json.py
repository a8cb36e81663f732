"""Transcripts in JSON, as speech recognition and transcribing programs write them.

Whisper, WhisperX and whisper.cpp, Deepgram, AssemblyAI, Rev AI, Amazon Transcribe, the transcripts
of podcasts (Podcast Namespace) and captions of YouTube; oTranscribe has a module of its own. Each
function of `_READERS` returns the cues of one shape of data, or none. Speakers that the program
only counts are called "Speaker 0", or as it calls them itself ("SPEAKER_00").

JSON without a transcript is opened as a chat or as plain text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from readerapp.documents import detection, limits
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.cues import Cue, ends_sentence, make_cue, make_cue_document
from readerapp.documents.formats.otranscribe import is_otranscribe, make_otranscribe_document
from readerapp.documents.formats.plain import open_plain

_MOST_SECONDS = 10_000_000.0
"""A time above this many seconds is none (four months)."""
_WORD_PAUSE = 2.0
"""Seconds of silence between two words that end a cue."""
_CUE_WORDS = 40
"""Words after which a cue that is made of single words ends with its sentence."""


def open_transcript(source: DocumentInput) -> Document:
    """Open a transcript in JSON; if there is none in it, open it as a chat or as plain text."""
    if source.raw.size <= limits.SUBTITLES:
        try:
            data = json.loads(source.raw.read(0, source.raw.size))
        except (ValueError, RecursionError):
            data = None
        if is_otranscribe(data):
            return make_otranscribe_document(source, data)
        for reader in _READERS:
            if cues := [cue for cue in reader(data) if _has_words(cue)]:
                return make_cue_document(source, "transcript", cues)
    if detection.is_json(source):
        from readerapp.documents.chat.opening import open_json

        return open_json(source)
    return open_plain(source)


def _has_words(cue: Cue) -> bool:
    """Return whether a cue has words."""
    return any(part.words.strip() for line in cue.lines for part in line)


def _parse_seconds(value: Any, unit: float = 1.0) -> float | None:
    """Return a number or numeric string times `unit` as seconds; None if it is no time."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    seconds = float(value) * unit
    return seconds if 0 <= seconds <= _MOST_SECONDS else None


def _read_text(value: Any) -> str:
    """Return a text; empty if it is none."""
    return value if isinstance(value, str) else ""


def _name_speaker(value: Any) -> str:
    """Return the name of a speaker; a number, one letter and "spk_0" as "Speaker 0"."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    name = " ".join(str(value).split()).removeprefix("spk_")
    return f"Speaker {name}" if name.isdecimal() or len(name) == 1 else name


def _list_objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def _get(data: Any, *path: str | int) -> Any:
    """Return what is at a path of keys and indexes; None if there is nothing."""
    for key in path:
        if isinstance(key, int):
            data = data[key] if isinstance(data, list) and len(data) > key else None
        else:
            data = data.get(key) if isinstance(data, dict) else None
    return data


def _read_whisper(data: Any) -> Iterator[Cue]:
    """Read segments of Whisper and WhisperX, of podcasts, and a bare list of them.

    WhisperX leaves out the times of a segment that it could not align with the recording.
    """
    segments = [*_list_objects(data if isinstance(data, list) else _get(data, "segments"))]
    times = [_parse_seconds(item.get("start", item.get("startTime"))) for item in segments]
    if all(start is None for start in times):
        return
    for item, start in zip(segments, times, strict=True):
        end = _parse_seconds(item.get("end", item.get("endTime")))
        if end is None and start is not None:
            end = start + (_parse_seconds(item.get("duration")) or 0.0)
        words = _read_text(item.get("text")) or _read_text(item.get("body"))
        yield make_cue(start, end, words, _name_speaker(item.get("speaker")))


def _read_hugging_face(data: Any) -> Iterator[Cue]:
    """Read the chunks of a pipeline of Hugging Face, each with a pair of times."""
    for item in _list_objects(_get(data, "chunks")):
        start, end = (_parse_seconds(_get(item, "timestamp", place)) for place in (0, 1))
        yield make_cue(start, end, _read_text(item.get("text")), _name_speaker(item.get("speaker")))


def _read_whisper_cpp(data: Any) -> Iterator[Cue]:
    """Read the segments of whisper.cpp, whose offsets are in milliseconds."""
    for item in _list_objects(_get(data, "transcription")):
        start, end = (_parse_seconds(_get(item, "offsets", key), 0.001) for key in ("from", "to"))
        yield make_cue(start, end, _read_text(item.get("text")), _name_speaker(item.get("speaker")))


def _read_deepgram(data: Any) -> Iterator[Cue]:
    """Read the utterances of Deepgram; without them its paragraphs, else its words."""
    utterances = _get(data, "results", "utterances")
    if isinstance(utterances, list):
        for item in _list_objects(utterances):
            yield make_cue(
                _parse_seconds(item.get("start")),
                _parse_seconds(item.get("end")),
                _read_text(item.get("transcript")),
                _name_speaker(item.get("speaker")),
            )
        return
    channels = _get(data, "results", "channels")
    several = isinstance(channels, list) and len(channels) > 1
    for number, channel in enumerate(_list_objects(channels)):
        best = _get(channel, "alternatives", 0)
        channel_voice = f"Channel {number}" if several else ""
        paragraphs = [*_list_objects(_get(best, "paragraphs", "paragraphs"))]
        for item in paragraphs:
            words = " ".join(
                _read_text(each.get("text")) for each in _list_objects(item.get("sentences"))
            )
            voice = _name_speaker(item.get("speaker")) or channel_voice
            yield make_cue(
                _parse_seconds(item.get("start")), _parse_seconds(item.get("end")), words, voice
            )
        if not paragraphs:
            single = [
                (
                    _parse_seconds(item.get("start")),
                    _parse_seconds(item.get("end")),
                    _read_text(item.get("punctuated_word")) or _read_text(item.get("word")),
                    _name_speaker(item.get("speaker")) or channel_voice,
                )
                for item in _list_objects(_get(best, "words"))
            ]
            yield from _join_words(single)
            if not single:
                yield make_cue(None, None, _read_text(_get(best, "transcript")), channel_voice)


def _read_assembly_ai(data: Any) -> Iterator[Cue]:
    """Read the utterances of AssemblyAI, whose times are in milliseconds."""
    for item in _list_objects(_get(data, "utterances")):
        yield make_cue(
            _parse_seconds(item.get("start"), 0.001),
            _parse_seconds(item.get("end"), 0.001),
            _read_text(item.get("text")),
            _name_speaker(item.get("speaker")),
        )


def _read_rev(data: Any) -> Iterator[Cue]:
    """Read the monologues of Rev AI, whose elements are words and punctuation."""
    names = {
        item.get("id"): _read_text(item.get("name"))
        for item in _list_objects(_get(data, "speakers"))
        if isinstance(item.get("id"), int)
    }
    for item in _list_objects(_get(data, "monologues")):
        elements = [*_list_objects(item.get("elements"))]
        times = [time for each in elements if (time := _parse_seconds(each.get("ts"))) is not None]
        speaker = item.get("speaker")
        name = names.get(speaker, "") if isinstance(speaker, int) else ""
        words = "".join(_read_text(each.get("value")) for each in elements)
        start = times[0] if times else None
        yield make_cue(start, times[-1] if times else None, words, name or _name_speaker(speaker))


def _read_amazon(data: Any) -> Iterator[Cue]:
    """Read the items of Amazon Transcribe: words with times, and punctuation without."""
    voices: dict[str, str] = {}
    for segment in _list_objects(_get(data, "results", "speaker_labels", "segments")):
        for item in _list_objects(segment.get("items")):
            speaker = item.get("speaker_label") or segment.get("speaker_label")
            voices[str(item.get("start_time"))] = _name_speaker(speaker)
    words: list[_TimedWord] = []
    for item in _list_objects(_get(data, "results", "items")):
        content = _read_text(_get(item, "alternatives", 0, "content"))
        if item.get("type") == "punctuation" and words:
            start, end, before, voice = words[-1]
            words[-1] = start, end, before + content, voice
            continue
        start_time = item.get("start_time")
        voice = _name_speaker(item.get("speaker_label")) or voices.get(str(start_time), "")
        words.append(
            (_parse_seconds(start_time), _parse_seconds(item.get("end_time")), content, voice)
        )
    yield from _join_words(words)


_TimedWord = tuple[float | None, float | None, str, str]
"""Start and end in seconds, the word with its punctuation, and the voice."""


def _join_words(words: Iterable[_TimedWord]) -> Iterator[Cue]:
    """Join single words to cues: by voice, up to a pause, or to the end of a sentence."""
    start: float | None = None
    end: float | None = None
    said: list[str] = []
    speaker = ""
    for begin, finish, word, voice in words:
        pause = begin is not None and end is not None and begin - end >= _WORD_PAUSE
        full = len(said) >= _CUE_WORDS and ends_sentence(said[-1])
        if said and (voice != speaker or pause or full):
            yield make_cue(start, end, " ".join(said), speaker)
            said = []
        if not said:
            start, speaker = begin, voice
        said.append(word)
        end = finish if finish is not None else end
    if said:
        yield make_cue(start, end, " ".join(said), speaker)


def _read_youtube(data: Any) -> Iterator[Cue]:
    """Read the captions of YouTube (json3): events of segments; times in milliseconds."""
    for item in _list_objects(_get(data, "events")):
        words = "".join(_read_text(each.get("utf8")) for each in _list_objects(item.get("segs")))
        start = _parse_seconds(item.get("tStartMs"), 0.001)
        length = _parse_seconds(item.get("dDurationMs"), 0.001) or 0.0
        if start is not None:
            yield make_cue(start, start + length, words)


_READERS: tuple[Callable[[Any], Iterator[Cue]], ...] = (
    _read_whisper,
    _read_hugging_face,
    _read_whisper_cpp,
    _read_deepgram,
    _read_assembly_ai,
    _read_rev,
    _read_amazon,
    _read_youtube,
)
