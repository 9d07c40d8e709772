"""A desktop's screen saver on a test's own session bus: `python -m tests.lockdown.screen_saver MANNER`.

It prints each request on a line. MANNER: `obliging`, `refusing` or `silent`.
"""

from __future__ import annotations

import sys

from jeepney import HeaderFields, new_error, new_method_return  # type: ignore[import-untyped]
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]

COOKIE = 7


def main(manner: str) -> None:
    """Serve until the bus ends."""
    with open_dbus_connection() as bus:
        Proxy(message_bus, bus).RequestName("org.freedesktop.ScreenSaver")
        print("ready", flush=True)
        while True:
            asked = bus.receive()
            method = asked.header.fields.get(HeaderFields.member)
            if method not in ("Inhibit", "UnInhibit"):
                continue
            print(method, asked.header.fields[HeaderFields.sender], *asked.body, sep="|", flush=True)
            if manner == "refusing":
                bus.send(new_error(asked, "org.freedesktop.DBus.Error.AccessDenied"))
            elif manner == "obliging":
                answer = ("u", (COOKIE,)) if method == "Inhibit" else (None, ())
                bus.send(new_method_return(asked, *answer))


if __name__ == "__main__":
    main(sys.argv[1])
