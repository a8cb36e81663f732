"""How formats that know only tags carry a speaker and a colour."""

SPEAKER_TAG = "speaker:"
COLOUR_TAG = "colour:"
