"""The coverage floors hold: a gap in a fully covered module is found, however small."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

TOOL = Path(__file__).resolve().parents[2] / "script" / "coverage_floors.py"
gaps = cast("Callable[[dict[str, Any]], list[str]]", runpy.run_path(str(TOOL))["gaps"])


def a_file(lines: list[int] | None = None, branches: list[list[int]] | None = None) -> dict[str, Any]:
    return {"missing_lines": lines or [], "missing_branches": branches or []}


def a_report() -> dict[str, Any]:
    names = (
        "desktop/domain/shared/spans.py",
        "desktop/vault/container.py",
        "db/log/audit_log.py",
        "desktop/ui/shell/app.py",
    )
    return {
        "meta": {"branch_coverage": True},
        "totals": {"percent_covered": 93.0},
        "files": {name: a_file() for name in names},
    }


def test_a_report_that_holds_every_floor_has_no_gap() -> None:
    assert gaps(a_report()) == []


@pytest.mark.parametrize(
    "name", ["desktop/domain/shared/spans.py", "desktop/vault/container.py", "db/log/audit_log.py"]
)
@pytest.mark.parametrize("missing", [a_file(lines=[7]), a_file(branches=[[7, 9]])])
def test_one_line_or_branch_is_a_gap_where_nothing_may_rot(name: str, missing: dict[str, Any]) -> None:
    report = a_report()
    report["files"][name] = missing
    assert len(gaps(report)) == 1


def test_elsewhere_a_line_may_be_missing() -> None:
    report = a_report()
    report["files"]["desktop/ui/shell/app.py"] = a_file(lines=[7])
    assert gaps(report) == []


def test_under_nine_tenths_overall_is_a_gap() -> None:
    report = a_report()
    report["totals"]["percent_covered"] = 89.99
    assert len(gaps(report)) == 1


def test_a_floor_under_which_no_file_was_measured_is_a_gap() -> None:
    report = a_report()
    del report["files"]["db/log/audit_log.py"]
    assert len(gaps(report)) == 1


def test_a_report_without_branches_is_a_gap() -> None:
    report = a_report()
    report["meta"]["branch_coverage"] = False
    assert len(gaps(report)) == 1
