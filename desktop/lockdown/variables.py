"""The variables with which an account alters what a program loads, where its windows appear and where its sound goes.

Rules:
- They are dropped before anything that reads them is loaded. The loader and the interpreter have read theirs by then:
  the program restarts without them (`at_start`).
- The account's buses are reached by a Unix socket, or not at all: the keyring is there.
- Those that point into the built program's own folder were set by the program itself, and stay.
- Qt's platform is fixed: X11 on Linux. Sizes and input methods are the person's choice, and stay.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

PLATFORM = {"linux": "xcb", "win32": "windows", "darwin": "cocoa"}
QT_PLATFORM = "QT_QPA_PLATFORM"

_SOUND = ("ALSA_", "PULSE_", "PIPEWIRE_", "JACK_")
_LOADER = ("LD_", "DYLD_", "GLIBC_TUNABLES", "MALLOC_")
"""Read before our first line runs."""
_PYTHON = ("PYTHON",)
_OTHERS = (
    *("QT_", "QML", "QSG_", "VLC", "LIBVLC"),
    *("GCONV_PATH", "LOCPATH", "OPENSSL_", "SSLKEYLOGFILE", "FONTCONFIG_"),
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
    return own_folder is not None and all(Path(part).is_relative_to(own_folder) for part in value.split(":"))
