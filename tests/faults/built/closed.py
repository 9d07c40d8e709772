"""An ordinary account runs the program, and another program of that account looks into its memory, or has it crash."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.faults.built.program import PATIENCE, Built, Outcome, running, until
from tests.faults.built.x11 import Screen

NOBODY = 65534
LOOKS = """
import ctypes, os, sys
pid, libc = int(sys.argv[1]), ctypes.CDLL(None, use_errno=True)
class Piece(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))
def tried(name, works):
    print(name, "opened" if works else "refused")
def opens(path):
    try:
        open(path, "rb").close()
    except PermissionError:
        return False
    return True
tried("mem", opens(f"/proc/{pid}/mem"))
tried("maps", opens(f"/proc/{pid}/maps"))
tried("environ", opens(f"/proc/{pid}/environ"))
here = ctypes.create_string_buffer(8)
read, kept = Piece(int(sys.argv[2]), 8), Piece(ctypes.addressof(here), 8)
tried("process_vm_readv", libc.process_vm_readv(pid, ctypes.byref(kept), 1, ctypes.byref(read), 1, 0) >= 0)
libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
attached = libc.ptrace(16, pid, None, None) == 0  # PTRACE_ATTACH
tried("ptrace", attached)
if attached:
    os.waitpid(pid, 0x40000000)  # __WALL
    libc.ptrace(17, pid, None, None)  # PTRACE_DETACH
"""
WAYS = ("mem", "maps", "environ", "process_vm_readv", "ptrace")
SLEEPS = "import time; print('there', flush=True); time.sleep(600)"


def loop(built: Built) -> Iterator[Outcome]:
    """Try every way into the memory, first of a program that is not closed; then the limits and a crash."""
    account = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    office = built.an_office("closed")
    environment = built.environment("closed-home")
    for path in (office, Path(environment["HOME"])):
        for each in (path, *path.rglob("*")):
            os.chown(each, NOBODY, NOBODY)
    sleeps = ["/usr/bin/python3", "-c", SLEEPS]
    with running(sleeps, {}, stdout=subprocess.PIPE, **account) as open_one:
        assert open_one.stdout is not None
        open_one.stdout.readline()
        looked = _looked(open_one.pid, account)
        opened = [way for way in WAYS if looked[way] == "opened"]
        yield Outcome(bool(opened), f"the account looks into a program that is not closed: {', '.join(opened)}")
    with closing(Screen()) as screen:
        command = ["/usr/bin/prlimit", "--core=unlimited", built.office, "--office", office]
        with running(command, environment, cwd=environment["HOME"], **account) as process:
            until("a window", lambda: screen.windows(process.pid), process)
            looked = _looked(process.pid, account)
            refused = [way for way in WAYS if looked[way] == "refused"]
            yield Outcome(refused == list(WAYS), f"the account looks into the program: refused {', '.join(refused)}")
            limits = Path(f"/proc/{process.pid}/limits").read_text()
            [core] = [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core file size")]
            yield Outcome(core == ["0", "0"], f"the limits of a core: {core[0]} bytes, and {core[1]} at most")
            process.send_signal(signal.SIGSEGV)
            _, status = until("its end", lambda: _ended(process.pid))
            process.returncode = os.waitstatus_to_exitcode(status)
    left = [path.name for path in Path(environment["HOME"]).glob("core*")]
    crashed = os.WIFSIGNALED(status) and not os.WCOREDUMP(status) and not left
    yield Outcome(crashed, "a crash leaves no image of the memory")


def _ended(pid: int) -> tuple[int, int] | None:
    """Return a child of ours and its status, once it has ended."""
    found = os.waitpid(pid, os.WNOHANG)
    return found if found[0] else None


def _looked(pid: int, account: dict[str, object]) -> dict[str, str]:
    """Return what another program of the account found, way by way."""
    [first] = [line for line in Path(f"/proc/{pid}/maps").read_text().splitlines() if " rw-p " in line][:1]
    address = str(int(first.partition("-")[0], 16))
    command = ["/usr/bin/python3", "-c", LOOKS, str(pid), address]
    ran = subprocess.run(
        command, env={}, cwd="/", capture_output=True, text=True, timeout=PATIENCE, check=True, **account
    )  # type: ignore[call-overload]
    pairs = [line.split() for line in ran.stdout.splitlines()]
    return {pair[0]: pair[1] for pair in pairs}
