"""Every screen, and every state of it that matters, as pictures at three sizes:  python -m tests.gallery.screens OUT

One demo office is made; each size has a copy of it and a process of its own, because Qt reads its scale when it
starts. They draw off screen: no display is needed, and no window takes the keyboard from another.
"""

from __future__ import annotations

import argparse
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

if TYPE_CHECKING:
    from tests.gallery.camera import Look

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
    """Render everything into a folder of `out` for each size; return how many pictures there are."""
    from desktop.showcase.demo import make_demo
    from tests.gallery.posing import StillClock

    with tempfile.TemporaryDirectory(prefix="listening-room-screens-") as folder:
        office = Path(folder) / "office"
        make_demo(office, clock=StillClock(AT)).engine.dispose()
        with contextlib.ExitStack() as stack:
            children = []
            for size in SIZES:
                copy = shutil.copytree(office, Path(folder) / size.name)
                command = [sys.executable, "-m", __spec__.name, str(out / size.name)]
                command += ["--size", size.name, "--office", str(copy)]
                children.append(stack.enter_context(subprocess.Popen(command)))
        if any(child.returncode for child in children):
            raise SystemExit("Not every screen could be rendered. The reason is above.")
    return sum(len(list((out / size.name).glob("*.png"))) for size in SIZES)


def render_size(size: Size, office: Path, out: Path) -> int:
    """Render everything of a demo office at that size, in a process that has not started Qt yet."""
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR=str(size.scale))
    from PySide6.QtCore import qInstallMessageHandler

    def say(_kind: object, _context: object, words: str) -> None:
        if not words.startswith(_OFF_SCREEN):
            print(words, file=sys.stderr)

    qInstallMessageHandler(say)
    return render(office, out, (size.wide, size.high))


def render(office: Path, out: Path, size: tuple[int, int], look: Look = lambda name, widget, camera: None) -> int:
    """Render everything of that office in a window of that size; return the count. `look` sees each state."""
    from desktop.bootstrap.wiring import open_desk
    from tests.gallery.gallery import Gallery
    from tests.gallery.posing import StillClock

    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.png"):
        old.unlink()
    return Gallery(lambda: open_desk(office), StillClock(AT), out, size, look).render()


def main() -> None:
    sizes = {size.name: size for size in SIZES}
    arguments = argparse.ArgumentParser(prog="script/screens", description="Render every screen as a PNG picture.")
    arguments.add_argument("out", type=Path, metavar="OUT", help="the folder for the pictures")
    arguments.add_argument("--size", choices=sizes, help=argparse.SUPPRESS)  # how it starts itself for each size
    arguments.add_argument("--office", type=Path, help=argparse.SUPPRESS)
    told = arguments.parse_args()
    if told.size is not None:
        render_size(sizes[told.size], told.office, told.out)
    else:
        print(f"{render_all(told.out)} pictures are in {told.out}")


if __name__ == "__main__":
    main()
