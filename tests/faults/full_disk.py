"""A disk that is really full: a small file system of its own, in memory, and a file that takes the rest of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

MEBIBYTE = 1 << 20


class SmallDisk:
    """A folder on a disk of a few mebibytes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._filler = root / "somebody-elses.files"

    def fill(self) -> None:
        """Leave not one byte free."""
        with self._filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        with pytest.raises(OSError, match="No space left"):
            (self.root / "one-more").write_bytes(bytes(4096))
        (self.root / "one-more").unlink()

    def make_room(self) -> None:
        """Free the space again."""
        self._filler.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, mebibytes: int = 12) -> Iterator[SmallDisk]:
    """Mount it for the test, where that is allowed; skip elsewhere."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a disk of one's own needs root on Linux")
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes * MEBIBYTE}", "listening-room-test", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
