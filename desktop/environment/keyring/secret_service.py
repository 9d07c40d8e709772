"""The Secret Service of the session's bus, reached so that nothing stays open, and a busy PC is no missing keyring.

Rules:
- A connection is closed whatever comes of it. `keyring` leaves it open where the default collection cannot be had, as
  when the service has ended.
- The bus has a second to let a program in (jeepney's limit). It is asked `TRIES` times.
- Where nobody is there (`UnattendedKeyring`), no prompt is opened, and each answer may take `PATIENCE_S` seconds.
- The first message to the service calls a method. GNOME's takes a program for a client from its first message on, yet
  may answer that one before; where it asks for a property, the service ends by an assertion, and every program on the
  PC is without its keyring.

Linux alone has it: this module is imported where it is used.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from functools import partial
from typing import Any

import secretstorage
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]
from keyring.backends.SecretService import Keyring
from keyring.errors import KeyringLocked
from secretstorage.exceptions import ItemNotFoundException
from secretstorage.util import add_match_rules

TRIES = 3
PAUSE_S = 0.5
PATIENCE_S = 2.0
"""How long a service that nobody watches may take for one answer; a healthy one takes milliseconds."""


class NoCollectionError(Exception):
    """There is no default collection, and nobody to make one."""


class SecretServiceKeyring(Keyring):
    """`keyring`'s, with connections of ours. A person is asked to unlock what is locked."""

    attended = True

    def get_preferred_collection(self) -> Any:
        """Return the default collection, unlocked. Its `connection` is open, and the caller closes it."""
        with ExitStack() as undone:
            bus = open_bus(attended=self.attended)
            undone.callback(bus.close)
            collection = default_collection(bus, attended=self.attended)
            if not unlocked(collection, attended=self.attended):
                raise KeyringLocked("the default collection")
            undone.pop_all()
        return collection

    def unlock(self, item: Any) -> None:
        """Unlock one item. Raises KeyringLocked."""
        if not unlocked(item, attended=self.attended):
            raise KeyringLocked("an item")


class UnattendedKeyring(SecretServiceKeyring):
    """The same for a command that nobody watches: it asks nobody, and waits for nothing."""

    attended = False


def open_bus(*, attended: bool = True) -> Any:
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
                if not attended:
                    bus.send_and_get_reply = partial(bus.send_and_get_reply, timeout=PATIENCE_S)
                add_match_rules(bus)
                undone.pop_all()
            return bus
    raise AssertionError("the last try returns or raises")


def default_collection(bus: Any, *, attended: bool = True) -> Any:
    """Return the default collection. Where there is none yet, the person is asked to make one.

    Raises NoCollectionError where nobody is there: not at the first look, since a service that has just begun says for
    a moment that it has none.
    """
    for _ in range(1 if attended else TRIES):
        try:
            return secretstorage.get_collection_by_alias(bus, "default")  # calls ReadAlias first
        except ItemNotFoundException as missing:
            if attended:
                return secretstorage.get_default_collection(bus)
            none = missing
            time.sleep(PAUSE_S)
    raise NoCollectionError from none


def unlocked(locks: Any, *, attended: bool = True) -> bool:
    """Return whether a collection or an item is unlocked. If not, ask the person, if there is one, and wait."""
    if attended and locks.is_locked():
        locks.unlock()
    return not locks.is_locked()
