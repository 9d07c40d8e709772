"""Measures which lines and branches of the program the tests run: `pytest -p tests.plugins.measuring`, on Python 3.13.

It writes what coverage's own tracer would write, and coverage reports it. That tracer is called at every line of every
library too, which made the tests a third longer. Python's own monitoring calls for the program's lines alone, and is
then told to forget them, and each branch of which both ways were taken.

Rules:
- A line that ran is an arc to itself, which coverage takes for the only way on from there.
- A branch is an arc from its line to the next line of that way. One that only leads to another branch is none.
- What was not seen is said to be missing. Nothing is taken for run because something else was.
- Each process writes a file of its own, `COVERAGE_FILE` with a suffix: they are combined afterwards.
"""

from __future__ import annotations

import dis
import os
import sys
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from coverage import Coverage, CoverageData

NAME = "tests.plugins.measuring"
OUT = -1
"""Beyond the last instruction: out of the function."""
_BRANCHES = {jump for jump in (*dis.hasjrel, *dis.hasjabs) if not dis.opname[jump].startswith("JUMP_")}
_ROOT = Path(__file__).resolve().parents[2]

Arc = tuple[int, int]


class _Code:
    """One code object: the arcs of its file, and the ways that were taken at each of its branches, by their offset."""

    def __init__(self, code: CodeType, arcs: set[Arc]) -> None:
        self.arcs = arcs
        self.ways: defaultdict[int, set[int]] = defaultdict(set)
        self._code = code

    @cached_property
    def _steps(self) -> dict[int, tuple[Any, int]]:
        """Each instruction and the offset of the following one, by its own."""
        found = list(dis.get_instructions(self._code))
        following = [*(each.offset for each in found[1:]), OUT]
        return {each.offset: (each, after) for each, after in zip(found, following, strict=True)}

    def _caught(self, offset: int) -> int:
        """Return where it goes on from an exception that is raised there."""
        handlers: list[Any] = getattr(dis.Bytecode(self._code), "exception_entries")  # noqa: B009 - mypy has no such
        return next((each.target for each in handlers if each.start <= offset < each.end), OUT)

    def arc(self, offset: int, way: int) -> Arc | None:
        """Return the arc of the branch at `offset` where it went to `way`; None where that leads to another branch."""
        line = self._steps[offset][0].line_number
        at, passed = way, set()
        while line is not None and at in self._steps and at not in passed:
            passed.add(at)
            step, following = self._steps[at]
            if step.line_number not in (None, line):
                return line, step.line_number
            if step.opcode in _BRANCHES:
                return None
            if step.opname == "RERAISE":
                at = self._caught(at)
            elif step.opname.startswith("JUMP_"):
                at = step.argval
            else:
                at = OUT if step.opname.startswith("RETURN_") else following
        return None if line is None or at != OUT else (line, -self._code.co_firstlineno)


class Measuring:
    """Notes what runs of the files in some folders, from `begin` to `end`."""

    def __init__(self, folders: list[Path]) -> None:
        self.arcs: defaultdict[str, set[Arc]] = defaultdict(set)
        self._folders = tuple(f"{folder}{os.sep}" for folder in folders)
        self._codes: dict[int, _Code] = {}  # by identity: equal code stands in several places
        self._monitoring: Any = getattr(sys, "monitoring")  # noqa: B009 - not there before 3.12, for which this is checked
        self._tool = self._monitoring.COVERAGE_ID

    def begin(self) -> None:
        events = self._monitoring.events
        self._monitoring.use_tool_id(self._tool, NAME)
        for event, note in ((events.PY_START, self._start), (events.LINE, self._line), (events.BRANCH, self._branch)):
            self._monitoring.register_callback(self._tool, event, note)
        self._monitoring.set_events(self._tool, events.PY_START)

    def end(self) -> None:
        self._monitoring.set_events(self._tool, 0)
        self._monitoring.free_tool_id(self._tool)

    def _start(self, code: CodeType, offset: int) -> Any:
        if code.co_filename.startswith(self._folders) and id(code) not in self._codes:
            self._codes[id(code)] = _Code(code, self.arcs[code.co_filename])
            events = self._monitoring.events
            self._monitoring.set_local_events(self._tool, code, events.LINE | events.BRANCH)
        return self._monitoring.DISABLE

    def _line(self, code: CodeType, line: int) -> Any:
        self._codes[id(code)].arcs.add((line, line))
        return self._monitoring.DISABLE

    def _branch(self, code: CodeType, offset: int, way: int) -> Any:
        known = self._codes[id(code)]
        ways = known.ways[offset]
        if way not in ways:
            ways.add(way)
            if (arc := known.arc(offset, way)) is not None:
                known.arcs.add(arc)
        return self._monitoring.DISABLE if len(ways) > 1 else None


class _Plugin:
    """Measures from before the first test file is imported until the last test has ended."""

    def __init__(self) -> None:
        named: Any = Coverage(data_file=None).get_option("run:source")
        self._folders = [_ROOT / name for name in named]
        self._measuring = Measuring(self._folders)
        self._measuring.begin()

    def pytest_unconfigure(self) -> None:
        self._measuring.end()
        data = CoverageData(os.environ.get("COVERAGE_FILE", ".coverage"), suffix=str(os.getpid()))
        data.add_arcs(self._measuring.arcs)
        data.touch_files([str(file) for folder in self._folders for file in folder.rglob("*.py")])
        data.write()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Begin: no test file and no conftest.py was imported yet."""
    pluginmanager.register(_Plugin())


def measured_alike(config: pytest.Config) -> list[str]:
    """Return the arguments of Python for a pytest in a process of its own, measured as this one is."""
    if config.pluginmanager.has_plugin(NAME):
        return ["-m", "pytest", "-p", NAME]
    if config.getoption("cov_source", None):
        return ["-m", "coverage", "run", "--parallel-mode", "-m", "pytest"]
    return ["-m", "pytest"]
