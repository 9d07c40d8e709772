"""kill -9 at every step of a session, and at three moments of the step's commit.

Everything committed is there, everything else is gone, and at the next start the session goes on to a receipt.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.application.office.signing_in import sign_out
from desktop.application.sessions.day_list import Resume, mark_interrupted
from desktop.application.sessions.listening import Finish
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import RESUMES_TO, UNDER_WAY, Outcome, State
from desktop.domain.shared.ids import AppointmentId, SessionId
from tests.faults.session_in_steps import NAMES, STEPS, Conducted, Moment
from tests.support.builders import Office, an_office

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")]
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Killed:
    """All offices in which a session was killed, and the session's state after each step where it was not."""

    places: Path
    facts: dict[str, Any]
    ended: dict[str, int]
    stood: tuple[Any, ...]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Killed:
    folder = tmp_path_factory.mktemp("killed")
    office = an_office(folder)
    appointment = office.booked().id
    office.parts.engine.dispose()
    facts = {"back": office.back, "people": office.people, "appointment": appointment}
    command = [sys.executable, "-m", "tests.faults.session_in_steps", str(folder / "office"), str(folder / "places")]
    ran = subprocess.run([*command, json.dumps(facts)], cwd=ROOT, capture_output=True, text=True, check=True)
    whole = Office(open_parts(folder / "office"), office.back, office.people)
    stood = tuple(_steps(whole, appointment))
    whole.parts.engine.dispose()
    return Killed(folder / "places", facts, json.loads(ran.stdout), stood)


def _steps(office: Office, appointment: AppointmentId) -> Iterator[Any]:
    conducted = Conducted(office, appointment)
    yield how_it_stands(office, None)
    for step in STEPS:
        step(conducted)
        yield how_it_stands(office, conducted.id)


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


def only_session(office: Office) -> SessionId | None:
    with office.parts.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT id FROM session").scalars().all()
    assert len(found) <= 1
    return SessionId(found[0]) if found else None


@pytest.fixture
def again(killed: Killed, step: str, moment: Moment) -> Iterator[Office]:
    """Open the office of that kill, at the next start."""
    folder = killed.places / f"{step}-{moment}"
    office = Office(open_parts(folder), killed.facts["back"], killed.facts["people"])
    office.clock.pass_by(minutes=2)
    yield office
    office.parts.engine.dispose()


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("step", NAMES)
def test_what_was_committed_is_there_what_was_not_is_gone_and_it_goes_on(
    killed: Killed, again: Office, step: str, moment: Moment
) -> None:
    assert killed.ended[f"{step}-{moment}"] == signal.SIGKILL
    done = NAMES.index(step) + (moment is not Moment.WRITTEN)
    id = only_session(again)
    assert how_it_stands(again, id) == killed.stood[done]
    before_its_witness = (step, moment) == ("close", Moment.COMMITTED)  # the checkpoint of the closing
    proof = again.verify()
    assert (proof.whole, proof.unproved) == (not before_its_witness, before_its_witness)

    state = None if id is None else again.session(id).state
    assert again.do(mark_interrupted, again.front) == (state in UNDER_WAY)
    if id is None:
        conducted = Conducted(again, killed.facts["appointment"])
        conducted.check_in()
        id = conducted.id
    elif state is not State.CLOSED:
        go_on(again, id)
    leave_the_desk(again)
    proof = again.verify()
    assert proof.whole and proof.anchored == proof.events


def go_on(office: Office, id: SessionId) -> None:
    """Resume, finish and close it; no earlier work is lost by that."""
    interrupted = office.session(id)
    assert interrupted.state is State.INTERRUPTED and interrupted.interrupted_from is not None
    resumed = office.do(Resume(office.actor(), id, True), policy=office.policy)
    assert resumed.state is RESUMES_TO[interrupted.interrupted_from]
    if resumed.state is not State.CLOSING:
        office.do(Finish(office.who(id), id, interrupted.at_frame), sound=office.sound)
    closed = office.close(id, Outcome.CUSTOMER_LEFT)
    assert office.session(id).heard == interrupted.heard
    assert closed.receipt.checkpoint == office.parts.witness.latest()
    assert office.events(id)[-1].kind is EventKind.SESSION_CLOSED


def leave_the_desk(office: Office) -> None:
    office.do(sign_out, office.actor())
