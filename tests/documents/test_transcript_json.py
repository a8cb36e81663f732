"""Transcripts of speech recognition in JSON: words, speakers and times of each program."""

import json

import pytest

from readerapp.speakers import turns
from tests.documents.samples import located, opened

AMAZON = {
    "results": {
        "transcripts": [{"transcript": "Good evening. Hello."}],
        "speaker_labels": {
            "segments": [
                {"speaker_label": "spk_0", "items": [{"start_time": "1.5"}, {"start_time": "2.0"}]},
                {"speaker_label": "spk_1", "items": [{"start_time": "65.0"}]},
            ]
        },
        "items": [
            {"type": "pronunciation", "start_time": "1.5", "alternatives": [{"content": "Good"}]},
            {
                "type": "pronunciation",
                "start_time": "2.0",
                "alternatives": [{"content": "evening"}],
            },
            {"type": "punctuation", "alternatives": [{"content": "."}]},
            {"type": "pronunciation", "start_time": "65.0", "alternatives": [{"content": "Hello"}]},
            {"type": "punctuation", "alternatives": [{"content": "."}]},
        ],
    }
}


def words(*spoken: tuple[str, float, int]) -> list[dict[str, object]]:
    return [
        {
            "word": word.lower(),
            "punctuated_word": word,
            "start": at,
            "end": at + 0.3,
            "speaker": who,
        }
        for word, at, who in spoken
    ]


DEEPGRAM_WORDS = words(("Good", 1.5, 0), ("evening.", 2.0, 0), ("Hello.", 65.0, 1))
TRANSCRIPTS = {
    "WhisperX": (
        {
            "segments": [
                {"start": 1.5, "end": 3, "text": " Good evening.", "speaker": "SPEAKER_00"},
                {"start": 65.0, "end": 66, "text": " Hello.", "speaker": "SPEAKER_01"},
            ]
        },
        ("SPEAKER_00", "SPEAKER_01"),
    ),
    "podcast": (
        {
            "version": "1.0.0",
            "segments": [
                {"speaker": "Ida", "startTime": 1.5, "endTime": 3, "body": "Good evening."},
                {"speaker": "Bo", "startTime": 65, "endTime": 66, "body": "Hello."},
            ],
        },
        ("Ida", "Bo"),
    ),
    "Deepgram": (
        {
            "metadata": {},
            "results": {
                "channels": [{"alternatives": [{"transcript": "no speakers", "words": []}]}],
                "utterances": [
                    {"start": 1.5, "end": 3, "transcript": "Good evening.", "speaker": 0},
                    {"start": 65, "end": 66, "transcript": "Hello.", "speaker": 1},
                ],
            },
        },
        ("Speaker 0", "Speaker 1"),
    ),
    "Deepgram without utterances": (
        {
            "results": {"channels": [{"alternatives": [{"words": DEEPGRAM_WORDS}]}]},
            "metadata": {"speaker_labels": 1},
        },
        ("Speaker 0", "Speaker 1"),
    ),
    "AssemblyAI": (
        {
            "text": "Good evening. Hello.",
            "utterances": [
                {"speaker": "A", "start": 1500, "end": 3000, "text": "Good evening."},
                {"speaker": "B", "start": 65000, "end": 66000, "text": "Hello."},
            ],
        },
        ("Speaker A", "Speaker B"),
    ),
    "Rev AI": (
        {
            "speakers": [{"id": 0, "name": "Ida"}],
            "monologues": [
                {
                    "speaker": 0,
                    "elements": [
                        {"type": "text", "value": "Good", "ts": 1.5, "end_ts": 2},
                        {"type": "punct", "value": " "},
                        {"type": "text", "value": "evening", "ts": 2, "end_ts": 3},
                        {"type": "punct", "value": "."},
                    ],
                },
                {"speaker": 1, "elements": [{"type": "text", "value": "Hello.", "ts": 65}]},
            ],
        },
        ("Ida", "Speaker 1"),
    ),
    "Amazon Transcribe": (AMAZON, ("Speaker 0", "Speaker 1")),
}


@pytest.mark.parametrize("program", TRANSCRIPTS)
def test_words_speakers_and_times(tmp_path, program):
    data, (first, second) = TRANSCRIPTS[program]
    document = opened(tmp_path, "talk.json", json.dumps(data))
    text = document.text.whole()
    assert document.format == "transcript"
    assert text == f"{first}: Good evening.\n\n{second}: Hello."
    assert (located(document, "Good"), located(document, "Hello")) == ("00:00:01", "00:01:05")
    said = [(turn.speaker, text[turn.start : turn.end]) for turn in document.turns]
    assert said == [(first, "Good evening."), (second, "Hello.")]


SEGMENTS = [
    {"start": 0.0, "end": 2.5, "text": " It was late."},
    {"start": 2.5, "end": 4, "text": " We left."},
]
WITHOUT_SPEAKERS = {
    "Whisper, with a long text before the segments": {
        "text": "It was late. " * 1000, "segments": SEGMENTS, "language": "en",
    },
    "WhisperX that could not align a segment": {
        "segments": [SEGMENTS[0], {"text": "So"}, {**SEGMENTS[1], "text": "we left."}],
    },
    "Hugging Face": {
        "text": "It was late. We left. " * 1000,
        "chunks": [
            {"timestamp": [0.0, 2.5], "text": " It was late."},
            {"timestamp": [2.5, None], "text": " We left."},
        ],
    },
    "whisper.cpp": {
        "systeminfo": "",
        "transcription": [
            {"timestamps": {}, "offsets": {"from": 0, "to": 2500}, "text": " It was late."},
            {"timestamps": {}, "offsets": {"from": 2500, "to": 4000}, "text": " We left."},
        ],
    },
    "YouTube": {
        "wireMagic": "pb3",
        "events": [
            {"tStartMs": 0, "id": 1},
            {"tStartMs": 0, "dDurationMs": 2500, "segs": [{"utf8": "It was "}, {"utf8": "late."}]},
            {"tStartMs": 2500, "dDurationMs": 1500, "segs": [{"utf8": "We left."}]},
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize("program", WITHOUT_SPEAKERS)
def test_transcripts_without_speakers(tmp_path, program):
    document = opened(tmp_path, "talk.json", json.dumps(WITHOUT_SPEAKERS[program]))
    assert document.text.whole().replace("So we", "We") == "It was late. We left."
    assert located(document, "left") == "00:00:02"


def test_otranscribe(tmp_path):
    stamp = '<span class="timestamp" contenteditable="false" data-timestamp="{}">x</span>'
    data = {
        "text": f"<p>{stamp.format(12.5)}&nbsp;<b>Ida:</b> We were late.</p>"
        f"<p>Bo: Yes<br>indeed. {stamp.format(3723)}So <i>late</i>.</p>",
        "media": "talk.mp3",
        "media-time": 13.2,
    }
    document = opened(tmp_path, "talk.otr", json.dumps(data))
    text = document.text.whole()
    assert text == "Ida: We were late.\n\nBo: Yes\nindeed. So late."
    assert (located(document, "Ida"), located(document, "So late")) == ("00:00:12", "01:02:03")
    assert [turn.speaker for turn in turns(text)] == ["Ida", "Bo"]


@pytest.mark.parametrize(
    "data",
    [
        {"segments": "none"},
        {"segments": [{"start": None, "text": 3}, 5, {"start": 1e300, "text": "far"}]},
        {"utterances": {"a": [1]}},
        {"results": [[]], "speaker_labels": []},
        {"monologues": [{"elements": [{"ts": "x"}], "speaker": []}]},
        {"transcription": [{"offsets": [], "text": []}]},
    ],
)
def test_json_that_is_no_transcript_is_plain_text(tmp_path, data):
    written = json.dumps(data)
    document = opened(tmp_path, "a.json", written)
    assert (document.format, document.text.whole()) == ("text", written)
