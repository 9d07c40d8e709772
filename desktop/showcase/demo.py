"""The demo office: everything in it was made by the use cases, as in a real one.

One person for each role, ten requests in all states, appointments today, four approved recordings (synthetic voices,
`resources/demo`). Its keys are in a file of its own, and open nothing else. Its front desk is a back office, at which
everybody can try everything; the other desk is the approver's, where copies were decided on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from desktop.application.appointments.calendar import BookAppointment, book_appointment
from desktop.application.copies.deciding import Decide, decide
from desktop.application.copies.preparing import PrepareCopy, prepare_copy
from desktop.application.copies.transcribing import SaveTranscript, save_transcript
from desktop.application.office.policies import first_policies
from desktop.application.office.setting_up import AddPerson, add_person, create_office
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.desk import Clock
from desktop.application.recordings.importing import ImportRecording, import_recording
from desktop.application.requests.closing import CloseRequest, close_request
from desktop.application.requests.intake import TakeRequest, take_request
from desktop.application.shared.authorisation import Actor
from desktop.bootstrap.keys import new_desk_identity
from desktop.bootstrap.making import add_desk, create_parts
from desktop.bootstrap.opened import OpenOffice
from desktop.bootstrap.opening import Parts
from desktop.config import RESOURCES
from desktop.domain.appointments import Unusual
from desktop.domain.copies.decision import Information, Ruling, Weighing
from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.domain.copies.transcript import Line, Speaker, Transcript
from desktop.domain.office.office_policy import HolidayRegion
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Role
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import Answered, Asker, Call, Channel, Purpose, RefusalReason
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.ids import DeskId, PersonId, RequestId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.environment.clock import SystemClock
from desktop.environment.holiday_tables import HolidayTable
from desktop.environment.office_file import DEMO, facts_of
from desktop.environment.passwords import Passwords
from desktop.media.formats.formats import MemoryBytes
from desktop.showcase.demo_people import DEMO_PASSWORD, SIGN_IN_NAMES

ROLES = (Role.ADMINISTRATOR, Role.ADVISER, Role.INFORMATION_OFFICER, Role.APPROVER, Role.SUPERVISOR)
OFFICE, PLACE = "Riverside Council", "Riverside House"
SLOT_TIMES = (time(9, 30), time(10, 30), time(11, 30), time(14, 30), time(15, 30))


@dataclass(frozen=True)
class DemoCall:
    """A call of `resources/demo/calls.toml`. `seconds`: its length, rounded up. `lines`: all that is said in it."""

    data: bytes
    seconds: int
    days_ago: int
    at: time
    number: str
    outbound: bool
    agent_channel: int | None
    removals: tuple[Removal, ...]
    lines: tuple[Line, ...]

    def call_at(self, today: date, zone: ZoneInfo) -> datetime:
        """Return the time of the call, in the office's zone."""
        return datetime.combine(today - timedelta(days=self.days_ago), self.at, zone)


def demo_calls() -> tuple[DemoCall, ...]:
    """Return the four calls, in the order of the file; the first is the guided one."""
    folder = RESOURCES / "demo"
    found = tomllib.loads((folder / "calls.toml").read_text("utf-8"))["call"]
    return tuple(_call_of(folder, call) for call in found)


_TOPICS = {
    "missed-bin": {1: "The missed bin", 4: "Next door’s bin", 6: "When the crew comes"},
    "housing-repair": {1: "Water through the ceiling", 23: "The plumber tomorrow"},
}
"""The topics that an officer has named in the demo's transcripts, by the index of the line that each begins with."""


def _call_of(folder: Path, call: dict[str, Any]) -> DemoCall:
    removals = tuple(
        Removal(part["start_ms"], part["end_ms"], part.get("channel"), RemovalReason(part["reason"]))
        for part in call.get("removal", [])
    )
    speakers = {"adviser": Speaker.OFFICE, "customer": Speaker.CALLER}
    topics = _TOPICS.get(call["id"], {})
    lines = [
        Line(turn["start_ms"], turn["end_ms"], speakers[turn["who"]], turn["text"], topics.get(index, ""))
        for index, turn in enumerate(call["turn"])
    ]
    return DemoCall(
        data=(folder / call["file"]).read_bytes(),
        seconds=-(-call["length_ms"] // 1000),
        days_ago=call["days_ago"],
        at=time.fromisoformat(call["time"]),
        number=call["number"],
        outbound=call["direction"] == "outbound",
        agent_channel=call.get("adviser_channel"),
        removals=removals,
        lines=tuple(sorted(lines, key=lambda line: line.start_ms)),
    )


class DemoMaker:
    """Makes one demo office, one use case after another. `progress` receives each step's name."""

    def __init__(self, folder: Path, clock: Clock, progress: Callable[[str], None]) -> None:
        self.clock = clock
        self.progress = progress
        self.zone = ZoneInfo("Europe/London")
        self.today = clock.now().astimezone(self.zone).date()
        self.parts = create_parts(folder, DEMO)
        self.office = OpenOffice(self.parts, clock)
        self.front = self.office.id
        self.approvers = DeskId(new_id())
        self.people: dict[Role, PersonId] = {}
        self.passwords = Passwords()
        self.holidays = HolidayTable(HolidayRegion.ENGLAND_AND_WALES, self.today.year + 1)

    def actor(self, role: Role) -> Actor:
        """Return a person at the front desk."""
        return Actor(self.people[role], self.front)

    def in_person(self, role: Role) -> InPerson:
        """Return that person there, with their password typed."""
        return InPerson(self.actor(role), DEMO_PASSWORD)

    def make_office(self) -> None:
        """Make the office, its two desks, its people."""
        facts = facts_of(self.parts.file, OFFICE, PLACE)
        recovery = tuple(new_desk_identity(self.parts.store, DeskId(f"recovery-{n}")) for n in (1, 2))
        self.office.run(create_office, facts, recovery, self.front)
        there = (self.front, "Desk 2", DeskKind.BACK_OFFICE), (self.approvers, "Approver's PC", DeskKind.DECISION)
        for desk, name, kind in there:  # at the first one everybody can try everything
            add_desk(self.parts, desk, name, kind, self.clock)
        self.office.run(first_policies, self.front)
        for role, name in zip(ROLES, SIGN_IN_NAMES, strict=True):
            shown = f"Demo {name}" if role is not Role.INFORMATION_OFFICER else "Demo information officer"
            person = AddPerson(self.front, name, shown, frozenset({role}), DEMO_PASSWORD)
            by = self.people.get(Role.ADMINISTRATOR)
            self.people[role] = self.office.run(add_person, person, by, passwords=self.passwords).id

    def take(self, number: int, call: DemoCall, **more: Any) -> RequestId:
        """Take a subject access request of the demo customer of that number, unless `more` says otherwise."""
        person = Asker("Demo", f"Customer {WORDS[number]}", date(1970 + number, 3, 11), f"{number} Example Street")
        command = TakeRequest(
            actor=self.actor(Role.INFORMATION_OFFICER),
            kind=more.pop("kind", Kind.SUBJECT_ACCESS),
            asker=more.pop("asker", person),
            calls=(Call(call.call_at(self.today, self.zone), call.number, call.outbound),),
            received_on=self.today - timedelta(days=20 - number),
            came_by=tuple(Channel)[number % len(Channel)],
            copy_offered=True,
            **more,
        )
        request: RequestId = self.office.run(take_request, command, rules=self._rules)[0].id
        return request

    def import_call(self, request: RequestId, call: DemoCall) -> None:
        """Import the recording of a request."""
        actor = self.actor(Role.INFORMATION_OFFICER)
        when = call.call_at(self.today, self.zone)
        data = MemoryBytes(call.data)
        command = ImportRecording(
            actor, request, data, "telephony", when, call.outbound, call.number, call.agent_channel
        )
        self.office.run(import_recording, command)

    def transcribe(self, request: RequestId, call: DemoCall) -> None:
        """Save what is said in a call as its transcript."""
        command = SaveTranscript(self.actor(Role.INFORMATION_OFFICER), request, Transcript(call.lines), 0)
        self.office.run(save_transcript, command)

    def prepare(self, request: RequestId, call: DemoCall) -> None:
        """Render its approved copy."""
        command = PrepareCopy(self.actor(Role.INFORMATION_OFFICER), request, call.removals)
        self.office.run(prepare_copy, command)

    def decide(self, request: RequestId, *, approve: bool, **decision: Any) -> None:
        """Make the approver's decision. Everything about other people has been removed."""
        with self.office.uow().read_only() as uow:
            copy = uow.requests.get(request).copy
        ruling = Ruling.APPROVE if approve else Ruling.REFUSE
        weighing = Weighing(Information.ALL_REMOVED if approve else None)
        by = InPerson(Actor(self.people[Role.APPROVER], self.approvers), DEMO_PASSWORD)
        command = Decide(
            by, request, ruling, copy, weighing=weighing, unheard_known=True, unread_known=True, **decision
        )
        office = OpenOffice(self.parts, self.clock, self.approvers)
        office.run(decide, command, check=replace(office.check, passwords=self.passwords))

    def close(self, request: RequestId, answered: Answered) -> None:
        """Close the request."""
        command = CloseRequest(self.actor(Role.INFORMATION_OFFICER), request, answered)
        self.office.run(close_request, command, rules=self._rules)

    @property
    def _rules(self) -> DeadlineRules:
        policy = self.office.policy
        return DeadlineRules(self.holidays, policy.proof_prompt_days, in_force=policy.in_force)

    def book(self, request: RequestId, slot: int) -> None:
        """Book an appointment today at the front desk, whatever the day and the hour at which the demo is made."""
        starts = datetime.combine(self.today, SLOT_TIMES[slot], self.zone)
        actor, meant = self.actor(Role.INFORMATION_OFFICER), frozenset(Unusual)
        command = BookAppointment(actor, request, self.front, starts, meant=meant)
        self.office.run(book_appointment, command, is_holiday=self.holidays)


STAFF = (("Team Leader", None, "Team leader, customer services"), ("Trainer", None, "Trainer, customer services"))
"""The office's listeners: surname, no date of birth, job and team."""
TRANSCRIBED = 3
"""The number of the call with a transcript, which its copy has too: the third of `demo_calls`."""
WORDS = ("Nil", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def make_demo(
    folder: Path, *, clock: Clock | None = None, progress: Callable[[str], None] = lambda words: None
) -> Parts:
    """Make the demo office in that folder."""
    maker = DemoMaker(folder, clock or SystemClock(), progress)
    progress("office")
    maker.make_office()
    calls = demo_calls()
    adjustments = (("Hearing aid, wants it louder", "Extra time"), (), ("Interpreter: Welsh",), ())
    for number, call in enumerate(calls, 1):
        progress(f"call {number}")
        reads = number == TRANSCRIBED
        more: dict[str, Any] = {"copy_wanted": True, "needs": (Need.TRANSCRIPT,)} if reads else {}
        request = maker.take(number, call, adjustments=adjustments[number - 1], **more)
        maker.import_call(request, call)
        if reads:
            maker.transcribe(request, call)
        maker.prepare(request, call)
        until = maker.today + timedelta(days=60)
        maker.decide(request, approve=True, until=until, with_transcript=True if reads else None)
        maker.book(request, number - 1)
    _unfinished(maker, calls)
    return maker.parts


def _unfinished(maker: DemoMaker, calls: tuple[DemoCall, ...]) -> None:
    """Take requests in the other states: taken, linked, prepared (with an appointment), refused, closed, internal."""
    maker.close(maker.take(5, calls[0]), Answered.WITHDRAWN)
    maker.import_call(maker.take(6, calls[1]), calls[1])
    waiting = maker.take(7, calls[2], adjustments=("Wheelchair user",))
    maker.import_call(waiting, calls[2])
    maker.prepare(waiting, calls[2])
    maker.book(waiting, 4)
    maker.decide(maker.take(8, calls[3]), approve=False, refusal=RefusalReason.NO_LONGER_AVAILABLE)
    lead, trainer = (Asker("Demo", *who) for who in STAFF)
    internal = {"kind": Kind.INTERNAL, "purpose": Purpose.COMPLAINT, "reason": "A complaint about how a call ended."}
    complaint = maker.take(9, calls[3], asker=lead, **internal)
    maker.import_call(complaint, calls[3])
    maker.prepare(complaint, calls[3])
    training = {"kind": Kind.INTERNAL, "purpose": Purpose.TRAINING, "reason": "An example for new advisers."}
    maker.take(10, calls[1], asker=trainer, **training)
