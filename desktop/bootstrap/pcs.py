"""The office's PCs: how this one is, its way to the server (the port `Pcs`), and the answer to one that asks to join.

Rules of an answer:
- It is JSON, encrypted (age) to the recipient of the request. Whoever else has the file reads nothing in it.
- It bears the hash of the log's first event: the new PC believes no other log.
- Four words stand for the whole of it: first event, server and all. The PC that granted it shows them, and the new PC
  asks for them before it does anything with it.
- Everything in it is as this program writes it, or the answer is refused whole.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from db.engines.server_address import PORT, ends_at, read_address
from desktop import __version__
from desktop.application.ports.desk import LocalHealth, PcState, Player
from desktop.application.ports.office import Login, Owner
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.keys import DeskKeys
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.policies import policies_of
from desktop.domain.office.pcs import DeskKind, JoinRequest, Lack, read_join_request
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.domain.shared.typed_text import hidden_in
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.environment.office_file import DEMO, OfficeFile
from desktop.environment.own_log import was_missed
from desktop.environment.passwords import four_words_of
from desktop.environment.policies import directory_policy
from desktop.environment.witnesses import is_on_own_disk
from desktop.errors import DatabaseError, DirectoryError, ExternalSystemError, PolicyRefusedError, VaultDamagedError
from desktop.files.durable import FOR_OTHERS, put_in_place, read_regular, write_file
from desktop.files.permissions import is_ours_alone, may_everybody_change
from desktop.lockdown.at_start import foreign_libraries, is_dumpable
from desktop.lockdown.windows import is_remote
from desktop.playback.ways_out import Cards
from desktop.vault.blobs import is_vault_of

if TYPE_CHECKING:
    from desktop.environment.ldap.directory import DirectoryPolicy


class ServerPcs:
    """Logins on the office's server, and answers to PCs that ask to join. `desk`: the one at this PC."""

    def __init__(self, parts: Parts, desk: DeskId, address: str) -> None:
        self._parts, self._desk, self._address = parts, desk, address

    def request_in(self, file: Path) -> JoinRequest:
        """See the port."""
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
        if file.exists():
            raise ExternalSystemError("join_answer_exists")
        self._must_share_recordings()
        answer = self._answer(request, login)
        try:
            _beside(file).unlink(missing_ok=True)
            write_file(_beside(file), answer.sealed_for(request.recipient), FOR_OTHERS)
        except OSError:
            raise ExternalSystemError("join_answer_not_written") from None
        return answer.words()

    def _must_share_recordings(self) -> None:
        """Raise ExternalSystemError where other PCs do not find the recordings."""
        office = self._parts.file
        if office.vault_in is VaultPlace.DATABASE:
            return
        if office.vault is None:
            raise ExternalSystemError("vault_of_one_pc")
        if not is_vault_of(office.vault, office.id):
            raise ExternalSystemError("vault_away")

    def keep_answer(self, file: Path) -> None:
        """See the port."""
        put_in_place(_beside(file), file.absolute())

    def discard_answer(self, file: Path) -> None:
        """See the port."""
        _beside(file).unlink(missing_ok=True)

    def keys_of_recovery(self, recovery: Path | str) -> DeskKeys:
        """See the port."""
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
    file = read_address(address).authority
    return Path(file).read_text("ascii") if file else ""


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.unfinished")


def with_authority(address: str, file: Path) -> str:
    """Return a server's address, with the file of its authority on this PC."""
    return make_url(address).update_query_dict({"sslrootcert": str(file)}).render_as_string(hide_password=False)


def authority_of(address: str) -> Path | None:
    """Return the file of the authority that a server's address names, whether it is there or not."""
    named = make_url(address).query.get("sslrootcert")
    return Path(named) if isinstance(named, str) else None


def another_way(address: str, typed: str, authority: Path | None) -> str:
    """Return a server's address with another host (HOST or HOST:PORT; "" where it stays) or authority.

    Raises DatabaseError (`database_address_host`, `database_authority_unused`, `database_address_authority`).
    """
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
    return ends_at(read_address(address))


ANSWER_VERSION = 1
LARGEST_ANSWER = 1 << 20


@dataclass(frozen=True)
class JoinAnswer:
    """The administrator's answer to the new PC. Paths are as they are on the PC that granted it.

    `database`: the server's address with the PC's own role; `authority`: the certificate of the server's authority
    (PEM); `vault`: the shared folder, or "" where recordings are in the database; `genesis`: the hash of the log's
    first event, in hexadecimal.
    """

    office: OfficeId
    desk: DeskId
    database: str
    authority: str
    password: str = field(repr=False)
    vault: str
    witnesses: tuple[str, ...]
    stamps: str
    stamps_certificates: str
    genesis: str

    def sealed_for(self, recipient: str) -> bytes:
        """Return the content of the file, for that PC alone."""
        from desktop.vault.keys import wrap_retention_key

        return wrap_retention_key(self._text().encode(), [recipient])

    def words(self) -> str:
        """Return its four words."""
        return four_words_of(self._text())

    def _text(self) -> str:
        return json.dumps({"version": ANSWER_VERSION, **asdict(self)})


def read_answer(file: Path, identity: str, desk: DeskId) -> JoinAnswer:
    """Read an answer to this PC's request. Raises ExternalSystemError (`join_answer_...`)."""
    from desktop.vault.keys import unwrap_retention_key

    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_ANSWER)
    except OSError:
        raise ExternalSystemError("join_answer_unreadable") from None
    try:
        plain = unwrap_retention_key(content, identity)
    except VaultDamagedError:
        raise ExternalSystemError("join_answer_not_ours") from None
    answer = _parsed(plain)
    if answer.desk != desk:
        raise ExternalSystemError("join_answer_not_ours")
    return answer


def _parsed(plain: bytes) -> JoinAnswer:
    try:
        found: dict[str, Any] = json.loads(plain)
        if found.pop("version") != ANSWER_VERSION:
            raise ValueError("another version")
        found["witnesses"] = tuple(found["witnesses"])
        answer = JoinAnswer(**found)
        texts = [value for name, value in found.items() if name != "witnesses"]
        if not all(isinstance(text, str) for text in (*texts, *answer.witnesses)) or not answer.witnesses:
            raise ValueError("not text")
        if len(bytes.fromhex(answer.genesis)) != 32:
            raise ValueError("no hash")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ExternalSystemError("join_answer_unreadable") from None
    return answer


WARNED = timedelta(days=30)
"""How long before the end of a certificate someone is told."""
ROOM = 1 << 30
"""How many bytes have to be free on a disk before someone is told: a day's recordings take some hundred million."""


def pc_state_of(parts: Parts, kind: DeskKind) -> PcState:
    """Return how it is now. Reads the witness files: not on the GUI thread."""
    lacks = {
        Lack.SOUND: plays_sound(parts.file, kind) and not _has_sound(),
        Lack.KEYRING: parts.file.keys_in_file,
        Lack.WITNESS: not parts.witness.are_there(),
        Lack.WITNESS_ELSEWHERE: is_on_own_disk(parts.file, parts.paths.folder),
        Lack.KEYRING_AT_NIGHT: was_missed(),
        **_of_process(),
        **directory_of_pc(parts),
    }
    return PcState(__version__, frozenset(lack.value for lack, is_so in lacks.items() if is_so))


def directory_of_pc(parts: Parts) -> dict[Lack, bool]:
    """Return whether its file of the directory names groups in vain, or nobody names any. Without the file, nothing."""
    try:
        own = directory_policy(parts.file)
        if own is None:
            return {}
        named = policies_of(parts, proven=False).office.directory_groups
    except PolicyRefusedError:
        return {}
    return {
        Lack.DIRECTORY_GROUPS_UNUSED: bool(own.groups and named),
        Lack.NO_DIRECTORY_GROUP: not (own.groups or named),
    }


def plays_sound(file: OfficeFile, kind: DeskKind) -> bool:
    """Return whether calls are played at this PC: originals and copies where they are prepared, copies where they are
    approved or played to customers. Nothing is at one for reviews, nor at one that is kept for jobs.
    """
    return kind is not DeskKind.REVIEW and not file.keys_in_file


def known_here(parts: Parts, now: datetime, player: Player | None = None) -> LocalHealth:
    """Return what only this PC knows of how the office does. `player`: where it has one open."""
    from desktop.application.log.health import Trouble  # opening an office does without

    ends, server = authority_ends(parts), server_ends(parts, now)
    troubles = {
        Trouble.CERTIFICATE_ENDS: ends is not None and ends - now < WARNED,
        Trouble.SERVER_CERTIFICATE_ENDS: server is not None and server - now < WARNED,
        Trouble.MOVE_UNFINISHED: parts.file.database is not None and parts.paths.database.exists(),
        Trouble.WITNESS_AWAY: not parts.witness.are_there(),
        Trouble.WITNESS_UNDECIDED: parts.file.witness is None and parts.file.kind != DEMO,
        Trouble.VAULT_AWAY: parts.file.vault is not None and not is_vault_of(parts.file.vault, parts.file.id),
        Trouble.OFFICE_OPEN: _is_so(lambda: not is_ours_alone(parts.paths.folder)),
        Trouble.SHARE_OPEN: any(_is_so(partial(may_everybody_change, each)) for each in _shared(parts)),
        Trouble.REMOTE_SESSION: is_remote(),
        Trouble.OFFICE_DISK: _is_full(parts.paths.folder),
        Trouble.VAULT_DISK: parts.file.vault is not None and _is_full(parts.file.vault),
    }
    codes = {trouble.value for trouble, is_so in troubles.items() if is_so} | _of_directory(parts, now)
    engine = "" if player is None else player.status().engine
    return LocalHealth(frozenset(codes), ends, server, demo=parts.file.kind == DEMO, engine=engine)


def _shared(parts: Parts) -> tuple[Path, ...]:
    """Return what this PC shares with others: the folder for recordings, where they do, and the witness files."""
    vault = parts.file.vault
    return (*(() if vault is None else (vault,)), *parts.file.witnesses(parts.paths.folder))


def _is_so(look: Callable[[], bool]) -> bool:
    """Return what comes of that look at a file. What is away, or does not say who may open it, is told otherwise."""
    with suppress(OSError):
        return look()
    return False


def _is_full(folder: Path) -> bool:
    """Return whether little is left on that folder's disk."""
    return _is_so(lambda: shutil.disk_usage(folder).free < ROOM)


def _of_directory(parts: Parts, now: datetime) -> set[str]:
    """Return what someone has to look at of this PC's directory, which is asked once a minute at the most."""
    try:
        own = directory_policy(parts.file)
    except PolicyRefusedError:
        return set()  # signing in says it, and doctor
    if own is None:
        return set()
    found = directory_trouble(own, now.replace(second=0, microsecond=0))
    return set() if found is None else {found}


@lru_cache(maxsize=2)
def directory_trouble(policy: DirectoryPolicy, now: datetime) -> str | None:
    """Return what someone has to look at of that directory, as a code of Health; None where it answers as it should."""
    from desktop.application.log.health import Trouble
    from desktop.environment.ldap.directory import LdapDirectory

    try:
        ends = LdapDirectory(policy).certificate_ends()
    except DirectoryError as error:
        return (Trouble.DIRECTORY_AWAY if error.code == "directory_unreachable" else Trouble(error.code)).value
    return Trouble.DIRECTORY_CERTIFICATE_ENDS.value if ends - now < WARNED else None


def _has_sound() -> bool:
    """Return whether there is a card to play to; where only the player could tell, that there is."""
    return sys.platform != "linux" or bool(Cards().devices(tuple))


def _of_process() -> dict[Lack, bool]:
    if sys.platform != "linux":
        return {}
    return {Lack.OWN_MEMORY: is_dumpable(), Lack.OWN_CODE: bool(foreign_libraries())}
