"""An attacker's events behind the last checkpoint: well-formed, in a real desk's name, the tree made to fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.log.audit_log import AuditLog
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.environment.day_signer import KeystoreDaySigner, Remembered
from desktop.verify.desks import Counters, event_in
from tests.attacks import forging
from tests.attacks.forging import Seal, signed_for, with_a_mac
from tests.db.logs import DESK, NOON, ORIGIN, Office, an_event
from tests.verify.conftest import OTHER
from tests.verify.test_verify import codes, verified

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Yield a log of two desks, anchored."""
    office = Office(tmp_path)
    office.run_days(1, (DESK, OTHER), 3)
    yield office
    office.engine.dispose()


def add(office: Office, event: Event, seal: Seal = bytes) -> int:
    return forging.add(office.engine, event, seal)


@pytest.mark.parametrize(("seal", "code"), [
    (bytes, "unsigned"),
    (with_a_mac, "unsigned"),
    (signed_for(ORIGIN), "wrong_event_signature"),
])  # fmt: skip
def test_a_sign_off_that_no_desk_signed_is_named(office: Office, seal: Callable[[bytes], bytes], code: str) -> None:
    add(office, an_event(LATER, OTHER, EventKind.REVIEW_SIGNED_OFF), seal)
    assert codes(verified(office)) == {code}


def test_a_signature_of_another_event_or_another_log_does_not_fit(office: Office) -> None:
    office.record(an_event(LATER, OTHER, EventKind.REVIEW_SIGNED_OFF))
    with office.engine.connect() as connection:
        body = bytes(connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq DESC LIMIT 1").scalar_one())
    assert codes(verified(office)) == set()
    seq = int(body.split(b'"n":')[1].split(b",")[0])
    add(
        office,
        an_event(LATER, OTHER, EventKind.REVIEW_SIGNED_OFF),
        lambda _: body.replace(b'"n":%d' % seq, b'"n":%d' % (seq + 1)),
    )
    assert codes(verified(office)) == {"wrong_event_signature"}


def test_events_are_counted_until_their_desk_vouches_for_them(office: Office) -> None:
    assert verified(office).unvouched_events == 0
    office.record(an_event(LATER))
    office.record(an_event(LATER, OTHER))
    assert verified(office).unvouched_events == 2
    office.anchor(LATER)
    assert verified(office).unvouched_events == 1, "a desk vouches for its own alone"
    office.anchor(LATER, OTHER)
    assert verified(office).unvouched_events == 0


@pytest.mark.parametrize("seal", [bytes, with_a_mac])
def test_a_desk_does_not_vouch_for_an_event_that_it_did_not_write(
    office: Office, seal: Callable[[bytes], bytes]
) -> None:
    add(office, an_event(LATER), seal)
    assert codes(verified(office)) == set(), "nobody can tell yet"
    assert verified(office).unvouched_events == 1
    office.record(an_event(LATER))
    assert "vouched" not in office.anchor(LATER)
    assert codes(verified(office)) == {"not_vouched"}
    office.record(an_event(LATER + timedelta(hours=1)))
    office.anchor(LATER + timedelta(hours=1))
    [finding] = verified(office).findings
    assert finding.code == "not_vouched", "and never again: that is told once"


def test_an_event_about_a_desk_is_not_an_event_by_it(office: Office) -> None:
    event = an_event(LATER, OTHER, EventKind.DESK_ENROLLED)
    office.record(Event(event.kind, LATER, event.desk, None, {Subject.DESK: DESK}, {"desk": DESK}))
    office.record(an_event(LATER))
    assert "\nvouched 0\n" in office.anchor(LATER)


def test_one_of_its_own_events_that_is_written_again_is_none_of_its_own(office: Office) -> None:
    office.record(an_event(LATER))
    with office.engine.connect() as connection:
        body = bytes(connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq DESC LIMIT 1").scalar_one())
    seq = int(body.split(b'"n":')[1].split(b",")[0])
    add(office, an_event(LATER), lambda _: body.replace(b'"n":%d' % seq, b'"n":%d' % (seq + 1)))
    assert "vouched" not in office.anchor(LATER)


def test_how_far_it_vouched_is_stored_with_the_next_days_key(office: Office) -> None:
    """Else a desk would read the log of years before its first checkpoint after each start of the program."""
    remembered = Remembered()
    for day in (1, 2):
        signer = KeystoreDaySigner(office.stores[DESK], ORIGIN, DESK, remembered)
        with office.engine.begin() as connection:
            log = AuditLog(connection, signer)
            log.append(an_event(NOON + timedelta(days=day)))
            size = log.checkpoint(NOON + timedelta(days=day)).size
        signer.committed()
        assert office.signer().vouched == (0, size)
    office.record(an_event(NOON + timedelta(days=2, hours=1)))
    office.anchor(NOON + timedelta(days=2, hours=1))
    assert office.signer().vouched == (0, size), "no key changed"


def test_an_event_that_is_written_in_any_other_way_says_nothing() -> None:
    """Who reads the first of two facts of one name, and who reads the last, would believe different things."""
    said = {"actor": None, "facts": {"only_taken": True}, "kind": "representative_named"}
    body = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    assert event_in(body) == said and Counters.allows("representative_named", event_in(body))
    twice = body.replace(b'"only_taken":true', b'"only_taken":false,"only_taken":true')
    for other in (twice, body.replace(b":", b": "), body + b"\n", b"[1]", b"[" * 100_000, b"no event"):
        assert event_in(other) == {} and not Counters.allows("representative_named", event_in(other))
