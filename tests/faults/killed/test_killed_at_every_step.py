"""kill -9 at every step of a session, and at three moments of the step's commit.

Everything committed is there, everything else is gone, and at the next start the session goes on to a receipt.
"""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from db.log.audit_log import AuditLog
from db.unit_of_work import SqlUnitOfWork
from desktop.application.office.signing_in import sign_out
from desktop.application.sessions.day_list import Resume, mark_interrupted
from desktop.application.sessions.listening import Finish
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import RESUMES_TO, UNDER_WAY, Outcome, State
from desktop.domain.shared.ids import AppointmentId, SessionId
from desktop.environment.day_signer import KeystoreDaySigner
from tests.faults.killed.killing import Killer, Moment, set_trap
from tests.faults.killed.session_in_steps import STEPS, Conducted
from tests.support.offices.builders import Office, an_office

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")]
WRITTEN, COMMITTED, RETURNED = "written", "committed", "returned"
MOMENTS: dict[str, Moment] = {
    WRITTEN: (AuditLog, "append", 1, True),
    COMMITTED: (KeystoreDaySigner, "committed", 1, False),
    RETURNED: (SqlUnitOfWork, "commit", 1, True),
}
"""Rows and event are written, and the transaction is not committed; the database has it, and the keyring still holds
yesterday's key, the witness has nothing yet; all is on the disk, and the caller has not been told."""
Booked = tuple[Office, AppointmentId]


@pytest.fixture(scope="module")
def booked(tmp_path_factory: pytest.TempPathFactory) -> Booked:
    """Return a closed office with an appointment, to be copied."""
    office = an_office(tmp_path_factory.mktemp("booked"))
    appointment = office.booked().id
    office.parts.engine.dispose()
    return office, appointment


def a_copy(booked: Booked, folder: Path) -> Office:
    office, _ = booked
    shutil.copytree(office.parts.paths.folder, folder)
    return Office(open_parts(folder), office.back, office.people)


@pytest.fixture(scope="module")
def stood(booked: Booked, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Return the session's facts before the first step, and after each."""
    office = a_copy(booked, tmp_path_factory.mktemp("undisturbed") / "office")
    conducted, found = Conducted(office, booked[1]), [how_it_stands(office, None)]
    for step in STEPS:
        step(conducted)
        found.append(how_it_stands(office, conducted.id))
    office.parts.engine.dispose()
    return found


def how_it_stands(office: Office, id: SessionId | None) -> Any:
    """Return all facts of the session except its identifiers and times."""
    if id is None:
        return None
    found = office.session(id)
    kinds = [event.kind for event in office.events(id)]
    with office.uow().read_only() as uow:
        notes = sorted(note.note.words for note in uow.sessions.notes(id))
    said = (found.answers, found.outcome, found.parties, found.identified, found.briefed)
    return found.state, found.heard, found.at_frame, said, kinds, notes


def conduct(handed: str, appointment: AppointmentId, upto: int, moment: Moment) -> None:
    conducted = Conducted(Office.taken_over(handed), appointment)
    for step in STEPS[:upto]:
        step(conducted)
    set_trap(moment)
    STEPS[upto](conducted)


@pytest.fixture
def again(booked: Booked, kill: Killer, at: int, moment: str, tmp_path: Path) -> Iterator[Office]:
    """Kill the session at that step, and open its office at the next start."""
    office = a_copy(booked, tmp_path / "office")
    act = partial(conduct, office.handed_over(), booked[1], at, MOMENTS[moment])
    assert kill.run(act) == -signal.SIGKILL
    office.clock.pass_by(minutes=2)
    yield office
    office.parts.engine.dispose()


def only_session(office: Office) -> SessionId | None:
    with office.parts.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT id FROM session").scalars().all()
    assert len(found) <= 1
    return SessionId(found[0]) if found else None


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("at", range(len(STEPS)), ids=[step.__name__ for step in STEPS])
def test_what_was_committed_is_there_what_was_not_is_gone_and_it_goes_on(
    booked: Booked, stood: list[Any], again: Office, at: int, moment: str
) -> None:
    id = only_session(again)
    assert how_it_stands(again, id) == stood[at + (moment != WRITTEN)]
    before_its_witness = (STEPS[at], moment) == (Conducted.close, COMMITTED)  # the checkpoint of the closing
    proof = again.verify()
    assert (proof.whole, proof.unproved) == (not before_its_witness, before_its_witness)

    state = None if id is None else again.session(id).state
    assert again.do(mark_interrupted, again.front) == (state in UNDER_WAY)
    if id is None:
        Conducted(again, booked[1]).check_in()
    elif state is not State.CLOSED:
        go_on(again, id)
    again.do(sign_out, again.actor())
    proof = again.verify()
    assert proof.whole and proof.anchored == proof.events


def go_on(office: Office, id: SessionId) -> None:
    """Resume, finish and close it; no earlier work is lost by that."""
    interrupted = office.session(id)
    assert interrupted.state is State.INTERRUPTED and interrupted.interrupted_from is not None
    resumed = office.do(Resume(office.actor(), id, True))
    assert resumed.state is RESUMES_TO[interrupted.interrupted_from]
    if resumed.state is not State.CLOSING:
        office.do(Finish(office.who(id), id, interrupted.at_frame))
    closed = office.close(id, Outcome.CUSTOMER_LEFT)
    assert office.session(id).heard == interrupted.heard
    assert closed.receipt.checkpoint == office.parts.witness.latest()
    assert office.events(id)[-1].kind is EventKind.SESSION_CLOSED
