"""Securing the program's own process before anything else of it is loaded.

- Variables with which an account alters what is loaded, shown or played are dropped before anything that reads them is
  loaded; the keyring's bus is reached by a Unix socket, or not at all. Those that point into the built program's own
  folder were set by the program itself, and stay. Qt's platform is fixed: X11 on Linux. Sizes and input methods are
  the person's choice, and stay.
- The loader, and Python where the program runs from source, have read theirs before our first line. So the process
  is restarted without them, with Python in isolated mode. If they reappear, something is setting them again, and the
  program does not start.
- No other process of the account may read its memory or make an image of it, and no crash leaves one.
- Freed memory is overwritten, so that decrypted data does not linger in it: glibc's `malloc` serves libvlc, SQLCipher,
  age, Qt, and Python's requests of over half a kilobyte at once, and fills freed memory with a byte where it is told to
  (`M_PERTURB`). Not covered: small Python objects, which have their own allocator; small pieces that a long-lived
  thread keeps for itself. See docs/security.md.
- This is not undone, and not part of `main`: its callers (tests) keep their environment. No argument and no variable
  skips it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

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


PLATFORM = {"linux": "xcb", "win32": "windows", "darwin": "cocoa"}
QT_PLATFORM = "QT_QPA_PLATFORM"

_SOUND = ("ALSA_", "PULSE_", "PIPEWIRE_", "JACK_", "PA_")
_LOADER = ("LD_", "DYLD_", "GLIBC_TUNABLES", "MALLOC_")
"""Read before our first line runs."""
_PYTHON = ("PYTHON",)
_OTHERS = (
    *("QT_", "QML", "QSG_", "VLC", "LIBVLC"),
    *("GCONV_PATH", "LOCPATH", "OPENSSL_", "SSLKEYLOGFILE", "FONTCONFIG_"),
    *("PG", "HOSTALIASES", "RES_OPTIONS", "LOCALDOMAIN"),  # which server is asked
    *("AT_SPI_BUS_ADDRESS", "IBUS_", "CUPS_"),  # who reads the screen, what is typed and what is printed
    *("GTK", "GDK_", "GIO_", "GSETTINGS_", "XLOCALEDIR", "LIBGL_", "MESA_", "GALLIUM_", "VK_", "__GL", "__EGL", "EGL_"),
)
_KEPT = frozenset(
    {
        *("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_SCALE_FACTOR_ROUNDING_POLICY", "QT_FONT_DPI"),
        *("QT_AUTO_SCREEN_SCALE_FACTOR", "QT_ENABLE_HIGHDPI_SCALING", "QT_IM_MODULE", "QT_IM_MODULES"),
        *("QT_ACCESSIBILITY", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "GTK_IM_MODULE"),
    }
)
"""Sizes, input methods and screen readers: each names what the program ships or the system has, none names a file."""


_BUSES = ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS")


def bends_sound(name: str) -> bool:
    """Return whether ALSA or a sound server reads that variable."""
    return name.startswith(_SOUND)


def read_already(name: str, *, built: bool) -> bool:
    """Return whether the loader, or the interpreter of a program started from source, has read it before we run."""
    return name.startswith(_LOADER if built else (*_LOADER, *_PYTHON))


def bending(environment: Mapping[str, str], own_folder: Path | None) -> tuple[str, ...]:
    """Return the names of the variables to drop, sorted. `own_folder` is the built program's; None from source."""
    families = (*_SOUND, *_LOADER, *_PYTHON, *_OTHERS)
    return tuple(
        name
        for name, value in sorted(environment.items())
        if (name.startswith(families) and name not in _KEPT and not _is_own(value, own_folder))
        or (name in _BUSES and not _is_here(value))
    )


def platform() -> str:
    """Return Qt's platform plugin on this system; empty where Qt is left to choose."""
    return PLATFORM.get(sys.platform, "")


def _is_here(address: str) -> bool:
    """Return whether each of a bus's addresses is a Unix socket; "" is no address."""
    return all(each.startswith("unix:") for each in address.split(";") if each)


def _is_own(value: str, own_folder: Path | None) -> bool:
    return own_folder is not None and all(Path(part).is_relative_to(own_folder) for part in value.split(os.pathsep))


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
    look_for_no_foreign_libraries()
    _leave_variables()
    keep_memory_to_itself()


_SEARCHED = 0x1000
"""LOAD_LIBRARY_SEARCH_DEFAULT_DIRS: the program's folder, System32, and those that were added (libloaderapi.h)."""


def look_for_no_foreign_libraries() -> None:
    """Have Windows look for a library in the program's folders and its own, and not in the current folder, nor those of
    `PATH`. What the built program added for its own start is not handed on to the programs that it starts.
    """
    load = getattr(ctypes, "WinDLL", None)
    if load is None:
        return
    kernel = load("kernel32")
    if built := getattr(sys, "_MEIPASS", ""):
        getattr(os, "add_dll_directory")(built)  # noqa: B009 - of Windows alone
    kernel.SetDllDirectoryW(ctypes.c_wchar_p(""))
    kernel.SetDefaultDllDirectories(_SEARCHED)


def keep_memory_to_itself() -> None:
    """Make the process not dumpable, without core files; overwrite freed memory. Nothing where the system lacks it."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SET_DUMPABLE, 0, 0, 0, 0)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    wipe_what_is_freed()


def leaves_no_core() -> bool:
    """Return whether a crash of this process leaves no image of its memory. Windows is not asked."""
    if sys.platform == "win32":
        return True
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


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
    kept[DROPPED] = ",".join(names)
    command = [sys.executable, *([] if built else ["-I", "-m", "desktop"]), *sys.argv[1:]]
    sys.stdout.flush()
    if sys.platform == "win32":  # there `execve` ends this process at once, and whoever waits for it has no exit code
        import subprocess

        sys.exit(subprocess.run(command, env=kept, check=False).returncode)
    os.execve(sys.executable, command, kept)
