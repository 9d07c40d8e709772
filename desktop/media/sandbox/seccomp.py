"""Linux's filter of system calls: from its beginning on a process can compute, read and write, and end.

Rules:
- calls not on the list fail with EPERM; nothing is killed, so that a library that tries something harmless goes on;
- the list is for a process that has imported and opened all that it will ever need;
- numbers are known for two processors. Elsewhere, and where the kernel does not allow it, there is no filter, and
  `limits` holds without it.

The filter is a classic BPF program (seccomp(2)): it checks the processor's kind and the call's number.
"""

from __future__ import annotations

import ctypes
import os
import struct

_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # the second with EPERM
_NUMBER_AT, _PROCESSOR_AT = 0, 4
_INSTRUCTION = struct.Struct("=HBBI")

_CALLS = {
    # read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn readv writev
    # sched_yield mremap madvise exit futex restart_syscall clock_gettime exit_group getrandom
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 24, 25, 28, 60, 202, 219, 228, 231, 318),
    ),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 65, 66, 124, 216, 233, 93, 98, 128, 113, 94, 278),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def begin() -> bool:
    """Install the filter for this thread and what it starts; return whether it holds. No new privileges must be set."""
    processor, calls = _CALLS.get(os.uname().machine, (0, ()))
    if not calls:
        return False
    code = _program(processor, calls)
    program = _Program(len(code) // _INSTRUCTION.size, code)
    system = ctypes.CDLL(None, use_errno=True)
    return bool(system.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _program(processor: int, calls: tuple[int, ...]) -> bytes:
    """Return the filter's program. A jump counts the instructions skipped: for another processor, up to the refusal."""
    count = len(calls)
    instructions = [
        (_LOAD, 0, 0, _PROCESSOR_AT),
        (_JUMP_IF_EQUAL, 0, count + 1, processor),
        (_LOAD, 0, 0, _NUMBER_AT),
        *((_JUMP_IF_EQUAL, count - place, 0, call) for place, call in enumerate(calls)),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(_INSTRUCTION.pack(*instruction) for instruction in instructions)
