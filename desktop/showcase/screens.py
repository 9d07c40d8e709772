"""`listening-room screens OUT`: every screen, and every state of it that matters, at three sizes.

One demo office is made; each size has a copy of it and a process of its own, because Qt reads its scale when it
starts. The processes draw off screen: no display is needed, and no window takes the keyboard from another.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.showcase.gallery.camera import Look

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""The day that every picture shows: a Tuesday."""

_OFF_SCREEN = "This plugin does not support"
"""Said by Qt of each window that is drawn off screen."""


@dataclass(frozen=True)
class Size:
    """A screen, in logical pixels, and how many real ones each of them has."""

    name: str
    wide: int
    high: int
    scale: int = 1


SIZES = (Size("1366x768", 1366, 768), Size("1920x1080", 1920, 1080), Size("1366x768-at-200-percent", 683, 384, 2))


def render_all(out: Path) -> int:
    """Render everything into a folder of `out` for each size; how many pictures there are."""
    from desktop.showcase.demo import make_demo
    from desktop.showcase.gallery.posing import StillClock

    with tempfile.TemporaryDirectory(prefix="listening-room-screens-") as folder:
        office = Path(folder) / "office"
        make_demo(office, clock=StillClock(AT)).engine.dispose()
        copies = [shutil.copytree(office, Path(folder) / size.name) for size in SIZES]
        with ProcessPoolExecutor(len(SIZES), get_context("spawn")) as pool:
            return sum(pool.map(render_size, SIZES, copies, [out / size.name for size in SIZES]))


def render_size(size: Size, office: Path, out: Path) -> int:
    """Render everything at one size, in a process that has not started Qt yet."""
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR=str(size.scale))
    from desktop.ui.kit.about import leave_out_messages

    leave_out_messages(_OFF_SCREEN)
    return render(office, out, (size.wide, size.high))


def render(office: Path, out: Path, size: tuple[int, int], look: Look = lambda name, widget: None) -> int:
    """Render everything of that office in a window of that size; how many pictures. `look` sees each state."""
    from desktop.bootstrap.wiring import open_desk
    from desktop.showcase.gallery.gallery import Gallery
    from desktop.showcase.gallery.posing import StillClock

    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.png"):
        old.unlink()
    back = partial(open_desk, office, back_office=True)
    return Gallery(lambda: open_desk(office), back, StillClock(AT), out, size, look).render()
