"""The acts of administrators on people, desks, policies, witnesses and clocks, for a supervisor to review.

Rules:
- It is everything since the last sign-off, as the log has it. A sign-off names the last event that was seen: what came
  meanwhile waits for the next. It has the digest of all of them: the replay names one that was hidden meanwhile.
- What is signed off is what was shown, act for act: where another has come among them since, or one is another, it is
  refused, and read again.
- Nobody signs off what they did themselves.
- The first administrator is added by nobody; that is shown too. So is what the office's directory said of its people,
  and a PC that was refused because its keys had been copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.commands import Actor, acting, event_of, idempotent, nothing
from desktop.domain.log.events import Event, EventKind, Facts, Subject, canonical
from desktop.domain.log.replay.reviews import ACTS, ACTS_OF, ACTS_SEEN, ACTS_UP_TO, NO_ACT, digest_of_acts
from desktop.domain.office.people import Permission, Person, Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.errors import NotAllowedError, WrongStateError


@dataclass(frozen=True)
class Act:
    """One act: its event's number and kind, when (aware, UTC), who did it for whom, at which desk, and roles it gave.

    Names are as they are today; "" where there is nobody. `days`: the first and the last day of a role that was lent.
    `by_directory`: the office's directory said so. `policy`: which was changed, or is to be, and to which version.
    """

    seq: int
    kind: EventKind
    at: datetime
    by: str
    about: str
    desk: str
    roles: tuple[Role, ...] = ()
    days: tuple[date, date] | None = None
    by_directory: bool = False
    policy: tuple[PolicyName, int] | None = None


@dataclass(frozen=True)
class Administration:
    """The acts that wait, the oldest first. `own`: the viewer did some of it, so that someone else signs it off.

    `shown`: the digest of their events.
    """

    acts: tuple[Act, ...]
    own: bool
    shown: str = ""

    @property
    def up_to(self) -> int:
        """The number of the last event; -1 where nothing waits."""
        return self.acts[-1].seq if self.acts else NO_ACT


def administration(actor: Actor, *, uow: UnitOfWork) -> Administration:
    """Return what waits for a review. Raises NotAllowedError."""
    with uow.read_only():
        acting(actor, Permission.REVIEW, uow)
        waiting = _waiting(uow)
        people, desks = uow.reading.people(), uow.reading.desks()
        acts = tuple(_act(seq, event, people, desks) for seq, event in waiting)
    return Administration(acts, any(event.actor == actor.by for _, event in waiting), _digest(waiting))


@idempotent(nothing)
def sign_off_administration(actor: Actor, up_to: int, shown: str, *, uow: UnitOfWork, clock: Clock) -> None:
    """Sign off what was seen: the acts up to that event, of which `shown` is the digest.

    Raises NotAllowedError, WrongStateError (`nothing_waits`, `acts_changed`).
    """
    with uow:
        acting(actor, Permission.REVIEW, uow)
        seen = [(seq, event) for seq, event in _waiting(uow) if seq <= up_to]
        if not seen:
            raise WrongStateError("nothing_waits")
        if any(event.actor == actor.by for _, event in seen):
            raise NotAllowedError("needs_another_person")
        if _digest(seen) != shown:
            raise WrongStateError("acts_changed")
        facts: Facts = {ACTS_UP_TO: up_to, "acts": len(seen), ACTS_OF: sorted(kind.value for kind in ACTS)}
        facts[ACTS_SEEN] = digest_of_acts(seq for seq, _ in seen)
        uow.commit(event_of(EventKind.ADMINISTRATION_REVIEWED, actor, clock, {}, **facts), checkpoint=True)


def _waiting(uow: UnitOfWork) -> list[tuple[int, Event]]:
    newest = uow.proven.newest(EventKind.ADMINISTRATION_REVIEWED)
    after = NO_ACT if newest is None else newest.facts.get(ACTS_UP_TO, NO_ACT)
    return list(uow.proven.of_the_office(ACTS, after if isinstance(after, int) else NO_ACT))


def _digest(acts: Sequence[tuple[int, Event]]) -> str:
    """Return the digest of these events, as they are in the log but for their seals."""
    return sha256(b"\n".join(canonical(event, seq) for seq, event in acts)).hexdigest()


def _act(seq: int, event: Event, people: Mapping[PersonId, Person], desks: Mapping[DeskId, str]) -> Act:
    def named(id: str | None) -> str:
        person = None if id is None else people.get(PersonId(id))
        return "" if person is None else person.shown_name

    said = event.facts.get("roles", [event.facts["role"]] if "role" in event.facts else [])
    held = frozenset(said) if isinstance(said, list) else frozenset()
    roles = tuple(role for role in Role if role.value in held)
    about = named(event.subjects.get(Subject.PERSON)) or desks.get(DeskId(event.subjects.get(Subject.DESK, "")), "")
    by, desk = named(event.actor), desks.get(event.desk, "")
    there = people.get(PersonId(event.subjects.get(Subject.PERSON, "")))
    by_directory = event.actor is None and there is not None and bool(there.directory)
    return Act(seq, event.kind, event.at, by, about, desk, roles, _days(event), by_directory, _policy(event))


def _policy(event: Event) -> tuple[PolicyName, int] | None:
    if event.kind not in (EventKind.POLICY_CHANGED, EventKind.POLICY_PROPOSED):
        return None
    return PolicyName(str(event.facts["policy"])), int(str(event.facts["version"]))


def _days(event: Event) -> tuple[date, date] | None:
    if event.kind is not EventKind.ROLE_LENT:
        return None
    return date.fromisoformat(str(event.facts["first"])), date.fromisoformat(str(event.facts["last"]))
