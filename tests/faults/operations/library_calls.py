"""Every call of the C library that this process makes from here on, answered by Python: `redirect(answers)`.

SQLCipher writes by itself, in C, and so does Python's own `open`. Both call the C library through pointers that the
loader has filled in. Those of each loaded module are overwritten with callbacks (as a preloaded library would do, but
without a compiler, and in a forked child alone). Which pointers they are, the module's own table of relocations says.

Linux on x86-64 and AArch64. What does not go through a library's pointer is not seen: memory that is mapped (SQLite's
shared index of its write-ahead log, which is nothing but a cache), and io_uring, which nothing here uses.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import struct
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

Answer = Callable[..., int]

INTEGER, SIZE, POINTER, OFFSET = ctypes.c_int, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int64
NAME = ctypes.c_char_p
SIGNATURES: dict[str, tuple[Any, ...]] = {
    "read": (ctypes.c_ssize_t, INTEGER, POINTER, SIZE),
    "pread64": (ctypes.c_ssize_t, INTEGER, POINTER, SIZE, OFFSET),
    "write": (ctypes.c_ssize_t, INTEGER, POINTER, SIZE),
    "pwrite64": (ctypes.c_ssize_t, INTEGER, POINTER, SIZE, OFFSET),
    "copy_file_range": (ctypes.c_ssize_t, INTEGER, POINTER, INTEGER, POINTER, SIZE, ctypes.c_uint),
    "sendfile64": (ctypes.c_ssize_t, INTEGER, INTEGER, POINTER, SIZE),
    "ftruncate64": (INTEGER, INTEGER, OFFSET),
    "fsync": (INTEGER, INTEGER),
    "fdatasync": (INTEGER, INTEGER),
    "rename": (INTEGER, NAME, NAME),
    "unlink": (INTEGER, NAME),
    "unlinkat": (INTEGER, INTEGER, NAME, INTEGER),
    "rmdir": (INTEGER, NAME),
    "mkdir": (INTEGER, NAME, ctypes.c_uint),
    "open64": (INTEGER, NAME, INTEGER, ctypes.c_uint),
    "open": (INTEGER, NAME, INTEGER, ctypes.c_uint),
    "openat64": (INTEGER, INTEGER, NAME, INTEGER, ctypes.c_uint),
}
"""The types of a call: the result's, then the arguments'."""

_DYNAMIC, _STRINGS, _SYMBOLS, _RELA, _RELA_SIZE, _JUMPS, _JUMPS_SIZE = 2, 5, 6, 7, 8, 23, 2
_POINTER_KINDS = {1, 6, 7, 257, 1025, 1026}
"""R_X86_64_64, _GLOB_DAT and _JUMP_SLOT; the same three of AArch64."""

_ELF_HEADER = (("<H", 16), ("<Q", 32), ("<H", 56))
"""Its kind (2: at a fixed address), the place of its segments' headers, and how many there are."""

_kept: list[Any] = []
"""The callbacks: C holds them from now on, Python must too."""


@cache
def _library() -> ctypes.CDLL:
    """Return the C library itself: asked for "any", the loader gives a program's own stub, which leads back to us."""
    return ctypes.CDLL("libc.so.6", use_errno=True)


def real(name: str) -> Any:
    """Return the library's own function; it leaves its `errno` with `ctypes.get_errno`."""
    function = getattr(_library(), name)
    function.restype, *function.argtypes = SIGNATURES[name]
    return function


def redirect(answers: Mapping[str, Answer]) -> None:
    """Send each named call of every loaded module to its answer, until this process ends.

    An answer sets `errno` by `ctypes.set_errno`. Only in a process that is thrown away afterwards.
    """
    addresses = {}
    for name, answer in answers.items():
        callback = ctypes.CFUNCTYPE(*SIGNATURES[name], use_errno=True)(answer)
        _kept.append(callback)
        addresses[name] = ctypes.cast(callback, POINTER).value or 0
    for name, place in pointers():
        if name in addresses:
            _overwrite(place, addresses[name])


@cache
def pointers() -> tuple[tuple[str, int], ...]:
    """Return name and place of each pointer of the loaded modules; found once, also for the children forked later."""
    known = {name.encode(): name for name in SIGNATURES}
    found = ((name, place) for base, path in _modules() for name, place in _pointers(base, path))
    return tuple((known[name], place) for name, place in found if name in known)


def _modules() -> Iterator[tuple[int, Path]]:
    """Yield the address and the file of each loaded module, but not of the C library itself and of `ctypes`."""
    seen = set()
    for line in Path("/proc/self/maps").read_text("utf-8").splitlines():
        span, _, offset, _, _, *path = line.split(maxsplit=5)
        if not path or offset.strip("0") or path[0] in seen or not path[0].startswith("/"):
            continue
        seen.add(path[0])
        name = Path(path[0]).name
        if (".so" in name or "python" in name) and not name.startswith(("libc.so", "ld-linux", "_ctypes", "libffi")):
            yield int(span.split("-")[0], 16), Path(path[0])


def _pointers(base: int, path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield the name and the place in memory of each pointer that the loader has filled in by a name."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as elf:
        if elf[:5] != b"\x7fELF\x02":
            return
        [kind], [headers], [count] = (struct.unpack_from(form, elf, at) for form, at in _ELF_HEADER)
        segments = [struct.unpack_from("<IIQQQQQQ", elf, headers + 56 * at) for at in range(count)]
        loaded = [each for each in segments if each[0] == 1]
        dynamic = next((each for each in segments if each[0] == _DYNAMIC), None)
        if dynamic is None:
            return
        moved = 0 if kind == 2 else base - min(each[3] for each in loaded)

        def at(address: int) -> int:
            """Return where in the file what is loaded at that address is."""
            [inside] = [each for each in loaded if each[3] <= address < each[3] + each[5]]
            return int(address - inside[3] + inside[2])

        entries = dict(struct.iter_unpack("<QQ", elf[dynamic[2] : dynamic[2] + dynamic[5] // 16 * 16]))
        for table, size in ((_RELA, _RELA_SIZE), (_JUMPS, _JUMPS_SIZE)):
            if table not in entries:
                continue
            begin = at(entries[table])
            for place, info, _ in struct.iter_unpack("<QQq", elf[begin : begin + entries[size]]):
                if info & 0xFFFFFFFF in _POINTER_KINDS and info >> 32:
                    symbol = at(entries[_SYMBOLS]) + 24 * (info >> 32)
                    start = at(entries[_STRINGS]) + struct.unpack_from("<I", elf, symbol)[0]
                    yield elf[start : elf.find(b"\0", start)], moved + place


def _overwrite(place: int, address: int) -> None:
    """Write the pointer; its page may have been made read-only after loading."""
    page = place // mmap.PAGESIZE * mmap.PAGESIZE
    protect = _library().mprotect
    protect.argtypes = (POINTER, SIZE, INTEGER)
    if protect(page, mmap.PAGESIZE * 2, 3):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    ctypes.c_uint64.from_address(place).value = address
