"""Locks, and files that other programs have open, on this system and as Windows has them."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
import time
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from desktop.environment.atomic_folder import Kind, whole_folder
from desktop.files import durable
from tests.support.refusals import error_of


class Msvcrt(ModuleType):
    """Windows' locks by POSIX's: of bytes from the place on at which the file is read and written."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def locking(self, descriptor: int, how: int, count: int) -> None:
        import fcntl

        fcntl.lockf(descriptor, fcntl.LOCK_UN if how == self.LK_UNLCK else fcntl.LOCK_EX | fcntl.LOCK_NB, count, 0, 1)


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the module as Windows runs it."""
    if sys.platform == "win32":
        return durable
    with monkeypatch.context() as machine:
        machine.setattr(sys, "platform", "win32")
        machine.setitem(sys.modules, "msvcrt", Msvcrt("msvcrt"))
        spec = importlib.util.spec_from_file_location("files_on_windows", durable.__file__)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


def test_a_lock_moves_no_place_in_the_file(tmp_path: Path, on_windows: ModuleType) -> None:
    for name, module in (("here", durable), ("there", on_windows)):
        with (tmp_path / name).open("w+b", buffering=0) as file:
            file.write(b"a mark ")
            with module.locked(file.fileno()):
                file.write(b"that is ")
            file.write(b"short")
        assert (tmp_path / name).read_bytes() == b"a mark that is short"


def test_the_mark_of_an_unfinished_folder_is_short_on_windows(
    tmp_path: Path, on_windows: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was a terabyte, where the disk has no sparse files."""
    monkeypatch.setattr("desktop.environment.atomic_folder.locked", on_windows.locked)
    with whole_folder(tmp_path / "office", Kind.DEMO, lambda folder: None) as folder:
        [mark] = folder.iterdir()
        assert mark.read_text() == Kind.DEMO


class InUseError(PermissionError):
    """Windows' answer while another program has the file open."""

    winerror = 32


def test_a_file_that_another_program_has_open_is_replaced_once_it_has_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, target = tmp_path / "draft", tmp_path / "file"
    target.write_text("old")
    draft.write_text("new")
    asked, real = [0], Path.replace

    def replace(path: Path, onto: Path) -> Path:
        asked[0] += 1
        if asked[0] < 4:
            raise InUseError
        return real(path, onto)

    monkeypatch.setattr(Path, "replace", replace)
    durable.put_in_place(draft, target)
    assert (target.read_text(), asked, draft.exists()) == ("new", [4], False)


def test_nobody_is_waited_for_longer_than_two_seconds_nor_for_what_no_wait_mends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: now.__setitem__(0, now[0] + 0.5))

    def refused(error: OSError) -> None:
        raise error

    for error, waited in ((InUseError(), 2.5), (PermissionError(13, "not permitted"), 0.0), (FileNotFoundError(), 0.0)):
        now[0] = 0.0
        assert (error_of(OSError, durable.once_free, partial(refused, error)), now[0]) == (error, waited)


@pytest.mark.skipif(os.name != "nt", reason="another program's open file is in no way here")
def test_windows_waits_until_a_scanner_has_closed_the_file(tmp_path: Path) -> None:
    draft, target = tmp_path / "draft", tmp_path / "file"
    target.write_text("old")
    draft.write_text("new")
    scanned = target.open("rb")
    with pytest.raises(PermissionError):
        draft.replace(target)
    threading.Timer(0.3, scanned.close).start()
    durable.put_in_place(draft, target)
    assert target.read_text() == "new"
