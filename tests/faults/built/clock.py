"""The PC's clock is a year ahead of the log, or a month behind it: the night destroys nothing, and the log says so.

The clock itself cannot be bent from outside: the program drops what would bend it. So the office's is: it was made a
year ago, as far as its log, its witness and its recordings can tell. One that was made yesterday, with the same
recording due, is there for comparison: of it the recording goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.application.recordings.importing import ImportRecording
from desktop.application.requests.closing import CloseRequest
from desktop.bootstrap.making import create_parts
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Answered, Call
from desktop.domain.shared.ids import DeskId, RecordingId, new_id
from desktop.environment.office_file import DEMO
from desktop.environment.policies import load_keeping_policy
from desktop.environment.policy_source import SHIPPED
from desktop.media.formats.formats import MemoryBytes
from tests.faults.built.program import Built, Outcome
from tests.support.fakes import FakeClock
from tests.support.offices.builders import NUMBER, Office, a_call, set_up

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
    office.keeping = load_keeping_policy(SHIPPED / "keeping.toml")
    set_up(office)
    officer = office.actor("officer", office.back)
    request = office.first_request = office.a_request(call=Call(at - OLD, NUMBER))
    office.do(ImportRecording(officer, request, MemoryBytes(a_call()), SOURCE, at - OLD), desk=office.back)
    for _ in range(OTHERS):
        office.kept(at)
    office.clock.pass_by(days=1)
    office.do(CloseRequest(officer, request, Answered.WITHDRAWN), desk=office.back)
    return office, office.recording(office.released(request))
