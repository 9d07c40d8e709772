"""The table in README.md names existing tests."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_every_test_that_the_table_names_is_there() -> None:
    named = NAMED.findall((TESTS / "faults" / "README.md").read_text("utf-8"))
    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in (TESTS / file).read_text("utf-8")]
    assert len(named) > 60 and missing == []
