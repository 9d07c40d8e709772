"""The threat model and other pages name tests as their evidence: each exists, under that name."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
PAGES = [*(ROOT / "docs").glob("*.md"), ROOT / "tests" / "faults" / "README.md"]


@cache
def functions_of(file: str) -> set[str]:
    path = ROOT / "tests" / file
    nodes = ast.walk(ast.parse(path.read_text("utf-8"))) if path.is_file() else ()
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def test_every_test_that_a_page_names_is_there() -> None:
    named = re.compile(r"`(?:tests/)?([a-z0-9_/]+\.py)::(test_[a-z0-9_]+)`")
    found = [(page.name, *each) for page in PAGES for each in named.findall(page.read_text("utf-8"))]
    assert {"accessibility.md", "threat-model.md", "README.md"} <= {page for page, _, _ in found}
    assert [each for each in found if each[2] not in functions_of(each[1])] == []


def test_every_file_that_an_auditor_is_told_to_run_is_there() -> None:
    told = sorted(set(re.findall(r"script/test (tests/[a-z0-9_/.]+)", PAGE)))
    assert len(told) > 10 and [path for path in told if not (ROOT / path).exists()] == []


def test_every_claim_of_a_defence_names_one() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|") and not line.startswith(("| ---", "| Defended"))]
    assert rows and [row for row in rows if "::test_" not in row] == []
