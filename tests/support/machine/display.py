"""A screen of a program's own: an X server with a window manager on it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def a_display(
    folder: Path, surroundings: Mapping[str, str], size: str = "1920x1080", words: Sequence[str] = ()
) -> Iterator[dict[str, str]]:
    """Start a screen of that size; yield the variables that lead to it. `words`: those before a command, if any."""
    screen = "-screen", "0", f"{size}x24", "-dpi", "96", "-nolisten", "tcp", "-noreset"
    xvfb, manager = ("Xvfb", "-displayfd", "1", *screen), ("openbox", "--sm-disable", "--startup", "echo ready")
    with _ready([*words, *xvfb], surroundings, folder / "xvfb.log") as number:
        there = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        with _ready([*words, *manager], {**surroundings, **there}, folder / "openbox.log"):
            yield there


@contextmanager
def _ready(command: list[str], surroundings: Mapping[str, str], log: Path) -> Iterator[str]:
    """Run it; yield the line that it writes when it is ready."""
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=surroundings) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline().decode().strip()
            assert line, log.read_text("utf-8", "replace")
            yield line
        finally:
            process.terminate()
