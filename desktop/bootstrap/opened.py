"""An office that is open for a piece of work without windows: a command, a nightly run, a look at a restored office.

Rules:
- It is closed at the end of the work, whatever ends it.
- It has the ports of a desk, each made when something first needs it: nothing here plays sound, and a file of this PC
  that cannot be read stops only the work that needs it.
- The policies are compared with the log when they are first read. The windows do that later.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from desktop.application.ports.database import Clock
from desktop.application.ports.desk import Desk
from desktop.application.shared.commands import bound
from desktop.bootstrap.opening import Parts, open_parts
from desktop.environment.clock import SystemClock
from desktop.errors import DatabaseError, RowRefusedError

if TYPE_CHECKING:
    from desktop.application.office.signing_in import InPerson
    from desktop.application.ports.database import UnitOfWork
    from desktop.application.ports.desk import LocalHealth
    from desktop.application.ports.office import DeskKeys, OfficeFacts
    from desktop.application.ports.sound import Strongroom
    from desktop.bootstrap.pcs import ServerPcs
    from desktop.bootstrap.policies import PoliciesHere
    from desktop.bootstrap.verifying import AnchoredIn, VerifierOver
    from desktop.domain.office.pcs import EnrolledDesk
    from desktop.domain.office.people import Permission
    from desktop.domain.shared.ids import DeskId
    from desktop.environment.passwords import Passwords
    from desktop.environment.policies import TomlPolicies
    from desktop.environment.telephone_numbers import TelephoneNumbers


def opened(folder: Path, *, as_it_is: bool = False, unattended: bool = False) -> OpenOffice:
    """Open the office in that folder: `with opened(folder) as office`. Raises as `open_parts`, which says the rest."""
    return OpenOffice(open_parts(folder, as_it_is=as_it_is, unattended=unattended))


def opened_by(folder: Path, way: str, password: str | None = None) -> OpenOffice:
    """Open the office alone, by another address of its server, or with another password there than the keyring's.

    Raises DatabaseError (`database_of_another_log`, `database_not_there`, `database_not_proved`,
    `database_certificate_...`, `database_login_refused`), DeskCopiedError.
    """
    from db.engines.locks import hold
    from db.engines.server_address import read_address
    from db.engines.server_database import let_in, reached

    with let_in(DatabaseError("database_login_refused")), reached(read_address(way)):
        office = OpenOffice(open_parts(folder, way=way, password=password))
    try:
        hold(office.parts.engine, None, office.id)
        try:
            with office.uow().read_only() as uow:
                uow.proven.follow()
        except RowRefusedError:
            raise DatabaseError("database_of_another_log") from None
        with office.uow().read_only() as uow:
            uow.turns.must_be_ours()
    except BaseException:
        office.close()
        raise
    return office


class OpenOffice(Desk):
    """The open office, at this PC's own desk, or at another whose keys it has. Its screens' ports are not there."""

    parts: Parts

    def __init__(self, parts: Parts, clock: Clock | None = None, desk: DeskId | None = None) -> None:
        id, vault_in = desk or parts.file.desk, parts.file.vault_in
        vars(self).update(parts=parts, id=id, clock=clock or SystemClock(), vault_in=vault_in)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the office, and the connection to its directory."""
        passwords: Passwords | None = vars(self).get("passwords")
        if passwords is not None and passwords.directory is not None:
            passwords.directory.close()
        self.parts.engine.dispose()

    def run(self, use_case: Callable[..., Any], *given: object, **ports: object) -> Any:
        """Return what the use case returns for these arguments. `ports`: instead of the office's own."""
        return bound(use_case, self, *given, **ports)()

    def sign_in(self, name: str, password: str, needed: Permission | None = None) -> InPerson:
        """Sign someone in, who may do what is `needed`. Raises SignInRefusedError, NotAllowedError, DirectoryError."""
        from desktop.application.office.signing_in import InPerson, SignIn, sign_in
        from desktop.application.shared.commands import Actor

        person = self.run(sign_in, SignIn(self.id, name, password)).person
        if needed is not None:
            person.must(needed)
        return InPerson(Actor(person.id, self.id), password)

    def uow(self) -> UnitOfWork:
        return self.parts.uow(self.id)

    @cached_property
    def office(self) -> OfficeFacts:
        with self.uow().read_only() as uow:
            return uow.offices.get()

    @cached_property
    def enrolled(self) -> EnrolledDesk:
        """This PC, as the office knows it."""
        with self.uow().read_only() as uow:
            return uow.offices.desk(self.id)

    @cached_property
    def passwords(self) -> Passwords:
        from desktop.environment.passwords import passwords_of

        return passwords_of(self.parts.file)

    @cached_property
    def policies(self) -> PoliciesHere:
        from desktop.bootstrap.policies import PoliciesHere

        return PoliciesHere(self.parts, proven=True)

    @property
    def texts(self) -> TomlPolicies:
        from desktop.environment.policies import TomlPolicies

        return TomlPolicies(self.parts.file)

    @property
    def numbers(self) -> TelephoneNumbers:
        from desktop.environment.telephone_numbers import TelephoneNumbers

        return TelephoneNumbers()

    @property
    def verifier(self) -> VerifierOver:
        from desktop.bootstrap.verifying import verifier_over

        return verifier_over(self.parts, self.id, self.clock)

    @property
    def anchored(self) -> AnchoredIn:
        from desktop.bootstrap.verifying import AnchoredIn, milestones_of

        return AnchoredIn(self.parts.witness, milestones_of(self.parts))

    @property
    def this_pc(self) -> Callable[..., LocalHealth]:
        from desktop.bootstrap.pc_state import known_here

        return partial(known_here, self.parts)

    @property
    def desk_keys(self) -> DeskKeys:
        from desktop.bootstrap.wiring import desk_keys_of

        return desk_keys_of(self.parts, self.id)

    @property
    def pcs(self) -> ServerPcs | None:
        from desktop.bootstrap.pcs import pcs_of

        return pcs_of(self.parts, self.id)

    @cached_property
    def strongroom(self) -> Strongroom | None:
        from desktop.bootstrap.wiring import strongroom_of

        return strongroom_of(self.parts, self.id) if self.enrolled.opens_originals else None
