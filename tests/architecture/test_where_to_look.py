"""docs/architecture.md shows the house as it is: its layers and wings, and where its table leads to."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
WINGS = ("domain-wings", "application-wings", "ui-wings", "media-rooms", "database-rooms")
_ROWS = re.findall(r"^\| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
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


def test_every_module_beside_the_layers_is_in_the_picture() -> None:
    picture = PAGE.partition("## The house")[2].partition("\n- ")[0]
    layers = {name for layer in CONTRACTS["layers"]["layers"] for name in layer.split(" | ")}
    assert [name for name in sorted(layers) if not re.search(rf"^    (.* )?{name}\b", picture, re.MULTILINE)] == []


@pytest.mark.parametrize("id", WINGS)
def test_the_wings_follow_one_another_as_the_contract_says(id: str) -> None:
    assert " > ".join(CONTRACTS[id]["layers"]) in " ".join(PAGE.split())
