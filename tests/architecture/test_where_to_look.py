"""docs/architecture.md shows the house as it is: its layers and wings, and where its table leads to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
WINGS = ("domain-wings", "application-wings", "ui-wings", "media-rooms", "database-rooms")
_ROWS = re.findall(r"^\| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
LEADS = {what: where for what, where in _ROWS if "`" in where}


def _wrong(where: str) -> Iterator[str]:
    """Yield what is not there of the files, and of the functions in brackets after their file."""
    file = ROOT
    for in_brackets, named in re.findall(r"(\()?`([^`]+)`", where):
        if in_brackets:
            if f"def {named}(" not in file.read_text("utf-8"):
                yield named
            continue
        beside = file.parent / named  # a file beside the one before is named alone
        file = ROOT / named if (ROOT / named).exists() else beside
        if not file.exists():
            yield named
            return


def test_each_row_leads_somewhere() -> None:
    assert len(LEADS) > 30
    assert [(what, wrong) for what, where in LEADS.items() for wrong in _wrong(where)] == []


def test_every_module_beside_the_layers_is_in_the_picture() -> None:
    picture = PAGE.partition("## The house")[2].partition("\n- ")[0]
    layers = {name for layer in CONTRACTS["layers"]["layers"] for name in layer.split(" | ")}
    assert [name for name in sorted(layers) if not re.search(rf"^    (.* )?{name}\b", picture, re.MULTILINE)] == []


def test_the_wings_follow_one_another_as_the_contract_says() -> None:
    page = " ".join(PAGE.split())
    assert [id for id in WINGS if " > ".join(CONTRACTS[id]["layers"]) not in page] == []
