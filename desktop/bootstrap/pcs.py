"""An office on a server as this PC has it open: the port `Pcs`, and the way there with its certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.application.ports.office import Login, Owner
from desktop.bootstrap.opening import Parts
from desktop.domain.shared.ids import DeskId
from desktop.errors import DatabaseError, ExternalSystemError, VaultDamagedError

if TYPE_CHECKING:
    from desktop.application.ports.office import DeskKeys
    from desktop.bootstrap.join_answer import JoinAnswer
    from desktop.domain.office.pcs import JoinRequest


class ServerPcs:
    """Logins on the office's server, and answers to PCs that ask to join. `desk`: the one at this PC."""

    def __init__(self, parts: Parts, desk: DeskId, address: str) -> None:
        self._parts, self._desk, self._address = parts, desk, address

    def request_in(self, file: Path) -> JoinRequest:
        """See the port."""
        from desktop.domain.office.pcs import read_join_request
        from desktop.domain.shared.typed_text import hidden_in
        from desktop.environment.files import read_regular

        try:
            found = read_join_request(read_regular(file).decode("utf-8"))
        except (OSError, ValueError):
            found = None
        if found is None or hidden_in(name=found.name):  # the name is shown before anything else is known of the PC
            raise ExternalSystemError("join_request_unreadable")
        return found

    def new_login(self, desk: DeskId) -> Login:
        """See the port."""
        from db.engines import server_database

        return server_database.new_login(self._parts.engine, self._address, desk)

    def end_statements(self, desk: DeskId, *, first: bool) -> tuple[str, ...]:
        """See the port."""
        from db.engines import server_database

        return server_database.end_statements(self._parts.engine, desk, first=first)

    def run_as(self, owner: Owner, statements: Sequence[str]) -> None:
        """See the port."""
        from db.engines import server_database

        server_database.run_as(self._address, owner.role, owner.password, statements)

    def write_answer(self, file: Path, request: JoinRequest, login: Login) -> str:
        """See the port."""
        from desktop.environment.files import FOR_OTHERS, write_file

        if file.exists():
            raise ExternalSystemError("join_answer_exists")
        self._share_recordings()
        answer = self._answer(request, login)
        try:
            _beside(file).unlink(missing_ok=True)
            write_file(_beside(file), answer.sealed_for(request.recipient), FOR_OTHERS)
        except OSError:
            raise ExternalSystemError("join_answer_not_written") from None
        return answer.words()

    def _share_recordings(self) -> None:
        """Mark the folder of recordings as the office's. Raises ExternalSystemError where other PCs do not find it."""
        from desktop.application.ports.sound import VaultPlace
        from desktop.environment.office_file import is_vault_of as is_of
        from desktop.environment.office_file import mark_vault as mark

        office = self._parts.file
        if office.vault_in is VaultPlace.DATABASE:
            return
        if office.vault is None:
            raise ExternalSystemError("vault_of_one_pc")
        try:
            mark(office.vault, office.id)
        except OSError:
            raise ExternalSystemError("vault_not_written") from None
        if not is_of(office.vault, office.id):
            raise ExternalSystemError("vault_of_another_office")

    def keep_answer(self, file: Path) -> None:
        """See the port."""
        from desktop.environment.files import sync_folder

        _beside(file).replace(file)
        sync_folder(file.absolute().parent)

    def discard_answer(self, file: Path) -> None:
        """See the port."""
        _beside(file).unlink(missing_ok=True)

    def keys_of_recovery(self, recovery: Path | str) -> DeskKeys:
        """See the port."""
        from desktop.environment.files import read_regular
        from desktop.vault.desk_keys import DeskKeys
        from desktop.vault.keys import identities_in, typed_identities

        try:
            if isinstance(recovery, str):
                identity = typed_identities(recovery)[0]
            else:
                identity = identities_in(read_regular(recovery).decode("utf-8"))[0]
        except (OSError, ValueError, IndexError):
            raise VaultDamagedError("vault_key_not_ours") from None
        return DeskKeys(lambda: identity)

    def _answer(self, request: JoinRequest, login: Login) -> JoinAnswer:
        from desktop.bootstrap.join_answer import JoinAnswer
        from desktop.environment.day_signer import KeystoreDaySigner

        file, paths, folder = self._parts.file, self._parts.paths, self._parts.vault_folder
        pinned = KeystoreDaySigner(self._parts.store, file.origin, self._desk).pinned
        assert pinned is not None, "signing in has pinned it"
        stamps = ("", "") if file.time_stamps is None else (file.time_stamps[0], file.time_stamps[1].read_text("ascii"))
        return JoinAnswer(
            office=file.id,
            desk=request.desk,
            database=login.address,
            authority=_authority(self._address),
            password=login.password,
            vault="" if folder is None else str(folder.absolute()),
            witnesses=tuple(str(each.absolute()) for each in file.witnesses(paths.folder)),
            stamps=stamps[0],
            stamps_certificates=stamps[1],
            genesis=pinned.hex(),
        )


def pcs_of(parts: Parts, desk: DeskId) -> ServerPcs | None:
    """Return them for an office on a server; None for one on one PC, which no other can join."""
    return None if parts.file.database is None else ServerPcs(parts, desk, parts.file.database)


def _authority(address: str) -> str:
    """Return the certificate (PEM) of the authority that signed the server's; "" for a socket of this machine."""
    from db.engines.server_address import read_address

    file = read_address(address).authority
    return Path(file).read_text("ascii") if file else ""


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.unfinished")


def with_authority(address: str, file: Path) -> str:
    """Return a server's address, with the file of its authority on this PC."""
    from sqlalchemy.engine import make_url

    return make_url(address).update_query_dict({"sslrootcert": str(file)}).render_as_string(hide_password=False)


def authority_of(address: str) -> Path | None:
    """Return the file of the authority that a server's address names, whether it is there or not."""
    from sqlalchemy.engine import make_url

    named = make_url(address).query.get("sslrootcert")
    return Path(named) if isinstance(named, str) else None


def another_way(address: str, typed: str, authority: Path | None) -> str:
    """Return a server's address with another host (HOST or HOST:PORT; "" where it stays) or authority.

    Raises DatabaseError (`database_address_host`, `database_authority_unused`, `database_address_authority`).
    """
    from db.engines.server_address import PORT, read_address

    way = read_address(address)
    if typed:
        try:
            found = urlsplit(f"//{typed}")
            host, port = found.hostname or "", found.port or PORT
        except ValueError:
            host, port = "", 0
        if not host or found.netloc != typed or "@" in typed:
            raise DatabaseError("database_address_host")
        way = replace(way, host=host, port=port)
    if authority is not None:
        if way.local:
            raise DatabaseError("database_authority_unused")
        way = replace(way, authority=str(authority))
    return str(read_address(str(way)))


def are_certificates(content: bytes) -> bool:
    """Return whether these are certificates, in PEM."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return bool(load_pem_x509_certificates(content))
    except ValueError:
        return False


def authority_ends(parts: Parts) -> datetime | None:
    """Return when the first certificate of the authority ends by which the server is trusted; None without one."""
    from db.engines.server_address import read_address

    file = read_address(parts.file.database).authority if parts.file.database else ""
    if not file:
        return None
    from cryptography.x509 import load_pem_x509_certificates

    return min(each.not_valid_after_utc for each in load_pem_x509_certificates(Path(file).read_bytes()))


def server_ends(parts: Parts, now: datetime) -> datetime | None:
    """Return when the certificate ends by which the server proves itself; None where it is not known.

    The server is asked once an hour at the most.
    """
    return None if parts.file.database is None else _server_ends(parts.file.database, f"{now:%Y-%m-%dT%H}")


@lru_cache(maxsize=2)
def _server_ends(address: str, _hour: str) -> datetime | None:
    from db.engines.server_address import ends_at, read_address

    return ends_at(read_address(address))


def has_begun(parts: Parts, desk: DeskId) -> bool:
    """Return whether that desk has written its first event."""
    from db.log.audit_log import first_key

    with parts.engine.connect() as connection:
        return first_key(connection, desk) is not None
