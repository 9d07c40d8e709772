"""Every problem that a rule finds in typed text has words on the screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.copies.decision import FACTORS
from desktop.environment import passwords
from desktop.errors import FieldsError
from desktop.words.errors import problems_of
from desktop.words.errors.sentences import OF_FIELDS, PROBLEMS
from tests.words.sources import literals

ROOT = Path(__file__).parents[2] / "desktop"
RAISES = [path for folder in ("application", "domain", "environment") for path in sorted((ROOT / folder).rglob("*.py"))]


def codes_in(source: str) -> Iterator[str]:
    """Yield the codes that a module passes to FieldsError: in its call, by a name assigned before, or gathered in a
    mapping called `problems`."""
    tree = ast.parse(source)
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FieldsError":
            yield from _values(node.args[0], named)
        elif isinstance(node, ast.Assign) and _is_problems(node.targets[0]):
            yield from _values(node.value, named)


def _is_problems(target: ast.expr) -> bool:
    named = target.value if isinstance(target, ast.Subscript) else target
    return isinstance(named, ast.Name) and named.id == "problems"


def _values(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _values(value, named)
    elif isinstance(node, ast.IfExp):
        yield from _values(node.body, named)
        yield from _values(node.orelse, named)
    elif isinstance(node, ast.Name):
        for value in named.pop(node.id, []):
            yield from _values(value, named)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def every_code() -> dict[str, str]:
    """Return each code, and its module."""
    return {code: path.stem for path in RAISES for code in codes_in(path.read_text("utf-8"))}


def test_the_search_finds_codes_in_every_way_that_they_are_raised() -> None:
    found = set(
        codes_in(
            'raise FieldsError({"a": "direct"})\n'
            'problems["b"] = "gathered"\n'
            'problems = {"c": "mapped"}\n'
            'raise FieldsError({"d": "one" if x else "other"})\n'
            'code = "before" if x else "before_that"\n'
            'raise FieldsError({"e": code})\n'
            'event = {"f": "no_problem"}\n'
        )
    )
    assert found == {"direct", "gathered", "mapped", "one", "other", "before", "before_that"}
    assert {"slot_taken", "note_missing", "nobody_to_listen", "reason_missing"} <= set(every_code())


def test_every_problem_that_a_rule_can_find_has_words() -> None:
    missing = {code: module for code, module in every_code().items() if code not in PROBLEMS}
    assert missing == {}


@pytest.mark.parametrize("password", ["short", "x" * 257, "\ud800" * 12])
def test_every_password_that_cannot_be_used_has_words(password: str) -> None:
    refused = passwords.problem(password)
    assert refused is not None
    assert problems_of(FieldsError({"password": refused}))["password"].startswith(("Use ", "This password"))


OF_THE_WEIGHING = {f"{name}_missing" for name in FACTORS}
"""`deciding` makes these codes of the names of the questions."""


def test_every_problem_with_words_is_one_that_something_finds() -> None:
    assert set(PROBLEMS) >= OF_THE_WEIGHING
    assert sorted(set(PROBLEMS) - literals() - OF_THE_WEIGHING) == []


def test_no_problem_has_words_twice() -> None:
    assert sum(map(len, OF_FIELDS)) == len(PROBLEMS)


def test_words_are_sentences_without_blame() -> None:
    for words in PROBLEMS.values():
        assert words[0].isupper() and words.endswith((".", "?"))
        assert not any(blame in words.lower() for blame in ("invalid", "error", "fraud", "illegal", "wrong"))
