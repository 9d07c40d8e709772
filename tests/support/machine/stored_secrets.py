"""The contents of this session's Secret Service, asked without our code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import secretstorage

from desktop.environment.keyring.secret_service import default_collection


@contextmanager
def _items() -> Iterator[list[secretstorage.Item]]:
    with closing(secretstorage.dbus_init()) as bus:
        yield list(default_collection(bus).get_all_items())


def stored_secrets() -> dict[tuple[str, str], bytes]:
    """Return each secret, by its service and name."""
    with _items() as items:
        return {
            (said["service"], said["username"]): each.get_secret() for each in items if (said := each.get_attributes())
        }


def delete_secrets() -> None:
    """Empty the keyring, as on another PC."""
    with _items() as items:
        for each in items:
            each.delete()
