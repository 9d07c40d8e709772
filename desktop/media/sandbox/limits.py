"""The limits that a decoding child sets itself before it reads a byte from outside.

- no other process of the account may read its memory (Linux);
- no new privileges, and an empty network namespace where the system grants one (Linux);
- no file may grow, no file or socket be opened, no process be started;
- memory and processor time are bounded;
- it can compute, read and write open files, and end: no other system call, where the system filters them (Linux,
  `seccomp`). So it cannot remove or rename a file either, or signal another process.

The child is trusted until it reads, so it does this itself: nothing runs between fork and exec in a threaded parent.
Windows has none of these calls; there the parent's timer bounds a decoder.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys

from desktop.media.sandbox import seccomp

_SET_DUMPABLE, _SET_NO_NEW_PRIVILEGES = 4, 38
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_CPU_SECONDS = 300
_PERHAPS = 1 << 30


def isolate() -> None:
    """Isolate the process, while it has one thread; Linux only. A refused namespace is no failure: see `limit`."""
    if sys.platform != "linux":
        return
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    system.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if system.unshare(_NEW_NETWORK) != 0:
        system.unshare(_NEW_USER | _NEW_NETWORK)


def memory_in_use() -> int:
    """Return this process's address space in bytes; where the system does not say, more than that."""
    try:
        with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123 - pathlib takes a while to load
            pages = int(told.read().split()[0])
    except OSError:
        return _PERHAPS
    import resource

    return pages * resource.getpagesize()


def limit(memory: int, cpu_seconds: int = _CPU_SECONDS) -> None:
    """Limit it from here on: `memory` bytes of address space, and nothing to open. Import everything before."""
    if sys.platform == "win32":
        return
    import resource

    limits = {
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 3,  # its input, its output, and nothing behind the third
        resource.RLIMIT_NPROC: 0,
    }
    # Between the two a signal comes that tells the parent why (SIGXCPU).
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    for which, most in limits.items():
        resource.setrlimit(which, (most, most))
    with contextlib.suppress(ValueError) if sys.platform == "darwin" else contextlib.nullcontext():
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))  # macOS refuses this one
    if sys.platform == "linux":
        seccomp.begin()
