"""Holds the tests to their coverage floors: `coverage_floors.py REPORT`, with coverage's JSON report.

Every line and every branch of the modules that must never rot, and nine tenths of the whole. A floor that measures no
file fails too: a renamed folder must not go unnoticed. Exit 0 or 1; each gap is named by file and line.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

WHOLE = ("desktop/domain/", "desktop/vault/", "db/log/audit_log.py")
OVERALL_PERCENT = 90.0


def gaps(report: dict[str, Any]) -> list[str]:
    """Return the shortfalls, a sentence each. `report` is coverage's JSON, format 3, measured with branches."""
    found = []
    files: dict[str, Any] = {name.replace("\\", "/"): entry for name, entry in report["files"].items()}
    if not report["meta"]["branch_coverage"]:
        found.append("the report was made without branches")
    for floor in WHOLE:
        held = {name: entry for name, entry in files.items() if name.startswith(floor)}
        if not held:
            found.append(f"{floor}: no file of it was measured")
        for name, entry in sorted(held.items()):
            lines, branches = entry["missing_lines"], entry.get("missing_branches", [])
            if lines or branches:
                found.append(f"{name}: lines {lines} and branches {branches} are not covered")
    overall = float(report["totals"]["percent_covered"])
    if overall < OVERALL_PERCENT:
        found.append(f"overall {overall:.1f} %, and {OVERALL_PERCENT:.0f} % is the floor")
    return found


def main(arguments: list[str]) -> int:
    """Print the shortfalls, or the coverage reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path, metavar="REPORT")
    file = parser.parse_args(arguments).report
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        parser.error(f"{file} is no report of coverage ({error}): coverage json -o {file}")
    found = gaps(report)
    print("\n".join(found) or f"floors held; overall {report['totals']['percent_covered']:.1f} %")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
