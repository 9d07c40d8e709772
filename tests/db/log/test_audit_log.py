from __future__ import annotations

import base64
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.log.audit_log import AuditLog, stored_bodies
from db.schema.audit_tables import audit_event, audit_head, checkpoint
from desktop.bootstrap.verifying import log_connection
from desktop.domain.log.checkpoint import key_id, key_name, parse_note
from desktop.domain.log.events import Event, EventKind, from_canonical
from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.domain.log.sealing import next_key_message
from desktop.errors import KeyringError, LogBrokenError
from desktop.verify import verify
from tests.db.logs import DESK, NOON, ORIGIN, AsItSays, Office, an_event, first_key

DAY = timedelta(days=1)
OTHER = "b" * 32
IN_ONE_PLACE = pytest.mark.parametrize("office", ["sqlcipher"], indirect=True)
"""For what the log decides from the events alone, whichever database holds them."""


def signed_event(at: datetime) -> Event:
    return an_event(at, kind=EventKind.REQUEST_APPROVED)


def bodies(office: Office) -> list[bytes]:
    with office.engine.connect() as connection:
        return list(connection.execute(select(audit_event.c.body).order_by(audit_event.c.seq)).scalars())


def events(office: Office) -> list[Event]:
    return [from_canonical(body)[1] for body in bodies(office)]


def private_days(office: Office, desk: str = DESK) -> list[date]:
    return [day for day in (NOON.date(), (NOON + DAY).date()) if office.signer(desk).public(day)]


CLOCKS = {"clock_back", "checkpoint_clock_back", "clock_ahead"}


def whole(office: Office) -> bool:
    """Verify, and return whether nothing is wrong but a clock, which many tests here set."""
    with log_connection(office.engine) as connection:
        return {finding.code for finding in verify(connection, office.witness.text()).findings} <= CLOCKS


def tree_of(office: Office) -> Frontier:
    tree = Frontier()
    for body in bodies(office):
        tree = tree.append(leaf_hash(body))
    return tree


def test_the_first_event_stands_behind_the_log_that_was_started(office: Office) -> None:
    assert office.record(an_event()) == 1
    started, event = events(office)
    assert event == an_event()
    assert (started.kind, started.at, started.desk, started.actor) == (EventKind.LOG_STARTED, NOON, DESK, None)
    with office.engine.connect() as connection:
        public = first_key(connection, DESK)
    assert public is not None
    spare = base64.b64encode(office.signer().spare).decode()
    key = {"day": "2026-11-24", "public": base64.b64encode(public).decode(), "spare": spare}
    assert started.facts == key


def test_numbers_have_no_gap_and_stand_in_the_bytes(office: Office) -> None:
    for minute in range(9):
        office.record(an_event(NOON + timedelta(minutes=minute)))
    assert [from_canonical(body)[0] for body in bodies(office)] == list(range(10))


def test_head_and_answer_follow_from_the_stored_bytes(office: Office) -> None:
    with office.log() as log:
        log.append(an_event())
        answer = log.append(an_event())
    tree = tree_of(office)
    assert (answer.seq, answer.root) == (2, tree.root())
    with office.engine.connect() as connection:
        head = connection.execute(select(audit_head)).one()
    assert head == (1, 3, tree.root())


def test_an_event_of_what_was_undone_is_undone(office: Office) -> None:
    office.record(an_event())
    before = bodies(office)
    with pytest.raises(ZeroDivisionError), office.log() as log:
        log.append(an_event())
        _ = 1 / 0
    assert bodies(office) == before
    assert office.record(an_event()) == 2


@IN_ONE_PLACE
def test_the_next_days_key_is_announced_and_signed_by_the_key_before(office: Office) -> None:
    office.record(an_event())
    before = office.signer().public(NOON.date())
    office.record(an_event(NOON + DAY))
    changed = events(office)[2]
    assert changed.kind is EventKind.SIGNING_KEY_CHANGED
    public = base64.b64decode(str(changed.facts["public"]))
    assert public == office.signer().public((NOON + DAY).date()) != before
    assert changed.facts["day"] == "2026-11-25"
    spare = base64.b64decode(str(changed.facts["spare"]))
    said = f"listening-room/v1 next key\n{ORIGIN}\n{DESK}\n2026-11-25\n".encode() + public + spare
    assert said == next_key_message(ORIGIN, DESK, date(2026, 11, 25), public, spare) and spare == office.signer().spare
    assert before is not None
    Ed25519PublicKey.from_public_bytes(before).verify(base64.b64decode(str(changed.facts["signature"])), said)


@pytest.mark.against("pc")
def test_the_private_key_before_is_destroyed_only_once_its_successor_is_committed(office: Office) -> None:
    office.record(an_event())
    signer = office.signer()
    with pytest.raises(ZeroDivisionError), office.log() as log:
        log.append(an_event(NOON + DAY))
        _ = 1 / 0
    assert signer.public(NOON.date())
    office.record(an_event(NOON + DAY))
    assert private_days(office) == [(NOON + DAY).date()]


@IN_ONE_PLACE
def test_a_key_that_was_begun_before_a_crash_is_used_after_it(office: Office) -> None:
    office.record(an_event())
    begun = office.signer().begin((NOON + DAY).date())
    office.record(an_event(NOON + DAY))
    assert base64.b64decode(str(events(office)[2].facts["public"])) == begun
    office.anchor(NOON + DAY)


def test_a_crash_between_commit_and_destroying_is_made_good_at_the_next_commit(office: Office) -> None:
    office.record(an_event())
    with office.engine.begin() as connection:
        AuditLog(connection, office.signer(), AsItSays().follow(connection)).append(an_event(NOON + DAY))
    assert len(private_days(office)) == 2
    office.record(an_event(NOON + DAY))
    assert private_days(office) == [(NOON + DAY).date()]


@IN_ONE_PLACE
def test_a_clock_that_was_set_back_changes_no_key(office: Office) -> None:
    office.record(an_event(NOON + DAY))
    office.record(an_event(NOON))
    assert [event.kind for event in events(office)] == [EventKind.LOG_STARTED, EventKind.HEARD, EventKind.HEARD]


def test_two_programs_at_one_desk_sign_with_one_key_over_midnight(office: Office) -> None:
    """The first desk's memory of the key in force holds only as long as nobody else has written."""
    office.record(an_event(NOON))
    with office.engine.begin() as connection:
        other = office.signer()
        AuditLog(connection, other, AsItSays().follow(connection)).append(an_event(NOON + DAY))
    other.committed()
    office.record(signed_event(NOON))
    office.record(signed_event(NOON))
    office.anchor(NOON + DAY)
    assert given(office) == ["2026-11-24", "2026-11-25"] and whole(office)


def test_what_was_rolled_back_is_not_remembered(office: Office) -> None:
    office.record(signed_event(NOON))
    with pytest.raises(ZeroDivisionError), office.log() as log:
        log.append(signed_event(NOON + DAY))
        _ = 1 / 0
    office.record(signed_event(NOON + DAY))
    office.record(signed_event(NOON + DAY))
    office.anchor(NOON + DAY)
    assert given(office) == ["2026-11-24", "2026-11-25"] and held(office) == {"2026-11-25"} and whole(office)


FAR = 3650 * DAY


def given(office: Office, desk: str = DESK) -> list[str]:
    """Return the days of the desk's own keys, in the order of the log."""
    kinds = (EventKind.LOG_STARTED, EventKind.SIGNING_KEY_CHANGED)
    return [str(event.facts["day"]) for event in events(office) if event.kind in kinds and event.desk == desk]


def held(office: Office, desk: str = DESK) -> set[str]:
    """Return the days whose private keys are in the desk's keystore."""
    stored = set(json.loads(office.stores[desk].values[f"signing-keys/{desk}"]))
    return {name for name in stored if name[0].isdigit()}


@pytest.mark.against("pc")
@IN_ONE_PLACE
def test_one_event_ten_years_ahead_does_not_stop_the_keys_of_the_days_that_follow(office: Office) -> None:
    office.record(an_event())
    office.record(an_event(NOON + FAR))
    for day in (1, 1, 2, 3):
        office.record(an_event(NOON + day * DAY))
        office.anchor(NOON + day * DAY)
    assert given(office) == ["2026-11-24", "2036-11-21", "2026-11-25", "2026-11-26", "2026-11-27"]
    assert held(office) == {"2026-11-27"}, "the one from ahead is destroyed too"
    assert whole(office)


@IN_ONE_PLACE
def test_on_a_day_that_had_its_key_already_the_one_from_ahead_goes_on_signing(office: Office) -> None:
    office.record(an_event())
    office.record(an_event(NOON + FAR))
    office.record(an_event(NOON))
    office.anchor(NOON)
    assert given(office) == ["2026-11-24", "2036-11-21"] and held(office) == {"2036-11-21"}
    office.record(an_event(NOON + DAY))
    assert held(office) == {"2026-11-25"} and whole(office)


@IN_ONE_PLACE
def test_when_the_day_that_lay_ahead_comes_the_key_in_force_goes_on(office: Office) -> None:
    for days in (0, 3650, 1, 3650):
        office.record(an_event(NOON + days * DAY))
        office.anchor(NOON + days * DAY)
    assert given(office) == ["2026-11-24", "2036-11-21", "2026-11-25"] and held(office) == {"2026-11-25"}
    office.record(an_event(NOON + FAR + DAY))
    assert given(office)[-1] == "2036-11-22" and held(office) == {"2036-11-22"} and whole(office)


@IN_ONE_PLACE
def test_a_crash_before_the_key_from_ahead_is_destroyed_is_made_good_at_the_next_commit(office: Office) -> None:
    office.record(an_event(NOON + FAR))
    with office.engine.begin() as connection:
        AuditLog(connection, office.signer(), AsItSays().follow(connection)).append(an_event(NOON))
    assert held(office) == {"2036-11-21", "2026-11-24"}
    office.record(an_event(NOON))
    assert held(office) == {"2026-11-24"}
    office.anchor(NOON)
    assert whole(office)


@IN_ONE_PLACE
def test_desks_whose_clocks_differ_do_not_disturb_each_others_keys(office: Office) -> None:
    for desk, days in ((DESK, 0), (OTHER, 3650), (DESK, 1), (OTHER, 1), (DESK, 2), (OTHER, 2)):
        office.record(an_event(NOON + days * DAY, desk))
        office.anchor(NOON + days * DAY, desk)
    assert given(office, OTHER) == ["2036-11-21", "2026-11-25", "2026-11-26"]
    assert given(office) == ["2026-11-24", "2026-11-25", "2026-11-26"] and whole(office)


@IN_ONE_PLACE
def test_the_day_is_the_one_of_utc(office: Office) -> None:
    office.record(an_event(datetime(2026, 6, 30, 23, 59, 59, 999999, UTC)))
    office.record(an_event(datetime(2026, 7, 1, tzinfo=UTC)))
    assert [event.kind for event in events(office)][2] is EventKind.SIGNING_KEY_CHANGED


def test_another_desk_has_a_chain_of_its_own(office: Office) -> None:
    office.record(an_event())
    office.record(an_event(desk=OTHER))
    office.record(an_event(NOON + DAY, OTHER))
    kinds = [(event.kind, event.desk) for event in events(office)]
    assert kinds[2] == (EventKind.LOG_STARTED, OTHER)
    assert kinds[4] == (EventKind.SIGNING_KEY_CHANGED, OTHER)
    assert private_days(office) == [NOON.date()]
    with office.engine.connect() as connection:
        assert len({first_key(connection, DESK), first_key(connection, OTHER), first_key(connection, "c")}) == 3


def test_a_checkpoint_is_the_head_signed_with_the_days_key(office: Office) -> None:
    office.record(an_event())
    with office.log() as log:
        signed = log.checkpoint(NOON)
    note = parse_note(signed.text)
    assert (note.checkpoint.origin, note.checkpoint.size, note.checkpoint.at) == (ORIGIN, 2, NOON)
    assert (signed.size, note.checkpoint.root) == (2, tree_of(office).root())
    public = office.signer().public(NOON.date())
    assert public is not None
    [signature] = note.signatures
    assert (signature.name, signature.key_id) == (f"{ORIGIN}/{DESK}", key_id(key_name(ORIGIN, DESK), public))
    Ed25519PublicKey.from_public_bytes(public).verify(signature.signature, note.checkpoint.body().encode())
    with office.engine.connect() as connection:
        assert connection.execute(select(checkpoint)).one() == (2, DESK, "2026-11-24T12:00:00.000000Z", signed.text)


def test_the_same_head_is_signed_once_by_each_desk(office: Office) -> None:
    office.record(an_event(desk=OTHER))
    office.record(an_event())
    first = office.anchor(NOON)
    assert office.anchor(NOON + DAY) == first
    assert office.anchor(NOON, OTHER) != first


def test_a_checkpoint_that_is_undone_is_not_in_the_database(office: Office) -> None:
    office.record(an_event())
    with pytest.raises(ZeroDivisionError), office.log() as log:
        log.checkpoint(NOON)
        _ = 1 / 0
    with office.engine.connect() as connection:
        assert connection.execute(select(checkpoint)).all() == []


@IN_ONE_PLACE
def test_without_the_key_that_the_log_names_there_is_no_checkpoint_and_no_next_day(office: Office) -> None:
    office.record(an_event())
    office.stores[DESK].values.clear()
    with pytest.raises(KeyringError, match="signing_key_lost"), office.log() as log:
        log.checkpoint(NOON)
    with pytest.raises(KeyringError, match="signing_key_lost"):
        office.record(an_event(NOON + DAY))
    assert len(bodies(office)) == 2


@IN_ONE_PLACE
def test_another_key_of_the_same_day_is_not_taken_for_the_one_that_the_log_names(office: Office) -> None:
    office.record(an_event())
    office.stores[DESK].values.clear()
    office.signer().begin(NOON.date())
    with pytest.raises(KeyringError, match="signing_key_lost"), office.log() as log:
        log.checkpoint(NOON)
    with pytest.raises(KeyringError, match="signing_key_lost"):
        office.record(an_event(NOON + DAY))


def test_a_number_that_is_taken_is_not_given_again(office: Office) -> None:
    office.record(an_event())
    with office.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO audit_event SELECT 2, body FROM audit_event WHERE seq = 1")
    with pytest.raises(IntegrityError):
        office.record(an_event())


@IN_ONE_PLACE
def test_an_event_of_another_desk_is_a_bug(office: Office) -> None:
    with pytest.raises(RuntimeError), office.log(OTHER) as log:
        log.append(an_event())


@IN_ONE_PLACE
def test_a_checkpoint_before_the_desks_first_event_is_a_bug(office: Office) -> None:
    with pytest.raises(RuntimeError), office.log() as log:
        log.checkpoint(NOON)


def test_an_event_that_would_be_two_lines_of_an_export_is_refused() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE audit_event (seq, body)")
        connection.execute("INSERT INTO audit_event VALUES (0, CAST('one' AS BLOB)), (1, x'0a')")
        assert list(stored_bodies(connection, 1)) == [b"one"]
        with pytest.raises(LogBrokenError, match="export_not_whole"):
            list(stored_bodies(connection, 2))
