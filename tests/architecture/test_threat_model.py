"""The threat model, and the page for auditors, name tests as their evidence: each exists, under that name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(?:tests/)?([a-z0-9_/]+\.py)::(test_[a-z0-9_]+)`", TEXT + PAGE)))


def test_every_test_that_the_threat_model_names_is_there() -> None:
    assert len(NAMED) > 40
    missing = []
    for file, name in NAMED:
        path = ROOT / "tests" / file
        tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
        if name not in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}:
            missing.append(f"{file}::{name}")
    assert missing == []


def test_every_file_that_an_auditor_is_told_to_run_is_there() -> None:
    told = sorted(set(re.findall(r"script/test (tests/[a-z0-9_/.]+)", PAGE)))
    assert len(told) > 10 and [path for path in told if not (ROOT / path).exists()] == []


def test_every_claim_of_a_defence_names_one() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|") and not line.startswith(("| ---", "| Defended"))]
    assert rows and [row for row in rows if "::test_" not in row] == []
