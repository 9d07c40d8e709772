"""Docstrings say what a thing is or does, in the field's terms; a signal without a type says why it has none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("desktop", "db", "benchmarks", "script", "tests")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
WINDOWS = sorted((ROOT / "desktop" / "ui").rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the docstrings of a file with their lines, those of attributes too: of a file in which one could be."""
    if '"""what' not in path.read_text(encoding="utf-8").lower():
        return
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def _is_docstring(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _carries_anything(node: ast.stmt) -> bool:
    """Whether it declares a signal with an argument of the type `object`."""
    call = node.value if isinstance(node, ast.Assign) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Signal"):
        return False
    return any(isinstance(each, ast.Name) and each.id == "object" for each in call.args)


def _unexplained(path: Path) -> list[int]:
    """Return the lines of signals that carry anything, where no docstring follows them or those right below."""
    found = []
    for kind in (node for node in ast.walk(_tree(path)) if isinstance(node, ast.ClassDef)):
        for at, node in enumerate(kind.body):
            after = next((each for each in kind.body[at:] if not _carries_anything(each)), None)
            if _carries_anything(node) and not _is_docstring(after):
                found.append(node.lineno)
    return found


def test_no_docstring_begins_with_what() -> None:
    said = ((path, *each) for path in FILES for each in _docstrings(path))
    assert [f"{_name(path)}:{line}" for path, line, words in said if words.lstrip().lower().startswith("what")] == []


def test_a_signal_without_a_type_says_why() -> None:
    assert [f"{_name(path)}:{line}" for path in WINDOWS for line in _unexplained(path)] == []
