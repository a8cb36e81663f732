"""Regular expressions mean the same in every supported version of Python."""

from __future__ import annotations

import re
from pathlib import Path

import readerapp

_POSSESSIVE_GROUP = re.compile(r"""r[bf]?["'].*[^\\(]\)(?:[*+?]|\{[\d,]+\})\+""")


def test_no_quantifier_behind_a_group_is_possessive() -> None:
    """Python before 3.11.5 matches ``(?:ab?)*+`` wrongly; write ``(?>(?:ab?)*)``.

    CPython issue 106052. Debian 12 has Python 3.11.2.
    """
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in Path(readerapp.__file__).parent.rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if _POSSESSIVE_GROUP.search(line)
    ]
    assert not found
