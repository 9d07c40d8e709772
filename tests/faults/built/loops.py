"""Try the built program from outside, loop by loop: python -m tests.faults.built.loops PROGRAM DEMONSTRATION [LOOP...]

PROGRAM is an office's program as PyInstaller built it, DEMONSTRATION the same with the demonstration over it. As root,
on a desktop of its own with a keyring (`script/faults --built` does all that). Exit 1 if anything did not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.faults.built import bent, clock, closed, dialogs, hearing, listening
from tests.faults.built.program import Built, NotSoError, Outcome

Loop = Callable[[Built], Iterator[Outcome]]
LOOPS: Mapping[str, Loop] = {
    "environment": bent.loop,
    "clock": clock.loop,
    "closed": closed.loop,
    "dialogs": dialogs.loop,
    "hearing": hearing.loop,
    "listening": listening.loop,
}


def main() -> int:
    """Run the loops and print a line for each outcome."""
    parser = argparse.ArgumentParser(description="Try the built program from outside.")
    parser.add_argument("program", type=Path)
    parser.add_argument("demonstration", type=Path)
    parser.add_argument("loops", nargs="*", choices=[*LOOPS, []], help="by default all")
    given = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="listening-room-built-") as folder:
        Path(folder).chmod(0o755)
        built = Built(given.program.resolve(), given.demonstration.resolve(), Path(folder))
        for name in given.loops or LOOPS:
            begun = time.monotonic()
            for outcome in _outcomes(LOOPS[name], built):
                print(outcome.line(), flush=True)
                failed += outcome.held is False
            print(f"{'':7} {name}: {time.monotonic() - begun:.0f} s", flush=True)
    return 1 if failed else 0


def _outcomes(loop: Loop, built: Built) -> Iterator[Outcome]:
    """Yield a loop's outcomes; what keeps it from its end is one too."""
    try:
        yield from loop(built)
    except NotSoError as problem:
        yield Outcome(False, str(problem))


if __name__ == "__main__":
    sys.exit(main())
