"""The reach of the tests is measured as coverage's own tracer measures it, line for line and branch for branch."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 13), reason="elsewhere coverage's own tracer measures")

MEASURING = Path(__file__).resolve().parents[1] / "plugins" / "measuring.py"

PROGRAM = '''
"""Every kind of branch, each taken one way with 0 and another with 1."""

import contextlib
import threading

EVERY = []

def each(function):
    EVERY.append(function)
    return function

@each
def if_else(n):
    if n and (
        n < 5
        or n > 7
    ):
        made = 1
    elif n is None:
        made = 2
    else:
        made = 3
    return made

@each
def if_alone(n):
    if not n:
        n = 3
    if n is not None:
        return n

@each
def loops(n):
    found = [m for m in range(n) if m != 2]
    for a, (b, c) in [
        (1, (2, 3)),
    ] * n:
        if b == c:
            continue
        if a:
            break
    else:
        found = None
    while n:
        n -= 1
        if n > 5: break
    else:
        n = 8
    return found

@each
def caught(n):
    try:
        if n:
            raise KeyError(n)
    except ValueError:
        return 1
    except (KeyError, TypeError) as error:
        n = error
    else:
        n = 2
    finally:
        n = 5
    return n

@each
def returns_through_finally(n):
    try:
        with contextlib.suppress(KeyError):
            if n:
                return {}[n]
            n = 2
    finally:
        for _ in range(2):
            n = None
    with contextlib.nullcontext():
        if n:
            return 3

@each
def raises_through_finally(n):
    with contextlib.suppress(LookupError):
        try:
            raise KeyError(n)
        finally:
            if not n:
                EVERY[0](n)

@each
def raises_to_a_handler(n):
    try:
        try:
            raise KeyError(n)
        finally:
            if n:
                EVERY[0](n)
    except LookupError:
        n = None

@contextlib.contextmanager
def with_something_else_afterwards(n):
    try:
        yield
    finally:
        if n:
            EVERY[0](n)

@each
def raises_out_of_it(n):
    with contextlib.suppress(LookupError), with_something_else_afterwards(n):
        raise KeyError(n)

@each
def matched(n):
    match n, [n]:
        case 0, [_]:
            return "none"
        case 1, [x] if x > 3:
            return x
        case (_, [1]):
            pass
    match n:
        case 0 | 1:
            n = 5
        case _:
            n = 6

@each
def generated(n):
    def numbers():
        for m in range(2):
            if n:
                yield m
            else:
                return
    return list(numbers()), (lambda: 1 if n else 2)(), n and [*numbers()]

@each
def in_a_thread(n):
    def run():
        if n:
            return
        seen.append(n)
    seen = []
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen or \\
        n, "both"

class Kept:
    if len(EVERY) > 3:
        few = True
    @property
    def never(self):
        return self.few

def in_another_process(n):
    if n:
        return 1
    return 2

def all_of_it(n):
    for function in EVERY:
        function(n)
'''

TESTS = """
import subprocess, sys
import pytest
from program.parts import all_of_it
from tests.plugins.measuring import measured_alike

@pytest.mark.parametrize("n", [0, 1])
def test_it(n):
    all_of_it(n)

def test_another(pytestconfig):
    command = [sys.executable, *measured_alike(pytestconfig), "-q", "child.py"]
    subprocess.run(command, check=True)
"""
CHILD = """
from program.parts import in_another_process

def test_in_child():
    in_another_process(0)
"""


OURS, THEIRS = ("-p", "tests.plugins.measuring"), ("--cov", "--cov-report=")


@pytest.fixture
def data(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file for what is measured, in a folder with a program and its tests."""
    for name in ("program", "tests", "tests/plugins", "data"):
        pytester.mkpydir(name)
    shutil.copy(MEASURING, pytester.path / "tests" / "plugins")
    (pytester.path / "program" / "parts.py").write_text(PROGRAM, "utf-8")
    (pytester.path / "program" / "unused.py").write_text("if __debug__:\n    x = 1\nelse:\n    y = 2\n", "utf-8")
    (pytester.path / "pyproject.toml").write_text("[tool.coverage.run]\nsource = ['program']\nbranch = true\n", "utf-8")
    (pytester.path / "child.py").write_text(CHILD, "utf-8")
    pytester.makepyfile(test_all=TESTS)
    monkeypatch.setenv("COVERAGE_FILE", str(pytester.path / "data" / "of"))
    return pytester.path / "data" / "of"


def run(pytester: pytest.Pytester, chosen: str, *measured: str) -> None:
    ran = pytester.run(
        sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:pytest-qt", *measured, "-k", chosen
    )
    ran.assert_outcomes(passed=1, deselected=2)


def report(*files: Path) -> dict[str, dict[str, Any]]:
    """Return coverage's report of each file, out of what was measured."""
    coverage = Coverage(str(files[0].with_name("all")), config_file="pyproject.toml")
    coverage.combine([str(file) for file in files], keep=True)
    out = files[0].with_name("report.json")
    coverage.json_report(outfile=str(out))
    return dict(json.loads(out.read_text("utf-8"))["files"])


@pytest.mark.parametrize("way", ["0", "1"])
def test_at_the_same_time_it_finds_what_coverage_finds(pytester: pytest.Pytester, data: Path, way: str) -> None:
    run(pytester, way, *OURS, *THEIRS)
    theirs, ours = report(data), report(*data.parent.glob("of.*"))
    assert theirs.keys() == ours.keys() > {"program/parts.py", "program/unused.py"}
    for name, expected in theirs.items():
        for kind in ("missing_lines", "missing_branches", "executed_lines", "executed_branches", "summary"):
            assert ours[name][kind] == expected[kind], (name, kind)
    assert len(ours["program/parts.py"]["missing_branches"]) > 10
    assert ours["program/unused.py"]["executed_lines"] == []


def test_so_is_a_pytest_in_a_process_of_its_own(pytester: pytest.Pytester, data: Path) -> None:
    run(pytester, "another", *OURS)
    found = report(*data.parent.glob("of.*"))["program/parts.py"]["functions"]["in_another_process"]
    assert len(found["executed_lines"]) == 2 and len(found["missing_branches"]) == 1
