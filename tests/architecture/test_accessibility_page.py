"""The page about accessibility has every criterion once, with its result and the test that holds it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+(?:\.\d+)+) [^|]+ \| ([^|]+) \| (.+) \|$", PAGE, re.MULTILINE)

CRITERIA = {
    *("1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.3.1", "1.3.2", "1.3.3", "1.3.4", "1.3.5"),
    *("1.4.1", "1.4.2", "1.4.3", "1.4.4", "1.4.5", "1.4.10", "1.4.11", "1.4.12", "1.4.13"),
    *("2.1.1", "2.1.2", "2.1.4", "2.2.1", "2.2.2", "2.3.1"),
    *("2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.4.5", "2.4.6", "2.4.7", "2.4.11"),
    *("2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.7", "2.5.8", "3.1.1", "3.1.2"),
    *("3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.2.6", "3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.7", "3.3.8"),
    *("4.1.2", "4.1.3"),
}
"""Levels A and AA of WCAG 2.2, without 4.1.1, which is obsolete."""
CLAUSES = {
    *("11.1", "11.2", "11.3", "11.4", "11.5.1", "11.6.1", "11.6.2", "11.7"),
    *(f"11.5.2.{number}" for number in range(1, 18)),
    *(f"11.8.{number}" for number in range(1, 6)),
}
"""Chapter 11 of EN 301 549 V3.2.1: 11.1 to 11.4 as a whole, since they are WCAG 2.1."""
RESULTS = {"met", "partly", "not", "does not apply"}
WITHOUT_A_TEST = {"1.3.3", "1.3.4", "11.4", "11.5.2.3"}
"""Criteria met for a reason that no test can hold, or as another row is. The list can only shrink."""


def test_every_criterion_is_there_once_with_its_result() -> None:
    assert len(CRITERIA) == 55
    assert sorted(number for number, _, _ in ROWS) == sorted(CRITERIA | CLAUSES)
    assert {result for _, result, _ in ROWS} <= RESULTS


def test_what_is_met_names_its_test_and_the_rest_its_reason() -> None:
    assert {number for number, result, held in ROWS if result == "met" and "::test_" not in held} == WITHOUT_A_TEST
    assert [number for number, _, held in ROWS if len(held) < 15] == []


def test_what_is_not_met_stands_at_the_top_too() -> None:
    short = PAGE.split("## ")[0]
    assert [number for number, result, _ in ROWS if result == "not" and f"({number})" not in short] == []


def test_the_page_is_linked_where_one_looks_for_it() -> None:
    assert "(docs/accessibility.md)" in (ROOT / "README.md").read_text("utf-8")
    assert "(accessibility.md)" in (ROOT / "docs" / "architecture.md").read_text("utf-8")
