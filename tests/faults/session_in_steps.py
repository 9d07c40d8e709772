"""A whole session, one committed step after another, and a program that kills itself at one of them.

`python -m tests.faults.session_in_steps OFFICE PLACES FACTS`: for each step and each moment of its commit the office's
folder is copied to `PLACES/STEP-MOMENT`, and a process of its own conducts the session there until SIGKILL at that
moment. FACTS is JSON (`back`, `people`, `appointment`). Prints the signal that ended each, as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from db.log.audit_log import AuditLog
from db.unit_of_work import SqlUnitOfWork
from desktop.application.ports.sound import Ear
from desktop.application.sessions import checking_in, closing, identifying, listening
from desktop.bootstrap.opening import open_parts
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import NoteKind, Outcome, Party
from desktop.domain.shared.ids import AppointmentId, SessionId
from desktop.domain.shared.spans import Span
from desktop.environment.day_signer import KeystoreDaySigner
from tests.support.builders import Office, documents


class Moment(StrEnum):
    """The point in a commit at which it is killed."""

    WRITTEN = "written"
    """Rows and event are written, the transaction is not committed."""
    COMMITTED = "committed"
    """The database has it; the keyring still holds yesterday's key, the witness has nothing yet."""
    RETURNED = "returned"
    """All is on the disk; the caller has not been told, and no sound has begun."""


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
NAMES = tuple(step.__name__ for step in STEPS)


def _killed_at(function: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def killed(*arguments: Any, **more: Any) -> Any:
        if after:
            function(*arguments, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    return killed


def _set_trap(moment: Moment) -> None:
    where: tuple[Any, str] = {
        Moment.WRITTEN: (AuditLog, "append"),
        Moment.COMMITTED: (KeystoreDaySigner, "committed"),
        Moment.RETURNED: (SqlUnitOfWork, "commit"),
    }[moment]
    function = getattr(*where)
    setattr(*where, _killed_at(function, after=moment is not Moment.COMMITTED))


def _conduct(folder: Path, facts: dict[str, Any], upto: int, moment: Moment) -> None:
    office = Office(open_parts(folder), facts["back"], facts["people"])
    conducted = Conducted(office, AppointmentId(facts["appointment"]))
    for step in STEPS[:upto]:
        step(conducted)
    _set_trap(moment)
    STEPS[upto](conducted)


def _ended_by(folder: Path, facts: dict[str, Any], upto: int, moment: Moment) -> int:
    """Conduct it in a process of its own; return the signal that ended that."""
    pid = os.fork()
    if pid == 0:
        try:
            _conduct(folder, facts, upto, moment)
        finally:
            os._exit(1)  # it was to be killed before
    _, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status)


def main(office: str, places: str, facts: str) -> None:
    ended = {}
    for upto, name in enumerate(NAMES):
        for moment in Moment:
            folder = Path(places) / f"{name}-{moment}"
            shutil.copytree(office, folder)
            ended[folder.name] = _ended_by(folder, json.loads(facts), upto, moment)
    print(json.dumps(ended))


if __name__ == "__main__":
    main(*sys.argv[1:])
