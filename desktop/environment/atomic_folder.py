"""A folder that exists whole or not at all: filled beside its place, synced, and renamed when finished.

While `NAME` is filled it is called `.NAME.unfinished`. `MARK` in it says what it is to become, and is locked by the
process that fills it: so a killed program's leftovers are told from a folder being filled. The next one that fills such
a folder in the same place removes them, under any name. `MARK` goes last, or when the office is opened (`finish`).
A new office leaves keys and a witness file elsewhere. `give_up` removes them first; where it cannot, the unfinished
folder stays, since only it says where they are.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from enum import StrEnum
from pathlib import Path

from desktop.domain.shared.ids import DeskId
from desktop.environment.keyring.stores import open_keyring, service_name
from desktop.environment.office_file import (
    DATABASE_KEY,
    DATABASE_PASSWORD,
    DEMO,
    OfficeFile,
    read_office_file,
)
from desktop.environment.witnesses import Witness
from desktop.errors import ExternalSystemError, in_place_of
from desktop.files.durable import locked, make_folder, once_free, sync_folder, sync_tree, try_lock

MARK = "unfinished.txt"
_UNFINISHED = ".unfinished"


class Kind(StrEnum):
    """The purpose of the folder."""

    BACKUP = "backup"
    RESTORED = "restored office"
    OFFICE = "new office"
    JOINED = "joined office"
    DEMO = "demo office"
    EXPORT = "log export"


GiveUp = Callable[[Path], None]
"""Removes what an unfinished new office has left elsewhere. Raises ExternalSystemError where it cannot."""


@contextmanager
def whole_folder(target: Path, kind: Kind, give_up: GiveUp) -> Iterator[Path]:
    """Yield a folder to fill, which becomes `target` if nothing goes wrong, and is removed otherwise.

    Raises ExternalSystemError (`backup_exists`, `backup_not_written`, `folder_being_filled`, or what `give_up` raises);
    where the disk fails once it is being filled, it has `begun`.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ExternalSystemError("backup_exists")
    beside = target.with_name(f".{target.name}{_UNFINISHED}")
    failed = ExternalSystemError("backup_not_written")
    with in_place_of(OSError, failed):
        make_folder(target.parent)
        _clear_up(beside, kind, give_up)
        with ExitStack() as held:
            _begin(beside, kind, held)
            failed.begun = True
            with _given_up_on_failure(beside, give_up):
                yield beside
                sync_tree(beside)
                if os.name == "nt":
                    held.close()  # Windows renames no folder in which a file is open
                if target.exists():
                    once_free(target.rmdir)
                once_free(lambda: beside.rename(target))
        sync_folder(target.parent)
        (target / MARK).unlink(missing_ok=True)


def finish(folder: Path) -> None:
    """Delete the mark that a killed program left in a folder that is whole; not that of one being filled."""
    if not folder.name.endswith(_UNFINISHED):
        with suppress(OSError):
            (folder / MARK).unlink(missing_ok=True)


def _begin(beside: Path, kind: Kind, held: ExitStack) -> None:
    beside.mkdir(mode=0o700)
    file = held.enter_context((beside / MARK).open("xb", buffering=0))
    with suppress(OSError):  # a file system without locks
        held.enter_context(locked(file.fileno()))
    file.write(kind.encode())


@contextmanager
def _given_up_on_failure(beside: Path, give_up: GiveUp) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(ExternalSystemError, OSError):  # then it stays, for the next one to remove
            _remove(beside, give_up)
        raise


def _clear_up(beside: Path, kind: Kind, give_up: GiveUp) -> None:
    """Remove the leftovers of killed programs: under this very name, and of this kind under another."""
    for left in sorted(beside.parent.glob(f".*{_UNFINISHED}")):
        ours = left == beside
        if not ours and _kind_of(left) != kind:
            continue
        if _is_being_filled(left, ours):
            if ours:
                raise ExternalSystemError("folder_being_filled")
            continue
        try:
            _remove(left, give_up)
        except ExternalSystemError:
            if ours:
                raise


def _remove(left: Path, give_up: GiveUp) -> None:
    if _kind_of(left) == Kind.OFFICE:
        give_up(left)
    # The mark goes with the folder, after everything it describes.
    for path in left.iterdir():
        if path.name == MARK:
            continue
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    shutil.rmtree(left)


def _kind_of(left: Path) -> str | None:
    try:
        return (left / MARK).read_text("utf-8")
    except (OSError, ValueError):
        return None


def _is_being_filled(left: Path, ours: bool) -> bool:
    try:
        with (left / MARK).open("r+b", buffering=0) as file:
            return not try_lock(file.fileno())
    except FileNotFoundError:
        return False
    except OSError:
        return not ours  # it is unclear; under this very name it is to be filled now


def key_names(desks: list[DeskId]) -> list[str]:
    """Return the names under which an office with these desks may have keys in this account's keyring."""
    each = [f"{kind}/{desk}" for desk in desks for kind in ("identity", "signing-keys")]
    return [DATABASE_KEY, DATABASE_PASSWORD, *each]


def give_up(folder: Path, witness: Path | None = None, clear_rows: Callable[[OfficeFile], None] | None = None) -> None:
    """Remove what the unfinished new office in that folder has left elsewhere. Can be repeated.

    `witness`: the file in use now; another that cannot be reached is left as it is, and delays nobody.
    `clear_rows`: empties its database on a server. Raises ExternalSystemError where the keyring, that file or the
    server cannot be reached.
    """
    try:
        file, _ = read_office_file(folder)
    except ExternalSystemError:
        return  # not even that was written, and it comes first
    if file.kind == DEMO:
        return
    if clear_rows is not None:
        clear_rows(file)
    store = open_keyring(service_name(file.id))
    for name in key_names([file.desk]):
        store.delete(name)
    if file.witness is not None:
        with nullcontext() if file.witness == witness else suppress(ExternalSystemError):
            Witness(file.witness).forget(file.origin)
