"""Coverage-guided fuzzing with atheris (`pip install atheris`; it is in no lock).

    python -m tests.fuzz.guided MINUTES [TARGET ...]    all targets at once, each in a process

Prints how many inputs each target had. Inputs that fail are left in `crashes/` of the working
folder; once fixed, they become cases in `corpus/`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLOWEST = 20
"""Seconds after which an input counts as one that hangs."""


def run(minutes: float, names: list[str]) -> int:
    """Fuzz the targets; return how many failed."""
    from tests.fuzz.targets import TARGETS

    crashes = Path("crashes")
    crashes.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        processes = {
            name: _start(name, minutes, Path(scratch) / name, crashes) for name in names or TARGETS
        }
        failed = 0
        for name, process in processes.items():
            log, _ = process.communicate()
            found = re.search(r"number_of_executed_units:\s*(\d+)", log)
            edges = re.findall(r"cov: (\d+)", log)
            print(
                f"{name:10} {int(found[1]) if found else 0:>10,} inputs, "
                f"{edges[-1] if edges else 0:>5} edges reached, "
                f"{'FAILED' if process.returncode else 'nothing found'}"
            )
            if process.returncode:
                failed += 1
                print(log[-3000:])
    return failed


def _start(name: str, minutes: float, scratch: Path, crashes: Path) -> subprocess.Popen[str]:
    corpus = scratch / "corpus"
    corpus.mkdir(parents=True)
    places = {f"XDG_{kind}_HOME": str(scratch / kind) for kind in ("DATA", "STATE", "CACHE")}
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.fuzz.guided", "--target", name),
            *(str(corpus), f"-max_total_time={int(minutes * 60)}", f"-timeout={SLOWEST}"),
            *("-print_final_stats=1", f"-artifact_prefix={crashes}/{name}-", "-max_len=4096"),
            *("-rss_limit_mb=4096", f"-dict={_dictionary(scratch)}"),
        ],
        env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _dictionary(scratch: Path) -> Path:
    """Write the pieces that Hypothesis combines, in the format of the fuzzer."""
    from tests.fuzz.inputs import PIECES

    path = scratch / "pieces"
    words = ("".join(f"\\x{byte:02x}" for byte in piece[:60]) for piece in PIECES)
    path.write_text("".join(f'"{word}"\n' for word in words))
    return path


def _fuzz(name: str, options: list[str]) -> None:
    import atheris  # type: ignore[import-not-found]

    with atheris.instrument_imports(include=["readerapp"]):
        from tests.fuzz import doors
        from tests.fuzz.inputs import SAMPLES
        from tests.fuzz.targets import TARGETS

    folder = Path(options[0])
    for number, sample in enumerate(doors.SAMPLES.get(name, [])):
        (folder / f"door-{number}").write_bytes(sample)
    for number, sample in enumerate(SAMPLES if name not in doors.SAMPLES else []):
        for way in range(3) if name in ("store", "document") else range(1):
            head = b"" if name in ("import", "project", "lines", "packed") else bytes([way])
            (folder / f"{number}-{way}").write_bytes(head + sample)
    target = TARGETS[name]

    def one(data: bytes) -> None:
        if data:
            target(data, folder.parent)

    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--target":
        _fuzz(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(run(float(sys.argv[1]), sys.argv[2:]))
