"""The Secret Service of the session's bus, reached so that nothing stays open, and a busy PC is no missing keyring.

Rules:
- A connection is closed whatever comes of it. `keyring` leaves it open where the default collection cannot be had, as
  when the service has ended.
- The bus has a second to let a program in (jeepney's limit). It is asked `TRIES` times.
- The first message to the service calls a method. GNOME's takes a program for a client from its first message on, yet
  may answer that one before; where it asks for a property, the service ends by an assertion, and every program on the
  PC is without its keyring.

Linux alone has it: this module is imported where it is used.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import secretstorage
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]
from keyring.backends.SecretService import Keyring
from keyring.errors import KeyringLocked
from secretstorage.exceptions import ItemNotFoundException
from secretstorage.util import add_match_rules

TRIES = 3


class SecretServiceKeyring(Keyring):
    """`keyring`'s, with connections of ours."""

    def get_preferred_collection(self) -> Any:
        """Return the default collection, unlocked. Its `connection` is open, and the caller closes it."""
        with ExitStack() as undone:
            bus = open_bus()
            undone.callback(bus.close)
            collection = default_collection(bus)
            if not unlocked(collection):
                raise KeyringLocked("the default collection")
            undone.pop_all()
        return collection


def open_bus() -> Any:
    """Open a connection to the session's bus. Raises what the bus raises, of all sorts."""
    for tries_left in reversed(range(TRIES)):
        try:
            bus = open_dbus_connection()
        except TimeoutError:
            if not tries_left:
                raise
        else:
            with ExitStack() as undone:
                undone.callback(bus.close)
                add_match_rules(bus)
                undone.pop_all()
            return bus
    raise AssertionError("the last try returns or raises")


def default_collection(bus: Any) -> Any:
    """Return the default collection. Where there is none yet, the person is asked to make one."""
    try:
        return secretstorage.get_collection_by_alias(bus, "default")  # calls ReadAlias first
    except ItemNotFoundException:
        return secretstorage.get_default_collection(bus)


def unlocked(collection: Any) -> bool:
    """Return whether a collection is unlocked. If not, ask the person and wait for the answer."""
    if collection.is_locked():
        collection.unlock()
    return not collection.is_locked()
