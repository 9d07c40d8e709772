"""Whose turn the nightly run is: a timer asks on every PC, and one PC of the office does it."""

from __future__ import annotations

from db.engines.locks import one_nightly_run
from desktop.application.office.desks import Why
from desktop.application.recordings.retaining import is_due
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.pcs import DeskKind
from desktop.domain.shared.ids import DeskId
from tests.application.office.test_desks import grant, the_desk, withdraw
from tests.support.offices.builders import Office
from tests.support.offices.new_pc import NewPc
from tests.support.offices.places import WITH_COUNTERS
from tests.support.refusals import refusal

pytestmark = WITH_COUNTERS


def due(office: Office, pc: NewPc | None = None) -> tuple[bool, bool]:
    """Return it for the PC of the back office, and for that one; without, for the counter."""
    other = office.front if pc is None else pc.desk
    back, there = (is_due(desk, uow=office.uow(desk), clock=office.clock) for desk in (office.back, other))
    return back, there


def of_decisions(office: Office) -> NewPc:
    """Let a PC for decisions join."""
    pc = NewPc(office)
    grant(office, pc, DeskKind.DECISION)
    pc.join()
    return pc


def a_run(office: Office, desk: DeskId) -> None:
    with office.uow(desk) as uow:
        uow.commit(
            Event(EventKind.RETENTION_RUN, office.clock.now(), desk, None, {}, {"due": 0, "kept": 0}), checkpoint=True
        )


def test_a_pc_of_the_back_office_goes_first_and_another_a_day_later(office: Office) -> None:
    pc = of_decisions(office)
    assert due(office, pc) == (True, False)
    a_run(office, office.back)
    assert due(office, pc) == (False, False)
    office.clock.pass_by(hours=17)
    assert due(office, pc) == (False, False)
    office.clock.pass_by(hours=1)
    assert due(office, pc) == (True, False)
    office.clock.pass_by(hours=24)
    assert due(office, pc) == (True, True)
    with pc.uow() as uow:
        run = Event(EventKind.RETENTION_RUN, office.clock.now(), pc.desk, None, {}, {"due": 0, "kept": 0})
        uow.commit(run, checkpoint=True)
    assert due(office, pc) == (False, False)


def test_a_counter_leaves_it_to_the_others(office: Office) -> None:
    office.clock.pass_by(hours=24 * 7)
    assert due(office) == (True, False)
    assert refusal(office.nightly(office.front).run) == "not_at_this_pc" and office.retain().destroyed == 0


def test_a_pc_that_was_withdrawn_never_does_it(office: Office) -> None:
    withdraw(office, the_desk(office, office.front), Why.REPLACED)
    office.clock.pass_by(hours=24 * 7)
    assert due(office) == (True, False)


def test_on_a_server_no_second_run_begins_before_the_first_has_ended(office: Office) -> None:
    embedded = office.parts.engine.dialect.name == "sqlite"
    with one_nightly_run(office.parts.engine) as first, one_nightly_run(office.parts.engine) as second:
        assert (first, second) == (True, embedded)
    with one_nightly_run(office.parts.engine) as later:
        assert later
