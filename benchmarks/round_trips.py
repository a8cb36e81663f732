"""Round trips: which fields of annotations each format keeps after export and import.

python benchmarks/round_trips.py
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.collaboration.round_trips import run, table

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name in [name for name in os.environ if name.startswith(("XDG_", "READERAPP_"))]:
            del os.environ[name]
        os.environ["HOME"] = folder
        print(table(run(Path(folder))))
