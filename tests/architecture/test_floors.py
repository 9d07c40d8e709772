"""The coverage floors hold: a gap in a fully covered module is found, however small."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

TOOL = Path(__file__).resolve().parents[2] / "script" / "coverage_floors.py"
gaps = cast("Callable[[dict[str, Any]], list[str]]", runpy.run_path(str(TOOL))["gaps"])


FLOORS = ("desktop/domain/shared/spans.py", "desktop/vault/container.py", "db/log/audit_log.py")
ELSEWHERE = "desktop/ui/shell/app.py"


def found(changes: dict[str, dict[str, Any]] | None = None, percent: float = 93.0, *, branches: bool = True) -> int:
    """Return how many gaps there are in a report that holds every floor but for these files."""
    files = {name: {"missing_lines": [], "missing_branches": []} for name in (*FLOORS, ELSEWHERE)} | (changes or {})
    totals = {"percent_covered": percent}
    kept = {name: file for name, file in files.items() if file}
    return len(gaps({"meta": {"branch_coverage": branches}, "totals": totals, "files": kept}))


def test_one_line_or_branch_is_a_gap_where_nothing_may_rot_and_elsewhere_a_tenth_may_be_missing() -> None:
    line: dict[str, Any] = {"missing_lines": [7], "missing_branches": []}
    branch: dict[str, Any] = {"missing_lines": [], "missing_branches": [[7, 9]]}
    assert found() == found({ELSEWHERE: line}) == 0
    assert [found({name: missing}) for name in FLOORS for missing in (line, branch)] == [1] * 6
    assert found(percent=89.99) == found({"db/log/audit_log.py": {}}) == found(branches=False) == 1
