"""The port `Pcs`: an office on a server, as this PC has it open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.application.ports.pcs import Login, Owner
from desktop.bootstrap.opening import Parts
from desktop.domain.shared.ids import DeskId
from desktop.errors import SurroundingsError, VaultDamagedError

if TYPE_CHECKING:
    from desktop.application.ports.pcs import DeskKeys
    from desktop.bootstrap.join_answer import JoinAnswer
    from desktop.domain.office.join_request import JoinRequest


class ServerPcs:
    """Logins on the office's server, and answers to PCs that ask to join. `desk`: the one at this PC."""

    def __init__(self, parts: Parts, desk: DeskId, address: str) -> None:
        self._parts, self._desk, self._address = parts, desk, address

    def request_in(self, file: Path) -> JoinRequest:
        """See the port."""
        from desktop.domain.office.join_request import read_request
        from desktop.domain.shared.hidden_characters import hidden_in
        from desktop.environment.lasting import read_regular

        try:
            found = read_request(read_regular(file).decode("utf-8"))
        except (OSError, ValueError):
            found = None
        if found is None or hidden_in(name=found.name):  # the name is shown before anything else is known of the PC
            raise SurroundingsError("join_request_unreadable")
        return found

    def new_login(self, desk: DeskId) -> Login:
        """See the port."""
        from db.engines import desk_logins

        return desk_logins.new_login(self._parts.engine, self._address, desk)

    def end_statements(self, desk: DeskId, *, first: bool) -> tuple[str, ...]:
        """See the port."""
        from db.engines import desk_logins

        return desk_logins.end_statements(self._parts.engine, desk, first=first)

    def run_as(self, owner: Owner, statements: Sequence[str]) -> None:
        """See the port."""
        from db.engines import desk_logins

        desk_logins.run_as(self._address, owner.role, owner.password, statements)

    def write_answer(self, file: Path, request: JoinRequest, login: Login) -> str:
        """See the port."""
        from desktop.environment.lasting import FOR_OTHERS, write_file

        if file.exists():
            raise SurroundingsError("join_answer_exists")
        self._share_recordings()
        answer = self._answer(request, login)
        try:
            _beside(file).unlink(missing_ok=True)
            write_file(_beside(file), answer.sealed_for(request.recipient), FOR_OTHERS)
        except OSError:
            raise SurroundingsError("join_answer_not_written") from None
        return answer.words()

    def _share_recordings(self) -> None:
        """Mark the folder of recordings as the office's. Raises SurroundingsError where other PCs do not find them."""
        from desktop.application.ports.vault import VaultPlace
        from desktop.environment.vault_mark import is_of, mark

        office = self._parts.file
        if office.vault_in is VaultPlace.DATABASE:
            return
        if office.vault is None:
            raise SurroundingsError("vault_of_one_pc")
        try:
            mark(office.vault, office.id)
        except OSError:
            raise SurroundingsError("vault_not_written") from None
        if not is_of(office.vault, office.id):
            raise SurroundingsError("vault_of_another_office")

    def keep_answer(self, file: Path) -> None:
        """See the port."""
        from desktop.environment.lasting import sync_folder

        _beside(file).replace(file)
        sync_folder(file.absolute().parent)

    def discard_answer(self, file: Path) -> None:
        """See the port."""
        _beside(file).unlink(missing_ok=True)

    def keys_of_recovery(self, recovery: Path | str) -> DeskKeys:
        """See the port."""
        from desktop.environment.lasting import read_regular
        from desktop.vault.desk_keys import DeskKeys
        from desktop.vault.envelopes import identities_in, typed_identities

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
