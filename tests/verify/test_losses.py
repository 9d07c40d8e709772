"""Stated losses: of events that went with an older database, and of a desk whose keyring was lost.

A desk begins a key by its spare key right before it states the loss, and in no other way.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from db.log.audit_log import AuditLog
from db.log.known_log import events_in
from db.schema.audit_tables import audit_event
from desktop.bootstrap.verifying import log_connection
from desktop.domain.log.checkpoint import parse_note
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.log.signers import Signers
from desktop.domain.shared.ids import DeskId
from desktop.environment.day_signer import KeystoreDaySigner, is_signed
from desktop.errors import KeyringError
from desktop.verify import Report, verify
from desktop.verify.notes import read_note
from desktop.verify.report import Losses
from desktop.verify.witnesses import Witnesses
from tests.db.logs import DESK, NOON, ORIGIN, Office, an_event

OTHER = "b" * 32
DAY = timedelta(days=1)
KEPT = 5
"""The events before the two days that are lost."""


def enrol(office: Office) -> None:
    key = base64.b64encode(office.signer(OTHER).enrolment_key()).decode()
    enrolled = replace(an_event(NOON, kind=EventKind.DESK_ENROLLED), facts={"key": key}, subjects={Subject.DESK: OTHER})
    office.record(enrolled)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Yield a log of two desks that was put back after two days, whose keys are gone, and the witness of all of it."""
    made = Office(tmp_path)
    enrol(made)
    for desk in (DESK, OTHER):
        made.record(an_event(NOON, desk))
        made.anchor(NOON, desk)
    made.engine.dispose()
    database = tmp_path / "office.db"
    older = database.read_bytes()
    for days in (1, 2):
        for desk in (DESK, OTHER):
            made.record(an_event(NOON + days * DAY, desk))
            made.anchor(NOON + days * DAY, desk)
    made.engine.dispose()
    for beside in tmp_path.glob("office.db-*"):
        beside.unlink()
    database.write_bytes(older)
    made.forget()
    yield made
    made.engine.dispose()


def heads(office: Office) -> list[tuple[int, str]]:
    notes = [parse_note(text).checkpoint for text in office.witness.checkpoints()]
    return [(head.size, base64.b64encode(head.root).decode()) for head in notes]


def lost(office: Office) -> list[tuple[int, str]]:
    return [head for head in heads(office) if head[0] > KEPT]


def loss(office: Office, otherwise: Facts) -> Event:
    facts: Facts = {"kept": KEPT, "known": max(size for size, _ in lost(office)), "lost": lost(office)}
    return Event(EventKind.EVENTS_LOST, NOON + 3 * DAY, DeskId(DESK), facts=facts | otherwise)


def state(office: Office, otherwise: Facts | None = None) -> None:
    office.record(loss(office, otherwise or {}))
    office.anchor(NOON + 3 * DAY)


def verified(office: Office) -> Report:
    with log_connection(office.engine) as connection:
        return verify(connection, office.witness.text(), origin=ORIGIN)


def codes(office: Office) -> set[str]:
    return {finding.code for finding in verified(office).findings}


def believed(office: Office) -> list[bool]:
    """Return of each event whether the program believes it."""
    signers = Signers(ORIGIN, None, is_signed)
    with office.engine.connect() as connection:
        rows = connection.execute(select(audit_event.c.seq, audit_event.c.body).order_by(audit_event.c.seq)).all()
    return [signers.take(seq, body, event) for seq, body, event in events_in(rows)]


def test_both_desks_go_on_after_it_and_the_log_is_whole_but_for_what_is_stated(office: Office) -> None:
    assert {"log_shorter", "checkpoint_missing"} <= codes(office)
    state(office)
    for day in (3, 4, 5):
        for desk in (OTHER, DESK):
            office.record(an_event(NOON + day * DAY, desk, EventKind.REQUEST_APPROVED))
            office.anchor(NOON + day * DAY, desk)
    report = verified(office)
    assert report.findings == ()
    [stated] = report.losses
    assert (stated.at, stated.kept) == (KEPT + 1, KEPT)
    assert False not in believed(office)


@pytest.mark.against("rows")
@pytest.mark.parametrize(
    "otherwise",
    [
        {"lost": []},
        {"lost": [[9, "not base64"]]},
        {"lost": [[KEPT, "A" * 43 + "="]]},
        {"lost": [[10**6, "A" * 43 + "="]]},
        {"kept": 99},
        {"kept": "four"},
        {"lost": "all"},
    ],
    ids=str,
)
def test_a_statement_in_another_form_is_a_finding_and_excuses_nothing(office: Office, otherwise: Facts) -> None:
    state(office, otherwise)
    assert {"body_differs", "checkpoint_missing"} <= codes(office) and verified(office).losses == ()


def test_a_checkpoint_that_it_does_not_name_is_still_missing(office: Office) -> None:
    state(office, {"lost": lost(office)[:-1]})
    assert "checkpoint_missing" in codes(office)


def begin_anew(office: Office, monkeypatch: pytest.MonkeyPatch, desk: str = OTHER, days: int = 3) -> None:
    """Have a desk begin a key by its spare key, whether a loss is stated or not, and its key is lost or not."""
    asked: list[object] = []

    def holds(_: AuditLog, key: object) -> bool:
        asked.append(key)
        return key != asked[0]

    with monkeypatch.context() as patched:
        patched.setattr(AuditLog, "_begins_anew", lambda *_: True)
        patched.setattr(AuditLog, "_holds", holds)
        office.record(an_event(NOON + days * DAY, desk, EventKind.REQUEST_APPROVED))


def test_without_a_stated_loss_no_spare_key_counts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    begin_anew(office, monkeypatch)
    assert "wrong_day_key" in codes(office)
    assert believed(office)[-2:] == [True, False], "nothing counts that this key signs"
    state(office)
    assert "wrong_day_key" in codes(office)


def test_by_one_statement_a_desk_begins_anew_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    state(office)
    begin_anew(office, monkeypatch)
    assert codes(office) == set()
    begin_anew(office, monkeypatch, days=4)
    assert "wrong_day_key" in codes(office)


def test_a_key_that_is_signed_by_another_than_the_spare_key_is_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    state(office)
    attackers = Ed25519PrivateKey.generate()
    monkeypatch.setattr(KeystoreDaySigner, "sign_anew", lambda _, data: attackers.sign(data))
    office.record(an_event(NOON + 3 * DAY, OTHER, EventKind.REQUEST_APPROVED))
    assert "wrong_day_key" in codes(office)
    assert believed(office)[-2:] == [False, False]


def test_the_spare_key_follows_from_the_desks_own_secret_alone(office: Office) -> None:
    """So a back-up that has the one has the other, and no file holds it beside the day's keys."""
    stored = json.loads(office.stores[DESK].values[f"signing-keys/{DESK}"])
    seed = hmac.digest(bytes.fromhex(stored["own"]), b"listening-room/v1 spare key", "sha256")
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert office.signer().spare == public


def test_what_was_lost_is_told_by_size_and_root(office: Office) -> None:
    losses = Losses()
    with office.engine.connect() as connection:
        bodies = connection.execute(select(audit_event.c.body)).scalars()
        assert not [body for body in bodies if b'"kind":"events_lost"' in body]
    body = json.dumps({"facts": {"kept": 4, "known": 99, "lost": [[9, "A" * 43 + "="]]}}).encode()
    assert losses.state(7, body)
    notes = [note for text in office.witness.checkpoints() if (note := read_note(text))]
    assert not any(losses.names(note) for note in notes)
    again = Losses()
    again.go_on(losses.lost)
    assert again.lost == losses.lost == [[9, "A" * 43 + "="]]


@pytest.mark.parametrize("written", [b"Infinity", b"-1e999", b"NaN", b"[]", b'"x"', b"[" * 50_000])
def test_whatever_a_signed_statement_says_is_read_or_refused(written: bytes) -> None:
    """Whoever has a desk's key signs any bytes."""
    assert not Losses().state(9, b'{"facts":{"kept":' + written + b',"known":5,"lost":[[5,"AAAA"]]}}')
    assert not Losses().state(9, b'{"facts":{"kept":4,"known":5,"lost":[[' + written + b',"AAAA"]]}}')
    witnesses = Witnesses([], ORIGIN)
    witnesses.state(b'{"facts":{"files":' + written + b"}}")
    assert witnesses.stated == 1, "one more than there are: it is told"


@pytest.fixture
def keyless(tmp_path: Path) -> Office:
    """Return a log of two desks; the second has lost its keys."""
    made = Office(tmp_path)
    enrol(made)
    for desk in (DESK, OTHER):
        made.record(an_event(NOON, desk))
        made.anchor(NOON, desk)
    lose(made)
    return made


def lose(keyless: Office) -> None:
    """Let the second desk have what is in a back-up of before: all but the keys of days."""
    name, values = f"signing-keys/{OTHER}", keyless.stores[OTHER].values
    values[name] = json.dumps({what: said for what, said in json.loads(values[name]).items() if not what[0].isdigit()})


def restored(keyless: Office, desk: str = OTHER, days: int = 1) -> None:
    keyless.record(an_event(NOON + days * DAY, desk, EventKind.KEYRING_RESTORED))


@pytest.mark.parametrize("days", [0, 1, 9])
def test_the_key_right_before_the_desks_own_statement_counts(keyless: Office, days: int) -> None:
    restored(keyless, days=days)
    keyless.anchor(NOON + days * DAY, OTHER)
    keyless.record(an_event(NOON + (days + 1) * DAY, OTHER, EventKind.REQUEST_APPROVED))
    keyless.anchor(NOON + (days + 1) * DAY, OTHER)
    assert codes(keyless) == set() and False not in believed(keyless)


def test_as_often_as_it_is_stated_and_no_more(keyless: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    restored(keyless)
    lose(keyless)
    restored(keyless)
    assert codes(keyless) == set() and False not in believed(keyless)
    begin_anew(keyless, monkeypatch)
    assert codes(keyless) == {"wrong_day_key"} and believed(keyless)[-2:] == [True, False]


@pytest.mark.against("administrator")
def test_another_desks_statement_excuses_nothing(keyless: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it comes right after the key."""
    with keyless.log(OTHER) as log:
        announcing, announced = log._next_key(an_event(NOON, OTHER), log._key, anew=True)
        log._key = announced
        log._write(announcing)
    monkeypatch.undo()
    restored(keyless, DESK, 0)
    assert codes(keyless) == {"wrong_day_key"}
    with pytest.raises(KeyringError, match="signing_key_lost"):
        keyless.record(an_event(NOON, OTHER))
    with keyless.log(OTHER) as log:  # a program that asks nobody
        log._key = announced
        log._write(an_event(NOON, OTHER))
    assert not believed(keyless)[-1], "nothing counts that this key signs"


@pytest.mark.against("administrator")
def test_a_key_that_another_key_signed_is_none(keyless: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    attackers = Ed25519PrivateKey.generate()
    monkeypatch.setattr(KeystoreDaySigner, "sign_anew", lambda _, data: attackers.sign(data))
    restored(keyless)
    assert "wrong_day_key" in codes(keyless) and believed(keyless)[-2:] == [False, False]
