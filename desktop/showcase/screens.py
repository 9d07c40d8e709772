"""`listening-room screens OUT`: every screen, and every state of it that matters, at three sizes.

One demo office is made; each size has a copy of it and a process of its own, because Qt reads its scale when it
starts. The processes are the program itself, given one size: a built program has no Python to start. They draw off
screen: no display is needed, and no window takes the keyboard from another.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.environment.office_file import DEMO, read_office_file
from desktop.errors import RefusedError, SurroundingsError

if TYPE_CHECKING:
    from desktop.showcase.gallery.camera import Look

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""The day in every picture: a Tuesday."""

_OFF_SCREEN = "This plugin does not support"
"""Qt's message for each window that is drawn off screen."""


@dataclass(frozen=True)
class Size:
    """A screen, in logical pixels, and the number of real ones in each."""

    name: str
    wide: int
    high: int
    scale: int = 1


SIZES = (Size("1366x768", 1366, 768), Size("1920x1080", 1920, 1080), Size("1366x768-at-200-percent", 683, 384, 2))


def render_all(out: Path) -> int:
    """Render everything into a folder of `out` for each size; return how many pictures there are.

    Raises SurroundingsError (`screens_failed`).
    """
    from desktop.showcase.demo import make_demo
    from desktop.showcase.gallery.posing import StillClock

    with tempfile.TemporaryDirectory(prefix="listening-room-screens-") as folder:
        office = Path(folder) / "office"
        make_demo(office, clock=StillClock(AT)).engine.dispose()
        copies = [shutil.copytree(office, Path(folder) / size.name) for size in SIZES]
        with contextlib.ExitStack() as stack:
            started = (_started(size, copy, out / size.name) for size, copy in zip(SIZES, copies, strict=True))
            children = [stack.enter_context(child) for child in started]
        if any(child.returncode for child in children):
            raise SurroundingsError("screens_failed")
    return sum(len(list((out / size.name).glob("*.png"))) for size in SIZES)


def _started(size: Size, office: Path, out: Path) -> subprocess.Popen[bytes]:
    """Start this program once more, to render one size."""
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]
    return subprocess.Popen([*own, "--office", str(office), "screens", str(out), "--size", size.name])


def render_size(name: str, office: Path | None, out: Path) -> int:
    """Render everything of a demo office at the size of that name, in a process that has not started Qt yet.

    Raises RefusedError (`not_a_demo`), SurroundingsError (`no_such_size`, or that there is no office).
    """
    size = next((size for size in SIZES if size.name == name), None)
    if size is None or office is None:
        raise SurroundingsError("no_such_size", sizes=", ".join(each.name for each in SIZES))
    if read_office_file(office)[0].kind != DEMO:
        raise RefusedError("not_a_demo")
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR=str(size.scale))
    from desktop.ui.kit.about import leave_out_messages

    leave_out_messages(_OFF_SCREEN)
    return render(office, out, (size.wide, size.high))


def render(office: Path, out: Path, size: tuple[int, int], look: Look = lambda name, widget: None) -> int:
    """Render everything of that office in a window of that size; return the count. `look` sees each state."""
    from desktop.bootstrap.wiring import open_desk
    from desktop.showcase.gallery.gallery import Gallery
    from desktop.showcase.gallery.posing import StillClock

    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.png"):
        old.unlink()
    return Gallery(lambda: open_desk(office), StillClock(AT), out, size, look).render()
