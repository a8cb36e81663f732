"""Features of a candidate from the turns and the narration around a unit of a story."""

from __future__ import annotations

from readerapp.speakers.attribution_input import AttributionInput, Unit
from readerapp.speakers.partners import Partners
from readerapp.speakers.speaker_candidates import CandidatePool

# One value of each was tried in cross-validation, by which the features were chosen.
_LAST_RANK = 4  # rank of those who are mentioned later, or not at all
_MARKS = 1  # code points of narration that are only punctuation
_FEW_WORDS = 60  # code points of narration: "said Tom, and looked at the clock."


def turn_features(
    scene: AttributionInput, partners: Partners, pool: CandidatePool, last: str
) -> list[list[str]]:
    """Return features of each candidate of a unit, in the order of the candidates.

    Args:
        scene: The input.
        partners: Who talks with whom.
        pool: The candidates of the unit.
        last: Code of the mention of the strongest cue.
    """
    party = {*pool.turns_back, *pool.turns_ahead}
    is_crowd = len(party.union(pool.addressed.people)) > 2
    even, odd = pool.addressed.even, pool.addressed.odd
    ahead = {number: pool.ahead[number] for number in pool.ahead if number in pool.candidates}
    total = sum(ahead.values())
    following = {number: min(rank, _LAST_RANK) for rank, number in enumerate(ahead)}
    falling = sorted(ahead, key=ahead.__getitem__, reverse=True)
    ranks = {number: min(rank, _LAST_RANK) for rank, number in enumerate(falling)}
    found = []
    for number in pool.candidates:
        others = party - {number}
        steps = partners.steps(number, others) if others else "-"
        said, heard = min(even.get(number, 0), 2), min(odd.get(number, 0), 2)
        own = [f"vv{said}{heard}{is_crowd:d}{last}", f"pp{steps}{last}"]
        if number != scene.narrator:  # always present, and hardly ever named
            share = int(ahead.get(number, 0.0) / total * 5.99) if total else "n"
            own += (
                f"fr{ranks.get(number, _LAST_RANK)}{last}",
                f"ff{following.get(number, _LAST_RANK)}{last}",
                f"fh{share}{last}",
            )
        found.append(own)
    return found


def turn_edges(scene: AttributionInput, unit: Unit) -> str:
    """Return codes for the lengths of the narration at the two edges of a change of turns.

    The narration behind the words of the previous turn in its paragraph, and that before the words
    of `unit` in its own: "0" for none, "1" for a few words. A paragraph that ends in narration is
    more often followed by another turn of its speaker than one that ends in speech.
    """
    if unit.index == 0 or unit.same_paragraph:
        return ""
    before = scene.units[unit.index - 1]
    behind = scene.paragraphs[before.last_paragraph][1] - before.end
    ahead = unit.start - scene.paragraphs[unit.paragraph][0]
    return "".join("0" if n <= _MARKS else "1" if n < _FEW_WORDS else "2" for n in (behind, ahead))
