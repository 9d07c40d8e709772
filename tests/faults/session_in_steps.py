"""A whole session, one committed step after another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desktop.application.ports.sound import Ear
from desktop.application.sessions import checking_in, closing, identifying, listening
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import NoteKind, Outcome, Party
from desktop.domain.shared.ids import AppointmentId, SessionId
from desktop.domain.shared.spans import Span
from tests.support.builders import Office, documents


class Conducted:
    """The session of one appointment, step by step."""

    def __init__(self, office: Office, appointment: AppointmentId) -> None:
        self.office, self.appointment = office, appointment
        self.id = SessionId("")

    def check_in(self) -> None:
        parties = frozenset({Party.CUSTOMER, Party.COMPANION})
        command = checking_in.CheckIn(self.office.actor(), self.appointment, parties, copy_wanted=False)
        self.id = self.office.do(command, policy=self.office.policy, anchored=self.office.anchored).id

    def sight_documents(self) -> None:
        command = identifying.SightDocuments(self.office.actor(), self.id, documents(self.office.clock.now().date()))
        sight = partial(identifying.sight_documents, policy=self.office.policy, id_policy=self.office.id_policy)
        self.office.do(sight, command)

    def look_at_answers(self) -> None:
        self.office.do(identifying.LookAtAnswers(self.office.actor(), self.id))

    def check_caller(self) -> None:
        command = identifying.CheckCaller(self.office.actor(), self.id, CallerCheck.MATCHES)
        self.office.do(command, policy=self.office.policy)

    def brief(self) -> None:
        self.office.do(listening.Brief(self.office.actor(), self.id, True, True, 70, Ear.BOTH))

    def open(self) -> None:
        self.office.do(listening.OpenRecording(self.office.actor(), self.id), sound=self.office.sound)

    def play(self) -> None:
        self.office.do(listening.play, self.office.position(self.id), player=self.office.player)

    def hear(self) -> None:
        self.office.do(listening.heard, self.office.position(self.id, 4000, Span(0, 4000)))

    def hear_more(self) -> None:
        self.office.do(listening.heard, self.office.position(self.id, 8000, Span(4000, 8000)))

    def pause(self) -> None:
        self.office.do(listening.stopped, self.office.position(self.id, 9000, Span(8000, 9000)))

    def note(self) -> None:
        command = listening.TakeNote(self.office.actor(), self.id, NoteKind.DISPUTE, "Words of a dispute.", 9000, True)
        self.office.do(command)

    def take_break(self) -> None:
        self.office.do(self.office.at(listening.TakeBreak, self.id, 9000), sound=self.office.sound)

    def companion_leaves(self) -> None:
        command = checking_in.PartyLeft(self.office.actor(), self.id, Party.COMPANION)
        self.office.do(command)

    def end_break(self) -> None:
        self.open()

    def play_on(self) -> None:
        self.play()

    def finish(self) -> None:
        finish = self.office.at(listening.Finish, self.id, 12_000, Span(9000, 12_000))
        self.office.do(finish, sound=self.office.sound)

    def close(self) -> None:
        not_witnessed = self.office.close(self.id, Outcome.HEARD_IN_PART).not_witnessed
        if not_witnessed is not None:
            raise not_witnessed

    def print_receipt(self) -> None:
        self.office.do(closing.PrintReceipt(self.office.actor(), self.id))


STEPS: tuple[Callable[[Conducted], None], ...] = (
    Conducted.check_in,
    Conducted.sight_documents,
    Conducted.look_at_answers,
    Conducted.check_caller,
    Conducted.brief,
    Conducted.open,
    Conducted.play,
    Conducted.hear,
    Conducted.hear_more,
    Conducted.pause,
    Conducted.note,
    Conducted.take_break,
    Conducted.companion_leaves,
    Conducted.end_break,
    Conducted.play_on,
    Conducted.finish,
    Conducted.close,
    Conducted.print_receipt,
)
