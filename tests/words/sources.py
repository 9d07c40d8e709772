"""The source below the words, as trees for the tests of codes and sentences."""

from __future__ import annotations

import ast
import runpy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "desktop" / "words"
VERIFIER = ROOT / "desktop" / "verify"
"""Independent: it imports nothing of ours, and has its own words."""
TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "script" / "translations.py"))
"""The script of the catalogue. It keeps trees of its own."""


@cache
def trees() -> dict[str, ast.Module]:
    """Return every module of the program but the words and the verifier, by its path."""
    paths = [path for folder in ("desktop", "db") for path in sorted((ROOT / folder).rglob("*.py"))]
    ours = [path for path in paths if not path.is_relative_to(WORDS) and not path.is_relative_to(VERIFIER)]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in ours}


@cache
def literals() -> frozenset[str]:
    """Return every text in them."""
    nodes = (node for tree in trees().values() for node in ast.walk(tree))
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def let_go() -> None:
    """Drop all trees: they are two million objects, which every collection of garbage would look through."""
    trees.cache_clear()
    TOOL["modules"].cache_clear()


def texts_in(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression can be: a literal, or either side of a choice."""
    if isinstance(node, ast.IfExp):
        yield from texts_in(node.body)
        yield from texts_in(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
