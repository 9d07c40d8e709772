"""The rules of the house that import-linter cannot see: outside imports, resources, places."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(path for folder in ("desktop", "db") for path in (ROOT / folder).rglob("*.py"))
DOMAIN = [path for path in CODE if path.is_relative_to(ROOT / "desktop" / "domain")]
VIEWS = (ROOT / "desktop" / "ui", ROOT / "desktop" / "showcase")
"""The folders with windows: the office's, and the demonstration that works them."""
DATED = (ROOT / "desktop" / "showcase",)
"""The demonstration's folder: it dates its output."""
MAY_ASK_THE_TIME = {"desktop/environment/clock.py", "desktop/vault/blobs.py"}
"""The clock; and the age of files on the disk, whose own times follow the time of day."""

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
TIME_OF_DAY = CLOCKS | {"time", "currentDateTime", "currentDate", "currentTime", "localtime", "gmtime"}
ASKED_OF = {"datetime", "date", "time", "QDateTime", "QDate", "QTime"}

# Every kind of resource, and no other: an unlisted file is in nobody's installer, or is there by mistake.
RESOURCES = {
    ".": {".conf", ".md", ".py", ".qss"},
    "demo": {".md", ".mp3", ".toml", ".txt", ".wav"},
    "fonts": {".md", ".otf", ".ttf", ".txt"},
    "icons": {".ico", ".png", ".svg"},
    "installer": {"", ".1", ".desktop", ".service", ".svg", ".timer", ".wxs", ".xml"},
    "installer/licences": {".txt"},
    "policies": {".toml"},
    "sounds": {".wav"},
    "wording": {".qm", ".toml", ".ts"},
}
LARGEST_RESOURCE_BYTES = 4_000_000

START_UP = "desktop.__main__", "desktop.cli.screens", "desktop.cli.main"
OPENING = "desktop.bootstrap.opening", "desktop.bootstrap.wiring"
HEAVY = {"PySide6", "alembic", "cryptography", "keyring", "numpy", "psycopg", "sqlalchemy", "sqlcipher3", "vlc"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _is_shown(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in VIEWS)


@dataclass(frozen=True)
class Source:
    """The imports and calls of a file, anywhere in it, each with its place."""

    imports: list[tuple[str, str]]
    """The full dotted name; a relative one begins with a dot."""
    calls: list[tuple[str, str, str]]
    """The called name, with a dot before it if it is an attribute; and the plain name that it is an attribute of."""

    def tops(self) -> set[str]:
        return {name.partition(".")[0] for _, name in self.imports}


@cache
def _sources() -> dict[Path, Source]:
    """Parse each file once for all rules. The trees are not kept: they are two million objects."""
    return {path: _source(path) for path in CODE}


def _source(path: Path) -> Source:
    source, file = Source([], []), _name(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                source.imports.extend((f"{file}:{node.lineno}", alias.name) for alias in names)
            case ast.ImportFrom(module, _, level):
                source.imports.append((f"{file}:{node.lineno}", "." * level + (module or "")))
            case ast.Call(ast.Name(called)):
                source.calls.append((f"{file}:{node.lineno}", called, ""))
            case ast.Call(ast.Attribute(of, called)):
                source.calls.append((f"{file}:{node.lineno}", f".{called}", of.id if isinstance(of, ast.Name) else ""))
    return source


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


def test_every_import_is_absolute() -> None:
    assert [each for source in _sources().values() for each in source.imports if each[1].startswith(".")] == []


def test_the_domain_uses_the_standard_library_and_itself_only() -> None:
    tops = sys.stdlib_module_names - OUTSIDE_WORLD
    imports = [each for path in DOMAIN for each in _sources()[path].imports if each[1].partition(".")[0] not in tops]
    assert [each for each in imports if not f"{each[1]}.".startswith(("desktop.domain.", "desktop.errors."))] == []


def test_the_domain_has_no_clock_and_opens_nothing() -> None:
    outside = {f".{name}" for name in CLOCKS} | {"open", "print", "input"}
    assert [each for path in DOMAIN for each in _sources()[path].calls if each[1] in outside] == []


def test_only_the_clock_asks_for_the_time_of_day() -> None:
    """So every duration (heard, idle, a wait for the sound) is measured by a clock that does not jump."""
    files = [path for path in CODE if path.is_relative_to(ROOT / "desktop") and path.parent not in DATED]
    calls = [each for path in files if _name(path) not in MAY_ASK_THE_TIME for each in _sources()[path].calls]
    assert [each for each in calls if each[1][1:] in TIME_OF_DAY and each[2] in ASKED_OF] == []


def test_qt_is_imported_by_the_windows_only() -> None:
    users = [path for path, source in _sources().items() if source.tops() & {"PySide6", "shiboken6"}]
    assert [_name(path) for path in users if not _is_shown(path)] == []


def test_nothing_but_the_windows_loads_qt_even_indirectly() -> None:
    modules = [_module(path) for path in CODE if not _is_shown(path) and "migrations" not in path.parts]
    assert "PySide6" not in _loaded_by([name for name in modules if name != "desktop.__main__"])


def test_starting_loads_nothing_heavy_and_opening_an_office_no_more_than_its_database() -> None:
    """An office is opened behind the window, which has painted by then."""
    assert [(name, heavy) for name in START_UP if (heavy := _loaded_by([name]) & HEAVY)] == []
    assert [_loaded_by([name]) & HEAVY for name in OPENING] == [{"sqlalchemy", "sqlcipher3"}] * 2


def test_every_folder_of_code_and_of_tests_is_a_package() -> None:
    files = [*CODE, *(ROOT / "tests").rglob("*.py")]
    assert {_name(path.parent) for path in files if not (path.parent / "__init__.py").exists()} == set()


def _resources() -> list[Path]:
    return sorted(
        path for path in (ROOT / "resources").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )


def test_every_resource_is_of_a_listed_kind() -> None:
    kinds = {(folder, suffix) for folder, suffixes in RESOURCES.items() for suffix in suffixes}
    folders = [(path, path.relative_to(ROOT / "resources").parent.as_posix()) for path in _resources()]
    assert [_name(path) for path, folder in folders if (folder, path.suffix) not in kinds] == []


def test_no_resource_is_empty_or_too_large() -> None:
    sizes = {_name(path): path.stat().st_size for path in _resources() if path.name != "__init__.py"}
    assert [(name, size) for name, size in sizes.items() if not 0 < size <= LARGEST_RESOURCE_BYTES] == []


def test_every_toml_resource_can_be_read() -> None:
    def problem(path: Path) -> str:
        try:
            return "" if tomllib.loads(path.read_text(encoding="utf-8")) else "empty"
        except tomllib.TOMLDecodeError as error:
            return str(error)

    problems = [(_name(path), problem(path)) for path in _resources() if path.suffix == ".toml"]
    assert [(name, found) for name, found in problems if found] == []


def _texts_about_installing() -> list[Path]:
    files = [*(ROOT / "requirements").glob("*.txt"), ROOT / "pyproject.toml", ROOT / "build_installer.spec"]
    return [
        *files,
        *(path for folder in ("script", ".ci") for path in (ROOT / folder).iterdir() if path.is_file()),
    ]


def test_what_installs_names_no_address() -> None:
    assert [_name(path) for path in _texts_about_installing() if "://" in path.read_text(encoding="utf-8")] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    places = [*(f"/{name}/" for name in ("home", "root", "work")), "C:\\Users\\"]
    texts = [(_name(path), path.read_text(encoding="utf-8")) for path in (*CODE, *_texts_about_installing())]
    assert [(name, place) for name, text in texts for place in places if place in text] == []


def test_every_requirement_is_pinned_and_hashed() -> None:
    files = [*(ROOT / "requirements").glob("*.txt")]
    texts = [(_name(file), file.read_text(encoding="utf-8").replace("\\\n", " ")) for file in files]
    lines = [(name, line) for name, text in texts for line in text.splitlines()]
    assert {name for name, _ in lines} == {*map(_name, files)}, "none is empty"
    assert [(name, line) for name, line in lines if "==" not in line or "--hash=sha256:" not in line] == []
