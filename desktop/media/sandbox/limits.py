"""The limits that a decoding child sets itself before it reads a byte from outside.

- No other process of the account may read its memory; no new privileges, and an empty network namespace where the
  system grants one (Linux). No file may grow, no file or socket be opened, no process be started. Memory and processor
  time are bounded.
- It can compute, read and write open files, and end: no other system call, where the system filters them (Linux). So it
  cannot remove or rename a file either, or signal another process. Calls not on the list fail with EPERM; nothing is
  killed, so that a library that tries something harmless goes on. The list is for a process that has imported and
  opened all that it will ever need. It is a classic BPF program (seccomp(2)), known for two processors; elsewhere, and
  where the kernel does not allow it, the other limits hold without it.
- The child is trusted until it reads, so it does this itself: nothing runs between fork and exec in a threaded parent.
- On Windows it enters a job of its own: memory and processor time are bounded, it starts no process, and touches
  neither clipboard nor desktop. Files and sockets can be opened there.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from typing import Any

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


def filter_calls() -> bool:
    """Install the filter for this thread and what it starts; return whether it holds. No new privileges must be set."""
    if sys.platform == "win32":
        return False
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
    if sys.platform == "win32":
        return _PERHAPS
    import resource

    return pages * resource.getpagesize()


def limit(memory: int, cpu_seconds: int = _CPU_SECONDS) -> None:
    """Limit it from here on: `memory` bytes of address space, and nothing to open. Import everything before."""
    if sys.platform == "win32":
        enter_job(memory, cpu_seconds)
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
        filter_calls()


class JobLimits(ctypes.Structure):
    """Windows' JOBOBJECT_EXTENDED_LIMIT_INFORMATION. Times are in units of 100 ns, memory is in bytes."""

    _fields_ = [
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("smallest_working_set", ctypes.c_size_t),
        ("largest_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
        ("counted", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("most_process_memory", ctypes.c_size_t),
        ("most_job_memory", ctypes.c_size_t),
    ]


LIMITS, WINDOWS_OF_OTHERS = 9, 4
"""The classes of a job's information: its limits, and what it may touch on the screen."""
_TIME, _PROCESSES, _MEMORY, _DIES, _ENDS_WITH_JOB = 0x2, 0x8, 0x100, 0x400, 0x2000
_ALL_OF_THE_SCREEN = 0xFF
OUT_OF_TIME = 1816
"""The exit code of a process that Windows ended since its job's time was up."""


def enter_job(memory: int, cpu_seconds: int, system: Any = None) -> None:
    """Put this process into a job with these limits, for as long as it lives. Raises OSError where there is none.

    `system`: Windows' kernel32.
    """
    system = system or ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    system.CreateJobObjectW.restype = system.GetCurrentProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(system.CreateJobObjectW(None, None))
    limits = JobLimits(
        process_time=cpu_seconds * 10_000_000,
        flags=_TIME | _PROCESSES | _MEMORY | _DIES | _ENDS_WITH_JOB,
        processes=1,
        process_memory=memory,
    )
    screen = ctypes.c_uint32(_ALL_OF_THE_SCREEN)
    done = (
        system.SetInformationJobObject(job, LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)),
        system.SetInformationJobObject(job, WINDOWS_OF_OTHERS, ctypes.byref(screen), ctypes.sizeof(screen)),
        system.AssignProcessToJobObject(job, ctypes.c_void_p(system.GetCurrentProcess())),
    )
    if not (job and all(done)):
        raise OSError("no job")
