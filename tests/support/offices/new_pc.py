"""A PC that joins an office: its keys are in a store of its own, which no other PC of the test can read."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from functools import cached_property

from desktop.application.office.setting_up import join_office
from desktop.application.ports.database import UnitOfWork
from desktop.bootstrap.keys import DeskKeys, identity_of, new_desk_identity
from desktop.bootstrap.making import begin_witness
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.wiring import desk_keys_of
from desktop.domain.copies.copy import SealedKey
from desktop.domain.office.pcs import JoinRequest
from desktop.domain.shared.ids import DeskId, new_id
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.errors import VaultDamagedError
from desktop.vault.keys import open_key
from tests.db.logs import MemoryStore
from tests.support.offices.builders import Office


@dataclass
class NewPc:
    """The new PC, on the office's database and vault."""

    office: Office
    name: str = "Desk 7"
    desk: DeskId = field(default_factory=lambda: DeskId(new_id()))
    store: MemoryStore = field(default_factory=MemoryStore)

    @cached_property
    def request(self) -> JoinRequest:
        """Its request to join, with the keys that were made for it."""
        signer = KeystoreDaySigner(self.store, self.office.parts.file.origin, self.desk)
        key = base64.b64encode(signer.enrolment_key()).decode()
        return JoinRequest(self.desk, self.name, new_desk_identity(self.store, self.desk), key)

    @property
    def words(self) -> str:
        """The four words that it shows."""
        return self.office.passwords.words_of(self.request.text())

    @cached_property
    def parts(self) -> Parts:
        of = self.office.parts
        return replace(of, file=of.file._replace(desk=self.desk), store=self.store)

    def uow(self) -> UnitOfWork:
        return self.parts.uow(self.desk)

    @property
    def keys(self) -> DeskKeys:
        made = desk_keys_of(self.parts, self.desk)
        assert isinstance(made, DeskKeys)
        return made

    def join(self) -> None:
        """Write its first event, and its first key into the witness."""
        join_office(self.desk, uow=self.uow(), clock=self.office.clock)
        begin_witness(self.parts, self.desk)

    def opens(self, sealed: SealedKey, id: str) -> bool:
        """Return whether what it has in its store opens that data key."""
        try:
            return bool(open_key(sealed, identity_of(self.store, self.desk), id))
        except VaultDamagedError:
            return False
