"""A desk whose keyring was lost begins a key by its spare key: right before it says so, and in no other way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.log.audit_log import AuditLog
from desktop.domain.log.events import EventKind
from desktop.environment.day_signer import KeystoreDaySigner
from tests.db.logs import DESK, NOON, Office, an_event
from tests.verify.test_losses import DAY, OTHER, begin_anew, believed, codes, enrol


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return a log of two desks; the second has lost its keys."""
    made = Office(tmp_path)
    enrol(made)
    for desk in (DESK, OTHER):
        made.record(an_event(NOON, desk))
        made.anchor(NOON, desk)
    lose(made)
    return made


def lose(office: Office) -> None:
    """Let the second desk have what is in a back-up of before: all but the keys of days."""
    name, values = f"signing-keys/{OTHER}", office.stores[OTHER].values
    values[name] = json.dumps({what: said for what, said in json.loads(values[name]).items() if not what[0].isdigit()})
    office.remembered.clear()


def restored(office: Office, desk: str = OTHER, days: int = 1) -> None:
    office.record(an_event(NOON + days * DAY, desk, EventKind.KEYRING_RESTORED))


@pytest.mark.parametrize("days", [0, 1, 9])
def test_the_key_right_before_the_desks_own_statement_counts(office: Office, days: int) -> None:
    restored(office, days=days)
    office.anchor(NOON + days * DAY, OTHER)
    office.record(an_event(NOON + (days + 1) * DAY, OTHER, EventKind.REQUEST_APPROVED))
    office.anchor(NOON + (days + 1) * DAY, OTHER)
    assert codes(office) == set() and False not in believed(office)


def test_as_often_as_it_is_stated_and_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    restored(office)
    lose(office)
    restored(office)
    assert codes(office) == set() and False not in believed(office)
    begin_anew(office, monkeypatch)
    assert codes(office) == {"wrong_day_key"} and believed(office)[-2:] == [True, False]


def test_another_desks_statement_excuses_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it comes right after the key."""
    monkeypatch.setattr(AuditLog, "_begins_anew", lambda *_: True)
    with office.log(OTHER) as log:
        tree, newest = log._head()
        log._look_again(tree.size)
        log._write(tree, *log._next_key(an_event(NOON, OTHER), newest))
    monkeypatch.undo()
    restored(office, DESK, 0)
    assert codes(office) == {"wrong_day_key"}
    office.record(an_event(NOON, OTHER))
    assert believed(office)[-2:] == [True, True]
    office.record(an_event(NOON, OTHER, EventKind.REQUEST_APPROVED))
    assert not believed(office)[-1], "nothing that this key signs gives authority"


def test_a_key_that_another_key_signed_is_none(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    attackers = Ed25519PrivateKey.generate()
    monkeypatch.setattr(KeystoreDaySigner, "sign_anew", lambda _, data: attackers.sign(data))
    restored(office)
    assert "wrong_day_key" in codes(office) and believed(office)[-2:] == [False, False]
