"""`script/bench [NAME] [--full] [--json]`: one table, or one line of JSON. Exit 1 where a figure is over its limit."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from benchmarks import start, vault, vault_place
from benchmarks.log import appending, at_use, proof, verifying, witness
from benchmarks.measure import Result
from benchmarks.offices import finding, load, pages, review
from benchmarks.sound import importing, memory, peaks, playing, rendering, waveform

BENCHMARKS: dict[str, Callable[[str], Result | list[Result]]] = {
    "cold-start": start.run,
    "ready": start.run,
    "start-long": start.run_long,
    "decrypt": vault.run,
    "range": vault.run,
    "vault-place": vault_place.run,
    "first-sound": playing.run,
    "seek": playing.run,
    "seek-flat": playing.run,
    "memory": memory.run,
    "render": rendering.run,
    "append": appending.run,
    "verify": verifying.run,
    "verify-replay": verifying.run,
    "witness": witness.run,
    "proof": proof.run,
    "at-use": at_use.run,
    "review": review.run,
    "find": finding.run,
    "waveform": waveform.run,
    "import": importing.run,
    "peaks": peaks.run,
    "pages": pages.run,
    "load": load.run,
}
FULL: dict[str, Callable[[str], list[Result]]] = {"load": load.run_full}
"""Those that are also run for longer."""


def main() -> int:
    """Run the named ones, or all."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="with load: for longer")
    arguments = parser.parse_args()
    names = [arguments.name] if arguments.name else list(BENCHMARKS)
    results: list[Result] = []
    for name in names:
        found = (FULL if arguments.full and name in FULL else BENCHMARKS)[name](name)
        results += found if isinstance(found, list) else [found]
        print(_as_json(results), file=sys.stderr)  # so far: a later one may take minutes, or fail
    print(_as_json(results) if arguments.json else _as_table(results))
    return 0 if all(result.good for result in results) else 1


def _as_json(results: list[Result]) -> str:
    return json.dumps(
        {
            found.name: {
                "ours": round(found.ours, 3),
                "peer": round(found.peer, 3),
                "ratio": round(found.ratio, 3),
                "unit": found.unit,
            }
            for found in results
        }
    )


def _as_table(results: list[Result]) -> str:
    lines = [f"{'name':<18}{'ours':>10}{'peer':>10}  {'unit':<5}{'ratio':>6}{'at most':>10}"]
    for found in results:
        mark = "" if found.good else "  over"
        lines.append(
            f"{found.name:<18}{found.ours:>10.2f}{found.peer:>10.2f}  {found.unit:<5}{found.ratio:>6.2f}"
            f"{found.limit_words:>10}{mark}"
        )
    return "\n".join([*lines, "(medians)"])


if __name__ == "__main__":
    sys.exit(main())
