"""Overwriting freed memory, so that decrypted data does not linger in it.

glibc's `malloc` serves libvlc, SQLCipher, age, Qt, and Python's requests of over half a kilobyte at once. It fills
freed memory with a byte where it is told to (`M_PERTURB`).

Not covered: small Python objects, which have their own allocator; small pieces that a long-lived thread
keeps for itself. See docs/threat-model.md.
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
    """Overwrite freed memory from here on, in this whole process. Nothing where `malloc` is not glibc's."""
    if sys.platform == "linux" and hasattr(system := ctypes.CDLL(None), "mallopt"):
        system.mallopt(_PERTURB, _FILL)


@contextmanager
def wiped(size: int) -> Iterator[memoryview]:
    """Yield memory of that many bytes, overwritten at the end."""
    memory = memoryview(bytearray(size))
    try:
        yield memory
    finally:
        memory[:] = bytes(size)
