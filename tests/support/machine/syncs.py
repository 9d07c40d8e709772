"""A program's requests to the disk: each real `fsync` and rename, in order, by its path."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="which file a descriptor is, /proc tells")


class Disk:
    """Every call goes on to the system, and is noted: ("fsync", path), ("rename", new path)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, Path]] = []
        fsync = os.fsync

        def synced(descriptor: int) -> None:
            place = Path(f"/proc/self/fd/{descriptor}").readlink()
            fsync(descriptor)
            self.calls.append(("fsync", place))

        monkeypatch.setattr(os, "fsync", synced)
        for name in ("rename", "replace"):
            monkeypatch.setattr(os, name, self._renaming(getattr(os, name)))

    def _renaming(self, real: Callable[..., None]) -> Callable[..., None]:
        def renamed(old: Any, new: Any, **more: Any) -> None:
            real(old, new, **more)
            self.calls.append(("rename", Path(new)))

        return renamed

    @property
    def synced(self) -> list[Path]:
        """The paths that were synced, in order."""
        return [path for kind, path in self.calls if kind == "fsync"]
