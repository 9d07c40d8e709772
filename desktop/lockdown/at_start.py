"""Securing the program's own process before anything else of it is loaded.

Rules:
- Variables that alter what is loaded, shown or played are dropped (`variables`); Qt's platform is fixed.
- The loader, and Python where the program runs from source, have read theirs before our first line. So the process
  is restarted without them, with Python in isolated mode. If they reappear, something is setting them again, and the
  program does not start.
- No other process of the account may read its memory or make an image of it, and no crash leaves one.
- This is not undone, and not part of `main`: its callers (tests) keep their environment. No argument and
  no variable skips it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import NoReturn

from desktop.lockdown.memory import wipe_what_is_freed
from desktop.lockdown.variables import QT_PLATFORM, bending, platform, read_already

DROPPED = "LISTENING_ROOM_DROPPED"
"""Carries the names of dropped variables across the restart, for `doctor`. It changes nothing."""
COME_BACK = "Something sets these variables again whenever the program starts, so it did not start:"
SET_DUMPABLE, GET_DUMPABLE = 4, 3
"""Of Linux's `prctl`."""

MAPPED = Path("/proc/self/maps")
SYSTEM = ("/usr", "/lib", "/lib64", "/opt")

dropped: tuple[str, ...] = ()
"""The names of the variables dropped at this start."""


def secure() -> None:
    """Secure the process; may restart or end it."""
    _leave_variables()
    keep_memory_to_itself()


def keep_memory_to_itself() -> None:
    """Make the process not dumpable, without core files; overwrite freed memory. Nothing where the system lacks it."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SET_DUMPABLE, 0, 0, 0, 0)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    wipe_what_is_freed()


def is_dumpable() -> bool:
    """Return whether another process of this account may read this one's memory. Linux."""
    return bool(ctypes.CDLL(None).prctl(GET_DUMPABLE, 0, 0, 0, 0))


def foreign_libraries() -> tuple[str, ...]:
    """Return files with code in this process, neither the program's own nor in the system's folders. Linux.

    A preloaded library stays if told to hide its variable, or if every program gets it.
    """
    own = {sys.prefix, sys.base_prefix}
    if getattr(sys, "frozen", False):
        own.add(str(Path(sys.executable).parent))
    places = tuple(f"{Path(place).resolve()}/" for place in (*own, *SYSTEM))
    try:
        lines = MAPPED.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ()
    mapped = {fields[5] for line in lines if len(fields := line.split(maxsplit=5)) == 6 and "x" in fields[1]}
    return tuple(sorted(path for path in mapped if path.startswith("/") and not path.startswith(places)))


def _leave_variables() -> None:
    global dropped
    built = bool(getattr(sys, "frozen", False))
    own = Path(getattr(sys, "_MEIPASS", "")) if built else None
    names = bending(os.environ, own)
    before = tuple(name for name in os.environ.pop(DROPPED, "").split(",") if name)
    for name in names:
        del os.environ[name]
    if read := [name for name in names if read_already(name, built=built)]:
        if before:
            again = ", ".join(read)
            print(f"listening-room: {COME_BACK} {again}. [variables]", file=sys.stderr)
            sys.exit(2)
        _begin_again(names, built=built)
    dropped = tuple(sorted({*before, *names}))
    if platform():
        os.environ[QT_PLATFORM] = platform()


def _begin_again(names: tuple[str, ...], *, built: bool) -> NoReturn:
    # The built program's starter keeps notes for itself; without them it begins as at the first time.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("_PYI_")}
    words = [] if built else ["-I", "-m", "desktop"]
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *words, *sys.argv[1:]], kept | {DROPPED: ",".join(names)})
