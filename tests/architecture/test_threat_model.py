"""The threat model names tests as its evidence: each of them exists, under that name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([a-z0-9_/]+\.py)::(test_[a-z0-9_]+)`", TEXT)))


def test_every_test_that_the_threat_model_names_is_there() -> None:
    assert len(NAMED) > 40
    missing = []
    for file, name in NAMED:
        path = ROOT / "tests" / file
        tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
        if name not in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}:
            missing.append(f"{file}::{name}")
    assert missing == []


def test_every_claim_of_a_defence_names_one() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|") and not line.startswith(("| ---", "| Defended"))]
    assert rows and [row for row in rows if "::test_" not in row] == []
