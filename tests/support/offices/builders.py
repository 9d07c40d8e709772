"""A small real office, in any state: `an_office(tmp_path)`.

Everything is real and was made by the use cases: SQLCipher, keys, vault, log, witness. Only Argon2 is made cheap, time
stands still (`fakes.FakeClock`), and by default nothing sounds (`fakes.FakeSound`). The office is made once for each
test process and copied for each test.
"""

from __future__ import annotations

import inspect
import io
import json
import math
import os
import shutil
import struct
import wave
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar, overload
from unittest.mock import patch
from zoneinfo import ZoneInfo

from db.log.proven import ProvenRows
from db.schema.tables import metadata
from desktop.application.appointments.calendar import BookAppointment, MoveAppointment
from desktop.application.copies.deciding import Decide
from desktop.application.copies.preparing import PrepareCopy, prepare_copy
from desktop.application.office.pc_checks import Confirmed
from desktop.application.office.recovery import StateLoss
from desktop.application.office.setting_up import AddPerson, add_person, create_office
from desktop.application.office.signing_in import InPerson, SignIn
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Anchored, PasswordCheck, Proof, SoundDesk
from desktop.application.ports.sound import Ear
from desktop.application.recordings.holding import AskRelease, ReleaseHold
from desktop.application.recordings.importing import ImportRecording
from desktop.application.recordings.importing import facts_of as imported_facts
from desktop.application.recordings.retaining import Retaining, RetainReport
from desktop.application.requests.intake import TakeRequest
from desktop.application.requests.listing import urgency
from desktop.application.sessions import checking_in, closing, day_list, identifying, listening
from desktop.application.sessions.listening import AtFrame, PlaybackPosition
from desktop.application.shared.commands import Actor, Command
from desktop.bootstrap.keys import new_desk_identity
from desktop.bootstrap.making import add_desk, create_parts
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.verifying import AnchoredIn, VerifierOver, milestones_of, verifier_over
from desktop.bootstrap.wiring import desk_keys_of, strongroom_of
from desktop.config import RESOURCES
from desktop.domain.appointments import Appointment, Unusual
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.decision import Information, Ruling, Weighing
from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Role
from desktop.domain.recordings.retention import Hold, KeepingPolicy, RetentionPeriod, Source, month_of
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import Asker, Call, Channel, Request, Status
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import BirthComparison, CallerCheck, NameComparison, Shown
from desktop.domain.sessions.session import Outcome, Party, Session, State
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, PersonId, RecordingId, RequestId, SessionId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span
from desktop.environment.office_file import DEMO, facts_of
from desktop.environment.passwords import Passwords
from desktop.environment.policies import load_identity_policy, load_office_policy
from desktop.environment.telephone_numbers import TelephoneNumbers
from desktop.media.formats.formats import MemoryBytes
from desktop.vault.place import VaultFiles
from tests.db.logs import an_event
from tests.support.fakes import TUESDAY, CountedPasswords, FakeClock, FakePlayer, FakeSound
from tests.support.machine.own_folder import kept_folder
from tests.support.offices import statements
from tests.support.offices.stored_log import bodies_in, events_in

statements.compile_once()
ZONE = ZoneInfo("Europe/London")
RULES = DeadlineRules(frozenset())
KEEPING = KeepingPolicy((Source("switchboard", ZONE, RetentionPeriod(months=6), 90),), 3, 14)
RATE = 8000
PASSWORD = "a password for tests"
ASKER = Asker("Quillon", "Testperson", date(1971, 3, 11), "17 Nowhere Lane, Exampleton")
NUMBER, NORMAL = "01632 960 733", "+441632960733"
ANOTHER_DAY = Call(TUESDAY - timedelta(days=28), NUMBER)
"""A call that cannot be another request's recording."""
REMOVALS = (
    Removal(300, 400, None, RemovalReason.ABOUT_ANOTHER_PERSON),
    Removal(1200, 1300, None, RemovalReason.LEGAL_PRIVILEGE),
)
PEOPLE = {
    "administrator": Role.ADMINISTRATOR,
    "adviser": Role.ADVISER,
    "other-adviser": Role.ADVISER,
    "officer": Role.INFORMATION_OFFICER,
    "approver": Role.APPROVER,
    "supervisor": Role.SUPERVISOR,
    "other-supervisor": Role.SUPERVISOR,
}


@cache
def a_call(seconds: float = 2.0, hertz: float = 440.0) -> bytes:
    """Return a short call, 16-bit PCM WAV at 8,000 Hz, one channel: a tone, which is nobody's voice."""
    samples = [int(9000 * math.sin(2 * math.pi * hertz * n / RATE)) for n in range(int(seconds * RATE))]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return out.getvalue()


At = TypeVar("At", bound=AtFrame)
R = TypeVar("R")


def documents(day: date) -> tuple[Shown | None, ...]:
    """Return a passport and a council tax bill, both valid on that day."""
    return (
        Shown("passport", expiry=day + timedelta(days=900), name=NameComparison.MATCH, birth=BirthComparison.MATCH),
        Shown(
            "council_tax_bill", issued=day - timedelta(days=60), name=NameComparison.MATCH, shows_current_address=True
        ),
    )


@dataclass
class Office:
    """One office, with the use cases of its people. `opened`: its parts, or what opens them once something asks."""

    opened: Parts | Path
    back: DeskId
    people: dict[str, PersonId]
    clock: FakeClock = field(default_factory=FakeClock)
    passwords: CountedPasswords = field(
        default_factory=lambda: CountedPasswords(Passwords(memory_kib=8, passes=1, lanes=1))
    )
    fake_sound: FakeSound = field(default_factory=FakeSound)
    player: FakePlayer = field(default_factory=FakePlayer)
    other_sound: SoundDesk | None = None
    origin: DeskKind | None = None
    """The kind of its front desk, where it is a copy of the template."""
    policy = load_office_policy(RESOURCES / "policies" / "office.toml")
    id_policy = load_identity_policy(RESOURCES / "policies" / "identity.toml")
    keeping = KEEPING

    @cached_property
    def parts(self) -> Parts:
        """Its parts. The copy of a template is opened only here: see `an_office`."""
        parts = self.opened if isinstance(self.opened, Parts) else open_parts(self.opened)
        return replace(parts, now=lambda: self.clock.now())

    def handed_over(self) -> str:
        """Close it here, and return what `taken_over` opens it by in another program."""
        self.parts.engine.dispose()
        return json.dumps({"folder": str(self.parts.paths.folder), "back": self.back, "people": self.people})

    @classmethod
    def taken_over(cls, handed: str) -> Office:
        said = json.loads(handed)
        return cls(Path(said["folder"]), said["back"], said["people"])

    @property
    def front(self) -> DeskId:
        """The front desk, this folder's own."""
        return self.parts.file.desk

    @property
    def sound(self) -> SoundDesk:
        """The opener of copies: the fake, unless a test has put another in its place."""
        return self.other_sound or self.fake_sound

    @cached_property
    def strongroom(self) -> Any:
        return strongroom_of(self.parts, self.back)

    @cached_property
    def facts(self) -> Any:
        return facts_of(self.parts.file, "Test Council", "Test House")

    @property
    def anchored(self) -> Anchored:
        """The port that says how many events are anchored."""
        return AnchoredIn(self.parts.witness, milestones_of(self.parts))

    @property
    def check(self) -> PasswordCheck:
        """The port that checks passwords."""
        return PasswordCheck(self.clock, self.passwords, self.policy)

    def uow(self, desk: DeskId | None = None) -> UnitOfWork:
        """Return a fresh unit of work, at the front desk unless another is named."""
        return self.parts.uow(desk or self.front)

    def sql(self, statement: str, *values: object) -> None:
        """Change its rows behind the program's back."""
        with self.parts.engine.begin() as connection:
            connection.exec_driver_sql(statement, values)

    def command(self, *words: str) -> int:
        """Run that at the command line, once the office is closed here; return the exit code."""
        from desktop.__main__ import main

        self.parts.engine.dispose()
        return main(["--office", str(self.parts.paths.folder), *words])

    def actor(self, name: str = "adviser", desk: DeskId | None = None) -> Actor:
        """Return a person, at the front desk unless another is named."""
        return Actor(self.people[name], desk or self.front)

    def in_person(self, name: str, desk: DeskId | None = None, password: str = PASSWORD) -> InPerson:
        """Return a person there, with that password typed."""
        return InPerson(self.actor(name, desk), password)

    def an_event(self, at: datetime | None = None, desk: str | None = None) -> Event:
        """Return an event by the adviser, as any: something was heard in a session that is not there."""
        of = an_event(at or self.clock.now(), desk or self.front)
        return replace(of, actor=self.people["adviser"])

    @overload
    def do(self, wanted: Command[R], *, desk: DeskId | None = None, **more: Any) -> R: ...

    @overload
    def do(self, wanted: Callable[..., R], *arguments: Any, desk: DeskId | None = None, **more: Any) -> R: ...

    def do(self, wanted: Any, *arguments: Any, desk: DeskId | None = None, **more: Any) -> Any:
        """Run the use case of a command, or one with its arguments, with a unit of work of that desk (the front desk),
        and with the office's own for whatever else it asks for and is not given.
        """
        if isinstance(wanted, Command):
            return self.do(wanted.use_case, wanted, desk=desk, **more)
        return self._press(partial(wanted, *arguments, **self.ports(wanted, **more)), desk)

    def _press(self, call: Callable[..., Any], desk: DeskId | None) -> Any:
        return call(uow=self.uow(desk))

    def ports(self, use_case: Callable[..., Any], **given: Any) -> dict[str, Any]:
        """Return what a use case asks for, but its unit of work: what is given, else the office's own."""
        asked = inspect.signature(use_case).parameters.values()
        needed = {each.name for each in asked if each.kind is each.KEYWORD_ONLY and each.default is each.empty}
        needed |= {"clock"} if any(each.kind is each.VAR_KEYWORD for each in asked) else set()
        known = {name: find for name, find in self._ports.items() if name in needed and name not in given}
        if "check" in known:
            own = {name: given.pop(name) for name in {"passwords", "policy"} & {*given} - needed}
            given["check"] = replace(self.check, **own)
        return {name: find() for name, find in known.items()} | given

    @property
    def _ports(self) -> dict[str, Callable[[], Any]]:
        return {
            "clock": lambda: self.clock,
            "check": lambda: self.check,
            "passwords": lambda: self.passwords,
            "policy": lambda: self.policy,
            "id_policy": lambda: self.id_policy,
            "keeping": lambda: self.keeping,
            "rules": lambda: replace(RULES, in_force=self.policy.in_force),
            "numbers": TelephoneNumbers,
            "is_holiday": lambda: self.is_holiday,
            "zone": lambda: ZONE,
            "office": lambda: self.facts,
            "anchored": lambda: self.anchored,
            "sound": lambda: self.sound,
            "player": lambda: self.player,
            "strongroom": lambda: self.strongroom,
        }

    # Records

    def session(self, id: SessionId) -> Session:
        with self.uow().read_only() as uow:
            return uow.sessions.get(id)

    def request(self, id: RequestId) -> Request:
        with self.uow().read_only() as uow:
            return uow.requests.get(id)

    def recording(self, request: RequestId) -> RecordingId:
        """Return the recording that a request has by now."""
        found = self.request(request).recording
        assert found is not None
        return found

    def hold(self, request: RequestId) -> Hold:
        """Return the only hold of a request."""
        with self.uow().read_only() as uow:
            (found,) = uow.keeping.holds_of(request)
        return found

    def released(self, request: RequestId) -> RequestId:
        """Have its hold released, by two people."""
        hold = self.hold(request).id
        self.do(AskRelease(self.in_person("officer"), hold))
        self.do(ReleaseHold(self.in_person("approver"), hold))
        return request

    def copy(self, id: CopyId) -> ApprovedCopy:
        with self.uow().read_only() as uow:
            return uow.recordings.copy(id)

    def exceptions(self, id: SessionId) -> tuple[Exceptional, ...]:
        with self.uow().read_only() as uow:
            return uow.sessions.exceptions(id)

    def events(self, session: SessionId | None = None) -> list[Event]:
        """Return the events of one session, or all, in order."""
        if session is None:
            return events_in(self.parts.engine)
        with self.uow().read_only() as uow:
            return [event for _, event in uow.reading.events_of(session)]

    def bodies(self) -> list[bytes]:
        """Return the stored bytes of all events, in order."""
        return bodies_in(self.parts.engine)

    def all_rows(self, *but: str) -> str:
        """Return every row of every table as text, except those tables."""
        tables = [table for table in metadata.sorted_tables if table.name not in but]
        with self.parts.engine.connect() as connection:
            return "\n".join(repr(row) for table in tables for row in connection.execute(table.select()))

    def verify(self) -> Proof:
        return VerifierOver(self.parts.engine, self.parts.witness).verify()

    # From a request to an appointment, by the back office

    def a_request(self, **more: Any) -> RequestId:
        """Take a request for one call, of 30 days ago or of the day it arrived; `call`: another one than usual."""
        if "call" in more:
            more["calls"] = (more.pop("call"),)
        received = more.pop("received_on", self.clock.now().date() - timedelta(days=10))
        called = min(TUESDAY - timedelta(days=30), datetime.combine(received, time(9), UTC))
        command: dict[str, Any] = {
            "actor": self.actor("officer", self.back),
            "kind": Kind.SUBJECT_ACCESS,
            "asker": ASKER,
            "calls": (Call(called, NUMBER),),
            "received_on": received,
            "came_by": Channel.LETTER,
        }
        taken: tuple[Request, ...] = self.do(TakeRequest(**command | more), desk=self.back)
        return taken[0].id

    def imported(self, request: RequestId, data: bytes | None = None) -> RequestId:
        command = ImportRecording(
            self.actor("officer", self.back),
            request,
            MemoryBytes(data or a_call()),
            "switchboard",
            self.request(request).call.at,
        )
        self.do(command, desk=self.back)
        return request

    def kept(self, call_at: datetime, number: str | None = NORMAL, outbound: bool = False) -> RecordingId:
        """Return the facts (no sound) of an unrequested recording, as in an office that keeps everything."""
        id, pattern = RecordingId(new_id()), self.request(self.first_request).recording
        assert pattern is not None
        with self.uow(self.back) as uow:
            of = uow.recordings.get(pattern)
            fresh = replace(of, id=id, digest=new_id() * 2, imported_at=self.clock.now())
            known = replace(fresh, call_at=call_at, number=number, outbound=outbound)
            uow.recordings.add(known)
            facts = imported_facts(known, ZONE) | {"key_month": month_of(of.call_at, ZONE)}
            event = self.actor("officer", self.back).event(
                EventKind.RECORDING_IMPORTED, self.clock, {Subject.RECORDING: id}, **facts
            )
            uow.commit(event)
        return id

    def prepared(self, request: RequestId, removals: tuple[Removal, ...] = REMOVALS) -> RequestId:
        command = PrepareCopy(self.actor("officer", self.back), request, removals)
        self.do(prepare_copy, command, desk=self.back)
        return request

    def decided(self, request: RequestId, approve: bool = True, **more: Any) -> RequestId:
        """Approve the current copy after opening it; no other person's information is in it. `by`: not the approver."""
        more = {"copy": self.request(request).copy, "weighing": Weighing(Information.NOBODY_ELSE)} | more
        ruling = more.pop("ruling", Ruling.APPROVE if approve else Ruling.REFUSE)
        more.setdefault("unheard_known", True)
        more.setdefault("unread_known", True)
        command = Decide(self.in_person(more.pop("by", "approver"), self.back), request, ruling, **more)
        self.do(command, desk=self.back)
        return request

    def approved(self, data: bytes | None = None, removals: tuple[Removal, ...] = REMOVALS) -> RequestId:
        return self.decided(self.prepared(self.imported(self.a_request(), data), removals))

    def booked(self, request: RequestId | None = None, minutes_from_now: int = 5) -> Appointment:
        """Book that request (the office's approved one by default), soon, whatever the hour."""
        starts = self.clock.now() + timedelta(minutes=minutes_from_now)
        id, meant = request or self.first_request, frozenset(Unusual)
        return self.book(BookAppointment(self.actor("officer", self.back), id, self.front, starts, meant=meant))

    def book(self, command: BookAppointment | MoveAppointment) -> Appointment:
        """Book that, or move to it."""
        appointment: Appointment = self.do(command, desk=command.actor.desk)
        return appointment

    @staticmethod
    def is_holiday(day: date) -> bool:
        """Return whether it is Christmas Day, the only holiday here."""
        return (day.month, day.day) == (12, 25)

    @cached_property
    def first_request(self) -> RequestId:
        """The approved request that every office begins with."""
        with self.uow().read_only() as uow:
            rows = uow.reading.open_requests(TUESDAY.date(), ZONE, Status.APPROVED)
            return min(rows, key=urgency).id

    # The night

    def nightly(self, desk: DeskId | None = None) -> Retaining:
        """Return the nightly run, at the back office unless another desk is named; open from Monday to Friday."""
        desk = desk or self.back
        strongroom = self.strongroom if desk == self.back else strongroom_of(self.parts, desk)
        files, latest = VaultFiles(self.parts.vault), self.parts.witness.latest
        verifier = verifier_over(self.parts, desk, self.clock)
        return Retaining(
            desk,
            lambda: self.uow(desk),
            self.clock,
            KEEPING,
            strongroom,
            files,
            latest,
            lambda day: day.weekday() < 5,
            verifier,
            desk_keys_of(self.parts, desk),
            TelephoneNumbers(),
        )

    def retain(self, desk: DeskId | None = None) -> RetainReport:
        """Run it once, confirmed by the administrator: months pass between two events here, and little is kept."""
        actor = self.actor("administrator", desk or self.back)
        return self.nightly(desk).run(Confirmed(actor, (), 0, 0))

    def state_loss(
        self, administrator: str = "administrator", supervisor: str = "supervisor", said: str = PASSWORD
    ) -> None:
        """State what was lost with an older database, at the front desk. `said`: the supervisor's password."""
        one = SignIn(self.front, administrator, PASSWORD)
        command = StateLoss(one, SignIn(self.front, supervisor, said), tuple(self.parts.witness.checkpoints()))
        with self.parts.known.anew():
            while self.do(command).left:
                pass

    # A session, by an adviser, as far as a state

    def check_in(self, appointment: AppointmentId, who: str = "adviser") -> SessionId:
        parties = frozenset({Party.CUSTOMER, Party.COMPANION})
        command = checking_in.CheckIn(self.actor(who), appointment, parties, copy_wanted=False)
        id: SessionId = self.do(command).id
        return id

    def checked_in(self, who: str = "adviser", **more: Any) -> SessionId:
        return self._as_far_as(State.CHECKED_IN, who, more)

    def sighted(self, id: SessionId) -> SessionId:
        command = identifying.SightDocuments(self.who(id), id, documents(self.clock.now().date()))
        self.do(command)
        return id

    def looked(self, id: SessionId) -> None:
        """Look at the answers to the caller check."""
        self.do(identifying.LookAtAnswers(self.who(id), id))

    def identified(self, who: str = "adviser", **more: Any) -> SessionId:
        return self._as_far_as(State.IDENTIFIED, who, more)

    def briefed(self, who: str = "adviser", **more: Any) -> SessionId:
        return self._as_far_as(State.BRIEFED, who, more)

    def listening(self, who: str = "adviser", **more: Any) -> SessionId:
        return self._as_far_as(State.LISTENING, who, more)

    def on_break(self, who: str = "adviser", **more: Any) -> SessionId:
        return self._as_far_as(State.ON_BREAK, who, more)

    def closing(self, who: str = "adviser", **more: Any) -> SessionId:
        return self._as_far_as(State.CLOSING, who, more)

    def interrupted(self, who: str = "adviser", **more: Any) -> SessionId:
        """Interrupt a session that was listening when the program stopped."""
        return self._as_far_as(State.INTERRUPTED, who, more)

    def _as_far_as(self, state: State, who: str, more: dict[str, Any]) -> SessionId:
        """Conduct a session as far as that. The usual one, in a new office, is copied from a template."""
        if (who, more) == ("adviser", {}) and self._is_new():
            return self._become(_conducted(self.origin, state))
        before = BEFORE[state]
        id = self.check_in(self.booked(**more).id, who) if before is None else self._as_far_as(before, who, more)
        self._go_on(id, state)
        return id

    def _go_on(self, id: SessionId, to: State) -> None:
        heard = Span(0, 8000)
        match to:
            case State.CHECKED_IN:
                self.clock.pass_by(seconds=30)
            case State.IDENTIFIED:
                self.sighted(id)
                self.looked(id)
                command = identifying.CheckCaller(self.who(id), id, CallerCheck.MATCHES)
                self.do(command)
            case State.BRIEFED:
                self.do(listening.Brief(self.who(id), id, True, True, 70, Ear.BOTH))
            case State.LISTENING:
                self.do(listening.OpenRecording(self.who(id), id))
            case State.ON_BREAK:
                self.do(self.at(listening.TakeBreak, id, 8000, heard))
            case State.CLOSING:
                self.do(self.at(listening.Finish, id, 8000, heard))
            case State.CLOSED:
                self.close(id, Outcome.HEARD_IN_PART)
            case State.INTERRUPTED:
                self.do(listening.heard, self.position(id, 4000, Span(0, 4000)))
                self.do(day_list.mark_interrupted, self.front)

    def _is_new(self) -> bool:
        """Return whether it is a copy of the template that nothing has opened, or set otherwise."""
        set_otherwise = {"parts", "policy", "id_policy", "keeping"} & self.__dict__.keys()
        untouched = self.clock == FakeClock() and self.fake_sound == FakeSound() and self.other_sound is None
        return self.origin is not None and isinstance(self.opened, Path) and not set_otherwise and untouched

    def _become(self, kept: Conducted) -> SessionId:
        assert isinstance(self.opened, Path)
        shutil.rmtree(self.opened)
        shutil.copytree(kept.folder, self.opened)
        vars(self)["first_request"] = kept.request  # it may be closed by now, and is still the first
        vars(self.clock).update(vars(kept.clock))
        vars(self.fake_sound).update(vars(replace(kept.sound, calls=[*kept.sound.calls])))
        return kept.session

    def close_after_listening(self, id: SessionId) -> None:
        self.do(self.at(listening.Finish, id, 8000, Span(0, 8000)))
        self.close(id, Outcome.HEARD_IN_PART)

    def closed(self, who: str = "adviser", outcome: Outcome = Outcome.HEARD_IN_PART, **more: Any) -> SessionId:
        if outcome is Outcome.HEARD_IN_PART:
            return self._as_far_as(State.CLOSED, who, more)
        id = self.closing(who, **more)
        self.close(id, outcome)
        return id

    def close(
        self, id: SessionId, outcome: Outcome, words: str = "Words about it.", *, copy_wanted: bool = False
    ) -> Any:
        command = closing.Close(self.who(id), id, copy_wanted, False, True, outcome, words)
        return self.do(command)

    def in_state(self, state: State) -> SessionId:
        """Return a session in that state (except BOOKED, which has no session yet)."""
        return self._as_far_as(state, "adviser", {})

    def who(self, id: SessionId) -> Actor:
        """Return the adviser who conducts it, at its desk."""
        session = self.session(id)
        return Actor(session.adviser, session.desk)

    def position(self, id: SessionId, frame: int = 0, *heard: Span) -> PlaybackPosition:
        return self.at(PlaybackPosition, id, frame, *heard)

    def at(self, of: type[At], id: SessionId, frame: int = 0, *heard: Span) -> At:
        """Return a command about the sound of a session, whoever conducts it."""
        return of(self.who(id), id, frame, heard)


def an_office(folder: Path, front: DeskKind = DeskKind.BACK_OFFICE) -> Office:
    """Open a copy of the office, in a folder of its own under `folder`. Close it: `parts.engine.dispose()`.

    `front`: the kind of the front desk; by default one at which everybody can do their work.
    """
    template, back, people = _template(front)
    copy = shutil.copytree(template, folder / "office")
    return Office(copy, back, dict(people), origin=front)


def aged(folder: Path, at: float = 0.0) -> None:
    """Date everything in the folder (seconds since 1970). Unless a test does, a file has the time of the real day."""
    for path in folder.rglob("*"):
        os.utime(path, (at, at))


LOOKS = {name: getattr(ProvenRows, name) for name in ("person", "request", "journey", "session", "everything")}


def as_it_is_made() -> AbstractContextManager[Any]:
    """Let desks look at the log, also in a test of planted rows: what is made now is what others copy."""
    looking: AbstractContextManager[Any] = patch.multiple(ProvenRows, **LOOKS)
    return looking


BEFORE = {
    State.CHECKED_IN: None,
    State.IDENTIFIED: State.CHECKED_IN,
    State.BRIEFED: State.IDENTIFIED,
    State.LISTENING: State.BRIEFED,
    State.ON_BREAK: State.LISTENING,
    State.INTERRUPTED: State.LISTENING,
    State.CLOSING: State.LISTENING,
    State.CLOSED: State.CLOSING,
}
"""The state from which a session comes into each; a session that is checked in was only booked before."""


@dataclass(frozen=True)
class Conducted:
    """A closed office with a session, conducted as far as a state: a template for others."""

    folder: Path
    session: SessionId
    request: RequestId
    clock: FakeClock
    sound: FakeSound


@cache
def _conducted(front: DeskKind | None, state: State) -> Conducted:
    assert front is not None
    place = kept_folder()
    office = an_office(place, front)
    with as_it_is_made():
        if (before := BEFORE[state]) is None:
            id = office.check_in(office.booked().id)
        else:
            id = office._become(_conducted(front, before))
        office._go_on(id, state)
    office.parts.engine.dispose()
    return Conducted(place / "office", id, office.first_request, office.clock, office.fake_sound)


@cache
def _template(front: DeskKind) -> tuple[Path, DeskId, dict[str, PersonId]]:
    place = kept_folder()
    office = Office(create_parts(place / "office", DEMO), DeskId(new_id()), {})
    office.clock.pass_by(days=-1)
    with as_it_is_made():
        set_up(office, front)
        office.approved()
    office.parts.engine.dispose()
    return place / "office", office.back, office.people


def set_up(office: Office, kind: DeskKind = DeskKind.BACK_OFFICE) -> None:
    """Make desks and people of a new office. `kind`: the front desk's."""
    parts, front, clock = office.parts, office.front, office.clock
    recovery = tuple(new_desk_identity(parts.store, DeskId(f"recovery-{n}")) for n in (1, 2))
    create_office(office.facts, recovery, front, uow=parts.uow(front), clock=clock)
    for desk, name, of in ((front, "Desk 2", kind), (office.back, "Back office", DeskKind.BACK_OFFICE)):
        add_desk(parts, desk, name, of, clock)
    for name, role in PEOPLE.items():
        command = AddPerson(office.back, name, f"Test {name}", frozenset({role}), PASSWORD)
        by = office.people.get("administrator")
        person = add_person(command, uow=parts.uow(office.back), clock=clock, passwords=office.passwords, by=by)
        office.people[name] = person.id
