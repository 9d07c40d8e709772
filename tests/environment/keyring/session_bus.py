"""A D-Bus session of a test's own, with or without a Secret Service; the machine's own is not touched."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

KEEP = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV")

BUS = """<busconfig>
  <type>session</type>
  <listen>unix:dir={sockets}</listen>
  <policy context="default">
    <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/>
  </policy>
</busconfig>
"""


Account = Callable[[Path], Sequence[str]]
"""Gives a folder to an account, and returns the words by which a command runs as that account."""


def ours(folder: Path) -> Sequence[str]:
    """Run as the account of the tests."""
    return ()


@contextmanager
def session_bus(folder: Path, account: Account = ours) -> Iterator[dict[str, str]]:
    """Start an empty session bus, without services of its own, and a home in `folder`; yield their environment."""
    surroundings = _home(folder)
    config = folder / "bus.conf"
    config.write_text(BUS.format(sockets=tempfile.gettempdir()))
    command = [*account(folder), "dbus-daemon", f"--config-file={config}", "--print-address", "--nofork"]
    with _running(command, surroundings, folder / "bus.log") as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().decode().strip()
        assert address, (folder / "bus.log").read_text()
        yield {**surroundings, "DBUS_SESSION_BUS_ADDRESS": address}


@contextmanager
def secret_service(folder: Path, account: Account = ours) -> Iterator[dict[str, str]]:
    """Start a session bus with an unlocked, empty GNOME keyring; yield the environment in which it is found."""
    with session_bus(folder, account) as surroundings, service_on(surroundings, folder, account):
        yield surroundings


@contextmanager
def silent_service(name: str, address: str) -> Iterator[None]:
    """Own that name on a session's bus, and answer nobody who calls."""
    with _on_bus(address) as names:
        names.RequestName(name)
        yield


@contextmanager
def service_on(
    surroundings: Mapping[str, str], folder: Path, account: Account = ours, *, unlocked: bool = True
) -> Iterator[None]:
    """Start an unlocked, empty GNOME keyring on a session bus that runs. One that ends by itself fails the test.

    `unlocked`: without that, it has no keyring at all.
    """
    command = ["gnome-keyring-daemon", "--foreground", "--components=secrets", *(["--unlock"] if unlocked else [])]
    with _running([*account(folder), *command], surroundings, folder / "keyring.log") as daemon:
        assert daemon.stdin is not None
        daemon.stdin.write(b"the test's own")
        daemon.stdin.close()
        wait_for_name("org.freedesktop.secrets", surroundings)
        try:
            yield
        finally:
            assert daemon.poll() is None, "the Secret Service ended by itself"


def wait_for_name(name: str, surroundings: Mapping[str, str]) -> None:
    """Wait until a service on that session's bus answers to the name."""
    limit = time.monotonic() + 60
    with _on_bus(surroundings["DBUS_SESSION_BUS_ADDRESS"]) as names:
        while not names.NameHasOwner(name)[0]:
            assert time.monotonic() < limit, f"nobody answers to {name}"
            time.sleep(0.01)


def _home(folder: Path) -> dict[str, str]:
    surroundings = {name: os.environ[name] for name in KEEP if name in os.environ}
    places = {"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config"}
    for variable, name in places.items():
        (folder / name).mkdir(mode=0o700, parents=True)
        surroundings[variable] = str(folder / name)
    return surroundings


@contextmanager
def _running(command: list[str], surroundings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    pipe = subprocess.PIPE
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, env=surroundings) as process,
    ):
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.terminate()


@contextmanager
def _on_bus(address: str) -> Iterator[Any]:
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped] # Linux's, and Windows runs other tests
    from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]

    with open_dbus_connection(address) as bus:
        yield Proxy(message_bus, bus)
