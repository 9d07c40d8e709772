"""Cleaning up what an unfinished office has left outside its unfinished folder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path

from desktop.domain.shared.ids import DeskId
from desktop.environment.keyring_store import open_keyring, service_name
from desktop.environment.office_file import DATABASE_KEY, DATABASE_PASSWORD, DEMO, OfficeFile, read_office_file
from desktop.environment.witness import Witness
from desktop.errors import SurroundingsError


def key_names(desks: list[DeskId]) -> list[str]:
    """Return the names under which an office with these desks may have keys in this account's keyring."""
    each = [f"{kind}/{desk}" for desk in desks for kind in ("identity", "signing-keys")]
    return [DATABASE_KEY, DATABASE_PASSWORD, *each]


def give_up(folder: Path, witness: Path | None = None, clear_rows: Callable[[OfficeFile], None] | None = None) -> None:
    """Remove what the unfinished new office in that folder has left elsewhere. Can be repeated.

    `witness`: the file in use now; another that cannot be reached is left as it is, and delays nobody.
    `clear_rows`: empties its database on a server. Raises SurroundingsError where the keyring, that witness file or the
    server cannot be reached.
    """
    try:
        file, _ = read_office_file(folder)
    except SurroundingsError:
        return  # not even that was written, and it comes first
    if file.kind == DEMO:
        return
    if clear_rows is not None:
        clear_rows(file)
    store = open_keyring(service_name(file.id))
    for name in key_names([file.desk]):
        store.delete(name)
    if file.witness is not None:
        with nullcontext() if file.witness == witness else suppress(SurroundingsError):
            Witness(file.witness).forget(file.origin)
