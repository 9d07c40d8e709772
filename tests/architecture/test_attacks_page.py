"""Pages name tests as their evidence: each exists, under that name; and the list of attacks is what the tests say."""

from __future__ import annotations

import ast
import re
import runpy
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITER = runpy.run_path(str(ROOT / "script" / "attacks.py"))
ATTACKS = list(WRITER["attacks"]())
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
    assert {"accessibility.md", "README.md"} <= {page for page, _, _ in found}
    assert [each for each in found if each[2] not in functions_of(each[1])] == []


def test_everything_that_an_auditor_is_told_to_run_is_there() -> None:
    told = sorted(set(re.findall(r"script/test (tests/[a-z0-9_/.]+)", PAGE)))
    assert told and [path for path in told if not (ROOT / path).exists()] == []


def test_the_list_of_attacks_is_what_the_tests_say() -> None:
    """`script/attacks.py` writes it again."""
    assert (ROOT / "docs" / "attacks.md").read_text("utf-8") == WRITER["text"]()
    assert {who for who, _, _ in ATTACKS} == set(WRITER["WHO"])


def test_each_attack_of_the_list_is_run_with_the_others(request: pytest.FixtureRequest) -> None:
    """`script/test -m against`: what is here of its tests has the mark."""
    listed = {(file, name) for _, file, name in ATTACKS}
    for item in request.session.items:
        here = item.path.relative_to(ROOT).as_posix(), item.originalname  # type: ignore[attr-defined]
        assert (here in listed) == (item.get_closest_marker("against") is not None), here
