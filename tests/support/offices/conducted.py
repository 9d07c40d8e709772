"""A whole session, conducted by use cases: `conduct_session(desk, at, appointment)`.

For tests of what follows a session (review, receipt, log). Nothing sounds unless the desk's player does;
the test says what was heard. `wait` lets time pass (`FakeClock.pass_by`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from desktop.application.ports.desk import Desk
from desktop.application.ports.sound import Ear
from desktop.application.sessions import checking_in, closing, day_list, identifying, listening
from desktop.application.sessions.views import SessionView
from desktop.application.shared.commands import Actor, Command, bound
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import NoteKind, Outcome, Party
from desktop.domain.shared.ids import AppointmentId, SessionId
from desktop.domain.shared.spans import Span
from tests.support.offices.builders import documents

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


def carried_out(desk: Desk, wanted: Any, *arguments: Any) -> Any:
    """Carry out a command, or a use case with its arguments, by what that desk has; return the result."""
    if isinstance(wanted, Command):
        wanted, arguments = wanted.use_case, (wanted,)
    return bound(wanted, desk, *arguments)()


@dataclass
class Conductor:
    """One session at one desk."""

    desk: Desk
    actor: Actor
    course: Course
    wait: Callable[[float], None]
    view: SessionView = field(init=False)

    def do(self, wanted: Any, *arguments: Any) -> None:
        self.view = carried_out(self.desk, wanted, *arguments)

    def identify(self, appointment: AppointmentId) -> None:
        course = self.course
        self.do(checking_in.CheckIn(self.actor, appointment, course.parties, course.copy_wanted))
        self.wait(course.id_seconds)
        day = self.desk.policy.local(self.desk.clock.now()).date()
        self.do(identifying.SightDocuments(self.actor, self.view.id, documents(day)))
        if course.looks:
            carried_out(self.desk, identifying.LookAtAnswers(self.actor, self.view.id))
        self.do(identifying.CheckCaller(self.actor, self.view.id, course.check, course.reason))

    def brief(self) -> None:
        self.do(listening.Brief(self.actor, self.view.id, read=True, sound_heard=True, volume=60, ear=Ear.BOTH))

    def listen(self) -> None:
        self.brief()
        self.wait(30)
        self.open()
        begin, rate = 0, self.view.call.rate
        if (stop := self.course.interrupted_at) is not None:
            begin = round(stop * rate)
            self.play(0, begin)
            self.interrupt(begin)
            self.wait(240)
            self.do(day_list.Resume(self.actor, self.view.id, same_person=True))
            self.open()
        end = round(self.view.call.frames * self.course.heard)
        self.play(begin, end)
        self.do(listening.Finish(self.actor, self.view.id, end))

    def open(self) -> None:
        self.view = carried_out(self.desk, listening.OpenRecording(self.actor, self.view.id)).session

    def play(self, start: int, end: int) -> None:
        """Play these frames, saving what is heard once a minute; notes are taken at their seconds."""
        step = SAVE_SECONDS * self.view.call.rate
        carried_out(self.desk, listening.play, self.position(start))
        for at in range(start, end, step):
            until = min(at + step, end)
            self.wait((until - at) / self.view.call.rate)
            save = listening.stopped if until == end else listening.heard
            carried_out(self.desk, save, self.position(until, Span(at, until)))
            self.note(at, until)

    def note(self, start: int, end: int) -> None:
        for noted in self.course.notes:
            frame = round(noted.second * self.view.call.rate)
            if start <= frame < end:
                said = noted.kind, noted.words, frame, noted.correction_wanted
                self.do(listening.TakeNote(self.actor, self.view.id, *said))

    def interrupt(self, frame: int) -> None:
        carried_out(self.desk, day_list.interrupt, self.actor, self.view.id, frame)

    def position(self, frame: int, *heard: Span) -> listening.PlaybackPosition:
        return listening.PlaybackPosition(self.actor, self.view.id, frame, heard)

    def close(self) -> None:
        self.wait(60)
        course, outcome = self.course, self.course.outcome or self.view.proposed
        answers = course.copy_wanted, course.complaint, True, outcome, course.words
        carried_out(self.desk, closing.Close(self.actor, self.view.id, *answers))


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
