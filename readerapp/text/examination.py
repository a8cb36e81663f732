"""Examinations in court: who asks and who answers, as the record names them."""

from __future__ import annotations

import re

_NAME = r"[A-Z][A-Za-z.'’-]*(?:[ ]+[A-Z][A-Za-z.'’-]*){1,4}"
find_oaths = re.compile(
    rf"^[ \t]*(?:(?:WHEREUPON|Whereupon|Thereupon),?[ ]+)?(?P<witness>{_NAME})"
    r"(?:,[^.]{0,160}?\b(?:sworn|affirmed|SWORN|AFFIRMED)\b|[ ]\((?:sworn|affirmed)\))",
    re.MULTILINE,
).finditer
"""Find the sentences that swear a witness, with the name as `witness`."""
in_question = re.compile(r"\(BY (?P<examiner>(?:MR|MS|MRS|DR)\.? [A-Z][A-Z'’ -]+?)\)[ \t]*").match
"""Match the name of the examiner that a question begins with, as in "Q. (BY MR. SMITH) Why?"."""


class Examination:
    """Who asks and who answers at a place of a transcript.

    Args:
        witness: the name of the witness, if it is known before the oath.
    """

    def __init__(self, witness: str = "") -> None:
        self._names = {"Q": "Q", "A": witness or "A"}

    def swear(self, witness: str) -> None:
        """Let a witness answer from here on."""
        letters = witness.split()
        spaced = len(letters) > 3 and all(len(letter) == 1 for letter in letters)
        self._names["A"] = "".join(letters) if spaced else witness

    def ask(self, examiner: str) -> None:
        """Let an examiner ask from here on."""
        self._names["Q"] = " ".join(examiner.split())

    def speaker(self, label: str) -> str:
        """Return who a label means: "Q", "A", "THE WITNESS" or a name."""
        if label == "THE WITNESS" and self._names["A"] != "A":
            return self._names["A"]
        return self._names.get(label, label)
