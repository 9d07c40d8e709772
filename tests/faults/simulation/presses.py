"""The presses of people in the simulation: each returns a press, to be made once more where its outcome is in doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from desktop.application.appointments.calendar import BookAppointment
from desktop.application.copies.deciding import Decide, WithdrawApproval
from desktop.application.office import accounts
from desktop.application.office.signing_in import sign_out
from desktop.application.ports.sound import Ear
from desktop.application.reviews import reviewing
from desktop.application.sessions import checking_in, closing, day_list, identifying, listening
from desktop.application.sessions.day_list import mark_interrupted
from desktop.application.shared.commands import Actor, Command
from desktop.domain.appointments import Unusual
from desktop.domain.copies.decision import Information, Ruling, Weighing
from desktop.domain.office.people import Role
from desktop.domain.requests.request import RefusalReason
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import NoteKind, Outcome, Party
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, RequestId, SessionId
from desktop.domain.shared.spans import Span
from tests.faults.simulation.world import Desk, Press, World
from tests.support.offices.builders import documents

Act = Callable[[World, Desk, Random], Press | None]


def _ids(desk: Desk, query: str) -> list[str]:
    with desk.parts.engine.connect() as connection:
        return list(connection.exec_driver_sql(query).scalars())


def _any(random: Random, found: list[str]) -> str | None:
    return random.choice(found) if found else None


def _with(desk: Desk, wanted: Any, *arguments: Any, at: DeskId | None = None) -> Press:
    """Return the press of a command, or of a use case: one unit of work, so that made again it is the same command."""
    if isinstance(wanted, Command):
        wanted, arguments = wanted.use_case, (wanted,)
    return partial(wanted, *arguments, uow=desk.uow(at), **desk.ports(wanted))


def _session(desk: Desk, random: Random) -> SessionId | None:
    """Return one that is not closed, more often this desk's own."""
    here = _ids(desk, f"SELECT id FROM session WHERE state != 'closed' AND desk = '{desk.front}' ORDER BY rowid")
    anywhere = _ids(desk, "SELECT id FROM session ORDER BY rowid")
    found = _any(random, here if here and random.random() < 0.9 else anywhere)
    return None if found is None else SessionId(found)


def _adviser(desk: Desk, random: Random, id: SessionId) -> Actor:
    """Return whoever conducts it, more often than not, at this desk."""
    if random.random() < 0.95:
        return Actor(desk.session(id).adviser, desk.front)
    return desk.actor(random.choice(["adviser", "other-adviser", "officer", "approver"]))


def decides(world: World, desk: Desk, random: Random) -> Press:
    request = RequestId(random.choice(world.requests))
    copies = _ids(desk, "SELECT id FROM approved_copy ORDER BY rowid")
    copy = desk.request(request).copy if random.random() < 0.9 else CopyId(random.choice(copies))
    ruling = random.choices((Ruling.APPROVE, Ruling.SEND_BACK, Ruling.REFUSE), (8, 1, 1))[0]
    more: dict[str, Any] = {"copy": copy, "weighing": Weighing(Information.NOBODY_ELSE)}
    if ruling is Ruling.APPROVE and random.random() < 0.4:
        more["until"] = desk.clock.now().date() + timedelta(days=random.randrange(3))
    if ruling is Ruling.SEND_BACK:
        more["words"] = "Listen to the end again."
    if ruling is Ruling.REFUSE:
        more["refusal"] = random.choice(list(RefusalReason))
    who = random.choices(["approver", "officer"], (5, 1))[0]
    return _with(
        desk, Decide(desk.in_person(who, desk.back), request, ruling, unheard_known=True, **more), at=desk.back
    )


def withdraws(world: World, desk: Desk, random: Random) -> Press:
    return _with(desk, WithdrawApproval(desk.actor("approver"), random.choice(world.requests), "A neighbour is heard."))


def books(world: World, desk: Desk, random: Random) -> Press:
    starts = desk.clock.now() + timedelta(minutes=random.choice([5, 5, 30, 90]))
    actor, meant = desk.actor("officer", desk.back), frozenset(Unusual)
    command = BookAppointment(actor, random.choice(world.requests), desk.front, starts, meant=meant)
    return _with(desk, command, at=desk.back)


def checks_in(world: World, desk: Desk, random: Random) -> Press | None:
    found = _any(random, _ids(desk, "SELECT id FROM appointment ORDER BY rowid"))
    if found is None:
        return None
    adviser = desk.actor(random.choice(["adviser", "other-adviser"]))
    return _with(desk, checking_in.CheckIn(adviser, AppointmentId(found), frozenset({Party.CUSTOMER}), False))


def conducts(world: World, desk: Desk, random: Random) -> Press | None:
    """Press what usually comes next in a session, or sometimes anything."""
    id = _session(desk, random)
    if id is None:
        return None
    state = desk.session(id).state.value if random.random() < 0.92 else random.choice(list(NEXT))
    return random.choice(NEXT[state])(desk, _adviser(desk, random, id), id, random)


Conducts = Callable[[Desk, Actor, SessionId, Random], Press]


def _of(make: Callable[[Actor, SessionId], Any]) -> Conducts:
    """Return the press of the command that this makes."""
    return lambda desk, actor, id, random: _with(desk, make(actor, id))


def _at(wanted: Any) -> Conducts:
    """Return the press of a command, or of a use case, about a second that was played."""

    def press(desk: Desk, actor: Actor, id: SessionId, random: Random) -> Press:
        start = random.randrange(15) * 1000
        heard = actor, id, start + 1000, (Span(start, start + 1000),)
        if isinstance(wanted, type):
            return _with(desk, wanted(*heard))
        return _with(desk, wanted, listening.PlaybackPosition(*heard))

    return press


def _sights(desk: Desk, actor: Actor, id: SessionId, random: Random) -> Press:
    return _with(desk, identifying.SightDocuments(actor, id, documents(desk.clock.now().date())))


def _checks_caller(desk: Desk, actor: Actor, id: SessionId, random: Random) -> Press:
    check = random.choices((CallerCheck.MATCHES, CallerCheck.DOES_NOT_MATCH), (9, 1))[0]
    reason = "" if check is CallerCheck.MATCHES else "The voice is another."
    return _with(desk, identifying.CheckCaller(actor, id, check, reason))


def _interrupts(desk: Desk, actor: Actor, id: SessionId, random: Random) -> Press:
    return _with(desk, day_list.interrupt, actor, id, random.randrange(16_000))


def _closes(desk: Desk, actor: Actor, id: SessionId, random: Random) -> Press:
    outcome = random.choice([Outcome.CUSTOMER_LEFT, Outcome.HEARD_IN_PART, Outcome.TECHNICAL_FAULT])
    return _with(desk, closing.Close(actor, id, False, False, True, outcome, "Words about it."))


_briefs = _of(lambda actor, id: listening.Brief(actor, id, True, True, 70, Ear.BOTH))
_opens, _resumes = _of(listening.OpenRecording), _of(lambda actor, id: day_list.Resume(actor, id, True))
_notes = _of(lambda actor, id: listening.TakeNote(actor, id, NoteKind.DISPUTE, "Words of a dispute.", 1000, True))
_play, _hear, _stop = map(_at, (listening.play, listening.heard, listening.stopped))
_break, _finish = map(_at, (listening.TakeBreak, listening.Finish))
NEXT: dict[str, tuple[Conducts, ...]] = {
    "checked_in": (_sights, _checks_caller, _checks_caller),
    "identified": (_briefs, _briefs, _interrupts),
    "briefed": (_opens, _opens, _finish),
    "listening": (_play, _hear, _hear, _stop, _notes, _break, _finish, _interrupts),
    "on_break": (_opens, _opens, _notes, _finish),
    "closing": (_closes, _closes, _notes),
    "interrupted": (_resumes, _resumes, _closes),
    "closed": (_closes, _opens, _hear),
}


def signs_off(world: World, desk: Desk, random: Random) -> Press | None:
    found = _any(random, _ids(desk, "SELECT id FROM session WHERE state = 'closed' ORDER BY rowid"))
    if found is None:
        return None
    who = random.choice(["supervisor", "other-supervisor", "adviser"])
    return _with(desk, reviewing.SignOff(desk.actor(who), SessionId(found), "Words about it."))


def leaves(world: World, desk: Desk, random: Random) -> Press:
    return _with(desk, sign_out, desk.actor(random.choice(["adviser", "officer"])))


def starts_again(world: World, desk: Desk, random: Random) -> Press:
    desk.start_again()
    return _with(desk, mark_interrupted, desk.front)


def looks_after_accounts(world: World, desk: Desk, random: Random) -> Press:
    """Press what ends someone's access, or lets them in again; the other desk may have been quicker."""
    with desk.parts.uow(desk.front).read_only() as uow:
        seen = uow.people.get(desk.people[random.choice(["other-adviser", "other-supervisor"])])
    by = desk.in_person("administrator")
    if seen.active and random.random() < 0.5:
        roles = frozenset({Role.ADVISER, random.choice([Role.APPROVER, Role.SUPERVISOR])})
        return _with(desk, accounts.ChangeRoles(by, seen, roles))
    if seen.active:
        return _with(desk, accounts.EndAccess(by, seen))
    return _with(desk, accounts.ComeBack(by, seen, seen.roles, "four quite unrelated words"))


ACTS: dict[Act, int] = {
    conducts: 100,
    checks_in: 10,
    books: 6,
    decides: 6,
    withdraws: 1,
    signs_off: 5,
    leaves: 2,
    starts_again: 2,
    looks_after_accounts: 3,
}
"""Each with its weight."""
