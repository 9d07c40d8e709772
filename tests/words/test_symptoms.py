"""Administrators look for what they see: docs/administrators/when-something-is-wrong.md has the program's own words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/administrators/when-something-is-wrong.md"
SEEN = ("| It says |", "| They see |", "| Line |")
"""The heads of its tables whose first column is what the program shows."""


def _shown() -> str:
    files = sorted((ROOT / "desktop").rglob("*.py"))
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return "\n".join(" ".join(text.split()) for text in texts)


def _symptoms() -> list[str]:
    """Return the sentences of the tables, or their parts where something is left out (…)."""
    found = []
    for table in PAGE.read_text("utf-8").split("\n\n"):
        if table.startswith(SEEN):
            cells = [row.split(" | ")[0].removeprefix("| ") for row in table.splitlines()[2:]]
            found += [part.strip(" .") for cell in cells for part in re.split(r" / |…", cell)]
    return [each for each in found if each]


def test_what_a_person_sees_is_what_the_program_shows() -> None:
    shown, symptoms = _shown(), _symptoms()
    assert len(symptoms) > 40
    assert [each for each in symptoms if each not in shown] == []
