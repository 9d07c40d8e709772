"""The rules of the house that import-linter cannot see: outside imports, resources, places."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(path for folder in ("desktop", "db") for path in (ROOT / folder).rglob("*.py"))
DOMAIN = [path for path in CODE if path.is_relative_to(ROOT / "desktop" / "domain")]
VIEWS = (ROOT / "desktop" / "ui", ROOT / "desktop" / "showcase")
"""The folders with windows: the office's, and the demonstration that works them."""


# Standard library, and yet not for `domain`: it has no clock, no files, no network, no processes, no chance.
OUTSIDE_WORLD = {
    "asyncio",
    "io",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "time",
}
CLOCKS = {"now", "today", "utcnow"}

# Every kind of resource, and no other: an unlisted file is in nobody's installer, or is there by mistake.
RESOURCES = {
    ".": {".conf", ".md", ".py", ".qss"},
    "demo": {".md", ".mp3", ".toml", ".txt", ".wav"},
    "fonts": {".md", ".otf", ".ttf", ".txt"},
    "icons": {".ico", ".png", ".svg"},
    "installer": {"", ".1", ".desktop", ".iss", ".service", ".svg", ".timer"},
    "installer/licences": {".txt"},
    "policies": {".toml"},
    "sounds": {".wav"},
    "wording": {".qm", ".toml", ".ts"},
}
LARGEST_RESOURCE_BYTES = 4_000_000

START_UP = [
    ROOT / "desktop" / name
    for name in ("__main__.py", "screens.py", "cli/main.py", "bootstrap/opening.py", "bootstrap/wiring.py")
]
HEAVY = {"PySide6", "alembic", "cryptography", "keyring", "numpy", "psycopg", "sqlalchemy", "sqlcipher3", "vlc"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _is_shown(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in VIEWS)


def _imported(path: Path) -> Iterator[str]:
    """Yield the full dotted names of everything a file imports, anywhere in it. This house imports absolutely."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)}:{node.lineno} imports relatively"
            yield node.module or ""


def _tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in _imported(path)}


def _in_fresh_python(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def _loaded_by(modules: list[str]) -> set[str]:
    names = ", ".join(modules)
    return set(
        _in_fresh_python(f"import sys\nimport {names}\nprint(*{{m.partition('.')[0] for m in sys.modules}})").split()
    )


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", DOMAIN, ids=_name)
def test_the_domain_uses_the_standard_library_and_itself_only(path: Path) -> None:
    for name in _imported(path):
        ours = name == "desktop.errors" or name == "desktop.domain" or name.startswith("desktop.domain.")
        assert ours or name.partition(".")[0] in sys.stdlib_module_names, name
    assert not _tops(path) & OUTSIDE_WORLD


@pytest.mark.parametrize("path", DOMAIN, ids=_name)
def test_the_domain_has_no_clock_and_opens_nothing(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            assert not (isinstance(called, ast.Attribute) and called.attr in CLOCKS), f"line {node.lineno}"
            assert not (isinstance(called, ast.Name) and called.id in {"open", "print", "input"}), f"line {node.lineno}"


def test_qt_is_imported_by_the_windows_only() -> None:
    users = {path for path in CODE if _tops(path) & {"PySide6", "shiboken6"}}
    assert [_name(path) for path in users if not _is_shown(path)] == []


def test_nothing_but_the_windows_loads_qt_even_indirectly() -> None:
    modules = [_module(path) for path in CODE if not _is_shown(path) and "migrations" not in path.parts]
    assert "PySide6" not in _loaded_by([name for name in modules if name != "desktop.__main__"])


@pytest.mark.parametrize("path", START_UP, ids=_name)
def test_starting_loads_nothing_heavy(path: Path) -> None:
    assert not _loaded_by([_module(path)]) & HEAVY


def test_every_folder_of_code_and_of_tests_is_a_package() -> None:
    files = [*CODE, *(ROOT / "tests").rglob("*.py")]
    assert {_name(path.parent) for path in files if not (path.parent / "__init__.py").exists()} == set()


def _resources() -> list[Path]:
    return sorted(
        path for path in (ROOT / "resources").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )


@pytest.mark.parametrize("path", _resources(), ids=_name)
def test_every_resource_is_of_a_listed_kind(path: Path) -> None:
    folder = path.relative_to(ROOT / "resources").parent.as_posix()
    assert path.suffix in RESOURCES[folder]
    assert 0 < path.stat().st_size <= LARGEST_RESOURCE_BYTES or path.name == "__init__.py"


@pytest.mark.parametrize("path", [p for p in _resources() if p.suffix == ".toml"], ids=_name)
def test_every_toml_resource_can_be_read(path: Path) -> None:
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def _texts_about_installing() -> list[Path]:
    files = [*(ROOT / "requirements").glob("*.txt"), ROOT / "pyproject.toml", ROOT / "build_installer.spec"]
    return [
        *files,
        *(path for folder in ("script", ".ci") for path in (ROOT / folder).iterdir() if path.is_file()),
    ]


@pytest.mark.parametrize("path", _texts_about_installing(), ids=_name)
def test_what_installs_names_no_address(path: Path) -> None:
    assert "://" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*CODE, *_texts_about_installing()], ids=_name)
def test_no_file_names_a_place_on_somebodys_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    places = [*(f"/{name}/" for name in ("home", "root", "work")), "C:\\Users\\"]
    assert not [place for place in places if place in text]


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=_name)
def test_every_requirement_is_pinned_and_hashed(path: Path) -> None:
    blocks = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert blocks
    assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []
