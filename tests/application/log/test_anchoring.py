"""No session begins while the log lags behind its anchors for too long, unless a supervisor lets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.schema.audit_tables import checkpoint
from desktop.application.log.integrity import Lag, LagReason, LogView, accept_lag, log_state
from desktop.application.office.signing_in import sign_out
from desktop.domain.log.checkpoint import Checkpoint, key_name, parse_note, signed_text
from desktop.domain.log.events import Event, EventKind, time_text
from desktop.environment.witnesses import Witness
from desktop.errors import CheckpointNotStoredError, NotAllowedError, OtherLogError
from tests.application.sessions.test_visitors import check_in, visitor
from tests.db.logs import first_key, newest_checkpoint
from tests.support.offices.builders import Office
from tests.support.offices.places import PLACES, owners
from tests.support.refusals import error_of, refusal
from tests.verify.forgery import ATTACKER, PUBLIC

LIMIT = 7


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        made.do(sign_out, made.actor())  # all is anchored
        yield made


def state(office: Office) -> Lag:
    view: LogView = office.do(log_state, office.actor("supervisor"))
    return view.lag


def note_something(office: Office) -> None:
    with office.uow() as uow:
        uow.commit(Event(EventKind.DESK_LOCKED, office.clock.now(), office.front, office.people["adviser"]))


def accept(office: Office, who: str = "supervisor") -> None:
    office.do(accept_lag, office.actor(who), LagReason.SHARE_AWAY)


def let_days_pass(office: Office, days: float) -> None:
    """Let them pass, with an appointment booked beforehand for the end of them."""
    office.clock.pass_by(days=days)


def test_an_office_that_was_closed_does_not_lag(office: Office) -> None:
    appointment = office.booked(minutes_from_now=60 * 24 * 20)
    office.do(sign_out, office.actor())
    let_days_pass(office, 20)
    view = state(office)
    assert (view.age, view.stops) == (timedelta(), False)
    assert office.check_in(appointment.id)


@pytest.mark.against("rows")
def test_beyond_the_limit_no_session_begins(office: Office) -> None:
    note_something(office)
    let_days_pass(office, LIMIT - 1 / 24)
    assert office.checked_in() and not state(office).stops
    let_days_pass(office, 1 / 12)
    view, before = state(office), len(office.events())
    assert (view.limit_days, view.stops) == (LIMIT, True) and view.age >= timedelta(days=LIMIT, hours=1)
    assert refusal(office.checked_in) == "not_anchored"
    assert refusal(check_in, office, visitor(office, office.first_request)) == "not_anchored"
    assert EventKind.CHECKED_IN not in [event.kind for event in office.events()[before:]]


def test_a_supervisor_lets_sessions_begin_for_the_rest_of_the_day(office: Office) -> None:
    note_something(office)
    let_days_pass(office, LIMIT + 1)
    for who in ("adviser", "officer", "approver"):
        with pytest.raises(NotAllowedError):
            accept(office, who)
    accept(office)
    assert state(office).accepted and office.checked_in()
    event = next(event for event in office.events() if event.kind is EventKind.LAG_ACCEPTED)
    assert dict(event.facts) == {"reason": "share_away"} and event.actor == office.people["supervisor"]
    let_days_pass(office, 1)
    assert not state(office).accepted
    assert refusal(office.checked_in) == "not_anchored"


@pytest.mark.parametrize("there", [True, False], ids=["unreadable", "gone"])
def test_a_witness_that_is_away_is_reckoned_from_what_was_last_verified(office: Office, there: bool) -> None:
    """Else the database alone would say that all is anchored: it has the checkpoints that no witness got."""
    assert office.nightly().verifier.verify().whole
    witness = office.parts.paths.witness
    kept = witness.read_bytes()
    witness.unlink()
    if there:
        witness.mkdir()
    note_something(office)
    for _ in range(LIMIT + 1):
        let_days_pass(office, 1)
        with pytest.raises(CheckpointNotStoredError):
            office.do(sign_out, office.actor())
    assert state(office).stops
    if there:
        witness.rmdir()
    witness.write_bytes(kept)
    office.do(sign_out, office.actor())
    assert not state(office).stops


@pytest.mark.against("rows")
def test_a_checkpoint_that_no_desk_signed_anchors_nothing(office: Office) -> None:
    """In the database alone, while no witness can be read, at a PC that has never verified."""
    note_something(office)
    office.parts.paths.witness.unlink()
    let_days_pass(office, LIMIT + 1)
    assert state(office).stops
    for size, (desk, note) in enumerate(made_up(office), start=10**6):
        with owners(office) as engine, engine.begin() as connection:
            row = {"size": size, "desk": desk, "at": time_text(office.clock.now()), "note": note}
            connection.execute(checkpoint.insert(), row)
    assert state(office).stops


def made_up(office: Office) -> list[tuple[str, str]]:
    """Return checkpoints over more events than there are, each by the desk that it names."""
    with office.uow().read_only() as uow:
        signed = newest_checkpoint(uow)
    assert signed is not None
    with office.parts.engine.connect() as connection:
        ours = first_key(connection, office.front)
    assert ours is not None
    origin, front, stranger = office.parts.file.origin, office.front, "f" * 32
    head = Checkpoint(origin, 10**6, bytes(32), office.clock.now())
    size = parse_note(signed).checkpoint.size
    return [
        (front, signed_text(head, key_name(origin, front), PUBLIC, ATTACKER.sign)),
        (front, signed_text(head, key_name(origin, front), ours, lambda data: bytes(64))),
        (stranger, signed_text(head, key_name(origin, stranger), PUBLIC, ATTACKER.sign)),
        (front, signed.replace(f"\n{size}\n", "\n1000000\n", 1)),
        (front, "no checkpoint"),
    ]


@pytest.mark.against("rows")
def test_no_session_begins_where_more_was_anchored_than_there_is_until_its_loss_is_stated(office: Office) -> None:
    """An older database may have been put in its place while this program was running."""
    appointment = office.booked()
    (_, beyond), *_ = made_up(office)
    office.parts.witness.add(beyond)
    assert error_of(OtherLogError, office.check_in, appointment.id).seq == len(office.events())
    office.state_loss()
    assert office.check_in(appointment.id)


def test_a_witness_whose_end_is_no_checkpoint_stops_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes nonsense into the witness file is found by verifying, and closes no counter."""
    assert office.nightly().verifier.verify().whole
    monkeypatch.setattr(Witness, "latest", lambda _: "no checkpoint")
    assert state(office).age == timedelta() and office.checked_in()


@pytest.mark.against("rows")
@pytest.mark.planted
def test_an_acceptance_that_no_desk_signed_lets_nobody_begin(office: Office) -> None:
    from tests.end_to_end.test_disaster import _planted

    note_something(office)
    let_days_pass(office, LIMIT + 1)
    facts = {"reason": "share_away"}
    _planted(office, Event(EventKind.LAG_ACCEPTED, office.clock.now(), office.front, facts=facts))
    assert not state(office).accepted
