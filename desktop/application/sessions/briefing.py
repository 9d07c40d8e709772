"""The brief and the sound check: read aloud and shown, then a neutral voice for the ears that will listen.

One press says that both were done.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, SoundDesk, Waveform
from desktop.application.ports.playing import Ear
from desktop.application.sessions.viewing import the_session, view_of
from desktop.application.sessions.views import SessionView
from desktop.application.shared.authorisation import Actor, conducting, session_event
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.sessions.session import Action, State
from desktop.domain.shared.ids import SessionId
from desktop.errors import FieldsError


@dataclass(frozen=True)
class Brief(Command[SessionView]):
    """The script was read and understood (`read`), and the sound check was heard, at this volume, in these ears."""

    actor: Actor
    session: SessionId
    read: bool
    sound_heard: bool
    volume: int
    ear: Ear


def open_sound_check(actor: Actor, id: SessionId, *, uow: UnitOfWork, sound: SoundDesk) -> Waveform:
    """Load the neutral voice; return its waveform. Nothing of the customer's is opened."""
    with uow.look():
        conducting(actor, id, uow).must_be(State.IDENTIFIED)
    return sound.open_sound_check()


@carries_out(Brief)
@given_again(the_session)
def brief(command: Brief, *, uow: UnitOfWork, clock: Clock) -> SessionView:
    """Record the brief and the sound check. Raises FieldsError for what has not been done."""
    problems = {}
    if not command.read:
        problems["read"] = "brief_not_read"
    if not command.sound_heard:
        problems["sound_heard"] = "sound_not_heard"
    if problems:
        raise FieldsError(problems)
    with uow:
        session = conducting(command.actor, command.session, uow).act(Action.BRIEF)
        uow.sessions.save(session)
        facts: Facts = {"volume": command.volume, "ear": command.ear.value}
        view = view_of(session, uow)
        uow.commit(session_event(EventKind.BRIEFED, command.actor, clock, session, **facts))
    return view
