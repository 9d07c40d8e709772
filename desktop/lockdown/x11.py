"""A Linux desktop: holding off its screen saver while a customer listens, and another program's window over ours.

- The screen saver is held off over D-Bus (org.freedesktop.ScreenSaver), which forgets it when our connection ends, also
  by a crash. `xset` would outlive us, so it is not used. A desktop without that service has nothing to hold off, and
  that is no failure. One that has it and refuses, or does not answer within two seconds, is.
- Leaving a window out of captures does not exist here, and nothing claims to.
- A window that never requests the keyboard can be put over one that stays on top, and Qt does not report it. So the X
  server is asked for the order of the windows, over a connection of our own. One other window has to cover half of
  ours: notifications, tooltips, an on-screen keyboard are ignored. Windows that come or go while we ask do not matter.
  Without an X server nothing is reported as covered.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any

from desktop.errors import ExternalSystemError
from desktop.lockdown.overlap import SHARE, Area, shared

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection  # type: ignore[import-untyped]


SERVICE = "org.freedesktop.ScreenSaver"
PATH = "/org/freedesktop/ScreenSaver"
ANSWER_SECONDS = 2.0
NOBODY_THERE = {"org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner"}


class HoldOffScreenSaver:
    """Keeps the screen on. It holds its connection to the session's bus: the request lasts as long."""

    code = "hold_off_screen_saver"

    def __init__(self) -> None:
        self._bus: DBusConnection | None = None
        self._cookie = 0

    def apply(self) -> None:
        """ExternalSystemError if the desktop has a screen saver and does not allow it."""
        bus = _session_bus()
        if bus is None:
            return
        try:
            reply = _call(bus, "Inhibit", "ss", ("Listening Room", "A customer is listening"))
        except BaseException:
            bus.close()
            raise
        if reply is None:
            bus.close()
            return
        self._bus, self._cookie = bus, reply[0]

    def undo(self) -> None:
        """Release the request: ending the connection would do. Raises ExternalSystemError if nobody answers."""
        if self._bus is None:
            return
        bus, self._bus = self._bus, None
        with closing(bus):
            _call(bus, "UnInhibit", "u", (self._cookie,))


def _session_bus() -> DBusConnection | None:
    """Connect to the session's bus; None where there is none, and so no desktop to ask."""
    try:
        from jeepney.io.blocking import open_dbus_connection
    except ImportError:
        return None
    try:
        return open_dbus_connection(bus="SESSION")
    except (KeyError, OSError, ValueError, RuntimeError):
        return None


def _call(bus: DBusConnection, method: str, signature: str, body: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Return the service's answer; None if there is no such service."""
    from jeepney import DBusAddress, MessageType, new_method_call  # type: ignore[import-untyped]
    from jeepney.low_level import HeaderFields  # type: ignore[import-untyped]

    message = new_method_call(DBusAddress(PATH, SERVICE, SERVICE), method, signature, body)
    try:
        reply = bus.send_and_get_reply(message, timeout=ANSWER_SECONDS)
    except (OSError, ValueError) as problem:  # a TimeoutError is an OSError
        raise ExternalSystemError("screen_saver_silent") from problem
    if reply.header.message_type is not MessageType.error:
        return tuple(reply.body)
    if reply.header.fields.get(HeaderFields.error_name) in NOBODY_THERE:
        return None
    raise ExternalSystemError("screen_saver_refused")


INPUT_OUTPUT, VIEWABLE = 1, 2
_LIBRARY = "libxcb.so.1"


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


# The beginnings of libxcb's replies (xproto.h), each after a head of eight bytes.
_TREE = struct.Struct("=8xIIH14x")
"""The root, the parent, and how many children follow it, the lowest first."""
_ATTRIBUTES = struct.Struct("=8x4xH2x8x2xB")
"""The window's class, and whether it is on the screen."""
_GEOMETRY = struct.Struct("=8x4xhhHH")
"""Left, top, width and height."""
_LENGTH = struct.Struct("=4xI")
"""How much follows the first 32 bytes, in units of four."""


def covered(window: int, own: Iterable[int]) -> bool:
    """Return whether one window of another program covers half of `window` or more. `own`: all of this program's."""
    with closing(_Stacking()) as stacking:
        return stacking.covered(window, own)


class _Stacking:
    """The windows of the display, as the X server has them."""

    def __init__(self) -> None:
        self._xcb: Any = None
        self._connection = ctypes.c_void_p()
        try:
            self._xcb = ctypes.CDLL(_LIBRARY)
        except OSError:
            return
        self._xcb.xcb_connect.restype = ctypes.c_void_p
        self._connection = ctypes.c_void_p(self._xcb.xcb_connect(None, None))
        if self._xcb.xcb_connection_has_error(self._connection):
            self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._xcb is not None:
            self._xcb.xcb_disconnect(self._connection)
        self._xcb = None

    def covered(self, window: int, own: Iterable[int]) -> bool:
        """See `covered`."""
        if self._xcb is None or not (tops := self._tops(window)):
            return False
        top = self._top(window)
        if top not in tops or (ours := self._shown(top)) is None:
            return False
        mine = {self._top(each) for each in own}
        above = [each for each in tops[tops.index(top) + 1 :] if each not in mine]
        shown = (found for each in above if (found := self._shown(each)) is not None)
        return any(shared(ours, found) >= SHARE for found in shown)

    def _tops(self, window: int) -> list[int]:
        """Return the children of the root, the lowest first."""
        tree = self._tree(window)
        found = self._tree(tree[0]) if tree else None
        return found[2] if found else []

    def _top(self, window: int) -> int:
        """Return the root's child that a window is, or is in."""
        while (tree := self._tree(window)) is not None and tree[1] not in (0, tree[0]):
            window = tree[1]
        return window

    def _tree(self, window: int) -> tuple[int, int, list[int]] | None:
        """Return root, parent and children of a window."""
        if (found := self._answer("xcb_query_tree", window)) is None:
            return None
        root, parent, count = _TREE.unpack_from(found)
        return root, parent, list(struct.unpack_from(f"={count}I", found, _TREE.size))

    def _shown(self, window: int) -> Area | None:
        """Return the place of a child of the root that is on the screen."""
        found = self._answer("xcb_get_window_attributes", window)
        if found is None or _ATTRIBUTES.unpack_from(found) != (INPUT_OUTPUT, VIEWABLE):
            return None
        if (found := self._answer("xcb_get_geometry", window)) is None:
            return None
        left, top, wide, high = _GEOMETRY.unpack_from(found)
        return Area(left, top, left + wide, top + high)

    def _answer(self, question: str, window: int) -> bytes | None:
        """Return the reply to a question about a window; None where there is none."""
        ask, answer = getattr(self._xcb, question), getattr(self._xcb, f"{question}_reply")
        ask.restype, answer.restype = _Cookie, ctypes.c_void_p
        cookie, error = ask(self._connection, ctypes.c_uint32(window)), ctypes.c_void_p()
        address: int | None = answer(self._connection, cookie, ctypes.byref(error))
        if error.value:
            _free(error.value)
        if not address:
            return None
        (beyond,) = _LENGTH.unpack(ctypes.string_at(address, _LENGTH.size))
        reply = ctypes.string_at(address, 32 + 4 * beyond)
        _free(address)
        return reply


def _free(address: int) -> None:
    ctypes.CDLL(None).free(ctypes.c_void_p(address))
