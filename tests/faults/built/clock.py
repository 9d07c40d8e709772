"""The PC's clock is a year ahead of the log, or a month behind it: the night destroys nothing, and the log says so.

The clock itself cannot be bent from outside: the program drops what would bend it. So the office's is: it was made a
year ago, as far as its log, its witness and its recordings can tell. One that was made yesterday, with the same
recording due, is there for comparison: of it the recording goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from desktop.application.recordings.holding import AskRelease, ReleaseHold
from desktop.application.recordings.importing import ImportRecording
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.intake import TakeRequest, take_request
from desktop.bootstrap.making import create_parts
from desktop.domain.log.events import EventKind
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import Answered, Call, Channel
from desktop.domain.shared.ids import DeskId, RecordingId, RequestId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.environment.office_file import DEMO
from desktop.environment.policies import load_keeping_policy
from desktop.environment.policy_source import SHIPPED
from desktop.environment.telephone_numbers import TelephoneNumbers
from desktop.media.formats.formats import MemoryBytes
from tests.faults.built.program import Built, Outcome
from tests.support.builders import ASKER, NUMBER, ZONE, Office, a_call, set_up
from tests.support.fakes import FakeClock

OTHERS = 20
"""Recordings that are kept, so that one may go in a night."""
OLD = timedelta(days=220)
"""The age of the call whose recording is due: more than the six months of its source."""
SOURCE = "telephony"
CLOCKS = (
    ("right", timedelta(hours=-3)),
    ("a year ahead", timedelta(days=-365)),
    ("a month behind", timedelta(days=30)),
)
"""The PC's clock, and the office's last day of work by it."""


def loop(built: Built) -> Iterator[Outcome]:
    """Run the night on an office of each clock."""
    for name, away in CLOCKS:
        yield _night(built, name, built.scratch / "clock" / name.replace(" ", "-"), datetime.now(UTC) + away)


def _night(built: Built, name: str, folder: Path, at: datetime) -> Outcome:
    office, recording = _office(folder, at)
    before = len(office.bodies())
    office.parts.engine.dispose()
    ran = built.run("--office", str(folder), "retain")
    there = (office.parts.paths.vault / "original" / recording).exists()
    said = [event.kind for event in office.events()[before:] if event.kind is not EventKind.SIGNING_KEY_CHANGED]
    office.parts.engine.dispose()
    first = (ran.stdout or ran.stderr).partition("\n")[0]
    found = f"the clock is {name}: exit {ran.returncode}, “{first}”, the recording is {'there' if there else 'gone'}"
    if name == "right":
        return Outcome((ran.returncode, there) == (0, False) and EventKind.RECORDING_DESTROYED in said, found)
    looks = first == "LOOK: Nothing was destroyed."
    found += f", the log says {', '.join(said)}"
    return Outcome((ran.returncode, there, said, looks) == (1, True, [EventKind.RETENTION_STOPPED], True), found)


def _office(folder: Path, at: datetime) -> tuple[Office, RecordingId]:
    """Make an office whose last day of work is that, and in it a recording that is due and held by nobody."""
    folder.parent.mkdir(exist_ok=True)
    office = Office(create_parts(folder, DEMO), DeskId(new_id()), {}, FakeClock(at - timedelta(days=1)))
    set_up(office)
    officer = office.actor("officer", office.back)
    office.first_request = _requested(office, Call(at - OLD, NUMBER))
    command = ImportRecording(officer, office.first_request, MemoryBytes(a_call()), SOURCE, at - OLD)
    office.do(command, desk=office.back, strongroom=office.strongroom, numbers=TelephoneNumbers())
    for _ in range(OTHERS):
        office.kept(at)
    office.clock.pass_by(days=1)
    closed = CloseRequest(officer, office.first_request, Answered.WITHDRAWN)
    office.do(closed, desk=office.back)
    with office.uow().read_only() as uow:
        holds = uow.keeping.holds_of(office.first_request)
    for hold in holds:
        office.do(AskRelease(office.in_person("officer", office.back), hold.id), desk=office.back)
        office.do(ReleaseHold(office.in_person("approver", office.back), hold.id), desk=office.back)
    recording = office.recording(office.first_request)
    return office, recording


def _requested(office: Office, call: Call) -> RequestId:
    """Take a request for that call."""
    received = office.clock.now().date() - timedelta(days=10)
    command = TakeRequest(
        actor=office.actor("officer", office.back),
        kind=Kind.SUBJECT_ACCESS,
        asker=ASKER,
        calls=(call,),
        received_on=received,
        came_by=Channel.LETTER,
    )
    keeping = load_keeping_policy(SHIPPED / "keeping.toml")
    take = partial(take_request, zone=ZONE, rules=DeadlineRules(frozenset()), keeping=keeping)
    taken = office.do(take, command, desk=office.back, numbers=TelephoneNumbers())
    return RequestId(taken[0].id)
