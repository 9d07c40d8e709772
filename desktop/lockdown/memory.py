"""Memory that is given back is overwritten: what was decrypted does not lie about in it.

glibc's `malloc` serves libvlc, SQLCipher, age, Qt, and what Python needs over half a kilobyte at once. It fills what is
freed with a byte where it is told to (`M_PERTURB`).

What this does not reach: small objects of Python, which has its own allocator for them; small pieces that a thread
which lives on keeps for itself. See docs/threat-model.md.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_PERTURB = -6
"""Of `mallopt` (malloc.h)."""
_FILL = 0xA5


def wipe_what_is_freed() -> None:
    """From here on, in this whole process. Nothing where `malloc` is not glibc's."""
    if sys.platform == "linux" and hasattr(system := ctypes.CDLL(None), "mallopt"):
        system.mallopt(_PERTURB, _FILL)


@contextmanager
def wiped(size: int) -> Iterator[memoryview]:
    """Memory of that many bytes, overwritten at the end."""
    memory = memoryview(bytearray(size))
    try:
        yield memory
    finally:
        memory[:] = bytes(size)
