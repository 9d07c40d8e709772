"""This PC's way to the office's server is changed: tried, logged, and only then stored.

Rules:
- The program is closed here meanwhile: its windows would go on with the old password.
- The new way leads to the log that this PC has pinned, or nothing is changed. Where the database there lacks events
  that the witnesses have, since it was put back from a back-up, the way is stored without an event: whoever states
  what was lost needs it (`log lost`).
- A password that the server's administrator gave this PC's login is tried too, and stored with the way.
- A new password is in the keyring under a name of its own before the server has it, so that a PC that is stopped in
  between gets in with either (`bootstrap.opening`).
- The authority's certificates lie in the office's folder under a name of their content, and the old ones stay.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from desktop.application.office.setting_up import Change, ChangeServer, change_server
from desktop.application.ports.log import Keystore
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.opening import take_given_password, take_next_password
from desktop.bootstrap.pcs import another_way, are_certificates
from desktop.bootstrap.wiring import OpenOffice, opened_by
from desktop.environment.office_file import NEXT_DATABASE_PASSWORD, read_office_file
from desktop.errors import CheckpointNotStoredError, ExternalSystemError, FieldsError, RefusedError, begun
from desktop.files.durable import read_regular, write_file


@dataclass(frozen=True)
class NewWay:
    """The new way to the server. `address`: HOST or HOST:PORT; "" where it stays. `renew`: this PC's password there.

    `given`: the password that its login has there by now; None where it is the keyring's.
    """

    address: str = ""
    authority: Path | None = None
    renew: bool = False
    given: str | None = field(default=None, repr=False)

    @property
    def changes(self) -> frozenset[Change]:
        """Which of them are."""
        wanted = {
            Change.ADDRESS: self.address,
            Change.AUTHORITY: self.authority,
            Change.PASSWORD: self.renew or self.given,
        }
        return frozenset(change for change, is_wanted in wanted.items() if is_wanted)


def change_way(folder: Path, new: NewWay, name: str, own_password: str) -> bool:
    """Change it, as the administrator of that name. Return whether the log has it: False where events are lacking.

    Raises ExternalSystemError (`office_on_one_pc`, `authority_unreadable`), FieldsError, SignInRefusedError,
    NotAllowedError, DatabaseError, CheckpointNotStoredError (the change holds then).
    """
    file, paths = read_office_file(folder)
    if file.database is None:
        raise ExternalSystemError("office_on_one_pc")
    if not new.changes:
        raise FieldsError({"change": "server_change_missing"})
    certificates = b"" if new.authority is None else _certificates(new.authority)
    way = another_way(file.database, new.address, _laid_in(folder, certificates) if certificates else None)
    store = keystore_of(file, paths)
    digest = sha256(certificates).hexdigest() if certificates else ""
    with opened_by(folder, way, new.given) as office:
        told = _is_whole(office)
        not_witnessed = _log(office, new, digest, store, name, own_password) if told else None
    with begun():
        file._replace(database=way).write(paths)
        if told and new.renew:
            take_next_password(store)
        elif new.given is not None:
            take_given_password(store, new.given)
    if not_witnessed is not None:
        raise not_witnessed
    return told


def _log(
    office: OpenOffice, new: NewWay, digest: str, store: Keystore, name: str, own_password: str
) -> CheckpointNotStoredError | None:
    """Log it, and change the password. Return why it is not anchored, where it is not.

    Unless it was refused the next password stays in the keyring: the server may have it.
    """
    by = office.sign_in(name, own_password)
    command = ChangeServer(by, new.changes, digest, _next_password(store) if new.renew else "")
    try:
        office.run(change_server, command)
    except RefusedError:
        store.delete(NEXT_DATABASE_PASSWORD)
        raise
    except CheckpointNotStoredError as error:
        return error
    return None


def _is_whole(office: OpenOffice) -> bool:
    """Return whether the database there has all that a witness has."""
    with office.uow().read_only() as uow:
        return uow.reading.log_size() >= (office.anchored() or 0)


def _next_password(store: Keystore) -> str:
    password = secrets.token_urlsafe(32)
    store.set(NEXT_DATABASE_PASSWORD, password)
    return password


def _certificates(file: Path) -> bytes:
    """Return the certificates in that file. Raises ExternalSystemError (`authority_unreadable`)."""
    try:
        content = read_regular(file)
    except OSError:
        content = b""
    if not are_certificates(content):
        raise ExternalSystemError("authority_unreadable")
    return content


def _laid_in(folder: Path, certificates: bytes) -> Path:
    """Write them into the office's folder, under a name of their content; whatever else has it goes."""
    file = folder.absolute() / f"server-authority-{sha256(certificates).hexdigest()[:12]}.pem"
    with suppress(OSError):
        if read_regular(file) == certificates:
            return file
    file.unlink(missing_ok=True)
    write_file(file, certificates)
    return file
