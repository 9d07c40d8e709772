"""`script/bench [NAME] [--json]`: one table, or one line of JSON. Exit 1 where a figure is over its limit."""

from __future__ import annotations

import argparse
import json
import sys

from benchmarks import log, start, vault
from benchmarks.measure import Result

BENCHMARKS = {
    "cold-start": start.run,
    "decrypt": vault.run,
    "range": vault.run,
    "append": log.run,
    "verify": log.run,
}


def main() -> int:
    """Run those that were named, or all."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    names = [arguments.name] if arguments.name else list(BENCHMARKS)
    results = [BENCHMARKS[name](name) for name in names]
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
    lines = [f"{'name':<12}{'ours':>10}{'peer':>10}{'ratio':>8}{'at most':>9}"]
    for found in results:
        mark = "" if found.good else "  over"
        lines.append(
            f"{found.name:<12}{found.ours:>10.2f}{found.peer:>10.2f}{found.ratio:>8.2f}{found.limit:>9.1f}{mark}"
        )
    return "\n".join([*lines, "(milliseconds, medians)"])


if __name__ == "__main__":
    sys.exit(main())
