"""A whole session, one committed step after another."""

from __future__ import annotations

from collections.abc import Callable

from desktop.application.ports.sound import Ear
from desktop.application.sessions import checking_in, closing, identifying, listening
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import NoteKind, Outcome, Party
from desktop.domain.shared.ids import AppointmentId, SessionId
from desktop.domain.shared.spans import Span
from tests.support.offices.builders import Office


class Conducted:
    """The session of one appointment. Its methods are the steps, in their order."""

    def __init__(self, office: Office, appointment: AppointmentId) -> None:
        self._office, self._appointment = office, appointment
        self.id = SessionId("")

    def check_in(self) -> None:
        self.id = self._office.check_in(self._appointment)

    def sight_documents(self) -> None:
        self._office.sighted(self.id)

    def look_at_answers(self) -> None:
        self._office.looked(self.id)

    def check_caller(self) -> None:
        self._office.do(identifying.CheckCaller(self._office.actor(), self.id, CallerCheck.MATCHES))

    def brief(self) -> None:
        self._office.do(listening.Brief(self._office.actor(), self.id, True, True, 70, Ear.BOTH))

    def open(self) -> None:
        self._office.do(listening.OpenRecording(self._office.actor(), self.id))

    def play(self) -> None:
        self._office.do(listening.play, self._office.position(self.id))

    def hear(self) -> None:
        self._office.do(listening.heard, self._office.position(self.id, 4000, Span(0, 4000)))

    def hear_more(self) -> None:
        self._office.do(listening.heard, self._office.position(self.id, 8000, Span(4000, 8000)))

    def pause(self) -> None:
        self._office.do(listening.stopped, self._office.position(self.id, 9000, Span(8000, 9000)))

    def note(self) -> None:
        actor, words = self._office.actor(), "Words of a dispute."
        self._office.do(listening.TakeNote(actor, self.id, NoteKind.DISPUTE, words, 9000, True))

    def take_break(self) -> None:
        self._office.do(self._office.at(listening.TakeBreak, self.id, 9000))

    def companion_leaves(self) -> None:
        self._office.do(checking_in.PartyLeft(self._office.actor(), self.id, Party.COMPANION))

    def end_break(self) -> None:
        self.open()

    def play_on(self) -> None:
        self.play()

    def finish(self) -> None:
        self._office.do(self._office.at(listening.Finish, self.id, 12_000, Span(9000, 12_000)))

    def close(self) -> None:
        not_witnessed = self._office.close(self.id, Outcome.HEARD_IN_PART).not_witnessed
        if not_witnessed is not None:
            raise not_witnessed

    def print_receipt(self) -> None:
        self._office.do(closing.PrintReceipt(self._office.actor(), self.id))


STEPS: tuple[Callable[[Conducted], None], ...] = tuple(
    step for name, step in vars(Conducted).items() if not name.startswith("_")
)
