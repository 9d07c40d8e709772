"""The tables are declared in modules along the wings, and a user of all of them gets all of them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from db.schema import tables
from db.schema.privileges import TABLE_NAMES
from desktop.config import RESOURCES

ROOT = RESOURCES.parent
MODULES = sorted((ROOT / "db" / "schema").glob("*_tables.py"))


def test_every_module_of_tables_is_listed() -> None:
    assert sorted(Path(str(module.__file__)) for module in tables.MODULES) == MODULES


def test_whoever_takes_the_metadata_has_every_table() -> None:
    """In a process that has imported nothing else."""
    code = "from db.schema.tables import metadata; print(*metadata.tables)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    declared = {name for path in MODULES for name in _declared(ast.parse(path.read_text("utf-8")))}
    assert set(done.stdout.split()) == declared


def test_the_names_are_those_of_the_declared_tables() -> None:
    assert set(tables.metadata.tables) == TABLE_NAMES


def test_an_embedded_office_loads_no_dialect_of_a_server() -> None:
    code = "import sys, db.schema.tables; sys.exit('sqlalchemy.dialects.postgresql' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def _declared(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Table":
            yield ast.literal_eval(node.args[0])


def test_nobody_takes_a_metadata_that_may_lack_tables() -> None:
    folders = ("db", "desktop", "tests", "benchmarks")
    takers = {path for folder in folders for path in (ROOT / folder).rglob("*.py") if _takes(path.read_text("utf-8"))}
    assert takers == {*MODULES, ROOT / "db" / "schema" / "tables.py"}


def _takes(source: str) -> bool:
    return "db.shared.metadata" in source and any(
        isinstance(node, ast.ImportFrom)
        and node.module == "db.shared.metadata"
        and "metadata" in {alias.name for alias in node.names}
        for node in ast.walk(ast.parse(source))
    )
