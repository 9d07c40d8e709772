"""Remains of a closed copy in the process's memory, which its parent reads from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from desktop.domain.shared.ids import new_id
from desktop.lockdown.at_start import wiped
from desktop.playback.source import WavFormat
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import new_identity, wrap_data_key, wrap_retention_key
from tests.playback.copy_to_look_for import RATE
from tests.playback.remains import memory_of, windows_in, windows_of

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc and glibc are Linux's")


@contextmanager
def process(told: dict[str, object]) -> Iterator[tuple[int, IO[str], IO[str]]]:
    command = [sys.executable, "-m", "tests.playback.copy_to_look_for"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(json.dumps(told) + "\n")
        child.stdin.flush()
        yield child.pid, child.stdin, child.stdout
    assert child.returncode == 0


@pytest.mark.against("thief")
@linux
def test_nothing_of_the_copy_nor_of_its_keys_is_left_in_memory_when_it_is_shut(tmp_path: Path) -> None:
    """While it is open some of it is there, which shows that the search works."""
    frames, id, key, retention_key = SECONDS * RATE, new_id(), os.urandom(32), os.urandom(32)
    pcm, (identity, recipient) = os.urandom(2 * frames), new_identity()
    blocks = [WavFormat(RATE, 1, frames).header(), pcm]
    written = Blobs(tmp_path / "vault").store(BlobKind.APPROVED, id, blocks, key)
    (tmp_path / "identity").write_text(identity)
    told = {
        "folder": str(tmp_path), "id": id, "frames": frames, "digest": written.sha256,
        "data_key": wrap_data_key(retention_key, key, id).hex(),
        "retention_key": wrap_retention_key(retention_key, [recipient]).hex(),
    }  # fmt: skip
    windows = windows_of(pcm)
    left = {}
    with process(told) as (pid, tell, said):
        for moment in ("open", "shut"):
            assert said.readline().strip() == moment
            memory = memory_of(pid)
            left[moment] = windows_in(memory, windows)
            keys = sum(data.count(secret) for data in memory for secret in (key, retention_key))
            tell.write("\n")
            tell.flush()
    assert left["open"] > 0 and left["shut"] == keys == 0


def test_memory_of_ones_own_is_overwritten_also_where_something_fails() -> None:
    with pytest.raises(ZeroDivisionError), wiped(4) as memory:
        memory[:] = b"call"
        raise ZeroDivisionError
    assert bytes(memory) == bytes(4)
