"""A Linux desktop's restriction: holding off its screen saver while a customer listens without touching a key.

Rules:
- It is requested over D-Bus (org.freedesktop.ScreenSaver), which forgets it when our connection ends, also by a
  crash. `xset` would outlive us, so it is not used.
- A desktop without that service has nothing to hold off, and that is no failure. One that has it and
  refuses, or does not answer within two seconds, is.
- Leaving a window out of captures does not exist here, and nothing claims to. The clipboard is Qt's, so
  emptying it is a step that the window adds.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from desktop.errors import SurroundingsError

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
        """SurroundingsError if the desktop has a screen saver and does not allow it."""
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
        """Release the request: ending the connection would do, this is polite. SurroundingsError if nobody answers."""
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
        raise SurroundingsError("screen_saver_silent") from problem
    if reply.header.message_type is not MessageType.error:
        return tuple(reply.body)
    if reply.header.fields.get(HeaderFields.error_name) in NOBODY_THERE:
        return None
    raise SurroundingsError("screen_saver_refused")
