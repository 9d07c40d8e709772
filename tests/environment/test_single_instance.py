"""One application for an office's folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.environment.files import SingleInstance
from desktop.errors import AlreadyRunningError, ExternalSystemError

ROOT = Path(__file__).resolve().parents[2]

OTHER_PROCESS = """
import pathlib, sys
from desktop.environment.files import SingleInstance
with SingleInstance(pathlib.Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "open.lock"


@pytest.fixture
def running(lock: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start another process that has the application open."""
    command = [sys.executable, "-c", OTHER_PROCESS, str(lock)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"open"
        yield process
        process.kill()


def test_a_second_start_in_another_process_is_refused(running: subprocess.Popen[bytes], lock: Path) -> None:
    with pytest.raises(AlreadyRunningError) as refused:
        SingleInstance(lock).acquire()
    assert refused.value.code == "already_running"


@pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")
def test_a_killed_application_leaves_the_way_free(running: subprocess.Popen[bytes], lock: Path) -> None:
    running.kill()
    running.wait()
    with SingleInstance(lock) as instance:
        assert not instance.raise_requested()


def test_a_second_start_asks_the_first_to_show_itself_once(lock: Path) -> None:
    with SingleInstance(lock) as first:
        assert not first.raise_requested()
        with pytest.raises(AlreadyRunningError):
            SingleInstance(lock).acquire()
        assert first.raise_requested()
        assert not first.raise_requested()


def test_each_further_start_asks_again(lock: Path) -> None:
    with SingleInstance(lock) as first:
        for _ in range(3):
            with pytest.raises(AlreadyRunningError):
                SingleInstance(lock).acquire()
            assert first.raise_requested()


def test_a_request_from_before_the_start_is_stale(lock: Path) -> None:
    lock.with_name("open.request").touch()
    with SingleInstance(lock) as first:
        assert not first.raise_requested()


def test_after_the_first_ends_the_next_may_start(lock: Path) -> None:
    first = SingleInstance(lock)
    first.acquire()
    first.release()
    first.release()
    with SingleInstance(lock):
        pass


def test_taking_the_lock_twice_is_taking_it_once(lock: Path) -> None:
    with SingleInstance(lock) as first:
        first.acquire()
        first.release()
        with SingleInstance(lock):
            pass


def test_a_refused_start_does_not_end_the_firsts_lock(lock: Path) -> None:
    with SingleInstance(lock):
        for _ in range(2):
            second = SingleInstance(lock)
            with pytest.raises(AlreadyRunningError):
                second.acquire()
            second.release()


def test_two_offices_can_be_open_at_once(tmp_path: Path) -> None:
    for office in ("one", "two"):
        (tmp_path / office).mkdir()
    with SingleInstance(tmp_path / "one" / "open.lock"), SingleInstance(tmp_path / "two" / "open.lock"):
        pass


def test_a_folder_that_is_not_there_is_not_an_application_that_is_open(tmp_path: Path) -> None:
    with pytest.raises(ExternalSystemError) as refused:
        SingleInstance(tmp_path / "nowhere" / "open.lock").acquire()
    assert refused.value.code == "office_folder_unusable"


def test_a_first_that_cannot_be_asked_is_open_all_the_same(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "touch", no_room)
    with SingleInstance(lock), pytest.raises(AlreadyRunningError):
        SingleInstance(lock).acquire()
