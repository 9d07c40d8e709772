"""One account's session: its home, bus and keyring, and a display with a window manager."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.environment import session_bus

SCREEN = "1920x1080x24"


@contextmanager
def a_session(folder: Path, account: session_bus.Account) -> Iterator[dict[str, str]]:
    """Begin that account's session in that folder; yield the environment in which its programs run."""
    with (
        session_bus.secret_service(folder, account) as surroundings,
        _display(surroundings, folder, account) as number,
    ):
        yield {**surroundings, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "XDG_SESSION_TYPE": "x11"}


@contextmanager
def _display(surroundings: Mapping[str, str], folder: Path, account: session_bus.Account) -> Iterator[str]:
    xvfb = ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-dpi", "96", "-nolisten", "tcp", "-noreset"]
    with _answering([*account(folder), *xvfb], surroundings, folder / "xvfb.log") as number:
        manager = ["openbox", "--sm-disable", "--startup", "echo ready"]
        with _answering(
            [*account(folder), *manager], {**surroundings, "DISPLAY": f":{number}"}, folder / "openbox.log"
        ):
            yield number


@contextmanager
def _answering(command: list[str], surroundings: Mapping[str, str], log: Path) -> Iterator[str]:
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
            with suppress(ProcessLookupError):
                process.terminate()
