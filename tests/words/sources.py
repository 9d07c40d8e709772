"""The source below the words, as trees for the tests of codes and sentences."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "desktop" / "words"
VERIFIER = ROOT / "desktop" / "verify"
"""Independent: it imports nothing of ours, and has its own words."""


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


def texts_in(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression can be: a literal, or either side of a choice."""
    if isinstance(node, ast.IfExp):
        yield from texts_in(node.body)
        yield from texts_in(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
