"""With a recovery key a lost keyring is restored, an administrator made anew, another key replaced: and loudly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from desktop.application.log.health import health
from desktop.application.office.accounts import Recover
from desktop.application.office.desks import keys_to_renew, renew_some
from desktop.application.office.recovery import ReplaceRecoveryKey, RestoreKeyring, recovery_keys
from desktop.application.office.signing_in import SignIn, sign_out
from desktop.bootstrap.wiring import desk_keys_of
from desktop.domain.copies.copy import SealedKey
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Person, Role
from desktop.errors import DeskCopiedError, NotAllowedError, RowRefusedError, SignInRefusedError, VaultDamagedError
from desktop.vault.keys import new_identity, open_key
from tests.application.office.test_accounts import FIRST, signed_in
from tests.application.office.test_desks import by, differences, sealed
from tests.support.fakes import nothing_here
from tests.support.fixtures import made
from tests.support.offices.builders import PASSWORD, PEOPLE, Office, a_call
from tests.support.offices.places import EVERYWHERE, owners, shared
from tests.support.refusals import field_problems, refusal


def recipients(office: Office) -> list[str]:
    with office.uow().read_only() as uow:
        return list(uow.proven.recipients("recovery"))


def recover(office: Office, recipient: str, name: str = "recovered", shown: str = "Recovered") -> Person:
    return office.do(Recover(office.front, recipient, name, shown, FIRST))


@pytest.mark.against("administrator")
@pytest.mark.parametrize("number", [0, 1])
def test_each_of_the_two_keys_makes_one_and_the_log_names_it(office: Office, number: int) -> None:
    recipient = recipients(office)[number]
    made = recover(office, recipient)
    assert made.roles == {Role.ADMINISTRATOR} and made.first_password
    event = office.events()[-1]
    assert (event.kind, event.actor, event.facts["recipient"]) == (EventKind.ADMINISTRATOR_RECOVERED, None, recipient)
    assert signed_in(office, "recovered", FIRST) == made
    proof = office.verify()
    assert proof.whole and not proof.findings


@pytest.mark.against("administrator")
def test_another_key_makes_nobody(office: Office) -> None:
    for recipient in ("", "age1nobody", new_identity()[1]):
        before = office.bodies()
        assert refusal(recover, office, recipient) == "not_a_recovery_key"
        assert office.bodies() == before


def restore(office: Office, name: str = "administrator", recipient: str = "", password: str = PASSWORD) -> None:
    """State that the keyring of the counter was lost and its keys were restored."""
    office.do(RestoreKeyring(SignIn(office.front, name, password), recipient or recipients(office)[0]))


def lose_keys(office: Office, *names: str) -> None:
    """Lose the counter's keys of days, as a keyring does that was put back from a back-up of before."""
    stored = json.loads(office.parts.store.get(f"signing-keys/{office.front}") or "")
    kept = {name: value for name, value in stored.items() if not name[0].isdigit() and name not in names}
    office.parts.store.set(f"signing-keys/{office.front}", json.dumps(kept))


@pytest.mark.parametrize("days", [0, 40])
def test_the_pc_goes_on_at_once_also_on_the_day_of_the_key_that_was_lost(office: Office, days: int) -> None:
    signed_in(office, "adviser", PASSWORD)
    lose_keys(office)
    office.clock.pass_by(days=days)
    assert refusal(office.do, sign_out, office.actor("adviser")) == "signing_key_lost"
    restore(office)
    anew, event = office.events()[-2:]
    assert anew.kind is EventKind.SIGNING_KEY_CHANGED and anew.facts["anew"] is True
    assert (event.kind, event.actor) == (EventKind.KEYRING_RESTORED, office.people["administrator"])
    assert event.facts["recipient"] == recipients(office)[0]
    for _ in range(2):
        signed_in(office, "adviser", PASSWORD)
        office.closed()
        proof = office.verify()
        assert proof.whole and not proof.findings, proof
        office.clock.pass_by(days=1)


@pytest.mark.against("administrator")
def test_whoever_lacks_one_of_the_two_changes_nothing(office: Office) -> None:
    for name, recipient, password, error in (
        ("administrator", "", "another password altogether", SignInRefusedError),
        ("supervisor", "", PASSWORD, NotAllowedError),
        ("administrator", new_identity()[1], PASSWORD, NotAllowedError),
    ):
        lose_keys(office)
        before = office.bodies()
        with pytest.raises(error):
            restore(office, name, recipient, password)
        assert office.bodies() == before


def test_without_the_desks_own_secret_nothing_that_is_stated_counts(office: Office) -> None:
    """Whoever has an account at the PC and no back-up of it cannot make its keys."""
    lose_keys(office, "own")
    restore(office)
    proof = office.verify()
    assert not proof.whole and proof.findings


def is_copied(office: Office) -> bool:
    """Return whether health names a copied PC."""
    return any(pc.copied for pc in office.do(health, this_pc=nothing_here).pcs)


served = made(shared)


def test_on_a_server_the_newest_turn_is_the_pcs_again(served: Office) -> None:
    office, name = served, f"signing-keys/{served.front}"
    signed_in(office, "adviser", PASSWORD)
    backed_up = office.parts.store.get(name) or ""
    for _ in range(2):
        signed_in(office, "adviser", PASSWORD)
    office.parts.store.set(name, backed_up)
    with pytest.raises(DeskCopiedError):
        signed_in(office, "adviser", PASSWORD)
    assert is_copied(office)
    restore(office)
    signed_in(office, "adviser", PASSWORD)
    assert office.verify().whole and not is_copied(office)
    office.parts.store.set(name, backed_up)  # the copy, or the old keyring
    with pytest.raises(DeskCopiedError):
        signed_in(office, "adviser", PASSWORD)
    assert is_copied(office)


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


@pytest.mark.against("administrator")
@EVERYWHERE
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


@EVERYWHERE
def test_the_log_says_which_key_took_the_place_of_which(office: Office) -> None:
    lost = known(office)[0]
    new = replace(office)
    [event] = [event for event in office.events() if event.kind is EventKind.RECOVERY_KEY_REPLACED]
    assert event.actor == office.people["administrator"]
    assert event.facts == {"was": lost, "now": new.recipient, "retired": ["approved", "original"]}


@pytest.mark.against("administrator")
@EVERYWHERE
def test_a_lost_key_makes_no_administrator_and_the_new_one_does(office: Office) -> None:
    lost = known(office)[0]
    new = replace(office)
    with pytest.raises(NotAllowedError):
        recover(office, lost)
    recover(office, new.recipient)


@EVERYWHERE
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


@EVERYWHERE
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
