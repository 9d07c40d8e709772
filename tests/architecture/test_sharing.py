"""The tests that several processes share are run whole, and once (`tests/plugins/sharing.py`)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SHARING = Path(__file__).resolve().parents[1] / "plugins" / "sharing.py"

TOGETHER = """
import os, time
from pathlib import Path
import pytest

@pytest.fixture(scope="module", autouse=True)
def made_once():
    Path("made.txt").open("a").write(f"{__name__}\\n")

def test_begins():
    Path(f"began-{os.getpid()}").touch()
    until = time.monotonic() + 60
    while len(list(Path.cwd().glob("began-*"))) < 2:
        assert time.monotonic() < until, "the other process has begun nothing"
        time.sleep(0.01)

@pytest.mark.parametrize("number", range(3))
def test_ends(number):
    Path("ran.txt").open("a").write(f"{__name__} {number} {os.getpid()}\\n")
"""


@pytest.fixture
def command(pytester: pytest.Pytester) -> list[str]:
    """Return the command of one process, in a folder with the plugin; `shared` is there too."""
    shutil.copy(SHARING, pytester.path / "sharing.py")
    pytester.mkdir("shared")
    return [sys.executable, "-m", "pytest", "-p", "sharing", "--share", "shared", "-p", "no:cacheprovider"]


def test_two_processes_run_every_file_whole_and_once_and_both_at_a_time(
    pytester: pytest.Pytester, command: list[str]
) -> None:
    names = [f"test_{letter}" for letter in "abcde"]
    for name in names:
        pytester.makepyfile(**{name: TOGETHER})
    with subprocess.Popen(command, cwd=pytester.path) as other:
        assert pytester.run(*command).ret == other.wait() == 0
    ran = [line.split() for line in (pytester.path / "ran.txt").read_text().splitlines()]
    assert Counter((name, number) for name, number, _ in ran) == Counter((name, n) for name in names for n in "012")
    assert len({pid for _, _, pid in ran}) == 2, "each has run something"
    assert len({(name, pid) for name, _, pid in ran}) == len(names), "no file was divided"
    assert sorted((pytester.path / "made.txt").read_text().split()) == names


def test_tests_of_two_files_that_take_turns_are_all_run(pytester: pytest.Pytester, command: list[str]) -> None:
    """pytest puts tests that have a parameter of the session's in common together, whatever their file."""
    pytester.makeconftest("import pytest\n@pytest.fixture(scope='session', params=[1, 2])\ndef place(): pass")
    both = "def test_it(place): pass"
    pytester.makepyfile(test_a=both, test_b=both)
    pytester.run(*command).assert_outcomes(passed=4)
    pytester.run(*command).assert_outcomes()


def test_tests_apart_are_begun_first_and_taken_one_by_one(pytester: pytest.Pytester, command: list[str]) -> None:
    pytester.makeini("[pytest]\nmarkers =\n    apart: by itself")
    ran = "Path('ran.txt').open('a').write"
    pytester.makepyfile(
        test_a=f"from pathlib import Path\ndef test_it(): {ran}('short ')",
        test_b=f"""
            from pathlib import Path
            import pytest
            @pytest.mark.apart
            @pytest.mark.parametrize("number", range(2))
            def test_it(number): {ran}(f'long{{number}} ')
            """,
    )
    marks = pytester.path / "shared"
    pytester.run(*command, "-k", "test_it and not 1").assert_outcomes(passed=2)
    assert (pytester.path / "ran.txt").read_text() == "long0 short " and len(list(marks.iterdir())) == 2
    pytester.run(*command).assert_outcomes(passed=1)
    assert (pytester.path / "ran.txt").read_text() == "long0 short long1 "


def test_a_failure_is_said_and_a_run_that_was_given_up_ends(pytester: pytest.Pytester, command: list[str]) -> None:
    pytester.makepyfile(test_a="def test_a(): assert False", test_b="def test_b(): pass")
    failed = pytester.run(*command)
    failed.assert_outcomes(failed=1, passed=1)
    assert failed.ret == pytest.ExitCode.TESTS_FAILED
    (pytester.path / "shared").rename(pytester.path / "gone")
    given_up = pytester.run(*command)
    assert given_up.ret == pytest.ExitCode.INTERRUPTED
    given_up.stdout.fnmatch_lines("*the run was given up*")
