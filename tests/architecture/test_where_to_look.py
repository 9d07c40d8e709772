"""The table "Where to look" of docs/architecture.md leads to files that are there, and to names that are in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_ROWS = re.findall(r"^\| (.+?) \| (.+) \|$", (ROOT / "docs" / "architecture.md").read_text("utf-8"), re.MULTILINE)
LEADS = {what: where for what, where in _ROWS if "`" in where}


def test_the_table_is_found() -> None:
    assert len(LEADS) > 30


@pytest.mark.parametrize("what", LEADS)
def test_each_row_leads_somewhere(what: str) -> None:
    file = ROOT
    for in_brackets, named in re.findall(r"(\()?`([^`]+)`", LEADS[what]):
        if in_brackets:
            assert f"def {named}(" in file.read_text("utf-8")
            continue
        beside = file.parent / named  # a file beside the one before is named alone
        file = ROOT / named if (ROOT / named).exists() else beside
        assert file.exists()
