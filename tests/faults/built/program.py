"""The built program, run as an account would start it, and what can be seen of it from outside.

Only root sees the memory and the mappings of a program that is closed to its own account, so root runs this.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

POLL_SECONDS = 0.02
PATIENCE = 60.0
QUIET_SECONDS, QUIET_TICKS = 0.6, 3
"""A page takes presses 400 ms after it came. Ticks are hundredths of a second of computing."""
KEPT = ("DISPLAY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY")
"""Of this desktop's environment. All else is what a loop sets."""
LISTENING = "0A"
"""The state of a socket in `/proc/net/tcp` (TCP_LISTEN of the kernel's tcp_states.h)."""
T = TypeVar("T")


class NotSoError(Exception):
    """Raised where a loop waited in vain, or something is as it must not be."""


@dataclass(frozen=True)
class Outcome:
    """One line of a loop: what was tried and found. `held` is None where it could not be tried here."""

    held: bool | None
    words: str

    def line(self) -> str:
        """Return it for a terminal."""
        mark = {True: "ok", False: "FAILED", None: "-"}[self.held]
        return f"{mark:7} {self.words}"


@dataclass(frozen=True)
class Built:
    """The built programs, an office's and with the demonstration, and a folder for everything that loops leave."""

    office: Path
    demonstration: Path
    scratch: Path

    @cached_property
    def template(self) -> Path:
        """A demo office of today, to be copied."""
        from desktop.showcase.demo import make_demo

        folder = self.scratch / "template"
        make_demo(folder).engine.dispose()
        return folder

    def an_office(self, name: str) -> Path:
        """Return a demo office of its own."""
        return Path(shutil.copytree(self.template, self.scratch / name))

    def environment(self, home: str = "home", **bent: str) -> dict[str, str]:
        """Return the environment of an account on this desktop, with what it has bent."""
        place = self.scratch / home
        (place / "tmp").mkdir(parents=True, exist_ok=True)
        own = {"HOME": str(place), "TMPDIR": str(place / "tmp"), "PATH": "/nonexistent", "LC_ALL": "C.UTF-8"}
        return {name: os.environ[name] for name in KEPT if name in os.environ} | own | bent

    def run(self, *arguments: str, bent: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run an office's program to its end, without the session's bus: no keyring keeps it waiting for a person."""
        environment = self.environment(**(bent or {}))
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        command, most = [str(self.office), *arguments], 2 * PATIENCE
        try:
            return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=most, check=False)
        except subprocess.TimeoutExpired:
            raise NotSoError(f"{arguments[-1]} did not end within {most:.0f} s") from None


@contextmanager
def running(command: Sequence[object], environment: Mapping[str, str], **more: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a program that is ended with the block, if it has not ended by itself."""
    words = [str(each) for each in command]
    with subprocess.Popen(words, env=dict(environment), text=True, **more) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()


def until(
    what: str, look: Callable[[], T | None], process: subprocess.Popen[str] | None = None, seconds: float = PATIENCE
) -> T:
    """Wait until `look` returns something true, and return it. Raises NotSoError, also where the program has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        if process is not None and process.poll() is not None:
            raise NotSoError(f"the program ended with {process.returncode} before {what}")
        time.sleep(POLL_SECONDS)
    raise NotSoError(f"waited {seconds:.0f} s for {what}")


def is_quiet(pid: int) -> bool:
    """Return whether a process computes next to nothing for a while: its windows show what there is to show."""
    before = _ticks(pid)
    time.sleep(QUIET_SECONDS)
    return _ticks(pid) - before <= QUIET_TICKS


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def mapped(pid: int) -> set[str]:
    """Return the files that are mapped into a process; none where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/maps").read_text("utf-8", "replace").splitlines()
    except OSError:
        return set()
    return {fields[5] for line in lines if len(fields := line.split(maxsplit=5)) == 6 and fields[5].startswith("/")}


def ports(pid: int) -> list[int]:
    """Return the TCP ports on which a process listens."""
    links = []
    with suppress(OSError):
        for each in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # it was closed meanwhile
                links.append(str(each.readlink()))
    own = {link[8:-1] for link in links if link.startswith("socket:[")}
    found = []
    for table in ("tcp", "tcp6"):
        for row in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == LISTENING and fields[9] in own:
                found.append(int(fields[1].rpartition(":")[2], 16))
    return sorted(found)


def inside(paths: set[str], folder: Path) -> list[str]:
    """Return those of the paths that are in that folder."""
    return sorted(path for path in paths if Path(path).is_relative_to(folder))
