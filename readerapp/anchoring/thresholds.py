"""The numbers by which a passage is found again, with their units and where they come from.

All modules of this package use the one instance `THRESHOLDS`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds, limits and weights of anchoring.

    Similarities, nearness and shares are numbers from 0 (nothing in common) to 1 (equal). Lengths
    and distances are code points of normalized text. The last words of each description say where
    the number comes from:

    - "chosen by benchmarks/anchoring.py": it gave few wrong answers, and then few missed ones, on
      one English novel and on synthetic texts with seed 1.
    - "not measured": it was set by judgement. Most of these only limit time or size.

    A change must be measured with `benchmarks/anchoring.py`: with seeds up to 100 to choose a
    number, with a seed above 100 and other texts to report the result.
    """

    # Similarity of strings, alignment of words (alignment.py)

    chance_similarity: float = 0.45
    """Similarity of a context to unrelated prose, which counts as 0; not measured."""

    replaced_word_cost: float = 1.4
    """Cost of replacing a word by an unrelated one; deleting a word costs 1; not measured."""

    longest_interruption: int = 1500
    """Most code points between two parts of a passage that was interrupted; not measured (the
    benchmark takes the same number to judge).
    """

    most_seed_repeats: int = 4
    """Most occurrences in the passage of a short string from which a block is sought; not
    measured.
    """

    shortest_clipped_block: int = 4
    """Code points of the shortest part of a matching block that is left after clipping; fewer are
    equal by chance; not measured.
    """

    block_stride: int = 4
    """Code points from one lookup of a short string in the text to the next; not measured."""

    # Candidates and their ends (candidates.py)

    same_likeness: float = 0.97
    """Similarity of words and context from which a look-alike cannot be told from the quote; not
    measured.
    """

    shortest_run: int = 12
    """Fewest equal code points in a row that count as more than chance; not measured."""

    shortest_dense_run: int = 4
    """The same in a script in which one character is worth a word; not measured."""

    longest_comparison: int = 8000
    """Code points of the longest quote that is compared as a whole, which limits the time; not
    measured.
    """

    near_context: int = 24
    """Code points of context that count as much as all of it: text that was inserted further away
    must not reduce the score; not measured.
    """

    near_context_leeway: int = 8
    """Code points by which the near context may have grown; not measured."""

    context_leeway: int = 12
    """Code points by which the whole context may have grown; not measured."""

    end_leeway: int = 12
    """Code points by which the beginning or the end of the quote may have grown; not measured."""

    edge: int = 64
    """Code points at each end of a quote that are aligned together with its context; not
    measured.
    """

    edited_similarity: float = 0.5
    """Similarity from which a string is an edited version of another; not measured."""

    verbatim_end: int = 12
    """Code points at an end of the quote that, if they are unchanged, need no alignment of words;
    not measured.
    """

    end_words: int = 9
    """Words on each side of an end of the quote that are aligned; not measured."""

    end_text: int = 120
    """Code points on the inner side of an end from which these words are taken; not measured."""

    word_width: int = 8
    """Code points of text that are read for each of these words; not measured."""

    dense_word_width: int = 3
    """The same in a script in which one character is worth a word; not measured."""

    longest_word: int = 64
    """Code points of the longest word; a longer run without a space is not a word that people
    read; not measured.
    """

    offset_leeway: int = 100
    """Code points by which an expected offset can be wrong; not measured."""

    whole_similarity: float = 0.72
    """Similarity from which nothing of a passage counts as missing; not measured."""

    largest_surplus: int = 40
    """Most code points by which a passage with less similar words may have grown without being
    taken for an interrupted one; not measured.
    """

    widest_search: int = 20_000
    """Most code points of a region that are searched at once, which limits the time; not
    measured.
    """

    remainder_leeway: int = 8
    """Code points by which the missing end of a cut passage may have grown; not measured."""

    # Offset map (landmarks.py)

    confirming_points: int = 3
    """Known points on each side of a point that may confirm it; not measured."""

    confirming_distance: int = 400
    """Least code points between two points of which one can confirm the other; not measured."""

    farthest_point: int = 40_000
    """Most code points from an offset to a known point that says anything about it; not
    measured.
    """

    region_margin: int = 24
    """Code points by which a region extends beyond the known points around it; not measured."""

    largest_insertion: int = 8000
    """Most code points that may have been inserted between two points that are still neighbours;
    not measured.
    """

    region_slack: int = 500
    """Code points by which a region may be wrong that has a known point on one side only; not
    measured.
    """

    widest_fade: int = 400
    """Code points from the expected offset at which the nearness is 0; not measured."""

    sharpest_fade: int = 40
    """The same where known points are close; not measured."""

    # Seeds (landmarks.py)

    vote_spread: int = 24
    """Most code points between the shifts of two votes for the same offset; not measured."""

    seed_reach: int = 320
    """Code points at each end of a long probe from which seeds are taken; the middle adds nothing;
    not measured.
    """

    chance_vote_divisor: int = 5
    """An offset with less than one in so many of the best offset's votes is there by chance; not
    measured.
    """

    most_seed_occurrences: int = 40
    """A seed that occurs more often in the text than this says nothing about the offset; not
    measured.
    """

    # Landmarks, snippets beside a target (landmarks.py)

    edited_passage: float = 0.75
    """Similarity from which a short text contains a passage, edited; two sentences on one subject
    are less similar; not measured.
    """

    most_shared_passages: int = 5
    """Most highlights that are searched for to recognise a short text; not measured."""

    most_landmarks: int = 500
    """Most landmarks of a document, which take less than 25 KB as JSON; not measured."""

    landmark_spacing: int = 400
    """Least code points from one landmark to the next in a long text; not measured."""

    fewest_landmarks: int = 8
    """Landmarks of a short text, enough to recognise it by some of them after others were edited;
    not measured.
    """

    shortest_spacing: int = 48
    """Least code points from one landmark to the next in a short text; not measured."""

    landmark_attempts: int = 10
    """Offsets that are tried for a landmark, because it must occur only once; not measured."""

    landmark_sample: int = 60
    """Landmarks of a document by which a renamed one is recognised; not measured."""

    snippet_step: int = 32
    """Code points from one attempt to the next for a snippet beside a target; not measured."""

    snippet_attempts: int = 12
    """Attempts on each side of a target for snippets that occur once; not measured."""

    most_snippets: int = 2
    """Most snippets that are stored on each side of a target; not measured."""

    snippet_pair_distance: int = 600
    """Most code points between two snippets of which one confirms the other; not measured."""

    snippet_pair_shift: int = 60
    """Most code points by which the distance between the two may have changed; not measured."""

    # Look-alikes and flanks (lookalikes.py)

    look_alike_reach: int = 2_000_000
    """Code points before and after the targets in which look-alikes are searched, which limits the
    time in huge texts; not measured.
    """

    most_look_alikes: int = 12
    """Most look-alikes that are searched for; a quote that has this many may have more; not
    measured.
    """

    look_alike_window: int = 400
    """Code points around a possible look-alike that are compared; not measured."""

    look_alike_words: float = 0.7
    """Similarity of the words from which another range is a look-alike; not measured."""

    distinctive_context: float = 0.45
    """Similarity of the context from which similar words are more than a common phrase; not
    measured.
    """

    distinctive_length: int = 24
    """Code points from which similar words are more than a common phrase in any context; not
    measured.
    """

    exact_words_reach: int = 24
    """Code points around an expected offset in which the exact words are searched; not measured."""

    flank: int = 32
    """Code points of a flank: few passages share so many on both sides by chance; not measured
    (the benchmark takes the same number to recognise what was moved).
    """

    similar_flank: float = 0.65
    """Similarity of a context, twice as long as a flank, from which it may contain an unchanged
    flank: half of its letters are the same then, and of the others some are by chance; not
    measured.
    """

    recoverable_context: float = 0.95
    """Similarity of a context from which an edit may make it the same; not measured."""

    longest_restyled: int = 2000
    """Code points of the longest quote that is searched for with different case or numbers; a
    longer one has enough letters left to be found by its similarity; not measured.
    """

    # Scores (matcher.py)

    whole_context_weight: float = 0.4
    """Weight of the mean similarity of all the context in a score, beside 1 for the near context;
    chosen by benchmarks/anchoring.py.
    """

    region_weight: float = 0.4
    """Weight of being in an expected region in a score, and as much for the nearness; chosen by
    benchmarks/anchoring.py.
    """

    partial_weight: float = 2.0
    """Weight of the share that is left of a cut passage, so that the larger part wins, wherever it
    is now; chosen by benchmarks/anchoring.py.
    """

    partial_evidence_weight: float = 0.2
    """Weight of context and offset in the score of a cut passage; chosen by
    benchmarks/anchoring.py.
    """

    highest_score: float = 3.2
    """Score of the exact words in the exact context at the expected offset, by which the scores of
    suggestions are divided; it follows from the weights.
    """

    clear_lead: float = 0.1
    """Score by which the best candidate must lead another that does not overlap it; chosen by
    benchmarks/anchoring.py.
    """

    # Search of one text (matcher.py)

    most_offsets: int = 6
    """Most offsets, voted for by seeds, at which a quote is searched; chosen by
    benchmarks/anchoring.py.
    """

    settled_words: float = 0.6
    """Similarity of a candidate in its region from which the region is not searched again; chosen
    by benchmarks/anchoring.py.
    """

    most_repeats: int = 12
    """Most offsets of the exact words in a region that are compared, those near its middle first;
    chosen by benchmarks/anchoring.py.
    """

    most_repeats_read: int = 200
    """Most offsets of the exact words that are read from a region; chosen by
    benchmarks/anchoring.py.
    """

    certain_length: int = 24
    """Fewest code points of a passage that tells where its neighbours are; chosen by
    benchmarks/anchoring.py.
    """

    certain_words: float = 0.8
    """Least similarity of the words of such a passage, if it may be anywhere; chosen by
    benchmarks/anchoring.py.
    """

    certain_context: float = 0.5
    """Least similarity of the context of such a passage; chosen by benchmarks/anchoring.py."""

    certain_rival: float = 1.2
    """Similarity of words and context together that no other candidate may exceed then; chosen by
    benchmarks/anchoring.py.
    """

    # Acceptance where nothing is known about the offset (matcher.py)

    unknown_words: float = 0.6
    """Least similarity of the words; chosen by benchmarks/anchoring.py."""

    unknown_context: float = 0.5
    """Least similarity of the context; chosen by benchmarks/anchoring.py."""

    unknown_verbatim_length: int = 32
    """Code points from which the exact words need no context; chosen by
    benchmarks/anchoring.py.
    """

    # Acceptance at the expected offset (matcher.py)

    short_length: int = 24
    """Code points from which a quote is no longer short; chosen by benchmarks/anchoring.py."""

    verbatim_length: int = 48
    """Code points from which the exact words need no context; chosen by
    benchmarks/anchoring.py.
    """

    verbatim_context: float = 0.25
    """Least similarity of the better side for the exact words of a quote between the two lengths
    above; chosen by benchmarks/anchoring.py.
    """

    short_verbatim_context: float = 0.5
    """Least similarity of the worse side for the exact words of a short quote; chosen by
    benchmarks/anchoring.py.
    """

    lone_length: int = 3
    """Code points that a short quote must exceed to be accepted with less context; chosen by
    benchmarks/anchoring.py.
    """

    lone_far_context: float = 0.1
    """Least mean similarity of all the context then; chosen by benchmarks/anchoring.py."""

    lone_context: float = 0.45
    """Least similarity of the better side then; chosen by benchmarks/anchoring.py."""

    lone_nearness: float = 0.25
    """Least nearness then; chosen by benchmarks/anchoring.py."""

    short_words: float = 0.45
    """Least similarity of the changed words of a short quote; chosen by benchmarks/anchoring.py."""

    short_dense_words: float = 0.3
    """The same in a script in which one character is worth a word; chosen by
    benchmarks/anchoring.py.
    """

    short_context: float = 0.4
    """Least similarity of the worse side for a short quote with changed words; chosen by
    benchmarks/anchoring.py.
    """

    similar_words: float = 0.75
    """Similarity of changed words from which `similar_words_context` is enough; chosen by
    benchmarks/anchoring.py.
    """

    similar_words_context: float = 0.35
    """Least similarity of the better side then; chosen by benchmarks/anchoring.py."""

    changed_words: float = 0.5
    """Least similarity of changed words; chosen by benchmarks/anchoring.py."""

    changed_words_context: float = 0.5
    """Least mean similarity of the context then; chosen by benchmarks/anchoring.py."""

    # Acceptance of cut and interrupted passages (matcher.py)

    partial_words: float = 0.5
    """Least share of the passage that is left; chosen by benchmarks/anchoring.py."""

    nearly_whole: float = 0.85
    """Share from which hardly anything is missing; chosen by benchmarks/anchoring.py."""

    partial_short_length: int = 100
    """Code points below which a passage that is not nearly whole needs context; chosen by
    benchmarks/anchoring.py.
    """

    partial_short_context: float = 0.3
    """Least similarity of the worse side then; chosen by benchmarks/anchoring.py."""

    nearly_together: int = 40
    """Code points that, beside half of the length of the passage, may have been inserted into it
    while its parts count as together; chosen by benchmarks/anchoring.py.
    """

    together_context: float = 0.4
    """Least similarity of the worse side for parts that are together to need fewer telling code
    points; chosen by benchmarks/anchoring.py.
    """

    together_nearness: float = 0.5
    """Least nearness then; chosen by benchmarks/anchoring.py."""

    telling_reach: int = 10_000
    """Code points around a cut passage in which its words must not occur again to be telling;
    chosen by benchmarks/anchoring.py.
    """

    telling_unit: int = 16
    """Code points of the pieces into which the rest is cut to count the telling ones; chosen by
    benchmarks/anchoring.py.
    """

    # Telling a quote from its look-alikes (matcher.py)

    twin_whole_context: float = 0.4
    """Least mean similarity of all the context of a quote that has look-alikes, if its words
    changed; chosen by benchmarks/anchoring.py.
    """

    twin_words: float = 0.67
    """Least similarity of the words then, unless the quote is short; chosen by
    benchmarks/anchoring.py.
    """

    twin_partial_context: float = 0.2
    """Least similarity of the worse side of a cut passage that has look-alikes; chosen by
    benchmarks/anchoring.py.
    """

    twin_partial_length: int = 150
    """Code points from which such a passage needs no context; chosen by
    benchmarks/anchoring.py.
    """

    likeness_lead: float = 0.04
    """Similarity by which a candidate must exceed that of a look-alike to the quote, so that it is
    not that look-alike; chosen by benchmarks/anchoring.py.
    """

    nearness_lead: float = 0.2
    """Nearness by which one of quote and look-alike must lead to decide between them; chosen by
    benchmarks/anchoring.py.
    """

    unsure_nearness: float = 0.5
    """Nearness below which a quote is not accepted if not all its look-alikes are known; chosen by
    benchmarks/anchoring.py.
    """

    enclosing_width: int = 600
    """Code points below which a region encloses a passage closely; chosen by
    benchmarks/anchoring.py.
    """

    enclosing_ratio: int = 3
    """How many times wider the region of a look-alike must be, so that the narrower one decides;
    chosen by benchmarks/anchoring.py.
    """

    most_countable: int = 5
    """Most look-alikes that are counted: if there are more, there may be others, and counting
    proves nothing; chosen by benchmarks/anchoring.py.
    """

    counted_words: float = 0.7
    """Similarity of the words from which a candidate counts as one of the look-alikes; chosen by
    benchmarks/anchoring.py.
    """

    # Results (matcher.py)

    unchanged_context: float = 0.5
    """Similarity of the better side below which the exact words count as drifted; not measured."""

    most_suggestions: int = 3
    """Most ranges that are suggested for an orphan; not measured."""

    suggested_words: float = 0.4
    """Similarity of the words from which a range is suggested; not measured."""

    suggested_context: float = 0.5
    """Similarity of the better side from which a range in an expected region is suggested; not
    measured.
    """

    @property
    def all_look_alikes(self) -> int:
        """Return the most look-alikes of a quote that are certainly all known."""
        return self.most_look_alikes - 1


THRESHOLDS = Thresholds()
