"""A whole session, conducted by use cases: `conduct_session(desk, at, appointment)`.

For tests of what follows a session (review, receipt, log). Nothing sounds unless the desk's player does;
the test says what was heard. `wait` lets time pass (`FakeClock.pass_by`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from desktop.application.ports.desk import Desk
from desktop.application.ports.sound import Ear
from desktop.application.sessions import checking_in, closing, day_list, identifying, listening
from desktop.application.sessions.views import SessionView
from desktop.application.shared.commands import Actor
from desktop.domain.sessions.identity import BirthComparison, CallerCheck, NameComparison, Shown
from desktop.domain.sessions.session import NoteKind, Outcome, Party
from desktop.domain.shared.ids import AppointmentId, SessionId
from desktop.domain.shared.spans import Span

SAVE_SECONDS = 60


@dataclass(frozen=True)
class Noted:
    """A note taken while listening, at a second of the recording."""

    kind: NoteKind
    words: str
    second: float
    correction_wanted: bool = False


@dataclass(frozen=True)
class Course:
    """How the session goes. `heard` is the share of the recording that is played, from its start.

    `looks`: the adviser looks at the answers to the caller check.
    """

    parties: frozenset[Party] = frozenset({Party.CUSTOMER})
    copy_wanted: bool = True
    looks: bool = True
    check: CallerCheck = CallerCheck.MATCHES
    reason: str = ""
    id_seconds: float = 160
    heard: float = 1.0
    notes: tuple[Noted, ...] = ()
    interrupted_at: float | None = None
    complaint: bool = False
    outcome: Outcome | None = None
    words: str = ""


@dataclass
class Conductor:
    """One session at one desk."""

    desk: Desk
    actor: Actor
    course: Course
    wait: Callable[[float], None]
    view: SessionView = field(init=False)

    def do(self, use_case: Callable[..., SessionView], *arguments: Any, **more: Any) -> None:
        self.view = use_case(*arguments, uow=self.desk.uow(), clock=self.desk.clock, **more)

    def identify(self, appointment: AppointmentId) -> None:
        desk, course = self.desk, self.course
        command = checking_in.CheckIn(self.actor, appointment, course.parties, course.copy_wanted)
        self.do(checking_in.check_in, command, policy=desk.policy, anchored=desk.anchored)
        self.wait(course.id_seconds)
        day = desk.policy.local(desk.clock.now()).date()
        passport = Shown(
            "passport", expiry=day + timedelta(days=900), name=NameComparison.MATCH, birth=BirthComparison.MATCH
        )
        issued = day - timedelta(days=60)
        bill = Shown("council_tax_bill", issued=issued, name=NameComparison.MATCH, shows_current_address=True)
        sighted = identifying.SightDocuments(self.actor, self.view.id, (passport, bill))
        self.do(identifying.sight_documents, sighted, policy=desk.policy, id_policy=desk.id_policy)
        if course.looks:
            looks = identifying.LookAtAnswers(self.actor, self.view.id)
            identifying.look_at_answers(looks, uow=desk.uow(), clock=desk.clock)
        check = identifying.CheckCaller(self.actor, self.view.id, course.check, course.reason)
        self.do(identifying.check_caller, check, policy=desk.policy)

    def listen(self) -> None:
        command = listening.Brief(self.actor, self.view.id, read=True, sound_heard=True, volume=60, ear=Ear.BOTH)
        self.do(listening.brief, command)
        self.wait(30)
        self.open()
        rate, end = self.view.call.rate, round(self.view.call.frames * self.course.heard)
        stop = self.course.interrupted_at
        begin = 0
        if stop is not None:
            begin = round(stop * rate)
            self.play(0, begin)
            self.interrupt(begin)
        self.play(begin, end)
        self.do(listening.finish, listening.Finish(self.actor, self.view.id, end), sound=self.desk.sound)

    def open(self) -> None:
        desk = self.desk
        command = listening.OpenRecording(self.actor, self.view.id)
        opened = listening.open_recording(command, uow=desk.uow(), clock=desk.clock, sound=desk.sound)
        self.view = opened.session

    def play(self, start: int, end: int) -> None:
        """Play these frames, saving what is heard once a minute; notes are taken at their seconds."""
        desk, step = self.desk, SAVE_SECONDS * self.view.call.rate
        listening.play(self.position(start), uow=desk.uow(), clock=desk.clock, player=desk.player)
        for at in range(start, end, step):
            until = min(at + step, end)
            self.wait((until - at) / self.view.call.rate)
            last = until == end
            save = listening.stopped if last else listening.heard
            save(self.position(until, Span(at, until)), uow=desk.uow(), clock=desk.clock)
            self.note(at, until)

    def note(self, start: int, end: int) -> None:
        for noted in self.course.notes:
            frame = round(noted.second * self.view.call.rate)
            if start <= frame < end:
                command = listening.TakeNote(
                    self.actor, self.view.id, noted.kind, noted.words, frame, noted.correction_wanted
                )
                self.do(listening.take_note, command)

    def interrupt(self, frame: int) -> None:
        desk = self.desk
        day_list.interrupt(self.actor, self.view.id, frame, uow=desk.uow(), clock=desk.clock)
        self.wait(240)
        self.do(
            day_list.resume,
            day_list.Resume(self.actor, self.view.id, same_person=True),
            policy=desk.policy,
            id_policy=desk.id_policy,
        )
        self.open()

    def position(self, frame: int, *heard: Span) -> listening.PlaybackPosition:
        return listening.PlaybackPosition(self.actor, self.view.id, frame, heard)

    def close(self) -> None:
        self.wait(60)
        course, desk = self.course, self.desk
        outcome = course.outcome or self.view.proposed
        command = closing.Close(
            self.actor, self.view.id, course.copy_wanted, course.complaint, True, outcome, course.words
        )
        closing.close(command, uow=desk.uow(), clock=desk.clock, office=desk.office, sound=desk.sound)


def conduct_session(
    desk: Desk,
    actor: Actor,
    appointment: AppointmentId,
    course: Course | None = None,
    *,
    wait: Callable[[float], None] = lambda seconds: None,
) -> SessionId:
    """Conduct that appointment's session, from check-in to closing. Where the caller does not match, open nothing."""
    conductor = Conductor(desk, actor, course or Course(), wait)
    conductor.identify(appointment)
    if conductor.course.check is not CallerCheck.DOES_NOT_MATCH:
        conductor.listen()
    conductor.close()
    return conductor.view.id
