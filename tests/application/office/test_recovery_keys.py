"""A recovery key that was lost is replaced: the new one opens what the office has, and the lost one nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from desktop.application.office.accounts import Recover
from desktop.application.office.desks import keys_to_renew, renew_some
from desktop.application.office.recovery import ReplaceRecoveryKey, recovery_keys
from desktop.bootstrap.wiring import desk_keys_of
from desktop.domain.copies.copy import SealedKey
from desktop.domain.log.events import EventKind
from desktop.errors import NotAllowedError, RowRefusedError, SignInRefusedError, VaultDamagedError
from desktop.vault.keys import new_identity, open_key
from tests.application.office.test_desks import by, differences, sealed
from tests.support.builders import PEOPLE, Office, a_call
from tests.support.places import EVERYWHERE, owners
from tests.support.refusals import field_problems, refusal

pytestmark = EVERYWHERE


@dataclass(frozen=True)
class RecoveryKey:
    """A recovery key, as age-keygen makes it."""

    identity: str
    recipient: str

    def opens(self, sealed: SealedKey, id: str) -> bool:
        try:
            return bool(open_key(sealed, self.identity, id))
        except VaultDamagedError:
            return False


def a_key() -> RecoveryKey:
    return RecoveryKey(*new_identity())


def known(office: Office) -> tuple[str, ...]:
    return recovery_keys(office.actor("administrator"), uow=office.uow())


def replace(office: Office, new: str = "", lost: str = "", **more: Any) -> RecoveryKey:
    made = a_key()
    said = {"by": by(office, desk=office.back)} | more
    command = ReplaceRecoveryKey(said["by"], lost or known(office)[0], new or made.recipient)
    keys = desk_keys_of(office.parts, office.back)
    again: dict[str, Any] = {"passwords": office.passwords, "policy": office.policy, "desk_keys": keys}
    office.do(command, desk=office.back, **again)
    return made


def renew_all(office: Office) -> None:
    keys = desk_keys_of(office.parts, office.back)
    for key in keys_to_renew(office.back, uow=office.uow(office.back)):
        while renew_some(key, office.back, uow=office.uow(office.back), clock=office.clock, desk_keys=keys):
            pass


def test_the_new_key_opens_everything_and_the_lost_one_nothing_of_now(office: Office) -> None:
    lost = replace(office)
    renew_all(office)
    assert all(lost.opens(*each) for each in sealed(office))
    kept = known(office)[1]
    new = replace(office, lost=lost.recipient)
    renew_all(office)
    office.approved(a_call(3.0, 500))
    assert all(new.opens(*each) and not lost.opens(*each) for each in sealed(office))
    assert known(office) == (new.recipient, kept)
    for key, id in sealed(office):
        assert desk_keys_of(office.parts, office.back).reseal(key, id, key.retention_key_wrapped)
    assert office.verify().whole and not differences(office)


def test_the_log_says_which_key_took_the_place_of_which(office: Office) -> None:
    lost = known(office)[0]
    new = replace(office)
    [event] = [event for event in office.events() if event.kind is EventKind.RECOVERY_KEY_REPLACED]
    assert event.actor == office.people["administrator"]
    assert event.facts == {"was": lost, "now": new.recipient, "retired": ["approved", "original"]}


def test_a_lost_key_makes_no_administrator_and_the_new_one_does(office: Office) -> None:
    lost = known(office)[0]
    new = replace(office)
    with pytest.raises(NotAllowedError):
        recover(office, lost)
    recover(office, new.recipient)


def recover(office: Office, recipient: str) -> None:
    command = Recover(office.front, recipient, "new-administrator", "Demo administrator", "four words of a first one")
    office.do(command)


def test_what_cannot_be_is_said_in_words(office: Office) -> None:
    first, second = known(office)
    for new, problem in {"age1nothing": "recovery_not_a_recipient", second: "recovery_same"}.items():
        assert field_problems(replace, office, new) == {"new": problem}
    assert refusal(replace, office, lost=a_key().recipient) == "recovery_key_changed"
    with pytest.raises(SignInRefusedError):
        replace(office, by=by(office, password="something else entirely", desk=office.back))
    for name in PEOPLE:
        if name != "administrator":
            with pytest.raises(NotAllowedError):
                replace(office, by=by(office, name, desk=office.back))
            with pytest.raises(NotAllowedError):
                recovery_keys(office.actor(name), uow=office.uow())
    assert known(office) == (first, second)


def test_a_key_that_was_put_into_the_row_gets_nothing_wrapped_to_it(office: Office) -> None:
    new, spy = replace(office), a_key()
    with owners(office) as engine, engine.begin() as connection:
        spied = f"replace(recovery_recipients, '{new.recipient}', '{spy.recipient}')"
        connection.exec_driver_sql(f"UPDATE office SET recovery_recipients = {spied}")
    assert differences(office)
    with pytest.raises(RowRefusedError):
        office.approved(a_call(3.0, 500))
    with pytest.raises(RowRefusedError):
        known(office)
